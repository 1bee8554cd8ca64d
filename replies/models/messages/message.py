"""One thing told to one deputy in one way."""

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models import Case, Deputy, User
from proposals.models.kept.beside import KeptPrefetches

WAYS = ["sms", "mail", "staff"]
STATES = ["waiting", "sending", "sent", "failed", "unsure", "dropped", "off"]


class MessageKind(models.TextChoices):
    """What there is to tell. The rows of messages/kinds.py say when, in what words, and by whose rule."""

    GIVEN = "given", "交办"
    GIVEN_MANY = "given_many", "交办（几件一起）"
    HANDED_ON = "handed_on", "改办"
    OBJECTION = "objection", "对交办的意见有了结果"
    EXTENDED = "extended", "延期"
    MEETING = "meeting", "约定面商"
    MEETING_OFF = "meeting_off", "取消面商"
    COORDINATE = "coordinate", "请参加协调会"
    COORDINATE_OFF = "coordoff", "取消协调会"
    INVITE = "invite", "答复和征询链接"
    REMIND = "remind", "提醒提意见"
    RENEWED = "renewed", "代表要的新链接"
    REOPENED = "reopened", "请重新填写意见"
    REPLIED = "replied", "答复（由人转达）"
    STUDY = "study", "不满意，开始研究"
    RESULT = "result", "研究结果"
    AGAIN = "again", "再次办理"
    KEPT = "kept", "承诺兑现"
    UNKEPT = "unkept", "更正承诺兑现"
    MOVED = "moved", "承诺改期"
    ROLLED = "rolled", "承诺转入下一年"
    TERM = "term", "换届时的承诺"
    CORRECTED = "corrected", "登记更正"
    JOINED = "joined", "并案"
    APART = "apart", "不再并案"
    PUBLISHED = "published", "公开"
    RECEIVED = "received", "收到意见的回执"
    DEVICE = "device", "设备进入提示"
    CODE = "code", "验证码"


class MessageQuerySet(KeptPrefetches["Message"]):
    def undelivered(self) -> Self:
        """What did not leave and goes no further by itself, and what nobody knows of."""
        return self.filter(state__in=(Message.State.FAILED, Message.State.UNSURE))

    def on_their_own(self) -> Self:
        """Without those that another message says along with others."""
        return self.filter(gathered_in=None)

    def to_convey(self) -> Self:
        """What waits for a person to tell it."""
        return self.filter(way=Message.Way.STAFF, state=Message.State.WAITING)

    def told(self) -> Self:
        """What has reached the deputy, as far as it is known here."""
        return self.filter(state=Message.State.SENT)


class Message(models.Model):
    """One thing told, or to be told. `key` names what it is about (event:12, promise:3:2027): the same is told the
    same deputy the same way once. `facts` are the values of the blanks; `words` what was said, written again until
    it is said. A row is claimed (`sending`) before it is handed over: of one that stays so nobody knows whether it
    left, and it is not sent again without a person's word. What one message says of several cases (`gathered_in`)
    stands here for each of them as well, and is told with that one."""

    class Way(models.TextChoices):
        SMS = "sms", "短信"
        MAIL = "mail", "邮件"
        STAFF = "staff", "由工作人员转达"

    class State(models.TextChoices):
        WAITING = "waiting", "等着告知"
        SENDING = "sending", "正在发"
        SENT = "sent", "已告知"
        FAILED = "failed", "没有送出"
        UNSURE = "unsure", "不知道有没有送出"
        DROPPED = "dropped", "不用再告知"
        OFF = "off", "本地不告知"

    kind = models.CharField("什么事", max_length=11, choices=MessageKind)
    key = models.CharField(max_length=60)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="told_messages", verbose_name="办理件"
    )
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="told_messages", verbose_name="代表")
    way = models.CharField("方式", max_length=5, choices=Way)
    state = models.CharField("情况", max_length=7, choices=State, default=State.WAITING)
    facts = models.JSONField(default=dict)
    words = models.TextField("内容")
    made_at = models.DateTimeField("时间")
    next_at = models.DateTimeField("什么时候发")
    tried_at = models.DateTimeField("最近一次发送", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    last_error = models.CharField("没有送出的原因", max_length=120, blank=True)
    address = models.CharField("发到", max_length=254, blank=True)
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    # Who of the staff told it, and how; of what the program sent nobody.
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转达人")
    gathered_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gathered", verbose_name="一起告知"
    )
    told_how = models.CharField("怎样转达的", max_length=120, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "告知"
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(name="message_by_state", fields=["state", "next_at"]),
            models.Index(name="message_by_deputy", fields=["deputy", "made_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="message_once", fields=["key", "deputy", "way"]),
            models.CheckConstraint(name="message_kind_known", condition=Q(kind__in=MessageKind.values)),
            models.CheckConstraint(name="message_way_known", condition=Q(way__in=WAYS)),
            models.CheckConstraint(name="message_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="message_says_something", condition=~Q(words="") & ~Q(key="")),
            models.CheckConstraint(
                name="message_told_at_a_time",
                condition=Q(state="sent", told_at__isnull=False) | ~Q(state="sent") & Q(told_at=None, told_by=None),
            ),
            models.CheckConstraint(name="message_told_by_says_how", condition=Q(told_by=None) | ~Q(told_how="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.deputy}"

    @property
    def is_text(self) -> bool:
        """Whether it left as a text."""
        return self.way == self.Way.SMS and bool(self.address)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it, by the program or by a person."""
        return self.state in (self.State.WAITING, self.State.FAILED, self.State.UNSURE)

"""The working-day calendar, as rows an office can correct."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from proposals.models.case import Case
from proposals.models.journal.seal import Sealed
from proposals.models.people import User
from proposals.models.suggestion import Kind, chinese_number


class CalendarDay(models.Model):
    """One exception to the ordinary week, from the State Council's yearly notice (国务院办公厅节假日安排通知):
    a holiday that falls on a weekday, or a weekend day made a working day (调休)."""

    date = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    name = models.CharField("事由", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_working else '放假'}"


class CalendarChange(Sealed):
    """One change of the calendar or of a limit, with what it did: append-only by use. `number` counts them, so that
    two people who both saw n meet at the constraint; `key` makes a form sent twice one change."""

    number = models.PositiveIntegerField("序号", unique=True)
    key = models.UUIDField(unique=True, editable=False)
    what = models.TextField("改了什么")
    # In sentences what followed beside the dates of the law: 签收期限随之改动3件.
    followed = models.JSONField("随之改动", default=list)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="改动人")
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "日历和期限的改动"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(name="calendar_change_says_what", condition=~Q(what="") & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次改动"

    def get_absolute_url(self) -> str:
        return reverse("calendar_change", args=[self.pk])


class MovedCase(models.Model):
    """A case whose date a change moved."""

    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="moved")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    old_due = models.DateField("原期限")
    new_due = models.DateField("新期限")
    dropped = models.DateField("不再适用的区内期限", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "随日历改动的期限"
        ordering = ["change_id", "pk"]
        constraints = [
            models.UniqueConstraint(name="moved_case_once_a_change", fields=["change", "case"]),
            models.CheckConstraint(name="moved_case_moved", condition=~Q(old_due=F("new_due"))),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.old_due} → {self.new_due}"


class Limit(models.Model):
    """How long a step may take, and the rule it comes from. A row without a kind holds for 建议 and 提案 alike; one
    with a kind takes precedence. Migration 0001 ends by writing the law's; `source` is shown to anyone who asks
    why a date is what it is. Of a step that not every place limits (PLACES) `count` may be 0: this place does not."""

    class Step(models.TextChoices):
        REPLY = "reply", "答复"
        WIDE = "wide", "涉及面广、处理难度大的答复"
        AGAIN = "again", "再次答复"
        EXTEND = "extend", "延期，从原期限起最多再"
        HELP = "help", "会办意见"
        RETURN = "return", "申请退办"
        HAND_OVER = "hand_over", "闭会期间建议的交办"
        PUBLISH = "publish", "公开答复"
        FEEDBACK = "feedback", "代表提意见"
        ASK_REPORT = "ask_report", "报送办理情况报告"
        SIGN_FOR = "sign_for", "签收"
        CONTACT = "contact", "联系代表"
        HELP_SOON = "help_soon", "会办意见到期前提醒"
        HELP_LATE = "help_late", "会办意见过期后再提醒"
        REPORT = "report", "报送办结"

    class Measure(models.TextChoices):
        MONTHS = "months", "个月"
        WORKING_DAYS = "working_days", "个工作日"

    step = models.CharField("环节", max_length=10, choices=Step)
    kind = models.CharField("限于", max_length=2, choices=Kind, blank=True)
    count = models.PositiveSmallIntegerField("数")
    measure = models.CharField("单位", max_length=12, choices=Measure)
    source = models.CharField("依据", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="limit_once", fields=["step", "kind"]),
            models.CheckConstraint(
                name="limit_step_known",
                condition=Q(
                    step__in=[
                        "reply",
                        "wide",
                        "again",
                        "extend",
                        "help",
                        "return",
                        "hand_over",
                        "publish",
                        "feedback",
                        "ask_report",
                        "sign_for",
                        "contact",
                        "help_soon",
                        "help_late",
                        "report",
                    ]
                ),
            ),
            models.CheckConstraint(name="limit_kind_known", condition=Q(kind__in=["", *Kind.values])),
            models.CheckConstraint(name="limit_measure_known", condition=Q(measure__in=["months", "working_days"])),
            models.CheckConstraint(
                name="limit_in_bounds",
                condition=Q(count__range=(1, 99))
                | Q(count=0, step__in=["sign_for", "contact", "help_soon", "help_late", "report"]),
            ),
            models.CheckConstraint(name="limit_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.length}"

    @property
    def name(self) -> str:
        """答复, or 答复（提案） where it holds for one kind only."""
        return f"{self.get_step_display()}{f'（{self.kind}）' if self.kind else ''}"

    @property
    def is_set(self) -> bool:
        """Whether this place has such a limit."""
        return self.count > 0

    @property
    def says(self) -> str:
        """From when it is counted and what hangs on it, of a limit that not every place has."""
        return PLACES.get(Limit.Step(self.step), "")

    @property
    def length(self) -> str:
        """三个月, 7个工作日; 没有规定."""
        if not self.is_set:
            return "没有规定"
        if self.measure == self.Measure.MONTHS:
            return f"{'两' if self.count == 2 else chinese_number(self.count)}个月"
        return f"{self.count}个工作日"


NO_SUCH_LIMIT = "本区没有规定"
# What not every place limits, in working days: from when it counts, and what it does.
PLACES = {
    Limit.Step.SIGN_FOR: "从交办算起；到期前、过期后提醒单位办公室",
    Limit.Step.CONTACT: "从交办算起，到每一位代表都联系过；到期前、过期后提醒经办人",
    Limit.Step.HELP_SOON: "到期前这么多个工作日提醒会办单位一次，代替平时的几次",
    Limit.Step.HELP_LATE: "过期以后每隔这么多个工作日再提醒一次，直到意见送出",
    Limit.Step.REPORT: "从答复全部送达算起，到报送办结；到期前、过期后提醒单位办公室",
}


class PlaceRule(models.Model):
    """What places settle otherwise than by a number of days: one row a question, and a kind where 建议 and 提案 are
    settled apart; without a row the answer of RULES holds. `source` is shown to anyone who asks why."""

    class Question(models.TextChoices):
        COUNTED_FROM = "counted_from", "改办以后，答复期限从哪一天算起"
        RETURN = "return", "退办"
        EXTEND = "extend", "延期"
        WITHDRAW = "withdraw", "代表撤回"
        AGAIN = "again", "再次办理"
        SEVERAL = "several", "名单里一件写着几个主办单位的"
        SILENCE = "silence", "代表期满没有反馈"

    class Answer(models.TextChoices):
        FIRST = "first", "以首次交办为准"
        OWN = "own", "以改办为准"
        DISTRICT = "district", "区政府办公室"
        BODY = "body", "代表工作机构（提案由政协提案工作机构）"
        EITHER = "either", "两家中的任一家"
        BOTH = "both", "两家都同意"
        JOINT = "joint", "共同主办，由写在最前面的牵头，会签后统一答复"
        EACH = "each", "分别办理，各自答复"
        WAIT = "wait", "一直等"
        CLOSE = "close", "承办单位可以登记“未反馈”"

    question = models.CharField("规则", max_length=12, choices=Question)
    kind = models.CharField("限于", max_length=2, choices=Kind, blank=True)
    answer = models.CharField("怎么定", max_length=8, choices=Answer)
    source = models.CharField("依据", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "本地规则"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="place_rule_once", fields=["question", "kind"]),
            models.CheckConstraint(
                name="place_rule_answers_its_question",
                condition=Q(question="counted_from", kind="", answer__in=["first", "own"])
                | Q(question="several", kind="", answer__in=["joint", "each"])
                | Q(
                    question__in=["return", "extend", "withdraw", "again"],
                    kind__in=["建议", "提案"],
                    answer__in=["district", "body", "either", "both"],
                )
                | Q(question="silence", kind__in=["建议", "提案"], answer__in=["wait", "close", "body"]),
            ),
            models.CheckConstraint(name="place_rule_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.get_answer_display()}"

    @property
    def name(self) -> str:
        """改办以后，答复期限从哪一天算起; 建议的退办由谁决定."""
        if self.question == self.Question.SILENCE:
            return f"{self.kind}：{self.get_question_display()}"
        return f"{self.kind}的{self.get_question_display()}由谁决定" if self.kind else self.get_question_display()


# What a body decides, by the rule of the place, and who may.
DECIDED = (
    PlaceRule.Question.RETURN, PlaceRule.Question.EXTEND, PlaceRule.Question.WITHDRAW, PlaceRule.Question.AGAIN,
)  # fmt: skip
DECIDERS = (PlaceRule.Answer.DISTRICT, PlaceRule.Answer.BODY, PlaceRule.Answer.EITHER, PlaceRule.Answer.BOTH)
_A, _Q = PlaceRule.Answer, PlaceRule.Question
# What holds until a place says otherwise.
USUAL_DECIDERS = {
    _Q.RETURN: (_A.DISTRICT, "市代表建议规定第十四条"),
    _Q.EXTEND: (_A.DISTRICT, "市代表建议规定第十九条"),
    _Q.WITHDRAW: (_A.EITHER, "市代表建议规定第十条"),  # handed in to the working body; both keep the register
    _Q.AGAIN: (_A.EITHER, "市代表建议规定第二十一条"),
}
# What becomes of a deputy's silence after the term (FEEDBACK) and a reminder; nobody's mark is ever filled in.
SILENCES = (PlaceRule.Answer.WAIT, PlaceRule.Answer.CLOSE, PlaceRule.Answer.BODY)
# Several 主办 units give one answer (SH 13, 17).
ONE_ANSWER = PlaceRule(
    question=PlaceRule.Question.SEVERAL,
    answer=PlaceRule.Answer.JOINT,
    source="市代表建议规定第十三条、第十七条",
)


def rule_of_lists() -> PlaceRule:
    """What a list means that names several 主办 units for one suggestion and does not say."""
    return PlaceRule.objects.filter(question=ONE_ANSWER.question).first() or ONE_ANSWER


# For the deputy who asked, the time has run since the suggestion was first handed over.
FROM_FIRST = PlaceRule(
    question=PlaceRule.Question.COUNTED_FROM,
    answer=PlaceRule.Answer.FIRST,
    source="代表法第五十一条、市代表建议规定第十四条",
)

"""The way out: what is due is sent, by day. A message is claimed before it is handed over and marked as soon as it is
taken: of one that was claimed and not marked (the worker was killed) nobody knows whether it left, so it is not sent
again by itself; a person decides (`unsure`). What was refused is tried again, later each time."""

import datetime as dt
import logging

from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from proposals.formats.plain_text import make_plain
from proposals.models.states import LEFT
from replies.messages.noted import note_told
from replies.messages.plan.gathered import many_facts, set_apart, settle_gathered
from replies.messages.plan.stands import OWN, why_not_told
from replies.messages.sms import can_reach, send_text
from replies.messages.words.current import CurrentWords, is_night, read_words
from replies.models import Message
from replies.models.messages.message import MessageKind

logger = logging.getLogger(__name__)
State, Way = Message.State, Message.Way
MOST_TRIES = 6
WAIT = dt.timedelta(minutes=15)  # after the first failure; doubled with each further one
CLAIM = dt.timedelta(minutes=10)  # a worker that took longer was killed
CALLED_OFF = {MessageKind.MEETING_OFF, MessageKind.COORDINATE_OFF}
KILLED = "发送中断，不知道有没有送出"


def send_messages(only: list[int] | None = None) -> tuple[int, int]:
    """Send what is due, or of these what is. Returns how many left, and how many could not. Run as often as one
    likes, also twice at once."""
    now = timezone.now()
    _mark_killed(now)
    if only is None:
        drop_outdated()
    if is_night(now):
        return 0, 0
    due = Message.objects.on_their_own().filter(state=State.WAITING, next_at__lte=now).exclude(way=Way.STAFF)
    due = due if only is None else due.filter(pk__in=only)
    words = read_words()
    sent = failed = 0
    for pk in due.order_by("made_at", "pk").values_list("pk", flat=True):
        if (message := _claim(pk)) is None:
            continue
        left = _send(message, words[MessageKind(message.kind)])
        sent, failed = sent + (left is True), failed + (left is False)
    return sent, failed


def _with_case() -> QuerySet[Message]:
    rows = Message.objects.select_related("case__suggestion", "deputy")
    return rows.prefetch_related("case__suggestion__sponsorships__deputy")


def _claim(pk: int) -> Message | None:
    """The message, for this run alone; None where another took it."""
    mine = Message.objects.on_their_own().filter(pk=pk, state=State.WAITING)
    if not mine.update(state=State.SENDING, tried_at=timezone.now(), tries=F("tries") + 1):
        return None
    return _with_case().get(pk=pk)


def _mark_killed(now: dt.datetime) -> None:
    stuck = Message.objects.filter(state=State.SENDING, tried_at__lt=now - CLAIM)
    many = list(stuck.filter(kind=MessageKind.GIVEN_MANY).values_list("pk", flat=True))
    set_apart(many, state=State.UNSURE, last_error=KILLED)
    if count := stuck.update(state=State.UNSURE, last_error=KILLED):
        logger.error("%s条告知发送中断", count)


def drop_outdated() -> int:
    """What waits for a person and is not so any more: the case was handed on or taken back, the deputy is none any
    more, the meeting was called off. That something is off is still told: an appointment is often made by telephone.
    Returns how many are told no more."""
    changed = Q(case__status__in=LEFT) | Q(deputy__left_on__isnull=False) | Q(kind__in=OWN.keys() - CALLED_OFF)
    waiting = _with_case().filter(changed, way=Way.STAFF, state=State.WAITING).order_by("pk")
    dropped = 0
    for one in waiting:
        if why := why_not_told(one):
            row = Message.objects.filter(pk=one.pk, state=State.WAITING)
            dropped += row.update(state=State.DROPPED, last_error=why)
    return dropped


def _send(message: Message, words: CurrentWords) -> bool | None:
    """Whether it left; None where it is not told any more."""
    row = Message.objects.filter(pk=message.pk, state=State.SENDING)
    if why := _choose_again(message) or why_not_told(message):
        row.update(state=State.DROPPED, last_error=why)
        return None
    said = words.say(message.facts, message.way)
    deputy = message.deputy
    address = deputy.phone if message.way == Way.SMS else deputy.email
    error = _text(address, said) if message.way == Way.SMS else _mail(message, words.title(message.facts), said)
    if error:
        again = timezone.now() + WAIT * 2 ** (message.tries - 1)
        state = State.FAILED if message.tries >= MOST_TRIES else State.WAITING
        row.update(state=state, next_at=again, last_error=error, words=said)
        if state == State.FAILED and message.kind == MessageKind.GIVEN_MANY:
            set_apart([message.pk], state=State.FAILED, last_error=error, tries=message.tries)
        logger.error("告知没有送出（%s）：%s", message.pk, error)
        return False
    row.update(state=State.SENT, told_at=timezone.now(), last_error="", words=said, address=address)
    now = Message.objects.select_related("deputy").get(pk=message.pk)
    settle_gathered(now)
    note_told(now)
    return True


def _choose_again(message: Message) -> str:
    """Of a message of several cases: what is not so any more is said no longer, and is dropped. Why nothing of it is
    left, or ""."""
    if message.kind != MessageKind.GIVEN_MANY:
        return ""
    rows = _with_case().filter(gathered_in=message.pk, state=State.WAITING).order_by("pk")
    standing = []
    for one in rows:
        if why := why_not_told(one):
            Message.objects.filter(pk=one.pk).update(state=State.DROPPED, last_error=why)
        else:
            standing.append(one)
    if not standing:
        return NOTHING_LEFT
    message.facts = many_facts(message.deputy, standing)
    Message.objects.filter(pk=message.pk).update(facts=message.facts)
    return ""


NOTHING_LEFT = "其中的每一件都不用再告知"


def _text(phone: str, said: str) -> str:
    if not can_reach(phone):
        return "登记的号码收不到短信" if phone else "没有登记手机"
    return "" if send_text(phone, said) else "短信平台没有收下"


def _mail(message: Message, title: str, said: str) -> str:
    """Its own identity makes the same mail, handed over twice, one for the servers on its way."""
    if not message.deputy.email:
        return "没有登记邮箱"
    headers = {"Message-ID": f"<told-{message.pk}@banli>"}
    mail = EmailMessage(make_plain(title, one_line=True)[:150], said, None, [message.deputy.email], headers=headers)
    try:
        mail.send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        return f"邮件没有发出：{type(error).__name__}"
    return ""

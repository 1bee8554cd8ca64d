"""Whether what a message says is still so when it is to be sent: what was undone meanwhile is not told."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from proposals.cases.record import UNDONE_WITHIN
from proposals.intake.corrections.differences import CORRECT
from proposals.models import Event, Status
from proposals.models.event import UNDOES
from proposals.models.states import ENDED, LEFT
from replies.messages.plan.events import EVENT
from replies.models import Feedback, Meeting, Message, Promise, PromiseStep
from replies.models.messages.message import MessageKind

K = MessageKind
UNDONE, NOT_THEIRS, GONE, AGAIN = "这一步已经撤销", "已经不是这件建议的提出人", "已不再担任", "后来又更正了，一起告知"
OVER = "约定的时间已经过了"


def why_not_told(message: Message) -> str:
    """Why it is not told any more, "" where it is."""
    case, deputy = message.case, message.deputy
    if deputy.has_left and message.kind != K.TERM:
        return f"{GONE}{deputy.kind}"
    if case is None:
        return ""
    gone = ENDED if message.kind == K.OBJECTION else LEFT  # what was given back is told of there
    if case.status in gone:
        return f"这件{case.suggestion.kind}{case.get_status_display()}"
    if message.kind != K.RECEIVED and deputy not in case.suggestion.proposers:
        return NOT_THEIRS
    if message.key.startswith(EVENT) and (why := _why_undone(message)):
        return why
    own = OWN.get(MessageKind(message.kind))
    return own(message) if own else ""


def _event_of(message: Message) -> Event:
    return Event.objects.get(pk=int(message.key.removeprefix(EVENT)))


def _why_undone(message: Message) -> str:
    event = _event_of(message)
    soon = event.at + 2 * UNDONE_WITHIN
    later = Event.objects.filter(case=event.case_id, sequence__gt=event.sequence, at__lte=soon)
    return UNDONE if any(row.data.get(UNDOES) == event.sequence for row in later) else ""


def _meeting(message: Message) -> str:
    """An appointment that was called off before anybody was told, or that is over."""
    event = _event_of(message)
    off = Meeting.objects.filter(pk=event.data["meeting"]).exclude(off_at=None)
    return "已经取消，或者改约" if off.exists() else _held_already(event)


def _held_already(event: Event) -> str:
    return OVER if dt.datetime.fromisoformat(event.data["at"]) < timezone.now() else ""


def _meeting_off(message: Message) -> str:
    """What nobody was told of needs no calling off."""
    event = _event_of(message)
    arranged = Event.objects.filter(case=event.case_id, action="meet", data__meeting=event.data["meeting"])
    keys = [f"{EVENT}{pk}" for pk in arranged.values_list("pk", flat=True)]
    known = Message.objects.told().filter(key__in=keys, deputy=message.deputy_id)
    return "" if known.exists() else "约定的时候还没有告知，不用再说取消"


def _coordination(message: Message) -> str:
    """A meeting of units that was called off, or got another hour, before the deputy was told."""
    event = _event_of(message)
    later = Event.objects.filter(case=event.case_id, sequence__gt=event.sequence, action__startswith="coordinate_")
    ended = later.filter(data__coordination=event.data["coordination"]).filter(
        action__in=["coordinate_move", "coordinate_off"]
    )
    return "已经取消，或者改期" if ended.exists() else _held_already(event)


def _coordination_off(message: Message) -> str:
    event = _event_of(message)
    told = Message.objects.told().filter(kind=K.COORDINATE, deputy=message.deputy_id, case=event.case_id)
    return "" if told.exists() else "召集的时候还没有告知，不用再说取消"


def _study(message: Message) -> str:
    reply = int(message.key.partition(":")[2])
    said = Feedback.objects.filter(reply=reply, deputy=message.deputy_id, is_current=True).first()
    studied = message.case is not None and message.case.status == Status.UNDER_STUDY
    return "" if studied and said and said.asks_for_study else "已经不在研究"


def _step(message: Message) -> str:
    step = PromiseStep.objects.select_related("promise").get(pk=int(message.key.partition(":")[2]))
    turned = step.promise.steps.filter(kind__in=(PromiseStep.Kind.KEPT, PromiseStep.Kind.UNDONE))
    turned = turned.filter(number__gt=step.number)
    if step.kind == PromiseStep.Kind.KEPT:
        return "撤回了兑现登记" if turned.exists() else ""
    if step.is_undoing:
        return "后来又登记了兑现，一起告知" if turned.exists() else ""
    later = step.promise.steps.filter(kind=PromiseStep.Kind.CHANGED, number__gt=step.number)
    return "后来又改了期，一起告知" if later.exists() else ""


def _owed(message: Message) -> str:
    promise = Promise.objects.get(pk=int(message.key.split(":")[1]))
    return "" if promise.is_open else "已经兑现，或者转入了新的答复"


def _corrected(message: Message) -> str:
    event = _event_of(message)
    later = Event.objects.filter(case=event.case_id, action=CORRECT, sequence__gt=event.sequence)
    fields = {one["field"] for one in event.data.get("changes", [])}
    again = any(fields & {one["field"] for one in row.data.get("changes", [])} for row in later)
    return AGAIN if again else ""


OWN: dict[MessageKind, Callable[[Message], str]] = {
    K.MEETING: _meeting,
    K.MEETING_OFF: _meeting_off,
    K.COORDINATE: _coordination,
    K.COORDINATE_OFF: _coordination_off,
    K.STUDY: _study,
    K.KEPT: _step,
    K.UNKEPT: _step,
    K.MOVED: _step,
    K.ROLLED: _owed,
    K.TERM: _owed,
    K.CORRECTED: _corrected,
}

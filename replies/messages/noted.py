"""What was told is written down where somebody would otherwise have to do so: 延期 told to a deputy (SH 19), another
day of a promise told to all of them (SH 22)."""

from django.db import transaction
from django.utils import timezone

from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.extensions.actions import record_extension_notice
from proposals.models import Event, Extension, ExtensionNotice, Role
from replies.messages.plan.events import EVENT
from replies.models import Message, PromiseStep
from replies.models.messages.message import MessageKind

Way = ExtensionNotice.Way
# How it was told, by the message's own way and by what a person said first.
BY_WAY = {Message.Way.SMS: Way.MESSAGE, Message.Way.MAIL: Way.LETTER}
BY_WORD = {"电话": Way.PHONE, "当面": Way.VISIT, "书面": Way.LETTER, "微信": Way.MESSAGE}


def note_told(message: Message) -> None:
    """Of an extension that the deputy knows of it now; of a promise that was moved, once all of them know. Of
    everything else the message itself is the note."""
    if message.kind == MessageKind.MOVED:
        _note_moved(message)
    if message.kind == MessageKind.EXTENDED:
        _note_extended(message)


def _note_moved(message: Message) -> None:
    """The change of day waits for nobody any more when every deputy was told of it."""
    step = PromiseStep.objects.select_related("promise__reply").get(pk=int(message.key.partition(":")[2]))
    with transaction.atomic():
        case = lock_case(step.promise.reply.case_id)
        told = set(Message.objects.told().filter(key=message.key).values_list("deputy", flat=True))
        if any(one.pk not in told for one in case.suggestion.asked_deputies):
            return
        on = timezone.localdate(message.told_at)
        if PromiseStep.objects.filter(pk=step.pk, told_on=None).update(told_on=on):
            data = {"promise": step.promise_id, "told_on": on}
            label = f"承诺改期已告知代表：{step.promise.item}"
            record_event(
                case, message.told_by, "promise", label, role=None if message.told_by else Role.SYSTEM, data=data
            )


def _note_extended(message: Message) -> None:
    event = Event.objects.get(pk=int(message.key.removeprefix(EVENT)))
    extension = Extension.objects.filter(pk=event.data.get("extension")).first()
    if extension is None or extension.outcome != Extension.Outcome.AGREED:
        return
    spoken = BY_WORD.get(message.told_how.partition("，")[0], Way.PHONE)
    way = spoken if message.told_by_id else BY_WAY[Message.Way(message.way)]
    on = timezone.localdate(message.told_at)
    record_extension_notice(extension, None, deputies=[message.deputy], on=on, way=way)

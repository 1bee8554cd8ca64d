"""What was told is written down where somebody would otherwise have to do so: 延期 told to a deputy (SH 19)."""

from django.utils import timezone

from proposals.extensions.actions import record_extension_notice
from proposals.models import Event, Extension, ExtensionNotice
from replies.messages.plan.events import EVENT
from replies.models import Message
from replies.models.messages.message import MessageKind

Way = ExtensionNotice.Way
# How it was told, by the message's own way and by what a person said first.
BY_WAY = {Message.Way.SMS: Way.MESSAGE, Message.Way.MAIL: Way.LETTER}
BY_WORD = {"电话": Way.PHONE, "当面": Way.VISIT, "书面": Way.LETTER, "微信": Way.MESSAGE}


def note_told(message: Message) -> None:
    """Of an extension that the deputy knows of it now. Of everything else the message itself is the note."""
    if message.kind != MessageKind.EXTENDED:
        return
    event = Event.objects.get(pk=int(message.key.removeprefix(EVENT)))
    extension = Extension.objects.filter(pk=event.data.get("extension")).first()
    if extension is None or extension.outcome != Extension.Outcome.AGREED:
        return
    spoken = BY_WORD.get(message.told_how.partition("，")[0], Way.PHONE)
    way = spoken if message.told_by_id else BY_WAY[Message.Way(message.way)]
    on = timezone.localdate(message.told_at)
    record_extension_notice(extension, None, deputies=[message.deputy], on=on, way=way)

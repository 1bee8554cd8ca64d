"""From what is to be told to whom, to rows: one for each way in which the deputy is told, none twice."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.models import Case, Deputy
from replies.messages.plan.facts import Facts
from replies.messages.reach import choose_ways, wants_no_word
from replies.messages.words.current import CurrentWords, read_words
from replies.models import Message
from replies.models.messages.message import MessageKind

Way, State = Message.Way, Message.State
UNWANTED = "代表说这一类不用告诉"


@dataclass(frozen=True)
class ToTell:
    """One thing for one deputy. `ways`: how, where not as the deputy wishes."""

    kind: MessageKind
    key: str
    deputy: Deputy
    facts: Facts
    case: Case | None = None
    ways: Sequence[str] | None = None


def keep_messages(wanted: Iterable[ToTell], *, not_before: dt.datetime | None = None) -> list[Message]:
    """Store what was not there before. Returns what is new; another process at the same work makes nothing twice, and
    who was told one way is not told another because the telephone has changed since."""
    rows = list(wanted)
    known = set(Message.objects.filter(key__in={one.key for one in rows}).values_list("key", "deputy"))
    new = {(one.key, one.deputy.pk): one for one in rows if (one.key, one.deputy.pk) not in known}
    if not new:
        return []
    words, at = read_words(), not_before or timezone.now()
    made = [message for one in new.values() for message in _messages(one, words[one.kind], at)]
    with transaction.atomic():
        Message.objects.bulk_create(made, ignore_conflicts=True)
    kept = Message.objects.filter(key__in={one.key for one in made}, made_at=at)
    return list(kept.select_related("case__suggestion", "deputy").order_by("pk")) if made else []


def _messages(one: ToTell, words: CurrentWords, at: dt.datetime) -> list[Message]:
    ways = list(one.ways) if one.ways is not None else choose_ways(one.deputy)
    if not words.row.people:
        ways = [way for way in ways if way != Way.STAFF]
    state = State.WAITING if words.is_on else State.OFF
    unwanted = words.is_on and wants_no_word(one.deputy, law=words.row.law)
    return [
        Message(
            kind=one.kind,
            key=one.key,
            case=one.case,
            deputy=one.deputy,
            way=way,
            state=State.DROPPED if unwanted else state,
            last_error=UNWANTED if unwanted else "",
            facts=one.facts,
            words=words.say(one.facts, way),
            made_at=at,
            next_at=at,
        )
        for way in ways
    ]

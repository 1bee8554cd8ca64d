"""A list that comes again: the changes somebody ticked are made, what is not in it any more is told."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import QuerySet

from proposals.cases.access import NotYours, Refused
from proposals.cases.locks import lock_suggestions
from proposals.cases.registrar import HAND_OVER
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.differences import Difference
from proposals.intake.register import Origin
from proposals.models import Case, Event, Suggestion, User
from proposals.models.querysets import by_number
from proposals.models.states import LEFT

TICK = re.compile(r"([0-9]{1,15})\.[0-9a-f]{16}", re.ASCII)
CHANGED_MEANWHILE = "您核对以后，这一件又有了变化，没有改。请看现在的内容。"


class ChangedRow(Protocol):
    """A row of a plan that differs from what is registered."""

    @property
    def existing(self) -> Suggestion | None: ...
    @property
    def differences(self) -> list[Difference]: ...


@dataclass
class Applied:
    """What became of the ticked changes: how many were made in how many suggestions, and which were refused, each
    with the sentence that says why."""

    cases: int = 0
    changes: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def ticked_suggestions(ticked: Iterable[str]) -> dict[int, set[str]]:
    """By suggestion what was ticked; what no page of ours sends is passed over."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in ticked:
        if match := TICK.fullmatch(one):
            found[int(match[1])].add(one)
    return found


def hold_ticked(ticked: Iterable[str]) -> None:
    """Hold the suggestions that are to be changed, before they are read. Needs a transaction around it."""
    lock_suggestions(Case.objects.filter(suggestion__in=ticked_suggestions(ticked)))


def apply_ticks(
    rows: Iterable[ChangedRow], ticked: Collection[str], user: User | None, source: dict[str, str]
) -> Applied:
    """Make the ticked changes of each row, all of a row or none of them: a row that is not any more as the page
    showed it is refused. Needs a transaction around it."""
    done, by_suggestion = Applied(), {row.existing.pk: row for row in rows if row.existing}
    for key, ticks in ticked_suggestions(ticked).items():
        row = by_suggestion.get(key)
        chosen = [one for one in row.differences if one.tick in ticks] if row else []
        if not row or not row.existing or len(chosen) != len(ticks):
            done.refused.append((_named(key), CHANGED_MEANWHILE))
            continue
        try:
            changes = {one.field: one.value for one in chosen}
            correct_registration(row.existing, changes, user, "按名单更正", source={"from": Origin.LIST, **source})
        except NotYours:
            raise
        except Refused as refusal:
            done.refused.append((_named(key), str(refusal)))
        else:
            done.cases, done.changes = done.cases + 1, done.changes + len(chosen)
    return done


def _named(key: int) -> str:
    found = Suggestion.objects.filter(pk=key).first()
    return found.short_number if found else "有一件"


def find_gone(keys: Collection[tuple[int | None, str]], user: User | None) -> QuerySet[Case]:
    """The cases of suggestions that came by a list to one of these sessions and are not in this one; those that the
    person may open."""
    sessions = {session for session, _ in keys if session}
    listed = Event.objects.filter(action=HAND_OVER, sequence=1, data__from=Origin.LIST)
    asked = Suggestion.objects.filter(session__in=sessions, cases__in=listed.values("case"))
    rows = asked.distinct().values_list("pk", "session_id", "number_key")
    gone = [pk for pk, session, number in rows if (session, number) not in keys]
    cases = Case.objects.visible_to(user) if user else Case.objects.all()
    cases = cases.filter(suggestion__in=gone, finished_before=False).exclude(status__in=LEFT)
    return cases.for_lists().order_by(*by_number())

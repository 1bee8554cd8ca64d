"""Where a later list says something else than what is registered: field by field, old and new, and what may be
changed. An empty cell says nothing."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from proposals.cases.registrar import HAND_OVER
from proposals.intake import cells
from proposals.intake.corrections.fields import CorrectedField, FieldValue, first_case, live_cases, tell_value
from proposals.intake.corrections.rules import why_not_correct, why_not_place
from proposals.intake.register import Origin, SuggestionEntry
from proposals.models import Case, Event, Part, Suggestion, Unit, User
from proposals.models.states import HELPING_PARTS

CORRECT = "correct"
SHOWN = 60  # characters of a text in a table
F = CorrectedField


@dataclass
class RegistrationRecord:
    """What the events say of a registration: the dates each case came with (a later round or extension moves the
    case's own), the cases that were registered, and the fields that somebody typed by hand."""

    dates: dict[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    registered: set[int] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Difference:
    """One field of a row that differs. `locked` says why it cannot be changed ("" when it can); `by_hand`: somebody
    has typed what is registered, so that it is changed only where it is ticked by itself."""

    suggestion: int
    field: CorrectedField
    old: str
    new: str
    value: FieldValue
    locked: str = ""
    by_hand: bool = False

    @property
    def tick(self) -> str:
        """What the page sends back: it holds only while old and new are what the page showed."""
        said = "\0".join((self.field, self.old, self.new))
        return f"{self.suggestion}.{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    @property
    def is_long(self) -> bool:
        return max(len(self.old), len(self.new)) > SHOWN

    @property
    def old_shown(self) -> str:
        return shorten_text(self.old)

    @property
    def new_shown(self) -> str:
        return shorten_text(self.new)

    def __str__(self) -> str:
        return f"{self.field}：“{self.old_shown}” → “{self.new_shown}”"


def shorten_text(text: str) -> str:
    """What stands in a field, on one line and short enough for a table."""
    if len(text) <= SHOWN:
        return cells.read_line(text)
    return f"{cells.read_line(text[:SHOWN])}…（共{len(text)}字）"


def load_records(suggestions: Iterable[Suggestion]) -> dict[int, RegistrationRecord]:
    """The record of each of these suggestions, by key; two queries."""
    keys = [one.pk for one in suggestions]
    found: dict[int, RegistrationRecord] = defaultdict(RegistrationRecord)
    events = Event.objects.filter(case__suggestion__in=keys, action__in=(HAND_OVER, CORRECT))
    for case, suggestion, data in events.order_by("pk").values_list("case_id", "case__suggestion_id", "data"):
        record, source = found[suggestion], data.get("from", "")
        record.registered.add(case)
        if "handed_on" in data:
            day = dt.date.fromisoformat
            record.dates[case] = (day(data["handed_on"]), day(data["internal_due"] or data["statutory_due"]))
        changed = [one["field"] for one in data.get("changes", [])] or [*F]
        if source == Origin.LIST:
            record.by_hand.difference_update(changed)
        else:
            record.by_hand.update(changed)
    return found


def find_differences(
    entry: SuggestionEntry, existing: Suggestion, record: RegistrationRecord, user: User | None
) -> list[Difference]:
    """What the row says differently, with whether this person may change it now."""
    locked = why_not_correct(existing, user)
    found = []
    for name, old, new, shown in _pairs(entry, existing, record):
        reason = locked or (why_not_place(existing, entry.parts, user) if name == F.UNITS else "")
        by_hand = name in record.by_hand or shown != old
        found.append(Difference(existing.pk, name, tell_value(shown), tell_value(new), new, reason, by_hand))
    return found


def _pairs(
    entry: SuggestionEntry, existing: Suggestion, record: RegistrationRecord
) -> Iterator[tuple[CorrectedField, FieldValue, FieldValue, FieldValue]]:
    """Field, what was registered, what the list says, and what stands there now."""
    for name, old, new in (
        (F.TITLE, existing.title, entry.title),
        (F.CATEGORY, existing.category, entry.category),
        (F.TEXT, cells.read_text(existing.text), entry.text),
    ):
        if new and new != old:
            yield name, old, new, old
    signers = existing.proposers
    if [one.pk for one in signers] != [one.pk for one in entry.deputies]:
        yield F.PROPOSERS, signers, entry.deputies, signers
    cases = live_cases(existing)
    if _other_units(entry, list(existing.cases.all()), record):
        parts = [(case.unit, Part(case.part)) for case in cases]
        yield F.UNITS, parts, entry.parts, parts
    named = dict(entry.parts)
    first = first_case([case for case in cases if case.unit in named]) or first_case(cases)
    if first:
        handed, due = record.dates.get(first.pk, (first.handed_on, first.due))
        if entry.handed_on != handed:
            yield F.HANDED_ON, handed, entry.handed_on, first.handed_on
        if entry.due and entry.due != due:
            yield F.DUE, due, entry.due, first.due


def _other_units(entry: SuggestionEntry, cases: list[Case], record: RegistrationRecord) -> bool:
    """A 会办 unit asked later by the 主办 unit, and a case sent back, are no difference; a list of those that one
    helps with says nothing of the 主办 unit."""
    live = {case.pk for case in live_cases(cases[0].suggestion)} if cases else set()
    own = [case for case in cases if not case.helps or case.pk in record.registered]
    have: set[tuple[Unit, Part]] = {(case.unit, Part(case.part)) for case in cases}
    now = {(case.unit, Part(case.part)) for case in own if case.pk in live}
    said = set(entry.parts)
    whole = any(part not in HELPING_PARTS for _, part in said)
    return bool(said - have or (whole and now - said))

"""The one way in which a suggestion and its cases are made, by hand or from a list."""

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction

from proposals.calendar import workdays
from proposals.cases.access import NotYours, Refused
from proposals.cases.registrar import HAND_OVER, REGISTRARS
from proposals.cases.workflow import record_event
from proposals.formats.case_numbers import full_number
from proposals.models import (
    Case,
    Deputy,
    Part,
    Role,
    Session,
    Sponsorship,
    Suggestion,
    Unit,
    User,
)


class Origin(StrEnum):
    """Where what was registered or corrected came from: `from` in the data of its event."""

    LIST = "名单"
    HAND = "手工登记"


@dataclass
class SuggestionEntry:
    """One suggestion as it will be registered. An unsaved session or deputy is a new one; `due` is the date
    the district asks for, no later than the law's; None for the law's. `wide_reason` says why the answer may take the
    longer limit (代表法 51). `shares` says what each of several 主办 units takes on (承办内容), by the unit's key."""

    session: Session
    number: str
    title: str
    text: str
    category: str
    deputies: list[Deputy]
    parts: list[tuple[Unit, Part]]
    handed_on: dt.date
    due: dt.date | None = None
    wide_reason: str = ""
    made_between_sessions: bool | None = None
    shares: dict[int, str] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)

    @property
    def between_sessions(self) -> bool:
        """闭会第3号 and B012 are numbers of those made between sessions (闭会期间); 台52 and HG-201901287 are not."""
        known = self.made_between_sessions
        return bool(re.match("闭会|BH?-?[0-9]", self.number)) if known is None else known

    @property
    def full_number(self) -> str:
        """As Suggestion.full_number."""
        return full_number(self.number)

    @property
    def proposer_names(self) -> str:
        return "、".join(deputy.full_label for deputy in self.deputies)


def may_register(user: User) -> bool:
    return any(user.has_role(role) for role in REGISTRARS)


def must_register(user: User) -> None:
    """Raise NotYours for a person who may not register suggestions."""
    if not may_register(user):
        raise NotYours("登记建议由区政府办公室和承办单位办公室办理，您不能替办。")


def why_not_hand_to(user: User | None, unit: Unit) -> str:
    """Why this person may not register a case for this unit, or "". The district office hands out to every unit; a
    unit's own office takes in for its own unit only; the system (a command) for every one."""
    if user is None or user.has_role(Role.DISTRICT) or user.has_role(Role.OFFICE, unit.pk):
        return ""
    return f"您只能登记本单位承办的件，“{unit}”的由区政府办公室交办。"


def register_entries(entries: Sequence[SuggestionEntry], user: User | None) -> list[Suggestion]:
    """Make everything these entries say, whole or not at all. Raises Refused when a number was taken meanwhile."""
    for entry in entries:
        for unit, _part in entry.parts:
            if refusal := why_not_hand_to(user, unit):
                raise NotYours(refusal)
    try:
        with transaction.atomic():
            return _register(entries, user)
    except IntegrityError:
        raise Refused("刚刚有人登记了相同的件号，这一次没有登记任何内容。请重新核对后再办。") from None


def _register(entries: Sequence[SuggestionEntry], user: User | None) -> list[Suggestion]:
    for session in {id(entry.session): entry.session for entry in entries if not entry.session.pk}.values():
        session.save()
    signers = (deputy for entry in entries for deputy in entry.deputies)
    Deputy.objects.bulk_create({id(one): one for one in signers if not one.pk}.values())
    made = Suggestion.objects.bulk_create(_suggestion(entry) for entry in entries)
    Sponsorship.objects.bulk_create(
        Sponsorship(suggestion=suggestion, deputy=deputy, position=position)
        for suggestion, entry in zip(made, entries, strict=True)
        for position, deputy in enumerate(entry.deputies, 1)
    )
    days = workdays.WorkCalendar.load()
    cases = Case.objects.bulk_create(
        new_case(
            suggestion,
            unit,
            part,
            handed_on=entry.handed_on,
            due=entry.due,
            wide_reason=entry.wide_reason,
            share=entry.shares.get(unit.pk, ""),
            days=days,
        )
        for suggestion, entry in zip(made, entries, strict=True)
        for unit, part in entry.parts
    )
    sources = {suggestion.pk: entry.source for suggestion, entry in zip(made, entries, strict=True)}
    deed, given = uuid.uuid4().hex, Counter(case.unit_id for case in cases)
    for case in cases:
        many = {"deed": deed} if given[case.unit_id] > 1 else {}  # told as one thing (notices/events.py)
        data = hand_over_data(case, sources[case.suggestion_id]) | many
        record_event(case, user, HAND_OVER, "交办", role=registrar_role(user), data=data)
    return made


def _suggestion(entry: SuggestionEntry) -> Suggestion:
    return Suggestion(
        session=entry.session,
        kind=entry.session.kind,
        number=entry.number,
        title=entry.title,
        text=entry.text,
        category=entry.category,
        made_between_sessions=entry.between_sessions,
    )


def new_case(
    suggestion: Suggestion,
    unit: Unit,
    part: Part,
    *,
    handed_on: dt.date,
    due: dt.date | None,
    wide_reason: str = "",
    share: str = "",
    days: workdays.WorkCalendar,
) -> Case:
    """A unit's case, not saved yet, with the law's date and the district's where that is earlier."""
    helps = part == Part.HELP
    wide = "" if helps else wide_reason
    statutory = workdays.reply_due(handed_on, helps=helps, wide=bool(wide), kind=suggestion.kind, days=days)
    return Case(
        suggestion=suggestion,
        unit=unit,
        part=part,
        handed_on=handed_on,
        statutory_due=statutory,
        wide_reason=wide,
        share=share,
        internal_due=due if due and due < statutory else None,
    )


def registrar_role(user: User | None) -> Role:
    """In what role this person registers; None is the system."""
    if user is None:
        return Role.SYSTEM
    return Role.DISTRICT if user.has_role(Role.DISTRICT) else Role.OFFICE


def hand_over_data(case: Case, source: dict[str, Any]) -> dict[str, Any]:
    """What the event of 交办 keeps: the unit, its part, the dates, and where they came from."""
    dates = {name: getattr(case, name) for name in ("handed_on", "statutory_due", "internal_due")}
    wide = {"wide_reason": case.wide_reason} if case.wide_reason else {}
    share = {"share": case.share} if case.share else {}
    return {"unit": case.unit.name, "part": case.part, **dates, **wide, **share, **source}

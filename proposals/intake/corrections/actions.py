"""更正登记: a registration corrected while nobody has signed for it. What stood there before stays in the record."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import F as Column

from proposals.calendar import workdays
from proposals.cases.access import NotYours, Refused, Stale
from proposals.cases.locks import lock_suggestions
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.intake import cells
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.fields import (
    CorrectedField,
    FieldValue,
    field_value,
    first_case,
    live_cases,
    tell_value,
)
from proposals.intake.corrections.rules import place_units, why_not_correct, why_not_place
from proposals.intake.register import Origin, hand_over_data, must_register, new_case, registrar_role
from proposals.models import Case, Deputy, Event, Notice, Part, Role, Sponsorship, Suggestion, Unit, User
from proposals.notices.recipients import OFFICE, People, case_name, for_people, keep_notices

F = CorrectedField
COLUMNS = {F.TITLE: "title", F.CATEGORY: "category", F.TEXT: "text"}


def correct_registration(
    suggestion: Suggestion,
    changes: Mapping[CorrectedField, FieldValue],
    user: User | None,
    reason: str,
    *,
    source: dict[str, Any] | None = None,
) -> list[Event]:
    """Write these values over what is registered, all of them or none; every open case keeps an event with old and
    new. What already stands so is passed over: the same correction again does nothing. `source` says where it comes
    from (Origin); None is by hand. `user` None is the system.

    Raises Refused (NotYours) with a sentence; then nothing is changed.
    """
    if user:
        must_register(user)
    try:
        with transaction.atomic():
            lock_suggestions(suggestion.cases.all())
            rows = Suggestion.objects.select_related("session").prefetch_related(
                "sponsorships__deputy", "cases__unit"
            )
            now = rows.get(pk=suggestion.pk)
            wanted = {name: value for name, value in changes.items() if not _stands(name, value, now)}
            if not wanted:
                return []
            _must_be_open(now, wanted, user)
            return _Correction(now, wanted, user, reason, source or {"from": Origin.HAND}).carry_out()
    except IntegrityError:
        raise Refused("刚刚有人改了同一件，这一件没有改。请重新核对。") from None


def _stands(name: CorrectedField, value: FieldValue, now: Suggestion) -> bool:
    held = field_value(name, now)
    if name == F.UNITS:
        return set(cast("list[tuple[Unit, Part]]", held)) == set(cast("list[tuple[Unit, Part]]", value))
    return held == value


def _must_be_open(now: Suggestion, wanted: Mapping[CorrectedField, FieldValue], user: User | None) -> None:
    refusal = why_not_correct(now, user)
    if not refusal and F.UNITS in wanted:
        refusal = why_not_place(now, cast("list[tuple[Unit, Part]]", wanted[F.UNITS]), user)
    if refusal:
        mine = (
            not user
            or user.has_role(Role.DISTRICT)
            or any(user.has_role(Role.OFFICE, case.unit_id) for case in live_cases(now))
        )
        raise (Refused if mine else NotYours)(f"{refusal}。")


class _Correction:
    """One correction under way, on rows that are held."""

    def __init__(
        self,
        now: Suggestion,
        wanted: Mapping[CorrectedField, FieldValue],
        user: User | None,
        reason: str,
        source: dict[str, Any],
    ) -> None:
        self.now, self.wanted, self.user, self.reason, self.source = now, wanted, user, reason, source
        self.days = workdays.WorkCalendar.load()
        self.cases = live_cases(now)
        self.told = [
            {"field": str(name), "old": tell_value(field_value(name, now)), "new": tell_value(value)}
            for name, value in wanted.items()
        ]

    def carry_out(self) -> list[Event]:
        parts = cast("list[tuple[Unit, Part]]", self.wanted.get(F.UNITS, []))
        places, new = place_units(self.cases, parts) if parts else ({}, [])
        moved = {case.pk: case.unit for case in self.cases if case.pk in places and places[case.pk][0] != case.unit}
        for case in self.cases:
            self._place(case, places)
        self._limit()
        self._write_suggestion()
        self._write_proposers()
        # 会办 first: of the others a suggestion may have only one 主办 at any moment.
        for case in sorted(self.cases, key=lambda case: not case.helps):
            self._write_case(case)
        events = [self._record(case, moved.get(case.pk)) for case in self.cases]
        return events + [self._hand_over(unit, part) for unit, part in new]

    # ---- what is written ---------------------------------------------------------------------------------

    def _write_suggestion(self) -> None:
        columns = {COLUMNS[name]: value for name, value in self.wanted.items() if name in COLUMNS}
        if columns:
            Suggestion.objects.filter(pk=self.now.pk).update(**columns)
            for name, value in columns.items():
                setattr(self.now, name, value)

    def _write_proposers(self) -> None:
        if F.PROPOSERS not in self.wanted:
            return
        deputies = cast("list[Deputy]", self.wanted[F.PROPOSERS])
        for deputy in deputies:
            if not deputy.pk:
                deputy.save()
        Sponsorship.objects.filter(suggestion=self.now).delete()
        Sponsorship.objects.bulk_create(
            Sponsorship(suggestion=self.now, deputy=deputy, position=position)
            for position, deputy in enumerate(deputies, 1)
        )

    def _place(self, case: Case, places: dict[int, tuple[Unit, Part]]) -> None:
        """The case as it will be: its unit and part, and the dates that follow from them. Raises Refused."""
        helped = case.helps
        case.unit, case.part = places.get(case.pk, (case.unit, Part(case.part)))
        if F.HANDED_ON in self.wanted or helped != case.helps:
            case.handed_on = self.handed_on or case.handed_on
            wide = bool(case.wide_reason) and not case.helps
            case.statutory_due = workdays.reply_due(
                case.handed_on, helps=case.helps, wide=wide, kind=self.now.kind, days=self.days
            )
        if case.internal_due and not case.handed_on < case.internal_due < case.statutory_due:
            case.internal_due = None

    @property
    def handed_on(self) -> dt.date | None:
        return cast("dt.date | None", self.wanted.get(F.HANDED_ON))

    def _limit(self) -> None:
        """The date the district asks for, on every case for which it is earlier than the law's. Raises Refused."""
        first, due = first_case(self.cases), cast("dt.date | None", self.wanted.get(F.DUE))
        if not first or not due:
            return
        try:
            cells.reply_limit(due, first.handed_on, first.statutory_due)
        except cells.Wrong as error:
            raise Refused(f"{F.DUE}：{error}") from None
        for case in self.cases:
            case.internal_due = due if due < case.statutory_due else None

    def _write_case(self, case: Case) -> None:
        columns = ("unit", "part", "handed_on", "statutory_due", "internal_due")
        changed = Case.objects.filter(pk=case.pk, version=case.version).update(
            version=Column("version") + 1, **{name: getattr(case, name) for name in columns}
        )
        if changed != 1:
            raise Stale("这一件刚刚有了新的进展，没有改。请重新核对。")

    # ---- what is recorded --------------------------------------------------------------------------------

    def _record(self, case: Case, before: Unit | None) -> Event:
        """To a unit that has the case from now on it is handed over; the one that had it is told."""
        names = "、".join(one["field"] for one in self.told)
        lines = [f"{one['field']}由“{one['old']}”改为“{one['new']}”。" for one in self.told]
        comment = "\n".join(filter(None, [self.reason, *lines]))
        data = {**hand_over_data(case, self.source), "changes": self.told}
        label = f"更正登记，改交{case.unit}" if before else f"更正登记：{names}"
        action = HAND_OVER if before else CORRECT
        event = record_event(
            case, self.user, action, label, role=registrar_role(self.user), comment=comment, data=data
        )
        if before:
            self._tell_former(case, before, event)
        return event

    def _tell_former(self, case: Case, before: Unit, event: Event) -> None:
        people = People()
        said = f"{case_name(case)}：登记有误，已更正，改由{case.unit}承办，你单位不用再办。"
        users = [user for role in OFFICE for user in people.by_role[role, before.pk] if user != self.user]
        facts = {"kind": Notice.Kind.TOLD, "key": f"event:{event.pk}", "sentence": said}
        keep_notices(for_people(users, people.robots.get(before.pk), **facts))

    def _hand_over(self, unit: Unit, part: Part) -> Event:
        first = first_case(self.cases)
        handed_on = self.handed_on or (first or self.cases[0]).handed_on
        case = new_case(
            self.now, unit, part, handed_on=handed_on, due=first.internal_due if first else None, days=self.days
        )
        case.save()
        data = {**hand_over_data(case, self.source), "changes": self.told}
        label = "交办（更正登记）"
        role = registrar_role(self.user)
        return record_event(case, self.user, HAND_OVER, label, role=role, comment=self.reason, data=data)

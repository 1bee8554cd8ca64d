"""更正登记: what was registered is corrected; what stood there before stays in the record. A list corrects only while
nobody has signed for it, a person on the page (proposals.registration) later too."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import F as Column
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases.access import NotYours, Refused, Stale
from proposals.cases.locks import lock_suggestions
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import TAKE_OFF, perform, record_event
from proposals.intake import cells
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.fields import (
    CorrectedField,
    FieldValue,
    field_value,
    first_case,
    live_cases,
    registration_state,
    tell_value,
)
from proposals.intake.corrections.quotes import Quotes, gone_names, pair_quotes, quoted_words
from proposals.intake.corrections.rules import (
    corrector_role,
    must_correct,
    place_units,
    why_not_correct,
    why_not_date,
    why_not_number,
    why_not_place,
    why_not_place_late,
)
from proposals.intake.register import Origin, hand_over_data, must_register, new_case
from proposals.models import Case, Deputy, Event, Notice, Part, Role, Sponsorship, Status, Suggestion, Unit, User
from proposals.models.rounds import plugged_rounds
from proposals.notices.recipients import OFFICE, People, case_name, for_people, keep_notices

F = CorrectedField
COLUMNS = {
    F.SESSION: "session",
    F.NUMBER: "number",
    F.BETWEEN: "made_between_sessions",
    F.TITLE: "title",
    F.CATEGORY: "category",
    F.TEXT: "text",
}
CHANGED = "您打开这一页以后，登记又有了变化。您填的都还在，请与现在登记的核对后再交。"
# Counts the law's date of a case in its present round (deadlines.due_date.due_of).
Recount = Callable[[Case, workdays.WorkCalendar], dt.date]


def correct_registration(
    suggestion: Suggestion,
    changes: Mapping[CorrectedField, FieldValue],
    user: User | None,
    reason: str,
    *,
    source: dict[str, Any] | None = None,
    recount: Recount | None = None,
    seen: str | None = None,
) -> list[Event]:
    """Write these values over what is registered, all of them or none; every open case keeps an event with old and
    new. What already stands so is passed over: the same correction again does nothing. `source` says where it comes
    from (Origin); None is by hand. `user` None is the system. With `recount` it may come after 签收, when dates are
    those of rounds and extensions (rules.why_not_correct_late says by whom); `seen` is the registration_state that
    the page showed.

    Raises Refused (NotYours) with a sentence; then nothing is changed.
    """
    if user and not recount:
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
            if seen is not None and seen != registration_state(now):
                raise Stale(CHANGED)
            _must_be_open(now, wanted, user, late=recount is not None)
            made = _Correction(now, wanted, user, reason, source or {"from": Origin.HAND})
            made.recount = recount
            return made.carry_out()
    except IntegrityError:
        raise Refused("刚刚有人改了同一件，或者用了同一个件号，这一件没有改。请重新核对。") from None


def _stands(name: CorrectedField, value: FieldValue, now: Suggestion) -> bool:
    held = field_value(name, now)
    if name == F.UNITS:
        return set(cast("list[tuple[Unit, Part]]", held)) == set(cast("list[tuple[Unit, Part]]", value))
    return held == value


def _must_be_open(
    now: Suggestion, wanted: Mapping[CorrectedField, FieldValue], user: User | None, *, late: bool
) -> None:
    if late and user:
        must_correct(now, user)
    refusal = "" if late else why_not_correct(now, user)
    if not refusal and F.UNITS in wanted:
        ask = why_not_place_late if late else why_not_place
        refusal = ask(now, cast("list[tuple[Unit, Part]]", wanted[F.UNITS]), user)
    refusal = refusal or why_not_number(now, wanted) or (why_not_date(now, wanted) if late else "")
    if refusal:
        mine = (
            not user
            or late
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
        self.role = corrector_role(now, user)
        self.gone: list[Deputy] = []
        self.followed: dict[int, str] = {}
        self.shares: dict[int, str] = {}
        self.cases = live_cases(now)
        self.recount: Recount | None = None
        self.quoted, self.proposers = quoted_words(now), now.proposers
        self.signed_for = [case for case in self.cases if case.status != Status.AWAITING_RECEIPT]
        self.told = [
            {"field": str(name), "old": tell_value(field_value(name, now)), "new": tell_value(value)}
            for name, value in wanted.items()
        ]

    def carry_out(self) -> list[Event]:
        if {F.UNITS, F.SESSION} & set(self.wanted) and any(one.is_joined or one.joined_cases for one in self.cases):
            raise Refused("这一件正与别的建议并案办理，请先拆开，再更正承办单位或届次。")
        parts = cast("list[tuple[Unit, Part]]", self.wanted.get(F.UNITS, []))
        places, new = place_units(self.cases, parts) if parts else ({}, [])
        moved = {case.pk: case.unit for case in self.cases if case.pk in places and places[case.pk][0] != case.unit}
        self._write_suggestion()
        units = [unit for unit, _ in parts] or [case.unit for case in self.cases]
        self.shares = cells.read_shares(cast(str, self.wanted.get(F.SHARES, "")), units)
        taken_off = [case for case in self.cases if parts and case.pk not in places]
        self.cases = [case for case in self.cases if case not in taken_off]
        handed_on = first.handed_on if (first := first_case(self.cases)) else None
        for case in self.cases:
            self._place(case, places, handed_on)
        self._limit()
        self._write_proposers()
        for case in taken_off:
            self._take_off(case)
        # 会办 first: of the others a suggestion may have only one 主办 at any moment.
        for case in sorted(self.cases, key=lambda case: not case.helps):
            self._write_case(case)
        events = [self._record(case, moved.get(case.pk)) for case in self.cases]
        for case in self.cases if F.PROPOSERS in self.wanted else ():
            plugged_rounds().settle_study(case)
        return events + [self._hand_over(unit, part) for unit, part in new]

    # ---- what is written ---------------------------------------------------------------------------------

    def _write_suggestion(self) -> None:
        columns = {COLUMNS[name]: value for name, value in self.wanted.items() if name in COLUMNS}
        for name, value in columns.items():
            setattr(self.now, name, value)
        if columns:
            self.now.kind = self.now.session.kind
            self.now.save(update_fields=[*columns, "kind", "number_key"])

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
        self.gone = [one for one in self.proposers if one not in deputies]
        for case in self.cases:
            if ended := plugged_rounds().end_links(case, self.gone):
                said = f"停用{'、'.join(ended)}的征询链接"
                record_event(case, self.user, "revoke", said, role=self.role, comment="登记更正，不是提出人。")
            if moved := plugged_rounds().follow_proposers(case):
                self.followed[case.pk] = moved

    def _take_off(self, case: Case) -> None:
        """A unit that was named by mistake and has not signed for it has nothing more to do with it."""
        perform(case, TAKE_OFF, self.user, comment=self._said())
        plugged_rounds().end_case(case, f"登记更正，不再由它{case.get_part_display()}。")

    def _place(self, case: Case, places: dict[int, tuple[Unit, Part]], first_day: dt.date | None) -> None:
        """The case as it will be: its unit and part, and the dates that follow from them. Raises Refused."""
        opined, day = case.part == Part.HELP, self.handed_on
        case.unit, case.part = places.get(case.pk, (case.unit, Part(case.part)))
        if day and (not self.recount or case.handed_on == first_day):
            case.handed_on = day
        opines = case.part == Part.HELP
        if F.HANDED_ON in self.wanted or F.SESSION in self.wanted or opined != opines:
            wide = bool(case.wide_reason) and not opines
            case.statutory_due = (
                self.recount(case, self.days)
                if self.recount
                else workdays.reply_due(
                    self.days.counted_from(case), helps=opines, wide=wide, kind=self.now.kind, days=self.days
                )
            )
        if F.SHARES in self.wanted:
            case.share = self.shares.get(case.unit_id, "")
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
        columns = ("unit", "part", "share", "handed_on", "statutory_due", "internal_due")
        changed = Case.objects.filter(pk=case.pk, version=case.version).update(
            version=Column("version") + 1, **{name: getattr(case, name) for name in columns}
        )
        if changed != 1:
            raise Stale("这一件刚刚有了新的进展，没有改。请重新核对。")
        if self.recount:
            plugged_rounds().move_due_date(case, case.statutory_due)

    # ---- what is recorded --------------------------------------------------------------------------------

    def _record(self, case: Case, before: Unit | None) -> Event:
        """To a unit that has the case from now on it is handed over; the one that had it is told."""
        names = "、".join(one["field"] for one in self.told)
        comment = "\n".join(filter(None, [self._said(), self.followed.get(case.pk, "")]))
        data = {**hand_over_data(case, self.source), "changes": self.told, "quotes": self._quotes()}
        label = f"更正登记，改交{case.unit}" if before else f"更正登记：{names}"
        action = HAND_OVER if before else CORRECT
        event = record_event(case, self.user, action, label, role=self.role, comment=comment, data=data)
        plugged_rounds().follow_step(case, event)
        if before:
            self._tell_former(case, before, event)
        return event

    def _said(self) -> str:
        lines = [f"{one['field']}由“{one['old']}”改为“{one['new']}”。" for one in self.told]
        return "\n".join(filter(None, [self.reason, *lines]))

    def _quotes(self) -> Quotes:
        after = Suggestion.objects.select_related("session").get(pk=self.now.pk)
        return pair_quotes(self.quoted, quoted_words(after)) + gone_names(self.gone)

    def _tell_former(self, case: Case, before: Unit, event: Event) -> None:
        people = People()
        said = f"{case_name(case)}：登记有误，已更正，改由{case.unit}承办，你单位不用再办。"
        users = [user for role in OFFICE for user in people.by_role[role, before.pk] if user != self.user]
        facts = {"kind": Notice.Kind.TOLD, "key": f"event:{event.pk}", "sentence": said}
        keep_notices(for_people(users, people.robots.get(before.pk), **facts))

    def _hand_over(self, unit: Unit, part: Part) -> Event:
        first = first_case(self.cases)
        handed_on = self.handed_on or (first.handed_on if first else timezone.localdate())
        if self.signed_for:  # the others are at work already: its own limit begins today
            handed_on = timezone.localdate()
        case = new_case(
            self.now,
            unit,
            part,
            handed_on=handed_on,
            due=first.internal_due if first else None,
            share=self.shares.get(unit.pk, ""),
            days=self.days,
        )
        if part == Part.JOINT and (lead := next((one for one in self.cases if one.part == Part.MAIN), None)):
            case.statutory_due = lead.statutory_due  # the one answer has one date
            if lead.statutory_due <= handed_on:
                case.first_handed_on = lead.first_handed_on or lead.handed_on
        if case.internal_due and not handed_on < case.internal_due < case.statutory_due:
            case.internal_due = None
        case.save()
        data = {**hand_over_data(case, self.source), "changes": self.told}
        label = "交办（更正登记）"
        event = record_event(case, self.user, HAND_OVER, label, role=self.role, comment=self.reason, data=data)
        plugged_rounds().follow_step(case, event)
        return event

"""What units ask the district office for, decided one by one or many at once: 退办 (SH 14) and 延期 (SH 19)."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused
from proposals.cases.consents import CONSENT, TAKEN_BACK, say_awaited
from proposals.cases.workflow import perform
from proposals.extensions.actions import decide_extension
from proposals.models import Case, Consent, Event, Extension, Objection, PlaceRule, Status, Unit, User
from proposals.models.oversight.deciders import cases_to_decide
from proposals.models.oversight.objection import open_objections
from proposals.models.people import find_bureaus
from proposals.returns.actions import agree_return, find_several

# Older requests say in the place of a unit that they leave it open: 请区政府办公室确定.
LEFT_OPEN = re.compile("请.{0,12}确定。?")


@dataclass(frozen=True)
class AskedReturn:
    """A return asked for: by whom, why, whose it is instead, how much time is left; of several in charge the unit's
    part (承办内容), which goes on in the same words."""

    case: Case
    at: dt.datetime
    by: str
    reason: str
    proposed: str
    leader: str
    unit: Unit | None
    left: int
    objections: list[Objection]
    share: str


@dataclass(frozen=True)
class DecisionOutcome:
    """What became of one row: done, or why not."""

    pk: int
    number: str
    done: bool
    said: str


def offered_units() -> list[Unit]:
    """The units to which a returned case can go."""
    return list(find_bureaus())


def find_unit(name: str, units: Iterable[Unit]) -> Unit | None:
    """The unit that a request for return names, by its whole or its short name; None for a name that is no unit's."""
    return next((unit for unit in units if name and name in (unit.name, unit.short_name)), None)


def proposed_in(asked: Event | None) -> str:
    """Whose it is instead, as the unit that asks for a return writes; "" where it leaves that open."""
    said: str = asked.data.get("proposed_unit", "") if asked else ""
    return "" if LEFT_OPEN.fullmatch(said.strip()) else said


def named_unit(case: Case, asked: Event | None) -> Consent | None:
    """What a body agreed to first, with the unit to which it would have the return go on; of the newest request, and
    where it was not taken back."""
    if asked is None:
        return None
    backs = case.events.filter(action=TAKEN_BACK, sequence__gt=asked.sequence)
    gone = [one.data["consent"] for one in backs]
    rows = case.consents.filter(matter=PlaceRule.Question.RETURN, unit__isnull=False, at__gte=asked.at)
    return rows.exclude(pk__in=gone).select_related("unit", "case__suggestion").last()


def asked_returns(cases: Iterable[Case], offered: Sequence[Unit]) -> list[AskedReturn]:
    """The returns that wait, each with the newest request. The unit that was proposed is found by its name."""
    cases, today, days = list(cases), timezone.localdate(), WorkCalendar.load()
    events = Event.objects.filter(case__in=cases, action="ask_return").order_by("sequence")
    newest = {event.case_id: event for event in events}
    several = {one.pk for one in find_several(cases)}
    rows = []
    for case in cases:
        event = newest[case.pk]
        proposed = proposed_in(event)
        agreed = [one for one in case.agreed if one.unit]  # type: ignore[attr-defined]  # fetched by waiting_returns
        rows.append(
            AskedReturn(
                case=case,
                at=event.at,
                by=event.actor_name,
                reason=event.comment,
                proposed=proposed,
                leader=event.data.get("leader", ""),
                unit=agreed[0].unit if agreed else find_unit(proposed, offered),
                left=days.working_days_left(today, case.due),
                objections=open_objections(case),
                share=(agreed[0].share if agreed else "") or (case.share if case.pk in several else ""),
            )
        )
    return rows


def decide_returns(
    chosen: Sequence[tuple[Case, int, Unit | None]], user: User, *, agree: bool, opinion: str
) -> list[DecisionOutcome]:
    """Each row by itself, in a transaction of its own: (case, version the page showed, unit it goes on to)."""
    return [_decide_return(case, seen, unit, user, agree, opinion) for case, seen, unit in chosen]


def _decide_return(
    case: Case, seen: int, unit: Unit | None, user: User, agree: bool, opinion: str
) -> DecisionOutcome:
    number, step = case.suggestion.short_number, "agree_return" if agree else "refuse_return"
    try:
        if agree:
            made = agree_return(case, user, comment=opinion, unit=unit, seen=seen)
            if case.status == Status.RETURN_REQUESTED:
                said = f"已同意退办，{say_awaited(case, PlaceRule.Question.RETURN)}"
                return DecisionOutcome(case.pk, number, True, said)
            unit = unit if made else None
        else:
            perform(case, step, user, comment=opinion, seen=seen)
    except Refused as refusal:
        if _done_before(case, step, user, opinion):
            return DecisionOutcome(case.pk, number, True, "刚才已经办过，没有重复办")
        return DecisionOutcome(case.pk, number, False, str(refusal))
    said = ("已同意退办" + (f"，改由{unit}办理" if unit else "")) if agree else "已不同意退办"
    return DecisionOutcome(case.pk, number, True, said)


def _done_before(case: Case, step: str, user: User, opinion: str) -> bool:
    """Whether the newest decision on this case is the very one that was sent again."""
    decided = Event.objects.filter(case=case, action__in=["ask_return", "agree_return", "refuse_return", CONSENT])
    last = decided.order_by("-sequence").first()
    steps = (step, CONSENT) if step == "agree_return" else (step,)
    return bool(last and last.action in steps and (last.actor_id, last.comment) == (user.pk, opinion))


def decide_extensions(chosen: Sequence[Extension], user: User, *, agree: bool, opinion: str) -> list[DecisionOutcome]:
    """Each row by itself; those agreed to get the date they asked for."""
    return [_decide_extension(one, user, agree, opinion) for one in chosen]


def _decide_extension(one: Extension, user: User, agree: bool, opinion: str) -> DecisionOutcome:
    number = one.case.suggestion.short_number
    try:
        new = decide_extension(one, user, agree=agree, opinion=opinion)
    except Refused as refusal:
        return DecisionOutcome(one.pk, number, False, str(refusal))
    said = "已同意延期" if agree else "已不同意延期"
    if new and one.outcome == Extension.Outcome.WAITING:
        said = f"已同意延期，{say_awaited(one.case, PlaceRule.Question.EXTEND)}"
    return DecisionOutcome(one.pk, number, True, said if new else "刚才已经办过，没有重复办")


def waiting_returns(user: User) -> Any:
    """The cases whose return waits for this person's body, the nearest date first; with what the other has agreed
    and what deputies object."""
    found = Case.objects.filter(cases_to_decide(user, PlaceRule.Question.RETURN), status=Status.RETURN_REQUESTED)
    beside = (agreed_before(PlaceRule.Question.RETURN), "objections__deputy", "objections__recorded_by")
    return found.for_lists().prefetch_related(*beside).order_by("statutory_due", "pk")


def waiting_extensions(user: User) -> Any:
    """The extensions that wait for this person's body, the nearest date first; with what the other has agreed."""
    cases = Case.objects.filter(cases_to_decide(user, PlaceRule.Question.EXTEND))
    found = Extension.objects.waiting().filter(case__in=cases.values("pk")).for_rows()
    agreed = agreed_before(PlaceRule.Question.EXTEND, "case__")
    return found.prefetch_related(agreed).order_by("case__statutory_due", "pk")


def agreed_before(matter: str, to_case: str = "") -> Prefetch[Any]:
    """What one body has agreed to of the matter, as `agreed` of the case."""
    rows = Consent.objects.filter(matter=matter, ended_at=None).select_related("by", "unit", "case__suggestion")
    return Prefetch(f"{to_case}consents", rows, to_attr="agreed")


def summarise_outcomes(outcomes: Sequence[DecisionOutcome], word: str) -> str:
    """3件都已同意。 12件中11件已同意，1件没有办："""
    done, left = sum(one.done for one in outcomes), [one for one in outcomes if not one.done]
    if not left:
        return f"{done}件都已{word}。" if done > 1 else f"{outcomes[0].number}：{outcomes[0].said}。"
    return f"{len(outcomes)}件中{done}件已{word}，{len(left)}件没有办。"

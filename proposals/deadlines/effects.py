"""What a change of limits or of a rule does beyond the law's dates: limits of the place that run on open cases, and
who decides what waits now."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.consents import VOIDED
from proposals.cases.workflow import BY_NAME, record_event
from proposals.deadlines.due_date import explain_return_date
from proposals.deadlines.place_rules import name_body_of
from proposals.models import Case, Consent, Extension, Limit, PlaceRule, Role, Status, User
from proposals.models.calendar import DECIDED
from proposals.models.event import ASKED_AS
from proposals.models.oversight.deciders import WHO, Deciders
from proposals.models.people import Level

Step, Matter, Answer = Limit.Step, PlaceRule.Question, PlaceRule.Answer
# What else a limit does, that moves no date of a case.
BESIDE = {
    Step.FEEDBACK: "答复已经送到的，仍按送到时告诉代表的日期；以后送到的，按新的期限请代表提意见。",
    Step.EXTEND: "已经批了的延期不变，以后批的按新的限度。",
    Step.HELP_SOON: "会办的期限不变，只改提醒的时候，从保存那天起。",
    Step.HELP_LATE: "会办的期限不变，只改提醒的时候，从保存那天起。",
    Step.ASK_REPORT: "已经请了的报送，期限不变；以后请的按新的推算。",
}


@dataclass(frozen=True)
class TermMove:
    """A limit beside the law's that would begin, end or move on a case."""

    case: Case
    label: str
    old: dt.date | None
    new: dt.date | None

    def is_late(self, on: dt.date) -> bool:
        """Whether it would be past at once, and is not now."""
        return self.new is not None and self.new < on and (self.old is None or self.old >= on)


Moved = Callable[[WorkCalendar, WorkCalendar], list[TermMove]]
_plugged: list[Moved] = []


def plug_in_terms(moved: Moved) -> None:
    """Say once, at start, how it is found out what limits of the place run on cases."""
    _plugged[:] = [moved]


def list_term_moves(now: WorkCalendar, then: WorkCalendar) -> list[TermMove]:
    """Which limits beside the law's would begin, end or move on open cases; in a constant number of queries."""
    return [*_return_moves(now, then), *(move for moved in _plugged for move in moved(now, then))]


def _return_moves(now: WorkCalendar, then: WorkCalendar) -> list[TermMove]:
    """退办期限 of the cases that can still be given back."""
    rows = Case.objects.filter(status__in=BY_NAME["ask_return"].sources, answered_on=None, finished_before=False)
    found, today = [], timezone.localdate()
    for case in rows.select_related("suggestion", "unit", "approval_step").order_by("pk"):
        old, new = (explain_return_date(case, days)[-1].day for days in (now, then))
        if old != new and (case.status == Status.AWAITING_RECEIPT or max(old, new) >= today):
            found.append(TermMove(case, "退办期限", old, new))
    return found


@dataclass(frozen=True)
class DeciderChange:
    """Who decides a matter from now on: how many cases wait for that decision, and what one body has agreed to so far
    where both had to: it holds no longer where both need not."""

    rule: PlaceRule
    who: str
    waiting: int
    ended: Sequence[Consent]

    @property
    def said(self) -> str:
        """The sentence before it is saved and in the record of the change."""
        if not self.waiting:
            return "现在没有等着批的。"
        again = f"；其中{len(self.ended)}件一家已经同意，按新的规定那一次同意不再算，由{self.who}重新批"
        return f"现在等着批的{self.waiting}件，由{self.who}批{again if self.ended else ''}。"


def foresee_decider(rule: PlaceRule | None) -> DeciderChange | None:
    """What a new rule of who decides does to what waits; None of another rule."""
    if rule is None or rule.question not in DECIDED:
        return None
    cases = _waiting(rule)
    standing = Consent.objects.filter(matter=rule.question, ended_at=None, case__in=cases.values("pk"))
    rows = standing.select_related("case__suggestion", "case__unit", "by").order_by("case__suggestion", "pk")
    ended = [] if rule.answer == Answer.BOTH else list(rows)
    return DeciderChange(rule, _name_deciders(rule), cases.count(), ended)


def _waiting(rule: PlaceRule) -> QuerySet[Case]:
    own = Case.objects.filter(suggestion__kind=rule.kind, suggestion__session__level=Level.DISTRICT)
    return own.filter(
        {
            Matter.RETURN: Q(status=Status.RETURN_REQUESTED),
            Matter.AGAIN: Q(status=Status.UNDER_STUDY),
            Matter.EXTEND: Q(pk__in=Extension.objects.waiting().values("case")),
        }.get(Matter(rule.question), Q(pk__in=_agreed(rule)))
    )


def _agreed(rule: PlaceRule) -> QuerySet[Consent, int]:
    return Consent.objects.filter(matter=rule.question, ended_at=None).values_list("case", flat=True)


def cases_with_consents() -> Q:
    """The cases on which one of two bodies has agreed to something."""
    return Q(pk__in=Consent.objects.filter(ended_at=None).values("case"))


def _name_deciders(rule: PlaceRule) -> str:
    named = WHO[rule.answer]
    here = Deciders.load().kinds
    words = {Role.DISTRICT: "区政府办公室", Role.CONGRESS: name_body_of(rule.kind)}
    names = [words[role] for role in named if role == Role.DISTRICT or rule.kind in here]
    return ("或者" if rule.answer == Answer.EITHER else "和").join(names or [words[Role.DISTRICT]])


def end_voided_consents(found: DeciderChange, user: User | None, role: Role) -> None:
    """What one body agreed to while both had to, and both need not any more: it stays in the record, and who decides
    is told. Needs a transaction around it, and the suggestions locked."""
    for one in found.ended:
        here = Consent.objects.filter(pk=one.pk, ended_at=None)
        if not here.update(ended_at=timezone.now()):
            continue
        Case.objects.filter(pk=one.case_id).update(version=F("version") + 1)
        label = f"规定改由{found.who}决定，{one.who}的同意不再算，请批"
        bodies = WHO[found.rule.answer]
        asked = one.body if one.body in bodies else bodies[0]
        record_event(one.case, user, VOIDED, label, role=role, data={"consent": one.pk, ASKED_AS: asked})

"""What is counted, as plain values: a CountedCase for each case, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours
from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Deputy, Event, Extension, Role, Sponsorship, Status, Suggestion, User
from proposals.models.people import BODIES, STAFF
from proposals.models.querysets import by_number, overseen_cases, own_cases
from proposals.models.states import LEFT
from replies.figures.past.past_day import PastDay
from replies.letter.questions import QUESTION_KEYS, QUESTIONS, Marks
from replies.models import Attempt, Contact, Feedback, Reply, Revisit
from replies.models.revisits.told import UnitTold, tell_others
from replies.terms.counted import StepTerm, count_terms

IN_PERSON = (Contact.Way.VISIT, Contact.Way.MEETING)
ASKED_RETURN, AGREED = "ask_return", Extension.Outcome.AGREED
NO_CATEGORY = "未分类"


@dataclass(frozen=True)
class DeliveredReply:
    """One reply that has reached every deputy."""

    round: int
    classification: str
    disclosure: str
    delivered_on: dt.date


@dataclass(frozen=True)
class GivenFeedback:
    """What one deputy thinks now. `by` is the channel: the deputy's own link, recorded by the unit from the signed
    paper, or filled in by the unit at the deputy's request (代填). `over`: it stands over an earlier one of which the
    days were past, as a form signed by hand or filled in again when the office allowed it."""

    deputy: str
    marks: Marks
    by: str
    over: bool


@dataclass(frozen=True)
class OwedPromise:
    """One promise of a signed reply; what a later reply took over is counted there."""

    item: str
    due_on: dt.date
    kept_on: dt.date | None


@dataclass(frozen=True)
class CountedCase:
    """One unit's handling of one suggestion. `answers` by round; `due_on` is the first reply's date, with what the
    two bodies agreed to add. `terms`: the limits of the place beside it."""

    pk: int
    number: str
    title: str
    unit: int
    unit_name: str
    part: str
    status: str
    kind: str
    session: int
    session_name: str
    body: str
    proposer: str
    category: str
    handed_on: dt.date
    due_on: dt.date
    deputies: tuple[tuple[int, str], ...]
    answers: tuple[DeliveredReply, ...]
    forms: tuple[GivenFeedback, ...]
    met: frozenset[int]
    waived: frozenset[int]
    silent: frozenset[int]
    promises: tuple[OwedPromise, ...]
    opinion_on: dt.date | None
    again: bool
    asked_return: bool
    extended: bool
    finished_before: bool
    terms: Mapping[str, StepTerm]

    @property
    def is_counted(self) -> bool:
        """Whether the unit owes the deputies an answer to it."""
        return self.part in ANSWERING and self.status not in LEFT

    def is_held(self, step: str, today: dt.date) -> bool:
        """Whether it is known of the case if it kept that limit of the place."""
        return step in self.terms and self.terms[step].counts(today)

    def in_time(self, step: str) -> bool:
        """Whether it kept it."""
        return step in self.terms and self.terms[step].in_time

    @property
    def answered_on(self) -> dt.date | None:
        """When the first reply had reached every deputy."""
        return self.answers[0].delivered_on if self.answers and self.answers[0].round == 1 else None

    @property
    def state(self) -> str:
        return f"{Status(self.status).label}{'（补录）' if self.finished_before else ''}"

    @property
    def newest(self) -> DeliveredReply | None:
        return self.answers[-1] if self.answers else None


def seen_by(user: User) -> QuerySet[Case]:
    """What this person's figures are made of: every case for the district office, those of its kind for a working
    body, the own units' for a unit; without those that were void. Raises NotYours for others."""
    if user.units_as(*BODIES):
        return Case.objects.filter(overseen_cases(user)).exclude(status=Status.VOID)
    if user.units_as(*STAFF):
        return Case.objects.filter(own_cases(user)).exclude(status=Status.VOID)
    raise NotYours("统计由区政府办公室、代表工作机构和承办单位查看。您的账号不在其中；需要数据请与区政府办公室联系。")


def revisits_seen_by(user: User) -> list[tuple[Revisit, list[UnitTold]]]:
    """What the working bodies found by asking themselves (回访), as this person may see it: every unit for the
    district office and for the body that asked, the own ones for a unit. Never narrowed further: a difference of two
    would tell who said what."""
    if user.has_role(Role.DISTRICT):
        return tell_others(None)
    if bodies := user.units_as(Role.CONGRESS):
        return [(revisit, rows) for revisit, rows in tell_others(None) if revisit.unit_id in bodies]
    return tell_others(user.units_as(*STAFF))


def load_facts(cases: QuerySet[Case], on: dt.date | None = None) -> list[CountedCase]:
    """The facts of these cases, in the order of a register: as of now, or as they were at the end of a day. What was
    handed over after it is not among them."""
    past = PastDay(on)
    cases = cases.filter(past.by_day("handed_on"))
    within = cases.order_by().values("pk")
    rounds = _by_case(Reply.objects.filter(case__in=within).order_by("round"), "case_id")
    held = Contact.objects.filter(past.by_day("on"), reply__case__in=within, corrected_by=None, denied_at=None)
    contacts = _by_case(held, "reply__case_id", *CONTACT_COLUMNS)
    promises = _by_case(past.promises(within), "reply__case_id", *PROMISE_COLUMNS)
    promised = past.days_promised(within)
    asked = Event.objects.filter(past.by_hour("at"), case__in=within, action=ASKED_RETURN)
    returns = set(asked.values_list("case", flat=True))
    agreed = Extension.objects.filter(past.by_hour("decided_at"), case__in=within, outcome=AGREED)
    extended = set(agreed.values_list("case", flat=True))
    silent, days, gone = _silent(within, past), WorkCalendar.load(), _gone(within)
    forms, people, leads = _forms(past.feedback(within)), _people(within), _leads(within)
    states, dues = past.states(within), past.dues(within)
    rows = cases.select_related("suggestion__session", "unit").defer("suggestion__text")
    return [
        CountedCase(
            **(own := _own(row, rounds[row.pk], past, states.get(row.pk), dues.get(row.pk))),
            proposer=leads.get(row.suggestion_id, Deputy.ProposesAs.PERSON),
            deputies=tuple(people[row.suggestion_id].items()),
            forms=tuple(
                GivenFeedback(people[row.suggestion_id][who], marks, channel, over)
                for who, marks, channel, over in forms[row.pk]
                if who in people[row.suggestion_id]
            ),
            met=frozenset(who for who, way, _ in contacts[row.pk] if way in IN_PERSON),
            waived=frozenset(who for who, way, _ in contacts[row.pk] if way == Contact.Way.NOT_WANTED),
            terms=count_terms(
                row,
                days,
                status=own["status"],
                received_on=row.received_on if past.holds(row.received_on) else None,
                spoken=_first_talks(contacts[row.pk]),
                asked=people[row.suggestion_id].keys() - gone,
            ),
            silent=silent[row.pk],
            promises=tuple(
                OwedPromise(item, promised.get(pk, due_on), kept_on if past.holds(kept_on) else None)
                for pk, item, due_on, kept_on in promises[row.pk]
            ),
            asked_return=row.pk in returns,
            extended=row.pk in extended,
        )
        for row in rows.order_by(*by_number())
    ]


def _silent(within: QuerySet[Any], past: PastDay) -> dict[int, frozenset[int]]:
    """Of each case the deputies of whom 未反馈 stands: of the last round that was given."""
    rows = Attempt.objects.filter(reply__case__in=within, is_current=True, conclusion=Attempt.Conclusion.SILENT)
    answered = past.feedback(within).filter(reply=OuterRef("reply"), deputy=OuterRef("deputy"))
    rows = rows.filter(past.by_hour("recorded_at")).exclude(Exists(answered))
    found: dict[int, set[int]] = defaultdict(set)
    for case, deputy in rows.values_list("reply__case", "deputy"):
        found[case].add(deputy)
    return defaultdict(frozenset, {case: frozenset(who) for case, who in found.items()})


def _first_talks(contacts: list[Any]) -> dict[int, dt.date]:
    """By deputy the first talk, of any kind."""
    return {who: on for who, _, on in sorted(contacts, key=lambda row: row[2], reverse=True)}


def _gone(within: QuerySet[Any]) -> set[int]:
    """Who signed one of them and is no deputy any more: nobody speaks to them."""
    left = Sponsorship.objects.filter(suggestion__cases__in=within, deputy__left_on__isnull=False)
    return set(left.values_list("deputy", flat=True))


CONTACT_COLUMNS = ("deputy_id", "way", "on")
PROMISE_COLUMNS = ("pk", "item", "due_on", "kept_on")


def _own(row: Case, rounds: list[Reply], past: PastDay, then: str | None, due_on: dt.date | None) -> dict[str, Any]:
    """What stands on the case itself and on its rounds: then, where a day that is over is counted, with the state and
    the date that it had."""
    asked = row.suggestion
    signed = [day for one in rounds if one.signed_at and past.holds(day := timezone.localdate(one.signed_at))]
    return {
        "pk": row.pk,
        "number": asked.number,
        "title": asked.title,
        "unit": row.unit_id,
        "unit_name": row.unit.short_name,
        "part": row.part,
        "status": past.state_of(row.status, then, finished_before=row.finished_before),
        "kind": asked.kind,
        "session": asked.session_id,
        "session_name": str(asked.session),
        "body": asked.session.body_name,
        "category": asked.category or NO_CATEGORY,
        "handed_on": row.handed_on,
        # The date of the current round stands on the case, that of an earlier one on its reply.
        "due_on": due_on or (rounds[0].due_on if len(rounds) > 1 else row.statutory_due),
        "answers": tuple(
            DeliveredReply(one.round, one.classification, one.disclosure, on)
            for one in rounds
            if (on := one.delivered_on or one.finished_on)
            if past.holds(on)
        ),
        "finished_before": row.finished_before,
        "opinion_on": signed[0] if row.helps and signed else None,
        "again": any(one.occasion == Reply.Occasion.AGAIN and past.holds(one.opened_on) for one in rounds),
    }


def _by_case(rows: QuerySet[Any], case: str, *names: str) -> dict[int, list[Any]]:
    """The rows of each case: whole, or only the values named."""
    found: dict[int, list[Any]] = defaultdict(list)
    if not names:
        for row in rows:
            found[getattr(row, case)].append(row)
        return found
    for pk, *values in rows.values_list(case, *names):
        found[pk].append(tuple(values))
    return found


def _people(within: QuerySet[Any]) -> dict[int, dict[int, str]]:
    """The deputies who signed each suggestion, 领衔 first: ids (there are namesakes) with names."""
    signed = Sponsorship.objects.filter(suggestion__in=Suggestion.objects.filter(cases__in=within).values("pk"))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for suggestion, who, name in signed.order_by("position").values_list("suggestion", "deputy", "deputy__name"):
        found[suggestion][who] = name
    return found


def _leads(within: QuerySet[Any]) -> dict[int, str]:
    """Of each suggestion as what it was made: by a person, a delegation, a party … who stands first."""
    first = Sponsorship.objects.filter(
        position=1, suggestion__in=Suggestion.objects.filter(cases__in=within).values("pk")
    )
    return dict(first.values_list("suggestion", "deputy__proposes_as"))


def _forms(rows: QuerySet[Feedback]) -> dict[int, list[Any]]:
    """Of every deputy the newest feedback that stands: a later round's before an earlier one's."""
    rows = rows.order_by("reply__round")
    newest: dict[tuple[int, int], tuple[Any, ...]] = {}
    columns = ("reply__case_id", "deputy_id", "channel", "stands_over_id")
    for case, deputy, channel, over, *marks in rows.values_list(*columns, *QUESTION_KEYS):
        newest[case, deputy] = (deputy, dict(zip(QUESTIONS, marks, strict=True)), channel, over is not None)
    found: dict[int, list[Any]] = defaultdict(list)
    for (case, _), form in newest.items():
        found[case].append(form)
    return found

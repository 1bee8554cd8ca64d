"""Conditions on cases: what waits for a person, what was promised, what is supervised."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from proposals.administration.access import administered_units
from proposals.cases.access import administers_all
from proposals.cases.hands import district_offices, without_handler, without_office, without_signer
from proposals.cases.workflow import TABLE, Transition
from proposals.models import Case, Consent, Extension, Part, PlaceRule, Role, Status, Unit, User
from proposals.models.approval import by_leaders, by_named_people, signing_cases, step_cases
from proposals.models.kept_text import among, write_once
from proposals.models.leave.absence import able_members
from proposals.models.leave.own_work import own_work
from proposals.models.oversight.deciders import cases_outside, cases_to_decide
from proposals.models.oversight.objection import objections_for
from proposals.models.people import BODIES, CASE_STAFF, STAFF
from proposals.models.querysets import JOINED, reachable_cases
from proposals.models.states import ENDED
from replies.desk.coordination.listed import cases_heard_by, coordination_tasks
from replies.models import Attempt, Consultation, Delivery, Feedback, Reply
from replies.models.cases import wished_cases, with_feedback_counts
from replies.promises.papers.route import reports_waiting_for
from replies.rounds.held import cases_in_hand, untold_cases

S, M = Status, PlaceRule.Question

# From models.cases.with_feedback_counts: every deputy has answered, or is known not to.
ALL_ANSWERED = Q(delivered_on__isnull=False, given__gte=F("asked") - F("silent"))
AWAITED = Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=False) & ~ALL_ANSWERED


def waiting_cases(user: User) -> Q:
    """What waits for this person: cases in a state whose main step is this person's, unless that step itself waits
    for somebody else, or the case goes along with another (并案); and for the handler, what is signed and
    has not reached every deputy, and what a deputy asks for. For the unit's office also what its handler cannot act
    on, and for the district office what nobody in the unit can."""
    found = vacant_cases(user) | Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=True) & reachable_cases(
        user, Role.HANDLER
    )
    found |= wished_cases() & reachable_cases(user, Role.HANDLER)
    tells = reachable_cases(user, Role.HANDLER) | Q(handler=None) & reachable_cases(user, Role.OFFICE)
    found |= untold_cases() & tells
    found |= objections_to_hear(user) | report_cases(user) | silent_cases(user) | coordination_tasks(user)
    if user.units_as(*BODIES):
        found |= extension_cases() & cases_to_decide(user, M.EXTEND)
        found |= withdrawals_to_decide(user)
    if user.has_role(Role.OFFICE):
        found |= decided_outside(user)
    for row in TABLE:
        if row.main:
            here = Q(status__in=row.sources, part__in=row.parts) & ~JOINED & _not_elsewhere(row, user)
            found |= here & _taken_by(row, user)
    return found


def report_cases(user: User) -> Q:
    """The cases of which a 改期报告 waits for this person: to be written again, checked, signed (promises/papers,
    may_decide of each)."""
    rows = reports_waiting_for(user).order_by()
    return Q(pk__in=rows.values("promise__reply__case")) & ~Q(status__in=ENDED)


def silent_cases(user: User) -> Q:
    """The cases on which it is for this person to say that a deputy says nothing: the term is past (silence)."""
    here, what = AWAITED & ~JOINED, Delivery.Silence
    found = _silent_with(what.CLOSE, what.REMIND) & reachable_cases(user, Role.HANDLER)
    return here & (found | _silent_with(what.BODY) & cases_heard_by(user))


def _silent_with(*whats: str) -> Q:
    """The cases with a deputy whose term is past, who says nothing and with whom that is to be done
    (Reply.past_term)."""
    same = {"reply": OuterRef("reply"), "deputy": OuterRef("deputy"), "is_current": True}
    rows = Delivery.objects.filter(silence__in=whats, reply__closed_on=None, deputy__left_on=None)
    rows = rows.exclude(Exists(Feedback.objects.filter(**same)))
    rows = rows.exclude(Exists(Attempt.objects.filter(conclusion__gt="", **same)))
    return Q(pk__in=rows.order_by().values("reply__case"))


def _taken_by(row: Transition, user: User) -> Q:
    """The cases on which this person takes the step."""
    if row.stepwise:
        return step_cases(user)
    return cases_to_decide(user, row.matter) if row.matter else reachable_cases(user, *row.by)


def withdrawals_to_decide(user: User) -> Q:
    """The withdrawals to which the other body has agreed, and this person's has not yet."""
    agreed = Consent.objects.filter(matter=M.WITHDRAW, ended_at=None)
    return Q(pk__in=agreed.values("case")) & cases_to_decide(user, M.WITHDRAW)


def objections_to_hear(user: User) -> Q:
    """The cases with a deputy's objection to the assignment that waits for this person's body; where no district
    office takes part, what came of it is written down by the unit's office."""
    found = Q(pk__in=())
    for role in BODIES:
        if user.has_role(role):
            found |= objections_for(role) & reachable_cases(user, role)
    if user.has_role(Role.OFFICE):
        outside = objections_for(Role.DISTRICT) & reachable_cases(user, Role.OFFICE)
        found |= outside & ~Q(Exists(district_offices()))
    return found & ~Q(status__in=ENDED)


def decided_outside(user: User) -> Q:
    """Where no district office takes part, what it would decide and this person's office writes down."""
    asked = Q(status=S.RETURN_REQUESTED) & cases_outside(user, M.RETURN)
    asked |= Q(status=S.UNDER_STUDY) & cases_outside(user, M.AGAIN)
    asked |= extension_cases() & cases_outside(user, M.EXTEND)
    return asked & ~JOINED & ~Q(Exists(district_offices()))


def _not_elsewhere(row: Transition, user: User) -> Q:
    """The table's blockers as far as they mean that somebody else is to act."""
    if S.SIGNED in row.sources:
        held = Reply.objects.filter(sends_at__isnull=False, signer=user)
        return Q(pk__in=held.values("case"))
    if Role.LEADER in row.by:
        return ~own_work(user) & signing_cases(user) & _ready(row)
    return _ready(row)


def _ready(row: Transition) -> Q:
    """The blockers that concern everybody."""
    if row.name == "hand_on":
        return Q(passed_on=None)
    if row.name == "report":
        return ALL_ANSWERED | Q(status=S.TO_REPORT)
    if row.name in ("sign", "submit"):
        return ~waiting_for_hosts()
    return Q()


def waiting_for_hosts() -> Q:
    """共同主办: the cases in which another unit is to act first (turn.whose.waits_for_hosts). What is signed along is
    no step of anybody, so it is not among them."""
    asked = Consultation.objects.filter(outcome=Consultation.Outcome.WAITING)
    along = asked.filter(cosigns=True, reply__case=OuterRef("pk"))
    left = Case.objects.filter(suggestion=OuterRef("suggestion"), part=Part.JOINT, status=S.RETURNED, passed_on=None)
    found = Q(part=Part.MAIN, status=S.SIGNING) & (Q(Exists(along)) | Q(Exists(left.order_by())))
    return found | Q(part=Part.JOINT, status=S.IN_PROGRESS) & ~Q(Exists(asked.filter(helping=OuterRef("pk"))))


def unattended_cases() -> Q:
    """The cases whose handler has something to do and cannot act: the office gives them to another, and with each
    what is joined to it (并案)."""
    return cases_in_hand() & without_handler()


def stranded_cases() -> Q:
    """The cases that wait for a role of a unit in which nobody can act now. What the program does when it is time (a
    signed reply goes out) waits for nobody; a step of named people waits for the office when none of them can act."""
    office, signer = Q(pk__in=()), Q(pk__in=())
    for row in TABLE:
        here = Q(status__in=row.sources, part__in=row.parts) & ~JOINED & _ready(row)
        if not row.main or Role.SYSTEM in row.by:
            continue
        if row.stepwise:
            office |= here & (Q(approval_step=None) | ~by_leaders() & ~by_named_people())
            signer |= here & by_leaders()
        elif Role.OFFICE in row.by:
            office |= here
        elif Role.LEADER in row.by:
            signer |= here
    return (office | unattended_cases()) & without_office() | signer & without_signer()


def vacant_cases(user: User) -> Q:
    """What comes first of all for this person: that somebody is found who can act."""
    found = Q(pk__in=())
    if user.has_role(Role.OFFICE):
        found |= unattended_cases() & reachable_cases(user, Role.OFFICE)
    if user.has_role(Role.DISTRICT):
        found |= stranded_cases() & ~own_decisions(user) & reachable_cases(user, Role.DISTRICT)
    return found


def own_decisions(user: User) -> Q:
    """The cases on which this person's body itself has something to decide, even where the unit lacks people."""
    asked = extension_cases() & cases_to_decide(user, M.EXTEND)
    return asked | Q(status=S.UNDER_STUDY) & cases_to_decide(user, M.AGAIN)


def count_vacancies(admin: User) -> list[tuple[str, int]]:
    """For the administrator of people, who sees no case: each unit that this one looks after and in which nobody can
    do what waits, with how many cases wait; the district office among them when nobody is there at all."""
    if not admin.has_role(Role.ADMIN):
        return []
    here = Unit.objects.filter(administered_units(admin, Role.ADMIN))
    stranded = among(write_once(_write_stranded))
    rows = Case.objects.filter(stranded, unit__in=here).order_by()
    found = rows.values("unit__short_name").annotate(n=Count("pk"))
    units = sorted((row["unit__short_name"], row["n"]) for row in found)
    if not administers_all(admin, Role.ADMIN) or able_members(Role.DISTRICT).exists():
        return units
    waits = Q(status=S.RETURN_REQUESTED) | extension_cases() | Q(status=S.RETURNED, passed_on=None)
    if count := Case.objects.filter(waits).count() + sum(number for _, number in units):
        units.insert(0, (str(Role.DISTRICT.label), count))
    return units


def _write_stranded() -> QuerySet[Case, Any]:
    return with_feedback_counts(Case.objects.all()).filter(stranded_cases()).order_by().values("pk")


def extension_cases() -> Q:
    """The cases on whose extension a body still has to decide."""
    return Q(pk__in=Extension.objects.waiting().values("case"))


def promised_cases(user: User, days: int) -> Q:
    """The cases of this handler or office that owe something promised by so many days from now."""
    by = timezone.localdate() + dt.timedelta(days=days)
    owed = Q(replies__promises__kept_on=None, replies__promises__carried_to=None, replies__promises__due_on__lte=by)
    cases = Case.objects.exclude(status__in=ENDED).filter(owed, finished_before=False)
    return Q(pk__in=cases.values("pk")) & reachable_cases(user, *CASE_STAFF)


def supervised_cases(user: User) -> Q:
    """The cases of this handler, office or leader with a 督办 that is not answered yet."""
    return Q(pk__in=Case.objects.supervised().values("pk")) & reachable_cases(user, *STAFF)

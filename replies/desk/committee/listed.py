"""What waits at a 专门委员会's questions: for the unit that is asked, and for the committee."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from proposals.cases.access import roles_in
from proposals.cases.oversight.inquiries import may_ask, seats_of
from proposals.models import Case, Inquiry, Role, Suggestion, Unit, UnitKind, User
from proposals.models.people import STAFF
from proposals.models.querysets import reachable_cases
from proposals.models.states import LEFT
from replies.desk.committee.forms import FieldsForm


def cases_inquired(user: User) -> Q:
    """The cases of this person's unit about which a committee asks, and which is not answered yet."""
    waiting = Inquiry.objects.waiting().order_by().values("case")
    return Q(pk__in=waiting) & reachable_cases(user, *STAFF) & ~Q(status__in=LEFT)


def own_inquiries(user: User) -> Q:
    """The cases about which this person's committees have asked and wait for the answer."""
    return _asked(user, Q()) & ~Q(status__in=LEFT)


def late_inquiries(user: User) -> Q:
    """Those of them whose day is past."""
    return _asked(user, Q(answer_due__lt=timezone.localdate())) & ~Q(status__in=LEFT)


def _asked(user: User, more: Q) -> Q:
    seats = user.units_as(Role.COMMITTEE)
    asked = Inquiry.objects.waiting().filter(more, committee__in=seats)
    return Q(pk__in=asked.order_by().values("case")) & reachable_cases(user, Role.COMMITTEE)


@dataclass(frozen=True)
class InquirySummary:
    """What the page of a case shows of questions, and whether this person may ask or answer."""

    waiting: list[Inquiry]
    answered: list[Inquiry]
    asks: bool
    answers: bool

    def __bool__(self) -> bool:
        return bool(self.waiting or self.answered or self.asks)


def inquiry_summary(case: Case, user: User) -> InquirySummary:
    """Of a case fetched with for_page of the case's page."""
    rows = list(case.inquiries.all())
    return InquirySummary(
        waiting=[one for one in rows if one.is_open],
        answered=[one for one in rows if not one.is_open],
        asks=may_ask(case, user),
        answers=bool(roles_in(case, user).intersection(STAFF)),
    )


@dataclass(frozen=True)
class CommitteeRow:
    """A committee on the page of the fields: its people, what it follows."""

    committee: Unit
    people: list[User]
    form: FieldsForm


def committee_rows() -> list[Unit]:
    """The committees in use, with their people and fields."""
    rows = Unit.objects.filter(kind=UnitKind.COMMITTEE, is_active=True).order_by("short_name")
    return list(rows.prefetch_related("committee_fields", "memberships__user"))


def categories_in_use() -> list[str]:
    """The categories under which suggestions are registered."""
    named = Suggestion.objects.filter(voided_on=None).exclude(category="").order_by()
    return sorted(named.values_list("category", flat=True).distinct())


def people_of(committee: Unit) -> list[User]:
    """Who has a seat in it, of a committee fetched by committee_rows."""
    held = [row for row in committee.memberships.all() if row.is_active and row.role == Role.COMMITTEE]
    return [row.user for row in held if row.user.is_active]


def only_reads(user: User) -> bool:
    """Whether the person has a seat in a committee and no other role with cases."""
    return bool(seats_of(user)) and not user.units_as(*STAFF, Role.DISTRICT, Role.CONGRESS)

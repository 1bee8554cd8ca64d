"""Who asks for reports, of which units, and who hands them in."""

from django.db.models import Count, QuerySet

from proposals.cases.access import NotYours, Refused
from proposals.models import Case, Kind, Membership, Role, Status, Unit, User
from proposals.models.people import KIND_STUDIED, find_bureaus
from replies.models import AskedReport, ReportAsk, WorkReport
from replies.reports.scope import report_cases

NOT_A_BODY = "请单位报送办理情况报告，由区政府办公室和代表工作机构办理。"
NOT_THE_OFFICE = "办理情况报告由被要求的单位的办公室报送。"


def asking_unit(user: User) -> Unit:
    """For which body this person asks. Raises NotYours for who works in none."""
    for role in (Role.DISTRICT, Role.CONGRESS):
        for row in user.active_memberships:
            if row.role == role:
                return row.unit
    raise NotYours(NOT_A_BODY)


def must_ask(unit: Unit, user: User, kind: str) -> None:
    """Raise NotYours unless this person asks for that body, and it sees to reports of the kind."""
    if unit.pk not in user.units_as(Role.DISTRICT, Role.CONGRESS) or kind not in kinds_asked(unit):
        raise NotYours(NOT_A_BODY)


def asks_here(ask: ReportAsk, user: User) -> bool:
    """Whether this person works in the body that asked."""
    return ask.unit_id in user.units_as(Role.DISTRICT, Role.CONGRESS)


def must_see_to(ask: ReportAsk, user: User) -> None:
    """Raise NotYours unless this person works in the body that asked: the other one reads."""
    if not asks_here(ask, user):
        raise NotYours(f"这是{ask.unit.short_name}要的报告，收到、退回、催报和撤销由它办理，您可以看。")


def hands_in(asked: AskedReport, user: User) -> bool:
    """Whether this person hands in the reports of that unit."""
    return asked.unit_id in user.units_as(Role.OFFICE)


def must_hand_in(asked: AskedReport, user: User) -> None:
    """Raise NotYours unless this person hands in the reports of that unit."""
    if not hands_in(asked, user):
        raise NotYours(NOT_THE_OFFICE)


def leaders_of(unit: Unit) -> list[User]:
    """Whom the office may name as the one who approved."""
    held = Membership.objects.filter(unit=unit, role=Role.LEADER, is_active=True, user__is_active=True)
    return [row.user for row in held.select_related("user").order_by("pk")]


def must_be_leader(unit: Unit, name: str) -> None:
    """Raise Refused unless one who leads the unit is called so, or the program knows of none."""
    leaders = leaders_of(unit)
    if leaders and name not in {one.name for one in leaders}:
        raise Refused(f"{name}不是{unit.short_name}的领导，请选批准报送的局领导。")


def kinds_asked(unit: Unit) -> list[str]:
    """建议 and 提案 for the district office, what it studies for a working body."""
    return [KIND_STUDIED[unit.kind]] if unit.kind in KIND_STUDIED else list(Kind.values)


def units_offered() -> QuerySet[Unit]:
    """Every unit that can be asked."""
    return find_bureaus().order_by("short_name")


def units_concerned(unit: Unit, ask: ReportAsk) -> dict[int, int]:
    """The units that had cases of that kind and time, by their ids, with how many."""
    report = WorkReport(unit=unit, kind=ask.kind, period=ask.period, year=ask.year, session=ask.session)
    cases = report_cases(report).exclude(status__in=(Status.RETURNED, Status.WITHDRAWN))
    counted = Case.objects.filter(pk__in=cases.values("pk")).order_by().values("unit").annotate(n=Count("pk"))
    return dict(counted.values_list("unit", "n"))

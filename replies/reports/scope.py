"""Which cases a report is of, and of which years and sessions one can be written."""

from collections.abc import Iterable, Mapping

from proposals.cases.access import NotYours
from proposals.models import Case, Role, Session, Status, Unit, User
from proposals.models.people import KIND_STUDIED, UnitKind
from proposals.models.querysets import CaseQuerySet
from replies.models import WorkReport
from replies.models.reports.work_report import WRITERS

Period = WorkReport.Period
NOT_A_WRITER = "办理情况报告由承办单位的办公室、区政府办公室和代表工作机构写。"


def report_unit(user: User) -> Unit:
    """For which office this person writes reports. Raises NotYours for who writes none."""
    for role in (Role.DISTRICT, Role.CONGRESS, Role.OFFICE):
        for row in user.active_memberships:
            if row.role == role:
                return row.unit
    raise NotYours(NOT_A_WRITER)


def must_write(report: WorkReport, user: User) -> None:
    """Raise NotYours unless this person writes the reports of that unit."""
    if not writes_report(report, user):
        raise NotYours(NOT_A_WRITER)


def writes_report(report: WorkReport, user: User) -> bool:
    """Whether this person writes the reports of that unit."""
    return report.unit_id in user.units_as(*WRITERS)


def unit_cases(unit: Unit) -> CaseQuerySet:
    """What a unit reports on: all for the district office, what its body studies for a working body, else its own."""
    cases = Case.objects.exclude(status=Status.VOID)
    if unit.kind == UnitKind.DISTRICT:
        return cases
    if unit.kind in KIND_STUDIED:
        return cases.studied_by(unit)
    return cases.filter(unit=unit)


def report_cases(report: WorkReport) -> CaseQuerySet:
    """The cases of a report: those handed on in its year, in the first half of it, or all of its session."""
    cases = unit_cases(report.unit).filter(suggestion__kind=report.kind)
    if report.session_id:
        return cases.filter(suggestion__session=report.session_id)
    return cases.filter(handed_on__range=(report.begins_on, report.ends_on))


def list_years(unit: Unit) -> list[int]:
    """The years in which the unit's cases were handed on, the newest first."""
    return unit_cases(unit).years_handed_on()


def list_sessions(unit: Unit) -> list[Session]:
    """The sessions at which they were made."""
    return list(unit_cases(unit).sessions())


def times_offered(years: Iterable[int], sessions: Mapping[str, Session]) -> list[tuple[str, str]]:
    """What a report can be of, as a form offers it: year-2026 is 2026年全年."""
    kept = list(years)
    return [
        *((f"{Period.YEAR}-{year}", f"{year}年全年") for year in kept),
        *((f"{Period.HALF}-{year}", f"{year}年上半年") for year in kept),
        *((f"{Period.SESSION}-{pk}", str(one)) for pk, one in sessions.items()),
    ]


def list_kinds(unit: Unit) -> list[str]:
    """建议 and 提案, as far as the unit has any."""
    return sorted(set(unit_cases(unit).order_by().values_list("suggestion__kind", flat=True)))

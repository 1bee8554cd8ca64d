"""The nine steps to the first case, and what is missing for which job. What the data shows is asked of the data; what
a person looks at (limits, letters, a test) is a line of the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from proposals.calendar.holidays import known_days
from proposals.cases.access import has_district_office
from proposals.models import (
    AdministrationEvent,
    CalendarDay,
    Deputy,
    Level,
    Membership,
    Role,
    RoleProposal,
    Session,
    Suggestion,
    Unit,
    UnitKind,
    User,
)  # fmt: skip
from proposals.models.people import ADMINISTRATORS, find_bureaus

SAMPLE = ("sample", "看样张")
NAMED = 3  # units that a sentence names


class Look(StrEnum):
    """What is looked at and said to be right."""

    LIMITS = "limits"
    LETTER = "letter"
    PRINT = "print"
    MESSAGE = "message"


LABELS = {
    Look.LIMITS: "看过期限和规则",
    Look.LETTER: "看过公文版式",
    Look.PRINT: "试印一份",
    Look.MESSAGE: "试发一条消息",
}


@dataclass(frozen=True)
class Step:
    """One step: done or not, what there is, where it is done (a page, or a part of this one with the words that lead
    to it); `look` is a press on this page, and so is `press`: an address and what its button says."""

    title: str
    done: bool
    said: str
    page: str = ""
    look: str = ""
    part: tuple[str, str] | None = None
    press: tuple[str, str] | None = None


@dataclass(frozen=True)
class Job:
    """What can be done now: whole, in part or not, and what is missing."""

    title: str
    state: str
    said: str


def looked_at() -> set[str]:
    """What was looked at, by the words of the record."""
    rows = AdministrationEvent.objects.filter(subject=AdministrationEvent.Subject.SETUP)
    return set(rows.values_list("label", flat=True))


def setup_steps() -> list[Step]:
    """The steps in their order."""
    seen, year = looked_at(), timezone.localdate().year
    held = set(
        Membership.objects.filter(is_active=True, user__is_active=True, role__in=ADMINISTRATORS).values_list(
            "role", flat=True
        )
    )
    session = _own_session()
    counts = (Unit.objects.filter(is_active=True).count(), User.objects.filter(is_active=True).count())
    deputies = Deputy.objects.filter(left_on=None, merged_into=None).count()
    working = Membership.objects.filter(is_active=True).exclude(role__in=ADMINISTRATORS).exists()
    bureaus = find_bureaus().exists()
    registrar = "区政府办公室的同志" if has_district_office() else "本单位办公室的同志"
    days = CalendarDay.objects.filter(date__year=year).exists()
    return [
        Step("三员账号", held == set(ADMINISTRATORS), "系统、授权、审计管理员", "people"),
        Step("本级人大的名称和届次", session is not None, str(session or "登记现在这一届、最近一次会议"), "sessions"),
        Step("期限和规则", LABELS[Look.LIMITS] in seen, "按法律和规定已经设好，看一眼就行", "calendar", Look.LIMITS),
        _calendar_step(year, there=days),
        Step(
            "单位、人员、代表",
            bureaus and working and deputies > 0,
            f"{counts[0]}个单位，{counts[1]}人，{deputies}位代表{_roles_in_words(working)}",
            part=("books", "用三张表登记"),
        ),
        Step("公文版式", LABELS[Look.LETTER] in seen, _letters_in_words(), "", Look.LETTER, SAMPLE),
        Step("试印一份", LABELS[Look.PRINT] in seen, "A4、双面、出纸次序", "", Look.PRINT, SAMPLE),
        Step("试发一条消息", LABELS[Look.MESSAGE] in seen, "提醒、征询链接靠邮件发出", look=Look.MESSAGE),
        Step(
            "登记第一件",
            Suggestion.objects.exists(),
            f"由{registrar}登录后，在左边“登记一件建议”或“用名单登记”里登记",
        ),
    ]


# The lowest first; the province and the nation last, whose suggestions a bureau only answers.
OWN_LEVELS = (Level.DISTRICT, Level.CITY, Level.TOWN, Level.PROVINCE, Level.NATION)


def _own_session() -> Session | None:
    """The newest session of the congress whose suggestions are handled here: of the district; a place that has none
    (a city, a town) names its own."""
    newest: dict[int, Session] = {}
    for session in Session.objects.order_by("-term", "-meeting"):
        newest.setdefault(session.level, session)
    return next((newest[level] for level in OWN_LEVELS if level in newest), None)


def _calendar_step(year: int, *, there: bool) -> Step:
    """The year's holidays: known to the program, or pasted from the notice on the calendar's page."""
    if there:
        return Step("工作日历", True, f"{year}年的放假、调休已经载入", "calendar")
    if known_days(year):
        said = f"{year}年的还没有载入，国务院办公厅的通知程序里已经有了，按一下就行"
        return Step("工作日历", False, said, press=("setup_calendar", f"载入{year}年的放假安排"))
    return Step("工作日历", False, f"{year}年的还没有载入，请把国务院办公厅的通知粘贴进去", "calendar")


def has_unfinished_steps() -> bool:
    """Whether anything on the way to the first case is still to be done."""
    return not all(step.done for step in setup_steps())


def _letters_in_words() -> str:
    """What is on a letter; a reply without a telephone does not go to review."""
    mute = Unit.objects.filter(kind=UnitKind.BUREAU, is_active=True, phone="").count()
    told = f"；{mute}个单位没有联系电话，答复里要另写，请在“单位”里补上" if mute else ""
    return f"各单位的全称、代字和格式，在样张上看{told}"


def _roles_in_words(working: bool) -> str:
    """What is missing before anybody can work: roles are asked for by one administrator and confirmed by another."""
    if waiting := RoleProposal.objects.filter(decision="").count():
        return f"；{waiting}项角色等授权管理员登录确认，确认了才能办件"
    return "" if working else "；还没有人有办理的角色"


def setup_jobs() -> list[Job]:
    """What can be done with the people there are, of which units who is missing."""
    units = list(find_bureaus().order_by("short_name"))
    rows = Membership.objects.filter(is_active=True, user__is_active=True, unit__is_active=True)
    by_role: dict[str, set[int]] = {}
    for role, unit in rows.values_list("role", "unit"):
        by_role.setdefault(role, set()).add(unit)
    registrar = Role.DISTRICT if has_district_office() else Role.OFFICE
    there = bool(by_role.get(registrar))
    jobs = [
        Job("登记、交办", "done" if there else "open", "" if there else f"还没有人是{registrar.label}"),
        _job("签收、分办", units, by_role.get(Role.OFFICE, ()), "办公室人员"),
        _job("拟稿、送审", units, by_role.get(Role.HANDLER, ()), "经办人"),
        _job("签发", units, by_role.get(Role.LEADER, ()), "领导"),
    ]
    seen = looked_at()
    for title, look in (("送达代表", Look.MESSAGE), ("打印四份", Look.PRINT)):
        done = LABELS[look] in seen
        jobs.append(Job(title, "done" if done else "part", "" if done else f"还没有{LABELS[look]}"))
    return jobs


def _job(title: str, units: list[Unit], have: Iterable[int], who: str) -> Job:
    missing = [unit.short_name for unit in units if unit.pk not in set(have)]
    if not units:
        return Job(title, "open", "还没有承办单位")
    if not missing:
        return Job(title, "done", f"{len(units)}个单位都有")
    more = f"等{len(missing)}个单位" if len(missing) > NAMED else ""
    state = "open" if len(missing) == len(units) else "part"
    return Job(title, state, f"{'、'.join(missing[:NAMED])}{more}没有{who}")

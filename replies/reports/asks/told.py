"""Who is told of asked reports: the office of a unit of what it is asked, its leaders too once it is late; the body
that asked of what was handed in. Reminders climb a ladder of working days, once a rung."""

from collections.abc import Iterable

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import cn_date, days_left
from proposals.models import Notice, Role, User
from proposals.models.told.notice import OF_REPORTS
from proposals.notices.recipients import People, for_people, keep_notices
from replies.models import AskedReport, AskedStep, ReportAsk

RUNGS = (1, 3, 5)  # working days ahead
Kind = Notice.Kind


def tell_asked(ask: ReportAsk) -> None:
    """To each unit: what it is asked for, by when."""
    said = f"{ask.unit.short_name}请你单位报送{ask}，{cn_date(ask.due_on)}前报送。"
    _tell_units(ask.asked.for_rows(), Kind.TOLD, "asked", said)


def tell_withdrawn(ask: ReportAsk) -> None:
    """To each unit that had not handed in: it need not."""
    said = f"{ask.unit.short_name}撤销了报送{ask}的要求：{ask.withdrawn_for}。".replace("。。", "。")
    _tell_units(ask.asked.filter(state__in=AskedReport.OPEN).for_rows(), Kind.TOLD, "withdrawn", said)


def tell_urged(ask: ReportAsk, late: Iterable[AskedReport]) -> None:
    """催报."""
    left = days_left(WorkCalendar.load().working_days_left(timezone.localdate(), ask.due_on))
    said = f"{ask.unit.short_name}催报{ask}：{left}（{cn_date(ask.due_on)}），请尽快报送。"
    _tell_units(late, Kind.URGE, f"urged:{ask.urged}", said)


def tell_handed(asked: AskedReport, step: AskedStep) -> None:
    """To the body that asked."""
    again = "补充后再次" if step.number > 1 and any(one.kind == AskedStep.Kind.BACK for one in asked.history) else ""
    said = f"{asked.unit.short_name}{again}报送了{asked.ask}，{step.leader}批准。"
    facts = {"kind": Kind.TOLD, "key": _key(asked, f"handed:{step.number}"), "sentence": said}
    keep_notices(for_people(_body(asked.ask), None, **facts))


def tell_settled(asked: AskedReport, step: AskedStep) -> None:
    """To the unit: taken in, or what is to be added."""
    who = asked.ask.unit.short_name
    if step.kind == AskedStep.Kind.BACK:
        said = f"{who}退回了{asked.ask}，请补充后再报送：{step.said}"
        _tell_units([asked], Kind.BACK, f"settled:{step.number}", said)
    else:
        _tell_units([asked], Kind.TOLD, f"settled:{step.number}", f"{who}收到了你单位的{asked.ask}。")


def remind_of_reports() -> int:
    """Five, three and one working days before the day, to the office of a unit that has handed in nothing; past it
    once, to its leaders as well. Returns the number of new notices."""
    today, days, people = timezone.localdate(), WorkCalendar.load(), People()
    last = days.after_working_days(today, max(RUNGS))
    made: list[Notice] = []
    nothing = AskedReport.objects.open().filter(state=AskedReport.State.ASKED)
    for asked in nothing.filter(ask__due_on__lte=last).for_rows():
        left = days.working_days_left(today, asked.ask.due_on)
        said = f"报送{asked.ask}{days_left(left)}（{cn_date(asked.ask.due_on)}到期），你单位还没有报送。"
        if left < 0:
            made += _for_unit(asked, people, Kind.LATE, "late", said)
        else:
            rung = next(rung for rung in RUNGS if left <= rung)
            made += _for_unit(asked, people, Kind.DUE, f"due:{rung}", said)
    return keep_notices(made)


def _body(ask: ReportAsk) -> list[User]:
    people = People()
    return [*people.by_role[Role.DISTRICT, ask.unit_id], *people.by_role[Role.CONGRESS, ask.unit_id]]


def _tell_units(rows: Iterable[AskedReport], kind: Notice.Kind, key: str, said: str) -> None:
    people = People()
    keep_notices(one for asked in rows for one in _for_unit(asked, people, kind, key, said))


def _for_unit(asked: AskedReport, people: People, kind: Notice.Kind, key: str, said: str) -> list[Notice]:
    roles = (Role.OFFICE, Role.LEADER) if kind == Kind.LATE else (Role.OFFICE,)
    users = dict.fromkeys(user for role in roles for user in people.by_role[role, asked.unit_id])
    facts = {"kind": kind, "key": _key(asked, key), "sentence": said}
    return for_people(users, people.robots.get(asked.unit_id), **facts)


def _key(asked: AskedReport, what: str) -> str:
    return f"{OF_REPORTS}{asked.pk}:{what}"

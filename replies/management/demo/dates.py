"""What the units ask the district office for, and what it has decided: returns, extensions, the longer limit."""

import datetime as dt
import uuid
from typing import Any

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import perform
from proposals.deadlines.moves import widen_limit
from proposals.extensions.actions import ask_extension, decide_extension
from proposals.models import Case, Role, Session, User
from proposals.models.states import HELPING_PARTS
from replies.management.demo import clock
from replies.management.demo.cast import read_fixture
from replies.management.demo.registered import find_workers


def ask_and_decide() -> None:
    """Play fixtures/dates.json on the cases of the newest session."""
    script = read_fixture("dates.json")
    for row in script["returns"]:
        case = _case(row["number"])
        data = {"proposed_unit": row["proposed_unit"], "leader": _one(case, Role.LEADER).name}
        with _ago(case, row["days_ago"]):
            perform(case, "ask_return", _one(case, Role.OFFICE), comment=row["reason"], data=data)
    for row in script["extensions"]:
        _extension(row)
    for row in script["wide"]:
        case = _case(row["number"])
        widen_limit(case, _district(), reason=row["reason"], why=row["reason"], seen=case.version)


def _extension(row: dict[str, Any]) -> None:
    case = _case(row["number"])
    words = {name: row[name] for name in ("reason", "report")}
    wished_on = WorkCalendar.load().next_working_day(case.statutory_due + dt.timedelta(days=row["days"]))
    leader = _one(case, Role.LEADER).name
    with _ago(case, row["asked_ago"]):
        asked = ask_extension(
            case, _one(case, Role.OFFICE), wished_on=wished_on, leader=leader, key=uuid.uuid4(), **words
        )
    if "agreed_ago" in row:
        with _ago(case, row["agreed_ago"]):
            decide_extension(asked, _district(), agree=True, opinion=row["opinion"])


def _case(number: str) -> Case:
    newest = Case.objects.exclude(part__in=HELPING_PARTS).filter(suggestion__session__body=Session.Body.CONGRESS)
    return newest.filter(suggestion__number=number).latest("suggestion__session__meeting", "pk")


def _one(case: Case, role: str) -> User:
    return find_workers(role, case.unit).earliest("pk")


def _district() -> User:
    return User.objects.filter(memberships__role=Role.DISTRICT).earliest("pk")


def _ago(case: Case, days: int) -> Any:
    """So many days ago, but after what has happened to the case."""
    moment = clock.real_now() - dt.timedelta(days=days)
    return clock.at_moment(max(moment, case.events.latest("sequence").at + dt.timedelta(minutes=20)))

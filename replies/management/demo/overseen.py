"""What 代表工作机构 heard and saw to in the demo, besides what both bodies do (district): deputies who object to an
assignment; a 专门委员会, its fields and its questions; units that disagree."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.administration.units.committees import follow_fields
from proposals.cases.oversight.coordination import ask_coordination, call_units, live_cases
from proposals.cases.oversight.inquiries import answer_inquiry, ask_about_case
from proposals.models import Case, Objection, Part, Role, Session, Unit, UnitKind, User
from proposals.returns.objections import Hearing, hear_objection, object_to_assignment
from replies.management.demo.clock import at_moment


def play_oversight() -> None:
    """One objection that waits to be heard, one that was."""
    body = _first(Role.CONGRESS, UnitKind.CONGRESS)
    with at_moment(_before(1)):
        case = _case("131")
        reason = "公交站点的调整由交通部门说了算，民政局只能协调，请让管得了的单位来办。"
        deputy = case.suggestion.proposers[0]
        object_to_assignment(case, deputy, reason=reason, proposed="区建交委", key=uuid.uuid4())
    with at_moment(_before(3)):
        case = _case("133")
        reason = "物业的事街道最清楚，建议由街道牵头。"
        deputy = case.suggestion.proposers[0]
        phone: dict[str, Any] = {"came_by": Objection.CameBy.PHONE, "user": body, "key": uuid.uuid4()}
        held = object_to_assignment(case, deputy, reason=reason, proposed="", **phone)
    with at_moment(_before(2)):
        why = "和代表通过电话：物业管理的主管部门是区房管局，请它牵头，同时听取街道的意见，代表表示同意。"
        hear_objection(held, body, hearing=Hearing.KEEP, why=why)


def play_coordination() -> None:
    """A unit asks for a meeting of units; of another suggestion one is called."""
    with at_moment(_before(3)):
        case = _case("131")
        office = User.objects.filter(memberships__role=Role.OFFICE, memberships__unit=case.unit).earliest("pk")
        reason = "站点由谁牵头调整，和区建交委意见不一致，商量了两次没有定下来，请协调。"
        ask_coordination(case, office, reason=reason, key=uuid.uuid4())
    with at_moment(_before(2)):
        case = _case("107")
        said: dict[str, Any] = {
            "matter": "公园里的活动设施由谁建、谁管、钱从哪里出。",
            "units": [one.unit for one in live_cases(case.suggestion)],
            "deputies": case.suggestion.proposers[:1],
        }
        at = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=6), dt.time(14)))
        body = _first(Role.CONGRESS, UnitKind.CONGRESS)
        call_units(case, body, meets_at=at, place="区人大常委会第三会议室", key=uuid.uuid4(), **said)


def play_committee() -> None:
    """The committee follows its fields; of two questions one is answered."""
    body = _first(Role.CONGRESS, UnitKind.CONGRESS)
    member = _first(Role.COMMITTEE, UnitKind.COMMITTEE)
    committee = Unit.objects.get(kind=UnitKind.COMMITTEE)
    follow_fields(committee, body, categories=["住房", "环境", "绿化市容", "交通"], seen=[])
    today = timezone.localdate()
    with at_moment(_before(4)):
        text = "请说明今年已经改造了几个口袋公园，还有几处在什么时候开工。"
        ask_about_case(_case("107"), member, text=text, answer_due=today + dt.timedelta(days=2), key=uuid.uuid4())
        text = "物业费催缴的问题，有没有和街道商量过办法？"
        asked = ask_about_case(
            _case("133"), member, text=text, answer_due=today + dt.timedelta(days=1), key=uuid.uuid4()
        )
    with at_moment(_before(2)):
        office = User.objects.filter(memberships__role=Role.OFFICE, memberships__unit=asked.case.unit).earliest("pk")
        answer_inquiry(asked, office, text="已经和两个街道开过一次会，下周拿出方案，签收后一并写进答复。")


def _first(role: Role, kind: UnitKind) -> User:
    return User.objects.filter(memberships__role=role, memberships__unit__kind=kind).earliest("pk")


def _case(number: str) -> Case:
    """The case of this year's session that answers the deputies."""
    asked = {"suggestion__session__body": Session.Body.CONGRESS, "suggestion__session__meeting": 5}
    return Case.objects.exclude(part=Part.HELP).get(suggestion__number=number, **asked)


def _before(days: int) -> dt.datetime:
    """The morning so many days ago."""
    day = timezone.localdate() - dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(8, 40)))

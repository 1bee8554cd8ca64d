"""The reports of the demo: the district's of the year, written and made once; and those that the congress's body asks
the units for, of which one is handed in and the others are late."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.models import Kind, Role, UnitKind, User
from replies.letter.report_paper import Place
from replies.management.demo.clock import at_moment, real_now
from replies.models import ReportAsk, WorkReport
from replies.reports import scope
from replies.reports.asks import bodies
from replies.reports.asks.actions import ask_for_reports, hand_in_report
from replies.reports.texts import save_report_text
from replies.reports.versions import begin_report, make_version

WINDOW = "0" * 32
TEXTS = {
    Place.ADDRESSED: "区人大常委会：",
    Place.OPENING: "根据区人大常委会的安排，现将今年代表建议办理情况报告如下，请予审议。",
    Place.PRACTICE: """（一）领导带头办。区政府领导领办重点督办建议，承办单位负责人负总责，科室明确到人。
（二）办前办中办后都沟通。办理前听取想法，办理中邀请到现场，答复前面商一次。
（三）承诺事项逐项记账。列为正在解决的，逐项写明完成日期，到期核对，办成了书面告诉代表。""",
    Place.CASES: """（一）加强社区工作者队伍建设。代表提出流动大、待遇低。区民政局三次走访，逐条答复。
（二）优化社区食堂布点。承办单位会同街镇逐点踏勘，把增加助餐点列入承诺台账，按月核对。""",
    Place.PROBLEMS: "一是少数答复讲过程多、讲举措少。二是个别正在解决的事项推进偏慢，和代表主动沟通不够。",
}


WISHED = "重点写领办件和代表反映多的事项，存在的问题要写具体，三千字以内。"
LEADER = "郑国华"
OF_A_UNIT = {
    Place.ADDRESSED: "区人大常委会代表工委：",
    Place.PRACTICE: "（一）分管领导逐件过问，每件明确一名科长牵头。\n（二）答复前都和代表见面，办完一件回访一件。",
    Place.CASES: "优化社区食堂布点。会同三个街镇踏勘七处，年内开出四处，代表看了现场。",
    Place.PROBLEMS: "一是涉及几家单位的，会办意见来得晚。二是承诺事项个别进度偏慢。",
    Place.NEXT: "承诺事项按月核对，年底前逐项书面告诉代表。",
}


def write_reports() -> None:
    """The district office's report of its newest year has one version; what comes next is not written yet."""
    district, office = (
        User.objects.filter(memberships__role=role).earliest("pk") for role in (Role.DISTRICT, Role.OFFICE)
    )
    report = _begin(district)
    for place, text in TEXTS.items():
        save_report_text(report, district, place, text, base=0, window=WINDOW)
    make_version(report, district, key=uuid.uuid4(), note="送主任会议")
    _ask_units(office)


def _ask_units(office: User) -> None:
    """Due the day before yesterday: one unit has handed in and was taken in by nobody yet."""
    member = User.objects.filter(memberships__role=Role.CONGRESS, memberships__unit__kind=UnitKind.CONGRESS)
    congress = member.earliest("pk")
    unit, own = bodies.asking_unit(congress), _begin(office)
    ask = ReportAsk(kind=own.kind, period=own.period, year=own.year)
    units = bodies.units_offered().filter(pk__in=bodies.units_concerned(unit, ask))
    due_on = timezone.localdate() - dt.timedelta(days=2)
    of: dict[str, Any] = {"kind": own.kind, "period": own.period, "year": own.year}
    with at_moment(real_now() - dt.timedelta(days=16)):
        made = ask_for_reports(unit, congress, key=uuid.uuid4(), units=units, due_on=due_on, said=WISHED, **of)
    for place, text in OF_A_UNIT.items():
        save_report_text(own, office, place, text, base=0, window=WINDOW)
    asked = made.asked.get(unit=own.unit)
    with at_moment(real_now() - dt.timedelta(days=4)):
        on = due_on - dt.timedelta(days=2)
        hand_in_report(asked, office, key=uuid.uuid4(), seen=0, leader=LEADER, approved_on=on)


def _begin(user: User) -> WorkReport:
    unit = scope.report_unit(user)
    year = scope.list_years(unit)[0]
    return begin_report(user, unit, kind=Kind.SUGGESTION, period=WorkReport.Period.YEAR, year=year)

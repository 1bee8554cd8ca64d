"""The reports of the demo: the district's of the year, written and made once, and a bureau's, begun."""

import uuid

from proposals.models import Kind, Role, User
from replies.letter.report_paper import Place
from replies.models import WorkReport
from replies.reports import scope
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


def write_reports() -> None:
    """The district office's report of its newest year has one version; what comes next is not written yet."""
    district, office = (
        User.objects.filter(memberships__role=role).earliest("pk") for role in (Role.DISTRICT, Role.OFFICE)
    )
    report = _begin(district)
    for place, text in TEXTS.items():
        save_report_text(report, district, place, text, base=0, window=WINDOW)
    make_version(report, district, key=uuid.uuid4(), note="送主任会议")
    _begin(office)


def _begin(user: User) -> WorkReport:
    unit = scope.report_unit(user)
    year = scope.list_years(unit)[0]
    return begin_report(user, unit, kind=Kind.SUGGESTION, period=WorkReport.Period.YEAR, year=year)

"""One desk with a case of every kind on it, in every state."""

import datetime as dt
import uuid

from django.utils import timezone

from proposals.extensions.actions import decide_extension, record_extension_notice
from proposals.models import Case, Part, Status
from replies.consultations.actions import ask_units, record_opinion
from replies.feedback.delivery import record_delivery
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from tests import factories as f

TODAY = dt.datetime(2026, 5, 20, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def lay_out() -> dict[str, Case]:
    """The cases, by what is particular about each."""
    f.world()
    cases: dict[str, Case] = {}

    def add(name: str, made: Case, *steps: str) -> Case:
        made = f.advance(made, *steps)
        cases[name] = made
        return made

    def case(status: str, **facts) -> Case:
        facts = {"number": f"{len(cases) + 1:03d}", "title": f"关于第{len(cases) + 1}件事的建议", **facts}
        return f.make_case(status, **facts)

    for status in Status:
        add(f"{status}", case(status))
    for status in (Status.IN_PROGRESS, Status.SEEKING_FEEDBACK, Status.UNDER_STUDY):
        add(f"提案 {status}", case(status, body="政协", deputies=1))
    for status in (Status.AWAITING_RECEIPT, Status.IN_PROGRESS):
        add(f"主办 {status}", case(status, part=Part.MAIN, deputies=3))
        add(f"会办 {status}", case(status, part=Part.HELP))
    late, soon = f.day(-120), f.day(-62)
    add("逾期", case(Status.IN_PROGRESS, handed_on=late))
    add("将到期", case(Status.CHECKING, handed_on=soon))
    add("市里的", case(Status.UNDER_STUDY, session=f.city_session()))
    add("全国的", case(Status.AWAITING_RECEIPT, session=f.national_session()))
    _waiting(add, case)
    _written(add, case)
    _answered(add, case)
    return cases


def _waiting(add, case) -> None:
    """延期, 督办, 改办."""
    w = f.world()
    f.extension(add("申请延期", case(Status.IN_PROGRESS)))
    agreed = f.extension(add("延期未告知", case(Status.IN_PROGRESS, deputies=3)))
    decide_extension(agreed, w.district, agree=True, opinion="同意。")
    told = f.extension(add("延期已告知一位", case(Status.IN_PROGRESS)))
    decide_extension(told, w.district, agree=True, opinion="同意。")
    who = told.case.suggestion.proposers[:1]
    record_extension_notice(told, w.handler, deputies=who, way="电话", on=timezone.localdate())
    refused = f.extension(add("延期未同意", case(Status.IN_PROGRESS)))
    decide_extension(refused, w.district, agree=False, opinion="请抓紧。")
    f.supervise(add("督办", case(Status.IN_PROGRESS)))
    f.supervise(add("督办过期", case(Status.CHECKING)), "请说明原因。", days=0)


def _written(add, case) -> None:
    """Drafts in their stages: nothing, half, sent back; units asked."""
    w = f.world()
    half = add("只写了一半", case(Status.IN_PROGRESS))
    f.write(half, w.handler, classification="", contact="")
    f.write(add("写好没联系", case(Status.IN_PROGRESS)), w.handler)
    back = add("退回修改", case(Status.CHECKING))
    decide_review(back, w.office, Verdict.CHECK_BACK, opinion="请补充完成时间。")
    asked = add("请了会办", case(Status.IN_PROGRESS))
    (one,) = ask_units(
        asked.current_round,
        w.handler,
        units=[w.other_bureau],
        due_on=f.day(10),
        question="请说明物业。",
        key=uuid.uuid4(),
    )
    record_opinion(one, w.handler, answer="物业已协调。", answered_on=timezone.localdate(), answered_by="贺磊")


def _answered(add, case) -> None:
    """After signing: delivered or not, answered by some, wishes, promises kept and broken, second rounds."""
    w = f.world()
    sought = add("送达一半", case(Status.SEEKING_FEEDBACK))
    first = sought.suggestion.proposers[0]
    record_delivery(sought.current_round, w.handler, deputies=[first], way="当面", on=timezone.localdate())
    add("都送达", case(Status.SEEKING_FEEDBACK), "deliver")
    add("一位没有回音", case(Status.SEEKING_FEEDBACK), "deliver", "give_up")
    wishing = add("要求代填", case(Status.SEEKING_FEEDBACK), "deliver")
    make_wish(make_link(wishing.current_round, w.handler, first).invitation, "代填")
    add("都满意", case(Status.SEEKING_FEEDBACK), "satisfy")
    plan = add("对方案不满意", case(Status.SEEKING_FEEDBACK), "deliver")
    f.answer(plan, w.handler, plan.suggestion.proposers[0], plan="不满意", comment="步子太慢。")
    add("第二轮", case(Status.UNDER_STUDY), "reopen")
    add("不再办理", case(Status.UNDER_STUDY), "decline")
    add("说明情况办结", case(Status.SEEKING_FEEDBACK), "deliver", "give_up", "close_without")
    for name, days in (("承诺已过期", 1), ("承诺将到期", 20), ("承诺还早", 300)):
        add(name, f.promised((f"{name}的事", days), (f"{name}的另一件", days + 5), number=f"7{days:03}"))
    add("承诺兑现", f.promised(("办成的事", 10), number="7777"), "keep")
    follow = add("跟踪办理", f.promised(("再办的事", 10), number="7778"))
    f.advance(follow, "follow_up")

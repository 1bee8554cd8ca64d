"""What may be written of a promise, and to which day it may be moved (SH 22)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from proposals.models import Case, Status
from proposals.models.states import ENDED
from replies.models import Promise, PromiseStep

Kind = PromiseStep.Kind


def must_go_on(promise: Promise, case: Case, step: dict[str, Any]) -> None:
    """Refuse the step for a promise that has ended or whose case has, and where it would say nothing new."""
    if case.status in ENDED:
        raise Refused(f"这件{case.suggestion.kind}{case.get_status_display()}，承诺不再登记。")
    if case.status == Status.SIGNED:
        raise Refused("答复刚刚签发，还可以撤回，发出以后再登记承诺。")
    if step["kind"] == Kind.UNDONE:
        return _must_be_taken_back(promise)
    if promise.kept_on:
        raise Refused("这项承诺已经登记兑现，不能再改。登记错了的，请先撤回兑现登记。")
    if promise.carried_to:
        raise Refused(f"这项承诺已经转入第{promise.carried_to.round}次答复，请在新的答复里登记。")
    if step["kind"] == Kind.TOLD and not promise.untold:
        raise Refused("没有还没告知代表的改期，不用再登记。")
    if step["kind"] == Kind.CHANGED and (report := promise.report_now):
        raise Refused(
            f"这项承诺有一份改期报告{report.get_state_display()}，签发以后日期才改。"
            "要改成别的日期，请先在报告的页面按“不再报”。"
        )
    if new_on := step.get("new_on"):
        must_be_later(promise, new_on, by_report=False)


def must_be_moved(promise: Promise, case: Case, new_on: dt.date) -> None:
    """Refuse a report for a promise that cannot be written of, and another day that is none to move to."""
    must_go_on(promise, case, {"kind": None})
    must_be_later(promise, new_on, by_report=True)


def must_be_later(promise: Promise, new_on: dt.date, *, by_report: bool) -> None:
    """Refuse a day that is over, and one by which the promise would not be moved off (why_not_later)."""
    if new_on <= timezone.localdate():
        raise Refused(f"改到的日期{cn_date(new_on)}已经到了，请改写以后的日期。")
    if why := why_not_later(promise, new_on, by_report=by_report):
        raise Refused(why)


def why_not_later(promise: Promise, new_on: dt.date, *, by_report: bool) -> str:
    """Why a promise cannot be moved to that day, "" where it can: it is moved because the day that stands cannot be
    met. What the ledger was told wrongly can be set right in it, to a day after the promised one; a report says that
    the standing day is missed, so its day comes after that."""
    stands = promise.due_on
    if new_on > stands:
        return ""
    if new_on == stands:
        return f"这就是现在的完成日期{cn_date(stands)}。请写改到哪一天。"
    if by_report or not promise.is_changed:
        return f"改期要改到现在的完成日期{cn_date(stands)}以后。能提前做成的不用改期，做成以后登记兑现。"
    if new_on <= promise.promised_on:
        return f"改期要改到答复承诺的日期{cn_date(promise.promised_on)}以后。能提前做成的不用改期，做成以后登记兑现。"
    return ""


def _must_be_taken_back(promise: Promise) -> None:
    if promise.kept_on is None:
        raise Refused("这项承诺没有登记兑现，不用撤回。")
    if not promise.reply.is_last_word:
        raise Refused("之后已经签发了新的答复，代表已得到书面答复，不能再撤回兑现登记。请在跟踪办理的答复里说明。")

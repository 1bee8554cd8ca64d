"""督办方案, 督办报告: how what was taken up is supervised, and what came of it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Attachment, Case, Role, Suggestion, SupervisionPlan, User
from proposals.models.oversight.plan import standing_plan
from proposals.models.people import BODIES
from proposals.models.states import ENDED, LEFT

CHANGED = "刚才有人改过这一件的督办方案，请看过最新的再改。您填写的内容都还在，没有保存。"


def write_plan(case: Case, user: User, *, text: str, starts: dt.date, ends: dt.date, seen: int) -> SupervisionPlan:
    """Write the plan of the mark that the suggestion has now, or change it until it is reported. `seen` is the
    version that the page showed, 0 where there was none. The same form sent again writes nothing."""
    with transaction.atomic():
        now, body = _lock(case, user, "制定督办方案")
        plan, said = standing_plan(now.suggestion), (text, starts, ends)
        if plan and (plan.text, plan.starts, plan.ends) == said:
            return plan
        if (plan.version if plan else 0) != seen:
            raise Stale(CHANGED)
        if plan and plan.reported_at:
            raise Refused("督办报告已经写好，方案不能再改。")
        if why := why_over(ends, plan.ends if plan else None):
            raise Refused(why)
        facts: dict[str, Any] = {"text": text, "starts": starts, "ends": ends, "body": body, "by": user}
        mark = {"led_as": now.suggestion.led_as, "led_by": now.suggestion.led_by}
        if plan:
            SupervisionPlan.objects.filter(pk=plan.pk).update(version=seen + 1, at=timezone.now(), **facts)
        else:
            plan = SupervisionPlan.objects.create(suggestion=now.suggestion, **mark, **facts)
        label = f"{'改' if seen else '定'}督办方案：{cn_date(starts)}至{cn_date(ends)}"
        _tell(now.suggestion, user, body, "lead_plan", label, text)
    plan.refresh_from_db()
    return plan


def why_over(ends: dt.date, stood: dt.date | None) -> str:
    """Why no plan can run to that day, "" where one can: it is over, and not the day that stands already."""
    if ends >= timezone.localdate() or ends == stood:
        return ""
    return f"{cn_date(ends)}已经过去，请写今天或者以后的日期。"


def report_plan(plan: SupervisionPlan, case: Case, user: User, *, report: str, file: Attachment | None) -> None:
    """督办报告, once. The same report sent again writes nothing."""
    with transaction.atomic():
        now, body = _lock(case, user, "写督办报告")
        held = SupervisionPlan.objects.select_for_update().get(pk=plan.pk, suggestion=now.suggestion)
        if held.reported_at:
            if (held.report, held.reported_by_id, held.report_file_id) == (report, user.pk, file and file.pk):
                return
            raise Stale("督办报告刚才已经写好，请先看过。您填写的内容都还在，没有保存。")
        facts = {"report": report, "report_file": file, "reported_by": user, "reported_at": timezone.now()}
        SupervisionPlan.objects.filter(pk=held.pk).update(**facts)
        _tell(now.suggestion, user, body, "lead_report", "督办报告", report)


def _lock(case: Case, user: User, doing: str) -> tuple[Case, Role]:
    now = lock_case(case.pk)
    body = must_be(now, user, BODIES, doing)
    if not now.suggestion.led_as:
        raise Refused(f"这件{now.suggestion.kind}没有领办、督办的标记，请先标记。")
    if now.status in ENDED:
        raise Refused(f"这件{now.suggestion.kind}现在是“{now.state_label}”，不用再督办。")
    return now, body


def _tell(suggestion: Suggestion, user: User, body: Role, action: str, label: str, text: str) -> None:
    """In the record of each unit that has it."""
    for one in Case.objects.filter(suggestion=suggestion).exclude(status__in=LEFT).order_by("pk"):
        record_event(one, user, action, label, role=body, comment=text)

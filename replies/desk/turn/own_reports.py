"""改期报告 in the lists of who has its next step: what is to be done with it, on its page, also where the case itself
waits for somebody else."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from proposals.cases.access import roles_in, works_here
from proposals.models import Case, User
from proposals.models.states import ENDED
from replies.desk.turn.todo import to_do
from replies.desk.turn.whose import needs_report_only, reports_on_way, waiting_role
from replies.models import PromiseReport
from replies.promises.papers.route import reports_waiting_for


def find_own_reports(cases: Iterable[Case], user: User) -> dict[int, PromiseReport]:
    """By case the first report whose next step is this person's; one query. The cases come with for_rows."""
    on_way = {one.pk: (case, one) for case in cases if case.status not in ENDED for one in reports_on_way(case)}
    if not on_way:
        return {}
    mine = reports_waiting_for(user).filter(pk__in=on_way).order_by("-pk").values_list("pk", flat=True)
    return {on_way[pk][0].pk: on_way[pk][1] for pk in mine}


def report_in_row(case: Case, user: User, report: PromiseReport | None, page: str) -> dict[str, Any]:
    """What the row says otherwise because of it: the report alone where the case itself asks nothing of the person,
    beside the rest where it does. `page`: where the person does that rest."""
    if report is None:
        return {}
    held, doing, at = roles_in(case, user), f"{report.to_do}（{report.promise.item}）", address_of_report(report)
    if needs_report_only(case) or (not page and waiting_role(case) not in held):
        return {"to_do": doing, "page": at, "holder": user.name, "missing": ""}
    inside = works_here(case, user)
    return {"to_do": to_do(case, inside=inside, held=held, report=False), "also": (doing, at)}


def address_of_report(report: PromiseReport) -> str:
    return reverse("replies:promise_report", args=[report.pk])

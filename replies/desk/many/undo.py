"""撤销: what was done a moment ago, to one case or to many, each by itself."""

import re
from collections import defaultdict
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from proposals.cases.access import Refused
from proposals.cases.undo import undo_receipt
from proposals.models import Case, User
from proposals.models.querysets import may_open
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from replies.desk.many.choice import must_be_few
from replies.desk.many.pages import back_to, tell_outcomes
from replies.desk.many_acts import Done, act_on_each
from replies.desk.rows import fetch_listed
from replies.feedback.delivery import undo_delivery
from replies.rounds.actions import undo_assignment

STEP = re.compile(r"([0-9]{1,15})\.([0-9]{1,9})")  # the key of a case, and the number of the step in its record
UNDOINGS: dict[str, Callable[[Case, User, int], None]] = {
    "sign_for": undo_receipt,
    "assign": undo_assignment,
    "deliver": undo_delivery,
}


@login_required
@require_POST
def undo_steps(request: StaffRequest) -> HttpResponse:
    """Undo the steps that the page named. What was done to one case in one go is undone whole or not at all."""
    steps = read_steps(request.POST)
    must_be_few(len(steps))
    cases = [case for case in fetch_listed(steps) if may_open(request.user, case)]
    if not cases:
        raise Refused("没有撤销：您已经看不到这件建议了。")
    outcomes = act_on_each(cases, lambda case: undo_of_case(case, request.user, steps[case.pk]))
    tell_outcomes(request, "撤销", outcomes, {})
    return redirect(cases[0] if len(cases) == 1 else back_to(request))


def read_steps(data: QueryDict) -> dict[int, list[int]]:
    """The steps that a form names, by case, the last one first. Raises Refused where it names none."""
    steps = defaultdict(list)
    for typed in data.getlist("step"):
        if (read := STEP.fullmatch(typed)) is None:
            raise Refused(INCOMPLETE)
        steps[int(read[1])].append(int(read[2]))
    if not steps:
        raise Refused(INCOMPLETE)
    return {case: sorted(found, reverse=True) for case, found in steps.items()}


def undo_of_case(case: Case, user: User, sequences: list[int]) -> Done:
    """Undo these steps of one case. Raises Refused."""
    actions = dict(case.events.filter(sequence__in=sequences).values_list("sequence", "action"))
    for sequence in sequences:
        undo = UNDOINGS.get(actions.get(sequence, ""))
        if undo is None:
            raise Refused(INCOMPLETE)
        undo(case, user, sequence)
    return Done()

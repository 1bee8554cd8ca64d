"""Two rounds of one case side by side: what was answered, and what the deputies said of it."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from proposals.cases.access import Refused, works_here
from proposals.models import Case, Deputy
from proposals.models.querysets import CaseQuerySet
from proposals.request import StaffRequest
from proposals.web.pages import open_case
from replies.drafts.changes import list_changes
from replies.models import Feedback, Reply
from replies.models.cases import newest_drafts
from replies.models.reply import readable_rounds

COMPARED = ("title", "body", "handling")


def for_comparison(cases: CaseQuerySet) -> CaseQuerySet:
    """With what two rounds side by side show."""
    return cases.for_lists().prefetch_related(
        newest_drafts(),
        "replies__signed_draft",
        "replies__signer",
        "replies__feedback__deputy",
        "replies__feedback__entered_by",
    )


def _write_compared() -> CaseQuerySet:
    return for_comparison(Case.objects.filter(pk=-1).order_by())


@login_required
@require_safe
def compare_rounds(request: StaffRequest, pk: int) -> HttpResponse:
    """两轮对照: the last two rounds, or the two that are named. What is not signed is the unit's own to read."""
    case = open_case(request, pk, _write_compared)
    inside = works_here(case, request.user)
    rounds = readable_rounds(case, inside=inside)
    if len(rounds) < 2:
        raise Refused(f"这件{case.suggestion.kind}还只有一轮可看的答复，没有可以对照的。")
    left, right = chosen_rounds(request, rounds)
    first, second = (one.text.texts() if one.text else {} for one in (left, right))
    context = {
        "case": case,
        "inside": inside,
        "rounds": rounds,
        "pair": (left, right),
        "said": feedback_pairs(left, right),
        "decision": case.events.filter(action__in=["reopen", "follow_up"], data__round=right.round).last(),
        "changes": list_changes(first, second, COMPARED),
    }
    return render(request, "replies/rounds/compare.html", context)


def chosen_rounds(request: HttpRequest, rounds: list[Reply]) -> tuple[Reply, Reply]:
    """The rounds asked for by number, the earlier one left."""
    by_number = {str(reply.round): reply for reply in rounds}
    left = request.GET.get("left", str(rounds[-2].round))
    right = request.GET.get("right", str(rounds[-1].round))
    if left not in by_number or right not in by_number or left == right:
        raise Http404
    first, second = sorted((by_number[left], by_number[right]), key=lambda reply: reply.round)
    return first, second


@dataclass(frozen=True)
class FeedbackPair:
    """What one deputy said of each of the two rounds."""

    deputy: Deputy
    answers: tuple[Feedback | None, ...]


def feedback_pairs(*pair: Reply) -> list[FeedbackPair]:
    """The current feedback of each deputy in both rounds; None where there is none."""
    given = [{row.deputy_id: row for row in reply.current_feedback} for reply in pair]
    return [
        FeedbackPair(deputy, tuple(answers.get(deputy.pk) for answers in given))
        for deputy in pair[0].case.suggestion.proposers
    ]

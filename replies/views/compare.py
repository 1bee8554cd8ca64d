"""Two rounds of one case beside each other: what was answered, and what the deputies said of it."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from proposals.models import Deputy, Handling
from proposals.workflow import Refused
from proposals.worklist import works_here
from replies.models import Feedback, Reply
from replies.versions import changes

COMPARED = ("title", "body", "handling")


@login_required
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """两轮对照: the last two rounds, or the two that are named. What is not signed is the unit's own to read."""
    case = get_object_or_404(Handling.objects.visible_to(request.user).for_page(), pk=pk)
    inside = works_here(case, request.user)
    rounds = [reply for reply in case.replies.all() if reply.text and (reply.is_signed or inside)]
    if len(rounds) < 2:
        raise Refused("这件建议还只有一轮可看的答复，没有可以对照的。")
    left, right = chosen(request, rounds)
    context = {
        "case": case,
        "inside": inside,
        "rounds": rounds,
        "pair": (left, right),
        "said": said(left, right),
        "decision": case.events.filter(action__in=["reopen", "follow_up"], data__round=right.round).last(),
        "changes": changes(left.text.texts(), right.text.texts(), COMPARED),
    }
    return render(request, "replies/compare.html", context)


def chosen(request: HttpRequest, rounds: list[Reply]) -> tuple[Reply, Reply]:
    """The rounds asked for by number, the earlier one left."""
    by_number = {str(reply.round): reply for reply in rounds}
    left = request.GET.get("left", str(rounds[-2].round))
    right = request.GET.get("right", str(rounds[-1].round))
    if left not in by_number or right not in by_number or left == right:
        raise Http404
    first, second = sorted((by_number[left], by_number[right]), key=lambda reply: reply.round)
    return first, second


@dataclass(frozen=True)
class Said:
    """What one deputy said of each of the two rounds."""

    deputy: Deputy
    answers: tuple[Feedback | None, ...]


def said(*pair: Reply) -> list[Said]:
    given = [{row.deputy_id: row for row in reply.answers} for reply in pair]
    return [
        Said(deputy, tuple(answers.get(deputy.pk) for answers in given))
        for deputy in pair[0].case.suggestion.proposers
    ]

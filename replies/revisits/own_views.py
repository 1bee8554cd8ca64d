"""From 我的建议 to the questions of a 回访."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from replies.feedback.deputy.browsers import keep_key
from replies.mine.pages import known
from replies.models import DeviceKey, RevisitAsk
from replies.revisits.opened import open_ask_by_key


@require_POST
@known
def open_own_ask(request: HttpRequest, key: DeviceKey, pk: int) -> HttpResponse:
    """To what the deputy is asked; what is over or answered leads back to the list, which no longer offers it."""
    ask = RevisitAsk.objects.waiting_for(key.deputy).filter(pk=pk).first()
    if ask is None:
        return redirect("outside:mine")
    open_ask_by_key(request, ask)
    return keep_key(request, redirect("outside:revisit", ask.pk))

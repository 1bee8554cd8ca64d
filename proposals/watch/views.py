"""Whether the process lives, whether it can serve, and the page of both for the administrator and the auditor."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.cases.access import NotYours, administers_all
from proposals.models import Role, SignIn
from proposals.request import StaffRequest
from proposals.watch.looks import Level, by_level, looks_of_readiness, looks_of_trust


@require_safe
def is_alive(request: HttpRequest) -> HttpResponse:
    """/healthz: this process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def is_ready(request: HttpRequest) -> HttpResponse:
    """/readyz: what a request needs is there. Names and yes or no, never a sentence: anybody may
    ask. `busy` is said where another program holds the database."""
    looks = looks_of_readiness()
    found = {one.name: one.level != Level.FAILING for one in looks}
    busy = {"busy": True} if any(one.busy for one in looks) else {}
    ready = all(found.values())
    return JsonResponse({"ready": ready, **found, **busy}, status=200 if ready else 503)


@login_required
@require_safe
def state_page(request: StaffRequest) -> HttpResponse:
    """运行和留痕: what is well, what has to be seen to, who tried to sign in since yesterday."""
    if not administers_all(request.user, Role.ADMIN, Role.AUDITOR):
        raise NotYours("运行和留痕由区一级的系统管理员、审计员看，您不能看。")
    server, trust = looks_of_readiness(), looks_of_trust()
    since = timezone.now() - dt.timedelta(days=1)
    tries = list(SignIn.objects.filter(at__gte=since).values_list("outcome", flat=True))
    context = {
        "groups": [("能不能用", server), ("留痕和备份", trust)],
        "wanting": list(by_level([*server, *trust])),
        "now": timezone.localtime(),
        "opened": tries.count(SignIn.Outcome.OPENED),
        "refused": tries.count(SignIn.Outcome.REFUSED) + tries.count(SignIn.Outcome.LOCKED),
        "sees_sign_ins": bool(request.user.units_as(Role.AUDITOR)),
    }
    return render(request, "proposals/watch/state.html", context)

"""登录的地方: everybody's own."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.sessions import stored_key
from proposals.administration.factors.actions import factor_of
from proposals.administration.factors.asked import remember_browser
from proposals.administration.signed_in.actions import end_sessions, own_sessions
from proposals.cases.access import Refused
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE

ALL = "all"
SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions_page(request: StaffRequest) -> HttpResponse:
    """With what, from where, since when, last seen when; the others can be ended."""
    here = stored_key(request.session.session_key or "")
    if request.method == "POST":
        chosen = request.POST.get("end", "")
        if not (chosen.isascii() and chosen.isalnum()):
            raise Refused(INCOMPLETE)
        count = end_sessions(request.user, but=here, only="" if chosen == ALL else chosen)
        messages.success(request, f"已结束{count}处登录。" if count else "没有要结束的，可能刚才已经结束了。")
        response = redirect("own_sessions")
        if chosen == ALL and factor_of(request.user) is not None:
            remember_browser(response, request.user)  # this one was asked
        return response
    rows = sorted(own_sessions(request.user)[:SHOWN], key=lambda row: row.session_key != here)
    context = {"rows": rows, "here": here, "others": sum(row.session_key != here for row in rows)}
    context["hours"] = settings.DESK_SESSION_HOURS
    return render(request, "proposals/administration/signed_in/sessions.html", context)

"""届次: seen, registered, changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from proposals.administration.access import for_all_units
from proposals.administration.frame import row_version
from proposals.administration.record import history_of
from proposals.administration.sessions import actions
from proposals.administration.sessions.actions import SESSION
from proposals.administration.sessions.forms import SessionForm
from proposals.models import Session
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept

PAGE = 40
FOLDER = "proposals/administration/sessions"
of_sessions = for_all_units("届次")


def show_sessions(
    request: StaffRequest, panel: str, status: int = 200, session: Session | None = None, **context: Any
) -> HttpResponse:
    """The list, with one of the templates of this folder beside it; "" for the list alone."""
    found = Session.objects.annotate(count=Count("suggestions"))
    found = found.order_by("-level", "-term", "-meeting", "body", "place")
    shown: dict[str, Any] = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "panel": panel,
        "panel_template": f"{FOLDER}/{panel}",
        "session": session,
    }
    if session is not None:
        shown |= {"history": history_of(session, SESSION)[:8], "barred": actions.why_session_stays(session)}
    return render(request, f"{FOLDER}/sessions.html", shown | context, status=status)


@login_required
@require_safe
@of_sessions
def sessions_page(request: StaffRequest) -> HttpResponse:
    return show_sessions(request, "")


@login_required
@of_sessions
def add_session_page(request: StaffRequest) -> HttpResponse:
    last = Session.objects.order_by("-level", "-term", "-meeting").first()
    first = {"seen": 0, "place": last.place if last else "", "term": last.term if last else ""}
    form = SessionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        session = actions.add_session(request.user, form.facts)
        messages.success(request, f"{session}登记好了。")
        return redirect("sessions")
    return show_sessions(request, "_form.html", 400 if form.errors else 200, form=form)


@login_required
@of_sessions
def session_page(request: StaffRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session, pk=pk)
    form = SessionForm(
        request.POST or None,
        instance=Session.objects.get(pk=pk),
        fixed=bool(actions.why_session_stays(session)),
        initial={"seen": row_version(SESSION, pk)},
    )
    if request.method == "POST" and form.is_valid():
        with kept(form):
            done = actions.change_session(session, request.user, form.facts, seen=form.cleaned_data["seen"])
            messages.success(request, f"{form.instance}已经改好。" if done else "没有改动。")
            return redirect("sessions")
    status = form_status(form)
    return show_sessions(request, "_form.html", status, session=session, form=form)

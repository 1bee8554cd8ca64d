"""届次: seen, registered, changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from proposals.administration.access import for_all_units
from proposals.administration.frame import ListFilter, offer_filters, row_version
from proposals.administration.record import history_of
from proposals.administration.sessions import actions, queries
from proposals.administration.sessions.actions import SESSION
from proposals.administration.sessions.forms import SessionForm
from proposals.administration.sessions.queries import Shown
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
    chosen = ListFilter(request.GET)
    show = chosen.shown(Shown)
    searched = queries.find_sessions(chosen.said("q"))
    counts = {one: sum(queries.fits_shown(row, one) for row in searched) for one in Shown}
    found = [row for row in searched if queries.fits_shown(row, show)]
    shown: dict[str, Any] = {
        "q": chosen.said("q"),
        "show": show,
        "filters": offer_filters(queries.LABELS, counts, show),
        "kept": chosen.pairs("show"),
        "keep": chosen.address(),
        "without_q": chosen.address("show"),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "panel": panel,
        "panel_template": f"{FOLDER}/{panel}",
        "session": session,
    }
    if session is not None:
        shown |= {"history": history_of(session, SESSION)[:8], "barred": actions.why_session_stays(session)}
    return render(request, f"{FOLDER}/sessions.html", shown | context, status=status)


def to_sessions(request: StaffRequest) -> HttpResponse:
    return redirect(f"{reverse('sessions')}{ListFilter(request.GET).address()}")


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
        return to_sessions(request)
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
            return to_sessions(request)
    status = form_status(form)
    return show_sessions(request, "_form.html", status, session=session, form=form)

"""开始使用: the first page of an empty installation, and the list of what is done and what is missing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_all_units
from proposals.administration.setup import actions
from proposals.administration.setup.first import is_empty, set_up_first
from proposals.administration.setup.forms import FirstForm, MessageForm
from proposals.administration.setup.steps import Look, setup_jobs, setup_steps
from proposals.administration.workbooks.books import FIRST_BOOKS, NAMES
from proposals.cases.access import Refused
from proposals.models import Unit
from proposals.request import StaffRequest
from proposals.web.pace import FIRST_CODE, keep_pace_of
from proposals.web.pages import form_status, kept

FOLDER = "proposals/administration/setup"
of_setup = for_all_units("开始使用")


def first_page(request: HttpRequest) -> HttpResponse:
    """The administrators of an empty installation, by the code of the server. Once somebody has an account, there is
    no such page."""
    if not is_empty():
        if not request.user.is_authenticated:
            return redirect("sign_in")
        raise Http404
    form = FirstForm(request.POST or None)
    if request.method == "POST":
        keep_pace_of(request, FIRST_CODE)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            given = set_up_first(form.unit, form.people)
            response = render(request, f"{FOLDER}/first_done.html", {"passwords": given})
            response["Cache-Control"] = "private, no-store"
            return response
    status = form_status(form)
    return render(request, f"{FOLDER}/first.html", {"form": form}, status=status)


@login_required
@require_safe
@of_setup
def setup_page(request: StaffRequest) -> HttpResponse:
    steps = setup_steps()
    done = sum(step.done for step in steps)
    now = next((at for at, step in enumerate(steps) if not step.done), None)
    context = {"steps": steps, "done": done, "now": now, "jobs": setup_jobs()}
    context["books"] = [(book, NAMES[book]) for book in FIRST_BOOKS]
    context["units"] = Unit.objects.filter(is_active=True).order_by("kind", "short_name")  # bureaus first
    return render(request, f"{FOLDER}/setup.html", context)


@login_required
@require_POST
@of_setup
def setup_look(request: StaffRequest, look: str) -> HttpResponse:
    """看过了; or the test message."""
    if look not in list(Look):
        raise Http404
    if look == Look.MESSAGE:
        form = MessageForm(request.POST)
        if not form.is_valid():
            raise Refused("请写一个能收信的电子邮箱，如 zhangsan@example.gov.cn，再试发。")
        actions.send_test_message(request.user, form.cleaned_data["to"])
        messages.success(request, f"发到了 {form.cleaned_data['to']}，请看看收到没有。")
    else:
        actions.note_look(request.user, Look(look))
        messages.success(request, "记下了。")
    return redirect("setup")


@login_required
@require_POST
@of_setup
def load_calendar(request: StaffRequest) -> HttpResponse:
    """The holidays that the program knows, at a press."""
    loaded = actions.load_known_calendar(request.user)
    if loaded is None:
        return redirect("calendar_load", timezone.localdate().year)
    years = "、".join(map(str, loaded))
    messages.success(request, f"载入了{years}年的放假安排。" if loaded else "已经载入了，不用再载入。")
    return redirect("setup")


@login_required
@require_safe
@of_setup
def test_sheet(request: StaffRequest) -> HttpResponse:
    """A page with a ruler, to be printed by the browser: the left edge, the size, both sides."""
    return render(request, f"{FOLDER}/test_sheet.html")

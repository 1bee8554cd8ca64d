"""The page of a case, and the plain steps taken from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from proposals import supervision, worklist
from proposals.acts import DESK, acts_for, buttons
from proposals.deadlines import WorkCalendar
from proposals.facts import dates, timeline
from proposals.forms import StepForm, step_form
from proposals.handing_on import agree_return
from proposals.models import Handling, Status, User
from proposals.phases import phases
from proposals.workflow import BY_NAME, Refused, Stale, Transition, available, must_be, perform, roles_in, withdraw

TABS = {
    "suggestion": "建议原文",
    "reply": "答复",
    "consultations": "会办",
    "contacts": "代表沟通",
    "feedback": "意见反馈",
    "prints": "打印件",
}
NOT_HELPING = ("contacts", "feedback", "prints")


def tabs_of(case: Handling) -> dict[str, str]:
    """A unit that helps writes an opinion; it neither meets nor asks the deputies."""
    if not case.helps:
        return TABS
    return {slug: label for slug, label in TABS.items() if slug not in NOT_HELPING} | {"reply": "会办意见"}


def first_tab(case: Handling) -> str:
    """The tab a case opens at: where its work is."""
    if case.helps or case.status not in (Status.SEEKING_FEEDBACK, Status.UNDER_STUDY):
        return "reply" if case.current_reply else "suggestion"
    return "feedback"


@login_required
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case, opened where its work is."""
    found = get_object_or_404(Handling.objects.visible_to(request.user).for_page(), pk=pk)
    return page(request, found, first_tab(found))


@login_required
@require_safe
def case_tab(request: HttpRequest, pk: int, tab: str) -> HttpResponse:
    found = get_object_or_404(Handling.objects.visible_to(request.user).for_page(), pk=pk)
    if tab not in tabs_of(found):
        raise Http404
    return page(request, found, tab)


def page(request: HttpRequest, case: Handling, tab: str) -> HttpResponse:
    days, user, step = WorkCalendar.load(), request.user, worklist.main_step(case)
    inside, acts = worklist.works_here(case, user), acts_for(case, user)
    bar = buttons(case, available(case, user), acts)
    context = {
        "case": case,
        "row": worklist.row(case, user, timezone.localdate(), days),
        "phases": phases(case),
        "step": step,
        "receiver": worklist.receiver(case, step) if step else "",
        "tabs": tabs_of(case),
        "tab": tab,
        "tab_label": tabs_of(case)[tab],
        "rounds": list(reversed(case.replies.all())),
        "inside": inside,
        "phones_shown": bool(roles_in(case, user).intersection(DESK)),
        "acts": acts,
        "buttons": bar,
        "in_bar": {button.name for button in bar},
        "dates": dates(case, days, user),
        "supervision": supervision.beside(case, user),
        "timeline": timeline(case.events.all(), inside=inside),
        "today": timezone.localdate(),
        "back": request.session.get("list", ""),
    }
    return render(request, "proposals/case.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A plain step of the table: the form that asks what must be written, and the step itself."""
    case = get_object_or_404(Handling.objects.visible_to(request.user).for_lists(), pk=pk)
    step = BY_NAME.get(name)
    if step is None or step.page != "do":
        raise Http404
    must_be(case, request.user, step.by, f"“{step.label}”")
    typed = request.POST if request.method == "POST" else None
    form = step_form(name)(typed, case=case, step=step, initial={"seen": case.version})
    if request.method == "POST":
        if form.is_valid() and taken(case, step, request.user, form):
            messages.success(request, done_sentence(case, step, request.user))
            return redirect(after(request, case))
    else:
        may_take(case, step, request.user)
    status = getattr(form, "refused", 400 if form.errors else 200)
    asked = case.events.filter(action="ask_return").last() if case.status == Status.RETURN_REQUESTED else None
    context = {"case": case, "step": step, "form": form, "asked": asked}
    return render(request, "proposals/do.html", context, status=status)


def may_take(case: Handling, step: Transition, user: User) -> None:
    """Refuse the form of a step that the table does not give this person now."""
    choice = next((choice for choice in available(case, user) if choice.name == step.name), None)
    if choice is None:
        raise Stale(f"这件建议现在是“{case.get_status_display()}”，不能{step.label}。")
    if choice.reason:
        raise Refused(f"还不能{step.label}：{choice.reason}。")


def taken(case: Handling, step: Transition, user: User, form: StepForm) -> bool:
    """Take the step; a refusal that the form can show stays on the form with what was typed."""
    comment, seen = form.cleaned_data["comment"], form.cleaned_data["seen"]
    try:
        if step.name == "withdraw":
            withdraw(case, user, comment=comment, seen=seen)
        elif step.name == "agree_return":
            agree_return(case, user, comment=comment, unit=form.cleaned_data.get("unit"), seen=seen)
        else:
            perform(case, step.name, user, comment=comment, data=form.data_for_event, seen=seen)
    except Refused as refusal:
        if not comment:
            raise
        form.add_error(None, str(refusal))
        form.refused = refusal.http_status
        return False
    return True


def done_sentence(case: Handling, step: Transition, user: User) -> str:
    """What was done, and in the words of the case's head who has what to do now."""
    following = worklist.holder(case)
    to_do = worklist.to_do(case, inside=worklist.works_here(case, user))
    return f"“{step.label}”已办好。" + (f"现在由{following}办：{to_do}。" if following else "")


def after(request: HttpRequest, case: Handling) -> str:
    """Stay with a case that still waits for this person; else back to the list one came from."""
    mine = Handling.objects.with_answers().filter(worklist.waiting(request.user), pk=case.pk).exists()
    return case.get_absolute_url() if mine else request.session.get("list", case.get_absolute_url())

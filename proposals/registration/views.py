"""更正登记: the page with what stands, the look at old and new, the correction."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from proposals.cases.access import Stale
from proposals.intake.corrections.fields import live_cases, registration_state
from proposals.intake.corrections.rules import is_taken, must_correct
from proposals.models import Case, Deputy, Suggestion
from proposals.registration.actions import correct_by_hand, try_correction
from proposals.registration.effects import any_answered, list_changes, list_effects, must_look_over
from proposals.registration.forms import CorrectionForm
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, rewrite_fields, show_form

PAGE = "proposals/registration/correct.html"
LOOK = "proposals/registration/look.html"
UNSENT = ("csrfmiddlewaretoken", "confirm", "again")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct_page(request: StaffRequest, pk: int) -> HttpResponse:
    """更正登记. What was sent already, or stands so anyway, changes nothing."""
    case = find_case(request, pk)
    suggestion = read_suggestion(case)
    must_correct(suggestion, request.user)
    sent = request.POST if request.method == "POST" else None
    form = CorrectionForm(sent, user=request.user, suggestion=suggestion)
    if request.method == "POST" and form.is_valid():
        if not form.changes:
            messages.info(request, "没有要更正的，登记的内容没有动。")
            return redirect(case)
        if "again" in request.POST:  # back from the look at old and new
            return show_form(request, PAGE, case, form, **offers(suggestion))
        said = form.cleaned_data
        with kept(form):
            if "confirm" not in request.POST and must_look_over(suggestion, form.changes):
                try_correction(read_suggestion(case), form.changes, request.user, said["reason"], seen=said["state"])
                return show_form(request, LOOK, case, form, sent=sent_fields(request), **look_over(form))
            correct_by_hand(suggestion, form.changes, request.user, said["reason"], seen=said["state"])
            messages.success(request, f"已更正{'、'.join(form.changes)}。")
            return redirect(where_after(request, case))
    return show_form(request, PAGE, case, form, **stands_now(case, form), **offers(suggestion))


def read_suggestion(case: Case) -> Suggestion:
    """The suggestion with everything that stands registered."""
    rows = Suggestion.objects.select_related("session").prefetch_related("sponsorships__deputy", "cases__unit")
    return rows.get(pk=case.suggestion_id)


def stands_now(case: Case, form: CorrectionForm) -> dict[str, object]:
    """After a refusal: what stands by now beside what was typed. Sent again, the form speaks of that."""
    if getattr(form, "refused", 0) != Stale.http_status:
        return {}
    now = read_suggestion(case)
    rewrite_fields(form, state=registration_state(now))
    return {"changes": list_changes(now, form.changes)}


def where_after(request: StaffRequest, case: Case) -> Case | str:
    """Back to the case, where the person may still see it: it may have gone to another unit."""
    return case if Case.objects.visible_to(request.user).filter(pk=case.pk).exists() else "/"


def look_over(form: CorrectionForm) -> dict[str, object]:
    return {"changes": list_changes(form.own, form.changes), "effects": list_effects(form.own, form.changes)}


def sent_fields(request: StaffRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent once more."""
    return [(name, value) for name, values in request.POST.lists() for value in values if name not in UNSENT]


def offers(suggestion: Suggestion) -> dict[str, object]:
    """What the fields offer as one types."""
    deputies = Deputy.objects.values_list("name", "delegation").order_by("name", "delegation")
    named = Suggestion.objects.exclude(category="").values_list("category", flat=True)
    return {
        "deputies": deputies,
        "categories": named.distinct().order_by("category"),
        "taken": is_taken(suggestion),
        "answered": any_answered(live_cases(suggestion)),
    }

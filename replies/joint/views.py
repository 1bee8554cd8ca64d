"""并案, 拆开."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from proposals.cases.access import must_be
from proposals.cases.on_page import must_be_available
from proposals.cases.workflow import BY_NAME, JOIN, SPLIT
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, show_form
from replies.joint.actions import join_suggestions, split_suggestion
from replies.joint.candidates import list_candidates
from replies.joint.forms import JoinForm, SplitForm
from replies.joint.told import told_before, were_contacted

BARRED_SHOWN = 8  # of those that do not fit, the likest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_page(request: StaffRequest, pk: int) -> HttpResponse:
    """并案: which other suggestion, and which of the two leads."""
    case, step = find_case(request, pk), BY_NAME[JOIN]
    must_be(case, request.user, step.by, step.label)
    if request.method != "POST":
        must_be_available(case, step, request.user)
    candidates = list_candidates(case, request.user)
    fitting = [one for one in candidates if not one.barred]
    initial = {"seen": case.version, "lead": JoinForm.THIS, "tell": were_contacted(case)}
    form = JoinForm(request.POST or None, case=case, user=request.user, fitting=fitting, initial=initial)
    if request.method == "POST" and form.is_valid():
        joined, lead = (form.chosen, case) if form.leads else (case, form.chosen)
        data = form.cleaned_data
        seen = data["seen"] if joined == case else None
        with kept(form):
            told = join_suggestions(joined, lead, request.user, comment=data["comment"], tell=data["tell"], seen=seen)
            said = f"{joined.suggestion.short_number}已并入{lead.suggestion.short_number}，从现在起一起办。"
            messages.success(request, said + (f"已告知{'、'.join(told)}。" if told else ""))
            return redirect(lead)
    barred = [one for one in candidates if one.barred][:BARRED_SHOWN]
    return show_form(request, "replies/joint/join.html", case, form, fitting=fitting, barred=barred)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def split_page(request: StaffRequest, pk: int) -> HttpResponse:
    """拆开 of a case that is joined to another."""
    case, step = find_case(request, pk), BY_NAME[SPLIT]
    must_be(case, request.user, step.by, step.label)
    if request.method != "POST":
        must_be_available(case, step, request.user)
    form = SplitForm(request.POST or None, initial={"seen": case.version, "tell": told_before(case)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            told = split_suggestion(case, request.user, **data)
            said = f"{case.suggestion.short_number}已经拆开，单独办理。"
            messages.success(request, said + (f"已告知{'、'.join(told)}。" if told else ""))
            return redirect(case)
    return show_form(request, "replies/joint/split.html", case, form, lead=case.joined_to)

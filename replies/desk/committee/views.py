"""专门委员会: the question to a unit, its answer; the fields of each committee, kept by 代表工作机构."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from proposals.administration.units.committees import follow_fields, must_keep_fields
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, must_be
from proposals.cases.oversight import inquiries
from proposals.models import Case, Inquiry, Role
from proposals.models.people import STAFF
from proposals.request import StaffRequest
from proposals.web.pages import find_case, form_status, kept, rewrite_fields, show_form
from replies.desk.committee.forms import BETWEEN, SOONEST_DAYS, AnswerInquiryForm, FieldsForm, InquiryForm
from replies.desk.committee.listed import CommitteeRow, categories_in_use, committee_rows, people_of


@login_required
def inquiry_new_page(request: StaffRequest, pk: int) -> HttpResponse:
    """询问承办单位."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.COMMITTEE,), "询问")
    if request.method == "GET" and not inquiries.may_ask(case, request.user):
        raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，不用再问这个单位。")
    soonest = WorkCalendar.load().after_working_days(timezone.localdate(), SOONEST_DAYS)
    form = InquiryForm(request.POST or None, initial={"answer_due": soonest})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            inquiries.ask_about_case(case, request.user, **form.cleaned_data)
            messages.success(request, f"已经问了{case.unit}，答复了会提醒您。")
            return redirect(case)
    return show_form(request, "replies/desk/committee/ask.html", case, form)


@login_required
def inquiry_page(request: StaffRequest, pk: int) -> HttpResponse:
    """答复询问."""
    rows = Inquiry.objects.select_related("by", "answered_by", "committee", "case__suggestion__session")
    asked = get_object_or_404(rows, pk=pk, case__in=Case.objects.visible_to(request.user))
    case = find_case(request, asked.case_id)
    must_be(case, request.user, STAFF, "答复询问")
    form = AnswerInquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            inquiries.answer_inquiry(asked, request.user, text=form.cleaned_data["text"])
            messages.success(request, f"已经答复{asked.committee}，原文记在办理记录里。")
            return redirect(case)
    asked.refresh_from_db()
    return show_form(request, "replies/desk/committee/answer.html", case, form, asked=asked)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def committees_page(request: StaffRequest) -> HttpResponse:
    """Every committee with its people and the categories that it follows; one is saved at a press."""
    must_keep_fields(request.user)
    rows, status, offered = [], 200, categories_in_use()
    for committee in committee_rows():
        mine = request.method == "POST" and request.POST.get("committee") == str(committee.pk)
        held = [one.category for one in committee.committee_fields.all()]
        sent = request.POST if mine else None
        form = FieldsForm(sent, held=held, offered=offered, prefix=str(committee.pk))
        if mine and form.is_valid():
            with kept(form):
                said = {"categories": form.cleaned_data["categories"], "seen": form.shown}
                changed = follow_fields(committee, request.user, **said)
                messages.success(request, f"{committee}的领域{'已经保存' if changed else '没有变'}。")
                return redirect("committees")
        if mine:
            status = form_status(form)
            rewrite_fields(form, **{form.add_prefix("seen"): BETWEEN.join(held)})  # sent again, it speaks of that
        rows.append(CommitteeRow(committee, people_of(committee), form))
    return render(request, "replies/desk/committee/committees.html", {"rows": rows}, status=status)

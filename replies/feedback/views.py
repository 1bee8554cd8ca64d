"""The desk's side of the feedback: 送达, the deputies' links, the signed paper forms."""

from pathlib import Path

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from proposals.cases import attachments
from proposals.cases.access import Refused, must_be
from proposals.erasures.erased import open_stored
from proposals.models import Attachment, Case, Deputy
from proposals.models.people import CASE_STAFF, address_all
from proposals.request import StaffRequest
from proposals.web.done import say_done
from proposals.web.pages import find_case, kept, show_form
from replies.feedback import attempts
from replies.feedback.actions import (
    REOPENERS,
    record_dictated_feedback,
    record_paper_feedback,
    reopen_answer,
    why_not_reopened,
)
from replies.feedback.delivery import record_delivery
from replies.feedback.forms import (
    AttemptForm,
    DeliveryForm,
    DictatedFeedbackForm,
    PaperFeedbackForm,
    ReopenAnswerForm,
    SettleWishForm,
)
from replies.feedback.links import Link, make_link, revoke_link
from replies.feedback.progress import settle_wish
from replies.models import Feedback, Reply, Wish
from replies.models.reply import current_reply


def signed_round(case: Case) -> Reply:
    """The current round; refuses before it is signed."""
    reply = current_reply(case)
    if not reply.is_signed:
        raise Refused("答复还没有签发，签发以后才能送达和征求意见。")
    return reply


@login_required
def delivery_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记送达: to whom, how, on which day."""
    case = find_case(request, pk)
    must_be(case, request.user, CASE_STAFF, "登记送达")
    reply = signed_round(case)
    form = DeliveryForm(request.POST or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "deputies": list(form.cleaned_data["deputies"])}
        with kept(form):
            event = record_delivery(reply, request.user, **data)
            say_done(request, f"已登记送达{address_all(data['deputies'])}。", [event])
            return redirect("case_tab", case.pk, "feedback")
    reached = reply.deliveries.select_related("deputy")
    return show_form(request, "replies/feedback/delivery.html", case, form, reply=reply, deliveries=reached)


def find_deputy(case: Case, pk: int) -> Deputy:
    return get_object_or_404(Deputy, pk=pk, sponsorships__suggestion=case.suggestion)


@login_required
def link_page(request: StaffRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """Make a deputy's link and show it, once: only its hash is kept."""
    case = find_case(request, pk)
    deputy = find_deputy(case, deputy_pk)
    if request.method != "POST":
        return redirect("case_tab", case.pk, "feedback")
    return show_link(request, case, make_link(current_reply(case), request.user, deputy))


def show_link(request: StaffRequest, case: Case, link: Link) -> HttpResponse:
    """The page of a link that was just made."""
    deputy = link.invitation.deputy
    drawn = segno.make(link.url, error="m").svg_inline(scale=5, border=3, svgclass="qr", title="征询意见的二维码")
    context = {"case": case, "deputy": deputy, "link": link, "qr": mark_safe(drawn)}  # noqa: S308 (drawn by segno)
    response = render(request, "replies/feedback/link.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def revoke_link_page(request: StaffRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """停用: one of a deputy's links, or all of them."""
    case = find_case(request, pk)
    deputy = find_deputy(case, deputy_pk)
    if request.method == "POST":
        one = request.POST.get("link", "")
        only = (int(one) if one.isascii() and one.isdigit() and len(one) < 10 else 0) if one else None
        ended = revoke_link(current_reply(case), request.user, deputy, only=only)
        said = "链接已经停用" if ended == 1 else f"{ended}个链接已经停用" if ended else "这个链接先前已经停用"
        messages.success(request, f"{deputy.addressed}的{said}。" if ended else f"{said}。")
    return redirect("case_tab", case.pk, "feedback")


@login_required
def reopen_answer_page(request: StaffRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """请代表重新填写: the reason, then the link by which the deputy is told."""
    case = find_case(request, pk)
    must_be(case, request.user, REOPENERS, "请代表重新填写")
    deputy, reply = find_deputy(case, deputy_pk), signed_round(case)
    answer = get_object_or_404(reply.feedback.select_related("deputy", "reply"), deputy=deputy, is_current=True)
    form = ReopenAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            if link := reopen_answer(answer, request.user, reason=form.cleaned_data["reason"]):
                messages.success(request, f"已请{deputy.addressed}重新填写，原来的意见留着。")
                return show_link(request, case, link)
            messages.success(request, f"先前已经请{deputy.addressed}重新填写。链接可以再发一个。")
            return redirect("case_tab", case.pk, "feedback")
    facts = {"reply": reply, "answer": answer, "one_answer": [answer], "why_not": why_not_reopened(answer)}
    return show_form(request, "replies/feedback/reopen.html", case, form, **facts)


@login_required
def paper_feedback_page(request: StaffRequest, pk: int) -> HttpResponse:
    """按签名纸表录入: the three marks, the words, the day, and the scan as the record."""
    case = find_case(request, pk)
    must_be(case, request.user, CASE_STAFF, "录入签名纸表")
    reply = signed_round(case)
    form = PaperFeedbackForm(request.POST or None, request.FILES or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            scan = attachments.store_attachment(
                data["scan"],
                suggestion=case.suggestion,
                case=case,
                kind=Attachment.Kind.SIGNED_FORM,
                user=request.user,
            )
            record_paper_feedback(reply, request.user, data["deputy"], form.judgement, scan=scan)
            messages.success(request, f"已按签名纸表录入{data['deputy'].addressed}的意见，录入人{request.user}。")
            return redirect("case_tab", case.pk, "feedback")
    given = reply.feedback.filter(is_current=True).select_related("deputy", "entered_by", "scan")
    return show_form(request, "replies/feedback/paper.html", case, form, reply=reply, given=given)


@login_required
def settle_wish_page(request: StaffRequest, pk: int) -> HttpResponse:
    """办好代表的请求: what became of it."""
    rows = Wish.objects.select_related("deputy", "reply__case")
    made = get_object_or_404(rows, pk=pk, reply__case__in=Case.objects.visible_to(request.user))
    case = find_case(request, made.reply.case_id)
    must_be(case, request.user, CASE_STAFF, "办理代表的请求")
    form = SettleWishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            settle_wish(made, request.user, outcome=form.cleaned_data["outcome"])
            messages.success(request, f"已记下：{made.deputy.addressed}{made.get_kind_display()}，已办好。")
            return redirect("case_tab", case.pk, "feedback")
    return show_form(request, "replies/feedback/wish.html", case, form, wish=made)


@login_required
@require_safe
def signature_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The photo of a signature, as a file: never shown from our own address."""
    rows = Feedback.objects.exclude(signature_photo="").select_related("deputy")
    said = get_object_or_404(rows, pk=pk, reply__case__in=Case.objects.visible_to(request.user))
    with open_stored(said, "signature_photo") as stored:
        response = HttpResponse(stored.read(), content_type="application/octet-stream")
    name = f"{said.deputy.name}签名{Path(said.signature_photo.name or '').suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def attempt_page(request: StaffRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """登记联系: one attempt to hear a deputy, in addition to those before it."""
    case = find_case(request, pk)
    must_be(case, request.user, CASE_STAFF, "登记征求意见的联系")
    deputy, reply = find_deputy(case, deputy_pk), signed_round(case)
    form = AttemptForm(request.POST or None, reply=reply, deputy=deputy)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            attempts.record_attempt(reply, request.user, deputy, **form.cleaned_data)
            messages.success(request, f"已登记与{deputy.addressed}的联系。")
            return redirect("case_tab", case.pk, "feedback")
    tried = reply.attempts.filter(deputy=deputy).select_related("recorded_by")
    links = reply.invitations.filter(deputy=deputy)
    return show_form(
        request, "replies/feedback/attempt.html", case, form, reply=reply, deputy=deputy, attempts=tried, links=links
    )


@login_required
def dictated_page(request: StaffRequest, pk: int) -> HttpResponse:
    """代填: the deputy asked for it by the own link and has told staff what to fill in."""
    rows = Wish.objects.select_related("deputy", "reply__case", "reply__signed_draft")
    wish = get_object_or_404(rows, pk=pk, reply__case__in=Case.objects.visible_to(request.user))
    case = find_case(request, wish.reply.case_id)
    must_be(case, request.user, CASE_STAFF, "代填意见")
    if wish.kind != Wish.Kind.BY_STAFF:
        raise Refused(f"{wish.deputy.addressed}没有请工作人员代填。")
    form = DictatedFeedbackForm(request.POST or None, wish=wish)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            record_dictated_feedback(wish, request.user, form.judgement)
            messages.success(request, f"已代{wish.deputy.addressed}填好，代填人{request.user}。")
            return redirect("case_tab", case.pk, "feedback")
    return show_form(request, "replies/feedback/dictated.html", case, form, reply=wish.reply, wish=wish)

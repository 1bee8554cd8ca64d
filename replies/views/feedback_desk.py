"""The desk's side of the feedback: 送达, the deputies' links, the signed paper forms."""

from pathlib import Path

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from proposals import attachments
from proposals.models import Attachment, Deputy, Handling
from proposals.workflow import Refused, must_be
from replies import answers, asking, feedback
from replies.forms.feedback import DeliverForm, PaperForm, SettleForm
from replies.models import Feedback, Reply, Wish
from replies.views.desk import find_case, kept, round_of, show


def signed_round(case: Handling) -> Reply:
    reply = round_of(case)
    if not reply.is_signed:
        raise Refused("答复还没有签发，签发以后才能送达和征求意见。")
    return reply


@login_required
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """登记送达: to whom, how, on which day."""
    case = find_case(request, pk)
    must_be(case, request.user, answers.DESK, "登记送达")
    reply = signed_round(case)
    form = DeliverForm(request.POST or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "deputies": list(form.cleaned_data["deputies"])}
        with kept(form):
            answers.deliver(reply, request.user, **data)
            messages.success(request, f"已登记送达{'、'.join(one.name for one in data['deputies'])}代表。")
            return redirect("case_tab", case.pk, "feedback")
    reached = reply.deliveries.select_related("deputy")
    return show(request, "replies/deliver.html", case, form, reply=reply, deliveries=reached)


def find_deputy(case: Handling, pk: int) -> Deputy:
    return get_object_or_404(Deputy, pk=pk, sponsorships__suggestion=case.suggestion)


@login_required
def invite(request: HttpRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """Make a deputy's link and show it, once: only its hash is kept."""
    case = find_case(request, pk)
    deputy = find_deputy(case, deputy_pk)
    if request.method != "POST":
        return redirect("case_tab", case.pk, "feedback")
    link = answers.invite(round_of(case), request.user, deputy)
    drawn = segno.make(link.url, error="m").svg_inline(scale=5, border=3, svgclass="qr", title="征询意见的二维码")
    context = {"case": case, "deputy": deputy, "link": link, "qr": mark_safe(drawn)}  # noqa: S308 (drawn by segno)
    response = render(request, "replies/invite.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def revoke(request: HttpRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """End a deputy's link."""
    case = find_case(request, pk)
    deputy = find_deputy(case, deputy_pk)
    if request.method == "POST":
        answers.revoke(round_of(case), request.user, deputy)
        messages.success(request, f"{deputy.name}代表的链接已经停用。")
    return redirect("case_tab", case.pk, "feedback")


@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """按签名纸表录入: the three marks, the words, the day, and the scan as the record."""
    case = find_case(request, pk)
    must_be(case, request.user, answers.DESK, "录入签名纸表")
    reply = signed_round(case)
    form = PaperForm(request.POST or None, request.FILES or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            scan = attachments.store(
                data["scan"],
                suggestion=case.suggestion,
                case=case,
                kind=Attachment.Kind.SIGNED_FORM,
                user=request.user,
            )
            feedback.record_paper(reply, request.user, data["deputy"], form.judgement, scan=scan)
            messages.success(request, f"已按签名纸表录入{data['deputy'].name}代表的意见，录入人{request.user}。")
            return redirect("case_tab", case.pk, "feedback")
    given = reply.feedback.filter(is_current=True).select_related("deputy", "entered_by", "scan")
    return show(request, "replies/paper.html", case, form, reply=reply, given=given)


@login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """办好代表的请求: what became of it."""
    rows = Wish.objects.select_related("deputy", "reply__case")
    made = get_object_or_404(rows, pk=pk, reply__case__in=Handling.objects.visible_to(request.user))
    case = find_case(request, made.reply.case_id)
    must_be(case, request.user, answers.DESK, "办理代表的请求")
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            asking.settle(made, request.user, outcome=form.cleaned_data["outcome"])
            messages.success(request, f"已记下：{made.deputy.name}代表{made.get_kind_display()}，已办好。")
            return redirect("case_tab", case.pk, "feedback")
    return show(request, "replies/settle.html", case, form, wish=made)


@login_required
@require_safe
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo of a signature, as a file: never shown from our own address."""
    rows = Feedback.objects.exclude(signature_photo="").select_related("deputy")
    said = get_object_or_404(rows, pk=pk, reply__case__in=Handling.objects.visible_to(request.user))
    with said.signature_photo.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type="application/octet-stream")
    name = f"{said.deputy.name}签名{Path(said.signature_photo.name).suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response

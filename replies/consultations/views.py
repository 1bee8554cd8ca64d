"""The pages of 会办: several units are asked, their opinions recorded; and the side of a unit that is asked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proposals.cases import attachments
from proposals.cases.access import NotYours, Refused, must_be, works_here
from proposals.cases.attachments import CheckedFile
from proposals.models import Attachment, Case, Role
from proposals.models.people import CASE_STAFF
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, rewrite_fields, show_form
from replies.consultations.actions import (
    ask_again,
    ask_units,
    correct_opinion,
    drop_consultation,
    keep_agreement,
    record_opinion,
    remind_unit,
    take_stance,
)
from replies.consultations.forms import (
    ConsultationAnswerForm,
    ConsultationCorrectionForm,
    ConsultForm,
    DropConsultationForm,
    KeepAgreementForm,
    StanceForm,
)
from replies.letter.difference import compare_texts
from replies.models import Consultation
from replies.models.reply import current_reply
from replies.pages import pdf_response, with_contacts_and_consultations
from replies.prints.issue import file_name, issue_form


@login_required
def consult_page(request: StaffRequest, pk: int) -> HttpResponse:
    """请会办: several units in parallel."""
    case = find_case(request, pk)
    reply = current_reply(case)
    must_be(case, request.user, (Role.HANDLER,), "请其他单位会办")
    form = ConsultForm(request.POST or None, request.FILES or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        said = form.said
        with kept(form):
            said["enclosure"] = stored(request, case, said["enclosure"], Attachment.Kind.OTHER)
            ask_units(reply, request.user, **said)
            messages.success(request, f"已请{'、'.join(str(unit) for unit in said['units'])}会办。")
            return back_to_case(case)
    return show_form(
        request, "replies/consultations/consult.html", case, form, reply=with_contacts_and_consultations(reply)
    )


def stored(request: StaffRequest, case: Case, taken: CheckedFile | None, kind: str) -> Attachment | None:
    """The uploaded file kept as an attachment of the case; None where none was sent."""
    if taken is None:
        return None
    return attachments.store_attachment(taken, suggestion=case.suggestion, case=case, kind=kind, user=request.user)


def back_to_case(case: Case) -> HttpResponse:
    return redirect("case_tab", case.pk, "consultations")


def everything() -> QuerySet[Consultation]:
    """Every consultation with what its page shows, in one query."""
    parts = ("unit", "draft", "kept_draft", "scan", "enclosure", "helping__unit", "reply__signed_draft")
    return Consultation.objects.select_related(*parts, "reply__case__suggestion__session", "reply__case__unit")


def find_consultation(request: StaffRequest, pk: int, roles: tuple[Role, ...] = CASE_STAFF) -> Consultation:
    """The consultation of a case that the person may see, or 404; refuses people who may not work on it."""
    cases = Case.objects.visible_to(request.user)
    found = get_object_or_404(everything(), pk=pk, reply__case__in=cases)
    must_be(found.reply.case, request.user, roles, "会办")
    return found


@login_required
def consult_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """登记会办意见 that did not come through the program."""
    asked = find_consultation(request, pk)
    case = asked.reply.case
    form = ConsultationAnswerForm(request.POST or None, request.FILES or None, consultation=asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            data["scan"] = stored(request, case, data["scan"], Attachment.Kind.OPINION)
            record_opinion(asked, request.user, **data)
            messages.success(request, f"已登记{asked.unit}的{asked.paper}。")
            return back_to_case(case)
    return show_form(request, "replies/consultations/answer.html", case, form, consultation=asked)


@login_required
def consult_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """更正登记错的会办意见: the wrong one stays, marked."""
    asked = find_consultation(request, pk)
    case = asked.reply.case
    form = ConsultationCorrectionForm(request.POST or None, request.FILES or None, consultation=asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            scan = stored(request, case, data.pop("scan"), Attachment.Kind.OPINION)
            correct_opinion(asked, request.user, **data, scan=scan or asked.scan)
            messages.success(request, f"已更正{asked.unit}的{asked.noun}，原来的登记保留在下面。")
            return back_to_case(case)
    return show_form(request, "replies/consultations/correct.html", case, form, consultation=asked)


@login_required
def consult_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """不再等待, with the reason."""
    asked = find_consultation(request, pk)
    case = asked.reply.case
    form = DropConsultationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            drop_consultation(asked, request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"已记下不再等待{asked.unit}的{asked.noun}。")
            return back_to_case(case)
    return show_form(request, "replies/consultations/drop.html", case, form, consultation=asked)


@login_required
@require_POST
def consult_remind(request: StaffRequest, pk: int) -> HttpResponse:
    """催办. Pressed twice it says that it was done today."""
    asked = find_consultation(request, pk)
    try:
        remind_unit(asked, request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        told = "，对方的待办和办理记录里会写明" if asked.helping else "；对方没有用本系统，请再打个电话"
        messages.success(request, f"已催办{asked.unit}{told}。")
    return back_to_case(asked.reply.case)


@login_required
@require_POST
def consult_again(request: StaffRequest, pk: int) -> HttpResponse:
    """再请确认 of the newest version, by one press."""
    asked = find_consultation(request, pk, (Role.HANDLER,))
    try:
        ask_again(asked, request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"已请{asked.unit}看最新的稿子，再次确认。")
    return back_to_case(asked.reply.case)


@login_required
def consult_keep(request: StaffRequest, pk: int) -> HttpResponse:
    """说明理由: go on although the words agreed to were changed."""
    asked = find_consultation(request, pk)
    case, newest = asked.reply.case, asked.reply.latest_draft
    form = KeepAgreementForm(request.POST or None, initial={"number": newest.number if newest else None})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            keep_agreement(asked, request.user, **form.cleaned_data)
            messages.success(request, f"已记下不再请{asked.unit}确认的理由。")
            return back_to_case(case)
        rewrite_fields(form, number=newest.number if newest else "")
    changes = compare_texts(asked.draft.body, newest.body) if asked.draft and newest else []
    return show_form(request, "replies/consultations/keep.html", case, form, consultation=asked, changes=changes)


# ---- the side of a unit that is asked --------------------------------------------------------------------


def find_asked(request: StaffRequest, pk: int) -> Consultation:
    """The consultation as either side may see it, or 404."""
    cases = Case.objects.visible_to(request.user)
    found = get_object_or_404(everything(), Q(reply__case__in=cases) | Q(helping__in=cases), pk=pk)
    ours, theirs = found.reply.case, found.helping
    if not (works_here(ours, request.user) or (theirs and works_here(theirs, request.user))):
        raise NotYours("征求意见稿和会办意见只有主办、会办的单位自己能看。")
    return found


@login_required
def consult_stance(request: StaffRequest, pk: int) -> HttpResponse:
    """表态 of a helping unit on the text it was asked about: it counts once its opinion is signed."""
    asked = find_asked(request, pk)
    helping = asked.helping
    if helping is None or asked.draft is None:
        raise Refused("这次会办没有附征求意见稿，不用表态。")
    must_be(helping, request.user, (Role.HANDLER,), "对征求意见稿表态")
    form = StanceForm(request.POST or None, consultation=asked)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            take_stance(asked, request.user, **form.cleaned_data)
            messages.success(request, "已记下，会办意见签发以后一起送去。")
            return redirect("replies:draft", helping.pk)
    return show_form(
        request, "replies/consultations/stance.html", helping, form, consultation=asked, draft=asked.draft
    )


@login_required
@require_safe
def consult_text(request: StaffRequest, pk: int) -> HttpResponse:
    """The text that a unit was asked about; for our own people next to what it has become."""
    asked = find_asked(request, pk)
    if asked.draft is None:
        raise Refused("这次会办没有附征求意见稿。")
    inside = works_here(asked.reply.case, request.user)
    now = asked.reply.text if inside else None
    changed = now if now and asked.changed_in(now) else None
    context: dict[str, Any] = {
        "case": asked.reply.case if inside else asked.helping,
        "consultation": asked,
        "draft": asked.draft,
    }
    context |= {"now": now, "changed": changed}
    if changed:
        context["changes"] = compare_texts(asked.draft.body, changed.body)
    return render(request, "replies/consultations/text.html", context)


@login_required
@require_safe
def consult_letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The 会办意见 as the other unit signed it: the very bytes."""
    asked = find_asked(request, pk)
    if asked.opinion is None:
        raise Refused(f"这份{asked.paper}不是在本系统签发的，没有定稿文件。有扫描件的，请打开扫描件。")
    content = issue_form(asked.opinion)
    return pdf_response(
        request, content, file_name(asked.reply.case, f"{asked.unit}{asked.paper}-{asked.opinion.verification}")
    )

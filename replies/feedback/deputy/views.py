"""The deputy's own pages: the link, the reply with its questions, the check page, the receipt.

Nobody signs in. The link's token is exchanged for an entry in the browser's session and not used again; every request
asks again whether the invitation is live. Opening and reading change nothing but that session.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.cases import attachments
from proposals.cases.access import Refused, Stale
from proposals.web.pace import UNKNOWN_LINK, keep_pace_of
from replies.feedback import signature
from replies.feedback.actions import Judgement, record_link_feedback, why_no_feedback
from replies.feedback.deputy import browsers
from replies.feedback.deputy.forms import FeedbackForm
from replies.feedback.deputy.pages import (
    SIGNED,
    TYPED,
    deputy_page,
    for_the_deputy_alone,
    gone,
    invited,
    open_here,
    opened_here,
)
from replies.feedback.links import find_invitation
from replies.feedback.progress import make_wish
from replies.models import Feedback, Invitation, Wish


@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for an entry in the session, under a new session key, and redirect away from the address."""
    invitation = find_invitation(token)
    if invitation is None:
        keep_pace_of(request, UNKNOWN_LINK)
        return gone(request)
    open_here(request, invitation)
    return browsers.keep_key(request, redirect("outside:deputy", invitation.pk))


@invited
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The reply and the questions; a deputy who has answered is led to the receipt, and from there back to change."""
    answer = find_current_feedback(invitation)
    if request.method == "POST":
        form = answer_form(invitation, request.POST)
        return (
            redirect("outside:check", invitation.pk)
            if form.is_valid()
            else render_feedback(request, invitation, form)
        )
    closed = for_the_deputy_alone(request) or why_no_feedback(invitation, answer)
    if answer and (closed or "change" not in request.GET):
        return redirect("outside:receipt", invitation.pk)
    typed = request.session.get(TYPED, {}).get(str(invitation.pk), {})
    said = FeedbackForm.said_before(answer) if answer else {}
    said |= {"signature_name": invitation.deputy.signs_as} | typed | {"base": answer.number if answer else 0}
    form = answer_form(invitation, initial=said)
    facts = {"closed": closed, "answer": answer, "resumed": bool(typed), "fresh": not (typed or answer)}
    return render_feedback(request, invitation, None if closed else form, **facts)


@invited
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Everything once more in large type. What is submitted is what this page carries, not what the session holds."""
    if request.method == "POST":
        form = answer_form(invitation, request.POST)
        return submit(request, invitation, form) if form.is_valid() else render_feedback(request, invitation, form)
    form = typed_form(request, invitation)
    return look_over(request, invitation, form) if form.is_valid() else redirect("outside:deputy", invitation.pk)


def look_over(request: HttpRequest, invitation: Invitation, form: FeedbackForm, wrong: str = "") -> HttpResponse:
    """The page that shows the deputy what is about to be submitted; `wrong` says why it was not."""
    said = form.judgement()
    signed = drawn(request, invitation, said)
    facts = {"form": form, "said": said, "signed": signature.draw_signature(signed) if signed else "", "wrong": wrong}
    return deputy_page(request, invitation, "check", 422 if wrong else 200, **facts)


@invited
@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The pad, on a page of its own that does not scroll. The strokes are kept with what they were drawn under."""
    form = typed_form(request, invitation)
    if not form.is_valid():
        return redirect("outside:deputy", invitation.pk)
    wrong = ""
    if request.method == "POST":
        try:
            strokes = signature.read_strokes(request.POST.get("strokes", ""))
        except ValueError as error:
            wrong = str(error)
        else:
            bound = [signature.signature_fingerprint(invitation, form.judgement()), strokes]
            request.session[SIGNED] = {**request.session.get(SIGNED, {}), str(invitation.pk): bound}
            return redirect("outside:check", invitation.pk)
    return deputy_page(request, invitation, "sign", 422 if wrong else 200, wrong=wrong)


def drawn(request: HttpRequest, invitation: Invitation, said: Judgement) -> signature.Strokes | None:
    """The strokes drawn under these very answers; a deputy who changes an answer signs again."""
    bound, strokes = request.session.get(SIGNED, {}).get(str(invitation.pk), ("", None))
    return strokes if bound == signature.signature_fingerprint(invitation, said) else None


def signed(request: HttpRequest, invitation: Invitation, said: Judgement) -> Judgement:
    """What is said, with the signature that goes with it: a photo sent along, the strokes, or the confirmation.

    Raises ValidationError when the photo cannot be taken.
    """
    if photo := request.FILES.get("photo"):
        kept = attachments.check_files([photo], attachments.PICTURE)
        path = default_storage.save(f"signatures/{kept.sha256}{kept.suffix}", ContentFile(kept.content))
        return replace(said, signed_as=Feedback.SignedAs.PHOTO, signature_photo=path)
    if strokes := drawn(request, invitation, said):
        return replace(said, signed_as=Feedback.SignedAs.DRAWN, signature_strokes=strokes)
    return said


def submit(request: HttpRequest, invitation: Invitation, form: FeedbackForm) -> HttpResponse:
    """Store what the deputy has looked over, or show again what is wrong with it."""
    judgement = form.judgement()
    try:
        judgement = signed(request, invitation, judgement)
    except ValidationError as refusal:
        return look_over(request, invitation, form, str(refusal.message))
    try:
        record_link_feedback(invitation, judgement, base=form.cleaned_data["base"])
    except Refused as refused:
        if judgement.signature_photo:
            default_storage.delete(judgement.signature_photo)  # what is refused leaves nothing
        if not opened_here(request, invitation.pk):
            return gone(request)
        stands, again = find_current_feedback(invitation), isinstance(refused, Stale)
        return deputy_page(
            request, invitation, "not_stored", 409, reason=refused, said=judgement, answer=stands, again=again
        )
    for held in (TYPED, SIGNED):
        request.session[held] = {
            pk: one for pk, one in request.session.get(held, {}).items() if pk != str(invitation.pk)
        }
    return redirect("outside:receipt", invitation.pk)


@invited
@require_safe
def receipt_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What is stored, and until when it may be changed."""
    answer = find_current_feedback(invitation)
    if answer is None:
        return redirect("outside:deputy", invitation.pk)
    closed = for_the_deputy_alone(request) or why_no_feedback(invitation, answer)
    here = browsers.was_signed_here(request, answer)
    return deputy_page(request, invitation, "receipt", answer=answer, said=answer, closed=closed, here=here)


@require_POST
@invited
def mark_seen(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Sent at the first touch, when a person has the page open. `invited` has recorded it."""
    return HttpResponse(status=204)


@require_POST
@invited
def wish_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """请工作人员代填, 想当面谈: a task for the handler."""
    kind = request.POST.get("kind", "")
    if kind not in Wish.Kind.values:
        return redirect("outside:deputy", invitation.pk)
    make_wish(invitation, kind)
    return deputy_page(request, invitation, "wished", kind=Wish.Kind(kind).label)


def find_current_feedback(invitation: Invitation) -> Feedback | None:
    return invitation.reply.feedback.filter(deputy=invitation.deputy, is_current=True).first()


def typed_form(request: HttpRequest, invitation: Invitation) -> FeedbackForm:
    """What was typed for this invitation and not yet submitted."""
    return answer_form(invitation, request.session.get(TYPED, {}).get(str(invitation.pk), {}))


def answer_form(invitation: Invitation, *data: Any, **options: Any) -> FeedbackForm:
    suggestion = invitation.reply.case.suggestion
    return FeedbackForm(*data, deputy=invitation.deputy, suggestion=suggestion, **options)


def render_feedback(
    request: HttpRequest, invitation: Invitation, form: FeedbackForm | None, **facts: Any
) -> HttpResponse:
    status = 422 if form is not None and form.is_bound else 200
    return deputy_page(request, invitation, "reply", status, form=form, **facts)

"""The letter next to the text being written: page for page and line for line as it prints. Nothing is saved."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from proposals.cases.access import Refused, must_be
from proposals.models import Role
from proposals.request import StaffRequest
from proposals.web.pages import find_case
from replies.drafts.forms import OpinionForm, form_for
from replies.letter.fields import list_written
from replies.letter.fonts import faces
from replies.letter.pdf.copies import KEPT
from replies.models import Draft, Reply
from replies.models.reply import current_reply
from replies.pages import pdf_response
from replies.prints.issue import draft_copies, file_name
from replies.prints.snapshots import draft_pages

# The person who writes the draft, and those who read and amend it on its way.
READERS = (Role.HANDLER, Role.OFFICE, Role.LEADER)
LETTER_TEXTS = {"document_number", *(field.name for field in list_written("letter."))}
ON_THE_LETTER = tuple(name for name in Draft.TEXTS if name in LETTER_TEXTS)
A_YEAR = "public, max-age=31536000, immutable"  # the name holds the content's digest


@login_required
@require_POST
def preview_draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The pages of the form's present text, or 400 and the sentence that says why there are none."""
    case = find_case(request, pk)
    must_be(case, request.user, READERS, "看版面")
    context = sheets(current_reply(case), form_for(case)(request.POST))
    return render(request, "replies/drafts/beside/_sheets.html", context, status=400 if context["said"] else 200)


@login_required
@require_POST
def typed_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The true PDF of the form's present text, with 草稿 across it."""
    case = find_case(request, pk)
    must_be(case, request.user, READERS, "看PDF")
    reply = current_reply(case)
    draft = typed_draft(reply, form_for(case)(request.POST), Draft.TEXTS)
    return pdf_response(request, draft_copies(reply, [KEPT], typed=draft), file_name(case, "正在写的稿子"))


def sheets(reply: Reply, form: OpinionForm) -> dict[str, Any]:
    """What _sheets.html shows: the pages of a form's letter, or `said`, why they cannot be set now."""
    try:
        return {"pages": draft_pages(reply, typed_draft(reply, form, ON_THE_LETTER)), "said": ""}
    except Refused as refusal:
        return {"pages": [], "said": str(refusal)}


def typed_draft(reply: Reply, form: OpinionForm, names: tuple[str, ...]) -> Draft:
    """A version of these texts that is never saved. Faults of other fields do not matter; one of these: Refused."""
    names = tuple(name for name in names if name in form.fields)
    if not form.is_bound:
        return Draft(reply=reply, **{name: form.initial.get(name) or "" for name in names})
    for name in names:
        if name in form.errors:
            raise Refused(f"现在的文字排不成版。{form[name].label}：{form.errors[name][0]}文字还在，改好就会更新。")
    return Draft(reply=reply, **{name: form.cleaned_data[name] for name in names})


@require_safe
def faces_css(request: HttpRequest) -> HttpResponse:
    """The print faces under the names the pages use; no rule before they are built."""
    rules = (
        f"@font-face {{ font-family: {role}; font-display: swap; "
        f'src: url("{reverse("replies:face", args=[face.path.name])}") format("truetype"); }}'
        for role, face in faces.built_faces().items()
    )
    return HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")


@require_safe
def face_file(request: HttpRequest, name: str) -> HttpResponse:
    """One built face. Free type and no secret, like any static file: asking who reads it would make its answer vary
    with the session, and every sign-in would fetch the megabytes again."""
    for built in faces.built_faces().values():
        if built.path.name == name:
            content = built.path.read_bytes()
            return HttpResponse(content, content_type="font/ttf", headers={"Cache-Control": A_YEAR})
    raise Http404

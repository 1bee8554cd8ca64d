"""The letter next to the text being written: page for page and line for line as it prints. Nothing is saved."""

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from proposals.cases.access import must_be
from proposals.models import Role
from proposals.request import StaffRequest
from proposals.web.pages import find_case
from replies.drafts.beside import read_texts, set_pages
from replies.drafts.forms import form_for
from replies.letter.fonts import faces
from replies.letter.pdf.copies import KEPT
from replies.models import Draft
from replies.models.reply import current_reply
from replies.pages import pdf_response
from replies.prints.issue import draft_copies, file_name

# The person who writes the draft, and those who read and amend it on its way.
READERS = (Role.HANDLER, Role.OFFICE, Role.LEADER)
A_YEAR = "public, max-age=31536000, immutable"  # the name holds the content's digest


@login_required
@require_POST
def preview_draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The pages of the form's present text, of the letter or of the 办理情况表 (?of=form), or 400 and the sentence
    that says why there are none."""
    case = find_case(request, pk)
    must_be(case, request.user, READERS, "看版面", reads=True)
    context = set_pages(current_reply(case), form_for(case)(request.POST), table=request.GET.get("of") == "form")
    return render(request, "replies/drafts/beside/_sheets.html", context, status=400 if context["said"] else 200)


@login_required
@require_POST
def typed_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The true PDF of the form's present text, with 草稿 across it."""
    case = find_case(request, pk)
    must_be(case, request.user, READERS, "看PDF", reads=True)
    reply = current_reply(case)
    draft = read_texts(reply, form_for(case)(request.POST), Draft.TEXTS)
    return pdf_response(request, draft_copies(reply, [KEPT], typed=draft), file_name(case, "正在写的稿子"))


@login_not_required
@require_safe
def faces_css(request: HttpRequest) -> HttpResponse:
    """The print faces under the names the pages use; no rule before they are built."""
    rules = (
        f"@font-face {{ font-family: {role}; font-display: swap; "
        f'src: url("{reverse("replies:face", args=[face.path.name])}") format("truetype"); }}'
        for role, face in faces.built_faces().items()
    )
    return HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
def face_file(request: HttpRequest, name: str) -> HttpResponse:
    """One built face. Free type and no secret, like any static file: asking who reads it would make its answer vary
    with the session, and every sign-in would fetch the megabytes again."""
    for built in faces.built_faces().values():
        if built.path.name == name:
            content = built.path.read_bytes()
            return HttpResponse(content, content_type="font/ttf", headers={"Cache-Control": A_YEAR})
    raise Http404

"""What the pages of the answer's side share: the current round, and a form that is too old."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from proposals.models.kept.beside import prefetch_rows
from proposals.models.kept.narrowed import Beside
from proposals.web.errors import wants_json
from proposals.web.middleware import typed_texts
from replies.letter.docx.write import TYPE
from replies.models import Reply
from replies.models.cases import write_consultations

Said = TypeVar("Said", bound=Reply | None)
# The page of a form that is too old, where people have no account.
STALE = {"/deputy/": "replies/feedback/deputy/stale_form.html", "/mine/": "replies/mine/stale_form.html"}


def with_feedback(reply: Said) -> Said:
    """The round with what its deputies said, in a constant number of queries."""
    if reply is not None:
        prefetch_rows([reply], "feedback__deputy", "feedback__entered_by", "feedback__stands_over", "attempts")
    return reply


def with_contacts_and_consultations(reply: Reply) -> Reply:
    """The round with its contacts and 会办, in a constant number of queries."""
    asked = ("unit", "draft", "kept_draft", "scan", "enclosure", "helping")
    beside = Beside("consultations", write_consultations, *asked)
    prefetch_rows([reply], "contacts__deputy", "contacts__record", beside)
    return reply


def pdf_response(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """Shown in the browser, or with ?download=1 kept as a file."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header("download" in request.GET, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


def word_response(content: bytes, name: str) -> HttpResponse:
    """A .docx file, kept as one."""
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security mark is missing or old (Django's CSRF failure). A script fetches a new one."""
    if wants_json(request):
        return JsonResponse({"error": "页面的安全标记已经过期", "mark": True}, status=403)
    context = {"back": request.path, "typed": request.POST.get("comment", ""), "kept": typed_texts(request)}
    own = next((name for start, name in STALE.items() if request.path.startswith(start)), "403_csrf.html")
    return render(request, own, context, status=403)

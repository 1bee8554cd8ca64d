"""What the pages of the answer's side share: the current round, long lists on paper part by part, and a form that is
too old."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from proposals.formats.chinese import typed_number
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

Row = TypeVar("Row")
# Rows of a list that one PDF sets while somebody waits: some four seconds (`python -m bench.bounds`).
ROWS_MOST = 300


@dataclass(frozen=True)
class PaperPart:
    """So many rows of a long list as one file, counted from 1."""

    number: int
    first: int
    last: int

    def __str__(self) -> str:
        return f"第{self.first}—{self.last}"


def parts_of(count: int, most: int = 0) -> list[PaperPart]:
    """The parts in which a list of so many rows is printed, of ROWS_MOST or as many as are said; none where it is
    one."""
    most = most or ROWS_MOST
    starts = range(1, count + 1, most) if count > most else ()
    return [PaperPart(at, start, min(start + most - 1, count)) for at, start in enumerate(starts, 1)]


def take_part(request: HttpRequest, rows: Sequence[Row], most: int = 0) -> tuple[PaperPart | None, Sequence[Row]]:
    """The part that the address asks for (?part=2) and its rows: the first where it says none; all of a short
    list. Http404 for a part that is not there."""
    parts = parts_of(len(rows), most)
    if not parts:
        return None, rows
    number = typed_number(request.GET.get("part", "1"), 4)
    part = next((one for one in parts if one.number == number), None)
    if part is None:
        raise Http404
    return part, rows[part.first - 1 : part.last]


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

"""A store that fails (rule 14): the disk is full, the database away, restarting, read-only or busy, the files away.

Reading goes on as far as it can; what cannot be written is answered 503 in plain words, with everything that was
typed and a button that sends it once more.
"""

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.defaults import server_error

from proposals.bounded.limits import Unbounded
from proposals.cases.access import Refused
from proposals.web.errors import wants_json
from proposals.web.failures import is_store_failure
from proposals.web.middleware import typed_texts

logger = logging.getLogger(__name__)
AGAIN_AFTER = 20  # seconds
NOT_STORED = "暂时存不了，您填的还没有存进去，过一会儿请再交一次。"
NOT_READ = "暂时打不开，过一会儿请再试。"
SECRET = ("password", "code")
SAID = (Refused, Unbounded, Http404, PermissionDenied, BadRequest)  # an answer of their own, whatever led to it
MOST_SENT = 2_000_000  # characters that a page gives back to be sent again


class FailingStore:
    """An answer for a request that a store stopped, whichever part of a page asked it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SAID):
            return None
        return answer_failure(request, exception) if is_store_failure(exception) else None


def failed_page(request: HttpRequest) -> HttpResponse:
    """What nothing else caught (handler500): a store that failed before or after the page, or a fault of ours."""
    error = sys.exc_info()[1]
    return answer_failure(request, error) if is_store_failure(error) else server_error(request)


def answer_failure(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """503, by one line in the log; to a script the sentence, to a person the page with what was typed."""
    wrote = request.method not in ("GET", "HEAD")
    logger.error("store failed: %s %s: %s: %s", request.method, request.path, type(error).__name__, error)
    headers = {"Retry-After": str(AGAIN_AFTER), "Cache-Control": "no-store"}
    if wants_json(request):
        return JsonResponse({"error": NOT_STORED if wrote else NOT_READ}, status=503, headers=headers)
    page = "503_outside.html" if _is_outside(request) else "503.html"
    return HttpResponse(render_to_string(page, _what_was_sent(request) if wrote else {}), status=503, headers=headers)


def _is_outside(request: HttpRequest) -> bool:
    try:
        return "outside" in resolve(request.path_info).namespaces
    except Resolver404:
        return False


def _what_was_sent(request: HttpRequest) -> dict[str, object]:
    """The form as it was sent, to be sent again: not where it holds a file or a password, which the page cannot give
    back."""
    try:
        sent, files = request.POST, request.FILES
    except (OSError, ValueError):  # it had not come in whole
        return {"wrote": True}
    fields = [(name, value) for name, values in sent.lists() for value in values]
    whole = not files and not any(word in name for name in sent for word in SECRET)
    whole = whole and sum(len(str(value)) for _, value in fields) <= MOST_SENT
    tried = str(sent.get("tried", ""))
    return {
        "wrote": True,
        "path": request.get_full_path(),
        "fields": [(name, value) for name, value in fields if name != "tried"] if whole and fields else [],
        "tried": int(tried) + 1 if tried.isascii() and tried.isdigit() and len(tried) < 3 else 1,
        "kept": typed_texts(request),
        "has_files": bool(files),
    }

"""What every answer of the program carries, and how a refused step is shown."""

import re
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from proposals.bounded.limits import Unbounded
from proposals.cases.access import Refused
from proposals.models import User
from proposals.web.errors import wants_json

# Choices, dates and numbers are quickly made again; the rest was written.
SHORT = 4
MOST_KEY = 2**63 - 1  # what a row can be numbered
CHOSEN = (
    *("csrfmiddlewaretoken", "key", "step", "tab", "mend", "finding", "next", "act", "token", "factor_code"),
    *("factor_code_key", "key_new"),
    *("way", "phrase", "classification", "disclosure", "signed", "rows", "back", "lines", "strokes"),
)
# Figures, an address of mail, or the program's own: the word of a choice, the mark of a window or a form.
GONE = "可能这件建议已经不由您办理。您刚才的操作没有执行。"
FIGURES = re.compile(r"[0-9０-９ :.+/-]*|[^\s@]+@[^\s@]+|[a-z_]{1,12}|[0-9a-f-]{32,36}")


class PrivateAnswers:
    """No page is kept by a cache or a search engine; a step the workflow refuses becomes a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = explain_response(request, self.get_response(request))
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """A number in an address that no row can have, and no database takes, is the largest that one could: the page
        says in its own words that there is nothing."""
        kwargs.update({name: MOST_KEY for name, one in kwargs.items() if isinstance(one, int) and one > MOST_KEY})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        asked = wants_json(request)
        if isinstance(exception, Refused | Unbounded):
            status, reason = exception.http_status, str(exception)
        elif isinstance(exception, Http404) and (asked or typed_texts(request)):
            gone = "您写的没有交上去。" if is_outside(request) else GONE
            status, reason = 404, f"没有找到这一页，{gone}"
        elif isinstance(exception, PermissionDenied) and asked:
            status, reason = 403, "您的账号不能做这件事，什么都没有改动。"
        else:
            return None
        back = request.headers.get("Referer", "")
        same_site = back.startswith(f"{request.scheme}://{request.get_host()}/") and status != 404
        return refused_page(request, status, reason, back if same_site else "/")


class OwnPassword:
    """Who signed in with a one-time password first chooses the own one: every page of the desk leads there, a script
    is told so. Then somebody who did not make that password says that its owner has it (核实账号); until then a page
    says who can. The deputies' pages know no account and are left alone."""

    OPEN = frozenset({"sign_in", "sign_out", "password_change"})
    UNPROVEN = OPEN | {"identity_wait"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        met = request.resolver_match
        user = find_user_inside(request, view, self.OPEN)
        if met is None or user is None:
            return None
        if user.password_until is not None:
            reason, page = "您用的是一次性密码，请先改成自己的密码，再接着办。", "password_change"
        elif user.password_given_by_id is not None and met.view_name not in self.UNPROVEN:
            reason, page = "您的账号还没有核实，核实了才能办件。", "identity_wait"
        else:
            return None
        return refuse_script(request, reason) or redirect(page)


def find_user_inside(request: HttpRequest, view: Any, but: Collection[str]) -> User | None:
    """Who is signed in and asks for a page of the desk, `but` for those of these names; None: nobody."""
    met = request.resolver_match
    if settings.FACE == "outside" or met is None or met.view_name in but or met.namespace == "outside":
        return None
    if not getattr(view, "login_required", True):  # a file that is the same for everybody
        return None
    return request.user if request.user.is_authenticated else None


def refuse_script(request: HttpRequest, reason: str) -> HttpResponse | None:
    """The reason as a script can show it; None where a person asks."""
    if wants_json(request):
        return JsonResponse({"error": reason}, status=403)
    if request.headers.get("Sec-Fetch-Dest") == "empty":  # a script that reads text or a part of a page
        return HttpResponse(reason, status=403, content_type="text/plain; charset=utf-8")
    return None


def explain_response(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page in place of an answer that would leave a person without a word, or without what was written: a method
    that is not served, and a form that was sent after the session had ended. A script is told a sentence that it can
    show, and that the session has ended, in place of a page that it can do nothing with."""
    if response.status_code == 405 and not response.content:
        if wants_json(request):
            return JsonResponse({"error": "这个网址不能这样打开。"}, status=405, headers={"Allow": response["Allow"]})
        page = "405_outside.html" if is_outside(request) else "405.html"
        response.content = render_to_string(page, {"big_text": request.session.get("big_text", False)}, request)
    door = f"{resolve_url(settings.LOGIN_URL)}?"
    if wants_json(request) and response.get("Location", "").startswith(door):
        return JsonResponse({"error": "登录已过期。"}, status=401)
    if request.method == "POST" and response.get("Location", "").startswith(door) and typed_texts(request):
        reason = "您已经退出登录，可能是停留太久，也可能是账号已停用。刚才的内容没有保存，请复制下来，登录以后再交。"
        return refused_page(request, 403, reason, response["Location"], "重新登录")
    return response


def refused_page(request: HttpRequest, status: int, reason: str, back: str, way: str = "") -> HttpResponse:
    """The page of a refusal, with what the person had typed, `way` being where it could be done instead; a script is
    told the reason alone."""
    if wants_json(request):
        return JsonResponse({"error": reason}, status=status)
    context = {"reason": reason, "back": back, "way": way, "kept": typed_texts(request)}
    if is_outside(request):
        context["big_text"] = request.session.get("big_text", False)
        return render(request, "refused_outside.html", context, status=status)
    return render(request, "refused.html", context, status=status)


def is_outside(request: HttpRequest) -> bool:
    """Whether the page is one of those without an account, which the desk's words say nothing to."""
    met = request.resolver_match
    return met is not None and met.namespace == "outside"


def typed_texts(request: HttpRequest) -> list[str]:
    """The texts of a form that was refused, so that nobody has to write them twice."""
    written = ((name, text.strip()) for name, text in request.POST.items() if isinstance(text, str))
    return [
        text
        for name, text in written
        if len(text) > SHORT and name not in CHOSEN and "password" not in name and not FIGURES.fullmatch(text)
    ]

"""What every answer of the program carries, and how a refused step is shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from proposals.workflow import Refused

# Choices and dates are quickly made again; what is longer was written.
SHORT = 12


class PrivateAnswers:
    """No page is kept by a cache or a search engine; a step the workflow refuses becomes a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        back = request.headers.get("Referer", "")
        same_site = back.startswith(f"{request.scheme}://{request.get_host()}/")
        context = {"reason": str(exception), "back": back if same_site else "/", "kept": typed(request)}
        return render(request, "refused.html", context, status=exception.http_status)


def typed(request: HttpRequest) -> list[str]:
    """The texts of a form that was refused, so that nobody has to write them twice."""
    hidden = ("csrfmiddlewaretoken", "key", "seen", "base", "password")
    return [text for name, text in request.POST.items() if name not in hidden and len(text.strip()) > SHORT]

"""What cookies are called where the program is reached by HTTPS: `__Host-…`, which a browser takes from this host
alone, by HTTPS, for every address. A machine next door (another name of the same domain, or this one without HTTPS)
can plant none: what is called otherwise is not heard.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HOST, SECURE = "__Host-", "__Secure-"
ON_ONE_PATH = ("mine",)  # sent to the deputies' own pages alone, as __Host- would not let it
Answer = Callable[[HttpRequest], HttpResponse]


class HostCookies:
    """The outermost of all: within, every cookie is set and read by its plain name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.SESSION_COOKIE_SECURE:
            return self.get_response(request)
        request.COOKIES = {
            name.removeprefix(prefix_of(name)): value
            for name, value in request.COOKIES.items()
            if name.startswith(prefix_of(name))
        }
        answer = self.get_response(request)
        for name in list(answer.cookies):
            kept = answer.cookies.pop(name)
            called = prefix_of(name) + name
            answer.cookies[called] = kept.value
            answer.cookies[called].update({**kept, "secure": True, "domain": ""})
        return answer


def prefix_of(name: str) -> str:
    """With what a cookie begins, by its name with or without it."""
    return SECURE if name.removeprefix(SECURE) in ON_ONE_PATH else HOST

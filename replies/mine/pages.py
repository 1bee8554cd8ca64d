"""What the pages of 我的建议 share: the device that is known, the size of the text, how long it is remembered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.defaults import page_not_found

from proposals.formats.chinese import typed_number
from proposals.models import Deputy
from proposals.web.pace import NEW_SESSION, keep_pace_of
from replies.feedback.deputy.browsers import SHOWN
from replies.feedback.deputy.pages import BIG, OPENED, SIGNED, TYPED, for_the_deputy_alone, gone
from replies.mine.keys import COOKIE, PATH, find_key, hand_key, renew_key
from replies.mine.seen import find_body
from replies.models import DeviceKey

# What the session holds: the code that this browser asked for; the one it proved, and for how long to remember it.
ASKED, PROVED = "entry_code", "entry_proved"
HELD = (OPENED, TYPED, SIGNED, SHOWN, ASKED, PROVED)  # of the deputy in the session
KeyView = Callable[..., HttpResponse]


def sized(view: KeyView) -> KeyView:
    """Take care of the size of the text; in a browser in which staff are signed in nothing is written."""

    @wraps(view)
    def enter(request: HttpRequest, **args: Any) -> HttpResponse:
        if (size := request.GET.get("size")) in ("big", "normal"):
            if request.session.session_key is None:
                keep_pace_of(request, NEW_SESSION)
            request.session[BIG] = size == "big"
            return redirect(request.path)
        if request.method == "POST" and (closed := for_the_deputy_alone(request)):
            return mine_page(request, "closed", 403, closed=closed)
        return view(request, **args)

    return enter


def known(view: KeyView) -> KeyView:
    """Give the view the key of this browser; who has none is led to the way in. The first use of a day renews it."""

    @sized
    @wraps(view)
    def enter(request: HttpRequest, **args: Any) -> HttpResponse:
        key = find_key(request)
        if key is None:
            return redirect("outside:mine_enter")
        token = renew_key(key, request.COOKIES[COOKIE])
        response = view(request, key, **args)
        if token and not response.cookies.get(COOKIE):
            hand_key(response, key, token)
        return response

    return enter


def mine_page(request: HttpRequest, name: str, status: int = 200, **facts: Any) -> HttpResponse:
    """One of these pages."""
    context = {"big_text": request.session.get(BIG, False), "today": timezone.localdate()}
    return render(request, f"replies/mine/{name}.html", context | facts, status=status)


def entry_page(request: HttpRequest, name: str, status: int = 200, **facts: Any) -> HttpResponse:
    """One on the way in, with whom to ring up where it does not work, and whether text messages leave from here."""
    facts |= {"body": find_body(Deputy.Kind.DEPUTY), "ways": DeviceKey.Lasts.choices, "texts": bool(settings.SMS_URL)}
    return mine_page(request, name, status, **facts)


def lost_outside(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 of the outside addresses: an unknown address looks like a link that does not work; among the deputies'
    own pages it is said in their words, with the way on."""
    return mine_page(request, "lost", 404) if request.path.startswith(PATH) else gone(request)


def lost_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same where one process serves the desk too."""
    return lost_outside(request, exception) if request.path.startswith(PATH) else page_not_found(request, exception)


def lasts_said(request: HttpRequest) -> str:
    """How long the deputy wishes to be remembered; not at all where nothing is said."""
    said = request.POST.get("lasts", "")
    return said if said in DeviceKey.Lasts.values else DeviceKey.Lasts.VISIT


def ends_said(request: HttpRequest) -> list[int]:
    """Which device is to be ended: its number, one that no device has where that is no number; of all, nothing."""
    said = request.POST.get("end", "")
    return [] if said == "all" else [typed_number(said) or 0]


def leave(request: HttpRequest) -> HttpResponse:
    """To the way in, without the key, and without the links that this browser had open or the code it proved."""
    for held in HELD:
        request.session.pop(held, None)
    response = redirect("outside:mine_enter")
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response

"""Whose phone it is. The first browser of a link is the one in which something was first pressed; another one is
asked for the last four digits of the registered telephone before it shows or takes anything.

A browser is known by a random key in a cookie of its own, of which only the SHA-256 is kept. Handing out the cookie
writes nothing here; what is pressed does.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from replies.feedback.progress import has_known_phone
from replies.models import Feedback, Invitation
from replies.models.messages.own_link import OwnLink

HELD = "banli.link_browser"  # in the request
COOKIE, KEY_BYTES, KEY_LENGTH = "link_browser", 32, 43
LASTS = 400 * 24 * 3600  # s, the longest that browsers keep one
MOST_SHOWN = 20
SHOWN = "asked_here"  # what the session holds: the links for which the digits were right


def key_of(request: HttpRequest) -> str:
    """The key of this browser: the one it brought, else a new one, the same for the whole request."""
    key: str = request.META.setdefault(HELD, request.COOKIES.get(COOKIE, ""))
    if len(key) != KEY_LENGTH or not key.isascii():
        key = request.META[HELD] = secrets.token_urlsafe(KEY_BYTES)
    return key


def keep_key(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the browser its key to keep, where it brought none."""
    if request.COOKIES.get(COOKIE) != key_of(request):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, key_of(request), LASTS, httponly=True, secure=secure, samesite="Lax")
    return response


def is_second(request: HttpRequest, link: OwnLink) -> bool:
    """Whether something of this link was first pressed in another browser."""
    return bool(link.browser_hash) and link.browser_hash != Invitation.hash_of(key_of(request))


def was_let_in(request: HttpRequest, link: OwnLink) -> bool:
    """Whether the digits were right in this browser."""
    return link.shown_as in request.session.get(SHOWN, ())


def must_ask(request: HttpRequest, link: OwnLink) -> bool:
    """Whether this browser has to say the digits first: a second one always, the first where who sent the link wants
    it of every deputy whose telephone is known."""
    if was_let_in(request, link):
        return False
    wanted = link.asks_everybody and has_known_phone(link.deputy)
    return wanted or is_second(request, link)


def let_in(request: HttpRequest, link: OwnLink) -> None:
    """The digits were right: this browser is not asked again while its session lasts."""
    shown = request.session.get(SHOWN, [])
    if link.shown_as not in shown:
        request.session.cycle_key()
        request.session[SHOWN] = [*shown, link.shown_as][-MOST_SHOWN:]


def note_pressed(request: HttpRequest, link: OwnLink) -> None:
    """Note that a person has pressed something, and in which browser that was first. Written once: of two browsers at
    the same moment one is the second."""
    rows = type(link)._default_manager.filter(pk=link.pk)
    if isinstance(link, Invitation) and link.opened_at is None:
        Invitation.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=timezone.now())
    if not link.browser_hash:
        rows.filter(browser_hash="").update(browser_hash=Invitation.hash_of(key_of(request)))
        link.browser_hash = rows.values_list("browser_hash", flat=True).get()


def was_signed_here(request: HttpRequest, answer: Feedback) -> bool:
    """Whether the answer was given by a link of which this is the first browser: elsewhere no drawn signature is
    shown."""
    return answer.invitation is not None and answer.invitation.browser_hash == Invitation.hash_of(key_of(request))

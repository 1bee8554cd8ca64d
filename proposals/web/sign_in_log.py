"""登录记录: every attempt to sign in and every signing out becomes a row that nobody changes.

Django and axes say what happened; the rows are read on the auditor's page. The outside's face has no accounts.
"""

from typing import Any

from axes.helpers import get_client_ip_address
from django.contrib.auth import signals
from django.http import HttpRequest

from config.sessions import ADDRESS, DEVICE
from proposals.formats.devices import name_device
from proposals.models import SignIn, User

LETTERS = 3  # of a name that is no account's: it may be a password, typed in the wrong place
Outcome = SignIn.Outcome


def connect_log() -> None:
    """Listen, once, at start; after axes, which marks the request of a name that it has locked."""
    signals.user_logged_in.connect(_opened, dispatch_uid="sign_in_log")
    signals.user_login_failed.connect(_refused, dispatch_uid="sign_in_log")
    signals.user_logged_out.connect(_left, dispatch_uid="sign_in_log")


def write_sign_in(request: HttpRequest | None, typed: str, outcome: Outcome, user: User | None = None) -> None:
    """Write one row. A name that no account has is cut short. While a name is locked at an address one row says so,
    however often it is tried again."""
    user = user or User.objects.filter(username=typed).first()
    name = user.username if user else f"{typed[:LETTERS]}…" if len(typed) > LETTERS else typed
    address = get_client_ip_address(request) if request is not None else None
    if outcome == Outcome.LOCKED:
        last = SignIn.objects.filter(typed=name, address=address).values_list("outcome", flat=True).first()
        if last == Outcome.LOCKED:
            return
    SignIn.objects.create(typed=name, user=user, address=address, outcome=outcome)


def note_held_up(request: HttpRequest, typed: str) -> None:
    """Write that an address, or what is tried of a name, is held up: one row, however long it goes on."""
    last = SignIn.objects.filter(address=get_client_ip_address(request)).values_list("outcome", flat=True).first()
    if last != Outcome.LOCKED:
        write_sign_in(request, typed, Outcome.LOCKED)


def _opened(*, request: HttpRequest, user: User, **_: Any) -> None:
    if hasattr(request, "session"):
        request.session[DEVICE] = name_device(request.headers.get("User-Agent", ""))
        request.session[ADDRESS] = get_client_ip_address(request)
    write_sign_in(request, user.username, Outcome.OPENED, user)


def _refused(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    locked = bool(getattr(request, "axes_locked_out", False))
    write_sign_in(request, str(credentials.get("username", "")), Outcome.LOCKED if locked else Outcome.REFUSED)


def _left(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        write_sign_in(request, user.username, Outcome.LEFT, user)

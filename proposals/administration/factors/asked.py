"""When the second step is asked: at the first request of a session, and in one browser once a day; before a signature
and before it is changed itself."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from proposals.administration.factors.actions import Answer, answer_code, factor_of
from proposals.administration.factors.demands import demand_of
from proposals.administration.factors.forms import Ways, is_of_key
from proposals.administration.factors.key_actions import answer_key, keys_of
from proposals.administration.factors.keys import own_site
from proposals.models import SecondFactor, User
from proposals.web.middleware import find_user_inside, refuse_script, refused_page, typed_texts

STANDS = "second_step"  # of a session: how it stands with the second step
PASSED, BIND, ASK = "passed", "bind", "ask"
PASSED_AT = "second_step_at"  # when a code was last typed, in seconds
OWN_AT = "second_step_own_at"  # when a code was last typed to change the second step itself, in seconds
NEW_SECRET = "second_step_new"  # noqa: S105 (the name of a value; enciphered)
COOKIE = "banli_day"  # that a code was typed today in this browser
JUST_NOW = 10 * 60  # seconds for which a code counts as typed before a signature
OPEN = frozenset({"sign_in", "sign_out", "identity_wait", "factor", "factor_new", "factor_key"})
TYPED = "请先输验证码。刚才的内容没有保存，请复制下来，输完验证码再交。"


class SecondStep:
    """Who has a second step types a code before anything else is served, once a day in a browser; who must have one
    and has none binds a telephone first. Then the page follows that was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        met = request.resolver_match
        user = find_user_inside(request, view, OPEN)
        if met is None or user is None:
            return None
        if met.view_name == "password_change" and user.password_until is not None:
            return None  # a one-time password is changed first; the own one is not by who knows it alone
        stands = how_it_stands(request, user)
        if stands == PASSED:
            return None
        page = "factor" if stands == ASK else "factor_new"
        if told := refuse_script(request, "请先输验证码。"):
            return told
        if request.method == "POST" and typed_texts(request):
            return refused_page(request, 403, TYPED, reverse(page), "输验证码")
        asked = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("worklist")
        return redirect(f"{reverse(page)}?{urlencode({'next': asked})}")


def how_it_stands(request: HttpRequest, user: User) -> str:
    """How this session stands with the second step; found out once, at its first request."""
    found = request.session.get(STANDS)
    if found is None or found == BIND:
        factor = factor_of(user)
        if factor is not None:
            found = PASSED if found is None and _asked_today(request, factor) else ASK
        else:
            found = BIND if demand_of(user).daily else PASSED
        request.session[STANDS] = found
    return str(found)


def note_passed(request: HttpRequest) -> None:
    """The right code was typed in this session just now."""
    request.session[STANDS] = PASSED
    request.session[PASSED_AT] = timezone.now().timestamp()


def passed_just_now(request: HttpRequest) -> bool:
    """Whether a code was typed in this session a few minutes ago."""
    return _is_fresh(request.session.get(PASSED_AT))


def open_own(request: HttpRequest) -> None:
    """The right code was typed just now on the page that changes the second step."""
    note_passed(request)
    request.session[OWN_AT] = request.session[PASSED_AT]


def is_own_open(request: HttpRequest) -> bool:
    """Whether the second step may be changed without a further code: the one of signing in does not count."""
    return _is_fresh(request.session.get(OWN_AT))


def _is_fresh(at: object) -> bool:
    return isinstance(at, float) and 0 <= timezone.now().timestamp() - at < JUST_NOW


def ways_of(user: User) -> Ways:
    """With what this person proves to be the one."""
    factor = factor_of(user)
    return Ways() if factor is None else Ways(bool(factor.secret), bool(own_site()[0] and keys_of(user)))


def take_proof(request: HttpRequest, user: User, said: str) -> Answer:
    """Take what was typed, or what a key said in its place."""
    return answer_key(request, user, said) if is_of_key(said) else answer_code(user, said, request)


def must_prove_signing(request: HttpRequest, user: User) -> Ways | None:
    """With what a signature of this person is proved, where it asks for a code and none was typed just now."""
    return ways_of(user) if not passed_just_now(request) and demand_of(user).signing else None


def why_not_proved(request: HttpRequest, user: User, said: str) -> str:
    """Take the proof that stands beside a signature; why it is none, else ""."""
    if factor_of(user) is None:
        return "签发前要验证码，您还没有绑定手机或者安全密钥。请在右上角自己的名字下面“两步登录”里绑定，再签发。"
    if not said:
        return "请输手机上现在的6位数字，或者用安全密钥、备用码，再签发。"
    if not (reason := take_proof(request, user, said).reason):
        note_passed(request)
    return reason


def remember_browser(response: HttpResponse, user: User) -> None:
    """Ask no more today in this browser; the password is asked all the same."""
    factor = SecondFactor.objects.select_related("user").get(user=user)
    response.set_signed_cookie(
        COOKIE,
        _mark(factor),
        max_age=24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _asked_today(request: HttpRequest, factor: SecondFactor) -> bool:
    try:
        said = request.get_signed_cookie(COOKIE, default="", max_age=24 * 3600)
    except BadSignature:
        return False
    return bool(said) and constant_time_compare(str(said), _mark(factor))


def _mark(factor: SecondFactor) -> str:
    """Of this person, this telephone, this password and this day."""
    said = f"{timezone.localdate()}:{factor.pk}:{factor.generation}:{factor.user.get_session_auth_hash()}"
    return salted_hmac("second step", said, algorithm="sha256").hexdigest()

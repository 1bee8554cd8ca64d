"""The door."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from proposals.formats.chinese import cn_date
from proposals.formats.one_time import read_code
from proposals.models import User
from proposals.web.pace import (
    OF_ADDRESS,
    OF_NAME,
    Measure,
    TooOften,
    address_of,
    forget_try,
    keep_pace,
    wait_in_words,
)
from proposals.web.sign_in_log import Outcome, note_held_up, write_sign_in

EXPIRED, HELD_UP = "expired", "held_up"
KNOWN, KNOWN_FOR = "banli_known", 90 * 24 * 3600  # s: a browser in which this person has signed in
ONCE_AT = "once_at"  # of a session: when it was begun with a one-time password, in seconds
ONCE_KNOWN = 10 * 60  # seconds for which the session vouches for that password


class SignInForm(AuthenticationForm):
    """A name longer than any account's is refused before it is looked up or written down as a failure. A one-time
    password may be typed in small letters and without its dashes, and opens nothing after its day."""

    username = UsernameField(max_length=User._meta.get_field("username").max_length)

    def clean(self) -> dict[str, Any]:
        """Each try is counted before the password is looked at, so that many at once get no further than one by one;
        the right password takes its own count back. A browser that this person has signed in with is not held up by
        what others try elsewhere."""
        asker, name = cast(HttpRequest, self.request), str(self.cleaned_data.get("username") or "")
        tries: list[tuple[Measure, str]] = [(OF_ADDRESS, address_of(asker))]
        if not is_known_browser(asker, name):
            tries.append((OF_NAME, name))
        try:
            keep_pace(*tries)
        except TooOften as refusal:
            note_held_up(asker, name)
            said = f"试得太多了，请过{wait_in_words(refusal.until)}再登录。着急的话，请找本单位的系统管理员。"
            raise ValidationError(said, code=HELD_UP) from None
        typed = self._clean_password()
        forget_try((OF_ADDRESS, address_of(asker)))
        forget_try(*tries[1:], whole=True)
        return typed

    def _clean_password(self) -> dict[str, Any]:
        name, code = self.cleaned_data.get("username"), read_code(self.cleaned_data.get("password") or "")
        if code and User.objects.filter(username=name, password_until__isnull=False).exists():
            self.cleaned_data["password"] = code
        return super().clean()

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        until = user.password_until
        if until is not None and until < timezone.now():
            write_sign_in(self.request, user.username, Outcome.REFUSED, user)
            raise ValidationError(
                f"一次性密码已经过期（{cn_date(until)}），请本单位的系统管理员再发一次。", code=EXPIRED
            )

    @property
    def expired(self) -> str:
        """The sentence for a one-time password whose day is over, or for too many tries; "" for any other failure."""
        found = [error for error in self.non_field_errors().as_data() if error.code in (EXPIRED, HELD_UP)]
        return str(found[0].message) if found else ""


class SignIn(LoginView):
    template_name = "registration/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where nobody has an account yet, the way leads to the first page."""
        if not User.objects.exists():
            return redirect("setup_first")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """A session begun with a one-time password notes when: the next page need not ask for it again."""
        answer = super().form_valid(form)
        user, secure = form.get_user(), settings.SESSION_COOKIE_SECURE
        answer.set_cookie(KNOWN, _known_mark(user), KNOWN_FOR, httponly=True, secure=secure, samesite="Lax")
        if form.get_user().password_until is not None:
            self.request.session[ONCE_AT] = timezone.now().timestamp()
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """429 for who tries too often, so that a program understands it too."""
        held = any(error.code == HELD_UP for error in form.non_field_errors().as_data())
        return self.render_to_response(self.get_context_data(form=form), status=429 if held else 200)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the other ways in that this place has."""
        there = (
            (settings.OIDC_ISSUER, "单位统一登录", "office_sign_in"),
            (settings.UKEY_SECRET, "用 UKey 登录", "ukey_sign_in"),
        )
        ways = [(name, reverse(page)) for on, name, page in there if on]
        return super().get_context_data(other_ways=ways, **context)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where the person wanted to go. A word that is no path of ours would lead to a page that is not there."""
        wanted = super().get_redirect_url()
        return wanted if wanted.startswith("/") else ""


def is_known_browser(request: HttpRequest, username: str) -> bool:
    """Whether the person of that account has signed in with this browser, and has had the same password since."""
    mark = request.COOKIES.get(KNOWN, "")
    if not mark or not (user := User.objects.filter(username=username).first()):
        return False
    return constant_time_compare(mark, _known_mark(user))


def _known_mark(user: User) -> str:
    return salted_hmac("known browser", f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()


def typed_once_just_now(request: HttpRequest) -> bool:
    """Whether this session was begun a few minutes ago with the one-time password that still holds: a newer one
    would have ended the session. Later the page asks for it, so that a screen left alone opens no account."""
    begun = request.session.get(ONCE_AT)
    return isinstance(begun, float) and 0 <= timezone.now().timestamp() - begun < ONCE_KNOWN


sign_in = SignIn.as_view()

"""单位统一登录: the office's own sign-in says who it is (OpenID Connect, with PKCE), where OIDC_ISSUER is set.

It opens accounts that are there, by their name; it makes none. A second step is asked as after a password.
"""

from functools import cache
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from proposals.models import User
from proposals.web.pace import NEW_SESSION, keep_pace_of

ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
FAILURES = (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, KeyError, ValueError, TypeError)
FAILED = "单位统一登录没有成功。请再试一次；还是不行的，用账号和密码登录，并告诉系统管理员。"
UNKNOWN = "单位统一登录认出了您，但这里没有您的账号，或者账号已停用。请找本单位的系统管理员。"


@cache
def read_provider(issuer: str) -> dict[str, Any]:
    """What the provider says of itself; asked once a process."""
    answer = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=settings.OIDC_TIMEOUT)
    answer.raise_for_status()
    said: dict[str, Any] = answer.json()
    if said["issuer"].rstrip("/") != issuer:
        raise SuspiciousOperation("The provider calls itself otherwise.")
    return said


def setting_of(name: str, *usual: Any) -> Any:
    """A setting as the library asks for it; the addresses come from the provider."""
    if name in ENDPOINTS:
        return read_provider(settings.OIDC_ISSUER)[ENDPOINTS[name]]
    return getattr(settings, name, *usual)


class _Provider(OIDCAuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """The library's exchange of a code for the name of an account."""

    get_settings = staticmethod(setting_of)

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The provider's key that the token names; the only one, where it names none."""
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        name = jwt.get_unverified_header(token).get("kid")
        keys = [
            one for one in answer.json()["keys"] if one.get("use", "sig") == "sig" and name in (None, one.get("kid"))
        ]
        if len(keys) != 1:
            raise SuspiciousOperation("No key, or none that is told from the others.")
        return jwt.PyJWK(keys[0], algorithm=settings.OIDC_RP_SIGN_ALGO)

    def verify_token(self, token: str, **said: Any) -> dict[str, Any]:
        """The library looks at the signature, the nonce and the day; for whom it was made and by whom stand here."""
        payload: dict[str, Any] = super().verify_token(token, **said)
        meant = payload.get("aud")
        if settings.OIDC_RP_CLIENT_ID not in (meant if isinstance(meant, list) else [meant]):
            raise SuspiciousOperation("The token is meant for another.")
        if str(payload.get("iss", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise SuspiciousOperation("The token comes from another.")
        self.subject = payload.get("sub")
        return payload

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """That who answers for the person is who signed the token."""
        return bool(claims.get(settings.OIDC_CLAIM)) and claims.get("sub") == self.subject

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        name = str(claims[settings.OIDC_CLAIM])[:150]
        return User.objects.filter(username=name, is_active=True) if "\0" not in name else User.objects.none()


class OfficeSignIn(ModelBackend):
    """Asked by the page below alone: a password never leads to the provider."""

    def authenticate(  # type: ignore[override]  # Django tells backends apart by what they take
        self, request: HttpRequest | None, nonce: str | None = None, code_verifier: str | None = None
    ) -> User | None:
        if nonce is None or not settings.OIDC_ISSUER:
            return None
        found: User | None = _Provider().authenticate(request, nonce=nonce, code_verifier=code_verifier)
        return found


class OfficeAsk(OIDCAuthenticationRequestView):  # type: ignore[misc]  # the library has no types
    """To the provider."""

    login_required = False
    get_settings = staticmethod(setting_of)

    def __init__(self, **options: Any) -> None:
        if not settings.OIDC_ISSUER:
            raise Http404
        super().__init__(**options)


class OfficeBack(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # the library has no types
    """And back, with a code."""

    login_required = False
    get_settings = staticmethod(setting_of)

    def login_failure(self) -> HttpResponse:
        messages.error(self.request, UNKNOWN)
        return redirect("sign_in")


def office_sign_in(request: HttpRequest) -> HttpResponseBase:
    """On the way to the office's sign-in; back at our own door with a word where it does not answer."""
    return _guarded(request, OfficeAsk)


def office_sign_in_back(request: HttpRequest) -> HttpResponseBase:
    return _guarded(request, OfficeBack)


def _guarded(request: HttpRequest, view: Any) -> HttpResponseBase:
    if not settings.OIDC_ISSUER:
        raise Http404
    if request.session.session_key is None:
        keep_pace_of(request, NEW_SESSION)
    try:
        answer: HttpResponseBase = view.as_view()(request)
    except FAILURES:
        messages.error(request, FAILED)
        return redirect("sign_in")
    return answer

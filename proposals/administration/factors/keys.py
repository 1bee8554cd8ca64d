"""What a security key says and how it is read (WebAuthn, by py_webauthn); knows no rows and writes nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from proposals.administration.factors.secrets import ISSUER
from proposals.models import SecurityKey, User

LONGEST = 20_000  # letters; a key says some hundred, with a certificate some thousand
WAITS = 60_000  # milliseconds in which a person finds the key and touches it
WAYS = {one.value for one in AuthenticatorTransport}


class BadKey(Exception):
    """What came is no answer of a key, or not to this question, or not of this key."""


@dataclass(frozen=True)
class NewKey:
    """What is kept of a key: its number, its public half, how often it was used, how it is plugged in."""

    credential: str
    public_key: str
    uses: int
    ways: str


def own_site() -> tuple[str, str]:
    """The address at which keys are asked, and its name as keys know it; ("", "") where they cannot be: browsers
    serve them by https (or on localhost) and under a name, never under a number."""
    parts = urlsplit(settings.DESK_URL)
    name = parts.hostname or ""
    secure = parts.scheme == "https" or name == "localhost"
    named = not name.replace(".", "").isdigit() and ":" not in name
    return (f"{parts.scheme}://{parts.netloc}", name) if secure and name and named else ("", "")


def _policy() -> UserVerificationRequirement:
    return UserVerificationRequirement(settings.FACTOR_KEY_PIN)


def _must_verify() -> bool:
    return _policy() == UserVerificationRequirement.REQUIRED


def _described(keys: Iterable[SecurityKey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(key.credential),
            transports=[AuthenticatorTransport(way) for way in key.ways.split()] or None,
        )
        for key in keys
    ]


def options_of_new(user: User, keys: Iterable[SecurityKey]) -> dict[str, Any]:
    """What the browser is told to make a key for this account; a key that is bound already makes none."""
    options = generate_registration_options(
        rp_id=own_site()[1],
        rp_name=ISSUER,
        user_name=user.username,
        user_display_name=str(user),
        user_id=f"banli:{user.pk}".encode(),
        timeout=WAITS,
        exclude_credentials=_described(keys),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_policy()
        ),
    )
    return dict(json.loads(options_to_json(options)))


def options_of_asked(keys: Iterable[SecurityKey]) -> dict[str, Any]:
    """What the browser is told to ask one of these keys."""
    options = generate_authentication_options(
        rp_id=own_site()[1], timeout=WAITS, allow_credentials=_described(keys), user_verification=_policy()
    )
    return dict(json.loads(options_to_json(options)))


def read_new_key(said: str, challenge: str) -> NewKey:
    """The key that was made in answer to this challenge. Raises BadKey."""
    origin, name = own_site()
    answer = _read(said)
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=name,
            expected_origin=origin,
            require_user_verification=_must_verify(),
        )
    except Exception as error:
        raise BadKey(str(error)) from error
    told = answer["response"].get("transports")
    ways = [one for one in told if isinstance(one, str) and one in WAYS] if isinstance(told, list) else []
    return NewKey(
        bytes_to_base64url(found.credential_id),
        bytes_to_base64url(found.credential_public_key),
        found.sign_count,
        " ".join(dict.fromkeys(ways)),
    )


def number_of_key(said: str) -> str:
    """Which key answers, by its number. Raises BadKey."""
    try:
        return str(parse_authentication_credential_json(_read(said)).id)
    except Exception as error:
        raise BadKey(str(error)) from error


def uses_of_answer(said: str, challenge: str, key: SecurityKey) -> int:
    """How often this key says that it was used, in an answer to this challenge that it signed. Whether that is more
    than before is looked at by who knows the row. Raises BadKey."""
    origin, name = own_site()
    try:
        found = verify_authentication_response(
            credential=_read(said),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=name,
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=0,
            require_user_verification=_must_verify(),
        )
    except Exception as error:
        raise BadKey(str(error)) from error
    return found.new_sign_count


def _read(said: str) -> dict[str, Any]:
    if len(said) > LONGEST:
        raise BadKey("too long")
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise BadKey("no JSON") from error
    if not isinstance(found, dict):
        raise BadKey("no object")
    return found

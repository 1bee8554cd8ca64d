"""What of a second step stands in the database, and what makes nothing of it without the server's key."""

import base64
import hashlib
import hmac

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import constant_time_compare

from proposals.formats.one_time import make_code, read_code

HALF_MINUTE = 30
ISSUER = "建议办理台"
CODES = 10


class LostKey(Exception):
    """The server's key is another than the one with which this was enciphered."""


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"banli " + purpose).derive(key.encode())


def _ciphers() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, b"second factor"))) for key in keys])


def new_secret() -> str:
    """A secret for a telephone, enciphered."""
    return keep_secret(pyotp.random_base32())


def keep_secret(letters: str) -> str:
    """This secret, as the database keeps it."""
    return _ciphers().encrypt(letters.encode()).decode()


def open_secret(enciphered: str) -> str:
    """The secret in the letters that a telephone takes. Raises LostKey."""
    try:
        return _ciphers().decrypt(enciphered.encode()).decode()
    except InvalidToken:
        raise LostKey from None


def telephone_address(enciphered: str, username: str) -> str:
    """What the square on the page says to the telephone."""
    return pyotp.TOTP(open_secret(enciphered)).provisioning_uri(name=username, issuer_name=ISSUER)


def code_at(enciphered: str, step: int) -> str:
    """The code of that half minute."""
    return str(pyotp.TOTP(open_secret(enciphered)).at(step * HALF_MINUTE))


def step_of_code(enciphered: str, typed: str, now: float, after: int) -> int | None:
    """Which half minute the code is of: this one, the one before or the one to come, none up to `after`; None for a
    code of no such one."""
    here = int(now) // HALF_MINUTE
    found = [step for step in (here, here - 1, here + 1) if constant_time_compare(code_at(enciphered, step), typed)]
    return next((step for step in found if step > after), None)


def new_recovery_codes() -> list[str]:
    """Ten codes for paper."""
    return [make_code() for _ in range(CODES)]


def recovery_digests(typed: str, user_pk: int) -> list[str]:
    """What may stand in the database for a code as it was typed; [] for words that are no code. The newest key first:
    it is the one to write with."""
    code = read_code(typed)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    said = f"{user_pk}:{code}".encode()
    return [hmac.new(_derived(key, b"recovery"), said, hashlib.sha256).hexdigest() for key in keys] if code else []

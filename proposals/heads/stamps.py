"""Time stamps (RFC 3161): where a time stamp authority is named, it signs that each head was there at that time. One
that is away keeps no head from going out; what it missed is stamped when it is back."""

import base64
import datetime as dt
import hashlib
import http.client
import logging
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from rfc3161_client import (
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.base import HashAlgorithm

from proposals.heads.ask import post_to
from proposals.models.journal.head import HeadStamp, SignedHead

logger = logging.getLogger(__name__)
TRIED_FOR = dt.timedelta(days=30)  # a stamp that comes later says little
MOST_AT_ONCE = 40
CLOCKS_DIFFER = dt.timedelta(minutes=5)
QUERY = "application/timestamp-query"
SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


def unstamped_heads() -> list[SignedHead]:
    """What the authority has not signed yet, the oldest first; nothing where none is named."""
    if not settings.HEAD_TSA:
        return []
    since = timezone.now() - TRIED_FOR
    return list(SignedHead.objects.filter(at__gte=since, stamp=None).order_by("pk"))


def stamp_heads() -> int:
    """Have the heads stamped, so many in one run; it ends with the first that fails. Returns how many were."""
    done = 0
    for head in unstamped_heads()[:MOST_AT_ONCE]:
        try:
            response, at = _ask_either_way(head)
        except (OSError, ValueError, VerificationError, http.client.HTTPException) as error:
            logger.warning("末笔的时间戳没有盖上：%s %s", type(error).__name__, error)
            break
        facts = {"at": at, "tsa": settings.HEAD_TSA[:200], "response": base64.b64encode(response).decode()}
        HeadStamp.objects.get_or_create(head=head, defaults=facts)
        done += 1
    return done


def _ask_either_way(head: SignedHead) -> tuple[bytes, dt.datetime]:
    """With the authority's certificates in the answer; where those cannot be read (OpenSSL's stand in no order, which
    DER asks for), without them."""
    try:
        return _ask_stamp(head, with_certificates=True)
    except ValueError:
        return _ask_stamp(head, with_certificates=False)


def _ask_stamp(head: SignedHead, *, with_certificates: bool) -> tuple[bytes, dt.datetime]:
    """The answer of the authority and the time that it names. Raises ValueError for one that is not for this head."""
    text = head.text.encode()
    asked = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256)
    request = asked.cert_request(cert_request=with_certificates).build()
    status, answer = post_to(settings.HEAD_TSA, request.as_bytes(), QUERY)
    if status != http.HTTPStatus.OK:
        raise ValueError(f"status {status}")
    response = decode_timestamp_response(answer)
    if why := why_not_stamped(answer, head.text):
        raise ValueError(why)
    if response.tst_info.nonce != request.nonce:
        raise ValueError("nonce")
    if settings.HEAD_TSA_CERT and (why := why_not_trusted(answer, head.text, Path(settings.HEAD_TSA_CERT))):
        raise ValueError(why)
    return answer, response.tst_info.gen_time


def read_stamp(answer: bytes) -> TimeStampResponse:
    """The stamp. Raises ValueError for what is none."""
    response = decode_timestamp_response(answer)
    if response.status != 0:
        raise ValueError("not granted")
    return response


def why_not_stamped(answer: bytes, text: str) -> str:
    """Why this is no stamp of this text, "" where it is; whose it is, is not asked."""
    try:
        imprint = read_stamp(answer).tst_info.message_imprint
    except (ValueError, TypeError):
        return "读不出来"
    right = imprint.hash_algorithm == SHA256 and imprint.message == hashlib.sha256(text.encode()).digest()
    return "" if right else "说的不是这一份末笔"


def why_not_trusted(answer: bytes, text: str, certificates: Path) -> str:
    """Why this is no stamp of this text by an authority that these certificates (PEM) vouch for, "" where it is.
    Raises OSError or ValueError for a file that holds none."""
    known = x509.load_pem_x509_certificates(certificates.read_bytes())
    roots = [one for one in known if one.issuer == one.subject] or known
    between = [one for one in known if one not in roots]
    for own in (None, *between):  # the authority's own certificate: in the answer, or among these
        verifier = VerifierBuilder(roots=roots, intermediates=between, tsa_certificate=own).build()
        try:
            verifier.verify_message(read_stamp(answer), text.encode())
        except (VerificationError, ValueError, TypeError):
            continue
        return ""
    return "不是写明的时间戳机构签的"

"""One POST to a server of others: no redirect is followed, no more is read than was to be expected."""

import http.client
import ssl
from urllib.parse import urlsplit

SECONDS = 10  # that the other side may take
LONGEST_ANSWER = 300_000  # bytes


class NotArrived(ValueError):
    """Something that did not arrive, with the sentence that people read."""


def post_to(address: str, content: bytes, kind: str) -> tuple[int, bytes]:
    """Status and answer. Raises NotArrived, OSError or HTTPException."""
    parts = urlsplit(address)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise NotArrived("地址不对")
    there: http.client.HTTPConnection
    if parts.scheme == "https":
        secure = ssl.create_default_context()
        there = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS, context=secure)
    else:
        there = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    try:
        there.request("POST", parts.path or "/", content, {"Content-Type": kind})
        answer = there.getresponse()
        found = answer.read(LONGEST_ANSWER + 1)
        if len(found) > LONGEST_ANSWER:
            raise NotArrived("对方的回答太长")
        return answer.status, found
    finally:
        there.close()

"""Text messages: one small way out, chosen by SMS_URL. Off, into files (the demo), or a gateway of the office.

A gateway is asked by one POST of JSON, {"phone": …, "text": …}, with SMS_TOKEN as bearer; any 2xx means that it took
the message. A message that cannot be sent is logged and never stops the work it belongs to.
"""

import json
import logging
import re
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

logger = logging.getLogger(__name__)
TIMEOUT = 10  # s


def can_reach(phone: str) -> bool:
    """Whether a message can be sent to that number from here: a mobile of the mainland, and a way out."""
    return bool(settings.SMS_URL) and bool(re.fullmatch(r"(?:\+?86)?1[3-9][0-9]{9}", re.sub(r"[ -]", "", phone)))


def send_text(phone: str, text: str) -> bool:
    """Hand a message over, outside any transaction; False when it was not taken."""
    if not can_reach(phone):
        return False
    try:
        if settings.SMS_URL == "file":
            _into_file(phone, text)
        else:
            _to_gateway(phone, text)
    except (OSError, ValueError):  # URLError is an OSError
        logger.exception("短信没有发出")
        return False
    return True


def _into_file(phone: str, text: str) -> None:
    folder = Path(settings.SMS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{timezone.now():%Y%m%d-%H%M%S-%f}.txt").write_text(f"{phone}\n{text}\n", encoding="utf-8")


def _to_gateway(phone: str, text: str) -> None:
    if urlsplit(settings.SMS_URL).scheme not in ("http", "https"):
        raise ValueError("SMS_URL")
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    data = json.dumps({"phone": phone, "text": text}).encode()
    request = urllib.request.Request(settings.SMS_URL, data, headers)  # noqa: S310 - http and https only, above
    urllib.request.urlopen(request, timeout=TIMEOUT).close()  # noqa: S310

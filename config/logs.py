"""What never reaches a log: the token of a deputy's link, to an answer or to a 回访; and the same traceback by the
thousand."""

import logging
import re

from proposals.web.failures import is_store_failure

TOKEN = re.compile(r"((?:/|%2F)[dr](?:/|%2F))[^\s?\"'<>]+", re.IGNORECASE)


class HideTokens(logging.Filter):
    """Writes /d/… for /d/<token>, in the message and in a traceback, whichever logger the line comes from."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = hide(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = hide(record.exc_text)
        return True


class ShortFailures(logging.Filter):
    """Of a store that fails every request would write a traceback, and so would what cannot be read: a line says
    enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        refused = getattr(record, "status_code", 500) < 500  # by Django, of a request (Host, body, cookie)
        if record.exc_info and (refused or is_store_failure(record.exc_info[1])):
            record.exc_info = None
        return True


def hide(text: str) -> str:
    return TOKEN.sub(r"\1…", text)

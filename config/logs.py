"""What never reaches a log: the token of a deputy's link, to an answer or to a 回访."""

import logging
import re

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


def hide(text: str) -> str:
    return TOKEN.sub(r"\1…", text)

"""A day as people write it in figures: 2027-1-18, 2027/01/18, 2027.1.18, 2027年1月18日, 20270118."""

import re
import unicodedata

_WHOLE = re.compile(
    "([0-9]{4})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})[日号.]?|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_NO_YEAR = re.compile("[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}[日号]?")


def squeeze_day(typed: str) -> str:
    """The text without blanks, its full-width figures and signs made plain."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))


def split_day(written: str) -> tuple[int, int, int] | None:
    """Year, month and day as they are written, of a text without blanks; whether there is such a day is not asked.
    None for what is no whole date."""
    match = _WHOLE.fullmatch(written)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    return year, month, day


def lacks_year(written: str) -> bool:
    """Whether it is a month and a day alone: 3月5日."""
    return _NO_YEAR.fullmatch(written) is not None

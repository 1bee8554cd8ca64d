"""Dates and days left in words, as pages, messages and records write them; and figures as people type them."""

import datetime as dt

FIGURE = "[0-9０-９]"  # in a pattern: not \d, which is every script's digits
_HALF = str.maketrans("０１２３４５６７８９", "0123456789")


def half(text: str) -> str:
    """The text with its full-width figures made plain, character for character. Other scripts' digits, ① and Ⅳ stay:
    nobody types a number of the office with them."""
    return text.translate(_HALF)


def typed_number(typed: str, longest: int = 9) -> int | None:
    """A number a person typed, in plain or full-width figures; None for anything else, and for more figures than
    `longest`."""
    plain = half(typed)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= longest else None


def cn_date(day: dt.date | None) -> str:
    """2024年3月5日, without padding zeros; nothing for nothing. A moment is read in its own zone."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def days_left(days: int | None) -> str:
    """Working days left in words: 还剩5个工作日, 今天到期, 已超期1个工作日; nothing when there is no date."""
    if days is None:
        return ""
    if days < 0:
        return f"已超期{-days}个工作日"
    return f"还剩{days}个工作日" if days else "今天到期"

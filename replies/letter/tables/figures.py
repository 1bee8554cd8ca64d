"""Figures as cells have them: 1,234.5, 12个, 85%, －3, —."""

import re
from dataclasses import dataclass
from decimal import Decimal

from proposals.formats.chinese import half

_FIGURE = re.compile(
    r"(?P<sign>[-－−+＋]?)(?P<whole>[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]{1,15})(?:[.．](?P<part>[0-9]{1,9}))?"
    r"[ \u3000]*(?P<unit>[%％‰]|[A-Za-z²³/℃°]{1,6}|个月|[\u4e00-\u9fff/／²³]{1,6})?"
)
# 2024年, 3月, 第5号 name a thing and count nothing.
_NAMED = re.compile("[年月日号届]")
_NONE = re.compile("[-－—–−/／]{1,3}|…{1,2}")
_SPAN = re.compile(r"[0-9.．]{1,12}[ ]?(?:[-－—–~～至/／:：][ ]?[0-9.．]{1,12}){1,2}[%％]?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts; `unit` "" for a bare one, "%" for ％ too."""

    value: Decimal
    unit: str
    places: int  # behind the point


def read_figure(text: str) -> Figure | None:
    """The figure that is the whole of a cell."""
    found = _FIGURE.fullmatch(half(text.strip()))
    if not found:
        return None
    unit = (found["unit"] or "").replace("％", "%")
    if unit != "个月" and _NAMED.search(unit):
        return None
    part = found["part"] or ""
    value = Decimal(f"{re.sub('[,，]', '', found['whole'])}.{part or 0}")
    return Figure(-value if found["sign"] in ("-", "－", "−") and found["sign"] else value, unit, len(part))


def is_figure(text: str) -> bool:
    """Whether a cell stands in a column of figures: a number, with its unit or not, from … to, or a dash for none."""
    text = text.strip()
    return read_figure(text) is not None or is_blank(text) or bool(_SPAN.fullmatch(half(text)))


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing to count: empty, —, ／."""
    text = text.strip()
    return not text or bool(_NONE.fullmatch(text))

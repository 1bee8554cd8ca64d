"""A row of boxes with one of them ticked: 办理结果：☑已解决 □正在解决 □留作参考."""

import re
from collections.abc import Sequence

from replies.letter.snapshot import CLASSIFICATIONS, DISCLOSURES

# What Word, WPS and people put for a ticked box and for an empty one.
_TICKED, _EMPTY = "☑☒✅✓✔√■●◉", "□☐○◯◻▢"
_BOTH = re.compile(rf"[{_EMPTY}]\s*[√✓✔]|[（(\[【]\s*[√✓✔]\s*[）)\]】]")
_NEITHER = re.compile(r"[（(\[【]\s*[）)\]】]")
_MARK = re.compile(f"[{_TICKED}{_EMPTY}]")
_ENDS = " \t\u3000，,；;、。．.：:（）()"
# Other ways to say one of the six: 已经解决.
_ALSO = {"已经采纳": "已采纳", "已经解决": "已解决", "留做参考": "留作参考", "暂时难以解决": "暂难解决"}


def ticked_options(text: str) -> list[str] | None:
    """The options whose box is ticked; None where the text is no row of boxes."""
    row = _NEITHER.sub("□", _BOTH.sub("☑", text.strip()))
    marks = list(_MARK.finditer(row))
    if not marks:
        return None
    first = marks[0].start() == 0
    ends = [*(mark.start() for mark in marks[1:]), len(row)]
    starts = [0, *(mark.end() for mark in marks[:-1])]
    spans = (
        [(mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
        if first
        else [(start, mark.start()) for start, mark in zip(starts, marks, strict=True)]
    )
    options = [row[start:end].strip(_ENDS) for start, end in spans]
    return [option for option, mark in zip(options, marks, strict=True) if mark[0] in _TICKED and option]


def read_classification(text: str) -> str:
    """One of CLASSIFICATIONS, where the words or a single ticked box say it; "" where only a person knows."""
    said = _said(text)
    return next((one for one in (said, _ALSO.get(said, "")) if one in CLASSIFICATIONS), "")


def read_disclosure(text: str) -> str:
    """One of DISCLOSURES: 主动公开（全文）, 不予公开. 主动公开 alone leaves open how much."""
    said = re.sub("[（(·.]+", "·", _said(text)).rstrip("）)")
    said = re.sub("^不予公开$", "不公开", re.sub("(?<=全文|摘要)公开$", "", said))
    return said if said in DISCLOSURES else ""


def _said(text: str) -> str:
    ticked: Sequence[str] | None = ticked_options(text)
    if ticked is not None:
        return re.sub(r"\s", "", ticked[0]) if len(ticked) == 1 else ""
    return re.sub(r"\s", "", text)

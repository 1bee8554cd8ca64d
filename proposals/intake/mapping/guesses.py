"""What each column of a list may be, and why: by its heading, else by what stands below it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from proposals.intake import cells
from proposals.intake.tables.aside import is_blank
from proposals.intake.tables.columns import LEAST_FOUND, TOGETHER, Header, claim_columns
from proposals.intake.tables.kept import KeptTable
from proposals.intake.tables.sheet import Unusable, Value, column_letter

UNDECIDED = "?"
SAMPLES, LOOKED_AT, SHOWN = 3, 30, 28
WHOLE = {column: together for together, column in TOGETHER.items()}
TOGETHER_MEANS = {"提出人": "第一位算领衔，其余算附议", "承办单位": "没有分主办、会办"}
ORDINALS, ORDINAL = ("序号", "流水号", "顺序号", "行号"), "只是行号，不登记"
# Headings whose values look like a number, a name or a day of ours, and are none.
NEVER = (*ORDINALS, "备注", "附件", "联系人", "经办人", "经办", "电话", "联系电话", "手机", "状态")


@dataclass(frozen=True)
class Reading:
    """What a column is taken for, why, and whether that is to be looked at."""

    field: str
    reason: str
    doubtful: bool = False
    rival_for: str = ""


@dataclass(frozen=True)
class Guess(Reading):
    """One column of the file. `field` is UNDECIDED where one must choose."""

    at: int = 0
    name: str = ""
    samples: Sequence[str] = ()

    @property
    def letter(self) -> str:
        return str(get_column_letter(self.at + 1))


def guess_columns(table: KeptTable, header: Header) -> list[Guess]:
    """Every column that has a heading or a value, in their order."""
    more = [""] * (table.width - len(header.names))
    names, meant = header.whole_names + more, header.names + more
    rows = [values for number, values in table.rows if number > header.row]
    below = [[row[at] for row in rows if at < len(row) and not is_blank(row[at])] for at in range(len(names))]
    found = [_by_heading(at, header) for at in range(len(header.names))] + [Reading("", "没有列名，不登记")] * len(
        more
    )
    open_to = [
        at
        for at, one in enumerate(found)
        if not one.field and (not meant[at] or (header.found < LEAST_FOUND and meant[at] not in NEVER))
    ]
    _by_values(found, open_to, below)
    found = [_compared(at, one, header, rows) for at, one in enumerate(found)]
    return [
        Guess(
            one.field,
            one.reason,
            one.doubtful,
            one.rival_for,
            at,
            names[at],
            [_shown(value) for value in below[at][:SAMPLES]],
        )
        for at, one in enumerate(found)
        if names[at] or below[at]
    ]


def _by_heading(at: int, header: Header) -> Reading:
    claims, whole = claim_columns(header)
    name, meant = header.names[at], header.meant[at]
    column = next((column for column, places in claims.items() if at in places), "")
    if not column:
        if meant:
            return Reading("", f"已有{TOGETHER.get(meant, meant)}一列，不登记")
        return Reading("", ORDINAL if name in ORDINALS else "不认识，不登记" if name else "没有列名，不登记")
    if len(claims[column]) > 1:
        others = "、".join(column_letter(place) for place in claims[column] if place != at)
        return Reading(UNDECIDED, f"和{others}都像{column}", doubtful=True, rival_for=column)
    if column in whole:
        return Reading(WHOLE[column], TOGETHER_MEANS[WHOLE[column]])
    return Reading(column, "就是这一栏的名字" if name == column else f"“{name}”就是{column}")


def _compared(at: int, one: Reading, header: Header, rows: Sequence[Sequence[Value]]) -> Reading:
    """Of a column that one must choose, in how many rows it differs from the first of its rivals; of two that say the
    same the first is taken."""
    if one.field != UNDECIDED:
        return one
    [places] = [places for places in claim_columns(header)[0].values() if at in places]
    other = next(place for place in places if place != at)
    pairs = [[row[place] if place < len(row) else None for place in (at, other)] for row in rows]
    different = sum(_plain(mine) != _plain(its) for mine, its in pairs)
    if different or len(places) > 2:
        return replace(one, reason=f"{one.reason}，和{column_letter(other)}有{different}行不同")
    field, said = (one.rival_for, "读这一列") if at < other else ("", "不登记")
    return replace(one, field=field, reason=f"{one.reason}，内容一样，{said}")


def _plain(value: Value) -> str:
    return value.reason if isinstance(value, Unusable) else cells.read_compact(value)


def _by_values(found: list[Reading], open_to: Sequence[int], below: Sequence[Sequence[Value]]) -> None:
    """A field that no heading names may be known by what stands below one."""
    taken = {TOGETHER.get(one.field, one.field) for one in found}
    free = list(open_to)
    for column, fits in LOOKS:
        at = next((at for at in free if column not in taken and _all_fit(below[at][:LOOKED_AT], fits)), None)
        if at is not None:
            found[at] = Reading(column, f"内容像{column}，请核对", doubtful=True)
            free.remove(at)


def _all_fit(values: Sequence[Value], fits: Callable[[str], bool]) -> bool:
    words = [cells.read_compact(value) for value in values if not isinstance(value, Unusable)]
    return bool(words) and all(fits(word) for word in words)


def _like(pattern: str) -> Callable[[str], bool]:
    return lambda word: re.fullmatch(pattern, word) is not None


def _is_day(word: str) -> bool:
    try:
        return bool(cells.read_date(word))
    except cells.Wrong:
        return False


# What stands in a column, where its heading says nothing; the surest first.
LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("标题", _like("《?关于.*(?:建议|提案|意见)》?")),
    ("届次", _like(".*届.*次.*")),
    ("交办日期", _is_day),
    ("件号", _like(r"(?:.*第)?[A-Za-z台\-]{0,4}\d{2,12}号?|闭会.*\d+号?")),
    ("主办单位", _like(".{1,20}(?:局|委|办|中心|公司|支队|镇|街道|政府|办公室|委员会)")),
    ("领衔代表", _like(r"[\u3400-\u9fff·]{2,4}")),
)


def _shown(value: Value) -> str:
    return "（读不了）" if isinstance(value, Unusable) else cells.shown_day(value, SHOWN)

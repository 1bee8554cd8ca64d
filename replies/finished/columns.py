"""The list of finished years: its columns, and its rows out of a file. What a suggestion is, is named as in the list
of 交办 (proposals.intake.tables); here are the columns of the answer."""

import re
from collections.abc import Iterator, Sequence

from proposals.intake.tables import columns, list_reader
from proposals.intake.tables.aside import is_total
from proposals.intake.tables.sheet import ROWS_MOST, ListRow, ListSheet, Table, UnreadableList, Value
from replies.letter.questions import QUESTIONS, RESULT

ASKED = (
    *("届次", "件号", "类别", "标题", "建议内容", "领衔代表", "附议代表", "主办单位", "会办单位"),
    *(columns.PART, "交办日期"),
)
# What each column of the answer is called in lists of other offices.
ANSWERED = {
    "答复日期": ("答复日期", "答复时间", "办复日期", "办复时间", "回复日期", "回复时间", "办结日期", "办结时间"),
    "发文字号": ("发文字号", "文号", "答复文号", "发文号", "答复发文字号"),
    "办理结果": ("办理结果", "办理结果分类", "结果分类", "答复分类", "办理情况分类"),
    "公开属性": ("公开属性", "公开情况", "是否公开", "公开方式", "公开类别", "复文公开属性"),
    **{one.about: (one.about, f"{one.short}评价", one.label, f"{one.label}满意度") for one in QUESTIONS},
    "意见和建议": ("意见和建议", "代表意见", "代表意见和建议", "反馈意见", "代表反馈"),
    "承诺事项": ("承诺事项", "承诺", "承诺内容", "跟踪事项", "下一步承诺"),
    "承诺完成日期": ("承诺完成日期", "承诺期限", "承诺完成时间", "计划完成日期", "计划完成时间"),
    "兑现日期": ("兑现日期", "兑现时间", "完成日期", "落实日期", "兑现情况"),
    "答复正文": ("答复正文", "答复内容", "答复全文", "复文", "答复"),
}
# One mark a case is the mark of its result.
ANSWERED[RESULT.about] = (
    *(RESULT.about, f"{RESULT.short}评价", f"{RESULT.label}满意度"),
    *("代表评价", "满意度", "代表满意度", "满意情况", "评价"),
)
COLUMNS = (*ASKED, *ANSWERED)
REQUIRED = ("届次", "件号", "标题", "领衔代表", "主办单位", "交办日期", "答复日期")
NAMES = {name: column for column in ASKED for name in columns.NAMES.get(column, columns.PART_NAMES)} | {
    name: column for column, names in ANSWERED.items() for name in names
}
# A column that may hold the whole of two.
WHOLE = {name: pair[0] for pair, names in columns.OF_ALL.items() for name in names}
NAMES_APART = re.compile(r"[、，,；;/\n](?![^（()]*[）)])")
LEAST_FOUND = 3


def read_finished(content: bytes) -> ListSheet:
    """The rows of a list of finished years. Raises UnreadableList."""
    return _of_tables([table.as_table() for table in list_reader.open_tables(content)])


def _of_tables(tables: Sequence[Table]) -> ListSheet:
    heads = [(*_head(table), table) for table in tables]
    number, names, table = max(heads, key=lambda head: len(set(head[1]) & NAMES.keys()), default=(0, [], None))
    places = _places(names)
    if table is None or len(places) < LEAST_FOUND:
        raise UnreadableList("没有找到表头。请下载模板，把往年的件贴进去再交。")
    if missing := [column for column in REQUIRED if column not in places]:
        raise UnreadableList(f"第{number}行的表头少了{len(missing)}列：{'、'.join(missing)}。请补上再交。")
    result = ListSheet([], _notes(names, places))
    for row in _rows(table, number, places, result.notes):
        result.rows.append(row)
        if len(result.rows) > ROWS_MOST:
            raise UnreadableList(f"名单超过{ROWS_MOST}行，请分成几份再交。")
    if not result.rows:
        raise UnreadableList("表头下面没有内容，没有要补录的。")
    return result


def _head(table: Table) -> tuple[int, list[str]]:
    """The row among the first that names most columns, and the names that stand in it."""
    lines = [[columns.read_heading(value) for value in row] for row in table.top]
    known = {*NAMES, *WHOLE}
    best = max(range(len(lines)), key=lambda at: len(set(lines[at]) & known), default=None)
    return (0, []) if best is None else (best + 1, lines[best])


def _places(names: Sequence[str]) -> dict[str, int]:
    """Which column of the file is which of ours. Raises UnreadableList where two could be the same."""
    places: dict[str, int] = {}
    for at, name in enumerate(names):
        if not (column := NAMES.get(name)):
            continue
        if column in places:
            raise UnreadableList(
                f"“{names[places[column]]}”“{name}”都像是{column}，不知道该读哪一列。请只留一列，再交一次。"
            )
        places[column] = at
    for at, name in enumerate(names):
        if name in WHOLE:
            places.setdefault(WHOLE[name], at)
    return places


def _notes(names: Sequence[str], places: dict[str, int]) -> list[str]:
    read = [f"“{names[at]}”读作{column}" for column, at in places.items() if names[at] != column]
    extra = [name for at, name in enumerate(names) if name and at not in places.values()]
    notes = [f"表头里{'，'.join(read)}。"] if read else []
    return notes + ([f"这几列没有读取：{'、'.join(extra)}。"] if extra else [])


def _rows(table: Table, head: int, places: dict[str, int], notes: list[str]) -> Iterator[ListRow]:
    merged = table.merged()
    aside: list[int] = []
    totals: list[int] = []
    whole = "附议代表" not in places
    for number, values in table.below(head):
        cells = {column: values[at] if at < len(values) else None for column, at in places.items()}
        full = [value for value in cells.values() if value is not None and str(value).strip()]
        if not full:
            continue
        if is_total(values, cells):
            totals.append(number)
            continue
        if len(full) == 1:
            aside.append(number)
            continue
        read = {
            column: merged.value(number, at + 1, cells[column], shared=column in columns.SHARED)
            for column, at in places.items()
        }
        yield ListRow(number, _parted(read) if whole else read)
    if totals:
        notes.append(f"第{'、'.join(map(str, totals))}行是合计，没有读取。")
    if aside:
        notes.append(f"第{'、'.join(map(str, aside))}行不像一件建议，没有读取。")


def _parted(cells: dict[str, Value]) -> dict[str, Value]:
    """Where all who proposed stand in one cell, the first leads."""
    names = cells.get("领衔代表")
    if not isinstance(names, str):
        return cells
    first, *others = [one.strip() for one in NAMES_APART.split(names) if one.strip()] or [names]
    return {**cells, "领衔代表": first, "附议代表": "、".join(others) or None}

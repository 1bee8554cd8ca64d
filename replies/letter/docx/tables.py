"""Which tables hold the letter itself: 发文稿纸, a letter in one column, 文号 beside 签发人, 抄送 over 印发.

Every other is data and becomes a table of the text (data_tables.py); above the letter it is none of it, and is told.
"""

import re
from collections.abc import Iterator, Sequence

from replies.letter.docx.data_tables import table_lines
from replies.letter.docx.ends import is_dressing
from replies.letter.docx.labels import FORM_LABELS, LABEL_NAMES, label_name, read_marks, split_labelled, squeeze
from replies.letter.docx.markup.lines import BODY_STYLE, Item, Line, Missing, Table
from replies.letter.docx.shapes import OPENING, opens_letter
from replies.letter.tables.mark import is_caption, is_row, join_unit, read_unit

# So many labels of an office's paper make a form of it.
FEWEST_LABELS = 3
_HANDLING = "办理情况"
_FORM_NAMES = {name for name in LABEL_NAMES if name not in ("联系人", "联系电话", "日期", "编号", "地址", "类别")}


def open_tables(items: Sequence[Item]) -> list[Item]:
    """The same in one row: the lines of tables that hold the letter, a note for every other table."""
    found: list[Item] = []
    in_letter = False
    comes = _opens(items)
    for item in items:
        above = comes and not in_letter
        opened = _opened(item, in_letter=in_letter, above=above) if isinstance(item, Table) else [item]
        in_letter = in_letter or any(isinstance(one, Line) and opens_letter(one) for one in opened)
        if _row(opened[:1]):
            _end_above(found)
        found += opened
    return found


def _end_above(found: list[Item]) -> None:
    """What stands above a table, so that it stays one of its own: a blank line below another table, and 单位：万元
    behind the caption."""
    if last := _row(found[-1:]):
        found.append(Line("", last.paragraph, BODY_STYLE))
        return
    lines = [item for item in found[-2:] if isinstance(item, Line)]
    if len(lines) == 2 and is_caption(lines[0].text) and (unit := read_unit(lines[1].text)):
        lines[0].text = join_unit(lines[0].text, unit)
        found.pop()


def _row(items: Sequence[Item]) -> Line | None:
    return next((item for item in items if isinstance(item, Line) and is_row(item.text)), None)


def _opens(items: Sequence[Item]) -> bool:
    """Whether a letter begins anywhere in them."""
    return any(
        any(map(_opens, (cell for row in item.rows for cell in row)))
        if isinstance(item, Table)
        else isinstance(item, Line) and opens_letter(item)
        for item in items
    )


def _opened(table: Table, *, in_letter: bool, above: bool) -> list[Item]:
    """What stands for a table; `above` the letter, which is yet to come, data are no part of it."""
    rows = [[open_tables(cell) for cell in row] for row in table.rows]
    rows = [kept for row in rows if (kept := [cell for cell in row if cell])]
    texts = [[_words(cell) for cell in row] for row in rows]
    flat = [text for row in texts for text in row if text]
    lines = [one for row in rows for cell in row for one in cell if isinstance(one, Line)]
    if not lines:
        return [item for row in rows for cell in row for item in cell]
    if sum(squeeze(text).rstrip("：:") in FORM_LABELS for text in flat) > 1:
        return list(_handling_form(rows))
    labels = [name for text in flat if (name := _name_of(text)) in _FORM_NAMES]
    wide = max(sum(bool(text) for text in row) for row in texts)
    holds = any(opens_letter(line) for line in lines)
    if holds or (len(set(labels)) >= FEWEST_LABELS and not in_letter):
        return [item for row in rows for item in _form_row(row)]
    if wide == 1 or is_dressing([_in_one_line(row) for row in rows]):
        return [item for row in rows for item in _plain_row(row)]
    return [Missing("table")] if above else table_lines(table)


def _words(cell: Sequence[Item]) -> str:
    return "\n".join(item.text for item in cell if isinstance(item, Line))


def _name_of(text: str) -> str:
    found = split_labelled(text.split("\n")[0])
    return found[0] if found else label_name(text)


def _form_row(row: Sequence[list[Item]]) -> Iterator[Item]:
    """A label's value stands in its own cell, or in the next."""
    label = ""
    for cell in row:
        text = _words(cell)
        if name := label_name(text):
            if label:
                yield _empty(label)
            label = name
            continue
        yield from _labelled(cell, label)
        label = ""
    if label:
        yield _empty(label)


def _labelled(cell: list[Item], label: str) -> Iterator[Item]:
    """The lines of a cell, each told what they are; the first may say so itself. 正文 is only text."""
    first = next((item for item in cell if isinstance(item, Line)), None)
    own = split_labelled(first.text) if first is not None and not label else None
    several = len(read_marks(first.text)) > 1 if first is not None and own else False
    if first is not None and own and not several and not OPENING.search(own[1]):
        label, first.text = own
    for item in cell:
        if isinstance(item, Line) and item.text:
            item.label = "" if label == "正文" else label
        if not isinstance(item, Line) or item.text or item.label:
            yield item


def _empty(label: str) -> Line:
    return Line("", label=label)


def _in_one_line(row: Sequence[Sequence[Item]]) -> list[Line]:
    """The lines of a row; where every cell has one, they are read as one: 宝建〔2026〕18号　签发人：陆一鸣."""
    cells = [[item for item in cell if isinstance(item, Line)] for cell in row]
    cells = [cell for cell in cells if cell]
    if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
        first = cells[0][0]
        text = "\t".join(cell[0].text for cell in cells)
        return [Line(text, first.paragraph, first.style, first.look, first.indent)]
    return [line for cell in cells for line in cell]


def _plain_row(row: Sequence[Sequence[Item]]) -> Iterator[Item]:
    yield from _in_one_line(row)
    yield from (item for cell in row for item in cell if not isinstance(item, Line))


def _handling_form(rows: Sequence[Sequence[list[Item]]]) -> Iterator[Item]:
    """办理情况表 has one text that is written for the letter's case; the rest is printed or belongs to the deputy."""
    kept = False
    for row in rows:
        label = ""
        for cell in row:
            text = squeeze(_words(cell)).rstrip("：:")
            if label == _HANDLING and not kept and text:
                kept = True
                yield from _labelled(cell, _HANDLING)
            label = re.sub("[（(].*", "", text)
    yield Line("办理情况表的其他栏目", label="办理情况表")

"""Tables of a letter as a page shows them: real ones, for eyes and for screen readers."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from replies.letter.tables.columns import cell_side, column_sides, has_row_heads
from replies.letter.tables.mark import Cell, Side, Table, find_tables

register = template.Library()

# Characters that stand side by side on a phone, in the deputies' type; a table that needs more rolls sideways.
PHONE_WIDTH = 14
# A line of a cell up to this long is not broken; a longer one has room for so much.
UNBROKEN = 8
# The lines of the only such column, where the table fits then.
NARROWEST = 5
# r: at the right, c: in the middle; beside them t: words that are broken, s: into narrow lines
SHAPES = {Side.RIGHT: "r", Side.CENTRE: "c", Side.LEFT: ""}


@dataclass(frozen=True)
class ShownCell:
    """A cell as HTML has it."""

    text: str
    is_head: bool
    attributes: SafeString


@register.inclusion_tag("replies/_table.html")
def letter_table(table: Table) -> dict[str, Any]:
    """A table with its caption, heads and merged cells, in a frame of its own that rolls sideways where it must."""
    sides, row_heads = column_sides(table), has_row_heads(table)
    widths = [_width_of(table, column, side) for column, side in enumerate(sides)]
    long = [
        column for column, side in enumerate(sides) if side is not Side.RIGHT and _longest(table, column) > UNBROKEN
    ]
    fits = sum(widths) <= PHONE_WIDTH
    narrow = not fits and len(long) == 1 and sum(widths) - UNBROKEN + NARROWEST <= PHONE_WIDTH
    column = long[0] if narrow else None
    rows = [[_shown(cell, sides, row_heads, column) for cell in row] for row in table.rows]
    return {
        "table": table,
        "head": rows[: table.head],
        "body": rows[table.head :],
        "is_wide": not fits and not narrow,
    }


def _shown(cell: Cell, sides: tuple[Side, ...], row_heads: bool, narrow: int | None) -> ShownCell:
    scope = ""
    if cell.head:
        scope = "colgroup" if cell.across > 1 else "col"
    elif row_heads and cell.column == 0 and cell.across == 1 and cell.text:
        scope = "rowgroup" if cell.down > 1 else "row"
    long = "t" if max(map(len, cell.text.split("\n"))) > UNBROKEN else ""
    if narrow is not None and (long or (cell.column == narrow and not cell.head)):
        long = "t s"
    shape = f"{SHAPES[cell_side(cell, sides)]} {long}".strip()
    spans = {"colspan": cell.across, "rowspan": cell.down}
    said = {"scope": scope or None, **{name: count for name, count in spans.items() if count > 1}}
    return ShownCell(cell.text, bool(scope), flatatt({**said, "class": shape or None}))


def _width_of(table: Table, column: int, side: Side) -> int:
    """The characters a column is not narrower than, with the room at its sides."""
    longest = _longest(table, column)
    return 1 + (min(longest, UNBROKEN) if side is not Side.RIGHT else max(longest // 2, 3))


def _longest(table: Table, column: int) -> int:
    """The characters of the longest line below a column's head."""
    texts = [cell.text for cell in table.cells if cell.column == column and cell.across == 1 and not cell.head]
    return max((len(line) for text in texts for line in text.split("\n")), default=0)


@register.inclusion_tag("replies/_written.html")
def written(text: str, lines: bool = False) -> dict[str, Any]:
    """A text as it was typed, its tables as tables; the rest a paragraph, with `lines` a block that keeps blanks."""
    return {"parts": parts_of(text), "as_lines": lines}


@register.filter
def holds_table(text: str) -> bool:
    """Whether a part of a text is a table, with its caption or without."""
    return any(isinstance(part, Table) for part in parts_of(text))


def parts_of(text: str) -> list[str | Table]:
    """The text between the tables, and these, in order; nothing of what is only blank."""
    lines = text.replace("\r\n", "\n").split("\n")
    parts: list[str | Table] = []
    at = 0
    for table in find_tables(lines):
        if not table.refusal:
            parts += ["\n".join(lines[at : table.first]).strip("\n"), table]
            at = table.last + 1
    parts.append("\n".join(lines[at:]).strip("\n") if at else text)
    return [part for part in parts if part]

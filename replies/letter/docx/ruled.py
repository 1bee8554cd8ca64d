"""A table of the text as a table of Word: ruled, its head on every page, cells merged as they are typed.

Columns and sizes are those of the PDF (replies.letter.pdf.ruled); Word breaks the lines of the cells itself.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from replies.letter.pdf.ruled import PADDING, RuledTable, rule_table
from replies.letter.tables.columns import cell_side, column_sides
from replies.letter.tables.mark import Cell, Side, Table

TWENTIETHS = 20  # of a point, Word's unit
# Of a column whose side the text itself says (:--, :-:, --:): its style tells data_tables.py so.
_SAID = {Side.LEFT: "TableLeft", Side.CENTRE: "TableCentre", Side.RIGHT: "TableRight"}
_SIDES = {Side.LEFT: "left", Side.CENTRE: "center", Side.RIGHT: "right"}
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
Run = Callable[[str, str], str]  # the XML of a text, and of what sets its characters apart


def table_markup(table: Table, run: Run) -> str:
    """The caption's paragraph and the table; `run` writes a text."""
    ruled = rule_table(table)
    widths = _whole(ruled.widths)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    padding = round(PADDING * TWENTIETHS)
    look = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_EDGES}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{padding}" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar>'
    )
    rows = "".join(_rows(table, ruled, widths, run))
    caption = f'<w:p><w:pPr><w:pStyle w:val="TableCaption"/></w:pPr>{run(table.caption, "")}</w:p>'
    return (
        f"{caption if table.caption else ''}<w:tbl><w:tblPr>{look}</w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _whole(widths: tuple[float, ...]) -> list[int]:
    """Twentieths of a point whose sum is that of the widths."""
    ends = [round(sum(widths[:at]) * TWENTIETHS) for at in range(len(widths) + 1)]
    return [end - start for start, end in pairwise(ends)]


def _rows(table: Table, ruled: RuledTable, widths: list[int], run: Run) -> Iterator[str]:
    sides = column_sides(table)
    insets = {one.cell.column: one.inset for row in ruled.body for one in row.cells if one.inset}
    set_rows = (*ruled.head, *ruled.body)
    for at, covering in enumerate(table.grid):
        cells = []
        column = 0
        while column < table.columns:
            cell = covering[column]
            side = cell_side(cell, sides)
            inset = insets.get(column, 0.0) if side is Side.RIGHT else 0.0
            width = sum(widths[column : column + cell.across])
            said = table.sides[column] if cell.across == 1 and not cell.head else None
            style = "TableHead" if cell.head else _SAID[said] if said else "TableText"
            cells.append(_cell(cell, style, width, side, inset - PADDING, ruled, run, goes_on=cell.row < at))
            column += cell.across
        head = "<w:tblHeader/>" if at < len(ruled.head) else ""
        height = f'<w:cantSplit/><w:trHeight w:val="{round(set_rows[at].height * TWENTIETHS)}" w:hRule="atLeast"/>'
        height = "" if set_rows[at].tall else height
        yield f"<w:tr><w:trPr>{height}{head}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    cell: Cell, style: str, width: int, side: Side, inset: float, ruled: RuledTable, run: Run, *, goes_on: bool
) -> str:
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    merge = "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
    more = f'<w:spacing w:line="{round(ruled.line * TWENTIETHS)}" w:lineRule="exact"/>'
    if inset > 0:
        more += f'<w:ind w:right="{round(inset * TWENTIETHS)}"/>'
    size = "" if ruled.is_small else '<w:sz w:val="28"/><w:szCs w:val="28"/>'
    lines = [] if goes_on or not cell.text else [run(line, size) for line in cell.text.split("\n")]
    words = "<w:r><w:br/></w:r>".join(lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}<w:jc w:val="{_SIDES[side]}"/></w:pPr>{words}</w:p></w:tc>'
    )

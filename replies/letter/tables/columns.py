"""The columns of a table: which hold figures, where their text stands."""

from replies.letter.tables.figures import is_figure, read_figure
from replies.letter.tables.mark import Cell, Side, Table

# Texts of a column that are all this short stand in its middle, as an office sets 街镇 and 责任单位.
SHORT = 6
LONG = 12  # 注：数据截至2026年3月底
_SERIAL = ("序号", "编号", "号", "No.", "#")


def column_sides(table: Table) -> tuple[Side, ...]:
    """Where the text below the head stands in each column: figures right, short words in the middle, text left;
    where the mark says it, as it says."""
    return tuple(said or _side_of(table, column) for column, said in enumerate(table.sides))


def cell_side(cell: Cell, sides: tuple[Side, ...]) -> Side:
    """Where a cell's text stands: a head and what goes over several columns in the middle, but a note left."""
    if not cell.head and cell.across > 1 and len(cell.text) > LONG:
        return Side.LEFT
    if cell.head or (cell.across > 1 and len({*sides[cell.column : cell.column + cell.across]}) > 1):
        return Side.CENTRE
    return sides[cell.column]


def has_row_heads(table: Table) -> bool:
    """Whether the first column names what its rows are about."""
    texts = [cell.text for cell in _own(table, 0)]
    return table.columns > 1 and any(texts) and not all(map(is_figure, texts))


def _own(table: Table, column: int) -> list[Cell]:
    """The cells below the head that stand in this column alone."""
    return [cell for cell in table.cells if cell.column == column and cell.across == 1 and not cell.head]


def _side_of(table: Table, column: int) -> Side:
    texts = [cell.text for cell in _own(table, column)]
    if all(map(is_figure, texts)) and any(map(read_figure, texts)):
        heads = [cell.text for cell in table.cells if cell.head and cell.column == column]
        return Side.CENTRE if any(head in _SERIAL for head in heads) else Side.RIGHT
    lines = [line for text in texts for line in text.split("\n")]
    return Side.CENTRE if max(map(len, lines), default=0) <= SHORT else Side.LEFT

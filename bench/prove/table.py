"""What a proof shows: rows of figures, and what was found wrong beside them."""

import sys
import unicodedata

WIDEST = 60


class Table:
    """Columns, rows, and the faults of each row; what has none has shown what it was to show."""

    def __init__(self, *columns: str) -> None:
        self.columns, self.rows, self.wrong = columns, list[tuple[str, ...]](), list[str]()

    def add(self, *cells: object, wrong: list[str]) -> None:
        """A row, and sentences for what is wrong in it."""
        self.rows.append((*(str(cell) for cell in cells), "ok" if not wrong else f"{len(wrong)} wrong"))
        self.wrong += wrong
        sys.stderr.write(f"· {' | '.join(self.rows[-1])}\n")  # the table comes when all is over

    def write(self) -> None:
        """To standard output: the table, then what is wrong."""
        lines = [tuple(map(cut_to_width, line)) for line in ((*self.columns, ""), *self.rows)]
        widths = [max(width_of(line[place]) for line in lines) for place in range(len(lines[0]))]
        for line in lines:
            cells = (cell + " " * (width - width_of(cell)) for cell, width in zip(line, widths, strict=True))
            sys.stdout.write("  ".join(cells).rstrip() + "\n")
        for sentence in self.wrong:
            sys.stdout.write(f"! {sentence}\n")
        sys.stdout.flush()


def width_of(text: str) -> int:
    """Columns of a terminal: two a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def cut_to_width(text: str) -> str:
    while width_of(text) > WIDEST:
        text = text[:-2] + "…"
    return text

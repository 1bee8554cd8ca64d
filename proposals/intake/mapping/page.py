"""What the page of 对列 shows: the tables of the file, their first rows, what each column may be, how many rows would
be read, and what stands over them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from proposals.intake import cells
from proposals.intake.mapping import said
from proposals.intake.mapping.guesses import UNDECIDED, Guess, guess_columns
from proposals.intake.tables.columns import SAID_ONCE, TOGETHER, Header, find_header, header_at
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.list_reader import read_kept
from proposals.intake.tables.sheet import HEADER_WITHIN, UnreadableList, Unusable, Value
from proposals.intake.tables.table_rows import said_beside

CELLS_SHOWN, CELL_MOST, LONGEST_NUMBER = 6, 12, 4
APART = re.compile(r"[、，,；;/\n]")
ABOUT_COLUMNS = re.compile("(?:“.*?”表：)?(?:表头在|这几列没有读取)")


@dataclass(frozen=True)
class SheetShown:
    """A table of the file, whether it is read, and what one should know of it."""

    at: int
    title: str
    rows: int
    chosen: bool
    note: str


@dataclass(frozen=True)
class RowShown:
    """One of the first rows, to point at as the head."""

    number: int
    words: str


def asked_for(sent: QueryDict, kept: Choice, tables: Sequence[KeptTable]) -> tuple[tuple[int, ...], int]:
    """The tables and the row of the head: as sent, as kept, as found."""
    sheets = tuple(at for at in dict.fromkeys(map(_number, sent.getlist("sheet"))) if 0 <= at < len(tables))
    sheets = sheets or tuple(at for at in kept.sheets if at < len(tables)) or _look_alike(tables)
    if (head := _number(sent.get("head", ""))) >= 0:
        return sheets, min(head, HEADER_WITHIN)
    if kept.head is not None and sheets == kept.sheets:
        return sheets, kept.head
    found = find_header(tables[sheets[0]].top)
    return sheets, found.row if found else _fullest(tables[sheets[0]])


def _number(written: str) -> int:
    plain = written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER
    return int(written) if plain else -1


def _look_alike(tables: Sequence[KeptTable]) -> tuple[int, ...]:
    """The first table with a head, and those whose head is the same; else the first that could be a list."""
    heads = {at: header for at, table in enumerate(tables) if (header := find_header(table.top))}
    if not heads:
        return (next((at for at, table in enumerate(tables) if table.could_be_list), 0),)
    first = next(iter(heads.values()))
    return tuple(at for at, header in heads.items() if header.key == first.key)


def _fullest(table: KeptTable) -> int:
    """Where no head is found, the first row with the most words is pointed at."""
    words = [sum(isinstance(value, str) and bool(value) for value in row) for row in table.top]
    return words.index(max(words)) + 1 if any(words) else 0


@dataclass(frozen=True)
class Page:
    """The list as it would be read from these tables, below this row."""

    name: str
    tables: Sequence[KeptTable]
    kept: Choice
    sheets: tuple[int, ...]
    head: int
    is_read: bool = False

    @property
    def table(self) -> KeptTable:
        return self.tables[self.sheets[0]]

    @cached_property
    def header(self) -> Header:
        return header_at(self.table.top, self.head)

    @cached_property
    def is_kept(self) -> bool:
        """Whether the columns were chosen before for this very head."""
        return bool(self.kept.fields) and (self.kept.sheets, self.kept.head) == (self.sheets, self.head)

    @cached_property
    def guesses(self) -> list[Guess]:
        found = guess_columns(self.table, self.header)
        if not self.is_kept:
            return found
        before = self.header.with_fields(self.kept.fields).meant + [""] * self.table.width
        return [
            one
            if one.field == before[one.at] and not one.doubtful
            else replace(one, field=before[one.at], reason="上次这样选的", doubtful=False)
            for one in found
        ]

    @cached_property
    def said_beside(self) -> list[str]:
        """What the names of the tables, or lines between their rows, say and need not be asked."""
        tables = [self.tables[at] for at in self.sheets if not self.tables[at].trouble]
        said = [said_beside(table.as_table(), header_at(table.top, self.head)) for table in tables]
        return [column for column in SAID_ONCE if said and all(column in one for one in said)]

    @cached_property
    def names_several(self) -> bool:
        """Whether some cell of the column that leads names more than one unit."""
        leads = {guess.at for guess in self.guesses if guess.field == "主办单位"}
        rows = (row for at in self.sheets for number, row in self.tables[at].rows if number > self.head)
        return any(APART.search(str(row[at]).strip()) for row in rows for at in leads if at < len(row) and row[at])

    @cached_property
    def is_known(self) -> bool:
        """Whether nothing of the columns is left to say, and nobody came to say it otherwise."""
        return self.is_kept and not self.is_read and not self.why_not_together

    @property
    def titles(self) -> list[str]:
        return said.titles_of(self.table, self.header, self.name)

    @property
    def head_found(self) -> bool:
        return bool(self.head) and find_header(self.table.top) is not None

    @property
    def only_one(self) -> bool:
        return len(self.tables) == 1

    @cached_property
    def sheets_shown(self) -> list[SheetShown]:
        return [
            SheetShown(
                at,
                table.title,
                sum(number > self.head for number, _ in table.rows),
                at in self.sheets,
                self._note(table, chosen=at in self.sheets),
            )
            for at, table in enumerate(self.tables)
        ]

    def _note(self, table: KeptTable, *, chosen: bool) -> str:
        if table.trouble:
            return table.trouble
        if not table.could_be_list:
            return "不像名单"
        if header_at(table.top, self.head).key == self.header.key:
            return ""
        return "表头和读的那一张不一样" if chosen or find_header(table.top) else "没有找到表头"

    @property
    def why_not_together(self) -> str:
        """Why these tables cannot be read by one choice, or ""."""
        first = self.header.key
        odd = [self.tables[at].title for at in self.sheets if header_at(self.tables[at].top, self.head).key != first]
        if not odd:
            return ""
        return f"“{'”“'.join(odd)}”的表头和“{self.table.title}”的不一样，不能一起读。请先只选一张，再传一次选另一张。"

    @property
    def rows_shown(self) -> list[RowShown]:
        rows = [RowShown(number, _words(row)) for number, row in enumerate(self.table.top, 1)]
        return [row for row in rows if row.words]

    @cached_property
    def read(self) -> tuple[int, list[str]]:
        """How many rows would be read, and what is said of totals and of heads among them; 0 where that is not known
        before the columns are chosen."""
        fields = [""] * (max((guess.at for guess in self.guesses), default=-1) + 1)
        for guess in self.guesses:
            if guess.field != UNDECIDED:
                fields[guess.at] = guess.field
            elif guess.rival_for not in fields:
                fields[guess.at] = guess.rival_for
        taken = {TOGETHER.get(one, one) for one in fields}
        choice = Choice(self.sheets, self.head, tuple(fields), dict.fromkeys(set(SAID_ONCE) - taken, "—"))
        try:
            read = read_kept(self.tables, choice)
        except UnreadableList:
            return 0, []
        return len(read.rows), [note for note in read.notes if not ABOUT_COLUMNS.match(note)]


def _words(row: Sequence[Value]) -> str:
    words = [word for value in row if (word := _shown(value))]
    return "｜".join(words[:CELLS_SHOWN]) + ("｜……" if len(words) > CELLS_SHOWN else "")


def _shown(value: Value) -> str:
    return "" if isinstance(value, Unusable) else cells.shown_cell(value, CELL_MOST)

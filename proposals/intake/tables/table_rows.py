"""The rows of one table below its head, each with its units and with what stands between the rows and holds."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from proposals.intake.tables.aside import (
    SetAside,
    is_blank,
    is_footnote,
    is_of_page,
    is_total,
    plain_value,
    repeats_head,
    words_above,
)
from proposals.intake.tables.bands import Band, Bands, read_band
from proposals.intake.tables.columns import (
    ALL_PROPOSERS,
    OF_ALL,
    PART,
    SEVERAL,
    SHARED,
    Header,
    Places,
    place_columns,
)
from proposals.intake.tables.sheet import (
    ROWS_MOST,
    EmptyList,
    ListRow,
    MergedAreas,
    Table,
    UnreadableList,
    Unusable,
    Value,
)
from proposals.intake.tables.unit_words import Named, Said, part_in, read_several, read_units

# What each suggestion has once, in one row or over the rows of its units.
OWN = ("件号", "标题", "建议内容", "领衔代表", "附议代表")
UNITS = ("主办单位", "会办单位")
# Where a text alone in its row may be more of the row above it, and is no line between rows.
HELD = {*OWN[1:], *UNITS, *(name for names in OF_ALL.values() for name in names)}
# Characters of all the units in a cell; a longer text is no units, and brackets are not looked for in it.
UNITS_MOST = 2_000
DAYS = ("交办日期", "答复期限")
APART_1904 = (MAC_EPOCH - WINDOWS_EPOCH).days
NO_YEAR = re.compile(r"\s*[0-9]{1,2}\s*(?:月\s*[0-9]{1,2}\s*日?|[-/.][0-9]{1,2})\s*")
A_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*(?:年|[-—.])")


@dataclass
class Found:
    """A row as it was read; `units` where its cells could be read as units. `is_more`: the row above it said the
    suggestion, this one a further unit."""

    row: ListRow
    units: list[Named] = field(default_factory=list)
    is_more: bool = False

    def on_sheet(self, name: str) -> "Found":
        """The same, named with its sheet where a file has several lists."""
        return Found(replace(self.row, sheet=name), self.units, self.is_more)


@dataclass
class TableRows:
    """What was read of one table, with the notes on it; `whole`: what the column is called that holds every unit."""

    found: list[Found]
    notes: list[str]
    whole: str = ""


@dataclass
class _Line:
    number: int
    values: list[Value]
    cells: dict[str, Value]
    said: dict[str, str]


def read_rows(table: Table, header: Header, said: Mapping[str, str] | None = None) -> TableRows:
    """Every row below the head. `said` is what holds for the whole list, for the cells that are empty."""
    said = said or {}
    rows = list(table.below(header.row))
    named, bands = _bands_of(table, header, rows)
    given = {column for band in (named, *bands.values()) if band for column in band.said}
    places = place_columns(header, {*said, *given})
    of_sheet = {**said, **(named.said if named else {})}
    return _Reader(table, header, places, of_sheet, bands, said.get("主办单位", "")).read(rows)


def said_beside(table: Table, header: Header) -> set[str]:
    """The fields that the name of the table, or a line between its rows, says."""
    named, bands = _bands_of(table, header, list(table.below(header.row)))
    return {column for band in (named, *bands.values()) if band for column in band.said}


def _bands_of(
    table: Table, header: Header, rows: Sequence[tuple[int, list[Value]]]
) -> tuple[Band | None, dict[int, Band]]:
    merged = table.merged()
    bands = {number: band for number, values in rows if (band := _band_of(number, values, header, merged))}
    return read_band(table.title), bands


def _band_of(number: int, values: Sequence[Value], header: Header, merged: MergedAreas) -> Band | None:
    """A row of one text; where a title or a unit stands only if it is numbered or counted, or merged over columns."""
    full = [at for at, value in enumerate(values) if not is_blank(value)]
    if len(full) == 2 and (count := re.fullmatch(r"\s*[（(]?共?\s*(\d{1,5})\s*件[）)]?\s*", str(values[full[1]]))):
        band = read_band(f"{values[full[0]]}（{count[1]}件）")
    elif len(full) != 1 or not isinstance(values[full[0]], str):
        return None
    else:
        band = read_band(str(values[full[0]]))
    name = header.meant[full[0]] if full[0] < len(header.meant) else ""
    is_free = name not in HELD or merged.is_wide(number, full[0] + 1)
    is_heading = band is not None and band.is_heading and bool(band.said or band.count is not None or name != "标题")
    return band if band and (is_heading or is_free) else None


class _Reader:
    def __init__(
        self,
        table: Table,
        header: Header,
        places: Places,
        of_sheet: dict[str, str],
        bands: dict[int, Band],
        unit: str,
    ) -> None:
        self.table, self.header, self.places = table, header, places
        self.of_sheet, self.band_at, self.unit = of_sheet, bands, unit
        self.merged = table.merged()
        self.above = words_above(table, header)
        years = {match for word in (*self.above, table.title) for match in A_YEAR.findall(word)}
        self.year = years.pop() if len(years) == 1 else ""

    def read(self, rows: Sequence[tuple[int, list[Value]]]) -> TableRows:
        lines, aside, bands = self._lines(rows)
        leads = self._leads(lines)
        found: list[Found] = []
        for line in lines:
            found.append(self._found(line, leads, found))
            if len(found) > ROWS_MOST:
                raise UnreadableList(f"名单超过{ROWS_MOST}行，请分成几份再交。")
        if not found:
            raise EmptyList("表头下面没有内容，没有要登记的建议。")
        count = len(self._own(lines))
        notes = [*self.places.notes, *bands, *aside.notes(count, self.above)]
        return TableRows(found, notes, self.places.whole.get("主办单位", ""))

    # ---- which rows are suggestions ---------------------------------------------------------------------------

    def _lines(self, rows: Sequence[tuple[int, list[Value]]]) -> tuple[list[_Line], SetAside, list[str]]:
        lines: list[_Line] = []
        aside, bands = SetAside(), Bands()
        plain_above = [re.sub(r"\s", "", word) for word in self.above]
        for number, values in rows:
            cells = {column: values[at] if at < len(values) else None for column, at in self.places.at.items()}
            words = [str(value) for value in values if not is_blank(value)]
            if not words:
                continue
            if is_total(values, cells):
                aside.add_total(number, values, len(self._own(lines)))
            elif repeats_head(values, self.header, self.places, self.table.top):
                aside.heads.append(number)
            elif is_of_page(words, plain_above):
                aside.on_pages.append(number)
            elif not self._has_own(cells) and is_footnote(words):
                aside.notes_below.append((number, " ".join(words)))
            elif band := self.band_at.get(number):
                bands.begin(band, len(self._own(lines)))
                if not band.said:
                    aside.bands.append((number, words[0]))
            elif any(not is_blank(value) for value in cells.values()):
                lines.append(_Line(number, values, cells, self.of_sheet | bands.said))
        return lines, aside, bands.end(len(self._own(lines)))

    def _has_own(self, cells: dict[str, Value]) -> bool:
        return not is_blank(cells.get("件号")) and not is_blank(cells.get("标题"))

    def _own(self, lines: Sequence[_Line]) -> list[_Line]:
        """The lines that begin a suggestion; the others name a further unit of one."""
        numbers: dict[str, _Line] = {}
        own: list[_Line] = []
        for line in lines:
            number = plain_value(line.cells.get("件号") or "")
            if number and number in numbers and self._adds(line.cells, numbers[number].cells):
                continue
            if not number and own and (self._is_more(line.cells) or self._adds(line.cells, own[-1].cells)):
                continue
            numbers.setdefault(number, line)
            own.append(line)
        return own

    def _adds(self, cells: dict[str, Value], first: dict[str, Value]) -> bool:
        """Whether a row with the number of another one says nothing else of the suggestion, and another unit."""
        return _says_the_same(cells, first) and any(
            plain_value(cells.get(one)) != plain_value(first.get(one)) for one in UNITS if one in cells
        )

    def _is_more(self, cells: dict[str, Value]) -> bool:
        """A row with a unit and nothing that only a suggestion has."""
        own = any(not is_blank(cells.get(column)) for column in OWN)
        return not own and any(not is_blank(cells.get(column)) for column in UNITS)

    def _leads(self, lines: Sequence[_Line]) -> dict[int, int]:
        """For each row under a merged number the row in which its suggestion stands."""
        at = self.places.at.get("件号")
        leads: dict[int, int] = {}
        by_number = {line.number: line for line in lines}
        for line in lines if at is not None else ():
            top, bottom = self.merged.rows_of(line.number, (at or 0) + 1)
            if top != line.number or bottom == top:
                continue
            more = [by_number[number] for number in range(top + 1, bottom + 1) if number in by_number]
            if more and all(self._is_more_or_same(one, line) for one in more):
                leads |= {one.number: top for one in (line, *more)}
        return leads

    def _is_more_or_same(self, line: _Line, first: _Line) -> bool:
        cells = line.cells
        return _says_the_same(cells, first.cells) and any(not is_blank(cells.get(column)) for column in UNITS)

    # ---- what a row says --------------------------------------------------------------------------------------

    def _found(self, line: _Line, leads: dict[int, int], before: Sequence[Found]) -> Found:
        full = sum(not is_blank(value) for value in line.cells.values())
        top = leads.get(line.number)
        above = next((one for one in reversed(before) if not one.is_more), None)
        if top is None and above and is_blank(line.cells.get("件号")) and self._is_unmerged_more(line):
            top = above.row.number
        if top is None and full <= 1:
            return Found(ListRow(line.number, line.cells))
        cells = {
            column: self.merged.value(
                line.number, at + 1, line.cells[column], shared=column in SHARED or line.number in leads
            )
            for column, at in self.places.at.items()
        }
        is_more = top is not None and top != line.number
        if is_more and above:
            cells = {**cells, **{one: above.row.cells.get(one) for one in OWN if one in cells}}
            for one in SHARED:
                if one not in UNITS and one in cells and is_blank(cells[one]):
                    cells[one] = above.row.cells.get(one)
        return self._with_units(replace_cells(ListRow(line.number, cells), self._said(line, cells)), line, is_more)

    def _is_unmerged_more(self, line: _Line) -> bool:
        """As where merged cells were saved as CSV: the number stands in the first of the rows only."""
        at = self.places.at.get("件号")
        top, bottom = self.merged.rows_of(line.number, (at or 0) + 1)
        return top == bottom and self._is_more(line.cells)

    def _said(self, line: _Line, cells: dict[str, Value]) -> dict[str, Value]:
        """What holds for the row without standing in it, in the cells that are empty; days as they are meant."""
        said: dict[str, Value] = {
            column: value
            for column, value in line.said.items()
            if column not in (*UNITS, PART) and is_blank(cells.get(column))
        }
        for column in DAYS:
            value = cells.get(column)
            if self.table.from_1904 and isinstance(value, int | float):
                said[column] = (dt.date(1899, 12, 30) + dt.timedelta(int(value) + APART_1904)).isoformat()
        written = cells.get("交办日期")
        if self.year and isinstance(written, str) and NO_YEAR.fullmatch(written):
            said["交办日期"] = f"{self.year}年{re.sub('[-/.]', '月', written.strip().rstrip('日'))}日"
        return said

    def _with_units(self, row: ListRow, line: _Line, is_more: bool) -> Found:
        """The units of both columns, or of the band or the sheet where no column names any."""
        cells = row.cells
        if "领衔代表" in self.places.whole:
            cells = {**cells, ALL_PROPOSERS: "是"}
        written = [cells.get(column) for column in UNITS]
        if any(isinstance(value, Unusable) or len(str(value or "")) > UNITS_MOST for value in written):
            return Found(replace_cells(row, cells), [], is_more)
        column = Said.OPEN if self.is_of_all else Said.MAIN
        units = read_units(str(written[0] or ""), column) + read_units(str(written[1] or ""), Said.HELP)
        if not units and (unit := line.said.get("主办单位")):
            units = [Named(unit)]
        elif self.unit and units and all(one.part == Said.HELP and not one.is_told for one in units):
            units = [Named(self.unit, Said.MAIN), *units]
        if self.is_of_all or not any(one.part for one in units):
            of_several = read_several(str(cells.get(PART) or "")) or line.said.get(SEVERAL, "")
            of_row, of_band = str(cells.get(PART) or ""), Said(line.said.get(PART, ""))
            units = self._parted(units, of_row, of_band, of_several=bool(of_several))
        return Found(replace_cells(row, cells), units, is_more)

    def _parted(self, units: list[Named], of_row: str, of_band: Said, *, of_several: bool) -> list[Named]:
        """The part that the row or the band says, where it can mean these units: one alone, several that help, that
        answer each, or that are in charge together. 主办 beside several does not say which of them."""
        part = part_in(of_row) or of_band
        several = part_in(of_row) == Said.HELP or "分" in of_row or of_several
        if part == Said.OPEN or (len(units) > 1 and not several):
            return units
        return [one if one.part else replace(one, part=part, is_told=True) for one in units]

    @property
    def is_of_all(self) -> bool:
        """Whether no column says of the units which of them leads: 承办单位, or none at all."""
        return "主办单位" in self.places.whole or "主办单位" not in self.places.at


def replace_cells(row: ListRow, cells: dict[str, Value]) -> ListRow:
    """The same row with these cells over its own."""
    return replace(row, cells={**row.cells, **cells})


def _says_the_same(cells: dict[str, Value], first: dict[str, Value]) -> bool:
    """Whether a row says nothing else of its suggestion than the first one does."""
    return all(is_blank(cells.get(one)) or plain_value(cells[one]) == plain_value(first.get(one)) for one in OWN)

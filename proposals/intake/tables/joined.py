"""Rows that are one suggestion: a row for each of its units, in one table or over several sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from proposals.formats.case_numbers import keep_number, number_key
from proposals.intake.tables.aside import is_blank, plain_value
from proposals.intake.tables.columns import PART, SEVERAL
from proposals.intake.tables.sheet import ListRow, Unusable
from proposals.intake.tables.table_rows import OWN, Found
from proposals.intake.tables.unit_words import Named, Said, name_once, read_several, settle_units

SAME = (*OWN, "类别", "交办日期", "答复期限")


@dataclass
class _Joined:
    row: ListRow
    units: list[Named] = field(default_factory=list)
    more: list[ListRow] = field(default_factory=list)


def join_rows(found: Sequence[Found], whole: str = "") -> tuple[list[ListRow], list[str]]:
    """One row for each suggestion, in the order of their first ones, with the units of all of them; `whole` is the
    name of the column that holds every unit. A row that says something else of the suggestion stays for itself."""
    kept: list[_Joined] = []
    by_key: dict[tuple[str, str], _Joined] = {}
    for one in found:
        key = _key(one.row)
        first = by_key.get(key) if key else None
        if first and _belongs(one, first):
            first.units += one.units
            first.more.append(one.row)
            continue
        joined = _Joined(one.row, list(one.units))
        kept.append(joined)
        if key:
            by_key.setdefault(key, joined)
    count = sum(bool(one.more) for one in kept)
    notes = [f"有{count}件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。"] if count else []
    return [_written(one, whole) for one in kept], notes


def _key(row: ListRow) -> tuple[str, str] | None:
    number = row.cells.get("件号")
    if isinstance(number, Unusable | None) or any(isinstance(value, Unusable) for value in row.cells.values()):
        return None
    written = plain_value(number)
    kept = keep_number(written)
    return (plain_value(row.cells.get("届次")), number_key(kept)) if kept else None


def _belongs(one: Found, first: _Joined) -> bool:
    """The same suggestion and another unit; on another sheet also the same unit again."""
    cells, firsts = one.row.cells, first.row.cells
    if not one.units:
        return False
    said = [name for name in SAME if not is_blank(cells.get(name))]
    if any(plain_value(cells[name]) != plain_value(firsts.get(name)) for name in said):
        return False
    known = {unit.bare for unit in first.units}
    return one.row.sheet != first.row.sheet or bool({unit.bare for unit in one.units} - known)


def _written(one: _Joined, whole: str) -> ListRow:
    cells = {name: value for name, value in one.row.cells.items() if name != PART}
    if not one.units:
        return replace(one.row, cells=cells)
    units = settle_units(name_once(one.units) if one.more else one.units)
    main = [unit.name for unit in units if unit.part == Said.MAIN]
    helpers = [unit.name for unit in units if unit.part == Said.HELP]
    if several := read_several(
        "".join(str(one.row.cells.get(name) or "") for name in ("主办单位", "会办单位", PART))
    ):
        cells[SEVERAL] = several
    cells |= {"主办单位": "、".join(main) or None, "会办单位": "、".join(helpers) or None}
    if unsaid := [unit.name for unit in units if unit.part == Said.OPEN]:
        cells["主办单位"] = Unusable(_which_leads(unsaid, one, whole))
    elif not main and any(unit.is_told for unit in units):
        cells[PART] = str(Said.HELP)
    return replace(one.row, cells=cells)


def _which_leads(names: list[str], one: _Joined, whole: str) -> str:
    if not one.more and whole:
        return f"“{whole}”里有几个单位，没有写哪个主办、哪个会办，请分成“主办单位”“会办单位”两列。"
    places = "、".join(row.place for row in one.more)
    return f"{'、'.join(names)}没有写是主办还是会办（同一件还写在{places}），请写明。"

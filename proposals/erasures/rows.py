"""One row without what goes: the digests of each of its parts before and after, and the change itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from proposals.cases.access import Refused
from proposals.erasures.texts import Span, blacken, count_characters
from proposals.journal.kinds import Recorded, digest_of, recorded_tables
from proposals.journal.proof.erased import CHAIN, STATE
from proposals.models import ErasePermit, Erasure, Event, JournalEntry, Tombstone
from proposals.models.append_only import ERASE, marked_tables

STALE = "申请以后，要清除的地方有{}处改过了，没有清除。请不同意这一次，让申请人重新查找。"


@dataclass
class Stone:
    """What becomes a tombstone: a part of the row, its digest before and after, the columns, how much."""

    part: str
    before: str
    after: str
    columns: list[str]
    length: int


@dataclass
class RowChange:
    """One row: the new value of each column, and a stone for each part that these columns are of."""

    model: type[models.Model]
    row: str
    values: dict[str, Any] = field(default_factory=dict)
    stones: list[Stone] = field(default_factory=list)


def model_of(place: Mapping[str, Any]) -> type[models.Model]:
    """The table of a place that was kept."""
    return apps.get_model(place["model"])


def spans_of(place: Mapping[str, Any]) -> list[Span]:
    """Its finds, as they were kept."""
    return [(path, start, end) for path, start, end in place["spans"]]


def read_value(place: Mapping[str, Any]) -> Any:
    """What stands in this column now; None where the row is gone."""
    rows = model_of(place)._base_manager.filter(pk=place["row"])
    return rows.values_list(place["column"], flat=True).first()


def is_as_asked(place: Mapping[str, Any]) -> bool:
    """Whether the column says what it said when it was asked for."""
    return bool(digest_of({place["column"]: read_value(place)}) == place["digest"])


def plan_rows(places: Sequence[Mapping[str, Any]], *, whole: bool) -> list[RowChange]:
    """What becomes of every row. Raises Refused where one was changed since it was asked for."""
    texts = [place for place in places if "path" not in place]
    if stale := sum(not is_as_asked(place) for place in texts):
        raise Refused(STALE.format(stale))
    by_row: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for place in texts:
        by_row.setdefault((place["model"], place["row"]), []).append(place)
    return [_plan_row(rows, whole=whole) for rows in by_row.values()]


def _plan_row(places: Sequence[Mapping[str, Any]], *, whole: bool) -> RowChange:
    model, row = model_of(places[0]), places[0]["row"]
    change, lengths = RowChange(model, row), {}
    for place in places:
        value = read_value(place)
        change.values[place["column"]] = blacken(value, spans_of(place), whole=whole)
        lengths[place["column"]] = count_characters(value, spans_of(place), whole=whole)
    one = next((one for one in recorded_tables() if one.model is model), None)
    change.stones = list(_stones(one, change, lengths))
    return change


def _stones(one: Recorded | None, change: RowChange, lengths: Mapping[str, int]) -> list[Stone]:
    stones, left = [], set(change.values)
    before = change.model._base_manager.filter(pk=change.row).values().get()
    parts = dict(one.parts) if one else {}
    for part, names in parts.items():
        if touched := [name for name in names if name in change.values]:
            old = _plain_row(change.model, before, names)
            stones.append(_stone(part, old, change.values, touched, lengths))
            left -= set(touched)
    if one and one.state and (touched := [name for name in one.state.split() if name in left]):
        old = one.state_of(_plain_row(change.model, before, one.columns))
        new = one.state_of({**_plain_row(change.model, before, one.columns), **change.values})
        length = sum(lengths[name] for name in touched)
        stones.append(Stone(STATE, digest_of(old), digest_of(new), touched, length))
        left -= set(touched)
    alone = sorted(left)  # no record of itself: a stone of this column only
    stones += [_stone(f"栏 {name}"[:40], {name: before[name]}, change.values, [name], lengths) for name in alone]
    if chained := _chain(change, lengths):
        stones.append(chained)
    return stones


def _stone(
    part: str, old: Mapping[str, Any], values: Mapping[str, Any], touched: list[str], lengths: Mapping[str, int]
) -> Stone:
    new = {**old, **{name: values[name] for name in touched}}
    return Stone(part, digest_of(old), digest_of(new), touched, sum(lengths[name] for name in touched))


def _plain_row(model: type[models.Model], before: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """These fields as the journal reads them: a key by the name of the field."""
    return {name: before[model._meta.get_field(name).attname] for name in names}  # type: ignore[union-attr]  # columns all


def _chain(change: RowChange, lengths: Mapping[str, int]) -> Stone | None:
    """Of what is bound to the one before by its hash: the hash that it had, and what it would be now."""
    if change.model not in (Event, JournalEntry):
        return None
    row: Any = change.model._base_manager.get(pk=change.row)
    old = row.computed_hash()
    for name, value in change.values.items():
        setattr(row, name, value)
    return Stone(CHAIN, old, row.computed_hash(), sorted(change.values), sum(lengths.values()))


def erase_row(change: RowChange, stones: Sequence[Tombstone]) -> None:
    """Do it in the database: where a record can only be added to, by a permit that is taken back at once."""
    table = change.model._meta.db_table
    kept = table in marked_tables()
    for name, value in change.values.items():
        column: Any = change.model._meta.get_field(name)
        permit = None
        if kept:
            permit = ErasePermit.objects.create(
                tombstone=stones[0],
                table=table,
                row=change.row,
                column=column.column,
                value=value,
            )
        with connection.cursor() as cursor:
            if permit and connection.vendor == "postgresql":
                cursor.execute(f"SELECT {ERASE}(%s)", [permit.pk])
            else:
                _update(cursor, change, column, value)
        if permit:
            permit.delete()


def _update(cursor: Any, change: RowChange, column: Any, value: Any) -> None:
    quote = connection.ops.quote_name
    if isinstance(column, models.JSONField):
        value = json.dumps(value, cls=column.encoder)
    table, name, key = (
        quote(str(one)) for one in (change.model._meta.db_table, column.column, change.model._meta.pk.column)
    )
    cast = "::jsonb" if connection.vendor == "postgresql" and isinstance(column, models.JSONField) else ""
    cursor.execute(
        f"UPDATE {table} SET {name} = %s{cast} WHERE {key} = %s",  # noqa: S608 - the program's own tables
        [value, change.model._meta.pk.get_db_prep_value(change.model._meta.pk.to_python(change.row), connection)],
    )


def stone_row(erasure: Erasure, change: RowChange, at: Any) -> list[Tombstone]:
    """The tombstones of one row, written."""
    return [
        Tombstone.objects.create(
            erasure=erasure, table=change.model._meta.db_table, row=change.row, part=one.part, columns=one.columns,
            before=one.before, after=one.after, length=one.length, at=at,
        )
        for one in change.stones
    ]  # fmt: skip

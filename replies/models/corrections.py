"""Contacts and consultations as they are read: what was recorded wrongly stays with what corrects it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol, TypeVar


class Correctable(Protocol):
    """A row that may say of another one that it corrects it."""

    @property
    def pk(self) -> int: ...
    @property
    def corrects_id(self) -> int | None: ...


Row = TypeVar("Row", bound=Correctable)


def uncorrected_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows of one round that no other of them corrects."""
    return [row for row, correction in with_corrections(rows) if correction is None]


def with_corrections(rows: Iterable[Row]) -> list[tuple[Row, Row | None]]:
    """Each row with the one that corrects it, or None."""
    rows = list(rows)
    corrections = {row.corrects_id: row for row in rows if row.corrects_id}
    return [(row, corrections.get(row.pk)) for row in rows]


@dataclass(frozen=True)
class ContactGroup:
    """One contact as it was held: a row for each deputy who took part, and the row that corrects it, if any."""

    rows: list[Any]
    correction: Any

    @property
    def first(self) -> Any:
        return self.rows[0]

    @property
    def deputies(self) -> list[Any]:
        return [row.deputy for row in self.rows]


def group_contacts(contacts: Iterable[Any]) -> list[ContactGroup]:
    """The contacts of a round in their order, those held together in one group; a corrected row has its own group."""
    pairs = with_corrections(contacts)

    def held_together(pair: tuple[Any, Any]) -> tuple[Any, ...]:
        row, correction = pair
        alone = row.pk if correction or row.corrects_id else None
        return (row.on, row.way, row.staff, row.summary, row.record_id, alone)

    held = [list(group) for _, group in groupby(pairs, key=held_together)]
    return [ContactGroup([row for row, _ in group], group[0][1]) for group in held]

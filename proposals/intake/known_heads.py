"""What an office said of the columns of a head, known again by the head's own words."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from proposals.intake.tables.columns import header_at
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.sheet import HEADER_WITHIN
from proposals.models import KnownHead, Role, Unit, UnitKind, User


def office_of(user: User | None) -> Unit | None:
    """For whom this person says how lists are read: the district office, else the unit whose office it is. The
    system itself (None) reads as the district office does."""
    if user is None:
        return Unit.objects.filter(kind=UnitKind.DISTRICT).order_by("pk").first()
    for role in (Role.DISTRICT, Role.OFFICE):
        if units := Unit.objects.filter(pk__in=user.units_as(role)).order_by("pk")[:1]:
            return units[0]
    return None


def find_known(tables: Sequence[KeptTable], user: User | None) -> tuple[KnownHead, Choice] | None:
    """What this person's office said of the first head here that it knows, as a choice: all tables with that head."""
    heads: dict[str, list[tuple[int, int]]] = {}
    for at, table in enumerate(tables):
        for number in range(1, min(len(table.top), HEADER_WITHIN) + 1):
            if names := header_at(table.top, number).key:
                heads.setdefault(_key(names), []).append((at, number))
    rows = KnownHead.objects.filter(unit=office_of(user), key__in=heads).order_by("pk")
    newest = {row.key: row for row in rows}
    for key, places in heads.items():
        if (known := newest.get(key)) and known.fields:
            [(_, head), *_] = places
            sheets = tuple(at for at, number in places if number == head)
            return known, Choice(sheets=sheets, head=head, fields=tuple(known.fields))
    return None


def choose_as_before(
    tables: Sequence[KeptTable], choice: Choice, user: User | None
) -> tuple[KnownHead | None, Choice]:
    """A choice that says nothing of the columns, with those that this person's office said of the head before; of
    all tables with that head, or of the chosen ones where each of them has it."""
    places = choice.sheets or tuple(range(len(tables)))
    if choice.fields or not (found := find_known([tables[at] for at in places], user)):
        return None, choice
    known, before = found
    if choice.sheets and len(before.sheets) < len(places):
        return None, choice
    sheets = tuple(places[at] for at in before.sheets)
    return known, replace(before, sheets=sheets, said=choice.said)


def keep_known(table: KeptTable, choice: Choice, user: User, *, remember: bool) -> KnownHead | None:
    """Add what was said of this head, where it is anything new; without `remember`, that it is to be asked again.
    A list without a head has nothing to be known by."""
    unit, names = office_of(user), list(header_at(table.top, choice.head or 0).key)
    if unit is None or not names:
        return None
    fields = list(choice.fields) if remember else []
    newest = KnownHead.objects.filter(unit=unit, key=_key(names)).first()
    if (newest.fields if newest else []) == fields:
        return newest
    return KnownHead.objects.create(unit=unit, key=_key(names), names=names, fields=fields, by=user)


def _key(names: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(names), ensure_ascii=False).encode()).hexdigest()

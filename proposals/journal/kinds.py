"""What is on record of a table: which columns never change again, which may change by what, which are no record.

There is one row for every table of both apps (table.py; the answer's side plugs its own in at start): every column of
it is named once. A column that is added later goes into a part of its own: what was entered before stays true.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

Acts = frozenset[str]
ANY: Acts = frozenset({"*"})  # any act about the same thing
VALUES = "values"  # of an entry of a state: what its columns say
BY = "by"  # of an entry: the numbers of the acts that came with it
FOREIGN = "foreign"  # of an entry: the row was written past the program
ACT = "act"  # of the entry of an act: what it is called
FILE = "文件 "  # how the part of a file is called whose SHA-256 the journal alone has


def acts(*names: str) -> Acts:
    """Acts, by name: the action of an event, `admin:` and the subject of a 管理记录, `calendar`, `sign_in`."""
    return frozenset(name for group in names for name in group.split())


@dataclass(frozen=True)
class Later:
    """Columns that are written once, together, after the row: they stand for ever once `filled` is not empty."""

    name: str
    filled: str
    fields: str


@dataclass(frozen=True)
class Recorded:
    """One table. `fixed`: columns that stand from the first; `later`: those that are written once afterwards;
    `state`: those that may change, each by the acts named in `changed` (ANY where none are). The key is none of them.
    `about`: to what a row belongs, a path to its key, after the name of the kind (`suggestion:case__suggestion`).
    `made`, `gone`: the acts that bring a row, and that may remove it; None: nothing has to, nothing may. `act`: what
    a row of this table is called as an act: the column with its name, after a prefix. `files`: columns with files,
    each with the column of its SHA-256 ("": the file's name is its SHA-256; None: read when it is entered). `hidden`:
    columns of which the journal keeps the digest alone. `called`: its name where the model has none. `free` is no
    record, and `why` says why not."""

    label: str
    fixed: str = ""
    later: tuple[Later, ...] = ()
    state: str = ""
    changed: Mapping[str, Acts] = field(default_factory=dict)
    about: str = ""
    made: Acts | None = None
    gone: Acts | None = None
    act: tuple[str, str] | None = None
    files: Mapping[str, str | None] = field(default_factory=dict)
    hidden: str = ""
    free: str = ""
    why: str = ""
    called: str = ""

    @cached_property
    def model(self) -> type[models.Model]:
        app, _, name = self.label.partition(".")
        if "." in name:  # the table between two, of a relation of many to many
            owner, _, relation = name.partition(".")
            through: type[models.Model] = apps.get_model(app, owner)._meta.get_field(relation).remote_field.through
            return through
        return apps.get_model(app, name)

    @property
    def is_kept(self) -> bool:
        """Whether anything of it is on record."""
        return bool(self.fixed or self.later or self.state)

    @cached_property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def title(self) -> str:
        """What people call a row of it: 意见反馈."""
        return self.called or str(self.model._meta.verbose_name)

    @property
    def key(self) -> str:
        """The column of its key."""
        return _column_of(self.model, self.model._meta.pk.name)

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """The columns of each part that never changes again, by the part's name; "" is the one from the first."""
        first = {"": tuple(self.fixed.split())} if self.fixed else {}
        return {**first, **{one.name: tuple(one.fields.split()) for one in self.later}}

    @cached_property
    def columns(self) -> list[str]:
        """The fields that are read to enter a row or to prove it."""
        names = [name for part in self.parts.values() for name in part]
        names += [*self.state.split(), *(one.filled for one in self.later)]
        names += [name for names_of in self.files.items() for name in names_of if name]
        return list(dict.fromkeys(names))

    @property
    def watched(self) -> tuple[str, tuple[str, ...]]:
        """Its key, and the columns whose change marks a row: those that may change, and those that fill up."""
        names = [*self.state.split(), *(one.filled for one in self.later)]
        return self.key, tuple(_column_of(self.model, name) for name in dict.fromkeys(names))

    @cached_property
    def about_path(self) -> tuple[str, str]:
        """What it belongs to: the kind, and the path to the key ("": nothing)."""
        kind, _, path = self.about.partition(":")
        return kind, path

    def filled_parts(self, row: Mapping[str, Any]) -> Iterator[str]:
        """The parts of this row that stand."""
        filled = {one.name: one.filled for one in self.later}
        for name in self.parts:
            if name not in filled or row[filled[name]] not in (None, "", False):
                yield name

    def act_of(self, row: Mapping[str, Any]) -> str:
        """What this row is called as an act: sign, admin:role, calendar; "" where the table holds none."""
        prefix, column = self.act or ("", "")
        return prefix + (str(row[column]) if column else "")

    def state_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the columns that may change say now, as the journal keeps it."""
        secret = self.hidden.split()
        return {
            name: digest_of({name: row[name]}) if name in secret else plain_value(row[name])
            for name in self.state.split()
        }


def _column_of(model: type[models.Model], name: str) -> str:
    field_there: Any = model._meta.get_field(name)
    return str(field_there.column)


def plain_value(value: Any) -> Any:
    """A value of a column as JSON has it, the same on every database."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def digest_of(values: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, of these values as canonical JSON."""
    plain = {name: plain_value(value) for name, value in values.items()}
    text = json.dumps({"algorithm": 1, **plain}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_recorded: dict[str, Recorded] = {}


def plug_in_records(rows: Iterable[Recorded]) -> None:
    """Say once, at start, what is on record of a side's tables."""
    for row in rows:
        if row.label in _recorded and _recorded[row.label] is not row:
            raise ImproperlyConfigured(f"{row.label} is said twice.")
        _recorded[row.label] = row


def recorded_tables() -> list[Recorded]:
    """Every table, acts first: what came with an act is entered after it."""
    return sorted(_recorded.values(), key=lambda one: (one.act is None, one.label))


def kept_tables() -> list[Recorded]:
    """Those of which something is on record."""
    return [one for one in recorded_tables() if one.is_kept]

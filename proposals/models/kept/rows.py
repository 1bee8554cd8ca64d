"""Rows whose query is written once (kept_text).

Django takes longer to write a plain query and to look up what it selects than the database to answer. Both are kept
here by the shape of the query; the answer never is: each asking meets the database.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import RelatedPopulator, get_related_populators

from proposals.models.kept_text import ask, fill_places, write_once, write_words

Row = TypeVar("Row", bound=models.Model)
Many = models.QuerySet[Any, Any]


@dataclass(frozen=True)
class _Reader:
    """How the rows of a query become objects, with what is counted of them (annotate), those that stand beside them
    (select_related), and what is fetched with them (prefetch_related)."""

    sql: str
    params: tuple[Any, ...]
    model: type[models.Model]
    names: list[str]
    span: slice
    counted: dict[str, int]
    beside: list[RelatedPopulator]
    converters: list[tuple[int, Any, Any]]
    lookups: tuple[Any, ...]

    def read(self, numbers: Sequence[Any]) -> Iterator[models.Model]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, fill_places(self.params, numbers))
            found = cursor.fetchall()
        for values in found:
            row = list(values)
            for place, convert, of in self.converters:
                for one in convert:
                    row[place] = one(row[place], of, connection)
            made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.span])
            for other in self.beside:
                other.populate(row, made)
            for name, place in self.counted.items():
                setattr(made, name, row[place])
            yield made


@lru_cache(maxsize=2048)
def _reader_of(face: str, write: Callable[..., Many], *key: Hashable) -> _Reader | None:
    """None where the query finds nothing for certain. To each face its own: one asks for less (kept_inside.py)."""
    del face
    rows = cast(Any, write(*key))
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = write_words(*compiler.as_sql())
    except EmptyResultSet:
        return None
    known, columns = compiler.klass_info, compiler.select
    span = slice(known["select_fields"][0], known["select_fields"][-1] + 1)
    converters = compiler.get_converters([column[0] for column in columns[: compiler.col_count]])
    return _Reader(
        sql,
        params,
        known["model"],
        [column[0].target.attname for column in columns[span]],
        span,
        compiler.annotation_col_map,
        cast(Any, get_related_populators)(known, columns, DEFAULT_DB_ALIAS),
        [(place, convert, of) for place, (convert, of) in converters.items()],
        rows._prefetch_related_lookups,
    )


def fetch_rows(write: Callable[..., models.QuerySet[Row, Row]], *key: Hashable, of: Sequence[Any]) -> list[Row]:
    """The rows of the query that `write` makes of the key, with the numbers `of` in the places of -1, -2 and so on
    (kept_text.fill_places); a word or a moment stands in the place of a
    Value. What is fetched with them is left to the caller (beside.fetch_whole)."""
    reader = _reader_of(settings.FACE, write, *key)
    return cast(list[Row], list(reader.read(of))) if reader else []


def fetch_values(write: Callable[..., Many], *key: Hashable, of: Sequence[int]) -> list[tuple[Any, ...]]:
    """The columns that the query names (values_list), as the database gives them (kept_text.ask)."""
    sql, params = write_once(write, *key)
    return ask(sql, fill_places(params, of))


def count_rows(write: Callable[..., Many], *key: Hashable, of: Sequence[int]) -> int:
    """How many rows that query finds."""
    sql, params = write_once(write, *key)
    # The text is Django's own; every value is a parameter.
    return ask(f"SELECT COUNT(*) FROM ({sql}) AS found", fill_places(params, of))[0][0] if sql else 0  # noqa: S608


def fetch_all(model: type[Row]) -> list[Row]:
    """Every row of a small table, in its order."""
    return fetch_rows(_write_table, model, of=())


def _write_table(model: type[Row]) -> models.QuerySet[Row, Row]:
    return model._default_manager.all()


def fetched_with(write: Callable[..., Many], *key: Hashable) -> tuple[Any, ...]:
    """What is to be fetched with those rows (prefetch_related)."""
    reader = _reader_of(settings.FACE, write, *key)
    return reader.lookups if reader else ()


def places(count: int) -> list[int]:
    """Where so many numbers stand in a kept text."""
    return [-place for place in range(1, count + 1)]


def places_for(count: int) -> int:
    """So many places are written for so many numbers: a text for each power of two; what is left over says the last
    number again."""
    return 1 << (count - 1).bit_length() if count else 0

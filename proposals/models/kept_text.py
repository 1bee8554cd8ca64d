"""Queries that take Django ten times as long to write as the database to answer: their text is kept, never an answer.

A text is made from what is named beside it and from nothing else, so whatever changes what is asked (a role that
somebody gets, the day) makes another one. Numbers that differ from one asking to the next are written as -1, -2 and
so on, and replaced by the real ones (fill_places).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL

Write = Callable[..., models.QuerySet[Any, Any]]
Text = tuple[str, tuple[Any, ...]]


@lru_cache(maxsize=2048)
def write_once(write: Write, *key: Hashable) -> Text:
    """The text of the query that `write` makes of these arguments, and its parameters; "" where it finds nothing
    for certain."""
    try:
        sql, params = write(*key).query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(params)


def fill_places(params: Iterable[Any], numbers: Sequence[int]) -> tuple[Any, ...]:
    """The parameters with the first of the numbers in the place of -1, the second in that of -2 and so on, the last
    in those that are left over."""
    last = len(numbers)
    return tuple(numbers[min(-one, last) - 1] if type(one) is int and one < 0 else one for one in params)


def among(text: Text) -> models.Q:
    """The condition that a row is among those whose numbers that query finds."""
    sql, params = text
    return models.Q(pk__in=RawSQL(sql, params) if sql else ())  # noqa: S611 - Django's own text, values as parameters


def ask(sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The rows as the database gives them: whole numbers and words are what they were, a date may be a word."""
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())

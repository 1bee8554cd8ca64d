"""Queries that take Django ten times as long to write as the database to answer: their text is kept, never an answer.

A text is made from what is named beside it and from nothing else, so whatever changes what is asked (a role that
somebody gets, the day) makes another one.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL

Write = Callable[..., models.QuerySet[Any, Any]]


@lru_cache(maxsize=2048)
def write_once(write: Write, *key: Hashable) -> tuple[str, tuple[Any, ...]]:
    """The text of the query that `write` makes of these arguments, and its parameters; "" where it finds nothing
    for certain."""
    try:
        sql, params = write(*key).query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(params)


def among(write: Write, *key: Hashable) -> models.Q:
    """The condition that a row is among those whose numbers that query finds."""
    sql, params = write_once(write, *key)
    return models.Q(pk__in=RawSQL(sql, params) if sql else ())  # noqa: S611 - Django's own text, values as parameters


def ask(sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The rows as the database gives them: whole numbers and words are what they were, a date may be a word."""
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())

"""Queries that take Django ten times as long to write as the database to answer: their text is kept, never an answer.

A text is made from what is named beside it and from the day, and from nothing else, so whatever changes what is
asked (a role that somebody gets) makes another one. Numbers that differ from one asking to the next are written as
-1, -2 and so on, and replaced by the real ones (fill_places). On another day its days are moved.
"""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

Write = Callable[..., models.QuerySet[Any, Any]]
Text = tuple[str, tuple[Any, ...]]


# A day, or a moment of one, as SQLite is told it.
DAY = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?")
PLACE, WORD = re.compile(r"%%|%s"), re.compile(r"\w*")
NAMES_A_DAY = re.compile(r"\d{4}-\d\d-\d\d|datetime\.date")


def write_once(write: Write, *key: Hashable) -> Text:
    """The text of the query that `write` makes of these arguments today, and its parameters; "" where it finds
    nothing for certain. Every day in it that its key does not name is to be so many days before or after today."""
    return _write_on(timezone.localdate(), write, *key)


@lru_cache(maxsize=2048)
def _write_on(today: dt.date, write: Write, *key: Hashable) -> Text:
    if NAMES_A_DAY.search(repr(key)):  # that one is not to be moved: a section may be called anything
        return _write.__wrapped__(write, *key)[:2]
    sql, params, written_on = _write(write, *key)
    moved = today - written_on
    return sql, tuple(_move(one, moved) for one in params) if moved else params


@lru_cache(maxsize=2048)
def _write(write: Write, *key: Hashable) -> tuple[str, tuple[Any, ...], dt.date]:
    """The text, and the day on which it was written."""
    day = timezone.localdate()
    try:
        sql, params = write_words(*write(*key).query.sql_with_params())
    except EmptyResultSet:
        return "", (), day
    # Midnight came meanwhile: some of its days may be of today and some of yesterday.
    return (sql, params, day) if timezone.localdate() == day else _write.__wrapped__(write, *key)


def write_words(sql: str, params: Iterable[Any]) -> Text:
    """The text with the words among its parameters (states, roles) written in it: SQLite looks whether a parameter
    is what an index is limited to, and then prepares the whole text once more each time that it is asked."""
    left, kept = iter(params), []

    def write(place: re.Match[str]) -> str:
        value = next(left) if place[0] == "%s" else None
        if isinstance(value, str) and WORD.fullmatch(value):
            return f"'{value}'"
        kept.extend([value] if place[0] == "%s" else [])
        return place[0]

    return PLACE.sub(write, sql), tuple(kept)


def _move(value: Any, by: dt.timedelta) -> Any:
    """The parameter so many days later, where it is a day or a moment of one."""
    if isinstance(value, dt.date):
        return value + by
    if isinstance(value, str) and DAY.fullmatch(value):
        return value.replace(value[:10], str(dt.date.fromisoformat(value[:10]) + by))
    return value


def fill_places(params: Iterable[Any], numbers: Sequence[Any]) -> tuple[Any, ...]:
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

"""Queries that take Django ten times as long to write as the database to answer: their text is kept, never an answer.

A text is made from what is named beside it and from nothing else, so whatever changes what is asked (a role that
somebody gets, the day) makes another one. A query about a person's cases is written once for all who hold the same
roles in units of the same kinds: for a person made up of them, whose numbers are then replaced by the real ones. What
a body decides (oversight.deciders) is by the rules of the place: they are among what a text is made from.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL

from proposals.models.administration.committee import Followed, followed_by
from proposals.models.oversight.deciders import Deciders, deciders_for
from proposals.models.people import BODIES, Membership, Role, Unit, User

Write = Callable[..., models.QuerySet[Any, Any]]
Text = tuple[str, tuple[Any, ...]]

# A role as its place among the person's numbers says it: the role, the unit, its kind, whose role it is, the section.
Held = tuple[str, int, str, int, str]


@lru_cache(maxsize=2048)
def write_once(write: Write, *key: Hashable) -> Text:
    """The text of the query that `write` makes of these arguments, and its parameters; "" where it finds nothing
    for certain."""
    try:
        sql, params = write(*key).query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(params)


def write_for(user: User, write: Write, *key: Hashable) -> Text:
    """The text of the query that `write` makes of this person and these arguments. It may look at nothing of the
    person but the number, the roles held now (User.active_memberships), the rules (deciders_for) and what
    the own committees follow (followed_by)."""
    held = sorted((row.role, row.unit_id, row.unit.kind, row.user_id, row.section) for row in user.active_memberships)
    units, people = dict.fromkeys(row[1] for row in held), dict.fromkeys([user.pk, *(row[3] for row in held)])
    numbers = [*people, *units]
    whose = {number: -place for place, number in enumerate(people, 1)}
    where = {number: -place for place, number in enumerate(units, len(people) + 1)}
    shape = tuple((role, where[unit], kind, whose[holder], section) for role, unit, kind, holder, section in held)
    rules = deciders_for(user) if user.units_as(*BODIES, Role.OFFICE) else None
    sql, params = write_once(_write_for_anybody, write, shape, rules, followed_by(user), *key)
    return sql, fill_places(params, numbers)


def _write_for_anybody(
    write: Write, shape: Iterable[Held], rules: Deciders | None, followed: Followed, *key: Hashable
) -> models.QuerySet[Any, Any]:
    somebody = User(pk=-1)
    somebody.__dict__["deciders"] = rules
    somebody.__dict__["followed"] = followed
    somebody.__dict__["active_memberships"] = [
        Membership(role=role, unit=Unit(pk=unit, kind=kind), user=User(pk=holder), section=section)
        for role, unit, kind, holder, section in shape
    ]
    return write(somebody, *key)


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

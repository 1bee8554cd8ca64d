"""How many cases are in each of a person's groups, for the side navigation of every page of the desk."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils import timezone

from proposals.models import Case, User
from replies.desk.groups import groups_for
from replies.models.cases import with_feedback_counts


def count_groups(user: User) -> dict[str, int]:
    """The cases in each group by its slug, and as `hot_<slug>` those that colour the count; one query."""
    counted = _run(user)
    same = [group.slug for group in groups_for(user) if group.hot is group.where]
    return counted | {f"hot_{slug}": counted[slug] for slug in same}


def _run(user: User) -> dict[str, int]:
    held = frozenset((row.role, row.unit_id, row.user_id, row.section) for row in user.active_memberships)
    names, sql, params = _query(user, held, frozenset(user.kinds_studied()), timezone.localdate())
    if not sql:
        return dict.fromkeys(names, 0)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(zip(names, cursor.fetchone(), strict=True))


@lru_cache(maxsize=1024)
def _query(
    user: User, held: frozenset[tuple[str, int, int, str]], studies: frozenset[str], today: dt.date
) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """The names of the counts, the query, its parameters; "" where the person can have no case.

    To write this query takes ten times as long as to answer it, so its text is kept, and never an answer. It is
    made from the arguments alone (`held`: role, unit, whose, section): a person who gets or loses a role, or stands
    in for somebody, and everybody the next day, gets another text.
    """
    groups = groups_for(user)
    wanted = {group.slug: group.where(user) for group in groups}
    wanted |= {f"hot_{group.slug}": group.hot(user) for group in groups if group.hot not in (None, group.where)}
    flags = {
        name: models.Case(models.When(where, then=1), output_field=models.IntegerField())
        for name, where in wanted.items()
    }
    cases = with_feedback_counts(Case.objects.visible_to(user)).with_due().order_by()
    try:
        inner, params = cases.values(**{f"in_{name}": flag for name, flag in flags.items()}).query.sql_with_params()
    except EmptyResultSet:
        return tuple(wanted), "", ()
    columns = ", ".join(f'COUNT("in_{name}")' for name in wanted)
    # The names are the groups' own; every value is a parameter.
    return tuple(wanted), f"SELECT {columns} FROM ({inner}) AS cases", tuple(params)  # noqa: S608

"""How many cases are in each of a person's groups, for the side navigation of every page of the desk."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from proposals.models import Case, User
from proposals.models.kept_text import ask
from replies.desk.groups import Group, groups_for
from replies.desk.person_text import write_for
from replies.models.cases import with_feedback_counts

NO_END = 2**63 - 1


def count_groups(user: User) -> dict[str, int]:
    """The cases in each group by its slug, and as `hot_<slug>` those that colour the count; one query."""
    groups = groups_for(user)
    counts = {one.slug: f'COUNT("in_{one.slug}")' for one in groups}
    counts |= {f"hot_{one.slug}": f'COUNT("in_{one.slug}" + "hot_{one.slug}")' for one in _partly_hot(groups)}
    sql, params = write_for(user, _write_flags)
    columns = ", ".join(counts.values())
    # The names are the groups' own; every value is a parameter.
    rows = ask(f"SELECT {columns} FROM ({sql}) AS cases", params) if sql else [(0,) * len(counts)]  # noqa: S608
    counted = dict(zip(counts, rows[0], strict=True))
    return counted | {f"hot_{one.slug}": counted[one.slug] for one in groups if one.hot is one.where}


def _partly_hot(groups: Iterable[Group]) -> list[Group]:
    """Those of which not every case colours the count."""
    return [one for one in groups if one.hot and one.hot is not one.where]


def _write_flags(user: User) -> models.QuerySet[Case, Any]:
    """Each case with a flag for each group it is in, and one for each condition that makes it colour a count there:
    1, or NULL. With a limit, without which a database would work out a flag once for each column that counts it."""
    groups = groups_for(user)
    named = {f"in_{one.slug}": one.where for one in groups}
    named |= {f"hot_{one.slug}": one.hot for one in _partly_hot(groups) if one.hot}
    flags = {
        name: models.Case(models.When(where(user), then=1), output_field=models.IntegerField())
        for name, where in named.items()
    }
    cases = with_feedback_counts(Case.objects.visible_to(user)).with_due().order_by()
    return cases.values(**flags)[:NO_END]

"""How many cases are in each of a person's groups, for the side navigation of every page of the desk."""

from collections.abc import Callable
from typing import Any

from django.db import models

from proposals.models import Case, User
from proposals.models.kept_text import ask
from replies.desk.groups import groups_for
from replies.desk.person_text import write_for
from replies.models.cases import with_feedback_counts


def count_groups(user: User) -> dict[str, int]:
    """The cases in each group by its slug, and as `hot_<slug>` those that colour the count; one query."""
    names = list(_conditions(user))
    sql, params = write_for(user, _write_flags)
    columns = ", ".join(f'COUNT("in_{name}")' for name in names)
    # The names are the groups' own; every value is a parameter.
    rows = ask(f"SELECT {columns} FROM ({sql}) AS cases", params) if sql else [(0,) * len(names)]  # noqa: S608
    counted = dict(zip(names, rows[0], strict=True))
    same = [group.slug for group in groups_for(user) if group.hot is group.where]
    return counted | {f"hot_{slug}": counted[slug] for slug in same}


def _conditions(user: User) -> dict[str, Callable[[User], models.Q]]:
    """What is counted, by name."""
    groups = groups_for(user)
    hot = {f"hot_{one.slug}": one.hot for one in groups if one.hot and one.hot is not one.where}
    return {one.slug: one.where for one in groups} | hot


def _write_flags(user: User) -> models.QuerySet[Case, Any]:
    """Each case with a flag for each group it is in."""
    flags = {
        f"in_{name}": models.Case(models.When(where(user), then=1), output_field=models.IntegerField())
        for name, where in _conditions(user).items()
    }
    return with_feedback_counts(Case.objects.visible_to(user)).with_due().order_by().values(**flags)

"""A query about a person's cases is written once for all who hold the same roles in units of the same kinds: for a
person made up of them, whose numbers are then replaced by the real ones (proposals.models.kept_text). What a body
decides (oversight.deciders) is by the rules of the place: they are among what a text is made from.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from django.db import models

from proposals.models.administration.committee import Followed, followed_by
from proposals.models.kept_text import Text, Write, fill_places, write_once
from proposals.models.oversight.deciders import Deciders, deciders_for
from proposals.models.people import BODIES, Membership, Role, Unit, User

# A role as its place among the person's numbers says it: the role, the unit, its kind, whose role it is, the section.
Held = tuple[str, int, str, int, str]


def write_for(user: User, write: Write, *key: Hashable) -> Text:
    """The text of the query that `write` makes of this person and these arguments. It may look at nothing of the
    person but the number, the roles held now (User.active_memberships), the rules (deciders_for) and
    what the own committees follow (followed_by)."""
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

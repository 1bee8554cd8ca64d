"""Which cases a person reaches: to act on them in a role, to see them, to read what is not signed yet.

Each rule stands here once, as the values that columns of a case must have; queries and the checks of a single case
are both made from it.
"""

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from proposals.models.people import STAFF, Role, User

if TYPE_CHECKING:
    from proposals.models.case import Case  # whose queryset asks here

ACTING = (*STAFF, Role.DISTRICT, Role.CONGRESS)


@dataclass(frozen=True)
class Reach:
    """The cases of which each of these columns has one of its values; without columns every case. `answered`: not
    before the first answer is signed."""

    columns: dict[str, Any]
    answered: bool = False

    def as_q(self, to_case: str = "") -> Q:
        """As a condition; `to_case` is the path of a relation that leads to the case."""
        held = {f"{to_case}{column}__in": values for column, values in self.columns.items()}
        if self.answered:
            held[f"{to_case}answered_on__isnull"] = False
        return Q(**held or {f"{to_case}pk__isnull": False})  # an empty Q() would vanish in an "or"

    def covers(self, case: "Case") -> bool:
        """Of one case, without a query."""
        if self.answered and case.answered_on is None:
            return False
        return all(reduce(getattr, column.split("__"), case) in values for column, values in self.columns.items())


EVERY_CASE, NO_CASE = Reach({}), Reach({"pk": ()})


def reach_of(user: User, role: str) -> Reach:
    """The cases on which this person may act in that role: a handler on the own ones, office and leader on the
    unit's, the district office on all, a working body on the kind that it studies."""
    if role not in ACTING or not user.has_role(role):
        return NO_CASE
    if role == Role.DISTRICT:
        return EVERY_CASE
    if role == Role.CONGRESS:
        return Reach({"suggestion__kind": user.studies()})
    mine = {"unit_id": user.units_as(role)}
    return Reach(mine | {"handler_id": {user.pk}} if role == Role.HANDLER else mine)


def own_reach(user: User) -> Reach:
    """The cases of the units in which this person works, whose texts may be read before they are signed."""
    return Reach({"unit_id": user.units_as(*STAFF)})


def sight_of(user: User) -> tuple[Reach, ...]:
    """The cases this person may open. The district office sees every case; a unit's people see the unit's own; the
    deputies' working body sees a case once it has been answered."""
    if user.has_role(Role.DISTRICT):
        return (EVERY_CASE,)
    return own_reach(user), replace(reach_of(user, Role.CONGRESS), answered=True)


def reachable_cases(user: User, *roles: str) -> Q:
    """The cases on which this person may act in one of these roles."""
    return reduce(Q.__or__, (reach_of(user, role).as_q() for role in roles))


def own_cases(user: User, to_case: str = "") -> Q:
    """The cases of the units in which this person works."""
    return own_reach(user).as_q(to_case)

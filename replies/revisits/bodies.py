"""Who asks: a working body, for the kind that it studies."""

from proposals.cases.access import NotYours
from proposals.models import Role, Unit, User
from proposals.models.people import KIND_STUDIED
from proposals.models.suggestion import Kind

NOT_A_BODY = "回访由区人大代表工作机构和政协提案工作机构办理。"


def body_of(user: User) -> Unit:
    """For which working body this person asks. Raises NotYours for who works in none."""
    for row in user.active_memberships:
        if row.role == Role.CONGRESS:
            return row.unit
    raise NotYours(NOT_A_BODY)


def words_of(unit: Unit) -> dict[str, str]:
    """What it studies and what those who asked are called: 建议 and 代表, 提案 and 委员."""
    kind = KIND_STUDIED[unit.kind]
    return {"kind": kind, "who": "委员" if kind == Kind.PROPOSAL else "代表"}


def must_revisit(unit: Unit, user: User) -> None:
    """Raise NotYours unless this person works in that working body."""
    if unit.pk not in user.units_as(Role.CONGRESS):
        raise NotYours(NOT_A_BODY)

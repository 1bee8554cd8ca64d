"""Who may act on a case, and how a person is refused."""

from collections.abc import Collection

from proposals.cases.hands import district_offices, hands_of
from proposals.models import Case, Role, UnitKind, User
from proposals.models.administration.archive import is_archived, say_archived
from proposals.models.people import BODIES, SEEING
from proposals.models.querysets import own_reach, reach_of


class Refused(Exception):
    """A step that cannot be taken, with the sentence a person reads."""

    http_status = 409


class NotYours(Refused):
    """The person does not hold the role that the step asks for."""

    http_status = 403


class Stale(Refused):
    """The case has moved on since the person's page was drawn."""


def roles_in(case: Case, user: User) -> set[Role]:
    """The roles in which this person may act on this case: none in an archived year (归档)."""
    return set() if is_archived(case) else roles_held_in(case, user)


def roles_held_in(case: Case, user: User) -> set[Role]:
    """The roles that this person holds on this case, also where it is only read any more."""
    return {role for role in SEEING if reach_of(user, role).covers(case)}


def stood_in_for(case: Case, user: User, role: str) -> User | None:
    """In whose place this person acts on the case in that role (代): the one who is away; None where the role is the
    person's own."""
    if role == Role.HANDLER and case.handler_id == user.pk:
        return None
    rows = [row for row in user.active_memberships if row.role == role]
    if role == Role.HANDLER:
        rows = [row for row in rows if row.user_id == case.handler_id]
    if role not in BODIES:
        rows = [row for row in rows if row.unit_id == case.unit_id]
    lent = [row.user for row in rows if row.user_id != user.pk]
    return lent[0] if lent and len(lent) == len(rows) else None


def say_barred(doing: str, reason: str) -> str:
    """Why it cannot be done, in one sentence with one colon: 不能送审：还没有拟写答复。不能送审，还差5项：…"""
    return f"不能{doing}{'，' if '：' in reason else '：'}{reason}。"


def records_outside(case: Case, user: User, roles: Collection[Role]) -> bool:
    """Whether the person takes what is for one of these roles by writing down what was decided elsewhere: the unit's
    office does so for the district office where none takes part."""
    return not is_archived(case) and _is_to_record(case, user, roles)


def _is_to_record(case: Case, user: User, roles: Collection[Role]) -> bool:
    if Role.DISTRICT not in roles or not user.has_role(Role.OFFICE, case.unit_id):
        return False
    if roles_held_in(case, user).intersection(roles):
        return False
    return not hands_of(case).district


def must_be(
    case: Case, user: User, roles: tuple[Role, ...], doing: str, *, recorded: bool = False, reads: bool = False
) -> Role:
    """The first of these roles that the person holds on this case; refuses who holds none. For what is done outside
    the table's steps. `recorded`: what was decided outside may be written down (records_outside), by the office.
    In an archived year there is nothing to do but to read (`reads`), for anybody."""
    held = roles_held_in(case, user)
    found = next((role for role in roles if role in held), None)
    if recorded and _is_to_record(case, user, roles):
        found = Role.OFFICE
    if found is None:
        raise NotYours(f"{doing}由{'、'.join(dict.fromkeys(role.label for role in roles))}办理，您不能替办。")
    if is_archived(case) and not reads:
        raise Refused(say_archived(case))
    return found


def works_here(case: Case, user: User) -> bool:
    """Whether the person belongs to the unit that handles the case, and may read what is not yet signed."""
    return own_reach(user).covers(case)


def must_answer_deputies(case: Case) -> None:
    """What a unit writes that helps (会办) or signs along (共同主办) is for the 主办 unit alone: it neither meets nor
    asks the deputies."""
    if case.helps:
        lead = "牵头单位" if case.hosts_along else "主办单位"
        raise Refused(f"{case.get_part_display()}单位不直接答复代表，由{lead}与代表沟通、征求意见。")


def insiders_only(case: Case, user: User, what: str) -> None:
    """Raise NotYours for people outside the case's unit; `what` begins the sentence they read."""
    if not works_here(case, user):
        raise NotYours(f"{what}只有承办单位自己能看。")


def may_change_calendar(user: User) -> bool:
    """Whether the person changes the working days and the limits: the district office, and the administrator of the
    whole installation, who is the only one to do it where no district office takes part."""
    return user.has_role(Role.DISTRICT) or administers_all(user, Role.ADMIN)


def administers_all(user: User, *roles: Role) -> bool:
    """Whether the person looks after the whole installation in one of these roles: deputies, sessions, new units."""
    held = [row.unit for row in user.active_memberships if row.role in roles]
    return any(unit.kind == UnitKind.DISTRICT for unit in held) or bool(held and not has_district_office())


def has_district_office() -> bool:
    """Whether a district office takes part; a single bureau may work without one."""
    return district_offices().exists()

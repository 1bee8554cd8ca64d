"""Which roles a unit has, and which cannot be one person's."""

from collections.abc import Iterable

from proposals.cases.access import has_district_office
from proposals.models import Membership, Role, Unit, UnitKind, User
from proposals.models.people import ADMINISTRATORS, STAFF

Held = tuple[Unit, str]

ROLES_OF: dict[str, tuple[Role, ...]] = {
    UnitKind.DISTRICT: (Role.DISTRICT, *ADMINISTRATORS),
    UnitKind.CONGRESS: (Role.CONGRESS, *ADMINISTRATORS),
    UnitKind.CPPCC: (Role.CONGRESS, *ADMINISTRATORS),
    UnitKind.COMMITTEE: (Role.COMMITTEE,),
    UnitKind.BUREAU: (Role.HANDLER, Role.OFFICE, Role.LEADER, *ADMINISTRATORS),
}
assert set(STAFF) < set(ROLES_OF[UnitKind.BUREAU])  # noqa: S101 - a role that no unit has could never be given


def why_not_together(held: Iterable[Held]) -> str:
    """Why these roles cannot all be one person's; "" where they can.

    Each kind of unit has its own roles. Who looks after people gives no roles, anywhere (三员分立). Who reads the
    records may be one of the other two in a small bureau, not in the district's office. Who handles in a unit does
    not sign there.
    """
    rows = set(held)
    for unit, role in sorted(rows, key=lambda row: (row[0].pk, row[1])):
        if role not in ROLES_OF[unit.kind]:
            return f"“{Role(role).label}”不是{unit}这一类单位的角色。"
        if role == Role.HANDLER and (unit, Role.LEADER) in rows:
            return f"在{unit}，经办人不能兼局领导：办理的人不签发自己的答复。请留一个。"
    roles = {role for _, role in rows}
    if {Role.ADMIN, Role.GRANTS} <= roles:
        return "系统管理员和授权管理员不能是同一个人：管人员的不授权，授权的不管人员。请留一个。"
    watched = {role for unit, role in rows if role in ADMINISTRATORS and unit.kind == UnitKind.DISTRICT}
    if watched and Role.AUDITOR in roles and len(roles & set(ADMINISTRATORS)) > 1:
        return "区政府办公室的三员是三个人，审计管理员不能由另外两员兼。只有一个承办单位内部可以兼。"
    return ""


def roles_held(user: User) -> set[Held]:
    """The roles a person holds, also while the account is out of use: they come back with it."""
    rows = user.memberships.filter(is_active=True).select_related("unit")
    return {(row.unit, row.role) for row in rows}


def why_last(user: User, roles: Iterable[str]) -> str:
    """Why these roles cannot be taken from the person: the last who looks after the whole installation in one of the
    three administrators' roles stays. Needs a transaction: the rows of those roles are locked first, so that two
    administrators cannot take each other's last colleague away at once."""
    asked = [role for role in ADMINISTRATORS if role in set(roles)]
    if not asked:
        return ""
    rows = Membership.objects.filter(role__in=asked, is_active=True)
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))  # then read again what stands there
    there = rows.filter(unit__is_active=True, user__is_active=True)
    if has_district_office():
        there = there.filter(unit__kind=UnitKind.DISTRICT)
    holders: dict[str, set[int]] = {}
    for role, pk in there.order_by("pk").values_list("role", "user"):
        holders.setdefault(role, set()).add(pk)
    last = [Role(role).label for role in asked if holders.get(role) == {user.pk}]
    return f"{user}是最后一位{'、'.join(last)}，请先另外安排一位。" if last else ""

"""What waits for a person's own act in the office, as a leader or for the district: nobody hands it over, somebody
else in the same role may do it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from proposals.models import Case, Role, Unit, User
from proposals.models.leave.absence import able_members
from proposals.models.people import ACTING, BODIES, STAFF
from replies.desk.listed import waiting_for
from replies.desk.rows import CaseRow, case_rows, for_rows
from replies.desk.turn.gone import is_unattended
from replies.desk.turn.whose import waiting_people, waiting_role
from replies.rounds.held import cases_in_hand


@dataclass(frozen=True)
class WaitingCase:
    """A case that waits for an act of the person: its row as that one reads it, and who else may act today."""

    row: CaseRow
    others: str

    @property
    def case(self) -> Case:
        return self.row.case


def list_waiting_cases(person: User, unit: Unit) -> list[WaitingCase]:
    """What waits for this person in the role of that unit, the nearest date first, without what the person handles
    (held.list_held_cases) or does for a handler who is away. A constant number of queries."""
    found, roles = _of_unit(person, unit), {Role(row.role) for row in person.active_memberships if row.unit == unit}
    if not roles - {Role.HANDLER}:
        return []
    mine = Q(handler=person) & cases_in_hand()
    cases = Case.objects.filter(found & waiting_for(person)).exclude(mine).with_due().by_urgency()
    able = _able_others(person, unit)
    listed = []
    for row in case_rows(for_rows(cases), person, timezone.localdate()):
        role = _role_asked(row.case, roles)
        if role is not None:
            listed.append(WaitingCase(row, "、".join(_others(row.case, person, able.get(role, [])))))
    return listed


def _of_unit(person: User, unit: Unit) -> Q:
    """For the office and leaders of a unit its cases; for a body of the district those of the others."""
    found = Q(pk__in=())
    if unit.pk in person.units_as(*STAFF):
        found |= Q(unit=unit)
    if unit.pk in person.units_as(*BODIES):
        found |= ~Q(unit__in=person.units_as(*STAFF))
    return found


def _role_asked(case: Case, roles: set[Role]) -> Role | None:
    """In which of these roles the person acts on what waits; None where it is the handler's work."""
    if is_unattended(case) and Role.OFFICE in roles:
        return Role.OFFICE
    role = waiting_role(case)
    if role in roles:
        return None if role == Role.HANDLER else role
    return next((one for one in (Role.DISTRICT, Role.OFFICE, Role.LEADER) if one in roles), None)


def _able_others(person: User, unit: Unit) -> dict[Role, list[User]]:
    """Who else can act in each role of the unit today. Two queries."""
    there: Any = able_members(*ACTING).filter(unit=unit)
    pairs = list(there.exclude(acts=person.pk).order_by("pk").values_list("role", "acts"))
    users = User.objects.in_bulk({acts for _, acts in pairs})
    found: dict[Role, list[User]] = {}
    for role, acts in pairs:
        able = found.setdefault(Role(role), [])
        if users[acts] not in able:
            able.append(users[acts])
    return found


def _others(case: Case, person: User, able: list[User]) -> list[str]:
    """Nobody signs or checks what is the own work; where people are named, it is for them."""
    people = [one for one in waiting_people(case) if one != person] or able
    return [one.name for one in people if one.pk != case.handler_id]

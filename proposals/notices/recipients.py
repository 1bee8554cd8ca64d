"""Who is notified: the people of a unit, its group, the bodies of the district."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from proposals.models import Case, Membership, Notice, Role, Status, Unit, UnitKind, User
from proposals.models.approval import step_people, step_role, wide_signers

# What happened longer ago is no news: a first run after years must not tell all of them.
NEWS = dt.timedelta(days=15)

# In the order in which they are told.
OFFICE, OFFICE_AND_HANDLER = (Role.OFFICE,), (Role.OFFICE, Role.HANDLER)


class People:
    """Who holds which role where, read once a run."""

    def __init__(self) -> None:
        self.by_role: dict[tuple[str, int], list[User]] = defaultdict(list)
        self.units: dict[int, set[int]] = defaultdict(set)
        self.district: list[User] = []
        rows = Membership.objects.filter(is_active=True, unit__is_active=True, user__is_active=True)
        for row in rows.select_related("user").order_by("pk"):
            self.by_role[row.role, row.unit_id].append(row.user)
            self.units[row.user_id].add(row.unit_id)
            if row.role == Role.DISTRICT:
                self.district.append(row.user)
        self.robots = {unit.pk: unit for unit in Unit.objects.filter(is_active=True) if robot_of(unit)}
        offices = (unit for unit in self.robots.values() if unit.kind == UnitKind.DISTRICT)
        self.district_robot = next(offices, None)

    def holders(self, case: Case, roles: Iterable[Role]) -> list[User]:
        """The people of these roles on a case: of the handlers its own, the district office's all."""
        found: list[User] = []
        for role in roles:
            held = self.district if role == Role.DISTRICT else self.by_role[role, case.unit_id]
            found += [user for user in held if role != Role.HANDLER or user.pk == case.handler_id]
        return list(dict.fromkeys(found))

    def reviewers(self, case: Case) -> list[User]:
        """Who can take the step of the review at which the case waits, and nobody else."""
        if case.status == Status.CHECKING:
            return step_people(case) or self._of_role(case, step_role(case))
        return wide_signers(case) or self._of_role(case, Role.LEADER)

    def _of_role(self, case: Case, role: Role) -> list[User]:
        held = self.by_role[role, case.unit_id]
        return [user for user in held if role != Role.LEADER or user.pk != case.handler_id]

    def acting_people(self, case: Case) -> list[User]:
        """The handler; the unit's office while the case has none."""
        return self.holders(case, (Role.HANDLER,)) or self.holders(case, OFFICE)


def robot_of(unit: Unit) -> str:
    """The address of the unit's robot; the district office's is a setting."""
    return settings.ROBOT_URL if unit.kind == UnitKind.DISTRICT else unit.robot


def case_name(case: Case) -> str:
    """A case in a notice: only number, kind and title."""
    return f"{case.suggestion.short_number}{case.suggestion.kind}《{case.suggestion.title}》"


def for_people(users: Iterable[User], unit: Unit | None, **facts: object) -> list[Notice]:
    """The same notice for each of them, and for the group of their unit where a robot serves it."""
    made_at = timezone.now()
    found = [Notice(recipient=user, made_at=made_at, **facts) for user in users]
    return found + ([Notice(unit=unit, made_at=made_at, **facts)] if unit else [])


def keep_notices(notices: Iterable[Notice]) -> int:
    """Store those that were not made before. Returns how many. Another process at the same work loses nothing."""
    wanted = {(one.recipient_id, one.unit_id, one.key): one for one in notices}
    keys = {key for _, _, key in wanted}
    known = set(Notice.objects.filter(key__in=keys).values_list("recipient_id", "unit_id", "key"))
    new = [one for which, one in wanted.items() if which not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)

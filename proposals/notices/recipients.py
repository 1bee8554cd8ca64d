"""Who is notified: the people of a unit, its group, the bodies of the district."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from proposals.models import Case, Event, Membership, Notice, Role, Unit, UnitKind, User
from proposals.models.leave.absence import able_members
from proposals.models.oversight.deciders import Deciders
from proposals.models.people import KIND_STUDIED, SEEING

# What happened longer ago is no news: a first run after years must not tell all of them.
NEWS = dt.timedelta(days=15)

STEPWISE = ("check", "amend_check", "check_back")  # what is called by the name of the approval step

# In the order in which they are told.
OFFICE, OFFICE_AND_HANDLER = (Role.OFFICE,), (Role.OFFICE, Role.HANDLER)


class People:
    """Who acts in which role where today, read once a run: of people who are away, who stands in."""

    def __init__(self) -> None:
        self.by_role: dict[tuple[str, int], list[User]] = defaultdict(list)
        self.handlers: dict[tuple[int, int], User] = {}
        self.units: dict[int, set[int]] = defaultdict(set)
        self.district: list[User] = []
        self.bodies: dict[str, list[User]] = defaultdict(list)  # by what they study (KIND_STUDIED)
        held = Membership.objects.filter(is_active=True, unit__is_active=True, user__is_active=True)
        for user, unit in held.values_list("user", "unit"):
            self.units[user].add(unit)
        self.deciders = Deciders.load()
        users = User.objects.in_bulk(list(self.units))
        offices = Unit.objects.filter(kind__in=KIND_STUDIED)
        studied = {pk: KIND_STUDIED[kind] for pk, kind in offices.values_list("pk", "kind")}
        able: Any = able_members(*SEEING).order_by("pk")
        for role, unit, user, acts in able.values_list("role", "unit", "user", "acts"):
            who = users[acts]
            if who not in self.by_role[role, unit]:
                self.by_role[role, unit].append(who)
            if role == Role.HANDLER:
                self.handlers[user, unit] = who
            if role == Role.DISTRICT and who not in self.district:
                self.district.append(who)
            if role == Role.CONGRESS and who not in self.bodies[studied.get(unit, "")]:
                self.bodies[studied.get(unit, "")].append(who)
        self.robots = {unit.pk: unit for unit in Unit.objects.filter(is_active=True) if robot_of(unit)}
        robots = (unit for unit in self.robots.values() if unit.kind == UnitKind.DISTRICT)
        self.district_robot = next(robots, None)

    def holders(self, case: Case, roles: Iterable[Role]) -> list[User]:
        """The people of these roles on a case: of the handlers who does the work of its own, the district office's
        all."""
        found: list[User] = []
        for role in roles:
            if role == Role.HANDLER:
                acts = self.handlers.get((case.handler_id or 0, case.unit_id))
                found += [acts] if acts else []
            elif role == Role.CONGRESS:
                found += self.bodies[case.suggestion.kind] if case.suggestion.session.is_own else []
            else:
                found += self.district if role == Role.DISTRICT else self.by_role[role, case.unit_id]
        return list(dict.fromkeys(found))

    def acting_people(self, case: Case) -> list[User]:
        """The handler or who stands in; the unit's office while nobody does; else the district office."""
        return self.holders(case, (Role.HANDLER,)) or self.holders(case, OFFICE) or self.district


def robot_of(unit: Unit) -> str:
    """The address of the unit's robot; the district office's is a setting."""
    return settings.ROBOT_URL if unit.kind == UnitKind.DISTRICT else unit.robot


def case_name(case: Case) -> str:
    """A case in a notice: only number, kind and title."""
    return f"{case.suggestion.short_number}{case.suggestion.kind}《{case.suggestion.title}》"


def say_by_whom(event: Event) -> str:
    """Who did what: 高扬送审; of a step of the review, which has a name of its own, 科长审核通过（李强）."""
    named = event.action in STEPWISE
    return f"{event.label}（{event.actor_name}）" if named else f"{event.actor_name}{event.label}"


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

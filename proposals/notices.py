"""What people are to be told, made into notices: who they are, and the table of what is told of a case's record.

Whoever is to be told finds the notice in the program; posting.py takes it to mail and robots. Nobody is told what
their own unit did. Run as often as one likes: a notice's key makes it once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from proposals.models import Event, Handling, Membership, Notice, Role, Unit, UnitKind, User

# What happened longer ago is no news: a first run after years must not tell all of them.
NEWS = dt.timedelta(days=15)
OFFICE, DESK = (Role.OFFICE,), (Role.OFFICE, Role.HANDLER)


@dataclass(frozen=True)
class Told:
    """An action of the record, what is said of it, and who of the case's unit (or the district office) is told."""

    action: str
    said: str
    to: tuple[Role, ...] = DESK


# fmt: off
TOLD = (
    Told("hand_over", "已交办给你单位，请签收", OFFICE),
    Told("asked", "{actor}请你单位会办，请签收", DESK),
    Told("ask_again", "又请你单位会办", DESK),
    Told("remind", "{actor}催办会办意见", (Role.HANDLER,)),  # the office was mailed (consulting.remind)
    Told("ask_return", "{unit}申请退办，请批复", (Role.DISTRICT,)),
    Told("ask_extension", "{unit}{label}，请批复", (Role.DISTRICT,)),
    Told("decide_extension", "区政府办公室{label}"),
    Told("agree_return", "区政府办公室同意退办"),
    Told("refuse_return", "区政府办公室不同意退办，请签收办理"),
    Told("hand_on", "已改由别的单位办理", OFFICE),
    Told("supervise", "区政府办公室督办，请看要求并按期回复", (*DESK, Role.LEADER)),
    Told("supervise_answer", "{unit}已回复督办", (Role.DISTRICT,)),
    Told("lead", "{label}", (*DESK, Role.LEADER)),
    Told("widen", "{label}"),
    Told("recount", "{label}"),
    Told("withdraw", "代表已书面撤回，不再办理"),
    Told("study", "有代表不满意，已转待研究"),
    Told("reopen", "经研究须再次办理，请在新的期限内再次答复"),
    Told("decline", "经研究不再办理，请报送办结", OFFICE),
)
# fmt: on
BY_ACTION = {row.action: row for row in TOLD}


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

    def of(self, case: Handling, roles: Iterable[Role]) -> list[User]:
        """The people of these roles on a case: of the handlers its own, the district office's all."""
        found: list[User] = []
        for role in roles:
            held = self.district if role == Role.DISTRICT else self.by_role[role, case.unit_id]
            found += [user for user in held if role != Role.HANDLER or user.pk == case.handler_id]
        return list(dict.fromkeys(found))

    def acting(self, case: Handling) -> list[User]:
        """The handler; the unit's office while the case has none."""
        return self.of(case, (Role.HANDLER,)) or self.of(case, OFFICE)


def robot_of(unit: Unit) -> str:
    """The address of the unit's robot; the district office's is a setting."""
    return settings.ROBOT_URL if unit.kind == UnitKind.DISTRICT else unit.robot


def called(case: Handling) -> str:
    """A case in a notice: number, kind and title, and nothing else of it."""
    return f"{case.suggestion.number}号{case.suggestion.kind}《{case.suggestion.title}》"


def for_people(users: Iterable[User], unit: Unit | None, **facts: object) -> list[Notice]:
    """The same notice for each of them, and for the group of their unit where a robot serves it."""
    made_at = timezone.now()
    found = [Notice(recipient=user, made_at=made_at, **facts) for user in users]
    return found + ([Notice(unit=unit, made_at=made_at, **facts)] if unit else [])


def keep(notices: Iterable[Notice]) -> int:
    """Keep those that were not made before; how many. Another process at the same work loses nothing."""
    wanted = {(one.recipient_id, one.unit_id, one.key): one for one in notices}
    keys = {key for _, _, key in wanted}
    known = set(Notice.objects.filter(key__in=keys).values_list("recipient_id", "unit_id", "key"))
    new = [one for which, one in wanted.items() if which not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def tell() -> int:
    """Tell units what others did to their cases, as the record says; how many notices were new."""
    now = timezone.now()
    events = Event.objects.filter(action__in=BY_ACTION, at__range=(now - NEWS, now))
    events, people = events.select_related("case__suggestion", "case__unit"), People()
    return keep(notice for event in events for notice in _of_event(event, people))


def _of_event(event: Event, people: People) -> list[Notice]:
    case, row = event.case, BY_ACTION[event.action]
    theirs = people.units[event.actor_id] if event.actor_id else set()
    users = [user for user in people.of(case, row.to) if not theirs & people.units[user.pk]]
    if not users:
        return []
    said = row.said.format(actor=_who(event), unit=case.unit, label=event.label)
    robot = people.district_robot if Role.DISTRICT in row.to else people.robots.get(case.unit_id)
    facts = {"case": case, "kind": Notice.Kind.TOLD, "key": f"event:{event.pk}"}
    return for_people(users, robot, **facts, sentence=f"{called(case)}：{said}。")


def _who(event: Event) -> str:
    """The unit that acted, as the record of the asked unit's case names it: 区民政局请会办."""
    return event.label.removesuffix("请会办").removesuffix("催办会办意见")

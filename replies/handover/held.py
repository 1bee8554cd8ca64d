"""What a person has: every case the person handles, with what hangs on each; and who is there to take it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from proposals.administration.hands import InHand
from proposals.cases.access import works_here
from proposals.formats.chinese import cn_date
from proposals.models import Absence, Case, Membership, Role, Unit, User
from proposals.models.leave.absence import able_members
from proposals.models.people import ACTING
from replies.desk.rows import CaseRow, case_rows, for_rows
from replies.desk.turn.todo import say_work
from replies.handover.stand_ins import Gap, absences_ahead, find_gaps
from replies.models import Autosave
from replies.rounds.held import cases_in_hand, count_in_hand


@dataclass(frozen=True)
class HeldCase:
    """A case somebody handles: its row, what is to be done next, and what else hangs on it."""

    row: CaseRow
    to_do: str
    more: tuple[str, ...]

    @property
    def case(self) -> Case:
        return self.row.case


def list_held_cases(person: User, unit: Unit, reader: User) -> list[HeldCase]:
    """What this person handles in that unit, the nearest date first; what is joined to another case (并案) goes with
    that. A constant number of queries."""
    today = timezone.localdate()
    cases = Case.objects.filter(cases_in_hand(), handler=person, unit=unit).with_due().by_urgency()
    typed = _autosaved(person, unit)
    rows = case_rows(for_rows(cases), reader, today)
    said = [say_work(row.case, works_here(row.case, reader)) for row in rows]
    return [HeldCase(row, to_do, tuple(_hanging(row, typed))) for row, to_do in zip(rows, said, strict=True)]


def _autosaved(person: User, unit: Unit) -> set[int]:
    """The cases with text that this person typed and did not save as a version."""
    rows = Autosave.objects.filter(author=person, reply__case__unit=unit, reply__signed_at=None)
    return set(rows.values_list("reply__case", flat=True))


def _hanging(row: CaseRow, typed: set[int]) -> Iterable[str]:
    case, rounds = row.case, list(row.case.replies.all())
    if case.pk in typed:
        yield "有自动保存、还没有存成一稿的文字"
    if row.helpers and row.helpers.done < row.helpers.asked:
        yield f"{row.helpers.noun}{'意见' if row.helpers.noun == '会办' else ''}{row.helpers}"
    if wishes := sum(not wish.settled_at for reply in rounds for wish in reply.wishes.all()):
        yield f"代表的请求{wishes}项"
    owed = [one for reply in rounds for one in reply.promises.all() if one.is_open]
    if owed:
        yield f"承诺{len(owed)}项，最早{cn_date(min(one.due_on for one in owed))}"


# ---- the people ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Colleague:
    """Somebody of a unit: the roles there, how many cases the person handles, and the absence that lasts or comes.
    `absent_helpers`: who stands in for somebody there and cannot act; `gaps`: the days on which it is so."""

    user: User
    roles: tuple[Membership, ...]
    held: int
    absence: Absence | None
    absent_helpers: frozenset[int] = frozenset()
    gaps: tuple[Gap, ...] = ()

    @property
    def section(self) -> str:
        return next((row.section for row in self.roles if row.section), "")

    @property
    def called(self) -> str:
        return "、".join(row.get_role_display() for row in self.roles)

    @property
    def lacks_stand_in(self) -> bool:
        """Whether who stands in cannot act either: away today, out of use or not of the unit any more."""
        return self.absence is not None and self.absence.stand_in_id in self.absent_helpers

    @property
    def is_away(self) -> bool:
        return self.absence is not None and self.absence.starts <= timezone.localdate()


def list_colleagues(unit: Unit) -> list[Colleague]:
    """Who works in that unit, and who left it with cases in their name; by section, then by role. Four queries."""
    held = {pk: load.count for (pk, _), load in count_in_hand(unit=unit.pk).items()}
    rows = Membership.objects.filter(unit=unit, role__in=ACTING).select_related("user").order_by("pk")
    by_user: dict[int, list[Membership]] = {}
    for row in rows:
        by_user.setdefault(row.user_id, []).append(row)
    ahead = absences_ahead(unit)
    away, gaps = {row.user_id: row for row in reversed(ahead)}, find_gaps(ahead)
    here = {pk for pk, mine in by_user.items() if any(row.is_active and row.user.is_active for row in mine)}
    today = timezone.localdate()
    out = {pk for pk, row in away.items() if row.starts <= today}
    named = {row.stand_in_id for row in away.values() if row.stand_in_id}
    unable = frozenset(pk for pk in named if pk not in here or pk in out)
    found = []
    for pk, mine in by_user.items():
        active = tuple(row for row in mine if row.is_active and row.user.is_active)
        if active or pk in held:
            lacking = tuple(gap for gap in gaps if gap.absence == away.get(pk))
            found.append(Colleague(mine[0].user, active, held.get(pk, 0), away.get(pk), unable, lacking))
    order = list(Role)
    return sorted(
        found, key=lambda one: (min((order.index(Role(r.role)) for r in one.roles), default=-1), one.section)
    )


def list_sole_roles(person: User, unit: Unit) -> list[str]:
    """The roles of office and leader in which nobody else in the unit can act today: 局领导."""
    alone = []
    for role in (Role.OFFICE, Role.LEADER):
        there: Any = able_members(role).filter(unit=unit)
        holds = Membership.objects.filter(user=person, unit=unit, role=role, is_active=True, user__is_active=True)
        if holds.exists() and not there.exclude(acts=person.pk).exists():
            alone.append(str(role.label))
    return alone


def what_they_hold(users: Sequence[User]) -> dict[int, InHand]:
    """How many cases each of these people holds, and the units whose offices give them to others, the one with
    most of them first. Two queries; who has none is left out."""
    loads = count_in_hand(people=users)
    names = dict(Unit.objects.filter(pk__in={unit for _, unit in loads}).values_list("pk", "short_name"))
    held: dict[int, list[tuple[str, int]]] = {}
    for (person, unit), load in sorted(loads.items(), key=lambda one: (-one[1].count, names[one[0][1]])):
        held.setdefault(person, []).append((names[unit], load.count))
    return {person: InHand(sum(count for _, count in rows), tuple(rows)) for person, rows in held.items()}

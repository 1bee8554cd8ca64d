"""代办人: who may stand in for whom, and whose work is with nobody because the stand-in is away too."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from proposals.models import Absence, Membership, Role, Unit, User
from proposals.models.leave.absence import days_in_words
from proposals.models.people import ACTING


@dataclass(frozen=True)
class Candidate:
    """Somebody who may stand in for a person, and when this one is away from the unit too."""

    user: User
    away: tuple[Absence, ...] = ()

    def why_away(self, starts: dt.date, until: dt.date | None) -> str:
        """Why not on these days (both included; without a last one where it is None); "" where it may be."""
        found = next((one for one in self.away if common_days(starts, until, one.starts, one.until)), None)
        return f"{self.user}{found.days}自己也离岗，请另选一位。" if found else ""

    @property
    def label(self) -> str:
        """许静; 许静（11月28日至11月30日离岗）."""
        days = "，".join(one.days for one in self.away)
        return f"{self.user}（{days}离岗）" if days else str(self.user)

    @property
    def days_away(self) -> str:
        """The same for the script of the page: 2026-11-28/2026-11-30 2026-12-05/."""
        return " ".join(f"{one.starts}/{one.until or ''}" for one in self.away)


def common_days(
    first: dt.date, last: dt.date | None, start: dt.date, end: dt.date | None
) -> tuple[dt.date, dt.date | None] | None:
    """The days that two spans share; each is open where its last day is None. None where there is no such day."""
    ends = [day for day in (last, end) if day is not None]
    begins, until = max(first, start), min(ends, default=None)
    return None if until is not None and until < begins else (begins, until)


# ---- who may -------------------------------------------------------------------------------------------------


def list_stand_ins(person: User, unit: Unit, user: User) -> dict[int, Candidate]:
    """Whom this user may name as the stand-in of the person, by their ids, in the order of their names. Nobody lends
    what is not theirs to lend: the power to sign, to check and to decide goes to somebody who has it, or to whom its
    owner names. Two queries."""
    held, people = _roles_by_person(unit)
    lent = _lent_roles(held.get(person.pk, set()), person, user)
    away = defaultdict(list)
    for one in absences_ahead(unit):
        away[one.user_id].append(one)
    found = (pk for pk, roles in held.items() if pk != person.pk and lent <= roles)
    return {pk: Candidate(people[pk], tuple(away[pk])) for pk in found}


def why_not_named(person: User, unit: Unit, user: User, stand_in: User) -> str:
    """Why this person is not one of list_stand_ins."""
    held, _ = _roles_by_person(unit)
    if stand_in.pk == person.pk or stand_in.pk not in held:
        return "代办人请选本单位在岗的另一位同事。"
    missing = _lent_roles(held.get(person.pk, set()), person, user) - held[stand_in.pk]
    what = "、".join(Role(role).label for role in Role if role in missing)
    return f"{stand_in}不是{what}。要请{stand_in}代{what}的事，须由{person}本人登记，或者另选一位{what}。"


def lent_in_words(person: User, unit: Unit, user: User) -> str:
    """The roles that this user may lend only to who has them already: 局领导. "" where everybody may stand in."""
    held, _ = _roles_by_person(unit)
    lent = _lent_roles(held.get(person.pk, set()), person, user)
    return "、".join(Role(role).label for role in Role if role in lent)


def _lent_roles(own: set[str], person: User, user: User) -> set[str]:
    return set() if user.pk == person.pk else own - {Role.HANDLER}


def _roles_by_person(unit: Unit) -> tuple[dict[int, set[str]], dict[int, User]]:
    """The own roles of each who works in that unit, as they are stored."""
    rows = Membership.objects.filter(unit=unit, is_active=True, user__is_active=True, role__in=ACTING)
    held: dict[int, set[str]] = {}
    people = {}
    for row in rows.select_related("user").order_by("user__name", "user"):
        held.setdefault(row.user_id, set()).add(row.role)
        people[row.user_id] = row.user
    return held, people


# ---- where the stand-in is away too --------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """Days on which the work of an absent person is with nobody: the stand-in is away too."""

    absence: Absence
    starts: dt.date
    until: dt.date | None

    @property
    def days(self) -> str:
        return days_in_words(self.starts, self.until)

    @property
    def said(self) -> str:
        """许静12月3日至12月5日不在，这几天高扬的事没有人代办."""
        return f"{self.absence.stand_in}{self.days}不在，这几天{self.absence.user}的事没有人代办"


def absences_ahead(unit: Unit) -> list[Absence]:
    """The absences that last or come in that unit, the nearest first."""
    rows = Absence.objects.ahead(timezone.localdate()).filter(unit=unit).select_related("user", "stand_in")
    return list(rows.order_by("starts", "pk"))


def find_gaps(absences: Iterable[Absence]) -> list[Gap]:
    """From today on, in the order of the absences, which are those of one unit that last or come."""
    rows, today = list(absences), timezone.localdate()
    pairs = [(one, other) for one in rows for other in rows if other.user_id == one.stand_in_id]
    spans = [(one, common_days(max(one.starts, today), one.until, other.starts, other.until)) for one, other in pairs]
    return [Gap(one, *days) for one, days in spans if days]

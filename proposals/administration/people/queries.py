"""Whom an administrator finds: people by unit and section, by what they do, by words."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from proposals.administration.access import administered_units
from proposals.administration.people.actions import TAKEN_OUT
from proposals.cases.access import administers_all
from proposals.models import AdministrationEvent, Membership, Role, Unit, UnitKind, User
from proposals.models.people import ADMINISTRATORS, BODIES


class Shown(StrEnum):
    """What narrows the list: what people do, or the state of their account."""

    ALL = ""
    HANDLER = "handler"
    OFFICE = "office"
    LEADER = "leader"
    BODY = "body"
    ADMINISTRATOR = "admin"
    OUT = "out"
    NEVER = "never"


LABELS = {
    Shown.ALL: "全部",
    Shown.HANDLER: "经办人",
    Shown.OFFICE: "办公室",
    Shown.LEADER: "领导",
    Shown.BODY: "区级",
    Shown.ADMINISTRATOR: "管理",
    Shown.OUT: "停用",
    Shown.NEVER: "从没登录",
}
ROLES: dict[Shown, tuple[Role, ...]] = {
    Shown.HANDLER: (Role.HANDLER,),
    Shown.OFFICE: (Role.OFFICE,),
    Shown.LEADER: (Role.LEADER,),
    Shown.BODY: BODIES,
    Shown.ADMINISTRATOR: ADMINISTRATORS,
}


def people_of(units: Q) -> QuerySet[User]:
    """Everybody who belongs to units of that condition, or holds a role in one of them."""
    here = Unit.objects.filter(units).values("pk")
    held = Membership.objects.filter(user=OuterRef("pk"), unit__in=here, is_active=True)
    return User.objects.filter(Q(unit__in=here) | Exists(held))


def administered_people(admin: User) -> QuerySet[User]:
    """Everybody whom this administrator of people looks after."""
    if administers_all(admin, Role.ADMIN):
        return User.objects.all()
    return people_of(administered_units(admin, Role.ADMIN))


def changeable_people(admin: User) -> QuerySet[User]:
    """Those whose account the administrator may change: who belongs to the units. A guest's is changed at home."""
    if administers_all(admin, Role.ADMIN):
        return User.objects.all()
    units = Unit.objects.filter(administered_units(admin, Role.ADMIN)).values("pk")
    return User.objects.filter(unit__in=units)


def placed_in(unit: Unit, section: str = "") -> Q:
    """Who belongs to the unit (to that section of it), or holds a role there, as a condition."""
    held = Membership.objects.filter(user=OuterRef("pk"), unit=unit, is_active=True)
    home = Q(unit=unit)
    if section:
        held, home = held.filter(section=section), home & Q(section=section)
    return home | Q(Exists(held))


def section_in(person: User, unit: Unit | None) -> str:
    """The section the person works in: in that unit, else at home."""
    if unit is not None and unit.pk != person.unit_id:
        return next((row.section for row in person.memberships.all() if row.unit_id == unit.pk and row.is_active), "")
    return person.section


def condition_of(shown: Shown) -> Q:
    """The people of one filter, as a condition."""
    if shown == Shown.OUT:
        return Q(is_active=False)
    if shown == Shown.NEVER:
        return Q(is_active=True, last_login=None)
    if shown in ROLES:
        held = Membership.objects.filter(user=OuterRef("pk"), is_active=True, role__in=ROLES[shown])
        return Q(Exists(held), is_active=True)
    return Q(pk__isnull=False)


def search_people(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Those whom every word fits: part of name, account, unit or section, initials, the end of a telephone."""
    for word in words.split():
        fits = Q(name__contains=word) | Q(username__icontains=word) | Q(section__contains=word)
        fits |= Q(unit__short_name__contains=word)
        if word.isascii() and word.isalpha():
            fits |= Q(initials__contains=f" {word.lower()}")
        if word.isascii() and word.isdecimal():
            fits |= Q(phone__endswith=word) | Q(mobile__endswith=word) | Q(mobile=word) | Q(phone__contains=word)
        people = people.filter(fits)
    return people


def by_kind(to_unit: str = "") -> Case:
    """The district's own offices before the bureaus. `to_unit` is the path of a relation that leads to the unit."""
    kinds = (UnitKind.DISTRICT, UnitKind.CONGRESS, UnitKind.CPPCC, UnitKind.COMMITTEE, UnitKind.BUREAU)
    places = [When(**{f"{to_unit}kind": kind}, then=Value(place)) for place, kind in enumerate(kinds)]
    return Case(*places, default=Value(len(kinds)))


def order_people(people: QuerySet[User]) -> QuerySet[User]:
    """Leaders first, then the office, then the sections; those out of use at the end, with the reason."""

    def holds(*roles: Role) -> Exists:
        return Exists(Membership.objects.filter(user=OuterRef("pk"), is_active=True, role__in=roles))

    subject = AdministrationEvent.Subject.PERSON
    out = AdministrationEvent.objects.filter(subject=subject, subject_id=OuterRef("pk"), label=TAKEN_OUT)
    rank = Case(When(holds(Role.LEADER), then=Value(0)), When(holds(Role.OFFICE), then=Value(1)), default=Value(2))
    rows = people.annotate(
        rank=rank,
        out_at=Subquery(out.values("at")[:1]),
        out_why=Subquery(out.values("comment")[:1]),
    )
    order = ("-is_active", by_kind("unit__"), "unit__short_name", "rank", "section", "pk")
    return rows.select_related("unit").prefetch_related("memberships__unit").order_by(*order)


@dataclass
class Branch:
    """One unit of the tree with how many people belong to it, its sections and the units under it."""

    unit: Unit
    count: int
    sections: list[tuple[str, int]] = field(default_factory=list)
    under: list["Branch"] = field(default_factory=list)


def unit_tree(admin: User, chosen: int | None) -> list[Branch]:
    """The units of the administrator, those of a higher one under it; the sections of the chosen one."""
    rows = Unit.objects.filter(administered_units(admin, Role.ADMIN), is_active=True)
    units = list(rows.order_by(by_kind(), "short_name"))
    placed = administered_people(admin).order_by().values_list("unit", "section").annotate(n=Count("pk"))
    by_unit: Counter[int | None] = Counter()
    sections: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
    for unit, section, count in placed:
        by_unit[unit] += count
        if section:
            sections[unit].append((section, count))
    branches = {
        unit.pk: Branch(unit, by_unit[unit.pk], sorted(sections[unit.pk]) if unit.pk == chosen else [])
        for unit in units
    }
    tops: list[Branch] = []
    for unit in units:
        above = branches.get(unit.parent_id) if unit.parent_id else None
        (above.under if above else tops).append(branches[unit.pk])
    return tops

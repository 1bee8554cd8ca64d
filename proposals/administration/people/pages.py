"""What the pages of people share: the list on the left, the person beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals.administration.access import administered_units, must_look_after, why_left_alone
from proposals.administration.frame import count_each, offer_filters
from proposals.administration.hands import NOTHING, InHand, what_is_in_hand
from proposals.administration.passwords import GivenPassword, newest_turn, password_turn, why_no_password
from proposals.administration.people import actions as accounts
from proposals.administration.people import queries
from proposals.administration.people.forms import PeopleFilter
from proposals.administration.people.queries import Shown
from proposals.administration.record import history_of
from proposals.administration.roles.actions import ROLE, open_proposals, roles_token
from proposals.administration.roles.rules import ROLES_OF, roles_held
from proposals.models import Role, RoleProposal, Unit, User
from proposals.models.people import ADMINISTRATORS
from proposals.request import StaffRequest

PAGE, HISTORY = 40, 12
FOLDER = "proposals/administration/people"
SHORT = {Role.DISTRICT: "建议提案工作", Role.CONGRESS: "代表工作", Role.LEADER: "局领导"}


@dataclass(frozen=True)
class PersonRow:
    """One line of the list: the person, the section in the unit that is shown, the roles, how many open cases."""

    person: User
    section: str
    roles: str
    count: int


@dataclass(frozen=True)
class RoleBox:
    """One box of a unit's row: what is ticked is what would be so once everything that waits is confirmed."""

    value: str
    label: str
    ticked: bool
    waits: str


@dataclass(frozen=True)
class RoleRow:
    """The roles of one unit; without boxes where the administrator does not look after the unit."""

    unit: Unit
    section: str
    words: str
    work: list[RoleBox]
    administration: list[RoleBox]


def find_person(request: StaffRequest, pk: int) -> User:
    """The person, or 404 for whom this administrator does not look after."""
    people = queries.administered_people(request.user).select_related("unit")
    return get_object_or_404(people.prefetch_related("memberships__unit"), pk=pk)


def may_change(request: StaffRequest, person: User) -> bool:
    """Whether the account itself is this administrator's to change."""
    return queries.changeable_people(request.user).filter(pk=person.pk).exists()


def find_changeable(request: StaffRequest, pk: int) -> User:
    """The person, whose account this administrator may change; else 404, or NotYours with the reason."""
    person = find_person(request, pk)
    if not may_change(request, person):
        raise Http404
    must_look_after(request.user, person)
    return person


def back_to(request: StaffRequest, pk: int) -> HttpResponse:
    """The page of the person, beside the same list."""
    return redirect(f"{reverse('person', args=[pk])}{PeopleFilter(request.GET).address()}")


def list_context(request: StaffRequest) -> dict[str, Any]:
    """The tree of units and the list, as the address narrows them."""
    chosen = PeopleFilter(request.GET)
    unit_id, section = chosen.said("unit"), chosen.said("section")
    tree = queries.unit_tree(request.user, unit_id)
    branches = [branch for top in tree for branch in (top, *top.under)]
    branch = next((one for one in branches if one.unit.pk == unit_id), None)
    everybody = queries.administered_people(request.user)
    placed = everybody.filter(queries.placed_in(branch.unit, section)) if branch else everybody
    searched = queries.search_people(placed, chosen.said("q"))
    show = chosen.shown(Shown)
    counts = count_each(searched, {one: queries.condition_of(one) for one in Shown})
    found = searched.filter(queries.condition_of(show))
    page = Paginator(queries.order_people(found), PAGE).get_page(request.GET.get("page"))
    people = list(page)
    hands = what_is_in_hand(people)
    return {
        "tree": tree,
        "branch": branch,
        "section": section,
        "everybody": everybody.count(),
        "found": found,
        "page": page,
        "rows": [person_row(one, branch.unit if branch else None, hands) for one in people],
        "q": chosen.said("q"),
        "show": show,
        "filters": offer_filters(queries.LABELS, counts, show),
        "today": timezone.localdate(),
        "kept": chosen.pairs("unit", "section", "show"),
        "keep": chosen.address(),
        "without_q": chosen.address("unit", "section", "show"),
    }


def newcomers(found: QuerySet[User], user: User) -> list[User]:
    """Of the people in the list those who never signed in, and to whom this administrator gives passwords."""
    never = found.filter(queries.condition_of(Shown.NEVER), pk__in=queries.changeable_people(user).values("pk"))
    rows = queries.order_people(never).prefetch_related("memberships__unit")
    return [one for one in rows if not why_no_password(one, user)]


def show_slips(request: StaffRequest, given: list[GivenPassword]) -> HttpResponse:
    """The slips, this once."""
    back = f"{reverse('people')}{PeopleFilter(request.GET).address()}"
    response = render(request, f"{FOLDER}/slips.html", {"passwords": given, "back": back})
    response["Cache-Control"] = "private, no-store"
    return response


def person_row(person: User, unit: Unit | None, hands: Mapping[int, InHand]) -> PersonRow:
    """What the list says of a person."""
    section, roles = queries.section_in(person, unit), accounts.roles_in_words(person)
    return PersonRow(person, section, roles, hands.get(person.pk, NOTHING).count)


def show_people(
    request: StaffRequest, panel: str, status: int = 200, person: User | None = None, **context: Any
) -> HttpResponse:
    """The list, with one of the templates of this folder beside it: the person, a form; "" for the list alone."""
    shown = list_context(request) | context | {"panel": panel, "person": person}
    shown["panel_template"] = f"{FOLDER}/{panel}"
    if shown["show"] == Shown.NEVER and not panel:
        shown["newcomers"] = new = newcomers(shown["found"], request.user)
        shown["turn"] = newest_turn(new)
    if person is not None and panel == "_person.html":
        shown |= person_context(request, person)
    if person is not None:
        shown["history"] = history_of(person, accounts.PERSON, ROLE)[:HISTORY]
    return render(request, f"{FOLDER}/people.html", shown, status=status)


def person_context(request: StaffRequest, person: User) -> Mapping[str, Any]:
    """What the page of one person says beside the account."""
    changes = may_change(request, person)
    barred = why_left_alone(request.user, person) if changes else ""
    units = list(Unit.objects.filter(administered_units(request.user, Role.ADMIN), is_active=True))
    rows = list(role_rows(person, units, request.GET.get("add", "")))
    there = {row.unit.pk for row in rows}
    return {
        "changes": changes and not barred,
        "barred": barred,
        "no_password": why_no_password(person, request.user),
        "turn": password_turn(person),
        "version": accounts.person_version(person),
        "token": roles_token(person),
        "role_rows": rows,
        "more_units": [unit for unit in units if unit.pk not in there],
        "in_hand": what_is_in_hand([person]).get(person.pk, NOTHING),
    }


def role_rows(person: User, units: list[Unit], more: str) -> Iterator[RoleRow]:
    """A row for the own unit, for each where a role is held or asked for, and for one that is added (`more`)."""
    held, waiting = roles_held(person), {(row.unit, row.role): row for row in open_proposals(user=person)}
    shown = {unit.pk: unit for unit, _ in (*held, *waiting)}
    shown |= {unit.pk: unit for unit in units if unit.pk == person.unit_id or str(unit.pk) == more}
    mine = {unit.pk for unit in units}
    sections = {row.unit_id: row.section for row in person.memberships.all() if row.is_active}
    for unit in sorted(shown.values(), key=lambda one: (one.pk != person.unit_id, one.pk)):
        section = sections.get(unit.pk) or (person.section if unit.pk == person.unit_id else "")
        boxes = [role_box(unit, role, held, waiting) for role in ROLES_OF[unit.kind]]
        words = "、".join(Role(role).label for of, role in sorted(held, key=lambda row: row[1]) if of == unit)
        if unit.pk not in mine:
            yield RoleRow(unit, section, words, [], [])
            continue
        split = len(boxes) - len(ADMINISTRATORS)
        yield RoleRow(unit, section, words, boxes[:split], boxes[split:])


def role_box(
    unit: Unit, role: Role, held: set[tuple[Unit, str]], waiting: Mapping[tuple[Unit, str], RoleProposal]
) -> RoleBox:
    """Ticked: held, unless its end was asked for; or asked for."""
    row = waiting.get((unit, role))
    ticked = row.wish == RoleProposal.Wish.GIVE if row else (unit, role) in held
    return RoleBox(
        f"{unit.pk}:{role}", SHORT.get(role, role.label), ticked, f"待确认{row.get_wish_display()}" if row else ""
    )


def wished_roles(request: StaffRequest, person: User) -> dict[tuple[Unit, str], bool]:
    """The boxes of the units that the page showed, ticked or not; other units stay as they are."""
    units = Unit.objects.filter(administered_units(request.user, Role.ADMIN), is_active=True)
    shown = [unit for unit in units if str(unit.pk) in request.POST.getlist("units")]
    ticked = set(request.POST.getlist("roles"))
    return {(unit, role): f"{unit.pk}:{role}" in ticked for unit in shown for role in ROLES_OF[unit.kind]}

"""Whom an administrator looks after, and how others are refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.db.models import Q
from django.http.response import HttpResponseBase

from proposals.cases.access import NotYours, administers_all, has_district_office
from proposals.models import Role, Unit, UnitKind, User
from proposals.models.people import ADMINISTRATORS
from proposals.request import StaffRequest


class Page(Protocol):
    """A view of the administration."""

    def __call__(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def administered_units(user: User, *roles: Role) -> Q:
    """The units that the person administers in one of these roles, as a condition on units: an administrator of the
    district office (of any unit, where there is no district office) looks after all, one of another unit after the
    own one and those under it."""
    held = [row.unit for row in user.active_memberships if row.role in roles]
    if not held:
        return Q(pk__in=())
    if any(unit.kind == UnitKind.DISTRICT for unit in held) or not has_district_office():
        return Q(pk__isnull=False)
    own = {unit.pk for unit in held}
    return Q(pk__in=own) | Q(parent__in=own)


def people_of_all(*roles: Role) -> list[User]:
    """Everybody who looks after the whole installation in one of these roles, and may sign in."""
    held = User.objects.filter(memberships__role__in=roles, memberships__is_active=True, is_active=True)
    return [one for one in held.distinct().order_by("pk") if administers_all(one, *roles)]


def looks_after(user: User, unit: Unit | None, role: Role) -> bool:
    """Whether the person looks after this unit in that role; what belongs to no unit (None) is looked after by those
    who look after all."""
    whole = administers_all(user, role)
    if whole or unit is None:
        return whole
    return Unit.objects.filter(administered_units(user, role), pk=unit.pk).exists()


def must_administer(user: User, doing: str, *roles: Role) -> None:
    """Refuse a person without any of these administrators' roles."""
    if not user.units_as(*roles):
        raise NotYours(f"{doing}由{'、'.join(role.label for role in roles)}办理，您不能替办。")


def must_administer_unit(user: User | None, unit: Unit | None, role: Role, doing: str) -> None:
    """Refuse a person who does not look after this unit in that role; what belongs to no unit (None) is looked after
    by those who look after all. The program itself (`user` None: a command) looks after everything."""
    if user is not None and not looks_after(user, unit, role):
        where = "管这个单位的" if unit else "区一级的"
        raise NotYours(f"{doing}由{where}{role.label}办理，您不能替办。")


def must_look_after(user: User | None, person: User) -> None:
    """Refuse a person who does not look after that account: an administrator of people does after those of the own
    units, and after another administrator's only where all units are the own ones."""
    must_administer_unit(user, person.unit, Role.ADMIN, "账号")
    if user is not None and (why := why_left_alone(user, person)):
        raise NotYours(why)


def why_left_alone(user: User, person: User) -> str:
    """Why this administrator leaves an account of the own units alone; "" for any other."""
    if person.pk != user.pk and person.units_as(*ADMINISTRATORS) and not administers_all(user, Role.ADMIN):
        return "三员的账号由区一级的系统管理员管理。"
    return ""


def for_administrators(doing: str, *roles: Role) -> Callable[[Page], Page]:
    """A view for these administrators alone; `doing` begins the sentence that others read. It stands under
    `login_required` and the methods that are served."""

    def guarded(view: Page) -> Page:
        @wraps(view)
        def page(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            must_administer(request.user, doing, *roles)
            return view(request, *args, **kwargs)

        return page

    return guarded


def for_all_units(doing: str) -> Callable[[Page], Page]:
    """A view for the administrator who looks after the whole installation: deputies, sessions, the first steps."""

    def guarded(view: Page) -> Page:
        @wraps(view)
        def page(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            must_administer_unit(request.user, None, Role.ADMIN, doing)
            return view(request, *args, **kwargs)

        return page

    return guarded

"""The first people of an empty installation: the three administrators, with passwords that are shown once. It happens
once, from the server (manage.py setup) or from the first page by a code that only the server tells."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from proposals.administration.passwords import GivenPassword, give_password, password_turn
from proposals.administration.people.actions import add_person
from proposals.administration.record import record_change
from proposals.administration.roles.rules import ROLES_OF, why_not_together
from proposals.administration.units.actions import add_unit
from proposals.cases.access import Refused
from proposals.models import AdministrationEvent, Limit, Membership, Role, Unit, UnitKind, User
from proposals.models.people import ADMINISTRATORS

SETUP = AdministrationEvent.Subject.SETUP
GIVEN_FIRST = "安装时授予"
ALREADY = "已经有账号了，不用再从头安装。请登录，接着做“开始使用”。"


@dataclass(frozen=True)
class FirstPerson:
    """An administrator to be: name, account, and which of the three."""

    name: str
    username: str
    roles: tuple[Role, ...]


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def first_code() -> str:
    """What opens the first page: it follows from the key of the server and is told by the server alone."""
    mark = salted_hmac("banli.setup", "first", algorithm="sha256").hexdigest()[:12].upper()
    return f"{mark[:4]}-{mark[4:8]}-{mark[8:]}"


def is_first_code(typed: str) -> bool:
    bare = "".join(one for one in typed.upper() if one.isascii() and one.isalnum())
    return hmac.compare_digest(bare, first_code().replace("-", ""))


def why_not_first(kind: str, people: Sequence[FirstPerson]) -> str:
    """Why these cannot be the administrators; "" where they can: all three, people and roles never in one."""
    given = [role for person in people for role in person.roles]
    if sorted(given) != sorted(ADMINISTRATORS):
        return "系统管理员、授权管理员、审计管理员各要一位。"
    if len({person.username.lower() for person in people}) < len(people):
        return "账号不能重复。"
    unit = Unit(pk=0, kind=kind)
    return next(
        (why for person in people if (why := why_not_together((unit, role) for role in person.roles))),
        "",
    )


def set_up_first(unit: Mapping[str, str], people: Sequence[FirstPerson]) -> list[GivenPassword]:
    """Register the first unit and the administrators in it, and make their passwords. Refused where anybody has an
    account: two at once make one installation, because the limits are held."""
    with transaction.atomic():
        list(Limit.objects.order_by("pk").select_for_update().values_list("pk"))
        if not is_empty():
            raise Refused(ALREADY)
        if why := why_not_first(unit["kind"], people):
            raise Refused(why)
        made = add_unit(None, unit)
        accounts = [
            add_person(None, {"name": one.name, "username": one.username, "unit": made}, source="安装")
            for one in people
        ]
        for one, account in zip(people, accounts, strict=True):
            for role in one.roles:
                Membership.objects.create(user=account, unit=made, role=role)
                record_change(
                    None, AdministrationEvent.Subject.ROLE, account, GIVEN_FIRST, unit=made, comment=role.label
                )
        record_change(None, SETUP, None, "安装", name=made.name, unit=made)
        return [give_password(account, None, turn=password_turn(account)) for account in accounts]


def kinds_of_first() -> list[tuple[str, str]]:
    """Who may begin: the district's office, or a bureau on its own."""
    return [
        (UnitKind.DISTRICT.value, "区政府办公室，全区一起用"),
        (UnitKind.BUREAU.value, "一个承办单位自己用，没有区政府办公室"),
    ]


assert set(ADMINISTRATORS) <= set(ROLES_OF[UnitKind.BUREAU])  # noqa: S101 - else a bureau could not begin alone

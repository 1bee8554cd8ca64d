"""What is done to an account: opened, changed, taken out of use, brought back; each told in the record."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.administration.access import must_administer, must_administer_unit, must_look_after
from proposals.administration.record import list_changes, record_change
from proposals.administration.roles.actions import propose_roles
from proposals.administration.roles.rules import why_last
from proposals.cases.access import NotYours, Refused, Stale
from proposals.models import AdministrationEvent, Membership, Role, Unit, User

PERSON = AdministrationEvent.Subject.PERSON
ADDED, CHANGED, TAKEN_OUT, BROUGHT_BACK, LOOKED = "新增", "改资料", "停用", "启用", "看了电话"
LOOK_AGAIN = dt.timedelta(minutes=10)  # for so long one look counts as one


def person_version(whom: User) -> int:
    """The newest change of the person; a page says back which one it showed."""
    rows = AdministrationEvent.objects.filter(subject=PERSON, subject_id=whom.pk).exclude(label=LOOKED)
    return rows.values_list("pk", flat=True).first() or 0


def add_person(user: User | None, facts: Mapping[str, Any], *, source: str = "") -> User:
    """Open an account without a password: it opens nothing before one is made. `facts` are fields of User."""
    must_administer_unit(user, facts.get("unit"), Role.ADMIN, "人员")
    with transaction.atomic():
        person = User(**facts)
        person.set_unusable_password()
        person.save()
        record_change(user, PERSON, person, ADDED, unit=person.unit, comment=f"账号{person.username}", source=source)
    return person


def change_person(
    whom: User, user: User, facts: Mapping[str, Any], *, seen: int | None, reason: str = "", source: str = ""
) -> bool:
    """Change fields of the account. A person who moves to another section takes the roles of that unit along. Returns
    whether anything was different. Raises Stale where somebody changed it since `seen` (None: a workbook, which says
    itself what it changes)."""
    with transaction.atomic():
        person = _locked(whom, user, seen)
        if "unit" in facts:
            must_administer_unit(user, facts["unit"], Role.ADMIN, "人员")
        before = {name: getattr(person, name) for name in facts}
        for name, value in facts.items():
            setattr(person, name, value)
        changes = list_changes(before, person, secret=("phone", "mobile", "email"))
        if not changes:
            return False
        person.save(update_fields=[*facts, "initials"])
        if "section" in facts and person.unit_id and before.get("section") != person.section:
            Membership.objects.filter(user=person, unit=person.unit_id).update(section=person.section)
        if "unit" in facts and before["unit"] not in (None, person.unit):
            leave_unit(person, user, before["unit"])
        record_change(user, PERSON, person, CHANGED, unit=person.unit, changes=changes, comment=reason, source=source)
    return True


def leave_unit(person: User, user: User, unit: Unit) -> None:
    """Who has moved to another unit keeps the roles of the former one until the administrator of roles ends them:
    that is asked for."""
    held = {(unit, row.role): False for row in person.memberships.filter(unit=unit, is_active=True)}
    propose_roles(person, user, held, source=f"调到{person.unit}")


def take_out_of_use(whom: User, user: User, *, reason: str, seen: int) -> None:
    """The account opens nothing any more, from this moment on. The roles stay noted and come back with it."""
    with transaction.atomic():
        person = _locked(whom, user, seen)
        if not person.is_active:
            raise Refused(f"{person}的账号已经停用了。")
        if person.pk == user.pk:
            raise NotYours("自己的账号请另一位系统管理员停用。")
        if why := why_last(person, [row.role for row in person.memberships.filter(is_active=True)]):
            raise Refused(why)
        person.is_active = False
        person.save(update_fields=["is_active"])
        record_change(user, PERSON, person, TAKEN_OUT, unit=person.unit, comment=reason)


def bring_back(whom: User, user: User, *, seen: int) -> None:
    """The account opens again, with the roles it had and the password it had."""
    with transaction.atomic():
        person = _locked(whom, user, seen)
        if person.is_active:
            raise Refused(f"{person}的账号已经在用了。")
        person.is_active = True
        person.save(update_fields=["is_active"])
        record_change(user, PERSON, person, BROUGHT_BACK, unit=person.unit)


def look_at_phones(whom: User, user: User) -> None:
    """Write down that somebody reads a colleague's telephones in full; looked at twice in a row counts once."""
    must_administer(user, "人员", Role.ADMIN)
    if whom.pk == user.pk:
        return
    rows = AdministrationEvent.objects.filter(subject=PERSON, subject_id=whom.pk, label=LOOKED, actor=user)
    if not rows.filter(at__gte=timezone.now() - LOOK_AGAIN).exists():
        record_change(user, PERSON, whom, LOOKED, unit=whom.unit)


def _locked(whom: User, user: User, seen: int | None) -> User:
    person = User.objects.select_for_update().get(pk=whom.pk)
    must_look_after(user, person)
    if seen is not None and seen != person_version(person):
        raise Stale(f"{person}的资料刚才有人改过。请看过现在的样子，再改一次。")
    return person


def roles_in_words(whom: User) -> str:
    """办公室、系统管理员: what the person does, each named once, in the order of the roles."""
    held = {row.role for row in whom.memberships.all() if row.is_active and row.unit.is_active}
    return "、".join(role.label for role in Role if role in held)

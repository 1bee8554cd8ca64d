"""What is done to an account: opened, changed, taken out of use, brought back; each told in the record."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.administration.record import list_changes, record_change
from proposals.administration.roles.rules import why_last
from proposals.cases.access import NotYours, Refused, Stale
from proposals.models import AdministrationEvent, Membership, Role, User
from proposals.models.people import ADMINISTRATORS

PERSON = AdministrationEvent.Subject.PERSON
ADDED, CHANGED, TAKEN_OUT, BROUGHT_BACK, LOOKED = "新增", "改资料", "停用", "启用", "看了电话"
LOOK_AGAIN = dt.timedelta(minutes=10)  # for so long one look counts as one


def person_version(user: User) -> int:
    """The newest change of the person; a page says back which one it showed."""
    rows = AdministrationEvent.objects.filter(subject=PERSON, subject_id=user.pk).exclude(label=LOOKED)
    return rows.values_list("pk", flat=True).first() or 0


def add_person(actor: User | None, facts: Mapping[str, Any], *, source: str = "") -> User:
    """Open an account without a password: it opens nothing before one is made. `facts` are fields of User."""
    with transaction.atomic():
        person = User(**facts)
        person.set_unusable_password()
        person.save()
        record_change(actor, PERSON, person, ADDED, unit=person.unit, comment=f"账号{person.username}", source=source)
    return person


def change_person(
    user: User, actor: User, facts: Mapping[str, Any], *, seen: int | None, reason: str = "", source: str = ""
) -> bool:
    """Change fields of the account. A person who moves to another section takes the roles of that unit along. Returns
    whether anything was different. Raises Stale where somebody changed it since `seen` (None: a workbook, which says
    itself what it changes)."""
    with transaction.atomic():
        person = _locked(user, seen)
        before = {name: getattr(person, name) for name in facts}
        for name, value in facts.items():
            setattr(person, name, value)
        changes = list_changes(before, person, secret=("phone", "mobile", "email"))
        if not changes:
            return False
        person.save(update_fields=[*facts, "initials"])
        if "section" in facts and person.unit_id and before.get("section") != person.section:
            Membership.objects.filter(user=person, unit=person.unit_id).update(section=person.section)
        record_change(
            actor, PERSON, person, CHANGED, unit=person.unit, changes=changes, comment=reason, source=source
        )
    return True


def take_out_of_use(user: User, actor: User, *, reason: str, seen: int) -> None:
    """The account opens nothing any more, from this moment on. The roles stay noted and come back with it."""
    with transaction.atomic():
        person = _locked(user, seen)
        if not person.is_active:
            raise Refused(f"{person}的账号已经停用了。")
        if person.pk == actor.pk:
            raise NotYours("自己的账号请另一位系统管理员停用。")
        if why := why_last(person, [row.role for row in person.memberships.filter(is_active=True)]):
            raise Refused(why)
        person.is_active = False
        person.save(update_fields=["is_active"])
        record_change(actor, PERSON, person, TAKEN_OUT, unit=person.unit, comment=reason)


def bring_back(user: User, actor: User, *, seen: int) -> None:
    """The account opens again, with the roles it had and the password it had."""
    with transaction.atomic():
        person = _locked(user, seen)
        if person.is_active:
            raise Refused(f"{person}的账号已经在用了。")
        person.is_active = True
        person.save(update_fields=["is_active"])
        record_change(actor, PERSON, person, BROUGHT_BACK, unit=person.unit)


def look_at_phones(user: User, actor: User) -> None:
    """Write down that somebody reads a colleague's telephones in full; looked at twice in a row counts once."""
    if user.pk == actor.pk:
        return
    rows = AdministrationEvent.objects.filter(subject=PERSON, subject_id=user.pk, label=LOOKED, actor=actor)
    if not rows.filter(at__gte=timezone.now() - LOOK_AGAIN).exists():
        record_change(actor, PERSON, user, LOOKED, unit=user.unit)


def why_not_change(person: User, admin: User, *, everywhere: bool) -> str:
    """Why this administrator leaves that account alone: an administrator's is for those who look after all units."""
    if not everywhere and person.pk != admin.pk and person.units_as(*ADMINISTRATORS):
        return "三员的账号由区一级的系统管理员管理。"
    return ""


def must_change(person: User, admin: User, *, everywhere: bool) -> None:
    """Refuse with that reason."""
    if why := why_not_change(person, admin, everywhere=everywhere):
        raise NotYours(why)


def _locked(user: User, seen: int | None) -> User:
    person = User.objects.select_for_update().get(pk=user.pk)
    if seen is not None and seen != person_version(person):
        raise Stale(f"{person}的资料刚才有人改过。请看过现在的样子，再改一次。")
    return person


def roles_in_words(user: User) -> str:
    """办公室、系统管理员: what the person does, each named once, in the order of the roles."""
    held = {row.role for row in user.memberships.all() if row.is_active and row.unit.is_active}
    return "、".join(role.label for role in Role if role in held)

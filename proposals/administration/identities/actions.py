"""Who has a one-time password: said by somebody who did not make it, before the account opens anything.

An administrator who makes a password can read it, and could sign in with it first. So the owner signs in, chooses
the own one and tells somebody else; until that one has said that it was the owner, the account sees no case, and no
single person reaches cases through somebody else's name (等保 2.0: 三权分立).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from proposals.administration.access import administered_units
from proposals.administration.people.queries import people_of
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import NotYours, Refused
from proposals.models import AdministrationEvent, Membership, Role, User

WITNESSES = (Role.GRANTS, Role.AUDITOR)
VOUCHED = "核实本人"
NAMED = 8  # people that a page names


@dataclass(frozen=True)
class Witness:
    """Somebody who may say that the owner has the password, and as what."""

    user: User
    called: str


def unproven_accounts(user: User) -> QuerySet[User]:
    """The accounts in use of which nobody has said that their owner has the password, and of which this person may
    say it: an administrator of roles or of logs of the units looked after, the office of a unit of its own people;
    never the owner and never who made the password."""
    here = people_of(administered_units(user, *WITNESSES) | Q(pk__in=user.units_as(Role.OFFICE)))
    found = here.filter(is_active=True, password_given_by__isnull=False)
    rows = found.exclude(pk=user.pk).exclude(password_given_by=user)
    return rows.select_related("unit", "password_given_by").order_by("unit", "username")


def count_ready(user: User) -> int:
    """How many of them have signed in and chosen the own password, so that it can be said now."""
    return unproven_accounts(user).filter(password_until=None).count()


def vouch_for(people: Iterable[User], user: User) -> list[User]:
    """Say that it was the owners of these accounts who signed in and chose the password; each is told. Returns those
    of whom it was said now: said before, it stays as it is. Raises NotYours where one of them is not this person's to
    vouch for, Refused for one who has not signed in."""
    done = []
    with transaction.atomic():
        rows = User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk").select_for_update()
        mine = set(unproven_accounts(user).values_list("pk", flat=True))
        for person in rows:
            if person.password_given_by_id is None:
                continue
            if person.pk not in mine:
                raise NotYours(f"{person}的账号由没有发过这个密码的授权管理员、审计管理员或本单位办公室核实。")
            if person.password_until is not None:
                raise Refused(f"{person}还没有登录。请等本人登录、换成自己的密码，再核实。")
            person.password_given_by = None
            person.save(update_fields=["password_given_by"])
            event = record_change(user, AdministrationEvent.Subject.PERSON, person, VOUCHED, unit=person.unit)
            tell_person(person, event, f"{user}核实了是您本人登录、改的密码。不是您本人，请马上告诉审计管理员。")
            done.append(person)
    return done


def list_witnesses(person: User) -> list[Witness]:
    """Who can say it of this account: the offices of its units first, then the administrators of roles and logs."""
    own = {row.unit_id for row in person.own_memberships} | {person.unit_id}
    held = Membership.objects.filter(
        Q(role=Role.OFFICE, unit__in=own) | Q(role__in=WITNESSES), is_active=True, user__is_active=True
    )
    rows = held.exclude(user__in=[person.pk, person.password_given_by_id]).filter(user__password_given_by=None)
    found: dict[int, Witness] = {}
    for row in sorted(rows.select_related("user", "unit"), key=lambda row: (row.role != Role.OFFICE, row.pk)):
        if len(found) == NAMED:
            break
        if row.role == Role.OFFICE or unproven_accounts(row.user).filter(pk=person.pk).exists():
            found.setdefault(row.user_id, Witness(row.user, f"{row.unit.short_name}{row.get_role_display()}"))
    return list(found.values())

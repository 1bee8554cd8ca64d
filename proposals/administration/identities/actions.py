"""Who has a one-time password: said by somebody who did not make it, before the account opens anything.

An administrator who makes a password can read it. As long as nobody else has said that its owner has it, the account
sees no case, so that no single person reaches cases through somebody else's name (等保 2.0, 8.1.4.2: 三权分立).
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from proposals.administration.access import administered_units
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import NotYours
from proposals.models import AdministrationEvent, Membership, Role, Unit, User

WITNESSES = (Role.GRANTS, Role.AUDITOR)
VOUCHED = "核实本人"


@dataclass(frozen=True)
class Witness:
    """Somebody who may say that the owner has the password, and as what."""

    user: User
    called: str


def unproven_accounts(user: User) -> QuerySet[User]:
    """The accounts in use of which nobody has said that their owner has the password, and of which this person may
    say it: an administrator of roles or of logs of the units looked after, the office of a unit of its own people;
    never the owner and never who made the password."""
    units = Unit.objects.filter(administered_units(user, *WITNESSES)).values("pk")
    here = Q(unit__in=units) | Q(memberships__unit__in=units, memberships__is_active=True)
    if own := user.units_as(Role.OFFICE):
        here |= Q(unit__in=own) | Q(memberships__unit__in=own, memberships__is_active=True)
    found = User.objects.filter(here, is_active=True, password_given_by__isnull=False)
    rows = found.exclude(pk=user.pk).exclude(password_given_by=user)
    return rows.select_related("unit", "password_given_by").order_by("unit", "username").distinct()


def vouch_for(people: Collection[int], user: User) -> list[User]:
    """Say that the owners of these accounts have their passwords; each is told. Returns those of whom it was said
    now: said before, it stays as it is. Raises NotYours where one of them is not this person's to vouch for."""
    done = []
    with transaction.atomic():
        rows = User.objects.filter(pk__in=people).order_by("pk").select_for_update()
        mine = set(unproven_accounts(user).values_list("pk", flat=True))
        for person in rows:
            if person.password_given_by_id is None:
                continue
            if person.pk not in mine:
                raise NotYours(f"{person}的账号由没有发过这个密码的授权管理员、审计管理员或本单位办公室核实。")
            person.password_given_by = None
            person.save(update_fields=["password_given_by"])
            event = record_change(user, AdministrationEvent.Subject.PERSON, person, VOUCHED, unit=person.unit)
            tell_person(person, event, f"{user}核实了您本人已经拿到密码。不是您本人拿到的，请马上告诉审计管理员。")
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
        if row.role == Role.OFFICE or unproven_accounts(row.user).filter(pk=person.pk).exists():
            found.setdefault(row.user_id, Witness(row.user, f"{row.unit.short_name}{row.get_role_display()}"))
    return list(found.values())[:8]

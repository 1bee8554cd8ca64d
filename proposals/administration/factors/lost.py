"""The way back of who has lost the telephone and the codes: no single person walks it, the owner neither."""

from django.db import transaction
from django.db.models import QuerySet

from proposals.administration.access import administered_units, must_administer
from proposals.administration.decisions import is_decided, write_decision
from proposals.administration.factors.actions import factor_of, remove_factor
from proposals.administration.passwords import UNBOUND, list_hearers
from proposals.administration.people.queries import people_of
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import NotYours, Refused, administers_all
from proposals.models import AdministrationEvent, FactorReset, User
from proposals.models.people import ADMINISTRATORS

PERSON = AdministrationEvent.Subject.PERSON
ASKED, REFUSED = "提出解除两步登录", "不同意解除两步登录"


def looked_after(user: User) -> QuerySet[User]:
    """The accounts in use for which this administrator may ask and decide: those of the units looked after, of other
    administrators only where all units are; never the own one."""
    people = people_of(administered_units(user, *ADMINISTRATORS)).filter(is_active=True).exclude(pk=user.pk)
    if not administers_all(user, *ADMINISTRATORS):
        people = people.exclude(memberships__role__in=ADMINISTRATORS, memberships__is_active=True)
    return people


def waiting_resets(user: User) -> QuerySet[FactorReset]:
    """What waits for a decision among the accounts that this administrator looks after."""
    rows = FactorReset.objects.filter(decision="", user__in=looked_after(user).values("pk"))
    return rows.select_related("user__unit", "asked_by")


def count_resets(user: User) -> int:
    """How many of them wait for this administrator, who did not ask for them."""
    return waiting_resets(user).exclude(asked_by=user).count()


def _must_look_after(user: User, person: User) -> None:
    must_administer(user, "两步登录丢失", *ADMINISTRATORS)
    if not looked_after(user).filter(pk=person.pk).exists():
        own = person.pk == user.pk
        raise NotYours("自己的请另一位管理员提出。" if own else f"{person}的账号不归您管，请管这个单位的管理员办。")


def ask_reset(whom: User, user: User, *, reason: str) -> FactorReset:
    """Ask that the telephone of this account be unbound. The owner and those who hear of a reset are told. Raises
    Refused where there is none, or where it was asked already."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=whom.pk)
        _must_look_after(user, person)
        if factor_of(person) is None:
            raise Refused(f"{person}没有绑定两步登录，不用解除。")
        if FactorReset.objects.filter(user=person, decision="").exists():
            raise Refused(f"{person}的已经提出过了，在等另一位管理员同意。")
        row = FactorReset.objects.create(user=person, reason=reason, asked_by=user)
        event = record_change(user, PERSON, person, ASKED, unit=person.unit, comment=reason)
        _tell_all(person, user, event, f"{user}提出解除{person}的两步登录（{reason}），等另一位管理员同意")
    return row


def decide_reset(row: FactorReset, user: User, *, agree: bool) -> bool:
    """Agree, which unbinds the telephone and ends every session of the owner, or not. Returns whether anything was
    done: the same decision sent twice is taken once. Raises NotYours for who asked, and for the owner."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=row.user_id)
        wish = FactorReset.objects.select_for_update().get(pk=row.pk)
        _must_look_after(user, person)
        decision = FactorReset.Decision.CONFIRMED if agree else FactorReset.Decision.REFUSED
        if is_decided(wish, user, decision):
            return False
        if agree and wish.asked_by_id == user.pk:
            raise NotYours("自己提出的，请另一位管理员同意。")
        write_decision(wish, user, decision)
        asked = f"{wish.asked_by}提出：{wish.reason}"
        event = record_change(user, PERSON, person, UNBOUND if agree else REFUSED, unit=person.unit, comment=asked)
        if agree:
            remove_factor(person)
            person.browser_sessions.all().delete()
        done = "同意" if agree else "没有同意"
        _tell_all(person, user, event, f"{user}{done}解除{person}的两步登录（{asked}）")
    return True


def _tell_all(person: User, user: User, event: AdministrationEvent, said: str) -> None:
    tell_person(person, event, f"{said}。不是您请他们办的，请马上告诉审计管理员。")
    for hearer in list_hearers(person, user):
        tell_person(hearer, event, f"{said}。不是本人请他们办的，请马上告诉审计管理员。")

"""One-time passwords: made by the program, shown once, valid for some days, changed at the first sign-in."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from axes.utils import reset
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from proposals.administration.access import looks_after, must_look_after
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from proposals.formats.one_time import make_code
from proposals.models import AdministrationEvent, Membership, Role, User
from proposals.models.people import ADMINISTRATORS
from proposals.web.pace import OF_NAME, forget_try

OTHERS_KEY = (
    "三员（系统、授权、审计管理员）的密码不在网页上重置：看到密码的人就能冒用这个身份。"
    "请机房在服务器上重置（命令写在手册里），同样记录并告知本人。"
)
# A code of 55 random bits that opens for days needs no slow hash: a hundred of them would take half a minute.
ITERATIONS = 20_000
FIRST, RESET = "发一次性密码", "重置密码"
UNBOUND = "解除两步登录"  # written by factors.lost
FRESH = dt.timedelta(days=1)  # for so long after such a thing a signature says so
AFTER_RESET = "after_reset"  # what the event of a signature keeps of it


@dataclass(frozen=True)
class GivenPassword:
    """What the slip says; the password stands nowhere else."""

    user: User
    password: str
    until: dt.datetime


def password_turn(user: User) -> int:
    """Which one-time password of the person is the newest: the page says it back, so that a form sent twice makes
    one password."""
    return newest_turn([user])


def newest_turn(people: Collection[User]) -> int:
    """The newest turn among several: the page of a sheet of slips says it back."""
    rows = AdministrationEvent.objects.filter(
        subject=AdministrationEvent.Subject.PERSON, subject_id__in=[p.pk for p in people]
    )
    found = rows.filter(label__in=(FIRST, RESET)).aggregate(newest=Max("pk"))
    return int(found["newest"] or 0)


def give_password(whom: User, user: User | None, *, turn: int) -> GivenPassword:
    """Make a one-time password and put it in the place of the person's own; every session of the person ends, and
    the person is told. The account opens nothing until somebody else has said that the person has it
    (identities.vouch_for), unless the server made it. `turn` is password_turn() as the page showed it. Raises Refused
    for a page that is older, for an account out of use, and for an administrator's: a reader of that password could
    act as another administrator, so it is made at the server only (manage.py one_time_password, `user` None)."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=whom.pk)
        must_look_after(user, person)
        if user is not None and (why := why_no_password(person, user)):
            raise Refused(why)
        if turn != password_turn(person):
            raise Refused("一次性密码刚才已经发过，只显示一次。没有记下的话，请看过这一页，再重置一次。")
        password, until = (
            make_code(),
            timezone.now() + dt.timedelta(days=settings.ONE_TIME_PASSWORD_DAYS),
        )
        first = not person.has_usable_password()
        person.password = _encode_once(password)
        person.password_until = until
        person.password_given_by = user
        person.save(update_fields=["password", "password_until", "password_given_by"])
        event = record_change(
            user,
            AdministrationEvent.Subject.PERSON,
            person,
            FIRST if first else RESET,
            unit=person.unit,
            comment=f"{cn_date(timezone.localdate(until))}前有效",
        )
        if not first:
            tell_person(person, event, f"您的密码由{event.actor_name}重置了。不是您请他办的，请马上告诉审计管理员。")
            for witness in list_hearers(person, user):
                said = f"{person}的密码由{event.actor_name}重置了。不是本人请他办的，请马上告诉审计管理员；"
                tell_person(
                    witness, event, f"{said}是的，请等本人改好密码，核实是本人，账号才能办件。", to_identities=True
                )
        forget_try((OF_NAME, person.username), whole=True)
        reset(username=person.username)  # a reset opens an account that too many failures had locked
    return GivenPassword(person, password, until)


def list_hearers(person: User, by: User | None) -> list[User]:
    """Who hears of a reset besides the person, because the holder of the new password reads the person's notices: the
    office of each unit where the person has a role, and the auditors who look after the person."""
    units = {row.unit_id for row in person.own_memberships}
    hears = Q(role=Role.OFFICE, unit__in=units) | Q(role=Role.AUDITOR)
    held = Membership.objects.filter(hears, is_active=True, user__is_active=True).exclude(user__in=[person, by])
    found = {
        row.user_id: row.user
        for row in held.select_related("user").order_by("pk")
        if row.role == Role.OFFICE or looks_after(row.user, person.unit, Role.AUDITOR)
    }
    return list(found.values())


def give_passwords(people: Collection[User], user: User, *, turn: int) -> list[GivenPassword]:
    """One-time passwords for many at once: newcomers whose slips were not printed or got lost. `turn` is
    newest_turn() as the page showed it: a form sent twice makes them once. Raises Refused as give_password does."""
    with transaction.atomic():
        list(User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk").select_for_update())
        if turn != newest_turn(people):
            raise Refused("一次性密码刚才已经发过，只显示一次。没有打印的话，请看过这一页，再发一次。")
        return [give_password(one, user, turn=password_turn(one)) for one in people]


def _encode_once(password: str) -> str:
    """The hash of a one-time password. The own one that takes its place is hashed as slowly as any."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), ITERATIONS)
    return str(hasher.encode(password, hasher.salt()))


def why_no_password(person: User, user: User) -> str:
    """Why this administrator may not make a password for that person; "" where it may be done."""
    if person.pk == user.pk:
        return "自己的密码在右上角自己的名字下面“修改密码”里改。"
    if not person.is_active:
        return "账号已经停用，先启用，再发密码。"
    if person.units_as(*ADMINISTRATORS):
        return OTHERS_KEY
    return ""


def say_fresh_resets(user: User) -> str:
    """What others did within a day to how this person signs in, in words: an administrator's power must not become a
    signature without a trace. "" where nothing was done."""
    rows = AdministrationEvent.objects.filter(
        subject=AdministrationEvent.Subject.PERSON,
        subject_id=user.pk,
        label__in=(FIRST, RESET, UNBOUND),
        at__gt=timezone.now() - FRESH,
    )
    done = {FIRST: "发了一次性密码", RESET: "重置了密码", UNBOUND: "解除了两步登录"}
    return "；".join(
        f"{timezone.localtime(row.at):%m月%d日 %H:%M}由{row.actor_name}{done[row.label]}"
        for row in rows.order_by("pk")
    )


def last_reset(user: User) -> AdministrationEvent | None:
    """Who made the one-time password that the person holds now; None for who has chosen the own one."""
    if user.password_until is None:
        return None
    rows = AdministrationEvent.objects.filter(subject=AdministrationEvent.Subject.PERSON, subject_id=user.pk)
    return rows.filter(label=RESET).first()

"""What is done with a security key: a question to it, registered, answered, taken away.

A question is kept in the session that asked it, is answered once and within some minutes.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from proposals.administration.access import people_of_all
from proposals.administration.factors import keys
from proposals.administration.factors.actions import (
    PERSON,
    Answer,
    begin_factor,
    count_failure,
    factor_of,
    lock_factor,
    pause_of,
)
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import Refused
from proposals.models import Role, SecondFactor, SecurityKey, User
from proposals.web.pace import ASKED_KEY, forget_try, keep_pace

QUESTION = "second_step_question"  # of a session: what a key was asked, for what, when
NEW, PROVE = "new", "prove"
STANDS_FOR = 5 * 60  # seconds
MOST = 10  # keys of one person
ADDED, TAKEN, COPIED = "登记安全密钥", "删除安全密钥", "安全密钥的计数不对"
NO_SITE = "安全密钥要用 https 和域名打开本系统才能用，现在的网址不行。请告诉系统管理员；先用手机上的验证码。"
LATE = "这一次问得太久了，请再按一次按钮，一分钟以内碰一下密钥。"
WRONG_KEY = "密钥的回答不对，可能不是您登记的那一把。请插好登记过的密钥，再按一次。"
WAS_COPIED = "这把密钥回答的次数比上次还少，可能被人复制过，没有让它通过。请换一种方式，并马上告诉审计管理员。"
NOT_MADE = "这把密钥没有登记成：浏览器送来的内容读不出来。请再按一次按钮；还不行的，换一把密钥。"
LAST_ONE = "这是您最后一种第二步，不能删除。请先登记另一把密钥或者绑定手机；不再要两步登录的，按“停用两步登录”。"


def keys_of(user: User) -> list[SecurityKey]:
    """The keys of a person, the first one first."""
    return list(SecurityKey.objects.filter(factor__user=user))


def ask_question(request: HttpRequest, user: User, purpose: str) -> dict[str, Any]:
    """What the browser is told to ask of a key, for a new one or for one that is there; the session remembers it.
    Raises Refused where keys cannot be, TooOften for who asks without end."""
    if not keys.own_site()[0]:
        raise Refused(NO_SITE)
    there = keys_of(user)
    if purpose == PROVE and not there:
        raise Refused("您还没有登记安全密钥。")
    keep_pace((ASKED_KEY, user.pk))
    options = keys.options_of_new(user, there) if purpose == NEW else keys.options_of_asked(there)
    request.session[QUESTION] = [purpose, options["challenge"], timezone.now().timestamp()]
    return options


def _take_question(request: HttpRequest, purpose: str) -> str:
    """The challenge of this session, which is answered now and never again; "" for none, an old one or another's."""
    kept = request.session.pop(QUESTION, None)
    if not kept or kept[0] != purpose or not 0 <= timezone.now().timestamp() - kept[2] < STANDS_FOR:
        return ""
    return str(kept[1])


def register_key(request: HttpRequest, user: User, said: str, name: str) -> list[str]:
    """Register the key that answered; the codes for paper, where it is the first thing that is bound. Raises Refused
    for what is no new key, and for more than ten."""
    if not (challenge := _take_question(request, NEW)):
        raise Refused(LATE)
    try:
        new = keys.read_new_key(said, challenge)
    except keys.BadKey:
        raise Refused(NOT_MADE) from None
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update())
        factor, codes = factor_of(user), list[str]()
        if factor is None:
            factor, codes = begin_factor(user)
        if factor.keys.count() >= MOST:
            raise Refused(f"最多登记{MOST}把密钥，请先删除不用的。")
        if factor.keys.filter(name=name).exists():
            raise Refused(f"您已经有一把叫“{name}”的密钥，请换一个名称。")
        if SecurityKey.objects.filter(credential=new.credential).exists():
            raise Refused("这把密钥已经登记过了。")
        key = SecurityKey.objects.create(
            factor=factor,
            name=name,
            credential=new.credential,
            public_key=new.public_key,
            uses=new.uses,
            ways=new.ways,
        )
        event = record_change(user, PERSON, user, ADDED, unit=user.unit, comment=key.name)
        tell_person(user, event, f"您的账号登记了安全密钥“{key.name}”。不是您本人登记的，请马上告诉审计管理员。")
    forget_try((ASKED_KEY, user.pk))
    return codes


def answer_key(request: HttpRequest, user: User, said: str) -> Answer:
    """Take the answer of a key to what this session asked. What is wrong counts as a wrong code does, and begins the
    same pause. A key that says that it was used less often than before is refused and told."""
    challenge = _take_question(request, PROVE)
    with transaction.atomic():
        factor = lock_factor(user)
        if pause := pause_of(factor):
            return Answer(pause)
        if not challenge:
            return Answer(LATE)
        try:
            key = factor.keys.select_for_update().filter(credential=keys.number_of_key(said)[:1400]).first()
            uses = keys.uses_of_answer(said, challenge, key) if key else None
        except keys.BadKey:
            key, uses = None, None
        if key is None or uses is None:
            return count_failure(factor, user, request, WRONG_KEY)
        if (uses or key.uses) and uses <= key.uses:
            _tell_copied(user, key)
            return Answer(WAS_COPIED)
        SecurityKey.objects.filter(pk=key.pk).update(uses=uses, used_at=timezone.now())
        SecondFactor.objects.filter(pk=factor.pk).update(failures=0, barred_until=None)
    forget_try((ASKED_KEY, user.pk))
    return Answer()


def _tell_copied(user: User, key: SecurityKey) -> None:
    event = record_change(user, PERSON, user, COPIED, unit=user.unit, comment=key.name)
    said = f"安全密钥“{key.name}”回答的次数比上次还少，可能被人复制过，没有让它通过。"
    tell_person(user, event, f"您的{said}请删除这把密钥，换一把，并告诉审计管理员。")
    for auditor in people_of_all(Role.AUDITOR):
        if auditor != user:
            tell_person(auditor, event, f"{user}的{said}请问本人。")


def remove_key(user: User, pk: int) -> str:
    """Take a key away; its name. Raises Refused for the last thing that is bound, and for a key that is not there."""
    with transaction.atomic():
        factor = lock_factor(user)
        key = factor.keys.filter(pk=pk).first()
        if key is None:
            raise Refused("这把密钥已经删除了。")
        if not factor.secret and factor.keys.count() == 1:
            raise Refused(LAST_ONE)
        name = key.name
        key.delete()
        event = record_change(user, PERSON, user, TAKEN, unit=user.unit, comment=name)
        tell_person(user, event, f"您的账号删除了安全密钥“{name}”。不是您本人删的，请马上告诉审计管理员。")
    return name

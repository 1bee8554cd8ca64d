"""What is done with a second step: bound to a telephone, asked, given up; each told in the record but the asking.
What is done with keys stands in key_actions."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from proposals.administration.factors.demands import demand_of
from proposals.administration.factors.secrets import (
    LostKey,
    new_recovery_codes,
    recovery_digests,
    step_of_code,
)
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import Refused
from proposals.models import AdministrationEvent, RecoveryCode, SecondFactor, SecurityKey, SignIn, User
from proposals.web.sign_in_log import write_sign_in

PERSON = AdministrationEvent.Subject.PERSON
BOUND, GIVEN_UP, NEW_CODES, USED = "绑定两步登录", "停用两步登录", "换了备用码", "用了一个备用码登录"
FREE = 5  # guesses in a row before the first pause
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
WRONG = "验证码不对。请看手机上现在的6位数字，再输一次；手机的时间要准。"
WRONG_TYPED_PAPER = "备用码不对，或者已经用过。请看抄下来的备用码，换一个没有用过的；也可以输手机上的6位数字。"
WRONG_PAPER = "备用码不对。请看抄下来的备用码，再输一次；用安全密钥的，插好密钥，按“用安全密钥”。"
USED_UP = "这个验证码已经用过了，请等手机上换成下一个（最多半分钟），再输一次。"
OTHER_KEY = "服务器的密钥换过，原来的绑定打不开了。请另一位管理员办“两步登录丢失”，再重新绑定。"
THERE = "您已经绑定了手机。"
NOTHING_BOUND = "您还没有绑定两步登录。"


@dataclass(frozen=True)
class Answer:
    """What became of a code: refused with a reason, or taken. `left` is how many recovery codes there still are, of a
    code that was one."""

    reason: str = ""
    left: int | None = None


def factor_of(user: User) -> SecondFactor | None:
    """The person's second step; None for who has none."""
    return SecondFactor.objects.filter(user=user).first()


def bind_telephone(user: User, enciphered: str, typed: str) -> list[str]:
    """Bind the telephone that made this code, beside the keys that there are, and give out the codes for paper, which
    are read only now: none, where there are some from the keys. Raises Refused where the code is not of this secret,
    or where a telephone is bound already."""
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update())
        factor = factor_of(user)
        if factor is not None and factor.secret:
            raise Refused(THERE)
        step = step_of_code(enciphered, typed, timezone.now().timestamp(), 0)
        if step is None:
            raise Refused(WRONG)
        codes = []
        if factor is None:
            codes = begin_factor(user, secret=enciphered, last_step=step)[1]
        else:
            factor.secret, factor.last_step = enciphered, step
            factor.save(update_fields=["secret", "last_step"])
        event = record_change(user, PERSON, user, BOUND, unit=user.unit)
        tell_person(user, event, "您的账号绑定了两步登录。不是您本人绑的，请马上告诉审计管理员。")
    return codes


def answer_code(user: User, typed: str, request: HttpRequest | None) -> Answer:
    """Take a code of the telephone, or one from paper: each opens once. Five wrong ones in a row begin a pause, which
    doubles with every further one up to an hour; during it the right one is not heard either, and nothing is
    counted. The wrong ones stand in 登录记录."""
    with transaction.atomic():
        factor = lock_factor(user)
        if pause := pause_of(factor):
            return Answer(pause)
        now = timezone.now().timestamp()
        try:
            step = step_of_code(factor.secret, typed, now, factor.last_step) if factor.secret else None
        except LostKey:
            return Answer(OTHER_KEY)
        if step is not None:
            SecondFactor.objects.filter(pk=factor.pk).update(last_step=step, failures=0, barred_until=None)
            return Answer()
        if (left := _take_from_paper(factor, typed)) is not None:
            return Answer(left=left)
        if factor.secret and step_of_code(factor.secret, typed, now, 0) is not None:
            return Answer(USED_UP)  # who sends a form twice guesses nothing
        meant_paper = bool(recovery_digests(typed, factor.user_id))
        wrong = (WRONG_TYPED_PAPER if meant_paper else WRONG) if factor.secret else WRONG_PAPER
        return count_failure(factor, user, request, wrong)


def lock_factor(user: User) -> SecondFactor:
    """The person's second step, held until the transaction ends. Raises Refused for who has none."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise Refused(NOTHING_BOUND)
    return factor


def pause_of(factor: SecondFactor) -> str:
    """That nothing is heard now, and for how long; "" where it is."""
    until, now = factor.barred_until, timezone.now()
    return _pause_in_words(until - now) if until and now < until else ""


def _take_from_paper(factor: SecondFactor, typed: str) -> int | None:
    digests = recovery_digests(typed, factor.user_id)
    if not digests or not factor.recovery_codes.filter(digest__in=digests).delete()[0]:
        return None
    SecondFactor.objects.filter(pk=factor.pk).update(failures=0, barred_until=None)
    left = factor.recovery_codes.count()
    user = factor.user
    event = record_change(user, PERSON, user, USED, unit=user.unit, comment=f"还有{left}个")
    tell_person(user, event, f"有人用您的备用码登录，还有{left}个。不是您本人，请马上改密码，并告诉审计管理员。")
    return left


def count_failure(factor: SecondFactor, user: User, request: HttpRequest | None, said: str) -> Answer:
    """Count a wrong code, or a wrong answer of a key, of a factor that is locked; what is said of it."""
    failures, until = min(factor.failures + 1, 1000), None
    if failures >= FREE:
        until = timezone.now() + min(FIRST_PAUSE * 2 ** min(failures - FREE, 10), LONGEST_PAUSE)
    SecondFactor.objects.filter(pk=factor.pk).update(failures=failures, barred_until=until)
    write_sign_in(request, user.username, SignIn.Outcome.WRONG_CODE, user)
    return Answer(_pause_in_words(until - timezone.now()) if until else said)


def _pause_in_words(rest: dt.timedelta) -> str:
    minutes = max(1, -(-int(rest.total_seconds()) // 60))
    return f"验证码错了太多次，请过{minutes}分钟再输。不是您在输，请马上告诉审计管理员。"


def renew_recovery_codes(user: User) -> list[str]:
    """New codes for paper in place of the old ones."""
    with transaction.atomic():
        factor = lock_factor(user)
        factor.recovery_codes.all().delete()
        codes = _write_codes(factor)
        record_change(user, PERSON, user, NEW_CODES, unit=user.unit)
    return codes


def give_factor_up(user: User) -> None:
    """Do without a second step, where no role asks for one. Raises Refused where one does."""
    if demand_of(user).daily:
        raise Refused("您的角色要两步登录，不能停用。换手机的，请另一位管理员办“两步登录丢失”，再重新绑定。")
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update())
        if SecondFactor.objects.filter(user=user).exists():
            remove_factor(user)
            event = record_change(user, PERSON, user, GIVEN_UP, unit=user.unit)
            tell_person(user, event, "您的账号停用了两步登录。不是您本人办的，请马上告诉审计管理员。")


def remove_factor(user: User) -> None:
    """Take the telephone, the keys and the codes away. Needs a transaction, and an event in it."""
    SecurityKey.objects.filter(factor__user=user).delete()
    RecoveryCode.objects.filter(factor__user=user).delete()
    SecondFactor.objects.filter(user=user).delete()


def forget_browsers(user: User) -> None:
    """Ask in every browser again that was asked today."""
    for factor in SecondFactor.objects.select_for_update().filter(user=user):
        factor.generation += 1
        factor.save(update_fields=["generation"])


def begin_factor(user: User, **first: Any) -> tuple[SecondFactor, list[str]]:
    """The first telephone or key of a person, and the codes for paper. Needs a transaction, and an event in it."""
    factor = SecondFactor.objects.create(user=user, **first)
    return factor, _write_codes(factor)


def _write_codes(factor: SecondFactor) -> list[str]:
    codes = new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=recovery_digests(code, factor.user_id)[0]) for code in codes
    )
    return codes

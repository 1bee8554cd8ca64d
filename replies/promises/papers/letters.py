"""What the deputies get in writing of a promise that was kept (SH 22): 兑现告知函; and 更正告知函 to those who have
such a letter once the ledger's entry was taken back. Written, printed for each deputy, written down as delivered;
what was delivered stays readable, marked 已撤回."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Deputy, User
from proposals.models.people import CASE_STAFF
from replies.models import Promise, PromiseLetter, PromiseLetterDelivery, PromiseStep
from replies.prints.unit_letters import keep_unit_letter
from replies.promises.papers.paper import compose_letter

Kind = PromiseStep.Kind
STALE = "这封告知函刚刚有人改过，请看过再改。您写的都还在，没有保存。"
TURNED = "兑现的登记刚刚有了变化，这封信已经不是现在要写的。请看过最新情况再办。您写的都还在，没有保存。"


def last_turn(promise: Promise) -> PromiseStep | None:
    """The newest step by which it was called kept, or by which that was taken back."""
    return next((one for one in reversed(promise.steps.all()) if one.kind in (Kind.KEPT, Kind.UNDONE)), None)


def step_to_tell(promise: Promise) -> PromiseStep | None:
    """The step of which the deputies are to be told in writing now: that it was kept; or that it was not after all,
    where somebody has the letter that says so."""
    step = last_turn(promise)
    if step is None or step.kind == Kind.KEPT or step.paper or promise.misled:
        return step
    return None


def taken_back_letters(promise: Promise) -> list[PromiseLetter]:
    """The letters that say it was kept and were taken back, the newest first."""
    return [one for one in reversed(promise.letters) if one.is_taken_back]


def write_letter(
    promise: Promise, user: User, *, text: str, number: str, on: dt.date, step: int, seen: int
) -> PromiseLetter:
    """Write it, or other words. `step` is the step of the ledger that the page's letter tells of, `seen` the letter's
    version there, 0 before the first."""
    try:
        with transaction.atomic():
            case = lock_case(promise.reply.case_id)
            must_be(case, user, CASE_STAFF, "写告知函")
            Promise.objects.select_for_update().get(pk=promise.pk)
            now = Promise.objects.for_rows().get(pk=promise.pk)
            of = step_to_tell(now)
            if of is None:
                raise Refused("这项承诺没有登记兑现，也没有代表收到过告知函，不用写信。")
            if of.number != step:
                raise Stale(TURNED)
            if on < of.on:
                raise Refused(f"落款日期不能早于{of.get_kind_display()}的那一天{cn_date(of.on)}。")
            facts = {"text": text, "number": number, "on": on, "made_by": user}
            there = of.paper
            if there is None:
                made = PromiseLetter.objects.create(step=of, **facts)
                _note(made, user, "写")
                return made
            if (there.text, there.number, there.on) == (text, number, on):
                return there
            if there.version != seen:
                raise Stale(STALE)
            if there.deliveries.all():
                raise Refused(f"已经有代表收到这封{there.name}，不能再改。要补充的，请在跟踪办理的答复里写。")
            PromiseLetter.objects.filter(pk=there.pk).update(version=seen + 1, **facts)
            there.refresh_from_db()
            _note(there, user, "修改")
    except IntegrityError:
        raise Stale(STALE) from None
    return there


def _note(letter: PromiseLetter, user: User, did: str) -> None:
    promise = letter.step.promise
    label = f"{did}{letter.name}：{promise.item}"
    record_event(promise.reply.case, user, "promise_letter", label, data={"promise": promise.pk})


def deliver_letter(letter: PromiseLetter, user: User, *, deputies: Sequence[Deputy], on: dt.date, way: str) -> int:
    """It reached these deputies; of one that was taken back what was sent before that. Earlier entries stay. Returns
    the number of new ones."""
    with transaction.atomic():
        promise = letter.step.promise
        case = lock_case(promise.reply.case_id)
        must_be(case, user, CASE_STAFF, "登记告知函送达")
        if on < letter.on:
            raise Refused("送达日期不能早于告知函的落款日期。")
        if on > timezone.localdate():
            raise Refused("送达日期不能晚于今天。")
        now = PromiseLetter.objects.select_for_update().get(pk=letter.pk)
        if now.is_taken_back and on > _taken_back_on(now):
            raise Refused("这封信撤回以后不能再送，只能补登撤回以前已经送到的。")
        new = [one for one in now.left() if one in deputies]
        facts = {"on": on, "way": way, "by": user}
        PromiseLetterDelivery.objects.bulk_create(
            PromiseLetterDelivery(letter=now, deputy=one, **facts) for one in new
        )
        if new:
            keep_unit_letter(case, compose_letter(now), notice=now)
            names = "、".join(one.name for one in new)
            data = {"promise": promise.pk, "on": on, "way": way, "deputies": [one.pk for one in new]}
            record_event(case, user, "promise_letter_sent", f"{now.name}送达：{names}", data=data)
    return len(new)


def _taken_back_on(letter: PromiseLetter) -> dt.date:
    """The day on which what it says was taken back."""
    later = letter.step.promise.steps.filter(kind=Kind.UNDONE, number__gt=letter.step.number)
    return later.values_list("on", flat=True)[0]

"""兑现告知函: written when a promise was kept, printed for each deputy, written down as delivered (SH 22)."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Deputy, User
from proposals.models.people import CASE_STAFF
from replies.models import Promise, PromiseLetter, PromiseLetterDelivery, PromiseStep

STALE = "这封告知函刚刚有人改过，请看过再改。您写的都还在，没有保存。"


def kept_step(promise: Promise) -> PromiseStep | None:
    """The step by which the promise is called kept now."""
    steps = [one for one in promise.steps.all() if one.kind == PromiseStep.Kind.KEPT]
    return steps[-1] if steps and promise.kept_on else None


def find_letter(promise: Promise) -> PromiseLetter | None:
    """The letter of what is called kept now."""
    step = kept_step(promise)
    return PromiseLetter.objects.filter(step=step).first() if step else None


def write_letter(promise: Promise, user: User, *, text: str, number: str, on: dt.date, seen: int) -> PromiseLetter:
    """Write it, or other words. `seen` is its version on the page, 0 before the first."""
    try:
        with transaction.atomic():
            case = lock_case(promise.reply.case_id)
            must_be(case, user, CASE_STAFF, "写兑现告知函")
            now = Promise.objects.select_for_update().prefetch_related("steps").get(pk=promise.pk)
            if (step := kept_step(now)) is None:
                raise Refused("这项承诺没有登记兑现，不用写告知函。")
            facts = {"text": text, "number": number, "on": on, "made_by": user}
            there = PromiseLetter.objects.filter(step=step).first()
            if there is None:
                made = PromiseLetter.objects.create(step=step, **facts)
                record_event(case, user, "promise_letter", f"写兑现告知函：{now.item}", data={"promise": now.pk})
                return made
            if (there.text, there.number, there.on) == (text, number, on):
                return there
            if there.version != seen:
                raise Stale(STALE)
            if there.deliveries.exists():
                raise Refused("已经有代表收到这封告知函，不能再改。要补充的，请在跟踪办理的答复里写。")
            PromiseLetter.objects.filter(pk=there.pk).update(version=seen + 1, **facts)
            there.refresh_from_db()
            record_event(case, user, "promise_letter", f"修改兑现告知函：{now.item}", data={"promise": now.pk})
    except IntegrityError:
        raise Stale(STALE) from None
    return there


def deliver_letter(letter: PromiseLetter, user: User, *, deputies: Sequence[Deputy], on: dt.date, way: str) -> int:
    """It reached these deputies. Earlier entries stay. Returns the number of new ones."""
    with transaction.atomic():
        promise = letter.step.promise
        case = lock_case(promise.reply.case_id)
        must_be(case, user, CASE_STAFF, "登记告知函送达")
        if on < letter.on:
            raise Refused("送达日期不能早于告知函的落款日期。")
        if on > timezone.localdate():
            raise Refused("送达日期不能晚于今天。")
        now = PromiseLetter.objects.select_for_update().get(pk=letter.pk)
        new = [one for one in now.left() if one in deputies]
        facts = {"on": on, "way": way, "by": user}
        PromiseLetterDelivery.objects.bulk_create(
            PromiseLetterDelivery(letter=now, deputy=one, **facts) for one in new
        )
        if new:
            names = "、".join(one.name for one in new)
            data = {"promise": promise.pk, "on": on, "way": way, "deputies": [one.pk for one in new]}
            record_event(case, user, "promise_letter_sent", f"兑现告知函送达：{names}", data=data)
    return len(new)

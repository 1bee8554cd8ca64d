"""The ledger of promises (承诺台账): made by a signature, then kept, moved to another day, told to the deputies. A
promise called kept by mistake is opened again by a further step with its reason: nothing is rubbed out."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Attachment, User
from proposals.models.people import CASE_STAFF
from replies.models import Draft, Promise, PromiseStep, Reply
from replies.promises.papers.reports import end_reports
from replies.promises.rules import must_go_on

Kind = PromiseStep.Kind


class StaleStep(Stale):
    """Somebody wrote another step of this promise in the meantime."""

    def __init__(self) -> None:
        super().__init__("这项承诺刚刚有了新的登记，请看过最新情况再办。您填写的内容都还在，没有保存。")


def make_promises(reply: Reply, draft: Draft, user: User) -> None:
    """The ledger's rows of a reply that is being signed. What earlier rounds left open goes over to this reply,
    which answers the deputies again. Needs the transaction of the signature around it."""
    earlier = Promise.objects.filter(reply__case=reply.case_id, reply__round__lt=reply.round)
    owed = earlier.filter(kept_on=None, carried_to=None)
    end_reports(reply.case, owed.values_list("pk", flat=True), user, f"转入第{reply.round}次答复")
    owed.update(carried_to=reply)
    made = [
        Promise(reply=reply, position=position, item=row["item"], promised_on=row["on"], due_on=row["on"])
        for position, row in enumerate(draft.promises, 1)
    ]
    Promise.objects.bulk_create(made)
    if made:
        record_event(reply.case, user, "promise", f"承诺{len(made)}项，记入台账", data={"promises": draft.promises})


def undo_promises(reply: Reply) -> list[str]:
    """The ledger as it was before this reply was signed: its own rows go, what earlier rounds left open is theirs
    again. The caller's event says which they were. Needs the transaction of 撤回签发 around it."""
    Promise.objects.filter(carried_to=reply).update(carried_to=None)
    mine = Promise.objects.filter(reply=reply)
    items = list(mine.values_list("item", flat=True))
    mine.delete()
    return items


def keep_promise(
    promise: Promise, user: User, *, on: dt.date, said: str, proof: Attachment | None = None, seen: int
) -> None:
    """登记兑现: it was done on that day; a report in review is not made any more. `seen` is the number of steps the
    person's page showed."""
    step = {"kind": Kind.KEPT, "on": on, "said": said, "proof": proof}
    _add(promise, user, "登记承诺兑现", f"承诺已兑现：{promise.item}", seen, step, {"kept_on": on})


def change_promise_date(
    promise: Promise, user: User, *, new_on: dt.date, said: str, told_on: dt.date | None, seen: int
) -> None:
    """登记改期: another day, and why; `told_on` is when the deputies were told, None when they were not yet."""
    step = {"kind": Kind.CHANGED, "on": timezone.localdate(), "said": said, "new_on": new_on, "told_on": told_on}
    label = f"承诺改期到{cn_date(new_on)}：{promise.item}"
    _add(promise, user, "登记承诺改期", label, seen, step, {"due_on": new_on})


def record_promise_notice(promise: Promise, user: User, *, on: dt.date, said: str, seen: int) -> None:
    """登记告知: the deputies were told of the change of day."""
    step = {"kind": Kind.TOLD, "on": on, "said": said}
    _add(promise, user, "登记告知代表", f"承诺改期已告知代表：{promise.item}", seen, step, {})


def take_back_promise(promise: Promise, user: User, *, said: str, seen: int) -> None:
    """撤回兑现登记: it was called kept and is not; it is owed again by the day that stood."""
    step = {"kind": Kind.UNDONE, "on": timezone.localdate(), "said": said}
    label = f"撤回兑现登记：{promise.item}"
    _add(promise, user, "撤回兑现登记", label, seen, step, {"kept_on": None})


def _add(
    promise: Promise, user: User, doing: str, label: str, seen: int, step: dict[str, Any], change: dict[str, Any]
) -> None:
    """One step of a promise, with its event. The same step sent twice is written once."""
    with transaction.atomic():
        case = lock_case(promise.reply.case_id)
        must_be(case, user, CASE_STAFF, doing)
        now = Promise.objects.select_for_update().get(pk=promise.pk)
        after = now.steps.filter(number__gt=seen).order_by("number").first()
        if after and after.by_id == user.pk and all(getattr(after, name) == value for name, value in step.items()):
            return
        if after or now.steps.count() != seen:
            raise StaleStep
        must_go_on(now, case, step)
        if step["kind"] == Kind.KEPT:  # while somebody is still to decide them, to know whom to tell
            end_reports(case, [now.pk], user, "承诺已经兑现")
        try:
            with transaction.atomic():
                PromiseStep.objects.create(promise=now, number=seen + 1, by=user, **step)
        except IntegrityError:
            raise StaleStep from None
        if change and Promise.objects.filter(pk=now.pk, kept_on=now.kept_on, carried_to=None).update(**change) != 1:
            raise StaleStep
        record_event(case, user, "promise", label, comment=step["said"], data=_told(now, step))


def _told(promise: Promise, step: dict[str, Any]) -> dict[str, Any]:
    """What the event keeps of a step in addition to its words."""
    facts = {"promise": promise.pk, "on": step["on"], "told_on": step.get("told_on")}
    return facts | {"proof": step["proof"].sha256 if step.get("proof") else None}

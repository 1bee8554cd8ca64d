"""The way back of a lost key: one administrator says so, another confirms, the command makes the new one."""

from django.db import IntegrityError, transaction

from proposals.administration.access import people_of_all
from proposals.administration.decisions import is_decided, write_decision
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import NotYours, Refused
from proposals.heads.keys import CHANGED, key_events, last_public, old_in
from proposals.heads.witness import must_see_heads
from proposals.models import AdministrationEvent, HeadKeyLoss, User
from proposals.models.people import ADMINISTRATORS

RECORD = AdministrationEvent.Subject.RECORD
ASKED, AGREED, REFUSED = "提出末笔签名钥匙丢失", "同意补建末笔签名钥匙", "不同意补建末笔签名钥匙"


def open_loss() -> HeadKeyLoss | None:
    """What waits for a second person, or for the new key."""
    rows = HeadKeyLoss.objects.exclude(decision=HeadKeyLoss.Decision.REFUSED).filter(key="", lost=last_public())
    return rows.select_related("asked_by", "decided_by").first()


def overtaken_loss() -> HeadKeyLoss | None:
    """What was still open when the key was changed in the ordinary way: it was not lost, so that nothing is left to
    decide. Until the key is changed again."""
    events = key_events()
    if not events or events[-1].label != CHANGED:
        return None
    rows = HeadKeyLoss.objects.exclude(decision=HeadKeyLoss.Decision.REFUSED).filter(key="", lost=old_in(events[-1]))
    return rows.select_related("asked_by").last()


def ask_key_loss(user: User, *, reason: str) -> HeadKeyLoss:
    """Say that the key is lost. All administrators are told. Raises Refused where there is none, or it was said."""
    must_see_heads(user)
    with transaction.atomic():
        used = last_public()
        if not used:
            raise Refused("还没有建过末笔签名钥匙，请在服务器上运行 manage.py make_head_key。")
        if open_loss():
            raise Refused("已经有人提出过了，见上面。")
        try:
            with transaction.atomic():
                row = HeadKeyLoss.objects.create(lost=used, reason=reason, asked_by=user)
        except IntegrityError:
            raise Refused("刚才有人提出过了，见上面。") from None
        event = record_change(user, RECORD, row, ASKED, comment=reason)
        _tell_others(user, event, f"{user}提出末笔签名钥匙丢失（{reason}），等另一位管理员同意补建")
    return row


def decide_key_loss(row: HeadKeyLoss, user: User, *, agree: bool) -> bool:
    """Agree, after which the command makes a new key, or not. Returns whether anything was done: the same decision
    sent twice is taken once. Raises NotYours for who asked."""
    must_see_heads(user)
    with transaction.atomic():
        loss = HeadKeyLoss.objects.select_for_update().get(pk=row.pk)
        decision = HeadKeyLoss.Decision.CONFIRMED if agree else HeadKeyLoss.Decision.REFUSED
        if is_decided(loss, user, decision):
            return False
        if agree and loss.asked_by_id == user.pk:
            raise NotYours("自己提出的，请另一位管理员同意。")
        write_decision(loss, user, decision)
        asked = f"{loss.asked_by}提出：{loss.reason}"
        event = record_change(user, RECORD, loss, AGREED if agree else REFUSED, comment=asked)
        done = "同意" if agree else "没有同意"
        _tell_others(user, event, f"{user}{done}补建末笔签名钥匙（{asked}）")
    return True


def _tell_others(user: User, event: AdministrationEvent, said: str) -> None:
    for person in people_of_all(*ADMINISTRATORS):
        if person.pk != user.pk:
            tell_person(person, event, f"{said}。不是您几位商量过的，请马上查问。")

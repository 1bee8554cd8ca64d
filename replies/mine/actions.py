"""What a deputy does from 我的建议: says that there was no contact, opens the page on which an answer is given."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.plain_text import find_fault, make_plain
from proposals.models import Case, Deputy, Event, Role
from proposals.notices.events import tell_of_event
from proposals.returns.objections import object_to_assignment
from replies.feedback.links import make_link
from replies.models import Contact, Invitation
from replies.models.reply import find_reply

DENIED = "contact_denied"
WORDS_MOST = 500
REASON_MOST, UNIT_MOST = 1_000, 60


def deny_contact(contact: Contact, words: str) -> None:
    """The deputy says that a contact recorded with this very deputy did not take place. An event of the record, of
    which the unit is told at once; the contact counts no more. Said twice it is one. Raises Refused for words that
    are too long."""
    deputy, words = contact.deputy, make_plain(words).strip()
    _must_fit(words, WORDS_MOST, "想说的话")
    with transaction.atomic():
        case = lock_case(contact.reply.case_id)
        if Contact.objects.filter(corrects=contact).exists():
            raise Refused("承办单位刚才更正了这条记录，请刷新页面再看。")
        if not Contact.objects.filter(pk=contact.pk, denied_at=None).update(denied_at=timezone.now()):
            return
        label = f"{deputy.addressed}说：{contact.on.month}月{contact.on.day}日没有联系过"
        event = record_event(
            case,
            None,
            DENIED,
            label,
            role=Role.DEPUTY,
            deputy=deputy,
            comment=words,
            data={"contact": str(contact.key)},
        )
        tell_of_event(event)


def say_wrong_unit(case: Case, deputy: Deputy, said: Mapping[str, str]) -> None:
    """我认为不该由这个单位办: what the form of 我的建议 said. Raises Refused with a sentence."""
    reason, proposed = (make_plain(said.get(name, "")).strip() for name in ("reason", "proposed"))
    if not reason:
        raise Refused("请写一下为什么不该由这个单位办，工作机构才好研究。")
    try:
        key = uuid.UUID(said.get("key", ""))
    except ValueError:
        raise Refused("页面不完整，请刷新后再交一次。") from None
    unit = make_plain(proposed, one_line=True)
    _must_fit(reason, REASON_MOST, "为什么")
    _must_fit(unit, UNIT_MOST, "该由谁办")
    object_to_assignment(case, deputy, key=key, reason=reason, proposed=unit)


def _must_fit(text: str, most: int, called: str) -> None:
    """Nothing that a deputy wrote is cut silently, and nothing without bounds is taken."""
    if len(text) > most:
        raise Refused(f"{called}最多{most}个字，现在有{len(text)}个字，没有交上去。请改短一些再交，您写的还在下面。")
    if fault := find_fault(text):
        raise Refused(f"{called}没有交上去：{fault}您写的还在下面。")


def find_denial(case: Case, contact: Contact) -> Event | None:
    """What the deputy said of a recorded contact that did not take place. Reads what the page of a case has
    fetched."""
    said = (one for one in case.events.all() if one.action == DENIED)
    return next((one for one in said if one.data["contact"] == str(contact.key)), None)


def open_answer(case: Case, deputy: Deputy) -> Invitation:
    """The living link by which this deputy answers the last reply; where there is none, one is made that is sent
    nowhere. Raises Refused where no opinion is taken."""
    with transaction.atomic():
        now = lock_case(case.pk)
        reply = find_reply(now)
        if reply is None or not reply.is_given:
            raise Refused("现在不是征求意见的时候，网上暂时不能填写。您有什么想说的，请打电话给承办单位。")
        links = reply.invitations.filter(deputy=deputy, revoked_at=None).order_by("-pk")
        if live := next((one for one in links if one.is_live), None):
            return live
        return make_link(reply, None, deputy, from_mine=True).invitation

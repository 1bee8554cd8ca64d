"""The way to the deputies: contacts, delivery, links. What comes back is in feedback.py."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from proposals.acts import AT_WORK, DESK
from proposals.models import Attachment, Deputy, Handling, Role, Status, User
from proposals.models.case import ANSWERED
from proposals.workflow import Refused, must_be, record
from replies import sms
from replies.models import Contact, Delivery, Invitation, Reply

TOKEN_BYTES = 32
TOKEN_LENGTH = 43  # characters of those bytes in URL-safe base64


def locked(reply: Reply) -> Handling:
    return Handling.objects.select_for_update().select_related("suggestion", "unit").get(pk=reply.case_id)


def answers_deputies(case: Handling) -> None:
    """A 会办 opinion is for the 主办 unit alone: its unit neither meets nor asks the deputies."""
    if case.helps:
        raise Refused("会办单位不直接答复代表，由主办单位与代表沟通、征求意见。")


def add_contact(
    reply: Reply,
    user: User,
    *,
    deputies: list[Deputy],
    way: str,
    on: dt.date,
    staff: str,
    summary: str,
    key: uuid.UUID,
    kept: Attachment | None = None,
) -> None:
    """Record one talk with one or several deputies, with photographs or notes `kept` of it. The same form sent
    again records only the deputies it did not record before."""
    with transaction.atomic():
        case = _open_to_talks(reply, user)
        keys = {deputy: uuid.uuid5(key, str(deputy.pk)) for deputy in deputies}
        known = set(Contact.objects.filter(key__in=keys.values()).values_list("key", flat=True))
        deputies = [deputy for deputy in deputies if keys[deputy] not in known]
        if not deputies:
            return
        for deputy in deputies:
            Contact.objects.create(
                key=keys[deputy],
                reply=reply,
                deputy=deputy,
                way=way,
                on=on,
                staff=staff,
                summary=summary,
                record=kept,
                recorded_by=user,
            )
        names = "、".join(deputy.name for deputy in deputies)
        record(case, user, "contact", f"{Contact.Way(way).label}：{names}", comment=summary[:200], data={"on": on})


def _open_to_talks(reply: Reply, user: User) -> Handling:
    case = locked(reply)
    must_be(case, user, DESK, "登记代表沟通")
    answers_deputies(case)
    if reply.closed_on or case.status not in AT_WORK:
        raise Refused(f"这件建议现在是“{case.get_status_display()}”，不能再登记沟通。")
    return case


def correct_contact(
    contact: Contact, user: User, *, reason: str, key: uuid.UUID, kept: Attachment | None = None, **facts: Any
) -> None:
    """A talk was recorded wrongly: a further row says what is right and why; the wrong one stays."""
    with transaction.atomic():
        case = _open_to_talks(contact.reply, user)
        if Contact.objects.filter(key=key).exists():
            return
        if Contact.objects.filter(corrects=contact).exists():
            raise Refused("这条沟通记录已经更正过了，请更正最新的一条。")
        right = Contact.objects.create(
            key=key,
            reply=contact.reply,
            record=kept or contact.record,
            **facts,
            recorded_by=user,
            corrects=contact,
            correction_reason=reason,
        )
        label = f"更正沟通记录：{right.deputy.name}"
        record(case, user, "contact_correct", label, comment=reason, data={"way": right.way, "on": right.on})


def deliver(reply: Reply, user: User | None, *, deputies: list[Deputy], way: str, on: dt.date) -> None:
    """送达: the reply reached these deputies. When it has reached them all, the clock stops."""
    with transaction.atomic():
        case = locked(reply)
        if user is not None:
            must_be(case, user, DESK, "登记送达")
        answers_deputies(case)
        if not reply.is_signed or case.status not in ANSWERED:
            raise Refused(
                f"这件建议现在是“{case.get_status_display()}”，不能登记送达。签发以后、征求意见时才能登记。"
            )
        if on < timezone.localdate(reply.signed_at):
            raise Refused("送达日期不能早于签发日期。")
        new = [deputy for deputy in reply.undelivered() if deputy in deputies]
        for deputy in new:
            Delivery.objects.create(reply=reply, deputy=deputy, on=on, way=way, recorded_by=user)
        if not new:
            return
        names = "、".join(deputy.name for deputy in new)
        role = None if user else Role.SYSTEM
        record(case, user, "deliver", f"送达：{names}", role=role, data={"way": way, "on": on})
        reply.__dict__.pop("_prefetched_objects_cache", None)
        if not reply.undelivered():
            last = max(reply.deliveries.values_list("on", flat=True))
            Reply.objects.filter(pk=reply.pk).update(delivered_on=last)
            Handling.objects.filter(pk=case.pk).update(delivered_on=last)
            record(case, user, "delivered", "全部送达，答复期限停止计算", role=role, data={"on": last})


@dataclass(frozen=True)
class Link:
    """A link as it is known once, at the moment it is made."""

    invitation: Invitation
    url: str

    @property
    def message(self) -> str:
        """What the handler copies into WeChat or a text message."""
        reply = self.invitation.reply
        return render_to_string(
            "replies/messages/invitation.txt",
            {
                "reply": reply,
                "case": reply.case,
                "deputy": self.invitation.deputy,
                "url": self.url,
                "reminder": self.invitation.reminder,
            },
        ).strip()


def invite(reply: Reply, user: User | None, deputy: Deputy, *, reminder: int = 0, on_paper: bool = False) -> Link:
    """Make a deputy's link for this round; the one before it ends. Sent where the deputy has a mail address or a
    mobile, unless it is printed `on_paper`. Without a user it is the program's own reminder, first or second."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        case = locked(reply)
        if user:
            must_be(case, user, (*DESK, Role.LEADER), "发送征询链接")
        answers_deputies(case)
        over = reply.closed_on and case.status != Status.CLOSED
        if not reply.is_signed or over or case.status not in ANSWERED:
            raise Refused("现在不是征求意见的时候，不能发送链接。")
        if deputy not in case.suggestion.proposers:
            raise Refused(f"{deputy.name}不是这件建议的提出人。")
        now = timezone.now()
        reply.invitations.filter(deputy=deputy, revoked_at__isnull=True).update(revoked_at=now)
        invitation = Invitation.objects.create(
            reply=reply,
            deputy=deputy,
            token_hash=Invitation.hash_of(token),
            created_by=user or reply.handler,
            expires_at=now + dt.timedelta(days=settings.INVITATION_DAYS),
            mailed_to="" if on_paper else deputy.email,
            texted_to=deputy.phone if sms.reaches(deputy.phone) and not on_paper else "",
            reminder=reminder,
        )
        label = f"第{reminder}次提醒{deputy.name}代表反馈" if reminder else f"向{deputy.name}发出征询链接"
        if on_paper:
            label = f"把{deputy.name}的征询二维码印在纸上"
        data = {"mailed": bool(invitation.mailed_to), "texted": bool(invitation.texted_to)}
        record(case, user, "invite", label, role=None if user else Role.SYSTEM, data=data)
        link = Link(invitation, f"{settings.PUBLIC_URL}/d/{token}")
        transaction.on_commit(lambda: send(link), robust=True)
    return link


def send(link: Link) -> None:
    """The message with the link, by mail and as a text, where the deputy has either."""
    suggestion, to = link.invitation.reply.case.suggestion, link.invitation
    if to.mailed_to:
        subject = f"请您评价第{suggestion.number}号{suggestion.kind}的办理情况"
        send_mail(subject, link.message, None, [to.mailed_to])
    if to.texted_to:
        sms.send(to.texted_to, link.message)


def invite_all(reply: Reply, user: User) -> None:
    """The links of a round, made as the reply is signed: for every deputy whom one can reach from here. The others'
    are made when somebody stands ready to hand them over, for a link is shown only once."""
    for deputy in reply.case.suggestion.proposers:
        if deputy.email or sms.reaches(deputy.phone):
            invite(reply, user, deputy)


def revoke(reply: Reply, user: User, deputy: Deputy) -> None:
    """End a deputy's link."""
    with transaction.atomic():
        case = locked(reply)
        must_be(case, user, DESK, "停用征询链接")
        live = reply.invitations.filter(deputy=deputy, revoked_at__isnull=True)
        if live.update(revoked_at=timezone.now()):
            record(case, user, "revoke", f"停用{deputy.name}的征询链接")


def find_invitation(token: str) -> Invitation | None:
    """The live invitation behind a token as it was pasted, or None: unknown, revoked and expired look alike."""
    # WeChat pastes a full stop, a blank or the next words along with a link.
    cleaned = "".join(c for c in token if c.isascii() and (c.isalnum() or c in "-_"))[:TOKEN_LENGTH]
    rows = Invitation.objects.select_related("reply__case__suggestion__session", "reply__case__unit", "deputy")
    invitation = rows.filter(token_hash=Invitation.hash_of(cleaned)).first()
    return invitation if invitation and invitation.is_live else None

"""The deputies' links: made, sent, withdrawn. What comes back by them is written in actions.py.

Several links of one round live side by side; an expired one leads to reading while something of the case runs on, and
one that was ended (停用) is as if it had never been.

A link is sent as soon as it is made. What did not leave (the mail server was away, the worker died) waits on its row
and is sent by housekeeping (`send_waiting_links`), later each time, with a token of its own: the first is kept
nowhere.
"""

import datetime as dt
import logging
import secrets
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from proposals.cases.access import Refused, must_answer_deputies, must_be, roles_in
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Case, Deputy, Role, Status, User
from proposals.models.people import CASE_STAFF
from proposals.models.states import ANSWERED, LEFT
from replies.messages import sms
from replies.messages.plan.facts import Facts, case_facts, units_in_charge
from replies.messages.reach import choose_ways, why_unreached
from replies.messages.words.current import CurrentWords, is_night, words_of
from replies.models import DeviceKey, Invitation, Message, Promise, Reply
from replies.models.messages.message import MessageKind

logger = logging.getLogger(__name__)
# Who may send a deputy the link to answer by.
SENDERS = (*CASE_STAFF, Role.LEADER)
TOKEN_BYTES = 32
MOST_TRIES = 8
CLAIM = dt.timedelta(minutes=10)  # for so long who made a link may be at sending it; doubled with every failure
NEWS = dt.timedelta(days=3)  # what waited longer is sent no more: the deputy's row says that it did not leave
TOKEN_LENGTH = 43  # characters of those bytes in URL-safe base64


@dataclass(frozen=True)
class Link:
    """A link as it is known once, at the moment it is made."""

    invitation: Invitation
    url: str

    @property
    def message(self) -> str:
        """What the handler copies into WeChat or a text message."""
        words, facts = self._said
        return words.say(facts)

    @property
    def title(self) -> str:
        """The subject of the mail."""
        words, facts = self._said
        return words.title(facts)

    @cached_property
    def _said(self) -> tuple[CurrentWords, Facts]:
        """The words of its kind that hold now, and what their blanks take."""
        to, reply = self.invitation, self.invitation.reply
        draft, facts = reply.signed_text, case_facts(reply.case, to.deputy)
        own = {"链接": self.url, "经办人": draft.contact, "电话": draft.phone}
        answer = reply.feedback.filter(deputy=to.deputy, is_current=True).first()
        if to.purpose == Invitation.Purpose.RENEWED:
            asked = reply.case.status in ANSWERED and not has_later_round(reply)
            own["看什么"] = "和您的意见" if answer else "，提出意见" if asked else ""
            kind = MessageKind.RENEWED
        elif to.purpose == Invitation.Purpose.REOPENED:
            own["原因"] = answer.reopened_for.rstrip("。") if answer else ""
            until = answer.reopened_until if answer else None
            own["期限"] = cn_date(timezone.localdate(until)) if until else ""
            kind = MessageKind.REOPENED
        else:
            kind = MessageKind.REMIND if to.reminder else MessageKind.INVITE
            own |= units_in_charge(reply.case)
        return words_of(kind), facts | own


def may_send_links(case: Case, user: User) -> bool:
    """Whether the person may send deputies their links."""
    return bool(roles_in(case, user).intersection(SENDERS))


def make_link(
    reply: Reply,
    user: User | None,
    deputy: Deputy,
    *,
    reminder: int = 0,
    on_paper: bool = False,
    from_mine: bool = False,
) -> Link:
    """Make a deputy's link for this round, beside those there are. Sent where the deputy has a mail address or a
    mobile, unless it is printed `on_paper`, or the deputy is at the page already (`from_mine`). Without a user it is
    the program's own: a reminder, first or second, or the way on from 我的建议."""
    with transaction.atomic():
        case = lock_case(reply.case_id)
        if user:
            must_be(case, user, SENDERS, "发送征询链接")
        must_answer_deputies(case)
        over = reply.closed_on and case.status != Status.CLOSED
        made_by = user or reply.handler
        if not reply.is_signed or made_by is None or over or case.status not in ANSWERED:
            raise Refused("现在不是征求意见的时候，不能发送链接。")
        if deputy not in case.suggestion.proposers:
            raise Refused(f"{deputy.name}不是这件{case.suggestion.kind}的提出人。")
        if deputy.has_left:
            raise Refused(f"{deputy.name}已不再担任{deputy.kind}，不再发征询链接。")
        link = write_link(reply, deputy, made_by, reminder=reminder, unsent=on_paper or from_mine)
        label = f"第{reminder}次提醒{deputy.addressed}反馈" if reminder else f"向{deputy.name}发出征询链接"
        if on_paper:
            label = f"把{deputy.name}的征询二维码印在纸上"
        elif from_mine:
            label = f"{deputy.addressed}从“我的建议”打开征询页面"
        data = {"mailed": bool(link.invitation.mailed_to), "texted": bool(link.invitation.texted_to)}
        record_event(case, user, "invite", label, role=None if user else Role.SYSTEM, data=data)
    return link


def write_link(
    reply: Reply,
    deputy: Deputy,
    made_by: User,
    *,
    reminder: int = 0,
    unsent: bool = False,
    purpose: str = Invitation.Purpose.ASK,
) -> Link:
    """The row of a link, and its message as soon as the transaction around it ends."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    ways = [] if unsent else choose_ways(deputy)
    invitation = Invitation.objects.create(
        reply=reply,
        deputy=deputy,
        token_hash=Invitation.hash_of(token),
        created_by=made_by,
        expires_at=now + dt.timedelta(days=settings.INVITATION_DAYS),
        mailed_to=deputy.email if Message.Way.MAIL in ways else "",
        texted_to=deputy.phone if Message.Way.SMS in ways else "",
        reminder=reminder,
        tried_at=None if unsent else now,
        purpose=purpose,
    )
    link = Link(invitation, f"{settings.PUBLIC_URL}/d/{token}")
    if ways:
        transaction.on_commit(lambda: send_link(link), robust=True)
    return link


def send_link(link: Link) -> bool:
    """The message with the link, by mail and as a text, where the deputy has either and it has not left that way.
    Whether all has left now: each way is written down as soon as it is done, and why one was not. By night nothing
    is sent but what a deputy asked for just now: housekeeping sends it in the morning."""
    if is_night() and link.invitation.purpose != Invitation.Purpose.RENEWED:
        return False
    to, errors = link.invitation, []
    row = Invitation.objects.filter(pk=to.pk)
    if to.mailed_to and not to.mailed_at:
        try:
            send_mail(link.title, link.message, None, [to.mailed_to])
        except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
            errors.append(f"邮件没有发出：{type(error).__name__}")
        else:
            row.update(mailed_at=timezone.now())
    if to.texted_to and not to.texted_at:
        if sms.send_text(to.texted_to, link.message):
            row.update(texted_at=timezone.now())
        else:
            errors.append("短信没有发出")
    if to.mailed_to or to.texted_to:
        row.update(tries=F("tries") + 1, last_error="；".join(errors))
    if errors:
        logger.error("征询链接没有发出（%s）：%s", to.pk, "；".join(errors))
    return not errors


def send_waiting_links() -> tuple[int, int]:
    """Send what has not left. Returns how many links went out whole, and how many did not. A row is claimed before
    it is sent, so that two runs at once send it once; a deputy who has answered meanwhile is left in peace."""
    sent = failed = 0
    for row in [] if is_night() else _waiting_links():
        token = secrets.token_urlsafe(TOKEN_BYTES)
        mine = Invitation.objects.filter(pk=row.pk, tried_at=row.tried_at, revoked_at=None)
        if mine.update(tried_at=timezone.now(), message_hash=Invitation.hash_of(token)):
            done = send_link(Link(row, f"{settings.PUBLIC_URL}/d/{token}"))
            sent, failed = sent + done, failed + (not done)
    return sent, failed


def _waiting_links() -> list[Invitation]:
    """Live links of rounds that still ask, of which a message has not left and whose turn has come; of several of one
    deputy the newest alone, and what a deputy has asked for also where the answer is in."""
    now = timezone.now()
    unsent = ~Q(mailed_to="") & Q(mailed_at=None) | ~Q(texted_to="") & Q(texted_at=None)
    rows = Invitation.objects.filter(unsent, revoked_at=None, expires_at__gt=now, tries__lt=MOST_TRIES)
    asking, told = Q(reply__case__status__in=ANSWERED), ~Q(purpose=Invitation.Purpose.ASK)
    rows = rows.filter(asking | told, created_at__gte=now - NEWS, tried_at__isnull=False)
    newer = Invitation.objects.filter(reply=OuterRef("reply"), deputy=OuterRef("deputy"), pk__gt=OuterRef("pk"))
    rows = rows.exclude(Exists(newer.filter(revoked_at=None, tried_at__isnull=False)))
    rows = rows.select_related("reply__case__suggestion__session", "reply__case__unit", "deputy").prefetch_related(
        "reply__feedback", "reply__case__suggestion__sponsorships__deputy"
    )
    due = [row for row in rows if row.tried_at and row.tried_at + CLAIM * 2**row.tries <= now]
    asks = Invitation.Purpose.ASK
    return [row for row in due if row.purpose != asks or row.deputy in row.reply.unanswered_deputies()]


def make_links(reply: Reply, user: User | None) -> None:
    """The links of a round, made as the signed reply goes out: for every deputy with a mail address or mobile. The
    others' are made when somebody is ready to hand them over, because a link is shown only once."""
    for deputy in reply.case.suggestion.asked_deputies:
        if not why_unreached(deputy):
            make_link(reply, user, deputy)


def tell_unreached(case: Case) -> str:
    """The sentence that says which deputies of a signed reply, or of those joined to it, get no link by themselves
    and why; "" where all do. A 会办 opinion goes to no deputy."""
    why: dict[str, list[str]] = {}
    for deputy in dict.fromkeys(one for each in (case, *case.joined_cases) for one in each.suggestion.asked_deputies):
        if reason := why_unreached(deputy):
            why.setdefault(reason, []).append(deputy.name)
    if case.helps or not why:
        return ""
    said = "；".join(f"{'、'.join(names)}{reason}" for reason, names in why.items())
    return f"{said}，征询链接不能自动发出，由经办人{case.handler or ''}转交链接，或者当面送达。"


def revoke_link(reply: Reply, user: User, deputy: Deputy, *, only: int | None = None) -> int:
    """停用: end a deputy's links of every round of the case, or the one whose id is `only`. Returns how many."""
    with transaction.atomic():
        case = lock_case(reply.case_id)
        must_be(case, user, CASE_STAFF, "停用征询链接")
        now = timezone.now()
        standing = Invitation.objects.filter(reply__case=case, deputy=deputy, revoked_at__isnull=True)
        if only is not None:
            standing = standing.filter(pk=only)
        ended = sorted(standing.values_list("pk", flat=True))
        end_devices(ended, user)
        if standing.filter(pk__in=ended).update(revoked_at=now):
            several = f"（{len(ended)}个）" if len(ended) > 1 else ""
            record_event(case, user, "revoke", f"停用{deputy.name}的征询链接{several}", data={"links": ended})
    return len(ended)


def end_devices(links: list[int], user: User | None) -> None:
    """A device that was let in by a link which went astray is let in no more."""
    let_in = DeviceKey.objects.filter(ended_at=None, invitation__in=links)
    let_in.update(ended_at=timezone.now(), ended_by=user)


def has_later_round(reply: Reply) -> bool:
    """Whether the case is answered once more: what was said of this round is not asked for any longer."""
    return reply.case.replies.filter(round__gt=reply.round).exists()


def runs_on(reply: Reply, deputy: Deputy) -> bool:
    """Whether there is anything yet to read for: the case is not closed, a promise of it runs, or the deputy may
    still answer or correct the answer."""
    case = reply.case
    if case.status in LEFT or deputy.has_left:
        return False
    if case.status != Status.CLOSED or Promise.objects.open().filter(reply__case=case).exists():
        return True
    if answer := reply.feedback.filter(deputy=deputy, is_current=True).first():
        return not answer.is_final
    last = reply.closed_on or timezone.localdate(reply.signed_at)
    return timezone.localdate() <= last + dt.timedelta(days=settings.INVITATION_DAYS)


def leads_somewhere(invitation: Invitation) -> bool:
    """Whether the link opens anything: a page to answer on, or one to read."""
    if invitation.revoked_at:
        return False
    return not invitation.is_expired or runs_on(invitation.reply, invitation.deputy)


def find_invitation(token: str) -> Invitation | None:
    """The invitation behind a token as it was pasted, or None: unknown and ended ones look alike, and so do those
    that have expired and lead to nothing any more."""
    # WeChat pastes a full stop, a blank or the next words along with a link.
    cleaned = "".join(c for c in token if c.isascii() and (c.isalnum() or c in "-_"))[:TOKEN_LENGTH]
    rows = Invitation.objects.select_related("reply__case__suggestion__session", "reply__case__unit", "deputy")
    try:
        digest = Invitation.hash_of(cleaned)
        invitation = rows.get(Q(token_hash=digest) | Q(message_hash=digest))
    except Invitation.DoesNotExist:
        return None
    return invitation if leads_somewhere(invitation) else None

"""How far each deputy is with the feedback (已发 · 已打开 · 已答复 · 已面商), and what a deputy asks in turn."""

import datetime as dt
import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Deputy, Role, User
from proposals.models.people import CASE_STAFF
from proposals.models.states import ANSWERED
from replies.messages.reach import why_unreached
from replies.models import Attempt, Feedback, Invitation, Reply, Wish
from replies.models.corrections import uncorrected_rows
from replies.models.messages.own_link import OwnLink

FACE_TO_FACE = ("走访", "座谈")
FACT, MOST_WRONG, WRONG_FOR = 4, 5, 1  # h after five wrong ones, and twice as long after each five more
MOST_EVER = 20  # of 10,000 possible ones, over the life of a link


@dataclass(frozen=True)
class DeputyProgress:
    """One deputy of one round, as the case page shows it."""

    deputy: Deputy
    label: str
    css: str  # of the tag: done, info, soon, open
    invitation: Invitation | None  # the newest live one
    links: list[Invitation]  # those that are not ended, the oldest first: the expired still lead to reading
    answer: Feedback | None
    met: bool  # 已面商: talked with face to face since the reply was signed
    wishes: list[Wish]  # the open ones
    attempts: list[Attempt]  # to hear the deputy, the oldest first
    unreached: str  # why no link was sent by itself, where none was made


def deputy_progress(reply: Reply) -> list[DeputyProgress]:
    """Every deputy in the order of signing. Reads only what the page of a case has fetched."""
    answers = {row.deputy_id: row for row in reply.feedback.all() if row.is_current}
    signed = timezone.localdate(reply.signed_at) if reply.signed_at else None
    held = [row for row in uncorrected_rows(reply.contacts.all()) if row.way in FACE_TO_FACE and not row.denied_at]
    met = {row.deputy_id for row in held if signed and row.on >= signed}
    found = []
    for deputy in reply.case.suggestion.proposers:
        links = [row for row in reply.invitations.all() if row.deputy_id == deputy.pk]
        answer = answers.get(deputy.pk)
        tried = [row for row in reply.attempts.all() if row.deputy_id == deputy.pk]
        label, css = _label(deputy, links, answer, tried)
        found.append(
            DeputyProgress(
                deputy,
                label,
                css,
                invitation=next((row for row in reversed(links) if row.is_live), None),
                links=[row for row in links if row.revoked_at is None],
                answer=answer,
                met=deputy.pk in met,
                wishes=[row for row in reply.wishes.all() if row.deputy_id == deputy.pk and not row.settled_at],
                attempts=tried,
                unreached="" if links else why_unreached(deputy),
            )
        )
    return found


CAME = {Feedback.Channel.LINK: "已答复", Feedback.Channel.PAPER: "已录入纸表", Feedback.Channel.DICTATED: "已代填"}


def _label(deputy: Deputy, links: list[Invitation], answer: Feedback | None, tried: list[Attempt]) -> tuple[str, str]:
    if answer and answer.is_reopened:
        return "请重新填写", "info"
    if answer:
        return CAME[Feedback.Channel(answer.channel)], "done"
    if deputy.has_left:
        return f"已不再担任{deputy.kind}", "open"
    if concluded := next((row.conclusion for row in tried if row.is_current), ""):
        return concluded, "soon"
    live = [row for row in links if row.is_live]
    if any(row.opened_at for row in live):
        return "已打开", "info"
    if live:
        return ("没有发出", "soon") if live[-1].is_stuck else ("已发", "open")
    if not links:
        return "未发", "soon"
    if standing := [row for row in links if row.revoked_at is None]:
        return ("有了新一轮", "open") if standing[-1].is_overtaken else ("链接已过期", "soon")
    return ("链接发错了人", "late") if links[-1].disowned else ("链接已停用", "soon")


def has_known_phone(deputy: Deputy) -> bool:
    """Whether a telephone is registered of which the last four digits can be asked."""
    return len(find_digits(deputy.phone)) >= FACT


def refuse_digits(link: OwnLink, typed: str) -> str:
    """Why these are not taken for the last four digits of the deputy's telephone, or "". Five wrong ones close the
    link for an hour, five more for two, and so on; twenty for good. What is not four digits is not counted."""
    with transaction.atomic():
        row = type(link)._default_manager.select_for_update().get(pk=link.pk)
        if row.wrong_facts >= MOST_EVER:
            return "手机号码后四位错的次数太多，这个链接不能再用了。请打电话告诉我们，给您换一个新的。"
        if row.wrong_since and timezone.now() < row.wrong_since + _wait_after(row.wrong_facts):
            return _come_back(row.wrong_facts)
        if len(find_digits(typed)) != FACT:
            return f"请填手机号码的后四位，{FACT}个数字；这一次不算。您填的都还在。"
        if find_digits(typed) == find_digits(link.deputy.phone)[-FACT:]:
            return ""
        row.wrong_facts, row.wrong_since = row.wrong_facts + 1, timezone.now()
        row.save(update_fields=["wrong_facts", "wrong_since"])
    left = -row.wrong_facts % MOST_WRONG
    if left == 0:
        return _come_back(row.wrong_facts)
    return f"手机号码后四位不对，请填您留给{link.deputy.kind}工作机构的号码。还可以试{left}次。您填的都还在。"


def _wait_after(wrong: int) -> dt.timedelta:
    """How long nothing is taken after so many wrong ones."""
    fives, rest = divmod(wrong, MOST_WRONG)
    return dt.timedelta(0) if rest or not fives else dt.timedelta(hours=WRONG_FOR * 2 ** (fives - 1))


def _come_back(wrong: int) -> str:
    hours = _wait_after(wrong) // dt.timedelta(hours=1)
    return f"手机号码后四位错了几次，为了安全，请过{hours}个小时再试，或者打电话告诉我们。您填的都还在。"


def find_digits(phone: str) -> str:
    """The digits of a number as it may be written, full-width ones too."""
    return "".join(one for one in unicodedata.normalize("NFKC", phone) if one in "0123456789")


def make_wish(invitation: Invitation, kind: str) -> Wish:
    """The deputy asks to have the form filled in by staff, or to meet. Asked twice, it is one request."""
    reply, deputy = invitation.reply, invitation.deputy
    with transaction.atomic():
        case = lock_case(reply.case_id)
        now = Invitation.objects.get(pk=invitation.pk)
        if not now.is_live or case.status not in ANSWERED:
            raise Refused(f"{_why_no_wish(now)}，您的请求没有送到。请打电话与承办单位联系。")
        asked = {"reply": reply, "deputy": deputy, "kind": kind, "settled_at": None}
        if before := Wish.objects.filter(**asked).first():
            return before
        made = Wish.objects.create(invitation=invitation, **asked)
        record_event(
            case, None, "wish", f"{deputy.addressed}{made.get_kind_display()}", role=Role.DEPUTY, deputy=deputy
        )
    return made


def _why_no_wish(invitation: Invitation) -> str:
    if invitation.revoked_at:
        return "这个链接已经停用"
    if invitation.reply.overtaken_by:
        return "这一次答复以后又继续办理了"
    return "这个链接过了期限" if invitation.is_expired else "现在不是征求意见的时候"


def settle_wish(made: Wish, user: User, *, outcome: str) -> None:
    """What became of a deputy's request."""
    with transaction.atomic():
        case = lock_case(made.reply.case_id)
        must_be(case, user, CASE_STAFF, "办理代表的请求")
        changed = Wish.objects.filter(pk=made.pk, settled_at__isnull=True).update(
            settled_at=timezone.now(), settled_by=user, outcome=outcome
        )
        if changed:
            record_event(case, user, "wish_settled", f"办好{made.deputy.addressed}的请求", comment=outcome)

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

FACE_TO_FACE = ("走访", "座谈")
FACT, MOST_WRONG, WRONG_FOR = 4, 5, dt.timedelta(hours=1)
MOST_EVER = 20  # of 10,000 possible ones, over the life of a link
COME_BACK = "手机号码后四位错了几次，为了安全，请过一个小时再提交，或者打电话告诉我们。您填的都还在。"


@dataclass(frozen=True)
class DeputyProgress:
    """One deputy of one round, as the case page shows it."""

    deputy: Deputy
    label: str
    css: str  # of the tag: done, info, soon, open
    invitation: Invitation | None  # the live one
    answer: Feedback | None
    met: bool  # 已面商: talked with face to face since the reply was signed
    wishes: list[Wish]  # the open ones
    attempts: list[Attempt]  # to hear the deputy, the oldest first
    unreached: str  # why no link was sent by itself, where none was made


def deputy_progress(reply: Reply) -> list[DeputyProgress]:
    """Every deputy in the order of signing. Reads only what the page of a case has fetched."""
    answers = {row.deputy_id: row for row in reply.feedback.all() if row.is_current}
    signed = timezone.localdate(reply.signed_at) if reply.signed_at else None
    met = {row.deputy_id for row in reply.contacts.all() if signed and row.way in FACE_TO_FACE and row.on >= signed}
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
                invitation=next((row for row in links if row.is_live), None),
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
    if answer:
        return CAME[Feedback.Channel(answer.channel)], "done"
    if deputy.has_left:
        return f"已不再担任{deputy.kind}", "open"
    if concluded := next((row.conclusion for row in tried if row.is_current), ""):
        return concluded, "soon"
    live = next((row for row in links if row.is_live), None)
    if live and live.is_stuck and not live.opened_at:
        return "没有发出", "soon"
    if live:
        return ("已打开", "info") if live.opened_at else ("已发", "open")
    if links:
        return ("链接已停用", "soon") if links[-1].revoked_at else ("链接已过期", "soon")
    return "未发", "soon"


def mark_opened(invitation: Invitation) -> None:
    """Note that a person has opened the page. Written once; opening alone, as link scanners do it, writes nothing."""
    Invitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=timezone.now())


def second_fact_asked(invitation: Invitation) -> bool:
    """Whether the unit wants the last four digits of the deputy's telephone in addition to the link."""
    return invitation.reply.case.unit.asks_phone and len(find_digits(invitation.deputy.phone)) >= FACT


def second_fact_refused(invitation: Invitation, typed: str) -> str:
    """Why the digits are not taken, or "". Five wrong ones close the link's form for an hour, twenty for good."""
    if not second_fact_asked(invitation):
        return ""
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.wrong_facts >= MOST_EVER:
            return "手机号码后四位错的次数太多，这个链接不能再提交了。请打电话告诉我们，给您换一个新的。"
        lately = row.wrong_since and timezone.now() - row.wrong_since < WRONG_FOR
        if lately and row.wrong_facts % MOST_WRONG == 0:
            return COME_BACK
        if find_digits(typed) == find_digits(invitation.deputy.phone)[-FACT:]:
            return ""
        row.wrong_facts, row.wrong_since = row.wrong_facts + 1, timezone.now()
        row.save(update_fields=["wrong_facts", "wrong_since"])
    left = -row.wrong_facts % MOST_WRONG
    if left == 0:
        return COME_BACK
    return f"手机号码后四位不对，请填您留给{invitation.deputy.kind}工作机构的号码。还可以试{left}次。您填的都还在。"


def find_digits(phone: str) -> str:
    """The digits of a number as it may be written, full-width ones too."""
    return "".join(one for one in unicodedata.normalize("NFKC", phone) if one in "0123456789")


def make_wish(invitation: Invitation, kind: str) -> Wish:
    """The deputy asks to have the form filled in by staff, or to meet. Asked twice, it is one request."""
    reply, deputy = invitation.reply, invitation.deputy
    with transaction.atomic():
        case = lock_case(reply.case_id)
        if not Invitation.objects.get(pk=invitation.pk).is_live or case.status not in ANSWERED:
            raise Refused("这个链接已经停用，您的请求没有送到。请打电话与承办单位联系。")
        asked = {"reply": reply, "deputy": deputy, "kind": kind, "settled_at": None}
        if before := Wish.objects.filter(**asked).first():
            return before
        made = Wish.objects.create(invitation=invitation, **asked)
        record_event(
            case, None, "wish", f"{deputy.addressed}{made.get_kind_display()}", role=Role.DEPUTY, deputy=deputy
        )
    return made


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

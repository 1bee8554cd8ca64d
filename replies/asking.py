"""Where the asking stands with each deputy (已发 · 已打开 · 已答复 · 已面商), and what a deputy asks in turn."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.acts import DESK
from proposals.models import Deputy, Handling, Role, User
from proposals.models.case import ANSWERED
from proposals.workflow import Refused, must_be, record
from replies.models import Feedback, Invitation, Reply, Wish

FACE_TO_FACE = ("走访", "座谈")


@dataclass(frozen=True)
class Standing:
    """One deputy of one round, as the case page shows it."""

    deputy: Deputy
    label: str
    css: str  # of the tag: done, info, soon, open
    invitation: Invitation | None  # the live one
    answer: Feedback | None
    met: bool  # 已面商: talked with face to face since the reply was signed
    wishes: list[Wish]  # the open ones


def standings(reply: Reply) -> list[Standing]:
    """Every deputy in the order of signing. Reads only what the page of a case has fetched."""
    answers = {row.deputy_id: row for row in reply.feedback.all() if row.is_current}
    signed = timezone.localdate(reply.signed_at) if reply.signed_at else None
    met = {row.deputy_id for row in reply.contacts.all() if signed and row.way in FACE_TO_FACE and row.on >= signed}
    found = []
    for deputy in reply.case.suggestion.proposers:
        links = [row for row in reply.invitations.all() if row.deputy_id == deputy.pk]
        answer = answers.get(deputy.pk)
        label, css = _label(links, answer)
        found.append(
            Standing(
                deputy,
                label,
                css,
                invitation=next((row for row in links if row.is_live), None),
                answer=answer,
                met=deputy.pk in met,
                wishes=[row for row in reply.wishes.all() if row.deputy_id == deputy.pk and not row.settled_at],
            )
        )
    return found


def _label(links: list[Invitation], answer: Feedback | None) -> tuple[str, str]:
    if answer:
        return ("已答复", "done") if answer.channel == Feedback.Channel.LINK else ("已录入纸表", "done")
    live = next((row for row in links if row.is_live), None)
    if live:
        return ("已打开", "info") if live.opened_at else ("已发", "open")
    if links:
        return ("链接已停用", "soon") if links[-1].revoked_at else ("链接已过期", "soon")
    return "未发", "soon"


def opened(invitation: Invitation) -> None:
    """A person has the page in hand. Written once; opening alone, as link scanners do it, writes nothing."""
    Invitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=timezone.now())


def wish(invitation: Invitation, kind: str) -> Wish:
    """The deputy asks to have the form filled in by staff, or to meet. Asked twice, it is one request."""
    reply, deputy = invitation.reply, invitation.deputy
    with transaction.atomic():
        case = Handling.objects.select_for_update().get(pk=reply.case_id)
        if not Invitation.objects.get(pk=invitation.pk).is_live or case.status not in ANSWERED:
            raise Refused("这个链接已经停用，您的请求没有送到。请打电话与承办单位联系。")
        asked = {"reply": reply, "deputy": deputy, "kind": kind, "settled_at": None}
        if before := Wish.objects.filter(**asked).first():
            return before
        made = Wish.objects.create(invitation=invitation, **asked)
        record(case, None, "wish", f"{deputy.name}代表{made.get_kind_display()}", role=Role.DEPUTY, deputy=deputy)
    return made


def settle(made: Wish, user: User, *, outcome: str) -> None:
    """What became of a deputy's request."""
    with transaction.atomic():
        case = Handling.objects.select_for_update().select_related("suggestion", "unit").get(pk=made.reply.case_id)
        must_be(case, user, DESK, "办理代表的请求")
        changed = Wish.objects.filter(pk=made.pk, settled_at__isnull=True).update(
            settled_at=timezone.now(), settled_by=user, outcome=outcome
        )
        if changed:
            record(case, user, "wish_settled", f"办好{made.deputy.name}代表的请求", comment=outcome)

"""核稿 and 签发: what the reviewers decide, and what a signature freezes."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.models import Handling, User
from proposals.workflow import Refused, perform
from replies import answers, printing
from replies.drafting import write_version
from replies.models import Draft, PrintedForm, Reply, Review
from replies.rounds import hand_over_opinion


def check(case: Handling, user: User, *, opinion: str = "同意送签。", seen: int | None = None) -> None:
    """核稿通过: the unit's office passes the draft on to the leader."""
    _review(case, user, "check", Review.Step.CHECK, Review.Outcome.AGREED, opinion, seen)


def check_back(case: Handling, user: User, *, opinion: str, seen: int | None = None) -> None:
    """核稿退回: back to the handler, with the reason."""
    _review(case, user, "check_back", Review.Step.CHECK, Review.Outcome.RETURNED, opinion, seen)


def send_back(case: Handling, user: User, *, opinion: str, seen: int | None = None) -> None:
    """退回修改: the leader sends the draft back, with the reason."""
    _review(case, user, "send_back", Review.Step.SIGN, Review.Outcome.RETURNED, opinion, seen)


def sign(case: Handling, user: User, *, opinion: str, seen: int | None = None) -> PrintedForm:
    """同意签发: freezes the newest version as the reply of this round."""
    return _sign(case, user, "sign", Review.Outcome.AGREED, opinion, seen)


def amend_sign(
    case: Handling, user: User, *, opinion: str, texts: dict[str, Any], base: int, seen: int | None = None
) -> PrintedForm:
    """修改后签发: the leader's own version on top of the handler's; both stay."""
    return _sign(case, user, "amend_sign", Review.Outcome.AMENDED, opinion, seen, texts, base)


def sign_opinion(case: Handling, user: User, *, opinion: str, seen: int | None = None) -> None:
    """签发会办意见: the opinion goes to the 主办 unit at once; the helping case is done."""
    with transaction.atomic():
        reply, draft = _review(case, user, "sign_opinion", Review.Step.SIGN, Review.Outcome.AGREED, opinion, seen)
        _freeze_facts(reply, draft, user)
        Reply.objects.filter(pk=reply.pk).update(closed_on=timezone.localdate())
        case.forget()
        for consultation in case.asked_through.select_for_update():
            hand_over_opinion(case, consultation)
    case.forget()


def _sign(
    case: Handling,
    user: User,
    step: str,
    outcome: str,
    opinion: str,
    seen: int | None,
    texts: dict[str, Any] | None = None,
    base: int = 0,
) -> PrintedForm:
    with transaction.atomic():
        reply, draft = _review(case, user, step, Review.Step.SIGN, outcome, opinion, seen, texts, base)
        _freeze_facts(reply, draft, user)
        printed = printing.freeze(reply, PrintedForm.Occasion.SIGNED)
        case.forget()
        answers.invite_all(case.current_reply, user)
    case.forget()
    return printed


def _review(
    case: Handling,
    user: User,
    step: str,
    kind: str,
    outcome: str,
    opinion: str,
    seen: int | None,
    texts: dict[str, Any] | None = None,
    base: int = 0,
) -> tuple[Reply, Draft]:
    opinion = opinion.strip()
    if not opinion:
        raise Refused("请写明审核意见。")
    with transaction.atomic():
        perform(case, step, user, comment=opinion, seen=seen)
        reply = case.current_reply
        draft = reply.latest_draft
        if texts is not None:
            draft = write_version(reply, user, texts, base=base, note="领导修改后签发")
            missing = draft.gaps() if draft.body.strip() else ["答复正文是空的"]
            if missing:
                raise Refused(f"还不能签发：{'；'.join(missing)}。")
        Review.objects.create(
            reply=reply,
            draft=draft,
            step=kind,
            outcome=outcome,
            opinion=opinion,
            signer=user,
            on=timezone.localdate(),
        )
    return reply, draft


def _freeze_facts(reply: Reply, draft: Draft, user: User) -> None:
    """Copy what was signed from the version onto the round; once, for nobody signs a signed round again."""
    changed = Reply.objects.filter(pk=reply.pk, signed_at__isnull=True).update(
        signed_draft=draft,
        handler=reply.case.handler,
        signer=user,
        signed_at=timezone.now(),
        document_number=draft.document_number,
        classification=draft.classification,
        disclosure=draft.disclosure,
        disclosure_reason=draft.disclosure_reason,
    )
    if changed != 1:
        raise Refused("这份答复已经签发，不能再签一次。")
    reply.refresh_from_db()

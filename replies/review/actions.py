"""核稿 and 签发: what the reviewers decide, and what a signature freezes."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale
from proposals.cases.workflow import perform
from proposals.models import Case, User
from replies.consultations.actions import hand_over_opinion, lock_askers
from replies.drafts.versions import write_version
from replies.feedback.links import make_links
from replies.models import Draft, PrintedForm, Reply, Review
from replies.models.reply import current_reply
from replies.prints.issue import freeze_form
from replies.promises.actions import make_promises

CHECK, SIGN = Review.Step.CHECK, Review.Step.SIGN
AGREED, AMENDED, RETURNED = Review.Outcome.AGREED, Review.Outcome.AMENDED, Review.Outcome.RETURNED
# What each step of the table writes down as a review.
VERDICTS = {
    "check": (CHECK, AGREED),
    "amend_check": (CHECK, AMENDED),
    "check_back": (CHECK, RETURNED),
    "sign": (SIGN, AGREED),
    "amend_sign": (SIGN, AMENDED),
    "sign_opinion": (SIGN, AGREED),
    "amend_opinion": (SIGN, AMENDED),
    "send_back": (SIGN, RETURNED),
}
AMENDED_NOTES = {CHECK: "核稿修改", SIGN: "领导修改"}


@dataclass(frozen=True)
class Behalf:
    """代签: whom the signer stands in for, and why."""

    name: str
    reason: str


def check(
    case: Case, user: User, *, opinion: str = "同意送签。", seen: int | None = None, base: int | None = None
) -> None:
    """核稿通过: the unit's office passes the draft on to the leader. `base` is the version that was read: here and
    below, another newest version refuses the step (Stale)."""
    _review(case, user, "check", opinion, seen, base)


def amend_check(
    case: Case, user: User, *, opinion: str, texts: dict[str, Any], base: int, seen: int | None = None
) -> None:
    """修改后核稿通过: the office's own version on top of the handler's goes to the leader; both stay."""
    _review(case, user, "amend_check", opinion, seen, base, texts)


def check_back(case: Case, user: User, *, opinion: str, seen: int | None = None, base: int | None = None) -> None:
    """核稿退回: back to the handler, with the reason."""
    _review(case, user, "check_back", opinion, seen, base)


def send_back(case: Case, user: User, *, opinion: str, seen: int | None = None, base: int | None = None) -> None:
    """退回修改: the leader sends the draft back, with the reason."""
    _review(case, user, "send_back", opinion, seen, base)


def sign(
    case: Case,
    user: User,
    *,
    opinion: str,
    seen: int | None = None,
    base: int | None = None,
    behalf: Behalf | None = None,
) -> PrintedForm:
    """同意签发: freezes the newest version as the reply of this round."""
    return _sign(case, user, "sign", opinion, seen, base, behalf=behalf)


def amend_sign(
    case: Case,
    user: User,
    *,
    opinion: str,
    texts: dict[str, Any],
    base: int,
    seen: int | None = None,
    behalf: Behalf | None = None,
) -> PrintedForm:
    """修改后签发: the leader's own version on top of the handler's; both stay."""
    return _sign(case, user, "amend_sign", opinion, seen, base, texts, behalf)


def sign_opinion(
    case: Case,
    user: User,
    *,
    opinion: str,
    seen: int | None = None,
    base: int | None = None,
    behalf: Behalf | None = None,
) -> None:
    """签发会办意见: the opinion goes to the 主办 unit at once, as text and as a letter that is frozen; the helping
    case is done."""
    _sign_opinion(case, user, "sign_opinion", opinion, seen, base, behalf=behalf)


def amend_opinion(
    case: Case,
    user: User,
    *,
    opinion: str,
    texts: dict[str, Any],
    base: int,
    seen: int | None = None,
    behalf: Behalf | None = None,
) -> None:
    """修改后签发会办意见: the leader's own version goes to the 主办 unit; the handler's stays beside it."""
    _sign_opinion(case, user, "amend_opinion", opinion, seen, base, texts, behalf)


def _sign_opinion(
    case: Case,
    user: User,
    step: str,
    opinion: str,
    seen: int | None,
    base: int | None,
    texts: dict[str, Any] | None = None,
    behalf: Behalf | None = None,
) -> None:
    with transaction.atomic():
        lock_askers(case)
        reply, draft = _review(case, user, step, opinion, seen, base, texts, behalf)
        _freeze_facts(reply, draft, user)
        Reply.objects.filter(pk=reply.pk).update(closed_on=timezone.localdate())
        freeze_form(reply, PrintedForm.Occasion.SIGNED)
        case.forget()
        for consultation in case.asked_through.select_for_update():
            hand_over_opinion(case, consultation)
    case.forget()


def _sign(
    case: Case,
    user: User,
    step: str,
    opinion: str,
    seen: int | None,
    base: int | None,
    texts: dict[str, Any] | None = None,
    behalf: Behalf | None = None,
) -> PrintedForm:
    with transaction.atomic():
        reply, draft = _review(case, user, step, opinion, seen, base, texts, behalf)
        _freeze_facts(reply, draft, user)
        printed = freeze_form(reply, PrintedForm.Occasion.SIGNED)
        case.forget()
        make_links(current_reply(case), user)
    case.forget()
    return printed


def _review(
    case: Case,
    user: User,
    step: str,
    opinion: str,
    seen: int | None,
    base: int | None,
    texts: dict[str, Any] | None = None,
    behalf: Behalf | None = None,
) -> tuple[Reply, Draft]:
    """Take the step and write the review beside it; whoever comes second finds the case moved on (perform)."""
    opinion = opinion.strip()
    if not opinion:
        raise Refused("请写明审核意见。")
    kind, outcome = VERDICTS[step]
    stands_in = {"on_behalf_of": behalf.name, "behalf_reason": behalf.reason} if behalf else {}
    with transaction.atomic():
        perform(case, step, user, comment=opinion, data=stands_in, seen=seen)
        reply = current_reply(case)
        draft = reply.drafts.latest("number")
        if base is not None and base != draft.number:
            raise Stale(f"您看的是第{base}稿，现在已经有第{draft.number}稿了。请看过新的一稿再办，您写的都还在。")
        if behalf:
            _may_stand_in(case, user, behalf)
        if texts is not None:
            draft = _amend(reply, user, texts, draft, AMENDED_NOTES[kind])
        Review.objects.create(
            reply=reply,
            draft=draft,
            step=kind,
            outcome=outcome,
            opinion=opinion,
            signer=user,
            on=timezone.localdate(),
            **stands_in,
        )
    return reply, draft


def _may_stand_in(case: Case, user: User, behalf: Behalf) -> None:
    """The handler does not sign through somebody else either, and nobody stands in for himself."""
    if behalf.name == user.name:
        raise Refused("代签要写另一位领导。您自己签发的，不用填代签。")
    if case.handler and behalf.name == case.handler.name:
        raise Refused(f"{behalf.name}是这件建议的经办人，不能签发，也不能由别人代签。")


def _amend(reply: Reply, user: User, texts: dict[str, Any], before: Draft, note: str) -> Draft:
    """The reviewer's own version on top of the one that was read; it must be as whole as what is sent for review."""
    draft = write_version(reply, user, texts, base=before.number, note=note)
    if draft.pk == before.pk:
        raise Refused("文字没有改动。不用改的，请直接同意。")
    missing = [] if draft.body.strip() else ["正文是空的"]
    if reply.genre == Reply.Genre.REPLY:
        missing += draft.gaps()
    if missing:
        raise Refused(f"还不能办：{'；'.join(missing)}。")
    return draft


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
    Case.objects.filter(pk=reply.case_id, answered_on=None).update(answered_on=timezone.localdate())
    reply.refresh_from_db()
    make_promises(reply, draft, user)

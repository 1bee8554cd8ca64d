"""核稿 and 签发: what the reviewers decide, and what a signature freezes."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, stood_in_for
from proposals.cases.workflow import perform
from proposals.models import Case, Role, User
from replies.consultations.actions import hand_over_opinion
from replies.drafts.versions import write_version
from replies.feedback.links import make_links
from replies.models import Draft, PrintedForm, Reply, Review
from replies.models.reply import current_reply
from replies.prints.issue import freeze_form
from replies.promises.actions import make_promises
from replies.review.verdicts import Verdict

AMENDED_NOTES = {Review.Step.CHECK: "核稿修改", Review.Step.SIGN: "领导修改"}


@dataclass(frozen=True)
class Behalf:
    """代签: whom the signer stands in for, and why."""

    name: str
    reason: str


def behalf_of(case: Case, user: User) -> Behalf | None:
    """For which leader of the unit, who is away, this person signs; None for who stands in for no leader."""
    leaders = {row.user_id for row in user.lent_memberships if (row.role, row.unit_id) == (Role.LEADER, case.unit_id)}
    for absence in user.lent_absences:
        if absence.unit_id == case.unit_id and absence.user_id in leaders and absence.user_id != case.handler_id:
            return Behalf(absence.user.name, f"{absence.get_reason_display()}（{absence.days}）")
    return None


def decide_review(
    case: Case,
    user: User,
    verdict: Verdict,
    *,
    opinion: str,
    texts: dict[str, Any] | None = None,
    base: int | None = None,
    seen: int | None = None,
    behalf: Behalf | None = None,
) -> None:
    """核稿 or 签发: take the verdict's step and write the review with it; a signature freezes what was signed.

    `texts` are the reviewer's own version, for the verdicts that amend: it goes on top of the handler's and both
    stay. `base` is the version that was read, `seen` the version of the case: a newer one refuses the step (Stale).
    """
    if verdict.amends != (texts is not None) or (behalf and not verdict.signs):
        raise ValueError(f"{verdict.row.name} is told too much or too little")
    if verdict.signs and stood_in_for(case, user, Role.LEADER):  # who is no leader signs for one alone
        behalf = behalf_of(case, user) or behalf
    with transaction.atomic():
        reply, draft = _write_review(case, user, verdict, opinion, texts, base, seen, behalf)
        if verdict.signs:
            _sign_reply(case, user, verdict, reply, draft)
    case.reload()


def _write_review(
    case: Case,
    user: User,
    verdict: Verdict,
    opinion: str,
    texts: dict[str, Any] | None,
    base: int | None,
    seen: int | None,
    behalf: Behalf | None,
) -> tuple[Reply, Draft]:
    """The person who comes second finds the case moved on (perform)."""
    opinion = opinion.strip()
    if not opinion:
        raise Refused("请写明审核意见。")
    stands_in = {"on_behalf_of": behalf.name, "behalf_reason": behalf.reason} if behalf else {}
    perform(case, verdict.row.name, user, comment=opinion, data=stands_in, seen=seen)
    reply = current_reply(case)
    draft = reply.drafts.latest("number")
    if base is not None and base != draft.number:
        raise Stale(f"您看的是第{base}稿，现在已经有第{draft.number}稿了。请看过新的一稿再办，您写的都还在。")
    if behalf:
        _may_stand_in(case, user, behalf)
    if texts is not None:
        draft = _amend(reply, user, texts, draft, AMENDED_NOTES[verdict.step])
    Review.objects.create(
        reply=reply,
        draft=draft,
        step=verdict.step,
        outcome=verdict.outcome,
        opinion=opinion,
        signer=user,
        on=timezone.localdate(),
        **stands_in,
    )
    return reply, draft


def _sign_reply(case: Case, user: User, verdict: Verdict, reply: Reply, draft: Draft) -> None:
    """Freeze the newest version as the letter of this round. A reply's links are made, to be sent to the deputies; a
    会办 opinion goes to the 主办 unit at once, as text and as a letter, and the helping case is done."""
    _freeze_facts(reply, draft, user)
    if verdict.signs_opinion:
        Reply.objects.filter(pk=reply.pk).update(closed_on=timezone.localdate())
    freeze_form(reply, PrintedForm.Occasion.SIGNED)
    case.reload()
    if not verdict.signs_opinion:
        make_links(current_reply(case), user)
        return
    for consultation in case.asked_through.select_for_update():
        hand_over_opinion(case, consultation)


def _may_stand_in(case: Case, user: User, behalf: Behalf) -> None:
    """The handler does not sign through somebody else either, and nobody signs as their own substitute."""
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
        missing += draft.missing_parts()
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

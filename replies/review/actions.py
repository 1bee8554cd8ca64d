"""核稿 and 签发: what the reviewers decide, and what a signature freezes."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.administration.passwords import AFTER_RESET, say_fresh_resets
from proposals.cases.access import Refused, Stale, stood_in_for
from proposals.cases.events import STOOD_IN_FOR
from proposals.cases.locks import lock_case
from proposals.cases.workflow import label_step, perform
from proposals.models import Absence, Case, Event, Membership, Role, Status, User
from proposals.models.approval import USUAL, earlier_stops, in_place_of_named, name_step, named_signers, wide_signers
from replies.consultations.hosts import record_cosigning
from replies.drafts.versions import write_version
from replies.models import Draft, PrintedForm, Reply, Review
from replies.models.reply import awaited_cosigning, current_reply
from replies.prints.issue import freeze_form
from replies.promises.actions import make_promises
from replies.review.release import give_out_reply, hold_reply, holding_time
from replies.review.verdicts import Verdict


@dataclass(frozen=True)
class Behalf:
    """代签: whom the signer stands in for, and why."""

    name: str
    reason: str


def behalf_of(case: Case, user: User) -> Behalf | None:
    """For which leader of the unit, who is away, this person signs; None for who stands in for no leader."""
    leaders = {row.user_id for row in user.lent_memberships if (row.role, row.unit_id) == (Role.LEADER, case.unit_id)}
    named = named_signers(case)
    for absence in sorted(user.lent_absences, key=lambda one: one.user not in named):
        if absence.unit_id == case.unit_id and absence.user_id in leaders and absence.user_id != case.handler_id:
            return Behalf(absence.user.name, _why_away(absence))
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
    back_to: str = "",
) -> None:
    """核稿 or 签发: take the verdict's step and write the review with it; a signature freezes what was signed.

    `texts` are the reviewer's own version, for the verdicts that amend: it goes on top of the handler's and both
    stay. `base` is the version that was read, `seen` the version of the case: a newer one refuses the step (Stale).
    `back_to` is the earlier step, by its name, that a text is given back to in place of the handler.
    """
    if verdict.amends != (texts is not None) or (behalf and not verdict.signs):
        raise ValueError(f"{verdict.row.name} is told too much or too little")
    in_place = stood_in_for(case, user, Role.LEADER) or in_place_of_named(case, user)
    if verdict.signs and in_place:  # who is no leader, or not the one that is named, signs for one alone
        behalf = behalf_of(case, user) or behalf
    with transaction.atomic():
        review = _write_review(case, user, verdict, opinion, texts, base, seen, behalf, back_to)
        case.reload()
        together = [case, *case.joined_cases]
        for one in together:
            if one != case:
                review = _repeat_review(review, current_reply(one))
            if verdict.signs:
                _sign_reply(one, user, review.reply, review.draft)
        if verdict.cosigns:
            record_cosigning(case, review)
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
    back_to: str,
) -> Review:
    """The person who comes second finds the case moved on (perform)."""
    opinion = opinion.strip()
    if not opinion:
        raise Refused("请写明审核意见。")
    stands_in = {"on_behalf_of": behalf.name, "behalf_reason": behalf.reason} if behalf else {}
    now = lock_case(case.pk)
    called = name_step(now) if verdict.row.stepwise else ""
    if verdict.signs:
        _may_sign(now, user, behalf)
    where = _given_back(now, verdict, back_to)
    along = awaited_cosigning(now) if now.hosts_along else None
    to = Status.SIGNED if verdict.signs and (holding_time() or verdict.cosigns) else None
    data = stands_in | ({AFTER_RESET: said} if verdict.signs and (said := say_fresh_resets(user)) else {})
    event = perform(case, verdict.row.name, user, comment=opinion, data=data, seen=seen, **where or {"to": to})
    if not verdict.signs:
        stands_in = _taken_for(event, user)
    reply = current_reply(case)
    draft = reply.drafts.latest("number")
    if base is not None and base != draft.number:
        raise Stale(f"您看的是第{base}稿，现在已经有第{draft.number}稿了。请看过新的一稿再办，您写的都还在。")
    if texts is not None:
        draft = _amend(reply, user, texts, draft, f"{called}时修改" if called else "领导修改")
    return Review.objects.create(
        reply=reply,
        draft=draft,
        step=verdict.step,
        called="会签" if verdict.cosigns else "" if called == USUAL else called,
        outcome=verdict.outcome,
        cosigning=along,
        opinion=opinion,
        signer=user,
        on=timezone.localdate(),
        **stands_in,
    )


def _repeat_review(review: Review, reply: Reply) -> Review:
    """The same decision of the letter of a case that is handled as one with the leading one (并案)."""
    kept = ("step", "called", "outcome", "opinion", "signer", "on", "on_behalf_of", "behalf_reason")
    said = {name: getattr(review, name) for name in kept}
    return Review.objects.create(reply=reply, draft=reply.drafts.latest("number"), **said)


def _taken_for(event: Event, user: User) -> dict[str, str]:
    """In whose place a step before 签发 was taken, and why that person is away."""
    named = event.data.get(STOOD_IN_FOR)
    away = next((one for one in user.lent_absences if one.user.name == named), None)
    return {"on_behalf_of": away.user.name, "behalf_reason": _why_away(away)} if away else {}


def _why_away(absence: Absence) -> str:
    return f"{absence.get_reason_display()}（{absence.days}）"


def _sign_reply(case: Case, user: User, reply: Reply, draft: Draft) -> None:
    """Freeze the newest version as the letter of this round; it goes out when its time has come, or at once."""
    _freeze_facts(reply, draft, user)
    freeze_form(reply, PrintedForm.Occasion.SIGNED)
    if case.hosts_along:  # it waits for the leading unit's reply
        return
    if holding_time():
        hold_reply(reply)
    else:
        case.reload()
        give_out_reply(case, user)


def _given_back(case: Case, verdict: Verdict, back_to: str) -> dict[str, Any]:
    """Where a text goes that is given back to an earlier step; nothing for one that goes to the handler."""
    if not back_to:
        return {}
    stop = next((stop for stop in earlier_stops(case) if stop.name == back_to), None)
    if verdict.outcome != Review.Outcome.RETURNED or stop is None:
        raise Stale(f"现在不能退回至“{back_to}”，请看过最新情况再办。您写的都还在。")
    label = f"{label_step(verdict.row, case).removesuffix('修改')}至{stop.name}"
    return {"to": stop.status, "fields": stop.fields, "label": label}


def _may_sign(case: Case, user: User, behalf: Behalf | None) -> None:
    """What is 涉及面广、处理难度大 is signed by whom the unit named (SH 16), or by another leader in their place."""
    if case.status != Status.SIGNING:
        return
    if refusal := why_not_signed_for(case, user, behalf.name) if behalf else _why_not_own(case, user):
        raise Refused(refusal)


def _why_not_own(case: Case, user: User, *, for_name: str = "") -> str:
    """Why this person does not sign what the unit left to named leaders, but in the name of one of them."""
    named, all_named = wide_signers(case), named_signers(case)
    if not named or user in (*named, *all_named) or for_name in [one.name for one in all_named]:
        return ""
    names = "、".join(map(str, named))
    return f"这件涉及面广、处理难度大，由{names}签发。{names}不能签的，请填“代其他领导签”，写明原因。"


def why_not_signed_for(case: Case, user: User, name: str) -> str:
    """Why this person does not sign the case in the place of somebody of that name; "" where it may be. The handler
    does not sign through somebody else either, and nobody signs as their own substitute."""
    if name == user.name:
        return "代签要写另一位领导。您自己签发的，不用填代签。"
    if case.handler and name == case.handler.name:
        return f"{name}是这件{case.suggestion.kind}的经办人，不能签发，也不能由别人代签。"
    return _why_not_own(case, user, for_name=name)


def list_signed_for(case: Case, user: User) -> list[str]:
    """The leaders of the unit in whose place this person may sign the case, by name."""
    leaders = Membership.objects.filter(unit=case.unit_id, role=Role.LEADER, is_active=True, user__is_active=True)
    names = dict.fromkeys(leaders.order_by("user__name").values_list("user__name", flat=True))
    return [name for name in names if not why_not_signed_for(case, user, name)]


def _amend(reply: Reply, user: User, texts: dict[str, Any], before: Draft, note: str) -> Draft:
    """The reviewer's own version on top of the one that was read; it must be as whole as what is sent for review."""
    draft = write_version(reply, user, texts, base=before.number, note=note)
    if draft.pk == before.pk:
        raise Refused("文字没有改动。不用改的，请直接同意。")
    missing = [] if draft.body.strip() else ["正文是空的"]
    if reply.genre == Reply.Genre.REPLY:
        missing += [sentence for _, sentence in draft.missing_parts()]
    if missing:
        raise Refused(f"不能办：{'；'.join(missing)}。")
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
    reply.refresh_from_db()
    make_promises(reply, draft, user)

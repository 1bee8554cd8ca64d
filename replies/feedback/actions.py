"""What the deputies say of a reply, and how it came: by their own link, on signed paper, or dictated to staff."""

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_answer_deputies, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import BY_NAME, perform, record_event
from proposals.formats.chinese import cn_date
from proposals.models import Attachment, Case, Deputy, PlaceRule, Role, Status, User
from proposals.models.oversight.deciders import end_consents
from proposals.models.people import CASE_STAFF
from proposals.models.states import ANSWERED
from replies.feedback import confirmation, signature
from replies.feedback.delivery import record_delivery
from replies.feedback.links import Link, has_later_round, write_link
from replies.feedback.progress import settle_wish
from replies.letter.questions import Marks, asks_study, tell_marks
from replies.models import Attempt, Delivery, Feedback, Invitation, Reply, Wish
from replies.models.reply import DECISIONS, find_reply

Channel = Feedback.Channel
# Who lets a deputy fill in once more: never who handles the case alone.
REOPENERS = (Role.OFFICE,)


@dataclass(frozen=True)
class Judgement:
    """What a deputy says: a grade for each question, a comment, a name under it, and how it was signed."""

    marks: Marks
    comment: str
    signature_name: str
    signed_on: dt.date
    signed_as: str = Feedback.SignedAs.CONFIRMED
    signature_strokes: list[list[list[int]]] | None = None
    signature_photo: str = ""  # where the storage keeps it
    came_by: str = ""  # of what staff enter: how the form came back, how the deputy told them

    @property
    def asks_for_study(self) -> bool:
        """Whether it sends the case to study (SH 21)."""
        return asks_study(self.marks)

    def columns(self) -> dict[str, Any]:
        """As Feedback stores it."""
        said = {name: value for name, value in self.__dict__.items() if name != "marks"}
        return said | {question.key: mark for question, mark in self.marks.items()}


def record_link_feedback(invitation: Invitation, judgement: Judgement, *, base: int) -> Feedback:
    """Store what the deputy said through the link. `base` is the number of the answer the page showed (0: none);
    the same answer sent twice is stored once, a changed one is a new row, and the old one stays.

    Raises Stale when another answer came in between, Refused when the link or the window has ended.
    """
    reply, deputy = invitation.reply, invitation.deputy
    with transaction.atomic():
        case = lock_case(reply.case_id)
        live = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if live.revoked_at:
            raise Refused("这个链接已经停用，您的意见没有提交。请与承办单位联系。")
        if has_later_round(reply):
            raise Refused("这一次答复以后又继续办理了，您的意见没有提交。请打开新的链接，看新的答复。")
        if case.status not in ANSWERED:
            raise Refused("现在不是征求意见的时候，您的意见没有提交。请与承办单位联系。")
        if live.is_expired:
            raise Refused("这个链接过了期限，您的意见没有提交。请打开新的链接再提交，没有的请打电话。")
        before = reply.feedback.filter(deputy=deputy, is_current=True).first()
        if before and before.number == base + 1 and _same(before, judgement):
            return before
        if (before.number if before else 0) != base:
            raise Stale("您的意见刚才已经提交过了，请刷新页面查看。")
        if before and before.is_final:
            raise Refused("修改期限已过，您的意见以上次提交的为准。如需更改，请与承办单位联系。")
        answer = _store(case, reply, deputy, judgement, before, channel=Channel.LINK, invitation=invitation)
        if before and (before.reopened_until or before.channel == Channel.LINK):
            _stand_over(answer, before if before.reopened_until else before.stands_over)
        if deputy in reply.undelivered_deputies():
            record_delivery(reply, None, deputies=[deputy], way=Delivery.Way.LINK, on=timezone.localdate())
        _settle_study(case, answer, deputy)
    return answer


def why_no_feedback(invitation: Invitation, before: Feedback | None) -> str:
    """Why the deputy's page takes no answer now, or "". `before` is the deputy's current feedback."""
    case = invitation.reply.case
    if before and (after := before.cut_short_by):
        return say_cut_short(before, after)
    if has_later_round(invitation.reply):
        return f"这件{case.suggestion.kind}后来又继续办理了，这一页是当时的答复和您当时的意见，只供查看。"
    if case.status not in ANSWERED:
        return "现在不是征求意见的时候，网上暂时不能填写。您有什么想说的，请给我们打电话。"
    if before and before.is_final:
        if before.channel == Channel.PAPER:
            return "您在纸质《办理情况表》上亲笔签了意见，以那一份为准。如需更改，请给我们打电话。"
        return "修改期限已过，您的意见以上次提交的为准。如需更改，请给我们打电话。"
    if invitation.is_expired:
        return "这个链接过了期限，只能看，不能填。要填或者要改的，请用新的链接。"
    return ""


def say_cut_short(answer: Feedback, after: Reply) -> str:
    """Why the deputy who was asked to fill in once more need not: the case is handled again."""
    until = cn_date(timezone.localdate(answer.reopened_until))
    kind, began = after.case.suggestion.kind, cn_date(after.opened_on)
    return (
        f"原来请您在{until}前重新填写。这件{kind}{began}起又继续办理，重新填写到此为止，"
        "原来填的留着。对新的答复，会再请您提意见。"
    )


def _same(before: Feedback, judgement: Judgement) -> bool:
    return (before.marks, before.comment) == (judgement.marks, judgement.comment)


def record_paper_feedback(
    reply: Reply, user: User, deputy: Deputy, judgement: Judgement, *, scan: Attachment
) -> Feedback:
    """Record a signed paper form, with its scan. Of the deputy's own feedback by link it takes the place only when
    its days are over and the form was signed no earlier: the newer stands, both are kept."""
    with transaction.atomic():
        case = _open_to_staff(reply, user, deputy, "录入签名纸表")
        before = reply.feedback.filter(deputy=deputy, is_current=True).first()
        online = before if before and before.channel == Channel.LINK else None
        if online and not online.is_final:
            raise Refused(f"{deputy.addressed}已在网上本人反馈，以本人填写的为准，不能再录入纸表。")
        if online and judgement.signed_on < timezone.localdate(online.submitted_at):
            raise Refused(f"纸表签在{deputy.addressed}网上反馈以前，以网上本人填写的为准，不能再录入。")
        if before and before.scan_id == scan.pk and _same(before, judgement):
            return before
        if online and not any(judgement.marks.values()) and not judgement.comment:
            raise Refused(f"这张纸表上一项也没有填，不能代替{deputy.addressed}在网上提的意见。请核对纸表。")
        judgement = replace(judgement, signed_as=Feedback.SignedAs.PAPER)
        answer = _store(case, reply, deputy, judgement, before, channel=Channel.PAPER, entered_by=user, scan=scan)
        if over := _stand_over(answer, online or (before.stands_over if before else None)):
            label = f"{deputy.addressed}亲笔签名的纸表代替网上第{over.number}次的意见，两份都留着"
            record_event(case, user, "stand_over", label, data={"receipt": answer.receipt, "over": over.receipt})
        _settle_study(case, answer, deputy)
    return answer


def _stand_over(answer: Feedback, over: Feedback | None) -> Feedback | None:
    """Note over which earlier answer it stands."""
    if over:
        Feedback.objects.filter(pk=answer.pk).update(stands_over=over)
        answer.stands_over = over
    return over


def reopen_answer(answer: Feedback, user: User, *, reason: str) -> Link | None:
    """请代表重新填写: the office opens the answer of one deputy that can be changed no more, with its reason; the
    deputy is told by a link of its own. What was said stays. None where it is open already (pressed twice)."""
    reply, deputy = answer.reply, answer.deputy
    with transaction.atomic():
        case = _open_to_staff(reply, user, deputy, "请代表重新填写", REOPENERS)
        now = Feedback.objects.select_for_update().get(pk=answer.pk)
        if now.is_current and now.is_reopened:
            return None
        if not now.is_current:
            raise Stale("代表的意见刚才有了变化，请刷新页面再看。")
        if why := why_not_reopened(now):
            raise Refused(why)
        until = timezone.now() + dt.timedelta(days=settings.CORRECTION_DAYS)
        Feedback.objects.filter(pk=now.pk).update(reopened_until=until, reopened_for=reason)
        label = f"请{deputy.addressed}重新填写意见，{cn_date(timezone.localdate(until))}前可以改"
        record_event(case, user, "reopen_answer", label, comment=reason, data={"receipt": now.receipt})
        return write_link(reply, deputy, user, purpose=Invitation.Purpose.REOPENED)


def why_not_reopened(answer: Feedback) -> str:
    """Why the deputy's answer needs no opening, or is asked for no more; "" where it may be opened."""
    deputy = answer.deputy
    if deputy.has_left:
        return f"{deputy.name}已不再担任{deputy.kind}，不再请重新填写。"
    if has_later_round(answer.reply):
        return "这一轮以后又继续办理了，意见请看新的一轮。"
    return "" if answer.is_final else f"{deputy.addressed}现在自己就能在网上改，不用再打开。"


def record_dictated_feedback(wish: Wish, user: User, judgement: Judgement) -> Feedback:
    """代填: what a deputy who asked for it through the own link told staff to fill in. It settles the request, and
    never replaces what the deputy wrote or signed."""
    reply, deputy = wish.reply, wish.deputy
    with transaction.atomic():
        case = _open_to_staff(reply, user, deputy, "代填意见")
        before = reply.feedback.filter(deputy=deputy, is_current=True).first()
        if before and before.wish_id == wish.pk and _same(before, judgement):
            return before
        now = Wish.objects.get(pk=wish.pk)
        if now.kind != Wish.Kind.BY_STAFF or now.settled_at:
            raise Refused(f"{deputy.addressed}没有待办的代填请求，不能代填。请把链接发给代表本人，或录入签名纸表。")
        if before and before.channel != Feedback.Channel.DICTATED:
            raise Refused(f"{deputy.addressed}已有本人填写或签名的意见，以那一份为准，不能代填。")
        judgement = replace(judgement, signed_as=Feedback.SignedAs.NOT)
        answer = _store(case, reply, deputy, judgement, before, channel=Channel.DICTATED, entered_by=user, wish=wish)
        how = Feedback.Came(judgement.came_by).label
        settle_wish(wish, user, outcome=f"按代表{how}所说代填，回执{answer.receipt}。")
        _settle_study(case, answer, deputy)
    return answer


def _open_to_staff(reply: Reply, user: User, deputy: Deputy, doing: str, by: tuple[Role, ...] = CASE_STAFF) -> Case:
    case = lock_case(reply.case_id)
    must_be(case, user, by, doing)
    must_answer_deputies(case)
    if not reply.is_signed or case.status not in ANSWERED:
        raise Refused(f"现在不是征求意见的时候，不能{doing}。")
    if deputy not in case.suggestion.proposers:
        raise Refused(f"{deputy.name}不是这件{case.suggestion.kind}的提出人。")
    return case


def _store(
    case: Case,
    reply: Reply,
    deputy: Deputy,
    judgement: Judgement,
    before: Feedback | None,
    *,
    channel: str,
    invitation: Invitation | None = None,
    entered_by: User | None = None,
    scan: Attachment | None = None,
    wish: Wish | None = None,
) -> Feedback:
    number = 1
    if before:
        number = before.number + 1
        reply.feedback.filter(pk=before.pk).update(is_current=False)
    answer = Feedback.objects.create(
        reply=reply,
        deputy=deputy,
        channel=channel,
        invitation=invitation,
        entered_by=entered_by,
        scan=scan,
        wish=wish,
        number=number,
        receipt=f"{case.suggestion.number}-{reply.round}-{secrets.token_hex(4).upper()}",
        signed_hash=signature.signature_fingerprint(invitation, judgement) if invitation else "",
        **judgement.columns(),
    )
    # A deputy who was said not to answer has answered after all.
    Attempt.objects.filter(reply=reply, deputy=deputy, is_current=True).update(is_current=False)
    said = tell_marks(judgement.marks)
    label = f"{deputy.addressed}{'更正' if number > 1 else ''}反馈：{said}"
    if entered_by:
        label = f"{'按签名纸表录入' if scan else '受委托代填'}{deputy.addressed}反馈：{said}"
    data = {"receipt": answer.receipt, "round": reply.round, "channel": channel, "signed": answer.signed_hash}
    record_event(
        case,
        entered_by,
        "feedback",
        label,
        role=None if entered_by else Role.DEPUTY,
        deputy=None if entered_by else deputy,
        comment=judgement.comment,
        data=data,
    )
    if deputy.email or deputy.phone:
        confirmation.confirm_feedback.enqueue(answer.pk)
    return answer


def _settle_study(case: Case, answer: Feedback, deputy: Deputy) -> None:
    """SH 21: 不满意 with a question that is studied sends the case to the deputies' working body, unless that has
    decided on it already; where the last 不满意 is taken back, there is nothing to study any more."""
    now, reply = Case.objects.get(pk=case.pk), Reply.objects.get(pk=answer.reply_id)
    undecided, data = _undecided(now, reply), {"receipt": answer.receipt}
    if answer in undecided and now.status in BY_NAME["study"].sources:
        Reply.objects.filter(pk=reply.pk).update(closed_on=None)
        perform(now, "study", None, comment=answer.comment, deputy=deputy, data=data)
    elif not undecided and now.status == Status.UNDER_STUDY and not has_later_round(reply):
        said = f"{deputy.addressed}改了意见（{tell_marks(answer.marks)}），不用再研究"
        _take_off_study(now, reply, said, data, deputy)


def _undecided(case: Case, reply: Reply) -> list[Feedback]:
    last = case.events.filter(action__in=DECISIONS).last()
    return reply.undecided_feedback(last.at if last else None)


def settle_corrected_study(case: Case) -> None:
    """更正登记 changed who stands as proposer: with the last who was dissatisfied the study ends, and by one who
    stands again, whose answer counts again, it begins. Needs the transaction of the correction."""
    now = Case.objects.get(pk=case.pk)
    reply = find_reply(now)
    if reply is None or not reply.is_signed:
        return
    undecided = _undecided(now, reply)
    if undecided and now.status in BY_NAME["study"].sources:
        Reply.objects.filter(pk=reply.pk).update(closed_on=None)
        said = "、".join(one.deputy.addressed for one in undecided)
        perform(now, "study", None, label=f"转待研究：{said}重新列为提出人，不满意的意见重新计入")
    elif not undecided and now.status == Status.UNDER_STUDY:
        _take_off_study(now, reply, "不满意的代表已不是提出人（更正登记），不用再研究", {}, None)


def _take_off_study(case: Case, reply: Reply, label: str, data: dict[str, Any], deputy: Deputy | None) -> None:
    """The case goes back to where it came from; one that was closed is closed since the day it was."""
    moves = case.events.exclude(from_status=F("to_status"))
    came = moves.filter(action="study").last()
    to, fields = Status(came.from_status) if came else None, {}
    if closed := moves.filter(to_status=Status.CLOSED).last() if to == Status.CLOSED else None:
        fields = {"closed_on": timezone.localdate(closed.at)}
        Reply.objects.filter(pk=reply.pk).update(**fields)
    end_consents(case, PlaceRule.Question.AGAIN)
    perform(case, "study_off", None, deputy=deputy, label=label, data=data, fields=fields, to=to)

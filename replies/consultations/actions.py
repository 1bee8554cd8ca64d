"""会办: request an opinion of other units, remind them, and record what they say.

Both units' cases are of one suggestion, and it is held by anybody who acts on either (cases/locks.py).
"""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import perform, record_event
from proposals.models import Attachment, Case, Part, Role, Status, Unit, User
from proposals.models.leave.absence import able_members
from proposals.models.people import CASE_STAFF
from proposals.models.states import AT_WORK, FINAL, LEFT
from replies.models import Consultation, Draft, PrintedForm, Reminder, Reply
from replies.models.reply import current_reply, find_reply

O = Consultation.Outcome  # noqa: E741
AGAIN = "你单位同意的是第{}稿，之后文字有改动。现附上第{}稿，请看是否仍然同意。"


# ---- request ----------------------------------------------------------------------------------------------


def ask_units(
    reply: Reply,
    user: User,
    *,
    units: list[Unit],
    question: str,
    due_on: dt.date,
    key: uuid.UUID,
    own: dict[int, str] | None = None,
    draft: Draft | None = None,
    enclosure: Attachment | None = None,
) -> list[Consultation]:
    """Ask several units at once: one question, to some units (by id) a sentence of their `own` more, and with a
    `draft` whether they agree to that version. A unit that works in this installation gets a 会办 case of its own.
    The same form sent again asks only the units it did not ask before."""
    case = reply.case
    with transaction.atomic():
        must_be(case, user, (Role.HANDLER,), "请其他单位会办")
        now = lock_case(case.pk)
        keys = {unit: uuid.uuid5(key, str(unit.pk)) for unit in units}
        known = set(Consultation.objects.filter(key__in=keys.values()).values_list("key", flat=True))
        units = [unit for unit in units if keys[unit] not in known]
        if not units:
            return []
        _in_progress(now)
        asked = [
            _ask_one(
                reply,
                user,
                unit,
                key=keys[unit],
                question="\n".join(filter(None, [question, (own or {}).get(unit.pk, "")])),
                due_on=due_on,
                draft=draft,
                enclosure=enclosure,
            )
            for unit in units
        ]
        names = "、".join(unit.short_name for unit in units)
        data = {"due": due_on, "text": f"第{draft.number}稿" if draft else ""}
        record_event(case, user, "consult", f"请{names}会办", comment=question, data=data)
    return asked


def ask_again(consultation: Consultation, user: User) -> list[Consultation]:
    """The words a unit agreed to were changed: ask it about the newest version. Asked once a version."""
    reply = consultation.reply
    newest = reply.drafts.order_by("-number").first()
    if consultation.draft is None or newest is None or not consultation.changed_in(newest):
        raise Refused(f"{consultation.unit}看过的文字没有改动，不必再请。")
    return ask_units(
        reply,
        user,
        units=[consultation.unit],
        question=AGAIN.format(consultation.draft.number, newest.number),
        due_on=suggested_due(reply.case),
        key=uuid.uuid5(consultation.key, f"again {newest.number}"),
        draft=newest,
    )


def suggested_due(case: Case) -> dt.date:
    """Until when to ask for an answer: the law's month, or the day before the case's own date if that is nearer."""
    today = timezone.localdate()
    law = workdays.reply_due(today, helps=True, kind=case.suggestion.kind)
    return max(today, min(law, case.due - dt.timedelta(days=1)))


def _in_progress(now: Case) -> None:
    if now.helps:
        lead = "牵头单位" if now.hosts_along else "主办单位"
        raise Refused(f"{now.get_part_display()}单位不再请别的单位会办，需要时请告诉{lead}。")
    if now.status != Status.IN_PROGRESS:
        raise Refused(f"这件{now.suggestion.kind}现在是“{now.state_label}”，不能再请会办。")


def _at_work(case: Case) -> None:
    now = lock_case(case.pk)
    if now.status == Status.RETURN_REQUESTED:
        raise Refused("正在等退办的批复，批了以后再办会办的事。")
    if now.status not in AT_WORK:
        raise Refused(f"这件{now.suggestion.kind}现在是“{now.state_label}”，会办已经结束，不能再登记。")


def _ask_one(reply: Reply, user: User, unit: Unit, **said: Any) -> Consultation:
    case = reply.case
    if unit.pk == case.unit_id:
        raise Refused("不能请本单位会办。")
    if said["draft"] and case.suggestion.cases.filter(unit=unit, part=Part.JOINT).exclude(status__in=LEFT).exists():
        raise Refused(f"{unit}是共同主办单位，核稿通过以后自动送它会签，不用另附答复稿。")
    if reply.consultations.filter(unit=unit, outcome=O.WAITING).exists():
        raise Refused(f"已经请{unit}会办，正在等答复，不必再请。")
    helping = _helping_case(case, user, unit, said["question"], said["due_on"])
    today = timezone.localdate()
    return Consultation.objects.create(reply=reply, unit=unit, helping=helping, asked_by=user, asked_on=today, **said)


def _helping_case(case: Case, user: User, unit: Unit, question: str, due_on: dt.date) -> Case | None:
    """The asked unit's own 会办 case, opened or taken up again. None where its answer will not come by itself: the
    unit does not work in this installation, gave the case back, or answers the deputies itself."""
    if not unit.memberships.filter(role=Role.OFFICE, is_active=True).exists():
        return None
    today = timezone.localdate()
    law = workdays.reply_due(today, helps=True, kind=case.suggestion.kind)
    here = case.suggestion.cases.filter(unit=unit).exclude(status=Status.VOID)
    helping = here.exclude(status=Status.RETURNED).first() or here.last()
    if helping is None:
        facts = {"part": Part.HELP, "handed_on": today, "statutory_due": law}
        helping, _ = here.exclude(status=Status.RETURNED).get_or_create(
            suggestion=case.suggestion, unit=unit, defaults=facts
        )
    helping = lock_case(helping.pk)
    record_event(helping, user, "asked", f"{case.unit.short_name}请会办", role=Role.HANDLER, comment=question)
    if not helping.helps or (helping.status in FINAL and helping.status != Status.CLOSED):
        return None
    if helping.status == Status.CLOSED:
        _take_up_again(helping, law)
    if max(today, helping.handed_on) < due_on < helping.due:
        Case.objects.filter(pk=helping.pk).update(internal_due=due_on)
    return helping


def _take_up_again(helping: Case, due: dt.date) -> None:
    """A unit that has answered is asked once more: its case opens a round of its own, with a month of its own."""
    before = current_reply(helping)
    perform(helping, "ask_again", None, fields={"statutory_due": due, "internal_due": None})
    Reply.objects.create(
        case=helping,
        round=before.round + 1,
        genre=Reply.Genre.OPINION,
        occasion=Reply.Occasion.AGAIN,
        opened_on=timezone.localdate(),
        due_on=due,
    )
    helping.reload()


# ---- reminding -------------------------------------------------------------------------------------------


def remind_unit(consultation: Consultation, user: User | None) -> Reminder:
    """催办, once a working day; without a user the program itself reminds. Mailed to the asked unit's office where
    it has addresses, and written down on both cases."""
    case, unit = consultation.reply.case, consultation.unit
    role = None if user else Role.SYSTEM
    with transaction.atomic():
        if user is not None:
            must_be(case, user, CASE_STAFF, "催办会办意见")
        _at_work(case)
        if not Consultation.objects.get(pk=consultation.pk).is_waiting:
            raise Refused(f"{unit}的{consultation.noun}已经有了结果，不用再催。")
        on = workdays.WorkCalendar.load().next_working_day(timezone.localdate())
        reminder, made = Reminder.objects.get_or_create(consultation=consultation, on=on, defaults={"by": user})
        if not made:
            call = f"急的话请打电话：{unit.phone}。" if unit.phone else "急的话请打电话。"
            raise Refused(f"今天已经催办过{unit}，一个工作日催一次。{call}")
        owed = consultation.noun
        record_event(case, user, "remind", f"催办{unit.short_name}{owed}", role=role)
        if consultation.helping:
            role = Role.HANDLER if user else Role.SYSTEM
            data = {"due": consultation.due_on}
            record_event(
                consultation.helping, user, "remind", f"{case.unit.short_name}催办{owed}", role=role, data=data
            )
        _mail_office(consultation)
    return reminder


def _mail_office(consultation: Consultation) -> None:
    """After the commit, to who acts in the asked unit's office and has an address."""
    office: Any = able_members(Role.OFFICE).filter(unit=consultation.unit)
    people = User.objects.filter(pk__in=office.values("acts")).exclude(email="")
    addresses = list(people.values_list("email", flat=True))
    if not addresses:
        return
    case = consultation.reply.case
    subject = f"催办：{case.suggestion.full_number}{case.suggestion.kind}的{consultation.noun}"
    helping = consultation.helping
    url = settings.DESK_URL + helping.get_absolute_url() if helping else ""
    text = render_to_string("replies/consultations/reminder.txt", {"asked": consultation, "case": case, "url": url})
    transaction.on_commit(lambda: send_mail(subject, text.strip(), None, addresses), robust=True)


# ---- what they say ---------------------------------------------------------------------------------------


def take_stance(consultation: Consultation, user: User, *, stance: str, passages: str = "") -> None:
    """The helping unit's handler says whether the unit agrees to the text asked about; it counts once signed."""
    helping, asked = consultation.helping, consultation.draft
    if helping is None or asked is None:
        raise Refused("这次会办没有附征求意见稿，不用表态。")
    with transaction.atomic():
        must_be(helping, user, (Role.HANDLER,), "对征求意见稿表态")
        now = lock_case(helping.pk)
        if now.status != Status.IN_PROGRESS:
            raise Refused(f"这件会办现在是“{now.state_label}”，不能再改。需要改时请先撤回送审或请退回。")
        changed = Consultation.objects.filter(
            pk=consultation.pk, outcome__in=(O.WAITING, O.DROPPED), draft__isnull=False, cosigns=False
        ).update(stance=stance, passages=passages)
        if changed != 1:
            raise Refused("这次会办已经有了结果，不能再改。")
        record_event(helping, user, "stance", f"对第{asked.number}稿：{stance}", comment=passages)


def record_opinion(
    consultation: Consultation,
    user: User,
    *,
    answer: str,
    answered_on: dt.date,
    answered_by: str,
    stance: str = "",
    passages: str = "",
    scan: Attachment | None = None,
) -> None:
    """Record an opinion that came on paper or by telephone."""
    case = consultation.reply.case
    with transaction.atomic():
        must_be(case, user, CASE_STAFF, "登记会办意见")
        _at_work(case)
        if consultation.cosigns and able_members(Role.LEADER).filter(unit=consultation.unit).exists():
            raise Refused(f"{consultation.unit}的领导在本系统里会签，不能代为登记。可以催办。")
        changed = Consultation.objects.filter(pk=consultation.pk, outcome=O.WAITING).update(
            outcome=O.ANSWERED,
            answer=answer,
            answered_on=answered_on,
            answered_by=answered_by,
            stance=stance,
            passages=passages,
            recorded_by=user,
            scan=scan,
        )
        if changed != 1:
            raise Refused(f"{consultation.unit}的{consultation.paper}已经登记过了。")
        _arrived(consultation, user, answer, stance)
        if consultation.cosigns and stance == Consultation.Stance.REFUSED:
            perform(case, "back_to_lead", None, comment=f"{consultation.unit.short_name}：{answer[:200]}")


def correct_opinion(consultation: Consultation, user: User, *, reason: str, key: uuid.UUID, **said: Any) -> None:
    """An opinion was recorded wrongly from paper: a further row says what is right and why; the wrong one stays.
    What a unit signed in the program is corrected by nobody but that unit."""
    case = consultation.reply.case
    with transaction.atomic():
        must_be(case, user, CASE_STAFF, "更正会办意见")
        _at_work(case)
        now = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        if Consultation.objects.filter(key=key).exists():
            return
        if not now.is_answered or now.recorded_by_id is None or now.cosigns:
            raise Refused("只有由本单位登记的才能更正。")
        if Consultation.objects.filter(corrects=now).exists():
            raise Refused(f"这条{now.noun}已经更正过了，请更正最新的一条。")
        kept = ("reply", "unit", "helping", "question", "draft", "enclosure", "asked_by", "asked_on", "due_on")
        Consultation.objects.create(
            key=key,
            **{name: getattr(now, name) for name in kept},
            **{"scan": now.scan, **said},
            outcome=O.ANSWERED,
            recorded_by=user,
            corrects=now,
            correction_reason=reason,
        )
        record_event(case, user, "consult_correct", f"更正{now.unit.short_name}{now.noun}", comment=reason)


def drop_consultation(consultation: Consultation, user: User, *, reason: str) -> None:
    """Go on without a unit's opinion, with the reason. Should it come after all, it is taken in."""
    case = consultation.reply.case
    with transaction.atomic():
        must_be(case, user, CASE_STAFF, "不再等待会办意见")
        _at_work(case)
        if consultation.cosigns:
            raise Refused("会签等不等，由交办的单位决定。请先催办，催不到的报区政府办公室。")
        changed = Consultation.objects.filter(pk=consultation.pk, outcome=O.WAITING).update(
            outcome=O.DROPPED, dropped_reason=reason, recorded_by=user
        )
        if changed != 1:
            raise Refused(f"{consultation.unit}的{consultation.noun}已经有了结果。")
        record_event(
            case, user, "consult_drop", f"不再等待{consultation.unit.short_name}{consultation.noun}", comment=reason
        )


def keep_agreement(consultation: Consultation, user: User, *, reason: str, number: int) -> None:
    """Go on although the words agreed to were changed, with the reason; it holds for the version of that number."""
    reply = consultation.reply
    with transaction.atomic():
        must_be(reply.case, user, CASE_STAFF, "说明不再请确认的理由")
        _at_work(reply.case)
        newest = reply.drafts.order_by("-number").first()
        if newest is None or newest.number != number:
            raise Stale("您写的时候又存了新的一稿。请看过改动，再交一次。")
        now = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        if not now.is_lapsed:
            raise Refused(f"{now.unit}的同意没有失效，不用说明理由。")
        Consultation.objects.filter(pk=now.pk).update(kept_reason=reason, kept_draft=newest)
        label = f"文字改动后不再请{now.unit.short_name}确认"
        record_event(reply.case, user, "consult_keep", label, comment=reason, data={"text": f"第{number}稿"})


def hand_over_opinion(helper: Case, consultation: Consultation) -> None:
    """Put a helping unit's signed opinion, where there is one, into the 主办 unit's consultation: one that waits
    for it, or that no longer did. A signature that can still be taken back is not handed over."""
    reply = find_reply(helper)
    if reply is None or reply.signed_draft is None or reply.signed_at is None or reply.sends_at:
        return
    if helper.hosts_along:  # it signs the reply along (hosts)
        return
    signed = reply.signed_draft
    open_ones = Consultation.objects.filter(pk=consultation.pk, outcome__in=(O.WAITING, O.DROPPED))
    changed = open_ones.update(
        outcome=O.ANSWERED,
        answer=signed.body,
        answered_on=timezone.localdate(reply.signed_at),
        answered_by=f"{helper.unit.short_name} {signed.contact}".strip()[:60],
        recorded_by=None,
        opinion=PrintedForm.objects.standing().filter(reply=reply).last(),
    )
    if changed:
        _arrived(consultation, None, signed.body, consultation.stance)


def _arrived(consultation: Consultation, user: User | None, answer: str, stance: str) -> None:
    said = f"{consultation.unit.short_name}{consultation.noun}已到"
    label = said + (f"：{stance}" if stance else "")
    role = None if user else Role.SYSTEM
    record_event(consultation.reply.case, user, "consult_answer", label, role=role, comment=answer[:200])

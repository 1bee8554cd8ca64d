"""会签: several 主办 units give one answer (SH 13, 17). One leads and drafts it; each of the others (共同主办) hands
in its material, and its leader signs the very version that the leading unit is about to sign.

It is asked for by itself once the leading unit's own review has passed the text (before 签发), of every unit whose
word for these very texts does not stand yet. A unit that does not agree sends the text back to its handler with the
reason. What was signed along holds for these texts: after any change it lapses, and the unit is asked again. A unit
that joins while the text waits for 签发 (改办, 更正登记) is asked at once; a part that was given back and that nobody
has yet is waited for.
Both units' cases are of one suggestion, which is held by anybody who acts on either (cases/locks.py).
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import BY_NAME, perform, record_event
from proposals.deadlines.due_date import leading_case
from proposals.intake.corrections.differences import CORRECT
from proposals.models import Case, Event, Part, Role, Status, Unit, User
from proposals.models.leave.absence import able_members
from proposals.models.states import LEFT, TAKEN
from replies.consultations.actions import suggested_due
from replies.models import Consultation, Draft, PrintedForm, Reply, Review
from replies.models.reply import awaited_cosigning, current_reply, find_reply

O = Consultation.Outcome  # noqa: E741
WORKING_DAYS = 5  # by when an answer is hoped for; no law says it
ASKED_AGAIN = "你单位会签的是第{}稿，之后文字有改动，须重新会签第{}稿。"
WAIVERS = (Role.DISTRICT, Role.CONGRESS)
GONE_BACK = "主办单位收回文稿修改，改好以后重新送会签。"
LED_AWAY = "{}不再主办，由以后主办的单位重新送会签。"
STARTS_OVER = "文稿已收回，会签从头再来"
SIGNS_INSTEAD = "答复稿已经送会签，意见写在会签里。"
HELPS_INSTEAD = "登记更正，不再共同主办，不用会签。"
NOBODY_HAS_IT = "退回了承办的部分，还没有改交别的单位"


# ---- who has signed along --------------------------------------------------------------------------------


def hosts_of(case: Case) -> list[Case]:
    """The cases of the other 主办 units of the suggestion that this one leads, in the order of their making."""
    if case.part != Part.MAIN:
        return []
    found = (one for one in case.suggestion.cases.all() if one.hosts_along and one.status not in LEFT)
    return sorted(found, key=lambda one: one.pk)


def parts_without_unit(case: Case) -> list[Case]:
    """What other 主办 units of a case that leads gave back, and no other unit has yet (待改办)."""
    if case.part != Part.MAIN:
        return []
    return [one for one in case.suggestion.cases.all() if one.hosts_along and one.waits_to_be_passed_on]


def why_not_signed_along(row: Consultation | None, text: Draft | None) -> str:
    """Why this unit's word does not stand for the text, in a few words; "" where it does or is not waited for."""
    if row is None:
        return "还没有送会签"
    if row.is_waived:
        return ""
    if row.refuses:
        return "不同意会签"
    if row.agreed and row.draft and text and not row.holds_for(text):
        return f"会签的是第{row.draft.number}稿，之后文字有改动，须重新会签"
    return "" if row.agreed else "还没有会签"


def list_unsigned(case: Case) -> list[tuple[Case, str]]:
    """Which of the other 主办 units have not signed the newest version along, and why; those whose part nobody has
    among them."""
    reply = find_reply(case)
    if reply is None:
        return []
    hosts, left = hosts_of(case), parts_without_unit(case)
    rows = reply.newest_cosignings()
    found = [(host, why_not_signed_along(rows.get(host.unit_id), reply.latest_draft)) for host in hosts]
    return [(host, why) for host, why in found if why] + [(one, NOBODY_HAS_IT) for one in left]


@dataclass(frozen=True)
class HostRow:
    """Another 主办 unit as the page of the leading case shows it: what it was asked last, what came before, and why
    its word does not stand ("" where it does). `on_paper`: nobody there signs in this program."""

    host: Case
    asked: Consultation | None
    before: list[Consultation]
    why: str
    on_paper: bool


def host_rows(case: Case) -> list[HostRow]:
    """The other 主办 units of a case that leads, with all that was asked of them in this round; last those whose part
    nobody has."""
    reply, hosts = find_reply(case), hosts_of(case)
    asked = [row for row in reply.consultations.all() if row.cosigns] if reply else []
    able = able_members(Role.LEADER).filter(unit__in=[host.unit_id for host in hosts])
    here = set(able.values_list("unit", flat=True)) if hosts else set()
    text, found = reply.text if reply else None, []
    for host in hosts:
        own = [row for row in asked if row.unit_id == host.unit_id]
        last = own[-1] if own else None
        why = why_not_signed_along(last, text)
        found.append(HostRow(host, last, own[:-1], why, host.unit_id not in here))
    return found + [HostRow(one, None, [], NOBODY_HAS_IT, False) for one in parts_without_unit(case)]


def say_unsigned(case: Case) -> str:
    """区建管委还没有会签；区房管局会签的是第2稿，之后文字有改动，须重新会签. "" where nobody is waited for."""
    return "；".join(f"{host.unit.short_name}{why}" for host, why in list_unsigned(case))


def why_text_stands(case: Case) -> str:
    """Why a leader does not change the text at 签发: others sign it along."""
    return "有共同主办单位，改动文字须重新会签，请退回修改" if hosts_of(case) else ""


def why_not_asked(case: Case) -> str:
    """Why a unit that signs along has nothing to sign now."""
    return "" if awaited_cosigning(case) else "主办单位还没有送会签，或者已经收回修改"


def why_sent_on(case: Case) -> str:
    """Why what was signed along is not taken back any more."""
    lead = leading_case(case)
    if not case.hosts_along or (lead and lead.status == Status.SIGNING):
        return ""
    return "主办单位已经签发或者收回修改，请与主办单位联系"


def text_hash(draft: Draft) -> str:
    """SHA-256 of all that a person wrote of the version: what a 会签 is bound to."""
    said = json.dumps(draft.texts(), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


# ---- asking ----------------------------------------------------------------------------------------------


def follow_cosigning(case: Case, event: Event) -> None:
    """What follows from a step for the units that sign along: to 签发 the text is sent to them, from there back it is
    theirs no more; who joins meanwhile is asked what the others were. Needs the transaction of the step."""
    if case.helps and event.action in (HAND_OVER, CORRECT):
        _ask_newcomer(case, event)
    if case.part != Part.MAIN or not event.moved:
        return
    if event.to_status == Status.SIGNING and event.from_status != Status.SIGNED:
        _ask_all(lock_case(case.pk), event)
    elif event.to_status in (Status.RETURNED, Status.VOID):
        _end_waiting(case, LED_AWAY.format(case.unit.short_name))
        for host in hosts_of(case):  # what they signed is no unit's text any more
            if host.status == Status.SIGNED:
                _begin_over(host, LED_AWAY.format(case.unit.short_name))
    elif event.from_status == Status.SIGNING and event.to_status in (Status.IN_PROGRESS, Status.CHECKING, *LEFT):
        _end_waiting(case, GONE_BACK)


def _end_waiting(case: Case, why: str) -> None:
    """What waits to be signed along is taken back: where it is under review in a unit, that begins over, for all that
    was said there is said of a text that may be another tomorrow."""
    rows = Consultation.objects.filter(reply__case=case, cosigns=True, outcome=O.WAITING)
    helping = list(rows.values_list("helping", flat=True))
    rows.update(outcome=O.DROPPED, dropped_reason=why)
    for host in Case.objects.filter(pk__in=helping, status__in=(Status.CHECKING, Status.SIGNING)).order_by("pk"):
        _begin_over(host, why)


def _begin_over(host: Case, why: str) -> None:
    signed = host.status == Status.SIGNED
    if signed:
        current_reply(host).take_back_signature()
    perform(host, "lapse", None, comment=why, label="" if signed else STARTS_OVER)


def _ask_newcomer(case: Case, event: Event) -> None:
    """The case of a unit that helps or signs along was made or corrected, while the leading unit may be far on: what
    waits for its answer is its present unit's, and who is in charge from now on is asked: for its material while the
    answer is written, for its 会签 where that waits for 签发."""
    waiting = Consultation.objects.filter(helping__suggestion=case.suggestion_id, outcome=O.WAITING)
    for row in waiting.exclude(unit=F("helping__unit")).select_related("helping"):  # nobody had signed for it
        Consultation.objects.filter(pk=row.pk).update(unit=row.helping.unit_id if row.helping else row.unit_id)
    waiting = waiting.filter(helping=case)
    if not case.hosts_along:
        waiting.filter(cosigns=True).update(outcome=O.DROPPED, dropped_reason=HELPS_INSTEAD)
        return
    found = leading_case(case)
    if found is None:
        return
    lead = lock_case(found.pk)
    if lead.status == Status.SIGNING:
        _ask_all(lead, event)
    elif lead.status == Status.IN_PROGRESS and (by := event.actor or lead.handler):
        reply, today = current_reply(lead), timezone.localdate()
        if not reply.consultations.filter(unit=case.unit_id, cosigns=False).exists():
            facts = {"question": case.share, "asked_by": by, "asked_on": today, "due_on": suggested_due(lead)}
            Consultation.objects.create(reply=reply, unit=case.unit, helping=case, **facts)


def _ask_all(case: Case, event: Event) -> None:
    reply, hosts = current_reply(case), hosts_of(case)
    text = reply.drafts.order_by("-number").first()
    rows = reply.newest_cosignings() if hosts else {}
    asked = []
    for host in hosts:
        row = rows.get(host.unit_id)
        if text and (row is None or not (row.is_waiting or row.is_waived or row.holds_for(text))):
            _ask_one(reply, host, text, row, event)
            asked.append(host.unit.short_name)
    if asked and text:
        data = {"signed_text": f"第{text.number}稿", "sha256": text_hash(text)}
        said = f"送{'、'.join(asked)}会签"
        record_event(case, event.actor, "cosign_ask", said, role=Role(event.role), data=data)


def _ask_one(reply: Reply, host: Case, text: Draft, before: Consultation | None, event: Event) -> None:
    lead, by = reply.case, event.actor or reply.case.handler
    if by is None:
        raise ValueError(f"{lead} is sent for 会签 by nobody")
    lapsed = before is not None and before.agreed and before.draft is not None
    said = ASKED_AGAIN.format(before.draft.number, text.number) if lapsed and before and before.draft else ""
    if host.status == Status.SIGNED:
        _begin_over(host, said or GONE_BACK)
    Case.objects.filter(pk=host.pk).update(version=F("version") + 1)  # a page opened before does not send it on
    owed = reply.consultations.filter(unit=host.unit, outcome=O.WAITING)
    owed.update(outcome=O.DROPPED, dropped_reason=SIGNS_INSTEAD)
    Consultation.objects.create(
        reply=reply,
        unit=host.unit,
        helping=host,
        question=said,
        draft=text,
        cosigns=True,
        asked_by=by,
        asked_on=timezone.localdate(),
        due_on=_hoped_for(lead),
    )
    label = f"{lead.unit.short_name}送来第{text.number}稿，请会签"
    data = {"signed_text": f"第{text.number}稿", "sha256": text_hash(text)}
    record_event(host, event.actor, "cosign_asked", label, role=Role(event.role), comment=said, data=data)


def _hoped_for(case: Case) -> dt.date:
    today = timezone.localdate()
    last = WorkCalendar.load().after_working_days(today, WORKING_DAYS)
    return max(today, min(last, case.due - dt.timedelta(days=1)))


# ---- what they say ---------------------------------------------------------------------------------------


def record_cosigning(case: Case, review: Review) -> None:
    """The leader of a unit that signs along has decided (`review`): its word goes to the leading unit; a refusal
    sends the text back to the handler there, with the reason. Needs the transaction of the decision."""
    row = Consultation.objects.select_for_update(of=("self",)).get(helping=case, cosigns=True, outcome=O.WAITING)
    lead, refuses = row.reply.case, review.outcome == Review.Outcome.REFUSED
    stance = Consultation.Stance.REFUSED if refuses else Consultation.Stance.AGREED
    Consultation.objects.filter(pk=row.pk).update(
        outcome=O.ANSWERED,
        stance=stance,
        answer=review.opinion,
        answered_on=review.on,
        answered_by=f"{case.unit.short_name} {review.signature}"[:60],
        opinion=None if refuses else PrintedForm.objects.standing().filter(reply=review.reply).last(),
    )
    text = row.draft
    said = f"{case.unit.short_name}{'不同意' if refuses else '同意'}会签第{text.number if text else ''}稿"
    data = {"signed_text": f"第{text.number}稿", "sha256": text_hash(text)} if text else {}
    record_event(lead, review.signer, "cosigned", said, role=Role.LEADER, comment=review.opinion, data=data)
    if refuses:
        perform(lead, "back_to_lead", None, comment=f"{case.unit.short_name}：{review.opinion}")


def reopen_cosigning(case: Case, user: User) -> None:
    """The leader took the 会签 back: it is waited for again. Needs the transaction of the step."""
    rows = Consultation.objects.filter(helping=case, cosigns=True, outcome=O.ANSWERED)
    row = rows.order_by("pk").last()
    if row is None:
        return
    blank = {"stance": "", "answer": "", "answered_on": None, "answered_by": "", "opinion": None}
    Consultation.objects.filter(pk=row.pk).update(outcome=O.WAITING, **blank)
    record_event(row.reply.case, user, "cosigned", f"{case.unit.short_name}撤回会签", role=Role.LEADER)


def waive_cosigning(consultation: Consultation, user: User, *, reason: str) -> None:
    """不再等待会签: decided by the district office, or the working body, with the reason; for this round."""
    lead, host = consultation.reply.case, consultation.helping
    with transaction.atomic():
        must_be(lead, user, WAIVERS, "决定不再等待会签", recorded=True)
        lock_case(lead.pk)
        rows = Consultation.objects.filter(pk=consultation.pk, cosigns=True, outcome=O.WAITING)
        if rows.update(outcome=O.DROPPED, dropped_reason=reason, recorded_by=user) != 1:
            raise Refused(f"{consultation.unit}的会签已经有了结果，请看最新情况。")
        role = must_be(lead, user, WAIVERS, "决定不再等待会签", recorded=True)
        label = f"不再等待{consultation.unit.short_name}会签"
        for one in filter(None, (lead, host)):
            record_event(one, user, "cosign_waive", label, role=role, comment=reason)


def _why_no_material(now: Case, consultation: Consultation) -> str:
    if awaited_cosigning(now):
        return "答复稿已经送来会签，不再送承办材料。要说的写在会签意见里，或者写明不同意会签。"
    if consultation.is_answered:
        return "承办材料已经送过了。有补充的，请与主办单位联系。"
    if now.status != Status.IN_PROGRESS or consultation.reply.case.status in LEFT:
        return f"这件{now.suggestion.kind}现在是“{now.state_label}”，不能送承办材料。"
    return ""


def _written_to(host: Case, draft: Draft, lead: Unit) -> str:
    """The name of a unit that led before, where the first line still calls on it and not on who leads now."""
    first = next(iter(draft.body.strip().splitlines()), "")
    led = host.suggestion.cases.filter(part=Part.MAIN, status__in=LEFT).exclude(unit=lead).select_related("unit")
    names = [one.unit.name for one in led if one.unit.name in first or one.unit.short_name in first]
    return "" if lead.name in first or lead.short_name in first else next(iter(names), "")


def hand_in_material(consultation: Consultation, user: User) -> None:
    """承办材料: what the unit that signs along has written goes to the leading unit, for its letter."""
    host = consultation.helping
    with transaction.atomic():
        if host is None or not host.hosts_along or consultation.cosigns:
            raise Refused("只有共同主办单位送承办材料。")
        must_be(host, user, (Role.HANDLER,), "送承办材料")
        now = lock_case(host.pk)
        if refusal := _why_no_material(now, consultation):
            raise Refused(refusal)
        draft = current_reply(now).written
        if draft and (other := _written_to(now, draft, consultation.reply.case.unit)):
            raise Refused(f"承办材料是写给{other}的，现在由{consultation.reply.case.unit}牵头，请改好称呼再送。")
        if draft is None or not draft.body.strip():
            raise Refused("还没有写承办材料，请先写好并保存。")
        open_ones = Consultation.objects.filter(pk=consultation.pk, outcome__in=(O.WAITING, O.DROPPED))
        changed = open_ones.update(
            outcome=O.ANSWERED,
            answer=draft.body,
            answered_on=timezone.localdate(),
            answered_by=f"{now.unit.short_name} {user}"[:60],
            recorded_by=None,
        )
        if changed != 1:
            raise Refused("承办材料已经送过了。有补充的，请与主办单位联系。")
        label = f"{now.unit.short_name}送来承办材料"
        record_event(
            consultation.reply.case, user, "consult_answer", label, role=Role.HANDLER, comment=draft.body[:200]
        )
        record_event(now, user, "material_sent", "把承办材料送主办单位", data={"draft": draft.number})


# ---- the answer is out ------------------------------------------------------------------------------------


def end_hosting(lead: Case) -> None:
    """The leading unit's reply has gone out: the duty of those who signed it along is done. Needs the transaction in
    which it goes out."""
    signed_on = timezone.localdate(current_reply(lead).signed_at)
    for host in hosts_of(lead):
        if host.status == Status.CLOSED:
            continue
        fields = {"answered_on": host.answered_on or signed_on}
        perform(host, "answered_along", None, fields=fields, comment=f"{lead.unit.short_name}已签发答复。")
        host.replies.filter(closed_on=None).update(closed_on=timezone.localdate())


def host_again(reply: Reply) -> None:
    """A further round of the leading unit is one of those who signed along: each begins again, with its date."""
    lead = reply.case
    for host in hosts_of(lead):
        if host.status not in BY_NAME["host_again"].sources:
            continue
        to = Status.IN_PROGRESS if host.handler_id else Status.RECEIVED
        to = to if host.status in TAKEN and host.received_on else Status.AWAITING_RECEIPT
        dates = {"statutory_due": reply.due_on, "internal_due": None, "delivered_on": None}
        label = f"{lead.unit.short_name}{reply.get_occasion_display()}，请继续共同主办"
        perform(host, "host_again", None, fields=dates, to=to, label=label)
        before = find_reply(host)
        Reply.objects.create(
            case=host,
            round=before.round + 1 if before else 1,
            genre=Reply.Genre.OPINION,
            occasion=reply.occasion,
            opened_on=reply.opened_on,
            due_on=reply.due_on,
        )

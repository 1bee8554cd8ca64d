"""Entering finished cases: whole or not at all. Nobody signs, prints, sends or is asked: what is known is written
down as known, with one event a case that says where it comes from."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases.access import NotYours, Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.intake import register
from proposals.intake.tables.sheet import ListSheet
from proposals.models import (
    Attachment,
    Case,
    Deputy,
    IntakeList,
    Part,
    Role,
    Sponsorship,
    Status,
    Suggestion,
    Unit,
    User,
)
from replies.finished import columns, plan
from replies.finished.entries import FinishedEntry
from replies.letter.docx.word_text import WordText
from replies.models import Draft, FinishedOpinion, Promise, Reply
from replies.models.reply import current_reply

KEEPERS = (Role.OFFICE, Role.DISTRICT)
NOTE = "补录"


def keep_finished_list(name: str, content: bytes, user: User) -> IntakeList:
    """Read an uploaded list and keep its rows. The same file again is the list that already waits. Raises
    UnreadableList."""
    register.must_register(user)
    read = columns.read_finished(content)
    kept, _ = IntakeList.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=user,
        applied_at=None,
        finished=True,
        defaults={"name": name, "content": read.as_json()},
    )
    return kept


def finished_plan_of(waiting: IntakeList, user: User) -> plan.FinishedPlan:
    """What the list would enter now."""
    return plan.plan_finished(ListSheet.from_json(waiting.content or {"rows": [], "notes": []}), user)


def confirm_finished_list(waiting: IntakeList, user: User) -> plan.FinishedPlan | None:
    """Enter all of the list as it stands at this moment, or nothing when a row is wrong. None when it was entered
    before."""
    register.must_register(user)
    with transaction.atomic():
        now = IntakeList.objects.select_for_update().get(pk=waiting.pk)
        if now.applied_at:
            return None
        found = finished_plan_of(now, user)
        if found.new and not found.wrong:
            register_finished(found.entries, user, {"file": now.name, "sha256": now.sha256})
            now.applied_at, now.applied_by, now.made = timezone.now(), user, len(found.new)
            now.save(update_fields=["applied_at", "applied_by", "made"])
    return found


def register_finished(entries: Sequence[FinishedEntry], user: User | None, source: dict[str, str]) -> list[Case]:
    """Make everything these entries say, whole or not at all. Raises Refused when a number was taken meanwhile."""
    for entry in entries:
        for unit, _part in entry.asked.parts:
            if refusal := register.why_not_hand_to(user, unit):
                raise NotYours(refusal)
    try:
        with transaction.atomic():
            _add_people(entries)
            days = workdays.WorkCalendar.load()
            return [case for entry in entries for case in _enter(entry, user, source, days)]
    except IntegrityError:
        raise Refused("刚刚有人登记了相同的件号，这一次没有补录任何内容。请重新核对后再办。") from None


def _add_people(entries: Sequence[FinishedEntry]) -> None:
    sessions = [entry.asked.session for entry in entries]
    for session in {id(one): one for one in sessions if not one.pk}.values():
        session.save()
    signers = (deputy for entry in entries for deputy in entry.asked.deputies)
    Deputy.objects.bulk_create({id(one): one for one in signers if not one.pk}.values())


def _enter(
    entry: FinishedEntry, user: User | None, source: dict[str, str], days: workdays.WorkCalendar
) -> list[Case]:
    asked = entry.asked
    made = Suggestion.objects.create(
        session=asked.session,
        kind=asked.session.kind,
        number=asked.number,
        title=asked.title,
        text=asked.text,
        category=asked.category,
        made_between_sessions=asked.between_sessions,
    )
    Sponsorship.objects.bulk_create(
        Sponsorship(suggestion=made, deputy=deputy, position=position)
        for position, deputy in enumerate(asked.deputies, 1)
    )
    return [_case(made, unit, part, entry, user, source, days) for unit, part in asked.parts]


def _case(
    made: Suggestion,
    unit: Unit,
    part: Part,
    entry: FinishedEntry,
    user: User | None,
    source: dict[str, str],
    days: workdays.WorkCalendar,
) -> Case:
    handed_on = entry.asked.handed_on
    case = register.new_case(made, unit, part, handed_on=handed_on, due=None, days=days)
    case.status, case.finished_before = Status.CLOSED, True
    case.closed_on = case.answered_on = entry.answered_on
    case.save()
    if not case.helps:
        _reply(case, entry, user)
    data = {"unit": unit.name, "part": part, "handed_on": handed_on, "answered_on": entry.answered_on}
    data |= {**entry.asked.source, **source} | ({} if case.helps else _known(entry))
    comment = f"往年在别处办结，{cn_date(entry.answered_on)}答复；没有在这里签收、签发、送达和打印。"
    record_event(case, user, "finished", "补录", role=register.registrar_role(user), comment=comment, data=data)
    return case


def _known(entry: FinishedEntry) -> dict[str, Any]:
    """What the event keeps of the answer."""
    known: dict[str, Any] = {
        "classification": entry.classification,
        "disclosure": entry.disclosure,
        "document_number": entry.document_number,
        "marks": entry.marks,
        "comment": entry.comment,
        "promises": [one.as_json() for one in entry.promises],
    }
    if entry.body:
        known["body_sha256"] = hashlib.sha256(entry.body.encode()).hexdigest()
    return {name: value for name, value in known.items() if value}


def _reply(case: Case, entry: FinishedEntry, user: User | None) -> None:
    reply = Reply.objects.create(
        case=case,
        round=1,
        opened_on=case.handed_on,
        due_on=case.statutory_due,
        closed_on=entry.answered_on,
        finished_on=entry.answered_on,
        document_number=entry.document_number,
        classification=entry.classification,
        disclosure=entry.disclosure,
    )
    if entry.body:
        _write_text(reply, user, {"body": entry.body})
    if entry.marks or entry.comment:
        FinishedOpinion.objects.create(reply=reply, comment=entry.comment, **entry.marks)
    Promise.objects.bulk_create(
        Promise(
            reply=reply,
            position=position,
            item=one.item,
            promised_on=one.due_on,
            due_on=one.due_on,
            kept_on=one.kept_on,
        )
        for position, one in enumerate(entry.promises, 1)
    )


def _write_text(reply: Reply, user: User | None, texts: dict[str, str]) -> None:
    """The text of the reply as far as it is known, as the one version there is."""
    facts = {name: getattr(reply, name) for name in ("document_number", "classification", "disclosure")}
    draft = Draft.objects.create(reply=reply, number=1, author=user, note=NOTE, **{**facts, **texts})
    Reply.objects.filter(pk=reply.pk).update(signed_draft=draft)


def add_finished_file(case: Case, user: User, original: Attachment, found: WordText | None = None) -> bool:
    """补交答复原件: the scan or Word file of a reply that was given before. Where its text was not known, what was
    read of it (`found`) is. Returns whether the text was taken. The same file again changes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_be(now, user, KEEPERS, "补交答复原件")
        why_not_add(now)
        if now.events.filter(action="finished_file", data__sha256=original.sha256).exists():
            return False
        reply = current_reply(now)
        takes = bool(found and found.body and not reply.signed_draft_id)
        if found and takes:
            number = reply.document_number or found.fields.get("document_number", "")[:40]
            _write_text(reply, user, {"title": found.title[:250], "body": found.body, "document_number": number})
            Reply.objects.filter(pk=reply.pk).update(document_number=number)
        data: dict[str, Any] = {"sha256": original.sha256, "name": original.name}
        if found and takes:
            data["body_sha256"] = hashlib.sha256(found.body.encode()).hexdigest()
        label = f"补交答复原件{'，取出正文' if takes else ''}"
        record_event(now, user, "finished_file", label, comment=original.name, data=data)
    return takes


def why_not_add(case: Case) -> None:
    """Refuse a case to which no original is added: handled here, or a 会办 one."""
    if not case.finished_before:
        raise Refused("这一件是在这里办理的，不用补交答复原件。")
    if case.hosts_along:
        raise Refused("几个单位共同主办的，答复在牵头单位的那一件，请在那里补交答复原件。")
    if case.helps:
        raise Refused("会办的件没有答复代表，不用补交答复原件。")

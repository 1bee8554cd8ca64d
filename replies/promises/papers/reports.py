"""改期报告: written, sent up through the unit's steps, given back, signed. With the signature the day changes, both
bodies are told, and the deputies get a message and the paper (SH 22)."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.administration.passwords import AFTER_RESET, say_fresh_resets
from proposals.cases.access import NotYours, Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Case, Notice, Role, User
from proposals.models.leave.absence import able_members
from proposals.models.people import CASE_STAFF
from proposals.models.suggestion import both_bodies
from proposals.notices.recipients import case_name, for_people, keep_notices
from replies.models import Promise, PromiseReport, PromiseStep, ReportVerdict
from replies.prints.unit_letters import keep_unit_letter
from replies.promises.papers.paper import compose_report
from replies.promises.papers.route import (
    STATES,
    first_stop_of,
    list_deciders,
    list_next,
    may_decide,
    name_report_step,
    next_stop_of,
)
from replies.promises.rules import must_be_moved

State = PromiseReport.State
OPEN_STATES = (State.CHECKING, State.SIGNING, State.BACK)
STALE = "这份报告刚刚有了新的情况，请看过再办。您写的都还在，没有保存。"
DOING = "写改期报告"


def send_report(
    promise: Promise, user: User, *, new_on: dt.date, why: str, plan: str, key: uuid.UUID, seen: int
) -> PromiseReport:
    """Write a report and send it up. The same form sent twice is one report."""
    try:
        with transaction.atomic():
            case = lock_case(promise.reply.case_id)
            must_be(case, user, CASE_STAFF, DOING)
            if there := PromiseReport.objects.filter(key=key).first():
                return there
            now = Promise.objects.select_for_update().get(pk=promise.pk)
            must_be_moved(now, case, new_on)
            if now.steps.count() != seen:
                raise Stale("这项承诺刚刚有了新的登记，请看过最新情况再办。您写的都还在，没有保存。")
            facts = {"new_on": new_on, "why": why, "plan": plan, "seen": seen, "made_by": user}
            made = PromiseReport.objects.create(key=key, promise=now, state=State.CHECKING, **facts)
            _send_up(case, made, user, "送审")
    except IntegrityError:
        raise Stale("这项承诺已经有一份改期报告在审，不用再写。您写的都还在，没有保存。") from None
    return made


def resend_report(report: PromiseReport, user: User, *, new_on: dt.date, why: str, plan: str, seen: int) -> None:
    """Send up again what was given back. `seen` is the version the page showed."""
    with transaction.atomic():
        case = lock_case(report.promise.reply.case_id)
        must_be(case, user, CASE_STAFF, DOING)
        now = _lock(report, seen, State.BACK)
        must_be_moved(now.promise, case, new_on)
        now.new_on, now.why, now.plan, now.made_by = new_on, why, plan, user
        _send_up(case, now, user, "再次送审")


def _send_up(case: Case, report: PromiseReport, user: User, said: str) -> None:
    stop = first_stop_of(report)
    report.state = STATES[stop.status]
    report.approval_plan, report.approval_step = stop.fields.get("approval_plan"), stop.fields.get("approval_step")
    report.version += 1
    report.save()
    _note(case, report, user, said, "")


def decide_report(report: PromiseReport, user: User, *, agree: bool, opinion: str, seen: int) -> None:
    """The step at which it waits: passed on, or signed; or given back to who wrote it, with a reason."""
    with transaction.atomic():
        case = lock_case(report.promise.reply.case_id)
        if not may_decide(report, user):
            raise NotYours(f"“{name_report_step(report)}”改期报告由办这一步的人办理，起草人不能审自己写的。")
        now = _lock(report, seen, State.CHECKING, State.SIGNING)
        said = name_report_step(now)
        if agree:
            must_be_moved(now.promise, case, now.new_on)
        if not agree:
            if not opinion.strip():
                raise Refused("请写明退回的理由。")
            now.state, now.approval_step, said = State.BACK, None, f"{said}退回"
        elif now.state == State.SIGNING:
            _sign(case, now, user)
        else:
            stop = next_stop_of(now)
            now.state, now.approval_step = STATES[stop.status], stop.fields.get("approval_step")
            said = f"{said}通过"
        now.version += 1
        now.save()
        if now.state == State.SIGNED:
            keep_unit_letter(case, compose_report(now), report=now)
        _note(case, now, user, said, opinion)


def _sign(case: Case, report: PromiseReport, user: User) -> None:
    """The day changes: a step of the ledger by who wrote the report, signed for by the leader."""
    promise = Promise.objects.select_for_update().get(pk=report.promise_id)
    number = promise.steps.count() + 1
    facts = {"on": timezone.localdate(), "said": report.why, "new_on": report.new_on, "by": report.made_by}
    report.step = PromiseStep.objects.create(promise=promise, number=number, kind=PromiseStep.Kind.CHANGED, **facts)
    Promise.objects.filter(pk=promise.pk).update(due_on=report.new_on)
    report.state, report.approval_step = State.SIGNED, None
    report.signed_by, report.signed_at = user, timezone.now()
    _tell_bodies(case, report)


def drop_report(report: PromiseReport, user: User, *, seen: int) -> None:
    """不再报: the day that stands goes on to stand."""
    with transaction.atomic():
        case = lock_case(report.promise.reply.case_id)
        must_be(case, user, CASE_STAFF, DOING)
        _end(case, _lock(report, seen, *OPEN_STATES), user, "")


def end_reports(case: Case, promises: Collection[int], user: User, why: str) -> None:
    """The reports of these promises that are on their way are not made any more; who has the next step of one, and
    who wrote it, are told why. Needs a transaction in which the case is locked."""
    rows = PromiseReport.objects.select_for_update(of=("self",)).select_related("promise__reply", "approval_step")
    for report in rows.filter(promise__in=promises, state__in=OPEN_STATES).order_by("pk"):
        _end(case, report, user, why)


def _end(case: Case, report: PromiseReport, user: User, why: str) -> None:
    had = {one.pk: one for one in [report.made_by, *list_next(report)] if one != user}
    report.state, report.approval_step = State.DROPPED, None
    report.version += 1
    report.save()
    _note(case, report, user, "不再报", why)
    said = f"（{why}）" if why else ""
    sentence = f"{case_name(case)}：承诺改期报告不再报{said}，不用再办。"
    _tell(case, report, list(had.values()), sentence, Notice.Kind.TOLD)


def _lock(report: PromiseReport, seen: int, *states: str) -> PromiseReport:
    now = PromiseReport.objects.select_for_update(of=("self",)).select_related("promise__reply").get(pk=report.pk)
    if now.version != seen or now.state not in states:
        raise Stale(STALE)
    return now


def _note(case: Case, report: PromiseReport, user: User, said: str, opinion: str) -> None:
    """In the report's own course, in the record of the case, and to who is next."""
    ReportVerdict.objects.create(
        report=report, number=report.version, said=said, opinion=opinion, by=user, at=timezone.now()
    )
    label = f"改期报告{said}：{report.promise.item}"
    if report.state == State.SIGNED:
        label = f"签发改期报告，改到{cn_date(report.new_on)}：{report.promise.item}"
    data: dict[str, Any] = {"promise": report.promise_id, "report": report.pk, "new_on": report.new_on}
    if report.state == State.SIGNED and (fresh := say_fresh_resets(user)):
        data[AFTER_RESET] = fresh
    record_event(case, user, "promise_report", label, comment=opinion, data=data)
    if report.state in (State.CHECKING, State.SIGNING):
        sentence = f"{case_name(case)}：承诺改期报告，请您{name_report_step(report)}。"
        _tell(case, report, list_deciders(report), sentence, Notice.Kind.SIGN)
    elif report.state in (State.BACK, State.SIGNED) and report.made_by != user:
        what = "退回修改" if report.state == State.BACK else "已经签发，请打印送代表和两家机关"
        kind = Notice.Kind.BACK if report.state == State.BACK else Notice.Kind.TOLD
        _tell(case, report, [report.made_by], f"{case_name(case)}：承诺改期报告{what}。", kind)


def _tell_bodies(case: Case, report: PromiseReport) -> None:
    """Both bodies get it in the program, beside the paper."""
    for unit in both_bodies(case.suggestion):
        rows: Any = able_members(Role.DISTRICT, Role.CONGRESS).filter(unit=unit)
        users = list(User.objects.in_bulk(list(rows.values_list("acts", flat=True))).values())
        sentence = f"{case_name(case)}：{case.unit.short_name}报告承诺改期到{cn_date(report.new_on)}，抄送你单位。"
        _tell(case, report, users, sentence, Notice.Kind.TOLD)


def _tell(case: Case, report: PromiseReport, users: list[User], sentence: str, kind: str) -> None:
    facts = {"case": case, "kind": kind, "key": f"report:{report.pk}:{report.version}", "sentence": sentence}
    keep_notices(for_people(users, None, **facts))

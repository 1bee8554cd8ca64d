"""A body asks the units for their reports; a unit hands its own in; the body takes it in, sends it back, urges."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale
from proposals.cases.attachments import CheckedFile
from proposals.models import Session, Unit, User
from replies.models import AskedReport, AskedStep, ReportAsk, WorkReport
from replies.reports import versions
from replies.reports.asks import bodies, told

Kind, State = AskedStep.Kind, AskedReport.State
FOLDER = "reports/given"
BECOMES = {Kind.HANDED: State.HANDED, Kind.RECEIVED: State.RECEIVED, Kind.BACK: State.BACK}
MOVED_ON = "这份报告刚才有了新的情况，请看过现在的样子再办。您刚才的操作没有执行。"
WITHDRAWN = "这次报送已经撤销，不用再办。"
NOT_WRITTEN = "还没有写这份报告。请先“写报告”；已经在别处写好的，选“交纸质或者 Word 的报告”。"


def ask_for_reports(
    unit: Unit,
    user: User,
    *,
    key: uuid.UUID,
    kind: str,
    period: str,
    units: Iterable[Unit],
    due_on: dt.date,
    said: str = "",
    year: int | None = None,
    session: Session | None = None,
) -> ReportAsk:
    """Ask these units; each finds it among its tasks and is told. The same form sent twice asks once, and of one time
    and kind one asking stands, whichever body it is of."""
    bodies.must_ask(unit, user, kind)
    if before := ReportAsk.objects.filter(key=key, by=user).first():
        return before
    asked = {"kind": kind, "period": period, "year": year, "session": session}
    if stands := ReportAsk.objects.live().filter(**asked).select_related("unit").first():
        raise Refused(_twice(stands))
    chosen = list(units)
    if not chosen:
        raise Refused("请勾选请哪些单位报送。")
    try:
        with transaction.atomic():
            ask = ReportAsk.objects.create(key=key, unit=unit, by=user, due_on=due_on, said=said, **asked)
            AskedReport.objects.bulk_create(AskedReport(ask=ask, unit=one) for one in chosen)
            told.tell_asked(ask)
    except IntegrityError:
        before = ReportAsk.objects.filter(key=key, by=user).first()
        if before is None:
            raise Refused("刚刚已经有人要过这份报告，请看“请单位报送的”。") from None
        return before
    return ask


def _twice(ask: ReportAsk) -> str:
    return f"{ask.unit.short_name}已经请单位报送{ask}，报送的两家都看得到，不用再要一次。"


def withdraw_ask(ask: ReportAsk, user: User, *, why: str) -> ReportAsk:
    """The reports are no longer asked for: the tasks end, the units are told; what was handed in stays to be read."""
    bodies.must_see_to(ask, user)
    with transaction.atomic():
        now = ReportAsk.objects.select_for_update(of=("self",)).get(pk=ask.pk)
        if now.withdrawn_at is None:
            now.withdrawn_at, now.withdrawn_by, now.withdrawn_for = timezone.now(), user, why
            now.save()
            told.tell_withdrawn(now)
    return now


def urge_units(ask: ReportAsk, user: User, *, seen: int) -> int:
    """催报: tell every unit that has not handed in yet, at once. `seen` is how often it was done when the page was
    drawn: pressed twice it is done once. Returns how many units are told."""
    bodies.must_see_to(ask, user)
    with transaction.atomic():
        now = ReportAsk.objects.select_for_update(of=("self",)).get(pk=ask.pk)
        if now.withdrawn_at:
            raise Refused(WITHDRAWN)
        if now.urged != seen:
            return 0
        now.urged, now.urged_at = seen + 1, timezone.now()
        now.save()
        late = list(AskedReport.objects.open().filter(ask=now).select_for_update(of=("self",)).for_rows())
        for one in late:
            _add(one, user, Kind.URGED)
        told.tell_urged(now, late)
    return len(late)


def hand_in_report(
    asked: AskedReport, user: User, *, key: uuid.UUID, seen: int, leader: str, approved_on: dt.date, said: str = ""
) -> AskedStep:
    """报送: the unit's report as it is at this moment, bound as a version of its own. `seen` is the number of the
    newest step that the page showed: sent twice it is handed in once."""
    bodies.must_hand_in(asked, user)
    report = asked.ask.report_of(asked.unit)
    if report.pk is None:
        raise Refused(NOT_WRITTEN)
    content = versions.report_content(report)
    facts = {"leader": leader, "approved_on": approved_on, "said": said}
    with transaction.atomic():
        now = _hold(asked)
        if before := _done_before(now, user, seen, Kind.HANDED, file="", **facts):
            return before
        _may_hand_in(now, seen, leader)
        note = f"报送{asked.ask.unit.short_name}"
        made = versions.keep_version(report, user, key=key, note=note, content=content)
        step = _add(now, user, Kind.HANDED, made=made, **facts)
        told.tell_handed(now, step)
    return step


def hand_in_file(
    asked: AskedReport,
    user: User,
    *,
    file: CheckedFile,
    seen: int,
    leader: str,
    approved_on: dt.date,
    said: str = "",
) -> AskedStep:
    """报送 of a report that was written elsewhere: on paper, scanned, or in Word."""
    bodies.must_hand_in(asked, user)
    path = f"{FOLDER}/{file.sha256[:2]}/{file.sha256}{file.suffix}"
    if not default_storage.exists(path) or default_storage.size(path) != len(file.content):
        default_storage.delete(path)  # a half-written file of a process that was killed
        default_storage.save(path, ContentFile(file.content))
    facts = {"leader": leader, "approved_on": approved_on, "said": said, "file": path, "name": file.name}
    with transaction.atomic():
        now = _hold(asked)
        if before := _done_before(now, user, seen, Kind.HANDED, **facts):
            return before
        _may_hand_in(now, seen, leader)
        step = _add(now, user, Kind.HANDED, **facts)
        told.tell_handed(now, step)
    return step


def receive_report(asked: AskedReport, user: User, *, seen: int) -> AskedStep:
    """收到: the unit's task is done, and it is told."""
    return _settle(asked, user, Kind.RECEIVED, seen, "")


def send_report_back(asked: AskedReport, user: User, *, seen: int, why: str) -> AskedStep:
    """退回补充: the unit is told what is missing, and hands it in again."""
    if not why.strip():
        raise Refused("请写明要补充什么。")
    return _settle(asked, user, Kind.BACK, seen, why)


def _settle(asked: AskedReport, user: User, kind: AskedStep.Kind, seen: int, said: str) -> AskedStep:
    bodies.must_see_to(asked.ask, user)
    with transaction.atomic():
        now = _hold(asked)
        if before := _done_before(now, user, seen, kind, said=said):
            return before
        if now.ask.withdrawn_at:
            raise Refused(WITHDRAWN)
        if any(_since(now, seen)):
            raise Stale(MOVED_ON)
        may = (State.HANDED,) if kind == Kind.RECEIVED else (State.HANDED, State.RECEIVED)
        if now.state not in may:
            raise Refused("这个单位还没有报送，或者已经办过了。")
        step = _add(now, user, kind, said=said)
        told.tell_settled(now, step)
    return step


def begin_asked(asked: AskedReport, user: User) -> WorkReport:
    """The unit's report to write, begun where it is not."""
    bodies.must_hand_in(asked, user)
    ask = asked.ask
    of: dict[str, Any] = {"kind": ask.kind, "period": ask.period, "year": ask.year, "session": ask.session}
    try:
        return versions.begin_report(user, asked.unit, **of)
    except Refused as refusal:
        raise Refused(f"{refusal}没有承办的，请交一份说明：选“交纸质或者 Word 的报告”。") from None


def _hold(asked: AskedReport) -> AskedReport:
    return AskedReport.objects.select_for_update(of=("self",)).for_rows().get(pk=asked.pk)


def _done_before(asked: AskedReport, user: User, seen: int, kind: str, **facts: Any) -> AskedStep | None:
    """The same step, where it was sent before."""
    after = next(_since(asked, seen), None)
    if after is None or after.kind != kind or after.by_id != user.pk:
        return None
    return after if all(getattr(after, name) == value for name, value in facts.items()) else None


def _since(asked: AskedReport, seen: int) -> Iterator[AskedStep]:
    """What happened after the step that a page showed as the newest; an urging changes nothing of it."""
    return (one for one in asked.history if one.number > seen and one.kind != Kind.URGED)


def _may_hand_in(asked: AskedReport, seen: int, leader: str) -> None:
    if asked.ask.withdrawn_at:
        raise Refused(WITHDRAWN)
    if not asked.is_open:
        raise Refused(
            f"这份报告{asked.get_state_display()}，不用再报送。要补充的，请{asked.ask.unit.short_name}退回。"
        )
    if any(_since(asked, seen)):
        raise Stale(MOVED_ON)
    bodies.must_be_leader(asked.unit, leader)


def _add(asked: AskedReport, user: User, kind: AskedStep.Kind, **facts: Any) -> AskedStep:
    step = AskedStep.objects.create(asked=asked, number=len(asked.history) + 1, kind=kind, by=user, **facts)
    asked.__dict__.pop("history", None)
    if kind in BECOMES:
        asked.state = BECOMES[kind]
        AskedReport.objects.filter(pk=asked.pk).update(state=asked.state)
    return step

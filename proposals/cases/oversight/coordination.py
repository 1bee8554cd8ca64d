"""协调会 (SH 17): asked for by a unit, called, postponed, called off, written down by a body."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import ANSWERING, record_event
from proposals.models import (
    Attachment,
    Case,
    Coordination,
    CoordinationAsk,
    CoordinationSupplement,
    Deputy,
    Role,
    Suggestion,
    Unit,
    User,
)
from proposals.models.kept.rows import fetch_rows
from proposals.models.people import BODIES, CASE_STAFF
from proposals.models.states import LEFT

CALLED, MOVED, OFF = "coordinate", "coordinate_move", "coordinate_off"
RECORDED, SUPPLEMENTED = "coordinate_record", "coordinate_supplement"
ASKED, REFUSED = "coordinate_ask", "coordinate_refuse"
CALL, ENDED = "召集协调会", "这次协调会已经取消，或者已经写了纪要，请先看过。您填写的内容都还在，没有保存。"


def live_cases(suggestion: Suggestion) -> list[Case]:
    """The cases of the units that handle the suggestion now, those that answer the deputies first."""
    return sorted(fetch_rows(_write_live, of=[suggestion.pk]), key=lambda case: (case.helps, case.pk))


def _write_live() -> QuerySet[Case, Case]:
    rows = Case.objects.filter(suggestion=-1, finished_before=False).exclude(status__in=LEFT)
    return rows.select_related("unit", "suggestion")


def why_not_coordinate(case: Case, live: list[Case]) -> str:
    """Why no meeting of units can be held on it; "" where it can."""
    if case.pk not in [one.pk for one in live]:
        return f"这件{case.suggestion.kind}现在是“{case.state_label}”，不用协调。"
    return "" if len(live) > 1 else f"这件{case.suggestion.kind}只有一个单位在办，没有可以协调的单位。"


def ask_coordination(case: Case, user: User, *, reason: str, key: uuid.UUID) -> CoordinationAsk:
    """有分歧，请协调: by the unit's office or handler, one at a time. The same sent again writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_be(now, user, CASE_STAFF, "请求协调")
        if before := CoordinationAsk.objects.filter(key=key).first():
            return before
        if why := why_not_coordinate(now, live_cases(now.suggestion)):
            raise Refused(why)
        if open_one := now.coordination_asks.filter(settled_at=None).first():
            if (open_one.reason, open_one.by_id) == (reason, user.pk):
                return open_one
            raise Stale("你单位已经请求协调，正在等答复。您填写的内容都还在，没有提交。")
        made = CoordinationAsk.objects.create(key=key, case=now, reason=reason, by=user, at=timezone.now())
        record_event(now, user, ASKED, "有分歧，请协调", comment=reason, data={"ask": made.pk})
    return made


def refuse_coordination(ask: CoordinationAsk, user: User, *, why: str) -> None:
    """No meeting: the unit is told why. The same word sent again writes nothing."""
    with transaction.atomic():
        case = lock_case(ask.case_id)
        body = must_be(case, user, BODIES, "答复协调的请求")
        facts = {"refusal": why, "settled_by": user, "settled_at": timezone.now()}
        if CoordinationAsk.objects.filter(pk=ask.pk, settled_at=None).update(**facts):
            record_event(case, user, REFUSED, "不开协调会", role=body, comment=why, data={"ask": ask.pk})
            return
        said = CoordinationAsk.objects.get(pk=ask.pk)
        if (said.refusal, said.settled_by_id) != (why, user.pk):
            raise Stale("这个请求刚才已经有了答复，请先看过。您填写的内容都还在，没有提交。")


def call_units(
    case: Case,
    user: User,
    *,
    meets_at: dt.datetime,
    place: str,
    matter: str,
    units: Iterable[Unit],
    deputies: Iterable[Deputy],
    key: uuid.UUID,
) -> Coordination:
    """召集协调会: units of the suggestion, and deputies as chosen. What units asked for is settled with it. The same
    form sent again writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        body = must_be(now, user, BODIES, CALL)
        if before := Coordination.objects.filter(key=key).first():
            return before
        live, coming, invited = live_cases(now.suggestion), {one.pk for one in units}, list(deputies)
        if why := why_not_coordinate(now, live) or _why_not_these(live, coming, invited):
            raise Refused(why)
        if meets_at <= timezone.now():
            raise Refused("开会的时间已经过了，请另定。")
        facts = {"meets_at": meets_at, "place": place, "matter": matter, "body": body, "by": user}
        made = Coordination.objects.create(key=key, suggestion=now.suggestion, at=timezone.now(), **facts)
        made.units.set(coming)
        made.deputies.set(invited)
        asked = CoordinationAsk.objects.filter(case__in=live, settled_at=None)
        asked.update(meeting=made, settled_by=user, settled_at=timezone.now())
        _tell(made, user, body, CALLED, f"协调会：{made.when}，{place}", matter)
    return made


def _why_not_these(live: list[Case], coming: set[int], invited: list[Deputy]) -> str:
    if not coming <= {one.unit_id for one in live} or len(coming) < 2:
        return "参加的单位要从正在办这一件的里面选，至少两个。"
    if not coming & {one.unit_id for one in live if one.part in ANSWERING}:
        return "答复代表的单位（主办）要参加。"
    asked = {one.pk for one in live[0].suggestion.asked_deputies}
    return "" if {one.pk for one in invited} <= asked else "参加的代表要从这一件的提出人里选。"


def move_coordination(
    held: Coordination, user: User, *, meets_at: dt.datetime, place: str, why: str, seen: int
) -> None:
    """改期, or another place. `seen` is the version that the page showed. The same sent again writes nothing."""
    with transaction.atomic():
        now, body = _lock(held, user, "改协调会的时间")
        if (now.meets_at, now.place, now.moved_why) == (meets_at, place, why):
            return
        if (now.meets_at, now.place) == (meets_at, place) and now.is_standing:
            raise Refused("时间和地点都没有变，不用改期。")
        if not now.is_standing or now.version != seen:
            raise Stale(
                ENDED if not now.is_standing else "刚才有人改过时间，请看过最新的再改。您填写的内容都还在，没有保存。"
            )
        if meets_at <= timezone.now():
            raise Refused("开会的时间已经过了，请另定。")
        before = now.when
        facts = {"meets_at": meets_at, "place": place, "moved_why": why, "version": F("version") + 1}
        Coordination.objects.filter(pk=now.pk).update(**facts)
        now.refresh_from_db()
        _tell(now, user, body, MOVED, f"协调会改期：{now.when}，{place}", f"原定{before}。{why}", before=before)


def drop_coordination(held: Coordination, user: User, *, why: str) -> None:
    """取消. Twice is once."""
    with transaction.atomic():
        now, body = _lock(held, user, "取消协调会")
        if now.off_at and now.off_why == why:
            return
        if not now.is_standing:
            raise Stale(ENDED)
        Coordination.objects.filter(pk=now.pk).update(off_why=why, off_at=timezone.now())
        _tell(now, user, body, OFF, f"取消协调会：{now.when}", why, why=why)


def record_coordination(held: Coordination, user: User, *, minutes: str, tasks: str, file: Attachment | None) -> None:
    """会议纪要, once, for all units of the suggestion. The same sent again writes nothing."""
    with transaction.atomic():
        now, body = _lock(held, user, "写会议纪要")
        said = (minutes, tasks, user.pk, file and file.pk)
        if now.recorded_at and (now.minutes, now.tasks, now.recorded_by_id, now.file_id) == said:
            return
        if not now.is_standing:
            raise Stale(ENDED)
        if now.meets_at > timezone.now():
            raise Refused(f"协调会定在{now.when}，还没有开；开过以后再写纪要。提前开了的，请先改期。")
        facts: dict[str, Any] = {"minutes": minutes, "tasks": tasks, "file": file, "recorded_by": user}
        Coordination.objects.filter(pk=now.pk).update(recorded_at=timezone.now(), **facts)
        words = f"{minutes}\n谁办什么：{tasks}" if tasks else minutes
        for one in live_cases(now.suggestion):
            record_event(one, user, RECORDED, "协调会纪要", role=body, comment=words, data={"coordination": now.pk})


def supplement_record(
    held: Coordination, user: User, *, words: str, file: Attachment | None, key: uuid.UUID
) -> CoordinationSupplement:
    """补充纪要: for all units of the suggestion, beside what was written before. The same form sent again writes
    nothing."""
    with transaction.atomic():
        now, body = _lock(held, user, "补充会议纪要")
        if before := CoordinationSupplement.objects.filter(key=key).first():
            return before
        if not now.recorded_at:
            raise Refused("这次协调会还没有写纪要，不用补充。")
        facts: dict[str, Any] = {"words": words, "file": file, "by": user, "at": timezone.now()}
        made = CoordinationSupplement.objects.create(key=key, meeting=now, **facts)
        for one in live_cases(now.suggestion):
            data = {"coordination": now.pk, "supplement": made.pk}
            record_event(one, user, SUPPLEMENTED, f"{now.when}协调会补充纪要", role=body, comment=words, data=data)
    return made


def _lock(held: Coordination, user: User, doing: str) -> tuple[Coordination, Role]:
    """The meeting as it stands, under the lock of the suggestion's first case; by the body that called it."""
    case = held.suggestion.cases.order_by("pk").first()
    if case is None:
        raise Refused(f"这件{held.suggestion.kind}已经没有单位在办。")
    must_be(lock_case(case.pk), user, (Role(held.body),), doing)
    return Coordination.objects.select_for_update(of=("self",)).select_related("suggestion").get(pk=held.pk), Role(
        held.body
    )


def _tell(now: Coordination, user: User, body: Role, action: str, label: str, words: str, **more: Any) -> None:
    """In the record of every unit that comes; of the first of them, which answers the deputies, these are told."""
    coming = set(now.units.values_list("pk", flat=True))
    cases = [one for one in live_cases(now.suggestion) if one.unit_id in coming]
    facts = {"coordination": now.pk, "at": now.meets_at, "place": now.place, **more}
    invited = list(now.deputies.values_list("pk", flat=True))
    for one in cases:
        data = facts | {"deputies": invited if one is cases[0] else []}
        record_event(one, user, action, label, role=body, comment=words, data=data)

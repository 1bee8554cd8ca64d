"""Moving the date of a case whose clock runs: the one way in which it changes within a round, with its event."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.deadlines import due_date
from proposals.formats.chinese import cn_date
from proposals.models import Case, Part, Role, User
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL

WIDEN = "widen"
ALONG = "due_along"  # of a unit that answers along: its date moved with the leading one's


def kept_internal(internal: dt.date | None, due: dt.date) -> dt.date | None:
    """The district's date stands while it is earlier than the law's; where the law's comes before it, it falls away
    (constraint case_internal_not_after_law)."""
    return internal if internal and internal < due else None


def move_dates(
    case: Case,
    due: dt.date,
    *,
    internal: dt.date | None,
    fields: dict[str, Any] | None = None,
    drops_internal: bool = False,
) -> None:
    """Write the new dates of a case and of its round. Needs a transaction around it, and an event from its caller.
    Pages drawn before count as old. `drops_internal`: the district's own earlier date falls, also of the units that
    answer along (共同主办)."""
    dates = {"statutory_due": due, "internal_due": internal, **(fields or {})}
    changed = Case.objects.filter(pk=case.pk, version=case.version, delivered_on=None)
    if changed.update(version=F("version") + 1, **dates) != 1:
        raise Stale(f"这件{case.suggestion.kind}刚刚被别人办理了，请刷新后再看。您刚才的操作没有执行。")
    plugged_rounds().move_due_date(case, due)
    if case.part == Part.MAIN:
        move_hosts(case, due, fields, drops_internal=drops_internal)


def move_hosts(
    lead: Case, due: dt.date, fields: dict[str, Any] | None = None, *, drops_internal: bool = False
) -> None:
    """共同主办: the date of the one answer is that of all who sign it; it stands in the record of each. Needs a
    transaction around it."""
    for one in lead.suggestion.cases.filter(part=Part.JOINT, delivered_on=None).exclude(status__in=FINAL):
        internal = None if drops_internal else kept_internal(one.internal_due, due)
        dates = {"statutory_due": due, "internal_due": internal, **(fields or {})}
        Case.objects.filter(pk=one.pk).update(version=F("version") + 1, **dates)
        plugged_rounds().move_due_date(one, due)
        data: dict[str, Any] = {"old_due": one.statutory_due, "new_due": due}
        if one.internal_due != internal:
            data["dropped"] = one.internal_due
        if one.statutory_due != due or one.internal_due != internal:
            record_event(one, None, ALONG, f"期限随{lead.unit.short_name}，改到{cn_date(due)}", data=data)


def why_not_widen(case: Case) -> str:
    """Why the first answer cannot be given the longer limit, or taken it back; "" when it can."""
    if case.hosts_along:
        return "期限随主办单位的，请在主办单位那一件上办"
    if case.helps:
        return "会办只提意见，不直接答复代表，期限不按这一条"
    if not case.clock_runs:
        return "答复期限已经停止计算，不用再改"
    if case.current_round and case.current_round.round > 1:
        return "再次答复有自己的期限，不按这一条"
    return ""


def widen_limit(case: Case, user: User, *, reason: str, why: str, seen: int) -> None:
    """涉及面广、处理难度大 (代表法 51): the longer limit for the first answer, decided by the district office with
    `reason`; or with an empty reason the ordinary limit again. `why` is what the event says."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_be(now, user, (Role.DISTRICT,), "按较长期限办理", recorded=True)
        if now.wide_reason == reason and now.version != seen:
            return  # sent twice
        if now.version != seen:
            raise Stale(f"这件{now.suggestion.kind}已经有了新的进展，请看过最新情况再办。您刚才的操作没有执行。")
        if refusal := why_not_widen(now):
            raise Refused(f"{refusal}。")
        old, now.wide_reason = now.statutory_due, reason
        due = due_date.due_of(now, WorkCalendar.load())
        internal = kept_internal(now.internal_due, due)
        move_dates(now, due, internal=internal, fields={"wide_reason": reason})
        label = "按涉及面广、处理难度大的期限办理" if reason else "改回一般的答复期限"
        record_event(
            now, user, WIDEN, label, comment=why, data={"old_due": old, "new_due": due, "internal_due": internal}
        )
    case.reload()

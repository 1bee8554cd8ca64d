"""延期 (SH 19): asked for by the unit, decided by the district office, told to every deputy."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, Stale, must_be, say_barred
from proposals.cases.consents import agreed_with, await_other, bodies_to_agree, name_bodies
from proposals.cases.hands import hands_of
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.deadlines import due_date
from proposals.deadlines.moves import move_dates
from proposals.formats.chinese import cn_date
from proposals.models import Case, Deputy, Extension, ExtensionNotice, PlaceRule, Role, User
from proposals.models.event import EXTENSION_DECIDED
from proposals.models.oversight.deciders import end_consents, standing_consents
from proposals.models.rounds import plugged_rounds
from proposals.models.states import TAKEN

Outcome = Extension.Outcome
TELLERS = (Role.HANDLER, Role.OFFICE)
MATTER = PlaceRule.Question.EXTEND
ASKED = "ask_extension"


def latest_day(case: Case, days: WorkCalendar) -> dt.date:
    """The last day to which the current round may be extended: counted from its date without any extension."""
    return days.due(due_date.count_current_limit(case, days).due, due_date.STEP.EXTEND, case.suggestion.kind)


def why_not_extend(case: Case, days: WorkCalendar) -> str:
    """Why no extension can be asked for, or "". Only before the reply is with every deputy and before the date."""
    if case.hosts_along:
        return "延期由主办单位申请，同意以后一起延"
    if case.helps:
        return "会办意见没有延期，请和主办单位商量"
    if not case.clock_runs:
        return "答复期限已经停止计算，不用延期"
    if case.status not in TAKEN:
        return "还没有签收，请先签收"
    if timezone.localdate() > case.statutory_due:
        return f"法定期限{cn_date(case.statutory_due)}已经过了，不能再申请延期，请尽快答复"
    if any(one.outcome == Outcome.WAITING for one in case.extensions.all()):
        return f"已经申请过延期，正在等{name_deciders(case)}批复"
    if case.statutory_due >= latest_day(case, days):
        return f"已经延到最长的{cn_date(case.statutory_due)}，不能再延"
    return ""


def why_wrong_day(case: Case, day: dt.date, days: WorkCalendar) -> str:
    """What is wrong with a date asked for or granted, or ""."""
    last = latest_day(case, days)
    if day <= case.statutory_due:
        return f"要晚于现在的期限{cn_date(case.statutory_due)}。"
    if day > last:
        limit = days.limit(due_date.STEP.EXTEND, case.suggestion.kind)
        return f"最多再延{limit.length}，到{cn_date(last)}为止（{limit.source}）。"
    return due_date.why_not_worked(day, days)


def ask_extension(
    case: Case, user: User, *, wished_on: dt.date, leader: str, key: uuid.UUID, **words: str
) -> Extension:
    """申请延期: `words` are the reason and the report to both bodies. The same form sent twice is one request."""
    try:
        with transaction.atomic():
            now = lock_case(case.pk)
            must_be(now, user, (Role.OFFICE,), "申请延期")
            if sent := Extension.objects.filter(key=key, case=now).first():
                return sent
            end_consents(now, MATTER)  # of a request that lapsed
            days = WorkCalendar.load()
            if refusal := why_not_extend(now, days) or why_wrong_day(now, wished_on, days).removesuffix("。"):
                raise Refused(say_barred("申请延期", refusal))
            made = Extension.objects.create(
                case=now,
                round=now.current_round.round if now.current_round else 1,
                key=key,
                from_due=now.statutory_due,
                wished_on=wished_on,
                leader=leader,
                asked_by=user,
                **words,
            )
            data = {"old_due": made.from_due, "wished_on": wished_on, "leader": leader, "extension": made.pk}
            label = f"申请延期到{cn_date(wished_on)}"
            event = record_event(now, user, ASKED, label, role=Role.OFFICE, comment=words["reason"], data=data)
            plugged_rounds().follow_step(now, event)
    except IntegrityError:
        raise Stale(
            f"刚刚有人为这件{now.suggestion.kind}申请了延期，不用再申请。您填写的内容都还在，没有保存。"
        ) from None
    case.reload()
    return made


def decide_extension(
    extension: Extension, user: User, *, agree: bool, opinion: str, granted_on: dt.date | None = None
) -> bool:
    """同意延期, to the date asked for or another within the limit, or 不同意. False where this person has decided so
    before. Where both bodies decide, the first 同意 waits for the other's to the same day, and a 不同意 ends it. The
    district's own earlier date falls with the old one."""
    outcome = Outcome.AGREED if agree else Outcome.REFUSED
    with transaction.atomic():
        case = lock_case(extension.case_id)
        role = must_be(case, user, deciders_of_extension(case), "批复延期", recorded=True)
        now = Extension.objects.select_for_update().get(pk=extension.pk)
        granted = (granted_on or now.wished_on) if agree else None
        if now.outcome != Outcome.WAITING:
            if (now.outcome, now.decided_by_id, now.opinion, now.granted_on) == (outcome, user.pk, opinion, granted):
                return False
            raise Stale(f"这件延期申请已经有了结果（{now.get_outcome_display()}），没有再批。")
        if not case.clock_runs:
            raise Refused("答复期限已经停止计算，不用再批。")
        if not opinion.strip():
            raise Refused("请写明批复意见。")
        data: dict[str, Any] = {"extension": now.pk, "old_due": case.statutory_due} | agreed_with(case, MATTER)
        if granted:
            if refusal := why_wrong_day(case, granted, WorkCalendar.load()):
                raise Refused(f"不能延到这一天：{refusal}")
            if _said_before(case, user, role, opinion, granted):
                return False
            label = f"同意延期到{cn_date(granted)}"
            if await_other(case, MATTER, label, user, role, opinion, until=granted):
                extension.case.reload()
                return True
        end_consents(case, MATTER)
        _write(now, user, outcome, opinion, granted)
        if granted:
            data |= {"new_due": granted, "dropped": case.internal_due}
            move_dates(case, granted, internal=None, drops_internal=True)
        label = f"同意延期到{cn_date(granted)}" if granted else "不同意延期"
        label = f"登记：{label}" if role == Role.OFFICE else label
        record_event(case, user, EXTENSION_DECIDED, label, role=role, comment=opinion, data=data)
    extension.refresh_from_db()
    return True


def deciders_of_extension(case: Case) -> tuple[Role, ...]:
    """The bodies that decide on an extension of this case; first those that have not said their word."""
    named = hands_of(case).deciders.named(MATTER, case)
    return tuple(dict.fromkeys((*bodies_to_agree(case, MATTER), *named)))


def name_deciders(case: Case) -> str:
    """Who is waited for: 区政府办公室; 交办机关 where none takes part."""
    awaited = bodies_to_agree(case, MATTER)
    if awaited == (Role.DISTRICT,) and not hands_of(case).district:
        return "交办机关"
    return name_bodies(case, awaited)


def _said_before(case: Case, user: User, role: Role, opinion: str, granted: dt.date) -> bool:
    """Whether this person's body has agreed in these words already. Raises Refused where it has in others, or the
    other body to another day."""
    own = Role.DISTRICT if role == Role.OFFICE else role
    for one in standing_consents(case):
        if one.matter != MATTER:
            continue
        if one.body == own and (one.by_id, one.opinion, one.until) == (user.pk, opinion.strip(), granted):
            return True
        if one.body == own and hands_of(case).deciders.asks_both(MATTER, case):
            raise Refused(f"{one.who}已经同意延到{cn_date(one.until)}，还待{name_deciders(case)}同意。")
        if one.body != own and one.until != granted:
            raise Refused(f"{one.who}已经同意延到{cn_date(one.until)}。请同意同一天，或者选不同意并写明理由。")
    return False


def _write(now: Extension, user: User, outcome: str, opinion: str, granted: dt.date | None) -> None:
    facts = {"outcome": outcome, "opinion": opinion, "granted_on": granted}
    waiting = Extension.objects.filter(pk=now.pk, outcome=Outcome.WAITING)
    if waiting.update(decided_by=user, decided_at=timezone.now(), **facts) != 1:
        raise Stale("这件延期申请刚刚被别人批了，请刷新后再看。")


def record_extension_notice(
    extension: Extension, user: User | None, *, deputies: Sequence[Deputy], on: dt.date, way: str, said: str = ""
) -> int:
    """登记告知: these deputies were told; without a user by a message of the program. Earlier entries stay as first
    written. Returns the number of new ones."""
    with transaction.atomic():
        case = lock_case(extension.case_id)
        if user is not None:
            must_be(case, user, TELLERS, "登记延期告知")
        now = Extension.objects.select_for_update().get(pk=extension.pk)
        if now.outcome != Outcome.AGREED:
            raise Refused("这次延期没有同意，不用告知代表。")
        if on < timezone.localdate(now.decided_at):
            raise Refused(f"不能早于同意延期的日期{cn_date(timezone.localdate(now.decided_at))}。")
        new = [one for one in now.untold() if one in deputies]
        facts = {"on": on, "way": way, "said": said, "by": user}
        ExtensionNotice.objects.bulk_create(ExtensionNotice(extension=now, deputy=one, **facts) for one in new)
        if new:
            names = "、".join(one.name for one in new)
            data = {"extension": now.pk, "on": on, "way": way}
            role = None if user else Role.SYSTEM
            record_event(case, user, "tell_extension", f"告知延期：{names}", role=role, comment=said, data=data)
        if new and not Extension.objects.get(pk=now.pk).untold():
            last = now.notices.order_by("-on").values_list("on", flat=True)[0]
            Extension.objects.filter(pk=now.pk).update(told_on=last)
    return len(new)

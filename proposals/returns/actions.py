"""退办 agreed to, and 改办: what a unit gave back goes to another unit, with a limit of its own."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar, reply_due
from proposals.cases.access import Refused
from proposals.cases.consents import CONSENT, HANDED_TO, TO_SHARE, TO_UNIT
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import BY_NAME, GIVE_WAY, perform, record_event
from proposals.deadlines.due_date import leading_case
from proposals.deadlines.moves import move_hosts
from proposals.formats.chinese import cn_date
from proposals.intake.corrections.differences import CORRECT
from proposals.models import Case, Event, Extension, Part, PlaceRule, Role, Status, Unit, User
from proposals.models.case import SHARE_LONGEST, why_no_more_hosts
from proposals.models.oversight.deciders import standing_consents
from proposals.models.people import find_bureaus
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL, HELPING_PARTS, LEFT

RETURN = PlaceRule.Question.RETURN

# What the other units of the suggestion are told of: the one they help gave it back, one that helped did, who has it
# now; of the leading unit, who is in charge with it now.
LED_BACK, HELP_BACK, LED_ON, HOST_ON = "led_back", "help_back", "led_on", "host_on"
NO_LONGER = (Status.RETURNED, Status.VOID)  # the unit has it no more, and may get it again
IN_CHARGE = (Part.MAIN, Part.JOINT)
AGAIN = "还是交给它"  # said to let a unit have again what it gave back


def why_not_take(case: Case, unit: Unit, *, again: bool = False) -> str:
    """Why the case cannot go to this unit, or "". One that helps may get it while its opinion is not out; one that
    gave it back only where it is said that it gets it `again`."""
    kind = case.suggestion.kind
    if unit.pk == case.unit_id and case.status != Status.RETURNED:
        return f"这件{kind}现在就在{unit}，请选别的单位"
    there = _case_there(case, unit)
    if there is None:
        gave_back = units_that_returned(case).get(unit.pk)
        if gave_back and not again:
            tick = f"确实要再交给它的，请在这一件的页上勾选“{AGAIN}”，并写明为什么"
            return f"{unit}{cn_date(gave_back)}退回过这件{kind}；{tick}"
        return ""
    if _gives_way(there, case):
        return ""
    if there.part == Part.HELP and not case.helps:
        return f"{unit}的会办意见已经签发，不能再改由它办理，请选别的单位"
    return f"{unit}已经在{there.get_part_display()}这件{kind}，请选别的单位"


def units_that_returned(case: Case) -> dict[int, dt.date]:
    """The units that gave the suggestion back (退办) or from which it was taken, with the last day."""
    rows = case.suggestion.cases.filter(status=Status.RETURNED).order_by("closed_on")
    return {one.unit_id: one.closed_on for one in rows if one.closed_on}


def offer_takers(case: Case) -> QuerySet[Unit]:
    """The units to which the case can go, also those that gave it back once."""
    there = case.suggestion.cases.exclude(status__in=NO_LONGER)
    barred = [one.unit_id for one in there if not _gives_way(one, case)]
    return find_bureaus().exclude(pk__in=barred)


def _case_there(case: Case, unit: Unit) -> Case | None:
    return case.suggestion.cases.filter(unit=unit).exclude(status__in=NO_LONGER).first()


def _gives_way(there: Case, case: Case) -> bool:
    """Whether the unit's own case, by which it helps (会办) or signs along (共同主办), ends when it gets that one."""
    return not case.helps and there.helps and there.status in BY_NAME[GIVE_WAY].sources


def find_several(cases: Iterable[Case]) -> list[Case]:
    """Those of the cases with which other units are in charge along (共同主办): each has a part of its own."""
    cases = list(cases)
    rows = Case.objects.filter(suggestion__in={one.suggestion_id for one in cases}, part__in=IN_CHARGE)
    there = list(rows.exclude(status__in=LEFT).values_list("suggestion_id", "pk"))
    led_along = {
        one.pk for one in cases for suggestion, pk in there if suggestion == one.suggestion_id and pk != one.pk
    }
    return [one for one in cases if one.hosts_along or (one.part == Part.MAIN and one.pk in led_along)]


def _others_in_charge(case: Case) -> list[Case]:
    rows = case.suggestion.cases.filter(part__in=IN_CHARGE).exclude(pk=case.pk)
    return list(rows.exclude(status__in=LEFT).select_related("unit"))


def say_of_several(case: Case) -> list[str]:
    """What who decides on a return must know of the other units in charge, in sentences; [] where there are none."""
    others = _others_in_charge(case) if case.part in IN_CHARGE else []
    if not others:
        return []
    names = "、".join(one.unit.short_name for one in others)
    said = [f"这件由几个单位共同主办，还有{names}。"]
    asking = [one.unit.short_name for one in others if one.status == Status.RETURN_REQUESTED]
    if asking:
        said.append(f"{'、'.join(asking)}也申请了退办。")
    if case.part == Part.MAIN:
        said.append(
            "牵头的单位定下来以前，其余单位的会签停下来等；也可以选其中一家来牵头，它自己承办的部分一起带上。"
        )
    else:
        said.append("这一部分定下来由谁办以前，牵头单位不能签发答复。")
    return said


def districts_due(case: Case) -> dt.date | None:
    """区内期限 as it was given at 交办 or corrected since, while it stands; a date of the unit's own, which it set at
    分办, is nobody else's."""
    if case.internal_due is None:
        return None
    data = [one.data for one in case.events.filter(action__in=(HAND_OVER, CORRECT, "assign")).order_by("sequence")]
    given = [one["internal_due"] for one in data if "handed_on" in one and "internal_due" in one]
    before = [one["before"]["internal_due"] for one in data if "before" in one]
    day = next(iter([*reversed(given), *before]), case.internal_due)
    return dt.date.fromisoformat(str(day)) if day else None


def say_districts_due(case: Case) -> str:
    """What becomes of 区内期限 when the case goes to another unit, in a sentence; "" where there is none."""
    if (day := districts_due(case)) is None:
        return ""
    if day <= timezone.localdate():
        return f"区内期限{cn_date(day)}已经到了，改办以后不再算，接办的单位按法定期限办。"
    return f"区内期限{cn_date(day)}照旧，接办的单位也按这一天。"


def hand_on_case(
    case: Case,
    user: User,
    *,
    unit: Unit | None,
    comment: str,
    seen: int | None = None,
    again: bool = False,
    share: str = "",
) -> Case | None:
    """改办: the other unit has it from today, in the same part. Without a unit the suggestion leaves the district's
    units, and the words say where it went. `again`: the unit gave it back once, and gets it all the same. `share`: of
    several in charge what it is in charge of; as before where it is empty."""
    today = timezone.localdate()
    try:
        with transaction.atomic():
            data = {HANDED_TO: unit.short_name if unit else ""}
            # The case stays given back since the day it was.
            fields = {"passed_on": today, "closed_on": case.closed_on}
            event = perform(case, "hand_on", user, comment=comment, data=data, fields=fields, seen=seen)
            if unit is None:
                return None
            body = Role.CONGRESS if event.role == Role.CONGRESS else Role.DISTRICT
            made = _new_case(case, user, unit, comment, body, again=again, share=share)
            if case.part in (Part.MAIN, Part.SOLE):
                for one in _helpers(case):
                    said = f"改由{unit.short_name}{case.get_part_display()}，请继续{one.get_part_display()}"
                    _tell([one], event, LED_ON, said)
            elif lead := leading_case(made):
                said = f"改由{unit.short_name}共同主办，签发前由它会签"
                _tell([lead], event, HOST_ON, said)
            return made
    except IntegrityError:
        raise Refused(f"{unit}刚刚已经有了这件{case.suggestion.kind}，请刷新后再看。您刚才的操作没有执行。") from None


def must_take(case: Case, unit: Unit | None, again: bool) -> None:
    """Raise Refused for a unit to which the case cannot go."""
    if unit and (refusal := why_not_take(case, unit, again=again)):
        raise Refused(f"{refusal}。")


def _new_case(case: Case, user: User, unit: Unit, comment: str, role: Role, *, again: bool, share: str = "") -> Case:
    must_take(case, unit, again)
    if case.hosts_along and (refusal := why_no_more_hosts(case.suggestion)):
        raise Refused(f"{refusal}。这一部分不再交区内单位的，在说明里写明。")
    returned = unit.pk in units_that_returned(case)
    if there := _case_there(case, unit):
        part, ends = case.get_part_display(), "不再另出会办意见"
        if there.hosts_along:
            part, ends = "牵头", "它共同主办的一份了结，稿子和记录都留着"
        perform(there, GIVE_WAY, user, comment=comment, label=f"改由你单位{part}，{ends.replace('它', '你单位')}")
        plugged_rounds().end_case(there, f"改由{unit.short_name}{part}，{ends}。")
    today, kind, days = timezone.localdate(), case.suggestion.kind, WorkCalendar.load()
    made = Case(
        suggestion=case.suggestion,
        unit=unit,
        part=case.part,
        share=_share_after(case, there, share),
        handed_on=today,
        first_handed_on=case.first_handed_on or case.handed_on,
        wide_reason=case.wide_reason,
    )
    start = days.counted_from(made)
    made.statutory_due = reply_due(start, wide=bool(case.wide_reason), kind=kind, days=days)
    if lead := leading_case(made):
        made.statutory_due = lead.statutory_due
    asked_for = districts_due(case)
    if asked_for and today < asked_for < made.statutory_due:
        made.internal_due = asked_for
    made.save()
    if made.part == Part.MAIN:
        move_hosts(made, made.statutory_due)
    data: dict[str, Any] = {
        "unit": unit.name,
        "part": made.part,
        "handed_on": today,
        "first_handed_on": made.first_handed_on,
        "statutory_due": made.statutory_due,
        "internal_due": made.internal_due,
        "returned_by": case.unit.short_name,
    }
    if made.share != case.share:
        data["share"] = made.share
    if asked_for and made.internal_due is None:
        data["dropped"] = asked_for
    label = "交办（改办，退回过，再交给它）" if returned else "交办（改办）"
    event = record_event(made, user, HAND_OVER, label, role=role, comment=comment, data=data)
    plugged_rounds().follow_step(made, event)
    return made


def split_share(share: str) -> list[str]:
    """The parts of 承办内容, each once: 增加助餐点；加装电梯."""
    return list(dict.fromkeys(filter(None, (one.strip() for one in re.split("[；;\n]", share)))))


def _share_after(case: Case, there: Case | None, said: str) -> str:
    """What the unit is in charge of: as it is said; else what the other was, and its own beside it. Raises Refused
    where both are too long for one line."""
    own = there.share if there and there.hosts_along else ""
    kept = split_share(said or case.share)
    share = "；".join([*kept, *(one for one in split_share(own) if one not in kept)])
    if len(share) > SHARE_LONGEST:
        raise Refused(
            f"承办内容连同{there.unit if there else ''}自己原来承办的“{own}”一共{len(share)}字，"
            f"最多{SHARE_LONGEST}字，请写短一些。"
        )
    return share


def agree_return(
    case: Case,
    user: User,
    *,
    comment: str,
    unit: Unit | None = None,
    seen: int | None = None,
    again: bool = False,
    share: str = "",
) -> Case | None:
    """同意退办 (SH 14), and where another unit is named already, 改办 in the same moment. Where both bodies decide,
    the unit that the first one names, and the part it would have, are kept with its word."""
    with transaction.atomic():
        must_take(case, unit, again)
        if unit and not share:
            share = next((one.share for one in standing_consents(case, RETURN) if one.unit_id == unit.pk), "")
        to = {HANDED_TO: unit.short_name, TO_UNIT: unit.pk, TO_SHARE: share} if unit else {}
        event = perform(case, "agree_return", user, comment=comment, seen=seen, data=to)
        if event.action == CONSENT:  # the other body has to agree as well
            return None
        _leave_unit(case, event)
        if unit is None:
            return None
        return hand_on_case(case, user, unit=unit, comment=comment, again=again, share=share)


def take_from_unit(
    case: Case, user: User, step: str, *, comment: str, unit: Unit | None, again: bool = False
) -> Case | None:
    """A body takes the case from its unit by that step of the table, and where another unit is named hands it on in
    the same moment."""
    with transaction.atomic():
        must_take(case, unit, again)
        event = perform(case, step, user, comment=comment)
        _leave_unit(case, event)
        return hand_on_case(case, user, unit=unit, comment=comment, again=again) if unit else None


def _leave_unit(case: Case, event: Event) -> None:
    """What the unit had asked for lapses, and the others hear of it."""
    case.extensions.filter(outcome=Extension.Outcome.WAITING).update(outcome=Extension.Outcome.LAPSED)
    _part_from_others(case, event)


def _part_from_others(case: Case, event: Event) -> None:
    """What was asked between this unit and others ends, and they are told; so are those who were named with it as
    helping, and wait to be asked."""
    name = case.unit.short_name
    said = (
        f"{name}退回{case.get_part_display()}，不再等它的意见"
        if case.helps
        else f"{name}{'已退办' if event.action == 'agree_return' else '不再办理'}，等待改由别的单位办理"
    )
    told = plugged_rounds().give_back(case, said)
    if case.part in (Part.MAIN, Part.SOLE):
        told = list({one.pk: one for one in (*told, *_helpers(case))}.values())
    _tell(told, event, HELP_BACK if case.helps else LED_BACK, said)


def _helpers(case: Case) -> list[Case]:
    """The cases of the units that help or sign along, as far as they are open."""
    return list(case.suggestion.cases.filter(part__in=HELPING_PARTS).exclude(status__in=FINAL).exclude(pk=case.pk))


def _tell(cases: list[Case], event: Event, action: str, said: str) -> None:
    for one in cases:
        record_event(one, event.actor, action, said, role=Role(event.role))

"""退办 agreed to, and 改办: what a unit gave back goes to another unit, with a limit of its own."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar, reply_due
from proposals.cases.access import Refused
from proposals.cases.consents import CONSENT
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import BY_NAME, GIVE_WAY, perform, record_event
from proposals.deadlines.due_date import leading_case
from proposals.models import Case, Event, Extension, Part, Role, Status, Unit, UnitKind, User
from proposals.models.case import why_no_more_hosts
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL, HELPING_PARTS

# What the other units of the suggestion are told of: the one they help gave it back, one that helped did, who has it
# now; of the leading unit, who is in charge with it now.
LED_BACK, HELP_BACK, LED_ON, HOST_ON = "led_back", "help_back", "led_on", "host_on"


def why_not_take(case: Case, unit: Unit) -> str:
    """Why the case cannot go to this unit, or "". One that helps may get it while its opinion is not out."""
    there = _case_there(case, unit)
    if there is None or _gives_up_helping(there, case):
        return ""
    if there.status == Status.RETURNED:
        return f"{unit}已经退回过这件{case.suggestion.kind}，不能再交给它"
    if there.part == Part.HELP and not case.helps:
        return f"{unit}的会办意见已经签发，不能再改由它办理，请选别的单位"
    return f"{unit}已经在{there.get_part_display()}这件{case.suggestion.kind}，请选别的单位"


def find_bureaus() -> QuerySet[Unit]:
    """The units that handle suggestions."""
    return Unit.objects.filter(is_active=True, kind=UnitKind.BUREAU)


def offer_takers(case: Case) -> QuerySet[Unit]:
    """The units to which the case can go."""
    there = case.suggestion.cases.exclude(status=Status.VOID)
    barred = [one.unit_id for one in there if not _gives_up_helping(one, case)]
    return find_bureaus().exclude(pk__in=barred)


def _case_there(case: Case, unit: Unit) -> Case | None:
    return case.suggestion.cases.filter(unit=unit).exclude(status=Status.VOID).first()


def _gives_up_helping(there: Case, case: Case) -> bool:
    """Whether the unit stops helping (会办) when that case goes to it."""
    return not case.helps and there.part == Part.HELP and there.status in BY_NAME[GIVE_WAY].sources


def hand_on_case(case: Case, user: User, *, unit: Unit | None, comment: str, seen: int | None = None) -> Case | None:
    """改办: the other unit has it from today, in the same part. Without a unit the suggestion leaves the district's
    units, and the words say where it went."""
    today = timezone.localdate()
    try:
        with transaction.atomic():
            data = {"handed_to": unit.short_name if unit else ""}
            # The case stays given back since the day it was.
            fields = {"passed_on": today, "closed_on": case.closed_on}
            event = perform(case, "hand_on", user, comment=comment, data=data, fields=fields, seen=seen)
            if unit is None:
                return None
            body = Role.CONGRESS if event.role == Role.CONGRESS else Role.DISTRICT
            made = _new_case(case, user, unit, comment, body)
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


def _new_case(case: Case, user: User, unit: Unit, comment: str, role: Role) -> Case:
    if refusal := why_not_take(case, unit):
        raise Refused(f"{refusal}。")
    if case.hosts_along and (refusal := why_no_more_hosts(case.suggestion)):
        raise Refused(f"{refusal}。这一部分不再交区内单位的，在说明里写明。")
    if there := _case_there(case, unit):
        said = f"改由你单位{case.get_part_display()}，不再另出会办意见"
        perform(there, GIVE_WAY, user, comment=comment, label=said)
        plugged_rounds().end_case(there, f"改由{unit.short_name}{case.get_part_display()}，不再另出会办意见。")
    today, kind, days = timezone.localdate(), case.suggestion.kind, WorkCalendar.load()
    made = Case(
        suggestion=case.suggestion,
        unit=unit,
        part=case.part,
        share=case.share,
        handed_on=today,
        first_handed_on=case.first_handed_on or case.handed_on,
        wide_reason=case.wide_reason,
    )
    start = days.counted_from(made)
    made.statutory_due = reply_due(start, wide=bool(case.wide_reason), kind=kind, days=days)
    if lead := leading_case(made):
        made.statutory_due = lead.statutory_due
    made.save()
    data = {
        "unit": unit.name,
        "part": made.part,
        "handed_on": today,
        "first_handed_on": made.first_handed_on,
        "statutory_due": made.statutory_due,
        "internal_due": None,
        "returned_by": case.unit.short_name,
    }
    event = record_event(made, user, HAND_OVER, "交办（改办）", role=role, comment=comment, data=data)
    plugged_rounds().follow_step(made, event)
    return made


def agree_return(
    case: Case, user: User, *, comment: str, unit: Unit | None = None, seen: int | None = None
) -> Case | None:
    """同意退办 (SH 14), and where another unit is named already, 改办 in the same moment."""
    with transaction.atomic():
        if unit and (refusal := why_not_take(case, unit)):
            raise Refused(f"{refusal}。")
        event = perform(case, "agree_return", user, comment=comment, seen=seen)
        if event.action == CONSENT:  # the other body has to agree as well
            return None
        _leave_unit(case, event)
        return hand_on_case(case, user, unit=unit, comment=comment) if unit else None


def take_from_unit(case: Case, user: User, step: str, *, comment: str, unit: Unit | None) -> Case | None:
    """A body takes the case from its unit by that step of the table, and where another unit is named hands it on in
    the same moment."""
    with transaction.atomic():
        if unit and (refusal := why_not_take(case, unit)):
            raise Refused(f"{refusal}。")
        event = perform(case, step, user, comment=comment)
        _leave_unit(case, event)
        return hand_on_case(case, user, unit=unit, comment=comment) if unit else None


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

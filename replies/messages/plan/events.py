"""What the record of a case says, told to the deputies: which event tells whom what. Run as often as one likes."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.record import UNDONE_WITHIN
from proposals.cases.registrar import HAND_OVER
from proposals.deadlines.due_date import leading_case
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.fields import CorrectedField
from proposals.intake.corrections.told import is_told_to_deputies
from proposals.models import Case, Coordination, Deputy, Event, Extension, Limit, Objection, Part, Status
from proposals.models.event import EXTENSION_DECIDED, UNDOES
from proposals.models.states import HELPING_PARTS, LEFT
from replies.messages.plan.facts import (
    Facts,
    body_to_ask,
    case_facts,
    say_answered_by,
    say_day,
    say_moment,
    units_in_charge,
)
from replies.messages.plan.gathered import gather_given
from replies.messages.plan.make import ToTell, keep_messages
from replies.messages.reach import why_unreached
from replies.messages.words.current import words_of
from replies.messages.words.kinds import ANSWERED_BY, HANDLER, LED_BY, NO_MORE, PHONE, UNIT
from replies.models import Feedback, Message
from replies.models.messages.message import MessageKind
from replies.models.reply import DECISIONS

K = MessageKind
ANSWERING = (Part.MAIN, Part.SOLE, Part.EACH)
NEWS = dt.timedelta(days=7)  # what happened longer ago is no news, also for a program that was off
ONE_CORRECTION = dt.timedelta(seconds=5)  # within which the events of one correction are written, case by case
EVENT = "event:"
Told = Iterator[ToTell]


def event_key(event: Event) -> str:
    """By which a message of this event is known."""
    return f"{EVENT}{event.pk}"


def plan_messages(now: dt.datetime | None = None) -> int:
    """Make messages of what has happened since, as soon as it cannot be undone by a press any more. Returns how many
    are new."""
    at = now or timezone.now()
    events = Event.objects.filter(action__in=TOLD, at__range=(at - NEWS, at - UNDONE_WITHIN))
    taken_over = Q(case__part=Part.JOINT, action="hand_over", data__has_key="returned_by")
    events = events.filter(Q(case__part__in=ANSWERING) | taken_over, case__finished_before=False).order_by("pk")
    known, undone = _planned_events(at), undone_steps(at - NEWS)
    new = [
        pk
        for pk, case, sequence in events.values_list("pk", "case", "sequence")
        if pk not in known and (case, sequence) not in undone
    ]
    if not new:
        return 0
    rows = Event.objects.filter(pk__in=new).order_by("pk")
    rows = rows.select_related("case__suggestion__session", "case__unit", "case__handler")
    rows = rows.prefetch_related("case__suggestion__sponsorships__deputy")
    days = WorkCalendar.load()
    with transaction.atomic():  # what is told together is not sent apart
        made = keep_messages([one for row in rows for one in TOLD[row.action](row, days)], not_before=at)
        gather_given(made, words_of(K.GIVEN_MANY))
    return len(made)


def _planned_events(at: dt.datetime) -> set[int]:
    """Those of which messages were made."""
    keys = Message.objects.filter(key__startswith=EVENT, made_at__gte=at - NEWS).values_list("key", flat=True)
    return {int(key.removeprefix(EVENT)) for key in keys.distinct()}


def undone_steps(since: dt.datetime) -> set[tuple[int, int]]:
    """Case and number of every step that was undone since."""
    undoing = Event.objects.filter(at__gte=since, data__has_key=UNDOES)
    return {(case, data[UNDOES]) for case, data in undoing.values_list("case", "data")}


def _each(event: Event, kind: MessageKind, own: Facts, deputies: list[Deputy] | None = None) -> Told:
    """For each deputy of the case, or these, as far as they are still deputies."""
    for deputy in event.case.suggestion.asked_deputies if deputies is None else deputies:
        yield ToTell(kind, event_key(event), deputy, case_facts(event.case, deputy) | own, event.case)


def _given(event: Event, days: WorkCalendar) -> Told:
    case, before, part = event.case, str(event.data.get("returned_by", "")), event.data.get("part", event.case.part)
    if event.data.get("changes") and _was_told_who(Q(case=case)):
        return _corrected(event, days)  # not handed over again: the wrong unit was registered
    if not before and part in HELPING_PARTS and _was_told_who(Q(case__suggestion=case.suggestion_id)):
        return iter(())  # the correction by which it leads now is told
    due = case.statutory_due
    dates = {"日期": say_day(case.handed_on), "期限": say_day(due), ANSWERED_BY: say_answered_by(due)}
    if before:
        own = {"原单位": f"{before}（{Part.JOINT}）" if part == Part.JOINT else before}
        who = _signs_along(case) if case.hosts_along else units_in_charge(case, leading="（牵头）")
        return _each(event, K.HANDED_ON, dates | own | who)
    helping = case.suggestion.cases.filter(part=Part.HELP).exclude(status=Status.VOID).select_related("unit")
    dates |= units_in_charge(case, leading="（牵头）")
    return _each(event, K.GIVEN, dates | {"会办": "、".join(one.unit.short_name for one in helping)})


def _was_told_who(of: Q) -> bool:
    """Whether a message, also one that still waits, says who handles it."""
    return Message.objects.filter(of, kind__in=(K.GIVEN, K.HANDED_ON)).exists()


def _signs_along(case: Case) -> Facts:
    """改办 of what another 主办 unit (共同主办) was in charge of: whom it went to, and who leads and is rung up."""
    lead, own = leading_case(case), case.unit.short_name or case.unit.name
    if lead is None:
        return {UNIT: f"{own}共同主办"}
    name = lead.unit.short_name or lead.unit.name
    handler = lead.handler
    return {
        UNIT: f"{own}（和牵头的{name}共同主办）",
        LED_BY: name,
        HANDLER: handler.name if handler else "",
        PHONE: (handler.phone if handler else "") or lead.unit.phone,
    }


def _heard(event: Event, days: WorkCalendar) -> Told:
    """To the deputy alone who objected; after 改办 of the case of who has it now."""
    rows = Objection.objects.select_related("deputy", "moved_to", "case__suggestion")
    said = rows.filter(pk=event.data.get("objection")).first()
    if said is None or not said.was_heard or said.deputy.has_left:
        return
    case, of = event.case, event.case.suggestion.cases.select_related("unit", "handler", "suggestion__session")
    here = (of.filter(unit=said.moved_to).exclude(status__in=LEFT).first() if said.moved_to else None) or case
    moved = said.outcome == Objection.Outcome.MOVED
    result = said.result if moved else f"{said.result}，请{case.unit.short_name}继续办理"
    by = said.heard_by if said.decided_as == said.body else f"{said.heard_by}听取、{said.decided_body}"
    own = {"原单位": case.unit.short_name, "听取单位": by, "结果": result, "原因": said.why.rstrip("。")}
    yield ToTell(K.OBJECTION, event_key(event), said.deputy, case_facts(here, said.deputy) | own, here)


def _extended(event: Event, days: WorkCalendar) -> Told:
    one = Extension.objects.filter(pk=event.data.get("extension"), outcome=Extension.Outcome.AGREED).first()
    if one is None or one.granted_on is None or one.decided_at is None:
        return iter(())
    own = {
        "原期限": say_day(one.from_due),
        "期限": say_day(one.granted_on),
        "日期": say_day(timezone.localdate(one.decided_at)),
        "原因": one.reason.rstrip("。"),
    }
    return _each(event, K.EXTENDED, own)


def _met(kind: MessageKind) -> Callable[[Event, WorkCalendar], Told]:
    def told(event: Event, days: WorkCalendar) -> Told:
        data = event.data
        invited = [one for one in event.case.suggestion.asked_deputies if one.pk in data["deputies"]]
        own = {"时间": say_moment(dt.datetime.fromisoformat(data["at"])), "地点": data["place"]}
        own |= {"人员": data["staff"], "约定电话": data["phone"], "原因": data.get("why", "")}
        own |= {"原约": say_moment(dt.datetime.fromisoformat(data["before"])) if data.get("before") else ""}
        return _each(event, kind, own, invited)

    return told


def _coordinated(kind: MessageKind) -> Callable[[Event, WorkCalendar], Told]:
    """To the deputies who are invited, of the case of the unit that answers them."""

    def told(event: Event, days: WorkCalendar) -> Told:
        held = Coordination.objects.select_related("suggestion").get(pk=event.data["coordination"])
        invited = [one for one in event.case.suggestion.asked_deputies if one.pk in event.data["deputies"]]
        own = {"时间": say_moment(dt.datetime.fromisoformat(event.data["at"])), "地点": event.data["place"]}
        own |= {
            "召集单位": held.called_by,
            "协调什么": held.matter.rstrip("。"),
            "原约": event.data.get("before", ""),
        }
        own |= {"原因": event.data.get("why", "").rstrip("。")}
        for one in invited:
            own |= {"问谁": body_to_ask(one.kind)}
            yield from _each(event, kind, own, [one])

    return told


def _replied(event: Event, days: WorkCalendar) -> Told:
    """To whom the link cannot be sent: the reply is brought by a person."""
    if event.to_status != Status.SEEKING_FEEDBACK:
        return
    unreached = [one for one in event.case.suggestion.asked_deputies if why_unreached(one)]
    given = say_day(event.case.answered_on or timezone.localdate(event.at))
    for one in _each(event, K.REPLIED, {"日期": given} | units_in_charge(event.case), unreached):
        yield ToTell(one.kind, one.key, one.deputy, one.facts, one.case, [Message.Way.STAFF])


def _studied(event: Event, days: WorkCalendar) -> Told:
    """To the deputy alone who is not satisfied: what was answered is nobody else's. Once a round."""
    case = event.case
    said = Feedback.objects.filter(receipt=event.data.get("receipt", "")).select_related("deputy").first()
    if said is None or not said.asks_for_study or said.deputy.has_left or case.status != Status.UNDER_STUDY:
        return
    until = days.due(timezone.localdate(event.at), Limit.Step.AGAIN, case.suggestion.kind)
    own = {"研究单位": case.suggestion.session.working_body, "期限": say_day(until)}
    for one in _each(event, K.STUDY, own, [said.deputy]):
        yield ToTell(one.kind, study_key(said), one.deputy, one.facts, case)


def study_key(said: Feedback) -> str:
    """By which the message is known that a 不满意 is studied."""
    return f"study:{said.reply_id}"


def _decided(event: Event, days: WorkCalendar) -> Told:
    """The result to those who were not satisfied; that it is handled again to the others too."""
    case, again = event.case, event.action == "reopen"
    asked = case.suggestion.asked_deputies
    studied = _dissatisfied(case, event)
    due = say_day(dt.date.fromisoformat(event.data["due"])) if again else ""
    units = units_in_charge(case)
    result = f"由{units.get(UNIT) or case.unit.short_name or case.unit.name}再次办理" if again else "不再办理"
    body = case.suggestion.session.working_body
    why = event.comment.rstrip("。")
    theirs = [one for one in asked if one.pk in studied]
    own = {"研究单位": body, "结果": result, "原因": why, "期限": due}
    no_more = _no_more_asked(case, event) if again else {}
    for one in theirs:
        yield from _each(event, K.RESULT, own | no_more.get(one.pk, {}), [one])
    for one in asked if again else ():
        if one.pk not in studied:
            yield from _each(event, K.AGAIN, {"期限": due} | units | no_more.get(one.pk, {}), [one])


def _no_more_asked(case: Case, event: Event) -> dict[int, Facts]:
    """By deputy, to whom was asked to fill in once more and had not done so when the case was handled again."""
    rows = Feedback.objects.filter(reply__case=case, is_current=True, reopened_until__gte=event.at)
    rows = rows.filter(reply__signed_at__lt=event.at, submitted_at__lt=event.at)
    days = {one.deputy_id: say_day(timezone.localdate(one.reopened_until)) for one in rows}
    return {
        pk: {NO_MORE: f"原来请您在{until}前重新填写意见，不用再填，看了新的答复再提"} for pk, until in days.items()
    }


def _dissatisfied(case: Case, event: Event) -> set[int]:
    """Whose opinion of the round before the decision sent the case to study; nobody's on which an earlier decision
    was told."""
    rounds = [one for one in case.replies.prefetch_related("feedback") if one.signed_at and one.signed_at < event.at]
    last = max(rounds, key=lambda one: one.round, default=None)
    earlier = Event.objects.filter(case=case, action__in=DECISIONS, sequence__lt=event.sequence).last()
    rows = last.undecided_feedback(earlier.at if earlier else None) if last else ()
    return {row.deputy_id for row in rows if last and last.complained_at(row) < event.at}


def _corrected(event: Event, days: WorkCalendar) -> Told:
    """What letters quote, and who is in charge, where it is different now; what was corrected once more before it was
    told is told at once."""
    others = event.case.suggestion.cases.filter(part__in=ANSWERING).exclude(status__in=LEFT)
    if others.order_by("pk").values_list("pk", flat=True).first() != event.case_id:
        return iter(())  # of several units' cases the first
    told_until = _corrections_told(event)
    found: dict[str, tuple[str, str]] = {}
    earlier = event.case.events.filter(action__in=(CORRECT, HAND_OVER), sequence__lte=event.sequence)
    for one in earlier.order_by("sequence"):
        if one.at < event.at - NEWS or (told_until and one.at <= told_until):
            found.clear()
            if one.pk != event.pk:
                continue
        for change in one.data.get("changes", []):
            first, _ = found.get(change["field"], (change["old"], ""))
            found[change["field"]] = (first, change["new"])
    if not _was_told_who(Q(case__suggestion=event.case.suggestion_id)):
        found.pop(CorrectedField.UNITS, None)
    changed = [
        f"{name}原为“{old}”，现为“{new}”" for name, (old, new) in found.items() if is_told_to_deputies(name, old, new)
    ]
    return _each(event, K.CORRECTED, {"更正": "；".join(changed)}) if changed else iter(())


def _corrections_told(event: Event) -> dt.datetime | None:
    """Until when the deputies were told what was corrected: a correction is an event of each case, and told as that
    of the one that answered first then."""
    told = Message.objects.told().filter(case__suggestion=event.case.suggestion_id, kind=K.CORRECTED)
    pks = [int(key.removeprefix(EVENT)) for key in told.values_list("key", flat=True)]
    last = Event.objects.filter(pk__in=pks, pk__lt=event.pk).order_by("pk").last()
    return last.at + ONE_CORRECTION if last else None


TOLD: dict[str, Callable[[Event, WorkCalendar], Told]] = {
    "hand_over": _given,
    "objection_heard": _heard,
    EXTENSION_DECIDED: _extended,
    "meet": _met(K.MEETING),
    "meet_off": _met(K.MEETING_OFF),
    "coordinate": _coordinated(K.COORDINATE),
    "coordinate_move": _coordinated(K.COORDINATE),
    "coordinate_off": _coordinated(K.COORDINATE_OFF),
    "send_out": _replied,
    "sign": _replied,  # of a reply that goes out with the signature
    "amend_sign": _replied,
    "feedback": _studied,
    "reopen": _decided,
    "decline": _decided,
    CORRECT: _corrected,
}

"""交接: a person is away for a time, moves to another section or leaves, and what that person has goes to others."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from proposals.administration.record import record_change
from proposals.cases.access import NotYours, Refused, Stale
from proposals.cases.locks import lock_people, lock_suggestions
from proposals.cases.workflow import perform
from proposals.models import Absence, AdministrationEvent, Case, Membership, Notice, Role, Unit, User
from proposals.models.people import ACTING, BODIES
from proposals.notices.recipients import for_people, keep_notices
from replies.handover.stand_ins import (
    Gap,
    absences_ahead,
    common_days,
    find_gaps,
    list_stand_ins,
    why_not_named,
)
from replies.rounds.actions import assign_case


def manages_people(user: User, unit: Unit) -> bool:
    """Whether this person looks after who is there: the unit's office; in a body of the district everybody."""
    return unit.pk in user.units_as(Role.OFFICE, *BODIES)


def _must_manage(user: User, person: User, unit: Unit, doing: str) -> None:
    if user.pk != person.pk and not manages_people(user, unit):
        raise NotYours(f"{doing}由本人或者{unit}办公室办理，您不能替办。")
    if not _roles_of(person, unit):
        raise Refused(f"{person}不在{unit}任职。")


def _roles_of(person: User, unit: Unit) -> set[str]:
    """The person's own roles in that unit, as they are stored."""
    rows = Membership.objects.filter(user=person, unit=unit, is_active=True, role__in=ACTING)
    return set(rows.values_list("role", flat=True))


# ---- away for a time -------------------------------------------------------------------------------------


def record_absence(
    person: User,
    unit: Unit,
    user: User,
    *,
    starts: dt.date,
    until: dt.date | None,
    reason: str,
    stand_in: User | None,
    key: uuid.UUID,
) -> Absence:
    """Somebody is away from `starts` to `until` (both included; open where None), and `stand_in` acts for the time.

    The same form sent again returns what the first made; with other days it raises Stale. Raises Refused with the
    sentence a person reads.
    """
    with transaction.atomic():
        lock_people([person])
        _must_manage(user, person, unit, "登记离岗")
        if made := Absence.objects.filter(key=key, user=person, unit=unit).first():
            if (made.starts, made.until, made.reason, made.stand_in) != (starts, until, reason, stand_in):
                raise Stale(f"这一页登记的离岗（{made.days}）已经保存了。要改的，请先结束那一次，再登记新的。")
            return made
        if until and until < max(starts, timezone.localdate()):
            raise Refused("结束的日期不能早于开始的日期，也不能早于今天。")
        _must_not_overlap(person, unit, starts, until)
        if stand_in:
            _must_suit(person, unit, user, stand_in, starts, until)
        made = Absence.objects.create(
            user=person,
            unit=unit,
            starts=starts,
            until=until,
            reason=reason,
            stand_in=stand_in,
            recorded_by=user,
            key=key,
        )
        _tell_of(made, user)
        for gap in gaps_behind(made):
            _tell_of_gap(gap, made, user)
    return made


def gaps_behind(absence: Absence) -> list[Gap]:
    """Whose work is with nobody because this person is away, who stands in for them."""
    gaps = find_gaps(absences_ahead(absence.unit))
    return [
        gap
        for gap in gaps
        if gap.absence.stand_in_id == absence.user_id
        and common_days(gap.starts, gap.until, absence.starts, absence.until)
    ]


def replace_stand_in(absence: Absence, user: User, *, stand_in: User, since: dt.date, key: uuid.UUID) -> Absence:
    """From that day on somebody else stands in, until the absent person is back. What was stays in the history: the
    first one's time ends the day before. The same form sent again returns what the first made."""
    with transaction.atomic():
        lock_people([absence.user])
        now = Absence.objects.select_related("user", "unit", "stand_in").get(pk=absence.pk)
        _must_manage(user, now.user, now.unit, "另选代办人")
        if made := Absence.objects.filter(key=key, user=now.user, unit=now.unit).first():
            return made
        today = timezone.localdate()
        if now.ended_at or (now.until and now.until < max(since, today)):
            raise Refused(f"{now.user}这一次离岗已经结束或者改过了，请看过最新情况再办。")
        starts = max(since, now.starts, today)
        _must_suit(now.user, now.unit, user, stand_in, starts, now.until)
        if starts > max(now.starts, today):
            Absence.objects.filter(pk=now.pk).update(until=starts - dt.timedelta(days=1))
        else:
            Absence.objects.filter(pk=now.pk).update(ended_at=timezone.now(), ended_by=user)
        made = Absence.objects.create(
            user=now.user, unit=now.unit, starts=starts, until=now.until, reason=now.reason, stand_in=stand_in,
            recorded_by=user, key=key,
        )  # fmt: skip
        _tell_of(made, user)
        if now.stand_in and now.stand_in not in (user, stand_in):
            said = f"{made.days}{made.user}的事改由{stand_in}代办。"
            facts = {"case": None, "kind": Notice.Kind.HANDED, "key": f"instead:{made.pk}", "sentence": said}
            keep_notices(for_people([now.stand_in], None, **facts))
    return made


def _overlapping(person: User, unit: Unit, starts: dt.date, until: dt.date | None) -> Absence | None:
    others = Absence.objects.filter(Q(until=None) | Q(until__gte=starts), user=person, unit=unit, ended_at=None)
    return (others.filter(starts__lte=until) if until else others).first()


def _must_not_overlap(person: User, unit: Unit, starts: dt.date, until: dt.date | None) -> None:
    if other := _overlapping(person, unit, starts, until):
        raise Refused(f"{person}{other.days}已经登记离岗，不能重复。要改的，请先结束那一次。")


def _must_suit(person: User, unit: Unit, user: User, stand_in: User, starts: dt.date, until: dt.date | None) -> None:
    candidate = list_stand_ins(person, unit, user).get(stand_in.pk)
    if candidate is None:
        raise Refused(why_not_named(person, unit, user, stand_in))
    if away := candidate.why_away(starts, until):
        raise Refused(away)


def _tell_of(absence: Absence, user: User) -> None:
    person, days = absence.user, absence.days
    facts = {"case": None, "kind": Notice.Kind.HANDED, "key": f"absence:{absence.pk}"}
    if absence.stand_in and absence.stand_in != user:
        said = f"{person}{days}{absence.get_reason_display()}，由您代办，您用自己的名义办，记录里写“代{person}”。"
        keep_notices(for_people([absence.stand_in], None, **facts, sentence=said))
    if person != user:
        who = f"，由{absence.stand_in}代办" if absence.stand_in else ""
        said = f"{user}为您登记了{absence.get_reason_display()}（{days}）{who}。"
        keep_notices(for_people([person], None, **facts, sentence=said))


def _tell_of_gap(gap: Gap, absence: Absence, user: User) -> None:
    """The unit's office, and the absent person, whose work is meant."""
    office = User.objects.filter(
        memberships__unit=absence.unit, memberships__role=Role.OFFICE, memberships__is_active=True, is_active=True
    )
    people = {one.pk: one for one in (*office, gap.absence.user) if one.pk != user.pk}
    said = f"{gap.said}。请在“人员和交接”里另选代办人。"
    facts = {"case": None, "kind": Notice.Kind.HANDED, "key": f"gap:{absence.pk}:{gap.absence.pk}", "sentence": said}
    keep_notices(for_people(people.values(), None, **facts))


def end_absence(absence: Absence, user: User) -> bool:
    """The person is back before the last day, or does not go. Returns whether that was new."""
    with transaction.atomic():
        lock_people([absence.user])
        now = Absence.objects.get(pk=absence.pk)
        _must_manage(user, now.user, now.unit, "结束离岗")
        if now.ended_at:
            return False
        if now.until and now.until < timezone.localdate():
            raise Refused("这一次离岗已经过了，不用结束。")
        Absence.objects.filter(pk=now.pk).update(ended_at=timezone.now(), ended_by=user)
        if now.stand_in and now.stand_in != user:
            said = f"{now.user}已经回来，您不再代办。"
            facts = {"case": None, "kind": Notice.Kind.HANDED, "key": f"back:{now.pk}", "sentence": said}
            keep_notices(for_people([now.stand_in], None, **facts))
    return True


# ---- what the person has, to others ----------------------------------------------------------------------


@dataclass(frozen=True)
class HandOverOutcome:
    """What became of one case: given to whom, or why not. `again`: it had been done by the same form before."""

    case: Case
    to: User
    done: bool
    said: str
    again: bool = False


def hand_over_cases(
    person: User, user: User, chosen: Sequence[tuple[Case, int, Membership]], *, key: uuid.UUID
) -> list[HandOverOutcome]:
    """Each case whole or not at all: (case, version the page showed, the new handler's role). What is refused for one
    holds back none of the others. The new handlers are told in one notice each; `key` is the form's own."""
    with transaction.atomic():
        lock_suggestions(Case.objects.filter(pk__in=[case.pk for case, _, _ in chosen]))
        in_order = sorted(chosen, key=lambda one: (one[0].suggestion_id, one[0].pk))  # as locks are taken everywhere
        outcomes = [_hand_over(case, seen, to, person, user) for case, seen, to in in_order]
        _tell_new_handlers(person, [one for one in outcomes if one.done], key)
    return outcomes


def _hand_over(case: Case, seen: int, to: Membership, person: User, user: User) -> HandOverOutcome:
    said = f"交接：{person}交给{to.user}"
    try:
        assign_case(
            case,
            user,
            handler=to.user,
            section=to.section,
            internal_due=case.internal_due,
            comment=said,
            seen=seen,
            handover=True,
        )
    except Refused as refusal:
        last = case.events.filter(action="reassign").last()
        if last and (last.actor_id, last.comment, case.handler_id) == (user.pk, said, to.user_id):
            return HandOverOutcome(case, to.user, True, "刚才已经交接过，没有重复办", again=True)
        case.reload()
        if last and case.handler and case.handler_id != person.pk:
            return HandOverOutcome(case, to.user, False, f"{last.actor_name}刚才已经交给{case.handler}")
        return HandOverOutcome(case, to.user, False, str(refusal))
    return HandOverOutcome(case, to.user, True, f"交给{to.user}")


def _tell_new_handlers(person: User, done: Sequence[HandOverOutcome], key: uuid.UUID) -> None:
    for user in dict.fromkeys(one.to for one in done):
        cases = [one.case for one in done if one.to == user]
        lines = [f"{case.suggestion.short_number}{case.suggestion.kind}《{case.suggestion.title}》" for case in cases]
        said = "\n".join([f"{person}交接给您{len(cases)}件。", *lines])
        facts = {"case": None, "kind": Notice.Kind.HANDED, "key": f"handover:{key}", "sentence": said}
        keep_notices(for_people([user], None, **facts))


def move_section(member: Membership, user: User, *, section: str, cases: Sequence[tuple[Case, int]]) -> list[str]:
    """调科室: the person goes to another section of the unit and takes these cases along, each its own step of the
    record. Whole or not at all. Returns the numbers of the cases that went along."""
    if not manages_people(user, member.unit):
        raise NotYours(f"调整科室由{member.unit}办公室办理，您不能替办。")
    with transaction.atomic():
        lock_people([member.user])
        lock_suggestions(Case.objects.filter(pk__in=[case.pk for case, _ in cases]))
        for case, seen in sorted(cases, key=lambda one: (one[0].suggestion_id, one[0].pk)):
            said = f"随{member.user}到{section}"
            perform(
                case,
                "reassign",
                user,
                comment=said,
                data=_section(member, section),
                fields={"section": section},
                seen=seen,
            )
        Membership.objects.filter(pk=member.pk).update(section=section)
        changes = [{"field": "科室", "old": member.section, "new": section}]
        record_change(
            user, AdministrationEvent.Subject.PERSON, member.user, "调科室", unit=member.unit, changes=changes
        )
    return [case.suggestion.short_number for case, _ in cases]


def _section(member: Membership, section: str) -> dict[str, str]:
    return {"handler": member.user.name, "section": section}

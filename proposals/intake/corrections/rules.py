"""Whether a registration may still be corrected, and in what; a reason where not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast

from proposals.cases.access import NotYours, Refused
from proposals.cases.registrar import why_not_registrar
from proposals.formats.case_numbers import number_key
from proposals.formats.chinese import cn_date
from proposals.intake.corrections.fields import CorrectedField, FieldValue, first_case, live_cases
from proposals.intake.register import why_not_hand_to
from proposals.models import Case, Part, Role, Session, Status, Suggestion, Unit, User
from proposals.models.administration.archive import is_archived, mark_archived, say_archived
from proposals.models.case import why_no_more_hosts
from proposals.models.querysets import reach_of
from proposals.models.states import HELPING_PARTS

F = CorrectedField
# Nobody in the unit works on it yet: its part may still become another one.
NOT_ASSIGNED = (Status.AWAITING_RECEIPT, Status.RETURN_REQUESTED, Status.RECEIVED)
Parts = Sequence[tuple[Unit, Part]]
Places = dict[int, tuple[Unit, Part]]


def why_not_correct(suggestion: Suggestion, user: User | None) -> str:
    """Why nothing of this registration may be corrected by this person now, or "". It may until a unit signs for it:
    from then on people work with what was handed to them."""
    cases = live_cases(suggestion)
    for case in cases:
        if case.status != Status.AWAITING_RECEIPT:
            return f"{case.unit}的这一件现在是“{case.state_label}”，签收以后登记的内容不能再改"
    if not cases:
        return "这一件已经退办，登记的内容不能再改"
    if user and not user.has_role(Role.DISTRICT):
        for case in cases:
            if not user.has_role(Role.OFFICE, case.unit_id):
                return f"这一件也由{case.unit}承办，请区政府办公室更正"
    return ""


def why_not_place(suggestion: Suggestion, parts: Sequence[tuple[Unit, Part]], user: User | None) -> str:
    """Why these units cannot take the place of the present ones, or ""."""
    if any(case.status == Status.RETURNED for case in suggestion.cases.all()):
        return "这一件退办、改办过，承办单位不能再按名单改"
    if refusal := next(filter(None, (why_not_hand_to(user, unit) for unit, _ in parts)), ""):
        return refusal.rstrip("。")
    if all(part in HELPING_PARTS for _, part in parts):
        return "名单没有写主办单位，不能按它改承办单位"
    places, _ = place_units(live_cases(suggestion), parts)
    left = [str(case.unit) for case in live_cases(suggestion) if case.pk not in places]
    return f"{'、'.join(left)}已经收到交办，不能按名单撤下，请由它申请退办" if left else ""


def place_units(cases: Sequence[Case], parts: Sequence[tuple[Unit, Part]]) -> tuple[Places, list[tuple[Unit, Part]]]:
    """Which unit and part each case has from now on (by its key), and the units that get a case of their own. A unit
    keeps its case; the case of one that is not named any more goes to one that is new, 会办 to 会办. A case that is
    not among them finds nobody."""
    named = dict(parts)
    places: Places = {case.pk: (case.unit, named[case.unit]) for case in cases if case.unit in named}
    have = {case.unit for case in cases}
    new = [pair for pair in parts if pair[0] not in have]
    for case in cases:
        if case.pk in places or case.status != Status.AWAITING_RECEIPT:
            continue
        same = next((pair for pair in new if (pair[1] in HELPING_PARTS) == case.helps), None)
        if same:
            places[case.pk] = same
            new.remove(same)
    return places, new


# ---- by hand, also after 签收 -------------------------------------------------------------------------------


def is_taken(suggestion: Suggestion) -> bool:
    """Whether a unit has signed for it: from then on a correction says why."""
    return any(case.status != Status.AWAITING_RECEIPT for case in live_cases(suggestion))


def studies(suggestion: Suggestion, user: User) -> bool:
    """Whether this person works in the body that takes this suggestion in (代表工作机构), once it is under way."""
    reach = reach_of(user, Role.CONGRESS)
    return is_taken(suggestion) and any(reach.covers(case) for case in live_cases(suggestion))


def why_not_correct_late(suggestion: Suggestion, user: User) -> str:
    """Why this person may not correct this registration on its page, or "": who registered it may until 签收, later
    the district office and the deputies' working body."""
    if suggestion.voided_on:
        return "这一件已经作废，不用更正"
    if not live_cases(suggestion):
        return "这一件已经退办，改办以后才能更正"
    barred = "" if studies(suggestion, user) else why_not_registrar(suggestion, user)
    return barred or _why_only_read(suggestion)


def _why_only_read(suggestion: Suggestion) -> str:
    mark_archived(live_cases(suggestion))
    archived = next((case for case in live_cases(suggestion) if is_archived(case)), None)
    return say_archived(archived).removesuffix("。") if archived else ""


def must_correct(suggestion: Suggestion, user: User) -> None:
    """Raise for a person who may not correct this registration now: NotYours, or Refused where nobody may."""
    if refusal := why_not_correct_late(suggestion, user):
        if suggestion.voided_on or not live_cases(suggestion) or refusal == _why_only_read(suggestion):
            raise Refused(f"{refusal}。")
        raise NotYours(f"{refusal}。")


def corrector_role(suggestion: Suggestion, user: User | None) -> Role:
    """In what role this person corrects; None is the system."""
    if user is None:
        return Role.SYSTEM
    if user.has_role(Role.DISTRICT):
        return Role.DISTRICT
    return Role.CONGRESS if studies(suggestion, user) else Role.OFFICE


def find_numbered(session: Session, number: str, but: Suggestion) -> Suggestion | None:
    """Another suggestion that has this number in that session."""
    same = Suggestion.objects.filter(voided_on=None, session=session, number_key=number_key(number))
    return same.exclude(pk=but.pk).select_related("session").first()


def why_not_number(now: Suggestion, wanted: Mapping[CorrectedField, FieldValue]) -> str:
    """Why it cannot have this number in this session: another one has it."""
    if F.NUMBER not in wanted and F.SESSION not in wanted:
        return ""
    session = cast(Session, wanted.get(F.SESSION, now.session))
    other = find_numbered(session, cast(str, wanted.get(F.NUMBER, now.number)), now)
    return f"{session.short_name}{other.full_number}已经登记为《{other.title}》，不能再用这个件号" if other else ""


def why_not_date(now: Suggestion, wanted: Mapping[CorrectedField, FieldValue]) -> str:
    """Why these dates cannot be: a unit signs for nothing before it is handed over; a clock that has stopped has no
    limit any more."""
    day, first = cast("dt.date | None", wanted.get(F.HANDED_ON)), first_case(live_cases(now))
    if day and first and first.first_handed_on and day < first.first_handed_on:
        return f"首次交办是{cn_date(first.first_handed_on)}，改办的日期不能早于这一天"
    for case in live_cases(now):
        if day and first and case.handed_on == first.handed_on and case.received_on and case.received_on < day:
            return f"{case.unit}在{cn_date(case.received_on)}签收，交办日期不能晚于这一天"
    if F.DUE in wanted and first and not first.clock_runs:
        return "答复期限已经停止计算，不用再改"
    return ""


def why_not_place_late(suggestion: Suggestion, parts: Parts, user: User | None) -> str:
    """Why these units cannot take the place of the present ones on the page, or "". What a unit has begun it is not
    deprived of: it gives it back itself (退办), and who answers the deputies does not change under a text."""
    cases, named = live_cases(suggestion), dict(parts)
    if user and not studies(suggestion, user):
        have = {case.unit for case in cases}
        new = (unit for unit, _ in parts if unit not in have)
        if refusal := next(filter(None, (why_not_hand_to(user, unit) for unit in new)), ""):
            return refusal.rstrip("。")
    if all(part in HELPING_PARTS for _, part in parts):
        return "要有一个主办或独办单位"
    returned = {case.unit for case in suggestion.cases.all() if case.status == Status.RETURNED}
    if back := [str(unit) for unit in named if unit in returned]:
        return f"{'、'.join(back)}已经退回过这一件，不能再交给它"
    taken = [case for case in cases if case.status != Status.AWAITING_RECEIPT]
    joins = [unit for unit, part in parts if part == Part.JOINT]
    standing = {case.unit for case in cases if case.hosts_along}
    if set(joins) - standing and (refusal := why_no_more_hosts(suggestion)):
        return refusal
    if left := [str(case.unit) for case in taken if case.unit not in named]:
        return f"{'、'.join(left)}已经签收，不能在这里撤下；不该由它办的，请它申请退办，同意以后改办"
    turned = [
        str(case.unit)
        for case in cases
        if case.unit in named
        and _answers_as(named[case.unit]) != _answers_as(Part(case.part))
        and case.status not in NOT_ASSIGNED
    ]
    return f"{'、'.join(turned)}已经分办，主办、共同主办和会办不能再对调" if turned else ""


def _answers_as(part: Part) -> Part | None:
    """会办 and 共同主办, which go different ways; None of all that answer the deputies."""
    return part if part in HELPING_PARTS else None

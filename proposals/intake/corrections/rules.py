"""Whether a registration may still be corrected, and in what; a reason where not."""

from collections.abc import Sequence

from proposals.intake.corrections.fields import live_cases
from proposals.intake.register import why_not_hand_to
from proposals.models import Case, Part, Role, Status, Suggestion, Unit, User

Places = dict[int, tuple[Unit, Part]]


def why_not_correct(suggestion: Suggestion, user: User | None) -> str:
    """Why nothing of this registration may be corrected by this person now, or "". It may until a unit signs for it:
    from then on people work with what was handed to them."""
    cases = live_cases(suggestion)
    for case in cases:
        if case.status != Status.AWAITING_RECEIPT:
            return f"{case.unit}的这一件现在是“{case.get_status_display()}”，签收以后登记的内容不能再改"
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
    if all(part == Part.HELP for _, part in parts):
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
        if case.pk in places:
            continue
        same = next((pair for pair in new if (pair[1] == Part.HELP) == case.helps), None)
        if same:
            places[case.pk] = same
            new.remove(same)
    return places, new

"""Who is missing for what a case waits for: its handler, its office, a leader who may take the step.

Who reads it is told of who concerns them: the office gives the case to another, the district office sees to the
unit's people.
"""

from collections.abc import Collection
from enum import Enum, auto

from proposals.cases.consents import bodies_to_agree
from proposals.cases.hands import hands_of
from proposals.cases.workflow import takers_of
from proposals.models import Case, PlaceRule, Role, Status
from proposals.models.approval import name_step
from proposals.models.states import AT_WORK
from replies.desk.turn.whose import asks_extension, deciders_asked, main_step, waiting_people, waiting_role
from replies.rounds.obstacles import is_kept

S = Status
Held = Collection[Role] | None  # the roles of who reads it; None: nobody in particular


class Gone(Enum):
    """Whom a case lacks: its handler, somebody of the unit's office, a leader who may take the step."""

    HANDLER = auto()
    OFFICE = auto()
    LEADER = auto()


def find_vacancy(case: Case) -> str:
    """Who has to be found, because nobody can do what the case waits for; "" for most cases."""
    gone = _gone_for(case, None)
    return say_gone(case, gone, False, None) if gone else ""


def _list_gone(case: Case) -> list[Gone]:
    """All whom the case lacks; of a step that nobody can take first who takes it."""
    unattended, office = is_unattended(case), hands_of(case).office
    found = {
        Gone.HANDLER: unattended and office,
        Gone.LEADER: _lacks_leader(case),
        Gone.OFFICE: _lacks_office(case) or (unattended and not office),
    }
    return [gone for gone, lacks in found.items() if lacks]


def _gone_for(case: Case, held: Held) -> Gone | None:
    """Of these the one that concerns the reader: the office gives the case to another, the district office sees to
    the unit's people."""
    missing, roles = _list_gone(case), set(held or ())
    if Role.OFFICE in roles and is_unattended(case):
        return Gone.HANDLER
    if Role.DISTRICT in roles and len(missing) > 1:
        return next(gone for gone in missing if gone != Gone.HANDLER)
    return missing[0] if missing else None


def find_gone_first(case: Case, inside: bool, held: Held) -> Gone | None:
    """The same where it is what is to be done first: not before an act that is the reader's own, nor before one that
    somebody else can do."""
    if not inside and asks_extension(case):
        return None
    if held is None or comes_first(case, set(held)):
        return _gone_for(case, held)
    return None if _can_go_on(case) or _is_own_act(case, set(held)) else _gone_for(case, held)


def say_missing_people(case: Case, *, inside: bool, held: Held) -> str:
    """Who is missing besides, where what is to be done is said without it: for the unit, and the district office
    that sees to it; "" mostly. That the handler is missing is the office's to know."""
    gone, roles = _gone_for(case, held), set(held or ())
    if gone is None or find_gone_first(case, inside, held) or not (inside or Role.DISTRICT in roles):
        return ""
    if gone == Gone.HANDLER and Role.OFFICE not in roles:
        return ""
    return say_gone(case, gone, inside, held)


def _can_go_on(case: Case) -> bool:
    """Whether somebody can do what the case waits for, even where others are missing."""
    if main_step(case) is None or _lacks_office(case) or _lacks_leader(case):
        return False
    return waiting_role(case) != Role.HANDLER or not is_unattended(case)


def _is_own_act(case: Case, held: set[Role]) -> bool:
    """Whether the next act belongs to somebody with these roles."""
    step, role = main_step(case), waiting_role(case)
    takers = takers_of(step, case) if step else ()
    taken_by = takers if role in takers else (role,)
    return bool(held.intersection(taken_by)) or _is_own_decision(case, held)


def _is_own_decision(case: Case, held: set[Role]) -> bool:
    """Whether the reader's body itself has something to decide (conditions.own_decisions)."""
    study = bodies_to_agree(case, PlaceRule.Question.AGAIN) if case.status == S.UNDER_STUDY else ()
    return bool(held.intersection((*deciders_asked(case), *study)))


def say_gone(case: Case, gone: Gone, inside: bool, held: Held) -> str:
    """In the words of who reads it: the own unit does not urge itself."""
    own = inside and held is not None and Role.DISTRICT not in held
    if gone == Gone.HANDLER:
        return f"经办人{case.handler}不在，要改派给别人"
    if gone == Gone.OFFICE and own:
        return "本单位办公室没有在岗的人，请提前结束离岗或者请局领导安排"
    if gone == Gone.OFFICE:
        return f"要督促{case.unit}安排办公室人员"
    doing = f"办“{name_step(case)}”" if case.status == S.CHECKING else "签发"
    if own:
        return f"本单位没有能{doing}的局领导在岗，请提前结束离岗或者另行安排"
    return f"要督促{case.unit}安排能{doing}的局领导"


def _lacks_office(case: Case) -> bool:
    return waiting_role(case) == Role.OFFICE and not hands_of(case).office and not waiting_people(case)


def _lacks_leader(case: Case) -> bool:
    """What is signed goes out by itself when it is time."""
    return waiting_role(case) == Role.LEADER and case.status != S.SIGNED and not hands_of(case).signer


def comes_first(case: Case, roles: set[Role]) -> bool:
    """Whether somebody with these roles on the case has to find first who can act (conditions.vacant_cases)."""
    missing = _list_gone(case)
    if Role.OFFICE in roles and is_unattended(case):
        return True
    stranded = any(gone != Gone.HANDLER for gone in missing)
    return Role.DISTRICT in roles and stranded and not _is_own_decision(case, roles)


def is_unattended(case: Case) -> bool:
    """Whether the handler has something to do and cannot (conditions.unattended_cases)."""
    if case.handler_id is None or case.is_joined or hands_of(case).handler:
        return False
    return case.status in AT_WORK or is_kept(case)

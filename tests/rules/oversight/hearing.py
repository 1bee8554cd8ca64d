"""A deputy's objection to an assignment: a row as the program writes it, what breaks it, who hears it."""

import uuid
from typing import Any

from django.utils import timezone

from proposals.models import Case, Objection, PlaceRule
from proposals.returns.actions import take_from_unit
from proposals.returns.objections import Hearing, hear_objection, object_to_assignment
from tests import factories as f
from tests.rules.kinds import Doing, Lock

BODIES = ("congress", "district")
WORDS = {"reason": "这是房管的事。", "proposed": "区房管局"}


def object_to(case: Case, **more: Any) -> Objection:
    """The first deputy objects, in 我的建议 unless `more` says otherwise."""
    said = {"deputy": case.suggestion.proposers[0], "key": uuid.uuid4(), **WORDS, **more}
    return object_to_assignment(case, **said)


def objection() -> Objection:
    return object_to(f.make_case("in_progress"))


def advised() -> Objection:
    made = objection()
    hear_objection(made, f.world().congress, hearing=Hearing.ADVISE, why="确属房管。")
    made.refresh_from_db()
    return made


def kept() -> Objection:
    made = objection()
    hear_objection(made, f.world().congress, hearing=Hearing.KEEP, why="三定方案定的。")
    made.refresh_from_db()
    return made


def now(row: object) -> Any:
    return timezone.now()


def somebody(row: object) -> Any:
    return f.world().district


DECIDED = {"awaits": "", "decided_as": "congress", "decided_by": somebody, "decided_at": now, "why": "好。"}
# By constraint: how the row is made, whether another like it is added, and what is changed, each in its turn.
HEARING_BREAKS: dict[str, tuple[Any, ...]] = {
    "objection_open_once": (objection, True, {"key": lambda row: uuid.uuid4()}),
    "objection_has_reason": (objection, False, {"reason": ""}),
    "objection_came_by_known": (
        objection, False, {"came_by": "x"}, {"came_by": "来电"}, {"recorded_by": somebody},
    ),
    "objection_body_known": (objection, False, {"body": "office"}),
    "objection_advice_is_whole": (
        advised, False, {"advice": ""}, {"advised_by": None}, {"advised_at": None},
    ),
    "objection_outcome_is_whole": (
        objection, False, {"awaits": ""}, {"why": "好。"}, {"decided_by": somebody}, {"decided_as": "congress"},
        {"decided_at": now}, {**DECIDED, "outcome": "odd"}, {**DECIDED, "outcome": "改办", "why": ""},
        {**DECIDED, "outcome": "改办", "awaits": "district"},
        {"outcome": "代表收回"}, {"outcome": "代表收回", "awaits": ""},
        {"outcome": "随件了结", "awaits": "", "decided_at": now, "why": "好。"},
    ),
    "objection_moves_by_its_outcome": (kept, False, {"moved_to": lambda row: f.world().other_bureau}),
}  # fmt: skip


def to_object() -> Doing:
    case, who_said = f.make_case("in_progress"), {"came_by": Objection.CameBy.PHONE, "key": uuid.uuid4(), **WORDS}
    return lambda who: object_to_assignment(case, case.suggestion.proposers[0], user=who, **who_said)


def to_hear() -> Doing:
    made = objection()
    return lambda who: hear_objection(made, who, hearing=Hearing.KEEP, why="三定方案定的。")


def to_take() -> Doing:
    case = objection().case
    return lambda who: take_from_unit(case, who, "move_on", comment="确属房管。", unit=None)


HEARING = {
    object_to_assignment: Lock(BODIES, to_object),
    hear_objection: Lock(("congress",), to_hear),
    take_from_unit: Lock(("district",), to_take),
}


def by_the_body() -> None:
    """The working body decides 改办 itself."""
    rule = {"question": PlaceRule.Question.RETURN, "kind": "建议"}
    PlaceRule.objects.update_or_create(**rule, defaults={"answer": PlaceRule.Answer.BODY, "source": "本区规定"})

"""协调会: a row as the program writes it, what breaks it, who asks, calls, changes and writes it down."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.cases.oversight import coordination
from proposals.models import Case, Coordination, CoordinationAsk, CoordinationSupplement, Part
from tests import factories as f
from tests.rules.kinds import Doing, Lock

BODIES, STAFF = ("congress", "district"), ("handler", "office")


def two_units() -> Case:
    """A case of the first bureau that another one helps with."""
    case = f.make_case("in_progress", part=Part.MAIN)
    f.hand_over(case.suggestion, f.world().other_bureau, Part.HELP)
    return case


def later(days: int = 3) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def called_for(case: Case, **more: Any) -> dict[str, Any]:
    """What the page of 召集协调会 gives to the action."""
    units = [one.unit for one in case.suggestion.cases.all()]
    said = {"meets_at": later(), "place": "区政府第二会议室", "matter": "由谁牵头。", "key": uuid.uuid4()}
    return {**said, "units": units, "deputies": case.suggestion.proposers[:1], **more}


def call_for(case: Case, **more: Any) -> Coordination:
    return coordination.call_units(case, f.world().congress, **called_for(case, **more))


def ask_for(case: Case) -> CoordinationAsk:
    said = {"reason": "两家对选址看法不同。", "key": uuid.uuid4()}
    return coordination.ask_coordination(case, f.world().handler, **said)


def meeting_of_units() -> Coordination:
    return call_for(two_units())


def minuted_meeting() -> Coordination:
    """One that was held and written down."""
    held = meeting_of_units()
    type(held).objects.update(meets_at=later(-1))
    coordination.record_coordination(held, f.world().congress, minutes="民政牵头。", tasks="", file=None)
    held.refresh_from_db()
    return held


def supplement_of_record() -> CoordinationSupplement:
    said = {"words": "漏记一条。", "file": None, "key": uuid.uuid4()}
    return coordination.supplement_record(minuted_meeting(), f.world().congress, **said)


def coordination_ask() -> CoordinationAsk:
    return ask_for(two_units())


def now(row: object) -> Any:
    return timezone.now()


def somebody(row: object) -> Any:
    return f.world().district


# By constraint: how the row is made, whether another like it is added, and what is changed, each in its turn.
MEETING_BREAKS: dict[str, tuple[Any, ...]] = {
    "coordination_body_known": (meeting_of_units, False, {"body": "office"}),
    "coordination_has_words": (meeting_of_units, False, {"place": ""}, {"matter": ""}),
    "coordination_off_says_why": (meeting_of_units, False, {"off_at": now}, {"off_why": "改天"}),
    "coordination_record_is_whole": (
        meeting_of_units, False, {"minutes": "好。"}, {"tasks": "好。"}, {"recorded_at": now},
        {"recorded_by": somebody}, {"recorded_at": now, "recorded_by": somebody},
    ),
    "coordination_supplement_has_words": (supplement_of_record, True, {"words": "", "key": lambda row: uuid.uuid4()}),
    "coordination_ask_open_once": (coordination_ask, True, {"key": lambda row: uuid.uuid4()}),
    "coordination_ask_has_reason": (coordination_ask, False, {"reason": ""}),
    "coordination_ask_settled_one_way": (
        coordination_ask, False, {"settled_at": now}, {"refusal": "好。"}, {"settled_by": somebody},
        {"settled_at": now, "settled_by": somebody},
    ),
}  # fmt: skip


def to_ask() -> Doing:
    case = two_units()
    return lambda who: coordination.ask_coordination(case, who, reason="看法不同。", key=uuid.uuid4())


def to_refuse() -> Doing:
    ask = coordination_ask()
    return lambda who: coordination.refuse_coordination(ask, who, why="已经电话商定。")


def to_call() -> Doing:
    case = two_units()
    said = called_for(case)
    return lambda who: coordination.call_units(case, who, **said)


def to_move() -> Doing:
    held = meeting_of_units()
    said = {"meets_at": later(5), "place": "区人大会议室", "why": "领导出差", "seen": 1}
    return lambda who: coordination.move_coordination(held, who, **said)


def to_drop() -> Doing:
    held = meeting_of_units()
    return lambda who: coordination.drop_coordination(held, who, why="已经商定")


def to_record() -> Doing:
    held = meeting_of_units()
    type(held).objects.update(meets_at=later(-1))  # it has taken place
    return lambda who: coordination.record_coordination(held, who, minutes="民政牵头。", tasks="", file=None)


def to_supplement() -> Doing:
    held, key = minuted_meeting(), uuid.uuid4()
    return lambda who: coordination.supplement_record(held, who, words="漏记一条。", file=None, key=key)


MEETING = {
    coordination.ask_coordination: Lock(STAFF, to_ask),
    coordination.refuse_coordination: Lock(BODIES, to_refuse),
    coordination.call_units: Lock(BODIES, to_call),
    coordination.move_coordination: Lock(("congress",), to_move),
    coordination.drop_coordination: Lock(("congress",), to_drop),
    coordination.record_coordination: Lock(("congress",), to_record),
    coordination.supplement_record: Lock(("congress",), to_supplement),
}

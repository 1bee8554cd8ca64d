"""专门委员会: its fields, its questions: a row as the program writes it, what breaks it, who asks, answers, keeps."""

import uuid
from typing import Any

from django.utils import timezone

from proposals.administration.units.committees import follow_fields, must_keep_fields
from proposals.cases.oversight.inquiries import answer_inquiry, ask_about_case
from proposals.models import Case, CommitteeField, Inquiry
from tests import factories as f
from tests.rules.kinds import Doing, Lock

UNIT = ("handler", "office", "leader", "second_leader")


def ask_about(case: Case, **more: Any) -> Inquiry:
    """The committee asks the unit."""
    said = {"text": "请说明选址的进度。", "answer_due": f.day(5), "key": uuid.uuid4(), **more}
    return ask_about_case(case, f.world().committee, **said)


def inquiry() -> Inquiry:
    return ask_about(f.make_case("in_progress"))


def committee_field() -> CommitteeField:
    return CommitteeField.objects.get(committee=f.world().committee.unit)


def now(row: object) -> Any:
    return timezone.now()


def somebody(row: object) -> Any:
    return f.world().handler


# By constraint: how the row is made, whether another like it is added, and what is changed, each in its turn.
ASKING_BREAKS: dict[str, tuple[Any, ...]] = {
    "committee_field_once": (committee_field, True, {}),
    "committee_field_has_category": (committee_field, False, {"category": ""}),
    "inquiry_has_text": (inquiry, False, {"text": ""}),
    "inquiry_answer_is_whole": (
        inquiry, False, {"answer": "好。"}, {"answered_at": now}, {"answered_by": somebody},
        {"answer": "好。", "answered_at": now}, {"answered_at": now, "answered_by": somebody},
    ),
}  # fmt: skip


def to_ask() -> Doing:
    case, said = f.make_case("in_progress"), {"text": "请说明。", "answer_due": f.day(5), "key": uuid.uuid4()}
    assert f.world().committee
    return lambda who: ask_about_case(case, who, **said)


def to_answer() -> Doing:
    asked = inquiry()
    return lambda who: answer_inquiry(asked, who, text="已经选好三处。")


def to_follow() -> Doing:
    committee = f.world().committee.unit
    return lambda who: follow_fields(committee, who, categories=["民政", "住房"], seen=["民政"])


ASKING = {
    ask_about_case: Lock(("committee",), to_ask),
    answer_inquiry: Lock(UNIT, to_answer),
    follow_fields: Lock(("congress",), to_follow),
    must_keep_fields: Lock(("congress",), lambda: must_keep_fields),
}

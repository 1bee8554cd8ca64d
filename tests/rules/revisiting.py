"""The tables of 回访: a row of each as the program writes it, what breaks its constraints, and who asks."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from replies.models import Revisit, RevisitAnswer, RevisitAsk, RevisitCase, RevisitQuestion
from replies.revisits import actions, bodies, links
from tests import factories as f
from tests.rules.kinds import Doing, Lock

BODY = ("congress",)
BODIES = ("congress", "cppcc")
SAID = actions.RevisitSaid("满意", [])


def how(**more: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"kind": "建议", "units": [], "share": 100, "whom": "lead", "least": 3}
    return {**asked, "closes_on": timezone.localdate() + dt.timedelta(days=9), "seed": "1", **more}


def revisit() -> Revisit:
    f.make_case("closed")
    return actions.draw_revisit(f.world().congress_office, f.world().congress, key=uuid.uuid4(), **how())


def revisit_case() -> RevisitCase:
    return revisit().cases.get()


def revisit_ask() -> RevisitAsk:
    return revisit().cases.latest("pk").asks.get()


def revisit_answer() -> RevisitAnswer:
    return actions.record_revisit_answer(revisit_ask(), SAID)


def revisit_question() -> RevisitQuestion:
    asked: dict[str, Any] = {"asked": "办理单位和您联系过吗", "options": ["联系过", "没有"]}
    return actions.add_revisit_question(f.world().congress_office, f.world().congress, key=uuid.uuid4(), **asked)


def by_staff() -> RevisitAnswer:
    return actions.record_revisit_answer(revisit_ask(), SAID, user=f.world().congress, channel="paper")


REVISIT_BREAKS: dict[str, tuple[Any, ...]] = {
    "revisit_question_asks": (revisit_question, False, {"asked": ""}),
    "revisit_kind_known": (revisit, False, {"kind": "意见"}),
    "revisit_share_in_hundred": (revisit, False, {"share": 0}, {"share": 101}),
    "revisit_whom_known": (revisit, False, {"whom": "odd"}),
    "revisit_has_seed": (revisit, False, {"seed": ""}),
    "revisit_least_protects": (revisit, False, {"least": 2}, {"least": 101}),
    "revisit_case_once": (revisit_case, True, {}),
    "revisit_ask_once": (revisit_ask, True, {}),
    "revisit_answer_grade_known": (revisit_answer, True, {"ask": lambda row: revisit_ask(), "grade": "好"}),
    "revisit_answer_channel_tells_who": (
        revisit_answer,
        True,
        {"ask": lambda row: revisit_ask(), "channel": "paper"},
        {"ask": lambda row: revisit_ask(), "channel": "odd"},
        {"ask": lambda row: revisit_ask(), "entered_by": lambda row: f.world().congress},
    ),
}


def drawn() -> Doing:
    f.make_case("closed")
    unit = f.world().congress_office
    return lambda who: actions.draw_revisit(unit, who, key=uuid.uuid4(), **how())


def ended() -> Doing:
    row = revisit()
    return lambda who: actions.end_revisit(row, who)


def written_down() -> Doing:
    row = revisit_ask()
    return lambda who: actions.record_revisit_answer(row, SAID, user=who, channel="paper")


def linked() -> Doing:
    row = revisit_ask()
    return lambda who: links.make_revisit_link(row, who)


def added() -> Doing:
    unit = f.world().congress_office
    asked: dict[str, Any] = {"asked": "办得及时吗", "options": ["及时", "不及时"]}
    return lambda who: actions.add_revisit_question(unit, who, key=uuid.uuid4(), **asked)


def retired() -> Doing:
    row = revisit_question()
    return lambda who: actions.retire_revisit_question(row, who)


def checked() -> Doing:
    unit = f.world().congress_office
    return lambda who: bodies.must_revisit(unit, who)


REVISITING = {
    bodies.body_of: Lock(BODIES, lambda: bodies.body_of),
    bodies.must_revisit: Lock(BODY, checked),
    actions.draw_revisit: Lock(BODY, drawn),
    actions.end_revisit: Lock(BODY, ended),
    actions.record_revisit_answer: Lock(BODY, written_down),
    links.make_revisit_link: Lock(BODY, linked),
    actions.add_revisit_question: Lock(BODY, added),
    actions.retire_revisit_question: Lock(BODY, retired),
}

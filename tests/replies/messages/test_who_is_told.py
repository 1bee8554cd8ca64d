"""The table of messages: what happens × whom it is told to × how, and in which words."""

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from proposals.cases.oversight.coordination import drop_coordination
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.extensions.actions import decide_extension
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.fields import CorrectedField
from proposals.models import Deputy, Part, Session
from proposals.returns.actions import hand_on_case
from proposals.returns.objections import Hearing, hear_objection
from replies.contacts.meetings import arrange_meeting, call_off_meeting
from replies.joint.actions import join_suggestions, split_suggestion
from replies.messages.words.kinds import KINDS as TABLE
from replies.models import Message
from replies.models.messages.message import MessageKind
from replies.promises.actions import change_promise_date, keep_promise, take_back_promise
from tests import factories as f
from tests.approved import assert_approved
from tests.replies.messages.people import KINDS, every_kind, rows_of, tell
from tests.rules.oversight.hearing import object_to
from tests.rules.oversight.meeting import call_for

pytestmark = pytest.mark.django_db
APPROVED = Path(__file__).parent / "approved"
START = "2026-11-03 10:00 +0800"


@pytest.fixture
def reached(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"


class Walk:
    """Everything that is told, in its order, an hour after another."""

    def __init__(self, clock):
        self.clock, self.w, self.found, self.last = clock, f.world(), [], 0
        every_kind()
        self.case = f.hand_over(f.suggestion(deputies=len(KINDS)), self.w.bureau)

    def told(self, event):
        rows = tell(since=self.last)
        self.last = rows[-1].pk if rows else self.last
        self.clock.shift(dt.timedelta(hours=1))
        self.found.append((event, rows))

    def hand_over(self):
        given = f.hand_over(f.suggestion(deputies=len(KINDS)), self.w.bureau, Part.MAIN)
        helping = f.hand_over(given.suggestion, self.w.other_bureau, Part.HELP)
        for one in (given, helping):
            record_event(one, self.w.district, HAND_OVER, "交办", data={"unit": one.unit.name})
        self.told("交办")
        f.advance(self.case, "sign_for", "assign", "promise")
        self.told("签收、分办、沟通")

    def extend(self):
        decide_extension(f.extension(self.case), self.w.district, agree=True, opinion="内部批语。")
        self.case.reload()
        self.told("延期")

    def meet(self):
        chosen = [one for one in self.case.suggestion.proposers if not one.has_left]
        facts = {"deputies": chosen, "place": "吴淞街道代表联络站", "staff": "高扬", "phone": "021-55550402"}
        at = timezone.now() + dt.timedelta(days=2)
        meeting = arrange_meeting(self.case.current_round, self.w.handler, at=at, key=uuid.uuid4(), **facts)
        self.told("约定面商")
        later = at + dt.timedelta(days=1)
        moved = arrange_meeting(
            self.case.current_round, self.w.handler, at=later, key=uuid.uuid4(), instead_of=meeting, **facts
        )
        self.told("改约面商")
        call_off_meeting(moved, self.w.handler, why="代表出差")
        self.told("取消面商")

    def correct(self):
        wanted = {CorrectedField.TITLE: "关于社区食堂供餐的建议", CorrectedField.CATEGORY: "民生"}
        correct_registration(
            self.case.suggestion,
            wanted,
            self.w.district,
            "代表来电",
            recount=lambda case, days: case.statutory_due,
        )
        self.case.reload()
        self.told("登记更正")

    def answer(self):
        f.let_stand(self.case, self.w.handler)
        f.advance(self.case, "submit", "check", "sign")
        self.told("答复送出")
        f.advance(self.case, "dissatisfy")
        self.told("一位代表不满意")
        f.advance(self.case, "reopen")
        self.told("再次办理")
        f.contact_all(self.case, self.w.handler)
        f.write(self.case, self.w.handler, **f.promising(("新增助餐点12处", 10), ("开通预约电话", 20)))
        f.let_stand(self.case, self.w.handler)
        f.advance(self.case, "submit", "check", "sign", "dissatisfy")
        self.told("再次答复、又不满意")
        f.advance(self.case, "decline")
        self.told("不再办理")

    def promise(self):
        kept, moved = self.case.current_round.promises.order_by("position")
        keep_promise(kept, self.w.handler, on=timezone.localdate(), said="内部怎么做的。", seen=0)
        self.told("承诺兑现")
        change_promise_date(moved, self.w.handler, new_on=f.day(300), said="内部为什么。", told_on=None, seen=0)
        self.told("承诺改期")
        self.clock.move_to(dt.datetime(2027, 1, 5, 2, tzinfo=dt.UTC))
        self.told("第二年一月")
        Session.objects.create(body="人大", place="宝山区", term=10, meeting=1, opened_on=f.day(-1))
        self.told("换届")

    def objected(self):
        case = f.hand_over(f.suggestion(deputies=len(KINDS)), self.w.bureau)
        first, *_, second = case.suggestion.asked_deputies
        for deputy in (first, second):
            held = object_to(case, deputy=deputy, reason="内部的话。")
            hear_objection(held, self.w.congress, hearing=Hearing.KEEP, why="三定方案定的。")
        self.told("对交办的意见有了结果")

    def coordinate(self):
        case = f.hand_over(f.suggestion(deputies=len(KINDS)), self.w.bureau, Part.MAIN)
        f.hand_over(case.suggestion, self.w.other_bureau, Part.HELP)
        held = call_for(case, deputies=case.suggestion.asked_deputies[:3])
        self.told("召集协调会")
        drop_coordination(held, self.w.congress, why="已经商定")
        self.told("取消协调会")

    def elsewhere(self):
        back = f.advance(f.hand_over(f.suggestion(deputies=len(KINDS)), self.w.bureau), "ask_return", "agree_return")
        self.told("退办")
        hand_on_case(back, self.w.district, unit=self.w.other_bureau, comment="内部商量过。")
        self.told("改办")
        lead, other = (f.make_case("in_progress", deputies=count) for count in (1, 2))
        join_suggestions(other, lead, self.w.handler, tell=True)
        self.told("并案")
        split_suggestion(other, self.w.handler, comment="内部理由。", tell=True)
        self.told("拆开")

    def take_back(self):
        promise = f.promised(("修好路灯", 30), until=(), deputies=len(KINDS)).current_round.promises.get()
        keep_promise(promise, self.w.handler, on=f.day(0), said="内部怎么做的。", seen=0)
        self.told("误登记的兑现")
        take_back_promise(promise, self.w.handler, said="内部怎么错的。", seen=1)
        self.told("撤回兑现登记")


def test_each_is_told_what_is_theirs_in_the_way_there_is(reached, django_capture_on_commit_callbacks):
    with time_machine.travel(START, tick=False) as clock:
        walk = Walk(clock)
        for part in (
            "hand_over",
            "extend",
            "meet",
            "correct",
            "answer",
            "promise",
            "objected",
            "coordinate",
            "elsewhere",
            "take_back",
        ):
            with django_capture_on_commit_callbacks(execute=True):
                getattr(walk, part)()
    cells = [row for event, messages in walk.found for row in rows_of(event, messages)]
    assert_approved(APPROVED / "cells.jsonl", cells)
    first: dict[str, Message] = {}
    kind = MessageKind
    for _, messages in walk.found:
        for one in messages:
            first.setdefault(one.kind, one)
    assert_approved(APPROVED / "words.jsonl", [[one.get_kind_display(), one.words] for one in first.values()])
    # What is told by tasks, with a link or a code, or not yet.
    by_others = {
        kind[name] for name in ("INVITE", "REMIND", "RENEWED", "REOPENED", "CODE", "DEVICE", "RECEIVED", "PUBLISHED")
    } | {kind.GIVEN_MANY}  # test_gathered
    assert set(first) | by_others == {row.kind for row in TABLE}
    texts = " ".join(one.words for one in Message.objects.all()) + " ".join(one.body for one in mail.outbox)
    assert re.findall("内部.{6}", texts) == []
    assert Deputy.objects.get(name="陈犇").told_messages.count() == 0

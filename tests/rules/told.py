"""The tables of what deputies are told: a row of each as the program writes it, and who may tell and change words."""

import datetime as dt
import uuid

from django.utils import timezone

from replies.contacts.meetings import arrange_meeting, call_off_meeting
from replies.messages.actions import convey_message, drop_message, requeue_messages
from replies.messages.plan.facts import case_facts
from replies.messages.plan.make import ToTell, keep_messages
from replies.messages.words.current import change_hours, change_words, must_change_words
from replies.models import Meeting, Message, MessageTemplate, QuietHours
from replies.models.messages.message import MessageKind
from tests import factories as f
from tests.rules.kinds import Doing, Lock

TELLERS, EDITORS = ("handler", "office", "district"), ("district",)


def message(way: str = Message.Way.STAFF) -> Message:
    """One that waits for a person."""
    case = f.make_case("in_progress")
    who = case.suggestion.proposers[0]
    told = ToTell(MessageKind.GIVEN, uuid.uuid4().hex, who, case_facts(case, who), case, [way])
    return keep_messages([told])[0]


def told_message() -> Message:
    made = message()
    convey_message(made, f.world().handler, how="电话")
    made.refresh_from_db()
    return made


def message_template() -> MessageTemplate:
    change_words(MessageKind.GIVEN, f.world().district, text="{称呼}：{单位}在办。", is_on=True, seen=0)
    return MessageTemplate.objects.get()


def quiet_hours() -> QuietHours:
    change_hours(f.world().district, begins=dt.time(22), ends=dt.time(7), seen=0)
    return QuietHours.objects.get()


def meeting() -> Meeting:
    case = f.make_case("in_progress")
    facts = {"place": "会议室", "staff": "高扬", "phone": "021-55550111", "key": uuid.uuid4()}
    at = timezone.now() + dt.timedelta(days=2)
    return arrange_meeting(case.current_round, f.world().handler, deputies=case.suggestion.proposers, at=at, **facts)


def conveying() -> Doing:
    made = message()
    return lambda who: convey_message(made, who, how="电话")


def dropping() -> Doing:
    made = message()
    return lambda who: drop_message(made, who, why="知道")


def again() -> Doing:
    made = message(Message.Way.SMS)
    Message.objects.filter(pk=made.pk).update(state=Message.State.FAILED)
    return lambda who: requeue_messages([made], who)


def wording_told() -> Doing:
    return lambda who: change_words(MessageKind.GIVEN, who, text="{称呼}：{单位}在办。", is_on=True, seen=0)


def quieting() -> Doing:
    return lambda who: change_hours(who, begins=dt.time(22), ends=dt.time(7), seen=0)


def arranging() -> Doing:
    case = f.make_case("in_progress")
    facts = {"place": "会议室", "staff": "高扬", "phone": "021-55550111", "key": uuid.uuid4()}
    at = timezone.now() + dt.timedelta(days=2)
    who_comes = case.suggestion.proposers
    return lambda who: arrange_meeting(case.current_round, who, deputies=who_comes, at=at, **facts)


def calling_off() -> Doing:
    made = meeting()
    return lambda who: call_off_meeting(made, who, why="改天")


TOLD_LOCKS = {
    convey_message: Lock(TELLERS, conveying),
    drop_message: Lock(TELLERS, dropping),
    requeue_messages: Lock(TELLERS, again),
    must_change_words: Lock(EDITORS, lambda: must_change_words),
    change_words: Lock(EDITORS, wording_told),
    change_hours: Lock(EDITORS, quieting),
    arrange_meeting: Lock(("handler", "office"), arranging),
    call_off_meeting: Lock(("handler", "office"), calling_off),
}

"""The tables of what deputies are told, by message and on paper: a row of each as the program writes it, and who may
tell, write, decide and change words."""

import datetime as dt
import uuid

from django.utils import timezone

from proposals.models import Case
from replies.contacts.meetings import arrange_meeting, call_off_meeting
from replies.messages.actions import convey_message, drop_message, requeue_messages
from replies.messages.plan.facts import case_facts
from replies.messages.plan.make import ToTell, keep_messages
from replies.messages.words.current import change_hours, change_words, must_change_words
from replies.models import (
    Meeting,
    Message,
    MessageTemplate,
    PromiseLetter,
    PromiseLetterDelivery,
    PromiseReport,
    QuietHours,
    ReportVerdict,
    UnitLetter,
)
from replies.models.messages.message import MessageKind
from replies.models.promise import Promise
from replies.promises.actions import keep_promise
from replies.promises.papers.letters import deliver_letter, write_letter
from replies.promises.papers.reports import decide_report, drop_report, resend_report, send_report
from tests import factories as f
from tests.rules.kinds import Doing, Lock

TELLERS, EDITORS = ("congress", "district", "handler", "office"), ("district",)


def message(way: str = Message.Way.STAFF, of: Case | None = None) -> Message:
    """One that waits for a person, of that case or of one in work."""
    case = of or f.make_case("in_progress")
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

STAFF = ("handler", "office")
WORDS = {"why": "桥体要先加固。", "plan": "开春开工。"}


def owed() -> Promise:
    return f.promised(("新增助餐点", 10)).current_round.promises.get()


def report() -> PromiseReport:
    return send_report(owed(), f.world().handler, new_on=f.day(60), key=uuid.uuid4(), seen=0, **WORDS)


def back() -> PromiseReport:
    made = report()
    decide_report(made, f.world().office, agree=False, opinion="再写细些。", seen=1)
    made.refresh_from_db()
    return made


def signed_report() -> PromiseReport:
    made, w = report(), f.world()
    for seen, who in ((1, w.office), (2, w.leader)):
        decide_report(made, who, agree=True, opinion="", seen=seen)
        made.refresh_from_db()
    return made


def verdict() -> ReportVerdict:
    return report().verdicts.get()


def kept() -> Promise:
    made = owed()
    keep_promise(made, f.world().handler, on=f.day(0), said="做成了。", seen=0)
    made.refresh_from_db()
    return made


def letter() -> PromiseLetter:
    return write_letter(kept(), f.world().handler, text="做成了。", number="", on=f.day(0), step=1, seen=0)


def sent_letter() -> UnitLetter:
    return letter_delivery().letter.kept_letter


def letter_delivery() -> PromiseLetterDelivery:
    made = letter()
    to = made.step.promise.reply.case.suggestion.proposers[:1]
    deliver_letter(made, f.world().handler, deputies=to, on=f.day(0), way="当面")
    return made.deliveries.get()


def writing_report() -> Doing:
    promise = owed()
    return lambda who: send_report(promise, who, new_on=f.day(60), key=uuid.uuid4(), seen=0, **WORDS)


def again_report() -> Doing:
    made = back()
    return lambda who: resend_report(made, who, new_on=f.day(60), seen=2, **WORDS)


def deciding() -> Doing:
    made = report()
    return lambda who: decide_report(made, who, agree=True, opinion="", seen=1)


def dropping_report() -> Doing:
    made = back()
    return lambda who: drop_report(made, who, seen=2)


def lettering() -> Doing:
    promise = kept()
    return lambda who: write_letter(promise, who, text="做成了。", number="", on=f.day(0), step=1, seen=0)


def delivering() -> Doing:
    made = letter()
    to = made.step.promise.reply.case.suggestion.proposers
    return lambda who: deliver_letter(made, who, deputies=to, on=f.day(0), way="当面")


PAPER_LOCKS = {
    send_report: Lock(STAFF, writing_report),
    resend_report: Lock(STAFF, again_report),
    decide_report: Lock(("office",), deciding),
    drop_report: Lock(STAFF, dropping_report),
    write_letter: Lock(STAFF, lettering),
    deliver_letter: Lock(STAFF, delivering),
}

"""The papers of a promise: a row of each table as the program writes it, and who may write, decide and deliver."""

import uuid

from replies.models import PromiseLetter, PromiseLetterDelivery, PromiseReport, ReportVerdict
from replies.models.promise import Promise
from replies.promises.actions import keep_promise
from replies.promises.papers.letters import deliver_letter, write_letter
from replies.promises.papers.reports import decide_report, drop_report, resend_report, send_report
from tests import factories as f
from tests.rules.kinds import Doing, Lock

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
    return write_letter(kept(), f.world().handler, text="做成了。", number="", on=f.day(0), seen=0)


def letter_delivery() -> PromiseLetterDelivery:
    made = letter()
    to = made.step.promise.reply.case.suggestion.proposers[:1]
    deliver_letter(made, f.world().handler, deputies=to, on=f.day(0), way="当面")
    return made.deliveries.get()


def writing() -> Doing:
    promise = owed()
    return lambda who: send_report(promise, who, new_on=f.day(60), key=uuid.uuid4(), seen=0, **WORDS)


def again() -> Doing:
    made = back()
    return lambda who: resend_report(made, who, new_on=f.day(60), seen=2, **WORDS)


def deciding() -> Doing:
    made = report()
    return lambda who: decide_report(made, who, agree=True, opinion="", seen=1)


def dropping() -> Doing:
    made = back()
    return lambda who: drop_report(made, who, seen=2)


def lettering() -> Doing:
    promise = kept()
    return lambda who: write_letter(promise, who, text="做成了。", number="", on=f.day(0), seen=0)


def delivering() -> Doing:
    made = letter()
    to = made.step.promise.reply.case.suggestion.proposers
    return lambda who: deliver_letter(made, who, deputies=to, on=f.day(0), way="当面")


PAPER_LOCKS = {
    send_report: Lock(STAFF, writing),
    resend_report: Lock(STAFF, again),
    decide_report: Lock(("office",), deciding),
    drop_report: Lock(STAFF, dropping),
    write_letter: Lock(STAFF, lettering),
    deliver_letter: Lock(STAFF, delivering),
}

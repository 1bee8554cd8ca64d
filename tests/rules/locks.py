"""Every action that asks who somebody is: what it needs, and by whom it is done (test_second_locks.py)."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from proposals.approvals.actions import StepSaid, plan_steps
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, must_be
from proposals.cases.consents import take_back_consent
from proposals.cases.ends import refuse_withdrawal, void_suggestion, withdraw_suggestion
from proposals.cases.joint import join_case, split_case
from proposals.cases.oversight import plans, supervision
from proposals.cases.undo import must_undo, undo_receipt
from proposals.cases.workflow import Role, perform
from proposals.deadlines import calendar_changes
from proposals.deadlines.moves import widen_limit
from proposals.extensions import actions as extensions
from proposals.extensions.actions import record_extension_notice
from proposals.intake import lists, plan, register
from proposals.intake.aliases import learn_aliases
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.fields import CorrectedField
from proposals.intake.corrections.rules import must_correct
from proposals.intake.corrections.second_list import apply_ticks
from proposals.intake.tables import list_reader
from proposals.intake.tables.kept import Choice
from proposals.models import Attachment, CalendarDay, Case, Part, PlaceRule, Status
from proposals.registration.actions import correct_by_hand, try_correction
from proposals.returns import decisions
from proposals.returns.actions import agree_return, hand_on_case
from replies.colleagues.actions import follow_case, take_back_note, write_note
from replies.consultations.actions import (
    Consultation,
    ask_again,
    ask_units,
    correct_opinion,
    drop_consultation,
    keep_agreement,
    record_opinion,
    remind_unit,
    take_stance,
)
from replies.consultations.hosts import hand_in_material, waive_cosigning
from replies.contacts import actions as contacts_actions
from replies.contacts.actions import add_contact
from replies.contacts.reach import complete_deputy
from replies.desk.board.listed import list_watched
from replies.desk.many_acts import remind_helpers, sign_for_case
from replies.drafts import findings, versions
from replies.drafts.autosave import actions as autosave
from replies.drafts.joint_texts import number_joined_letter
from replies.drafts.wordings.actions import must_edit, retire_wording, save_wording
from replies.drafts.wordings.intake import WordingLine, take_wordings_in
from replies.feedback import attempts
from replies.feedback.actions import REOPENERS, record_dictated_feedback, record_paper_feedback, reopen_answer
from replies.feedback.delivery import record_delivery, undo_delivery
from replies.feedback.links import make_link, make_links, revoke_link
from replies.feedback.progress import make_wish, settle_wish
from replies.feedback.silence import say_silent
from replies.figures import facts
from replies.finished import actions as finished
from replies.finished import columns as finished_columns
from replies.finished import plan as finished_plan
from replies.handover import actions as handover
from replies.joint.actions import join_suggestions, split_suggestion
from replies.letter.pdf.copies import for_each_deputy
from replies.materials.actions import describe_material, remove_material
from replies.models import Delivery, PrintedForm
from replies.originals import actions as originals
from replies.prints import issue as prints
from replies.prints.issue import issue_form
from replies.prints.room import orders
from replies.prints.snapshots import read_snapshot
from replies.promises.actions import change_promise_date, keep_promise, record_promise_notice, take_back_promise
from replies.review.actions import decide_review
from replies.review.release import give_out_reply, must_have_signed, send_reply, take_back_signature
from replies.review.verdicts import Verdict
from replies.rounds.actions import assign_case, close_case, follow_up_case, reopen_case, undo_assignment
from replies.stacks import actions as stacks
from replies.stacks.intake import take_stack, unit_to_enter
from tests import factories as f
from tests.proposals.intake.sheets import book, row
from tests.replies.finished.lists import finished_book, finished_case, finished_row
from tests.replies.prints.orders import ordered, signed
from tests.replies.stacks.scans import bytes_of, plain_stack
from tests.rules.administrators import ADMINISTRATION, spare_deputy
from tests.rules.kinds import Doing, Lock
from tests.rules.oversight.asking import ASKING
from tests.rules.oversight.erasing import ERASING
from tests.rules.oversight.hearing import HEARING
from tests.rules.oversight.meeting import MEETING
from tests.rules.reporting import REPORTING
from tests.rules.rows import agreed_return
from tests.rules.told import PAPER_LOCKS, TOLD_LOCKS
from tests.rules.ways_in import WAYS_IN

S = Status
EVERYBODY = (
    "office", "handler", "second_handler", "leader", "second_leader", "district", "congress", "cppcc", "admin",
    "grants", "auditor",
    "nobody", "other_office", "other_handler", "other_leader",
)  # fmt: skip
DISTRICT, OFFICE, HANDLER, LEADERS = ("district",), ("office",), ("handler",), ("leader", "second_leader")
CASE_STAFF = (*HANDLER, *OFFICE)
UNIT = (*CASE_STAFF, "second_handler", *LEADERS)
UNITS = (*UNIT, "other_office", "other_handler", "other_leader")


def key() -> uuid.UUID:
    return uuid.uuid4()


def at(status: str, do: Callable[[Any, Any], Any], **how: Any) -> Callable[[], Doing]:
    """A case in that state, on which the action is to be called."""

    def ready() -> Doing:
        case = f.make_case(status, **how)
        return lambda who: do(case, who)

    return ready


def undoing(status: str, step: str, undo: Callable[..., Any]) -> Callable[[], Doing]:
    """The step was taken a moment ago; a clock that stopped with it has a line of its own after it."""

    def ready() -> Doing:
        case = f.advance(f.make_case(status), step)
        taken = case.events.filter(action=step).last()
        return lambda who: undo(case, who, taken.sequence)

    return ready


def two(do: Callable[..., Any]) -> Callable[[], Doing]:
    """Two cases that may be handled as one (并案)."""

    def ready() -> Doing:
        case, lead = f.make_case(S.IN_PROGRESS), f.make_case(S.IN_PROGRESS)
        return lambda who: do(case, lead, who)

    return ready


def joined(do: Callable[..., Any]) -> Callable[[], Doing]:
    """A case that is joined to another one (并案), of which there is a text."""

    def ready() -> Doing:
        lead, case = f.make_case(S.IN_PROGRESS), f.make_case(S.IN_PROGRESS)
        join_case(case, lead, f.world().handler)
        f.write(lead, f.world().handler)
        return lambda who: do(case, who, comment="情况不同。")

    return ready


def to_plan() -> Doing:
    """Taken up, with a plan that may be changed."""
    case, said = f.make_case(S.IN_PROGRESS), {"text": "座谈一次。", "starts": f.day(0), "ends": f.day(9), "seen": 1}
    f.plan_supervision(case)
    return lambda who: plans.write_plan(case, who, **said)


def to_report() -> Doing:
    case = f.make_case(S.IN_PROGRESS)
    plan = f.plan_supervision(case)
    return lambda who: plans.report_plan(plan, case, who, report="已经察看。", file=None)


def refuse_what_the_other_agreed_to() -> Doing:
    """Both decide, and the working body has agreed."""
    rule = {"question": "withdraw", "kind": "建议", "defaults": {"answer": "both", "source": "规定"}}
    PlaceRule.objects.get_or_create(**rule)
    case = f.make_case(S.RECEIVED)
    withdraw_suggestion(case, f.world().congress, comment="全体撤回。")
    return lambda who: refuse_withdrawal(case, who, comment="还没有全体签名。")


def name_letter(case: Case, who: Any) -> Any:
    return number_joined_letter(case.current_round, who, "宝民〔2026〕13号")


def name_receipt(case: Case, who: Any, sequence: int) -> None:
    must_undo(case, who, "sign_for", sequence)


def first(case: Case) -> Any:
    return case.suggestion.proposers[0]


# ---- the suggestion's side -------------------------------------------------------------------------------


def complete() -> Doing:
    case = f.make_case(S.IN_PROGRESS)
    deputy = spare_deputy()
    case.suggestion.sponsorships.filter(position=1).update(deputy=deputy)
    return lambda who: complete_deputy(case, deputy, who, {"address": "友谊路1号"})


def ask_extension() -> Doing:
    case = f.make_case(S.IN_PROGRESS)
    wished_on = WorkCalendar.load().next_working_day(case.statutory_due + dt.timedelta(days=30))
    words = {"reason": "等批复。", "report": "在办。", "leader": "郑国华"}
    return lambda who: extensions.ask_extension(case, who, wished_on=wished_on, key=key(), **words)


def decide_extension() -> Doing:
    asked = f.extension(f.make_case(S.IN_PROGRESS))
    return lambda who: extensions.decide_extension(asked, who, agree=True, opinion="同意。")


def tell_extension() -> Doing:
    agreed = f.extension(f.make_case(S.IN_PROGRESS))
    extensions.decide_extension(agreed, f.world().district, agree=True, opinion="同意。")
    deputies = agreed.case.suggestion.proposers
    return lambda who: record_extension_notice(agreed, who, deputies=deputies, on=f.day(0), way="电话")


def decided(outcomes: list[decisions.DecisionOutcome]) -> None:
    """What is decided in a row of many is told in a list."""
    [one] = outcomes
    if not one.done:
        raise NotYours(one.said)


def decide_extensions() -> Doing:
    asked = f.extension(f.make_case(S.IN_PROGRESS))
    return lambda who: decided(decisions.decide_extensions([asked], who, agree=True, opinion="同意。"))


def decide_returns() -> Doing:
    case = f.make_case(S.RETURN_REQUESTED)
    return lambda who: decided(
        decisions.decide_returns([(case, case.version, None)], who, agree=True, opinion="同意。")
    )


def answer_supervision() -> Doing:
    asked = f.supervise(f.make_case(S.IN_PROGRESS))
    return lambda who: supervision.answer_supervision(asked, who, text="已经开工。")


def carry_out() -> Doing:
    day = timezone.localdate()
    change = calendar_changes.one_day(CalendarDay(date=day, is_working=False, name="停工"), day)
    return lambda who: calendar_changes.carry_out_change(change, who, reason="通知", key=key())


def entry() -> register.SuggestionEntry:
    parts = [(f.world().bureau, Part.SOLE)]
    return register.SuggestionEntry(
        f.session(),
        f"9{next(f.numbers):02}",
        "关于路灯的建议",
        "请装路灯。",
        "民政",
        [f.deputy("赵洪蓉")],
        parts,
        timezone.localdate(),
    )


def register_one() -> Doing:
    one = entry()
    return lambda who: register.register_entries([one], who)


def a_list() -> Any:
    f.session(), f.world()
    return lists.keep_list("名单.xlsx", book([row(f"8{next(f.numbers):02}")]), f.world().district)


def confirm_list() -> Doing:
    waiting = a_list()
    return lambda who: lists.confirm_list(waiting, who)


def read_list_as_chosen() -> Doing:
    waiting = a_list()
    return lambda who: lists.choose_reading(waiting, Choice(), who, seen=0, remember=True)


def take_in_list() -> Doing:
    found = lists.plan_of(a_list(), f.world().district)
    return lambda who: lists.register_plan(found, who, "名单.xlsx", "0" * 64)


def correct() -> Doing:
    [asked] = register.register_entries([entry()], None)
    return lambda who: correct_registration(asked, {CorrectedField.CATEGORY: "交通"}, who, "核对")


def correct_late() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    return lambda who: correct_by_hand(case.suggestion, {CorrectedField.CATEGORY: "交通"}, who, "核对")


def try_late() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    return lambda who: try_correction(case.suggestion, {CorrectedField.CATEGORY: "交通"}, who, "核对")


def must_correct_it() -> Doing:
    [asked] = register.register_entries([entry()], None)
    return lambda who: must_correct(asked, who)


def tick() -> Doing:
    [asked] = register.register_entries([entry()], None)
    f.session(), f.world()
    sheet = list_reader.read_list(book([row(asked.number, 类别="交通")]))
    [line] = (found := plan.make_plan(sheet, None)).changed
    return lambda who: apply_ticks(found.changed, [line.differences[0].tick], who, {})


def consented() -> Doing:
    given = agreed_return()
    return lambda who: take_back_consent(given, who, why="要再研究")


PROPOSALS = {
    extensions.ask_extension: Lock(OFFICE, ask_extension),
    extensions.decide_extension: Lock(DISTRICT, decide_extension),
    record_extension_notice: Lock(CASE_STAFF, tell_extension),
    decisions.decide_extensions: Lock(DISTRICT, decide_extensions),
    decisions.decide_returns: Lock(DISTRICT, decide_returns),
    agree_return: Lock(DISTRICT, at(S.RETURN_REQUESTED, lambda case, who: agree_return(case, who, comment="同意。"))),
    take_back_consent: Lock(("congress",), consented),
    hand_on_case: Lock(
        DISTRICT,
        at(S.RETURNED, lambda case, who: hand_on_case(case, who, unit=f.world().other_bureau, comment="请办")),
    ),
    widen_limit: Lock(
        DISTRICT,
        at(
            S.IN_PROGRESS,
            lambda case, who: widen_limit(case, who, reason="涉及五个部门", why="面广。", seen=case.version),
        ),
    ),
    supervision.supervise_case: Lock(
        (*DISTRICT, "congress"),
        at(
            S.IN_PROGRESS,
            lambda case, who: supervision.supervise_case(case, who, text="请说明。", answer_due=f.day(3), key=key()),
        ),
    ),
    supervision.answer_supervision: Lock((*CASE_STAFF, *LEADERS), answer_supervision),
    supervision.mark_led: Lock(
        (*DISTRICT, "congress"),
        at(
            S.IN_PROGRESS,
            lambda case, who: supervision.mark_led(case, who, led_as="领导领办", led_by="王区长", seen=("", "")),
        ),
    ),
    plans.write_plan: Lock((*DISTRICT, "congress"), to_plan),
    plans.report_plan: Lock((*DISTRICT, "congress"), to_report),
    calendar_changes.carry_out_change: Lock((*DISTRICT, "admin"), carry_out),
    register.must_register: Lock((*DISTRICT, *OFFICE, "other_office"), lambda: register.must_register),
    register.register_entries: Lock((*DISTRICT, *OFFICE), register_one),
    lists.keep_list: Lock(
        (*DISTRICT, *OFFICE, "other_office"),
        lambda: lambda who: lists.keep_list("名单.xlsx", book([row("707")]), who),
    ),
    lists.confirm_list: Lock((*DISTRICT, *OFFICE, "other_office"), confirm_list),
    plan_steps: Lock(
        OFFICE,
        lambda: lambda who: plan_steps(f.world().bureau, who, [StepSaid("核稿", "office")], signers=[], seen=0),
    ),
    learn_aliases: Lock(DISTRICT, lambda: lambda who: learn_aliases([("建管委", f.world().other_bureau)], who)),
    apply_ticks: Lock((*DISTRICT, *OFFICE), tick),
    correct_registration: Lock((*DISTRICT, *OFFICE), correct),
    correct_by_hand: Lock((*DISTRICT, "congress"), correct_late),
    try_correction: Lock((*DISTRICT, "congress"), try_late),
    must_correct: Lock((*DISTRICT, *OFFICE), must_correct_it),
    lists.choose_reading: Lock((*DISTRICT, *OFFICE, "other_office"), read_list_as_chosen),
    lists.register_plan: Lock((*DISTRICT, *OFFICE), take_in_list),
    perform: Lock(OFFICE, at(S.AWAITING_RECEIPT, lambda case, who: perform(case, "sign_for", who))),
    join_case: Lock((*HANDLER, *OFFICE, *DISTRICT), two(join_case)),
    join_suggestions: Lock((*HANDLER, *OFFICE, *DISTRICT), two(join_suggestions)),
    split_case: Lock((*HANDLER, *OFFICE, *DISTRICT), joined(split_case)),
    split_suggestion: Lock((*HANDLER, *OFFICE, *DISTRICT), joined(split_suggestion)),
    number_joined_letter: Lock(HANDLER, joined(lambda case, who, **_: name_letter(case, who))),
    refuse_withdrawal: Lock(DISTRICT, refuse_what_the_other_agreed_to),
    withdraw_suggestion: Lock(
        ("district", "congress"),
        at(S.RECEIVED, lambda case, who: withdraw_suggestion(case, who, comment="全体撤回。")),
    ),
    void_suggestion: Lock(
        (*DISTRICT, *OFFICE),
        at(S.AWAITING_RECEIPT, lambda case, who: void_suggestion(case, who, comment="重复登记。")),
    ),
    must_be: Lock(HANDLER, at(S.IN_PROGRESS, lambda case, who: must_be(case, who, (Role.HANDLER,), "写"))),
}


def finished_entries() -> Any:
    content = finished_book(finished_row(f"7{next(f.numbers):03}"))
    return finished_plan.plan_finished(finished_columns.read_finished(content), None).entries


def enter_finished() -> Doing:
    f.session(), f.world()
    entries = finished_entries()
    return lambda who: finished.register_finished(entries, who, {})


def keep_finished() -> Doing:
    content = finished_book(finished_row("707"))
    return lambda who: finished.keep_finished_list("往年.xlsx", content, who)


def confirm_finished() -> Doing:
    f.session(), f.world()
    content = finished_book(finished_row(f"7{next(f.numbers):03}"))
    waiting = finished.keep_finished_list("往年.xlsx", content, f.world().district)
    return lambda who: finished.confirm_finished_list(waiting, who)


def add_original() -> Doing:
    case = finished_case()
    original = f.scan(case, f.world().office)
    return lambda who: finished.add_finished_file(case, who, original)


def lend() -> Any:
    w = f.world()
    return f.lend((w.handler, w.bureau, None))[0]


def record_leave() -> Doing:
    w = f.world()
    how = {"starts": f.day(1), "until": f.day(9), "reason": "休假", "stand_in": w.leader}
    return lambda who: handover.record_absence(w.second_leader, w.bureau, who, key=key(), **how)


def replace_leave() -> Doing:
    w = f.world()
    [absence] = f.lend((w.handler, w.bureau, w.second_leader))
    how = {"stand_in": w.second_handler, "since": f.day(2)}
    return lambda who: handover.replace_stand_in(absence, who, key=key(), **how)


def end_leave() -> Doing:
    absence = lend()
    return lambda who: handover.end_absence(absence, who)


def hand_over() -> Doing:
    case, w = f.make_case(S.IN_PROGRESS), f.world()
    to = w.second_handler.memberships.get()

    def give(who: Any) -> None:
        [one] = handover.hand_over_cases(w.handler, who, [(case, case.version, to)], key=key())
        if not one.done:
            raise NotYours(one.said)

    return give


def move() -> Doing:
    case, w = f.make_case(S.IN_PROGRESS), f.world()
    mover = f.person(f"mover{next(f.numbers)}", "调科室的", (w.bureau, Role.HANDLER), section="旧科室")
    assign_case(case, w.office, handler=mover, section="旧科室")
    member = mover.memberships.get()
    return lambda who: handover.move_section(member, who, section="办公室", cases=[(case, case.version)])


HANDOVER = {
    handover.record_absence: Lock((*OFFICE, "second_leader"), record_leave),
    handover.replace_stand_in: Lock(CASE_STAFF, replace_leave),
    handover.end_absence: Lock(CASE_STAFF, end_leave),
    handover.hand_over_cases: Lock(OFFICE, hand_over),
    handover.move_section: Lock(OFFICE, move),
}

FINISHED = {
    finished.register_finished: Lock((*DISTRICT, *OFFICE), enter_finished),
    finished.keep_finished_list: Lock((*DISTRICT, *OFFICE, "other_office"), keep_finished),
    finished.confirm_finished_list: Lock((*DISTRICT, *OFFICE, "other_office"), confirm_finished),
    finished.add_finished_file: Lock((*OFFICE, *DISTRICT), add_original),
}


# ---- writing and review ----------------------------------------------------------------------------------


def follow_up() -> Doing:
    case = f.promised(("新增助餐点", 10))
    return lambda who: follow_up_case(case, who)


def close() -> Doing:
    case = f.advance(f.make_case(S.SEEKING_FEEDBACK), "satisfy")
    return lambda who: close_case(case, who, "report")


def reopen() -> Doing:
    case = f.make_case(S.UNDER_STUDY)
    return lambda who: reopen_case(case, who, comment="请再办。")


def kept_text() -> Any:
    case = f.make_case(S.IN_PROGRESS)
    return autosave.keep_autosave(case.current_round, f.world().handler, tab="a" * 32, turn=1, base=0, texts=f.TEXTS)


def put_aside() -> Doing:
    kept = kept_text()
    return lambda who: autosave.put_aside(kept.reply, who, kept)


def override() -> Doing:
    case = f.make_case(S.IN_PROGRESS)
    body = f"{f.addressed(case)['body']}\n请找王某，手机13912345678。"
    f.write(case, f.world().handler, body=body)
    case.reload()
    mark = next(one for one in findings.errors_left(case.current_round.latest_draft))
    return lambda who: findings.override_finding(case.current_round, who, mark.key, "本人同意。")


NEW_TEXTS = {**f.TEXTS, "title": "改过的标题"}
TYPED = {"tab": "b" * 32, "base": 0, "texts": f.TEXTS}


def decides(verdict: Verdict, opinion: str) -> Callable[[Any, Any], Any]:
    def decide(case: Case, who: Any) -> None:
        texts = {**NEW_TEXTS, **f.addressed(case)} if verdict.amends else None
        decide_review(case, who, verdict, opinion=opinion, texts=texts, base=1 if verdict.amends else None)

    return decide


def writes(action: Callable[..., Any], **how: Any) -> Lock:
    return Lock(HANDLER, at(S.IN_PROGRESS, lambda case, who: action(case.current_round, who, **how)))


WRITING = {
    assign_case: Lock(
        OFFICE, at(S.RECEIVED, lambda case, who: assign_case(case, who, handler=f.world().handler, section="科室"))
    ),
    reopen_case: Lock((*DISTRICT, "congress"), reopen),
    follow_up_case: Lock(CASE_STAFF, follow_up),
    close_case: Lock(OFFICE, close),
    versions.hold_open: writes(versions.hold_open),
    versions.save_draft: writes(versions.save_draft, texts=f.TEXTS, base=0),
    autosave.keep_autosave: writes(autosave.keep_autosave, turn=1, **TYPED),
    autosave.keep_sent: writes(autosave.keep_sent, **TYPED),
    autosave.put_aside: Lock(HANDLER, put_aside),
    findings.override_finding: Lock(HANDLER, override),
    decide_review: Lock(OFFICE, at(S.CHECKING, decides(Verdict.CHECK, "同意送签。"))),
}


def cosigns(verdict: Verdict) -> Doing:
    _, host = f.to_cosign()
    f.advance(host, "submit", "check")
    return lambda who: decide_review(host, who, verdict, opinion="看过。")


V = Verdict
# One action decides them all: each verdict has the lock of its step.
VERDICTS = {
    V.CHECK: Lock(OFFICE, at(S.CHECKING, decides(V.CHECK, "同意送签。"))),
    V.AMEND_CHECK: Lock(OFFICE, at(S.CHECKING, decides(V.AMEND_CHECK, "改了。"))),
    V.CHECK_BACK: Lock(OFFICE, at(S.CHECKING, decides(V.CHECK_BACK, "请改。"))),
    V.SIGN: Lock(LEADERS, at(S.SIGNING, decides(V.SIGN, "同意。"))),
    V.AMEND_SIGN: Lock(LEADERS, at(S.SIGNING, decides(V.AMEND_SIGN, "改了。"))),
    V.SIGN_OPINION: Lock(LEADERS, at(S.SIGNING, decides(V.SIGN_OPINION, "同意。"), part=Part.HELP)),
    V.AMEND_OPINION: Lock(LEADERS, at(S.SIGNING, decides(V.AMEND_OPINION, "改了。"), part=Part.HELP)),
    V.COSIGN: Lock(("other_leader",), lambda: cosigns(V.COSIGN)),
    V.REFUSE_COSIGN: Lock(("other_leader",), lambda: cosigns(V.REFUSE_COSIGN)),
    V.SEND_BACK: Lock(LEADERS, at(S.SIGNING, decides(V.SEND_BACK, "请改。"))),
}


# ---- other units, deputies -------------------------------------------------------------------------------

ASK = {"question": "请提出意见。", "due_on": timezone.localdate() + dt.timedelta(days=9)}
OPINION = {"answer": "无意见。", "answered_on": timezone.localdate(), "answered_by": "王明"}
CONTACT = {"way": "走访", "on": timezone.localdate(), "staff": "高扬", "summary": "听取意见。"}


def asked(*, stance: str = "", unit: str = "区人社局", text: bool = True) -> Consultation:
    """One unit was asked about the first version; with a `stance` it has answered, and the text was changed since."""
    case, w = f.make_case(S.IN_PROGRESS), f.world()
    f.write(case, w.handler)
    case.reload()
    draft = case.current_round.latest_draft if text else None
    [one] = ask_units(case.current_round, w.handler, units=[f.unit(unit)], key=key(), draft=draft, **ASK)
    if stance:
        record_opinion(one, w.handler, stance=stance, **OPINION)
        f.write(case, w.handler, body=f"{f.addressed(case)['body']}\n换了一种说法。")
    return Consultation.objects.get(pk=one.pk)


def on(made: Callable[[], Any], action: Callable[..., Any], **how: Any) -> Callable[[], Doing]:
    """An action on what is made first."""

    def ready() -> Doing:
        one = made()
        return lambda who: action(one, who, **how)

    return ready


def helping() -> Any:
    f.world()
    one = asked(unit="区房管局")
    f.advance(one.helping, "sign_for", "assign")
    return Consultation.objects.get(pk=one.pk)


def to_cosign() -> Any:
    lead, _ = f.to_cosign()
    return lead.current_round.consultations.get(cosigns=True)


def material() -> Any:
    lead = f.hand_over(f.suggestion(), f.world().bureau, Part.MAIN)
    host = f.hand_over(lead.suggestion, f.world().other_bureau, Part.JOINT)
    f.advance(host, "sign_for", "assign", "prepare")
    f.advance(lead, "sign_for", "assign")
    return lead.current_round.consultations.get()


def contact() -> Any:
    case = f.make_case(S.CHECKING)
    return case.current_round.contacts.first()


def correct_contact() -> Doing:
    wrong = contact()
    return lambda who: contacts_actions.correct_contact(
        wrong, who, reason="写错了。", key=key(), deputy=wrong.deputy, **{**CONTACT, "way": "电话"}
    )


def of_reply(status: str, action: Callable[..., Any], **how: Any) -> Callable[[], Doing]:
    """An action on the current reply and its first deputy."""
    return at(status, lambda case, who: action(case.current_round, who, first(case), **how))


def wish() -> Any:
    case = f.make_case(S.SEEKING_FEEDBACK)
    return make_wish(make_link(case.current_round, f.world().handler, first(case)).invitation, "代填")


def record_paper() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    scan = f.scan(case, f.world().handler)
    return lambda who: record_paper_feedback(case.current_round, who, first(case), f.judgement(), scan=scan)


def enter() -> Doing:
    sheet = plain_stack(f.make_case(S.SEEKING_FEEDBACK).current_round)
    scan = stacks.store_scan(sheet, f.world().office)
    return lambda who: stacks.enter_sheet(sheet, who, sheet.deputy, f.judgement(), scan=scan, seen=0)


def keep_pages() -> Doing:
    sheet = plain_stack(f.make_case(S.SEEKING_FEEDBACK).current_round)
    return lambda who: stacks.store_scan(sheet, who)


def assign() -> Doing:
    reply, sheet = f.make_case(S.SEEKING_FEEDBACK).current_round, plain_stack()
    return lambda who: stacks.assign_sheet(sheet, who, reply, first(reply.case), seen=0)


def hand_in() -> Doing:
    content, unit = bytes_of(plain_stack().stack), f.world().bureau
    return lambda who: take_stack(who, unit, key=key(), name="一叠", content=content, came_by="当面")


def record_dictated() -> Doing:
    wished, said = wish(), f.judgement().__class__(**{**f.judgement().__dict__, "came_by": "电话"})
    return lambda who: record_dictated_feedback(wished, who, said)


def open_once_more() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    f.answer(case, f.world().handler, first(case))
    said = case.current_round.feedback.get()
    type(said).objects.filter(pk=said.pk).update(submitted_at=timezone.now() - dt.timedelta(days=30))
    return lambda who: reopen_answer(said, who, reason="代表来电，说点错了。")


def revoke() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    make_link(case.current_round, f.world().handler, first(case))
    return lambda who: revoke_link(case.current_round, who, first(case))


def invite_all() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    case.suggestion.deputies.update(email="daibiao@example.cn")
    case.reload()
    return lambda who: make_links(case.current_round, who)


def give_out() -> Doing:
    case = f.make_case(S.SEEKING_FEEDBACK)
    case.suggestion.deputies.update(email="daibiao@example.cn")
    case.reload()
    return lambda who: give_out_reply(case, who)


def feedback_set() -> Doing:
    [printed] = signed(f"6{next(f.numbers)}")
    issue_form(printed)
    own = [copy for copy in for_each_deputy(read_snapshot(printed.snapshot)) if copy.number == 2][:1]
    return lambda who: prints.print_feedback_set(PrintedForm.objects.get(pk=printed.pk), who, own)


def tried(case: Case, who: Any) -> None:
    how = {"on": timezone.localdate(), "way": "电话", "outcome": "未联系上", "note": "没人接。"}
    attempts.record_attempt(case.current_round, who, first(case), key=key(), **how)


def silent() -> Doing:
    """A case of which nobody has said anything since long, and everybody was asked again."""
    case = f.advance(f.make_case(S.SEEKING_FEEDBACK), "deliver")
    for one in case.suggestion.proposers:
        f.try_to_hear(case, f.world().handler, one)
    past = {"on": f.day(-60), "until": f.day(-30), "silent_on": f.day(0)}
    Delivery.objects.update(**past, silence=Delivery.Silence.CLOSE)
    return lambda who: say_silent(case, who, key=key())


OUTSIDE = {
    ask_units: Lock(
        HANDLER,
        at(
            S.IN_PROGRESS,
            lambda case, who: ask_units(case.current_round, who, units=[f.world().other_bureau], key=key(), **ASK),
        ),
    ),
    ask_again: Lock(HANDLER, on(lambda: asked(stance="同意"), ask_again)),
    take_stance: Lock(("other_handler",), on(helping, take_stance, stance="同意")),
    record_opinion: Lock(CASE_STAFF, on(lambda: asked(text=False), record_opinion, **OPINION)),
    correct_opinion: Lock(
        CASE_STAFF, on(lambda: asked(stance="同意"), correct_opinion, reason="错了。", key=key(), **OPINION)
    ),
    hand_in_material: Lock(("other_handler",), on(material, hand_in_material)),
    waive_cosigning: Lock((*DISTRICT, "congress"), on(to_cosign, waive_cosigning, reason="催过三次。")),
    drop_consultation: Lock(CASE_STAFF, on(asked, drop_consultation, reason="等不到。")),
    keep_agreement: Lock(CASE_STAFF, on(lambda: asked(stance="同意"), keep_agreement, reason="意思没变。", number=2)),
    remind_unit: Lock(CASE_STAFF, on(asked, remind_unit)),
    remind_helpers: Lock(CASE_STAFF, on(lambda: Case.objects.get(pk=asked().reply.case_id), remind_helpers)),
    sign_for_case: Lock(OFFICE, at(S.AWAITING_RECEIPT, lambda case, who: sign_for_case(case, who, None))),
    list_watched: Lock((*DISTRICT, "congress", "cppcc"), lambda: lambda who: list_watched(who, QueryDict())),
    complete_deputy: Lock(CASE_STAFF, complete),
    add_contact: Lock(
        CASE_STAFF,
        at(
            S.IN_PROGRESS,
            lambda case, who: add_contact(case.current_round, who, deputies=[first(case)], key=key(), **CONTACT),
        ),
    ),
    contacts_actions.correct_contact: Lock(CASE_STAFF, correct_contact),
    record_delivery: Lock(
        CASE_STAFF,
        at(
            S.SEEKING_FEEDBACK,
            lambda case, who: record_delivery(
                case.current_round, who, deputies=[first(case)], way="当面", on=timezone.localdate()
            ),
        ),
    ),
    undo_delivery: Lock(("handler",), undoing(S.SEEKING_FEEDBACK, "deliver", undo_delivery)),
    undo_assignment: Lock(OFFICE, undoing(S.RECEIVED, "assign", undo_assignment)),
    undo_receipt: Lock(OFFICE, undoing(S.AWAITING_RECEIPT, "sign_for", undo_receipt)),
    must_undo: Lock(OFFICE, undoing(S.AWAITING_RECEIPT, "sign_for", name_receipt)),
    make_link: Lock((*CASE_STAFF, *LEADERS), of_reply(S.SEEKING_FEEDBACK, make_link)),
    give_out_reply: Lock((*CASE_STAFF, *LEADERS), give_out),
    must_have_signed: Lock(("leader",), at(S.SIGNED, lambda case, who: must_have_signed(case, who))),
    send_reply: Lock(("leader",), at(S.SIGNED, lambda case, who: send_reply(case, who))),
    take_back_signature: Lock(("leader",), at(S.SIGNED, lambda case, who: take_back_signature(case, who))),
    make_links: Lock((*CASE_STAFF, *LEADERS), invite_all),
    prints.print_feedback_set: Lock((*CASE_STAFF, *LEADERS), feedback_set),
    reopen_answer: Lock(REOPENERS, open_once_more),
    revoke_link: Lock(CASE_STAFF, revoke),
    settle_wish: Lock(CASE_STAFF, on(wish, settle_wish, outcome="已经面谈。")),
    say_silent: Lock(CASE_STAFF, silent),
    attempts.record_attempt: Lock(CASE_STAFF, at(S.SEEKING_FEEDBACK, tried)),
    record_paper_feedback: Lock(CASE_STAFF, record_paper),
    record_dictated_feedback: Lock(CASE_STAFF, record_dictated),
    stacks.enter_sheet: Lock(CASE_STAFF, enter),
    stacks.store_scan: Lock(CASE_STAFF, keep_pages),
    stacks.assign_sheet: Lock(CASE_STAFF, assign),
    unit_to_enter: Lock((*CASE_STAFF, "second_handler", "other_office", "other_handler"), lambda: unit_to_enter),
    take_stack: Lock((*CASE_STAFF, "second_handler"), hand_in),
}


# ---- promises, wordings, prints --------------------------------------------------------------------------


def promise(*steps: str) -> Callable[[], Any]:
    def made() -> Any:
        w = f.world()
        one = f.promised(("新增助餐点", 10)).current_round.promises.get()
        if "keep" in steps:
            keep_promise(one, w.handler, on=f.day(0), said="做成了。", seen=0)
        if "change" in steps:
            change_promise_date(one, w.handler, new_on=f.day(90), said="顺延。", told_on=None, seen=0)
        return one

    return made


def wording() -> Doing:
    said = {"topic": "助餐", "text": "甲。", "owner": f.world().handler, "expires_on": f.day(9), "source": ""}
    old = f.wording()
    return lambda who: save_wording(old.unit, who, key=key(), before=old, **said)


def new_wordings() -> Doing:
    line = WordingLine(2, {"主题": "助餐", "用语": "甲。", "有效期至": f.day(9).isoformat()})
    return lambda who: take_wordings_in(f.world().bureau, who, [line], key())


def job() -> Any:
    return ordered(signed(f"5{next(f.numbers)}"))


SAID = {"on": timezone.localdate(), "said": "做成了。"}
NEW_DAY = {"new_on": timezone.localdate() + dt.timedelta(days=90), "said": "顺延。", "told_on": None}


def describe_scan() -> Doing:
    case = f.make_case(S.IN_PROGRESS)
    kept = f.scan(case, f.world().office)
    Attachment.objects.filter(pk=kept.pk).update(kind=Attachment.Kind.MATERIAL)
    return lambda who: describe_material(case, who, kept, "会议纪要")


def remove_scan() -> Doing:
    kept = f.scan(f.make_case(S.IN_PROGRESS), f.world().office)
    Attachment.objects.filter(pk=kept.pk).update(kind=Attachment.Kind.MATERIAL)
    return lambda who: remove_material(Attachment.objects.get(pk=kept.pk), who)


def take_back_own() -> Doing:
    note = write_note(f.make_case(S.IN_PROGRESS), f.world().handler, text="请看。", key=key())
    return lambda who: take_back_note(note, who)


def add_original_of() -> Doing:
    case = f.make_case(S.CLOSED)
    original = f.scan(case, f.world().office)
    return lambda who: originals.add_original(case, who, original)


REST = {
    write_note: Lock(UNIT, at(S.IN_PROGRESS, lambda case, who: write_note(case, who, text="请看。", key=key()))),
    take_back_note: Lock(HANDLER, take_back_own),
    follow_case: Lock(
        (*UNIT, *DISTRICT, "congress"), at(S.IN_PROGRESS, lambda case, who: follow_case(case, who, follows=True))
    ),
    describe_material: Lock(UNIT, describe_scan),
    remove_material: Lock(("office",), remove_scan),
    originals.add_original: Lock((*CASE_STAFF, *DISTRICT), add_original_of),
    keep_promise: Lock(CASE_STAFF, on(promise(), keep_promise, seen=0, **SAID)),
    change_promise_date: Lock(CASE_STAFF, on(promise(), change_promise_date, seen=0, **NEW_DAY)),
    record_promise_notice: Lock(CASE_STAFF, on(promise("change"), record_promise_notice, seen=1, **SAID)),
    take_back_promise: Lock(CASE_STAFF, on(promise("keep"), take_back_promise, seen=1, said="没有做成。")),
    save_wording: Lock(CASE_STAFF, wording),
    take_wordings_in: Lock(UNIT, new_wordings),
    must_edit: Lock(CASE_STAFF, on(f.wording, must_edit)),
    retire_wording: Lock(CASE_STAFF, on(f.wording, retire_wording)),
    orders.print_office_of: Lock(
        (*DISTRICT, *OFFICE, "other_office", "congress", "cppcc"), lambda: orders.print_office_of
    ),
    orders.cancel_job: Lock(OFFICE, on(job, orders.cancel_job)),
    facts.seen_by: Lock((*DISTRICT, *UNITS, "congress", "cppcc"), lambda: facts.seen_by),
}
PAPERS = {**PAPER_LOCKS, **TOLD_LOCKS}
LOCKS = {
    **ADMINISTRATION,
    **ERASING,
    **PROPOSALS,
    **HANDOVER,
    **FINISHED,
    **WRITING,
    **OUTSIDE,
    **REST,
    **PAPERS,
    **WAYS_IN,
    **REPORTING,
    **HEARING,
    **ASKING,
    **MEETING,
}

"""Two people at the same moment. The harness is shown to race by a control that lacks the guard."""

import threading
import time
import uuid

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.cases.workflow import perform
from proposals.models import Case, Event, Role, Status
from replies.consultations.actions import ask_units, record_opinion, remind_unit
from replies.drafts import versions
from replies.drafts.autosave import actions as autosave
from replies.drafts.wordings.actions import save_wording
from replies.feedback.actions import record_link_feedback
from replies.feedback.links import make_link, revoke_link
from replies.models import Autosave, Consultation, Draft, Feedback, PrintedForm, Printout, Reminder, Review, Wording
from replies.prints import printouts
from replies.prints.issue import copies_of
from replies.promises.actions import change_promise_date, keep_promise
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from replies.rounds.actions import follow_up_case
from tests import factories as f

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
TAB = "a" * 32
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")


def at_once(*doings):
    """Run every doing in a thread of its own, all let go at one barrier; what each returned or was refused with."""
    barrier = threading.Barrier(len(doings))
    outcomes = [None] * len(doings)

    def run(place, doing):
        try:
            barrier.wait()
            doing()
            outcomes[place] = "done"
        except Refused as refusal:
            outcomes[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def fresh(case):
    return Case.objects.get(pk=case.pk)


@on_postgresql
def test_control_without_the_guard_both_win():
    case = f.make_case(Status.SIGNING)

    def unguarded():
        with transaction.atomic():
            if Case.objects.get(pk=case.pk).status == Status.SIGNING:
                time.sleep(0.1)
                Case.objects.filter(pk=case.pk).update(status=Status.CHECKING)
                return
            raise Refused("late")

    assert at_once(unguarded, unguarded) == ["done", "done"]


@pytest.mark.parametrize("turn", range(5))
def test_two_leaders_sign_once(turn):
    case, world = f.make_case(Status.SIGNING), f.world()
    leaders = [world.leader, world.second_leader, world.leader, world.second_leader]
    outcomes = at_once(
        *(lambda who=who: decide_review(fresh(case), who, Verdict.SIGN, opinion="同意。") for who in leaders)
    )
    assert sorted(outcomes) == ["Stale", "Stale", "Stale", "done"]
    assert Event.objects.filter(case=case, action="sign").count() == 1
    assert Review.objects.filter(reply__case=case, step="sign").count() == 1
    assert PrintedForm.objects.filter(reply__case=case).count() == 1
    assert fresh(case).status == Status.SEEKING_FEEDBACK


def test_two_leaders_amend_and_only_one_text_is_signed():
    """The office has just passed it on; both leaders correct the same version."""
    case, world = f.make_case(Status.SIGNING), f.world()
    outcomes = at_once(
        *(
            lambda who=who: decide_review(
                fresh(case),
                who,
                Verdict.AMEND_SIGN,
                opinion="文字已改。",
                texts={**f.TEXTS, "body": f"{who}改的"},
                base=1,
            )
            for who in (world.leader, world.second_leader)
        )
    )
    assert sorted(outcomes) == ["Stale", "done"]
    winner = world.leader if outcomes[0] == "done" else world.second_leader
    reply = fresh(case).current_round
    assert [row.body for row in reply.drafts.all()] == [f.TEXTS["body"], f"{winner}改的"]
    assert (reply.signer, reply.signed_draft.body) == (winner, f"{winner}改的")
    assert PrintedForm.objects.filter(reply=reply).count() == 1


def test_sign_and_send_back_only_one_happens():
    case, world = f.make_case(Status.SIGNING), f.world()
    outcomes = at_once(
        lambda: decide_review(fresh(case), world.leader, Verdict.SIGN, opinion="同意。"),
        lambda: decide_review(fresh(case), world.second_leader, Verdict.SEND_BACK, opinion="请补充时间。"),
    )
    assert sorted(outcomes) == ["Stale", "done"]
    assert Event.objects.filter(case=case, action__in=["sign", "send_back"]).count() == 1


def test_two_drafts_on_one_version_both_texts_live():
    case, world = f.make_case(Status.IN_PROGRESS), f.world()
    reply = case.current_round
    outcomes = at_once(
        *(
            lambda text=text: versions.save_draft(reply, world.handler, {**f.TEXTS, "body": text}, base=0)
            for text in ("第一种写法", "第二种写法")
        )
    )
    assert sorted(outcomes) == ["StaleDraft", "done"]
    assert Draft.objects.filter(reply=reply).count() == 1


@on_postgresql
def test_control_a_window_kept_without_holding_the_case_meets_itself():
    reply, author = f.make_case(Status.IN_PROGRESS).current_round, f.world().handler

    def unguarded():
        try:
            if not Autosave.objects.filter(tab=TAB).exists():
                time.sleep(0.1)
                Autosave.objects.create(reply=reply, author=author, tab=TAB, turn=1, base=0, texts=f.TEXTS)
        except IntegrityError:
            raise Refused("twice") from None

    assert sorted(at_once(unguarded, unguarded)) == ["Refused", "done"]


def test_one_window_sending_twice_at_once_keeps_the_later_text():
    reply, author = f.make_case(Status.IN_PROGRESS).current_round, f.world().handler
    typed = [{**f.TEXTS, "body": f"写到第{turn}句"} for turn in range(1, 5)]
    outcomes = at_once(
        *(
            lambda turn=turn, texts=texts: autosave.keep_autosave(
                reply, author, tab=TAB, turn=turn, base=0, texts=texts
            )
            for turn, texts in enumerate(typed, 1)
        )
    )
    assert outcomes == ["done"] * 4
    assert [row.texts["body"] for row in Autosave.objects.all()] == ["写到第4句"]


def test_sending_for_review_and_keeping_what_is_typed_never_change_what_was_sent():
    case, world = f.make_case(Status.IN_PROGRESS), f.world()
    f.advance(case, "prepare")
    reply = case.current_round
    outcomes = at_once(
        lambda: perform(fresh(case), "submit", world.handler),
        lambda: autosave.keep_autosave(
            reply, world.handler, tab=TAB, turn=1, base=1, texts={**f.TEXTS, "body": "还在写"}
        ),
    )
    assert (outcomes[0], outcomes[1], Autosave.objects.count()) in [("done", "done", 1), ("done", "Refused", 0)]
    assert (fresh(case).status, [row.body for row in reply.drafts.all()]) == (Status.CHECKING, [f.TEXTS["body"]])


def test_one_answer_pressed_twice_is_stored_once():
    case, world = f.make_case(Status.SEEKING_FEEDBACK), f.world()
    deputy = case.suggestion.proposers[0]
    invitation = make_link(case.current_round, world.handler, deputy).invitation
    said = f.judgement(result="不满意", comment="没有写时间。", name=deputy.name)
    outcomes = at_once(*[lambda: record_link_feedback(invitation, said, base=0)] * 3)
    assert outcomes == ["done", "done", "done"]
    assert Feedback.objects.filter(reply__case=case).count() == 1
    assert Event.objects.filter(case=case, action="study").count() == 1


@pytest.mark.parametrize("turn", range(4))
def test_answer_and_ended_link_never_leave_an_answer_on_a_dead_link(turn):
    """Where both got through, the answer came while its link was alive; every other turn the link goes first."""
    case, world = f.make_case(Status.SEEKING_FEEDBACK), f.world()
    deputy = case.suggestion.proposers[0]
    reply = case.current_round
    invitation = make_link(reply, world.handler, deputy).invitation
    doings = {
        "answer": lambda: record_link_feedback(invitation, f.judgement(name=deputy.name), base=0),
        "end": lambda: revoke_link(reply, world.handler, deputy),
    }
    order = sorted(doings, reverse=bool(turn % 2))
    outcomes = dict(zip(order, at_once(*(doings[name] for name in order)), strict=True))
    stored = list(Feedback.objects.filter(reply=reply).values_list("submitted_at", flat=True))
    invitation.refresh_from_db()
    assert (outcomes["end"], outcomes["answer"], len(stored)) in [("done", "done", 1), ("done", "Refused", 0)]
    assert [at for at in stored if at > invitation.revoked_at] == []
    assert reply.invitations.filter(revoked_at__isnull=True).count() == 0


def test_every_event_finds_its_place_in_the_chain():
    case, world = f.make_case(Status.AWAITING_RECEIPT), f.world()
    at_once(*[lambda: perform(fresh(case), "sign_for", world.office)] * 4)
    events = list(Event.objects.filter(case=case))
    assert [event.sequence for event in events] == [1]
    assert fresh(case).event_head == events[0].hash


def test_a_promise_takes_one_next_step():
    """Kept by one and moved by the other at the same moment: one is told that the page is old."""
    w, case = f.world(), f.promised(("新增助餐点", 10), ("开通电话", 20))
    one = case.current_round.promises.get(position=1)
    outcomes = at_once(
        lambda: keep_promise(one, w.handler, on=f.day(0), said="做成了。", seen=0),
        lambda: change_promise_date(one, w.office, new_on=f.day(90), said="顺延。", told_on=None, seen=0),
    )
    one.refresh_from_db()
    assert sorted(outcomes) == ["StaleStep", "done"]
    assert (one.steps.count(), bool(one.kept_on) != one.is_changed) == (1, True)


def test_a_case_is_followed_up_once():
    w, case = f.world(), f.promised(("新增助餐点", 10))
    outcomes = at_once(*(lambda who=who: follow_up_case(fresh(case), who) for who in (w.handler, w.office)))
    assert sorted(outcomes) == ["Stale", "done"]
    assert (case.replies.count(), fresh(case).status) == (2, Status.IN_PROGRESS)


def test_a_wording_is_replaced_once():
    w, old = f.world(), f.wording()
    said = {"topic": "助餐", "owner": w.handler, "expires_on": f.day(9), "source": "", "before": old}
    outcomes = at_once(
        *(
            lambda who=who, text=text: save_wording(old.unit, who, key=uuid.uuid4(), text=text, **said)
            for who, text in ((w.handler, "甲。"), (w.office, "乙。"))
        )
    )
    assert sorted(outcomes) == ["Stale", "done"]
    assert Wording.objects.filter(supersedes=old).count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_of_two_who_print_the_same_first_copy_one_has_to_print_again(turn):
    """Otherwise both sheets would say that they are the first, on paper and in the ledger."""
    case, w = f.make_case(Status.SEEKING_FEEDBACK), f.world()
    printed = PrintedForm.objects.get(reply__case=case)
    [copy] = copies_of(printed, [1], each_deputy=False)

    def first(who):
        with transaction.atomic():
            printouts.record_printouts(
                PrintedForm.objects.get(pk=printed.pk), [copy], who, role=Role.HANDLER, unit=w.bureau
            )

    outcomes = at_once(*(lambda who=who: first(who) for who in (w.handler, w.office, w.leader, w.second_leader)))
    assert sorted(outcomes) == ["Overtaken", "Overtaken", "Overtaken", "done"]
    assert [row.again for row in Printout.objects.all()] == [False]
    assert Event.objects.filter(case=case, action="print").count() == 1


def asked_by(case):
    terms = {"question": "请提出意见。", "due_on": timezone.localdate(), "key": uuid.uuid4()}
    return ask_units(case.current_round, f.world().handler, units=[f.world().other_bureau], **terms)[0]


@pytest.mark.parametrize("turn", range(3))
def test_one_reminder_a_day_however_often_it_is_pressed(turn):
    asked, who = asked_by(f.make_case(Status.IN_PROGRESS)), f.world().handler
    outcomes = at_once(*[lambda: remind_unit(Consultation.objects.get(pk=asked.pk), who)] * 4)
    assert sorted(outcomes) == ["Refused", "Refused", "Refused", "done"]
    assert (Reminder.objects.count(), asked.helping.events.filter(action="remind").count()) == (1, 1)


@pytest.mark.parametrize("turn", range(3))
def test_an_opinion_signed_there_and_recorded_here_arrives_once(turn):
    asked, w = asked_by(f.make_case(Status.IN_PROGRESS)), f.world()
    helping = f.advance(asked.helping, "sign_for", "assign", "prepare", "submit", "check")
    said = {"answer": "纸面意见", "answered_on": timezone.localdate(), "answered_by": "区房管局"}
    outcomes = at_once(
        lambda: decide_review(fresh(helping), w.other_leader, Verdict.SIGN_OPINION, opinion="同意。"),
        lambda: record_opinion(Consultation.objects.get(pk=asked.pk), w.handler, **said),
    )
    asked.refresh_from_db()
    assert (outcomes[0], fresh(helping).status) == ("done", Status.CLOSED)
    assert asked.answer == ("纸面意见" if outcomes[1] == "done" else f.TEXTS["body"])
    assert asked.reply.case.events.filter(action="consult_answer").count() == 1

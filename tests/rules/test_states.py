"""Every action in every state of its case: done, or refused with which sentence; and what the record says of it. Held
against what was read and found right."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import Model

from proposals.cases.access import NotYours, Refused
from proposals.models import Case, Event, Status
from tests import factories as f
from tests.approved import assert_approved
from tests.replies.desk.whole_desk import TODAY
from tests.rules.locks import LOCKS, VERDICTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = Path(__file__).with_name("approved")
# What differs from run to run or from day to day.
_VARIES = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9a-fA-F]{8,}|[0-9]+号")


def test_every_action_in_every_state():
    with time_machine.travel(TODAY, tick=False):
        assert_approved(HERE / "states.jsonl", [row for name in NAMED for row in outcomes(name)])


# Those that ask the case for its state.
ASKING = (
    "ask_extension", "decide_returns", "agree_return", "hand_on_case", "correct_registration", "assign_case",
    "reopen_case", "follow_up_case", "close_case", "hold_open", "save_draft", "keep_autosave", "put_aside",
    "override_finding", "ask_units", "ask_again", "take_stance", "record_opinion", "correct_opinion",
    "drop_consultation", "keep_agreement", "remind_unit", "add_contact", "correct_contact", "record_delivery",
    "make_link", "record_attempt", "record_paper_feedback", "record_dictated_feedback", "keep_promise",
    "change_promise_date", "record_promise_notice", "take_back_promise", "CHECK", "CHECK_BACK", "SIGN",
    "SIGN_OPINION", "SEND_BACK",
)  # fmt: skip
EVERY = {action.__name__: lock for action, lock in LOCKS.items()} | {one.name: lock for one, lock in VERDICTS.items()}
NAMED = {name: EVERY[name] for name in ASKING}


def outcomes(name):
    """In each state, and last as it is meant, with the events that it leaves and where the cases then stand."""
    with undone():
        doing, who = NAMED[name].ready(), getattr(f.world(), NAMED[name].by[0])
        for status in Status:
            yield name, str(status), in_state(status, doing, who)
            look_again(doing)
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield name, "as it is", outcome(doing, who), *after(last)


def look_again(doing):
    """What the action holds in memory is as the database has it again."""
    for cell in doing.__closure__ or ():
        held = cell.cell_contents
        if isinstance(held, Model):
            held.refresh_from_db()
        elif getattr(held, "__closure__", None):
            look_again(held)


@contextmanager
def undone():
    """What is done inside is taken back at its end, however it ends."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def in_state(status, doing, who):
    with undone():
        try:
            with transaction.atomic():
                Case.objects.update(status=status)
        except IntegrityError:
            return "no such case"
        return outcome(doing, who)


def outcome(doing, who):
    try:
        with transaction.atomic():
            doing(who)
    except (Refused, NotYours, IntegrityError) as error:
        said = "constraint" if isinstance(error, IntegrityError) else f"{type(error).__name__}：{error}"
        return _VARIES.sub("…", said)
    return ""


def after(last):
    events = [
        [one.action, _VARIES.sub("…", one.label), one.role, _VARIES.sub("…", one.comment)[:80], sorted(one.data)]
        for one in Event.objects.filter(pk__gt=last).order_by("pk")
    ]
    stand = [f"{case.status} {case.part} {case.internal_due is not None}" for case in Case.objects.order_by("pk")]
    return events, stand

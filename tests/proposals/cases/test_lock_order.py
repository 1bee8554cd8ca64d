"""Two people at two cases of one suggestion: whatever each of them does, nobody waits for one who waits for them."""

import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection, connections, transaction

from proposals.cases.ends import withdraw_suggestion
from proposals.cases.joint import join_case, split_case
from proposals.cases.oversight.supervision import mark_led
from proposals.cases.workflow import perform
from proposals.deadlines import calendar_changes
from proposals.models import CalendarDay, Case, Part, Status, Suggestion
from replies.consultations.actions import ask_units, drop_consultation
from replies.rounds.actions import assign_case
from tests import factories as f

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def in_line_for(case, *doings):
    """Hold the row of a case until each doing, one after the other, waits for something; then let go. What became of
    each: done, or deadlock."""
    outcomes = ["" for _ in doings]

    def run(place, doing):
        try:
            doing()
            outcomes[place] = "done"
        except OperationalError as error:
            outcomes[place] = "deadlock" if "deadlock detected" in str(error) else str(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        for many, thread in enumerate(threads, 1):
            thread.start()
            wait_for_waiting(many)
    for thread in threads:
        thread.join()
    return outcomes


def wait_for_waiting(many):
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(asked)
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def fresh(case):
    return Case.objects.get(pk=case.pk)


def two_cases(part=Part.EACH, second=Part.EACH):
    """Of one suggestion: the first unit has signed for its own, the other not yet."""
    w, asked = f.world(), f.suggestion()
    first, other = f.hand_over(asked, w.bureau, part), f.hand_over(asked, w.other_bureau, second)
    perform(first, "sign_for", w.office)
    return first, other


def test_control_a_suggestion_held_before_its_case_and_after_it():
    _, case = two_cases()

    def case_first():
        with transaction.atomic():
            Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
            list(Suggestion.objects.select_for_update().filter(pk=case.suggestion_id))

    def suggestion_first():
        with transaction.atomic():
            list(Suggestion.objects.select_for_update().filter(pk=case.suggestion_id))
            Case.objects.select_for_update(of=("self",)).get(pk=case.pk)

    assert sorted(in_line_for(case, case_first, suggestion_first)) == ["deadlock", "done"]


def sign_for(case):
    return lambda: perform(fresh(case), "sign_for", f.world().other_office)


def withdraw(case):
    withdraw_suggestion(case, f.world().district, comment="全体撤回。")


def lead(case):
    mark_led(case, f.world().district, led_as="领导领办", led_by="王区长", seen=("", ""))


def recount(case):
    day = case.statutory_due
    change = calendar_changes.one_day(CalendarDay(date=day, is_working=False, name="停工"), day)
    calendar_changes.carry_out_change(change, f.world().district, reason="停工", key=uuid.uuid4())


@pytest.mark.parametrize("doing", [withdraw, lead, recount], ids=lambda doing: doing.__name__)
def test_what_concerns_every_case_of_a_suggestion_while_one_takes_a_step(doing):
    first, other = two_cases()
    assert in_line_for(other, sign_for(other), lambda: doing(fresh(first))) == ["done", "done"]
    assert list(other.events.values_list("action", flat=True))[:1] == ["sign_for"]
    assert [case.event_count for case in first.suggestion.cases.order_by("pk")] == [2, 2]


def test_several_units_are_asked_while_one_of_them_takes_a_step():
    w, more = f.world(), f.unit("区人社局")
    f.person("more_office", "陈默", (more, "office"))
    main, helping = two_cases(Part.MAIN, Part.HELP)
    assign_case(main, w.office, handler=w.handler, section="")
    drop_consultation(main.current_round.consultations.get(), w.handler, reason="等不及。")
    asked = {"question": "请提出意见。", "due_on": f.day(5), "key": uuid.uuid4()}

    def ask():
        ask_units(fresh(main).current_round, w.handler, units=[more, w.other_bureau], **asked)

    assert in_line_for(helping, sign_for(helping), ask) == ["done", "done"]
    assert list(helping.events.values_list("action", flat=True)) == ["sign_for", "asked"]


def test_cases_handled_as_one_are_taken_apart_while_they_take_a_step():
    """The leading one is the later suggestion: its step goes on to the earlier, which is held before it."""
    w = f.world()
    other, lead = (f.hand_over(f.suggestion(), w.bureau) for _ in range(2))
    join_case(other, lead, w.office)

    def sign_for_both():
        perform(fresh(lead), "sign_for", w.office)

    def take_apart():
        split_case(fresh(other), w.office, comment="情况不同。")

    assert in_line_for(lead, sign_for_both, take_apart) == ["done", "done"]
    assert [(fresh(case).status, fresh(case).joined_to) for case in (other, lead)] == [(Status.RECEIVED, None)] * 2

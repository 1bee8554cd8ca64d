"""One code typed in two browsers at once, one lost telephone decided about by two, many guesses at one moment."""

import threading

import pyotp
import pytest
from django.db import connection

from proposals.administration.factors import actions, secrets
from proposals.administration.factors.lost import ask_reset, decide_reset
from proposals.cases.access import Refused
from proposals.models import RecoveryCode, SecondFactor
from proposals.models.administration.pace import Pace
from proposals.web import pace
from tests import factories as f
from tests.proposals.cases.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def bound():
    leader, secret = f.world().leader, secrets.new_secret()
    return leader, SecondFactor.objects.create(user=leader, secret=secret), pyotp.TOTP(secrets.open_secret(secret))


def type_code(user, code):
    if reason := actions.answer_code(user, code, None).reason:
        raise Refused(reason)


def both_type():
    leader, _, telephone = bound()
    code = telephone.now()
    return sorted(at_once(lambda: type_code(leader, code), lambda: type_code(leader, code)))


def test_a_code_opens_one_of_two_browsers():
    assert both_type() == ["Refused", "done"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_it_would_open_both_without_the_lock(monkeypatch):
    met, step_of_code = threading.Barrier(2), actions.step_of_code

    def slowly(*said):
        found = step_of_code(*said)
        met.wait(timeout=20)
        return found

    monkeypatch.setattr(actions, "step_of_code", slowly)
    monkeypatch.setattr(SecondFactor.objects, "select_for_update", SecondFactor.objects.all)
    assert both_type() == ["done", "done"]


def test_a_code_from_paper_opens_one_of_two_browsers():
    leader, factor, _ = bound()
    code = secrets.new_recovery_codes()[0]
    RecoveryCode.objects.create(factor=factor, digest=secrets.recovery_digests(code, leader.pk)[0])
    assert sorted(at_once(lambda: type_code(leader, code), lambda: type_code(leader, code))) == ["Refused", "done"]


def test_two_decide_about_one_lost_telephone_and_it_is_decided_once():
    w, (leader, _, _) = f.world(), bound()
    row = ask_reset(leader, w.admin, reason="丢了")
    said = at_once(
        lambda: decide_reset(row, w.grants, agree=True),
        lambda: decide_reset(row, w.auditor, agree=False),
    )
    row.refresh_from_db()
    assert sorted(said) == ["Refused", "done"]
    assert SecondFactor.objects.filter(user=leader).exists() == (row.decision == "refused")


def test_of_many_tries_at_once_each_is_counted():
    measure = pace.Measure("race", 1)

    def attempt():
        pace.keep_pace((measure, "one"))

    pace.keep_pace((measure, "one"))
    assert sorted(at_once(attempt, attempt, attempt, attempt)) == ["TooOften"] * 3 + ["done"]
    assert Pace.objects.get(subject=pace.subject_of(measure, "one")).times == 2

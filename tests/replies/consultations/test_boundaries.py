"""The days between which an answer can be asked for, and whom a reminder reaches."""

import datetime as dt
import uuid

import pytest
from django.core import mail
from django.utils import timezone

from proposals.models import Case, Membership, Role, User
from replies.consultations.actions import ask_units, remind_unit
from tests import factories as f

pytestmark = pytest.mark.django_db


def asked(due_on: dt.date):
    """A unit asked until that day; and its own case."""
    w = f.world()
    case = f.make_case("in_progress")
    (one,) = ask_units(
        case.current_round, w.handler, units=[w.other_bureau], question="请说明。", due_on=due_on, key=uuid.uuid4()
    )
    return one, Case.objects.get(pk=one.helping_id)


def test_the_day_asked_for_holds_between_today_and_the_law_s_day():
    _, usual = asked(f.day(0))
    assert usual.internal_due is None
    kept = [asked(usual.statutory_due + dt.timedelta(days=n))[1].internal_due for n in (-1, 0, 1)]
    assert kept == [usual.statutory_due - dt.timedelta(days=1), None, None]
    assert asked(f.day(1))[1].internal_due == f.day(1)


def test_a_reminder_reaches_who_works_in_the_unit_s_office_and_has_an_address(django_capture_on_commit_callbacks):
    w = f.world()
    one, _ = asked(f.day(10))
    User.objects.filter(pk=w.other_office.pk).update(email="office@example.org")
    for name, role, user, member in (
        ("handler3", Role.HANDLER, {}, {}),
        ("left", Role.OFFICE, {"is_active": False}, {}),
        ("moved", Role.OFFICE, {}, {"is_active": False}),
    ):
        made = User.objects.create_user(name, name=name, email=f"{name}@example.org", **user)
        Membership.objects.create(user=made, unit=w.other_bureau, role=role, **member)
    elsewhere = User.objects.create_user("ours", name="ours", email="ours@example.org")
    Membership.objects.create(user=elsewhere, unit=w.bureau, role=Role.OFFICE)
    with django_capture_on_commit_callbacks(execute=True):
        remind_unit(one, w.handler)
    assert [message.to for message in mail.outbox] == [["office@example.org"]]


def test_without_an_address_nobody_is_mailed(django_capture_on_commit_callbacks):
    one, _ = asked(f.day(10))
    with django_capture_on_commit_callbacks(execute=True):
        reminder = remind_unit(one, f.world().handler)
    assert (mail.outbox, reminder.on >= timezone.localdate()) == ([], True)

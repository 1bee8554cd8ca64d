"""A day that a message names: with its year where it could be read as another's, and over where it is past."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Part
from proposals.returns.actions import hand_on_case
from replies.contacts.meetings import arrange_meeting
from replies.messages.delivery import drop_outdated
from replies.messages.plan.events import plan_messages
from replies.messages.plan.facts import say_day
from replies.models import Message, Promise
from replies.promises.actions import keep_promise, take_back_promise
from tests import factories as f
from tests.replies.messages.people import SOON, every_kind, tell
from tests.rules.oversight.meeting import call_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reached(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"


def said(kind, rows):
    return next(one.words for one in rows if one.kind == kind and one.deputy.name == "赵洪蓉")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-27", "11月27日"),
        ("2026-12-31", "12月31日"),
        ("2027-01-01", "2027年1月1日"),
        ("2026-05-28", "5月28日"),
        ("2026-05-27", "2026年5月27日"),
        ("2026-01-01", "2026年1月1日"),
        ("2025-12-31", "2025年12月31日"),
    ],
)
def test_a_day_of_another_year_or_long_over_has_its_year(day, words):
    with time_machine.travel("2026-11-27 10:00 +0800", tick=False):
        assert say_day(dt.date.fromisoformat(day)) == words


@pytest.mark.parametrize(
    ("promised", "words"),
    [
        ("2026-01-01", "现在更正：还没有兑现，原定2026年1月1日完成，已经过了，办好再告诉您。"),
        ("2026-11-02", "现在更正：还没有兑现，原定11月2日完成，已经过了，办好再告诉您。"),
        ("2026-11-03", "现在更正：还没有兑现，现在的完成日期是11月3日，办好再告诉您。"),
        ("2027-02-01", "现在更正：还没有兑现，现在的完成日期是2027年2月1日，办好再告诉您。"),
    ],
)
def test_a_promise_that_was_not_kept_after_all_is_not_promised_for_a_day_that_is_over(promised, words):
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False) as clock:
        every_kind()
        promise = f.promised(("修好路灯", 30), until=(), deputies=3).current_round.promises.get()
        Promise.objects.filter(pk=promise.pk).update(promised_on=promised, due_on=promised)
        promise.refresh_from_db()
        w = f.world()
        keep_promise(promise, w.handler, on=timezone.localdate(), said="修好了。", seen=0)
        tell()
        clock.shift(dt.timedelta(hours=1))
        take_back_promise(promise, w.handler, said="看错了。", seen=1)
        assert words in said("unkept", tell())


def test_what_goes_over_into_the_next_year_is_over_by_its_day():
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False) as clock:
        every_kind()
        f.promised(("修好路灯", 30), until=(), deputies=3)
        clock.move_to(dt.datetime(2027, 1, 5, 2, tzinfo=dt.UTC))
        assert "转入2027年继续办理，原定2026年12月3日完成，已经过了。" in said("rolled", tell())


@pytest.mark.parametrize(
    ("due", "words"), [(-1, "，答复期限是11月2日，已经过了。有事请打电话"), (0, "，11月3日前答复您。有事请打电话")]
)
def test_nobody_is_answered_by_a_day_that_is_over(due, words):
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False):
        every_kind()
        w, until = f.world(), f.day(due)
        given = f.hand_over(f.suggestion(), w.bureau)
        late = {"handed_on": dt.date(2026, 7, 1), "statutory_due": until}
        Case.objects.filter(pk=given.pk).update(**late)
        record_event(given, w.district, HAND_OVER, "交办", data={"unit": given.unit.name})
        back = f.advance(f.hand_over(f.suggestion(), w.bureau), "ask_return", "agree_return")
        moved = hand_on_case(back, w.district, unit=w.other_bureau, comment="改交。")
        Case.objects.filter(pk=moved.pk).update(**late, first_handed_on=dt.date(2026, 6, 30))
        rows = tell()
        assert words in said("given", rows)
        assert words in said("handed_on", rows)


def test_an_appointment_that_is_over_is_told_no_more():
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False) as clock:
        every_kind()
        w = f.world()
        case = f.make_case("in_progress", deputies=5)
        asked = case.suggestion.asked_deputies
        soon = timezone.now() + dt.timedelta(hours=1)
        facts = {"deputies": asked, "place": "联络站", "staff": "高扬", "phone": "021-55550402"}
        arrange_meeting(case.current_round, w.handler, at=soon, key="6f1c7a52-0000-4000-8000-000000000001", **facts)
        met = f.hand_over(f.suggestion(deputies=5), w.bureau, Part.MAIN)
        f.hand_over(met.suggestion, w.other_bureau, Part.HELP)
        call_for(met, deputies=met.suggestion.asked_deputies, meets_at=soon)
        plan_messages(timezone.now() + SOON)
        kinds = ("meeting", "coordinate")
        assert {one.state for one in Message.objects.filter(kind__in=kinds)} == {"waiting"}
        clock.shift(dt.timedelta(hours=11))
        drop_outdated()
        tell()
        rows = Message.objects.filter(kind__in=kinds)
        assert {(one.kind, one.state, one.last_error) for one in rows} == {
            (kind, "dropped", "约定的时间已经过了") for kind in kinds
        }
        assert Deputy.objects.filter(told_messages__in=rows).distinct().count() == 5

"""Who is in charge, corrected: what was told before stays, and who leads now is told, once."""

import datetime as dt
import re

import pytest
import time_machine

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.fields import CorrectedField
from proposals.intake.register import hand_over_data
from proposals.models import Deputy, Part, Suggestion
from proposals.returns.actions import agree_return
from replies.models import Message
from tests import factories as f
from tests.replies.messages.people import every_kind, tell
from tests.replies.mine.phones import let_in, text

pytestmark = pytest.mark.django_db
START = "2026-11-03 10:00 +0800"
UNITS = CorrectedField.UNITS


@pytest.fixture(autouse=True)
def reached(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"


def correct(case, *parts, **more):
    wanted = {UNITS: list(parts)} if parts else {}
    wanted |= {CorrectedField[name]: value for name, value in more.items()}
    now = Suggestion.objects.get(pk=case.suggestion_id)
    reason = "登记时写反了"
    correct_registration(now, wanted, f.world().district, reason, recount=lambda case, days: case.statutory_due)


def said_since(last):
    rows = tell(since=last)
    mine = [one for one in rows if (one.deputy.name, one.way, one.state) == ("赵洪蓉", "sms", "sent")]
    return rows[-1].pk if rows else last, [(one.kind, one.words) for one in mine]


def given(*parts):
    every_kind()
    made = f.suggestion()
    cases = [f.hand_over(made, unit, part) for unit, part in parts]
    for one in cases:
        record_event(one, f.world().district, HAND_OVER, "交办", data=hand_over_data(one, {"from": "hand"}))
    return cases


def led_by_two():
    w = f.world()
    return given((w.bureau, Part.MAIN), (w.other_bureau, Part.JOINT))


def test_what_was_told_of_the_other_unit_stays_and_who_leads_now_is_told_once():
    with time_machine.travel(START, tick=False) as clock:
        w = f.world()
        lead, host = led_by_two()
        last, first = said_since(0)
        assert [kind for kind, _ in first] == ["given"]
        third = f.unit("区教育局", short_name="区教育局")
        f.advance(host, "sign_for", "ask_return")
        clock.shift(dt.timedelta(hours=1))
        taken = agree_return(host, w.district, comment="同意。", unit=third)
        last, moved = said_since(last)
        assert [kind for kind, _ in moved] == ["handed_on"]
        assert "原来交给区房管局（共同主办），" in moved[0][1]
        clock.shift(dt.timedelta(hours=1))
        correct(lead, (w.bureau, Part.JOINT), (third, Part.MAIN))
        last, now = said_since(last)
        assert [kind for kind, _ in now] == ["corrected"]
        assert "原为“区民政局（主办）、区教育局（共同主办）”" in now[0][1]
        assert "现为“区民政局（共同主办）、区教育局（主办）”" in now[0][1]
        clock.shift(dt.timedelta(hours=1))
        assert said_since(last) == (last, [])
        taken.reload()
        page = text(let_in(Deputy.objects.get(name="赵洪蓉")).get(f"/mine/{lead.suggestion_id}/"))
    shown = re.sub(r"\s", "", page)
    assert re.search(r"告诉过您的（(\d)次）", shown)[1] == "6"  # three, by text and by mail
    for _, words in first + moved + now:
        assert re.sub(r"\s", "", words) in shown


def test_what_is_swapped_back_is_told_too():
    with time_machine.travel(START, tick=False) as clock:
        w = f.world()
        lead, _ = led_by_two()
        last, _ = said_since(0)
        for leads, along in ((w.other_bureau, w.bureau), (w.bureau, w.other_bureau)):
            clock.shift(dt.timedelta(hours=1))
            correct(lead, (leads, Part.MAIN), (along, Part.JOINT))
            last, told = said_since(last)
            assert [kind for kind, _ in told] == ["corrected"]
            assert f"{leads.short_name}（主办）" in told[0][1].partition("现为")[2]


def test_a_swap_undone_before_anybody_heard_of_it_is_not_told():
    with time_machine.travel(START, tick=False) as clock:
        w = f.world()
        lead, _ = led_by_two()
        last, _ = said_since(0)
        clock.shift(dt.timedelta(hours=1))
        for leads, along in ((w.other_bureau, w.bureau), (w.bureau, w.other_bureau)):
            correct(lead, (leads, Part.MAIN), (along, Part.JOINT))
        assert [kind for kind, _ in said_since(last)[1]] == []


def test_a_swap_before_anything_was_told_is_told_as_the_assignment_that_it_is():
    with time_machine.travel(START, tick=False):
        w = f.world()
        lead, _ = led_by_two()
        correct(lead, (w.other_bureau, Part.MAIN), (w.bureau, Part.JOINT))
        _, told = said_since(0)
    assert [kind for kind, _ in told] == ["given"]
    assert "交给区房管局（牵头）、区民政局办理" in told[0][1]


def test_a_unit_registered_by_mistake_is_corrected_not_handed_over_anew():
    with time_machine.travel(START, tick=False) as clock:
        w = f.world()
        [case] = given((w.bureau, Part.SOLE))
        last, told = said_since(0)
        assert [kind for kind, _ in told] == ["given"]
        clock.shift(dt.timedelta(hours=1))
        correct(case, (w.other_bureau, Part.SOLE), TITLE="关于社区食堂的建议")
        _, told = said_since(last)
    assert [kind for kind, _ in told] == ["corrected"]
    assert "承办单位原为“区民政局（独办）”，现为“区房管局（独办）”" in told[0][1]
    assert "标题原为" in told[0][1]
    assert "请打电话：区房管局" in told[0][1]


@pytest.mark.parametrize("part", [Part.MAIN, Part.SOLE])
def test_a_unit_that_only_helps_is_no_news_of_who_answers(part):
    with time_machine.travel(START, tick=False) as clock:
        w = f.world()
        [case] = given((w.bureau, part))
        last, _ = said_since(0)
        clock.shift(dt.timedelta(hours=1))
        correct(case, (w.bureau, Part.MAIN), (w.other_bureau, Part.HELP))
        assert said_since(last)[1] == []
        assert not Message.objects.filter(kind="corrected").exists()

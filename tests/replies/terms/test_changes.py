"""What a change of a limit, of a day or of a rule says before it is saved, is what it does."""

import datetime as dt
import re
import uuid

import pytest

from proposals.models import CalendarChange, Consent, Limit, Notice, Part, PlaceRule, Status
from proposals.notices.events import tell_units
from proposals.returns.actions import hand_on_case
from replies.contacts.actions import add_contact
from replies.terms.reminders import remind_place_terms
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world
from tests.proposals.administration.offices import browser_of
from tests.proposals.returns.test_which_body import rule, say
from tests.replies.terms.test_place_terms import HANDED, at, set_limit, told

pytestmark = pytest.mark.django_db
Q, A = PlaceRule.Question, PlaceRule.Answer


def text_of(page):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", page.content.decode()))


def fields_of(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def look(path, **sent):
    """The preview, and the browser."""
    browser = browser_of(world().district)
    sent = {"source": "本区办法", "reason": "区里的办法", "key": str(uuid.uuid4())} | sent
    return browser.post(path, sent), browser


def limit_page(step):
    return f"/calendar/limits/{Limit.objects.get(step=step).pk}/"


def test_a_limit_that_others_have_says_on_which_cases_it_runs_at_once(django_assert_max_num_queries):
    with at(3, 2):
        old = make_case(Status.IN_PROGRESS, handed_on=HANDED, number="071")
    with at(3, 20):
        make_case(Status.IN_PROGRESS, handed_on=dt.date(2026, 3, 20), number="072")
        hand_over(suggestion(number="073"), world().bureau, Part.HELP)
    with at(3, 26):
        page, browser = look(limit_page("contact"), count=15)
        said = text_of(page)
        assert "会改动2件在办的联系代表期限" in said
        assert "其中1件一保存就超期了，会提醒承办单位。" in said
        assert re.findall(r"联系代表期限(?:没有)(20\d\d年\d+月\d+日)", said) == ["2026年3月23日", "2026年4月13日"]
        saved = browser.post(limit_page("contact"), fields_of(page), follow=True)
        assert "联系代表期限随之改动2件，其中1件随即超期" in text_of(saved)
        assert CalendarChange.objects.first().followed == ["联系代表期限随之改动2件，其中1件随即超期"]
        remind_place_terms()
        assert {kind for _, kind, _ in told()} == {"late"}
        # Made longer or a day off: the same is said of what runs already.
        longer, _ = look(limit_page("contact"), count=20)
        assert "会改动2件在办的联系代表期限" in text_of(longer)
        f.contact_all(old, world().handler)
        day, _ = look("/calendar/day/", day="2026-04-08", to="off", name="全区停工一天")
        assert "会改动1件在办的联系代表期限" in text_of(day)
        page, browser = look(limit_page("contact"), count="")
        assert "2026年4月13日没有" in text_of(page)
        with django_assert_max_num_queries(60):
            look(limit_page("contact"), count=10)


def test_who_sees_no_case_hears_only_how_many():
    with at(3, 2):
        make_case(Status.IN_PROGRESS, handed_on=HANDED, number="071", title="加装电梯")
    with at(3, 26):
        sent = {"count": 15, "source": "办法", "reason": "办法", "key": str(uuid.uuid4())}
        page = text_of(browser_of(world().admin).post(limit_page("contact"), sent))
    assert ("会改动1件在办的联系代表期限" in page, "加装电梯" in page) == (True, False)


def test_until_when_a_unit_may_give_it_back_is_counted_too():
    with at(3, 2):
        hand_over(suggestion(), world().bureau, Part.SOLE, HANDED)
        page, _ = look(limit_page("return"), count=5, measure="working_days")
        assert "会改动1件在办的退办期限" in text_of(page)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("feedback", "答复已经送到的，仍按送到时告诉代表的日期"),
        ("help_soon", "会办的期限不变，只改提醒的时候"),
        ("ask_report", "已经请了的报送，期限不变"),
    ],
)
def test_what_moves_no_date_says_what_it_does(step, said):
    with at(3, 2):
        f.advance(make_case(Status.SEEKING_FEEDBACK, handed_on=HANDED), "deliver")
        page, _ = look(limit_page(step), count=4, measure="working_days")
    assert ("在办的期限都不变" in text_of(page), said in text_of(page)) == (True, True)


# ---- who decides -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "who"), [(A.DISTRICT, "区政府办公室"), (A.EITHER, "代表工作机构或者区政府办公室")]
)
def test_what_one_body_agreed_to_is_said_to_hold_no_longer_and_does_not(answer, who):
    rule(Q.RETURN, A.BOTH)
    case, other = (make_case(Status.RETURN_REQUESTED, number=number) for number in ("070", "071"))
    say("district", Q.RETURN, case)
    page, browser = look("/calendar/deciders/return/congress/", answer=answer)
    said = text_of(page)
    assert "以后由谁决定会改，期限不变" in said
    assert f"现在等着批的2件，由{who}批；其中1件一家已经同意，按新的规定那一次同意不再算，由{who}重新批。" in said
    assert "070号区民政局：区政府办公室" in said
    assert browser.post("/calendar/deciders/return/congress/", fields_of(page)).status_code == 302
    assert Consent.objects.filter(ended_at=None).count() == 0
    event = case.events.last()
    assert (event.action, event.label) == ("consent_void", f"规定改由{who}决定，区政府办公室的同意不再算，请批")
    assert (
        "还待代表工作机构同意</span>" not in browser_of(world().office).get(case.get_absolute_url()).content.decode()
    )
    assert [row.case for row, *_ in browser.get("/decisions/").context["return_rows"]] == [case, other]
    assert say("district", Q.RETURN, case).status_code == 302
    case.reload()
    assert case.status == Status.RETURNED


def test_both_are_asked_of_what_waits_and_what_was_said_before_is_nobodys():
    make_case(Status.RETURN_REQUESTED)
    page, _ = look("/calendar/deciders/return/congress/", answer=A.BOTH)
    assert "现在等着批的1件，由代表工作机构和区政府办公室批。" in text_of(page)
    page, _ = look("/calendar/deciders/again/congress/", answer=A.BODY)
    assert "现在没有等着批的。" in text_of(page)


def test_a_preview_from_before_one_agreed_is_an_old_one():
    rule(Q.RETURN, A.BOTH)
    case = make_case(Status.RETURN_REQUESTED)
    page, browser = look("/calendar/deciders/return/congress/", answer=A.BODY)
    say("district", Q.RETURN, case)
    assert browser.post("/calendar/deciders/return/congress/", fields_of(page)).status_code == 409
    assert Consent.objects.filter(ended_at=None).count() == 1


def test_who_decides_now_is_told():
    rule(Q.RETURN, A.BOTH)
    case = make_case(Status.RETURN_REQUESTED)
    say("district", Q.RETURN, case)
    page, browser = look("/calendar/deciders/return/congress/", answer=A.BODY)
    browser.post("/calendar/deciders/return/congress/", fields_of(page))
    tell_units()
    told_of = Notice.objects.filter(key=f"event:{case.events.last().pk}")
    assert list(told_of.values_list("recipient__username", flat=True)) == ["congress"]


# ---- the words of a limit --------------------------------------------------------------------------------


def test_after_another_unit_got_it_the_limit_says_from_when_and_what_it_asks(client):
    with at(3, 2):
        set_limit(client, "contact", 15)
        case = make_case(Status.RETURNED, handed_on=HANDED)
    with at(3, 10):
        made = hand_on_case(case, world().district, unit=world().other_bureau, comment="改办。")
        page = text_of(browser_of(world().other_office).get(made.get_absolute_url()))
        assert "改办之日起15个工作日内联系每一位代表（本区办法第五条），还要联系2位代表" in page
    with at(3, 11):
        own = make_case(Status.IN_PROGRESS, handed_on=HANDED)
        heard = {"way": "走访", "on": dt.date(2026, 3, 11), "staff": "高扬", "summary": "听取。", "key": uuid.uuid4()}
        add_contact(own.current_round, world().handler, deputies=own.suggestion.proposers[:1], **heard)
        page = text_of(browser_of(world().office).get(own.get_absolute_url()))
        assert "交办之日起15个工作日内联系每一位代表（本区办法第五条），还要联系1位代表（已联系1位）" in page

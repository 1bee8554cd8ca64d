"""专门委员会: what it sees and does not, what it asks and what it is answered, who keeps its fields."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.cases.oversight.supervision import mark_led
from proposals.cases.workflow import available
from proposals.models import AdministrationEvent, Case, CommitteeField, Inquiry, Notice, Part, Status
from proposals.notices.events import tell_units
from proposals.notices.reminders import remind_staff
from tests import factories as f
from tests.proposals.administration.offices import browser_of, text_of
from tests.rules.oversight.asking import ask_about
from tests.rules.oversight.meeting import call_for

pytestmark = pytest.mark.django_db
S = Status
SAID = "三处已经选好，年底前开业。"


def browser():
    return browser_of(f.world().committee)


def ask(case, **said):
    """The form of the question, as the page gives it."""
    sent = {"text": "请说明选址的进度。", "answer_due": f.day(5).isoformat(), "key": str(uuid.uuid4()), **said}
    return browser().post(f"/cases/{case.pk}/inquiry/", sent)


def lists(who, group):
    return [row.case.pk for row in browser_of(getattr(f.world(), who)).get(f"/?group={group}").context["rows"]]


def shown(client):
    return {row.case.pk for row in client.get("/cases/").context["rows"]}


def test_it_sees_its_fields_from_the_start_and_acts_on_nothing():
    w = f.world()
    mine = {f.make_case(status, category="民政").pk for status in S}
    other, elsewhere = f.make_case("in_progress", category="交通"), f.make_case("in_progress", body="政协")
    led = f.make_case("in_progress", category="住房")
    mark_led(led, w.congress, led_as="重点督办", led_by="社会建设委", seen=("", ""))
    client = browser_of(w.committee)
    assert client.get("/").url == "/cases/"
    void = {case.pk for case in Case.objects.filter(status=S.VOID)}  # found by its number alone, as by everybody
    assert shown(client) == (mine | {led.pk}) - void
    assert [client.get(f"/cases/{one.pk}/").status_code for one in (other, elsewhere)] == [404, 404]
    for case in Case.objects.filter(pk__in=mine):
        assert available(case, w.committee) == []
    # No draft, review or note is read; what is signed is.
    case = Case.objects.get(pk__in=mine, status=S.SIGNING)
    page = text_of(client.get(f"/cases/{case.pk}/tab/reply/"))
    assert ("今年新增12处" in page, client.get(f"/cases/{case.pk}/draft/").status_code) == (False, 403)
    answered = Case.objects.get(pk__in=mine, status=S.SEEKING_FEEDBACK)
    assert "今年新增12处" in text_of(client.get(f"/cases/{answered.pk}/tab/reply/"))
    # A list of its own with filters and a workbook; no board, no print room, nothing to do to many.
    assert {row.case.pk for row in client.get("/cases/?category=住房").context["rows"]} == {led.pk}
    assert client.post("/cases/export/")["Content-Type"].startswith("application/vnd.openxml")
    nav = [item.label for section in client.get("/cases/").context["desk_nav"] for item in section.items]
    assert nav == ["还没有答复的询问", "我关注的", "我们领域的建议"]
    assert [client.get(path).status_code for path in ("/board/", "/prints/", "/figures/")] == [403, 403, 403]
    # Without a field it sees what it leads alone.
    CommitteeField.objects.all().delete()
    assert shown(browser()) == {led.pk}


def test_a_question_goes_to_the_unit_and_its_answer_back():
    case, w, key = f.make_case("in_progress"), f.world(), str(uuid.uuid4())
    assert [ask(case, key=key).status_code for _ in range(2)] == [302, 302]
    assert [ask(case, text="").status_code, ask(case, answer_due=f.day(-1).isoformat()).status_code] == [400, 400]
    asked = Inquiry.objects.get()
    assert {who: lists(who, "inquired") for who in ("office", "handler", "leader", "other_office")} == {
        "office": [case.pk], "handler": [case.pk], "leader": [case.pk], "other_office": [],
    }  # fmt: skip
    assert lists("committee", "asked") == [case.pk]
    tell_units()
    told = Notice.objects.filter(sentence__contains="询问").values_list("recipient__username", flat=True)
    assert sorted(told) == ["handler", "leader", "leader2", "office"]
    page = browser_of(w.handler).get(f"/cases/{case.pk}/").content.decode()
    assert ("请说明选址的进度。" in page, f"/inquiries/{asked.pk}/" in page) == (True, True)
    answers = [browser_of(w.handler).post(f"/inquiries/{asked.pk}/", {"text": SAID}).status_code for _ in range(2)]
    answers.append(browser_of(w.office).post(f"/inquiries/{asked.pk}/", {"text": "还在选。"}).status_code)
    assert answers == [302, 302, 409]
    assert (lists("office", "inquired"), lists("committee", "asked")) == ([], [])
    tell_units()
    told = Notice.objects.filter(sentence__contains="已答复询问").values_list("recipient__username", flat=True)
    assert list(told) == ["committee"]
    for who in ("committee", "congress", "handler"):
        page = text_of(browser_of(getattr(w, who)).get(f"/cases/{case.pk}/"))
        assert (SAID in page, "区人大社会建设委询问" in page) == (True, True)
    assert [one.action for one in case.events.filter(action__startswith="inquire")] == ["inquire", "inquire_answer"]


def test_it_is_reminded_of_until_it_is_answered():
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False) as clock:
        case = f.make_case("in_progress")
        asked, found = ask_about(case, answer_due=dt.date(2026, 11, 9)), {}
        for day in (3, 4, 6, 9, 10, 11):
            clock.move_to(dt.datetime(2026, 11, day, 2, tzinfo=dt.UTC))
            before = set(Notice.objects.values_list("pk", flat=True))
            remind_staff()
            new = Notice.objects.filter(key__startswith="inquiry:").exclude(pk__in=before)
            found[day] = sorted(new.values_list("recipient__username", flat=True))
        unit = ["handler", "office"]
        assert found == {3: [], 4: unit, 6: unit, 9: [], 10: ["committee", *unit], 11: []}
        nav = browser().get("/cases/").context["desk_nav"]
        hot = {item.label: item.hot for section in nav for item in section.items}
        assert hot["还没有答复的询问"] is True
        asked.refresh_from_db()
        assert asked.is_late(timezone.localdate())


def test_whom_it_cannot_ask():
    for status, code in ((S.RETURNED, 409), (S.WITHDRAWN, 409), (S.VOID, 409), (S.CLOSED, 302)):
        assert ask(f.make_case(status)).status_code == code
    assert ask(f.make_case("in_progress", part=Part.HELP)).status_code == 302


def test_the_body_keeps_its_fields():
    w = f.world()
    committee, client = w.committee.unit, browser_of(w.congress)
    f.make_case("in_progress", category="住房")
    page = client.get("/committees/")
    assert ("江宏" in text_of(page), page.content.decode().count("checked")) == (True, 1)
    said = {"committee": committee.pk, f"{committee.pk}-seen": "民政", f"{committee.pk}-categories": ["民政", "住房"]}
    assert [client.post("/committees/", said).status_code for _ in range(2)] == [302, 302]
    assert sorted(committee.committee_fields.values_list("category", flat=True)) == ["住房", "民政"]
    event = AdministrationEvent.objects.get(label="改领域")
    assert event.changes == [{"field": "领域", "old": "民政", "new": "住房、民政"}]
    stale = {**said, f"{committee.pk}-categories": ["住房"]}
    assert client.post("/committees/", stale).status_code == 409
    assert client.post("/committees/", {**said, f"{committee.pk}-categories": ["没有的"]}).status_code == 400
    assert browser_of(w.cppcc).get("/committees/").status_code == 403


def test_its_lists_ask_as_much_for_many_as_for_few():
    counts = []
    for _ in range(2):
        for _ in range(3):
            ask_about(f.make_case("in_progress"))
        client = browser()
        client.get("/?group=asked")
        with CaptureQueriesContext(connection) as asked:
            client.get("/?group=asked")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("led_by", "sees"),
    [
        ("社会建设委", True),
        ("社会建设委员会", True),
        ("区人大社会建设委员会", True),
        ("上海市宝山区人大社会建设委员会、马骏副主任", True),
        ("马骏副主任、宝山区人大社会建设委", True),
        ("城建环保委员会和社会建设委", True),
        ("上海市人大社会建设委员会", False),
        ("市人大社会建设委、马骏副主任", False),
        ("区人大常委会主任会议", False),
        ("马骏副主任", False),
    ],
)
def test_who_is_named_as_leading_sees_it_and_is_told(led_by, sees):
    w, case = f.world(), f.make_case("in_progress", category="住房")
    assert browser().get(f"/cases/{case.pk}/").status_code == 404
    form = {"led_as": "重点督办", "led_by": led_by, "seen_as": "", "seen_by": ""}
    answer = browser_of(w.congress).post(f"/cases/{case.pk}/lead/", form, follow=True)
    said = text_of(answer)
    assert browser().get(f"/cases/{case.pk}/").status_code == (200 if sees else 404)
    assert (case.pk in shown(browser())) is sees
    for _ in range(2):
        tell_units()
    told = Notice.objects.filter(recipient=w.committee, sentence__contains=f"重点督办：{led_by}")
    assert (told.count(), "区人大社会建设委看得到这一件，会收到提醒" in said) == (int(sees), sees)
    assert ("没有对上系统里的专门委员会" in said) == ("市人大" in led_by and not sees)


def test_of_a_suggestion_of_several_units_it_is_told_once():
    w, case = f.world(), f.make_case("in_progress", category="住房")
    f.committee()
    f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    mark_led(case, w.congress, led_as="重点督办", led_by="社会建设委、马骏副主任", seen=("", ""))
    tell_units()
    assert Notice.objects.filter(recipient=w.committee, sentence__contains="重点督办").count() == 1


def test_its_page_has_no_heading_over_nothing():
    case = f.make_case("in_progress", part=Part.MAIN, category="民政")
    f.hand_over(case.suggestion, f.world().other_bureau, Part.HELP)
    call_for(case)
    page = browser().get(f"/cases/{case.pk}/").content.decode()
    assert ('id="coordination"' in page, "写纪要" in page) == (False, False)

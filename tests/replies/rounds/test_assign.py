"""分办 and 改派 through the front door."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import available
from proposals.deadlines.due_date import describe_day_off
from proposals.formats.chinese import cn_date
from proposals.models import Absence, Case, Part, Status
from replies.desk.listed import waiting_for
from replies.rounds.forms import handler_choices
from tests import factories as f
from tests.factories import lend, make_case, world

pytestmark = pytest.mark.django_db


def next_day_off() -> dt.date:
    days, day = WorkCalendar.load(), timezone.localdate()
    while days.is_working(day):
        day += dt.timedelta(days=1)
    return day


def typed(case, **texts):
    return {"handler": world().handler.pk, "comment": "请先联系代表。", "seen": case.version, **texts}


def test_the_office_assigns(go):
    case = make_case("received")
    due = f.workday(20)
    answer = go(world().office, "assign", case.pk, data=typed(case, internal_due=due.isoformat()))
    case.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, reverse("case", args=[case.pk]))
    assert (case.status, case.handler, case.section) == ("in_progress", world().handler, "基层政权科")
    assert case.internal_due == due
    assert case.events.last().comment == "请先联系代表。"
    assert case.replies.count() == 1


def test_who_helps_already_is_asked_and_who_gave_it_back_is_not(go):
    case = f.hand_over(f.suggestion(), world().bureau, Part.MAIN)
    f.advance(case, "sign_for")
    asked = f.hand_over(case.suggestion, world().other_bureau, Part.HELP)
    for name, status in (("区教育局", Status.RETURNED), ("区人社局", Status.WITHDRAWN)):
        gone = f.hand_over(case.suggestion, f.unit(name), Part.HELP)
        Case.objects.filter(pk=gone.pk).update(status=status, closed_on=timezone.localdate())
    assert go(world().office, "assign", case.pk, data=typed(case)).status_code == 302
    case.reload()
    assert [row.helping for row in case.current_round.consultations.all()] == [asked]


def test_the_office_assigns_again(go):
    case = make_case("in_progress")
    go(world().office, "assign", case.pk, data=typed(case, handler=world().second_handler.pk))
    case.refresh_from_db()
    assert (case.status, case.handler, case.section) == ("in_progress", world().second_handler, "养老服务科")
    assert case.events.last().action == "reassign"
    assert case.replies.count() == 1


def test_the_page_names_the_handlers_by_section_with_their_open_cases(go, django_assert_num_queries):
    make_case("in_progress")
    make_case("closed")
    case = make_case("received")
    text = go(world().office, "assign", case.pk).content.decode()
    assert "基层政权科" in text
    assert "高扬（手上1件）" in text
    assert "许静（手上0件）" in text
    with django_assert_num_queries(2):
        assert [row.user.name for row in handler_choices(case.unit_id)] == ["许静", "高扬"]


def test_of_a_handler_who_is_away_every_page_speaks_in_whole_sentences(go, client):
    """改派 says who has the case, who does the work meanwhile, to whom it goes; the head says what comes first."""
    w = world()
    case = make_case("signing")
    page = go(w.office, "assign", case.pk).content.decode()
    assert '<p class="names">现在由高扬办。</p>' in page
    [absence] = lend((w.handler, w.bureau, w.second_handler))
    assert "高扬离岗，现在由许静代办。" in go(w.office, "assign", case.pk).content.decode()
    Absence.objects.filter(pk=absence.pk).update(stand_in=None)
    assert "经办人高扬不在，也没有人代办。请选一位接着办。" in go(w.office, "assign", case.pk).content.decode()
    client.force_login(w.office)
    head = html.fromstring(client.get(case.get_absolute_url()).content.decode()).xpath("//*[@class='next names']")[0]
    said = "现在由区民政局办公室办：经办人高扬不在，要改派给别人。接着要办的：答复签发。"
    assert re.sub(r"\s+", "", head.text_content()) == said
    sheet = client.get(f"{reverse('many_reassign')}?c={case.pk}").content.decode()
    assert "经办人高扬不在" in sheet
    Absence.objects.filter(pk=absence.pk).update(user=w.second_handler, stand_in=w.handler)
    assert go(w.office, "assign", case.pk, data=typed(case, handler=w.second_handler.pk)).status_code == 302
    assert "已改派给许静（离岗，由高扬代办）。" in client.get("/notices/").content.decode()


def test_nobody_who_could_handle_it_is_there(go):
    w, case = world(), make_case("received")
    lend((w.handler, w.bureau, None), (w.second_handler, w.bureau, None))
    page = go(w.office, "assign", case.pk).content.decode()
    assert "本单位现在没有在岗的经办人。" in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "status"), [("handler", 403), ("leader", 403), ("district", 403), ("other_office", 404)]
)
def test_nobody_else_assigns(go, who, status, method):
    case = make_case("received")
    data = typed(case) if method == "post" else None
    assert go(getattr(world(), who), "assign", case.pk, data=data).status_code == status
    case.refresh_from_db()
    assert case.status == "received"


def test_a_stranger_is_asked_to_sign_in(client):
    case = make_case("received")
    answer = client.get(reverse("replies:assign", args=[case.pk]))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("sign_in"))


def test_a_page_that_is_old_changes_nothing_and_keeps_the_words(go):
    case = make_case("received")
    answer = go(world().office, "assign", case.pk, data=typed(case, seen=case.version - 1))
    case.refresh_from_db()
    assert (answer.status_code, case.status) == (409, "received")
    assert "请先联系代表。" in answer.content.decode()
    assert answer.context["form"]["seen"].value() == case.version


def test_sent_twice_it_is_done_once(go):
    case = make_case("received")
    first, second = (go(world().office, "assign", case.pk, data=typed(case)) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert case.events.filter(action__in=["assign", "reassign"]).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"handler": ""},
        {"handler": "999999"},
        {"handler": "甲"},
        {"internal_due": "2020-01-01"},
        {"internal_due": "2999-01-01"},
        {"internal_due": "2026-02-30"},
        {"seen": ""},
        {"comment": "长" * 1001},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_lost(go, wrong):
    case = make_case("received")
    data = typed(case, **wrong)
    answer = go(world().office, "assign", case.pk, data=data)
    case.refresh_from_db()
    assert (answer.status_code, case.status) == (400, "received")
    assert data["comment"] in answer.content.decode()


def test_a_day_off_is_no_day_to_finish_on(go):
    case = make_case("received")
    off = next_day_off()
    answer = go(world().office, "assign", case.pk, data=typed(case, internal_due=off.isoformat()))
    days = WorkCalendar.load()
    why, then = describe_day_off(off, days), cn_date(days.next_working_day(off))
    said = f"{cn_date(off)}是{why}，请选一个上班的日子，如{then}。"
    assert (answer.status_code, answer.context["form"].errors) == (400, {"internal_due": [said]})


def test_a_handler_of_another_bureau_cannot_be_chosen(go):
    case = make_case("received")
    answer = go(world().office, "assign", case.pk, data=typed(case, handler=world().other_handler.pk))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "status", ["in_progress", "checking", "signing", "seeking_feedback", "under_study", "to_report"]
)
def test_until_it_is_closed_another_may_be_given_the_case(go, status):
    """The state stays as it is; who is told of it and who may not sign it changes at once."""
    case, w = make_case(status), world()
    answer = go(w.office, "assign", case.pk, data=typed(case, handler=w.second_handler.pk))
    case.refresh_from_db()
    assert (answer.status_code, case.status, case.handler, case.closed_on) == (302, status, w.second_handler, None)
    event = case.events.last()
    assert (event.action, event.from_status, event.to_status) == ("reassign", status, status)


@pytest.mark.parametrize("status", ["awaiting_receipt", "return_requested", "returned", "closed", "withdrawn"])
def test_a_case_that_is_past_it_is_not_assigned(go, status):
    case = make_case(status)
    assert go(world().office, "assign", case.pk, data=typed(case)).status_code == 409
    assert case.events.filter(action="reassign").count() == 0


def test_what_was_promised_goes_to_another_after_the_end(go):
    case, w = f.promised(("新增助餐点", 30)), world()
    assert go(w.office, "assign", case.pk, data=typed(case, handler=w.second_handler.pk)).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.handler) == ("closed", w.second_handler)
    assert case.closed_on is not None


def test_who_sent_it_up_does_not_sign_it_when_another_has_the_case(go):
    """改派 does not make the writer of a text its signer."""
    w = world()
    w.handler.memberships.create(unit=w.bureau, role="leader")
    case = make_case("signing")
    go(w.office, "assign", case.pk, data=typed(case, handler=w.second_handler.pk))
    case.refresh_from_db()
    said = {one.name: one.reason for one in available(case, w.handler)}["sign"]
    assert said == "这份答复是您送审的，不能再由您签发，请另一位领导签发"
    assert list(Case.objects.filter(waiting_for(w.handler), status="signing")) == []

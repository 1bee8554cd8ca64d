"""The bar under a list: what is done to many cases at once, each with its own outcome."""

import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from lxml import html

from proposals.formats.spreadsheets import TYPE
from proposals.models import Case, Export, Part, Status, Supervision
from replies.consultations.actions import ask_units
from replies.desk.many_acts import ACTS, MOST
from replies.models import Delivery, PrintJob, Reminder, Reply
from tests import factories as f
from tests.factories import make_case, world

WAY = Delivery.Way.IN_PERSON
pytestmark = pytest.mark.django_db


def press(client, user, act, *cases, where="worklist", **more):
    """Tick these cases in a list and press the act under it."""
    client.force_login(user)
    picked = [f"{case.pk}.{case.version}" for case in cases]
    return client.post(f"/many/?where={where}", {"act": act, "picked": picked, **more})


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def states(*cases) -> list[str]:
    return [Case.objects.get(pk=case.pk).status for case in cases]


def test_several_are_signed_for_each_by_itself(client):
    w = world()
    cases = [make_case(Status.AWAITING_RECEIPT) for _ in range(3)]
    f.advance(cases[1], "sign_for")  # by somebody else, after the list was drawn
    stale = [cases[0], Case(pk=cases[1].pk, version=0), cases[2]]
    response = press(client, w.office, "sign_for", *stale)
    assert (response.status_code, states(*cases)) == (302, [Status.RECEIVED] * 3)
    names = [case.suggestion.short_number for case in cases]
    assert said(response) == [
        f"已签收2件：{names[0]}、{names[2]}。",
        f"另外1件不用签收：{names[1]}不是待签收。",
    ]
    assert [case.events.filter(action="sign_for").count() for case in cases] == [1, 1, 1]


def test_what_changed_since_the_list_was_drawn_is_refused_alone(client):
    w = world()
    cases = [make_case(Status.AWAITING_RECEIPT) for _ in range(2)]
    Case.objects.filter(pk=cases[0].pk).update(version=7)
    response = press(client, w.office, "sign_for", *cases)
    assert states(*cases) == [Status.AWAITING_RECEIPT, Status.RECEIVED]
    done, refused = said(response)
    assert done == f"已签收1件：{cases[1].suggestion.short_number}。"
    assert "有1件没有签收" in refused
    assert "这件建议已经有了新的进展" in refused


def test_the_same_press_sent_twice_does_nothing_more(client):
    w, case = world(), make_case(Status.AWAITING_RECEIPT)
    press(client, w.office, "sign_for", case)
    again = press(client, w.office, "sign_for", case)
    assert (again.status_code, case.events.filter(action="sign_for").count()) == (409, 1)


def test_cases_of_another_unit_are_neither_signed_for_nor_named(client):
    w = world()
    theirs = f.hand_over(f.suggestion(), w.other_bureau)
    response = press(client, w.office, "sign_for", theirs)
    assert (response.status_code, states(theirs)) == (409, [Status.AWAITING_RECEIPT])
    assert theirs.suggestion.short_number not in response.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"act": "sign_for"},
        {"act": "sign_for", "picked": "x"},
        {"act": "sign_for", "picked": "1.x"},
        {"act": "sign_for", "picked": "9" * 30},
        {"act": "sign_for", "picked": "٣"},
        {"act": "explode", "picked": "1.0"},
        {"picked": "1.0"},
    ],
)
def test_a_press_without_anything_to_do_is_refused_in_chinese(client, data):
    client.force_login(world().office)
    response = client.post("/many/?where=worklist", data)
    assert response.status_code == 409
    words = "还没有选建议" if data == {"act": "sign_for"} else "页面不完整"
    assert words in response.content.decode()


@pytest.mark.parametrize("act", ACTS)
def test_only_the_roles_of_an_act_may_press_it(client, act):
    w, case = world(), make_case(Status.AWAITING_RECEIPT)
    offered = {
        "office": {"assign", "sign_for", "reassign", "deliver", "remind", "print", "export"},
        "handler": {"deliver", "remind", "export"},
        "leader": {"export"},
        "district": {"supervise", "lead", "print", "export"},
        "congress": {"supervise", "lead", "print", "export"},
    }
    for name, acts in offered.items():
        answer = press(client, getattr(w, name), act, case).status_code
        assert (answer == 403) == (act not in acts), name


def test_all_of_a_list_beyond_its_page(client):
    w = world()
    cases = [make_case(Status.AWAITING_RECEIPT) for _ in range(3)]
    theirs = f.hand_over(f.suggestion(), w.other_bureau)
    done = make_case(Status.RECEIVED)
    client.force_login(w.office)
    response = client.post("/many/?where=worklist&group=receive", {"act": "sign_for", "every": "1"})
    assert (response.status_code, states(*cases)) == (302, [Status.RECEIVED] * 3)
    assert states(theirs, done) == [Status.AWAITING_RECEIPT, Status.RECEIVED]


def test_all_of_the_cases_found_and_no_other(client):
    w = world()
    found, other = (
        make_case(Status.AWAITING_RECEIPT, title="无人机送药"),
        make_case(Status.AWAITING_RECEIPT, title="路灯"),
    )
    client.force_login(w.office)
    client.post("/many/?where=cases&q=无人机", {"act": "sign_for", "every": "1"})
    assert states(found, other) == [Status.RECEIVED, Status.AWAITING_RECEIPT]
    assert client.post("/many/?where=cases&since=xx", {"act": "sign_for", "every": "1"}).status_code == 409
    assert client.post("/many/?where=worklist&group=none", {"act": "sign_for", "every": "1"}).status_code == 404


def test_all_of_the_board_under_its_conditions(client):
    w = world()
    late, calm = make_case(Status.IN_PROGRESS), make_case(Status.IN_PROGRESS)
    Case.objects.filter(pk=late.pk).update(handed_on=f.day(-120), statutory_due=f.day(-3))
    data = {"act": "supervise", "every": "1"}
    client.force_login(w.district)
    assert client.get("/board/").context["rows"][0].row.fits == {
        "supervise": "",
        "lead": "",
        "print": "还没有签发的答复",
        "export": "",
    }
    asked = client.post("/many/?where=board&show=late", data)["Location"]
    assert asked == f"/many/supervise/?c={late.pk}"
    assert client.post("/many/?where=board&show=x", data).status_code == 409
    client.force_login(w.office)
    assert client.post("/many/?where=board", {"act": "export", "every": "1"}).status_code == 403
    assert calm.status == Status.IN_PROGRESS


def test_more_than_fit_at_once_are_refused(client):
    client.force_login(world().office)
    picked = [f"{n}.0" for n in range(1, MOST + 2)]
    response = client.post("/many/?where=worklist", {"act": "sign_for", "picked": picked})
    assert (response.status_code, f"一次最多办{MOST}件" in response.content.decode()) == (409, True)


def test_units_that_owe_an_opinion_are_reminded_once_a_day(client):
    w, case = world(), make_case(Status.IN_PROGRESS)
    today, key = timezone.localdate(), uuid.uuid4()
    ask_units(case.current_round, w.handler, units=[w.other_bureau], question="请看。", due_on=today, key=key)
    press(client, w.handler, "remind", Case.objects.get(pk=case.pk))
    again = press(client, w.handler, "remind", Case.objects.get(pk=case.pk))
    assert Reminder.objects.count() == 1
    assert "今天已经催办过" in said(again)[-1]


def test_replies_are_delivered_in_one_form(client):
    w = world()
    cases = [make_case(Status.SEEKING_FEEDBACK) for _ in range(2)]
    asked = press(client, w.handler, "deliver", *cases)
    assert asked["Location"] == f"/many/deliver/?c={cases[0].pk}&c={cases[1].pk}"
    today = timezone.localdate()
    wrong = client.post(asked["Location"], {"way": WAY, "on": today + dt.timedelta(days=1)})
    assert (wrong.status_code, Delivery.objects.count()) == (400, 0)
    client.post(asked["Location"], {"way": WAY, "on": today})
    assert sorted(Delivery.objects.values_list("reply__case", "way", "on")) == sorted(
        (case.pk, WAY, today) for case in cases for _ in range(2)
    )
    assert client.get(asked["Location"]).context["cases"] == []


def test_what_was_refused_is_offered_again_as_it_was_typed(client):
    """A day too early for one of two: that one stays on the page, with the reason; the other is done and not asked
    again."""
    w = world()
    early, late = (make_case(Status.SEEKING_FEEDBACK) for _ in range(2))
    signed = timezone.localdate() - dt.timedelta(days=3)
    Reply.objects.filter(case=early).update(signed_at=timezone.now() - dt.timedelta(days=3))
    asked = press(client, w.handler, "deliver", early, late)["Location"]
    first = client.post(asked, {"way": WAY, "on": signed})
    page, number = html.fromstring(first.content.decode()), late.suggestion.short_number
    assert first.status_code == 409
    assert f"已登记送达1件：{early.suggestion.short_number}。" in first.content.decode()
    [summary] = page.xpath("//*[@class='errors-summary'][@tabindex='-1']")
    assert [one.text for one in summary.iter("a")] == [f"{number}：送达日期不能早于签发日期。"]
    [form] = (one for one in page.forms if one.get("id") == "form")
    assert (form.get("action"), form.fields["way"], form.fields["on"]) == (f"?c={late.pk}", WAY, str(signed))
    assert first.context["cases"] == [late]
    again = client.post(f"/many/deliver/{form.get('action')}", {"way": WAY, "on": timezone.localdate()})
    assert again.status_code == 302
    assert set(Delivery.objects.values_list("reply__case", "on")) == {
        (early.pk, signed),
        (late.pk, timezone.localdate()),
    }


def test_the_same_note_goes_to_each_unit_once(client):
    w = world()
    cases = [make_case(Status.IN_PROGRESS), make_case(Status.RECEIVED)]
    asked = press(client, w.district, "supervise", *cases, where="cases")["Location"]
    form = client.get(asked).context["form"]
    data = {"text": "请说明进度。", "answer_due": f.day(3), "key": form["key"].value()}
    for _ in range(2):
        assert client.post(asked, data).status_code == 302
    assert sorted(Supervision.objects.values_list("case", "text")) == [(case.pk, "请说明进度。") for case in cases]


def test_the_chosen_are_exported_and_it_is_written_down(client):
    w = world()
    cases = [make_case(Status.IN_PROGRESS) for _ in range(2)]
    make_case(Status.IN_PROGRESS)
    response = press(client, w.leader, "export", *cases)
    assert (response.status_code, response["Content-Type"]) == (200, TYPE)
    assert list(Export.objects.values_list("user", "conditions", "rows")) == [(w.leader.pk, "选中的2件", 2)]


def test_the_chosen_are_printed_in_one_job(client):
    w = world()
    signed, unsigned = make_case(Status.SEEKING_FEEDBACK), make_case(Status.IN_PROGRESS)
    response = press(client, w.office, "print", signed, unsigned)
    job = PrintJob.objects.get()
    assert response["Location"] == f"/prints/{job.pk}/"
    assert [item.printed.reply.case for item in job.items.all()] == [signed]


def test_a_row_says_what_it_fits_and_why_it_does_not(client):
    w = world()
    case = make_case(Status.AWAITING_RECEIPT)
    client.force_login(w.office)
    row = client.get("/").context["rows"][0]
    assert row.fits == {
        "assign": "",
        "sign_for": "",
        "reassign": "还没有经办人",
        "deliver": "还没有签发的答复",
        "remind": "没有要催的会办意见、承办材料或者会签",
        "print": "还没有签发的答复",
        "export": "",
    }
    assert f'value="{case.pk}.{case.version}"' in client.get("/").content.decode()


FITTING = {
    Status.AWAITING_RECEIPT: {"assign", "sign_for"},
    Status.RECEIVED: {"assign"},
    Status.IN_PROGRESS: {"reassign"},
    Status.SEEKING_FEEDBACK: {"deliver", "print", "reassign"},
    Status.CLOSED: {"print"},
}


@pytest.mark.parametrize("status", FITTING)
def test_what_fits_a_case_in_each_state(client, status):
    make_case(status)
    client.force_login(world().office)
    row = client.get("/cases/").context["rows"][0]
    assert set(row.fitting.split()) == FITTING[status] | {"export"}


def test_what_the_helping_unit_may_do(client):
    w = world()
    helping = f.hand_over(f.suggestion(), w.bureau, Part.HELP)
    client.force_login(w.office)
    row = client.get("/cases/").context["rows"][0]
    assert (row.case, row.fitting) == (helping, "assign sign_for export")

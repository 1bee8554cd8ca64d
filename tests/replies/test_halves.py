"""Rules of which only the whole was tried: each term of a condition, of a filter, by itself."""

import datetime as dt
import uuid
from io import BytesIO

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from proposals.cases.oversight import supervision
from proposals.models import Membership, Role, Unit
from replies.consultations.actions import ask_units
from replies.drafts.autosave import actions as autosave
from replies.feedback.links import make_link
from replies.feedback.progress import deputy_progress, make_wish, settle_wish
from replies.letter.docx.markup.package import UnreadableDocument
from replies.letter.docx.read import read_document
from replies.models import Autosave, Promise, PromiseStep
from replies.prints.room.jobs import STALE, recover_jobs
from tests import factories as f
from tests.replies.letter.checks.whole.said import marked
from tests.replies.prints.orders import ordered, signed
from tests.test_bad_inputs import rows

pytestmark = pytest.mark.django_db


# ---- print jobs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["RUNNING", "SUCCESSFUL", "FAILED"])
def test_a_job_whose_tasks_are_no_longer_to_be_done_is_put_back(state):
    """Of a worker that died with it, or of tasks that are long over."""
    job = ordered(signed("201"))
    DBTaskResult.objects.filter(args_kwargs__args=[job.pk]).update(status=state, run_after=timezone.now())
    assert (recover_jobs(), recover_jobs()) == (1, 0)
    assert DBTaskResult.objects.filter(status="READY", args_kwargs__args=[job.pk]).count() == 1


@pytest.mark.parametrize(("after", "again"), [(2 * STALE, 0), (60 * STALE, 1)])
def test_a_look_that_comes_only_much_later_is_not_waited_for(after, again):
    job = ordered(signed("201"))
    mine = DBTaskResult.objects.filter(args_kwargs__args=[job.pk])
    mine.exclude(pk=mine.order_by("pk").first().pk).delete()
    with time_machine.travel(timezone.now(), tick=False):
        mine.update(status="READY", run_after=timezone.now() + after)
        assert recover_jobs() == again


# ---- promises ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claimed", [1, 5])
def test_a_page_that_claims_more_steps_than_there_are_leaves_no_gap(go, claimed):
    one = f.promised(("新增助餐点", 10)).current_round.promises.get()
    before = rows()
    data = {"on": f.day(0).isoformat(), "said": "做成了。", "steps": claimed}
    assert go(f.world().handler, "promise_keep", one.pk, data=data).status_code == 409
    assert (rows(), Promise.objects.get().kept_on) == (before, None)
    assert go(f.world().handler, "promise_keep", one.pk, data={**data, "steps": 0}).status_code == 302
    assert PromiseStep.objects.get().number == 1


# ---- windows -------------------------------------------------------------------------------------------------


def test_closing_a_window_says_nothing_of_other_windows_and_people():
    reply, w = f.make_case("in_progress").current_round, f.world()
    other = f.make_case("in_progress").current_round
    for author, tab, where in (
        (w.handler, "a", reply),
        (w.handler, "b", reply),
        (w.second_handler, "a", reply),
        (w.handler, "a", other),
    ):
        Autosave.objects.create(reply=where, author=author, tab=tab * 32, turn=1, base=0, texts=f.TEXTS)
    autosave.leave_window(reply, w.handler, "a" * 32)
    gone = [(row.reply, row.author, row.tab[0]) for row in Autosave.objects.filter(left=True)]
    assert gone == [(reply, w.handler, "a")]
    live = [(row.author, row.tab[0]) for row in autosave.other_writers(reply, "c" * 32)]
    assert sorted(live, key=str) == sorted([(w.handler, "b"), (w.second_handler, "a")], key=str)


# ---- other units ---------------------------------------------------------------------------------------------


def asked(unit):
    case = f.make_case("in_progress")
    terms = {"question": "请提出意见。", "due_on": f.day(9), "key": uuid.uuid4()}
    return ask_units(case.current_round, f.world().handler, units=[unit], **terms)[0]


def nobody_left(unit):
    Membership.objects.filter(unit=unit).update(is_active=False)


def office_left(unit):
    Membership.objects.filter(unit=unit, role=Role.OFFICE).update(is_active=False)


@pytest.mark.parametrize("luck", [nobody_left, office_left])
def test_a_unit_without_an_office_gets_no_case_that_nobody_could_open(luck):
    unit = f.world().other_bureau
    luck(unit)
    assert (asked(unit).helping, unit.cases.count()) == (None, 0)


def test_a_unit_with_an_office_gets_one():
    unit = f.world().other_bureau
    assert asked(unit).helping == unit.cases.get()


# ---- deputies ------------------------------------------------------------------------------------------------


def test_what_one_deputy_asks_and_was_asked_stands_with_that_deputy_alone():
    case, w = f.make_case("seeking_feedback", deputies=3), f.world()
    first, second, third = case.suggestion.proposers
    link = make_link(case.current_round, w.handler, first)
    make_wish(link.invitation, "面谈")
    f.try_to_hear(case, w.handler, second)
    done = make_link(case.current_round, w.handler, third)
    settle_wish(make_wish(done.invitation, "代填"), w.handler, outcome="已经面谈。")
    case.reload()
    told = {one.deputy: one for one in deputy_progress(case.current_round)}
    assert {who: [row.kind for row in one.wishes] for who, one in told.items()} == {
        first: ["面谈"],
        second: [],
        third: [],
    }
    assert {who: len(one.attempts) for who, one in told.items()} == {first: 0, second: 1, third: 0}
    assert {who: one.invitation for who, one in told.items()} == {
        first: link.invitation,
        second: None,
        third: done.invitation,
    }


def test_after_the_window_staff_who_read_and_the_deputy_are_led_to_the_receipt(settings):
    """A person who may not change the answer has the receipt, whatever forbids the change."""
    case, w = f.make_case("seeking_feedback"), f.world()
    first = case.suggestion.proposers[0]
    f.answer(case, w.handler, first)
    link = make_link(case.current_round, w.handler, first)
    at = f"/deputy/{link.invitation.pk}/"
    deputy, desk = Client(), Client()
    desk.force_login(w.handler, "django.contrib.auth.backends.ModelBackend")
    for browser in (deputy, desk):
        browser.get(f"/d/{f.token(link)}")
    assert deputy.get(f"{at}?change").status_code == 200
    assert desk.get(f"{at}?change").headers.get("Location") == f"{at}receipt/"
    with time_machine.travel(timezone.now() + dt.timedelta(days=settings.CORRECTION_DAYS, minutes=1)):
        deputy.get(f"/d/{f.token(link)}")
        assert deputy.get(f"{at}?change").headers.get("Location") == f"{at}receipt/"


def test_a_link_that_is_none_names_the_office_that_is_at_work(client):
    f.world()
    old = f.unit("区政府办公室（旧）", "district_office", phone="021-55550999")
    Unit.objects.filter(pk=old.pk).update(is_active=False)
    Unit.objects.filter(name="上海市宝山区政府办公室").update(phone="021-55550100")
    response = client.get("/d/unknown")
    assert (response.status_code, response.context["office"].phone) == (404, "021-55550100")
    Unit.objects.filter(kind="district_office").update(is_active=False)
    assert client.get("/d/unknown").context["office"] is None


def test_a_unit_that_is_closed_or_has_no_telephone_is_not_named_there(client):
    w = f.world()
    assert [unit for unit, _ in client.get("/d/unknown").context["units"]] == [w.other_bureau, w.bureau]
    Unit.objects.filter(pk=w.bureau.pk).update(is_active=False)
    assert [unit for unit, _ in client.get("/d/unknown").context["units"]] == [w.other_bureau]
    Unit.objects.filter(pk=w.other_bureau.pk).update(phone="")
    assert client.get("/d/unknown").context["units"] == []


def test_the_page_of_the_mark_opens_with_the_mark_that_stands(go):
    """No field of it must be filled in: opened as if it had been sent, it would be empty and without a word."""
    case, w = f.make_case("in_progress"), f.world()
    supervision.mark_led(case, w.district, led_as="领导领办", led_by="王区长", seen=("", ""))
    form = go(w.district, "lead", case.pk).context["form"]
    shown = {name: form[name].value() for name in ("led_as", "led_by", "seen_as", "seen_by")}
    assert (form.is_bound, shown) == (
        False,
        {"led_as": "领导领办", "led_by": "王区长", "seen_as": "领导领办", "seen_by": "王区长"},
    )


# ---- Word, words ---------------------------------------------------------------------------------------------


def without_body() -> bytes:
    """What Word would save, but for its text."""
    made, out = docx.Document(), BytesIO()
    made.element.remove(made.element.body)
    made.save(out)
    return out.getvalue()


NO_BODY = "文件里没有正文。请打开看看，是不是选错了文件。"


def test_a_word_file_without_a_body_says_so():
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(without_body())
    assert str(refusal.value) == NO_BODY


def test_and_so_does_the_page(go):
    case = f.make_case("in_progress")
    file = SimpleUploadedFile("答复.docx", without_body())
    got = go(f.world().handler, "draft_word_in", case.pk, data={"word": file})
    assert (got.status_code, NO_BODY in got.content.decode()) == (400, True)


@pytest.mark.parametrize(
    "date", ["0000年3月5日", "〇〇〇〇年三月五日", "2023年2月29日", "2024年13月1日", "2024年4月31日"]
)
def test_a_date_that_does_not_exist_is_found(date):
    assert [words for words, _ in marked("dates", f"自{date}起办理。")] == [date]


@pytest.mark.parametrize("date", ["2024年2月29日", "二〇二四年二月二十九日", "2024年12月31日", "2月29日"])
def test_a_date_that_does_is_not(date):
    assert marked("dates", f"自{date}起办理。") == []


# ---- what no page serves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_text_that_is_kept_is_looked_at_or_put_aside_and_nothing_else(client, method):
    reply, w = f.make_case("in_progress").current_round, f.world()
    kept = autosave.keep_autosave(reply, w.handler, tab="a" * 32, turn=1, base=0, texts=f.TEXTS)
    client.force_login(w.handler)
    response = getattr(client, method)(f"/cases/{reply.case_id}/draft/kept/{kept.pk}/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert not Autosave.objects.get().aside

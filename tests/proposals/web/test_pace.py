"""Nothing without limit, nothing for nobody: the doors, how many tries each hears, and what is left of a flood."""

import datetime as dt
import io

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image

from config.sessions import SessionStore
from proposals.administration.passwords import give_password
from proposals.cases.attachments import check_files, noting_written, store_attachment, tidy_attachments
from proposals.models import Attachment, BrowserSession, SignIn
from proposals.models.administration.pace import Pace
from proposals.web import pace
from replies.feedback.links import make_link
from replies.feedback.signature import tidy_signatures
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NINE = "2027-03-02T09:00:00+08:00"


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as at:
        yield at


def enter(username, password, address="10.0.0.1", browser=None):
    said = {"username": username, "password": password}
    return (browser or Browser()).post("/sign-in/", said, REMOTE_ADDR=address)


def elsewhere(n):
    return f"10.{n // 250}.{n % 250}.9"


def test_one_account_is_guessed_from_many_addresses_ever_more_slowly(clock):
    f.world()
    free = pace.OF_NAME.free
    answers = [enter("handler", "猜的密码", elsewhere(n)).status_code for n in range(free + 2)]
    assert answers == [200] * (free + 1) + [429]
    said = enter("handler", f.PASSWORD, elsewhere(900))
    assert (said.status_code, "请过1分钟再登录" in said.content.decode()) == (429, True)
    waits = []
    for n in range(5):
        clock.shift(
            Pace.objects.get(subject=pace.subject_of(pace.OF_NAME, "handler")).free_at - dt.datetime.now(dt.UTC)
        )
        assert enter("handler", "猜的密码", elsewhere(100 + n)).status_code == 200
        row = Pace.objects.get(subject=pace.subject_of(pace.OF_NAME, "handler"))
        waits.append(round((row.free_at - dt.datetime.now(dt.UTC)) / pace.MINUTE))
    assert waits == [2, 4, 8, 15, 15]
    assert SignIn.objects.filter(outcome="locked", typed="handler").count() == 2


def test_who_has_signed_in_with_this_browser_is_not_held_up_by_what_others_try_elsewhere(clock):
    w = f.world()
    own = Browser()
    assert enter("handler", f.PASSWORD, browser=own).status_code == 302
    own.post("/sign-out/")
    for n in range(pace.OF_NAME.free + 1):
        enter("handler", "猜的密码", elsewhere(n))
    assert enter("handler", f.PASSWORD, elsewhere(800)).status_code == 429
    assert enter("handler", f.PASSWORD, browser=own).status_code == 302
    own.post("/sign-out/")
    w.handler.set_password("另外的密码-2027x")
    w.handler.save()
    assert enter("handler", "另外的密码-2027x", browser=own).status_code == 429


def test_a_reset_opens_an_account_that_was_guessed_at(clock):
    w = f.world()
    for n in range(pace.OF_NAME.free + 1):
        enter("handler", "猜的密码", elsewhere(n))
    assert enter("handler", give_password(w.handler, w.admin, turn=0).password, elsewhere(700)).status_code == 302


def test_many_accounts_are_guessed_from_one_address_ever_more_slowly_and_an_office_signs_in_all_day(clock):
    f.world()
    for _ in range(2 * pace.OF_ADDRESS.free):
        assert enter("office", f.PASSWORD, "10.9.9.9").status_code == 302
    answers = [enter(f"account{n}", "猜的密码").status_code for n in range(pace.OF_ADDRESS.free + 2)]
    assert answers == [200] * (pace.OF_ADDRESS.free + 1) + [429]
    assert enter("leader", f.PASSWORD).status_code == 429
    assert enter("leader", f.PASSWORD, "10.9.9.9").status_code == 302
    clock.shift(dt.timedelta(minutes=2))
    assert enter("leader", f.PASSWORD).status_code == 302


def test_one_ipv6_network_is_one_address():
    request = Browser(REMOTE_ADDR="2001:db8:1:2:3:4:5:6").get("/verify/").wsgi_request
    assert pace.address_of(request) == "2001:db8:1:2"


def test_fifty_openings_of_one_link_are_free_and_unknown_ones_store_nothing_and_end(clock):
    case = f.make_case("seeking_feedback")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    token, free = f.token(link), pace.UNKNOWN_LINK.free
    assert {Browser().get(f"/d/{token}").status_code for _ in range(50)} == {302}
    sessions = BrowserSession.objects.count()
    answers = [Browser().get(f"/d/{'x' * 40}{n}").status_code for n in range(free + 2)]
    assert answers == [404] * (free + 1) + [429]
    assert (BrowserSession.objects.count(), Pace.objects.count()) == (sessions, 1)
    assert Browser().get(f"/d/{token}").status_code == 302
    assert Browser().get("/r/unknown").status_code == 429
    assert Browser().get("/d/unknown", REMOTE_ADDR="10.7.7.7").status_code == 404


def test_codes_of_paper_are_guessed_so_often_and_a_page_of_nobody_leaves_no_session(clock):
    answers = [Browser().get(f"/v/AAAA-AAAA-{n:04}").status_code for n in range(pace.UNKNOWN_PAPER.free + 2)]
    assert answers == [404] * (pace.UNKNOWN_PAPER.free + 1) + [429]
    for page in ("/verify/", "/mine/enter/", "/revisit/5/?size=big", "/deputy/5/?size=big", "/sign-in/", "/nowhere/"):
        Browser().get(page)
    assert BrowserSession.objects.count() == 0


def test_sessions_that_nobody_keeps_are_begun_so_often(clock):
    measure = pace.Measure("new session", 3, counted_for=pace.HOUR)
    for _ in range(measure.free + 1):
        pace.keep_pace((measure, "127.0.0.1"))
    assert Browser().get("/mine/enter/?size=big").status_code == 429
    typed = Browser().post("/deputy/5/", {"opinion": "写了很久的话。", "remark": "写了很久的话。"})
    assert (typed.status_code, "写了很久的话。" in typed.content.decode()) == (429, True)
    assert BrowserSession.objects.count() == 0


def test_the_code_of_an_empty_installation_is_guessed_so_often(clock):
    answers = [
        Browser().post("/office/setup/first/", {"code": "x"}).status_code for _ in range(pace.FIRST_CODE.free + 2)
    ]
    assert answers == [400] * (pace.FIRST_CODE.free + 1) + [429]


def picture(shade=7):
    drawn = io.BytesIO()
    Image.new("RGB", (shade, 9)).save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name="页.png")


def test_files_come_in_measure_and_what_was_typed_stays(clock):
    w, case = f.world(), f.make_case("in_progress")
    measure = pace.Measure("files of staff", 600)
    Pace.objects.create(
        subject=pace.subject_of(measure, w.handler.pk),
        times=measure.free + 3,
        counted_from=dt.datetime.now(dt.UTC),
        free_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4),
    )
    page = browser_of(w.handler).post(f"/cases/{case.pk}/draft/", {"body": "写了很久的正文。", "file": picture()})
    texts = page.content.decode()
    assert (page.status_code, "请过4分钟再试" in texts, "写了很久的正文。" in texts) == (429, True, True)
    assert browser_of(w.office).post(f"/cases/{case.pk}/draft/", {"file": picture()}).status_code != 429


def stored():
    """Every file in the store."""
    found = []
    for folder in ("attachments", "signatures"):
        if default_storage.exists(folder):
            parts, names = default_storage.listdir(folder)
            found += [f"{folder}/{name}" for name in names]
            for part in parts:
                found += [f"{folder}/{part}/{name}" for name in default_storage.listdir(f"{folder}/{part}")[1]]
    return set(found)


def test_an_upload_that_is_refused_leaves_no_file_and_one_that_is_named_stays(django_capture_on_commit_callbacks):
    case, who = f.make_case("in_progress"), f.world().handler
    before = stored()
    with noting_written():
        taken = check_files([picture(11)], "other")
        row = store_attachment(taken, suggestion=case.suggestion, case=case, kind="other", user=who)
        assert stored() - before == {row.file.name}
        Attachment.objects.filter(pk=row.pk).delete()  # as a rollback does
    assert stored() == before
    with noting_written(), django_capture_on_commit_callbacks(execute=True):
        row = store_attachment(taken, suggestion=case.suggestion, case=case, kind="other", user=who)
        default_storage.delete(row.file.name)  # another request, refused, took it away
    assert stored() - before == {row.file.name}


def test_housekeeping_takes_away_what_is_a_day_old_and_named_by_nothing():
    case, who = f.make_case("in_progress"), f.world().handler
    row = store_attachment(
        check_files([picture(13)], "other"), suggestion=case.suggestion, case=case, kind="other", user=who
    )
    names = ("attachments/zz/left.pdf", "signatures/left.jpg")
    for name in names:
        default_storage.save(name, ContentFile(b"x"))
    assert (tidy_attachments(), tidy_signatures()) == (0, 0)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        assert tidy_attachments() >= 1
        assert tidy_signatures() >= 1
    assert [default_storage.exists(name) for name in (*names, row.file.name)] == [False, False, True]


def test_what_is_over_is_tidied_and_counted(clock):
    session = SessionStore()
    session["x"] = 1
    session.save()
    pace.keep_pace((pace.UNKNOWN_LINK, "10.0.0.1"))
    enter("nobody-at-all", "猜的密码")
    Pace.objects.exclude(subject=pace.subject_of(pace.UNKNOWN_LINK, "10.0.0.1")).delete()
    assert (SessionStore.remove_expired(), pace.tidy_paces(), AccessAttempt.objects.count()) == (0, 0, 1)
    clock.shift(dt.timedelta(days=1, minutes=1))
    assert (SessionStore.remove_expired(), pace.tidy_paces()) == (1, 1)
    assert AccessAttempt.objects.count() == 0


@override_settings(SECRET_KEY="another-key")
def test_the_table_names_neither_accounts_nor_addresses():
    pace.keep_pace((pace.OF_NAME, "handler"), (pace.OF_ADDRESS, "10.0.0.1"))
    rows = repr(list(Pace.objects.values_list()))
    assert ("handler" in rows, "10.0.0.1" in rows) == (False, False)

"""A store that fails: reading goes on, a write is refused as what it is with all that was typed, and goes through
when the store is back. Reading and writing of every page is tried in test_permissions.py and test_bad_inputs.py."""

import datetime as dt
import errno
import logging
import sqlite3
import threading
import time
import uuid
from collections import Counter
from contextlib import closing, suppress

import pytest
from django.db import OperationalError, close_old_connections, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from lxml import html

from config.waits import WaitOnce
from proposals.models import Attachment, BrowserSession, Case, Status
from proposals.web.failures import is_store_failure
from replies.feedback.links import make_link
from replies.models import Contact, Draft, Feedback
from tests import factories as f
from tests.failing_store.store import away, cut_off, full, held, hurried, kept_texts, only_read, standby
from tests.replies.feedback.test_deputy import answer, at, opened
from tests.test_bad_inputs import FORMS, enter, ready, rows

pytestmark = [pytest.mark.database]
WRITTEN = "这一段写了一个上午，请不要弄丢。" * 40
TELLS = "暂时存不了，您填的还没有存进去"


def browser_that_reads_on() -> Client:
    return Client(raise_request_exception=False)


def sent_again(page) -> dict[str, list[str]]:
    """The fields of the button 再交一次."""
    (form,) = html.fromstring(page.content).xpath("//form[@data-again]")
    fields: dict[str, list[str]] = {}
    for one in form.xpath(".//input"):
        fields.setdefault(one.get("name"), []).append(one.get("value"))
    return fields


def draft_form() -> tuple[Client, str, dict[str, object]]:
    client = browser_that_reads_on()
    url, right = ready(client, FORMS["draft"])
    return client, url, {**right, "body": WRITTEN}


@pytest.mark.django_db
def test_what_could_not_be_stored_goes_through_at_the_press_of_its_button():
    client, url, typed = draft_form()
    before = rows()
    with only_read():
        page = client.post(url, typed)
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "20", "no-store")
    assert (TELLS in page.content.decode(), rows() == before) == (True, True)
    assert WRITTEN in kept_texts(page)
    again = sent_again(page)
    assert again.pop("tried") == ["1"]
    assert again == {name: [str(value)] for name, value in typed.items()}
    assert client.post(url, again).status_code == 302
    assert Draft.objects.latest("pk").body == WRITTEN


@pytest.mark.django_db
def test_each_further_try_is_counted():
    client, url, typed = draft_form()
    tried = []
    for sent in (typed, {**typed, "tried": "1"}, {**typed, "tried": "９" * 3}):
        with only_read():
            tried.append(sent_again(client.post(url, sent))["tried"])
    assert tried == [["1"], ["2"], ["1"]]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_refuses_and_keeps():
    client, url, typed = draft_form()
    before = rows()
    with full():
        page = client.post(url, {**typed, "body": WRITTEN * 12})
        reading = [client.get(path).status_code for path in ("/", "/cases/", url)]
    assert (page.status_code, reading, rows() == before) == (503, [200, 200, 200], True)
    assert client.post(url, sent_again(page)).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/", "/cases/", "/sign-in/"])
def test_where_nothing_can_be_read_a_page_says_so(path, caplog):
    client = browser_that_reads_on()
    enter(client, f.world().handler)
    with away(), caplog.at_level(logging.ERROR):
        page = client.get(path)
        asked = client.get(path, headers={"accept": "application/json"})
    assert (page.status_code, "暂时打不开" in page.content.decode()) == (503, True)
    assert (asked.status_code, asked.json()) == (503, {"error": "暂时打不开，过一会儿请再试。"})
    assert all(one.exc_info is None for one in caplog.records)
    assert client.get(path).status_code in (200, 302)


@pytest.mark.django_db(transaction=True)
def test_where_nothing_answers_what_was_written_is_on_the_page_all_the_same():
    client, url, typed = draft_form()
    with away():
        page = client.post(url, typed)
        script = client.post(url, typed, headers={"accept": "application/json"})
    assert (page.status_code, kept_texts(page).count(WRITTEN)) == (503, 1)
    assert script.json() == {"error": "暂时存不了，您填的还没有存进去，过一会儿请再交一次。"}
    assert client.post(url, sent_again(page)).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [held, lambda case: standby()], ids=["somebody holds the case", "a standby"])
def test_what_waits_too_long_or_meets_a_standby_goes_through_afterwards(fails):
    client, url, typed = draft_form()
    case, before = Case.objects.get(), rows()
    with fails(case):
        page = client.post(url, typed)
        reading = [client.get(path).status_code for path in ("/", "/cases/", url)]
    assert (page.status_code, kept_texts(page).count(WRITTEN), reading) == (503, 1, [200, 200, 200])
    assert rows() == before
    assert client.post(url, sent_again(page)).status_code == 302
    assert Draft.objects.latest("pk").body == WRITTEN


@pytest.mark.django_db(transaction=True)
def test_a_restart_while_people_write_loses_nothing_and_stores_nothing_twice():
    """Each presses until it is stored. A real server that is restarted, with more of them: bench/prove/stores.py."""
    over, answers, stored = threading.Event(), Counter(), []

    def write(client, url, right):
        number = 0
        while not over.is_set():
            number += 1
            said = {**right, "summary": f"第{number}次联系{url}", "key": str(uuid.uuid4())}
            while (page := client.post(url, said)).status_code == 503:
                answers[said["summary"] in page.content.decode()] += 1
                close_old_connections()  # as a server does after each answer, and the tests' client does not
                time.sleep(0.05)
            answers[page.status_code] += 1
            stored.append(said["summary"])
        connections.close_all()

    clients = [browser_that_reads_on() for _ in range(3)]
    writers = [
        threading.Thread(target=write, args=(client, *ready(client, FORMS["contact"])), daemon=True)
        for client in clients
    ]
    with hurried():
        for one in writers:
            one.start()
        for _ in range(2):
            time.sleep(0.5)
            cut_off(0.5)
        time.sleep(0.3)
        over.set()
        for one in writers:
            one.join(60)
    assert set(answers) == {True, 302}
    assert sorted(Contact.objects.filter(summary__startswith="第").values_list("summary", flat=True)) == sorted(
        stored
    )


@pytest.mark.django_db(transaction=True)
def test_a_deputy_s_answer_goes_through_when_the_store_is_back(client):
    client.raise_request_exception = False
    case = f.make_case(Status.SEEKING_FEEDBACK)
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    opened(client, link)
    said = answer(comment="希望写明完成时间。")
    with only_read():
        reading = client.get(at(link))
    with only_read():
        refused = client.post(at(link, "check/"), said)
    text = refused.content.decode()
    assert (refused.status_code, reading.status_code) == (503, 200)
    assert ("您填的暂时没有交上" in text, "js/again" in text, "建议办理台" in text) == (True, True, False)
    assert (said["comment"] in text, Feedback.objects.filter(deputy=link.invitation.deputy).count()) == (True, 0)
    assert client.post(at(link, "check/"), sent_again(refused))["Location"] == at(link, "receipt/")
    assert Feedback.objects.get(deputy=link.invitation.deputy).comment == said["comment"]


@pytest.mark.django_db
def test_a_password_is_not_given_back():
    client = browser_that_reads_on()
    f.world()
    with only_read():
        page = client.post("/sign-in/", {"username": "handler", "password": f.PASSWORD})
    text = page.content.decode()
    assert (page.status_code, f.PASSWORD in text, "data-again" in text) == (503, False, False)


@pytest.mark.django_db
def test_a_file_has_to_be_chosen_again():
    client = browser_that_reads_on()
    url, right = ready(client, FORMS["paper"])
    before = rows()
    with only_read():
        page = client.post(url, right)
    text = page.content.decode()
    assert (page.status_code, "data-again" in text, "选过的文件要重新选" in text, rows()) == (
        503,
        False,
        True,
        before,
    )


@pytest.mark.django_db(transaction=True)
def test_files_that_are_away_refuse_a_file_and_nothing_else(settings):
    client = browser_that_reads_on()
    url, right = ready(client, FORMS["paper"])
    before, root = rows(), settings.MEDIA_ROOT
    settings.MEDIA_ROOT = "/dev/null/away"
    page = client.post(url, right)
    reading = [client.get(path).status_code for path in ("/", "/cases/")]
    settings.MEDIA_ROOT = root
    assert (page.status_code, rows() == before, reading) == (503, True, [200, 200])
    assert Attachment.objects.count() == dict(before)["proposals_attachment"]


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EROFS, "read-only"), True),
        (FileNotFoundError(errno.ENOENT, "one file"), False),
        (ValueError("ours"), False),
        (None, False),
    ],
)
def test_what_is_a_store_s_fault_and_what_is_ours(error, is_one):
    assert is_store_failure(error) is is_one


@pytest.mark.django_db
def test_a_wrong_statement_is_our_fault():
    with pytest.raises(Exception) as raised, connection.cursor() as cursor:  # noqa: PT011 - each database has its own
        cursor.execute("SELECT nothing FROM proposals_case")
    assert is_store_failure(raised.value) is False


@pytest.mark.django_db
def test_the_desk_s_address_of_a_case_is_the_desk_s():
    case, client = f.make_case(), browser_that_reads_on()
    enter(client, f.world().office)
    with only_read():
        page = client.post(reverse("do", args=[case.pk, "sign_for"]), {"seen": case.version})
    assert (page.status_code, "建议办理台" in page.content.decode()) == (503, True)


@pytest.mark.django_db(transaction=True)
def test_who_reads_waits_a_moment_and_who_writes_once(monkeypatch):
    """SQLite: another writer, and another who holds the file for himself."""
    if connection.vendor != "sqlite":
        return  # there it is DB_LOCK_SECONDS
    monkeypatch.setattr("config.waits.READING", 0.2)
    client, url, typed = draft_form()
    client.get(READ[0])
    BrowserSession.objects.update(expire_date=timezone.now() + dt.timedelta(minutes=5))  # to be renewed

    def timed(ask) -> tuple[int, float]:
        begun = time.monotonic()
        return ask().status_code, time.monotonic() - begun

    with hurried(FOUR):  # so long that no busy machine is slower
        for how, shown in (("IMMEDIATE", 200), ("EXCLUSIVE", 503)):
            connection.close()
            with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
                other.execute(f"BEGIN {how}")
                read, alive, ready_at = [
                    timed(lambda path=path: (client if path == READ[0] else Client()).get(path)) for path in READ
                ]
                twice = timed(lambda: WaitOnce(write_twice)(RequestFactory().post("/")))
                wrote, said = timed(lambda: client.post(url, typed)), Client().get("/readyz").json()
            assert (read[0], alive[0], wrote[0], said.get("busy", False)) == (shown, 200, 503, shown == 503), how
            assert max(read[1], alive[1], ready_at[1]) < FOUR, how
            assert (FOUR <= wrote[1] < 2 * FOUR, FOUR <= twice[1] < 2 * FOUR) == (True, True), how
        assert client.post(url, typed).status_code == 302


def write_twice(request) -> HttpResponse:
    for _ in range(2):
        with suppress(OperationalError), transaction.atomic():
            pass
    return HttpResponse()


FOUR = 4  # seconds
READ = ("/notices/", "/healthz", "/readyz")

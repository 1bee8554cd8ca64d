"""Whether the server is well: what a load balancer asks, and what the administrator and the auditor read."""

import datetime as dt

import pytest
from django.core.files.storage import Storage
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from proposals.watch.warnings import watch_server
from tests import factories as f
from tests.failing_store.store import away, only_read
from tests.proposals.administration.offices import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
READY = {"database", "migrations", "storage", "space", "worker"}


@pytest.fixture
def room(monkeypatch):
    """The disk of the tests is as full as it is; here it has room."""
    monkeypatch.setattr("proposals.watch.limits.NO_ROOM", 0.0)
    monkeypatch.setattr("proposals.watch.limits.LITTLE_ROOM", 0.0)


def ready(client) -> tuple[int, dict[str, bool]]:
    page = client.get("/readyz")
    return page.status_code, page.json()


def wait_for_worker(minutes: int, due: int | None = None) -> None:
    """A task was asked for so many minutes ago, for at once, or to be done when so many minutes were left to now."""
    task = watch_server if due is None else watch_server.using(run_after=timezone.now() - dt.timedelta(minutes=due))
    made = task.enqueue()
    DBTaskResult.objects.filter(pk=made.id).update(enqueued_at=timezone.now() - dt.timedelta(minutes=minutes))


def test_all_is_there(client, room):
    assert ready(client) == (200, {"ready": True} | dict.fromkeys(READY, True))
    assert (client.get("/healthz").content, client.post("/healthz").status_code) == (b"ok", 405)


@pytest.mark.parametrize("face", ["desk", "outside", "all"])
def test_each_face_is_asked_and_sets_no_cookie(client, settings, room, face):
    settings.FACE, settings.ROOT_URLCONF = face, settings.FACES[face]
    for path in ("/healthz", "/readyz"):
        page = client.get(path)
        assert (page.status_code, dict(page.cookies)) == (200, {})


def test_what_only_reads_is_not_ready(client, room):
    with only_read():
        found = ready(client)
    assert found == (503, {"ready": False} | dict.fromkeys(READY, True) | {"database": False})


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_process_lives_and_is_not_ready(room):
    client = Client(raise_request_exception=False)
    with away():
        alive, found = client.get("/healthz"), ready(client)
    assert (alive.status_code, found[0]) == (200, 503)
    assert {name for name, well in found[1].items() if not well} == {"ready", "database", "migrations", "worker"}


def test_files_that_are_away(client, settings, room):
    settings.MEDIA_ROOT = "/dev/null/away"
    assert ready(client)[1] == {"ready": False} | dict.fromkeys(READY, True) | {"storage": False}


def test_a_store_elsewhere_that_fails_in_its_own_way_is_said(client, settings, room):
    elsewhere = {"BACKEND": "tests.proposals.watch.test_state.Elsewhere"}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    assert ready(client)[1] == {"ready": False} | dict.fromkeys(READY, True) | {"storage": False}


class Elsewhere(Storage):
    """A store of objects: it has a location and no folder, and errors of its own."""

    location = "files"

    def exists(self, name):
        raise RuntimeError("no such bucket")


@pytest.mark.parametrize(
    ("minutes", "due", "well"),
    [(4, None, True), (6, None, False), (60, 4, True), (60, 6, False), (60, -6, True), (4, 6, True)],
)
def test_what_waits_too_long_for_the_worker(client, room, minutes, due, well):
    """Whatever was put off (due at an hour) or not (at once); what was asked for long ago hides nothing."""
    wait_for_worker(120, due=1)
    wait_for_worker(minutes, due)
    assert ready(client)[1]["worker"] is well


def test_a_full_disk_is_told_before_it_is_late(client, monkeypatch):
    monkeypatch.setattr("proposals.watch.limits.NO_ROOM", 0.0)
    monkeypatch.setattr("proposals.watch.limits.LITTLE_ROOM", 1.1)
    client.force_login(f.world().admin)
    assert (ready(client)[0], "请尽快腾出空间" in text_of(client.get("/office/state/"))) == (200, True)
    monkeypatch.setattr("proposals.watch.limits.NO_ROOM", 1.1)
    assert ready(client)[1]["space"] is False


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_the_page_says_what_has_to_be_seen_to(client, room, who):
    client.force_login(getattr(f.world(), who))
    wait_for_worker(60)
    page = client.get("/office/state/")
    said = text_of(page)
    assert [one.name for one in page.context["wanting"]] == [
        "worker",
        "housekeeping",
        "backup",
        "drill",
        "proof",
        "heads",
    ]
    assert ("有6件要看" in said, "db_worker可能没有运行" in said.replace(" ", ""), "还没有备份过" in said) == (
        True,
    ) * 3
    assert ("看登录记录" in said) is (who == "auditor")


def test_the_page_asks_as_often_for_many_tasks_as_for_one(client, room, django_assert_max_num_queries):
    client.force_login(f.world().admin)
    wait_for_worker(1)
    client.get("/office/state/")
    with django_assert_max_num_queries(80) as first:
        client.get("/office/state/")
    for _ in range(5):
        wait_for_worker(1)
    with django_assert_max_num_queries(len(first)):
        client.get("/office/state/")

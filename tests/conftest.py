"""Fixtures for every test; the objects tests make come from tests/factories.py."""

import gc
import itertools
import os
import shutil
import signal
import tempfile
from functools import partial

import pytest
from django.core.management import call_command
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

from tests import inflight, kept
from tests.browsers import Browser
from tests.ground import run, workers
from tests.measuring import cpu, statements

# The one without windows first: it draws the same pages with two thirds of the work.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Chromium asks its maker's servers for nothing while it tests.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A page that takes a while on a busy machine is not a page that fails.
expect.set_options(timeout=20_000)

# Two cores shared with others tell nothing by the clock; CI tries the same cases every time.
hypothesis_settings.register_profile("banli", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("banli")


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")


def pytest_addoption(parser):
    number = parser.getgroup("banli")._addoption  # pytest keeps small letters to itself
    number("-n", dest="workers", type=int, default=0, help="how many processes run the tests")
    parser.addoption(
        "--other-database",
        action="store_true",
        help="the suite has run on one database and runs on another: only the tests that ask it something",
    )
    parser.addoption("--statements", action="store_true", help="note what the tests ask the database")
    parser.addoption("--cpu", action="store_true", help="tell the processor seconds, and the dearest tests")


def pytest_addhooks(pluginmanager):
    pluginmanager.add_hookspecs(workers.Hooks)


def pytest_configure(config):
    if count := config.getoption("workers"):
        begin_run(config)
        config.pluginmanager.register(workers.Workers(config, count))
    if config.getoption("--cpu"):
        config.pluginmanager.register(cpu.Meter(config))
    if config.getoption("--statements"):
        config.pluginmanager.register(statements.Notes(config))


def begin_run(config):
    """The workers that are started after this find the folder of their run (tests/ground)."""
    folder = tempfile.mkdtemp(prefix="banli-run-")
    config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    os.environ[run.VARIABLE] = folder


def pytest_worker_begins(name):
    run.move_in(name)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """One test first that makes a worker make the database; while it does, those that need none. Tests whose writes
    are committed come last, whatever pytest grouped by browser, the long ones among them early and apart: no worker
    is to be alone with one at the end."""
    items.sort(key=lambda item: (is_transactional(item), meets_database(item), not is_long(item)))
    long = [item for item in items if is_long(item)]
    committed = sum(map(is_transactional, items))
    for place, item in enumerate(long):
        items.remove(item)
        items.insert(len(items) + 1 - committed + place * (committed // 4), item)
    items.sort(key=lambda item: item is not next(filter(meets_database, items), None))
    if config.getoption("--other-database"):
        asked = config.cache.get(statements.KEY, {})
        using = {item.nodeid: item for item in items if uses_database(item)}
        always = {name for name, item in using.items() if is_transactional(item) or asks_by_values(item)}
        chosen = always | statements.choose(asked, always, using.keys() - always)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
        items[:] = [item for item in items if item.nodeid in chosen]


def pytest_sessionstart():
    gc.disable()  # until everything is collected: none of it is to be thrown away


def pytest_collection_finish():
    """What is there before the first test stays to the end: the collector need not look at it again and again. Nor
    need it look every few hundred objects, as it would: a sixth of the time of a test that prints went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


def uses_database(item):
    """Whether what the test looks at may differ from one database to the other: it meets the database, itself or
    through a process that it starts (pytest.mark.database), and not only for what is the same on every database
    (pytest.mark.once). What a browser does is the same, but for two that write at once (pytest.mark.database)."""
    if item.get_closest_marker("once"):
        return False
    if item.get_closest_marker("database"):
        return True
    return item.get_closest_marker("browser") is None and meets_database(item)


def meets_database(item):
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db", "live_server"} & set(item.fixturenames)
    )


def asks_by_values(item):
    """Whether it is the values that one database takes and another does not (pytest.mark.database)."""
    return item.get_closest_marker("database") is not None


def pytest_make_parametrize_id(val):
    """Bytes made by a test may hold the time: as names they would differ from one worker to the other."""
    return "bytes" if isinstance(val, bytes) else None


# ---- database --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker, django_db_keepdb):
    """The database that another worker has made is taken as it is."""
    from tests.ground import template

    with django_db_blocker.unblock():
        return template.take() or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The calendar of working days is part of every database, and the usual case of every state is made once. What
    tests commit is put back, where Django would empty the tables (tests/ground)."""
    from django.test import TransactionTestCase

    from tests import factories, kept
    from tests.ground import put_back, template, texts

    texts.share_texts()
    with django_db_blocker.unblock():
        if not kept.known()[0]:
            call_command("load_calendar", verbosity=0)
            factories.keep_usual_cases()
        template.leave()
        put_back.remember()
    TransactionTestCase._fixture_teardown = put_back.put_back


def is_long(item):
    return item.get_closest_marker("long") is not None


def is_transactional(item):
    mark = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(item.fixturenames) or (mark and mark.kwargs.get("transaction"))
    )


@pytest.fixture(autouse=True)
def _settled(request):
    """What a browser has asked last is answered before the database is put back: this fixture asks for
    `transactional_db` itself, so it is finished first."""
    if is_transactional(request.node):
        request.getfixturevalue("transactional_db")
    yield
    if is_transactional(request.node):
        inflight.settle()


@pytest.fixture
def at_once():
    """Ends a test that hangs: what takes a blink is given half a minute of the processor."""

    def give_up(*_):
        pytest.fail("This takes too long by far.")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, 30)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.fixture(autouse=True)
def _usual_cases(request):
    """A test that begins with the usual case is given it (tests/kept.py)."""
    if request.node.get_closest_marker("django_db") is None or is_transactional(request.node):
        yield
        return
    request.getfixturevalue("db")
    with kept.offered():
        yield


@pytest.fixture(autouse=True)
def _numbers_from_one():
    """What one test deals does not depend on which tests ran before it."""
    from tests import factories

    factories.numbers = itertools.count(1)


@pytest.fixture
def client():
    return Browser()


@pytest.fixture(autouse=True)
def _no_rule_breaks():
    """A rule of the checker that breaks leaves the page as it is, but for a hint: in a test it is a failure."""
    from replies.letter import checks

    broken = checks._told
    yield
    assert not broken


# ---- browser ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("没有找到 Chromium，请先运行 bin/setup test。")
    return {**browser_type_launch_args, "executable_path": path, "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """A desk screen (1280 × 720); `page.goto("/path")` reaches the live server."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def phone(new_context):
    """A page on a deputy's phone."""
    return new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()


@pytest.fixture
def sign_in(client, live_server):
    """`sign_in(page, user)`: the page's browser is signed in, without the form."""

    def enter(page, user):
        client.force_login(user)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )

    return enter

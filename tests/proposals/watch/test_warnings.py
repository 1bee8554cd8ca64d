"""A notice before it is late: once a matter, again when it gets worse or after a week, once when it is well again;
from housekeeping, and from the worker when housekeeping is what is late."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from proposals.models import Notice, ProofRun, Role, WatchedMatter
from proposals.models.journal.backup import BackupRun
from proposals.watch import limits
from proposals.watch.looks import looks_of_trust
from proposals.watch.pulses import HOUSEKEEPING, note_pulse
from proposals.watch.warnings import plan_watch, tell_administrators, watch_server
from tests import factories as f
from tests.replies.prints.orders import work

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NINE = dt.datetime(2027, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(limits, "NO_ROOM", 0.0)
    monkeypatch.setattr(limits, "LITTLE_ROOM", 0.0)
    with time_machine.travel(NINE, tick=False) as at:
        yield at


def ran(kind, failure=""):
    now = timezone.now()
    BackupRun.objects.create(kind=kind, begun_at=now, at=now, place="甲", size=1, sha256="a" * 64, failure=failure)


def said_of(title, who="admin"):
    rows = Notice.objects.filter(recipient=getattr(f.world(), who), kind="state", sentence__startswith=title)
    return list(rows.order_by("pk").values_list("sentence", flat=True))


def test_a_matter_is_told_once_again_when_worse_or_after_a_week_and_when_it_is_well(clock, settings):
    w = f.world()
    ran("backup")
    assert (tell_administrators() > 0, said_of("备份")) == (True, [])
    told = []
    for hours in (26, 1, 1, 24, 100, 67, 2):  # one night missed, two nights missed, a week after that
        clock.shift(hours * HOUR)
        tell_administrators()
        told.append(len(said_of("备份")))
    assert told == [0, 1, 1, 2, 2, 2, 3]
    assert said_of("备份")[0] == "备份请留意：上次备份是2027年3月2日09:00，该有的一次没有来。"
    assert said_of("备份")[1:] == ["备份有问题：上次备份是2027年3月2日09:00，太久了。"] * 2
    ran("backup")
    for minutes in (0, 20, 20, 20):  # well for half an hour is well
        clock.shift(dt.timedelta(minutes=minutes))
        tell_administrators()
    assert said_of("备份")[3:] == ["备份又正常了：上次备份是2027年3月11日14:00。"]
    row = WatchedMatter.objects.get(name="backup")
    assert (row.level, row.told_at, row.well_since) == ("", None, None)
    assert {one.recipient for one in Notice.objects.filter(kind="state")} == {w.admin, w.auditor}
    assert Notice.objects.filter(kind="state").first().get_absolute_url() == "/office/state/"


def test_what_wavers_is_not_told_anew_each_time(clock, monkeypatch):
    f.world()
    for room in (1.1, 0.0) * 4:
        monkeypatch.setattr(limits, "LITTLE_ROOM", room)
        clock.shift(dt.timedelta(minutes=15))
        tell_administrators()
    assert len(said_of("磁盘空间")) == 1


def test_only_who_looks_after_the_whole_installation_is_told(clock):
    w = f.world()
    f.person("own_admin", "局管理员", (w.bureau, Role.ADMIN), unit=w.bureau)
    tell_administrators()
    assert {one.recipient for one in Notice.objects.filter(kind="state")} == {w.admin, w.auditor}


def test_housekeeping_says_that_it_ran_and_mails_what_it_has_to_tell(clock, settings):
    w = f.world()
    w.admin.email = "zhongkai@example.gov.cn"
    w.admin.save()
    call_command("housekeeping", verbosity=0)
    call_command("housekeeping", verbosity=0)
    assert (said_of("定时事务"), said_of("备份")) == ([], ["备份请留意：还没有备份过。"])
    (letter,) = [one for one in mail.outbox if one.to == [w.admin.email]]
    assert "备份请留意：还没有备份过。\n" in letter.body
    assert "/office/state/" in letter.body


def test_the_worker_tells_that_housekeeping_does_not_run(clock):
    f.world()
    note_pulse(HOUSEKEEPING)
    plan_watch()
    plan_watch()
    waits = DBTaskResult.objects.filter(task_path=watch_server.module_path)
    assert waits.count() == 1
    told = []
    for _ in range(5):
        work()
        told.append(len(said_of("定时事务")))
        clock.shift(limits.EACH + dt.timedelta(seconds=1))
    assert told == [0, 0, 1, 1, 2]
    assert said_of("定时事务")[0].startswith("定时事务请留意：上次运行是2027年3月2日09:00，")
    assert said_of("定时事务")[1].startswith("定时事务有问题：上次运行是2027年3月2日09:00，太久了")
    clock.shift(30 * HOUR)
    work()
    assert waits.count() == 2  # the next, and the one that was done just now


@pytest.mark.parametrize("name", ["housekeeping", "backup", "drill", "proof"])
def test_each_age_has_two_limits(clock, name):
    note_pulse(HOUSEKEEPING)
    ran("backup")
    ran("drill")
    ProofRun.objects.create(begun_at=timezone.now(), at=timezone.now(), is_fast=True)
    ages = getattr(limits, name.upper())
    second, found = dt.timedelta(seconds=1), []
    for age in (ages.soon, ages.soon + second, ages.late, ages.late + second):
        clock.move_to(NINE + age)
        found.append(next(str(one.level) for one in looks_of_trust() if one.name == name))
    assert found == ["well", "soon", "soon", "failing"]

"""The tables of 清除 and 归档: a row of each as the program writes it, what breaks its constraints, who may."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from django.utils import timezone

from proposals.archive import actions as years
from proposals.erasures import actions
from proposals.erasures.places import find_places
from proposals.journal.enter import enter_waiting
from proposals.models import ArchivedYear, BackupRun, DestroyedBackup, ErasePermit, Erasure, Tombstone
from tests import factories as f
from tests.rules.kinds import Doing, Lock

ASKERS, AUDITOR, READERS = ("district",), ("auditor",), ("district", "admin", "auditor")
WORD = "哨所七二一"


def erasure() -> Erasure:
    """One that waits: a word in a suggestion of its own."""
    case = f.make_case("received")
    type(case.suggestion).objects.filter(pk=case.suggestion_id).update(text=f"在{WORD}旁边")
    places = [one for one in find_places(case.suggestion, [WORD]) if one.own]
    said: dict[str, Any] = {"law": "secret", "reason": "误录", "key": uuid.uuid4(), "whole": False}
    made = actions.ask_erasure(case.suggestion, f.world().district, places, **said)
    enter_waiting()
    return made


def tombstone() -> Tombstone:
    """Of a table that says nothing."""
    facts: dict[str, Any] = {"table": "proposals_note", "row": "1", "before": "0" * 64, "at": timezone.now()}
    return Tombstone.objects.create(erasure=erasure(), **facts)


def permit() -> ErasePermit:
    stone = tombstone()
    return ErasePermit.objects.create(tombstone=stone, table=stone.table, row="1", column="text", value="▇")


def run() -> BackupRun:
    facts: dict[str, Any] = {"kind": "backup", "begun_at": timezone.now(), "at": timezone.now(), "size": 9}
    return BackupRun.objects.create(place=f"/nowhere/{uuid.uuid4()}", sha256="0" * 64, **facts)


def destroyed() -> DestroyedBackup:
    return DestroyedBackup.objects.create(erasure=erasure(), backup=run(), how="删除", by=f.world().admin)


DECIDED: dict[str, Any] = {"decision": "confirmed", "decided_at": lambda row: timezone.now()}
ERASURE_BREAKS: dict[str, tuple[Any, ...]] = {
    "erasure_law_known": (erasure, False, {"law": "odd"}, {"reason": ""}),
    "erasure_decided_whole": (
        erasure,
        False,
        {"decision": "refused"},
        {"decided_by": lambda row: f.world().auditor},
        {"decided_at": lambda row: timezone.now()},
        {**DECIDED, "decision": "odd", "decided_by": lambda row: f.world().auditor},
    ),
    "erasure_takes_two": (erasure, False, {**DECIDED, "decided_by": lambda row: row.asked_by}),
    "tombstone_part_once": (tombstone, True, {"length": 9}),
    "tombstone_says_what": (
        tombstone,
        True,
        {"part": "x", "table": ""},
        {"part": "x", "row": ""},
        {"part": "x", "before": ""},
        {"part": "x", "after": "0" * 64},
    ),
    "erase_permit_names_place": (permit, True, {"table": ""}, {"column": ""}),
    "destroyed_backup_once": (destroyed, True, {"how": "烧了"}),
    "destroyed_backup_says_how": (destroyed, True, {"backup": lambda row: run(), "how": ""}),
}


def asked() -> Doing:
    case = f.make_case("received")
    type(case.suggestion).objects.filter(pk=case.suggestion_id).update(text=f"在{WORD}旁边")
    places = [one for one in find_places(case.suggestion, [WORD]) if one.own]
    said: dict[str, Any] = {"law": "secret", "reason": "误录", "key": uuid.uuid4(), "whole": False}
    return lambda who: actions.ask_erasure(case.suggestion, who, places, **said)


def confirmed() -> Doing:
    row = erasure()
    return lambda who: actions.confirm_erasure(row, who)


def not_agreed() -> Doing:
    row = erasure()
    Erasure.objects.filter(pk=row.pk).update(asked_by=f.world().nobody)
    row.refresh_from_db()
    return lambda who: actions.refuse_erasure(row, who)


def ticked() -> Doing:
    row, backup = erasure(), run()
    assert not Path(backup.place).exists()
    return lambda who: actions.tick_backup(row, backup, who, how="删除")


def archived() -> Doing:
    case = f.make_case("closed")
    year = 2000 + ArchivedYear.objects.count()
    row = {"handed_on": dt.date(year, 3, 4), "statutory_due": dt.date(year, 6, 4)}
    type(case).objects.filter(pk=case.pk).update(**row)
    return lambda who: years.archive_year(year, who, reason="全部办结")


def opened_again() -> Doing:
    year = 1990 + ArchivedYear.objects.count()
    ArchivedYear.objects.create(year=year, reason="全部办结", by=f.world().district)
    return lambda who: years.reopen_year(year, who, reason="更正一处")


ERASING = {
    years.must_archive: Lock(ASKERS, lambda: years.must_archive),
    years.archive_year: Lock(ASKERS, archived),
    years.reopen_year: Lock(ASKERS, opened_again),
    actions.must_read_erasures: Lock(READERS, lambda: actions.must_read_erasures),
    actions.must_tick_backups: Lock(("auditor", "admin"), lambda: actions.must_tick_backups),
    actions.ask_erasure: Lock(ASKERS, asked),
    actions.confirm_erasure: Lock(AUDITOR, confirmed),
    actions.refuse_erasure: Lock(("auditor", "nobody"), not_agreed),
    actions.tick_backup: Lock(("auditor", "admin"), ticked),
}

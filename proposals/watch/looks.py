"""What is looked at: the database, its tables, the files, room on the disk, the worker; housekeeping, backups, the
proof of the record, heads outside."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Case, Count, DateTimeField, F, Min, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from proposals.backups.state import LastRun, last_backup, last_drill
from proposals.formats.chinese import cn_date
from proposals.heads.addresses import states_of_addresses
from proposals.heads.keys import load_head_key
from proposals.models.journal.entry import JournalHead, JournalMark
from proposals.models.journal.head import SignedHead
from proposals.models.journal.proof_run import ProofRun
from proposals.watch import limits
from proposals.watch.limits import Ages
from proposals.watch.pulses import HOUSEKEEPING, last_pulse
from proposals.web.failures import is_busy


class Level(StrEnum):
    """How it is: well, to be seen to soon, failing."""

    WELL, SOON, FAILING = "well", "soon", "failing"


@dataclass(frozen=True)
class Look:
    """One thing that was looked at: its name for machines and for people, how it is, in a sentence."""

    name: str
    title: str
    level: Level
    said: str
    busy: bool = False  # it could not be looked at: another holds the database

    @property
    def word(self) -> str:
        """How it is, in a word."""
        return {Level.WELL: "正常", Level.SOON: "请留意"}.get(self.level, "有问题")


Found = tuple[Level, str]


def _look_at_database() -> Found:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_read_only")
            takes = cursor.fetchone()[0] == "off"
        else:
            cursor.execute("PRAGMA query_only")
            path = Path(connection.settings_dict["NAME"])
            takes = cursor.fetchone()[0] == 0 and (not path.exists() or os.access(path, os.W_OK))
    return (Level.WELL, "能读能写") if takes else (Level.FAILING, "只能读，不能写")


def _look_at_tables() -> Found:
    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if left:
        return Level.FAILING, f"程序升级了，数据库还差{len(left)}步没有升级：运行 manage.py migrate"
    return Level.WELL, "和程序的版本一致"


def _look_at_files() -> Found:
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.path(""))
        if not folder.exists():
            folder = folder.parent
        takes = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
        return (Level.WELL, "能存能取") if takes else (Level.FAILING, "文件夹不在，或者不能写")
    default_storage.exists("readyz")
    return Level.WELL, "能连上"


def _look_at_room() -> Found:
    found = shutil.disk_usage(settings.DATA_DIR)
    left = found.free / found.total
    said = f"还有{found.free / limits.GIGABYTE:.1f} GB，占{left:.0%}"
    if left < limits.NO_ROOM:
        return Level.FAILING, f"{said}，马上就存不下了"
    return (Level.SOON, f"{said}，请尽快腾出空间") if left < limits.LITTLE_ROOM else (Level.WELL, said)


def _look_at_worker() -> Found:
    """What is due and not begun, of whatever kind: nothing else shows that a worker runs."""
    at_once = When(run_after=get_date_max(), then=F("enqueued_at"))  # what is put off until no hour
    due = Case(at_once, default=Greatest("enqueued_at", "run_after"), output_field=DateTimeField())
    waiting = DBTaskResult.objects.ready().aggregate(count=Count("pk"), since=Min(due))
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=timezone.now() - dt.timedelta(days=1)).count()
    count, since = waiting["count"], waiting["since"]
    if since and timezone.now() - since > limits.WAITS_AT_MOST:
        return Level.FAILING, f"{count}件在等，最早的从{_clock(since)}等到现在：db_worker 可能没有运行"
    if failed:
        return Level.SOON, f"最近一天有{failed}件没有做成"
    return Level.WELL, f"{count}件在等" if count else "没有积压"


def _look_at_housekeeping() -> Found:
    at = last_pulse(HOUSEKEEPING)
    if at is None:
        return Level.SOON, "还没有运行过：提醒、总账、末笔都靠它（housekeeping，每一刻钟一次）"
    return _of_age(at, limits.HOUSEKEEPING, "上次运行是")


def _look_at_backup() -> Found:
    return _of_run(last_backup(), limits.BACKUP, "还没有备份过", "上次备份是")


def _look_at_drill() -> Found:
    return _of_run(last_drill(), limits.DRILL, "还没有试着恢复过", "上次恢复出来核对无误是")


def _of_run(run: LastRun, ages: Ages, never: str, last: str) -> Found:
    if run.good is None:
        return Level.SOON, never if run.failed is None else f"{never}，最近一次没有做成：{run.failed.failure}"
    if run.failed:
        return Level.FAILING, f"{last}{_clock(run.good.at)}，后来一次没有做成：{run.failed.failure}"
    return _of_age(run.good.at, ages, last)


def _of_age(at: dt.datetime, ages: Ages, last: str) -> Found:
    """What comes by itself and came last then: one was missed, or two."""
    age, said = timezone.now() - at, f"{last}{_clock(at)}"
    if age > ages.late:
        return Level.FAILING, f"{said}，太久了"
    return (Level.SOON, f"{said}，该有的一次没有来") if age > ages.soon else (Level.WELL, said)


def _look_at_heads() -> Found:
    states = states_of_addresses()
    if not states:
        return Level.SOON, "没有设置送到哪里，请在“外存末笔”里加一处；现在改动过的总账只靠印记看出来"
    if load_head_key() is None:
        return Level.FAILING, "还没有签名的钥匙：运行 manage.py make_head_key"
    last = SignedHead.objects.order_by("pk").last()
    if last is None:
        return Level.FAILING, "还没有签过末笔：housekeeping 可能没有运行"
    level, said = _of_age(last.at, limits.HEADS, "上次签末笔是")
    if level != Level.WELL:
        return level, f"{said}：housekeeping 可能没有运行"
    behind = [one for one in states if one.behind_since]
    if not behind:
        return Level.WELL, f"{_clock(last.at)}送到{len(states)}处"
    said = "；".join(f"{one.address.text}{one.said}" for one in behind)
    oldest = min(one.behind_since for one in behind if one.behind_since)
    return Level.FAILING if timezone.now() - oldest > limits.BEHIND_AT_MOST else Level.SOON, said


def _look_at_journal() -> Found:
    head, waiting = JournalHead.objects.first(), JournalMark.objects.count()
    said = f"到第{head.count if head else 0}笔"
    return (Level.SOON, f"{said}，还有{waiting}项待入账") if waiting > limits.MARKS_AT_MOST else (Level.WELL, said)


def _look_at_proof() -> Found:
    last = ProofRun.objects.last()
    if last is None:
        return Level.SOON, "还没有核对过：每夜由 banli-proof.timer 运行 verify_audit --fast"
    what = f"{'快速' if last.is_fast else '全部'}核对是"
    if last.faults:
        return Level.FAILING, f"{what}{_clock(last.at)}，{last.faults}处不对，请审计管理员看“审计”"
    level, said = _of_age(last.at, limits.PROOF, what)
    return level, f"{said}，到第{last.number}笔，{last.total}项都对得上" if level == Level.WELL else said


def _clock(at: dt.datetime) -> str:
    local: dt.datetime = timezone.localtime(at)
    return f"{cn_date(local)}{local:%H:%M}"


READINESS: tuple[tuple[str, str, Callable[[], Found]], ...] = (
    ("database", "数据库", _look_at_database),
    ("migrations", "数据表", _look_at_tables),
    ("storage", "文件存储", _look_at_files),
    ("space", "磁盘空间", _look_at_room),
    ("worker", "后台任务", _look_at_worker),
)
TRUST: tuple[tuple[str, str, Callable[[], Found]], ...] = (
    ("housekeeping", "定时事务", _look_at_housekeeping),
    ("backup", "备份", _look_at_backup),
    ("drill", "恢复演练", _look_at_drill),
    ("proof", "总账核对", _look_at_proof),
    ("heads", "外存末笔", _look_at_heads),
    ("journal", "总账", _look_at_journal),
)


def looks_of_readiness() -> list[Look]:
    """What a request needs: the database, its tables, the files, room, the worker (/readyz)."""
    return [_safely(*one) for one in READINESS]


def looks_of_trust() -> list[Look]:
    """What comes by itself, and what a proof needs later: housekeeping, backups, heads outside, the journal."""
    return [_safely(*one) for one in TRUST]


def _safely(name: str, title: str, look: Callable[[], Found]) -> Look:
    """A look that fails says so, and takes nothing else with it."""
    try:
        level, said = look()
    except Exception as error:  # noqa: BLE001 - each storage has errors of its own
        if is_busy(error):
            return Look(name, title, Level.FAILING, "看不到：数据库正被另一个程序占着，没有等到", busy=True)
        level, said = Level.FAILING, f"看不到：{error}".splitlines()[0][:120]
    return Look(name, title, level, said.rstrip("。"))  # what shows it ends the sentence


def by_level(looks: list[Look]) -> Iterator[Look]:
    """What has to be seen to: the failing first."""
    order: dict[Any, int] = {Level.FAILING: 0, Level.SOON: 1}
    yield from sorted((one for one in looks if one.level != Level.WELL), key=lambda one: order[one.level])

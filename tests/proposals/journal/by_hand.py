"""What somebody writes past the program where nothing has to explain a row; and what they build."""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from proposals.models import Absence, Export
from proposals.models.journal import marks
from proposals.models.journal.seal import mark_secrets
from replies.models import DeviceKey, Invitation
from tests import factories as f
from tests.proposals.journal.record import Record
from tests.proposals.journal.tampering import NO_ACT, POSTGRESQL, SQLITE, Kind, change, run

NOT_OURS = "不是本系统写的（某时入总账）。"
LATER = dt.timedelta(days=30)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """A connection that is none of the program's; on SQLite of somebody who knows what the triggers call."""
    marks.let_mark(connection, lambda: ("own",))
    yield
    marks.let_mark(connection, mark_secrets)


def by_hand(do: Callable[[Record], object]) -> Callable[[Record], None]:
    def carry_out(record: Record) -> None:
        with as_somebody_else():
            do(record)

    return carry_out


def _link(record: Record) -> None:
    deputy, reply = record.case.suggestion.proposers[0], record.case.current_round
    facts = {"token_hash": "a" * 64, "expires_at": timezone.now() + LATER, "created_by": f.world().handler}
    Invitation.objects.create(deputy=deputy, reply=reply, **facts)


def _device(record: Record) -> None:
    facts = {"press": uuid.UUID(int=1), "device": "手机", "lasts": "year", "used_on": timezone.localdate()}
    deputy, ends = record.case.suggestion.proposers[0], timezone.now() + LATER
    DeviceKey.objects.create(deputy=deputy, token_hash="a" * 64, expires_at=ends, **facts)


def _absence(_: Record) -> None:
    w = f.world()
    facts = {
        "starts": timezone.localdate(),
        "reason": Absence.Reason.values[0],
        "stand_in": w.handler,
        "recorded_by": w.leader,
    }
    Absence.objects.create(user=w.leader, unit=w.bureau, key=uuid.UUID(int=2), **facts)


def _export(_: Record) -> None:
    Export.objects.create(user=f.world().handler, name="cases.xlsx", conditions="", rows=9)


def _other_file(put: Callable[[Path], None]) -> Callable[[Record], None]:
    def do(record: Record) -> None:
        path = Path(default_storage.path(record.one("SELECT file FROM proposals_attachment ORDER BY id LIMIT 1")))
        put(path)

    return do


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link_to_elsewhere(path: Path) -> None:
    elsewhere = path.with_suffix(".elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


BY_HAND_KINDS = [
    Kind("塞进一个代表的链接", by_hand(_link), (f"001号的征询链接（第几行）：{NOT_OURS}",)),
    Kind("塞进一把代表手机的钥匙", by_hand(_device), (f"赵洪蓉的代表的设备（第几行）：{NOT_OURS}",)),
    Kind("塞进一次离岗", by_hand(_absence), (f"郑国华的离岗（第几行）：{NOT_OURS}",)),
    Kind("塞进一次导出", by_hand(_export), (f"导出记录（第几行）：{NOT_OURS}",)),
    Kind(
        "单位的机器人换一个",
        by_hand(change("proposals_unit", "robot = 'https://example.com'", "short_name = '区民政局'")),
        (
            f"单位上海市宝山区民政局（第几行）：{NOT_OURS}",
            f"单位上海市宝山区民政局（第几行）：消息机器人被换过{NO_ACT}",
        ),
    ),
    # ---- files that are none ----
    Kind(
        "附件换成链接",
        _other_file(_link_to_elsewhere),
        ("001号的附件（第几行）：文件attachments/某件.pdf读不出来。",),
    ),
    Kind("附件换成管道", _other_file(_pipe), ("001号的附件（第几行）：文件attachments/某件.pdf读不出来。",)),
    # ---- what is built ----
    Kind(
        "一个小写的触发器",
        run("create trigger helpful after insert on proposals_pace begin select 1; end"),
        ("触发器helpful：不是这个程序的。",),
        databases=SQLITE,
    ),
    Kind(
        "别的表上的触发器",
        run(
            "CREATE TRIGGER helpful AFTER INSERT ON proposals_pace FOR EACH ROW EXECUTE FUNCTION banli_mark_row('id')"
        ),
        ("触发器helpful：不是这个程序的。",),
        databases=POSTGRESQL,
    ),
    Kind("加一张表", run("CREATE TABLE helpful (a int)"), ("数据库的表helpful：不是这个程序的。",), databases=SQLITE),
    Kind("加一个视图", run("CREATE VIEW helpful AS SELECT 1"), ("数据库的视图helpful：不是这个程序的。",)),
    Kind(
        "加一列",
        run("ALTER TABLE proposals_case ADD COLUMN helpful int"),
        ("数据库的表proposals_case：被改过。",),
        databases=SQLITE,
    ),
    Kind(
        "加一列（PostgreSQL）",
        run("ALTER TABLE proposals_pace ADD COLUMN helpful int"),
        ("数据库的列proposals_pace.helpful：不是这个程序的。",),
        databases=POSTGRESQL,
    ),
    Kind(
        "唯一的约束拿掉",
        run("DROP INDEX deputy_told_apart"),
        ("数据库的索引deputy_told_apart：没有了。",),
        databases=SQLITE,
    ),
    Kind(
        "约束拿掉",
        run("ALTER TABLE proposals_pace DROP CONSTRAINT pace_waits_forward"),
        ("数据库的约束proposals_pace.pace_waits_forward：没有了。",),
        databases=POSTGRESQL,
    ),
    Kind(
        "一条什么也不做的规则",
        run("CREATE RULE helpful AS ON INSERT TO proposals_pace DO INSTEAD NOTHING"),
        ("数据库的规则proposals_pace.helpful：不是这个程序的。",),
        databases=POSTGRESQL,
    ),
    Kind(
        "一条迁移的记录删掉",
        run("DELETE FROM django_migrations WHERE app = 'replies' AND name = '0002_append_only'"),
        ("迁移记录replies.0002_append_only：没有了。",),
    ),
]

"""The records as workbooks; that one was taken is a row of the record itself."""

from collections.abc import Iterable

from django.utils import timezone

from proposals.administration.record import record_export
from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import AdministrationEvent, Export, SignIn, User

MOST = 50_000  # rows of one file
EVENTS = (
    Column("时间", 18, "moment"),
    Column("操作人", 14),
    Column("种类", 8),
    Column("对象", 20),
    Column("做了什么", 18),
    Column("改动", 40),
    Column("说明", 36),
    Column("单位", 16),
    Column("来自", 24),
)
SIGN_INS = (
    Column("时间", 18, "moment"),
    Column("账号", 18),
    Column("姓名", 12),
    Column("单位", 16),
    Column("结果", 14),
    Column("地址", 18),
)
EXPORTS = (Column("时间", 18, "moment"), Column("导出人", 14), Column("单位", 16), Column("件数", 8, "number"))


def events_sheet(user: User, events: Iterable[AdministrationEvent], conditions: str) -> Sheet:
    """管理记录, each change with its old and new value."""
    rows = [
        [
            event.at,
            event.actor_name,
            event.get_subject_display(),
            event.subject_name,
            event.label,
            "；".join(f"{one['field']}：{one['old']} → {one['new']}" for one in event.changes),
            event.comment,
            str(event.unit or ""),
            event.source,
        ]
        for event in events
    ]
    return _sheet(user, "管理记录", EVENTS, rows, conditions)


def sign_ins_sheet(user: User, sign_ins: Iterable[SignIn], conditions: str) -> Sheet:
    """登录记录."""
    rows = [
        [
            row.at,
            row.typed,
            row.user.name if row.user else "",
            unit_then(row),
            row.get_outcome_display(),
            row.address or "",
        ]
        for row in sign_ins
    ]
    return _sheet(user, "登录记录", SIGN_INS, rows, conditions)


def exports_sheet(user: User, exports: Iterable[Export], conditions: str) -> Sheet:
    """导出记录."""
    rows = [[row.at, row.user.name, unit_then(row), row.rows] for row in exports]
    return _sheet(user, "导出记录", EXPORTS, rows, conditions)


def unit_then(row: SignIn | Export) -> str:
    """The unit of the person at that moment; the row is one of queries.name_units_then."""
    return str(getattr(row, "unit_then", ""))


def _sheet(user: User, name: str, columns: tuple[Column, ...], rows: list[list[object]], conditions: str) -> Sheet:
    notes = record_export(user, AdministrationEvent.Subject.RECORD, name, len(rows), conditions)
    return Sheet(name, name, columns, rows, notes)


def file_name(title: str) -> str:
    """管理记录-20261126.xlsx."""
    return f"{title}-{timezone.localdate():%Y%m%d}.xlsx"

"""The list of people as a workbook, and the record of its being taken. Telephones stay masked."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from proposals.administration.people.actions import roles_in_words
from proposals.administration.people.queries import LABELS
from proposals.administration.record import record_export
from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import AdministrationEvent, User
from proposals.templatetags.desk import masked

COLUMNS = (
    Column("姓名", 12),
    Column("账号", 16),
    Column("单位", 16),
    Column("科室", 20),
    Column("角色", 24),
    Column("手机", 14),
    Column("办公电话", 16),
    Column("电子邮箱", 24),
    Column("在用", 8),
    Column("最近登录", 18, "moment"),
)


def people_sheet(user: User, chosen: Mapping[str, Any], people: QuerySet[User]) -> tuple[Sheet, str]:
    """The sheet and its file's name."""
    rows = [
        [
            person.name,
            person.username,
            str(person.unit or ""),
            person.section,
            roles_in_words(person),
            masked(person.mobile),
            masked(person.phone),
            person.email,
            "在用" if person.is_active else "停用",
            person.last_login,
        ]
        for person in people
    ]
    branch, show = chosen["branch"], chosen["show"]
    parts = [branch.unit.short_name if branch else "", chosen["section"], LABELS[show] if show else "", chosen["q"]]
    conditions = "，".join(filter(None, parts))
    name = f"人员-{timezone.localdate():%Y%m%d}.xlsx"
    notes = record_export(user, AdministrationEvent.Subject.PERSON, "人员", len(rows), conditions)
    return Sheet("人员", "人员", COLUMNS, rows, notes), name

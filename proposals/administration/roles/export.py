"""The lists of roles as workbooks, and the record of their being taken."""

from collections.abc import Sequence

from django.utils import timezone

from proposals.administration.record import record_export
from proposals.administration.roles.queries import decided_proposals, held_roles
from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import AdministrationEvent, Role, User

ROLE = AdministrationEvent.Subject.ROLE
PERSON = (Column("人员", 12), Column("账号", 16), Column("单位", 18))
HELD = (*PERSON, Column("科室", 20), Column("角色", 14), Column("账号在用", 10))
DECIDED = (
    *PERSON,
    Column("申请", 8),
    Column("角色", 14),
    Column("决定", 10),
    Column("理由", 30),
    Column("谁决定的", 12),
    Column("决定时间", 18, "moment"),
    Column("谁提的", 12),
    Column("来自", 20),
)


def held_sheet(user: User, words: str, role: str) -> tuple[Sheet, str]:
    """Who holds which role now, as the list shows it, and the file's name."""
    rows = [
        [
            str(one.user), one.user.username, str(one.unit), one.section, one.get_role_display(),
            "在用" if one.user.is_active else "停用",
        ]
        for one in held_roles(user, words, role)
    ]  # fmt: skip
    conditions = "，".join(filter(None, [str(Role(role).label) if role else "", words]))
    return _sheet(user, "现在的角色", HELD, rows, conditions)


def decided_sheet(user: User, words: str) -> tuple[Sheet, str]:
    """What was asked for and decided, as the list shows it, and the file's name."""
    rows = [
        [
            str(one.user), one.user.username, str(one.unit), one.get_wish_display(), one.get_role_display(),
            one.get_decision_display(), one.reason, str(one.decided_by or ""), one.decided_at,
            str(one.proposed_by or ""), one.source,
        ]
        for one in decided_proposals(user, words)
    ]  # fmt: skip
    return _sheet(user, "决定过的角色申请", DECIDED, rows, words)


def _sheet(
    user: User, name: str, columns: tuple[Column, ...], rows: Sequence[Sequence[object]], conditions: str
) -> tuple[Sheet, str]:
    notes = record_export(user, ROLE, name, len(rows), conditions)
    return Sheet(name, name, columns, rows, notes), f"{name}-{timezone.localdate():%Y%m%d}.xlsx"

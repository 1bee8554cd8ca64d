"""The list of cases as a workbook: the rows and columns of the page beyond its paging, and who took it."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.hands import find_hands
from proposals.formats.chinese import cn_date, half
from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import Case, Export, Status, User
from proposals.models.querysets import CaseQuerySet
from proposals.templatetags.desk import masked
from replies.desk.rows import case_row, for_rows, say_together
from replies.models.reply import find_reply

AT_ONCE = 500  # cases read at a time
PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])")
NOT_IN_FILES = re.compile(r'[/\\:*?"<>|]')
COLUMNS = (
    Column("件号", 8),
    Column("届次", 18),
    Column("标题", 44),
    Column("提出人", 24),
    Column("承办单位", 16),
    Column("办理方式", 10),
    Column("牵头和共同主办", 20),
    Column("承办内容", 24),
    Column("状态", 14),
    Column("现在该做", 30),
    Column("谁在办", 16),
    Column("会办", 8),
    Column("交办日期", 12, "date"),
    Column("首次交办", 12, "date"),
    Column("期限", 12, "date"),
    Column("还剩工作日", 11, "number"),
    Column("送达日期", 12, "date"),
    Column("办结日期", 12, "date"),
    Column("代表反馈", 36),
)


def case_sheet(cases: CaseQuerySet, user: User, title: str, conditions: str) -> tuple[Sheet, Export]:
    """The sheet, and the record of its being taken."""
    today = timezone.localdate()
    rows = list(_rows(cases, user, today))
    name = f"{NOT_IN_FILES.sub('', title)}-{today:%Y%m%d}.xlsx"
    taken = Export.objects.create(user=user, name=name, conditions=conditions[:1000], rows=len(rows))
    notes = [f"共{len(rows)}件，{user}{cn_date(today)}导出"] + ([f"条件：{conditions}"] if conditions else [])
    return Sheet(title, title, COLUMNS, rows, notes), taken


def _in_parts(cases: CaseQuerySet, user: User) -> Iterator[Case]:
    rows = for_rows(cases).iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        find_hands(some, user)
        yield from some


def _rows(cases: CaseQuerySet, user: User, today: dt.date) -> Iterator[list[object]]:
    days = WorkCalendar.load()
    for case in _in_parts(cases, user):
        row, asked = case_row(case, user, today, days), case.suggestion
        yield [
            asked.number,
            asked.session.short_name,
            without_phones(asked.title),
            asked.proposer_names,
            case.unit.short_name,
            case.get_part_display(),
            say_together(case),
            without_phones(case.share),
            case.state_label,
            without_phones(row.to_do),
            row.holder,
            f"{row.helpers.noun.removeprefix('会办')}{row.helpers}" if row.helpers else "",
            case.handed_on,
            case.first_handed_on,
            None if case.finished_before else case.due,
            row.left,
            case.delivered_on,
            case.closed_on if case.status == Status.CLOSED else None,
            feedback_received(case),
        ]


def feedback_received(case: Case) -> str:
    """What came back from each deputy of the current round, and how: the own link, signed paper, 代填; or why
    nothing. (The answers belong to the other app; the relation is all that is used of them here.)"""
    reply = find_reply(case)
    if reply is None or not reply.is_signed or case.helps:
        return ""
    names = {deputy.pk: deputy.name for deputy in case.suggestion.proposers}
    said = [f"{names[row.deputy_id]}：{row.get_channel_display()}" for row in reply.current_feedback]
    silent = [f"{deputy.name}：{why.conclusion if why else '还没有反馈'}" for deputy, why in reply.silent_deputies()]
    return "；".join(said + silent)


def without_phones(text: str) -> str:
    """A text with its telephone numbers masked."""
    shown, at = "", 0
    for found in PHONE.finditer(half(text)):
        shown, at = f"{shown}{text[at : found.start()]}{masked(found[0])}", found.end()
    return shown + text[at:]

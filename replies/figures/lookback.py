"""回头看: what was answered 正在解决 or 正在研究, and what has become of it since (SH 22)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from proposals.formats.chinese import cn_date
from proposals.formats.spreadsheets import Column, Sheet
from replies.figures.counts import Book
from replies.figures.facts import CountedCase
from replies.models import Promise, PromiseStep
from replies.models.classification import PROMISING

MOST = 200  # characters of 说明
HEAD = (
    Column("序号", 6, "number"),
    Column("届次", 30),
    Column("件号", 8),
    Column("提出人", 26),
    Column("标题", 40),
    Column("主办单位", 16),
    Column("原办理结果", 12),
    Column("现办理结果", 16),
    Column("说明", 70),
)


@dataclass(frozen=True)
class LookbackRow:
    """One row of the table. `now` is the newest answer's class, and what the ledger says where no answer followed."""

    number: int
    case: CountedCase
    before: str
    now: str
    told: str

    @property
    def proposers(self) -> str:
        return "、".join(name for _, name in self.case.deputies)

    @property
    def cells(self) -> tuple[object, ...]:
        """The row as workbook and paper show it, in the order of HEAD."""
        case = self.case
        return (
            self.number,
            case.session_name,
            case.number,
            self.proposers,
            case.title,
            case.unit_name,
            self.before,
            self.now,
            self.told,
        )


def lookback_rows(book: Book) -> list[LookbackRow]:
    """The cases whose first answer left something to be done, in the order of session and number; two queries."""
    cases = [case for case in book.cases if case.is_counted and case.answers and _left_open(case)]
    rows = Promise.objects.filter(reply__case__in=[case.pk for case in cases], carried_to=None)
    owed: dict[int, list[Promise]] = defaultdict(list)
    for one in rows.select_related("reply").prefetch_related("steps").order_by("due_on", "pk"):
        owed[one.reply.case_id].append(one)
    return [_line(number, case, owed[case.pk], book.today) for number, case in enumerate(cases, 1)]


def _left_open(case: CountedCase) -> bool:
    return case.answers[0].classification in PROMISING


def _line(number: int, case: CountedCase, owed: list[Promise], today: dt.date) -> LookbackRow:
    before, now = case.answers[0].classification, case.answers[-1].classification
    if now in PROMISING and owed and all(one.kept_on for one in owed):
        now = f"{now}（承诺已兑现，待再次答复）"
    return LookbackRow(number, case, before, now, _shortened(_told(case, owed, today)))


def _told(case: CountedCase, owed: list[Promise], today: dt.date) -> list[str]:
    """A sentence a promise, the nearest first; before them that the deputies were answered again."""
    again = [one.delivered_on for one in case.answers[1:]]
    said = [f"{cn_date(again[-1])}再次答复代表，列为“{case.answers[-1].classification}”。"] if again else []
    return said + [_became(one, today) for one in owed] or ["答复没有写明承诺事项和完成日期。"]


def _became(one: Promise, today: dt.date) -> str:
    steps = list(one.steps.all())
    kept = next((step for step in reversed(steps) if step.kind == PromiseStep.Kind.KEPT), None)
    if one.kept_on:
        return f"{one.item}：{cn_date(one.kept_on)}兑现。" + (_sentence(kept.said) if kept else "")
    moved = [step for step in steps if step.kind == PromiseStep.Kind.CHANGED]
    late = f"，已逾期{one.days_late(today)}天" if one.due_on < today else ""
    plan = (
        f"改到{cn_date(one.due_on)}前完成{late}。{_sentence(moved[-1].said)}"
        if moved
        else f"{cn_date(one.due_on)}前完成{late}。"
    )
    return f"{one.item}：{plan}"


def _sentence(said: str) -> str:
    """One line, ended as a sentence is."""
    plain = "".join(said.split())
    return plain if plain.endswith(("。", "！", "？")) else f"{plain}。"


def _shortened(sentences: Sequence[str]) -> str:
    told = "".join(sentences)
    return told if len(told) <= MOST else f"{told[: MOST - 1]}…"


def lookback_sheet(book: Book, notes: Sequence[str]) -> Sheet:
    return Sheet("回头看", "代表建议办理“回头看”情况表", HEAD, [line.cells for line in lookback_rows(book)], notes)

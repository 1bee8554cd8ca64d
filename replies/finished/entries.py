"""What is known of one case that was finished before, and what the cells of its row say of the answer."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from proposals.formats.chinese import cn_date
from proposals.intake import cells
from proposals.intake.cells import Cell, Wrong
from proposals.intake.register import SuggestionEntry
from replies.letter.questions import QUESTIONS, Question
from replies.models import Classification, Disclosure
from replies.models.draft import MOST_PROMISES, PROMISE_MOST

TEXT_MOST, COMMENT_MOST, NUMBER_MOST = 100_000, 5_000, 40
DAY = r"(?:[0-9]{4})(?:年|[-/.])[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}日?"
# 新增助餐点（2025年12月31日前）; 新增助餐点，2025-12-31前完成
DATED = re.compile(rf"(.+?)[（(，,\s]*({DAY})(?:前|以前|之前)?(?:完成)?[）)]?")
NOT_KEPT = ("", "否", "未兑现", "没有兑现", "未完成", "尚未兑现", "正在办理", "无")
# As lists say what the form says with a dot.
OPEN_WORDS = {
    "主动公开": Disclosure.OPEN_FULL,
    "公开": Disclosure.OPEN_FULL,
    "全文公开": Disclosure.OPEN_FULL,
    "主动公开全文": Disclosure.OPEN_FULL,
    "主动公开摘要": Disclosure.OPEN_SUMMARY,
    "摘要公开": Disclosure.OPEN_SUMMARY,
    "依申请公开": Disclosure.ASKED_FULL,
    "依申请公开全文": Disclosure.ASKED_FULL,
    "依申请公开摘要": Disclosure.ASKED_SUMMARY,
    "不公开": Disclosure.CLOSED,
    "不予公开": Disclosure.CLOSED,
}


@dataclass(frozen=True)
class FinishedPromise:
    """One thing promised then, by which day; when it was kept, None while it is owed."""

    item: str
    due_on: dt.date
    kept_on: dt.date | None = None

    def as_json(self) -> dict[str, Any]:
        return {"item": self.item, "on": self.due_on, "kept_on": self.kept_on}


@dataclass
class FinishedEntry:
    """The suggestion as intake registers one, and its answer as far as the list knows it; "" is not known. `marks` by
    the key of the question."""

    asked: SuggestionEntry
    answered_on: dt.date
    document_number: str = ""
    classification: str = ""
    disclosure: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    promises: list[FinishedPromise] = field(default_factory=list)
    body: str = ""


def check_answered_on(day: dt.date, handed_on: dt.date | None, today: dt.date) -> dt.date:
    """The day of the answer: past, and not before 交办."""
    if day > today:
        raise Wrong(f"{cn_date(day)}还没有到。没有办结的件请用交办的名单登记。")
    if handed_on and day < handed_on:
        raise Wrong(f"{cn_date(day)}早于交办日期{cn_date(handed_on)}，请核对。")
    return day


def read_classification(value: Cell) -> str:
    said = cells.read_compact(value)
    if said and said not in Classification.values:
        raise Wrong(f"“{cells.shown_cell(value)}”不是结果分类，请写{'、'.join(Classification.values)}里的一个。")
    return said


def read_disclosure(value: Cell) -> str:
    said = re.sub(r"[·.．（）()、-]", "", cells.read_compact(value))
    if said and said not in OPEN_WORDS:
        raise Wrong(
            f"“{cells.shown_cell(value)}”不是公开属性，请写主动公开、依申请公开、不公开，后面可加全文、摘要。"
        )
    return OPEN_WORDS[said].value if said else ""


def read_mark(value: Cell, question: Question) -> str:
    said = cells.read_compact(value)
    if said and said not in map(str, question.grades):
        raise Wrong(f"“{cells.shown_cell(value)}”不是评价，请写{'、'.join(question.grades)}里的一个，不知道的空着。")
    return said


def read_promises(items: Cell, by: Cell, kept: Cell) -> list[FinishedPromise]:
    """One a line, or by a semicolon, with its day in the line or in the column of days; kept as the third column
    says, once for all or one a line."""
    lines = _lines(items)
    if not lines:
        return []
    if len(lines) > MOST_PROMISES:
        raise Wrong(f"写了{len(lines)}项，最多{MOST_PROMISES}项，请合并。")
    days, kept_days = _each(by, len(lines), "承诺完成日期"), _each(kept, len(lines), "兑现日期")
    return [_promise(*said) for said in zip(lines, days, kept_days, strict=True)]


def _lines(value: Cell) -> list[str]:
    parts = (part.strip(" 。，") for part in re.split(r"[；;\n]", cells.read_text(value)))
    found = (re.sub(r"^(?:[0-9]{1,2}[.、．]|[（(][0-9]{1,2}[）)])\s*", "", part) for part in parts)
    return [part for part in found if part not in cells.NOBODY]


def _each(value: Cell, count: int, name: str) -> list[str]:
    found = [part.strip() for part in re.split(r"[；;、\n]", cells.read_text(value)) if part.strip()]
    if len(found) not in (0, 1, count):
        raise Wrong(f"有{count}项承诺，{name}写了{len(found)}个。请写一个，或者每项一个。")
    return found * count if len(found) == 1 else found or [""] * count


def _promise(line: str, by: str, kept: str) -> FinishedPromise:
    match = DATED.fullmatch(line)
    item, day = (match[1], match[2]) if match else (line, by)
    day = re.sub("(?:以前|之前|前)$", "", day)
    if not day:
        raise Wrong(
            f"“{cells.shown_cell(line)}”没有写完成日期，请写成“事项（2025年12月31日前）”，或写在承诺完成日期里。"
        )
    if len(item) > PROMISE_MOST:
        raise Wrong(f"有{len(item)}个字，最多{PROMISE_MOST}个字，请缩短。")
    if kept not in NOT_KEPT and not re.search("[0-9]", kept):
        raise Wrong(f"兑现日期“{cells.shown_cell(kept)}”不是日期。已兑现的请写哪天兑现的，没有兑现的空着。")
    kept_on = None if kept in NOT_KEPT else cells.read_date(kept)
    return FinishedPromise(item, cells.read_date(day), kept_on)


def known_marks(said: dict[str, str | None]) -> dict[str, str]:
    return {question.key: mark for question in QUESTIONS if (mark := said.get(question.key))}

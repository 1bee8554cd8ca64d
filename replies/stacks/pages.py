"""What the pages of a stack show: how many sheets are left, the strip of all of them, the rows of one."""

import math
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from proposals.models import Case, User
from replies.letter.questions import FOUR_GRADES, QUESTIONS, Question
from replies.letter.sheets.ticks import Seen
from replies.models import Reply, SheetStack, StackSheet
from replies.stacks.forms import SheetForm
from replies.stacks.pictures import boxes_of

State = StackSheet.State
SECONDS = 10  # a sheet, at the keyboard
COUNTED = {
    "left": (State.TO_ENTER,),
    "doubtful": (State.DOUBT,),
    "apart": (State.APART,),
    "entered": (State.ENTERED,),
}


def count_sheets(stacks: QuerySet[SheetStack]) -> QuerySet[SheetStack]:
    """Each stack with how many of its sheets wait, are in doubt, lie apart, are entered."""
    counts = {f"{name}_count": Count("sheets", Q(sheets__state__in=states)) for name, states in COUNTED.items()}
    return stacks.annotate(**counts, sheet_count=Count("sheets"))


def stack_context(stack: SheetStack, user: User) -> dict[str, Any]:
    """The stack with its sheets; of a case that the person does not see its sheets tell nothing."""
    sheets = list(stack.sheets.select_related("reply__case__suggestion", "deputy", "feedback", "settled_by"))
    known = {sheet.reply.case_id for sheet in sheets if sheet.reply}
    seen = set(Case.objects.visible_to(user).filter(pk__in=known).values_list("pk", flat=True))
    for sheet in sheets:
        if sheet.reply and sheet.reply.case_id not in seen:
            sheet.reply, sheet.deputy = None, None
    by_state = {state: [sheet for sheet in sheets if sheet.state == state] for state in State}
    return {
        "stack": stack,
        "sheets": sheets,
        "apart": by_state[State.APART],
        "doubtful": by_state[State.DOUBT],
        "left": by_state[State.TO_ENTER],
        "entered": by_state[State.ENTERED],
        "dropped": by_state[State.DROPPED],
        "next": next(iter(by_state[State.TO_ENTER] or by_state[State.DOUBT] or by_state[State.APART]), None),
        "minutes": math.ceil(len(by_state[State.TO_ENTER]) * SECONDS / 60),
    }


def go_on(sheet: StackSheet) -> HttpResponse:
    """To the next sheet that waits, from this one on and then from the first; to the stack where none does."""
    waiting = StackSheet.objects.filter(stack=sheet.stack_id, state=State.TO_ENTER)
    later = waiting.filter(position__gt=sheet.position).first() or waiting.exclude(pk=sheet.pk).first()
    if later is None:
        return redirect("replies:stack", sheet.stack_id)
    return redirect("replies:stack_sheet", sheet.stack_id, later.position)


@dataclass(frozen=True)
class Option:
    """One grade of a row: its digit, whether it is chosen, whether the paper says so beyond doubt, or perhaps."""

    digit: int
    grade: str
    chosen: bool = False
    proposed: bool = False
    unclear: bool = False
    absent: bool = False  # the row has no such grade


@dataclass(frozen=True)
class Row:
    """One question with its options and what was seen of it."""

    question: Question
    options: list[Option]
    none_chosen: bool
    said: str  # what the paper shows where nothing is proposed
    proposed: bool
    errors: Any


def rows_of(sheet: StackSheet, form: SheetForm) -> list[Row]:
    """The three rows of the form as the page asks them."""
    rows = []
    for question in QUESTIONS:
        seen = sheet.seen.get("rows", {}).get(question.key)
        cells = dict(zip(question.grades, seen["cells"] if seen else (), strict=False))
        mark, value = (seen["mark"] if seen else ""), form[question.key].value()
        options = [
            Option(
                digit,
                grade.value,
                value == grade.value,
                mark == grade.value,
                not mark and cells.get(grade, Seen.EMPTY) != Seen.EMPTY,
                grade not in question.grades,
            )
            for digit, grade in enumerate(FOUR_GRADES, 1)
        ]
        unclear = any(one.unclear for one in options)
        said = "" if mark else "有墨迹，拿不准，请看纸定一个" if unclear else "没有看到“√”" if seen else "请照纸选"
        none = value not in (None, "", *question.grades)
        rows.append(Row(question, options, none, said, bool(mark), form[question.key].errors))
    return rows


def sheet_context(sheet: StackSheet, user: User, form: SheetForm | None) -> dict[str, Any]:
    """What the page of a sheet shows beside its form."""
    stack = stack_context(sheet.stack, user)
    before = [one for one in stack["sheets"] if one.position < sheet.position]
    after = [one for one in stack["sheets"] if one.position > sheet.position]
    return {
        **stack,
        "sheet": sheet,
        "rows": rows_of(sheet, form) if form else [],
        "boxes": boxes_of(sheet),
        "face": len(sheet.pages) - 1,
        "places": range(len(sheet.pages)),
        "before": before[-1] if before else None,
        "after": after[0] if after else None,
        "others": _others(sheet, stack["sheets"]) if sheet.reply else [],
        "dates": _last_date(stack["entered"]),
    }


def _last_date(entered: list[StackSheet]) -> Any:
    """The day written on the sheet entered last: often the same."""
    said = [(one.settled_at, one.feedback) for one in entered if one.settled_at and one.feedback]
    return max(said, key=itemgetter(0))[1].signed_on if said else None


def _others(sheet: StackSheet, sheets: list[StackSheet]) -> list[tuple[str, str]]:
    """What is there of each deputy of the case."""
    reply: Reply = sheet.reply  # type: ignore[assignment]  # asked only where there is one
    given = {row.deputy_id: row.told for row in reply.feedback.filter(is_current=True)}
    # of two sheets of one deputy the first is the one to enter
    here = {one.deputy_id: one.position for one in reversed(sheets) if one.reply_id == reply.pk and one.is_open}
    said = []
    for deputy in reply.case.suggestion.proposers:
        where = f"第{here[deputy.pk]}份" if deputy.pk in here else "这一叠里没有"
        now = "正在录" if deputy.pk == sheet.deputy_id and sheet.is_open else where
        said.append((deputy.name, given.get(deputy.pk) or now))
    return said

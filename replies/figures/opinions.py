"""What the deputies think, counted by form and by case, for each of the form's three questions."""

import datetime as dt
from collections.abc import Iterable

from replies.figures.facts import Case, Form
from replies.figures.measures import Measure, Picks, when
from replies.models import Feedback, Grade

DIMENSIONS = {"result": "办理结果", "plan": "办理方案", "attitude": "办理态度"}
ENTERED = dict(zip(Feedback.Channel.values, ("本人链接", "书面登记", "代填"), strict=True))
GOOD = (Grade.SATISFIED, Grade.MOSTLY)
ORDER = {grade: place for place, grade in enumerate(Grade)}  # from the best to the worst


def _said(dimension: str, grades: Iterable[str], by: str) -> Picks:
    wanted = set(grades)

    def picks(case: Case, today: dt.date) -> Iterable[str]:
        marks = ((one, getattr(one, dimension)) for one in case.forms if by in ("", one.by)) if case.counts else ()
        return [f"{one.deputy}：{mark}（{ENTERED[one.by]}）" for one, mark in marks if mark in wanted]

    return picks


def worst(forms: Iterable[Form], dimension: str) -> str:
    """The least favourable mark among a case's deputies; "" while none has given one."""
    return max(filter(None, (getattr(one, dimension) for one in forms)), key=ORDER.__getitem__, default="")


def _of_case(dimension: str, grades: Iterable[str]) -> Picks:
    wanted = set(grades)
    return when(lambda case, today: case.counts and worst(case.forms, dimension) in wanted)


# What is told of a question: every mark, the good ones together, and each grade.
ASKED = {
    "": ("意见", Grade),
    ".good": ("满意和基本满意", GOOD),
    **{f".{grade}": (grade, (grade,)) for grade in Grade},
}
EACH = "每位代表在一件上算一份，以最近一次的意见为准；没有填这一项的不算。"
LOWEST = "一件有几位代表的，以其中最低的评价为准。"


def opinions() -> Iterable[Measure]:
    """For every question: the forms that answer it, by grade and by who entered them; and the same by case."""
    for name, what in DIMENSIONS.items():
        for part, (label, grades) in ASKED.items():
            about = f"对{what}：{label}"
            for by, entered in {"": "", **ENTERED}.items():
                who = f"（{entered}）" if by else ""
                told = f"承办件收回的意见{who}。{EACH}" if grades is Grade else f"收回的意见中，“{label}”的{who}。"
                key = f"forms.{name}{part}" + (f"@{by}" if by else "")
                yield Measure(key, f"{about}{who}", "份", told, _said(name, grades, by))
            told = "承办件中，至少收回一位代表意见的。" if grades is Grade else f"其中“{label}”的。"
            yield Measure(f"cases.{name}{part}", f"{about}（按件）", "件", told + LOWEST, _of_case(name, grades))

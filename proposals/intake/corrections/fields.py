"""The facts of a registration that may be corrected, and each of them in words."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from enum import StrEnum

from proposals.formats.chinese import cn_date
from proposals.intake.cells import write_shares
from proposals.models import Case, Deputy, Part, Session, Suggestion, Unit
from proposals.models.states import Status

# What a fact is worth: a text; a session; yes or no; the deputies, 领衔 first; the units with their parts; a day.
FieldValue = str | Session | bool | dt.date | list[Deputy] | list[tuple[Unit, Part]]


class CorrectedField(StrEnum):
    """One fact of a registration. 提出人 are all who signed in their order, 承办单位 all units with their parts: who
    leads and who follows cannot be corrected one without the other."""

    SESSION = "届次"
    NUMBER = "件号"
    BETWEEN = "闭会期间提出"
    TITLE = "标题"
    CATEGORY = "类别"
    TEXT = "建议内容"
    PROPOSERS = "提出人"
    UNITS = "承办单位"
    SHARES = "承办内容"
    HANDED_ON = "交办日期"
    DUE = "答复期限"


def live_cases(suggestion: Suggestion) -> list[Case]:
    """The cases of it that were neither given back nor void, in the order in which they were made; none read when
    prefetched."""
    found = [case for case in suggestion.cases.all() if case.status not in (Status.RETURNED, Status.VOID)]
    return sorted(found, key=lambda case: case.pk)


def first_case(cases: Iterable[Case]) -> Case | None:
    """Of these the case whose dates are the suggestion's: one that answers the deputies, where there is one."""
    return min(cases, key=lambda case: (case.helps, case.pk), default=None)


def parts_of_cases(cases: Iterable[Case]) -> list[tuple[Unit, Part]]:
    return [(case.unit, Part(case.part)) for case in cases]


def field_value(field: CorrectedField, suggestion: Suggestion) -> FieldValue:
    """What is registered now."""
    cases = live_cases(suggestion)
    first = first_case(cases)
    found: dict[CorrectedField, FieldValue] = {
        CorrectedField.SESSION: suggestion.session,
        CorrectedField.NUMBER: suggestion.number,
        CorrectedField.BETWEEN: suggestion.made_between_sessions,
        CorrectedField.TITLE: suggestion.title,
        CorrectedField.CATEGORY: suggestion.category,
        CorrectedField.TEXT: suggestion.text,
        CorrectedField.PROPOSERS: suggestion.proposers,
        CorrectedField.UNITS: parts_of_cases(cases),
        CorrectedField.SHARES: write_shares((case.unit, case.share) for case in cases),
        CorrectedField.HANDED_ON: first.handed_on if first else "",
        CorrectedField.DUE: first.due if first else "",
    }
    return found[field]


def registration_state(suggestion: Suggestion) -> str:
    """Names what stands registered now: a page that was drawn before something else changed it is told so."""
    said = "\0".join(f"{name}{tell_value(field_value(name, suggestion))}" for name in CorrectedField)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def tell_value(value: FieldValue) -> str:
    """赵洪蓉（吴淞代表团）、周建伟; 区民政局（主办）、区房管局（会办）; 2026年3月5日; a text as it is; 空."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Session):
        return value.short_name
    if isinstance(value, dt.date):
        return cn_date(value)
    if isinstance(value, str):
        return value or "空"
    return "、".join(map(_tell_one, value)) or "空"


def _tell_one(one: Deputy | tuple[Unit, Part]) -> str:
    if isinstance(one, Deputy):
        return one.full_label
    unit, part = one
    return f"{unit}（{part}）"

"""What a correction brings with it, said before it is made."""

from collections.abc import Iterable, Mapping
from typing import cast

from proposals.intake.corrections.fields import CorrectedField, FieldValue, field_value, live_cases, tell_value
from proposals.models import Case, Deputy, Part, Status, Suggestion, Unit

F = CorrectedField
Changes = Mapping[CorrectedField, FieldValue]
# What others answer to, write to or count from: looked over once more when a unit has signed for it.
LOOKED_OVER = (F.UNITS, F.PROPOSERS, F.HANDED_ON, F.SESSION)


def any_answered(cases: Iterable[Case]) -> bool:
    """Whether a letter to the deputies has been signed; a 会办 opinion goes to the 主办 unit."""
    return any(case.answered_on and not case.helps for case in cases)


def list_changes(suggestion: Suggestion, changes: Changes) -> list[tuple[str, str, str]]:
    """The field, what stands and what will."""
    return [
        (str(name), tell_value(field_value(name, suggestion)), tell_value(value)) for name, value in changes.items()
    ]


def list_effects(suggestion: Suggestion, changes: Changes) -> list[str]:
    """In sentences: what becomes of links, answers, units and letters."""
    cases = live_cases(suggestion)
    said: list[str] = []
    if F.PROPOSERS in changes:
        said += _of_deputies(suggestion, cases, cast("list[Deputy]", changes[F.PROPOSERS]))
    if F.UNITS in changes:
        said += _of_units(cases, cast("list[tuple[Unit, Part]]", changes[F.UNITS]))
    if F.HANDED_ON in changes or F.SESSION in changes:
        said.append("法定期限按更正后的重新推算；已经同意的延期不变。")
    if any_answered(cases):
        said.append("已经签发的答复是定稿，里面的写法不会改；代表的页面按更正后的显示，并注明签发时的写法。")
    return said


def _of_deputies(suggestion: Suggestion, cases: list[Case], deputies: list[Deputy]) -> list[str]:
    standing, answered = suggestion.proposers, any_answered(cases)
    gone = "、".join(one.name for one in standing if one not in deputies)
    new = "、".join(one.name for one in deputies if one not in standing)
    after = "，征询链接停用，已经反馈的意见留在记录里、不再计入" if answered else ""
    said = [f"{gone}不再是提出人{after}。"] if gone else []
    if new:
        said.append(f"{new}列为提出人{'，答复要另外送达，并发征询链接' if answered else ''}。")
    return said


def _of_units(cases: list[Case], parts: list[tuple[Unit, Part]]) -> list[str]:
    named, have = dict(parts), {case.unit for case in cases}
    said = [f"新交{unit}{part}，请它签收。" for unit, part in parts if unit not in have]
    for case in cases:
        if case.unit not in named:
            said.append(f"撤下{case.unit}（还没有签收），它会收到通知。")
        elif named[case.unit] != case.part:
            said.append(f"{case.unit}由{case.part}改为{named[case.unit]}。")
    return said


def must_look_over(suggestion: Suggestion, changes: Changes) -> bool:
    """Whether old and new are shown once more before they are written."""
    taken = any(case.status != Status.AWAITING_RECEIPT for case in live_cases(suggestion))
    return taken and any(name in changes for name in LOOKED_OVER)

"""What is looked at in the rows of all workbooks: needed cells, choices, telephones, lengths, whom a row is."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model

from proposals.administration.workbooks.books import FIELDS, Book, Row
from proposals.formats.addresses import is_mobile
from proposals.models import Role, Unit, UnitAlias
from proposals.templatetags.desk import masked


class Wrong(ValueError):
    """A cell that cannot stand, with the sentence; `better` would stand. One that may be meant says in `sure` what a
    yes on the page is sent as. Where several records may be meant, `choices` are what each answer is sent as and how
    its record is told from the others."""

    def __init__(
        self,
        column: str,
        sentence: str,
        better: str = "",
        sure: str = "",
        choices: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(sentence)
        self.column, self.better, self.sure, self.choices = column, better, sure, choices


@dataclass
class Planned:
    """One row: what would be done with it. `row` is the record it changes, None for a new one, which `twin` tells
    from the other new ones (of one with an account or a code, `named` is what would without), and `another` is what
    the answer is sent as that it is one more of that name; `facts` are the fields that would be other; `told` says
    them in words."""

    number: int
    cells: dict[str, str]
    row: Any = None
    twin: object = None
    named: object = None
    another: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    aliases: list[str] | None = None
    roles: list[tuple[Unit, Role]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def state(self) -> str:
        """wrong, new, changed or same."""
        if self.wrong:
            return "wrong"
        if self.row is None:
            return "new"
        return "changed" if self.facts or self.aliases is not None or self.roles else "same"

    @property
    def called(self) -> str:
        """What the row is called in the list of rows; "" where it says nothing."""
        said = self.cells
        if name := said.get("姓名") or said.get("简称") or said.get("全称"):
            return name
        return f"{said.get('地方', '')}{said['届']}届{said.get('次', '')}次" if said.get("届") else ""

    @property
    def is_new(self) -> bool:
        return self.state == "new"

    @property
    def is_same(self) -> bool:
        return self.state == "same"


def units_by_name(units: Sequence[Unit]) -> dict[str, Unit]:
    """Every name a unit goes by."""
    by_pk = {unit.pk: unit for unit in units}
    named = {name: by_pk[pk] for name, pk in UnitAlias.objects.values_list("name", "unit") if pk in by_pk}
    return named | {unit.name: unit for unit in units} | {unit.short_name: unit for unit in units}


def suggest_unit(column: str, name: str, units: Sequence[Unit]) -> Wrong:
    near = difflib.get_close_matches(name, [unit.short_name for unit in units], 1, 0.6)
    guess = f"，可能是“{near[0]}”" if near else "，请先登记这个单位"
    return Wrong(column, f"没有“{name}”{guess}。", near[0] if near else "")


def read_choice(one: Planned, column: str, said: str, known: dict[str, Any], almost: dict[str, str]) -> Any:
    if said in known:
        return known[said]
    near = almost.get(said) or next(iter(difflib.get_close_matches(said, known, 1, 0.4)), "")
    better = f"可能是“{near}”" if near else f"可以写：{'、'.join(known)}"
    one.wrong.append(Wrong(column, f"“{said}”不认得，{better}。", near))
    return None


def check_needed(one: Planned, book: Book, *, new: bool) -> None:
    """A new row has what is needed; one that is known, its name at least."""
    for each in FIELDS[book]:
        if each.needed and new and not one.cells.get(each.name):
            one.wrong.append(Wrong(each.name, f"没有写{each.name}。"))


def ask_whether_meant(one: Planned, row: Row, column: str, said: str, stands: str, known_by: str) -> None:
    """A row that is known by one cell and called otherwise in another is a change of name or a slip that would write
    over somebody else: it waits for a yes, or for a cell that is right. A yes is good for this record and name."""
    if one.row is None or not said or said == stands:
        return
    yes = f"{one.row.pk}:{column}:{said}"
    if yes not in row.sure:
        why = f"{known_by}已经登记，{column}是“{stands}”，表里写“{said}”。是改了{column}，请打勾；不是，请改这一行。"
        one.wrong.append(Wrong(column, why, said, yes))


NEW = "new"
Meant = TypeVar("Meant", bound=Model)


def find_meant(
    one: Planned, row: Row, same: Sequence[Meant], told: Callable[[Meant], str], sentence: str, other: str = ""
) -> Meant | None:
    """Which of several records of one name the row means: what was answered on the page, else the question with each
    record as an answer, told apart in words; `other` is the answer that it is none of them and new. An answer is
    good for this name and these records: where others have come, it is asked again."""
    mark = f"who:{one.cells.get('姓名', '')}:{'.'.join(str(each.pk) for each in same)}"
    for each in same:
        if f"{mark}:{each.pk}" in row.sure:
            return each
    if other and f"{mark}:{NEW}" in row.sure:
        one.twin = (one.twin, row.number)
        return None
    choices = [(f"{mark}:{each.pk}", told(each)) for each in same]
    if other:
        choices.append((f"{mark}:{NEW}", other))
    one.wrong.append(Wrong("姓名", sentence, choices=choices))
    return None


def check_as_stored(one: Planned, model: type[Model], columns: Mapping[str, str]) -> None:
    """What the table itself asks of each field that would be written, its length first: as a form does. `columns`:
    the column of each field. Whether another row says the same is not asked here."""
    would = copy(one.row) if one.row else model()
    facts = {name: value for name, value in one.facts.items() if name in columns}
    for name, value in facts.items():
        setattr(would, name, value)
    try:
        would.clean_fields(exclude={each.name for each in model._meta.fields} - set(facts))
    except ValidationError as refusal:
        said = {each.column for each in one.wrong}
        for name, sentences in refusal.message_dict.items():
            if columns[name] not in said:
                one.wrong.append(Wrong(columns[name], f"{columns[name]}：{sentences[0]}"))


def refuse_twice(planned: Sequence[Planned], column: str, called: Callable[[Planned], str], how: str = "") -> None:
    """No two rows may mean one record, however each names it: which of them is right, the program cannot know."""
    surer = {one.named: one.twin for one in planned if one.row is None and one.named}
    groups: dict[object, list[Planned]] = {}
    for one in planned:
        if key := (one.row.pk if one.row else surer.get(one.twin, one.twin)):
            groups.setdefault(key, []).append(one)
    for group in (rows for rows in groups.values() if len(rows) > 1):
        numbers = "、".join(str(one.number) for one in group)
        for one in group:
            choices = [(one.another, "不是重复的，是同名的另一位")] if one.row is None and one.another else ()
            one.wrong.append(Wrong(column, f"第{numbers}行都是{called(one)}，请留一行{how}。", choices=choices))


def check_mobile(one: Planned) -> None:
    said = one.cells.get("手机", "")
    if not said or is_given_masked(one, "mobile", said) or is_given_masked(one, "phone", said):
        return
    try:
        is_mobile(said)
    except ValidationError as refusal:
        digits = re.sub("[^0-9]", "", said)
        less = f"只有{len(digits)}位" if len(digits) < 11 else f"有{len(digits)}位"
        why = f"手机{less}，应是11位。" if digits == said and len(digits) != 11 else refusal.messages[0]
        one.wrong.append(Wrong("手机", why))


def check_mail(one: Planned) -> None:
    if said := one.cells.get("电子邮箱"):
        try:
            validate_email(said)
        except ValidationError:
            one.wrong.append(Wrong("电子邮箱", f"“{said}”不是电子邮箱的地址。"))


def is_given_masked(one: Planned, name: str, said: str) -> bool:
    """Whether the cell is what the program itself gave out in place of the number."""
    return "****" in said and one.row is not None and said == masked(getattr(one.row, name, ""))


def keep_changes(one: Planned, facts: dict[str, Any]) -> None:
    """Of the facts those that are said and other than what stands there."""
    if one.row is None:
        one.facts = {name: value for name, value in facts.items() if value not in ("", None)}
        return
    for name, value in facts.items():
        old = getattr(one.row, name)
        if value in ("", None) or value == old or (isinstance(value, str) and is_given_masked(one, name, value)):
            continue
        one.facts[name] = value
        hidden = name in ("phone", "mobile", "email", "address")
        shown = "" if hidden or not old else f"{old} → "
        new = masked(value) if name in ("phone", "mobile") else value
        one.told.append(f"{one.row._meta.get_field(name).verbose_name}：{shown}{new}")

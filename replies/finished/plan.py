"""What a list of finished years would enter, row by row, before anything is entered."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils import timezone

from proposals.formats.case_numbers import number_key
from proposals.intake import cells
from proposals.intake.cells import Wrong
from proposals.intake.directory import Directory, tell_new
from proposals.intake.plan import house_of, note_weekday, parts_of, read_cell, several_here
from proposals.intake.plan_rows import Problem, Verdict
from proposals.intake.register import Origin, SuggestionEntry, why_not_hand_to
from proposals.intake.tables.columns import PART
from proposals.intake.tables.sheet import ListRow, ListSheet, Unusable
from proposals.intake.tables.unit_words import Said, read_several, read_units
from proposals.models import Deputy, Part, Session, Suggestion, Unit, User
from replies.finished import entries
from replies.finished.entries import FinishedEntry
from replies.letter.questions import QUESTIONS

T = TypeVar("T")
ON_THE_WAY = "这个件号已经在这里登记、办理，不能再补录。"


@dataclass
class FinishedRow:
    """One row with its verdict. `entry` is what was read where all of it could be read."""

    row: ListRow
    verdict: Verdict = Verdict.NEW
    entry: FinishedEntry | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    existing: Suggestion | None = None

    @property
    def stops(self) -> bool:
        return self.verdict in (Verdict.WRONG, Verdict.REPEATED)

    def shown(self, column: str, most: int) -> str:
        """What stands in the cell, for a row that could not be read."""
        value = self.row.cells.get(column)
        return "" if isinstance(value, Unusable) else cells.shown_cell(value, most)

    @property
    def newcomers(self) -> list[Deputy]:
        """Who of those that proposed is not registered yet."""
        return [one for one in self.entry.asked.deputies if not one.pk] if self.entry else []

    @property
    def number_shown(self) -> str:
        return self.entry.asked.number if self.entry else self.shown("件号", 12)

    @property
    def title_shown(self) -> str:
        return self.entry.asked.title if self.entry else self.shown("标题", 60)


@dataclass
class FinishedPlan:
    """Every row of a list, in its order."""

    lines: list[FinishedRow]
    notes: list[str]

    @property
    def new(self) -> list[FinishedRow]:
        return [line for line in self.lines if line.verdict == Verdict.NEW]

    @property
    def same(self) -> list[FinishedRow]:
        return [line for line in self.lines if line.verdict == Verdict.SAME]

    @property
    def wrong(self) -> list[FinishedRow]:
        return [line for line in self.lines if line.stops]

    @property
    def entries(self) -> list[FinishedEntry]:
        return [line.entry for line in self.new if line.entry]

    @property
    def new_deputies(self) -> list[Deputy]:
        """The deputies that the list would add."""
        return list({id(one): one for line in self.new for one in line.newcomers}.values())

    @property
    def comes_new(self) -> list[str]:
        """What the list would add beside its cases, in words."""
        return tell_new(self.new_sessions, self.new_deputies)

    @property
    def new_sessions(self) -> list[Session]:
        """The sessions that the list would add."""
        asked = [entry.asked.session for entry in self.entries]
        return list({id(one): one for one in asked if not one.pk}.values())

    @property
    def summary(self) -> str:
        counted = f"可补录{len(self.new)}件，补录过{len(self.same)}件，有错{len(self.wrong)}行"
        return f"共{len(self.lines)}行：{counted}"


def plan_finished(sheet: ListSheet, user: User | None) -> FinishedPlan:
    """Read every row against what is registered now. Changes nothing. `user` None is the system itself."""
    reader = _Reader(Directory(), timezone.localdate(), user, several_here())
    lines = [reader.line(row) for row in sheet.rows]
    _mark_existing(lines)
    _mark_repeated(lines)
    for line in lines:
        if line.verdict == Verdict.NEW and line.entry:
            line.notes += filter(None, map(reader.directory.namesake_note, line.newcomers))
    return FinishedPlan(lines, sheet.notes)


@dataclass
class _Reader:
    directory: Directory
    today: dt.date
    user: User | None
    several: str

    def line(self, row: ListRow) -> FinishedRow:
        line = FinishedRow(row)
        self._read(line)
        if line.problems:
            line.verdict, line.entry = Verdict.WRONG, None
        return line

    def _read(self, line: FinishedRow) -> None:
        """Every cell is read even where one before it is wrong, so that all faults of a row are told at once."""

        def cell(column: str, read: Callable[[cells.Cell], T]) -> T | None:
            return read_cell(line.row, column, read, line.problems)

        asked = self._asked(line, cell)
        handed = asked.handed_on if asked else None
        answered = cell("答复日期", lambda value: self._answered_on(value, handed, line))
        marks = {one.key: cell(one.about, lambda value, one=one: entries.read_mark(value, one)) for one in QUESTIONS}  # type: ignore[misc]  # a default that binds the loop's value
        by, kept = (self._plain(line.row, column) for column in ("承诺完成日期", "兑现日期"))
        answer = {
            "document_number": cell("发文字号", lambda value: cells.read_limited(value, entries.NUMBER_MOST)),
            "classification": cell("办理结果", entries.read_classification),
            "disclosure": cell("公开属性", entries.read_disclosure),
            "comment": cell("意见和建议", lambda value: cells.read_limited(value, entries.COMMENT_MOST, long=True)),
            "body": cell("答复正文", lambda value: cells.read_limited(value, entries.TEXT_MOST, long=True)),
        }
        promises = cell("承诺事项", lambda value: entries.read_promises(value, by, kept))
        if asked and answered and not line.problems:
            known = {name: text or "" for name, text in answer.items()}
            line.entry = FinishedEntry(
                asked, answered, marks=entries.known_marks(marks), promises=promises or [], **known
            )

    def _plain(self, row: ListRow, column: str) -> cells.Cell:
        value = row.cells.get(column)
        return None if isinstance(value, Unusable) else value

    def _asked(self, line: FinishedRow, cell: Callable[..., object]) -> SuggestionEntry | None:
        session = cell("届次", self.directory.session)
        house = house_of(session if isinstance(session, Session) else None)
        lead = cell("领衔代表", lambda value: self._lead(value, house))
        district = next(iter(self.directory.districts), "")
        facts = {
            "number": cell("件号", cells.read_number),
            "title": cell("标题", cells.read_title),
            "text": cell("建议内容", lambda value: cells.read_limited(value, cells.TEXT_MOST, long=True)),
            "category": cell("类别", lambda value: cells.read_limited(value, cells.CATEGORY_MOST)),
            "handed_on": cell("交办日期", lambda value: self._handed_on(value, line)),
        }
        if facts["number"] and (note := cells.number_note(self._plain(line.row, "件号"), str(facts["number"]))):
            line.notes.append(note)
        others = cell("附议代表", lambda value: self._others(value, house, lead)) or []
        main = cell("主办单位", lambda value: self._units(_who_lead(value), district, must=True)) or []
        helping = cell("会办单位", lambda value: self._units(value, district, but=main)) or []
        if line.problems or not isinstance(session, Session) or not isinstance(lead, Deputy):
            return None
        return SuggestionEntry(
            session=session,
            deputies=[lead, *others],  # type: ignore[misc]  # what `cell` read
            parts=self._parts(main, helping, line),  # type: ignore[arg-type]  # what `cell` read
            source={"from": Origin.LIST, "row": line.row.number},
            **facts,  # type: ignore[arg-type]  # what `cell` read
        )

    def _parts(self, main: list[Unit], helping: list[Unit], line: FinishedRow) -> list[tuple[Unit, Part]]:
        """Several 主办 units as the row says, or what holds in the place."""
        written = "".join(str(self._plain(line.row, column) or "") for column in ("主办单位", PART))
        several = Part(read_several(written) or self.several)
        if len(main) > 1 and several == Part.JOINT:
            line.notes.append(f"几个主办单位按共同主办补录，由{main[0]}牵头，答复记在它的那一件")
        return parts_of(main, helping, several)

    def _handed_on(self, value: cells.Cell, line: FinishedRow) -> dt.date:
        day = cells.read_date(value)
        note_weekday(line.notes, "交办日期", value, day)
        return cells.read_handed_on(day, self.today)

    def _answered_on(self, value: cells.Cell, handed: dt.date | None, line: FinishedRow) -> dt.date:
        note_weekday(line.notes, "答复日期", value, day := cells.read_date(value))
        return entries.check_answered_on(day, handed, self.today)

    def _lead(self, value: cells.Cell, house: tuple[str, int]) -> Deputy:
        written = cells.read_names(value)
        if len(written) != 1:
            raise Wrong("是空的，请填写。" if not written else f"写了{len(written)}位，领衔代表只能有一位。")
        return self.directory.deputy(written[0], house)

    def _others(self, value: cells.Cell, house: tuple[str, int], lead: object) -> list[Deputy]:
        found = self.directory.deputies_of(cells.read_names(value), house)
        if any(one is lead for one in found):
            raise Wrong(f"“{lead}”已经是领衔代表，请从附议代表里去掉。")
        return found

    def _units(self, value: cells.Cell, district: str, *, must: bool = False, but: object = ()) -> list[Unit]:
        found: list[Unit] = []
        for written in cells.read_names(value):
            unit = self.directory.unit(written, district)
            if unit in found or (isinstance(but, list) and unit in but):
                raise Wrong(f"“{unit}”写了两次，请去掉一个。")
            if refusal := why_not_hand_to(self.user, unit):
                raise Wrong(refusal)
            found.append(unit)
        if must and not found:
            raise Wrong("是空的，请填写。")
        return found


def _who_lead(value: cells.Cell) -> cells.Cell:
    """The units of the cell without the words beside them: 区民政局、区房管局（共同主办）."""
    if not isinstance(value, str) or not read_several(value):
        return value
    return "、".join(one.name for one in read_units(value, Said.MAIN))


def _key(entry: FinishedEntry) -> tuple[int, str]:
    return id(entry.asked.session), number_key(entry.asked.number)


def _mark_repeated(lines: list[FinishedRow]) -> None:
    seen: dict[tuple[int, str], FinishedRow] = {}
    for line in lines:
        if not line.entry:
            continue
        first = seen.setdefault(_key(line.entry), line)
        if first is not line:
            said = f"{line.entry.asked.full_number}与第{first.row.number}行重复，请只留一行。"
            line.verdict, line.problems = Verdict.REPEATED, [Problem("件号", said)]


def _mark_existing(lines: list[FinishedRow]) -> None:
    """What was entered before is left as it is; what is handled here cannot be entered as finished."""
    asked = [line.entry.asked for line in lines if line.entry and line.entry.asked.session.pk]
    known = (
        Suggestion.objects.filter(voided_on=None)
        .filter(
            session__in={one.session.pk for one in asked}, number_key__in={number_key(one.number) for one in asked}
        )
        .prefetch_related("cases")
    )
    by_number = {(one.session_id, one.number_key): one for one in known}
    for line in lines:
        if not line.entry:
            continue
        session, number = line.entry.asked.session.pk, number_key(line.entry.asked.number)
        if not (existing := by_number.get((session, number)) if session else None):
            continue
        line.existing = existing
        line.verdict = Verdict.SAME
        if not all(case.finished_before for case in existing.cases.all()):
            line.verdict, line.problems = Verdict.WRONG, [Problem("件号", ON_THE_WAY)]

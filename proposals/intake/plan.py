"""What a list would do, row by row, before anything is done: preview and taking in read it by the same plan."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils import timezone

from proposals.calendar import workdays
from proposals.formats.case_numbers import number_key
from proposals.formats.chinese import cn_date
from proposals.intake import cells, day_words
from proposals.intake.cells import Wrong
from proposals.intake.directory import Directory, House
from proposals.intake.known_rows import mark_existing, mark_renumbered
from proposals.intake.plan_rows import Plan, PlanRow, Problem, Verdict
from proposals.intake.register import Origin, SuggestionEntry, why_not_hand_to
from proposals.intake.session_words import says_between_sessions
from proposals.intake.tables.columns import ALL_PROPOSERS, BETWEEN, COLUMNS, PART, SEVERAL
from proposals.intake.tables.sheet import ListRow, ListSheet, Unusable
from proposals.models import Deputy, Level, Part, PlaceRule, Session, Unit, User
from proposals.models.calendar import rule_of_lists

T = TypeVar("T")


def read_cell(row: ListRow, column: str, read: Callable[[cells.Cell], T], problems: list[Problem]) -> T | None:
    """What one cell says; None where it is wrong, which joins the problems of its row."""
    value = row.cells.get(column)
    try:
        if isinstance(value, Unusable):
            raise Wrong(value.reason)
        return read(value)
    except Wrong as error:
        problems.append(Problem(column, str(error)))
        return None


def note_weekday(notes: list[str], column: str, value: cells.Cell, day: date) -> None:
    """Note where the day of the week that a cell names is not that of its day."""
    if note := cells.weekday_note(value, day):
        notes.append(f"{column}{note}")


def make_plan(sheet: ListSheet, user: User | None) -> Plan:
    """Read every row against what is registered now. Changes nothing. `user` None is the system itself."""
    reader = _Reader(Directory(), workdays.WorkCalendar.load(), timezone.localdate(), user, several_here())
    lines = [reader.line(row) for row in sheet.rows]
    mark_existing(lines, user)
    mark_renumbered(lines, user)
    _mark_repeated(lines)
    for line in lines:
        if line.verdict == Verdict.NEW and line.entry:
            line.notes += filter(None, map(reader.directory.namesake_note, line.newcomers))
    doubts = _doubt_old_sessions(lines, reader.directory)
    return Plan(lines, sheet.notes, user, list(reader.directory.unknown_units.items()), doubts=doubts)


def _doubt_old_sessions(lines: list[PlanRow], directory: Directory) -> list[str]:
    """What is new of a session, and handed on when a later one of the same body had begun: likely of that one."""
    counted: Counter[tuple[str, Session]] = Counter()
    for entry in (line.entry for line in lines if line.verdict == Verdict.NEW and line.entry):
        if later := directory.session_on(entry.session, entry.handed_on):
            counted[str(entry.session), later] += 1
    return [
        f"届次是{session}的有{count}件，交办的那一天{later}已经开幕（{cn_date(later.opened_on)}），请核对届次。"
        for (session, later), count in counted.items()
    ]


def several_here() -> Part:
    """What several 主办 units of a row do in this place, where the list does not say."""
    return Part.JOINT if rule_of_lists().answer == PlaceRule.Answer.JOINT else Part.EACH


@dataclass
class _Reader:
    directory: Directory
    days: workdays.WorkCalendar
    today: date
    user: User | None
    several: str

    def line(self, row: ListRow) -> PlanRow:
        line = PlanRow(row)
        full = [column for column in COLUMNS if row.cells.get(column) not in (None, "")]
        if len(full) == 1:
            line.problems = [
                Problem(full[0], "这一行只有这一格有内容，不像一件建议。不是名单里的内容，请删去这一行。")
            ]
        else:
            self._read(line)
        if line.problems:
            line.verdict, line.entry = Verdict.WRONG, None
        return line

    def _read(self, line: PlanRow) -> None:
        """Every cell is read even where one before it is wrong, so that all faults of a row are told at once."""

        def cell(column: str, read: Callable[[cells.Cell], T]) -> T | None:
            return read_cell(line.row, column, read, line.problems)

        session, between = cell(
            "届次", lambda value: (self.directory.session(value), says_between_sessions(value))
        ) or (
            None,
            False,
        )
        number = cell("件号", lambda value: self._number(value, session))
        if number and (note := cells.number_note(self._plain(line.row, "件号"), number)):
            line.notes.append(note)
        if session and number:
            line.key = (session.pk, number_key(number))
        category = cell("类别", lambda value: cells.read_limited(value, cells.CATEGORY_MOST))
        title = cell("标题", cells.read_title)
        text = cell("建议内容", lambda value: cells.read_limited(value, cells.TEXT_MOST, long=True))
        house = house_of(session)
        of_all = bool(line.row.cells.get(ALL_PROPOSERS))
        first = cell("领衔代表", lambda value: self._first(value, house, line, of_all=of_all)) or []
        lead = first[0] if first else None
        others = cell("附议代表", lambda value: self._co_signers(value, house, lead)) or []
        district = next(iter(self.directory.districts), "")
        helps_only = bool(line.row.cells.get(PART))
        main = cell("主办单位", lambda value: self._units(value, district, must=not helps_only)) or []
        help_ = cell("会办单位", lambda value: self._units(value, district, but=main)) or []
        handed = cell("交办日期", lambda value: self._handed_on(value, session, line))
        due = cell("答复期限", lambda value: self._due(value, handed, session, line))
        if line.problems or not session or not number or not title or not lead or not handed:
            return
        if help_ and not main:
            line.notes.append("没有写主办单位，只登记会办件")
        line.entry = SuggestionEntry(
            session=session,
            number=number,
            title=title,
            text=text or "",
            category=category or "",
            deputies=[*first, *others],
            parts=self._parts(main, help_, line),
            handed_on=handed,
            due=due,
            made_between_sessions=between or bool(line.row.cells.get(BETWEEN)) or None,
            source={"from": Origin.LIST, "row": line.row.number}
            | ({"sheet": line.row.sheet} if line.row.sheet else {}),
        )

    def _parts(self, main: list[Unit], help_: list[Unit], line: PlanRow) -> list[tuple[Unit, Part]]:
        """As the row says, or what holds for the list, else the place."""
        said = str(line.row.cells.get(SEVERAL) or "") or self.several
        if len(main) > 1 and said == Part.JOINT:
            line.notes.append(f"几个主办单位按共同主办登记，由{main[0]}牵头拟稿，会签后统一答复")
            line.notes.append("各单位承办的部分清单里没有，导入以后请在“更正登记”里写明")
        return parts_of(main, help_, Part(said))

    def _plain(self, row: ListRow, column: str) -> cells.Cell:
        value = row.cells.get(column)
        return None if isinstance(value, Unusable) else value

    def _number(self, value: cells.Cell, session: Session | None) -> str:
        """Where the cell names the session too, it must be the row's own."""
        named, number = cells.split_number(value)
        if named and session and self.directory.session(named) != session:
            raise Wrong(f"这一格写的是{named}，届次是{session}，请核对。")
        return cells.read_number(number)

    def _first(self, value: cells.Cell, house: House, line: PlanRow, *, of_all: bool) -> list[Deputy]:
        """Who leads, and where one column names all of them (提出人) the others after."""
        written, how_many = cells.read_proposers(value)
        if not written:
            raise Wrong("是空的，请填写。")
        found = self.directory.deputies_of(written, house)
        if len(found) > 1 and not of_all:
            if not all(one.is_group for one in found):
                raise Wrong(f"写了{len(found)}位，领衔代表只能有一位，其他的请写在附议代表里。")
            names = "、".join(map(str, found))
            line.notes.append(f"{names}联名提出，按{found[0]}领衔、其余附议登记")
        if how_many and how_many > len(found):
            line.notes.append(
                f"写着{how_many}人，只写了{'、'.join(map(str, found))}的姓名。没有写的代表收不到答复，请先补到名单里"
            )
        return found

    def _handed_on(self, value: cells.Cell, session: Session | None, line: PlanRow) -> date:
        day = day_words.read_handed_on(value, session.opened_on if session else None)
        note_weekday(line.notes, "交办日期", value, day)
        return cells.read_handed_on(day, self.today)

    def _co_signers(self, value: cells.Cell, house: House, lead: Deputy | None) -> list[Deputy]:
        found = self.directory.deputies_of(cells.read_names(value), house)
        if any(one is lead for one in found):
            raise Wrong(f"“{lead}”已经是领衔代表，请从附议代表里去掉。")
        return found

    def _units(self, value: cells.Cell, district: str, *, must: bool = False, but: Iterable[Unit] = ()) -> list[Unit]:
        found: list[Unit] = []
        for unit in self.directory.units_of(cells.read_names(value), district):
            if unit in found or unit in but:
                raise Wrong(f"“{unit}”写了两次，请去掉一个。")
            if refusal := why_not_hand_to(self.user, unit):
                raise Wrong(refusal)
            found.append(unit)
        if must and not found:
            raise Wrong("是空的，请填写。")
        return found

    def _due(self, value: cells.Cell, handed: date | None, session: Session | None, line: PlanRow) -> date | None:
        due = day_words.read_due(value, handed, self.days)
        if due:
            note_weekday(line.notes, "答复期限", value, due)
        if not handed or not session:
            return None
        return cells.reply_limit(due, handed, workdays.reply_due(handed, kind=session.kind, days=self.days))


def safe_ticks(found: Plan) -> list[str]:
    """What 全选 ticks: every change that may be made and writes over nothing that somebody typed by hand."""
    differences = (one for line in found.changed for one in line.differences)
    return [one.tick for one in differences if not one.locked and not one.by_hand]


def house_of(session: Session | None) -> House:
    """Who proposes at it: members at the CPPCC, deputies at the congress; of its level."""
    kind = Deputy.Kind.MEMBER if session and session.body == Session.Body.CPPCC else Deputy.Kind.DEPUTY
    return kind, session.level if session else Level.DISTRICT


def parts_of(main: list[Unit], helpers: list[Unit], several: Part = Part.EACH) -> list[tuple[Unit, Part]]:
    """One 主办 unit alone is 独办; several answer each (分别办理), or the first leads and the others sign along
    (共同主办)."""
    part = Part.MAIN if helpers else Part.SOLE
    led = [(unit, part) for unit in main]
    if len(main) > 1:
        led = [(unit, Part.EACH) for unit in main]
        if several == Part.JOINT:
            led = [(main[0], Part.MAIN), *((unit, Part.JOINT) for unit in main[1:])]
    return led + [(unit, Part.HELP) for unit in helpers]


def _mark_repeated(lines: list[PlanRow]) -> None:
    seen: dict[tuple[int, str], PlanRow] = {}
    for line in lines:
        if not line.entry:
            continue
        first = seen.setdefault((id(line.entry.session), number_key(line.entry.number)), line)
        if first is not line:
            line.verdict = Verdict.REPEATED
            line.problems = [Problem("件号", f"{line.entry.full_number}与{first.row.place}重复，请只留一行。")]

"""A workbook of standard wording: read, compared with what the unit has, and taken in after a look at every row."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils import timezone

from proposals.cases.access import Refused, Stale
from proposals.formats.chinese import cn_date
from proposals.formats.plain_text import find_fault, make_plain
from proposals.formats.spreadsheets import Column, Sheet
from proposals.intake.cells import Wrong, read_date, read_text
from proposals.intake.tables.kept import KeptTable
from proposals.intake.tables.list_reader import open_tables
from proposals.intake.tables.sheet import UnreadableList, Unusable
from proposals.models import Membership, Unit, User
from proposals.models.people import STAFF
from proposals.web.fields import INCOMPLETE
from replies.drafts.wordings.actions import may_edit, save_wording
from replies.models import Wording

MOST_ROWS = 500  # wordings of one file
# The columns, with the other names that offices give them.
HEADS: Mapping[str, tuple[str, ...]] = {
    "主题": ("类别", "事项", "关键词"),
    "用语": ("内容", "口径", "标准口径", "表述", "答复口径"),
    "负责人": ("责任人", "联系人"),
    "有效期至": ("有效期", "截止日期", "有效期到"),
    "依据": ("出处", "文件依据"),
}
NEEDED = {"主题", "用语", "有效期至"}
LENGTHS = {"主题": 30, "用语": 2_000, "依据": 120}
EXAMPLE = ("社区助餐", "我区已在各街镇设立社区长者食堂，老人可以就近用餐。", "", "2027-06-30", "宝民〔2026〕3号")
WIDTHS = (16, 70, 10, 14, 30)


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class WordingLine:
    """A row of the file: its number there, its cells by column, and why some of them cannot be read."""

    number: int
    cells: Mapping[str, str]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedWording:
    """A row with what becomes of it: what it says (`texts`), the version it takes the place of, what is wrong."""

    line: WordingLine
    texts: Mapping[str, Any] = field(default_factory=dict)
    before: Wording | None = None
    fate: Fate = Fate.WRONG
    wrong: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def empty_wordings_sheet() -> Sheet:
    """The sheet to be filled in, with one row that shows how; that row is left out when it comes back."""
    columns = [Column(name, width) for name, width in zip(HEADS, WIDTHS, strict=True)]
    return Sheet("标准用语", "标准用语", columns, [EXAMPLE], ["负责人空着，就是登记的人。示例行可以留着，不会登记。"])


def read_wording_lines(content: bytes) -> list[WordingLine]:
    """The rows under the head of the table with the most of our columns. Raises UnreadableList with what to do."""
    found = [(table, *head) for table in open_tables(content) if (head := _find_head(table))]
    if not found:
        raise UnreadableList("没有找到表头。表头至少要有：主题、用语、有效期至。可以下载空表，把内容贴进去再交。")
    table, top, columns = max(found, key=lambda one: len(one[2]))
    if table.trouble:
        raise UnreadableList(table.trouble)
    lines = []
    for number, values in table.rows:
        cells = {name: _words(values[at]) for at, name in columns.items() if number > top and at < len(values)}
        cells = {name: words for name, words in cells.items() if words}
        ours = [values[at] for at in columns if number > top and at < len(values)]
        unread = tuple(value.reason for value in ours if isinstance(value, Unusable))
        if (cells or unread) and tuple(cells.get(name, "") for name in HEADS) != EXAMPLE:
            lines.append(WordingLine(number, cells, unread))
    if not lines:
        raise UnreadableList("表头下面没有内容。")
    if len(lines) > MOST_ROWS:
        raise UnreadableList(f"超过{MOST_ROWS}行，请分成几份再交。")
    return lines


def _find_head(table: KeptTable) -> tuple[int, dict[int, str]] | None:
    meanings = {name: column for column, also in HEADS.items() for name in (column, *also)}
    for number, values in enumerate(table.top, 1):
        columns: dict[int, str] = {}
        for at, value in enumerate(values):
            name = meanings.get("".join(_words(value).split()).rstrip("*：:"))
            if name and name not in columns.values():
                columns[at] = name
        if set(columns.values()) >= NEEDED:
            return number, columns
    return None


def _words(value: Any) -> str:
    return "" if isinstance(value, Unusable) else make_plain(read_text(value)).strip()


def plan_wordings(unit: Unit, user: User, lines: Sequence[WordingLine]) -> list[PlannedWording]:
    """What becomes of each row: a wording whose topic and words are there already gets a newer version where owner,
    day or source differ; another is new. A constant number of queries."""
    current = Wording.objects.filter(unit=unit).current().select_related("owner")
    known = {(row.topic, row.text): row for row in current}
    staff: dict[str, list[User]] = {}
    rows = Membership.objects.filter(unit=unit, role__in=STAFF, is_active=True, user__is_active=True)
    for person in {row.user_id: row.user for row in rows.select_related("user")}.values():
        staff.setdefault(person.name, []).append(person)
    planned: list[PlannedWording] = []
    seen = set()
    for line in lines:
        one = _plan(line, user, staff, known)
        key = (line.cells.get("主题"), line.cells.get("用语"))
        if one.fate is not Fate.WRONG and key in seen:
            one = PlannedWording(line, wrong=("前面已经有一行，主题和用语都一样。",))
        seen.add(key)
        planned.append(one)
    return planned


def _plan(
    line: WordingLine,
    user: User,
    staff: Mapping[str, list[User]],
    known: Mapping[tuple[str, str], Wording],
) -> PlannedWording:
    if line.unread:
        return PlannedWording(line, wrong=line.unread)
    wrong: list[str] = []

    def read(name: str, how: Callable[[str], Any]) -> Any:
        try:
            return how(line.cells.get(name, ""))
        except Wrong as fault:
            wrong.append(f"{name}{fault}")
            return None

    before = known.get((line.cells.get("主题", ""), line.cells.get("用语", "")))
    texts = {
        "topic": read("主题", lambda words: _within("主题", words, needed=True)),
        "text": read("用语", lambda words: _within("用语", words, needed=True)),
        "owner": read("负责人", lambda words: _owner(words, staff) or (before.owner if before else user)),
        "expires_on": read("有效期至", _day_to_come),
        "source": read("依据", lambda words: _within("依据", words)) or (before.source if before else ""),
    }
    if wrong:
        return PlannedWording(line, wrong=tuple(wrong))
    if before is None:
        return PlannedWording(line, texts, None, Fate.NEW)
    changes = []
    if before.owner != texts["owner"]:
        changes.append(f"负责人：{before.owner}→{texts['owner']}")
    if before.expires_on != texts["expires_on"]:
        changes.append(f"有效期至：{cn_date(before.expires_on)}→{cn_date(texts['expires_on'])}")
    if before.source != texts["source"]:
        changes.append(f"依据：{before.source or '没有'}→{texts['source']}")
    if changes and not may_edit(before, user):
        return PlannedWording(line, wrong=(f"由{before.owner}和本单位办公室维护，您不能改。",))
    return PlannedWording(line, texts, before, Fate.CHANGED if changes else Fate.SAME, (), tuple(changes))


def _within(name: str, words: str, *, needed: bool = False) -> str:
    if needed and not words:
        raise Wrong("是空的，请填写。")
    if len(words) > LENGTHS[name]:
        raise Wrong(f"有{len(words)}字，最多{LENGTHS[name]}字。")
    if fault := find_fault(words):
        raise Wrong(f"：{fault}")
    if name == "主题" and "\n" in words:
        raise Wrong("分成了几行，请写成一行。")
    return words


def _day_to_come(words: str) -> dt.date:
    day = read_date(words)
    if day <= timezone.localdate():
        raise Wrong(f"{cn_date(day)}已经过了，请写今天以后的日期。")
    return day


def _owner(words: str, staff: Mapping[str, list[User]]) -> User | None:
    name = "".join(words.split())
    if not name:
        return None
    found = staff.get(name, [])
    if len(found) > 1:
        raise Wrong(f"本单位有{len(found)}位{name}，请登记以后在页面上改。")
    if not found:
        raise Wrong(f"“{name[:20]}”不是本单位的人员。")
    return found[0]


def take_wordings_in(unit: Unit, user: User, lines: Sequence[WordingLine], key: uuid.UUID) -> list[PlannedWording]:
    """Write what is new and what changed, each row by itself; sent twice (`key`) it is written once. Returns the
    rows as planned now, those that somebody changed in the meantime among the wrong ones. Raises NotYours for
    a person who does not work in the unit."""
    done = []
    for one in plan_wordings(unit, user, lines):
        if one.fate in (Fate.NEW, Fate.CHANGED):
            row = uuid.uuid5(key, str(one.line.number))
            try:
                save_wording(unit, user, key=row, before=one.before, **one.texts)
            except Stale as refusal:
                one = PlannedWording(one.line, wrong=(str(refusal),))
        done.append(one)
    return done


def lines_as_json(lines: Sequence[WordingLine]) -> str:
    """The rows, for the page to say back."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False)


def lines_from_json(words: str) -> list[WordingLine]:
    """The rows that a page says back. Raises Refused for what no page says."""
    try:
        lines = [
            WordingLine(
                int(row["number"]),
                {name: make_plain(str(row["cells"].get(name, ""))).strip() for name in HEADS},
                tuple(map(str, row["unread"])),
            )
            for row in json.loads(words)
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(INCOMPLETE) from None
    if not 0 < len(lines) <= MOST_ROWS:
        raise Refused(INCOMPLETE)
    return lines

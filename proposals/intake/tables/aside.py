"""What stands among the rows of a list and is none of it: totals, notes under the table, what every printed page says
again; and whether the totals say what was read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proposals.intake.tables.columns import Header, Places, find_header, read_heading
from proposals.intake.tables.sheet import Table, Value

TOTAL = re.compile(r"(?:以上)?(?:(?:合计|总计|共计|总数|小计|合计数|总件数|合计件数)[:：]?(?:共?\d+件?)?|共\d+件)")
# What stands in a row of totals beside the word itself: 共5件, 其中主办3件, 12人, 5.
COUNTS = re.compile(
    r"(?:共计?|合计|总计|小计|计|其中|主办|会办|独办|分别办理|代表|委员|建议|提案|案|\d+|[件条项人位名个、，,；;：:。.（）()])+"
)
A_TITLE = re.compile("《?关于.*|.*(?:的建议|的提案|的议案)》?")
IN_TITLE = re.compile(r"[（(](?:共计?|合计|总计)[:：]?(\d{1,5})件[）)]|(?:共计?|合计|总计)[:：]?(\d{1,5})件")
PAGE = re.compile(
    r"第?\d{1,3}页?[,，/]?共?\d{1,3}页|第\d{1,3}页|-?\d{1,3}/\d{1,3}|接上页|承上页|转下页|[（(]续表?[）)]"
)
FOOTNOTE = re.compile(
    r"[※*＊★☆▲●]|[（(]?(?:备?注|说明|附注|特别说明|填表说明)[）)]?\d*[:：.、]|[（(](?:备?注|说明)[:：]"
    r"|(?:填表|制表|填报|填写|报送|审核|审签|校对|联系|经办|负责|复核|统计)(?:人|单位|部门|日期|时间|电话|领导)?"
    r"(?:[:：]|[（(](?:签名|签字|盖章|公章)[）)])|(?:单位|部门)?[（(](?:盖章|公章|签章)[）)]|(?:印发|打印|制表|填表)(?:日期|时间)|以上(?:建议|各件)|此表|本表|以下空白"
)
LONGEST_SHOWN = 30


def is_blank(value: Value) -> bool:
    return value is None or not str(value).strip()


def plain_value(value: Value) -> str:
    """What a cell says without blanks, to be compared: the 521.0 of one row is the 521 of another."""
    plain = re.sub(r"\s", "", str(value if value is not None else ""))
    return plain.partition(".")[0] if re.fullmatch(r"[0-9]{1,12}\.0{1,6}", plain) else plain


def count_pieces(counts: str) -> int:
    """主办12件，会办5件 are 17, unless it says itself how many there are in all; 0 where it counts nothing."""
    whole = re.search(r"(?:共计?|合计|总计)[:：]?([0-9]{1,5})件", counts)
    return int(whole[1]) if whole else sum(map(int, re.findall(r"([0-9]{1,5})件", counts)))


def is_total(values: Sequence[Value], cells: Mapping[str, Value]) -> bool:
    """合计 stands in the row (first, or behind cells that are filled down with the session), and the row names no
    suggestion and nobody who proposes. Where it does, it is no total, and its faults are told."""
    number, title, lead = (plain_value(cells.get(one)) for one in ("件号", "标题", "领衔代表"))
    words = [plain for value in values if (plain := plain_value(value))]
    if not words or not _says_no_more(lead):
        return False
    if TOTAL.fullmatch(words[0]) and not A_TITLE.fullmatch(title):
        return True
    return any(map(TOTAL.fullmatch, words)) and _says_no_more(number) and _says_no_more(title)


def _says_no_more(plain: str) -> bool:
    """Whether a cell is empty, or a total or a count itself."""
    return not plain or bool(TOTAL.fullmatch(plain) or COUNTS.fullmatch(plain[:100]))


def repeats_head(values: Sequence[Value], header: Header, places: Places, top: Sequence[Sequence[object]]) -> bool:
    """Whether the head stands here again, as at the top of a printed page; of a head over two rows each of them."""
    same = all(at < len(values) and read_heading(values[at]) == header.names[at] for at in places.at.values())
    if same and find_header([values]) is not None:
        return True
    words = _headings(values)
    return sum(map(bool, words)) > 1 and words in [_headings(row) for row in top[: header.row]]


def _headings(row: Sequence[object]) -> list[str]:
    names = [read_heading(value) for value in row]
    return names[: max((at for at, name in enumerate(names, 1) if name), default=0)]


def is_of_page(words: Sequence[str], above: Sequence[str]) -> bool:
    """What stands on every printed page: its number, or a title from over the head again."""
    plain = [re.sub(r"\s", "", word) for word in words]
    return len(plain) == 1 and (PAGE.fullmatch(plain[0]) is not None or plain[0] in above)


def is_footnote(words: Sequence[str]) -> bool:
    """A row that begins as a note or a signature does."""
    return FOOTNOTE.match(re.sub(r"\s", "", words[0])) is not None


def words_above(table: Table, header: Header) -> list[str]:
    """What is written over the head."""
    return [str(value)[:500] for row in table.top[: header.row - 1] for value in row if isinstance(value, str)]


def compare_counts(where: str, said: int, read: int) -> str:
    """表里合计60件，读到60件。"""
    tail = "。" if said == read else "，请核对有没有漏掉或多出来的行。"
    return f"{where}{said}件，读到{read}件{tail}"


@dataclass
class SetAside:
    """The rows that were not read, and the sentences that say so."""

    totals: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    on_pages: list[int] = field(default_factory=list)
    notes_below: list[tuple[int, str]] = field(default_factory=list)
    bands: list[tuple[int, str]] = field(default_factory=list)
    counted: list[tuple[int, int, int]] = field(default_factory=list)
    before: int = 0

    def add_total(self, number: int, values: Sequence[Value], read: int) -> None:
        """A total of what was read since the last one, or of all; a 小计 is not compared."""
        self.totals.append(number)
        words = [re.sub(r"\s", "", str(value)) for value in values if not is_blank(value)]
        if any(word.startswith("小计") for word in words):
            return
        pieces = {count for word in words if (count := count_pieces(word))}
        # A bare figure behind a session may be a number of the list.
        is_first = TOTAL.fullmatch(words[0]) is not None
        bare = {int(word) for word in words if is_first and re.fullmatch(r"\d{1,5}", word)}
        said = pieces or bare
        self.counted.append((next(iter(said)) if len(said) == 1 else 0, self.before, read))
        self.before = read

    def notes(self, read: int, above: Sequence[str]) -> list[str]:
        """What was set aside, and every count beside what was read."""
        notes = [f"第{'、'.join(map(str, self.heads))}行又是表头，没有读取。"] if self.heads else []
        if self.on_pages:
            notes.append(f"第{'、'.join(map(str, self.on_pages))}行是每页都有的标题或页码，没有读取。")
        notes += [f"第{'、'.join(map(str, self.totals))}行是合计，没有读取。"] if self.totals else []
        for rows, what in ((self.bands, "是小标题，没有认出意思"), (self.notes_below, "不是建议，没有读取")):
            notes += [f"第{number}行{what}：{_shown(words)}" for number, words in rows]
        for said, before, upto in self.counted:
            if said:
                notes.append(compare_counts("表里合计", said, said if said == upto else upto - before))
        said_above = {int(match[1] or match[2]) for word in above if (match := IN_TITLE.search(word))}
        if len(said_above) == 1:
            notes.append(compare_counts("表头上面写着共", said_above.pop(), read))
        return notes


def _shown(words: str) -> str:
    plain = re.sub(r"\s+", " ", words).strip()
    return f"{plain[:LONGEST_SHOWN]}{'……' if len(plain) > LONGEST_SHOWN else ''}"

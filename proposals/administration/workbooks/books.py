"""The three workbooks: their columns, how each is filled in, and a file read as rows of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from proposals.formats.plain_text import make_plain
from proposals.formats.spreadsheets import Column, Sheet
from proposals.intake.tables.kept import KeptTable
from proposals.intake.tables.list_reader import open_tables
from proposals.intake.tables.sheet import HEADER_WITHIN, ROWS_MOST, UnreadableList, Unusable


class Book(StrEnum):
    """Which of the three."""

    UNITS = "units"
    PEOPLE = "people"
    DEPUTIES = "deputies"


@dataclass(frozen=True)
class Field:
    """One column: what it is called, whether a new row must have it, an example, what else heads it in lists."""

    name: str
    needed: bool
    example: str
    hint: str = ""
    also: tuple[str, ...] = ()


NAMES = {Book.UNITS: "单位", Book.PEOPLE: "人员", Book.DEPUTIES: "代表"}
FIELDS: dict[Book, tuple[Field, ...]] = {
    Book.UNITS: (
        Field("简称", True, "区民政局", "名单和页面上的叫法", ("单位", "单位简称", "名称")),
        Field("全称", True, "宝山区民政局", "落款和信封上的名称", ("单位全称", "单位名称")),
        Field("性质", False, "承办单位", "承办单位、区政府办公室、人大、政协；空着是承办单位", ("类别", "类型")),
        Field("上级单位", False, "", "挂在哪个局下面", ("上级", "主管单位")),
        Field("别名", False, "民政", "名单里的其他叫法，用“、”分开"),
        Field("联系电话", False, "021-56550100", "", ("电话", "办公电话")),
        Field("地址", False, "友谊支路1号", "", ("单位地址", "通讯地址")),
        Field("机关代字", False, "宝民", "发文字号用", ("代字",)),
        Field("答复的格式", False, "普通", "普通、信函格式", ("格式", "来信格式")),
    ),
    Book.PEOPLE: (
        Field("姓名", True, "高扬"),
        Field("单位", True, "区民政局", "简称、全称、别名都可以", ("所在单位", "工作单位")),
        Field("科室", False, "基层政权科", "", ("部门", "处室")),
        Field("角色", False, "经办人", "办公室、经办人、局领导；几个用“、”分开", ("职责", "分工")),
        Field("账号", False, "gaoyang", "登录用；空着由程序起", ("用户名", "登录名")),
        Field("手机", False, "13900002207", "", ("手机号", "手机号码", "移动电话")),
        Field("办公电话", False, "021-56550111", "", ("电话", "座机")),
        Field("电子邮箱", False, "gaoyang@example.gov.cn", "提醒会发到这里", ("邮箱", "邮件")),
    ),
    Book.DEPUTIES: (
        Field("姓名", True, "赵洪蓉", "集体提案写团体的名称", ("代表姓名", "委员姓名", "名称")),
        Field("身份", False, "代表", "代表、委员；空着是代表", ("类别",)),
        Field("代表团", False, "吴淞代表团", "委员写界别", ("所属代表团", "界别", "代表团、界别", "选区")),
        Field("代表证号", False, "BS-0701", "同名的人靠它分开", ("证号", "编号")),
        Field("手机", False, "13900002207", "", ("手机号", "手机号码", "联系电话", "电话")),
        Field("电子邮箱", False, "", "", ("邮箱", "邮件")),
        Field("通讯地址", False, "友谊路8号", "信封上印", ("地址", "联系地址")),
        Field("级别", False, "区、县", "全国、省、直辖市、设区的市、区、县、乡镇；空着是区、县"),
        Field("以什么提出", False, "个人", "个人、代表团、党派团体、委员会、界别小组；空着是个人"),
        Field("联系人", False, "", "团体的联系人"),
    ),
}


@dataclass(frozen=True)
class Row:
    """One row of the file: its number in it, its cells by the names of our columns."""

    number: int
    cells: dict[str, str]


def read_rows(content: bytes, book: Book) -> list[Row]:
    """The rows of the table in the file that looks like this book. Raises UnreadableList with what to do."""
    found = max(
        (found for table in open_tables(content) if (found := _head_of(table, book))),
        key=lambda one: len(one[2]),
        default=None,
    )
    if found is None:
        names = "、".join(field.name for field in FIELDS[book] if field.needed)
        raise UnreadableList(f"没有找到表头。表头至少要有：{names}。可以下载空表，把内容贴进去再交。")
    table, head, columns = found
    if table.trouble:
        raise UnreadableList(table.trouble)
    rows = []
    for number, values in table.rows:
        said = {name: _words(values[at]) for at, name in columns.items() if at < len(values)}
        if number > head and any(said.values()) and not _is_example(said, book):
            rows.append(Row(number, {name: value for name, value in said.items() if value}))
    if not rows:
        raise UnreadableList("表头下面没有内容。")
    if len(rows) > ROWS_MOST:
        raise UnreadableList(f"超过{ROWS_MOST}行，请分成几份再交。")
    return rows


def empty_sheet(book: Book) -> Sheet:
    """The form to fill in: the columns, and above them how."""
    fields = FIELDS[book]
    notes = ["；".join(f"{field.name}：{field.hint}" for field in fields if field.hint)]
    needed = "、".join(field.name for field in fields if field.needed)
    notes += [f"必填的是：{needed}。其他可以空着，空着的不改动已经登记的。下面一行是例子，填的时候删去。"]
    return Sheet(NAMES[book], NAMES[book], columns_of(book), [[field.example for field in fields]], notes)


def columns_of(book: Book) -> list[Column]:
    return [Column(field.name, max(12, min(30, 2 * len(field.example) + 4))) for field in FIELDS[book]]


def _head_of(table: KeptTable, book: Book) -> tuple[KeptTable, int, dict[int, str]] | None:
    """The row of the head with the meaning of its columns; None where no row has what is needed."""
    needed = {field.name for field in FIELDS[book] if field.needed}
    best: dict[int, str] = {}
    head = 0
    for number, row in enumerate(table.top[:HEADER_WITHIN], 1):
        meant: dict[int, str] = {}
        for at, value in enumerate(row):
            name = _meaning(_words(value), book)
            if name and name not in meant.values():
                meant[at] = name
        if len(meant) > len(best) and (needed <= set(meant.values()) or (book == Book.UNITS and len(meant) > 1)):
            best, head = meant, number
    return (table, head, best) if best else None


def _meaning(heading: str, book: Book) -> str:
    bare = "".join(heading.split()).replace("（必填）", "").replace("*", "")
    exact = next((field.name for field in FIELDS[book] if field.name == bare), "")
    return exact or next((field.name for field in FIELDS[book] if bare in field.also), "")


def _words(value: object) -> str:
    if value is None or isinstance(value, Unusable):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return make_plain(str(value), one_line=True).strip()


def _is_example(said: dict[str, str], book: Book) -> bool:
    """The row of the empty form that shows how: left in by mistake, it is nobody."""
    shown = {field.name: field.example for field in FIELDS[book] if field.example}
    return {name: value for name, value in said.items() if value} == shown


def as_json(rows: Sequence[Row]) -> list[list[object]]:
    return [[row.number, row.cells] for row in rows]

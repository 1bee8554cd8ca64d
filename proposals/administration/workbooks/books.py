"""The workbooks: their columns, and how each is filled in. A file is read by office_file.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import AdministrationEvent


class Book(StrEnum):
    """Which of them."""

    UNITS = "units"
    PEOPLE = "people"
    DEPUTIES = "deputies"
    SESSIONS = "sessions"


@dataclass(frozen=True)
class Field:
    """One column: what it is called, whether a new row must have it, an example, what else heads it in lists."""

    name: str
    needed: bool
    example: str
    hint: str = ""
    also: tuple[str, ...] = ()


MAIL_HEADS = ("邮箱", "邮件", "电子邮件", "邮箱地址", "Email", "E-mail", "email", "e-mail")
NAMES = {Book.UNITS: "单位", Book.PEOPLE: "人员", Book.DEPUTIES: "代表", Book.SESSIONS: "届次"}
# Under what each is written down in 管理记录.
SUBJECTS = {
    Book.UNITS: AdministrationEvent.Subject.UNIT,
    Book.PEOPLE: AdministrationEvent.Subject.PERSON,
    Book.DEPUTIES: AdministrationEvent.Subject.DEPUTY,
    Book.SESSIONS: AdministrationEvent.Subject.SESSION,
}
FIRST_BOOKS = (Book.UNITS, Book.PEOPLE, Book.DEPUTIES)  # those with which an installation begins
FIELDS: dict[Book, tuple[Field, ...]] = {
    Book.UNITS: (
        Field("简称", True, "区民政局", "名单和页面上的叫法", ("单位", "单位简称", "名称")),
        Field("全称", True, "宝山区民政局", "落款和信封上的名称", ("单位全称", "单位名称")),
        Field(
            "性质",
            False,
            "承办单位",
            "承办单位、区政府办公室、人大、政协；空着是承办单位",
            ("类别", "类型", "单位性质", "单位类别", "机构性质"),
        ),
        Field("上级单位", False, "", "挂在哪个局下面", ("上级", "主管单位", "主管部门", "隶属单位")),
        Field("别名", False, "民政", "名单里的其他叫法，用“、”分开"),
        Field("联系电话", False, "021-56550100", "", ("电话", "办公电话", "单位电话", "值班电话")),
        Field("地址", False, "友谊支路1号", "", ("单位地址", "通讯地址")),
        Field("机关代字", False, "宝民", "发文字号用", ("代字",)),
        Field("答复的格式", False, "普通", "普通、信函格式", ("格式", "来信格式")),
    ),
    Book.PEOPLE: (
        Field("姓名", True, "高扬"),
        Field(
            "单位",
            True,
            "区民政局",
            "简称、全称、别名都可以",
            ("所在单位", "工作单位", "单位名称", "单位简称", "承办单位"),
        ),
        Field("科室", False, "基层政权科", "", ("部门", "处室", "科室名称", "所在科室")),
        Field(
            "角色", False, "经办人", "办公室、经办人、局领导；几个用“、”分开", ("职责", "分工", "岗位", "办理角色")
        ),
        Field("账号", False, "gaoyang", "登录用；空着由程序起", ("用户名", "登录名")),
        Field("手机", False, "13900002207", "", ("手机号", "手机号码", "移动电话", "联系方式", "联系手机")),
        Field("办公电话", False, "021-56550111", "", ("电话", "座机", "联系电话", "办公室电话")),
        Field("电子邮箱", False, "gaoyang@example.gov.cn", "提醒会发到这里", MAIL_HEADS),
    ),
    Book.DEPUTIES: (
        Field("姓名", True, "赵洪蓉", "集体提案写团体的名称", ("代表姓名", "委员姓名", "名称")),
        Field("身份", False, "代表", "代表、委员；空着是代表", ("类别",)),
        Field(
            "代表团",
            False,
            "吴淞代表团",
            "委员写界别",
            ("所属代表团", "所在代表团", "代表团名称", "选举单位", "界别", "代表团、界别", "选区"),
        ),
        Field("代表证号", False, "BS-0701", "同名的人靠它分开", ("证号", "编号", "代表编号", "委员证号")),
        Field(
            "手机",
            False,
            "13900002207",
            "",
            ("手机号", "手机号码", "移动电话", "联系手机", "联系电话", "联系方式", "电话"),
        ),
        Field("电子邮箱", False, "", "", MAIL_HEADS),
        Field("通讯地址", False, "友谊路8号", "信封上印", ("地址", "联系地址", "通信地址", "家庭地址", "单位地址")),
        Field("级别", False, "区、县", "全国、省、直辖市、设区的市、区、县、乡镇；空着是区、县"),
        Field("以什么提出", False, "个人", "个人、代表团、党派团体、委员会、界别小组；空着是个人"),
        Field("联系人", False, "", "团体的联系人"),
    ),
    Book.SESSIONS: (
        Field("会议", False, "人大", "人大、政协；空着是人大", ("会议种类", "类别", "性质")),
        Field("级别", False, "区、县", "全国、省、直辖市、设区的市、区、县、乡镇；空着是区、县"),
        Field("地方", True, "宝山区", "如“宝山区”“上海市”；全国的写“全国”", ("地区", "区域", "行政区")),
        Field("届", True, "9", "第几届，写数字", ("届数", "第几届")),
        Field("次", True, "5", "第几次会议，写数字", ("会次", "次数", "第几次", "第几次会议")),
        Field("开幕日期", False, "2026-01-12", "", ("开幕", "开幕时间", "开始日期")),
        Field("闭幕日期", False, "2026-01-16", "", ("闭幕", "闭幕时间", "结束日期")),
    ),
}


UNREAD = "（读不了）"  # how a cell begins that cannot be used, before the reason


@dataclass(frozen=True)
class Row:
    """One row of the file: its number in it, its cells by the names of our columns, and what was said yes to."""

    number: int
    cells: dict[str, str]
    sure: tuple[str, ...] = ()


def empty_sheet(book: Book) -> Sheet:
    """The form to fill in: the columns, and above them how."""
    fields = FIELDS[book]
    notes = ["；".join(f"{field.name}：{field.hint}" for field in fields if field.hint)]
    needed = "、".join(field.name for field in fields if field.needed)
    notes += [f"必填的是：{needed}。其他可以空着，空着的不改动已经登记的。下面一行是例子，填的时候删去。"]
    return Sheet(NAMES[book], NAMES[book], columns_of(book), [[field.example for field in fields]], notes)


def columns_of(book: Book) -> list[Column]:
    return [Column(field.name, max(12, min(30, 2 * len(field.example) + 4))) for field in FIELDS[book]]


def as_json(rows: Sequence[Row]) -> list[list[object]]:
    return [[row.number, row.cells, row.sure] for row in rows]

"""What one cell says. Pure functions: the value of a cell in, a plain value out, or Wrong with the sentence to show.

The form for one suggestion reads its fields by the same functions, so that a case looks the same however it came in.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl.utils.datetime import from_excel

from proposals.formats.case_numbers import keep_number
from proposals.formats.chinese import FIGURE, cn_date, half, typed_number
from proposals.formats.plain_text import find_fault, make_plain
from proposals.formats.proposers import PERSON, proposer_kind, without_title
from proposals.formats.written_days import lacks_year, split_day
from proposals.models import Unit

Cell = str | int | float | None

TITLE_MOST, TEXT_MOST, CATEGORY_MOST = 200, 50_000, 30
CO_SIGNERS_MOST = 59  # with 领衔 the sixty names the paper form has room for
NAMES_MOST = 5_000  # characters of all the names in a cell, or of all the units
# 1.赵洪蓉 2、周建伟
NUMBERED_NAME = re.compile(rf"(?:^|(?<=[\s、，,；;]))[(（]?{FIGURE}{{1,2}}[)）.．、]\s*(?=[^\s0-9])")
EARLIEST = dt.date(2000, 1, 1)
# Excel writes a control character as _x000B_.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
NAME = re.compile(rf"[{HAN}A-Za-z][{HAN}A-Za-z·.\- ]{{1,29}}")
NOBODY = ("", "无", "—", "——", "-", "/", "暂无", "没有")
TITLES = ("代表", "委员")
# Stand where a name is to stand, in a row that counts the others.
NO_NAMES = ("合计", "小计", "总计", "共计", "总数", "累计", "合计数", "小计数", "总计数")
# 领衔：赵洪蓉；附议：周建伟 in one cell: the names come in this order.
ROLES = re.compile("(?:领衔|附议|联名|第一提案|提案|提出|建议)(?:代表|委员|人|者)?[:：]")
# 等3人, 等3名代表; 等 alone may end a name.
AND_OTHERS = re.compile(
    rf"(?P<name>.{{2,}}?)等共?(?P<count>{FIGURE}{{1,2}}|[一二三四五六七八九十]{{1,3}})[人位名](?:代表|委员)?"
)
# In brackets behind a name, and no delegation: what he or she is.
NOTE_ON_PERSON = re.compile(
    "[男女]|.{1,4}族|领衔|附议|联名|主提|第一|签名|(?:领衔|附议)?(?:代表|委员|人)|[0-9\\- ]{7,20}"
)
CONTACT = re.compile(
    rf"(?:联系人|执笔人|代表)[:：]?\s*([{HAN}·\s]{{2,20}}?)[\s，,、；;]*"
    r"(?:(?:联系)?电话|手机|电话号码)?[:：]?\s*([0-9０-９\- ]{7,20})?"
)
WITH_POINT = re.compile(f"{FIGURE}{{1,12}}[.．][0０]{{1,6}}")  # 521.0: a number that Excel calculated, kept as text
NOTE_ON_NUMBER = re.compile(r"[（(【\[][^（）()【】\[\]]{1,20}[）)】\]]$|[*＊★☆▲●]+$")
DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


# 2026-3-5 9:30, 2026年3月5日上午9时30分; (星期四); 二〇二六年三月五日.
TIME_OF_DAY = re.compile(
    r"(?:T|\s+|(?<=[日号]))(?:上午|下午|晚上|中午)?\s*(?:[0-9]{1,2}\s*(?:[:时点]\s*(?:[0-9]{1,2}.{0,12})?|$))?$"
)
WEEKDAY = re.compile(r"\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s*$")
DAY_OF_WEEK = re.compile("(?:星期|周|礼拜)([一二三四五六日天])")
DAYS_OF_WEEK = "一二三四五六日"
HAN_COUNT = "[一二三四五六七八九十]{1,3}"
IN_WORDS = re.compile(
    f"(?P<year>[〇零○ΟOo0一二三四五六七八九]{{4}})年(?P<month>{HAN_COUNT})月(?P<day>{HAN_COUNT})[日号]?"
)


class Wrong(ValueError):
    """A cell that cannot be read, with the sentence that says why and what to write."""


class NotADay(Wrong):
    """What is written is nothing like a day."""


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x20 or code == 0x5F else match[0]


def read_text(value: Cell) -> str:
    """Plain text (make_plain), a line a paragraph: composed characters, no tabs, no blanks at the ends, no empty
    lines."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = make_plain(ESCAPED.sub(_character, "" if value is None else str(value)))
    lines = (line.strip() for line in unicodedata.normalize("NFC", written).replace("\t", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def read_line(value: Cell) -> str:
    """The same on one line; line breaks inside Chinese text go without a trace."""
    return re.sub(r"\s+", " ", read_text(value).replace("\n", ""))


def read_compact(value: Cell) -> str:
    """The same without any blank, full-width letters and digits made plain: for numbers and names of offices."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", read_text(value)))


def read_limited(value: Cell, most: int, *, long: bool = False) -> str:
    """One line of text, or several if `long`. Raises Wrong past `most` characters, and for what no text may hold."""
    read = read_text(value) if long else read_line(value)
    if len(read) > most:
        raise Wrong(f"有{len(read)}个字，最多{most}个字，请缩短。")
    if fault := find_fault(read):
        raise Wrong(fault)
    return read


def read_title(value: Cell) -> str:
    """The title without the 《》 around all of it. Raises Wrong if it is empty or too long."""
    read = read_limited(value, TITLE_MOST)
    if read.startswith("《") and read.find("》") == len(read) - 1:
        read = read[1:-1].strip()
    if not read:
        raise Wrong("是空的，请填写。")
    return read


def read_number(value: Cell) -> str:
    """件号 as the place writes it (case_numbers.keep_number): 070, 第070号 → 070, 70.0 → 70, 台52."""
    if isinstance(value, float) and not value.is_integer():
        raise Wrong(f"“{value}”不是件号，请照交办的写，如070。")
    read = without_point(value)
    if not read:
        raise Wrong("是空的，请填写。")
    kept = keep_number(read) or (keep_number(NOTE_ON_NUMBER.sub("", read)) if len(read) < 100 else "")
    if not kept:
        raise Wrong(f"“{shown_cell(value)}”不是件号。请照交办的写，要有数字，如070、台52、HG-201901287、闭会第3号。")
    return kept


def split_number(value: Cell) -> tuple[str, Cell]:
    """市十六届人大三次会议第0123号 → the session it names, and 第0123号; "" and the value where it names none."""
    read = re.fullmatch(r"(.*[届].*次会议)((?:第|闭会).+)", read_compact(value)) if isinstance(value, str) else None
    return (read[1], read[2]) if read else ("", value)


def without_point(value: Cell) -> str:
    """A number without blanks, and without the .0 that Excel puts behind it: 521.0 → 521. 521.5 stays."""
    read = re.sub(r"\s", "", read_text(value))
    return re.split("[.．]", read)[0] if WITH_POINT.fullmatch(read) else read


def number_note(value: Cell, kept: str) -> str:
    """What to look at where a number was read otherwise than it stands there, or ""."""
    read = re.sub(r"\s", "", read_text(value))
    return f"件号写的是“{shown_cell(value)}”，按{kept}读，请核对" if without_point(value) != read else ""


def shown_cell(value: Cell, most: int = 30) -> str:
    """What stands in a cell, short enough for a sentence."""
    read = read_line(value)
    return read if len(read) <= most else read[:most] + "…"


def shown_day(value: Cell, most: int = 30) -> str:
    """A day as it is kept (2026-03-05) as pages write it; anything else as it stands."""
    read = shown_cell(value, most)
    try:
        return cn_date(dt.date.fromisoformat(read)) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", read) else read
    except ValueError:
        return read


def read_numeral(word: str) -> int:
    """九 → 9, 十二 → 12, 二十 → 20, 9 → 9; 0 where it is no number from 1 to 99."""
    if (figures := typed_number(word)) is not None:
        return figures if figures < 100 else 0
    head, ten, tail = word.partition("十")
    if not ten:
        return DIGITS.get(word, 0)
    if (head and head not in DIGITS) or (tail and tail not in DIGITS):
        return 0
    return (DIGITS[head] if head else 1) * 10 + (DIGITS[tail] if tail else 0)


def read_day_text(value: Cell) -> str:
    """What is written of a day, without the time, the day of the week and blanks; 二〇二六年三月五日 in figures."""
    written = unicodedata.normalize("NFKC", read_line(value)).strip()
    written = TIME_OF_DAY.sub("", WEEKDAY.sub("", TIME_OF_DAY.sub("", written)))
    written = re.sub(r"\s", "", WEEKDAY.sub("", written))
    if match := IN_WORDS.fullmatch(written):
        year = "".join(str(DIGITS[re.sub("[○ΟOo0]", "〇", digit)]) for digit in match["year"])
        written = f"{year}年{read_numeral(match['month'])}月{read_numeral(match['day'])}日"
    return written


def read_date(value: Cell) -> dt.date:
    """A day, from a date cell (kept as 2026-03-05), a day number of Excel, or a day written as text."""
    read = read_day_text(value)
    if not read:
        raise Wrong("是空的，请填写。")
    number = int(read) if re.fullmatch("[0-9]{5}", read) else value
    if isinstance(number, int | float) and 36_526 <= number < 73_051:  # 2000-2099 as Excel counts days
        counted_day = from_excel(int(number))
        return dt.date(counted_day.year, counted_day.month, counted_day.day)
    if whole := split_day(read):
        try:
            day = dt.date(*whole)
        except ValueError:
            raise Wrong(f"“{shown_cell(value)}”：没有这一天，请核对。") from None
        if not EARLIEST <= day < dt.date(2100, 1, 1):
            raise Wrong(f"“{shown_cell(value)}”：年份不对，请核对。")
        return day
    if lacks_year(read):
        raise Wrong(f"“{shown_cell(value)}”没有写年份，请写全，如2026年3月5日。")
    raise NotADay(f"“{shown_cell(value)}”不是日期，请写成2026-03-05或2026年3月5日。")


def weekday_note(value: Cell, day: dt.date) -> str:
    """What to look at where the day of the week that is written is not that of the day, or ""."""
    written = DAY_OF_WEEK.search(unicodedata.normalize("NFKC", read_line(value)))
    right = DAYS_OF_WEEK[day.weekday()]
    if not written or written[1].replace("天", "日") == right:
        return ""
    return f"“{shown_cell(value)}”写的是{written[0]}，这一天是星期{right}，请核对"


def read_handed_on(day: dt.date, today: dt.date) -> dt.date:
    """The day of 交办. Raises Wrong for a day to come."""
    if day > today:
        raise Wrong(f"{cn_date(day)}还没有到，交办日期不能晚于今天。")
    return day


def reply_limit(due: dt.date | None, handed: dt.date, statutory: dt.date) -> dt.date | None:
    """The date the district asks for, after 交办 and no later than the law's; None for the law's."""
    if due is None:
        return None
    if due <= handed:
        raise Wrong(f"{cn_date(due)}不在交办日期之后，请核对。")
    if due > statutory:
        raise Wrong(f"{cn_date(due)}晚于法定期限{cn_date(statutory)}，请改早，或者空着按法定期限办。")
    return due


def read_names(value: Cell) -> list[str]:
    """Names by 、 (or a comma, a semicolon, a new line), not inside brackets; 无 is nobody. Raises Wrong for a text
    too long for names, which is not searched for brackets."""
    written = read_text(value)
    if len(written) > NAMES_MOST:
        raise Wrong(f"有{len(written)}个字，不像是名称，请核对。")
    written = NUMBERED_NAME.sub("\n", written)
    parts = (part.strip() for part in re.split(r"[、，,；;/\n](?![^（()）]*[）)])", written))
    return [part for part in parts if part not in NOBODY]


def read_proposers(value: Cell) -> tuple[list[str], int]:
    """The names, who leads first, and of 林佩芬等3人 how many there are to be; 0 where that is not said."""
    names = read_names(ROLES.sub("\n", read_text(value)))
    if names and (match := AND_OTHERS.fullmatch(re.sub(r"\s", "", names[-1]))):
        return [*names[:-1], match["name"]], read_numeral(match["count"] or "")
    return names, 0


class Person(NamedTuple):
    """Who proposes, as a list says it; `contact` and `phone` of a group are its contact person's."""

    name: str
    delegation: str = ""
    proposes_as: str = PERSON
    contact: str = ""
    phone: str = ""


def read_person(written: str) -> Person:
    """王　伟（吴淞代表团） → 王伟, 吴淞代表团; 林佩芬代表 → 林佩芬; a group with its contact person:
    民盟宝山区委（联系人：尹安之 13000000112）."""
    match = re.fullmatch(r"([^（）()]*)(?:[（(]([^（）()]*)[）)])?", written.strip())
    if not match:
        raise Wrong(f"“{shown_cell(written)}”读不懂，请写成“姓名”或“姓名（代表团）”。")
    name, more = match[1].strip(), match[2] or ""
    if (kind := proposer_kind(read_compact(name))) != PERSON:
        return _group(read_compact(name), kind, more, written)
    delegation = re.sub(r"\s", "", more)
    if NOTE_ON_PERSON.fullmatch(half(delegation)):
        delegation = ""
    parts = name.split()
    if len(parts) > 1 and all(re.fullmatch(rf"[{HAN}]+", part) for part in parts):
        # 王　伟 is one name spread out, 王　伟代表 too; 王伟 李娜 is two; in 林佩芬 代表 the second is no name.
        if len(without_title("".join(parts))) > 3:
            raise Wrong(f"“{shown_cell(name)}”像是几个人，请用“、”分开。")
        name = "".join(parts)
    if re.search(rf"等{FIGURE}*[一二三四五六七八九十]*[人位名]?(?:代表|委员)?$", name) and len(name) > 2:
        raise Wrong(f"“{shown_cell(name)}”没有写全，请把每位代表的姓名都写出来，用“、”分开。")
    name = without_title(name)
    if name in NO_NAMES:
        raise Wrong(f"“{name}”不是姓名，这一行像是合计。是合计的，请删去这一行；是建议的，请写上代表的姓名。")
    if not NAME.fullmatch(name):
        raise Wrong(f"“{shown_cell(written)}”不像姓名，请核对；几位代表用“、”分开。")
    if len(delegation) > 40:
        raise Wrong(f"“{shown_cell(delegation)}”作为代表团太长，请核对。")
    return Person(name, delegation)


def _group(name: str, kind: str, more: str, written: str) -> Person:
    if len(name) > 40:
        raise Wrong(f"“{shown_cell(name)}”作为提出人太长，请核对。")
    if not more or more in ("集体提案", "集体", "领衔"):
        return Person(name, proposes_as=kind)
    match = CONTACT.fullmatch(more.strip())
    contact = without_title(re.sub(r"\s", "", match[1])) if match else ""
    if not match or not NAME.fullmatch(contact):
        raise Wrong(f"“{shown_cell(written)}”读不懂。团体的联系人请写成“{name}（联系人：姓名 手机）”。")
    return Person(name, proposes_as=kind, contact=contact, phone=half(match[2] or ""))


SHARE_MOST = 300
# How a unit is called: before a colon it begins a line of its own, and is not a word of the one before.
LIKE_UNIT = re.compile(r"[\u4e00-\u9fff（）]{1,30}(?:局|委|委员会|办|办公室|镇|乡|街道|中心|公司|支队|集团|园区)")


def read_shares(value: Cell, units: Sequence[Unit]) -> dict[int, str]:
    """承办内容, a unit a line: 区民政局：助餐点布局. A line without a unit goes on with the one before. By the key of
    the unit; raises Wrong for a line that names no unit of these."""
    found: dict[int, str] = {}
    last: Unit | None = None
    for line in filter(None, map(str.strip, read_limited(value, TEXT_MOST, long=True).splitlines())):
        name, colon, said = re.sub("^([^：:]{1,40})[:：]", r"\1：", line).partition("：")
        unit = next((one for one in units if name.strip() in (one.name, one.short_name)), None) if colon else None
        if unit is None and last is None:
            names = "、".join(one.short_name for one in units)
            raise Wrong(f"“{shown_cell(line)}”没有写是哪个单位的。一行写一个单位，如“{names.split('、')[0]}：……”。")
        if colon and unit is None and LIKE_UNIT.fullmatch(name.strip()):
            raise Wrong(f"“{shown_cell(name.strip())}”不在承办的单位里。是承办单位的，先选上它；不是的，请换个写法。")
        if unit and unit.pk in found:
            raise Wrong(f"{unit}写了两次，请并成一行。")
        last = unit or last
        if last:
            before = found.get(last.pk, "")
            found[last.pk] = f"{before}；{line}" if before else said.strip() if unit else line
    for unit in units:
        if len(found.get(unit.pk, "")) > SHARE_MOST:
            raise Wrong(f"{unit}的承办内容太长，请写在{SHARE_MOST}字以内。")
    return {pk: said for pk, said in found.items() if said}


def write_shares(shares: Iterable[tuple[Unit, str]]) -> str:
    """The same as text: a unit a line."""
    return "\n".join(f"{unit.short_name}：{said}" for unit, said in shares if said)

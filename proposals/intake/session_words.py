"""届次 as lists write it, taken apart: body, place, term and meeting. Which place is meant, the directory knows."""

import re
from dataclasses import dataclass

from proposals.intake import cells
from proposals.intake.cells import Wrong
from proposals.models import Level, Session
from proposals.models.suggestion import NATION, chinese_number

COUNT = "第?([一二三四五六七八九十〇零0-9]{1,3})"
SESSION = re.compile(
    rf"(?P<before>.*?){COUNT}届(?P<between>[^届次]*?){COUNT}次(?:会议|全会|大会)?(?P<after>(?:会议)?(?:闭会)?(?:期间)?)"
)
HOUSES = re.compile("中华人民共和国|中国人民政治协商会议|政协|人民代表大会|人大|委员会|全体|[，,（）()《》“”]")
PLACES = re.compile("[\u4e00-\u9fff]{1,8}?(?:自治区|[省市区县旗州盟镇乡])")
SESSION_HINT = "请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”"
TOP_CITIES = ("北京市", "天津市", "上海市", "重庆市")


@dataclass(frozen=True)
class SessionWords:
    """What is written: `place` as it stands there, "" where none does."""

    body: str
    place: str
    term: int
    meeting: int


def read_session(value: cells.Cell) -> SessionWords:
    """第九届第三次会议, 市十六届人大三次会议, 十四届全国人大三次会议, 政协宝山区第九届委员会第五次会议."""
    written = re.sub(r"^[（(](.*)[）)]$", r"\1", cells.read_compact(value))
    if not written:
        raise Wrong("是空的，请填写。")
    if re.search("常委会|常务委员会", written) and "次" in written:
        raise Wrong(f"“{cells.shown_cell(value)}”是常委会的会议。请写建议是在哪一次代表大会会议上提出的。")
    match = SESSION.fullmatch(written)
    if not match:
        raise Wrong(_not_a_session(written))
    term, meeting = cells.read_numeral(match[2]), cells.read_numeral(match[4])
    body = Session.Body.CPPCC if "政协" in written or "政治协商" in written else Session.Body.CONGRESS
    before, between = (HOUSES.sub("", match[part]) for part in ("before", "between"))
    if not term or not meeting or (before and between and not before.endswith(between)):
        raise Wrong(f"“{cells.shown_cell(value)}”读不懂。{SESSION_HINT}。")
    if body == Session.Body.CONGRESS and "委员会" in match["between"]:
        raise Wrong(f"“{cells.shown_cell(value)}”没有写明是人大还是政协。政协的会议请写上“政协”二字。")
    return SessionWords(body, before or between, term, meeting)


def _not_a_session(written: str) -> str:
    times = re.findall(rf"{COUNT}次", written)
    if "届" not in written and times:
        term = cells.read_numeral(times[0])
        right = f"第{chinese_number(term)}届" if term else "第几届"
        return (
            f"“{cells.shown_cell(written)}”没有写明是第几届。“届”是任期，“次”是这一届里的第几次会议，两样都要写："
            f"如果是{right}，请写成“{right}第几次会议”。"
        )
    if "届" in written and "闭会" in written:
        return f"“{cells.shown_cell(written)}”没有写明是哪一次会议闭会以后，请写全，如“第九届第三次会议闭会期间”。"
    if "届" in written and "次" not in written:
        return f"“{cells.shown_cell(written)}”没有写明是第几次会议，请写全，如“第九届第三次会议”。"
    return f"“{cells.shown_cell(written)}”读不懂。{SESSION_HINT}。"


def says_between_sessions(value: cells.Cell) -> bool:
    """第九届第三次会议闭会期间."""
    return "闭会" in cells.read_compact(value)


def whole_place(place: str) -> str:
    """A place as it is kept, without the larger ones around it: 上海市宝山区 → 宝山区, 上海市宝山区罗店镇 →
    宝山区罗店镇; "" where it is no place."""
    if place == NATION:
        return NATION
    parts: list[str] = PLACES.findall(place)
    if not parts or "".join(parts) != place or len(parts[-1]) < 2:
        return ""
    return "".join(parts[-2:]) if level_of(parts[-1]) == Level.TOWN else parts[-1]


def level_of(place: str) -> Level:
    """Of a whole place, by its last character; 自治区 and the four cities stand beside the provinces."""
    if place == NATION:
        return Level.NATION
    if place in TOP_CITIES or place.endswith(("省", "自治区")):
        return Level.PROVINCE
    levels = dict.fromkeys("市州盟", Level.CITY) | dict.fromkeys("镇乡", Level.TOWN)
    return levels.get(place[-1], Level.DISTRICT)

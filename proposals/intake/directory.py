"""Who is who: sessions, units and deputies by the words a list uses. Read once, asked for every row."""

import difflib
import re
from collections.abc import Sequence

from proposals.intake import cells
from proposals.intake.cells import Wrong
from proposals.models import Deputy, Session, Unit, UnitKind
from proposals.models.suggestion import chinese_number

COUNT = "第?([一二三四五六七八九十〇零0-9]{1,3})"
SESSION = re.compile(rf"(?P<before>.*?){COUNT}届(?P<between>[^届次]*?){COUNT}次(?:会议|全会|大会)?")
DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,8}?[区县市旗州盟]")
HOUSE = re.compile(r"(?P<place>.*?)(?P<house>人民代表大会|人大|政协委员会|政协|委员会|)(?:全体)?")
OFFICES = (UnitKind.BUREAU, UnitKind.DISTRICT)
SESSION_HINT = "请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”"


class Directory:
    """What is registered, with what this list adds to it: an unsaved Session or Deputy is a new one."""

    def __init__(self) -> None:
        sessions = list(Session.objects.all())
        self.sessions = {(s.body, s.district, s.term, s.meeting): s for s in sessions}
        self.districts = sorted({s.district for s in sessions})
        self.units = list(Unit.objects.filter(kind__in=OFFICES))
        self.deputies: dict[tuple[str, str], list[Deputy]] = {}
        for deputy in Deputy.objects.order_by("pk"):
            self.deputies.setdefault((deputy.kind, deputy.name), []).append(deputy)

    # ---- 届次 ------------------------------------------------------------------------------------------

    def session(self, value: cells.Cell) -> Session:
        """第九届第三次会议, 九届三次, 宝山区第九届人民代表大会第三次会议, 政协宝山区第九届委员会第五次会议."""
        written = cells.read_compact(value)
        if not written:
            raise Wrong("是空的，请填写。")
        match = SESSION.fullmatch(written)
        if not match:
            raise Wrong(self._not_a_session(written))
        term, meeting = cells.read_numeral(match[2]), cells.read_numeral(match[4])
        body = Session.Body.CPPCC if "政协" in written or "政治协商" in written else Session.Body.CONGRESS
        house = HOUSE.fullmatch(match["between"])
        if not term or not meeting or not house:
            raise Wrong(f"“{cells.shown_cell(value)}”读不懂。{SESSION_HINT}。")
        if body == Session.Body.CONGRESS and house["house"] == "委员会":
            raise Wrong(f"“{cells.shown_cell(value)}”没有写明是人大还是政协。政协的会议请写上“政协”二字。")
        district = self._district(match["before"] + house["place"], value)
        key = (body, district, term, meeting)
        if key not in self.sessions:
            self.sessions[key] = Session(body=body, district=district, term=term, meeting=meeting)
        return self.sessions[key]

    def _not_a_session(self, written: str) -> str:
        times = re.findall(rf"{COUNT}次", written)
        if "届" not in written and times:
            term = cells.read_numeral(times[0])
            right = f"第{chinese_number(term)}届" if term else "第几届"
            return (
                f"“{cells.shown_cell(written)}”没有写明是第几届。“届”是任期，“次”是这一届里的第几次会议，两样都要写："
                f"如果是{right}，请写成“{right}第几次会议”。"
            )
        if "届" in written and "次" not in written:
            return f"“{cells.shown_cell(written)}”没有写明是第几次会议，请写全，如“第九届第三次会议”。"
        return f"“{cells.shown_cell(written)}”读不懂。{SESSION_HINT}。"

    def _district(self, before: str, value: cells.Cell) -> str:
        bare = re.sub(r"中国人民政治协商会议|政协|人大|[，,（）()《》“”]", "", before)
        if bare in ("", "区", "本区", "县", "市"):
            if len(self.districts) == 1:
                return self.districts[0]
            raise Wrong(
                f"“{cells.shown_cell(value)}”没有写是哪个区，请写全，如“宝山区第九届人民代表大会第三次会议”。"
            )
        known = [name for name in self.districts if bare.endswith(name)]
        if known:
            return max(known, key=len)
        if self.districts:
            raise Wrong(f"“{cells.shown_cell(value)}”：这里只登记{'、'.join(self.districts)}的建议，请核对。")
        places: list[str] = DISTRICT.findall(bare)
        if not places or "".join(places) != bare:
            raise Wrong(f"“{cells.shown_cell(value)}”读不懂。{SESSION_HINT}。")
        return places[-1]

    # ---- 单位 ------------------------------------------------------------------------------------------

    def _bare(self, name: str, district: str) -> str:
        """A unit's name without the place before it: 上海市宝山区民政局, 宝山区民政局, 区民政局 → 民政局."""
        for place in (district, *self.districts):
            at = name.find(place)
            if 0 <= at <= 4 and len(name) > at + len(place):
                return name[at + len(place) :]
        short = district[-1:] or "区"
        return name.removeprefix(short) if len(name) > 2 else name

    def unit(self, written: str, district: str) -> Unit:
        name = cells.read_compact(written)
        found = [
            unit
            for unit in self.units
            if name in (cells.read_compact(unit.name), cells.read_compact(unit.short_name))
        ]
        if not found:
            bare = self._bare(name, district)
            found = [
                unit
                for unit in self.units
                if bare
                in (self._bare(cells.read_compact(unit.name), district), self._bare(unit.short_name, district))
            ]
        if not found:
            raise Wrong(f"没有找到“{cells.shown_cell(written)}”这个单位{self._near(name, district)}。")
        if len(found) > 1:
            raise Wrong(f"“{cells.shown_cell(written)}”可能是{'或'.join(str(unit) for unit in found)}，请写全称。")
        if not found[0].is_active:
            raise Wrong(f"“{cells.shown_cell(written)}”已经停用，请核对。")
        return found[0]

    def _near(self, name: str, district: str) -> str:
        shorts = {self._bare(unit.short_name, district): unit.short_name for unit in self.units if unit.is_active}
        near = difflib.get_close_matches(self._bare(name, district), shorts, n=1, cutoff=0.5)
        return f"，是不是“{shorts[near[0]]}”" if near else "，请写全称或简称"

    # ---- 代表 ------------------------------------------------------------------------------------------

    def deputy(self, written: str, kind: str) -> Deputy:
        """By name, and by delegation where namesakes exist. A name that is not known is a new deputy."""
        name, delegation = cells.read_person(written)
        known = self.deputies.setdefault((kind, name), [])
        matching = [one for one in known if not delegation or _same_delegation(one.delegation, delegation)]
        if len(matching) > 1:
            labels = "、".join(one.full_label for one in matching)
            raise Wrong(f"有{len(matching)}位{kind}叫“{name}”，请写明是哪一位：{labels}。")
        if matching:
            return matching[0]
        deputy = Deputy(name=name, kind=kind, delegation=delegation)
        known.append(deputy)
        return deputy

    def deputies_of(self, written: Sequence[str], kind: str) -> list[Deputy]:
        """Several deputies in their order, none twice."""
        if len(written) > cells.CO_SIGNERS_MOST:
            raise Wrong(f"写了{len(written)}位，最多{cells.CO_SIGNERS_MOST}位，请核对。")
        found: list[Deputy] = []
        for one in written:
            deputy = self.deputy(one, kind)
            if any(deputy is other for other in found):
                raise Wrong(f"“{deputy.full_label}”写了两次，请去掉一个。")
            found.append(deputy)
        return found

    def namesake_note(self, deputy: Deputy) -> str:
        """What to look at before a new deputy is made."""
        others = [one for one in self.deputies.get((deputy.kind, deputy.name), []) if one is not deputy]
        if others:
            return f"{deputy.full_label}是新{deputy.kind}，与{'、'.join(one.full_label for one in others)}不是同一位"
        other_kind = Deputy.Kind.MEMBER if deputy.kind == Deputy.Kind.DEPUTY else Deputy.Kind.DEPUTY
        if any(one.pk for one in self.deputies.get((other_kind, deputy.name), [])):
            return f"{deputy.full_label}是新{deputy.kind}，另有一位同名的{other_kind}，请核对届次"
        return f"{deputy.full_label}是新{deputy.kind}"


def _same_delegation(one: str, other: str) -> bool:
    return cells.read_compact(one).removesuffix("代表团") == cells.read_compact(other).removesuffix("代表团")

"""Who is who: sessions, units and deputies by the words a list uses. Read once, asked for every row."""

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from proposals.formats.proposers import without_title
from proposals.intake import cells
from proposals.intake.cells import Wrong
from proposals.intake.session_words import SESSION_HINT, SessionWords, level_of, read_session, whole_place
from proposals.models import Deputy, Level, Session, Unit, UnitAlias, UnitKind

NAME_MOST = 200  # characters of a unit's name with what stands in brackets behind it
# A place that is named by what it is, and the levels it may be.
BY_LEVEL = {
    "区": (Level.DISTRICT,),
    "县": (Level.DISTRICT,),
    "市": (Level.PROVINCE, Level.CITY),
    "省": (Level.PROVINCE,),
}


# Who sits there: deputies or members, of which level. Namesakes of the district and the city are not the same person.
House = tuple[str, int]


class Likely(NamedTuple):
    """The unit that a name may mean. `is_short`: 建管委 has its characters from 建设管理委 in their order, and from
    no other unit's name."""

    unit: Unit
    is_short: bool


class Directory:
    """What is registered, with what this list adds to it: an unsaved Session or Deputy is a new one."""

    def __init__(self) -> None:
        sessions = list(Session.objects.all())
        self.sessions = {(s.body, s.place, s.term, s.meeting): s for s in sessions}
        self.places = {s.place: Level(s.level) for s in sessions}
        self.districts = sorted(place for place, level in self.places.items() if level == Level.DISTRICT)
        self.units = list(Unit.objects.filter(kind=UnitKind.BUREAU))
        by_pk = {unit.pk: unit for unit in self.units}
        self.aliases = {
            cells.read_compact(alias): by_pk[pk]
            for alias, pk in UnitAlias.objects.values_list("name", "unit_id")
            if pk in by_pk
        }
        # What was asked for and is no unit's name.
        self.unknown_units: dict[str, Likely | None] = {}
        self.deputies: dict[tuple[str, int, str], list[Deputy]] = {}
        for deputy in Deputy.objects.filter(merged_into=None).order_by("pk"):
            self.deputies.setdefault((deputy.kind, deputy.level, deputy.name), []).append(deputy)

    # ---- 届次 ------------------------------------------------------------------------------------------

    def session(self, value: cells.Cell) -> Session:
        """By the body, its place, term and meeting; one that is not known yet is a new one."""
        said = read_session(value)
        place = self._place(said, value)
        level = self.places.get(place, level_of(place))
        key = (said.body, place, said.term, said.meeting)
        if key not in self.sessions:
            session = Session(body=said.body, level=level, place=place, term=said.term, meeting=said.meeting)
            self.sessions[key] = session
            self.places.setdefault(place, level)
        return self.sessions[key]

    def session_on(self, session: Session, day: dt.date) -> Session | None:
        """The last session of the same body that had begun by that day, where it is a later one."""
        begun = [
            one
            for one in self.sessions.values()
            if one.pk
            and (one.body, one.place) == (session.body, session.place)
            and one.opened_on
            and one.opened_on <= day
        ]
        last = max(begun, key=lambda one: (one.term, one.meeting), default=None)
        return last if last and (last.term, last.meeting) > (session.term, session.meeting) else None

    def _place(self, said: SessionWords, value: cells.Cell) -> str:
        """Whose session it is: 市 is the city this district lies in, 区 or nothing at all the district itself."""
        written = re.sub("^[本我全](?=[区县市省]$)", "", said.place)
        if not written:
            self._must_be_the_districts(said, value)
        if levels := BY_LEVEL.get(written or "区"):
            return self._place_of_level(levels, value)
        around = self._around_the_district((Level.PROVINCE, Level.CITY))
        known = [place for place in (*self.places, *sorted(around)) if written in (place, place[:-1])]
        place = known[0] if known else whole_place(written)
        if not place:
            raise Wrong(f"“{cells.shown_cell(value)}”读不懂。{SESSION_HINT}。")
        if self.districts and place not in self.places and level_of(place) == Level.DISTRICT:
            own = "、".join(self.districts)
            raise Wrong(f"“{cells.shown_cell(value)}”：这里只登记{own}和上级的建议，没有{place}的，请核对。")
        return place

    def _must_be_the_districts(self, said: SessionWords, value: cells.Cell) -> None:
        """九届五次 without a place is the district's, unless only another place has such a term."""
        terms = {(s.level, s.term) for s in self.sessions.values() if s.body == said.body}
        others = [level for level, term in terms if term == said.term and level != Level.DISTRICT]
        if others and (Level.DISTRICT, said.term) not in terms:
            raise Wrong(f"“{cells.shown_cell(value)}”没有写是区、市还是全国的，请写全，如“市十六届人大三次会议”。")

    def _place_of_level(self, levels: Sequence[Level], value: cells.Cell) -> str:
        found = [place for place, level in self.places.items() if level in levels]
        if not found and Level.DISTRICT not in levels:
            found = sorted(self._around_the_district(levels))
        if len(found) == 1:
            return found[0]
        what, example = (
            ("区", "宝山区第九届人民代表大会第三次会议")
            if Level.DISTRICT in levels
            else ("市（省）", "上海市第十六届人民代表大会第三次会议")
        )
        raise Wrong(f"“{cells.shown_cell(value)}”没有写是哪个{what}，请写全，如“{example}”。")

    def _around_the_district(self, levels: Sequence[Level]) -> set[str]:
        """The city in which the district lies, as its offices are called: 上海市宝山区民政局."""
        around = {unit.name.partition(place)[0] for place in self.districts for unit in self.units}
        named = {whole_place(name) for name in around if name and len(name) <= 12}
        return {place for place in named if place and level_of(place) in levels}

    # ---- 单位 ------------------------------------------------------------------------------------------

    def _bare(self, name: str, district: str) -> str:
        """A unit's name without the place before it: 上海市宝山区民政局, 宝山区民政局, 区民政局 → 民政局."""
        for place in (district, *self.districts):
            at = name.find(place)
            if 0 <= at <= 4 and len(name) > at + len(place):
                return name[at + len(place) :]
        short = district[-1:] or "区"
        return name.removeprefix(short) if len(name) > 2 else name

    def units_of(self, written: Sequence[str], district: str) -> list[Unit]:
        """Several units in their order: 民政局 房管局 are two where each is known and both together are not."""
        found: list[Unit] = []
        for one in written:
            if len(one) > NAME_MOST:
                raise Wrong(f"“{cells.shown_cell(one)}”不像单位的名称，请核对。")
            pieces = one.split()
            try:
                found.append(self.unit(one, district))
            except Wrong:
                if len(pieces) < 2 or not all(self._named(cells.read_compact(piece), district) for piece in pieces):
                    raise
                found += [self.unit(piece, district) for piece in pieces]
        return found

    def unit(self, written: str, district: str) -> Unit:
        """By its full or short name, the office's own alias, or its name without the place; what stands in brackets
        behind it, a section or a telephone, makes no other unit of it."""
        name = cells.read_compact(written)
        plain = re.sub(r"[(\[【].*?[)\]】]", "", name)
        found = self._named(name, district) or self._named(plain, district)
        if not found:
            near = self.unknown_units[plain] = self._near(plain, district)
            advice = f"，是不是“{near.unit.short_name}”" if near else "，请写全称或简称"
            raise Wrong(f"没有找到“{cells.shown_cell(written)}”这个单位{advice}。")
        if len(found) > 1:
            raise Wrong(f"“{cells.shown_cell(written)}”可能是{'或'.join(str(unit) for unit in found)}，请写全称。")
        if not found[0].is_active:
            raise Wrong(f"“{cells.shown_cell(written)}”已经停用，请核对。")
        return found[0]

    def _named(self, name: str, district: str) -> list[Unit]:
        """The units that this name, without blanks, may mean."""
        found = [
            unit
            for unit in self.units
            if name in (cells.read_compact(unit.name), cells.read_compact(unit.short_name))
        ]
        if not found and name in self.aliases:
            found = [self.aliases[name]]
        if not found:
            bare = self._bare(name, district)
            found = [
                unit
                for unit in self.units
                if bare
                in (self._bare(cells.read_compact(unit.name), district), self._bare(unit.short_name, district))
            ]
        if not found and (alias := self.aliases.get(bare) or self.aliases.get(f"{district[-1:]}{bare}")):
            found = [alias]
        return found

    def _near(self, name: str, district: str) -> Likely | None:
        """The one unit for whose name this is short, else the one that begins alike and is most like it."""
        bare = self._bare(name, district)
        active = [unit for unit in self.units if unit.is_active]
        names = {unit.pk: (unit.name, unit.short_name) for unit in active}
        short_for = [
            unit
            for unit in active
            if len(bare) > 1 and any(_has_in_order(self._bare(one, district), bare) for one in names[unit.pk])
        ]
        if len(short_for) == 1:
            return Likely(short_for[0], is_short=True)
        # 财政局 is no slip of 民政局: what tells units apart stands first.
        shorts = {self._bare(unit.short_name, district): unit for unit in active}
        shorts = {one: unit for one, unit in shorts.items() if one[:1] == bare[:1]}
        near = difflib.get_close_matches(bare, shorts, n=1, cutoff=0.5)
        return Likely(shorts[near[0]], is_short=False) if near else None

    # ---- 代表 ------------------------------------------------------------------------------------------

    def deputy(self, written: str, house: House) -> Deputy:
        """By name, and by delegation where namesakes exist. A name that is not known is a new deputy."""
        said = cells.read_person(written)
        kind, level = house
        known = self.deputies.setdefault((kind, level, said.name), [])
        matching = [one for one in known if not said.delegation or _same_delegation(one.delegation, said.delegation)]
        if len(matching) > 1:
            labels = "、".join(one.full_label for one in matching)
            raise Wrong(f"有{len(matching)}位{kind}叫“{said.name}”，请写明是哪一位：{labels}。")
        if matching:
            return matching[0]
        deputy = Deputy(kind=kind, level=level, **said._asdict())
        known.append(deputy)
        return deputy

    def deputies_of(self, written: Sequence[str], house: House) -> list[Deputy]:
        """Several deputies in their order, none twice."""
        if len(written) > cells.CO_SIGNERS_MOST:
            raise Wrong(f"写了{len(written)}位，最多{cells.CO_SIGNERS_MOST}位，请核对。")
        found: list[Deputy] = []
        for deputy in (self.deputy(name, house) for one in written for name in self._apart(one, house)):
            if any(deputy is other for other in found):
                raise Wrong(f"“{deputy.full_label}”写了两次，请去掉一个。")
            found.append(deputy)
        return found

    def _apart(self, written: str, house: House) -> list[str]:
        """王伟 李娜 are two where a blank parts the names of two who are known; three or more words are as many
        people. Else it is one name spread out, or not certain (cells.read_person)."""
        words = [word for word in written.split() if word not in cells.TITLES]
        names = [without_title(word) for word in words]
        if len(names) < 2 or not all(re.fullmatch(rf"[{cells.HAN}]{{2,4}}", name) for name in names):
            return [written]
        kind, level = house
        known = all(self.deputies.get((kind, level, without_title(name))) for name in names)
        return names if known or len(names) > 2 or names != words else [written]

    def namesake_note(self, deputy: Deputy) -> str:
        """What to look at before a new deputy is made who has a namesake, or "". That there are new ones is told once
        for the list (tell_new)."""
        new = deputy.proposes_as if deputy.is_group else deputy.kind
        others = [one for one in self.deputies.get((deputy.kind, deputy.level, deputy.name), []) if one is not deputy]
        if others:
            return f"{deputy.full_label}是新{new}，与{'、'.join(one.full_label for one in others)}不是同一位"
        elsewhere = sorted(
            f"{Level(level).label if level != deputy.level else ''}{kind}"
            for (kind, level, name), known in self.deputies.items()
            if name == deputy.name and (kind, level) != (deputy.kind, deputy.level) and any(one.pk for one in known)
        )
        if elsewhere and deputy.is_group:
            return f"{deputy.full_label}是新{new}，{'、'.join(elsewhere)}里另有同名的，请核对届次"
        if elsewhere:
            return f"{deputy.full_label}是新{new}，另有一位同名的{'、'.join(elsewhere)}，请核对届次"
        return ""


def tell_new(sessions: Sequence[Session], deputies: Sequence[Deputy]) -> list[str]:
    """What a list adds beside its suggestions, each kind once with its names: 2位代表：钱学文、孙立."""
    told = [f"会新登记届次：{'、'.join(map(str, sessions))}。请核对届和次没有写错。"] if sessions else []
    kinds: dict[str, list[Deputy]] = {}
    for one in deputies:
        kinds.setdefault(f"个{one.proposes_as}" if one.is_group else f"位{one.kind}", []).append(one)
    counted = [f"{len(those)}{kind}：{'、'.join(one.full_label for one in those)}" for kind, those in kinds.items()]
    return told + ([f"会新登记{'；'.join(counted)}。请核对名称没有写错。"] if counted else [])


def _same_delegation(one: str, other: str) -> bool:
    return cells.read_compact(one).removesuffix("代表团") == cells.read_compact(other).removesuffix("代表团")


def _has_in_order(whole: str, short: str) -> bool:
    """建设管理委 has 建管委, from its first character or a later one on to its last."""
    left = iter(whole)
    return whole[-1:] == short[-1:] and all(character in left for character in short)

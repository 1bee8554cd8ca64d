"""What a line between the rows of a list (一、主办件（32件）; 区民政局), or the name of its sheet, says of the rows
under it: the unit, its part, the session, 闭会, the category; and how many there are to be."""

import re
import unicodedata
from dataclasses import dataclass, field

from proposals.intake.tables.aside import compare_counts, count_pieces
from proposals.intake.tables.columns import BETWEEN, PART, SEVERAL
from proposals.intake.tables.unit_words import HELPING, LEADING, part_in, read_several

HAN = "\u3400-\u9fff"
NUMBERED = re.compile(
    "(?P<a>第[一二三四五六七八九十]{1,3}部分:?)|(?P<b>[一二三四五六七八九十]{1,3}[、.])|"
    "(?P<c>[(][一二三四五六七八九十]{1,3}[)])|(?P<d>[0-9]{1,2}[、.)])|(?P<e>[(][0-9]{1,2}[)])"
)
COUNTED = re.compile(r"[(]?(?:共计?|计|合计|小计)?:?([0-9]{1,5})[件项][)]?$|[(]([0-9]{1,5})[)]$")
SESSION = re.compile(
    rf"([{HAN}0-9]{{0,24}}?第?[一二三四五六七八九十0-9]{{1,3}}届[{HAN}]{{0,20}}?[一二三四五六七八九十0-9]{{1,3}}次(?:会议|全会|大会)?)"
)
NOT_SAID = re.compile(
    "期间|提出|交办|办理|转办|的|代表|建议|提案|意见|清单|名单|一览表|汇总表|件|类|部分|事项|会议|大会|[:，。]"
)
UNIT = re.compile(
    rf"[{HAN}]{{1,18}}(?:局|委|办|署|院|中心|公司|街道|镇|乡|队|处|站|所|厅|部|会|室|集团|政府|馆|校|行|社|联|园区|科协)"
)
# End as a unit does, and are none: a kind of case, a kind of unit.
NO_UNIT = re.compile(
    ".*[督交转承主会协分独催改退]办|各?(?:街镇|街道|乡镇|镇|部门|区级部门|委办局|有关单位|委办)|.*(?:大会|会议)"
)
PARTS_COUNTED = re.compile(r"(?P<words>.+)[(](?P<counts>[^()]*[0-9]{1,5}件[^()]*[0-9]{1,5}件[^()]*)[)]")
CATEGORY = re.compile(rf"([{HAN}、]{{2,14}}?)(?:类|方面|领域)(?:的?(?:建议|提案))?")
LONGEST = 60
RIGHT_MOST = 5  # counts that are told one by one where they are as they should be


@dataclass(frozen=True)
class Band:
    """`said`: the fields for the rows under it, as cells of a list (主办单位 for the unit, 办理方式 for its part);
    `count`: how many suggestions it says there are; `style`: how it is numbered, "" where it is not."""

    words: str
    said: dict[str, str] = field(default_factory=dict)
    count: int | None = None
    style: str = ""

    @property
    def is_heading(self) -> bool:
        """Numbered or counted: no suggestion, even where it says nothing that is understood."""
        return bool(self.style) or self.count is not None

    def is_beside(self, other: "Band") -> bool:
        """Whether the other one ends where this one begins: numbered alike, or of the same kind."""
        return bool(self.style and self.style == other.style) or bool(set(self.said) & set(other.said))


def read_band(written: str) -> Band | None:
    """What such a line says, or None where it is no such line."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", written[: 4 * LONGEST])).strip("【】[]《》〖〗")
    if not plain or len(plain) > LONGEST:
        return None
    number = NUMBERED.match(plain)
    words = plain[number.end() :] if number else plain
    if parts := PARTS_COUNTED.fullmatch(words):
        words = f"{parts['words']}({count_pieces(parts['counts'])}件)"
    counted = COUNTED.search(words)
    bare = (words[: counted.start()] if counted else words).strip(":，。")
    count = int(counted[1] or counted[2]) if counted else None
    band = Band(bare or plain, _said(bare), count, number.lastgroup or "" if number else "")
    return band if band.said or band.is_heading else None


def _said(bare: str) -> dict[str, str]:
    said: dict[str, str] = {}
    rest = bare
    if match := SESSION.search(rest):
        said["届次"] = match[1]
        rest = rest.replace(match[1], "", 1)
    if "闭会" in rest:
        said[BETWEEN] = "是"
        rest = rest.replace("闭会", "", 1)
    if match := re.search(f"(?:{LEADING}|{HELPING}|承办)(?:单位|部门)?", rest.replace("主(独)办", "主办")):
        rest = rest.replace("主(独)办", "主办")
        if part := part_in(match[0]):
            said[PART] = str(part)
        if several := read_several(match[0]):
            said[SEVERAL] = several
        rest = rest.replace(match[0], "", 1)
    if match := CATEGORY.fullmatch(rest):
        return said | {"类别": match[1]}
    rest = NOT_SAID.sub("", rest) if not UNIT.fullmatch(rest) else rest
    if UNIT.fullmatch(rest) and not rest.startswith("关于") and not NO_UNIT.fullmatch(rest):
        said["主办单位"] = rest
        rest = ""
    return {} if re.sub("[()]", "", rest) else said


@dataclass
class Bands:
    """The bands that hold at a row: one within another until one beside it, or beside one around it, begins."""

    open: list[tuple[Band, int]] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def begin(self, band: Band, read: int) -> None:
        """`read` suggestions were read before it."""
        within = next((at for at, (one, _) in enumerate(self.open) if one.is_beside(band)), None)
        if within is not None:
            self._close(within, read)
        self.open.append((band, read))

    def end(self, read: int) -> list[str]:
        """The comparison of every count with what was read, once the list is at its end; those that differ first."""
        self._close(0, read)
        if len(self.right) > RIGHT_MOST:
            return [*self.wrong, f"小标题写着的件数有{len(self.right)}处，都读到了。"]
        return [*self.wrong, *self.right]

    def _close(self, at: int, read: int) -> None:
        for place, (band, before) in enumerate(self.open[at:], at):
            if band.count is not None:
                around = [one.words for one, _ in self.open[:place] if one.count is not None]
                words = "·".join([*around, band.words])
                told = self.right if band.count == read - before else self.wrong
                told.append(compare_counts(f"“{words}”写着", band.count, read - before))
        del self.open[at:]

    @property
    def said(self) -> dict[str, str]:
        return {field: value for band, _ in self.open for field, value in band.said.items()}

"""Units as a cell names them, with the part of each: 主办：区民政局；会办：区财政局、区人社局; 区民政局（主办）、
区财政局; 由区民政局牵头，区财政局、区人社局配合. Which unit a name means, the directory knows."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from proposals.models import Part


class Said(StrEnum):
    """The part as a list says it; what several of MAIN do, say the words beside them (read_several)."""

    MAIN = "主办"
    HELP = "会办"
    OPEN = ""


LEADING = (
    "共同主办|联合主办|共同承办|联合承办|联合办理|主独办|独办主办|主办|牵头|独办|分别办理|分头办理|分办|共同办理|负责"
)
HELPING = "会同办理|会办|协办|协助办理|协助|配合|会同|参与"
# 承办 names no part.
_WORDS = f"{LEADING}|{HELPING}|承办"
_APART = re.compile(r"[、，,；;/\n](?![^（()]*[）)])")
# 主办：, 主办单位 before a name; where only blanks part two of them, the next one begins.
_BEFORE = re.compile(rf"(?:由|以)?(?P<word>{_WORDS})(?:(?:单位|部门)[:：\s]*|[:：\s]+)(?P<rest>.*)", re.DOTALL)
_BEHIND = re.compile(rf"(?:由|以|请)?(?P<rest>.{{2,}}?)(?P<word>{_WORDS})")
# 1.区民政局 2、区财政局
_NUMBER = re.compile(r"(?:^|(?<=[\s：:、，,；;/)）]))[(（]?\d{1,2}[)）.．、]\s*|[①-⑳]\s*")
# 区民政局（会办：区财政局、区人社局）
_WITHIN = re.compile(rf"[（(]((?:{_WORDS})(?:单位|部门)?[:：][^（()）]*)[）)]")
_SHORT = "主|独|会|协|分"
_BRACKETED = re.compile(rf"(?P<rest>.{{2,}}?)[（(【\[](?P<word>{_WORDS}|{_SHORT})(?:单位|部门|件)?[）)】\]]")
_NEXT = re.compile(
    rf"(?<=\S)\s+(?=(?:{_WORDS})(?:单位|部门)?[:：])|(?<=[^\s、，,；;/])(?=[【\[](?:{_WORDS}|{_SHORT})[】\]].)"
)
_BRACKETED_FIRST = re.compile(rf"[（(【\[](?P<word>{_WORDS}|{_SHORT})(?:单位|部门|件)?[）)】\]](?P<rest>.{{2,}})")
NOBODY = ("", "无", "—", "——", "-", "/", "暂无", "没有")


@dataclass(frozen=True)
class Named:
    """A unit by the name that is written. `is_told`: its part stands there in words, not by the column alone;
    `of_several`: in a word for several that are in charge (共同主办, 分别办理), not for the one that leads."""

    name: str
    part: Said = Said.OPEN
    is_told: bool = False
    of_several: bool = False

    @property
    def bare(self) -> str:
        """What two ways to write it have in common: 民政局 of 宝山区民政局, 区民政局."""
        plain = re.sub(r"\s|[（(].*?[）)]", "", unicodedata.normalize("NFKC", self.name))
        return re.sub(r"^(?:.{0,6}?[区县市])(?=.{2,})", "", plain)


def part_in(word: str) -> Said:
    """What one of the words for a part means; OPEN for none of them, and where both are said."""
    helps = re.search(rf"{HELPING}|^[会协]$", word) is not None
    leads = re.search(rf"{LEADING}|主(?=[、/和]?会办)|^[主独分]$", word) is not None
    if helps == leads:
        return Said.OPEN
    return Said.HELP if helps else Said.MAIN


def read_several(written: str) -> str:
    """What the words beside units say of several that are in charge, as a Part: 分别办理, 共同主办; "" where they say
    nothing of it."""
    if any(word in written for word in ("分别", "分头", "分办", "（分", "(分")):
        return str(Part.EACH)
    return str(Part.JOINT) if "共同" in written or "联合" in written else ""


def read_units(written: str, column: Said = Said.OPEN) -> list[Named]:
    """The units in their order. `column` is the part that the column's name says, where the cell does not."""
    found: list[Named] = []
    part, of_several = Said.OPEN, False
    since = 0  # from here on units wait for a word behind the last of them
    for piece in _APART.split(_NEXT.sub("；", _apart_by_numbers(written))):
        rest = piece.strip()
        if match := _BEFORE.fullmatch(rest):
            part, rest, since = part_in(match["word"]), match["rest"].strip(), len(found)
            of_several = bool(read_several(match["word"]))
        if match := _BRACKETED.fullmatch(rest) or _BRACKETED_FIRST.fullmatch(rest):
            own, joins = part_in(match["word"]), bool(read_several(match["word"]) or match["word"] == "分")
            found.append(Named(match["rest"].strip(), own, is_told=True, of_several=joins))
        elif part == Said.OPEN and (match := _BEHIND.fullmatch(rest)):
            own, joins = part_in(match["word"]), bool(read_several(match["word"]))
            found.append(Named(match["rest"].strip(), own, is_told=own != Said.OPEN, of_several=joins))
            found[since:] = [one if one.is_told else replace(found[-1], name=one.name) for one in found[since:]]
            since = len(found)
        elif rest not in NOBODY:
            found.append(Named(rest, part, is_told=part != Said.OPEN, of_several=of_several))
    return _first_who_leads(_by_the_others(found, column))


def _first_who_leads(found: list[Named]) -> list[Named]:
    """Beside others that are in charge with it, the one that leads stands first, wherever it is written."""
    if not any(one.of_several for one in found):
        return found
    return sorted(found, key=lambda one: one.of_several or not one.is_told or one.part != Said.MAIN)


def _apart_by_numbers(written: str) -> str:
    """What is numbered, or named within brackets with its part, apart as by a semicolon."""
    return _NUMBER.sub("；", _WITHIN.sub(r"；\1", written.strip()))


def _by_the_others(found: list[Named], column: Said) -> list[Named]:
    """A unit without a word beside one that leads helps; beside those that help it leads; a word for several behind
    the last of them is said of all."""
    told = {one.part for one in found} - {Said.OPEN}
    last = max((at for at, one in enumerate(found) if one.of_several), default=-1)
    if last >= 0 and not any(one.part == Said.MAIN and not one.of_several for one in found):
        parts = [Said.MAIN if at < last else Said.HELP for at in range(len(found))]
        return [replace(one, part=one.part or part) for one, part in zip(found, parts, strict=True)]
    if Said.MAIN in told:
        rest = Said.HELP
    elif Said.HELP in told:
        rest = Said.MAIN
    else:
        rest = column
    return [replace(one, part=one.part or rest) for one in found]


def name_once(found: Sequence[Named]) -> list[Named]:
    """Each unit of several rows once; one that is named without its part only where nothing says its part."""
    told = {one.bare for one in found if one.part != Said.OPEN}
    kept: dict[tuple[str, Said], Named] = {}
    for one in found:
        if one.part != Said.OPEN or one.bare not in told:
            kept.setdefault((one.bare, one.part), one)
    return list(kept.values())


def settle_units(units: list[Named]) -> list[Named]:
    """One unit alone leads."""
    if len(units) == 1 and units[0].part == Said.OPEN:
        return [replace(units[0], part=Said.MAIN)]
    return units

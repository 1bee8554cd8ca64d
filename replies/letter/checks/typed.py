"""What a single line of a letter's text is, where it is nothing that a letter says: a label with its value, a number,
a signature, a date. surround.py reads them in their places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from proposals.formats.chinese import half
from replies.letter.choices import read_classification, read_disclosure, ticked_options
from replies.letter.labels import IN_TEXT
from replies.letter.offices import is_same_unit
from replies.letter.snapshot import CLASSIFICATIONS, Snapshot, SnapshotLetter

CONTACT, PHONE, COPIES, ANNEXES = "letter.contact", "letter.phone", "letter.copies_to", "letter.annexes"
CLASS, DISCLOSURE, NUMBER, TITLE = "classification", "disclosure", "document_number", "letter.title"
SIGNATURE, NO_FIELD, OTHER, OFFICE = "signature", "no field", "other", "office"
LISTED = (COPIES, ANNEXES)
_BOTH, _UNIT_AND_PHONE = f"{CONTACT}+{PHONE}", f"unit+{PHONE}"

# What a group of labels stands before: a key of the snapshot, or that no field holds it.
_KINDS = {
    "联系人": CONTACT,
    "联系人和电话": _BOTH,
    "联系电话": PHONE,
    "抄送": COPIES,
    "发文字号": NUMBER,
    "类别": CLASS,
    "公开属性": DISCLOSURE,
    "地址": OTHER,
    "承办单位": OFFICE,
    "承办单位和电话": _UNIT_AND_PHONE,
}
_LABELS = {label: _KINDS.get(name, NO_FIELD) for name, labels in IN_TEXT.items() for label in labels}
_BY_LENGTH = sorted(_LABELS, key=len, reverse=True)
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])(?:具体)?({'|'.join(_BY_LENGTH)})(?:姓名)?[：:]")
_SPREAD = re.compile(r"[\u4e00-\u9fff](?:\s++[\u4e00-\u9fff]){1,7}(?=\s*+[：:])")
EDGE = " \t\u3000\xa0，,；;。、（）()【】[]"

_NO_TEXT = re.compile("[（(【]?(?:此页|本页|下页|以下|此处|此页以下|本页以下)无正文[）)】]?")
OWN_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})[\[(（【〔﹝]((?:19|20)[0-9]{2})[\])）】〕﹞]第?([0-9]{1,5})号")
_HAN_COUNT = "[一二三四五六七八九十]"
# A slip of the pen in it (2019月6月11日) makes it no less the date.
_DAY = (
    "(?:[0-9]{4}[年月][0-9]{1,2}月[0-9]{1,2}日|20[0-9]{2}年(?:[0-9]{1,2})?月日?"
    f"|[〇零○0-9一二三四五六七八九]{{4}}年{_HAN_COUNT}{{1,2}}月(?:{_HAN_COUNT}{{1,3}}日)?)"
)
DATE = re.compile(rf"{_DAY}|20[0-9]{{2}}([./-])[0-9]{{1,2}}\1[0-9]{{1,2}}")
_PRINTED = re.compile(rf"[^，。；：]{{0,30}}{_DAY}印发?[。]?|[（(]?共?印(?:发)?[0-9]{{1,4}}份[）)]?")
_SEALED = re.compile("[（(](?:盖章|公章|印章|章|加盖公章)[）)]$")
_HEAD_OF = "(?:副|常务副)?(?:局长|主任|区长|县长|市长|镇长|乡长|院长|台长|厅长|部长)|书记"
_OFFICER = f"[局委办]?(?:分管|主要)?(?:领导|负责人)|{_HEAD_OF}"
_SIGNED = re.compile(
    rf"[（(]?(?:{_OFFICER})(?:签名|签字|签发|署名|签章)[）)]?[：:]?[\u4e00-\u9fff·]{{0,4}}|(?:{_OFFICER})[：:][\u4e00-\u9fff·]{{2,4}}"
)
_OPEN = re.compile(
    "[（(【〔]?(?:此件|本件|此文|本文|此复文)?(?:同意|主动|对外|全文|依申请|不予?|可以?)*公开(?:发布)?[）)】〕]?"
)
# A, （A）, A类, （A）类, 〔A〕, B1, A级.
_LETTER = "[（(【〔]?[A-Fa-f][1-9]?[）)】〕]?[类级]?[）)】〕]?"
_LETTER_CLASS = re.compile(rf"{_LETTER}|[（(【][A-Fa-f]类?[:：][^（）()]{{2,6}}[）)】]")
_SHORT_CLASS = re.compile(
    rf"(?:{_LETTER}|[（(【]?[1-9一二三四甲乙丙丁](?:类|级)?[）)】]?)(?:[（(:：]?[\u4e00-\u9fff]{{2,10}}[）)]?)?"
    "|(?:人大|政协)?(?:代表|委员)?(?:建议|提案|议案)"
)
_CONTACT_AND_PHONE = re.compile(r"(\D+?)[\s，,、：:（(]*([0-9（(][0-9（()）\s—－-]{6,})")
_WITH_PHONE = re.compile(r"(.{2,40}?)[\s，,、：:（(]*((?:0[0-9]{2,3}[—－-]?)?[1-9][0-9]{6,7})[）)]?")


@dataclass(frozen=True, slots=True)
class Surround:
    """Lines of the body that the program prints itself, and where their words belong."""

    first: int  # the paragraph they begin in, as typed
    last: int
    kind: str  # SIGNATURE, or what else
    labels: tuple[str, ...]  # as they are called
    moves: tuple[tuple[str, str], ...] = ()  # a key of the snapshot, and what goes there
    certain: bool = True  # whether they can go at a press

    @property
    def is_unplaced(self) -> bool:
        """No field takes it: neighbours of this kind are said together."""
        return self.kind != SIGNATURE and not self.moves


def read_line(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """A line that means one thing wherever it stands."""
    number, text = row
    compact = squeeze(text)
    if _NO_TEXT.fullmatch(compact):
        return Surround(number, number, NO_FIELD, ("此页无正文",))
    if OWN_NUMBER.fullmatch(compact):
        moves = ((NUMBER, _as_number(compact)),)
        return Surround(number, number, NUMBER, ("发文字号",), moves, _agrees(*moves[0], facts, letter))
    if _PRINTED.fullmatch(compact):
        return Surround(number, number, NO_FIELD, ("印发",))
    if compact.endswith("办公室") and is_same_unit(compact.removesuffix("办公室"), facts.unit):
        return Surround(number, number, NO_FIELD, ("印发机关",))
    if _SIGNED.fullmatch(compact):
        return Surround(number, number, SIGNATURE, ("领导署名",))
    if _OPEN.fullmatch(compact):
        return Surround(number, number, DISCLOSURE, ("公开属性",))
    if called := _signature(compact, facts.unit):
        return Surround(number, number, SIGNATURE, (called,))
    return None


def read_pieces(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """钱汽发〔2026〕11号　A类　同意公开: a first line of several things, each known by itself."""
    number, text = row
    pieces = text.split()
    found = [read_class((number, piece)) or read_line((number, piece), facts, letter) for piece in pieces]
    known = [one for one in found if one is not None]
    if len(pieces) < 2 or len(known) < len(pieces) or all(one.kind == SIGNATURE for one in known):
        return None
    labels = tuple(label for one in known for label in one.labels)
    moves = tuple(move for one in known for move in one.moves)
    return Surround(number, number, known[0].kind, labels, moves, all(one.certain for one in known))


def read_class(row: tuple[int, str]) -> Surround | None:
    """（A）类, above the letter."""
    number, text = row
    return Surround(number, number, CLASS, ("类别",)) if _LETTER_CLASS.fullmatch(squeeze(text)) else None


def _as_number(compact: str) -> str:
    """宝民（2026）012号 as a document's number is written."""
    return OWN_NUMBER.sub(lambda found: f"{found.group(1)}〔{found.group(2)}〕{int(found.group(3))}号", compact)


def _signature(compact: str, unit: str) -> str:
    """“落款单位”, “日期” or both, where the line is nothing else."""
    bare = _SEALED.sub("", compact)
    if not bare and compact:
        return "盖章"
    if "：" in bare or ":" in bare:
        return ""
    if DATE.fullmatch(bare.strip("（）()")):
        return "成文日期"
    if is_same_unit(bare, unit):
        return "落款单位"
    day = DATE.search(bare)
    if day and day.end() == len(bare) and is_same_unit(_SEALED.sub("", bare[: day.start()]), unit):
        return "落款单位和日期"
    return ""


def read_labelled(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """联系人：…　联系电话：…: a line of labels with their values and nothing else."""
    number, text = row
    line = _SPREAD.sub(_joined, half(text)).strip()
    line = re.sub(r"(?<!\s)\s++(?=[：:])", "", line)  # a run of blanks is read once
    found = list(_LABEL.finditer(line))
    before = squeeze(line[: found[0].start()]).strip(EDGE) if found else ""
    if not found or (before and not OWN_NUMBER.fullmatch(before)):
        return None
    ends = [*(match.start() for match in found[1:]), len(line)]
    values = [line[match.end() : end].strip(EDGE) for match, end in zip(found, ends, strict=True)]
    labels = tuple(match.group(1) for match in found)
    kinds = [_kind(label, value) for label, value in zip(labels, values, strict=True)]
    if any(not _is_value(kind, value) for kind, value in zip(kinds, values, strict=True)):
        return None
    moves = [(NUMBER, _as_number(before))] if before else []
    moves += [move for kind, value in zip(kinds, values, strict=True) for move in _moves(kind, value)]
    if set(kinds) <= {OTHER, _UNIT_AND_PHONE} and not moves:
        return Surround(number, number, OTHER, labels, (), certain=False)
    if OFFICE in kinds:
        return Surround(number, number, OFFICE, labels, (), certain=False)
    labels = ("发文字号", *labels) if before else labels
    agree = all(_agrees(key, value, facts, letter) for key, value in moves)
    return Surround(number, number, kinds[0], labels, tuple(moves), OTHER not in kinds and agree)


def _kind(label: str, value: str) -> str:
    """What a label stands before; 联系人：杜文清 0599-8812345 is both."""
    kind = _LABELS[label]
    return _BOTH if kind == CONTACT and _CONTACT_AND_PHONE.fullmatch(value) else kind


def _joined(match: re.Match[str]) -> str:
    joined = re.sub(r"\s", "", match.group())
    return joined if joined in _LABELS else match.group()


def _is_value(kind: str, value: str) -> bool:
    """Short enough for its label, and no sentence."""
    if kind == COPIES:
        return bool(value)
    if kind == _BOTH:
        return len(value) <= 40 and not re.search("[。；]", value)
    if kind in (CLASS, DISCLOSURE) and ticked_options(value) is not None:
        return len(value) <= 120
    if kind == CLASS:
        return value in CLASSIFICATIONS or not value or bool(_SHORT_CLASS.fullmatch(squeeze(value)))
    longest = 60 if kind in (OTHER, OFFICE, _UNIT_AND_PHONE) else 30
    return len(value) <= longest and not re.search("[。；，]", value)


def _moves(kind: str, value: str) -> Iterable[tuple[str, str]]:
    if not value:
        return
    if kind == _BOTH:
        if parts := _CONTACT_AND_PHONE.fullmatch(value):
            yield CONTACT, parts.group(1).strip(EDGE)
            yield PHONE, parts.group(2).strip(" ,，")
    elif kind == _UNIT_AND_PHONE:
        if parts := _WITH_PHONE.fullmatch(value):
            yield PHONE, parts.group(2)
    elif kind == COPIES:
        yield COPIES, "\n".join(name.strip(EDGE) for name in re.split("[，、；;,]", value) if name.strip(EDGE))
    elif kind == CLASS:
        if said := read_classification(value):
            yield CLASS, said
    elif kind == DISCLOSURE:
        if said := read_disclosure(value):
            yield DISCLOSURE, said
    elif kind in (CONTACT, PHONE, NUMBER):
        yield kind, value


def _agrees(key: str, value: str, facts: Snapshot, letter: SnapshotLetter) -> bool:
    """Whether the field is empty or says the same: which of two is right, only a person knows."""
    if key in LISTED:
        return True
    there = {
        CONTACT: letter.contact,
        PHONE: letter.phone,
        CLASS: facts.classification,
        DISCLOSURE: facts.disclosure,
        NUMBER: facts.document_number,
        TITLE: letter.title,
    }[key]
    return not there or is_same_value(there, value)


def is_same_value(one: str, other: str) -> bool:
    """0599—8812345 is 0599-8812345."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return re.sub("[—－–]+", "-", squeeze(text))


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", half(text))

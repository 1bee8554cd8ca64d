"""What stands round a letter (版头, 版记, 联系人, 附件说明) and is typed into its text: the program prints it itself.

`read_surround` finds it before the salutation, after the last paragraph, and between them where nothing else can be
meant. What is found belongs to no rule about the letter's own sentences.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proposals.formats.chinese import half
from replies.letter.snapshot import CLASSIFICATIONS, DISCLOSURES, Snapshot, SnapshotLetter

CONTACT, PHONE, COPIES, ANNEXES = "letter.contact", "letter.phone", "letter.copies_to", "letter.annexes"
CLASS, DISCLOSURE, NUMBER, TITLE = "classification", "disclosure", "document_number", "letter.title"
SIGNATURE, NO_FIELD, OTHER = "signature", "no field", "other"
LISTED = (COPIES, ANNEXES)

# What a label stands before: a key of the snapshot, or that no field holds it.
_LABELS = {
    **dict.fromkeys(("联系人", "联络人", "经办人", "承办人", "联系人员"), CONTACT),
    **dict.fromkeys(("联系电话", "联络电话", "办公电话", "电话", "联系方式", "电话号码"), PHONE),
    **dict.fromkeys(("联系人及电话", "联系人及联系电话", "联系人和电话", "联系人、电话"), f"{CONTACT}+{PHONE}"),
    **dict.fromkeys(("抄送", "抄报", "抄送单位", "抄送机关"), COPIES),
    **dict.fromkeys(("发文字号", "文号"), NUMBER),
    **dict.fromkeys(("办理结果", "办理结果分类", "办理结果类别", "结果分类", "答复类别"), CLASS),
    **dict.fromkeys(("类别", "类别标记", "办理类别", "建议类别", "提案类别", "分类"), CLASS),
    **dict.fromkeys(("公开属性", "公开方式", "公开类别", "公开形式", "是否公开", "信息公开属性"), DISCLOSURE),
    **dict.fromkeys(("签发人", "签发", "审签人", "核稿人", "核稿", "拟稿人", "印数", "印发份数"), NO_FIELD),
    **dict.fromkeys(("日期", "成文日期", "答复日期", "办结日期"), NO_FIELD),
    **dict.fromkeys(("传真", "传真号码", "邮编", "邮政编码", "地址", "联系地址", "通讯地址", "通信地址"), OTHER),
    **dict.fromkeys(("联系单位及电话", "联系处室及电话", "联系科室及电话"), OTHER),
    **dict.fromkeys(("电子邮箱", "邮箱", "联系单位", "联系科室", "联系处室", "承办科室", "承办处室"), OTHER),
}
_BY_LENGTH = sorted(_LABELS, key=len, reverse=True)
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])({'|'.join(_BY_LENGTH)})[：:]")
_SPREAD = re.compile(r"[\u4e00-\u9fff](?:\s++[\u4e00-\u9fff]){1,7}(?=\s*+[：:])")
_EDGE = " \t\u3000\xa0，,；;。、（）()【】[]"

_NO_TEXT = re.compile("[（(【]?(?:此页|本页|下页|以下|此处|此页以下|本页以下)无正文[）)】]?")
_OWN_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})[\[(（【〔]((?:19|20)[0-9]{2})[\])）】〕]第?([0-9]{1,5})号")
_HAN_COUNT = "[一二三四五六七八九十]"
_DAY = (
    "(?:[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|20[0-9]{2}年月日"
    f"|[〇零○0-9一二三四五六七八九]{{4}}年{_HAN_COUNT}{{1,2}}月{_HAN_COUNT}{{1,3}}日)"
)
_DATE = re.compile(_DAY)
_PRINTED = re.compile(rf"[^，。；：]{{0,30}}{_DAY}印发?[。]?|[（(]?共?印(?:发)?[0-9]{{1,4}}份[）)]?")
_SEALED = re.compile("[（(](?:盖章|公章|印章|章|加盖公章)[）)]$")
_HEAD_OF = "(?:副|常务副)?(?:局长|主任|区长|县长|市长|镇长|乡长|院长|台长|厅长|部长)|书记"
_OFFICER = f"[局委办]?(?:分管|主要)?(?:领导|负责人)|{_HEAD_OF}"
_SIGNED = re.compile(
    rf"[（(]?(?:{_OFFICER})(?:签名|签字|签发|署名|签章)[）)]?[：:]?[\u4e00-\u9fff·]{{0,4}}|(?:{_OFFICER})[：:][\u4e00-\u9fff·]{{2,4}}"
)
_SIGNED_WIDE = re.compile(rf"(?:{_OFFICER})\s+[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){{1,3}}")
_OPEN = re.compile("[（(【]?(?:此件|本件|此文|本文|此复文)(?:主动|全文|依申请|不予?|可以?)*公开(?:发布)?[）)】]?")
_LETTER_CLASS = re.compile("[（(【]?[A-Fa-f]类?[）)】]?|[（(【][A-Fa-fa-f]类?[:：][^（）()]{2,6}[）)】]")
_SHORT_CLASS = re.compile("[（(【]?[A-Fa-f1-9一二三四](?:类|级)?[）)】]?(?:[（(:：]?[\u4e00-\u9fff]{2,8}[）)]?)?")
_LETTER_TITLE = re.compile(
    "(?:.{0,40}关于|对).{4,200}(?:答复|答复函|复函|会办意见|协办意见)(?:的函)?(?:[（(].{1,12}[）)])?"
)
_RED_HEAD = re.compile("[\u4e00-\u9fff]{4,40}文件")
_RULE = re.compile("[—－_=*-]{3,}")
_ANNEX = re.compile(r"附\s*件\s*(?:[：:]|(?=[0-9]{1,2}[.．、]))\s*")
_ANNEX_ROW = re.compile(r"\s*([0-9]{1,2})\s*[.．、]\s*(?![0-9])")


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


def read_surround(body: Sequence[tuple[int, str]], facts: Snapshot) -> list[Surround]:
    """What stands round the letter: in front, behind, and what can stand nowhere else in between."""
    letter = facts.letter
    if letter is None:
        return []
    found: dict[int, Surround] = {}
    at = 0
    while at < len(body) and (one := _in_front(body[at], facts, letter)):
        found[at], at = one, at + 1
    start = at
    for place in range(start, len(body)):
        if place not in found and (rows := _annex_rows(body, place)):
            names = tuple(_ANNEX_ROW.sub("", _ANNEX.sub("", text.strip())).strip(_EDGE) for _, text in rows)
            moves = ((ANNEXES, "\n".join(name for name in names if name)),)
            one = Surround(rows[0][0], rows[-1][0], ANNEXES, ("附件",), moves)
            found |= dict.fromkeys(range(place, place + len(rows)), one)
    end = len(body)
    while end > start and (end - 1 in found or (one := _behind(body[end - 1], facts, letter))):
        end -= 1
        if end not in found and one:
            found[end] = one
    for place in range(start, end):
        if place not in found and (one := _between(body[place], facts, letter)):
            found[place] = one
    unique = {id(one): one for _, one in sorted(found.items())}
    return list(unique.values())


def _annex_rows(body: Sequence[tuple[int, str]], place: int) -> Sequence[tuple[int, str]]:
    """附件：1.… and the rows 2.…, 3.… under it; a sentence about an annex is none."""
    text = body[place][1].strip()
    if not (head := _ANNEX.match(text)):
        return []
    first, end = text[head.end() :], place + 1
    row = _ANNEX_ROW.match(half(first))
    if first and not row:
        return body[place:end] if len(first) <= 60 and not re.search("[。；]", first) else []
    expected = int(row.group(1)) + 1 if row else 1
    while end < len(body) and (row := _ANNEX_ROW.match(half(body[end][1]))) and int(row.group(1)) == expected:
        end, expected = end + 1, expected + 1
    return body[place:end] if expected > 1 else []


def _in_front(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    number, text = row
    compact = _compact(text)
    if one := _anywhere(row, facts, letter) or _pairs(row, facts, letter):
        return one
    if _LETTER_CLASS.fullmatch(compact):
        return Surround(number, number, CLASS, ("类别",))
    if _RULE.fullmatch(compact) or (_RED_HEAD.fullmatch(compact) and compact.removesuffix("文件")):
        return Surround(number, number, NO_FIELD, ("版头",))
    if _LETTER_TITLE.fullmatch(compact) and not re.search("收悉|如下", compact):
        if not letter.title:
            return Surround(number, number, TITLE, ("标题",), ((TITLE, text.strip()),))
        return Surround(number, number, TITLE, ("标题",), (), _compact(letter.title) == compact)
    return None


def _behind(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    number, text = row
    if _SIGNED_WIDE.fullmatch(text.strip()):
        return Surround(number, number, SIGNATURE, ("领导署名",))
    if _RULE.fullmatch(_compact(text)):
        return Surround(number, number, NO_FIELD, ("横线",))
    return _anywhere(row, facts, letter) or _pairs(row, facts, letter)


def _between(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """In the midst of the text a telephone or a name may be anybody's: only the letter's own are taken."""
    if one := _anywhere(row, facts, letter):
        return one
    one = _pairs(row, facts, letter)
    if one is None or one.kind == OTHER or any(label.endswith("日期") for label in one.labels):
        return None
    own = {CONTACT: letter.contact, PHONE: letter.phone}
    if any(key in own and _compact(own[key]) != _compact(value) for key, value in one.moves):
        return None
    return one


def _anywhere(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """Lines that mean one thing wherever they stand."""
    number, text = row
    compact = _compact(text)
    if _NO_TEXT.fullmatch(compact):
        return Surround(number, number, NO_FIELD, ("此页无正文",))
    if _OWN_NUMBER.fullmatch(compact):
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


def _as_number(compact: str) -> str:
    """宝民（2026）012号 as a document's number is written."""
    return _OWN_NUMBER.sub(lambda found: f"{found.group(1)}〔{found.group(2)}〕{int(found.group(3))}号", compact)


def _signature(compact: str, unit: str) -> str:
    """“落款单位”, “日期” or both, where the line is nothing else."""
    bare = _SEALED.sub("", compact)
    if not bare and compact:
        return "盖章"
    if _DATE.fullmatch(bare):
        return "成文日期"
    if is_same_unit(bare, unit):
        return "落款单位"
    day = _DATE.search(bare)
    if day and day.end() == len(bare) and is_same_unit(_SEALED.sub("", bare[: day.start()]), unit):
        return "落款单位和日期"
    return ""


def is_same_unit(text: str, unit: str) -> bool:
    """上海市宝山区民政局 is also 宝山区民政局."""
    shorter, longer = sorted((text, re.sub(r"\s", "", unit)), key=len)
    return len(shorter) >= 4 and longer.endswith(shorter) and len(longer) - len(shorter) <= 8


def _pairs(row: tuple[int, str], facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """联系人：…　联系电话：…: a line of labels with their values and nothing else."""
    number, text = row
    line = _SPREAD.sub(_joined, half(text)).strip()
    line = re.sub(r"(?<!\s)\s++(?=[：:])", "", line)  # a run of blanks is read once
    found = list(_LABEL.finditer(line))
    before = _compact(line[: found[0].start()]).strip(_EDGE) if found else ""
    if not found or (before and not _OWN_NUMBER.fullmatch(before)):
        return None
    ends = [*(match.start() for match in found[1:]), len(line)]
    values = [line[match.end() : end].strip(_EDGE) for match, end in zip(found, ends, strict=True)]
    labels = tuple(match.group(1) for match in found)
    kinds = [_LABELS[label] for label in labels]
    if any(not _is_value(kind, value) for kind, value in zip(kinds, values, strict=True)):
        return None
    if set(kinds) == {OTHER}:
        return Surround(number, number, OTHER, labels, (), certain=False)
    moves = [(NUMBER, _as_number(before))] if before else []
    moves += [move for kind, value in zip(kinds, values, strict=True) for move in _moves(kind, value)]
    labels = ("发文字号", *labels) if before else labels
    agree = all(_agrees(key, value, facts, letter) for key, value in moves)
    return Surround(number, number, kinds[0], labels, tuple(moves), OTHER not in kinds and agree)


def _joined(match: re.Match[str]) -> str:
    joined = re.sub(r"\s", "", match.group())
    return joined if joined in _LABELS else match.group()


def _is_value(kind: str, value: str) -> bool:
    """Short enough for its label, and no sentence."""
    if kind == COPIES:
        return bool(value)
    if kind == CLASS:
        return value in CLASSIFICATIONS or not value or bool(_SHORT_CLASS.fullmatch(value))
    longest = 60 if kind == OTHER else 30
    return len(value) <= longest and not re.search("[。；，]", value)


def _moves(kind: str, value: str) -> Iterable[tuple[str, str]]:
    if not value:
        return
    if kind == f"{CONTACT}+{PHONE}":
        if parts := re.fullmatch(r"(\D+?)[\s，,、（(]*([0-9（(][0-9（()）\s-]{6,})", value):
            yield CONTACT, parts.group(1).strip(_EDGE)
            yield PHONE, parts.group(2).strip(" ,，")
    elif kind == COPIES:
        yield COPIES, "\n".join(name.strip(_EDGE) for name in re.split("[，、；;,]", value) if name.strip(_EDGE))
    elif kind == CLASS:
        if value in CLASSIFICATIONS:
            yield CLASS, value
    elif kind == DISCLOSURE:
        named = re.sub("[（(·.]+", "·", value).rstrip("）)").removesuffix("公开")
        if named in DISCLOSURES:
            yield DISCLOSURE, named
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
    return not there or _compact(there) == _compact(value)


def _compact(text: str) -> str:
    return re.sub(r"\s", "", half(text))

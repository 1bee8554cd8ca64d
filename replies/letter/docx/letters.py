"""The lines of a Word file → its letter: the head taken off and the end, two letters told apart, annexes cut off."""

import re
from collections.abc import Sequence
from itertools import pairwise

from proposals.formats.case_numbers import full_number
from proposals.formats.chinese import FIGURE
from replies.letter.docx.ends import RULE, STYLES, is_body, read_end_line, take_end
from replies.letter.docx.labels import Mark, bare, read_marks, squeeze
from replies.letter.docx.markup.lines import Line, shorten
from replies.letter.docx.markup.package import ForeignLetters, UnreadableDocument
from replies.letter.docx.shapes import (
    DATE_LINE,
    OPENING,
    is_salutation,
    is_title,
    is_unit,
    opens_letter,
    signed_date,
)
from replies.letter.docx.whose import names_number
from replies.letter.docx.word_text import WordText

TITLES = ("公文标题", "title", "标题")
_CLASS = re.compile(r"[（(]?\s*(?:[A-DＡ-Ｄ]\s*[1-3]?\s*类?|[甲乙丙]类)\s*[）)]?")
_COPY = re.compile(rf"{FIGURE}{{6}}")
_URGENT = re.compile(r"(?:特急|加急|急件|平急|平件)")
_SECRET = re.compile(r"(?:绝密|机密|秘密)(?:\s*[★☆*＊].*|\s*\d+年)?")
_PAPER = re.compile(
    r".{0,30}(?:(?:发文|拟文|公文|文件|办文)(?:处理|拟|审批|签发|呈批|会签)?(?:稿纸|用纸|笺|单|表)|(?:拟|发)?稿纸|稿头纸)"
)
# A salutation that runs into its text.
_ADDRESSED = re.compile("[^，。；：]{1,60}(?:代表|委员)(?:，?[您你]们?好)?[：:]")
_FORM_NAME = re.compile(r".{2,40}(?:意见表|反馈表|情况表|评价表|征询表|回执|办理单|处理单|处理笺)")
_ANNEX_PAGE = re.compile(rf"附\s*件\s*(?:{FIGURE}|[一二三四五六七八九十]){{0,2}}")
_ANNEX_TITLE = re.compile(rf"附\s*件\s*(?:{FIGURE}|[一二三四五六七八九十]){{0,2}}\s*[：:].*")
_HEAD_NAMES = ("发文字号", "签发人", "类别", "公开属性", "密级", "紧急程度")
# How far below its salutation a letter says what it answers; how long a head may be.
OPENS_WITHIN, LONGEST_HEAD = 4, 30


def read_letter(lines: Sequence[Line], number: str = "") -> WordText:
    """The letter of these lines; of several, the one that names `number` (without one, the first). The others are
    told. Raises ForeignLetters where there are several and none of them is of this number."""
    found = WordText()
    letters = _letters(lines)
    chosen = _choose(letters, number)
    _tell_others(letters, chosen, found)
    rest = _take_labelled(letters[chosen], found)
    rest = _cut_annexes(rest, found)
    rest = _take_head(rest, found)
    start = next((at + 1 for at, line in enumerate(rest) if opens_letter(line)), min(1, len(rest)))
    # Text may follow the signature: it stays, and the signature is taken all the same.
    signed = max((at + 1 for at in range(start, len(rest)) if _is_signed(rest, at)), default=len(rest))
    for part, first in ((rest[:signed], start), (rest[signed:], 0)):
        end, marks = take_end(part, first)
        for mark in marks:
            found.take(mark)
        found.lines += [line.text for line in part[:end]]
        if end and part and first == 0:
            found.notes.append(f"落款之后还有{end}段（“{shorten(part[0].text)}”），留在正文末尾，请看一看。")
    return found


# ---- several letters ---------------------------------------------------------------------------------------


def _letters(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each letter. One begins where somebody is addressed and told what is answered."""
    starts = [at for at in range(len(lines)) if _begins(lines, at)]
    if len(starts) < 2:
        return [list(lines)]
    cuts = [0, *(_head_of(lines, before, at) for before, at in pairwise(starts)), len(lines)]
    return [list(lines[cut:end]) for cut, end in pairwise(cuts)]


def _begins(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if line.label or not (is_salutation(line.text) or _ADDRESSED.match(line.text)):
        return False
    within = lines[at : at + OPENS_WITHIN]
    others = [one for one in within[1:] if is_salutation(one.text)]
    return bool(not others and any(OPENING.search(one.text) for one in within))


def _head_of(lines: Sequence[Line], before: int, start: int) -> int:
    """Where the head of a letter begins, above its salutation."""
    at = start
    while at > before + 1 and start - at < LONGEST_HEAD and _may_head(lines[at - 1]):
        at -= 1
    return at


def _may_head(line: Line) -> bool:
    """Whether a line stands above a letter, and not under the one before it."""
    if line.label:
        return True
    if line.look.red or line.look.title or line.style.lower() in TITLES or is_title(line.text):
        return True
    if any(
        mark.name in ("发文字号", "签发人", "类别", "公开属性", "密级", "紧急程度") for mark in read_marks(line.text)
    ):
        return True
    said = read_end_line(line)
    return said is None and (line.look.centred or bool(_head_mark(line.text)))


def _choose(letters: Sequence[Sequence[Line]], number: str) -> int:
    """Which letter names the case's number, as it is or with noughts before it."""
    if not number or len(letters) == 1:
        return 0
    for at, letter in enumerate(letters):
        if any(names_number(line.text, number) for line in letter):
            return at
    named = "”“".join(shorten(_name_of(letter).text) for letter in letters)
    raise ForeignLetters(
        f"文件里有{len(letters)}篇答复（“{named}”），没有一篇写着本件的{full_number(number)}，没有取入。"
        "请只留这一件的答复，再导入一次。"
    )


def _name_of(letter: Sequence[Line]) -> Line:
    return next((line for line in letter if is_title(line.text)), letter[0])


def _tell_others(letters: Sequence[Sequence[Line]], chosen: int, found: WordText) -> None:
    if len(letters) == 1:
        return
    found.notes.append(
        f"文件里有{len(letters)}篇答复，只取入了第{chosen + 1}篇，没有接在一起。请核对是不是这一件的。"
    )
    for at, letter in enumerate(letters):
        if at != chosen:
            told = shorten(_name_of(letter).text)
            found.left_out.append(f"第{letter[0].place}段起的第{at + 1}篇答复没有取入（“{told}”）")


# ---- what stands beside the letter --------------------------------------------------------------------------


def _take_labelled(lines: Sequence[Line], found: WordText) -> list[Line]:
    """What cells of a form are labelled with goes to its field; the rest is the letter's own text."""
    rest = [line for line in lines if not line.label]
    said: dict[str, list[str]] = {}
    for line in lines:
        if line.label:
            said.setdefault(line.label, []).append(line.text)
    found.handling = [text for text in said.pop("办理情况", []) if not re.fullmatch(r".{0,6}详?见附[件页].?", text)]
    if said.pop("办理情况表", None):
        found.beside.append("办理情况表的其他栏目")
    title, to = "".join(said.pop("标题", [])), "、".join(said.pop("主送", [])).rstrip("：:")
    found.title = bare(title)
    if to and not any(is_salutation(line.text) for line in rest):
        opened = next((at for at, line in enumerate(rest) if opens_letter(line)), None)
        rest.insert(_bare_head(rest) if opened is None else opened, Line(f"{to}："))
    for name, texts in said.items():
        joined = "\n".join(filter(None, texts)) if name == "附件" else " ".join(filter(None, texts))
        found.take(Mark(name, joined, name))
    return rest


def _cut_annexes(lines: list[Line], found: WordText) -> list[Line]:
    """Pages of annexes after the letter are not its text. What ends the last page (抄送, 印发) ends the letter."""
    start = next((at for at, line in enumerate(lines) if opens_letter(line)), 0)
    signed = next((at for at, line in enumerate(lines[start:], start) if _is_signed(lines, at)), len(lines))
    for at in range(start + 1, len(lines)):
        text = lines[at].text.strip()
        heads_page = _ANNEX_PAGE.fullmatch(text) or (at > signed and _heads_page(lines[at]))
        if not heads_page or is_body(lines[at]):
            continue
        end, marks = take_end(lines, at + 1)
        if _ANNEX_TITLE.fullmatch(text) and end == at + 1:
            continue  # 附件说明 under the date
        for mark in marks:
            found.take(mark)
        found.left_out.append(f"第{lines[at].place}段起的附件正文没有取入（“{shorten(text)}”，共{end - at}段）")
        return lines[:at]
    return lines


def _heads_page(line: Line) -> bool:
    """Whether a further page begins under the signature: an annex, a form to be sent back."""
    text = line.text.strip()
    return line.look.title or bool(_ANNEX_TITLE.fullmatch(text) or _FORM_NAME.fullmatch(text))


def _is_signed(lines: Sequence[Line], at: int) -> bool:
    said = signed_date(lines[at].text)
    return said is not None and (bool(said[0]) or (at > 0 and is_unit(lines[at - 1].text)))


# ---- the head ----------------------------------------------------------------------------------------------


def _take_head(lines: list[Line], found: WordText) -> list[Line]:
    """Take what stands above the salutation off: letterhead, 文号, 签发人, 类别, title. What is none of it stays."""
    opened = next((at for at, line in enumerate(lines) if opens_letter(line)), None)
    end = _bare_head(lines) if opened is None else min(opened, LONGEST_HEAD)
    words: list[tuple[Line, int]] = []  # what may be the title, and how much of the head was read before it
    for at, line in enumerate(lines[:end]):
        marks = _read_head(line)
        if marks is None:
            words.append((line, at))
        for mark in marks or []:
            _refuse_secret(mark)
            found.take(mark)
    words, letterhead = _without_letterhead(words, _signer(lines))
    titled = [line for line, _ in words if _is_set_as_title(line)]
    if not titled:
        titled = _titled_by_words([line for line, _ in words]) if opened is not None else []
    elif opened is not None:
        titled = _with_neighbours(titled, [line for line, _ in words])
    title = "".join(line.text.strip() for line in titled)
    if found.title and title and squeeze(title) != squeeze(found.title):
        found.beside.append(f"稿纸上的标题：{found.title}")
    found.title = title or found.title
    found.beside += [f"版头：{line.text}" for line in letterhead]
    kept = [line for line, _ in words if line not in titled]
    return kept + lines[end:]


def _bare_head(lines: Sequence[Line]) -> int:
    """How many lines are the head where nobody is addressed: as long as each looks like a part of it."""
    return next(
        (at for at, line in enumerate(lines) if _read_head(line) is None and not _is_set_as_title(line)), len(lines)
    )


def _read_head(line: Line) -> list[Mark] | None:
    """What a line of the head says; None for the title, and for what is no part of a head."""
    text = line.text.strip()
    if line.style in STYLES:
        return read_end_line(line)
    if is_body(line) or line.style.lower() in TITLES:
        return None
    if RULE.fullmatch(text):
        return []
    if marks := read_marks(bare(text)):
        return marks
    if mark := _head_mark(text):
        return [mark]
    if line.look.red:
        return [Mark("版头", text)]
    return None


def _head_mark(text: str) -> Mark | None:
    """A line of the head without a label."""
    text = text.strip()
    shapes = [
        ("密级", _SECRET),
        ("类别", _CLASS),
        ("编号", _COPY),
        ("紧急程度", _URGENT),
        ("稿纸", _PAPER),
        ("日期", DATE_LINE),
        ("表", _FORM_NAME),
    ]
    return next((Mark(name, bare(text)) for name, shape in shapes if shape.fullmatch(text)), None)


def _refuse_secret(mark: Mark) -> None:
    if _SECRET.fullmatch(mark.value):
        raise UnreadableDocument(f"文件标有密级“{mark.value}”，没有读取：本系统严禁录入涉密信息。")


def _is_set_as_title(line: Line) -> bool:
    return line.style.lower() in TITLES or (line.look.title and not is_body(line))


def _signer(lines: Sequence[Line]) -> str:
    return next((squeeze(lines[at - 1].text) for at in range(1, len(lines)) if _is_signed(lines, at)), "")


def _without_letterhead(words: list[tuple[Line, int]], signer: str) -> tuple[list[tuple[Line, int]], list[Line]]:
    """A letterhead that is not red: …文件, or the unit's name above 文号 or in another size than the title."""
    if not words:
        return words, []
    (line, at), after = words[0], words[1:]
    name = squeeze(line.text)
    named = name.endswith("文件") or (is_unit(line.text) and name.removesuffix("文件") in (signer, name))
    apart = bool(after) and (after[0][1] > at + 1 or abs(after[0][0].look.size - line.look.size) > 3)
    alone = not after and bool(signer) and name == signer
    if named and (name.endswith("文件") or apart or alone) and line.style.lower() not in TITLES:
        return after, [line]
    return words, []


def _titled_by_words(lines: list[Line]) -> list[Line]:
    """The most of these lines, in a row, that read as one title: 对区九届人大五次会议 / 第118号代表建议的答复."""
    spans = [(start, end) for start in range(len(lines)) for end in range(len(lines), start, -1)]
    return next(
        (lines[start:end] for start, end in spans if is_title("".join(one.text for one in lines[start:end]))), []
    )


def _with_neighbours(titled: list[Line], lines: list[Line]) -> list[Line]:
    """Lines of a title that are centred like the others, but not as large or as bold: 的答复."""
    return [line for line in lines if line in titled or (line.look.centred and line.look.size >= titled[0].look.size)]

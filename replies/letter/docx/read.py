"""The text of a .docx file as one types it here: plain lines, one a paragraph, automatic numbers written out.

What a letter of plain text has no place for (tables, pictures, notes, what was struck out) is left out, and told.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from proposals.formats.chinese import FIGURE
from proposals.formats.plain_text import MOST_LINES, make_plain
from replies.letter.docx.list_numbers import BULLET, Numbering, child_value, whole_number
from replies.letter.docx.package import Package, UnreadableDocument, W
from replies.letter.snapshot import MAX_BODY, MAX_TITLE
from replies.letter.text import split_paragraphs

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Our own styles for what has fields of its own outside the body (write.py); a line is known by its style's name.
BESIDE = ("公文版头", "公文发文字号", "公文附件说明", "公文落款", "公文联系人", "公文抄送")
TITLES = ("公文标题", "title", "标题")
TITLE_SIZE = 36  # half points: 小二 and above
DEEPEST = 60
# The ends of a letter as people write them; they stay in the text, for who wrote them to decide.
_ENDS = (
    ("附件说明", re.compile(rf"附件\s*{FIGURE}*\s*[：:].+")),
    ("联系人", re.compile(r"[（(]?联\s?系\s?人\s?[：:].+")),
    ("抄送", re.compile(r"抄送\s*[：:].+")),
    ("成文日期", re.compile(rf"(?:{FIGURE}{{4}}|[〇○零一二三四五六七八九]{{4}})年.{{1,3}}月.{{1,3}}日")),
)
_DOCUMENT_NUMBER = re.compile(rf"\S{{1,12}}[〔\[【（(]{FIGURE}{{4}}[〕\]】）)]\s*{FIGURE}{{1,5}}\s*号")
_COUNTED = {
    "picture": "{}张图片",
    "drawing": "{}个图形",
    "object": "{}个嵌入的对象",
    "note": "{}条脚注或尾注",
    "comment": "{}条批注",
    "deleted": "{}处修订里删去的文字（修订里增加的已经带进来）",
    "hidden": "{}处隐藏的文字",
    "symbol": "{}个特殊符号",
    "bullet": "{}个项目符号（文字已经带进来）",
}
_WINGDINGS = {"F0FC": "✓", "F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F06C": "●", "F06E": "■"}
_INSIDE = {
    f"{W}{name}"
    for name in (
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "fldSimple",
        "dir",
        "bdo",
        "customXml",
    )
} | {f"{MC}AlternateContent", f"{MC}Choice", f"{W}ruby", f"{W}rubyBase", f"{M}oMath", f"{M}oMathPara"}


@dataclass
class WordText:
    """What a file held: the title and the body for the editor, and what to tell."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # sentences, one a thing
    notes: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(self.lines)


def read_document(content: bytes) -> WordText:
    """Take the text out of a .docx file; Unreadable says in a sentence why it cannot be."""
    package = Package(content)
    try:
        return _Reader(package).found
    except RecursionError:
        raise UnreadableDocument(
            "文件里的内容一层套一层，太深了，没有读取。请把文字复制出来，粘贴到正文里。"
        ) from None


class _Reader:
    def __init__(self, package: Package) -> None:
        styles = package.named("styles")
        self.numbering = Numbering(package.named("numbering"), styles)
        self.found = WordText()
        self.seen: Counter[str] = Counter()
        self.tables: list[str] = []
        self.boxes: list[etree._Element] = []
        self.beside: list[str] = []
        self.open = ""  # a paragraph whose mark was struck out runs on into the next
        body = package.document.find(f"{W}body") if package.document is not None else None
        if body is None:
            raise UnreadableDocument("文件里没有正文。请打开看看，是不是选错了文件。")
        self._blocks(body, 0)
        self._tell(package)

    # ---- blocks ------------------------------------------------------------------------------------------

    def _blocks(self, parent: etree._Element, depth: int) -> None:
        if depth > DEEPEST:
            raise RecursionError
        for block in parent.iterchildren(etree.Element):
            if block.tag == f"{W}p":
                self._paragraph(block, depth)
            elif block.tag == f"{W}tbl":
                self.tables.append(self.found.lines[-1] if self.found.lines else "")
            elif block.tag == f"{W}altChunk":
                self.seen["object"] += 1
            elif block.tag in (f"{W}del", f"{W}moveFrom"):
                self.seen["deleted"] += 1
            elif block.tag in _INSIDE:
                self._blocks(block, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        style = child_value(paragraph, f"{W}pPr/{W}pStyle")
        number = self.numbering.number_of(paragraph, style)
        text = self._inline(paragraph, 0)
        if number == BULLET:
            self.seen["bullet"] += 1
            number = ""
        line = self.open + _joined(number, text)
        self.open = ""
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self.open = line
            return
        self._keep([kept for one in make_plain(line).split("\n") if (kept := one.strip())], paragraph, style)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self._blocks(box, depth + 1)

    def _keep(self, lines: list[str], paragraph: etree._Element, style: str | None) -> None:
        if not lines:
            return
        name = self._style_name(style)
        if name in BESIDE:
            self.beside += [name.removeprefix("公文")]
        elif not self.found.lines and self._is_title(paragraph, style, name):
            self.found.title = "".join([self.found.title, *lines])
        elif not self.found.lines and len(lines) == 1 and _DOCUMENT_NUMBER.fullmatch(lines[0]):
            self.found.notes.append(f"发文字号“{lines[0]}”请填到“发文字号”一栏，没有放进正文。")
        elif name == "公文正文" and paragraph.find(f"{W}r/{W}rPr/{W}rStyle") is None:
            self.found.lines += [f"　{line}" if split_paragraphs(line)[0].heading else line for line in lines]
        else:
            self.found.lines += lines

    def _style_name(self, style: str | None) -> str:
        return child_value(self.numbering.styles.get(style), f"{W}name") or ""

    def _is_title(self, paragraph: etree._Element, style: str | None, name: str) -> bool:
        """A paragraph before the text that is a title by its style, or is centred and large."""
        if name.lower() in TITLES:
            return True
        sources = [paragraph, *(self.numbering.styles[one] for one in self.numbering.chain(style))]
        centred = next(filter(None, (child_value(one, f"{W}pPr/{W}jc") for one in sources)), "") == "center"
        runs = [child_value(run, f"{W}rPr/{W}sz") for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
        inherited = next(filter(None, (child_value(one, f"{W}rPr/{W}sz") for one in sources[1:])), None)
        return centred and max((whole_number(size or inherited, 21) for size in runs), default=0) >= TITLE_SIZE

    # ---- inside a paragraph ------------------------------------------------------------------------------

    def _inline(self, parent: etree._Element, depth: int) -> str:
        if depth > DEEPEST:
            raise RecursionError
        text = ""
        for one in parent.iterchildren(etree.Element):
            if one.tag == f"{W}r":
                text += self._run(one)
            elif one.tag in (f"{W}del", f"{W}moveFrom"):
                self.seen["deleted"] += 1
            elif one.tag in _INSIDE:
                text += self._inline(one, depth + 1)
            elif one.tag.startswith(M):
                text += "".join(one.itertext(f"{M}t"))
        return text

    def _run(self, run: etree._Element) -> str:
        hidden = run.find(f"{W}rPr/{W}vanish")
        if hidden is not None and hidden.get(f"{W}val") not in ("0", "false", "off"):
            self.seen["hidden"] += run.find(f"{W}t") is not None
            return ""
        return "".join(self._piece(one) for one in run.iterchildren(etree.Element))

    def _piece(self, one: etree._Element) -> str:
        name = one.tag.removeprefix(W)
        if name == "t":
            return one.text or ""
        if name in ("tab", "ptab"):
            return "\t"
        if name in ("br", "cr"):
            return "\n"
        if name == "noBreakHyphen":
            return "-"
        if name in ("drawing", "pict", f"{MC}AlternateContent"):
            self._drawn(one)
        elif name == "sym":
            sign = _WINGDINGS.get(one.get(f"{W}char", "").upper(), "")
            self.seen["symbol"] += not sign
            return sign
        elif name == "ruby":
            return self._inline(one, 1)
        elif name in ("object", "commentReference", "footnoteReference", "endnoteReference"):
            self.seen["object" if name == "object" else "comment" if name.startswith("c") else "note"] += 1
        return ""

    def _drawn(self, drawn: etree._Element) -> None:
        """A text box's text follows the paragraph it hangs on; of a picture or a shape there is nothing to keep."""
        if drawn.tag.startswith(MC):
            drawn = next(drawn.iterchildren(f"{MC}Choice", f"{MC}Fallback"), drawn)
        boxes = [box for box in drawn.iter(f"{W}txbxContent") if not any(_inside_box(box, drawn))]
        if boxes:
            self.boxes += boxes
        elif any(one.tag.rsplit("}", 1)[-1] in ("blip", "imagedata") for one in drawn.iter(etree.Element)):
            self.seen["picture"] += 1
        elif drawn.getchildren():
            self.seen["drawing"] += 1

    # ---- the report --------------------------------------------------------------------------------------

    def _tell(self, package: Package) -> None:
        found = self.found
        found.title = found.title[:MAX_TITLE]
        if len(found.body) > MAX_BODY or len(found.lines) > MOST_LINES:
            raise UnreadableDocument(
                f"文件里有{len(found.lines)}段、{len(found.body)}字，一篇答复最多{MOST_LINES}段、{MAX_BODY}字。"
                "请只留答复的正文，再导入一次。"
            )
        for before in self.tables:
            found.left_out.append(f"1张表格（在“{_short(before)}”之后）" if before else "1张表格（在最前面）")
        found.left_out += [_COUNTED[kind].format(count) for kind, count in self.seen.items() if count]
        parts = [package.named(kind) for kind in ("header", "footer")]
        if any(part is not None and "".join(part.itertext(f"{W}t")).strip(" -—0123456789") for part in parts):
            found.left_out.append("页眉、页脚里的文字")
        if self.beside:
            found.notes.append(f"{'、'.join(dict.fromkeys(self.beside))}另有栏目，没有放进正文。")
        ends = [name for line in found.lines[-8:] for name, shape in _ENDS if shape.fullmatch(line)]
        if ends:
            found.notes.append(
                f"文末有{'、'.join(dict.fromkeys(ends))}。这些由本系统印在正文之后，请填到各自的栏目，再从正文里删去。"
            )
        if not (found.lines or found.title):
            raise UnreadableDocument("文件里没有文字（可能只有表格或图片）。请把文字复制出来，粘贴到正文里。")


def _inside_box(box: etree._Element, root: etree._Element) -> list[bool]:
    """Whether a text box lies in another, or is the older copy that stands next to the newer one."""
    rows = []
    for above in box.iterancestors():
        if above is root:
            break
        rows.append(above.tag in (f"{W}txbxContent", f"{MC}Fallback"))
    return rows


def _joined(number: str, text: str) -> str:
    """A number and its text, apart where they would run into one word or figure."""
    text = text.lstrip(" \t\u3000\xa0")
    tight = not number or not text or not number[-1].isascii() or (not number[-1].isalnum() and not text[0].isascii())
    return f"{number}{text}" if tight else f"{number} {text}"


def _short(line: str) -> str:
    return line[:15] + ("…" if len(line) > 15 else "")

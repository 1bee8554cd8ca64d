"""The body of a Word file → lines, tables and what cannot be taken in, in the order they are read in.

Tracked changes are read as accepted, fields as they show, text boxes once, in the place of what they hang on.
"""

import re
from collections.abc import Iterator

from lxml import etree

from proposals.formats.chinese import half
from proposals.formats.plain_text import make_plain
from replies.letter.docx.markup.field_codes import FieldCodes
from replies.letter.docx.markup.lines import (
    BODY_STYLE,
    SIGNATURE_STYLE,
    Item,
    Line,
    Missing,
    Span,
    Table,
    read_look,
    style_name,
)
from replies.letter.docx.markup.list_numbers import BULLET, Numbering, child_value, whole_number
from replies.letter.docx.markup.package import Package, W
from replies.letter.text import split_paragraphs

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
DEEPEST = 60
MOST_SPANNED = 200  # columns of one cell
OFF = ("0", "false", "off")
_WINGDINGS = {"F0FC": "✓", "F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F06C": "●", "F06E": "■"}
_STRUCK = (f"{W}del", f"{W}moveFrom")
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
} | {f"{MC}AlternateContent", f"{MC}Choice", f"{W}ruby", f"{W}rubyBase"}
_SHAPES = ("line", "rect", "shape", "oval", "roundrect", "group")
_BUILT_UP = [f"{M}{name}" for name in ("f", "rad", "nary", "m", "eqArr", "sSup", "sSub", "sSubSup")]
# Shapes that say nothing: the red rule under a letterhead.
_RULES = re.compile(r"line|(?:straight|bent|curved)Connector\d?")


class BlockReader:
    """`items`: what the body holds."""

    def __init__(self, package: Package, body: etree._Element) -> None:
        styles = package.named("styles")
        self.numbering = Numbering(package.named("numbering"), styles)
        self.notes = {kind: package.named(f"{kind}s") for kind in ("footnote", "endnote")}
        self.missing: list[Missing] = []
        self.boxes: list[etree._Element] = []
        self.runs: list[etree._Element] = []
        self.fields = FieldCodes()
        self.open = ""  # a paragraph whose mark was struck out runs on into the next
        self.paragraphs = 0
        self.items = list(self._blocks(body, 0))
        if self.open:
            self.items += self._lines(self.open, etree.Element(f"{W}p"), None)

    # ---- blocks ------------------------------------------------------------------------------------------

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Item]:
        if depth > DEEPEST:
            raise RecursionError
        for block in parent.iterchildren(etree.Element):
            if block.tag == f"{W}p":
                yield from self._paragraph(block, depth)
            elif block.tag == f"{W}tbl":
                yield self._table(block, depth)
            elif block.tag == f"{W}altChunk":
                yield Missing("object")
            elif block.tag in _STRUCK:
                yield Missing("deleted")
            elif block.tag in _INSIDE and not _is_placeholder(block):
                yield from self._blocks(block, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> Table:
        found = Table()
        for row in _through(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.missing.append(Missing("deleted"))
                continue
            cells = list(_through(row, "tc"))
            found.rows.append([list(self._blocks(cell, depth + 1)) for cell in cells])
            found.spans.append(list(_spans(row, cells)))
            head = row.find(f"{W}trPr/{W}tblHeader")
            found.heads.append(head is not None and head.get(f"{W}val") not in OFF)
        return found

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[Item]:
        style = child_value(paragraph, f"{W}pPr/{W}pStyle")
        self.runs = []
        text = self._inline(paragraph, 0)
        self.fields.end_paragraph()
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is not None and any(mark.find(tag) is not None for tag in _STRUCK):
            self.open += text
        else:
            number = self.numbering.number_of(paragraph, style)
            if number == BULLET:
                self.missing.append(Missing("bullet"))
                number = ""
            text, self.open = _joined(_plain_number(number), self.open + text), ""
            yield from self._lines(text, paragraph, style)
        missing, self.missing = self.missing, []
        yield from missing
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            yield from self._blocks(box, depth + 1)

    def _lines(self, text: str, paragraph: etree._Element, style: str | None) -> list[Line]:
        """The lines of a paragraph, between its soft breaks."""
        self.paragraphs += 1
        name = style_name(self.numbering, style)
        chain = [self.numbering.styles[one] for one in self.numbering.chain(style)]
        look = read_look(paragraph, self.runs, chain)
        plain = name == BODY_STYLE and paragraph.find(f"{W}r/{W}rPr/{W}rStyle") is None
        found = []
        whole = make_plain(text)
        if name == SIGNATURE_STYLE:  # the lines of a long unit's name
            whole = whole.replace("\n", "")
        for one in whole.split("\n"):
            if kept := one.strip():
                marked = f"　{kept}" if plain and split_paragraphs(kept)[0].heading else kept
                indent = len(one) - len(one.lstrip())
                found.append(Line(marked, self.paragraphs, name, look, indent, plain=plain))
        return found

    # ---- inside a paragraph ------------------------------------------------------------------------------

    def _inline(self, parent: etree._Element, depth: int) -> str:
        if depth > DEEPEST:
            raise RecursionError
        text = ""
        for one in parent.iterchildren(etree.Element):
            if one.tag == f"{W}r":
                text += self._run(one)
            elif one.tag in _STRUCK:
                self.missing.append(Missing("deleted"))
            elif one.tag in _INSIDE and not _is_placeholder(one):
                text += self._inline(one, depth + 1)
            elif one.tag.startswith(M):
                text += self._formula(one)
        return text

    def _formula(self, formula: etree._Element) -> str:
        """A formula in one line is its text; a fraction, a root or a matrix would say another thing than it shows."""
        if next(formula.iter(*_BUILT_UP), None) is not None:
            self.missing.append(Missing("formula", "".join(formula.itertext(f"{M}t"))))
            return ""
        return "".join(formula.itertext(f"{M}t"))

    def _run(self, run: etree._Element) -> str:
        hidden = run.find(f"{W}rPr/{W}vanish")
        if hidden is not None and hidden.get(f"{W}val") not in OFF:
            if run.find(f"{W}t") is not None:
                self.missing.append(Missing("hidden"))
            return ""
        self.runs.append(run)
        text = ""
        for one in run.iterchildren(etree.Element):
            piece = self._piece(one)
            if self.fields.in_code:
                self.fields.add_code(piece)
            else:
                text += piece
        return text

    def _piece(self, one: etree._Element) -> str:
        name = one.tag.removeprefix(W)
        if name == "t" or (name == "instrText" and self.fields.in_code):
            return one.text or ""
        if name in ("tab", "ptab"):
            return "\t"
        if name in ("br", "cr"):
            return "\n"
        if name == "noBreakHyphen":
            return "-"
        if name == "ruby":
            return self._inline(one, 1)
        if name == "sym":
            return self._symbol(one)
        if name == "fldChar":
            return self._turn_field(one.get(f"{W}fldCharType", ""))
        if name in ("drawing", "pict", f"{MC}AlternateContent"):
            self._drawn(one)
        elif name == "object":
            self.missing.append(Missing("object"))
        elif name == "commentReference":
            self.missing.append(Missing("comment"))
        elif name in ("footnoteReference", "endnoteReference"):
            self.missing.append(Missing("note", self._note(name.removesuffix("Reference"), one.get(f"{W}id"))))
        return ""

    def _turn_field(self, kind: str) -> str:
        lost = self.fields.lost
        text = self.fields.turn(kind)
        if self.fields.lost > lost:
            self.missing.append(Missing("formula"))
        return text

    def _symbol(self, one: etree._Element) -> str:
        sign = _WINGDINGS.get(one.get(f"{W}char", "").upper(), "")
        if not sign:
            self.missing.append(Missing("symbol"))
        return sign

    def _note(self, kind: str, number: str | None) -> str:
        """The words of a footnote, so that who wants them in the text has them."""
        notes = self.notes[kind]
        rows = notes.iterchildren(f"{W}{kind}") if notes is not None else iter(())
        row = next((one for one in rows if one.get(f"{W}id") == number), None)
        return make_plain("".join(row.itertext(f"{W}t")), one_line=True).strip()[:200] if row is not None else ""

    def _drawn(self, drawn: etree._Element) -> None:
        """A text box's text follows the paragraph it hangs on; of a picture or a shape there is nothing to keep."""
        if drawn.tag.startswith(MC):
            ways = list(drawn.iterchildren(f"{MC}Choice", f"{MC}Fallback"))
            with_text = (way for way in ways if next(way.iter(f"{W}txbxContent"), None) is not None)
            drawn = next(with_text, ways[0] if ways else drawn)
        boxes = [box for box in drawn.iter(f"{W}txbxContent") if not any(_inside_box(box, drawn))]
        if boxes:
            self.boxes += boxes
            return
        names = [one.tag.rsplit("}", 1)[-1] for one in drawn.iter(etree.Element)]
        if "blip" in names or "imagedata" in names:
            self.missing.append(Missing("picture"))
        elif "chart" in names:
            self.missing.append(Missing("chart"))
        elif drawn.getchildren() and not _is_rule(drawn):
            self.missing.append(Missing("drawing", _word_art(drawn)))


def _through(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those within controls and tracked changes as well."""
    for one in parent.iterchildren(etree.Element):
        if one.tag == f"{W}{name}":
            yield one
        elif one.tag in _INSIDE:
            yield from _through(one, name)


def _spans(row: etree._Element, cells: list[etree._Element]) -> Iterator[Span]:
    """How the cells of a row lie in the grid; an absurd number is cut."""
    column = _count(row, f"{W}trPr/{W}gridBefore", 0)
    for cell in cells:
        across = max(1, _count(cell, f"{W}tcPr/{W}gridSpan", 1))
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        yield Span(column, across, goes_on=merged is not None and merged.get(f"{W}val", "continue") == "continue")
        column += across


def _count(parent: etree._Element, path: str, usual: int) -> int:
    return max(0, min(MOST_SPANNED, whole_number(child_value(parent, path), usual)))


def _is_placeholder(block: etree._Element) -> bool:
    """单击此处输入文字: nobody wrote it."""
    shown = block.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shown is not None and shown.get(f"{W}val") not in OFF


def _is_rule(drawn: etree._Element) -> bool:
    presets = [one.get("prst", "") for one in drawn.iter("{*}prstGeom")]
    older = [one for one in drawn.iter(etree.Element) if one.tag.startswith(V) and one.tag.removeprefix(V) in _SHAPES]
    rules = [_RULES.fullmatch(one) is not None for one in presets]
    rules += [
        one.tag == f"{V}line" or bool({key.rsplit("}", 1)[-1] for key in one.attrib} & {"hr", "connectortype"})
        for one in older
    ]
    return bool(rules) and all(rules)


def _word_art(drawn: etree._Element) -> str:
    return "".join(one.get("string", "") for one in drawn.iter(f"{V}textpath"))[:60]


def _inside_box(box: etree._Element, root: etree._Element) -> list[bool]:
    """Whether a text box lies in another, or is the older copy that stands next to the newer one."""
    rows = []
    for above in box.iterancestors():
        if above is root:
            break
        rows.append(above.tag in (f"{W}txbxContent", f"{MC}Fallback"))
    return rows


# Numbers that are one character in Word stand here as they are typed: ⒈ is 1. and ㈠ is （一）.
_ONE_CHARACTER = {ord("⒈") + i: f"{i + 1}." for i in range(20)} | {ord("⑴") + i: f"（{i + 1}）" for i in range(20)}
_ONE_CHARACTER |= {ord("㈠") + i: f"（{figure}）" for i, figure in enumerate("一二三四五六七八九十")}


def _plain_number(number: str) -> str:
    """１． and ⒈ as a heading has them here: 1."""
    return re.sub("(?<=[0-9])．", ".", half(number.translate(_ONE_CHARACTER)))


def _joined(number: str, text: str) -> str:
    """A number and its text, apart where they would run into one word or figure."""
    bare = text.lstrip(" \t\u3000\xa0") if number else text
    tight = not number or not bare or not number[-1].isascii() or (not number[-1].isalnum() and not bare[0].isascii())
    return f"{number}{bare}" if tight else f"{number} {bare}"

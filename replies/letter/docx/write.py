"""Snapshot → the letter as a .docx file in the styles of GB/T 9704-2012, to be opened in WPS, Word or LibreOffice.

Every paragraph is the plain text itself, its number included, and a table a table: read.py gives the same text back.
The parts that never change stand as files in parts/; the same snapshot gives the same bytes.
"""

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

from replies.letter.docx.ruled import table_markup
from replies.letter.pdf.letter_page import TITLE_WIDTH, fit_letterhead, place_signature
from replies.letter.pdf.measure import chinese_date, text_width
from replies.letter.snapshot import FORMATS, Snapshot, SnapshotLetter
from replies.letter.tables.mark import Table
from replies.letter.text import LEVELS, Paragraph, ParagraphKind, annex_rows, read_body, title_lines

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTS = Path(__file__).with_name("parts")
LINE_WIDTH = 28  # characters
LONG_AGO = (1980, 1, 1, 0, 0, 0)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELS = "word/_rels/document.xml.rels"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = {
    ParagraphKind.SALUTATION: "Salutation1",
    ParagraphKind.BODY: "BodyText1",
    ParagraphKind.LEVEL_1: "Level1",
    ParagraphKind.LEVEL_2: "Level2",
    ParagraphKind.LEVEL_3: "Level3",
    ParagraphKind.LEVEL_4: "Level4",
}
# Level 3 and 4 look like the text; the style tells a heading from a line that only looks like one.
FACES = dict(zip(LEVELS, ("Heiti", "Kaiti", "Fangsong", "Fangsong"), strict=True))
# Twentieths of a point: A4; margins of 37, 26, 35 and 28 mm; the foot's page number 7 mm below the text.
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1469" w:bottom="1984" w:left="1587" w:header="851" w:footer="1304" w:gutter="0"/>'
)
# 22 lines of 28.95 pt. The 28 characters of a line come from the styles (16 pt less 0.2 pt): a grid of characters
# narrower than the type is set far too wide by LibreOffice, which drops the sign of its charSpace.
GRID = '<w:docGrid w:type="lines" w:linePitch="579"/>'


def write_document(snapshot: Snapshot) -> bytes:
    """The letter of the snapshot; ValueError when there is none."""
    if snapshot.letter is None:
        raise ValueError("没有答复正文")
    document = _document(snapshot, snapshot.letter)
    return pack_document(document, snapshot.letter.title, snapshot.unit)


def pack_document(
    document: str, title: str, author: str, pictures: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """The file of a document's XML; `pictures` are PNG by the name by which the XML asks for them (r:embed)."""
    parts = {
        path.relative_to(PARTS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PARTS.rglob("*"))
        if path.is_file()
    }
    related = "".join(
        f'<Relationship Id="{name}" Type="{_RELATED}/image" Target="media/{name}.png"/>' for name in pictures
    )
    parts[_RELS] = parts[_RELS].replace("</Relationships>", f"{related}</Relationships>")
    parts["word/document.xml"] = document
    parts["docProps/core.xml"] = _core(title, author)
    binary = {f"word/media/{name}.png": content for name, content in pictures.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({name: text.encode() for name, text in parts.items()} | binary).items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(snapshot: Snapshot, reply: SnapshotLetter) -> str:
    headed = reply.format == FORMATS[1]
    rows = [_letterhead(snapshot.unit)] * headed
    if snapshot.document_number:
        rows.append(mark_paragraph("DocumentNumber", mark_run(snapshot.document_number)))
    title = title_lines(reply.title, TITLE_WIDTH, (*snapshot.deputies, snapshot.unit))
    rows.append(mark_paragraph("Title1", "<w:r><w:br/></w:r>".join(map(mark_run, title))))
    rows += mark_body(reply.body)
    rows += [
        mark_paragraph("Annex", mark_run(f"{'附件：' if not at else '　　　'}{number}{name}"), _space(at == 0, 579))
        for at, (number, name) in enumerate(annex_rows(reply.annexes))
    ]
    rows += mark_signature(snapshot.unit, chinese_date(reply.signed_on), snapshot.units)
    if reply.copies_to:  # a frame at the foot of the page on which the paragraph after it stands
        copies = f"抄送：{'，'.join(reply.copies_to)}。"
        rows.append(mark_paragraph("CopiesTo", mark_run(copies), _at_the_foot(copies, ruled=not headed)))
    contact = f"（联系人：{reply.contact or '　　　　'}，联系电话：{reply.phone or '　　　　　　　'}）"
    rows.append(mark_paragraph("Contact", mark_run(contact)))
    feet = "".join(
        f'<w:footerReference w:type="{kind}" r:id="{name}"/>'
        for kind, name in (("default", "odd"), ("even", "even"), ("first", "headed"))
        if headed or kind != "first"
    )
    section = f"<w:sectPr>{feet}{PAGE}{'<w:titlePg/>' * headed}{GRID}</w:sectPr>"
    return f"{XML}<w:document {W} {R}><w:body>{''.join(rows)}{section}</w:body></w:document>"


def mark_body(text: str) -> Iterator[str]:
    """The paragraphs and tables of a text. Two tables without a line between would be one to Word."""
    tables = False
    for block in read_body(text):
        if isinstance(block, Paragraph):
            yield _of_body(block)
        else:
            yield mark_paragraph("TableText", "") * (tables and not block.caption) + table_markup(block, mark_run)
        tables = isinstance(block, Table)


def _of_body(paragraph: Paragraph) -> str:
    """A heading that stands alone is one in the navigation too; one that runs into its text is only set like it."""
    if paragraph.text and paragraph.heading:
        face = f'<w:rStyle w:val="{FACES[paragraph.kind]}"/>'
        return mark_paragraph("BodyText1", mark_run(paragraph.heading, face) + mark_run(paragraph.text))
    return mark_paragraph(STYLES[paragraph.kind], mark_run(paragraph.whole))


def mark_signature(unit: str, day: str, units: Sequence[str] = ()) -> list[str]:
    """落款: the unit centred over the date, both from the right (replies.letter.pdf.letter_page); of several, each on
    a line of its own, the leading one first (7.3.5.2)."""
    where = place_signature(unit, day)
    if units:
        where = replace(
            where, lines=tuple(line for one in (unit, *units) for line in place_signature(one, day).lines)
        )
    over = where.margin + (text_width(day) - max(map(text_width, where.lines))) / 2
    keep = _space(True, 1158) + _right(over)
    if len(where.lines) > 1:  # centred between its own edges
        keep = _space(True, 1158) + _between(LINE_WIDTH - over - where.width, over) + '<w:jc w:val="center"/>'
    unit_lines = "<w:r><w:br/></w:r>".join(map(mark_run, where.lines))
    return [
        mark_paragraph("Signature1", unit_lines, keep),
        mark_paragraph("Signature1", mark_run(day), _right(where.margin)),
    ]


def _at_the_foot(copies: str, *, ruled: bool) -> str:
    """A frame that ends where the text block does; LibreOffice knows its place only as a height on the page.
    信函格式 has no rules around it (10.1)."""
    lines = ceil(text_width(copies) / 29)  # 14 pt in 156 mm, less a character at either side
    top = 16838 - 1984 - 480 * lines - 60
    return (
        f'<w:framePr w:w="8850" w:wrap="around" w:vAnchor="page" w:hAnchor="margin" w:xAlign="center" w:y="{top}"/>'
    )


def _between(left: float, right: float) -> str:
    left, right = max(0.0, left - 1), max(0.0, right - 1)  # a character more than the text needs
    return (
        f'<w:ind w:leftChars="{round(left * 100)}" w:left="{round(left * 315.8)}"'
        f' w:rightChars="{round(right * 100)}" w:right="{round(right * 315.8)}"/>'
    )


def _right(characters: float) -> str:
    right = max(0.0, characters)
    return f'<w:ind w:rightChars="{round(right * 100)}" w:right="{round(right * 315.8)}"/>'


def _space(first: bool, before: int) -> str:
    return f'<w:spacing w:before="{before}"/>' * first


def _letterhead(unit: str) -> str:
    """The unit's name as the PDF has it: size and lines."""
    size, lines = fit_letterhead(unit)
    face = f'<w:sz w:val="{int(2 * size)}"/>'
    return mark_paragraph("Letterhead", "<w:r><w:br/></w:r>".join(mark_run(line, face) for line in lines))


def mark_paragraph(style: str, runs: str, more: str = "") -> str:
    """A paragraph of a style; `more` is what sets it apart."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def mark_run(text: str, face: str = "") -> str:
    """Characters; `face` is what sets them apart."""
    words = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(plain_xml(part))}</w:t>' for part in text.split("\t"))
    return f"<w:r>{f'<w:rPr>{face}</w:rPr>' if face else ''}{words}</w:r>"


def plain_xml(text: str) -> str:
    """What XML 1.0 cannot say (controls, halves of pairs, U+FFFE) is not text either."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")


def _core(title: str, unit: str) -> str:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    cp = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    title, unit = escape(plain_xml(title)), escape(plain_xml(unit))
    said = f"<dc:title>{title}</dc:title><dc:creator>{unit}</dc:creator><dc:language>zh-CN</dc:language>"
    return f"{XML}<cp:coreProperties {cp} {dc}>{said}</cp:coreProperties>"

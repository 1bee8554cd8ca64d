"""Word files as offices make them, made here: paragraphs set by hand, tables, boxes, tracked changes, fields."""

import io
import zipfile

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from replies.letter.docx.read import read_document

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
RED = RGBColor(0xFF, 0, 0)
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SALUTATION = "林佩芬、顾晓代表："
OPENING = "　　你们在区九届人大五次会议上提出的第118号建议收悉，现答复如下："
BODY = [SALUTATION, OPENING.strip(), "一、总体情况", "已排查小区126个。"]
TITLE = "对区九届人大五次会议第118号代表建议的答复"
UNIT = "上海市宝山区建设和管理委员会"


def new_file():
    made = docx.Document()
    made.element.body.clear_content()
    return made


def add(where, text, *, align=None, size=16, bold=None, red=False, style=None):
    """A paragraph set by hand."""
    paragraph = where.add_paragraph(style=style)
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if red:
        run.font.color.rgb = RED
    return paragraph


def add_all(where, *texts):
    for text in texts:
        add(where, text)


def add_letter(where, *more):
    """The text of a letter from its salutation on."""
    add_all(where, SALUTATION, OPENING, "一、总体情况", "　　已排查小区126个。", *more)


def add_table(where, *rows):
    """A table of these texts; a text of several lines is several paragraphs."""
    table = where.add_table(len(rows), max(map(len, rows)))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            first, *others = text.split("\n")
            cell.paragraphs[0].text = first
            for line in others:
                cell.add_paragraph(line)
    return table


def put(paragraph, inside):
    """XML at the end of a paragraph's content."""
    names = f'{nsdecls("w", "wp", "pic", "r")} {V} {WPS} {MC} {A} xmlns:o="urn:schemas-microsoft-com:office:office"'
    holder = parse_xml(f"<w:p {names}>{inside}</w:p>")
    for one in list(holder):
        paragraph._p.append(one)
    return paragraph


def w_run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def box(*texts, red=False):
    """A text box as Word writes it: a shape, and the same in VML for older programs."""
    face = '<w:rPr><w:color w:val="FF0000"/></w:rPr>' if red else ""
    held = "".join(f"<w:p><w:r>{face}<w:t>{text}</w:t></w:r></w:p>" for text in texts)
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{held}</w:txbxContent></wps:txbx></wps:wsp>"
    newer = (
        f"<w:drawing><wp:anchor><a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    choice = f'<mc:Choice Requires="wps">{newer}</mc:Choice><mc:Fallback>{vml_box(*texts, alone=False)}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def vml_box(*texts, alone=True):
    held = "".join(f"<w:p>{w_run(text)}</w:p>" for text in texts)
    pict = f"<w:pict><v:shape><v:textbox><w:txbxContent>{held}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return f"<w:r>{pict}</w:r>" if alone else pict


def picture():
    blip = '<pic:pic><pic:blipFill><a:blip r:embed="rId99"/></pic:blipFill></pic:pic>'
    inline = f"<wp:inline><a:graphic><a:graphicData>{blip}</a:graphicData></a:graphic></wp:inline>"
    return f"<w:r><w:drawing>{inline}</w:drawing></w:r>"


def field(code, shown=None):
    """A field of Word: its code, and what it shows of it."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    half = len(code) // 2  # Word cuts a code where the face changes
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in (code[:half], code[half:])
    )
    result = mark("separate") + w_run(shown) if shown is not None else ""
    return mark("begin") + codes + result + mark("end")


def saved(made, **parts):
    """The bytes of the file, with further parts (footnotes) that python-docx does not write."""
    out = io.BytesIO()
    made.save(out)
    if not parts:
        return out.getvalue()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml".format
    with zipfile.ZipFile(out) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    rows = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kind(name)}"/>' for name in parts)
    types = held["[Content_Types].xml"].decode().replace("</Types>", f"{rows}</Types>")
    held |= {"[Content_Types].xml": types.encode()} | {f"word/{name}.xml": text for name, text in parts.items()}
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in held.items():
            archive.writestr(name, text)
    return changed.getvalue()


def read(made, number=""):
    return read_document(saved(made), number)


def taken(found):
    """What was taken, to be compared: title, lines, fields."""
    return found.title, found.lines, found.fields

"""A 办理情况报告 → a .docx file in the styles of GB/T 9704-2012: what people wrote, the figures in sentences, the
tables as tables whose head stands on every page, the charts as pictures."""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise

from replies.letter.docx.write import (
    GRID,
    PAGE,
    XML,
    R,
    W,
    mark_body,
    mark_paragraph,
    mark_run,
    mark_signature,
    pack_document,
)
from replies.letter.pdf.letter_page import TITLE_WIDTH
from replies.letter.report_paper import COUNT, PaperChart, PaperPart, PaperRow, PaperTable, Place, ReportPaper
from replies.letter.text import title_lines

FEET = {"default": "odd", "even": "even"}
SUM = '<w:tcBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="auto"/></w:tcBorders>'
IN_CELL = '<w:spacing w:before="30" w:after="30" w:line="290" w:lineRule="exact"/>'
LINE = 8850  # twentieths of a point: 156 mm
EMU = 12700  # of a point, the unit of drawings
EMU_LINE = 442 * EMU
SMALL = '<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
BORDERS = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
BREAK = "<w:pageBreakBefore/>"


def write_report(paper: ReportPaper, pictures: Mapping[str, bytes]) -> bytes:
    """The report; `pictures` are its charts as PNG by their keys."""
    title = title_lines(paper.title, TITLE_WIDTH, (paper.unit,))
    rows = [mark_paragraph("Title1", "<w:r><w:br/></w:r>".join(map(mark_run, title)))]
    under = mark_run(f"（截至{paper.as_of}）", f'<w:rStyle w:val="Kaiti"/>{SMALL.format(size=32)}')
    rows.append(mark_paragraph("TableText", under, '<w:spacing w:after="240"/><w:jc w:val="center"/>'))
    if said := paper.texts.get(Place.ADDRESSED, "").strip():
        rows.append(mark_paragraph("Salutation1", mark_run(said)))
    if said := paper.texts.get(Place.OPENING, "").strip():
        rows += mark_body(said)
    if paper.parts:
        rows.append(mark_paragraph("Level1", mark_run("一、基本情况")))
    for at, part in enumerate(paper.parts):
        rows += _part(paper, at, part, pictures)
    for heading, text in paper.written():
        rows.append(mark_paragraph("Level1", mark_run(heading)))
        rows += mark_body(text.strip())
    rows += mark_signature(paper.unit, paper.day)
    rows += _annexes(paper)
    feet = "".join(f'<w:footerReference w:type="{kind}" r:id="{name}"/>' for kind, name in FEET.items())
    section = f"<w:sectPr>{feet}{PAGE}{GRID}</w:sectPr>"
    document = f"{XML}<w:document {W} {R} {DRAWING}><w:body>{''.join(rows)}{section}</w:body></w:document>"
    return pack_document(document, paper.title, paper.unit, pictures)


def _part(paper: ReportPaper, at: int, part: PaperPart, pictures: Mapping[str, bytes]) -> Iterator[str]:
    yield mark_paragraph("Level2", mark_run(f"（{COUNT[at]}）{part.heading}"))
    for said in part.paragraphs:
        yield mark_paragraph("BodyText1", mark_run(said))
    for key in part.shown:
        chart, table = paper.chart(key), paper.table(key)
        if chart and key in pictures:
            yield _picture(chart, [one.key for one in paper.charts].index(key) + 1)
        if table:
            yield from _table(table)


def _annexes(paper: ReportPaper) -> Iterator[str]:
    tables = [table for key in paper.annexes if (table := paper.table(key))]
    for at, table in enumerate(tables):
        if not at:
            yield mark_paragraph("Salutation1", mark_run("附件", '<w:rStyle w:val="Heiti"/>'), BREAK)
        yield from _table(table)


def _picture(chart: PaperChart, number: int) -> str:
    wide = min(EMU_LINE, round(chart.width * 0.61 * EMU))
    high = round(wide * chart.height / chart.width)
    said = escape(f"{chart.title}。{chart.said}"[:2000])
    inner = (
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="{chart.key}" descr="{said}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{chart.key}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{chart.key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    )
    look = '<w:keepNext/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'
    drawn = mark_paragraph("TableText", f"<w:r><w:drawing>{inner}</w:drawing></w:r>", look)
    title = mark_run(chart.title, f'<w:rStyle w:val="Kaiti"/>{SMALL.format(size=21)}')
    return drawn + mark_paragraph("TableText", title, '<w:jc w:val="center"/>')


def _table(table: PaperTable) -> Iterator[str]:
    """The caption and the table, ruled; an empty line of its own size after it."""
    ends = [round(sum(table.widths[:at]) / sum(table.widths) * LINE) for at in range(len(table.widths) + 1)]
    widths = [end - start for start, end in pairwise(ends)]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = (
        f'<w:tblW w:w="{LINE}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
        "</w:tblCellMar>"
    )
    head = "".join(
        _cell(word, width, "TableHead", "center") for word, width in zip(table.whole_head, widths, strict=True)
    )
    rows = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    rows += "".join(_row(row, table, widths, last=at == len(table.rows)) for at, row in enumerate(table.rows, 1))
    yield mark_paragraph("TableCaption", mark_run(table.caption), '<w:spacing w:before="120"/>')
    yield f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    yield mark_paragraph("TableText", "", '<w:spacing w:line="160" w:lineRule="exact"/>')


def _row(row: PaperRow, table: PaperTable, widths: list[int], *, last: bool) -> str:
    """A row; those of a short table stay with the next one, so that the table is on one page."""
    cells = "".join(
        _cell(
            word,
            width,
            "TableHead" if row.is_sum else "TableText",
            "left" if at in table.words else "center",
            SUM if row.is_sum else "",
            kept=table.is_short and not last,
            size=18 if table.is_list else 21,
        )
        for at, (word, width) in enumerate(zip((row.label, *row.cells), widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(word: str, width: int, style: str, side: str, more: str = "", *, kept: bool = True, size: int = 21) -> str:
    look = f'<w:keepNext w:val="{int(kept)}"/>{IN_CELL}<w:jc w:val="{side}"/>'
    words = mark_paragraph(style, mark_run(word, SMALL.format(size=size)), look)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>{words}</w:tc>'

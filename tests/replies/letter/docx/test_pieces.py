"""What stands in and around the paragraphs of a Word file: boxes, pictures, changes, notes, fields, numbers."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from replies.letter.docx.read import read_document
from tests.replies.letter.docx.made import (
    BODY,
    CENTRE,
    TITLE,
    add,
    add_letter,
    box,
    field,
    new_file,
    picture,
    put,
    read,
    saved,
    vml_box,
    w_run,
)


def letter():
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    return made


def line_of(inside):
    """What is read of a paragraph after the letter, and what is told."""
    made = letter()
    put(made.add_paragraph(), inside)
    found = read(made)
    assert (found.title, found.lines[:4]) == (TITLE, BODY)
    return found.lines[4:], found.left_out


# ---- text boxes, pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        (w_run("框前。") + box("框一。", "框二。"), ["框前。", "框一。", "框二。"]),
        (w_run("框前。") + vml_box("框一。"), ["框前。", "框一。"]),
        (box("框一。") + vml_box("框二。"), ["框一。", "框二。"]),
        (vml_box("外。").replace("</w:p></w:txbxContent>", f"{box('内。')}</w:p></w:txbxContent>"), ["外。", "内。"]),
        (f"<w:r><mc:AlternateContent><mc:Choice Requires='wpg'><w:drawing>{box('组里。')}</w:drawing></mc:Choice>"
         "</mc:AlternateContent></w:r>", ["组里。"]),
        (f"<mc:AlternateContent><mc:Choice Requires='wps'>{w_run('新。')}</mc:Choice>"
         f"<mc:Fallback>{w_run('旧。')}</mc:Fallback></mc:AlternateContent>", ["新。"]),
        (f"<w:r><mc:AlternateContent><mc:Choice Requires='x'><w:drawing/></mc:Choice><mc:Fallback>"
         f"{vml_box('只有旧的。', alone=False)}</mc:Fallback></mc:AlternateContent></w:r>", ["只有旧的。"]),
    ],
    ids=["both", "older", "two", "one in another", "in a group", "runs", "only the older"],
)  # fmt: skip
def test_a_text_box_is_read_once(inside, lines):
    assert line_of(inside) == (lines, [])


def test_pictures_and_shapes_are_named_with_their_place():
    made = new_file()
    put(made.add_paragraph(), picture())
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    put(made.paragraphs[-2], picture())
    put(add(made, "以上工作年内完成。"), picture())
    put(made.add_paragraph(), "<w:r><w:pict><v:oval/></w:pict></w:r>")
    put(made.add_paragraph(), '<w:r><w:pict><v:shape><v:textpath string="宝山"/></v:shape></w:pict></w:r>')
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    put(
        made.add_paragraph(),
        f"<w:r><w:drawing><wp:inline><a:graphic>{chart}</a:graphic></wp:inline></w:drawing></w:r>",
    )
    after = "第6段后的{}没有取入（在“以上工作年内完成。”之后）".format
    assert read(made).left_out == [
        "最前面和第4、6段后的图片没有取入（共3处）",
        after("图形"),
        after("图形") + "：“宝山”",
        after("图表"),
    ]


def test_many_places_are_not_all_counted_out():
    made = letter()
    for at in range(10):
        put(add(made, f"第{at}处。"), picture())
    assert read(made).left_out == ["第6、7、8、9、10、11、12、13段等后的图片没有取入（共10处）"]


# ---- tracked changes -----------------------------------------------------------------------------------------

GONE = "修订里删去的文字没有取入"
KEPT = "（修订里增加的已经取入）"


def struck(text):
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


@pytest.mark.parametrize(
    "inside",
    [
        f"{w_run('年内')}{struck('年底')}<w:ins>{w_run('完成')}</w:ins>{w_run('改造。')}",
        f"<w:moveFrom>{w_run('改造。')}</w:moveFrom>{w_run('年内完成')}<w:moveTo>{w_run('改造。')}</w:moveTo>",
        f"{w_run('年内完成')}<w:ins>{struck('增了又删')}{w_run('改造。')}</w:ins>",
    ],
)
def test_changes_are_read_as_accepted(inside):
    assert line_of(inside) == (["年内完成改造。"], [f"第6段的{GONE}{KEPT}"])


def test_a_paragraph_struck_out_neither_counts_nor_runs_into_the_next():
    made = letter()
    style = made.styles["List Number"]
    for text in ("先排查。", "再改造。", "后验收。"):
        made.add_paragraph(text, style=style)
    gone = made.paragraphs[-2]
    gone._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>"))
    gone.runs[0]._r.getparent().replace(gone.runs[0]._r, parse_xml(f"<w:del {nsdecls('w')}><w:r/></w:del>"))
    assert read(made).lines[4:] == ["1.先排查。", "2.后验收。"]


def test_the_last_paragraph_is_kept_though_its_mark_is_struck_out():
    made = letter()
    mark = parse_xml(f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>")
    add(made, "以上工作年内完成。")._p.get_or_add_pPr().append(mark)
    assert read(made).lines[4:] == ["以上工作年内完成。"]


def test_a_row_struck_out_of_a_table_is_not_read():
    made = new_file()
    table = made.add_table(3, 1)
    for row, text in zip(table.rows, BODY, strict=False):
        row.cells[0].text = text
    table.rows[2]._tr.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}><w:del/></w:trPr>"))
    add(made, "以上工作年内完成。")
    found = read(made)
    assert (found.lines, found.left_out) == ([*BODY[:2], "以上工作年内完成。"], [f"第3段的{GONE}{KEPT}"])


BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'


# ---- notes, fields, controls ---------------------------------------------------------------------------------


def test_a_footnote_is_named_with_its_words():
    made = letter()
    put(made.paragraphs[-1], '<w:r><w:footnoteReference w:id="2"/></w:r>')
    row = '<w:footnote w:id="{}"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'.format
    notes = f"<w:footnotes {nsdecls('w')}>{row(1, '别的')}{row(2, '数据截至2025年底。')}</w:footnotes>"
    found = read_document(saved(made, footnotes=notes))
    assert found.left_out == ["第5段的脚注或尾注没有取入：“数据截至2025年底。”"]


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        (w_run("今") + field(' DATE \\@ "yyyy年M月d日" ', "2026年4月20日") + w_run("。"), "今2026年4月20日。"),
        (field(" eq \\o\\ac(○,3) ") + w_run("项工作。"), "③项工作。"),
        (field(' EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(bǎo),宝) ') + w_run("山。"), "宝山。"),
        (field(" EQ \\o(△,特) ") + w_run("急。"), "特急。"),
        (field(" eq \\o\\ac(○,3) ", "（三）") + w_run("项。"), "（三）项。"),
        (field(" IF " + "1" * 3 + " ", "甲。"), "甲。"),
        (w_run("甲。") + BEGIN + "<w:r><w:instrText>PAGE</w:instrText></w:r>", "甲。"),
        (f'<w:fldSimple w:instr="SEQ">{w_run("甲。")}</w:fldSimple>', "甲。"),
        (f'<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{w_run("单击此处输入文字。")}</w:sdtContent></w:sdt>'
         + w_run("甲。"), "甲。"),
        (f"<w:sdt><w:sdtContent>{w_run('甲')}</w:sdtContent></w:sdt>" + w_run("。"), "甲。"),
    ],
    ids=["date", "circled", "phonetic", "over each other", "shown", "choice", "never closed", "simple", "placeholder",
         "control"],
)  # fmt: skip
def test_a_field_is_what_it_shows(inside, line):
    assert line_of(inside) == ([line], [])


@pytest.mark.parametrize("inner", [field(" MERGEFIELD 姓名 ", "林佩芬"), field(" eq \\o\\ac(○,3) ")])
def test_a_field_within_a_fields_code_is_not_seen(inner):
    middle, end = BEGIN.replace("begin", "separate"), BEGIN.replace("begin", "end")
    outer = f"{BEGIN}<w:r><w:instrText> IF </w:instrText></w:r>{inner}{middle}{w_run('代表。')}{end}"
    assert line_of(outer) == (["代表。"], [])


def test_a_code_that_never_ends_takes_no_further_paragraph():
    made = letter()
    put(made.add_paragraph(), BEGIN)
    add(made, "以上工作年内完成。")
    assert read(made).lines[4:] == ["以上工作年内完成。"]


def test_formulas_are_kept_as_text_or_named():
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    plain = f"<m:oMath {m}><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    parts = "<m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den>"
    built = f"<m:oMath {m}><m:f>{parts}</m:f></m:oMath>"
    assert line_of(w_run("甲") + plain) == (["甲x=1"], [])
    assert line_of(w_run("甲") + built) == (["甲"], ["第6段的公式没有取入：“12”"])
    assert line_of(w_run("甲") + field(" EQ \\f(1,2) ")) == (["甲"], ["第6段的公式没有取入"])


# ---- numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("decimalFullWidth", "%1．", "1."),
        ("decimalFullWidth", "（%1）", "（1）"),
        ("decimalFullWidth2", "%1．", "1."),
        ("decimalEnclosedFullstop", "%1", "1."),
        ("decimalEnclosedParen", "%1", "（1）"),
        ("chineseCountingThousand", "第%1条　", "第一条　"),
        ("ideographTraditional", "%1、", "甲、"),
    ],
)
def test_automatic_numbers_stand_as_they_are_typed_here(kind, text, number):
    made = letter()
    numbering = made.part.numbering_part.element
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{level}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    counted = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
    add(made, "先排查。")._p.get_or_add_pPr().append(counted)
    assert read(made).lines[4:] == [f"{number}先排查。"]

"""Word files in and out: what is read, what is told, what is refused; the letter written and read again.

tests/files/*.docx, .html and .txt are what LibreOffice 7.4 saved: `numbered` a list of every kind with a table and a
picture, `letter` case 070 as we write it, opened there and saved again.
"""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.oxml.ns import qn
from docx.shared import Mm

from replies.letter.docx.markup.list_numbers import FORMATS
from replies.letter.docx.markup.package import UnreadableDocument
from replies.letter.docx.read import read_document
from replies.letter.docx.write import write_document
from replies.letter.snapshot import Snapshot
from replies.models import Draft
from tests.factories import TEXTS, make_case, world
from tests.replies.letter.awkward import SNAPSHOTS

FILES = Path(__file__).resolve().parents[2] / "files"
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERED = """赵洪蓉、周建伟代表：
你们提出的建议收悉，现答复如下：
一、主要做法
（一）增加助餐点
1.选址
（1）先近后远。
（2）再补空白。
2.建设
（二）加强监管
1.每月巡查
二、下一步计划
（一）扩大覆盖
1. 2024年完成12处；
1.1 其中老城区6处；
1.2 新区6处。
2. 2025年再建。
1.另起编号。
①看菜单；
②看价格。
点一
点二
A.甲方案。
B.乙方案。
| 街镇 | 处数 |
| 友谊路街道 | 3 |
前半句
后半句。"""
CONTACT = {"contact": "高扬", "phone": "021-55550111"}


def letter_of(name="070", **changes):
    snapshot = SNAPSHOTS[name]
    return Snapshot.from_json(snapshot | {"letter": snapshot["letter"] | changes})


def word(body="<w:p><w:r><w:t>一段文字。</w:t></w:r></w:p>", document=None, **parts):
    """A .docx of these parts; `body` stands in an ordinary document."""
    document = document or f"<w:document {NS}><w:body>{body}</w:body></w:document>"
    original = zipfile.ZipFile(io.BytesIO(write_document(letter_of())))
    held = {name: original.read(name) for name in original.namelist()} | {"word/document.xml": document}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (held | parts).items():
            archive.writestr(name, text)
    return out.getvalue()


# ---- there and back --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, one in SNAPSHOTS.items() if one.get("letter")])
def test_a_letter_comes_back_as_it_was(name):
    snapshot = letter_of(name)
    found = read_document(write_document(snapshot))
    assert (found.title, found.body, found.left_out) == (snapshot.letter.title, snapshot.letter.body, [])


def test_a_name_of_the_case_stays_whole_in_the_title_as_in_print():
    given = SNAPSHOTS["070"] | {"deputies": ["阿卜杜热合曼·吾买尔江"], "feedback": [], "silent": []}
    title = "关于对阿卜杜热合曼·吾买尔江代表所提建议的答复"
    made = Snapshot.from_json(given | {"letter": given["letter"] | {"title": title}})
    written = docx.Document(io.BytesIO(write_document(made)))
    (found,) = [one.text for one in written.paragraphs if one.text.replace("\n", "") == title]
    assert found.split("\n") == ["关于对阿卜杜热合曼·吾买尔江代表", "所提建议的答复"]


@pytest.mark.parametrize(
    "body",
    [
        "甲代表：\n<b>&amp;\"']]>\n一\t二  三\n一、“甲”\n（一）甲。乙",
        "a" * 30_000,
        "\n".join("字" * 900),
        "𠮷䶮︀\ue000",
        "甲代表：\n建议收悉，现答复如下：\n附件\n附件：清单\n上海市宝山区民政局\n2024年3月5日\n抄送：某局",
    ],
)
def test_odd_text_comes_back_too(body):
    assert read_document(write_document(letter_of(body=body))).body == body


def test_a_line_marked_as_no_heading_stays_marked():
    body = "甲代表：\n　一、二两项已经办结。其余在办。\n1.先办。后办。\n（1）再办\n　（一）不是标题"
    assert read_document(write_document(letter_of(body=body))).body == body


def test_what_is_outside_the_body_stays_out_of_it():
    found = read_document(write_document(letter_of(annexes=["名册", "清单"], format="信函格式")))
    assert found.body == letter_of().letter.body
    assert found.fields == {
        "document_number": "宝民〔2024〕12号",
        "contact": "高扬",
        "phone": "021-55550402",
        "annexes": "名册\n清单",
        "copies_to": "区人大常委会代表工委\n区政府办公室",
    }
    assert found.notes == [
        "没有放进正文的（由本系统印出，或者另有步骤登记）："
        "版头：上海市宝山区民政局；落款：上海市宝山区民政局；成文日期：2024年3月5日。"
    ]


def test_an_empty_place_for_the_contact_fills_nothing():
    found = read_document(write_document(letter_of(contact="", phone="", copies_to=[], annexes=["清单"])))
    assert found.fields == {"document_number": "宝民〔2024〕12号", "annexes": "清单"}


def test_the_same_letter_is_the_same_file():
    assert write_document(letter_of()) == write_document(letter_of())


def test_a_letter_that_libreoffice_saved_again_is_still_the_same():
    found = read_document((FILES / "letter.docx").read_bytes())
    assert (found.title, found.body) == (letter_of().letter.title, letter_of().letter.body)


# ---- the file written ------------------------------------------------------------------------------------


def test_the_page_is_that_of_the_standard():
    section = docx.Document(io.BytesIO(write_document(letter_of()))).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.bottom_margin)
    assert [round(one / Mm(1)) for one in sizes] == [210, 297, 37, 28, 35]
    assert round(section.right_margin / Mm(1)) == 26
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert [one.get(qn("w:type")) for one in section._sectPr.findall(qn("w:footerReference"))] == ["default", "even"]


def test_every_style_names_its_chinese_face():
    document = docx.Document(io.BytesIO(write_document(letter_of())))
    faces = {}
    for paragraph in document.paragraphs:
        style = paragraph.style
        while style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is None:
            style = style.base_style
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        faces[paragraph.style.name] = fonts.get(qn("w:eastAsia"))
    assert faces == {
        "公文发文字号": "仿宋_GB2312",
        "公文标题": "方正小标宋简体",
        "公文主送": "仿宋_GB2312",
        "公文正文": "仿宋_GB2312",
        "公文一级标题": "黑体",
        "公文二级标题": "楷体_GB2312",
        "公文落款": "仿宋_GB2312",
        "公文抄送": "仿宋_GB2312",
        "公文联系人": "仿宋_GB2312",
    }
    run_in = next(one for one in document.paragraphs if one.text.startswith("（一）持续"))
    assert [run.style.name for run in run_in.runs] == ["公文楷体", "Default Paragraph Font"]


def test_every_height_of_line_says_what_it_counts():
    """Without a rule a line is counted in 240ths of itself: 抄送 would be set at twice its height."""
    document = docx.Document(io.BytesIO(write_document(letter_of())))
    spacings = [one for part in (document.styles.element, document.element) for one in part.iter(qn("w:spacing"))]
    ruled = [(one.get(qn("w:lineRule")), one) for one in spacings if one.get(qn("w:line"))]
    assert {rule for rule, _ in ruled} == {"exact", "auto"}
    copies = document.styles["公文抄送"].element.find(f".//{qn('w:spacing')}")
    assert (copies.get(qn("w:line")), copies.get(qn("w:lineRule"))) == ("480", "exact")


# ---- reading ---------------------------------------------------------------------------------------------


def test_automatic_numbers_are_written_out_and_what_is_left_out_is_told():
    found = read_document((FILES / "numbered.docx").read_bytes())
    assert (found.title, found.body) == ("关于优化社区食堂建议的答复", NUMBERED)
    assert found.left_out == [
        "第21、22段的项目符号没有取入（共2处）（文字已经取入）",
        "第27段后的图片没有取入（在“后半句。”之后）",
    ]
    assert (found.fields, found.notes) == (CONTACT, [])


@pytest.mark.parametrize(
    ("name", "number", "spelled"),
    [
        ("chineseCounting", 10, "十"), ("chineseCountingThousand", 21, "二十一"),
        ("japaneseCounting", 110, "一百一十"),
        ("taiwaneseCounting", 105, "一百零五"), ("ideographTraditional", 3, "丙"), ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"), ("decimalEnclosedCircle", 20, "⑳"), ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"), ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"),
        ("lowerLetter", 2, "b"),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_word_spells_them(name, number, spelled):
    assert FORMATS[name](number) == spelled


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inside", "text", "told"),
    [
        (
            f"<w:ins>{run('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>",
            "增",
            "第1段的修订里删去的文字没有取入（修订里增加的已经取入）",
        ),
        (f"{run('甲')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>", "甲", "第1段的隐藏的文字没有取入"),
        (f"{run('甲')}<w:r><w:rPr><w:vanish/></w:rPr><w:tab/></w:r>", "甲", ""),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>明</w:t></w:r>", "明", ""),
        (f"{run('甲')}<w:r><w:footnoteReference w:id='2'/></w:r>", "甲", "第1段的脚注或尾注没有取入"),
        (f"{run('甲')}<w:r><w:endnoteReference w:id='2'/></w:r>", "甲", "第1段的脚注或尾注没有取入"),
        (f"{run('甲')}<w:r><w:commentReference w:id='2'/></w:r>", "甲", "第1段的批注没有取入"),
        (f"{run('甲')}<w:r><w:object/></w:r>", "甲", "第1段后的嵌入对象没有取入（在“甲”之后）"),
        (f"{run('甲')}<w:r><w:drawing><x/></w:drawing></w:r>", "甲", "第1段后的图形没有取入（在“甲”之后）"),
        (f"{run('甲')}<w:r><w:drawing/></w:r>", "甲", ""),
        (f"{run('甲')}<w:r><w:drawing><blip/></w:drawing></w:r>", "甲", "第1段后的图片没有取入（在“甲”之后）"),
        (f"{run('甲')}<w:r><w:sym w:char='F0FC'/></w:r>", "甲✓", ""),
        (f"{run('甲')}<w:r><w:sym w:char='f0fe'/></w:r>", "甲☑", ""),
        (f"{run('甲')}<w:r><w:sym w:char='F001'/><w:sym/></w:r>", "甲", "第1段的特殊符号没有取入（共2处）"),
        (f"<w:hyperlink>{run('链')}</w:hyperlink><w:fldSimple w:instr='X'>{run('今天')}</w:fldSimple>", "链今天", ""),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", "甲\n乙\t丙", ""),
        (
            "<w:r><w:t>甲</w:t><w:cr/><w:t>乙</w:t><w:ptab/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t></w:r>",
            "甲\n乙\t丙-丁",
            "",
        ),
        (f"<w:r><w:t/></w:r>{run('甲')}", "甲", ""),
        (
            f"{run('甲')}<w:r><w:pict><x><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></x></w:pict></w:r>",
            "甲\n框",
            "",
        ),
    ],
    ids=[
        "tracked", "hidden", "hidden blank", "not hidden", "note", "note at the end", "comment", "object", "shape",
        "nothing drawn", "picture", "tick", "small letters", "unknown signs", "fields", "breaks", "old breaks",
        "empty", "text box",
    ],
)  # fmt: skip
def test_what_a_paragraph_holds(inside, text, told):
    found = read_document(word(f"<w:p>{inside}</w:p>"))
    assert found.body == text
    assert found.left_out == ([told] if told else [])


LIST = f"""<w:numbering {NS}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:pStyle w:val="linked"/>
<w:lvlText w:val="%3)"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
PLAIN_NUM, SECOND_LEVEL = '<w:numId w:val="1"/>', '<w:ilvl w:val="1"/>'
STYLES = f"""<w:styles {NS}>
<w:style w:styleId="first"><w:pPr><w:numPr>{PLAIN_NUM}</w:numPr></w:pPr></w:style>
<w:style w:styleId="second"><w:pPr><w:numPr>{SECOND_LEVEL}{PLAIN_NUM}</w:numPr></w:pPr></w:style>
<w:style w:styleId="linked"><w:pPr><w:numPr>{PLAIN_NUM}</w:numPr></w:pPr></w:style>
<w:style w:styleId="based"><w:basedOn w:val="second"/></w:style></w:styles>"""


@pytest.mark.parametrize(
    ("style", "own", "text"),
    [
        ("", "", "甲"),
        ("", PLAIN_NUM, "一、甲"),
        ("", SECOND_LEVEL + PLAIN_NUM, "1.甲"),
        ("", '<w:numId w:val="9"/>', "甲"),
        ("first", "", "一、甲"),
        ("second", "", "1.甲"),
        ("linked", "", "A)甲"),
        ("based", "", "1.甲"),
        ("first", SECOND_LEVEL, "1.甲"),
        ("second", '<w:numId w:val="0"/>', "甲"),
        ("unknown", "", "甲"),
    ],
)
def test_the_list_and_its_level_are_the_paragraphs_own_or_its_styles(style, own, text):
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{types}.{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", "document.main"), ("word/list.xml", "numbering"), ("word/looks.xml", "styles"),
        )
    )  # fmt: skip
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{namespace}">{listed}</Types>',
        "word/list.xml": LIST,
        "word/looks.xml": STYLES,
    }
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    found = read_document(word(f"<w:p><w:pPr>{named}<w:numPr>{own}</w:numPr></w:pPr>{run('甲')}</w:p>", **parts))
    assert found.body == text


# ---- refused ---------------------------------------------------------------------------------------------

DEEP = "<w:sdt><w:sdtContent>" * 200 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 200
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"
XXE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


def bomb():
    """260 MB of nothing in a few hundred KB."""
    return word(**{"word/media/big.bin": b"\0" * (201 * 1024 * 1024)})


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", "文件是空的"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧格式的 Word 或 WPS"),
        (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        (lambda: b"%PDF-1.7", "这是 PDF 文件"),
        (lambda: b"\x89PNG\r\n\x1a\n", "这是一张图片"),
        (lambda: "只是改了名字".encode(), "可能只是改了文件名"),
        (lambda: write_document(letter_of())[:4000], "打不开"),
        (lambda: word(document="<w:document"), "打不开"),
        (lambda: word(document=f"{LAUGHS}<w:document {NS}>&b;</w:document>"), "不该有的内容"),
        (lambda: word(document=f"{XXE}<w:document {NS}>&a;</w:document>"), "不该有的内容"),
        (lambda: word(document=f"{XXE}<w:document {NS}>&a;</w:document>".encode("utf-16")), "不该有的内容"),
        (lambda: word(**{"word/vbaProject.bin": b"macro"}), "含有宏"),
        (lambda: word("<w:p/>"), "没有文字"),
        (lambda: word(DEEP), "文件"),
        (lambda: word(f"<w:p>{run('字' * 30_001)}</w:p>"), "最多900段、30000字"),
        (lambda: word(f"<w:p>{run('字')}</w:p>" * 901), "最多900段、30000字"),
        (bomb, "展开以后太大"),
    ],
    ids=["empty", "old", "encrypted", "pdf", "picture", "renamed", "truncated", "broken", "laughs", "xxe",
         "xxe utf-16", "macro", "no text", "deep", "long", "many", "bomb"],
)  # fmt: skip
def test_a_hostile_or_wrong_file_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(UnreadableDocument, match=sentence):
        read_document(make())


def test_entries_that_climb_and_relations_that_lead_out_are_never_followed():
    relations = (
        '<Relationships><Relationship TargetMode="External" Target="http://169.254.169.254/"/></Relationships>'
    )
    for odd, said in (
        ({"../../climb.xml": "<x/>"}, "这个文件里面有不该有的内容，为安全起见没有接收。"),
        ({"word/_rels/document.xml.rels": relations}, "这个文件里面连着外面的文件或网页内容，不能接收。"),
    ):
        with pytest.raises(UnreadableDocument, match=f"^{said}"):
            read_document(word(**odd))
    assert not Path("../../climb.xml").exists()


# ---- the desk --------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def upload(content, name="答复.docx"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_read_and_nothing_is_saved(client):
    case = make_case("in_progress")
    client.force_login(world().handler)
    where = reverse("replies:draft_word_in", args=[case.pk])
    said = client.post(
        where, {"word": upload((FILES / "numbered.docx").read_bytes())}, headers={"Accept": "application/json"}
    )
    assert said.status_code == 200
    assert (said.json()["body"], said.json()["fields"]) == (NUMBERED, CONTACT)
    assert sorted(said.json()) == ["body", "fields", "left_out", "notes", "title"]
    refused = client.post(where, {"word": upload(b"%PDF-")}, headers={"Accept": "application/json"})
    assert (refused.status_code, list(refused.json())) == (400, ["error"])
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("where", "body"), [("instead", "一段文字。"), ("after", "写了一半\n一段文字。")])
def test_without_a_script_the_page_comes_back_with_the_text(go, where, body):
    case = make_case("in_progress")
    typed = {**TEXTS, "body": "写了一半", "base": 0, "seen": case.version, "where": where, "word": upload(word())}
    page = go(world().handler, "draft_word_in", case.pk, data=typed)
    form = page.context["form"]
    assert (page.status_code, form["body"].value(), form["handling"].value()) == (200, body, TEXTS["handling"])
    assert "您原来写的正文" in page.content.decode()
    assert "写了一半" in page.content.decode()
    assert not Draft.objects.exists()


def test_a_refused_file_loses_nothing_typed(go):
    case = make_case("in_progress")
    typed = {**TEXTS, "body": "写了一半", "base": 0, "seen": case.version, "word": upload(b"%PDF-")}
    page = go(world().handler, "draft_word_in", case.pk, data=typed)
    assert (page.status_code, page.context["form"]["body"].value()) == (400, "写了一半")
    assert "这是 PDF 文件" in page.content.decode()


def test_the_newest_draft_goes_out_under_its_name(go):
    case = make_case("checking")
    answer = go(world().leader, "draft_word_out", case.pk)
    found = read_document(answer.content)
    assert (found.title, found.body) == (TEXTS["title"], TEXTS["body"])
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith(".docx")
    assert answer["Cache-Control"] == "private, no-store"


def test_before_anything_is_saved_there_is_nothing_to_give_out(go):
    assert go(world().handler, "draft_word_out", make_case("in_progress").pk).status_code == 409

"""Names of units and of sessions that are too long for a line end it between words, wherever they are printed."""

import itertools
import math

import pytest
from docx.oxml.ns import qn

from replies.letter.docx.read import read_document
from replies.letter.docx.write import write_document
from replies.letter.pdf.letter_page import place_signature
from replies.letter.snapshot import Snapshot
from tests.replies.letter.docx.test_data_tables import open_document
from tests.replies.letter.pages import MM, blank, opened, render

LETTER = {"title": "关于第1号建议的答复", "body": "赵洪蓉代表：\n已办理。", "signed_on": "2026-05-20"}
LONGEST = "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县住房和城乡建设局（人民防空办公室、城市管理综合行政执法局）"
UNITS = {
    LONGEST: [
        "新疆维吾尔自治区克孜勒苏柯尔克孜自治州",
        "阿合奇县住房和城乡建设局",
        "（人民防空办公室、城市管理综合行政执法局）",
    ],
    "上海市宝山区住房保障和房屋管理局": ["上海市宝山区住房保障和房屋管理局"],
    "上海市宝山区发展和改革委员会（上海市宝山区粮食和物资储备局）": [
        "上海市宝山区发展和改革委员会",
        "（上海市宝山区粮食和物资储备局）",
    ],
    "呼伦贝尔市海拉尔区住房和城乡建设局（人民防空办公室）": [
        "呼伦贝尔市海拉尔区住房和城乡建设局",
        "（人民防空办公室）",
    ],
    "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县人力资源和社会保障局": [
        "新疆维吾尔自治区伊犁哈萨克自治州",
        "察布查尔锡伯自治县人力资源和社会保障局",
    ],
}
# Where the first line has no room for the words behind 承办单位盖章.
SEALS = {
    LONGEST: [
        "承办单位盖章：",
        "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县",
        "住房和城乡建设局（人民防空办公室、",
        "城市管理综合行政执法局）",
    ],
    "呼伦贝尔市海拉尔区住房和城乡建设局（人民防空办公室）": [
        "承办单位盖章：",
        "呼伦贝尔市海拉尔区住房和城乡建设局（人民防空",
        "办公室）",
    ],
}
SESSION = "中国人民政治协商会议上海市第十四届委员会第一次会议"


def lines_of(page, within):
    """The lines of a part of a page, each with where it begins and ends."""
    part = page.crop(within)
    return [(line["text"], line["x0"], line["x1"]) for line in part.extract_text_lines(return_chars=False)]


@pytest.mark.parametrize(("unit", "lines"), UNITS.items())
def test_the_unit_signs_between_its_words_centred_over_the_date(unit, lines):
    with opened(render(blank(unit=unit, letter=LETTER))) as pdf:
        page = pdf.pages[2]
        found = lines_of(page, (28 * MM, 60 * MM, (210 - 26) * MM + 1, 262 * MM))
    at = next(place for place, (text, *_) in enumerate(found) if text == lines[0])
    signed = found[at : at + len(lines) + 1]
    assert [text for text, *_ in signed] == [*lines, "2026年5月20日"]
    middles = [(left + right) / 2 for _, left, right in signed]
    assert max(middles) - min(middles) < 16  # a bracket is drawn in half of its place
    assert max(right for *_, right in signed) <= (210 - 26) * MM + 1


@pytest.mark.parametrize(("unit", "lines"), UNITS.items())
def test_the_seal_of_the_form_tears_no_word_of_the_unit(unit, lines):
    with opened(render(blank(unit=unit, letter=LETTER))) as pdf:
        found = [text for text, *_ in lines_of(pdf.pages[0], (50 * MM, 100 * MM, 190 * MM, 262 * MM))]
    at = next(place for place, text in enumerate(found) if text.startswith("承办单位盖章："))
    seal = SEALS.get(unit, [f"承办单位盖章：{lines[0]}", *lines[1:]])
    assert found[at : at + len(seal)] == seal


def test_several_units_have_each_room_for_a_seal():
    """共同主办: three in a row, a seal of 42 mm on each name touching no other (GB/T 9704-2012 7.3.5.1)."""
    names = ["上海市宝山区民政局", "上海市宝山区教育局", "上海市宝山区水务局", "上海市宝山区财政局"]
    with opened(render(blank(unit=names[0], units=names[1:], letter=LETTER))) as pdf:
        words = pdf.pages[0].extract_words(x_tolerance=1)
    found = [one for name in names for one in words if one["text"] == name]
    assert [one["text"] for one in found] == names
    middles = [((one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2) for one in found]
    apart = [math.dist(one, other) / MM for one, other in itertools.combinations(middles, 2)]
    assert min(apart) > 42
    label, date = (next(one for one in words if text in one["text"]) for text in ("承办单位盖章", "2026年5月20日"))
    assert min(middle - label["bottom"] for _, middle in middles) / MM > 18
    assert date["top"] > max(middle for _, middle in middles)


@pytest.mark.parametrize(
    ("session", "number", "lines"),
    [
        ("宝山区第九届人民代表大会第五次会议", "070", ["宝山区第九届人民代表大会第五次会议第070号建议"]),
        (SESSION, "HG-201901287", [SESSION.removesuffix("第一次会议"), "第一次会议第HG-201901287号建议"]),
    ],
)
def test_the_head_of_a_page_breaks_by_sense(session, number, lines):
    with opened(render(blank(unit="某某局", session=session, number=number, letter=LETTER))) as pdf:
        for page in pdf.pages:
            found = lines_of(page, (27 * MM, 0, 138 * MM, 25 * MM))
            assert [text for text, *_ in found] == lines


@pytest.mark.parametrize(("unit", "lines"), UNITS.items())
def test_word_breaks_the_unit_where_print_does_and_gives_it_back_whole(unit, lines):
    content = write_document(Snapshot.from_json(blank(unit=unit, letter=LETTER)))
    assert list(place_signature(unit, "2026年5月20日").lines) == lines
    (signed, _) = [one for one in open_document(content).paragraphs if one.style.name == "公文落款"]
    assert signed.text.split("\n") == lines
    assert (signed._p.pPr.find(qn("w:jc")) is not None) == (len(lines) > 1)
    found = read_document(content)
    assert found.unit == unit
    assert any(f"落款：{unit}；成文日期：2026年5月20日。" in note for note in found.notes)

"""The printed letter, measured in the real PDF against GB/T 9704-2012."""

import io
import re
from itertools import pairwise

import pikepdf
import pytest

from replies.letter.pdf.measure import set_figures
from tests.replies.letter.awkward import LONG_NAMES, TORN_NAMES, WHOLE_TITLES
from tests.replies.letter.pages import MM, blank, case, letter_of, opened, pages_of, render, squeezed

LETTER_LEFT, LETTER_RIGHT = 28 * MM, (210 - 26) * MM
LETTER_TOP, LETTER_BOTTOM = 37 * MM, (297 - 35) * MM


def letter_pages(pdf):
    """The text blocks of the letter's pages: those with a number between two dashes under them."""
    for page in pdf.pages:
        if re.search(r"— ?\d+ ?—", page.extract_text()):
            yield page.crop((0, LETTER_TOP - 1, page.width, LETTER_BOTTOM + 1))


def text_lines(page):
    """The characters of a page by base line, top down."""
    found = {}
    for char in page.chars:
        found.setdefault(round(char["matrix"][5], 1), []).append(char)
    return [sorted(found[y], key=lambda char: char["x0"]) for y in sorted(found, reverse=True)]


def test_the_letter_is_printed_whole():
    obj = case()
    letter = obj["letter"]
    with opened(render(obj)) as pdf:
        text = squeezed("".join(page.extract_text() for page in letter_pages(pdf)))
    assert text == squeezed(
        f"{obj['document_number']}{letter['title']}{letter['body']}上海市宝山区民政局2024年3月5日"
        "（联系人：高扬，联系电话：021-55550402）抄送：区人大常委会代表工委，区政府办公室。"
    )


def test_every_paragraph_is_found_by_pdftotext():
    obj = case()
    body = [
        squeezed(re.sub(r"第1版 · 核验码.*|^宝山区第九届.*|^— \d+ —$", "", page, flags=re.MULTILINE))
        for page in pages_of(render(obj))[letter_of(render(obj))]
    ]
    text = "".join(body)
    paragraphs = [obj["letter"]["title"], *obj["letter"]["body"].splitlines()]
    assert [paragraph for paragraph in paragraphs if squeezed(paragraph) not in text] == []


@pytest.fixture(scope="module")
def plain_letter():
    """Four pages of one character: 28 a line, 22 lines a page."""
    letter = {"title": "关于标准版心的答复", "body": "赵洪蓉代表：\n" + "汉" * 2000, "signed_on": "2024-03-05"}
    with opened(render(blank(letter=letter, unit="某某局"))) as pdf:
        yield [text_lines(page) for page in letter_pages(pdf)]


def test_the_page_has_22_lines_of_28_characters(plain_letter):
    body = [line for page in plain_letter for line in page if line[0]["text"] == "汉"]
    assert {len(line) for line in body[1:-1]} == {28}
    assert len(body[0]) == 26
    assert [len(page) for page in plain_letter[1:-1]] == [22] * (len(plain_letter) - 2)
    full = plain_letter[1]
    for line in full:
        advances = [after["x0"] - char["x0"] for char, after in pairwise(line)]
        assert advances == pytest.approx([15.79] * 27, abs=0.02)
        assert line[0]["x0"] == pytest.approx(LETTER_LEFT, abs=0.5)
        assert line[-1]["x1"] == pytest.approx(LETTER_RIGHT, abs=0.5)
        assert {round(char["size"], 1) for char in line} == {16.0}
    base_lines = [line[0]["matrix"][5] for line in full]
    pitches = [upper - lower for upper, lower in pairwise(base_lines)]
    assert pitches == pytest.approx([28.99] * 21, abs=0.05)
    assert full[0][0]["top"] > LETTER_TOP
    assert full[-1][0]["bottom"] < LETTER_BOTTOM


def test_paragraphs_are_indented_by_two_characters_and_the_salutation_is_not(plain_letter):
    first = plain_letter[0]
    salutation, body = (next(line for line in first if line[0]["text"] == start) for start in "赵汉")
    assert salutation[0]["x0"] == pytest.approx(LETTER_LEFT, abs=0.5)
    assert body[0]["x0"] == pytest.approx(LETTER_LEFT + 2 * 15.79, abs=0.5)


def test_the_title_is_centred_in_22_points(plain_letter):
    title = next(line for line in plain_letter[0] if line[0]["text"] == "关")
    assert {round(char["size"]) for char in title} == {22}
    assert {char["fontname"].partition("+")[2] for char in title} == {"banli-song-title"}
    assert (title[0]["x0"] + title[-1]["x1"]) / 2 == pytest.approx((LETTER_LEFT + LETTER_RIGHT) / 2, abs=0.5)


@pytest.mark.parametrize("lines", WHOLE_TITLES, ids="".join)
def test_a_title_stands_line_by_line_as_it_is_broken(lines):
    """Each line centred, within the text block, as wide as it is and no wider than the block."""
    letter = {"title": "".join(lines), "body": "赵洪蓉代表：\n正文。"}
    with opened(render(blank(letter=letter))) as pdf:
        (page,) = letter_pages(pdf)
        title = [line for line in text_lines(page) if round(line[0]["size"]) == 22]
    assert ["".join(char["text"] for char in line) for line in title] == lines
    for line in title:
        assert line[0]["x0"] >= LETTER_LEFT
        assert (line[0]["x0"] + line[-1]["x1"]) / 2 == pytest.approx((LETTER_LEFT + LETTER_RIGHT) / 2, abs=0.5)


def test_the_date_ends_four_characters_from_the_right_with_the_unit_over_its_middle(plain_letter):
    lines = [line for page in plain_letter for line in page]
    date = next(line for line in lines if "".join(char["text"] for char in line) == "2024年3月5日")
    unit = lines[lines.index(date) - 1]
    assert date[-1]["x1"] == pytest.approx(LETTER_RIGHT - 4 * 15.79, abs=0.6)
    assert (unit[0]["x0"] + unit[-1]["x1"]) / 2 == pytest.approx((date[0]["x0"] + date[-1]["x1"]) / 2, abs=0.6)
    above = lines[lines.index(date) - 2]
    assert above[0]["matrix"][5] - unit[0]["matrix"][5] == pytest.approx(3 * 28.99, abs=0.1)


def test_chinese_lines_end_flush():
    with opened(render(case())) as pdf:
        pages = [
            [line for line in text_lines(page) if len(line) > 26 and round(line[0]["size"]) == 16]
            for page in letter_pages(pdf)
        ]
    ends = [line[-1]["x1"] for page in pages for line in page if line[-1]["text"] not in "。："]
    assert len(ends) > 50
    assert ends == pytest.approx([LETTER_RIGHT] * len(ends), abs=1.5)


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones():
    with opened(render(case())) as pdf:
        numbers = {}
        for page in pdf.pages[letter_of(render(case()))]:
            line = [char for char in page.chars if round(char["size"]) == 14 and char["top"] > LETTER_BOTTOM]
            numbers["".join(char["text"] for char in line)] = (line[0]["x0"], line[-1]["x1"], line[0]["top"])
    assert list(numbers) == ["— 1 —", "— 2 —", "— 3 —", "— 4 —", "— 5 —", "— 6 —"][: len(numbers)]
    for index, (left, right, top) in enumerate(numbers.values()):
        if index % 2 == 0:
            assert right == pytest.approx(LETTER_RIGHT - 14, abs=0.5)
        else:
            assert left == pytest.approx(LETTER_LEFT + 14, abs=0.5)
        assert top == pytest.approx(LETTER_BOTTOM + 7 * MM, abs=3)


def test_headings_have_their_faces():
    with opened(render(case())) as pdf:
        chars = [char for page in letter_pages(pdf) for line in text_lines(page) for char in line]
    text = "".join(char["text"] for char in chars)

    def face(part):
        start = text.index(part)
        return {char["fontname"].partition("+")[2] for char in chars[start : start + len(part)]}

    assert face("一、主要做法") == {"banli-hei"}
    assert face("（二）开展多维培训，助力社工增能") == {"banli-kai"}
    assert face("（一）持续把好选人入口关。") == {"banli-kai"}
    assert face("根据《宝山区关于加强新时代") == {"banli-fangsong"}
    assert face("赵洪蓉代表，您好：") == {"banli-fangsong"}


# ---- names


def letter_with(where, line):
    """A letter to LONG_NAMES with that line in its place."""
    body = f"{line}\n正文。" if where == "in the salutation" else f"欧阳文涛代表：\n{line}\n正文。"
    return blank(deputies=LONG_NAMES, letter={"title": "答复", "body": body})


@pytest.mark.parametrize(("where", "lines"), TORN_NAMES, ids=["".join(lines) for _, lines in TORN_NAMES])
def test_no_line_of_the_letter_ends_within_a_name(where, lines):
    obj = letter_with(where, "".join(lines))
    with opened(render(obj)) as pdf:
        (page,) = letter_pages(pdf)
        texts = [squeezed("".join(char["text"] for char in line)) for line in text_lines(page)]
    first = texts.index(lines[0])
    assert texts[first : first + len(lines)] == lines
    assert "".join(texts).startswith(f"答复{squeezed(obj['letter']['body'])}")


def test_the_names_of_the_case_are_whole_in_the_title_too():
    letter = {"title": "关于对阿卜杜热合曼·吾买尔江代表所提建议的答复", "body": "正文。"}
    with opened(render(blank(deputies=LONG_NAMES, letter=letter))) as pdf:
        (page,) = letter_pages(pdf)
        texts = ["".join(char["text"] for char in line) for line in text_lines(page)]
    assert texts[:2] == ["关于对阿卜杜热合曼·吾买尔江代表", "所提建议的答复"]


def test_a_line_before_a_name_is_set_flush_where_four_characters_or_fewer_are_missing():
    with opened(
        render(letter_with("in the body", "今年三月，我们邀请各位代表到滨江步道现场查看，由欧阳文涛代表介绍情况。"))
    ) as pdf:
        (page,) = letter_pages(pdf)
        line = next(line for line in text_lines(page) if line[-1]["text"] == "由")
    assert line[-1]["x1"] == pytest.approx(LETTER_RIGHT, abs=0.5)


def test_what_holds_a_name_together_is_not_in_the_file():
    """Neither in what is copied nor in the bookmarks, and nobody's own joiner is printed."""
    body = "欧阳文涛代表：\n一、欧阳文涛代表的意见\n（一）王\u200d芳和王芳代表的意见。沈若兰代表也赞成。"
    obj = blank(deputies=["欧阳文涛", "王芳", "沈若兰"], letter={"title": "答复", "body": body})
    content = render(obj)
    assert re.findall("\u200d", "".join(pages_of(content))) == []
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        (_, letter) = outline.root
        assert [(one.title, [below.title for below in one.children]) for one in letter.children] == [
            ("一、欧阳文涛代表的意见", ["（一）王芳和王芳代表的意见。"])
        ]


def test_a_name_that_reads_like_markup_breaks_none():
    body = "amp、“甲&”代表：\n一、amp与lt和“甲&”\n3<4，“甲&”代表与quot、span同意。"
    obj = blank(deputies=["amp", "lt", "span", "“甲&”"], letter={"title": "答复", "body": body})
    with opened(render(obj)) as pdf:
        (page,) = letter_pages(pdf)
        texts = ["".join(char["text"] for char in line) for line in text_lines(page)]
    assert texts[1:4] == body.splitlines()


def test_no_line_of_a_salutation_parts_a_name_from_its_title():
    """Twelve names that fill two lines: neither 表 nor 代表 stands alone in the third."""
    names = ["欧阳若曦", "司徒敏", "王小明", "张敏", "赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八明"]
    for count in range(4, 13):
        named = "、".join(names[:count])
        letter = {"title": "答复", "body": f"{named}代表：\n你们的意见已经采纳。"}
        with opened(render(blank(deputies=names[:count], letter=letter))) as pdf:
            page = next(iter(letter_pages(pdf)))
            found = ["".join(char["text"] for char in line).strip() for line in text_lines(page)]
        salutation = found[1 : next(at for at, line in enumerate(found) if line.endswith("代表：")) + 1]
        assert ("".join(salutation), salutation[-1].endswith(f"{names[count - 1]}代表：")) == (f"{named}代表：", True)


def test_a_name_too_long_for_a_line_is_broken():
    name = "阿卜杜热合曼·吾买尔江" * 3
    with opened(render(blank(deputies=[name], letter={"title": "答复", "body": f"{name}代表：\n正文。"}))) as pdf:
        (page,) = letter_pages(pdf)
        texts = ["".join(char["text"] for char in line) for line in text_lines(page)]
    assert texts[1:3] == [f"{name}代表："[:28], f"{name}代表："[28:]]


def test_what_has_no_place_to_end_a_line_for_400_characters_is_parted_every_eight():
    for run, parted in (("a." * 199 + "a", False), ("a." * 200, True)):
        with opened(render(blank(letter={"title": "答复", "body": f"代表：\n{run}"}))) as pdf:
            (page,) = letter_pages(pdf)
            texts = ["".join(char["text"] for char in line) for line in text_lines(page)]
        parts = [text.strip() for text in texts if set(text.strip()) <= {"a", "."}]
        assert ("".join(parts), {len(part) % 8 for part in parts[:-1]} == {0}) == (run, parted)


def test_a_letter_without_details_leaves_room_for_them():
    with opened(render(blank(letter={"title": "答复", "body": "代表：\n正文。"}))) as pdf:
        (page,) = letter_pages(pdf)
        assert squeezed(page.extract_text()) == "答复代表：正文。年月日（联系人：，联系电话：）"


# ---- 附件说明, 信函格式 --------------------------------------------------------------------------------------

NAMES = ["2024年社区工作者培训计划", "宝山区关于加强新时代居村干部队伍一体化建设的实施意见以及配套的若干文件清单"]


def with_annexes(names, **more):
    return case(letter=case()["letter"] | {"annexes": names, **more})


def test_several_annexes_are_numbered_under_the_body_and_turn_over_under_their_names():
    with opened(render(with_annexes(NAMES))) as pdf:
        lines = [line for page in letter_pages(pdf) for line in text_lines(page)]
    texts = ["".join(char["text"] for char in line) for line in lines]
    first = texts.index("附件：1.2024年社区工作者培训计划")
    assert texts[first + 1 : first + 3] == [
        "2.宝山区关于加强新时代居村干部队伍一体化建设的",
        "实施意见以及配套的若干文件清单",
    ]
    starts = [line[0]["x0"] for line in lines[first : first + 3]]
    assert starts == pytest.approx([LETTER_LEFT + count * 15.79 for count in (2, 5, 6)], abs=0.5)
    above, below = lines[first - 1][0]["matrix"][5], lines[first][0]["matrix"][5]
    assert above - below == pytest.approx(2 * 28.99, abs=0.1)


def test_a_lone_annex_has_no_number():
    with opened(render(with_annexes(NAMES[:1]))) as pdf:
        texts = ["".join(char["text"] for char in line) for page in letter_pages(pdf) for line in text_lines(page)]
    assert [text for text in texts if text.startswith("附件")] == ["附件：2024年社区工作者培训计划"]


@pytest.fixture(scope="module")
def headed():
    with opened(render(with_annexes([], format="信函格式"))) as pdf:
        yield pdf.pages[letter_of(render(with_annexes([], format="信函格式")))]


def red(objects, key):
    return [one for one in objects if one[key] and len(one[key]) == 3 and one[key][0] > 0.7 and one[key][1] < 0.2]


def test_a_headed_letter_has_the_units_name_30_mm_from_the_top_in_red(headed):
    name = red(headed[0].chars, "non_stroking_color")
    assert "".join(char["text"] for char in name) == "上海市宝山区民政局"
    assert {char["fontname"].partition("+")[2] for char in name} == {"banli-song-title"}
    assert name[0]["top"] == pytest.approx(30 * MM, abs=1.5 * MM)
    assert (name[0]["x0"] + name[-1]["x1"]) / 2 == pytest.approx(105 * MM, abs=1 * MM)


def test_its_red_double_rules_are_170_mm_long_and_stand_where_they_belong(headed):
    rules = sorted(red(headed[0].rects, "non_stroking_color"), key=lambda rect: rect["top"])
    assert [rect["width"] for rect in rules] == pytest.approx([170 * MM] * 4, abs=1)
    assert [rect["x0"] for rect in rules] == pytest.approx([20 * MM] * 4, abs=1)
    heights = [rect["height"] for rect in rules]
    assert heights == pytest.approx([0.9 * MM, 0.3 * MM, 0.3 * MM, 0.9 * MM], abs=0.1)
    name = red(headed[0].chars, "non_stroking_color")
    assert rules[0]["top"] - name[0]["bottom"] == pytest.approx(4 * MM, abs=1.5 * MM)
    assert rules[-1]["bottom"] == pytest.approx((297 - 20) * MM, abs=1 * MM)
    assert red(headed[1].rects, "non_stroking_color") == []


def test_its_number_stands_right_under_the_rule_and_its_first_page_has_none(headed):
    number = next(line for line in text_lines(headed[0]) if line[0]["text"] == "宝" and line[-1]["text"] == "号")
    assert number[-1]["x1"] == pytest.approx(LETTER_RIGHT, abs=1)
    rules = sorted(red(headed[0].rects, "non_stroking_color"), key=lambda rect: rect["top"])
    assert number[0]["top"] - rules[1]["bottom"] == pytest.approx(16 * 7 / 8, abs=1.5)
    numbers = [re.findall(r"— ?(\d+) ?—", page.extract_text()) for page in headed]
    assert numbers == [[], ["2"], ["3"], ["4"], ["5"], ["6"]][: len(numbers)]


def test_a_name_too_long_for_one_line_of_the_titles_size_stands_in_two_by_sense():
    unit = "上海市宝山区人民政府城乡基层治理现代化综合改革试点工作领导小组办公室"
    with opened(render(blank(unit=unit, letter={"title": "答复", "body": "正文。", "format": "信函格式"}))) as pdf:
        page = pdf.pages[2]
        name = red(page.chars, "non_stroking_color")
        rule = min(red(page.rects, "non_stroking_color"), key=lambda rect: rect["top"])
        lines = {}
        for char in name:
            lines.setdefault(round(char["top"]), []).append(char["text"])
    assert ["".join(line) for line in lines.values()] == [
        "上海市宝山区人民政府城乡基层治理",
        "现代化综合改革试点工作领导小组办公室",
    ]
    assert name[0]["size"] > 22
    assert name[0]["top"] == pytest.approx(30 * MM, abs=1.5 * MM)
    assert rule["top"] - name[-1]["bottom"] == pytest.approx(4 * MM, abs=1.5 * MM)


def test_the_others_letters_have_no_red():
    with opened(render(case())) as pdf:
        assert [red(page.chars, "non_stroking_color") for page in pdf.pages] == [[]] * len(pdf.pages)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("第０７０号，２０２６年建成１２处，占８５．５％。", "第070号，2026年建成12处，占85.5％。"),
        ("１．选址。", "1．选址。"),
        ("－３", "-3"),
        ("２０２０－２０２５年", "2020－2025年"),
        ("①Ⅳ٣", "①Ⅳ٣"),
    ],
)
def test_figures_typed_full_width_are_set_half_as_wide(typed, plain):
    assert set_figures(typed) == plain


def test_the_whole_letter_is_printed_in_such_figures():
    wide = {
        "title": "对第０７０号建议的答复",
        "body": "赵洪蓉代表：\n２０２６年建成１２处。\n| 第１站 | 数量 |\n| 食堂 | －３ |",
        "phone": "０２１-５５５５",
        "annexes": ["２０２６年计划"],
        "signed_on": "2026-05-20",
    }
    with opened(render(blank(letter=wide, unit="某某局", phone="５５", document_number="某〔２０２６〕３号"))) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert re.findall("[０-９－]", text) == []

"""The printed form, read back from the real PDF."""

import pytest

from replies.letter.pdf import form, measure
from replies.letter.pdf.preview import form_pages
from replies.letter.questions import ATTITUDE, PLAN, RESULT
from replies.letter.snapshot import CLASSIFICATIONS, DISCLOSURES, Snapshot
from tests.replies.letter.pages import MM, blank, case, opened, pages_of, render, squeezed

EMPTY_FORM = [
    ["承办单位对办理结果的分类（请在6个选项中选择1项用“√”表示）"],
    ["建议性意见", "已采纳", "", "正在研究", "", "留作参考", ""],
    ["具体操作性意见", "已解决", "", "正在解决", "", "暂难解决", ""],
    ["办理复文公开属性的分类（请在5个选项中选择1项用“√”表示）"],
    ["主动公开", "依申请公开", "不公开"],
    ["全文公开", "摘要公开", "全文公开", "摘要公开"],
    ["", "", "", "", ""],
    ["承办单位领导审核意见：签名：年月日"],
    ["请您对办理情况提出意见：（请在栏目后的空格内用“√”表示）"],
    ["对办理结果", "满意", "", "基本满意", "", "理解", "", "不满意", ""],
    ["对办理方案", "满意", "", "基本满意", "", "理解", "", "不满意", ""],
    ["对办理态度表示", "满意", "", "基本满意", "", "不满意", ""],
    ["对办理情况您有什么意见和建议：代表签名：年月日"],
]
NOTES = (
    "说明：1.办理情况须在规定时间内征求代表意见，如书写不够，请另附纸。"
    "2.代表可以当面向承办单位反馈办理结果，也可以在走访答复后将本表寄送承办单位。"
    "3.本表一式四份，经代表签名后，一份存承办单位，一份送意见提出人，二份送区政府办公室。"
)


def rows(page):
    """The table of a page as its ruled lines make it."""
    (table,) = page.find_tables()
    return [[squeezed(cell) for cell in row if cell is not None] for row in table.extract()]


def cell_of(page, row, column):
    """The box of a cell, columns counted as in `rows`."""
    (table,) = page.find_tables()
    return [cell for cell in table.rows[row].cells if cell][column]


# ---- the form --------------------------------------------------------------------------------------------


def test_an_empty_form_has_the_official_rows_and_nothing_else():
    with opened(render(blank())) as pdf:
        first, second = pdf.pages
        assert rows(first) == [
            ["标题", blank()["title"]],
            ["提出人", "赵洪蓉、周建伟、李倩宇"],
            ["办理情况：经办人签名：联系电话：承办单位盖章：年月日"],
        ]
        assert rows(second) == EMPTY_FORM
        under = first.crop((0, first.find_tables()[0].bbox[3], first.width, first.height - 22 * MM))
        assert squeezed(under.extract_text()) == NOTES


def test_the_filled_form_has_every_value_in_its_place():
    obj = case()
    with opened(render(obj)) as pdf:
        first, second = pdf.pages[:2]
        assert rows(first)[2] == [
            f"办理情况：{obj['handling']}经办人签名：高扬联系电话：021-55550402"
            "承办单位盖章：上海市宝山区民政局2024年3月5日"
        ]
        filled = rows(second)
        assert filled[7] == [f"承办单位领导审核意见：{obj['review']['opinion']}签名：郑国华2024年3月5日"]
        assert filled[12] == [
            f"对办理情况您有什么意见和建议：{obj['feedback'][0]['comment']}代表签名：赵洪蓉、周建伟2024年3月12日"
        ]
        assert [cell for row in filled for cell in row].count("√") == 5


def test_labels_and_values_are_painted_in_reading_order():
    text = squeezed("".join(pages_of(render(case()))[:2]))
    order = ["标题", "提出人", "办理情况：", "经办人签名：", "联系电话：", "承办单位盖章：", "2024年3月5日", NOTES]
    order += [cell for row in EMPTY_FORM for cell in row if cell and "年月日" not in cell]
    order += ["对办理情况您有什么意见和建议：", "代表签名：", "2024年3月12日"]
    position = 0
    for label in order:
        position = text.index(label, position)


MARKS = [
    *(("classification", value, 1 + index // 3, 2 + index % 3 * 2) for index, value in enumerate(CLASSIFICATIONS)),
    *(("disclosure", value, 6, index) for index, value in enumerate(DISCLOSURES)),
    *(("result", value, 9, 2 + index * 2) for index, value in enumerate(RESULT.grades)),
    *(("plan", value, 10, 2 + index * 2) for index, value in enumerate(PLAN.grades)),
    *(("attitude", value, 11, 2 + index * 2) for index, value in enumerate(ATTITUDE.grades)),
]


@pytest.mark.parametrize(("key", "value", "row", "column"), MARKS)
def test_a_mark_stands_in_the_middle_of_its_cell(key, value, row, column):
    if key in ("classification", "disclosure"):
        obj = blank(**{key: value})
    else:
        obj = blank(feedback=[{"deputy": "赵洪蓉", key: value}])
    expected = [list(cells) for cells in EMPTY_FORM]
    expected[row][column] = "√"
    if key not in ("classification", "disclosure"):
        expected[12] = ["对办理情况您有什么意见和建议：代表签名：赵洪蓉年月日"]
    with opened(render(obj)) as pdf:
        page = pdf.pages[1]
        assert rows(page) == expected
        left, top, right, bottom = cell_of(page, row, column)
        (mark,) = [char for char in page.chars if char["text"] == "√" and char["size"] > 15]
    assert mark["x0"] > left
    assert mark["x1"] < right
    assert (mark["x0"] + mark["x1"]) / 2 == pytest.approx((left + right) / 2, abs=1.5)
    assert (mark["top"] + mark["bottom"]) / 2 == pytest.approx((top + bottom) / 2, abs=2)


def test_deputies_of_another_opinion_have_sheets_of_their_own():
    with opened(render(case())) as pdf:
        first, last = pdf.pages[1], pdf.pages[2]
        assert rows(last)[:9] == rows(first)[:9]
        assert rows(last)[9:] == [
            ["对办理结果", "满意", "", "基本满意", "√", "理解", "", "不满意", ""],
            ["对办理方案", "满意", "", "基本满意", "", "理解", "√", "不满意", ""],
            ["对办理态度表示", "满意", "√", "基本满意", "", "不满意", ""],
            ["对办理情况您有什么意见和建议：希望跨街镇流转机制早日出台。代表签名：李倩宇2024年3月13日"],
        ]
        notes = (
            "赵洪蓉、周建伟：据本人签名的纸质表录入。李倩宇：意见见另附的意见表。",
            "李倩宇：网上反馈，非手写签名。",
        )
        for page, note in zip((first, last), notes, strict=True):
            bottom = page.find_tables()[0].bbox[3]
            assert squeezed(page.crop((0, bottom, page.width, page.height - 22 * MM)).extract_text()) == note


def test_the_first_sheet_waits_for_the_lead_deputy():
    obj = blank(feedback=[{"deputy": "周建伟", "result": "满意", "signed_on": "2024-03-09"}])
    with opened(render(obj)) as pdf:
        assert rows(pdf.pages[1]) == EMPTY_FORM
        assert "周建伟：意见见另附的意见表。赵洪蓉、李倩宇：尚未反馈。" in squeezed(pdf.pages[1].extract_text())
        assert rows(pdf.pages[2])[12] == ["对办理情况您有什么意见和建议：代表签名：周建伟2024年3月9日"]


def test_who_will_not_answer_is_named_with_the_reason():
    silent = [{"deputy": "李倩宇", "conclusion": "联系不上", "attempts": 3, "last_on": "2024-03-11"}]
    obj = blank(feedback=[{"deputy": "赵洪蓉", "result": "满意", "channel": "dictated"}], silent=silent)
    with opened(render(obj)) as pdf:
        page = pdf.pages[1]
        bottom = page.find_tables()[0].bbox[3]
        assert squeezed(page.crop((0, bottom, page.width, page.height - 22 * MM)).extract_text()) == (
            "赵洪蓉：受本人委托由工作人员代填，没有签名。"
            "李倩宇：联系不上（联系3次，最近2024年3月11日）。周建伟：尚未反馈。"
        )


def test_what_is_not_of_the_form_stands_outside_its_frame():
    with opened(render(case())) as pdf:
        for number, page in enumerate(pdf.pages[:2], start=1):
            (table,) = page.find_tables()
            left, top, right, _ = table.bbox
            above = page.crop((0, 0, page.width, top - 1))
            below = page.crop((0, page.height - 22 * MM, page.width, page.height))
            assert above.extract_text() == "宝山区第九届人民代表大会第三次会议第070号建议"
            assert squeezed(below.extract_text()) == f"第1版·核验码：BL-070-1-7F3K9Q第{number}页/共9页"
            assert (left, right) == pytest.approx((27 * MM, 187 * MM), abs=1.5)


def test_a_second_round_and_a_motion_say_so():
    with opened(render(blank(kind="提案", number="15号", round=2, version=3))) as pdf:
        text = pdf.pages[0].extract_text()
        assert text.startswith("宝山区第九届人民代表大会第三次会议15号提案\n")
        assert squeezed(text).endswith("第2次办理·第3版第1页/共2页")


# ---- what does not fit -----------------------------------------------------------------------------------

LONG = "本区持续推进社区工作者队伍建设，取得阶段性进展。" * 60


def annex_text(page):
    return squeezed(page.crop((0, 36 * MM, page.width, 263 * MM)).extract_text())


def test_a_long_account_goes_to_an_annex():
    with opened(render(blank(handling=f"第一段。\n{LONG}\n末段。"))) as pdf:
        assert rows(pdf.pages[0])[2] == ["办理情况：详见附件。经办人签名：联系电话：承办单位盖章：年月日"]
        annex = "".join(annex_text(page) for page in pdf.pages[2:])
        assert annex == f"办理情况（附页）第一段。{LONG}末段。"


def test_a_long_opinion_and_comment_go_to_annexes():
    feedback = [{"deputy": "赵洪蓉", "comment": LONG}]
    with opened(render(blank(review={"opinion": LONG}, feedback=feedback))) as pdf:
        assert rows(pdf.pages[1])[7] == ["承办单位领导审核意见：详见附件。签名：年月日"]
        assert rows(pdf.pages[1])[12] == ["对办理情况您有什么意见和建议：详见附件。代表签名：赵洪蓉年月日"]
        annexes = "".join(annex_text(page) for page in pdf.pages[2:])
        assert annexes == f"承办单位领导审核意见（附页）{LONG}赵洪蓉代表的意见和建议（附页）{LONG}"


@pytest.mark.parametrize(
    "title",
    ["长" * 60, "长，" * 150, "long words without end " * 13, "W" * 300],
    ids=["60", "300", "words", "capitals"],
)
@pytest.mark.parametrize(
    "deputies",
    [
        ["赵洪蓉"],
        ["欧阳" + name for name in "甲乙丙丁戊己庚辛壬癸子丑"],
        [f"{number}长名" * 13 for number in range(10)],
        [first + "长名" * 9 + "字" for first in "甲乙"],
    ],
    ids=["one", "twelve", "400 characters", "as long as may be"],
)
def test_long_titles_and_many_deputies_stay_in_the_frame(title, deputies):
    handling = LONG[:100]
    feedback = [
        {"deputy": name, "result": "满意", "comment": "同意。", "channel": "link" if index % 2 else "paper"}
        for index, name in enumerate(dict.fromkeys(deputies))
    ]
    obj = blank(title=title, deputies=deputies, handling=handling, unit="某" * 24, feedback=feedback)
    with opened(render(obj)) as pdf:
        first, *opinions = map(rows, pdf.pages)
        assert [row[-1] for row in first[:2]] == [squeezed(title), "、".join(deputies)]
        assert first[2] == [f"办理情况：{handling}经办人签名：联系电话：承办单位盖章：{'某' * 24}年月日"]
        start = "对办理情况您有什么意见和建议：同意。代表签名："
        assert all(table[12][0].startswith(start) for table in opinions)
        signed = [table[12][0].removeprefix(start).removesuffix("年月日") for table in opinions]
        assert "、".join(signed) == "、".join(deputies)
        for page in pdf.pages:
            left, top, right, bottom = page.find_tables()[0].bbox
            inside = [char for char in page.chars if top < char["top"] < bottom]
            assert all(left < char["x0"] and char["x1"] < right for char in inside)


def test_signatures_are_shared_out_when_there_are_many():
    deputies = [f"复姓代表{number:02}" for number in range(40)]
    feedback = [{"deputy": name, "result": "满意"} for name in deputies]
    with opened(render(blank(deputies=deputies, feedback=feedback))) as pdf:
        signed = [rows(page)[12][0].partition("代表签名：")[2].removesuffix("年月日") for page in pdf.pages[1:]]
    assert "、".join(signed) == "、".join(deputies)
    assert len(signed) == 4


def test_no_name_is_torn_at_the_end_of_a_line():
    deputies = ["欧阳" + name for name in "甲乙丙丁戊己庚辛"] + ["阿卜杜拉·买买提江", "赵洪蓉"]
    feedback = [{"deputy": name, "result": "满意"} for name in deputies]
    with opened(render(blank(deputies=deputies, feedback=feedback))) as pdf:
        for page, row in zip(pdf.pages, (1, 12), strict=False):
            lines = page.crop(cell_of(page, row, -1)).extract_text_lines()
            printed = [squeezed(line["text"]).removeprefix("代表签名：") for line in lines]
            names = [line for line in printed if "欧阳" in line or "赵" in line]
            assert len(names) > 1
            assert [name for line in names for name in line.split("、") if name] == deputies


NAMES = ["阿卜杜热合曼·吾买尔江", "欧阳文涛", "王赟", "古丽米热·阿不都外力", "司马文渊", "𠮷永强"]


def test_names_of_eleven_characters_are_not_torn_either():
    feedback = [{"deputy": name, "result": "满意"} for name in NAMES]
    handling = "接件后，我们请各位代表走看了滨江步道，阿卜杜热合曼·吾买尔江代表另外书面提了意见。"
    with opened(render(blank(deputies=NAMES, feedback=feedback, handling=handling))) as pdf:
        cells = [pdf.pages[0].crop(cell_of(pdf.pages[0], row, -1)) for row in (1, 2)]
        cells.append(pdf.pages[1].crop(cell_of(pdf.pages[1], 12, -1)))
        deputies, words, signatures = [
            [squeezed(line["text"]) for line in cell.extract_text_lines()] for cell in cells
        ]
    assert deputies == ["阿卜杜热合曼·吾买尔江、欧阳文涛、王赟、", "古丽米热·阿不都外力、司马文渊、𠮷永强"]
    assert words[1:3] == ["接件后，我们请各位代表走看了滨江步道，", "阿卜杜热合曼·吾买尔江代表另外书面提了意见。"]
    assert signatures[1:3] == [
        "代表签名：阿卜杜热合曼·吾买尔江、欧阳文涛、王赟、",
        "古丽米热·阿不都外力、司马文渊、𠮷永强",
    ]


def test_no_name_is_torn_in_the_head_of_an_annex():
    obj = blank(deputies=["欧阳文涛", "司马文渊", "阿卜杜热合曼·吾买尔江"], feedback=[])
    obj["feedback"] = [{"deputy": name, "comment": LONG} for name in obj["deputies"]]
    with opened(render(obj)) as pdf:
        head = [squeezed(line["text"]) for line in pdf.pages[2].extract_text_lines() if line["chars"][0]["size"] > 20]
    assert head == ["欧阳文涛、司马文渊、", "阿卜杜热合曼·吾买尔江代表的意见和建议", "（附页）"]


TITLES = """
关于在友谊路街道和盘古路沿线增设夜间照明并由/上海市宝山区绿化和市容管理局统一养护的建议
加强基层社区工作者队伍建设，抓好“选人、留人、/培育人”三要素
关于推动地铁十八号线二期沿线接驳公交服务优化/提升的建议
关于进一步推进北部地区学校与社区体育场地向居民/开放的建议
关于在长江软件园周边主要道路设置潮汐车道缓解/江杨南路早晚高峰拥堵的建议
关于落实市十六届人大三次会议精神、对照/第0124号代表建议办理经验改进督办工作的建议
""".strip().splitlines()


@pytest.mark.parametrize("lines", [line.split("/") for line in TITLES], ids="".join)
def test_no_word_of_the_title_is_torn_at_the_end_of_a_line(lines):
    with opened(render(blank(title="".join(lines)))) as pdf:
        (page, *_) = pdf.pages
        cell = page.crop(cell_of(page, 0, -1))
        assert [squeezed(line["text"]) for line in cell.extract_text_lines()] == lines


@pytest.mark.parametrize("size", [size for size, _, _ in form.CELL_SIZES])
def test_lines_are_never_counted_too_few(size):
    """The estimate against the page: words, figures and commas that may not begin a line."""
    text = "工作，2024年3月的Report、（说明）。" * 12
    with opened(render(blank(handling=text))) as pdf:
        top, bottom = cell_of(pdf.pages[0], 2, 0)[1::2]
        box = pdf.pages[0].crop((0, top, pdf.pages[0].width, bottom))
        printed = len(box.extract_text_lines()) - 5
    assert printed <= measure.lines_needed(text, form.BOX_WIDTH, form.TEXT_SIZE)


@pytest.mark.parametrize("made", [case(), case(handling="写了一段。"), blank()], ids=["whole", "short", "blank"])
def test_the_form_on_the_screen_is_the_two_pages_of_the_record(made):
    """preview.form_pages says what the record's first two pages say, in their order, and draws their frames."""
    printed = [squeezed(page) for page in pages_of(render(made))[:2]]
    pages = form_pages(Snapshot.from_json(made))
    shown = [squeezed("".join(line.text for line in page.lines)) for page in pages]
    assert [words in page for words, page in zip(shown, printed, strict=True)] == [True, True]
    assert all(len(page.rules) > 8 for page in pages)
    sources = {line.source for page in pages for line in page.lines}
    assert {"handling", "classification", "disclosure"} >= sources - {""}

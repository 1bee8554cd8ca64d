"""Two letters in one Word file are told apart: one is taken, the other is named with its place."""

import pytest

from proposals.formats.case_numbers import full_number
from replies.letter.docx.markup.package import UnreadableDocument
from replies.letter.docx.whose import tell_other_case
from tests.replies.letter.docx.made import CENTRE, UNIT, add, add_all, add_table, new_file, read

OTHER = "关于区九届人大五次会议第052号代表建议的答复"
TITLE = "关于区九届人大五次会议第118号代表建议的答复"
BODIES = {
    TITLE: ["林佩芬、顾晓代表：", "你们提出的第118号建议收悉，现答复如下：", "一、已排查小区126个。"],
    OTHER: ["周启代表：", "您提出的第052号建议收悉，现答复如下：", "一、已开行社区巴士。"],
}  # fmt: skip


def add_whole(made, title, *, head=True):
    if head:
        add(made, UNIT, align=CENTRE, size=36, red=True)
        add(made, "宝建〔2026〕18号", align=CENTRE)
    add(made, title, align=CENTRE, size=22)
    add_all(made, *BODIES[title], UNIT, "2026年4月20日", "（联系人：陆一鸣，联系电话：55550118）")


def after_a_page_break(made):
    add_whole(made, TITLE)
    made.add_page_break()
    add_whole(made, OTHER)
    return "第10段"


def without_heads(made):
    add_whole(made, TITLE, head=False)
    add_whole(made, OTHER, head=False)
    return "第8段"


def without_ends(made):
    for title in (TITLE, OTHER):
        add(made, title, align=CENTRE)
        add_all(made, *BODIES[title])
    return "第5段"


def with_plain_titles(made):
    """Neither centred nor of another style or size: known by their words."""
    for title in (TITLE, OTHER):
        add(made, title)
        add_all(made, *BODIES[title])
    return "第5段"


@pytest.mark.parametrize("make", [after_a_page_break, without_heads, without_ends, with_plain_titles])
@pytest.mark.parametrize(("number", "title"), [("", TITLE), ("118", TITLE), ("052", OTHER), ("52", OTHER)])
def test_one_letter_is_taken_and_the_other_named(make, number, title):
    made = new_file()
    place = make(made)
    found = read(made, number)
    assert (found.title, found.lines) == (title, BODIES[title])
    first, nth = ("第1段", "第1篇") if title == OTHER else (place, "第2篇")
    other = (TITLE if title == OTHER else OTHER)[:15]
    assert found.left_out == [f"{first}起的{nth}答复没有取入（“{other}…”）"]
    assert found.notes[0] == (
        f"文件里有2篇答复，只取入了第{2 if title == OTHER else 1}篇，没有接在一起。请核对是不是这一件的。"
    )


@pytest.mark.parametrize("number", ["1", "18", "119", "台52"])
def test_of_several_letters_none_is_taken_that_is_another_case_s(number):
    made = new_file()
    after_a_page_break(made)
    with pytest.raises(UnreadableDocument) as refusal:
        read(made, number)
    assert str(refusal.value) == (
        f"文件里有2篇答复（“{TITLE[:15]}…”“{OTHER[:15]}…”），没有一篇写着本件的{full_number(number)}，没有取入。"
        "请只留这一件的答复，再导入一次。"
    )


ASKED = "关于增加社区食堂、方便老年人就餐的建议"
OPENED = "您提出的《关于增加社区食堂、方便老年人就餐的建议》收悉，现答复如下："


@pytest.mark.parametrize(
    ("title", "opening", "number", "told"),
    [
        ("对区九届人大五次会议第070号代表建议的答复", OPENED, "070", []),
        ("对区九届人大五次会议第70号代表建议的答复", OPENED, "070", []),
        ("关于第070、071号建议的答复", OPENED, "071", []),
        ("关于第070号、第071号建议的答复", OPENED, "070", []),
        ("关于台52号建议的答复", OPENED, "台52", []),
        ("关于第hg-201901287号提案的答复", OPENED, "HG-201901287", []),
        ("关于闭会第3号建议的答复", OPENED, "闭会第3号", []),
        ("关于社区食堂的答复", OPENED, "070", []),
        ("关于社区食堂的答复", "您的来信收悉，见宝民〔2026〕15号文，现答复如下：", "070", []),
        ("关于社区食堂的答复", "按《关于加强养老服务工作的意见》，您的建议收悉。", "070", []),
        ("关于第070号建议的答复", "您提出的《关于增加社区食堂方便老人就餐》收悉。", "070", []),
        ("关于第071号建议的答复", OPENED, "070", ["071"]),
        ("关于第0701号建议的答复", OPENED, "070", ["0701"]),
        ("关于社区食堂的答复", "您提出的第071号建议收悉，现答复如下：", "070", ["071"]),
        ("关于第071号建议的答复", "您提出的《关于修建人行天桥的建议》收悉。", "070", ["071", "title"]),
        ("关于台53号建议的答复", OPENED, "台52", ["台53"]),
    ],
)
def test_a_letter_of_another_case_is_told(title, opening, number, told):
    notes = tell_other_case(title, ["陈国强代表：", opening], number, ASKED)
    kinds = ["title" if "答复的是《" in note else note.partition("是")[2].partition("，")[0] for note in notes]
    assert kinds == [full_number(one) if one != "title" else one for one in told]


def test_the_paper_of_the_office_before_its_letter_is_no_letter():
    made = new_file()
    add_table(made, ["标题", TITLE], ["拟稿", "陆一鸣"], ["签发", "同意"], ["文号", "宝建〔2026〕18号"])
    add_whole(made, TITLE)
    found = read(made)
    assert (found.title, found.lines, found.left_out) == (TITLE, BODIES[TITLE], [])


def test_a_letter_that_quotes_the_one_before_is_one():
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    quoted = "在上次答复中，我委对周启代表说：有关意见收悉。"
    add_all(made, *BODIES[TITLE], quoted, "周启代表的建议另行答复。")
    found = read(made)
    assert (found.lines, found.notes) == ([*BODIES[TITLE], quoted, "周启代表的建议另行答复。"], [])

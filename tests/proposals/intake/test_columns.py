"""Heads of lists as other offices write them: over two rows, under titles, in other words; and rows that count."""

import datetime as dt
import json

import pytest

from proposals.models import Case, Suggestion
from tests.proposals.intake.sheets import book, problems, refused, row, run

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TITLE, GROUPS = "政协上海市宝山区第九届委员会第五次会议立案提案", [*[None] * 13, "意见反馈", None, None]
MAP = '请用 --map 写明哪一列是什么，如{"案由": "标题"}。'
CPPCC = (
    *("流水号", "提案序号", "提案分类", "第一提案人", "联名提案人", "案由", "提案内容", "附件", "提案性质"),
    *("主办单位", "会办单位", "办理结果", "提案时间", "走访情况", "办理态度", "办理结果"),
)


def listed(columns, *rows, above=(), shape=None):
    """A list with this head, its rows in the same order."""

    def fill(sheet):
        for cells in rows:
            sheet.append(cells)
        if shape:
            shape(sheet)

    return book([], columns, above, fill)


HANDED = "--handed-on 哪一天（如2026-03-05）"


def once(session, title):
    return f"整份名单都一样的，写在命令里：--session {session}（“{title}”里写着） {HANDED}。"


def by_letters(unread, example):
    return f"没有认出的列有{unread}；里面有要的，用 --map 写明是哪一列，如{json.dumps(example, ensure_ascii=False)}。"


def notes(printed):
    return [line.removeprefix("说明：") for line in printed.splitlines() if line.startswith("说明：")]


def read(content):
    """What each suggestion of a list that goes in says, and the notes beside it."""
    status, printed, complaint = run(content)
    assert (status, complaint) == (0, ""), printed
    made = [
        (one.number, one.title, one.proposer_names, [f"{case.unit}{case.part}" for case in one.cases.order_by("pk")])
        for one in Suggestion.objects.order_by("pk")
    ]
    return made, notes(printed)


# ---- heads ------------------------------------------------------------------------------------------------------


def test_a_head_below_a_title_and_a_row_of_groups_is_named_where_it_does_not_say_enough():
    content = listed(
        CPPCC,
        [
            "202600001",
            "001",
            "社会建设",
            "赵洪蓉",
            "周建伟,李倩宇",
            "关于食堂的建议",
            "正文",
            None,
            "立案",
            "区民政局",
        ],
        above=[[TITLE], GROUPS],
        shape=lambda sheet: [sheet.merge_cells(area) for area in ("A1:P1", "N2:P2")],
    )
    shown = "、".join(CPPCC[:-1])
    session = "政协宝山区第九届委员会第五次会议"
    unread = "I列“提案性质”、L列“办理结果”、M列“提案时间”、N列“走访情况”、O列“办理态度”、P列“办理结果”"
    more = by_letters(unread, {"L列": "交办日期"})
    refused(content, f"第3行的表头是：{shown}。表里少了2列：届次、交办日期。{once(session, TITLE)}{more}")


def test_the_same_layout_with_what_was_missing_goes_in():
    columns = [*CPPCC[:12], "届次", "交办时间", *CPPCC[13:15]]
    cells = ["202600001", "001", "社会建设", "赵洪蓉", "周建伟,李倩宇", "关于食堂的建议", "正文", None, "立案"]
    cells += ["区民政局", "区房管局", "处理中", "第九届第五次会议", dt.date(2026, 3, 5)]
    made, said = read(listed(columns, cells, above=[[TITLE], GROUPS]))
    units = ["区民政局主办", "区房管局会办"]
    assert made == [("001", "关于食堂的建议", "赵洪蓉、周建伟、李倩宇", units)]
    assert said == [
        "表头在第3行，“提案序号”读作件号，“提案分类”读作类别，“案由”读作标题，“提案内容”读作建议内容，"
        "“第一提案人”读作领衔代表，“联名提案人”读作附议代表，“交办时间”读作交办日期。",
        "这几列没有读取：流水号、附件、提案性质、办理结果、走访情况、办理态度。",
    ]


def test_names_over_two_rows():
    above = [
        ["宝山区代表建议交办清单（共1件）"],
        ["届次", "建议", None, "提出人", None, "承办单位", None, "交办", None],
    ]
    below = [None, "编号", "题目", "领衔", "附议", "主办", "协办", "时间", "要求结办日期"]
    cells = ["九届五次", "070", "关于食堂的建议", "赵洪蓉", "周建伟", "民政局", "房管局", "2026-03-05", "2026-05-20"]
    made, said = read(listed(below, cells, above=above))
    assert made == [("070", "关于食堂的建议", "赵洪蓉、周建伟", ["区民政局主办", "区房管局会办"])]
    assert Case.objects.order_by("pk")[0].internal_due == dt.date(2026, 5, 20)
    assert said[1:] == ["表头上面写着共1件，读到1件。"]


@pytest.mark.parametrize(("before", "status"), [(8, 0), (9, 2)])
def test_names_over_two_rows_stand_among_the_first_ten(before, status):
    above = [[f"第{number}行"] for number in range(before)]
    above += [["届次", "建议", None, "提出人", "承办单位", "交办"]]
    below = [None, "编号", "题目", "领衔", "主办", "时间"]
    content = listed(below, CELLS, above=above)
    assert run(content)[0] == status
    assert [one.number for one in Suggestion.objects.all()] == ["070"] * (status == 0)


def test_two_rows_of_names_and_nothing_below_are_a_list_without_a_row():
    above = [["届次", "建议", None, "提出人", "承办单位", "交办"]]
    head = listed([None, "编号", "题目", "领衔", "主办", "时间"], above=above)
    assert run(head)[::2] == run(listed(NEEDED))[::2]


def test_a_name_below_its_group():
    above = [["届次", "件号", "标题", "领衔代表", None, "附议代表", "主办单位", "交办日期"]]
    below = [None, None, None, "姓名", "电话", "姓名", None, None]
    cells = ["九届五次", "070", "关于食堂的建议", "赵洪蓉", "56560000", "周建伟", "区民政局", "2026-03-05"]
    made, said = read(listed(below, cells, above=above))
    assert made == [("070", "关于食堂的建议", "赵洪蓉、周建伟", ["区民政局独办"])]
    assert said == [
        "表头在第2行，“姓名”读作领衔代表，“姓名”读作附议代表。",
        "这几列没有读取：电话。",
    ]


NEEDED = ("届次", "件号", "标题", "领衔代表", "主办单位", "交办日期")
CELLS = ["九届五次", "070", "关于食堂的建议", "赵洪蓉", "区民政局", "2026-03-05"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ("届次", "编号", "建议号", "标题", "领衔代表", "主办单位", "交办日期"),
            "B列“编号”、C列“建议号”都像是件号，不知道该读哪一列。"
            '请用 --map 写明读哪一列，如{"B列": "件号", "C列": ""}。',
        ),
        (
            ("届次", "件号", "标题", "领衔代表", "提出人", "主办单位", "交办日期"),
            "D列“领衔代表”、E列“提出人”都像是领衔代表，不知道该读哪一列。"
            '请用 --map 写明读哪一列，如{"D列": "领衔代表", "E列": ""}。',
        ),
        (
            ("届次", "序号", "标题", "领衔代表", "主办单位", "交办日期"),
            "表里少了1列：件号。" + MAP,
        ),
        (
            ("届次", "件号", "标题", "领衔代表", "主办单位", "提案时间"),
            f"表里少了1列：交办日期。整份名单都一样的，写在命令里：{HANDED}。"
            + by_letters("F列“提案时间”", {"F列": "交办日期"}),
        ),
        (
            ("届次", "件号", "标题", "领衔代表", "单位", "单位", "交办日期"),
            "表里少了1列：主办单位。整份名单都一样的，写在命令里：--unit 哪个单位（如区民政局）。"
            + by_letters("E列“单位”、F列“单位”", {"E列": "主办单位"}),
        ),
    ],
)
def test_a_wrong_guess_is_worse_than_none(names, said):
    refused(listed(names, CELLS), f"第1行的表头是：{'、'.join(dict.fromkeys(names))}。{said}")


def test_our_own_name_is_believed_before_another():
    made, said = read(listed((*NEEDED, "编号"), [*CELLS, "A-1"]))
    assert (made[0][0], said) == ("070", ["这几列没有读取：编号。"])


def test_whoever_stands_first_among_those_who_propose_leads():
    names = ("届次", "编号", "案由", "提出人", "承办单位", "交办时间")
    cells = ["九届五次", "070", "关于食堂的建议", "赵洪蓉、周建伟、李倩宇", "区民政局", "2026-03-05"]
    assert read(listed(names, cells))[0] == [("070", "关于食堂的建议", "赵洪蓉、周建伟、李倩宇", ["区民政局独办"])]


def test_several_units_in_one_column_do_not_say_which_of_them_answers():
    names = ("届次", "编号", "案由", "领衔人", "承办单位", "交办时间")
    status, printed, _ = run(listed(names, [*CELLS[:4], "区民政局\n区房管局", "2026-03-05"]))
    said = "“承办单位”里有几个单位，没有写哪个主办、哪个会办，请分成“主办单位”“会办单位”两列。"
    assert (status, problems(printed)) == (2, [(2, f"主办单位：{said}")])


# ---- rows that are no suggestion --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (["合计", "2件"], ["第4行是合计，没有读取。", "表里合计2件，读到2件。"]),
        (["合 计", None, 3], ["第4行是合计，没有读取。", "表里合计3件，读到2件，请核对有没有漏掉或多出来的行。"]),
        (["总计：2件"], ["第4行是合计，没有读取。", "表里合计2件，读到2件。"]),
        (["小计", None, "1件"], ["第4行是合计，没有读取。"]),
        (["合计"], ["第4行是合计，没有读取。"]),
        # The word stands where the name is to stand, the cells around it filled down or counted.
        ([None, None, None, "合计"], ["第4行是合计，没有读取。"]),
        (["九届五次", None, None, "小计", "区民政局", "2026-03-05"], ["第4行是合计，没有读取。"]),
        (["九届五次", 3, None, "总计", "区民政局", "2026-03-05"], ["第4行是合计，没有读取。"]),
        (["九届五次", "合计", "共2件", "3人", "区民政局"], ["第4行是合计，没有读取。", "表里合计2件，读到2件。"]),
        (
            ["九届五次", None, "主办1件，会办1件", "共计"],
            ["第4行是合计，没有读取。", "表里合计2件，读到2件。"],
        ),
    ],
)  # fmt: skip
def test_a_row_that_counts_is_set_aside_and_compared(last, said):
    rows = [[*CELLS], [CELLS[0], "071", "关于楼道的建议", *CELLS[3:]], last]
    made, notes = read(listed(NEEDED, *rows))
    assert ([one[0] for one in made], notes) == (["070", "071"], said)


@pytest.mark.parametrize("word", ["合计", "小计", "总计", "共计", " 合 计"])
def test_a_suggestion_that_a_total_proposes_is_refused(word):
    row = [CELLS[0], "071", "关于楼道的建议", word, *CELLS[4:]]
    status, printed, _ = run(listed(NEEDED, CELLS, row))
    plain = word.replace(" ", "")
    said = f"“{plain}”不是姓名，这一行像是合计。是合计的，请删去这一行；是建议的，请写上代表的姓名。"
    assert (status, problems(printed)) == (2, [(3, f"领衔代表：{said}")])


def test_a_row_of_a_total_with_a_title_is_not_passed_over():
    status, printed, _ = run(listed(NEEDED, CELLS, ["合计", "071", "关于楼道的建议", None, *CELLS[4:]]))
    assert (status, [row for row, _ in problems(printed)]) == (2, [3, 3])


def test_the_count_above_the_head_is_compared():
    _made, said = read(listed(NEEDED, CELLS, above=[["代表建议交办清单"], ["（共3件）"]]))
    assert said == ["表头上面写着共3件，读到1件，请核对有没有漏掉或多出来的行。"]


def test_a_suggestion_about_totals_is_a_suggestion():
    columns = ("标题", "届次", "件号", "领衔代表", "主办单位", "交办日期")
    made, said = read(listed(columns, ["合计", "九届五次", "070", *CELLS[3:]]))
    assert (made[0][:2], said) == (("070", "合计"), [])


def test_a_head_that_stands_again_is_no_suggestion():
    made, said = read(listed(NEEDED, CELLS, NEEDED, [CELLS[0], "071", *CELLS[2:]]))
    assert ([one[0] for one in made], said) == (["070", "071"], ["第3行又是表头，没有读取。"])


def test_a_district_list_says_what_it_lacks():
    columns = ("序号", "建议编号", "建议标题", "提出人", "主办单位", "会办单位", "办理期限", "备注")
    above = [["宝山区第九届人民代表大会第五次会议代表建议交办清单"], ["（共3件）"]]
    rows = [[1, "代表建议第0201号", "关于食堂的建议", "林佩芬等3人", "民政局", "房管局", "2026/5/30", None]]

    def merge(sheet):
        sheet.merge_cells("A1:H1")
        sheet.merge_cells("A2:H2")

    content = listed(columns, *rows, ["合计", None, "3件"], above=above, shape=merge)
    said = f"第3行的表头是：{'、'.join(columns)}。表里少了2列：届次、交办日期。"
    refused(content, said + once("宝山区第九届人民代表大会第五次会议", above[0][0]))


def test_a_district_list_with_what_was_missing_goes_in():
    columns = ("序号", "建议编号", "建议标题", "提出人", "主办单位", "会办单位", "办理期限", "届次", "交办日期")
    tail = ["2026/5/30", "九届五次", "2026-03-05"]
    rows = [
        [1, "代表建议第0201号", "关于食堂的建议", "赵洪蓉", "民政局", "房管局", *tail],
        [2, "闭会第3号", "关于楼道的建议", "周建伟、李倩宇", "民政局\n房管局", None, *tail],
        ["合计", None, "2件"],
    ]
    made, said = read(listed(columns, *rows, above=[["宝山区代表建议交办清单"], ["（共2件）"]]))
    assert made == [
        ("0201", "关于食堂的建议", "赵洪蓉", ["区民政局主办", "区房管局会办"]),
        ("闭会第3号", "关于楼道的建议", "周建伟、李倩宇", ["区民政局主办", "区房管局共同主办"]),
    ]
    assert said[1:] == [
        "这几列没有读取：序号。",
        "第6行是合计，没有读取。",
        "表里合计2件，读到2件。",
        "表头上面写着共2件，读到2件。",
    ]


def test_a_row_of_the_plain_list_still_reads_without_notes():
    assert read(book([row("070")]))[1] == []

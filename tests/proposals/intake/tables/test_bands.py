"""Lines between the rows of a list, several sheets, a row for each unit: which rows are one suggestion, and what
holds for them."""

import pytest

from proposals.models import Case, Event, Suggestion
from tests import factories
from tests.proposals.intake.sheets import problems, refused, run
from tests.proposals.intake.tables.lists import parts_of, taken_in, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SESSION, DAY = "九届五次", "2026-03-05"
TITLE = "关于食堂的建议"


@pytest.fixture(autouse=True)
def world():
    world = factories.world()
    factories.session()
    for name in ("区财政局", "区人社局"):
        factories.unit(name)
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        factories.deputy(name)
    return world


# ---- lines between ----------------------------------------------------------------------------------------------

OF_ALL = ["届次", "件号", "标题", "领衔代表", "承办单位", "交办日期"]


def row(number, unit, title=TITLE, names=OF_ALL):
    cells = dict(zip(OF_ALL, [SESSION, number, title, "赵洪蓉", unit, DAY], strict=True)) | {"主办单位": unit}
    return [cells[name] for name in names]


def test_lines_give_the_part_and_are_counted():
    rows = [
        OF_ALL,
        ["一、主办件（2件）"],
        row("1", "区民政局"),
        row("2", "区民政局"),
        ["二、会办件", None, "（2件）"],
        row("3", "区民政局"),
        ["三、其他"],
        row("4", "区民政局"),
    ]
    made, notes = parts_of(workbook(("Sheet1", rows), merged=["A2:F2"]))
    assert made == {
        "1": ["区民政局独办"],
        "2": ["区民政局独办"],
        "3": ["区民政局会办"],
        "4": ["区民政局独办"],
    }
    assert notes[1:] == [
        "“会办件”写着2件，读到1件，请核对有没有漏掉或多出来的行。",
        "“主办件”写着2件，读到2件。",
        "第7行是小标题，没有认出意思：三、其他",
    ]


def test_lines_give_the_unit_where_no_column_does():
    names = [name for name in OF_ALL if name != "承办单位"]
    rows = [names, ["区民政局"], row("1", "", names=names), ["区房管局（1件）"], row("2", "", names=names)]
    made, notes = parts_of(workbook(("Sheet1", rows)))
    assert made == {"1": ["区民政局独办"], "2": ["区房管局独办"]}
    assert notes == ["“区房管局”写着1件，读到1件。"]


@pytest.mark.parametrize(
    ("words", "unit", "notes"),
    [
        ("【区房管局】", "区房管局", []),
        ("（一）主办单位：区房管局", "区房管局", []),
        ("区房管局承办的建议：1件", "区房管局", ["“区房管局承办的建议”写着1件，读到1件。"]),
        ("区房管局（主办1件，会办0件）", "区房管局", ["“区房管局”写着1件，读到1件。"]),
        (
            "区房管局（共2件，其中主办1件、会办1件）",
            "区房管局",
            ["“区房管局”写着2件，读到1件，请核对有没有漏掉或多出来的行。"],
        ),
        (
            "重点督办件（1件）",
            "区民政局",
            ["“重点督办件”写着1件，读到1件。", "第4行是小标题，没有认出意思：重点督办件（1件）"],
        ),
        ("二、街镇", "区民政局", ["第4行是小标题，没有认出意思：二、街镇"]),
    ],
)
def test_how_a_line_is_written(words, unit, notes):
    names = [name for name in OF_ALL if name != "承办单位"]
    rows = [names, ["区民政局"], row("1", "", names=names), [words], row("2", "", names=names)]
    assert parts_of(workbook(("Sheet1", rows))) == ({"1": ["区民政局独办"], "2": [f"{unit}独办"]}, notes)


def test_lines_within_lines():
    names = [name for name in OF_ALL if name != "承办单位"]
    lines = ["一、区民政局", "（一）主办件", "1", "（二）会办件", "2", "二、区房管局", "3"]
    rows = [names, *([one] if len(one) > 1 else row(one, "", names=names) for one in lines)]
    assert parts_of(workbook(("Sheet1", rows)))[0] == {
        "1": ["区民政局独办"],
        "2": ["区民政局会办"],
        "3": ["区房管局独办"],
    }


def test_lines_give_the_session_and_what_was_made_between():
    names = [name for name in OF_ALL if name != "届次"]
    lines = [
        "九届四次会议",
        "1",
        "宝山区第九届人民代表大会第五次会议建议（2件）",
        "2",
        "闭会期间提出的建议（1件）",
        "3",
    ]
    rows = [names, *([one] if len(one) > 1 else row(one, "区民政局", names=names) for one in lines)]
    status, printed, _ = run(workbook(("Sheet1", rows)))
    assert (status, problems(printed)) == (0, [])
    made = Suggestion.objects.order_by("number").values_list("number", "session__meeting", "made_between_sessions")
    assert list(made) == [("1", 4, False), ("2", 5, False), ("3", 5, True)]


def test_lines_give_the_category():
    rows = [OF_ALL, ["一、城市建设类（1件）"], row("1", "区民政局"), ["二、社会事业类"], row("2", "区民政局")]
    run(workbook(("Sheet1", rows)))
    assert list(Suggestion.objects.order_by("number").values_list("category", flat=True)) == ["城市建设", "社会事业"]


UNIT_FIRST = ["承办单位", "届次", "件号", "标题", "领衔代表", "交办日期"]


def test_a_unit_alone_where_units_stand_is_one_more_and_merged_over_the_table_a_line():
    rows = [UNIT_FIRST, row("1", "区民政局（主办）", names=UNIT_FIRST), ["区房管局"]]
    status, printed, _ = run(workbook(("Sheet1", rows)))
    problem = "主办单位：区房管局没有写是主办还是会办（同一件还写在第3行），请写明。"
    assert (status, problems(printed)) == (2, [(2, problem)])
    rows = [
        UNIT_FIRST,
        ["区房管局"],
        row("2", "区民政局", names=UNIT_FIRST),
        ["区财政局"],
        row("3", "", names=UNIT_FIRST),
    ]
    made, _ = parts_of(workbook(("Sheet1", rows), merged=["A2:F2", "A4:F4"]))
    assert made == {"2": ["区民政局独办"], "3": ["区财政局独办"]}


@pytest.mark.parametrize("alone", ["教育委员会", "1.关于楼道的建议"])
def test_a_title_alone_in_its_row_is_no_line(alone):
    status, printed, _ = run(workbook(("Sheet1", [OF_ALL, row("1", "区民政局"), [None, None, alone]])))
    problem = "标题：这一行只有这一格有内容，不像一件建议。不是名单里的内容，请删去这一行。"
    assert (status, problems(printed)) == (2, [(3, problem)])


@pytest.mark.parametrize(
    "words",
    [
        ["注：1.带★的是重点督办件。"],
        ["填表人：孙莉", None, "联系电话：56560000"],
        ["制表单位（盖章）"],
        ["※ 闭会期间提出"],
    ],
)
def test_what_stands_under_the_table_is_set_aside(words):
    rows = [["代表建议交办清单"], OF_ALL, row("1", "区民政局"), words, row("2", "区民政局")]
    made, notes = parts_of(workbook(("Sheet1", rows)))
    assert list(made) == ["1", "2"]
    assert notes[-1] == f"第4行不是建议，没有读取：{' '.join(word for word in words if word)}"


def test_a_row_that_begins_with_a_mark_is_a_suggestion():
    names = ["序号", *OF_ALL]
    rows = [names, ["★1", *row("1", "区民政局")], ["说明：2", *row("2", "区民政局")]]
    assert list(parts_of(workbook(("Sheet1", rows)))[0]) == ["1", "2"]


@pytest.mark.parametrize("words", ["第 1 页，共 2 页", "代表建议交办清单", "（续表）"])
def test_what_every_page_says_again_is_set_aside(words):
    rows = [["代表建议交办清单"], OF_ALL, row("1", "区民政局"), [words], row("2", "区民政局"), [words]]
    made, notes = parts_of(workbook(("Sheet1", rows)))
    assert (list(made), notes[-1]) == (["1", "2"], "第4、6行是每页都有的标题或页码，没有读取。")


def test_a_head_on_every_page_is_told_once():
    rows = [OF_ALL, row("1", "区民政局"), OF_ALL, row("2", "区民政局"), OF_ALL, row("3", "区民政局")]
    made, notes = parts_of(workbook(("Sheet1", rows)))
    assert (list(made), notes[-1]) == (["1", "2", "3"], "第3、5行又是表头，没有读取。")


def test_a_head_over_two_rows_on_every_page():
    head = ["届次", "件号", "标题", "领衔代表", "承办单位", None, "交办日期"], [*[None] * 4, "主办", "会办", None]
    rows = [[*row("1", "区民政局")[:5], "区财政局", DAY], [*row("2", "区民政局")[:5], None, DAY]]
    made, notes = parts_of(workbook(("Sheet1", [["清单"], *head, rows[0], ["清单"], *head, rows[1]])))
    assert made == {"1": ["区民政局主办", "区财政局会办"], "2": ["区民政局独办"]}
    assert notes[1:] == ["第6、7行又是表头，没有读取。", "第5行是每页都有的标题或页码，没有读取。"]


# ---- several sheets ---------------------------------------------------------------------------------------------

NAMES = ["届次", "件号", "标题", "领衔代表", "主办单位", "交办日期"]


def line(number, unit="区民政局", title=TITLE, names=NAMES):
    cells = dict(zip(NAMES, [SESSION, number, title, "赵洪蓉", unit, DAY], strict=True))
    return [cells[name] for name in names]


def test_a_sheet_for_each_unit():
    names = [name for name in NAMES if name != "主办单位"]
    made, notes = parts_of(
        workbook(
            ("民政局", [["清单（共2件）"], names, line("1", names=names), line("2", names=names)]),
            ("区房管局", [names, line("3", names=names)]),
            ("说明", [["本清单按单位分列"]]),
            ("空表", []),
        )
    )
    assert made == {"1": ["区民政局独办"], "2": ["区民政局独办"], "3": ["区房管局独办"]}
    assert notes == ["“民政局”表：表头上面写着共2件，读到2件。", "“说明”表不是建议名单，没有读取。"]
    assert list(Event.objects.order_by("pk").values_list("data__sheet", "data__row")) == [
        ("民政局", 3),
        ("民政局", 4),
        ("区房管局", 2),
    ]


def test_a_sheet_for_each_session():
    names = [name for name in NAMES if name != "届次"]
    sheets = [("九届四次", [names, line("1", names=names)]), ("九届五次会议", [names, line("1", names=names)])]
    assert run(workbook(*sheets))[0] == 0
    made = Suggestion.objects.order_by("session__meeting").values_list("number", "session__meeting")
    assert list(made) == [("1", 4), ("1", 5)]


def test_a_fault_is_told_with_its_sheet():
    content = workbook(
        ("第一批", [NAMES, line("1")]), ("第二批", [NAMES, line("2", "区气象局"), line("1", title="另一件")])
    )
    status, printed, _ = run(content)
    assert status == 2
    assert [one for one in printed.splitlines() if not one.startswith("“第一批”")][:4] == [
        "“第二批”表第2行  有错",
        "    主办单位：没有找到“区气象局”这个单位，请写全称或简称。",
        "“第二批”表第3行  文件内重复  区九届人大五次会议第1号  另一件  赵洪蓉（吴淞代表团）  区民政局（独办）"
        "  2026年3月5日交办  按法定期限",
        "    件号：第1号与“第一批”表第2行重复，请只留一行。",
    ]
    refused(
        workbook(("第一批", [NAMES, line("1")]), ("第二批", [NAMES[:5], line("2")[:5]])),
        "“第二批”表：第1行的表头是：届次、件号、标题、领衔代表、主办单位。表里少了1列：交办日期。"
        "整份名单都一样的，写在命令里：--handed-on 哪一天（如2026-03-05）。",
    )


def test_a_summary_beside_the_list_is_set_aside():
    summary = [["序号", "承办单位", "主办", "会办", "合计"], [1, "区民政局", 1, 0, 1]]
    made, notes = parts_of(workbook(("汇总", summary), ("清单", [NAMES, line("1")])))
    assert (made, notes) == ({"1": ["区民政局独办"]}, ["“汇总”表不是建议名单，没有读取。"])


def test_one_suggestion_on_two_sheets():
    names = [*NAMES, "会办单位"]
    whole = [[*line("1"), "区财政局"], [*line("2"), None]]
    own = [name for name in NAMES if name != "主办单位"]
    made, notes = parts_of(
        workbook(
            ("总表", [names, *whole]),
            ("民政局", [own, line("1", names=own), line("2", names=own)]),
            ("财政局", [own, line("1", names=own)]),
        )
    )
    assert made == {"1": ["区民政局主办", "区财政局会办"], "2": ["区民政局独办"]}
    assert notes == ["有2件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。"]


def test_one_suggestion_on_two_sheets_that_do_not_say_who_leads():
    own = [name for name in NAMES if name != "主办单位"]
    content = workbook(("民政局", [own, line("1", names=own)]), ("财政局", [own, line("1", names=own)]))
    status, printed, _ = run(content)
    problem = "    主办单位：民政局、财政局没有写是主办还是会办（同一件还写在“财政局”表第2行），请写明。"
    assert (status, printed.splitlines()[1]) == (2, problem)


# ---- a row for each unit ----------------------------------------------------------------------------------------

WITH_PART = [*OF_ALL, "办理方式"]
ONE, TWO = row("1", "区民政局"), row("2", "区房管局", "关于楼道的建议")


def test_a_number_again_with_another_unit():
    more = [[*row("1", "区财政局"), "会办"], [*row("1", "区人社局"), "协办"], [*TWO, "独办"]]
    made, notes = taken_in(workbook(("Sheet1", [["共2件"], WITH_PART, [*ONE, "主办"], *more])))
    assert made == {
        "1": (TITLE, "赵洪蓉", ["区民政局主办", "区财政局会办", "区人社局会办"]),
        "2": ("关于楼道的建议", "赵洪蓉", ["区房管局独办"]),
    }
    assert notes[1:] == [
        "表头上面写着共2件，读到2件。",
        "有1件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。",
    ]


def test_several_that_lead_give_one_answer():
    rows = [NAMES, line("1"), line("1", "区房管局")]
    assert parts_of(workbook(("Sheet1", rows)))[0] == {"1": ["区民政局主办", "区房管局共同主办"]}


@pytest.mark.parametrize(
    ("band", "parts"),
    [
        ("一、共同主办件（1件）", ["区民政局主办", "区财政局共同主办"]),
        ("一、分别办理件（1件）", ["区民政局分别办理", "区财政局分别办理"]),
    ],
)
@pytest.mark.parametrize("head", [NAMES, OF_ALL])
def test_a_line_between_the_rows_says_what_several_do(head, band, parts):
    content = workbook(("Sheet1", [head, [band], row("1", "区民政局、区财政局")]))
    assert parts_of(content)[0] == {"1": parts}


@pytest.mark.parametrize("merged", [["A3:A5", "B3:B5", "C3:C5", "D3:D5", "F3:F5"], []])
def test_the_number_over_the_rows_of_its_units(merged):
    """Merged, or standing in the first of them only, as where it was saved as CSV."""
    more = [[*[None] * 4, unit, None, "会办"] for unit in ("区财政局", "区人社局")]
    rows = [["清单"], WITH_PART, [*ONE, "主办"], *more, [*TWO, "主办"]]
    made, notes = taken_in(workbook(("Sheet1", rows), merged=merged))
    assert made == {
        "1": (TITLE, "赵洪蓉", ["区民政局主办", "区财政局会办", "区人社局会办"]),
        "2": ("关于楼道的建议", "赵洪蓉", ["区房管局独办"]),
    }
    assert notes[-1] == "有1件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。"


def test_a_number_again_with_another_title_is_a_fault():
    status, printed, _ = run(workbook(("Sheet1", [NAMES, line("1"), line("1", "区房管局", "关于楼道的建议")])))
    assert (status, problems(printed)) == (2, [(3, "件号：第1号与第2行重复，请只留一行。")])


def test_a_number_again_with_the_same_unit_is_a_fault():
    status, printed, _ = run(workbook(("Sheet1", [NAMES, line("1"), line("1")])))
    assert (status, problems(printed)) == (2, [(3, "件号：第1号与第2行重复，请只留一行。")])


def test_units_whose_parts_are_not_said_are_asked_for():
    status, printed, _ = run(workbook(("Sheet1", [OF_ALL, ONE, row("1", "区财政局")])))
    problem = "主办单位：区民政局、区财政局没有写是主办还是会办（同一件还写在第3行），请写明。"
    assert (status, problems(printed)) == (2, [(2, problem)])


@pytest.mark.parametrize(
    ("way", "parts"),
    [
        ("会办", ["区民政局会办", "区财政局会办"]),
        ("分别办理", ["区民政局分别办理", "区财政局分别办理"]),
        ("共同主办", ["区民政局主办", "区财政局共同主办"]),
        ("主办", None),
        ("独办", None),
        ("主会办", None),
    ],
)
def test_a_part_beside_several_units(way, parts):
    content = workbook(("Sheet1", [WITH_PART, [*row("1", "区民政局、区财政局"), way]]))
    if parts:
        assert parts_of(content)[0] == {"1": parts}
    else:
        status, printed, _ = run(content)
        said = "“承办单位”里有几个单位，没有写哪个主办、哪个会办，请分成“主办单位”“会办单位”两列。"
        assert (status, problems(printed)) == (2, [(2, f"主办单位：{said}")])


def test_the_unit_that_leads_again_beside_each_that_helps():
    names = [*NAMES, "会办单位"]
    rows = [names, [*line("1"), "区财政局"], [*line("1"), "区人社局"]]
    assert parts_of(workbook(("Sheet1", rows)))[0] == {"1": ["区民政局主办", "区财政局会办", "区人社局会办"]}


def test_a_unit_that_leads_in_one_row_and_helps_in_another_is_a_fault():
    rows = [WITH_PART, [*ONE, "主办"], [*row("1", "区财政局"), "会办"], [*row("1", "区民政局"), "会办"]]
    status, printed, _ = run(workbook(("Sheet1", rows)))
    assert (status, problems(printed)) == (2, [(4, "件号：第1号与第2行重复，请只留一行。")])


def test_a_case_of_which_only_the_help_is_known():
    """A bureau's own list: of the suggestions it helps with it does not say who leads."""
    status, printed, _ = run(workbook(("Sheet1", [WITH_PART, [*ONE, "会办"]])))
    assert (status, "    注意：没有写主办单位，只登记会办件" in printed.splitlines()) == (0, True)
    assert [(case.unit.short_name, case.part) for case in Case.objects.all()] == [("区民政局", "会办")]

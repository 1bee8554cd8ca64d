"""The district's Excel list from the command line: what its rows make, what they may not say, whole or nothing."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connection

from proposals.models import Case, Deputy, Event, Role, Session, Suggestion
from tests import factories
from tests.proposals.intake.sheets import COLUMNS, book, counts, problems, row, run, wrong

pytestmark = pytest.mark.django_db


# ---- what is made ------------------------------------------------------------------------------------------


def test_a_row_becomes_a_suggestion_with_its_case_and_first_event(world):
    status, printed, _ = run(book([row("070")]))
    made = Suggestion.objects.get()
    case = made.cases.get()
    event = case.events.get()
    assert status == 0
    assert printed.splitlines()[-2:] == ["共1行：可登记1件，已有0件，有错0行。", "已登记1件。"]
    assert (made.session, made.kind, made.number, made.title) == (
        factories.session(),
        "建议",
        "070",
        "关于第070件事的建议",
    )
    assert (made.text, made.category, made.made_between_sessions) == (
        "案由：老人吃饭难。\n建议：增加助餐点。",
        "民政",
        False,
    )
    assert made.proposer_names == "赵洪蓉、周建伟、李倩宇"
    assert (case.unit, case.part, case.status) == (world.bureau, "独办", "awaiting_receipt")
    assert (case.handed_on, case.statutory_due, case.internal_due) == (dt.date(2026, 3, 5), dt.date(2026, 6, 5), None)
    assert (event.action, event.label, event.role, event.actor) == ("hand_over", "交办", Role.SYSTEM, None)
    assert (event.data["file"], event.data["row"]) == ("list.xlsx", 2)


def test_parts_follow_from_the_two_unit_columns():
    rows = [
        row("001", 会办单位="区房管局"),
        row("002", 主办单位="区民政局、区房管局"),
        row("003", 会办单位="无"),
    ]
    run(book(rows))
    parts = Case.objects.order_by("suggestion__number", "pk").values_list(
        "suggestion__number", "unit__short_name", "part", "statutory_due"
    )
    reply, help_ = dt.date(2026, 6, 5), dt.date(2026, 4, 7)  # 2026-04-05 and 06 are 清明
    assert list(parts) == [
        ("001", "区民政局", "主办", reply),
        ("001", "区房管局", "会办", help_),
        ("002", "区民政局", "主办", reply),
        ("002", "区房管局", "共同主办", reply),
        ("003", "区民政局", "独办", reply),
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [(70, "70"), (70.0, "70"), ("０７０", "070"), ("第70号", "70"), (" 1234 ", "1234"), ("第 b12 号建议", "b12")],
)
def test_numbers(written, kept):
    run(book([row(written)]))
    assert Suggestion.objects.get().number == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [("521.0", "521"), ("070.00", "070"), (" ５２１．０ ", "521"), ("５２１.0", "521"), ("521．0", "521")],
)
def test_a_number_that_excel_kept_as_text_is_whole_and_said(written, kept):
    status, printed, _ = run(book([row(written, 标题="关于食堂的建议")]))
    assert (status, Suggestion.objects.get().number) == (0, kept)
    notes = [line for line in printed.splitlines() if "注意" in line and "件号" in line]
    assert notes == [f"    注意：件号写的是“{written.strip()}”，按{kept}读，请核对"]


def test_a_whole_number_cell_is_read_without_a_word():
    shape = lambda sheet: setattr(sheet["B2"], "number_format", "0.0")  # noqa: E731 - as a workbook shows 521.0
    printed = run(book([row(521.0, 标题="关于食堂的建议")], shape=shape))[1]
    assert (Suggestion.objects.get().number, "件号写的是" in printed) == ("521", False)


@pytest.mark.parametrize("written", ["521.5", "521.05", "521.", ".0", "0.0", 521.5])
def test_half_a_number_is_none(written):
    said = run(book([row(written, 标题="关于食堂的建议")]))[1]
    [(_, problem)] = problems(said)
    assert problem.startswith(f"件号：“{written}”不是件号")


def test_one_number_written_in_two_ways_is_one_suggestion_of_two_units():
    rows = [row("521.0", 标题="关于食堂的建议"), row("521", 标题="关于食堂的建议", 主办单位="区房管局")]
    assert run(book(rows))[0] == 0
    assert Case.objects.count() == 2


def test_a_number_with_a_point_is_kept_as_it_stands():
    run(book([row("070", 类别=3.5, 标题=2026.0)]))
    made = Suggestion.objects.get()
    assert (made.category, made.title) == ("3.5", "2026")


@pytest.mark.parametrize(("shown", "kept"), [("000", "070"), ('"第"0000"号"', "0070"), ("0", "70"), ("#,##0", "70")])
def test_a_cell_that_shows_zeros_is_read_as_shown(shown, kept):
    run(book([row(70)], shape=lambda sheet: setattr(sheet["B2"], "number_format", shown)))
    assert Suggestion.objects.get().number == kept


@pytest.mark.parametrize(
    "numbers",
    [
        {  # what the offices of several places sent
            "155144": "第155144号",
            "代表建议第0123号": "第0123号",
            "台52": "第台52号",
            "HG-201901287": "第HG-201901287号",
            "B-012": "第B-012号",
            "闭会第3号": "闭会第3号",
            "第0124号": "第0124号",
            "9052": "第9052号",
            "NO.105": "NO.105号",
            "（九届五次）第77号": "（九届五次）第77号",
            "105-1": "第105-1号",
        },
        {
            "民盟12": "第民盟12号",
            "沪-0031": "第沪-0031号",
            "Ｎｏ．８８": "No.88号",
            "闭会4": "闭会4号",
            "第092028号提案": "第092028号",
        },
        {
            "大会秘书处第7号": "大会秘书处第7号",
            "A1-23": "第A1-23号",
            "12A": "第12A号",
            "〔2026〕第5号": "〔2026〕第5号",
            "第工商联6号": "第工商联6号",
        },
    ],
)
def test_numbers_stay_as_the_place_writes_them(numbers):
    status, printed, _ = run(book([row(number) for number in numbers]))
    assert (status, problems(printed)) == (0, [])
    assert [one.full_number for one in Suggestion.objects.order_by("pk")] == list(numbers.values())
    # Once more, and as somebody else would type them: the same suggestions.
    typed = [" ".join(number.lower()).replace("-", "－").replace("0", "０") for number in numbers]
    again = [row(one, 标题=f"关于第{number}件事的建议") for one, number in zip(typed, numbers, strict=True)]
    assert run(book(again))[1].splitlines()[-2:] == [
        f"共{len(numbers)}行：可登记0件，已有{len(numbers)}件，有错0行。",
        "这份名单都已登记过，没有要登记的。",
    ]


@pytest.mark.parametrize(
    "written",
    [
        dt.datetime(2026, 3, 5, 0, 0),  # noqa: DTZ001 - as a workbook holds it
        "2026年3月5日",
        "2026-03-05",
        "2026/3/5",
        "2026.03.05",
        "20260305",
        "　２０２６年３月５日 ",
        46086,
    ],
)
def test_dates(written):
    run(book([row("070", 交办日期=written)]))
    assert Case.objects.get().handed_on == dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026年3月5日（星期一）", "星期一"),
        ("2026-3-5 周六 9:30", "周六"),
        ("二〇二六年三月五日（礼拜天）", "礼拜天"),
        ("2026年3月5日（星期四）", ""),
        ("2026/3/5 周四", ""),
    ],
)
def test_a_day_of_the_week_that_is_not_the_days_is_noted(written, said):
    printed = run(book([row("070", 交办日期=written)]))[1]
    assert Case.objects.get().handed_on == dt.date(2026, 3, 5)
    notes = [line.strip() for line in printed.splitlines() if "注意" in line and "这一天" in line]
    assert notes == ([f"注意：交办日期“{written}”写的是{said}，这一天是星期四，请核对"] if said else [])


@pytest.mark.parametrize("written", ["2026年5月20日（星期天）前", "5月20日（周日）"])
def test_so_of_the_limit(written):
    printed = run(book([row("070", 答复期限=written)]))[1]
    assert Case.objects.get().internal_due == dt.date(2026, 5, 20)
    assert f"注意：答复期限“{written}”写的是" in printed
    assert "这一天是星期三，请核对" in printed


@pytest.mark.parametrize(
    ("written", "body", "term", "meeting"),
    [
        ("第九届第五次会议", "人大", 9, 5),
        ("九届五次", "人大", 9, 5),
        ("9届5次会议", "人大", 9, 5),
        ("宝山区第九届人民代表大会第五次会议", "人大", 9, 5),
        ("上海市宝山区第九届人民代表大会第五次会议", "人大", 9, 5),
        ("第十二届第十次会议", "人大", 12, 10),
        ("政协宝山区第九届委员会第五次会议", "政协", 9, 5),
        ("区政协九届五次", "政协", 9, 5),
        ("政协第九届宝山区委员会第五次会议", "政协", 9, 5),
    ],
)
def test_sessions(written, body, term, meeting):
    run(book([row("070", 届次=written)]))
    found = Suggestion.objects.get()
    assert (found.session.body, found.session.term, found.session.meeting) == (body, term, meeting)
    assert (found.session.place, found.kind) == ("宝山区", "提案" if body == "政协" else "建议")
    assert {one.kind for one in found.proposers} == {"委员" if body == "政协" else "代表"}


def test_the_first_list_of_all_names_the_district():
    Session.objects.all().delete()
    said = "届次：“九届五次”没有写是哪个区，请写全，如“宝山区第九届人民代表大会第三次会议”。"
    wrong([row("070", 届次="九届五次")], (2, said))
    run(book([row("070", 届次="上海市宝山区第九届人民代表大会第五次会议")]))
    assert Session.objects.get().place == "宝山区"


@pytest.mark.parametrize(
    "written", ["区民政局", "民政局", "宝山区民政局", "上海市宝山区民政局", " 区民政局 ", "区民 政局"]
)
def test_units_by_any_of_their_names(world, written):
    run(book([row("070", 主办单位=written)]))
    assert Case.objects.get().unit == world.bureau


def test_the_header_may_stand_lower_in_any_order_with_further_columns():
    columns = ("备注", *reversed([f" {column}　" if column == "标题" else column for column in COLUMNS]))
    status, printed, _ = run(book([row("070")], columns, above=[["宝山区建议交办名单"], [], ["2026年3月"]]))
    assert (status, Suggestion.objects.get().title) == (0, "关于第070件事的建议")
    assert "说明：这几列没有读取：备注。" in printed.splitlines()


def test_names_are_read_however_they_are_spread_out():
    factories.deputy("王伟")
    run(book([row("070", 领衔代表="王　伟", 附议代表="周建伟，李倩宇；赵洪蓉")]))
    assert Suggestion.objects.get().proposer_names == "王伟、周建伟、李倩宇、赵洪蓉"
    assert Deputy.objects.count() == 4


def test_new_groups_are_told_by_what_they_are():
    names = ["钱学文", "民盟宝山区委（联系人：尹安之）", "杨行镇代表团", "孙立"]
    printed = run(book([row(f"{n}", 领衔代表=name) for n, name in enumerate(names, 70)]), "--dry-run")[1]
    assert [line for line in printed.splitlines() if "新登记" in line or "注意" in line] == [
        "说明：会新登记2位代表：钱学文、孙立；1个党派团体：民盟宝山区委（联系人尹安之）；1个代表团：杨行镇代表团。"
        "请核对名称没有写错。"
    ]


def test_a_group_with_a_namesake_is_no_deputy():
    factories.deputy("民盟宝山区委", "委员", proposes_as="党派团体", delegation="")
    printed = run(book([row("070", 领衔代表="民盟宝山区委")]), "--dry-run")[1]
    assert [line.strip() for line in printed.splitlines() if "注意" in line] == [
        "注意：民盟宝山区委是新党派团体，委员里另有同名的，请核对届次"
    ]


def test_new_people_and_a_new_session_are_announced_and_made_once():
    rows = [row("070", 届次="九届六次", 领衔代表="钱学文"), row("071", 届次="九届六次", 领衔代表="钱学文")]
    _, printed, _ = run(book(rows), "--dry-run")
    notes = [line.strip() for line in printed.splitlines() if "注意" in line or "说明" in line]
    assert notes == [
        "说明：会新登记届次：宝山区第九届人民代表大会第六次会议。请核对届和次没有写错。",
        "说明：会新登记1位代表：钱学文。请核对名称没有写错。",
    ]
    run(book(rows))
    assert Deputy.objects.filter(name="钱学文").count() == 1
    assert Session.objects.filter(meeting=6).count() == 1


def test_namesakes_are_told_apart_by_delegation():
    Deputy.objects.create(name="张敏", delegation="吴淞代表团")
    wanted = Deputy.objects.create(name="张敏", delegation="顾村代表团")
    wrong(
        [row("070", 领衔代表="张敏")],
        (2, "领衔代表：有2位代表叫“张敏”，请写明是哪一位：张敏（吴淞代表团）、张敏（顾村代表团）。"),
    )
    run(book([row("070", 领衔代表="张敏（顾村代表团）"), row("071", 领衔代表="张敏(顾村)")]))
    assert [one.proposers[0] for one in Suggestion.objects.all()] == [wanted, wanted]


def test_an_earlier_limit_is_the_districts_own():
    run(book([row("070", 答复期限="2026年5月20日", 会办单位="区房管局")]))
    dates = Case.objects.order_by("pk").values_list("statutory_due", "internal_due")
    assert list(dates) == [(dt.date(2026, 6, 5), dt.date(2026, 5, 20)), (dt.date(2026, 4, 7), None)]


def test_text_is_cleaned_of_what_nobody_sees():
    def shape(sheet):
        sheet["D2"] = "关于\n食堂的_x000B_建议\u200b "

    run(book([row("070", 建议内容="　　一、第一。\r\n\r\n　　二、\u202e第二。_x0007__x0020__x001F_")], shape=shape))
    made = Suggestion.objects.get()
    assert (made.title, made.text) == ("关于食堂的建议", "一、第一。\n二、第二。_x0020_")


def test_a_cell_that_looks_like_a_formula_is_kept_as_text():
    def shape(sheet):
        sheet["D2"] = "+12条公交线调整的建议"
        sheet["D2"].data_type = "s"

    run(book([row("070")], shape=shape))
    assert Suggestion.objects.get().title == "+12条公交线调整的建议"


# ---- again ---------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing():
    content = book([row(n, 会办单位="区房管局") for n in range(1, 21)])
    assert run(content)[0] == 0
    before = counts()
    status, printed, _ = run(content)
    assert (status, counts()) == (0, before)
    assert printed.splitlines()[-2:] == [
        "共20行：可登记0件，已有20件，有错0行。",
        "这份名单都已登记过，没有要登记的。",
    ]


def test_a_case_that_moved_on_is_still_the_same(world):
    """A later due date, a 会办 unit asked by the 主办 unit: the list has not changed because of them."""
    content = book([row("070", 答复期限="2026-05-20")])
    run(content)
    case = Case.objects.get()
    Case.objects.filter(pk=case.pk).update(statutory_due=dt.date(2027, 1, 5), internal_due=None)
    factories.hand_over(case.suggestion, world.other_bureau, "会办")
    status, printed, _ = run(content)
    assert (status, problems(printed)) == (0, [])


def test_a_longer_list_adds_what_is_new():
    run(book([row("070")]))
    status, printed, _ = run(book([row("070"), row("071")]))
    assert (status, Suggestion.objects.count()) == (0, 2)
    assert "共2行：可登记1件，已有1件，有错0行。" in printed


@pytest.mark.parametrize(
    ("cells", "difference"),
    [
        ({"标题": "关于别的事的建议"}, "标题：“关于第070件事的建议” → “关于别的事的建议”"),
        ({"建议内容": "别的内容"}, "建议内容：“案由：老人吃饭难。建议：增加助餐点。” → “别的内容”"),
        ({"类别": "教育"}, "类别：“民政” → “教育”"),
        (
            {"领衔代表": "周建伟", "附议代表": "赵洪蓉、李倩宇"},
            "提出人：“赵洪蓉（吴淞代表团）、周建伟（吴淞代表团）、李倩宇（吴淞代表团）” → "
            "“周建伟（吴淞代表团）、赵洪蓉（吴淞代表团）、李倩宇（吴淞代表团）”",
        ),
        (
            {"附议代表": "周建伟"},
            "提出人：“赵洪蓉（吴淞代表团）、周建伟（吴淞代表团）、李倩宇（吴淞代表团）” → "
            "“赵洪蓉（吴淞代表团）、周建伟（吴淞代表团）”",
        ),
        ({"交办日期": "2026-03-06"}, "交办日期：“2026年3月5日” → “2026年3月6日”"),
        ({"答复期限": "2026-05-20"}, "答复期限：“2026年6月5日” → “2026年5月20日”"),
        ({"主办单位": "区房管局"}, "承办单位：“区民政局（独办）” → “区房管局（独办）”"),
    ],
)
def test_a_row_that_differs_is_told_and_changes_nothing(cells, difference):
    run(book([row("070")]))
    before = Suggestion.objects.values().get(), Case.objects.values().get()
    status, printed, _ = run(book([row("070", **cells), row("071")]))
    assert (status, problems(printed)) == (0, [(2, difference)])
    assert "共2行：可登记1件，已有0件，与登记的不同1件，有错0行。" in printed
    assert "与登记的不同的没有改；要改请加 --correct。" in printed
    asked = Suggestion.objects.get(number="070")
    assert (Suggestion.objects.values().get(pk=asked.pk), asked.cases.values().get()) == before
    assert Suggestion.objects.count() == 2


def test_what_was_registered_without_a_field_is_called_empty():
    run(book([row("070", 类别="")]))
    status, printed, _ = run(book([row("070", 类别="教育")]))
    assert (status, problems(printed)) == (0, [(2, "类别：“空” → “教育”")])


def test_a_dry_run_makes_nothing():
    before = counts()
    status, printed, _ = run(book([row("070")]), "--dry-run")
    assert (status, counts()) == (0, before)
    assert printed.splitlines()[-1] == "只是核对，没有登记。"


# ---- what is wrong -------------------------------------------------------------------------------------------


def test_of_three_hundred_rows_exactly_the_seven_wrong_ones_are_listed():
    rows = [row(n) for n in range(1, 301)]
    rows[9] |= {"交办日期": "3月5日"}
    rows[49] |= {"主办单位": "区民正局"}
    rows[99] |= {"领衔代表": None}
    rows[149] |= {"件号": 1}
    rows[199] |= {"件号": "七十"}
    rows[249] |= {"届次": "第九次人民代表大会"}
    rows[299] |= {"答复期限": "2026-12-31"}
    wrong(
        rows,
        (11, "交办日期：“3月5日”没有写年份，请写全，如2026年3月5日。"),
        (51, "主办单位：没有找到“区民正局”这个单位，是不是“区民政局”。"),
        (101, "领衔代表：是空的，请填写。"),
        (151, "件号：第1号与第2行重复，请只留一行。"),
        (201, "件号：“七十”不是件号。请照交办的写，要有数字，如070、台52、HG-201901287、闭会第3号。"),
        (
            251,
            "届次：“第九次人民代表大会”没有写明是第几届。“届”是任期，“次”是这一届里的第几次会议，两样都要写："
            "如果是第九届，请写成“第九届第几次会议”。",
        ),
        (301, "答复期限：2026年12月31日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。"),
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"届次": "九届人大"}, "届次：“九届人大”没有写明是第几次会议，请写全，如“第九届第三次会议”。"),
        (
            {"届次": "静安区第九届人民代表大会第五次会议"},
            "届次：“静安区第九届人民代表大会第五次会议”：这里只登记宝山区和上级的建议，没有静安区的，请核对。",
        ),
        ({"届次": None}, "届次：是空的，请填写。"),
        ({"件号": 70.5}, "件号：“70.5”不是件号，请照交办的写，如070。"),
        ({"件号": None}, "件号：是空的，请填写。"),
        (
            {"件号": "市十六届人大三次会议第0123号"},
            "件号：这一格写的是市十六届人大三次会议，届次是宝山区第九届人民代表大会第五次会议，请核对。",
        ),
        ({"标题": "　"}, "标题：是空的，请填写。"),
        ({"标题": "长" * 201}, "标题：有201个字，最多200个字，请缩短。"),
        ({"类别": "长" * 31}, "类别：有31个字，最多30个字，请缩短。"),
        ({"领衔代表": "赵洪蓉、周建伟"}, "领衔代表：写了2位，领衔代表只能有一位，其他的请写在附议代表里。"),
        ({"附议代表": "赵洪蓉"}, "附议代表：“赵洪蓉”已经是领衔代表，请从附议代表里去掉。"),
        ({"附议代表": "周建伟、周建伟"}, "附议代表：“周建伟（吴淞代表团）”写了两次，请去掉一个。"),
        (
            {"附议代表": "周建伟等12人"},
            "附议代表：“周建伟等12人”没有写全，请把每位代表的姓名都写出来，用“、”分开。",
        ),
        ({"附议代表": "钱学文 孙立平"}, "附议代表：“钱学文 孙立平”像是几个人，请用“、”分开。"),
        ({"主办单位": None}, "主办单位：是空的，请填写。"),
        ({"会办单位": "民政局"}, "会办单位：“区民政局”写了两次，请去掉一个。"),
        ({"主办单位": "上海市民政局"}, None),
        ({"交办日期": "2099-01-01"}, "交办日期：2099年1月1日还没有到，交办日期不能晚于今天。"),
        ({"交办日期": "2026-02-30"}, "交办日期：“2026-02-30”：没有这一天，请核对。"),
        ({"交办日期": "下周"}, "交办日期：“下周”不是日期，请写成2026-03-05或2026年3月5日。"),
        ({"答复期限": "2026-03-05"}, "答复期限：2026年3月5日不在交办日期之后，请核对。"),
    ],
)  # fmt: skip
def test_a_wrong_cell(cells, problem):
    before = counts()
    status, printed, _ = run(book([row("070"), {**row("071"), **cells}]))
    assert (status, counts()) == (2, before)
    if problem is None:
        [column] = cells
        [(at, said)] = problems(printed)
        assert (at, said.startswith(f"{column}：")) == (3, True)
    else:
        assert problems(printed) == [(3, problem)]


def test_every_fault_of_a_row_is_told_at_once():
    cells = {"件号": "x", "主办单位": "区气象局", "交办日期": "3月5日"}
    status, printed, _ = run(book([{**row("070"), **cells}]))
    assert (status, [said.split("：")[0] for _, said in problems(printed)]) == (2, ["件号", "主办单位", "交办日期"])


def test_a_stray_line_under_the_table():
    wrong(
        [row("070"), {"届次": "区里的孙莉"}],
        (3, "届次：这一行只有这一格有内容，不像一件建议。不是名单里的内容，请删去这一行。"),
    )


def test_empty_rows_between_are_passed_over():
    status, _, _ = run(book([row("070"), {}, {"标题": "  "}, row("071")]))
    assert (status, Suggestion.objects.count()) == (0, 2)


# ---- for whom ------------------------------------------------------------------------------------------------


def test_the_list_may_be_taken_in_for_a_person(world):
    run(book([row("070")]), "--user", "district")
    event = Event.objects.get()
    assert (event.actor, event.role) == (world.district, Role.DISTRICT)


def test_a_units_office_takes_in_for_its_own_unit_only(world):
    said = "您只能登记本单位承办的件，“区房管局”的由区政府办公室交办。"
    status, printed, _ = run(book([row("070"), row("071", 主办单位="区房管局")]), "--user", "office")
    assert (status, problems(printed), Suggestion.objects.count()) == (2, [(3, f"主办单位：{said}")], 0)
    assert run(book([row("070")]), "--user", "office")[0] == 0
    assert Event.objects.get().role == Role.OFFICE


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("nobody-here", "没有“nobody-here”这个账号，或者已经停用。"),
        ("leader", "登记建议由区政府办公室和承办单位办公室办理，您不能替办。"),
    ],
)
def test_a_person_who_may_not_register_is_refused(username, sentence):
    status, _, complaint = run(book([row("070")]), "--user", username)
    assert (status, complaint.strip(), Suggestion.objects.count()) == (2, f"没有登记。{sentence}", 0)


def test_a_file_that_is_not_there(tmp_path):
    err = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("import_list", str(tmp_path / "none.xlsx"), stderr=err)
    assert (end.value.code, err.getvalue().startswith("没有登记。读不到文件")) == (2, True)


# ---- a long list ---------------------------------------------------------------------------------------------


def test_the_number_of_queries_grows_with_the_events_alone(django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        run(book([row(n) for n in range(1, 301)]), "--dry-run")
    # For each event: the case held, the event, the case's head; where rows are locked its suggestion, asked twice.
    each = 5 if connection.features.has_select_for_update else 3
    with django_assert_max_num_queries(30 + each * 50):
        run(book([row(n) for n in range(1, 51)]))

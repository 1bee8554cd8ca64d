"""Days as offices write them, and by when they want an answer."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from proposals.models import Case, Session
from tests.proposals.intake.sheets import book, problems, row, run
from tests.proposals.intake.tables.lists import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HANDED = dt.date(2026, 3, 5)


def dates(content):
    status, printed, _ = run(content)
    assert (status, problems(printed)) == (0, [])
    return list(Case.objects.order_by("pk").values_list("handed_on", "internal_due"))


@pytest.mark.parametrize(
    "written",
    [
        "2026-3-5 9:30",
        "2026-03-05T09:30:00",
        "2026/3/5",
        "2026.3.5",
        "2026.3.5.",
        "20260305",
        "2026年3月5日（星期四）",
        "2026年3月5日 周四",
        "2026年3月5日上午9时30分",
        "2026年3月5号",
        "二〇二六年三月五日",
        "二○二六年三月五日",
        "２０２６年３月５日",
        "2026 年 3 月 5 日",
        "46086",
        46086,
        46086.4,
        dt.datetime(2026, 3, 5, 9, 30),  # noqa: DTZ001 - as a workbook holds it
    ],
)
def test_a_day(written):
    assert dates(book([row("070", 交办日期=written)])) == [(HANDED, None)]


def test_a_day_without_its_year_is_the_first_since_the_session_opened():
    Session.objects.update(opened_on=dt.date(2026, 1, 12))
    assert dates(book([row("1", 交办日期="3月5日"), row("2", 交办日期="三月五日")])) == [(HANDED, None)] * 2
    Session.objects.update(opened_on=dt.date(2025, 12, 20))
    assert dates(book([row("3", 交办日期="12月30日"), row("4", 交办日期="1/5")]))[2:] == [
        (dt.date(2025, 12, 30), None),
        (dt.date(2026, 1, 5), None),
    ]


@pytest.mark.parametrize("above", [["2026年代表建议交办清单"], ["交办清单", "2026.3"]])
def test_a_day_without_its_year_is_in_the_year_over_the_head(above):
    assert dates(book([row("1", 交办日期="3月5日"), row("2", 交办日期="3-5")], above=[above])) == [(HANDED, None)] * 2


def test_years_over_the_head_that_differ_say_nothing():
    status, printed, _ = run(book([row("1", 交办日期="3月5日")], above=[["2025年—2026年建议清单"]]))
    problem = "交办日期：“3月5日”没有写年份，请写全，如2026年3月5日。"
    assert (status, problems(printed)) == (2, [(3, problem)])


def test_a_workbook_that_counts_from_1904():
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    columns = list(row("1"))
    sheet = made.active
    sheet.append(columns)
    sheet.append([row("1")[column] for column in columns])
    sheet.append([(row("2") | {"交办日期": 46086 - 1462})[column] for column in columns])
    out = io.BytesIO()
    made.save(out)
    assert dates(out.getvalue()) == [(HANDED, None)] * 2


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026年5月20日前", dt.date(2026, 5, 20)),
        ("5月20日前", dt.date(2026, 5, 20)),
        ("5月20日之前办结", dt.date(2026, 5, 20)),
        ("5-20", dt.date(2026, 5, 20)),
        ("五月二十日", dt.date(2026, 5, 20)),
        ("5月底前", dt.date(2026, 5, 31)),
        ("4月末", dt.date(2026, 4, 30)),
        ("2026年5月底", dt.date(2026, 5, 31)),
        ("两个月", dt.date(2026, 5, 6)),  # 5 May is 劳动节
        ("2个月内", dt.date(2026, 5, 6)),
        ("自交办之日起两个月内答复", dt.date(2026, 5, 6)),
        ("30个工作日", dt.date(2026, 4, 17)),  # 6 April is 清明
        ("60日内", dt.date(2026, 5, 6)),  # 4 May is 劳动节
        ("三个月内", None),
        ("3个月", None),
        ("6月5日前", None),
        ("按法定期限", None),
        ("无", None),
    ],
)
def test_by_when_an_answer_is_wanted(written, due):
    """The law's own date is kept apart: a limit that is the law's is none of the district's."""
    assert dates(book([row("070", 答复期限=written)])) == [(HANDED, due)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("四个月", "2026年7月6日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。"),
        ("年底前", "2026年12月31日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。"),
        ("2月底前", "2027年2月28日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。"),
        ("5月", "“5月”读不懂。请写成日期（2026年6月5日、6月5日前），或者写6月底前、3个月内。"),
        ("13月底", "“13月底”：没有这个月，请核对。"),
        ("2月30日前", "“2月30日前”：没有这一天，请核对。"),
        ("尽快", "“尽快”读不懂。请写成日期（2026年6月5日、6月5日前），或者写6月底前、3个月内。"),
    ],
)
def test_by_when_cannot_be_said(written, said):
    status, printed, _ = run(book([row("070", 答复期限=written)]))
    assert (status, problems(printed)) == (2, [(2, f"答复期限：{said}")])


def test_what_counts_from_a_day_that_is_wrong_is_not_told_twice():
    status, printed, _ = run(book([row("070", 交办日期="昨天", 答复期限="两个月")]))
    assert (status, [said.split("：")[0] for _, said in problems(printed)]) == (2, ["交办日期"])


# ---- names and numbers with notes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("赵洪蓉 周建伟", "赵洪蓉、周建伟"),
        ("赵洪蓉代表 周建伟代表", "赵洪蓉、周建伟"),
        ("赵洪蓉代表、周建伟代表", "赵洪蓉、周建伟"),
        ("赵洪蓉\n周建伟 李倩宇", "赵洪蓉、周建伟、李倩宇"),
        ("赵洪蓉 周建伟 李倩宇", "赵洪蓉、周建伟、李倩宇"),
        ("赵洪蓉（女）、周建伟（13800000000）", "赵洪蓉、周建伟"),
        ("赵洪蓉（领衔）、周建伟（附议）", "赵洪蓉、周建伟"),
        ("赵 洪 蓉", "赵洪蓉"),
        ("1.赵洪蓉 2.周建伟", "赵洪蓉、周建伟"),
        ("1、赵洪蓉；2、周建伟；3、李倩宇", "赵洪蓉、周建伟、李倩宇"),
        ("领衔：赵洪蓉；附议：周建伟、李倩宇", "赵洪蓉、周建伟、李倩宇"),
        ("领衔代表：赵洪蓉\n附议代表：周建伟", "赵洪蓉、周建伟"),
    ],
)
def test_names(written, names):
    head = ["届次", "件号", "标题", "提出人", "主办单位", "交办日期"]
    content = workbook(("Sheet1", [head, ["九届五次", "1", "关于食堂的建议", written, "区民政局", "2026-03-05"]]))
    status, printed, _ = run(content)
    assert (status, problems(printed)) == (0, [])
    assert Case.objects.get().suggestion.proposer_names == names


@pytest.mark.parametrize(
    ("written", "of"), [("赵洪蓉等3人", "赵洪蓉"), ("赵洪蓉、周建伟等三名代表", "赵洪蓉、周建伟")]
)
def test_those_who_are_only_counted_are_named_in_a_note(written, of):
    head = ["届次", "件号", "标题", "提出人", "主办单位", "交办日期"]
    content = workbook(("Sheet1", [head, ["九届五次", "1", "关于食堂的建议", written, "区民政局", "2026-03-05"]]))
    status, printed, _ = run(content)
    assert (status, Case.objects.get().suggestion.proposer_names) == (0, of)
    note = f"    注意：写着3人，只写了{of}的姓名。没有写的代表收不到答复，请先补到名单里"
    assert note in printed.splitlines()


@pytest.mark.parametrize("column", ["件号", "领衔代表", "附议代表", "交办日期", "答复期限"])
@pytest.mark.parametrize("mark", ["★", "（", "、", "等", " 日", "领衔：", "星期", "1", "第"])
def test_a_mark_ten_thousand_times_is_told_at_once(at_once, column, mark):
    status, printed, _ = run(book([row("070", **{column: mark * 10_000 + "x"})]))
    assert (status, {said.split("：")[0] for _, said in problems(printed)}) == (2, {column})


@pytest.mark.parametrize(
    ("written", "kept"),
    [("070（重点）", "070"), ("070★", "070"), ("第070号（并案）", "070"), ("台52【督办】", "台52")],
)
def test_a_number_with_a_note(written, kept):
    run(book([row(written, 标题="关于食堂的建议")]))
    assert Case.objects.get().suggestion.number == kept

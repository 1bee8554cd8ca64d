"""The same said on the command line: --sheet, --map, --session, --handed-on, --due, --unit, --several."""

import datetime as dt
import json

import pytest

from proposals.models import Session
from tests import factories
from tests.proposals.intake.mapping.lists import CPPCC, DISTRICT, DOUBTFUL, registered, sheets
from tests.proposals.intake.sheets import book, counts, row, run

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SESSION = ("--session", "九届五次")
HANDED = ("--handed-on", "2026年3月5日")
DAY = dt.date(2026, 3, 5)


@pytest.fixture
def mapped(tmp_path):
    """--map with a file that says this."""

    def write(said):
        path = tmp_path / "map.json"
        path.write_text(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False), encoding="utf-8")
        return ("--map", str(path))

    return write


def said(content, *options):
    """Exit status and the complaint."""
    before = counts()
    status, _, complaint = run(content, *options)
    assert counts() == before
    return status, complaint.strip()


def test_a_cppcc_export_goes_in_with_the_session_and_the_day():
    status, printed, _ = run(sheets(CPPCC), "--session", "政协宝山区第九届委员会第五次会议", *HANDED)
    assert (status, printed.splitlines()[-1]) == (0, "已登记1件。")
    units = ["区民政局主办", "区房管局会办"]
    people = "韩念慈、程远航、范思远"
    assert registered() == [("政协宝山区第九届委员会第五次会议", "001", people, units, DAY, None)]


def test_a_district_list_goes_in_and_a_cell_wins_over_the_option():
    status, printed, _ = run(sheets(DISTRICT), *SESSION, *HANDED, "--due", "3个月")
    assert (status, printed.splitlines()[-1]) == (0, "已登记2件。")
    assert "说明：表里合计2件，读到2件。" in printed.splitlines()
    assert [one[-1] for one in registered()] == [dt.date(2026, 5, 20), None]


def test_a_dry_run_says_what_would_happen():
    before = counts()
    status, printed, _ = run(sheets(DISTRICT), *SESSION, *HANDED, "--dry-run")
    assert (status, printed.splitlines()[-2:], counts()) == (
        0,
        ["共2行：可登记2件，已有0件，有错0行。", "只是核对，没有登记。"],
        before,
    )


def test_the_complaint_says_which_option_helps():
    head = "第1行的表头是：编号、案由、提案人、联名人、代表姓名、主办"
    status, complaint = said(sheets(DOUBTFUL))
    advice = '请用 --map 写明读哪一列，如{"C列": "领衔代表", "E列": ""}。'
    assert (status, complaint) == (
        2,
        f"没有登记。{head}。C列“提案人”、E列“代表姓名”都像是领衔代表，不知道该读哪一列。{advice}",
    )


def test_the_example_of_the_complaint_reads_the_list(mapped):
    _, complaint = said(sheets(DOUBTFUL))
    example = complaint[complaint.index("{") : complaint.index("}") + 1]
    assert run(sheets(DOUBTFUL), *mapped(example), *SESSION, *HANDED)[0] == 0
    assert [one[2] for one in registered()] == ["赵洪蓉、周建伟", "李倩宇"]


PLAIN = ([["编号", "案由", "提出人", "主办"], ["070", "关于食堂的建议", "赵洪蓉", "民政局"]],)


def titled(*titles):
    return [[title] for title in titles] + [*PLAIN[0]]


@pytest.mark.parametrize(
    ("rows", "option"),
    [
        (PLAIN[0], "哪一次会议（写全，如“××区第×届人民代表大会第×次会议”）"),
        (titled("九届五次会议交办清单"), "宝山区第九届人民代表大会第五次会议（“九届五次会议交办清单”里写着）"),
        (
            titled("九届五次会议交办清单", "含市十六届人大三次会议的"),
            "哪一次会议（写全，如“××区第×届人民代表大会第×次会议”）",
        ),
    ],
)
def test_only_a_session_that_the_list_names_is_proposed(rows, option):
    factories.city_session()
    _, complaint = said(sheets(rows), *HANDED)
    assert complaint.endswith(f"整份名单都一样的，写在命令里：--session {option}。")


def looked_at(printed):
    return [line for line in printed.splitlines() if line.startswith(("注意", "说明：表里没有写的"))]


def test_what_is_said_for_all_is_told_with_what_the_list_says_otherwise():
    printed = run(sheets(titled("九届四次会议交办清单")), *SESSION, *HANDED, "--dry-run")[1]
    taken = "宝山区第九届人民代表大会第五次会议"
    assert looked_at(printed) == [
        f"说明：表里没有写的，都按命令里的：届次 {taken}；交办日期 2026年3月5日。",
        f"注意：表里没有写届次的，按{taken}登记；“九届四次会议交办清单”里写的是宝山区第九届人民代表大会第四次会议，"
        "请核对届次。",
    ]
    printed = run(sheets(titled("九届五次会议交办清单")), *SESSION, *HANDED, "--dry-run")[1]
    assert looked_at(printed) == [f"说明：表里没有写的，都按命令里的：届次 {taken}；交办日期 2026年3月5日。"]


def test_an_old_session_is_told_where_a_later_one_had_begun():
    factories.session()
    Session.objects.update(opened_on=dt.date(2026, 1, 13))
    Session.objects.create(place="宝山区", term=9, meeting=3, opened_on=dt.date(2024, 1, 9))
    doubt = (
        "注意：届次是宝山区第九届人民代表大会第三次会议的有1件，交办的那一天宝山区第九届人民代表大会第五次会议已经开幕"
        "（2026年1月13日），请核对届次。"
    )
    old = ("--session", "九届三次")
    assert looked_at(run(sheets(PLAIN[0]), *old, *HANDED, "--dry-run")[1])[1:] == [doubt]
    assert looked_at(run(sheets(PLAIN[0]), *old, "--handed-on", "2024-03-05", "--dry-run")[1])[1:] == []
    # Nothing is said of what came in before.
    assert run(sheets(PLAIN[0]), *old, *HANDED)[0] == 0
    assert looked_at(run(sheets(PLAIN[0]), *old, *HANDED)[1])[1:] == []


def test_columns_are_named_in_a_file_and_the_others_are_read_as_they_are_understood(mapped):
    named = mapped({"提案人": "领衔代表", "代表姓名": ""})
    assert run(sheets(DOUBTFUL), *named, *SESSION, *HANDED)[0] == 0
    assert [one[2] for one in registered()] == ["赵洪蓉、周建伟", "李倩宇"]


def test_a_head_in_words_that_nobody_knows_is_found_by_the_file(mapped):
    rows = [
        ["登记簿"],
        ["流水", "字号", "事由", "谁提的", "谁办"],
        [1, "第0201号", "关于路口的建议", "赵洪蓉、周建伟", "民政局"],
    ]
    named = mapped({"字号": "件号", "事由": "标题", "谁提的": "提出人", "谁办": "主办单位"})
    assert run(sheets(rows), *named, *SESSION, *HANDED)[0] == 0
    assert [one[1:4] for one in registered()] == [("0201", "赵洪蓉、周建伟", ["区民政局独办"])]


def test_columns_without_a_head_are_named_by_their_letters(mapped):
    rows = [[f"{n:03}", f"关于第{n}个路口的建议", "赵洪蓉", "民政局"] for n in (1, 2)]
    named = mapped({"A列": "件号", "b列": "标题", "C列": "领衔代表", "D列": "主办单位"})
    assert run(sheets(rows), *named, *SESSION, *HANDED)[0] == 0
    assert [one[1] for one in registered()] == ["001", "002"]


def test_the_unit_is_said_once():
    rows = [["编号", "案由", "提出人"], ["070", "关于食堂的建议", "赵洪蓉"]]
    assert run(sheets(rows), *SESSION, *HANDED, "--unit", "民政局")[0] == 0
    assert registered()[0][3] == ["区民政局独办"]


@pytest.mark.parametrize(
    ("option", "parts"),
    [
        ((), ["区民政局主办", "区房管局共同主办"]),
        (("--several", "共同主办"), ["区民政局主办", "区房管局共同主办"]),
        (("--several", "分别办理"), ["区民政局分别办理", "区房管局分别办理"]),
    ],
)
def test_what_several_units_do_is_said_once(option, parts):
    rows = [["编号", "案由", "提出人", "主办单位"], ["070", "关于食堂的建议", "赵洪蓉", "民政局、房管局"]]
    assert run(sheets(rows), *SESSION, *HANDED, *option)[0] == 0
    assert registered()[0][3] == parts


def test_what_the_list_says_counts_before_the_option():
    rows = [["编号", "案由", "提出人", "承办单位"], ["070", "关于食堂的建议", "赵洪蓉", "民政局、房管局分别办理"]]
    assert run(sheets(rows), *SESSION, *HANDED, "--several", "共同主办")[0] == 0
    assert registered()[0][3] == ["区民政局分别办理", "区房管局分别办理"]


def test_one_of_several_tables_by_its_name_or_number():
    content = sheets(DISTRICT, CPPCC, titles=("清单", "提案"))
    session = ("--session", "政协宝山区第九届委员会第五次会议")
    for name in ("提案", "2"):
        status, printed, _ = run(content, "--sheet", name, *session, *HANDED, "--dry-run")
        assert (status, printed.splitlines()[-2]) == (0, "共1行：可登记1件，已有0件，有错0行。")
    assert "说明：“清单”表没有选，没有读取。" in printed.splitlines()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--sheet", "第三张"), "文件里没有“第三张”这张表，有的是：Sheet。"),
        (("--session", "九届"), "--session：“九届”没有写明是第几次会议，请写全，如“第九届第三次会议”。"),
        (("--handed-on", "2099-01-01"), "--handed-on：2099年1月1日还没有到，交办日期不能晚于今天。"),
        (
            ("--handed-on", "2026年3月5日（星期一）"),
            "--handed-on：“2026年3月5日（星期一）”写的是星期一，这一天是星期四，请核对。",
        ),
        (
            ("--due", "2026年5月20日（周日）前"),
            "--due：“2026年5月20日（周日）前”写的是周日，这一天是星期三，请核对。",
        ),
        (("--several", "会办"), "--several：“会办”不对，请写共同主办或分别办理。"),
        (("--unit", "区气象局"), "--unit：没有找到“区气象局”这个单位，请写全称或简称。"),
        (("--map", "/没有这个文件"), "读不到文件“/没有这个文件”，请核对文件名和位置。"),
    ],
)
def test_an_option_that_cannot_be_is_a_sentence(options, sentence):
    assert said(book([row("070")]), *options) == (2, f"没有登记。{sentence}")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("案由", "对列的文件不是 JSON，请照说明写，如{\"案由\": \"标题\", \"备注\": \"\"}。"),
        (["案由"], "对列的文件要写成“列名: 栏目”，如{\"案由\": \"标题\", \"备注\": \"\"}。"),
        ({"案由": 1}, "对列的文件要写成“列名: 栏目”，如{\"案由\": \"标题\", \"备注\": \"\"}。"),
        ({"编号": "件号", "案由": "件号"}, "有几列都写成了“件号”，只能留一列。"),
        (
            {"案由": "题目"},
            "没有“题目”这一栏。可以写的栏目：届次、件号、类别、标题、建议内容、领衔代表、附议代表、主办单位、会办单位、"
            "交办日期、答复期限、办理方式、提出人、承办单位；不要的列写空的。",
        ),
        (
            {"事由": "标题"},
            "对列的文件写了“事由”，表头里没有这一列。第1行的表头是：编号、案由、提案人、联名人、代表姓名、主办。",
        ),
    ],
)  # fmt: skip
def test_a_file_of_columns_that_cannot_be(mapped, written, sentence):
    assert said(sheets(DOUBTFUL), *mapped(written)) == (2, f"没有登记。{sentence}")


def test_a_name_that_stands_twice_is_named_by_its_letter(mapped):
    head = [*DOUBTFUL[0][:4], "提案人", "主办"]
    rows = [head, *DOUBTFUL[1:]]
    status, complaint = said(sheets(rows), *mapped({"提案人": "领衔代表"}), *SESSION, *HANDED)
    assert (status, complaint) == (2, "没有登记。表头里“提案人”出现了不止一次，请写明是哪一列：C列、E列。")
    assert run(sheets(rows), *mapped({"C列": "领衔代表", "E列": ""}), *SESSION, *HANDED)[0] == 0

"""Too wide, too high, too large; captions and what the text says of them; and no other rule speaks of cells."""

import pytest

from replies.letter.checks import ERROR, HINT, WARNING, check_letter
from replies.letter.snapshot import Snapshot
from replies.letter.tables.mark import MAX_COLUMNS, MAX_ROWS
from tests.replies.letter.checks.whole.letters import CLEAN
from tests.replies.letter.checks.whole.said import HEAD, letter, marked, said
from tests.replies.letter.pages import case
from tests.replies.letter.tables.samples import LONG, PLAIN, WIDE

CROWDED = "|" + "街镇|" * 20 + "\n|" + "1,234.5|" * 20


def of(number):
    return f"表{number}　进度\n| 甲 | 乙 |\n| 1 | 2 |\n"


def test_a_table_in_which_figures_are_torn():
    (finding,) = said("table_size", f"情况如下：\n{CROWDED}\n谢谢。")
    assert (finding.severity, finding.words) == (WARNING, CROWDED.split("\n")[0])
    assert "20列" in finding.message


def test_a_row_that_is_higher_than_a_page():
    (finding,) = said("table_size", f"| 甲 | 乙 |\n| 丙 | {'这个格子里的字很多，' * 120} |")
    assert (finding.severity, finding.words[:5]) == (WARNING, "| 丙 |")


@pytest.mark.parametrize(
    ("table", "words"),
    [("|" + "1|" * (MAX_COLUMNS + 1), "列"), ("\n".join(["|1|2|"] * (MAX_ROWS + 1)), "行")],
)
def test_a_table_past_the_bounds_is_an_error(table, words):
    (finding,) = said("table_size", f"情况如下：\n{table}\n谢谢。")
    assert (finding.severity, finding.words) == (ERROR, table.split("\n")[0])
    assert words in finding.message


@pytest.mark.parametrize("table", [PLAIN, WIDE, LONG])
def test_tables_that_fit(table):
    assert marked("table_size", table) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (of(1) + of(3), ["表3　进度"]),
        (of(2) + of(1), ["表2　进度"]),
        (of(1) + of(1), ["表1　进度"]),
        (f"进度见表2。\n{of(1)}", ["见表2"]),
        (f"如表二所示，进度良好。\n{of(1)}", ["如表二"]),
        (f"进度良好（表3）。\n{of(1)}{of(2)}", ["表3"]),
        (of("１") + of("三"), ["表三　进度"]),
    ],
)
def test_numbers_of_tables_that_do_not_agree(text, words):
    found = said("table_number", text)
    assert ([one.words for one in found], {one.severity for one in found}) == (words, {HINT})


@pytest.mark.parametrize(
    "text",
    [
        f"进度见表1。\n{of(1)}如表2所示，进度良好。\n{of(2)}",
        f"进度见下表。\n{of('')}",
        f"{of('2-1')}{of('2-2')}",
        f"进度见附表2，另见《表3》。\n{of(1)}",
        f"代表1名、列表2所示。\n{of(1)}",
        f"见表12月公布。\n{of(1)}",
        "进度见表2。",
    ],
)
def test_numbers_of_tables_that_may_stand(text):
    assert marked("table_number", text) == []


def alone(number="2"):
    return f"表{number}　各街镇投入"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"进度如下。\n{alone()}\n谢谢。", [alone()]),
        (f"{of(1)}{alone()}\n{of(3)}进度见表2。", [alone()]),
        ("表１\n谢谢。", ["表１"]),
        ("表一：各街镇投入\n谢谢。", ["表一：各街镇投入"]),
        ("表2-1 各街镇投入\n谢谢。", ["表2-1 各街镇投入"]),
        ("表1各街镇投入情况（2025年）\n谢谢。", ["表1各街镇投入情况（2025年）"]),
        (f"{alone(1)}\n以下是各街镇的数。\n| 甲 | 乙 |\n| 1 | 2 |", [alone(1)]),
        (f"{alone(1)}\n{of(2)}", [alone(1)]),
        (f"{alone(1)}\n单位：万元\n谢谢。", [alone(1)]),
        (f"| 甲 | 乙 |\n| 1 | 2 |\n\n{alone(1)}\n谢谢。", [alone(1)]),
    ],
)
def test_a_caption_that_has_no_table(text, words):
    found = said("table_caption", text)
    assert ([one.words for one in found], {one.severity for one in found}) == (words, {WARNING})
    assert marked("table_number", text) == []


def test_a_caption_below_its_table_is_told_where_it_belongs():
    (finding,) = said("table_caption", f"| 甲 | 乙 |\n| 1 | 2 |\n{alone(1)}\n谢谢。")
    assert finding.message == "表题写在表的上面：“表1”在表的下面，印出来是一段正文。"


@pytest.mark.parametrize(
    "text",
    [
        of(1),
        f"{alone(1)}\n\n单位：万元\n\n| 甲 | 乙 |\n| 1 | 2 |",
        f"{alone(1)}\n街镇\t投入\n友谊路\t120",
        f"{alone(1)}\n单位：万元\n街镇\t投入\n友谊路\t120",
        f"{alone(1)}\n" + "\n".join(["|1|2|"] * (MAX_ROWS + 1)),
        "表1显示，各街镇进度良好。",
        "表1 显示各街镇进度良好",
        "表1、表2所列项目年内完成。",
        "表1中的项目年内完成",
        "表彰先进集体3个",
        "表3　各街镇投入，年内完成。",
        "附表1　各街镇投入",
        "各街镇的数随信另附：\n表1　各街镇投入\n表2　各街镇进度\n谢谢。",
        "表1　各街镇投入（见附件）",
        "表格2份由居委会代填",
        f"{of(1)}表1（续）\n| 丙 | 丁 |\n| 1 | 2 |",
    ],
)
def test_captions_that_have_their_table_and_sentences_that_are_none(text):
    assert marked("table_caption", text) == []
    assert "有两张表" not in "".join(one.message for one in said("table_number", text))


ODD = """表1　各街镇情况：1.甲
| 街镇 | 建 议 | 一、做法 | 联系人：高扬 |
| 友谊路,路北 | (一)甲。 | 3-5年 | 021-66660000 |
| 您 | 。。 | 共30-50个 | 2026年5月 |
| （此页无正文） | 二、 | 高度重视 | 近30余家 |
| 抄送：区政府 | 区人保局 | — | 1. |"""


def test_no_other_rule_speaks_of_what_stands_in_cells():
    before = {(one.rule, one.words) for one in check_letter(letter("共12处。"))}
    after = {(one.rule, one.words) for one in check_letter(letter(f"共12处。\n{ODD}"))}
    assert after - before == set()


@pytest.mark.parametrize(("name", "snapshot"), CLEAN.items())
def test_a_table_in_a_clean_letter_changes_nothing(name, snapshot):
    body = snapshot["letter"]["body"].split("\n")
    plain = {(one.rule, one.words) for one in check_letter(Snapshot.from_json(snapshot))}
    tables = "\n\n".join(one.split("\n", 1)[1] for one in (PLAIN, WIDE))
    with_table = snapshot | {"letter": snapshot["letter"] | {"body": "\n".join([*body[:-1], tables, body[-1]])}}
    assert {(one.rule, one.words) for one in check_letter(Snapshot.from_json(with_table))} == plain


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("wrong_word", "松驰"),
        ("sound_alike", "分布实施"),
        ("dates", "2026年2月30日"),
        ("zero_padding", "2026年03月5日"),
        ("pairs", "（个"),
        ("full_width", "１２"),
    ],
)
def test_rules_about_words_hold_in_cells_too(rule, cell):
    found = said(rule, f"| 甲 | 乙 |\n| 丙 | {cell} |")
    assert [one.paragraph for one in found] == [HEAD.count("\n") + 1]
    assert found[0].words in cell


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("| 姓名 | 电话 |\n| 王小川 | 13812345678 |", ["13812345678"]),
        ("| 对象 | 住址 |\n| 王阿婆 | 友谊路88弄5号201室 |", ["友谊路88弄5号201室"]),
        ("| 对象 | 情况 |\n| 王阿婆 | 家住友谊路88号 |", ["家住友谊路88号"]),
        ("| 姓名 | 家庭电话 |\n| 王小川 | 021-66660000 |", ["021-66660000"]),
        ("| 食堂 | 地址 | 电话 |\n| 友谊路 | 友谊路88弄5号101室 | 021-66660000 |", []),
    ],
)
def test_personal_data_in_a_table_are_found(table, words):
    found = said("personal_data", table, disclosure="主动公开·全文")
    assert [one.words for one in found] == words


def test_tables_of_the_box_are_read_too():
    facts = Snapshot.from_json(case(handling=f"进度如下：\n{PLAIN.replace('| 50 |', '| 51 |')}"))
    (finding,) = [one for one in check_letter(facts) if one.field == "handling"]
    assert (finding.rule, finding.paragraph, finding.words) == ("table_sum", 6, "51")

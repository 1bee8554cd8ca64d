"""What a list's file may be: merged cells, formulas, and everything that is no list at all."""

import datetime as dt
import time

import pytest

from proposals.models import Case, Suggestion
from tests.proposals.intake.sheets import COLUMNS, book, problems, refused, rewritten, row, run

pytestmark = pytest.mark.django_db


# ---- merged cells and formulas -------------------------------------------------------------------------------


def test_a_value_merged_over_several_rows_counts_for_each():
    rows = [row("070"), row("071", 届次=None, 交办日期=None), row("072", 届次=None, 交办日期=None)]

    def shape(sheet):
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("J2:J4")

    status, _, _ = run(book(rows, shape=shape))
    handed = Case.objects.values_list("suggestion__number", "handed_on")
    assert (status, sorted(handed)) == (0, [(number, dt.date(2026, 3, 5)) for number in ("070", "071", "072")])


@pytest.mark.parametrize(
    ("area", "columns"), [("D2:D3", ["标题"]), ("B2:B3", ["件号"]), ("H2:I2", ["主办单位", "会办单位"])]
)
def test_other_merged_cells_are_named(area, columns):
    status, printed, _ = run(book([row("070"), row("071")], shape=lambda sheet: sheet.merge_cells(area)))
    said = f"{area}是合并的单元格，请取消合并，每行每列各填各的。"
    rows = (2, 3) if area[0] == area[3] else (2,)
    assert (status, problems(printed)) == (2, [(at, f"{column}：{said}") for at in rows for column in columns])


def calculated(value):
    """A formula in B2, with the value Excel worked out, or without one."""
    content = book([row("070")], shape=lambda sheet: sheet.__setitem__("B2", "=35*2"))
    cached = f"<v>{value}</v>".encode() if value is not None else b""
    return rewritten(
        content,
        lambda name, data: (
            data.replace(b"<v />", cached).replace(b"<v></v>", cached).replace(b"<v/>", cached)
            if name.endswith("sheet1.xml")
            else data
        ),
    )


def test_a_formula_counts_for_what_it_came_to():
    assert run(calculated(70))[0] == 0
    assert Suggestion.objects.get().number == "70"


def test_a_formula_never_worked_out_is_refused():
    status, printed, _ = run(calculated(None))
    said = "件号：B2是公式，但文件里没有算好的结果。请在 Excel 里打开保存一次，或改成直接填写的内容。"
    assert (status, problems(printed)) == (2, [(2, said)])


def test_a_failed_formula_is_refused():
    status, printed, _ = run(book([row("070")], shape=lambda sheet: sheet.__setitem__("B2", "#REF!")))
    said = "件号：B2的公式出了错（#REF!），请改成直接填写的内容。"
    assert (status, problems(printed)) == (2, [(2, said)])


# ---- files that are no list ----------------------------------------------------------------------------------

SAVE_AS = "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”，再交一次。"
MAP = '请用 --map 写明哪一列是什么，如{"案由": "标题"}。'
HEADER = f"前10行里没有找到表头。表头是一行：{'、'.join(COLUMNS)}。可以下载模板，把名单贴进去再交。"


def test_missing_columns_are_named():
    columns = [column for column in COLUMNS if column not in ("标题", "交办日期")]
    said = f"第1行的表头是：{'、'.join(columns)}。表里少了2列：标题、交办日期。"
    once = "整份名单都一样的，写在命令里：--handed-on 哪一天（如2026-03-05）。"
    refused(book([row("070")], columns), f"{said}{once}{MAP}")


@pytest.mark.parametrize(("count", "more"), [(19, ""), (20, ""), (21, "……")])
def test_of_a_long_head_the_first_twenty_are_shown(count, more):
    columns = [column for column in COLUMNS if column != "交办日期"]
    columns += [f"列{number}" for number in range(count - len(columns))]
    said = f"第1行的表头是：{'、'.join(columns[:20])}{more}。表里少了1列：交办日期。"
    once = "整份名单都一样的，写在命令里：--handed-on 哪一天（如2026-03-05）。"
    letters = "KLMNOPQR"
    named = "、".join(f"{letter}列“列{number}”" for number, letter in enumerate(letters))
    more_named = "……" if count - 10 > len(letters) else ""
    advice = f"没有认出的列有{named}{more_named}；里面有要的，用 --map 写明是哪一列"
    refused(book([row("070")], columns), f'{said}{once}{advice}，如{{"K列": "交办日期"}}。')


def test_a_column_twice():
    said = "表头里“标题”出现了不止一次（D列、L列），都像是标题，不知道该读哪一列。"
    refused(book([row("070")], (*COLUMNS, "标题")), said + '请用 --map 写明读哪一列，如{"D列": "标题", "L列": ""}。')


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的，请重新选择。"),
        (b"%PDF-1.7 ...", "这是 PDF 文件，不是 Excel 名单。请交 .xlsx 文件。"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, f"文件打不开，可能没有传完整。{SAVE_AS}"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "文件加了密码，打不开。请去掉密码，再交一次。",
        ),
        ("届次,件号\n".encode("gbk"), HEADER),
        (b"\x00list", f"这不是 Excel 名单（.xlsx），可能只是改了文件名。{SAVE_AS}"),
        (b"PK\x03\x04 cut short", f"文件打不开，可能没有传完整。{SAVE_AS}"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind(content, sentence):
    refused(content, sentence)


def test_a_truncated_workbook():
    content = book([row("070")])
    refused(content[: len(content) // 2], f"文件打不开，可能没有传完整。{SAVE_AS}")


def test_an_archive_that_is_no_workbook():
    content = rewritten(book([row("070")]))
    word = content.replace(b"xl/workbook.xml", b"wd/document.xml")
    refused(word, f"这不是 Excel 名单（.xlsx）。{SAVE_AS}")


def test_what_says_that_it_is_a_binary_workbook_and_is_none():
    content = rewritten(book([row("070")]), extra=[("xl/workbook.bin", b"x")])
    refused(content, f"文件打不开，可能没有传完整。{SAVE_AS}")


def test_no_header():
    refused(book([], ["随便", "什么"]), HEADER)


def test_a_header_too_far_down():
    said = f"前10行里没有找到表头。表头是一行：{'、'.join(COLUMNS)}。"
    refused(book([row("070")], above=[["通知"]] * 10), said + MAP)


@pytest.mark.parametrize(
    "columns",
    [
        ("届次", "件号", "标题", "领衔代表", "主办单位", "交办日期"),
        ("件号", "标题", "建议内容", "领衔代表", "主办单位", "交办日期", "届次"),
        ("届次", "件号", "标题", "领衔代表", "附议代表", "主办单位", "交办日期", "答复期限"),
    ],
)
def test_a_list_may_leave_out_what_need_not_be_said(columns):
    assert run(book([row("201", 附议代表="周建伟")], columns))[0] == 0
    made = Suggestion.objects.get()
    said = (made.category, bool(made.text), made.proposer_names, [str(one.part) for one in made.cases.all()])
    others = "赵洪蓉、周建伟" if "附议代表" in columns else "赵洪蓉"
    assert said == ("", "建议内容" in columns, others, ["独办"])
    assert (
        run(book([row("201", 附议代表="周建伟")], columns))[1].splitlines()[-1]
        == "这份名单都已登记过，没有要登记的。"
    )


def test_only_a_header():
    refused(book([]), "表头下面没有内容，没有要登记的建议。")


def test_a_second_sheet_with_nothing_under_its_head():
    def shape(sheet):
        other = sheet.parent.create_sheet("第二批")
        other.append(list(COLUMNS))

    status, printed, _ = run(book([row("070")], shape=shape))
    said = "说明：“第二批”表：表头下面没有内容，没有要登记的建议。"
    assert (status, Suggestion.objects.count(), said in printed.splitlines()) == (0, 1, True)


def test_too_many_rows():
    refused(book([row(n) for n in range(1, 2002)]), "名单超过2000行，请分成几份再交。")


def in_sheet(old, new, cells=None):
    """A list whose worksheet was changed byte for byte."""
    return rewritten(
        book([cells or row("070")]),
        lambda name, data: data.replace(old, new) if name == "xl/worksheets/sheet1.xml" else data,
    )


@pytest.mark.parametrize("number", [5001, 1_048_576, 99_999_999_999])
def test_something_written_far_below(number):
    far = f'<row r="{number}"><c r="A{number}"><v>1</v></c></row></sheetData>'.encode()
    said = "第5000行以下还有内容。请删去名单以外的内容和中间的空行，再交一次。"
    refused(in_sheet(b"</sheetData>", far), said)


def test_a_sheet_formatted_to_its_last_row_is_read_at_once():
    empty = b"".join(b'<row r="%d"/>' % number for number in range(3, 300_000))
    started = time.monotonic()
    assert run(in_sheet(b"</sheetData>", empty + b"</sheetData>"))[0] == 0
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("number", [b"1e999", b"-1e999"])
def test_a_number_beyond_all_measure(number):
    status, printed, _ = run(in_sheet(b"<v>77</v>", b"<v>" + number + b"</v>", row(77)))
    assert (status, problems(printed)) == (2, [(2, "件号：B2里的数太大，读不懂，请核对。")])


def test_the_strict_kind_of_workbook():
    plain, strict = b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
    content = rewritten(book([row("070")]), lambda name, data: data.replace(plain, strict))
    refused(content, f"这份 Excel 文件是“严格”格式的，不能直接读取。{SAVE_AS}")


def test_macros():
    content = rewritten(book([row("070")]), extra=[("xl/vbaProject.bin", b"x")])
    refused(content, f"文件含有宏，不能接收。{SAVE_AS}")


def test_an_archive_that_unpacks_to_too_much():
    content = rewritten(book([row("070")]), extra=[("xl/media/bomb.bin", b"\0" * (61 * 1024 * 1024))])
    assert len(content) < 200_000
    refused(content, "文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_entities_are_not_even_looked_at(part):
    evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    content = rewritten(
        book([row("070")]), lambda name, data: data.replace(b"<", evil + b"<", 1) if name == part else data
    )
    refused(content, f"文件里有不该有的内容，为安全起见没有读取。{SAVE_AS}")


def test_relations_to_the_outside_are_not_followed():
    """An external relation is text like any other: nothing is fetched, the list is read."""
    relation = (
        b'<Relationship Id="rIdX" TargetMode="External" Target="http://169.254.169.254/x" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    content = rewritten(
        book([row("070")]),
        lambda name, data: (
            data.replace(b"</Relationships>", relation) if name.endswith("workbook.xml.rels") else data
        ),
    )
    assert run(content)[0] == 0


def test_a_broken_part():
    content = rewritten(
        book([row("070")]), lambda name, data: data[: len(data) // 2] if name.endswith("sheet1.xml") else data
    )
    refused(content, f"文件打不开，可能没有传完整，或者不是标准的 Excel 文件。{SAVE_AS}")

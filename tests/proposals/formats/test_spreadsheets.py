"""Workbooks given out: what they show, and that nothing typed comes to life in them."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import load_workbook

from proposals.formats import spreadsheets
from proposals.formats.spreadsheets import Column, Sheet

COLUMNS = (Column("件号", 8), Column("标题", 40), Column("办复率", 10, "share"), Column("交办日期", 13, "date"))
ROW = ("070", "关于社区食堂的建议", 0.962, dt.date(2026, 3, 5))


def opened(*rows, columns=COLUMNS, **facts):
    content = spreadsheets.write_workbook(
        [Sheet(**{"name": "清单", "title": "建议清单", **facts}, columns=columns, rows=rows)]
    )
    return content, load_workbook(io.BytesIO(content)).worksheets[0]


def read(response):
    """The rows of every sheet of a workbook that was answered."""
    book = load_workbook(io.BytesIO(b"".join(response)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def one_cell(value, kind="text"):
    content, sheet = opened((value,), columns=(Column("内容", 10, kind),))
    return content, sheet["A4"]


def test_a_sheet_has_title_notes_header_and_typed_rows():
    _, sheet = opened(ROW, notes=("截至2026年3月5日",))
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["建议清单", None, None, None],
        ["截至2026年3月5日", None, None, None],
        [None, None, None, None],
        ["件号", "标题", "办复率", "交办日期"],
        ["070", "关于社区食堂的建议", 0.962, dt.datetime.combine(ROW[3], dt.time())],
    ]
    assert [cell.number_format for cell in sheet[5]] == ["@", "@", "0.0%", "yyyy-mm-dd"]
    assert sheet.freeze_panes == "A5"
    assert [sheet.column_dimensions[letter].width for letter in "ABCD"] == [8, 40, 10, 13]
    assert sheet.title == "清单"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\x01="])
def test_text_that_looks_like_a_formula_stays_text(start):
    content, cell = one_cell(f"{start}1+1")
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == f"{start}1+1".lstrip("\t\x01").replace("\r", "\n")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())


def test_headers_titles_and_notes_are_text_too():
    _, sheet = opened(("x",), columns=(Column("=1+1"),), title="=2+2", notes=("@SUM(A1)",))
    assert [cell.data_type for cell in sheet["A"]][:4] == ["s", "s", "n", "s"]


def test_what_cannot_stand_in_a_cell_is_left_out():
    assert one_cell("甲\v乙\x00丙\x1b\ud800\uffff丁")[1].value == "甲\n乙丙丁"
    assert len(one_cell("长" * 40_000)[1].value) == 32_767


def test_moments_are_local_and_nothing_stays_empty():
    noon = dt.datetime(2026, 3, 5, 4, 0, tzinfo=dt.UTC)
    assert one_cell(noon, "moment")[1].value == dt.datetime.combine(ROW[3], dt.time(12))
    assert one_cell(None)[1].value is None
    assert one_cell(True)[1].value == "True"


def test_a_number_or_a_day_in_a_text_column_keeps_its_type():
    assert one_cell(7)[1].value == 7
    day = one_cell(dt.date(2026, 3, 5))[1]
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")


def test_a_sheet_name_fits_what_a_tab_takes():
    assert opened(ROW, name="第九届/第五次会议[" + "长" * 40)[1].title == ("第九届·第五次会议·" + "长" * 40)[:31]


def test_a_download_is_named_and_kept_by_no_cache():
    response = spreadsheets.workbook_response("建议清单.xlsx", [Sheet("清单", "建议清单", COLUMNS, [ROW])])
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%BB%BA%E8%AE%AE%E6%B8%85%E5%8D%95.xlsx"
    )
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response)[:2] == b"PK"

"""The empty list to download: the columns as they are read, text cells, and a sheet that explains."""

import io

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from proposals.intake.tables.columns import COLUMNS
from proposals.intake.tables.sheet import ROWS_MOST

FILE_NAME = "建议名单模板.xlsx"
DATES = ("交办日期", "答复期限")
WIDTHS = {
    "届次": 18,
    "件号": 12,
    "类别": 12,
    "标题": 40,
    "建议内容": 60,
    "领衔代表": 12,
    "附议代表": 28,
    "主办单位": 16,
    "会办单位": 22,
    "交办日期": 13,
    "答复期限": 13,
}
# column: (must be filled in, example, how to fill in)
HINTS = {
    "届次": (True, "第九届第三次会议", "届和次都写。政协提案写“政协宝山区第九届委员会第五次会议”。"),
    "件号": (True, "070", "照交办的写，前面的0也照写，如070、台52、HG-201901287、闭会第3号。"),
    "类别": (False, "民政", "最多30个字，可以空着。"),
    "标题": (True, "关于加强社区养老服务的建议", "与建议原文一字不差，最多200个字。"),
    "建议内容": (False, "案由：……\n建议：一、……", "建议全文，一行一段。"),
    "领衔代表": (
        True,
        "赵洪蓉",
        "一位。有同名的，写“张敏（吴淞代表团）”；集体提案写“民盟宝山区委（联系人：尹安之 手机）”。",
    ),
    "附议代表": (False, "周建伟、李倩宇", "按签名先后，用“、”分开；没有就空着。"),
    "主办单位": (
        True,
        "区民政局",
        "全称、简称都可以。几个单位用“、”分开，最前面的牵头，后面写上“（共同主办）”或“（分别办理）”。",
    ),
    "会办单位": (False, "区房管局、区卫健委", "用“、”分开；空着就是主办单位独办。"),
    "交办日期": (True, "2024-03-05", "写成2024-03-05或2024年3月5日，要写年份，不能晚于今天。"),
    "答复期限": (False, "2024-05-31", "比法定期限（交办后三个月）早才需要写；空着按法定期限。"),
}
EDGE = Side(style="thin", color="CBC4B4")


def template_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "建议名单"
    for at, column in enumerate(COLUMNS, 1):
        must, example, hint = HINTS[column]
        cell = sheet.cell(1, at, f"{column}（必填）" if must else column)
        cell.comment = Comment(f"{hint}\n例：{example}", "办理台", height=110, width=280)
        dimension = sheet.column_dimensions[cell.column_letter]
        dimension.width = WIDTHS[column]
        dimension.number_format = "yyyy-mm-dd" if column in DATES else "@"
        dimension.alignment = Alignment(wrap_text=True, vertical="top")
    _head(sheet)
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    _explain(book.create_sheet("填写说明"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        must = "必填" in str(cell.value)
        cell.font = Font(bold=True, color="84161A" if must else "22201C")
        cell.fill = PatternFill("solid", start_color="FAEEEC" if must else "F4F2EC")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(bottom=EDGE, right=EDGE)
    sheet.row_dimensions[1].height = 34


def _explain(sheet: Worksheet) -> None:
    rows = [("列名", "要填吗", "怎么填", "例子")]
    rows += [(column, "必填" if must else "可空", hint, example) for column, (must, example, hint) in HINTS.items()]
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (12, 9, 62, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for sentence in (
        f"一行一件建议，一份名单最多{ROWS_MOST}行。表头不要改名；可空的列没有内容可以删去，多出来的列不会读取。",
        "不要合并单元格，不要加密码和宏。",
        "名单里只要有一处写错，整份都不登记；改好再交，已经登记过的不会重复。",
        "严禁录入涉密信息。",
    ):
        sheet.append((sentence,))
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=4)
        sheet.cell(sheet.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")

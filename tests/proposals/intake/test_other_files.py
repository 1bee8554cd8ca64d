"""Lists that are no .xlsx: CSV in the encodings of an office, the web page that is called .xls, OpenDocument."""

import io
import zipfile

import pytest

from proposals.models import Suggestion
from tests import factories
from tests.proposals.intake.sheets import book, problems, refused, rewritten, row, run

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = ("届次", "建议编号", "案由", "领衔人", "附议人", "牵头单位", "交办时间")
CELLS = ("九届五次", "070", "关于“食堂”的建议", "赵洪蓉", "周建伟、李倩宇", "区民政局", "2026-03-05")
MADE = [("070", "关于“食堂”的建议", "赵洪蓉、周建伟、李倩宇")]
SAVE_AS = "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”，再交一次。"


@pytest.fixture(autouse=True)
def world():
    factories.world()
    factories.session()
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        factories.deputy(name)


def read(content):
    status, printed, complaint = run(content)
    assert (status, complaint) == (0, ""), printed
    return [(one.number, one.title, one.proposer_names) for one in Suggestion.objects.order_by("pk")]


# ---- CSV --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("apart", [",", "\t", ";"])
def test_text_in_the_encodings_of_an_office(encoding, apart):
    text = "\r\n".join(apart.join(line) for line in (["交办清单"], NAMES, CELLS)) + "\r\n"
    assert read(text.encode(encoding)) == MADE


def test_a_line_of_text_that_ends_before_its_columns():
    text = "\n".join(",".join(line) for line in (NAMES, CELLS[:6], CELLS[:5], NAMES[:6]))
    status, printed, _ = run(text.encode())
    day, unit = "交办日期：是空的，请填写。", "主办单位：是空的，请填写。"
    assert (status, {row for row, _ in problems(printed)}) == (2, {2, 3, 4})
    assert {(2, day), (3, day), (3, unit), (4, day)} <= set(problems(printed)), problems(printed)


def test_text_with_quotes_and_lines_within_a_cell():
    head = ",".join((*NAMES, "建议内容"))
    cells = ",".join((*CELLS[:1], '="070"', *CELLS[2:], '"案由：吃饭难，\n建议：""增加""助餐点。"'))
    assert read(f"{head}\n{cells}\n".encode()) == MADE
    assert Suggestion.objects.get().text == '案由：吃饭难，\n建议："增加"助餐点。'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (("x," * 3 + "\n").encode(), "前10行里没有找到表头"),
        (",".join(NAMES).encode() + b"\n" * 5001 + b"a,b", "第5000行以下还有内容"),
        (",".join(NAMES).encode() + b"\n" + ("y" * 200_001).encode(), "文件里有读不懂的行"),
        (b"\x00\x01\x02list", "这不是 Excel 名单（.xlsx），可能只是改了文件名。"),
        (b"\xff\xff\xff\xff\xff", "这不是 Excel 名单（.xlsx），可能只是改了文件名。"),
    ],
)  # fmt: skip
def test_text_that_is_no_list(content, said):
    status, _, complaint = run(content)
    assert (status, complaint.startswith(f"没有登记。{said}")) == (2, True), complaint


# ---- the web page that is called .xls ---------------------------------------------------------------------------

PAGE = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><meta http-equiv=Content-Type "
    "content='text/html; charset={charset}'></head><body><table border=1>{rows}</table></body></html>"
)


def page(*rows, charset="utf-8", encoding="utf-8"):
    lines = "".join("<tr>" + "".join(cells) + "</tr>" for cells in rows)
    return PAGE.format(charset=charset, rows=lines).encode(encoding)


def line(cells, tag="td"):
    return [f"<{tag}>{cell}</{tag}>" for cell in cells]


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "utf-8-sig")])
def test_a_page_called_xls(charset, encoding):
    title = ["<td colspan=7>代表建议交办清单<br>（共1件）</td>"]
    assert read(page(title, line(NAMES, "th"), line(CELLS), charset=charset, encoding=encoding)) == MADE


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_page_with_bytes_of_no_encoding(charset):
    content = page(line(NAMES), line(CELLS), charset=charset, encoding="gb18030")
    status, _, complaint = run(content.replace("食堂".encode("gb18030"), b"\xff\xff\xff"))
    assert (status, complaint.startswith(f"没有登记。文件打不开，可能没有传完整。{SAVE_AS}")) == (2, True), complaint


def test_cells_of_a_page_that_span_rows():
    first = [*line(CELLS[:1]), *line(CELLS[1:6]), "<td rowspan=2>2026-03-05</td>"]
    first[0] = "<td rowspan=2>九届五次</td>"
    second = line(["071", "关于楼道的建议", "周建伟", "", "区民政局"])
    assert read(page(line(NAMES), first, second)) == [*MADE, ("071", "关于楼道的建议", "周建伟")]


def test_what_a_page_asks_for_from_outside_is_not_fetched():
    evil = b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    content = evil + page(line(NAMES), line([*CELLS[:2], "关于&e;食堂的建议", *CELLS[3:]]))
    assert read(content) == [("070", "关于&e;食堂的建议", MADE[0][2])]


# ---- OpenDocument -----------------------------------------------------------------------------------------------

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def open_cells(cells):
    return "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)


def open_sheet(*rows, before="", extra=()):
    """An .ods of these rows, each the XML of its cells or of a whole row."""
    lines = "".join(
        one if one.startswith("<table:table-row") else f"<table:table-row>{one}</table:table-row>" for one in rows
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="清单">{lines}</table:table>'
    whole = f"<office:document-content {SPACES}>{body}</office:spreadsheet></office:body></office:document-content>"
    content = before + whole
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, data in extra:
            archive.writestr(name, data)
    return out.getvalue()


FAR_DOWN = f'<table:table-row table:number-rows-repeated="999999">{open_cells(CELLS)}</table:table-row>'


def test_an_open_document():
    title = '<table:table-cell table:number-columns-spanned="7"><text:p>清单</text:p></table:table-cell>'
    title += '<table:covered-table-cell table:number-columns-repeated="6"/>'
    day = '<table:table-cell office:value-type="date" office:date-value="2026-03-05T00:00:00"><text:p>3/5/26</text:p>'
    number = '<table:table-cell office:value-type="float" office:value="70"><text:p>070</text:p></table:table-cell>'
    cells = open_cells(CELLS[:1]) + number + open_cells(CELLS[2:6]) + day + "</table:table-cell>"
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    empty = f'<table:table-row table:number-rows-repeated="1048570">{empty}</table:table-row>'
    assert read(open_sheet(title, open_cells(NAMES), cells, empty)) == MADE


def test_a_day_that_is_not_there_is_no_day():
    day = '<table:table-cell office:value-type="date"><text:p>待定</text:p></table:table-cell>'
    status, printed, _ = run(open_sheet(open_cells(NAMES), open_cells(CELLS[:6]) + day))
    assert (status, problems(printed)) == (2, [(2, "交办日期：是空的，请填写。")])


def test_a_repeated_row_and_words_in_pieces():
    text = "关于<text:span>“食</text:span>堂”的<office:annotation><text:p>批注</text:p></office:annotation>建议"
    cells = open_cells([*CELLS[:2], text, *CELLS[3:]])
    content = open_sheet(
        open_cells(NAMES), f'<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
    )
    status, printed, _ = run(content)
    said = "件号：第070号与第2行重复，请只留一行。"
    assert (status, problems(printed)) == (2, [(3, said)])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            open_sheet(before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
            f"文件里有不该有的内容，为安全起见没有读取。{SAVE_AS}",
        ),
        (
            open_sheet(open_cells(NAMES), FAR_DOWN),
            "第5000行以下还有内容。请删去名单以外的内容和中间的空行，再交一次。",
        ),
        (
            open_sheet(extra=[("Pictures/bomb.png", b"\0" * (61 * 1024 * 1024))]),
            "文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。",
        ),
        (
            open_sheet(extra=[("META-INF/manifest.xml", "<manifest:encryption-data/>")]),
            "文件加了密码，打不开。请去掉密码，再交一次。",
        ),
        (open_sheet(open_cells(NAMES))[:-200], f"文件打不开，可能没有传完整。{SAVE_AS}"),
    ],
)  # fmt: skip
def test_an_open_document_that_is_not_read(content, said):
    status, _, complaint = run(content)
    assert (status, complaint.startswith(f"没有登记。{said}")) == (2, True), complaint


def test_the_kind_is_known_by_what_a_file_holds():
    """The command is always given a name in .xlsx; a true workbook is still read as one."""
    assert run(book([row("070")]))[0] == 0
    refused(
        rewritten(book([row("070")])).replace(b"xl/workbook.xml", b"wd/document.xml"),
        f"这不是 Excel 名单（.xlsx）。{SAVE_AS}",
    )

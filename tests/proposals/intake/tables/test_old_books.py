"""The older kinds of workbook, .xls and .xlsb: read as an .xlsx is, within the same bounds."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import Case, Event, IntakeList, Suggestion
from tests.proposals.intake.sheets import problems, refused, rewritten, run
from tests.proposals.intake.tables.old_books import REF_ERROR, Error, Shown, binary_book, old_book

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = ["届次", "件号", "标题", "领衔代表", "附议代表", "主办单位", "交办日期", "答复期限"]
DAY = dt.date(2026, 3, 5)
SAVE_AS = "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”，再交一次。"
BOTH = pytest.mark.parametrize("made_by", [old_book, binary_book])


def line(number, *, day=DAY, due=None, title="关于食堂的建议", unit="区民政局"):
    return ["九届五次", number, title, "赵洪蓉", "周建伟、李倩宇", unit, day, due]


def made():
    return [(one.number, one.title, one.cases.get().handed_on) for one in Suggestion.objects.order_by("pk")]


@BOTH
def test_a_list_under_its_title_with_values_of_every_kind(made_by):
    rows = [["代表建议交办清单"], NAMES, line(Shown((70, "000"))), line("台52", title=20260305), line(155144.0)]
    status, printed, complaint = run(made_by([("清单", rows)], [(0, 0, 0, 7)]))
    assert (status, complaint, problems(printed)) == (0, "", [])
    assert made() == [
        ("070", "关于食堂的建议", DAY),
        ("台52", "20260305", DAY),
        ("155144", "关于食堂的建议", DAY),
    ]


@BOTH
def test_what_is_merged_over_several_rows_counts_for_each(made_by):
    rows = [NAMES, line("070"), line("071", day=None)]
    assert run(made_by([("清单", rows)], [(1, 2, 6, 6)]))[0] == 0
    assert [day for _, _, day in made()] == [DAY, DAY]


@BOTH
def test_a_failed_formula_is_no_empty_cell(made_by):
    rows = [NAMES, line("070", due=Error(REF_ERROR))]
    status, printed, _ = run(made_by([("清单", rows)]))
    said = "答复期限：H2的公式出了错（#REF!），请改成直接填写的内容。"
    assert (status, problems(printed)) == (2, [(2, said)])


@BOTH
@pytest.mark.parametrize("day", [DAY, 44624])
def test_a_workbook_that_counts_from_1904(made_by, day):
    assert run(made_by([("清单", [NAMES, line("070", day=day)])], from_1904=True))[0] == 0
    assert Case.objects.get().handed_on == DAY


@BOTH
def test_a_hidden_sheet_is_not_read(made_by):
    other = [NAMES, line("071")]
    assert run(made_by([("清单", [NAMES, line("070")]), ("旧的", other)], hidden=("旧的",)))[0] == 0
    assert [number for number, _, _ in made()] == ["070"]


@BOTH
def test_something_written_far_below(made_by):
    rows = [NAMES, *[[]] * 5000, ["x"]]
    refused(made_by([("清单", rows)]), "第5000行以下还有内容。请删去名单以外的内容和中间的空行，再交一次。")


@BOTH
def test_cells_beyond_the_widest_row_are_not_read(made_by):
    wide = [*line("070"), *[None] * 60, "x"]
    assert run(made_by([("清单", [NAMES, wide])]))[0] == 0


@BOTH
def test_a_damaged_workbook(made_by):
    content = made_by([("清单", [NAMES, *[line(f"{n}") for n in range(200)]])])
    refused(content[: len(content) // 2], f"文件打不开，可能没有传完整。{SAVE_AS}")


def changed(content, part, data):
    return rewritten(content, lambda name, old: data(old) if name == part else old)


@pytest.mark.parametrize("part", ["xl/workbook.bin", "xl/worksheets/sheet1.bin", "xl/styles.bin"])
def test_a_damaged_part_of_a_binary_workbook(part):
    content = changed(binary_book([("清单", [NAMES, line("070")])]), part, lambda old: old[:9] + b"\xff" * 40)
    refused(content, f"文件打不开，可能没有传完整。{SAVE_AS}")


def test_cells_so_far_apart_that_no_memory_holds_what_lies_between():
    """The last cell of a sheet: a million rows of sixteen thousand."""
    far = b"\x00\x11" + (1_048_575).to_bytes(4, "little") + bytes(13)
    far += b"\x04\x09" + (16_383).to_bytes(4, "little") + bytes(4) + b"\x01"
    end = b"\x92\x01\x00"
    content = changed(
        binary_book([("清单", [NAMES, line("070")])]),
        "xl/worksheets/sheet1.bin",
        lambda old: old.replace(end, far + end, 1),
    )
    refused(content, "文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。")


def test_words_repeated_past_all_bounds():
    """One text, kept once in the file and named by three thousand cells."""
    rows = [NAMES, *[line("070", title="长" * 8_000) for _ in range(3_000)]]
    said = "文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。"
    refused(old_book([("清单", rows)]), said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, f"文件打不开，可能没有传完整。{SAVE_AS}"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "文件加了密码，打不开。请去掉密码，再交一次。",
        ),
        (
            old_book([("清单", [NAMES])]) + "_VBA_PROJECT_CUR".encode("utf-16-le"),
            f"文件含有宏，不能接收。{SAVE_AS}",
        ),
        (
            rewritten(binary_book([("清单", [NAMES])]), extra=[("xl/vbaProject.bin", b"x")]),
            f"文件含有宏，不能接收。{SAVE_AS}",
        ),
        (
            rewritten(binary_book([("清单", [NAMES])]), extra=[("xl/media/bomb.bin", b"\0" * (61 * 1024 * 1024))]),
            "文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。",
        ),
    ],
)  # fmt: skip
def test_a_workbook_that_is_not_read(content, said):
    refused(content, said)


def test_an_old_workbook_with_a_password():
    """A record FILEPASS stands behind the first one of the book's stream."""
    content = old_book([("清单", [NAMES, line("070")])])
    start = content.index(b"\x09\x08\x10\x00") + 20
    locked = content[:start] + b"\x2f\x00\x36\x00" + b"\x01\x00" * 27 + content[start + 58 :]
    refused(locked, "文件加了密码，打不开。请去掉密码，再交一次。")


def test_a_part_with_a_password():
    content = bytearray(binary_book([("清单", [NAMES])]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.start_dir
    content[at + 8] |= 1
    refused(bytes(content), "文件加了密码，打不开。请去掉密码，再交一次。")


@BOTH
def test_an_old_workbook_through_the_page(client, world, made_by):
    client.force_login(world.district)
    name = "交办清单.xls" if made_by is old_book else "交办清单.xlsb"
    sent = {"file": SimpleUploadedFile(name, made_by([("清单", [NAMES, line("070")])]))}
    at = client.post("/intake/lists/", sent)["Location"]
    assert client.get(at).context["plan"].summary == "共1行：可登记1件，已有0件，有错0行"
    client.post(at)
    assert (IntakeList.objects.get().name, Event.objects.get().data["file"]) == (name, name)

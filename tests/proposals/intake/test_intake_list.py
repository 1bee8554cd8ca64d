"""The pages of a list, through the front door: upload, preview, confirmation, the template."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from proposals.intake.tables import sheet as limits
from proposals.models import Case, Event, IntakeList, Suggestion
from tests import factories
from tests.proposals.intake.sheets import COLUMNS, at_once, book, counts, faults, row

pytestmark = pytest.mark.django_db


def send(client, content, name="九届五次名单.xlsx"):
    return client.post("/intake/lists/", {"file": SimpleUploadedFile(name, content)})


def test_upload_shows_what_would_be_made_and_makes_nothing(district):
    before = counts()
    answer = send(district, book([row("070"), row("071", 领衔代表="钱学文")]))
    kept = IntakeList.objects.get()
    assert (answer.status_code, answer["Location"], counts()) == (302, kept.get_absolute_url(), before)
    page = district.get(kept.get_absolute_url())
    assert page.context["plan"].summary == "共2行：可登记2件，已有0件，有错0行"
    assert "会新登记1位代表：钱学文。请核对名称没有写错。" in page.text
    assert page.text.count("新登记：钱学文") == 1
    assert "登记这2件并交办" in page.text
    assert counts() == before


def test_confirming_makes_all_of_it_once(district, world):
    send(district, book([row("070"), row("071", 会办单位="区房管局")]))
    kept = IntakeList.objects.get()
    done = district.post(kept.get_absolute_url(), follow=True)
    after = counts()
    kept.refresh_from_db()
    for case in Case.objects.exclude(part="会办"):
        assert f'href="{case.get_absolute_url()}"' in done.text
    assert "登记了2件，已经交给承办单位，等他们签收。" in done.text
    assert (kept.applied_by, kept.made) == (world.district, 2)
    assert list(Case.objects.order_by("pk").values_list("suggestion__number", "part")) == [
        ("070", "独办"),
        ("071", "主办"),
        ("071", "会办"),
    ]
    assert Event.objects.first().data["file"] == "九届五次名单.xlsx"
    again = district.post(kept.get_absolute_url(), follow=True)
    assert counts() == after
    assert "这份名单已经办过了，没有再登记或更正一次。" in again.text
    assert "登记这" not in again.text


def test_the_same_file_waits_once_and_later_has_nothing_to_register(district):
    content = book([row("070")])
    send(district, content)
    send(district, content)
    kept = IntakeList.objects.get()
    district.post(kept.get_absolute_url())
    after = counts()
    answer = send(district, content)
    assert answer["Location"] != kept.get_absolute_url()
    page = district.get(answer["Location"])
    assert page.context["plan"].summary == "共1行：可登记0件，已有1件，有错0行"
    assert "登记这" not in page.text
    district.post(answer["Location"])
    assert counts() == after


@pytest.mark.once
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("九届五次 名单.CSV", "九届五次 名单.csv"),
        ("导出.txt", "导出.txt"),
        ("C:\\桌面\\<名单>.xls.csv", "_名单_.csv"),
        ("名单", "名单"),
        ("名单.exe", "名单"),
    ],
)
def test_a_list_as_text_goes_in_under_its_own_name(district, sent, kept):
    cells = [str(value or "") for value in row("070", 建议内容="案由：吃饭难。").values()]
    content = "\r\n".join(",".join(line) for line in (list(row("070")), cells)).encode("gb18030")
    at = send(district, content, sent)["Location"]
    assert district.get(at).context["plan"].summary == "共1行：可登记1件，已有0件，有错0行"
    district.post(at)
    assert (IntakeList.objects.get().name, Event.objects.get().data["file"]) == (kept, kept)


def test_a_wrong_row_stops_the_whole_list(district):
    before = counts()
    answer = send(district, book([row("070"), row("071", 交办日期="3月5日")]))
    page = district.get(answer["Location"])
    assert "交办日期</strong>：“3月5日”没有写年份" in page.text
    assert "登记这" not in page.text
    pressed = district.post(answer["Location"])
    assert (pressed.status_code, counts()) == (409, before)
    assert "没有登记。" in pressed.text


def test_what_changed_since_the_preview_is_said_at_confirmation(district, world):
    """Between looking and confirming, somebody registered the number with another text: it stays as it is."""
    at = send(district, book([row("070"), row("071")]))["Location"]
    theirs = factories.suggestion(number="070")
    factories.hand_over(theirs, world.bureau, handed_on=dt.date(2026, 3, 5))
    page = district.post(at, {"new": "2"}, follow=True)
    assert "您核对时可登记2件，确认时是1件：其余的刚刚有人登记过了，没有再登记。" in page.text
    assert "与已登记的不同：1件" in page.text
    assert list(Suggestion.objects.order_by("number").values_list("number", "title")) == [
        ("070", theirs.title),
        ("071", "关于第071件事的建议"),
    ]


def test_one_may_leave_and_come_back(district):
    answer = send(district, book([row("070")]))
    page = district.get("/intake/lists/")
    assert f'href="{answer["Location"]}"' in page.text
    assert "等您核对" in page.text


def test_lists_are_seen_by_their_owner_and_the_district_office(client, world):
    client.force_login(world.office)
    at = send(client, book([row("070")]))["Location"]
    client.force_login(world.other_office)
    assert (client.get(at).status_code, client.post(at).status_code) == (404, 404)
    assert at not in client.get("/intake/lists/").text
    client.force_login(world.district)
    assert client.get(at).status_code == 200


def test_an_office_cannot_confirm_what_is_not_its_own(office, world):
    before = counts()
    at = send(office, book([row("070", 主办单位="区房管局")]))["Location"]
    assert "您只能登记本单位承办的件，“区房管局”的由区政府办公室交办。" in office.get(at).text
    assert (office.post(at).status_code, counts()) == (409, before)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "这是 PDF 文件，不是 Excel 名单。请交 .xlsx 文件。"),
        (b"", "文件是空的，请重新选择。"),
        (
            book([], ["届次", "件号", "标题"]),
            "表头下面没有内容，没有要登记的建议。",
        ),
    ],
)
def test_a_file_that_cannot_be_read(district, content, sentence):
    answer = send(district, content)
    [(field, said)] = faults(answer)
    assert (answer.status_code, field, said.startswith(sentence)) == (400, "file", True)
    assert IntakeList.objects.count() == 0


def test_a_file_too_large_is_not_read(district, monkeypatch):
    monkeypatch.setattr(limits, "FILE_MOST", 1000)
    answer = send(district, book([row("070")]))
    assert faults(answer) == [("file", "文件太大，名单不能超过10兆。请去掉图片等无关内容，或者分成几份。")]


def test_no_file(district):
    answer = district.post("/intake/lists/", {})
    assert (answer.status_code, faults(answer)) == (400, [("file", "请选择文件。")])


def test_what_the_list_holds_is_shown_as_text(district):
    answer = send(district, book([row("070", 标题="<script>alert(1)</script>", 领衔代表="=cmd")]))
    page = district.get(answer["Location"])
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_long_lists_are_turned_page_by_page_in_a_constant_number_of_queries(district, django_assert_max_num_queries):
    at = send(district, book([row(n) for n in range(1, 251)]))["Location"]
    with django_assert_max_num_queries(24):  # with the reports asked for at the side, and the rule on several units
        page = district.get(at, {"page": 3})
    assert [line.row.number for line, _ in page.context["rows"]] == list(range(202, 252))
    assert district.get(at, {"page": "abc", "show": "x"}).status_code == 200


# ---- the template --------------------------------------------------------------------------------------------


def template(client):
    answer = client.get("/intake/template.xlsx")
    content = b"".join(answer.streaming_content)
    return answer, content, load_workbook(io.BytesIO(content))


def test_the_template_has_the_columns_and_keeps_what_is_typed(district):
    answer, _, made = template(district)
    sheet = made.worksheets[0]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert tuple(cell.value.removesuffix("（必填）") for cell in sheet[1]) == COLUMNS
    formats = [sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]]
    assert formats == ["@"] * 9 + ["yyyy-mm-dd"] * 2
    assert all("例：" in cell.comment.text for cell in sheet[1])
    live = [cell for page in made for line in page.iter_rows() for cell in line if cell.data_type == "f"]
    assert live == []


def test_the_filled_template_is_a_list(district):
    _, _, made = template(district)
    sheet = made.worksheets[0]
    sheet.append([row("070").get(column) for column in COLUMNS])
    out = io.BytesIO()
    made.save(out)
    answer = send(district, out.getvalue())
    assert district.get(answer["Location"]).context["plan"].summary == "共1行：可登记1件，已有0件，有错0行"


def test_the_empty_template_has_nothing_to_register(district):
    _, content, _ = template(district)
    assert faults(send(district, content)) == [("file", "表头下面没有内容，没有要登记的建议。")]


@pytest.mark.django_db(transaction=True)
def test_a_list_confirmed_twice_at_once_is_registered_once(district, world):
    at = send(district, book([row(n) for n in range(1, 6)]))["Location"]
    assert at_once(world.district, at, {}) == [302, 302]
    assert (Suggestion.objects.count(), Event.objects.count()) == (5, 5)

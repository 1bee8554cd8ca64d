"""The pages of intake, through the front door: by hand, upload, preview, confirmation, the template."""

import datetime as dt
import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from proposals.intake import workbook
from proposals.models import Attachment, Deputy, Event, Handling, IntakeList, Role, Suggestion
from tests import factories
from tests.proposals.sheets import COLUMNS, book, counts, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world():
    world = factories.world()
    factories.session()
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        factories.deputy(name)
    return world


@pytest.fixture
def district(client, world):
    client.force_login(world.district)
    return client


@pytest.fixture
def office(client, world):
    client.force_login(world.office)
    return client


def form(world, **fields):
    """What the form sends for a suggestion as it should be, but for what is given; None is not sent."""
    sent = {
        "session": factories.session().pk,
        "number": "070",
        "title": "关于增加助餐点的建议",
        "text": "案由：老人吃饭难。\n建议：增加助餐点。",
        "category": "民政",
        "lead": "赵洪蓉",
        "co_signers": "周建伟、李倩宇",
        "way": "独办",
        "unit": world.bureau.pk,
        "handed_on": "2026-03-05",
        "due": "",
        **fields,
    }
    return {name: value for name, value in sent.items() if value is not None}


def faults(response):
    """(field, sentence) of every fault of the form shown again."""
    return [(name, said) for name, errors in response.context["form"].errors.items() for said in errors]


# ---- by hand -------------------------------------------------------------------------------------------------


def test_by_hand_makes_the_suggestion_its_case_and_the_event(district, world):
    answer = district.post("/intake/", form(world))
    made = Suggestion.objects.get()
    case = made.handlings.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert (made.number, made.title, made.category, made.proposer_names) == (
        "070",
        "关于增加助餐点的建议",
        "民政",
        "赵洪蓉、周建伟、李倩宇",
    )
    assert (case.unit, case.part, case.status) == (world.bureau, "独办", "awaiting_receipt")
    assert (case.handed_on, case.statutory_due, case.internal_due) == (dt.date(2026, 3, 5), dt.date(2026, 6, 5), None)
    event = case.events.get()
    assert (event.action, event.role, event.actor) == ("hand_over", Role.DISTRICT, world.district)
    assert event.data == {
        "unit": "上海市宝山区民政局",
        "part": "独办",
        "handed_on": "2026-03-05",
        "statutory_due": "2026-06-05",
        "internal_due": None,
        "from": "手工登记",
    }


@pytest.mark.parametrize(
    ("way", "parts"),
    [("主办", ["主办", "会办"]), ("分别办理", ["分别办理", "分别办理"])],
)
def test_several_units(district, world, way, parts):
    district.post("/intake/", form(world, way=way, others=[world.other_bureau.pk]))
    made = Handling.objects.order_by("pk").values_list("unit__short_name", "part")
    assert list(made) == list(zip(["区民政局", "区房管局"], parts, strict=True))


def test_a_cppcc_session_makes_a_proposal_of_members(district, world):
    factories.deputy("苏敏", "委员")
    session = factories.session("政协")
    district.post("/intake/", form(world, session=session.pk, lead="苏敏", co_signers=""))
    made = Suggestion.objects.get()
    assert (made.kind, made.proposers[0].kind) == ("提案", "委员")


def test_namesakes_by_delegation(district, world):
    Deputy.objects.create(name="张敏", delegation="吴淞代表团")
    wanted = Deputy.objects.create(name="张敏", delegation="顾村代表团")
    answer = district.post("/intake/", form(world, lead="张敏"))
    said = "有2位代表叫“张敏”，请写明是哪一位：张敏（吴淞代表团）、张敏（顾村代表团）。"
    assert (answer.status_code, faults(answer)) == (400, [("lead", said)])
    district.post("/intake/", form(world, lead="张敏（顾村代表团）"))
    assert Suggestion.objects.get().proposers[0] == wanted


def test_a_new_deputy_is_made_only_when_said_so(district, world):
    answer = district.post("/intake/", form(world, lead="钱学文"))
    said = "没有找到“钱学文”，请核对。确实是新代表的，请勾选“登记为新代表”。"
    assert (faults(answer), Deputy.objects.count()) == ([("lead", said)], 3)
    assert "没有找到的几位，登记为新代表" in answer.text
    district.post("/intake/", form(world, lead="钱学文", new_deputies="on"))
    assert (Suggestion.objects.get().proposers[0].name, Deputy.objects.count()) == ("钱学文", 4)


def test_the_attachment_is_kept_with_the_suggestion(district, world):
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    district.post("/intake/", form(world, files=SimpleUploadedFile("原件.png", picture.getvalue())))
    kept = Attachment.objects.get()
    assert (kept.suggestion, kept.case, kept.kind, kept.name, kept.uploaded_by) == (
        Suggestion.objects.get(),
        None,
        "suggestion",
        "原件.png",
        world.district,
    )


def test_a_wrong_attachment_makes_nothing(district, world):
    answer = district.post("/intake/", form(world, files=SimpleUploadedFile("原件.pdf", b"MZ not a pdf")))
    assert (answer.status_code, [name for name, _ in faults(answer)], counts()[2:]) == (400, ["files"], [0, 0, 0, 0])


def test_on_to_the_next_one_keeps_session_and_day(district, world):
    answer = district.post("/intake/", form(world, next="1"), follow=True)
    shown = answer.context["form"].initial
    assert (shown["session"], shown["handed_on"]) == (str(factories.session().pk), "2026-03-05")
    assert 'value="2026-03-05"' in answer.text


TWO_LEADS = "写了2位，领衔代表只能有一位，其他的请写在附议代表里。"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"number": "七十"}, ("number", "“七十”不是件号，请写三到四位数字，如070；闭会期间的可带字母，如B012。")),
        ({"number": ""}, ("number", "请填写。")),
        ({"session": ""}, ("session", "请选择。")),
        ({"session": "999999"}, ("session", "请从列出的里面选。")),
        ({"title": " 　"}, ("title", "请填写。")),
        ({"title": "长" * 201}, ("title", "有201个字，最多200个字，请缩短。")),
        ({"text": "长" * 50_001}, ("text", "有50001个字，最多50000个字，请缩短。")),
        ({"lead": ""}, ("lead", "请填写。")),
        ({"lead": "周建伟、李倩宇", "co_signers": ""}, ("lead", TWO_LEADS)),
        ({"co_signers": "赵洪蓉"}, ("co_signers", "“赵洪蓉”已经是领衔代表，请从附议代表里去掉。")),
        ({"co_signers": "周建伟、周建伟"}, ("co_signers", "“周建伟（吴淞代表团）”写了两次，请去掉一个。")),
        ({"unit": ""}, ("unit", "请选择。")),
        ({"way": "督办"}, ("way", "请从列出的里面选。")),
        ({"way": "主办"}, ("others", "请选至少一个单位；只有一个单位办理的，请选“独办”。")),
        ({"handed_on": "3月5日"}, ("handed_on", "“3月5日”没有写年份，请写全，如2026年3月5日。")),
        ({"handed_on": "2099-01-01"}, ("handed_on", "2099年1月1日还没有到，交办日期不能晚于今天。")),
        ({"due": "2026-06-08"}, ("due", "2026年6月8日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。")),
        ({"due": "2026-03-05"}, ("due", "2026年3月5日不在交办日期之后，请核对。")),
    ],
)  # fmt: skip
def test_a_wrong_field(district, world, fields, fault):
    before = counts()
    answer = district.post("/intake/", form(world, **fields))
    assert (answer.status_code, faults(answer), counts()) == (400, [fault], before)
    assert "您填写的内容都还在" in answer.text


def test_one_unit_alone_and_the_main_unit_once(district, world):
    sole = district.post("/intake/", form(world, others=[world.other_bureau.pk]))
    twice = district.post("/intake/", form(world, way="主办", others=[world.bureau.pk]))
    assert faults(sole) == [("others", "独办只有一个单位。请去掉这里的单位，或者改选办理方式。")]
    assert faults(twice) == [("others", "“区民政局”已经选作主办或独办单位，请从这里去掉。")]


def test_the_statutory_date_itself_is_no_date_of_the_districts(district, world):
    district.post("/intake/", form(world, due="2026-06-05"))
    district.post("/intake/", form(world, number="071", due="2026-05-20"))
    dates = Handling.objects.order_by("pk").values_list("internal_due", flat=True)
    assert list(dates) == [None, dt.date(2026, 5, 20)]


def test_sent_twice_makes_one_and_leads_to_it(district, world):
    district.post("/intake/", form(world))
    before = counts()
    answer = district.post("/intake/", form(world, number="70"))
    said = "第九届第五次会议第070号已经登记过了，不用再登记。"
    assert (answer.status_code, faults(answer), counts()) == (400, [("number", said)], before)
    assert f'href="{Handling.objects.get().get_absolute_url()}"' in answer.text


def test_an_existing_case_of_another_unit_is_not_linked(office, world):
    case = factories.hand_over(factories.suggestion(number="070"), world.other_bureau)
    answer = office.post("/intake/", form(world))
    assert case.get_absolute_url() not in answer.text
    assert "这一件不由您的单位承办" in answer.text


# ---- who -----------------------------------------------------------------------------------------------------

PAGES = ("/intake/", "/intake/lists/", "/intake/template.xlsx")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("district", 200),
        ("office", 200),
        ("handler", 403),
        ("leader", 403),
        ("congress", 403),
        ("cppcc", 403),
        ("admin", 403),
        ("nobody", 403),
    ],
)
def test_who_may_open_the_pages(client, world, page, who, status):
    client.force_login(getattr(world, who))
    assert client.get(page).status_code == status


@pytest.mark.parametrize("page", [*PAGES, "/intake/lists/1/"])
def test_without_sign_in_the_door_is_shown(client, page):
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={page}")


@pytest.mark.parametrize("who", ["handler", "leader", "congress", "nobody"])
def test_who_may_not_register_cannot_send_either(client, world, who):
    client.force_login(getattr(world, who))
    before = counts()
    by_hand = client.post("/intake/", form(world))
    by_list = client.post("/intake/lists/", {"file": SimpleUploadedFile("list.xlsx", book([row("070")]))})
    assert (by_hand.status_code, by_list.status_code, counts(), IntakeList.objects.count()) == (403, 403, before, 0)


def test_a_units_office_registers_for_its_own_unit_only(office, world):
    other = office.post("/intake/", form(world, unit=world.other_bureau.pk))
    assert faults(other) == [("unit", "请从列出的里面选。")]
    own = office.post("/intake/", form(world, way="会办", others=[world.other_bureau.pk]))
    assert own.status_code == 302
    assert list(Handling.objects.values_list("unit__short_name", "part")) == [("区民政局", "会办")]
    assert Event.objects.get().role == Role.OFFICE


# ---- the list ------------------------------------------------------------------------------------------------


def send(client, content, name="九届五次名单.xlsx"):
    return client.post("/intake/lists/", {"file": SimpleUploadedFile(name, content)})


def test_upload_shows_what_would_be_made_and_makes_nothing(district):
    before = counts()
    answer = send(district, book([row("070"), row("071", 领衔代表="钱学文")]))
    kept = IntakeList.objects.get()
    assert (answer.status_code, answer["Location"], counts()) == (302, kept.get_absolute_url(), before)
    page = district.get(kept.get_absolute_url())
    assert page.context["plan"].summary == "共2行：可登记2件，已有0件，有错0行"
    assert "注意：钱学文是新代表" in page.text
    assert "登记这2件并交办" in page.text
    assert counts() == before


def test_confirming_makes_all_of_it_once(district, world):
    send(district, book([row("070"), row("071", 会办单位="区房管局")]))
    kept = IntakeList.objects.get()
    done = district.post(kept.get_absolute_url(), follow=True)
    after = counts()
    kept.refresh_from_db()
    for case in Handling.objects.exclude(part="会办"):
        assert f'href="{case.get_absolute_url()}"' in done.text
    assert "登记了2件，已经交给承办单位，等他们签收。" in done.text
    assert (kept.applied_by, kept.made) == (world.district, 2)
    assert list(Handling.objects.order_by("pk").values_list("suggestion__number", "part")) == [
        ("070", "独办"),
        ("071", "主办"),
        ("071", "会办"),
    ]
    assert Event.objects.first().data["file"] == "九届五次名单.xlsx"
    again = district.post(kept.get_absolute_url(), follow=True)
    assert counts() == after
    assert "这份名单已经登记过了，没有重复登记。" in again.text
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


def test_a_wrong_row_stops_the_whole_list(district):
    before = counts()
    answer = send(district, book([row("070"), row("071", 交办日期="3月5日")]))
    page = district.get(answer["Location"])
    assert "交办日期</strong>：“3月5日”没有写年份" in page.text
    assert "登记这" not in page.text
    pressed = district.post(answer["Location"])
    assert (pressed.status_code, counts()) == (409, before)
    assert "没有登记。" in pressed.text


def test_what_changed_since_the_preview_is_seen_at_confirmation(district, world):
    """Between looking and confirming, somebody registered the number with another text."""
    answer = send(district, book([row("070"), row("071")]))
    factories.hand_over(factories.suggestion(number="070"), world.bureau, handed_on=dt.date(2026, 3, 5))
    before = counts()
    pressed = district.post(answer["Location"])
    assert (pressed.status_code, counts()) == (409, before)
    assert IntakeList.objects.get().applied_at is None


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
        (book([], ["届次", "件号", "标题"]), "表里少了8列"),
    ],
)
def test_a_file_that_cannot_be_read(district, content, sentence):
    answer = send(district, content)
    [(field, said)] = faults(answer)
    assert (answer.status_code, field, said.startswith(sentence)) == (400, "file", True)
    assert IntakeList.objects.count() == 0


def test_a_file_too_large_is_not_read(district, monkeypatch):
    monkeypatch.setattr(workbook, "FILE_MOST", 1000)
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
    with django_assert_max_num_queries(20):
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


# ---- two at once ---------------------------------------------------------------------------------------------


def at_once(user, address, sent):
    """The statuses of the same request sent by two browsers at one moment."""
    barrier, results = threading.Barrier(2), []

    def send_one():
        try:
            browser = Client()
            browser.force_login(user)
            barrier.wait(10)
            results.append(browser.post(address, sent).status_code)
        finally:
            connection.close()

    both = [threading.Thread(target=send_one) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_a_list_confirmed_twice_at_once_is_registered_once(district, world):
    at = send(district, book([row(n) for n in range(1, 6)]))["Location"]
    assert at_once(world.district, at, {}) == [302, 302]
    assert (Suggestion.objects.count(), Event.objects.count()) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_a_number_registered_twice_at_once_is_registered_once(world):
    assert at_once(world.district, "/intake/", form(world)) == [302, 400]
    assert (Suggestion.objects.count(), Event.objects.count()) == (1, 1)

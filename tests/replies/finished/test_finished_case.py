"""A case that was finished before: shown as such, found, counted where its numbers are known, held to no date."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from docx import Document

from proposals.models import Attachment, Case, Part, User
from replies.desk.groups import groups_for
from replies.desk.listed import group_cases
from replies.drafts.similar import similar_cases
from replies.models import Promise
from tests import factories as f
from tests.replies.finished.lists import finished_case

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2026, 3, 19, 10, tzinfo=timezone.get_default_timezone())
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>endobj\ntrailer<</Root 1 0 R>>\n"


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def office(client):
    client.force_login(f.world().office)
    return client


def word(*lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ---- shown ---------------------------------------------------------------------------------------------------


def test_its_page_says_what_it_is_and_offers_nothing_to_be_done(office):
    case = finished_case()
    page = office.get(case.get_absolute_url())
    assert "办结（补录）" in page.text
    assert "往年在别处办结，没有在这里签收、签发、送达和打印。" in page.text
    assert list(page.context["tabs"]) == ["suggestion", "reply"]
    assert (page.context["buttons"], page.context["acts"]) == ([], {})
    assert [fact.label for fact in page.context["dates"]] == ["交办", "答复", "办结"]
    assert "2023年5月22日（补录，照往年的记载）" in page.text
    assert "新增助餐点12处" in page.text
    assert "签发" not in page.text.split('class="tab-room stack"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    "address", ["print/", "deliver/", "paper/", "follow-up/", "draft/", "contacts/add/", "consult/", "supervise/"]
)
def test_no_page_of_work_opens_for_it(client, address):
    case = finished_case()
    events = case.events.count()
    for who in ("office", "handler", "district"):
        client.force_login(getattr(f.world(), who))
        assert client.post(f"/cases/{case.pk}/{address}", {"seen": case.version}).status_code in (400, 403, 404, 409)
    assert (case.events.count(), Case.objects.get(pk=case.pk).status) == (events, "closed")


def test_the_list_and_the_workbook_mark_it(office):
    case = finished_case()
    page = office.get("/cases/")
    assert [row.case.pk for row in page.context["rows"]] == [case.pk]
    assert '<span class="tag open">补录</span>' in page.text
    assert [row.case.pk for row in office.get("/cases/?due=answered").context["rows"]] == [case.pk]


# ---- left out ------------------------------------------------------------------------------------------------


def test_no_queue_has_it_though_a_promise_is_late(client):
    finished_case()
    for who in ("office", "handler", "leader", "district", "congress"):
        client.force_login(getattr(f.world(), who))
        assert list(client.get("/").context["rows"]) == []
        person = User.objects.get(username=who)
        full = [group.slug for group in groups_for(person) if group_cases(person, group, due="").exists()]
        assert full == (["done"] if who in ("office", "handler", "leader") else [])


def test_figures_count_it_without_any_date(client):
    finished_case()
    client.force_login(f.world().district)
    book = client.get("/figures/?year=2023").context["book"]
    counted = {
        key: book.count(key).number
        for key in (
            "all",
            "answered",
            "finished",
            "class.正在解决",
            "open",
            "owing",
            "on_time",
            "late",
            "here",
            "met",
        )
    }
    assert counted == {
        "all": 1,
        "answered": 1,
        "finished": 1,
        "class.正在解决": 1,
        "open": 1,
        "owing": 0,
        "on_time": 0,
        "late": 0,
        "here": 0,
        "met": 0,
    }
    assert (book.share("on_time").value, book.share("met").value) == (None, None)
    assert (book.count("promises").number, book.count("promises.kept").number) == (2, 1)


def test_what_is_not_known_lowers_no_share(client):
    finished_case(办理结果=None, 公开属性=None)
    f.advance(f.make_case("seeking_feedback"), "deliver")
    client.force_login(f.world().district)
    page = client.get("/figures/?year=")
    book = page.context["book"]
    assert (book.count("answered").number, book.count("classed").number) == (2, 1)
    assert (book.share("solved").value, book.share("open").value) == (1.0, 1.0)
    assert "其中补录" in page.text


def test_a_helping_unit_of_then_owes_no_opinion(client):
    finished_case(会办单位="区房管局")
    client.force_login(f.world().district)
    book = client.get("/figures/?year=2023").context["book"]
    assert (Case.objects.filter(part=Part.HELP).count(), book.count("helping").number) == (1, 0)


# ---- found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["office", "district", "congress"])
@pytest.mark.parametrize("word", ["三年内新增助餐点", "赵洪蓉", "宝民〔2023〕12号", "往事"])
def test_search_finds_it(client, who, word):
    case = finished_case()
    client.force_login(getattr(f.world(), who))
    assert [row.case.pk for row in client.get("/cases/", {"q": word}).context["rows"]] == [case.pk]


def test_it_is_among_the_similar_ones_with_what_was_promised():
    old = finished_case(标题="关于优化社区食堂、方便老年人就餐的建议")
    case = f.make_case("in_progress")
    [found] = similar_cases(case, f.world().handler)
    assert (found.case.pk, found.reply.given_on) == (old.pk, dt.date(2023, 5, 22))
    assert [one.item for one in found.promises] == ["新增助餐点12处", "延长供餐时间"]
    assert found.quotes == ("三年内新增助餐点12处。",)


def test_similar_without_a_known_text(client):
    finished_case(标题="关于优化社区食堂、方便老年人就餐的建议", 答复正文=None)
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    page = client.get(f"/cases/{case.pk}/draft/")
    assert "2023年5月22日答复（补录）：正在解决" in page.text


def test_the_text_is_read_by_who_may_see_the_case(client):
    case = finished_case()
    for who in ("handler", "district", "congress"):
        client.force_login(getattr(f.world(), who))
        page = client.get(f"/cases/{case.pk}/draft/1/1/")
        assert (page.status_code, "（补录）" in page.text, "签发稿" in page.text) == (200, True, False)
    client.force_login(f.world().other_office)
    assert client.get(case.get_absolute_url()).status_code == 404


def test_the_ledger_has_its_promises_and_takes_what_became_of_them(office):
    finished_case()
    owed = Promise.objects.get(kept_on=None)
    page = office.get("/promises/")
    assert "新增助餐点12处" in page.text
    early = {"steps": "0", "on": "2023-05-01", "said": "已经开张十二处。"}
    assert "不能早于答复的日期2023年5月22日。" in office.post(f"/promises/{owed.pk}/keep/", early).text
    done = office.post(f"/promises/{owed.pk}/keep/", {**early, "on": "2025-02-01"}, follow=True)
    owed.refresh_from_db()
    assert owed.kept_on == dt.date(2025, 2, 1)
    assert "已登记兑现。" in done.text
    assert "跟踪办理" not in done.text


def test_looking_back_has_it(client):
    finished_case()
    client.force_login(f.world().district)
    page = client.get("/lookback/?year=2023")
    assert "新增助餐点12处" in page.text


# ---- the original of its reply -------------------------------------------------------------------------------


def test_a_word_file_brings_the_text(office):
    case = finished_case(答复正文=None)
    at = f"/cases/{case.pk}/original/"
    lines = (
        "关于往事建议的答复",
        "赵洪蓉、周建伟代表：",
        "你们的建议收悉，现答复如下：",
        "今年建成一处日间照料中心。",
    )
    content = word(*lines)
    done = office.post(at, {"original": SimpleUploadedFile("070答复.docx", content)}, follow=True)
    assert "已补交“070答复.docx”，正文也取出来了。" in done.text
    reply = case.replies.get()
    assert "今年建成一处日间照料中心。" in reply.signed_draft.body
    assert (reply.signed_at, Attachment.objects.get().kind) == (None, "reply")
    assert [row.case.pk for row in office.get("/cases/", {"q": "日间照料"}).context["rows"]] == [case.pk]
    # Once more: nothing is added.
    office.post(at, {"original": SimpleUploadedFile("070答复.docx", content)})
    assert (Attachment.objects.count(), reply.drafts.count(), case.events.count()) == (1, 1, 2)
    call_command("verify_audit")


@pytest.mark.parametrize(
    "lines",
    [
        ("关于第071号建议的答复", "赵洪蓉代表：", "您的建议收悉，现答复如下：", "别的件。"),
        ("关于天桥的答复", "赵洪蓉代表：", "您提出的《关于修建人行天桥的建议》收悉，现答复如下：", "别的件。"),
    ],
)
def test_a_word_file_of_another_case_is_not_kept(office, lines):
    case = finished_case(答复正文=None)
    sent = {"original": SimpleUploadedFile("答复.docx", word(*lines))}
    page = office.post(f"/cases/{case.pk}/original/", sent)
    assert (page.status_code, "请核对是不是这一件的答复。没有收下；" in page.text) == (400, True)
    assert (Attachment.objects.count(), case.replies.get().signed_draft, case.events.count()) == (0, None, 1)


def test_a_scan_is_kept_beside_a_known_text(client):
    case = finished_case()
    client.force_login(f.world().district)
    sent = {"original": SimpleUploadedFile("答复.pdf", PDF)}
    done = client.post(f"/cases/{case.pk}/original/", sent, follow=True)
    assert "已补交“答复.pdf”。" in done.text
    assert (case.replies.get().drafts.count(), case.events.last().action) == (1, "finished_file")
    assert client.get(f"/attachments/{Attachment.objects.get().pk}/").status_code == 200


def test_a_word_file_never_writes_over_a_known_text(office):
    case = finished_case()
    before = case.replies.get().signed_draft.body
    sent = {"original": SimpleUploadedFile("答复.docx", word("赵洪蓉代表：", "别的答复。"))}
    office.post(f"/cases/{case.pk}/original/", sent)
    assert case.replies.get().signed_draft.body == before


def test_no_original_is_added_to_what_is_handled_here(office):
    case = f.make_case("closed")
    answer = office.post(f"/cases/{case.pk}/original/", {"original": SimpleUploadedFile("答复.pdf", PDF)})
    assert (answer.status_code, Attachment.objects.filter(kind="reply").count()) == (409, 0)

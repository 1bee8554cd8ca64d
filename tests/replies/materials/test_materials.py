"""材料: the folder of a case, seen in the page, named as an annex of the letter, and closed to everybody outside."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import Workbook

from proposals.models import Attachment, Event, Status
from tests import factories as f
from tests.factories import make_case, world
from tests.replies.originals.papers import paper, picture

pytestmark = pytest.mark.django_db
S = Status
NAME = "2026年社区工作者薪酬汇总表"


def enter(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def put(user, case, content: bytes | None = None, name: str = "汇总.pdf", said: str = NAME):
    file = SimpleUploadedFile(name, content or paper(2))
    return enter(user).post(f"/cases/{case.pk}/materials/", {"said": said, "file": file})


def test_it_is_kept_once_with_the_newest_word_and_seen_in_the_page():
    case, w = make_case(S.IN_PROGRESS), world()
    before = Event.objects.count()
    answers = [put(w.handler, case).status_code, put(w.office, case, said="薪酬汇总表").status_code]
    row = Attachment.objects.get(kind="material")
    assert (answers, row.said, row.uploaded_by, row.pages) == ([302, 302], "薪酬汇总表", w.handler, 2)
    assert Event.objects.count() == before
    page = enter(w.second_handler).get(f"/cases/{case.pk}/materials/").content.decode()
    assert [f'src="/originals/{row.pk}/{number}.jpg"' in page for number in (1, 2, 3)] == [True, True, False]
    assert enter(w.leader).get(f"/originals/{row.pk}/1.jpg").status_code == 200


def test_what_was_sent_and_arrived_is_not_offered_again_as_unsaved():
    case, w = make_case(S.IN_PROGRESS), world()
    versions = []
    for _ in range(2):
        page = enter(w.handler).get(f"/cases/{case.pk}/materials/").content.decode()
        versions.append(html.fromstring(page).get_element_by_id("form").get("data-kept-version"))
        put(w.handler, case)
    assert versions == ["0", "1"]


def test_without_a_word_or_with_a_file_of_another_kind_it_is_refused():
    case, w = make_case(S.IN_PROGRESS), world()
    answers = [put(w.handler, case, said="").status_code, put(w.handler, case, b"MZ").status_code]
    assert (answers, Attachment.objects.filter(kind="material").count()) == ([400, 400], 0)


def test_a_workbook_is_seen_as_tables_with_its_merged_cells():
    case, w, book = make_case(S.IN_PROGRESS), world(), Workbook()
    sheet = book.active
    sheet.title = "<薪酬>"
    for row in (["街镇", "人数", "合计（万元）"], ["友谊路", 12, 148.5], ["吴淞", 7, None], [None, None, "甲&乙"]):
        sheet.append(row)
    sheet.merge_cells("A3:B4")
    sheet["C3"] = 0.25
    book.create_sheet("长").append(["一行"])
    for number in range(250):
        book["长"].append([number])
    out = io.BytesIO()
    book.save(out)
    put(w.handler, case, out.getvalue(), "汇总.xlsx")
    page = html.fromstring(enter(w.handler).get(f"/cases/{case.pk}/materials/").content.decode())
    first, second = page.xpath("//div[contains(@class, 'original-sheet')]/table")
    assert [[cell.text or "" for cell in row.iter("td")] for row in first.iter("tr")] == [
        ["街镇", "人数", "合计（万元）"],
        ["友谊路", "12", "148.5"],
        ["吴淞", "0.25"],
        ["甲&乙"],
    ]
    spans = [
        (cell.text, cell.get("colspan"), cell.get("rowspan")) for cell in first.iter("td") if cell.get("colspan")
    ]
    assert (first.find("caption").text, spans) == ("<薪酬>", [("吴淞", "2", "2")])
    assert len(list(second.iter("tr"))) == 200
    assert "“长”还有51行没有列出，请下载看。" in page.text_content()


@pytest.mark.parametrize("who", ["district", "congress", "other_office", "other_handler", "admin"])
@pytest.mark.parametrize("status", [S.IN_PROGRESS, S.SEEKING_FEEDBACK, S.CLOSED])
def test_outside_the_unit_neither_the_file_nor_its_name_is_seen(status, who):
    case, w = make_case(status), world()
    f.hand_over(case.suggestion, w.other_bureau, "会办")
    put(w.handler, case, picture(), "走访.png")
    row = Attachment.objects.get(kind="material")
    client = enter(getattr(w, who))
    files = [f"/attachments/{row.pk}/", f"/originals/{row.pk}/", f"/originals/{row.pk}/1.jpg"]
    assert [client.get(address).status_code for address in files] == [404, 404, 404]
    tabs = ("suggestion", "reply", "consultations", "contacts", "feedback", "prints")
    pages = [f"/cases/{case.pk}/", *(f"/cases/{case.pk}/tab/{tab}/" for tab in tabs)]
    seen = [page for page in pages if NAME in client.get(page).content.decode()]
    assert (seen, put(getattr(w, who), case).status_code in (403, 404)) == ([], True)


def test_the_draft_page_offers_it_as_an_annex_and_the_prints_offer_the_file():
    case, w = make_case(S.IN_PROGRESS), world()
    put(w.handler, case)
    put(w.handler, case, picture(), "走访.png", said="走访照片")
    page = enter(w.handler).get(f"/cases/{case.pk}/draft/").content.decode()
    assert [f'data-annex="{name}"' in page for name in (NAME, "走访照片")] == [True, True]
    f.contact_all(case, w.handler)
    f.write(case, w.handler, annexes=NAME)
    f.advance(case, "submit", "check", "sign")
    first, second = Attachment.objects.filter(kind="material").order_by("pk")
    prints = f"/cases/{case.pk}/tab/prints/"
    inside, outside = (enter(one).get(prints).content.decode() for one in (w.office, w.district))
    linked = [f'href="/attachments/{one.pk}/"' in inside for one in (first, second)]
    assert (linked, "随答复附送" in outside) == ([True, False], False)


def test_it_is_taken_away_by_who_put_it_there_or_the_office_and_nobody_sees_it_any_more():
    case, w = make_case(S.IN_PROGRESS), world()
    put(w.handler, case)
    row = Attachment.objects.get(kind="material")
    address, before = f"/materials/{row.pk}/remove/", Event.objects.count()
    assert [enter(who).post(address).status_code for who in (w.second_handler, w.other_office)] == [403, 404]
    assert enter(w.handler).post(address).headers["Location"] == f"/cases/{case.pk}/materials/"
    row.refresh_from_db()
    assert (row.removed_by, row.removed_at is not None, Event.objects.count()) == (w.handler, True, before)
    assert enter(w.office).post(address).status_code == 302  # again changes nothing
    row.refresh_from_db()
    assert row.removed_by == w.handler
    pages = [f"/cases/{case.pk}/", f"/cases/{case.pk}/materials/", f"/cases/{case.pk}/draft/"]
    assert [page for page in pages if f"/originals/{row.pk}/" in enter(w.handler).get(page).content.decode()] == []
    files = [f"/attachments/{row.pk}/", f"/originals/{row.pk}/", f"/originals/{row.pk}/1.jpg"]
    assert [enter(w.handler).get(one).status_code for one in files] == [404, 404, 404]
    put(w.office, case, said="又放进来")
    row.refresh_from_db()
    assert (row.removed_at, row.said) == (None, "又放进来")
    assert enter(w.office).post(address).status_code == 302


def test_what_the_letter_names_as_its_annex_stays():
    case, w = make_case(S.IN_PROGRESS), world()
    put(w.handler, case)
    f.write(case, w.handler, annexes=NAME)
    row = Attachment.objects.get(kind="material")
    answer = enter(w.handler).post(f"/materials/{row.pk}/remove/", follow=True)
    assert f"答复的附件里列着“{NAME}”。先在答复里去掉，再移走。" in answer.content.decode()
    row.refresh_from_db()
    assert (answer.status_code, row.removed_at) == (409, None)

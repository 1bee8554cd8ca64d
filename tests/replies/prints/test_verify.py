"""The page behind the code on the paper: what was issued, for anyone who holds the paper, and nothing more."""

import json

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from proposals.models import Event
from replies.feedback.links import make_link, revoke_link
from replies.letter.pdf import copies
from replies.models import Disclosure, PrintedForm, Reply
from replies.models.classification import OPEN
from replies.prints.issue import issue_form, print_set
from replies.prints.snapshots import read_snapshot
from tests.factories import TEXTS, advance, make_case, token, world
from tests.replies.letter.pages import case, opened, pages_of, render

pytestmark = pytest.mark.django_db
ADDRESS = "https://banli.example.gov.cn/v/ABCD-EFGH-JKMN"


@pytest.fixture
def printed():
    return make_case("seeking_feedback", number="070").current_round.printed.get()


def codes(content):
    """What a scanner reads on each page, photographed at 150 dpi."""
    with pypdfium2.PdfDocument(content) as pdf:
        pictures = [page.render(scale=150 / 72).to_pil() for page in pdf]
    return [[code.text for code in zxingcpp.read_barcodes(picture)] for picture in pictures]


# ---- the code on the paper -------------------------------------------------------------------------------


def test_every_copy_of_the_form_has_a_code_of_its_own_and_the_letter_none():
    sheets = copies.assemble_copies(render(case()), (copies.KEPT, copies.OFFICE_2), copies.Marks(address=ADDRESS))
    letter = [[]] * 6
    one = [*[[f"{ADDRESS}/1"]] * 3, *letter]
    four = [*[[f"{ADDRESS}/4"]] * 3, *letter]
    assert codes(sheets) == one + four


def test_the_deputies_copies_say_whose_they_are(printed):
    wanted = [copy for copy in copies.for_each_deputy(read_snapshot(printed.snapshot)) if copy.deputy]
    found = codes(print_set(printed, wanted))
    assert [found[0], found[len(found) // 2]] == [
        [f"http://127.0.0.1:8000/v/{printed.verification}/{key}"] for key in ("2-1", "2-2")
    ]


def test_the_code_stands_outside_the_frame_and_leaves_the_label_free():
    with opened(copies.assemble_copies(render(case()), (copies.KEPT,), copies.Marks(address=ADDRESS))) as pdf:
        page = pdf.pages[0]
        frame = page.find_tables()[0].bbox
        modules = [rect for rect in page.rects if rect["bottom"] < frame[1]]
        label = [char for char in page.chars if char["bottom"] < frame[1]]
    assert len(modules) > 50
    assert max(rect["bottom"] for rect in modules) < frame[1] - 3
    assert min(rect["x0"] for rect in modules) > max(char["x1"] for char in label) + 5
    assert max(rect["x1"] for rect in modules) < 210 * 72 / 25.4 - 15


# ---- the page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "said"), [("", ""), ("1", "第一份"), ("2-1", "第二份"), ("9", ""), ("x", "")])
def test_it_says_number_version_and_date_and_no_content(client, printed, key, said):
    disclose("依申请公开·全文")
    address = reverse("outside:verify", args=[printed.verification]) + (f"/{key}" if key else "")
    page = client.get(address)
    text = page.content.decode()
    assert (page.status_code, {"private", "no-store"} <= set(page["Cache-Control"].split(", "))) == (200, True)
    for told in ("第070号建议", "上海市宝山区民政局", "第1版（签发）", printed.verification, said):
        assert told in text
    suggestion = printed.reply.case.suggestion
    kept = [suggestion.title, suggestion.text, *(one.name for one in suggestion.proposers), TEXTS["title"]]
    kept += [TEXTS["document_number"], TEXTS["phone"], TEXTS["handling"], "已采纳", "郑国华", "高扬"]
    assert [told for told in kept if told in text] == []


def disclose(kind, **more):
    Reply.objects.update(disclosure=kind, disclosure_reason="" if kind in OPEN else "涉及个人隐私。", **more)


def show(client, printed):
    return client.get(reverse("outside:verify", args=[printed.verification])).content.decode()


def test_of_what_is_public_it_says_the_title_the_deputies_and_the_class_and_no_more(client, printed):
    suggestion, known = printed.reply.case.suggestion, {}
    own = [suggestion.title, *(one.name for one in suggestion.proposers), "已采纳"]
    kept = [
        suggestion.text,
        TEXTS["document_number"],
        TEXTS["phone"],
        TEXTS["handling"],
        "郑国华",
        "高扬",
        "13000000001",
    ]
    for disclosure in Disclosure.values:
        disclose(disclosure)
        page = show(client, printed)
        known[disclosure] = {told in page for told in own}
        assert [told for told in kept if told in page] == []
    assert [kind for kind, said in known.items() if said == {True}] == list(OPEN)
    assert [kind for kind, said in known.items() if said == {False}] == [one for one in Disclosure if one not in OPEN]
    disclose("主动公开·全文", sends_at=timezone.now())  # it can still be taken back
    assert suggestion.title not in show(client, printed)
    disclose("主动公开·全文", sends_at=None)
    PrintedForm.objects.update(taken_back_at=timezone.now())
    assert suggestion.title not in show(client, printed)


def test_it_leads_a_deputy_to_the_own_answer(client, printed):
    case = printed.reply.case
    link = make_link(case.current_round, world().handler, case.suggestion.proposers[0])
    ask = "我是提出这件建议的代表，看答复和我的意见"
    assert f'href="/mine/{case.suggestion_id}/">{ask}' in show(client, printed)
    assert client.get(f"/mine/{case.suggestion_id}/")["Location"] == "/mine/enter/"
    client.get(f"/d/{token(link)}")
    assert f'href="/deputy/{link.invitation.pk}/">{ask}' in show(client, printed)
    other = make_case("seeking_feedback", number="071").current_round.printed.get()
    assert f'href="/mine/{other.reply.case.suggestion_id}/">{ask}' in show(client, other)
    revoke_link(case.current_round, world().handler, link.invitation.deputy)
    assert f'href="/mine/{case.suggestion_id}/">{ask}' in show(client, printed)
    PrintedForm.objects.update(taken_back_at=timezone.now())
    assert ask not in show(client, printed)


@pytest.mark.parametrize("typed", ["{}", "{} ", "核验码：{}。", "{lower}", "{plain}", "{wide}"])
def test_a_code_typed_by_hand_is_found_however_it_is_typed(client, printed, typed):
    code = printed.verification
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    typed = typed.format(code, lower=code.lower(), plain=code.replace("-", ""), wide=wide)
    got = client.get(reverse("outside:verify_ask"), {"code": typed})
    assert (got.status_code, got["Location"]) == (302, reverse("outside:verify", args=[code]))


@pytest.mark.parametrize(
    ("typed", "status"), [("", 200), ("ABC", 400), ("0000-0000-0000", 400), ("\u202e核验", 400), ("A" * 9_000, 400)]
)
def test_what_cannot_be_a_code_is_said_to_be_none(client, typed, status):
    got = client.get(reverse("outside:verify_ask"), {"code": typed})
    assert got.status_code == status
    assert ("这不是一个核验码" in got.content.decode()) == (status == 400)


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKMN", "x", "１２３４", "%00", "a" * 300])
def test_an_unknown_code_was_never_issued(client, printed, code):
    got = client.get(f"/v/{code}")
    assert got.status_code == 404
    assert "没有签发过这个核验码的办理情况表" in got.content.decode()


def test_an_older_version_says_that_there_is_a_newer_one(client):
    closed = make_case("closed")
    first, second = closed.current_round.printed.all()
    said = {form: client.get(reverse("outside:verify", args=[form.verification])) for form in (first, second)}
    assert "又有了第2版，以新的一版为准" in said[first].content.decode()
    assert "没有更新的版本" in said[second].content.decode()


def test_a_second_round_makes_the_first_rounds_form_an_old_one(client):
    case = make_case("under_study")
    first = case.current_round.printed.get()
    advance(case, "reopen", "prepare", "submit", "check", "sign")
    text = client.get(reverse("outside:verify", args=[first.verification])).content.decode()
    assert "这是第1次办理的第1版" in text
    assert "以新的一版为准" in text


def test_the_file_itself_is_compared_byte_for_byte(client, printed):
    content = issue_form(printed)
    address = reverse("outside:verify", args=[printed.verification])
    events = Event.objects.count()
    for name, sent, said in (
        ("定稿.pdf", content, "与签发时存下的定稿完全一致"),
        ("别的.pdf", content + b"\n", "不是签发时存下的定稿文件，或者被改动过"),
        ("空.pdf", b"", "请选一个PDF文件"),
    ):
        got = client.post(address, {"file": SimpleUploadedFile(name, sent)})
        assert said in got.content.decode()
    assert "请选一个PDF文件" in client.post(address).content.decode()
    assert Event.objects.count() == events


def test_only_who_may_see_the_case_is_led_to_it(client, printed):
    address = reverse("outside:verify", args=[printed.verification])
    case_address = printed.reply.case.get_absolute_url()
    seen = {}
    for who in ("handler", "district", "other_office"):
        client.force_login(getattr(world(), who), "django.contrib.auth.backends.ModelBackend")
        seen[who] = case_address in client.get(address).content.decode()
    assert seen == {"handler": True, "district": True, "other_office": False}


# ---- drafts ----------------------------------------------------------------------------------------------


def pale(page):
    """What is printed in grey, under the text."""
    return "".join(char["text"] for char in page.chars if max(char["non_stroking_color"]) > 0.5)


@pytest.mark.once
def test_an_unsigned_print_says_draft_and_when_across_every_page(go):
    case = make_case("signing")
    with time_machine.travel("2026-11-24 10:32 +0800", tick=False):
        content = go(world().handler, "print", case.pk, query="?copies=1&duplex=1").content
    with opened(content) as pdf:
        said = [pale(page) for page in pdf.pages]
        words = [[char for char in page.chars if char["size"] > 60] for page in pdf.pages]
    assert said == ["草\u3000稿第1稿 · 2026年11月24日 10:32打印"] * 3 + [""]
    assert [len(row) for row in words] == [3, 3, 3, 0]
    assert codes(content) == [[]] * 4


def test_an_issued_print_does_not(go):
    case = make_case("seeking_feedback")
    with opened(go(world().handler, "print", case.pk, query="?copies=1").content) as pdf:
        assert [pale(page) for page in pdf.pages] == [""] * len(pdf.pages)


def test_every_part_begins_on_a_fresh_sheet():
    """Form two pages, the further opinion one, letter six: a copy takes five sheets."""
    padded = copies.assemble_copies(render(case()), copies.FOUR, copies.Marks(duplex=True))
    assert [bool(page.strip()) for page in pages_of(padded)] == ([True] * 3 + [False] + [True] * 6) * 4


@pytest.mark.once
def test_a_case_printed_from_its_file_has_the_codes_too(tmp_path):
    source, target = tmp_path / "case.json", tmp_path / "case.pdf"
    source.write_text(json.dumps(case(verification="BL/070?一"), ensure_ascii=False))
    call_command("print_snapshot", str(source), str(target), "--copies", "3")
    assert codes(target.read_bytes())[0] == ["http://127.0.0.1:8000/v/BL%2F070%3F%E4%B8%80/3"]
    source.write_text(json.dumps(case(verification=None), ensure_ascii=False))
    call_command("print_snapshot", str(source), str(target), "--copies", "3")
    assert codes(target.read_bytes())[0] == []

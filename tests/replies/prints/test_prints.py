"""Printing through the front door: unsigned at any time, issued bytes once it is signed."""

import hashlib
import io
import re
from urllib.parse import quote, urlsplit

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp

from proposals.models import Part
from tests.factories import advance, answer, make_case, world, write
from tests.replies.letter.pages import pages_of, squeezed

pytestmark = pytest.mark.django_db


def pages(answer):
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        return len(pdf.pages)


def test_an_unsigned_print_of_the_chosen_copies(go):
    case = make_case("in_progress", number="070", title="加强基层社区工作者队伍建设，抓好“选人”三要素")
    write(case, world().handler)
    events = case.events.count()
    one = go(world().handler, "print", case.pk, query="?copies=1")
    four = go(world().handler, "print", case.pk, query="?copies=1,2&copies=4,5")
    assert (four.status_code, four["Content-Type"], pages(four)) == (200, "application/pdf", 4 * pages(one))
    name = quote("070号-加强基层社区工作者队伍建设-办理情况-四份.pdf")
    assert four["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    assert four["Cache-Control"] == "private, no-store"
    assert case.events.count() == events


def test_it_can_be_kept_as_a_file(go):
    case = make_case("in_progress")
    got = go(world().handler, "print", case.pk, query="?copies=1&download=1")
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_the_page_offers_a_copy_for_every_deputy(go):
    case = make_case("in_progress", deputies=3)
    page = go(world().handler, "print", case.pk)
    assert [copy.label for _, copy in page.context["copies"]] == [
        "第一份·存承办单位",
        "第二份·送意见提出人（赵洪蓉）",
        "第二份·送意见提出人（周建伟）",
        "第二份·送意见提出人（李倩宇）",
        "第三份·送区政府办公室",
        "第四份·送区政府办公室",
    ]
    assert "未签发件" in page.content.decode()


@pytest.mark.parametrize("query", ["?copies=", "?copies=0", "?copies=99", "?copies=x", "?copies=１", "?go=1"])
def test_no_copy_is_no_print(go, query):
    case = make_case("in_progress")
    got = go(world().handler, "print", case.pk, query=query)
    assert got.status_code == 400
    assert "请至少选一份" in got.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("handler", 200, 200),
        ("second_handler", 200, 200),
        ("office", 200, 200),
        ("leader", 200, 200),
        ("district", 403, 200),
        ("congress", 403, 200),
        ("cppcc", 404, 404),
        ("other_office", 404, 404),
    ],
)
def test_who_prints_before_and_after_it_is_signed(go, who, before, after):
    case = make_case("signing")
    assert go(getattr(world(), who), "print", case.pk).status_code == before
    advance(case, "sign")
    assert go(getattr(world(), who), "print", case.pk).status_code == after


def test_a_working_body_prints_the_one_that_is_copied_to_it(go):
    """SH 20: the reply is copied to both bodies; the four of the form are the unit's, the deputies' and the district
    office's."""
    case = make_case("seeking_feedback")
    assert go(world().congress, "print", case.pk).content.decode().count('name="copies"') == 1
    got = go(world().congress, "print", case.pk, data={"copies": ["1"]})
    event = case.events.last()
    assert (got["Content-Type"], event.role) == ("application/pdf", "congress")
    assert event.comment == "抄送区人大代表工作机构"
    assert [(one.copy, one.label) for one in case.current_round.printed.get().printouts.all()] == [
        ("5", "抄送区人大代表工作机构")
    ]


@pytest.mark.parametrize(("who", "role"), [("office", "office"), ("second_handler", "handler")])
def test_an_issued_print_is_written_down(go, who, role):
    case = make_case("seeking_feedback")
    got = go(getattr(world(), who), "print", case.pk, data={"copies": ["1", "5"]})
    event = case.events.last()
    assert (got.status_code, got["Content-Type"]) == (200, "application/pdf")
    assert (event.label, event.comment) == ("打印办理情况表", "存承办单位、送区政府办公室")
    assert (event.actor, event.role) == (getattr(world(), who), role)


def test_looking_at_an_issued_print_writes_nothing(go):
    case = make_case("seeking_feedback")
    before = case.events.count()
    got = go(world().office, "print", case.pk, query="?copies=1")
    assert (got["Content-Type"], case.events.count()) == ("application/pdf", before)


def test_an_issued_form_is_the_same_bytes_for_ever(go):
    case = make_case("seeking_feedback")
    form = case.current_round.printed.get()
    first, second = (go(world().district, "printed", form.pk) for _ in range(2))
    form.refresh_from_db()
    assert first.content == second.content
    assert hashlib.sha256(first.content).hexdigest() == form.sha256
    assert quote(f"号-关于优化社区食堂-签发定稿-{form.verification}.pdf") in first["Content-Disposition"]
    assert (first["Content-Type"], first["Cache-Control"]) == ("application/pdf", "private, no-store")


def test_an_issued_form_that_was_touched_is_not_shown(go):
    case = make_case("seeking_feedback")
    form = case.current_round.printed.get()
    go(world().handler, "printed", form.pk)
    form.refresh_from_db()
    with open(form.pdf.path, "ab") as stored:
        stored.write(b"x")
    got = go(world().handler, "printed", form.pk)
    assert got.status_code == 409
    assert form.verification in got.content.decode()


@pytest.mark.parametrize(("who", "status"), [("other_office", 404), ("cppcc", 404), ("nobody", 404)])
def test_an_issued_form_is_not_for_everybody(go, who, status):
    case = make_case("seeking_feedback")
    form = case.current_round.printed.get()
    assert go(getattr(world(), who), "printed", form.pk).status_code == status
    assert go(world().handler, "printed", form.pk, data={}).status_code == 405


def test_a_helping_opinion_has_no_form(go):
    case = make_case("in_progress", part=Part.HELP)
    assert go(world().handler, "print", case.pk).status_code == 409


def test_what_is_not_signed_may_be_printed_by_the_button_and_is_not_written_down(go):
    case = make_case("in_progress")
    write(case, world().handler)
    events = case.events.count()
    got = go(world().handler, "print", case.pk, data={"copies": ["1"]})
    assert (got.status_code, got["Content-Type"], case.events.count()) == (200, "application/pdf", events)


@pytest.mark.parametrize("who", ["handler", "district"])
def test_a_signed_opinion_is_printed_whole_by_whoever_prints_it(go, who):
    case = advance(make_case("signing", part=Part.HELP), "sign_opinion")
    page = go(getattr(world(), who), "print", case.pk)
    assert [copy.label for _, copy in page.context["copies"]] == ["第一份·存会办单位", "第二份·送主办单位"]
    got = go(getattr(world(), who), "print", case.pk, data={"copies": ["1", "2"]})
    assert (got.status_code, got["Content-Type"]) == (200, "application/pdf")


def test_a_case_without_a_round_has_nothing_to_print(go):
    assert go(world().office, "print", make_case("received").pk).status_code == 409


# ---- 征求意见函: the deputy's own code before the deputy's own copy -----------------------------------------------


def codes(content):
    """What a reader of QR codes reads, page by page, the large one of a 征求意见函 among them."""
    found = []
    with pdfium.PdfDocument(content) as pdf:
        for page in pdf:
            read = zxingcpp.read_barcodes(page.render(scale=3).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode)
            found.append([one.text.removeprefix("http://testserver") for one in read])
    return found


def sheets(content):
    """Which pages are a 征求意见函, and whose."""
    return [
        (number, re.search("送(.+)代表", text)[1])
        for number, text in enumerate(pages_of(content), start=1)
        if "请您评价建议办理情况" in squeezed(text)
    ]


@pytest.mark.parametrize("duplex", [{}, {"duplex": "1"}])
def test_a_deputys_copy_is_led_by_a_page_with_the_deputys_code(client, go, texts, duplex):
    case = advance(make_case("seeking_feedback"), "deliver")
    plain = go(world().office, "print", case.pk, data={"copies": ["1", "2", "3"], **duplex})
    got = go(world().office, "print", case.pk, data={"copies": ["1", "2", "3"], "slips": "1", **duplex})
    each, more = pages(plain) // 3, 2 if duplex else 1
    assert pages(got) == 3 * each + 2 * more
    assert sheets(got.content) == [(each + 1, "赵洪蓉"), (2 * each + more + 1, "周建伟")]
    read = codes(got.content)
    for place, deputy in zip((each, 2 * each + more), case.suggestion.proposers, strict=True):
        (url,) = read[place]
        answer = client.get(urlsplit(url).path)
        row = case.current_round.invitations.filter(deputy=deputy).latest("pk")
        assert (answer.status_code, answer["Location"]) == (302, f"/deputy/{row.pk}/")
        assert (row.mailed_to, row.texted_to) == ("", "")
    assert texts() == []


def test_a_deputy_who_has_answered_is_not_asked_again_and_the_older_code_works_on(client, go):
    case = advance(make_case("seeking_feedback"), "deliver")
    first, second = case.suggestion.proposers
    answer(case, world().handler, second)
    data = {"copies": ["2", "3"], "slips": "1"}
    old = codes(go(world().office, "print", case.pk, data=data).content)[0][0]
    got = go(world().office, "print", case.pk, data=data)
    assert [name for _, name in sheets(got.content)] == [first.name]
    new = codes(got.content)[0][0]
    assert [client.get(urlsplit(one).path).status_code for one in (old, new)] == [302, 302]


@pytest.mark.once
@pytest.mark.parametrize(
    ("who", "asked"), [("office", True), ("handler", True), ("leader", True), ("district", False)]
)
def test_only_the_units_people_print_codes(go, who, asked):
    case = advance(make_case("seeking_feedback"), "deliver")
    person = getattr(world(), who)
    assert ('name="slips"' in go(person, "print", case.pk).content.decode()) == asked
    go(person, "print", case.pk, data={"copies": ["2"], "slips": "1"})
    assert case.current_round.invitations.exists() == asked

"""按签名纸表录入 through the front door."""

import datetime as dt

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories import answer, deputy, make_case, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(picture):
    def fill(case, **texts):
        data = {"deputy": case.suggestion.proposers[0].pk, "result": "基本满意", "plan": "满意", "attitude": "满意"}
        data |= {"comment": "希望尽快落实。", "signed_on": timezone.localdate().isoformat()}
        return {**data, "came_by": "当面", "scan": SimpleUploadedFile("签名表.png", picture()), **texts}

    return fill


def rows(case):
    kept = case.current_round.feedback.all()
    return [(row.deputy.name, row.channel, row.result, row.plan, row.attitude, row.comment) for row in kept]


@pytest.mark.parametrize(("who", "name"), [("handler", "高扬"), ("office", "孙莉")])
def test_a_signed_form_is_recorded_with_its_scan_and_who_entered_it(go, form, who, name):
    case = make_case("seeking_feedback")
    got = go(getattr(world(), who), "paper", case.pk, data=form(case))
    assert (got.status_code, got.url) == (302, reverse("case_tab", args=[case.pk, "feedback"]))
    assert rows(case) == [("赵洪蓉", "paper", "基本满意", "满意", "满意", "希望尽快落实。")]
    row = case.current_round.feedback.get()
    assert (row.entered_by.name, row.signature_name) == (name, "赵洪蓉")
    assert (row.scan.kind, row.scan.case, row.scan.name) == ("signed_form", case, "签名表.png")


def test_the_pages_of_one_form_become_one_file(go, form, picture):
    case = make_case("seeking_feedback")
    pages = [SimpleUploadedFile(f"{n}.png", picture(colour)) for n, colour in enumerate(("white", "ivory"))]
    go(world().handler, "paper", case.pk, data=form(case, scan=pages))
    with pikepdf.open(case.current_round.feedback.get().scan.file.path) as pdf:
        assert len(pdf.pages) == 2


def test_a_row_without_a_mark_stays_without_one(go, form):
    case = make_case("seeking_feedback")
    data = form(case, result="没填", plan="没填", attitude="没填", comment="")
    assert go(world().handler, "paper", case.pk, data=data).status_code == 302
    assert rows(case) == [("赵洪蓉", "paper", "", "", "", "")]
    assert case.events.last().label == "按签名纸表录入赵洪蓉代表反馈：结果未填，方案未填，态度未填"


def test_the_attitude_has_no_understanding(go, form):
    case = make_case("seeking_feedback")
    page = go(world().handler, "paper", case.pk).context["form"]
    assert [value for value, _ in page.fields["result"].choices] == ["满意", "基本满意", "理解", "不满意", "没填"]
    assert [value for value, _ in page.fields["attitude"].choices] == ["满意", "基本满意", "不满意", "没填"]
    assert go(world().handler, "paper", case.pk, data=form(case, attitude="理解")).status_code == 400


def test_a_dissatisfied_deputy_sends_the_case_to_study(go, form):
    case = make_case("seeking_feedback")
    go(world().handler, "paper", case.pk, data=form(case, result="不满意"))
    case.refresh_from_db()
    assert case.status == "under_study"


def test_sent_twice_it_is_recorded_once_and_a_correction_is_a_new_row(go, form):
    case = make_case("seeking_feedback")
    for _ in range(2):
        assert go(world().handler, "paper", case.pk, data=form(case)).status_code == 302
    assert len(rows(case)) == 1
    go(world().handler, "paper", case.pk, data=form(case, plan="理解"))
    kept = case.current_round.feedback.order_by("number")
    assert [(row.plan, row.is_current) for row in kept] == [("满意", False), ("理解", True)]


def test_the_deputys_own_answer_is_not_overwritten(go, form):
    case = make_case("seeking_feedback")
    first, second = case.suggestion.proposers
    answer(case, world().handler, first)
    page = go(world().handler, "paper", case.pk)
    assert list(page.context["form"].fields["deputy"].queryset) == [second]
    got = go(world().handler, "paper", case.pk, data=form(case))
    assert got.status_code == 400
    assert "已在网上本人反馈" in got.content.decode()
    foreign = go(world().handler, "paper", case.pk, data={**form(case), "deputy": deputy("吴敏").pk})
    assert foreign.context["form"].errors["deputy"] == ["选的不是提出这一件的代表，请重新选。"]
    assert [row[1] for row in rows(case)] == ["link"]


def tomorrow():
    return (timezone.localdate() + dt.timedelta(days=1)).isoformat()


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        {"deputy": ""},
        {"deputy": "0"},
        {"result": "很满意"},
        {"plan": ""},
        {"signed_on": ""},
        {"signed_on": "2020-01-01"},
        {"signed_on": tomorrow()},
        {"scan": ""},
        {"scan": SimpleUploadedFile("表.pdf", b"%PDF-1.4 cut")},
        {"scan": SimpleUploadedFile("表.exe", b"MZ")},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_lost(go, form, wrong):
    case = make_case("seeking_feedback")
    got = go(world().handler, "paper", case.pk, data=form(case, **wrong))
    assert (got.status_code, rows(case)) == (400, [])
    assert "希望尽快落实。" in got.content.decode()


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("seeking_feedback", "leader", 403),
        ("seeking_feedback", "second_handler", 403),
        ("seeking_feedback", "district", 403),
        ("seeking_feedback", "other_handler", 404),
        ("signing", "handler", 409),
    ],
)
def test_nobody_else_and_not_before_it_is_signed(go, form, state, who, status, method):
    case = make_case(state)
    data = form(case) if method == "post" else None
    assert go(getattr(world(), who), "paper", case.pk, data=data).status_code == status
    assert rows(case) == []


def test_it_is_said_that_staff_enters_it(go):
    case = make_case("seeking_feedback")
    text = go(world().handler, "paper", case.pk).content.decode()
    assert "工作人员按签名纸表录入" in text
    assert "录入人高扬" in text

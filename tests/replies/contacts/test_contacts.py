"""代表沟通 and 会办 through the front door."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from proposals.models import Case
from replies.models import Consultation, Contact
from tests.factories import advance, hand_over, make_case, suggestion, unit, world

pytestmark = pytest.mark.django_db


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def fields(case, **texts):
    everybody = [deputy.pk for deputy in case.suggestion.proposers]
    data = {
        "deputies": everybody,
        "way": "走访",
        "on": day(0),
        "staff": "高扬、许静",
        "summary": "代表赞成增加助餐点。",
    }
    return {**data, "key": str(uuid.uuid4()), **texts}


@pytest.mark.parametrize("who", ["handler", "office"])
def test_one_contact_with_several_deputies(go, who):
    case = make_case("in_progress")
    answer = go(getattr(world(), who), "contact", case.pk, data=fields(case))
    assert (answer.status_code, answer.url) == (302, reverse("case_tab", args=[case.pk, "contacts"]))
    rows = case.current_round.contacts.all()
    assert [(row.deputy.name, row.way, row.staff) for row in rows] == [
        ("赵洪蓉", "走访", "高扬、许静"),
        ("周建伟", "走访", "高扬、许静"),
    ]


def test_nobody_is_ticked_beforehand(go):
    page = go(world().handler, "contact", make_case("in_progress", deputies=3).pk)
    assert page.context["form"]["deputies"].value() is None
    assert "checked" not in page.content.decode()


def test_a_contact_sent_twice_is_recorded_once(go):
    case = make_case("in_progress")
    data = fields(case)
    assert [go(world().handler, "contact", case.pk, data=data).status_code for _ in range(2)] == [302, 302]
    assert (Contact.objects.count(), case.events.filter(action="contact").count()) == (2, 1)


def test_one_deputy_more_on_the_same_form_is_recorded_too(go):
    case = make_case("in_progress", deputies=3)
    first, second, third = (deputy.pk for deputy in case.suggestion.proposers)
    data = fields(case, deputies=[second])
    go(world().handler, "contact", case.pk, data=data)
    go(world().handler, "contact", case.pk, data={**data, "deputies": [first, second, third]})
    assert sorted(Contact.objects.values_list("deputy", flat=True)) == sorted([first, second, third])
    labels = case.events.filter(action="contact").values_list("label", flat=True)
    assert list(labels) == ["走访：周建伟", "走访：赵洪蓉、李倩宇"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"deputies": []},
        {"deputies": ["999999"]},
        {"way": "喊话"},
        {"on": day(1)},
        {"on": "昨天"},
        {"staff": ""},
        {"summary": " "},
        {"key": "x"},
        {"key": ""},
    ],
    ids=str,
)
def test_a_contact_that_is_not_whole_is_not_recorded_and_not_lost(go, wrong):
    case = make_case("in_progress")
    data = fields(case, **wrong)
    answer = go(world().handler, "contact", case.pk, data=data)
    assert (answer.status_code, Contact.objects.count()) == (400, 0)
    assert data["summary"] in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("contact", "leader", 403),
        ("contact", "second_handler", 403),
        ("contact", "other_handler", 404),
        ("consult", "office", 403),
        ("consult", "leader", 403),
        ("consult", "other_handler", 404),
    ],
)
def test_nobody_else(go, name, who, status, method):
    case = make_case("in_progress")
    data = {"contact": fields, "consult": ask}[name](case) if method == "post" else None
    assert go(getattr(world(), who), name, case.pk, data=data).status_code == status
    assert (Contact.objects.count(), Consultation.objects.count()) == (0, 0)


def test_a_contact_before_the_case_was_handed_over_is_no_contact(go):
    case = make_case("in_progress")
    assert go(world().handler, "contact", case.pk, data=fields(case, on=day(-1))).status_code == 400


@pytest.mark.parametrize("way", ["不需走访", "未能联系"])
def test_why_there_was_no_contact_is_said_in_more_than_a_word(go, way):
    case = make_case("in_progress")
    assert go(world().handler, "contact", case.pk, data=fields(case, way=way, summary="没有")).status_code == 400
    assert (
        go(world().handler, "contact", case.pk, data=fields(case, way=way, summary="来电说不必上门。")).status_code
        == 302
    )
    assert {row.way for row in Contact.objects.all()} == {way}


def test_photographs_of_a_visit_are_kept_as_one_file(go, client, picture):
    case = make_case("in_progress")
    shots = [SimpleUploadedFile(f"{n}.png", picture(colour)) for n, colour in enumerate(("white", "red"))]
    assert go(world().handler, "contact", case.pk, data=fields(case, kept=shots)).status_code == 302
    rows = Contact.objects.select_related("record")
    assert {(row.record.case_id, row.record.suffix) for row in rows} == {(case.pk, ".pdf")}
    page = client.get(reverse("case_tab", args=[case.pk, "contacts"])).content.decode()
    assert page.count(reverse("attachment", args=[rows[0].record_id])) == 1
    wrong = go(world().handler, "contact", case.pk, data=fields(case, kept=SimpleUploadedFile("a.png", b"<html>")))
    assert (wrong.status_code, Contact.objects.count()) == (400, 2)


def test_a_wrong_record_is_corrected_by_a_further_one(go, client):
    case = make_case("in_progress", deputies=2)
    first, second = case.suggestion.proposers
    go(
        world().handler,
        "contact",
        case.pk,
        data=fields(case, deputies=[first.pk], summary="代表很赞成这个方案。"),
    )
    wrong = Contact.objects.get()
    data = {
        **fields(case, way="电话", summary="其实是周建伟代表。"),
        "deputy": second.pk,
        "reason": "记错了人。",
    }
    assert go(world().office, "contact_correct", wrong.pk, data={**data, "reason": ""}).status_code == 400
    assert [go(world().office, "contact_correct", wrong.pk, data=data).status_code for _ in range(2)] == [302, 302]
    right = Contact.objects.get(corrects=wrong)
    assert (right.deputy, right.way, right.correction_reason, Contact.objects.count()) == (
        second,
        "电话",
        "记错了人。",
        2,
    )
    case.reload()
    assert case.current_round.uncontacted_deputies() == [first]
    page = client.get(reverse("case_tab", args=[case.pk, "contacts"])).content.decode()
    assert ('<span class="tag">已更正</span> 记错了人。' in page, "代表很赞成这个方案。" in page) == (True, True)
    assert page.count('<span class="tag soon">未联系</span>') == 1
    other = {**data, "key": str(uuid.uuid4())}
    assert go(world().office, "contact_correct", wrong.pk, data=other).status_code == 409


def test_of_two_who_were_met_together_one_is_corrected_and_the_other_stands(go):
    case = make_case("in_progress", deputies=2)
    first, second = case.suggestion.proposers
    go(world().handler, "contact", case.pk, data=fields(case, deputies=[first.pk, second.pk]))
    case.reload()
    assert [[one.name for one in group.deputies] for group in case.current_round.contact_groups()] == [
        ["赵洪蓉", "周建伟"]
    ]
    wrong = Contact.objects.get(deputy=second)
    data = {**fields(case, way="电话", summary="只打了电话。"), "deputy": second.pk, "reason": "没有见面。"}
    assert go(world().office, "contact_correct", wrong.pk, data=data).status_code == 302
    case.reload()
    found = [
        ([one.name for one in group.deputies], group.first.way, group.correction is not None)
        for group in case.current_round.contact_groups()
    ]
    assert sorted(found) == [
        (["周建伟"], "电话", False),
        (["周建伟"], "走访", True),
        (["赵洪蓉"], "走访", False),
    ]


# ---- 会办 --------------------------------------------------------------------------------------------------


def ask(case, **texts):
    units = [world().other_bureau.pk, unit("区人社局").pk]
    return {"units": units, "question": "请提供招聘情况。", "due_on": day(20), "key": str(uuid.uuid4()), **texts}


def asked(case):
    rows = case.current_round.consultations.order_by("unit__short_name")
    return [(row.unit.short_name, row.outcome) for row in rows]


def test_several_units_are_asked_at_once(go):
    case = make_case("in_progress")
    answer = go(world().handler, "consult", case.pk, data=ask(case))
    assert (answer.status_code, answer.url) == (302, reverse("case_tab", args=[case.pk, "consultations"]))
    assert asked(case) == [("区人社局", "waiting"), ("区房管局", "waiting")]
    assert [helper.unit for helper in Case.objects.filter(part="会办")] == [world().other_bureau]


def test_asked_twice_by_one_form_they_are_asked_once(go):
    case = make_case("in_progress")
    data = ask(case)
    assert [go(world().handler, "consult", case.pk, data=data).status_code for _ in range(2)] == [302, 302]
    assert len(asked(case)) == 2
    assert case.events.filter(action="consult").count() == 1


def test_one_unit_more_on_the_same_form_is_asked_too(go):
    case = make_case("in_progress")
    data = ask(case)
    go(world().handler, "consult", case.pk, data={**data, "units": data["units"][:1]})
    go(world().handler, "consult", case.pk, data=data)
    assert asked(case) == [("区人社局", "waiting"), ("区房管局", "waiting")]
    labels = case.events.filter(action="consult").values_list("label", flat=True)
    assert list(labels) == ["请区房管局会办", "请区人社局会办"]


def test_who_is_asked_already_is_not_offered_and_not_asked_again(go):
    case = make_case("in_progress")
    go(world().handler, "consult", case.pk, data=ask(case))
    unit("区教育局")
    offered = go(world().handler, "consult", case.pk).context["form"].fields["units"].queryset
    assert [one.short_name for one in offered] == ["区教育局"]
    again = go(world().handler, "consult", case.pk, data=ask(case))
    assert (again.status_code, len(asked(case))) == (409, 2)
    assert "请提供招聘情况。" in again.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"units": []}, {"units": ["0"]}, {"question": ""}, {"due_on": day(-1)}, {"key": "1"}], ids=str
)
def test_a_question_that_is_not_whole_is_not_asked(go, wrong):
    case = make_case("in_progress")
    answer = go(world().handler, "consult", case.pk, data=ask(case, **wrong))
    assert (answer.status_code, asked(case)) == (400, [])


def test_ones_own_unit_is_not_asked(go):
    case = make_case("in_progress")
    assert go(world().handler, "consult", case.pk, data=ask(case, units=[case.unit_id])).status_code == 400


def test_it_is_too_late_to_ask(go):
    case = make_case("checking")
    assert go(world().handler, "consult", case.pk, data=ask(case)).status_code == 409


@pytest.fixture
def waiting(go):
    case = make_case("in_progress")
    go(world().handler, "consult", case.pk, data=ask(case, units=[world().other_bureau.pk]))
    return case.current_round.consultations.get()


def opinion(**texts):
    return {"answer": "同意贵局意见。", "answered_on": day(0), "answered_by": "区房管局 贺磊", **texts}


@pytest.mark.parametrize("who", ["handler", "office"])
def test_an_opinion_on_paper_is_recorded_with_its_scan(go, waiting, who, picture):
    scan = SimpleUploadedFile("会办意见.png", picture())
    answer = go(getattr(world(), who), "consult_answer", waiting.pk, data=opinion(scan=scan))
    waiting.refresh_from_db()
    assert answer.status_code == 302
    assert (waiting.outcome, waiting.answer, waiting.answered_by) == ("answered", "同意贵局意见。", "区房管局 贺磊")
    assert (waiting.scan.kind, waiting.scan.case, waiting.scan.name) == (
        "opinion",
        waiting.reply.case,
        "会办意见.png",
    )


def test_an_opinion_needs_no_scan_and_is_recorded_once(go, waiting):
    first = go(world().handler, "consult_answer", waiting.pk, data=opinion())
    second = go(world().handler, "consult_answer", waiting.pk, data=opinion(answer="第二遍"))
    waiting.refresh_from_db()
    assert [first.status_code, second.status_code] == [302, 409]
    assert waiting.answer == "同意贵局意见。"
    assert "第二遍" in second.content.decode()


@pytest.mark.parametrize("wrong", [{"answer": ""}, {"answered_on": day(1)}, {"answered_by": ""}], ids=str)
def test_an_opinion_that_is_not_whole_is_not_recorded(go, waiting, wrong):
    answer = go(world().handler, "consult_answer", waiting.pk, data=opinion(**wrong))
    waiting.refresh_from_db()
    assert (answer.status_code, waiting.outcome) == (400, "waiting")


def test_a_scan_that_is_no_scan_is_refused_and_the_words_are_kept(go, waiting):
    scan = SimpleUploadedFile("意见.pdf", b"<html>")
    answer = go(world().handler, "consult_answer", waiting.pk, data=opinion(scan=scan))
    waiting.refresh_from_db()
    assert (answer.status_code, waiting.outcome) == (400, "waiting")
    assert "同意贵局意见。" in answer.content.decode()


def test_one_goes_on_without_an_opinion_with_a_reason(go, waiting):
    assert go(world().handler, "consult_drop", waiting.pk, data={"reason": ""}).status_code == 400
    assert go(world().handler, "consult_drop", waiting.pk, data={"reason": "电话已沟通。"}).status_code == 302
    assert go(world().handler, "consult_drop", waiting.pk, data={"reason": "又一次"}).status_code == 409
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.dropped_reason) == ("dropped", "电话已沟通。")


@pytest.mark.parametrize("name", ["consult_answer", "consult_drop"])
@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("second_handler", 403), ("other_handler", 404)])
def test_nobody_else_records_an_opinion(go, waiting, name, who, status):
    data = {**opinion(), "reason": "理由"}
    assert go(getattr(world(), who), name, waiting.pk).status_code == status
    assert go(getattr(world(), who), name, waiting.pk, data=data).status_code == status
    waiting.refresh_from_db()
    assert waiting.outcome == "waiting"


def test_a_case_without_a_round_has_no_contacts(go):
    case = hand_over(suggestion(), world().bureau)
    assert go(world().office, "contact", case.pk).status_code == 409


def test_who_writes_and_who_checks_an_opinion_reads_the_question(go, waiting):
    helping = advance(waiting.helping, "sign_for", "assign")
    pages = [go(world().other_handler, "draft", helping.pk)]
    advance(helping, "prepare", "submit")
    pages.append(go(world().other_office, "review", helping.pk))
    assert [page.content.decode().count(waiting.question) for page in pages] == [1, 1]

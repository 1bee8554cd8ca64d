"""送达, the deputies' links, 再次办理 and 办结 through the front door."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from replies.models import Invitation
from tests.factories import advance, answer, make_case, world

pytestmark = pytest.mark.django_db


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def reached(case, **texts):
    everybody = [deputy.pk for deputy in case.suggestion.proposers]
    return {"deputies": everybody, "way": "当面", "on": day(0), **texts}


def deliveries(case):
    return [(row.deputy.name, row.way, row.recorded_by.name) for row in case.current_round.deliveries.all()]


@pytest.mark.parametrize(("who", "name"), [("handler", "高扬"), ("office", "孙莉")])
def test_delivery_to_everybody_stops_the_clock(go, who, name):
    case = make_case("seeking_feedback")
    got = go(getattr(world(), who), "deliver", case.pk, data=reached(case))
    case.refresh_from_db()
    assert (got.status_code, got.url) == (302, reverse("case_tab", args=[case.pk, "feedback"]))
    assert deliveries(case) == [("赵洪蓉", "当面", name), ("周建伟", "当面", name)]
    assert case.delivered_on == timezone.localdate()


def test_delivery_to_one_leaves_the_other_on_the_page(go):
    case = make_case("seeking_feedback")
    first, second = case.suggestion.proposers
    go(world().handler, "deliver", case.pk, data=reached(case, deputies=[first.pk]))
    case.refresh_from_db()
    assert case.delivered_on is None
    assert list(go(world().handler, "deliver", case.pk).context["form"].fields["deputies"].queryset) == [second]


def test_delivery_sent_twice_is_recorded_once(go):
    case = make_case("seeking_feedback")
    assert [go(world().handler, "deliver", case.pk, data=reached(case)).status_code for _ in range(2)] == [302, 302]
    assert (len(deliveries(case)), case.events.filter(action="deliver").count()) == (2, 1)


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        {"deputies": []},
        {"deputies": ["0"]},
        {"way": "网上"},
        {"way": ""},
        {"on": day(1)},
        {"on": day(-1)},
        {"on": "?"},
    ],
    ids=str,
)
def test_a_delivery_that_cannot_be_is_not_recorded(go, wrong):
    case = make_case("seeking_feedback")
    assert go(world().handler, "deliver", case.pk, data=reached(case, **wrong)).status_code == 400
    assert deliveries(case) == []


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("seeking_feedback", "leader", 403),
        ("seeking_feedback", "second_handler", 403),
        ("seeking_feedback", "district", 403),
        ("seeking_feedback", "congress", 403),
        ("seeking_feedback", "other_handler", 404),
        ("signing", "handler", 409),
        ("received", "office", 409),
    ],
)
def test_nobody_else_and_not_before_it_is_signed(go, state, who, status, method):
    case = make_case(state)
    data = reached(case) if method == "post" else None
    assert go(getattr(world(), who), "deliver", case.pk, data=data).status_code == status


# ---- links -------------------------------------------------------------------------------------------------


def link_of(case):
    return case.pk, case.suggestion.proposers[0].pk


def test_a_link_is_shown_once_with_the_words_to_send(go, settings):
    case = make_case("seeking_feedback")
    page = go(world().handler, "invite", *link_of(case), data={})
    text = page.content.decode()
    link = page.context["link"]
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert Invitation.hash_of(link.url.rsplit("/", 1)[1]) == link.invitation.token_hash
    assert link.url.startswith(f"{settings.PUBLIC_URL}/d/")
    assert text.count(link.url) == 2
    assert "赵洪蓉代表，您好：" in text
    assert "只显示这一次" in text
    assert page.context["qr"].startswith("<svg")
    assert "style=" not in page.context["qr"]


def test_opening_or_reloading_the_address_makes_nothing(go):
    case = make_case("seeking_feedback")
    for page in ("invite", "revoke"):
        got = go(world().handler, page, *link_of(case))
        assert (got.status_code, got.url) == (302, reverse("case_tab", args=[case.pk, "feedback"]))
    assert Invitation.objects.count() == 0


def test_a_new_link_stands_beside_the_old_one_and_revoking_ends_both(go):
    case = make_case("seeking_feedback")
    for _ in range(2):
        go(world().office, "invite", *link_of(case), data={})
    assert [row.is_live for row in Invitation.objects.order_by("pk")] == [True, True]
    for _ in range(2):
        assert go(world().office, "revoke", *link_of(case), data={}).status_code == 302
    assert [row.is_live for row in Invitation.objects.order_by("pk")] == [False, False]
    assert case.events.filter(action="revoke").count() == 1


@pytest.mark.parametrize(
    ("name", "state", "who", "status"),
    [
        ("invite", "seeking_feedback", "second_handler", 403),
        ("invite", "seeking_feedback", "district", 403),
        ("invite", "seeking_feedback", "other_office", 404),
        ("invite", "signing", "handler", 409),
        ("invite", "received", "office", 409),
        ("revoke", "seeking_feedback", "leader", 403),
        ("revoke", "seeking_feedback", "congress", 403),
        ("revoke", "seeking_feedback", "other_office", 404),
    ],
)
def test_links_are_made_and_ended_by_those_who_may(go, name, state, who, status):
    case = make_case(state)
    assert go(getattr(world(), who), name, *link_of(case), data={}).status_code == status
    assert Invitation.objects.count() == 0


def test_there_is_no_link_for_who_did_not_sign_the_suggestion(go):
    case, other = make_case("seeking_feedback", deputies=1), make_case("seeking_feedback", deputies=2)
    stranger = other.suggestion.proposers[1]
    assert go(world().handler, "invite", case.pk, stranger.pk, data={}).status_code == 404


# ---- 再次办理 ----------------------------------------------------------------------------------------------


def decision(case, **texts):
    return {"comment": "请补充完成时间。", "seen": case.version, **texts}


@pytest.mark.parametrize("who", ["congress", "district"])
def test_the_case_is_opened_again_with_the_reason(go, who):
    case = make_case("under_study")
    page = go(getattr(world(), who), "reopen", case.pk)
    assert "没有写完成时间。" in page.content.decode()
    assert go(getattr(world(), who), "reopen", case.pk, data=decision(case)).status_code == 302
    case.reload()
    assert (case.status, case.current_round.round) == ("in_progress", 2)
    assert case.events.last().comment == "请补充完成时间。"
    beside = go(world().handler, "draft", case.pk).content.decode()
    order = ("代表对第1轮答复的意见", "请补充完成时间。", "没有写完成时间。", "建议原文")
    places = [beside.index(one) for one in order]
    assert places == sorted(places)


def test_opened_again_twice_it_is_one_round_and_the_words_are_kept(go):
    case = make_case("under_study")
    answers = [go(world().congress, "reopen", case.pk, data=decision(case)) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 409]
    assert case.replies.count() == 2
    assert "请补充完成时间。" not in answers[0].content.decode()


@pytest.mark.parametrize(
    ("who", "change", "status"),
    [
        ("office", {}, 403),
        ("handler", {}, 403),
        ("cppcc", {}, 404),
        ("other_office", {}, 404),
        ("congress", {"comment": ""}, 400),
        ("congress", {"seen": "0"}, 409),
    ],
)
def test_the_decision_is_the_congresss_and_needs_its_reason(go, who, change, status):
    case = make_case("under_study")
    assert go(getattr(world(), who), "reopen", case.pk, data=decision(case, **change)).status_code == status
    case.refresh_from_db()
    assert case.status == "under_study"


# ---- 办结 --------------------------------------------------------------------------------------------------


def checked(case, step, **texts):
    ticks = {
        "printed": "on",
        "sealed": "on",
        "handed": "on",
        "filed": "on",
        "signed": "网上反馈",
        "note": "电话联系三次未接。",
    }
    return {**ticks, "step": step, "seen": case.version, **texts}


@pytest.fixture
def answered():
    case = make_case("seeking_feedback")
    for who in case.suggestion.proposers:
        answer(case, world().handler, who)
    return case


def test_an_answered_case_is_reported(go, answered):
    got = go(world().office, "close", answered.pk, data=checked(answered, "report"))
    answered.reload()
    assert (got.status_code, answered.status) == (302, "closed")
    said = "四份已印，已盖章，已送出，已归档；代表签名件：代表在网上本人反馈，没有纸表。电话联系三次未接。"
    assert answered.events.last().comment == said
    assert answered.current_round.printed.last().occasion == "closed"


def test_a_case_without_every_answer_is_closed_with_its_reason(go):
    case = advance(make_case("seeking_feedback"), "deliver")
    barred = go(world().office, "close", case.pk, data=checked(case, "close_without"))
    assert (barred.status_code, "代表没有反馈，也没有登记拒签或联系不上" in barred.content.decode()) == (409, True)
    advance(case, "give_up")
    page = go(world().office, "close", case.pk)
    assert page.context["step"].name == "close_without"
    assert "还有2位代表未反馈" in page.content.decode()
    refused = go(world().office, "close", case.pk, data=checked(case, "close_without", note=""))
    assert refused.status_code == 400
    assert go(world().office, "close", case.pk, data=checked(case, "close_without")).status_code == 302
    case.refresh_from_db()
    assert case.status == "closed"


@pytest.mark.once
@pytest.mark.parametrize("missing", ["printed", "sealed", "handed", "filed", "signed"])
def test_the_list_is_ticked_to_the_end(go, answered, missing):
    data = checked(answered, "report")
    del data[missing]
    got = go(world().office, "close", answered.pk, data=data)
    assert (got.status_code, answered.replies.get().closed_on) == (400, None)
    assert "电话联系三次未接。" in got.content.decode()


def test_what_is_otherwise_is_noted(go, answered):
    data = checked(answered, "report", signed="另有情况", note="")
    assert go(world().office, "close", answered.pk, data=data).status_code == 400


@pytest.mark.once
@pytest.mark.parametrize(
    ("who", "change", "status"),
    [
        ("handler", {}, 403),
        ("leader", {}, 403),
        ("other_office", {}, 404),
        ("office", {"seen": "0"}, 409),
        ("office", {"step": "close_without"}, 409),
        ("office", {"step": "sign"}, 400),
        ("office", {"step": ""}, 400),
    ],
)
def test_nobody_else_closes_and_no_other_step_is_taken(go, answered, who, change, status):
    data = checked(answered, **{"step": "report", **change})
    assert go(getattr(world(), who), "close", answered.pk, data=data).status_code == status
    answered.refresh_from_db()
    assert answered.status == "seeking_feedback"


def test_closed_twice_it_is_closed_once(go, answered):
    data = checked(answered, "report")
    assert [go(world().office, "close", answered.pk, data=data).status_code for _ in range(2)] == [302, 409]
    assert answered.events.filter(action="report").count() == 1

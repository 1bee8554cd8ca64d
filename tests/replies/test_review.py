"""核稿 and 签发 through the front door."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from proposals.models import Membership, Part
from tests.factories import TEXTS, advance, make_case, world

pytestmark = pytest.mark.django_db


def says(case, step, **texts):
    return {"step": step, "phrase": "", "opinion": "意见写在这里。", "seen": case.version, **texts}


def outcome(case):
    case.refresh_from_db()
    rows = case.current_reply.reviews.all() if case.current_reply else []
    return case.status, [(row.step, row.outcome, row.opinion) for row in rows]


CHECKED = ("check", "agreed", "同意送签。")


@pytest.mark.parametrize(
    ("who", "state", "step", "after"),
    [
        ("office", "checking", "check", ("signing", [("check", "agreed", "意见写在这里。")])),
        ("office", "checking", "check_back", ("in_progress", [("check", "returned", "意见写在这里。")])),
        ("leader", "signing", "sign", ("seeking_feedback", [CHECKED, ("sign", "agreed", "意见写在这里。")])),
        ("leader", "signing", "send_back", ("in_progress", [CHECKED, ("sign", "returned", "意见写在这里。")])),
    ],
)
def test_each_step_is_taken_by_its_person(go, who, state, step, after):
    case = make_case(state)
    answer = go(getattr(world(), who), "review", case.pk, data=says(case, step))
    assert (answer.status_code, answer.url) == (302, reverse("case", args=[case.pk]))
    assert outcome(case) == after


@pytest.mark.parametrize(
    ("who", "state", "step", "status"),
    [
        ("handler", "checking", "check", 403),
        ("leader", "checking", "check", 403),
        ("office", "signing", "sign", 403),
        ("district", "signing", "sign", 403),
        ("handler", "signing", "send_back", 403),
        ("other_leader", "signing", "sign", 404),
        ("other_office", "checking", "check", 404),
        ("leader", "signing", "fly", 409),
        ("leader", "signing", "", 409),
        ("leader", "checking", "sign", 409),
        ("leader", "seeking_feedback", "sign", 409),
    ],
)
def test_nobody_else_takes_it(go, who, state, step, status):
    case = make_case(state)
    before = outcome(case)
    assert go(getattr(world(), who), "review", case.pk, data=says(case, step)).status_code == status
    assert outcome(case) == before


@pytest.mark.parametrize(
    ("who", "status"), [("office", 200), ("leader", 200), ("handler", 403), ("other_leader", 404)]
)
def test_who_opens_the_page(go, who, status):
    case = make_case("signing")
    assert go(getattr(world(), who), "review", case.pk).status_code == status


def test_everything_stands_on_one_page(go):
    case = make_case("signing")
    text = go(world().leader, "review", case.pk).content.decode()
    wanted = [
        "今年新增12处。",
        TEXTS["handling"],
        "听取意见，代表赞成增加助餐点。",
        "同意送签。",
        "第1稿",
        "可靠的电子签名",
    ]
    assert [one for one in wanted if one not in text] == []


def test_an_old_page_changes_nothing_and_keeps_the_words(go):
    case = make_case("signing")
    answer = go(world().leader, "review", case.pk, data=says(case, "sign", seen=case.version - 1))
    assert (answer.status_code, outcome(case)) == (409, ("signing", [CHECKED]))
    assert "意见写在这里。" in answer.content.decode()


def test_signed_twice_it_is_signed_once_and_the_second_opinion_is_shown(go):
    case = make_case("signing")
    answers = [
        go(person, "review", case.pk, data=says(case, "sign", opinion=f"{person}的意见"))
        for person in (world().leader, world().second_leader)
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert outcome(case)[1] == [CHECKED, ("sign", "agreed", "郑国华的意见")]
    assert "鲁正平的意见" in answers[1].content.decode()
    assert case.current_reply.printed.count() == 1


@pytest.mark.parametrize(
    ("phrase", "opinion", "kept"),
    [
        ("同意签发。", "", "同意签发。"),
        ("", "可以。", "可以。"),
        ("同意签发。", "注意时限。", "同意签发。注意时限。"),
    ],
)
def test_a_ready_phrase_or_own_words(go, phrase, opinion, kept):
    case = make_case("signing")
    go(world().leader, "review", case.pk, data=says(case, "sign", phrase=phrase, opinion=opinion))
    assert outcome(case)[1][-1] == ("sign", "agreed", kept)


@pytest.mark.parametrize(
    "wrong", [{"opinion": "  "}, {"opinion": "长" * 2000}, {"phrase": "不在单子上"}, {"seen": "x"}]
)
def test_what_is_wrong_is_said(go, wrong):
    case = make_case("signing")
    answer = go(world().leader, "review", case.pk, data=says(case, "send_back", **wrong))
    assert (answer.status_code, outcome(case)) == (400, ("signing", [CHECKED]))


def test_who_handles_the_case_does_not_sign_it(go):
    Membership.objects.create(user=world().handler, unit=world().bureau, role="leader")
    case = make_case("signing")
    page = go(world().handler, "review", case.pk)
    assert "经办人不能签发自己办理的答复，请另一位领导签发" in page.content.decode()
    assert 'id="form-sign"' not in page.content.decode()
    assert go(world().handler, "review", case.pk, data=says(case, "sign")).status_code == 409
    assert outcome(case) == ("signing", [CHECKED])


# ---- 修改后签发 --------------------------------------------------------------------------------------------


def amended(case, **texts):
    return {**TEXTS, "base": 1, **says(case, "amend_sign"), "body": "领导改过的正文", **texts}


def test_the_leaders_own_words_are_signed_and_the_handlers_stay(go):
    case = make_case("signing")
    assert go(world().leader, "review", case.pk, data=amended(case)).status_code == 302
    assert outcome(case)[1][-1] == ("sign", "amended", "意见写在这里。")
    assert [row.body for row in case.current_reply.drafts.all()] == [TEXTS["body"], "领导改过的正文"]
    assert case.current_reply.signed_draft.body == "领导改过的正文"


@pytest.mark.parametrize(
    ("change", "status"),
    [({"seen": "0"}, 409), ({"base": "0"}, 409), ({"handling": ""}, 409), ({"body": "长" * 30_001}, 400)],
    ids=lambda one: str(one)[:12],
)
def test_an_amended_text_that_is_not_signed_is_kept(go, change, status):
    case = make_case("signing")
    data = amended(case, **change)
    answer = go(world().leader, "review", case.pk, data=data)
    assert (answer.status_code, outcome(case)) == (status, ("signing", [CHECKED]))
    assert data["body"] in answer.content.decode()
    assert case.current_reply.drafts.count() == 1


def test_an_amended_text_that_came_too_late_is_still_shown(go):
    case = make_case("signing")
    data = amended(case)
    advance(case, "sign")
    answer = go(world().second_leader, "review", case.pk, data=data)
    assert answer.status_code == 409
    assert "领导改过的正文" in answer.content.decode()


# ---- 会办意见, the next case -------------------------------------------------------------------------------


def test_a_helping_opinion_is_signed(go):
    case = make_case("signing", part=Part.HELP)
    assert go(world().leader, "review", case.pk, data=says(case, "sign_opinion")).status_code == 302
    assert outcome(case)[0] == "closed"


def test_the_next_case_is_offered(go):
    case, following = make_case("signing"), make_case("signing", number="555")
    make_case("checking")
    answer = go(world().leader, "review", case.pk, data=says(case, "sign"))
    (said,) = get_messages(answer.wsgi_request)
    where = reverse("replies:review", args=[following.pk])
    title = following.suggestion.title
    assert str(said) == f'{case.suggestion.number}号已同意签发。<a href="{where}">下一件：555号 {title}</a>'


def test_after_the_last_case_it_says_so(go):
    case = make_case("checking")
    make_case("signing")
    answer = go(world().office, "review", case.pk, data=says(case, "check"))
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        f"{case.suggestion.number}号已核稿通过。没有别的件在等您审核了。"
    ]


def test_a_title_cannot_bring_markup_into_the_message(go):
    case = make_case("signing")
    make_case("signing", number="556", title="<script>alert(1)</script>")
    answer = go(world().leader, "review", case.pk, data=says(case, "sign"))
    (said,) = get_messages(answer.wsgi_request)
    assert "<script>" not in str(said)


@pytest.mark.parametrize(
    ("who", "state", "steps"),
    [("office", "checking", ["check", "check_back"]), ("leader", "signing", ["sign", "amend_sign", "send_back"])],
)
def test_the_bar_leads_to_the_first_field_of_each_step(go, who, state, steps):
    page = go(getattr(world(), who), "review", make_case(state).pk).content.decode()
    assert re.findall(r'href="#id_(\w+)_phrase_0"', page) == steps
    assert re.findall(r'id="id_(\w+)_phrase_0"', page) == steps

"""核稿 and 签发 through the front door."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from lxml import html

from proposals.cases.access import Refused
from proposals.cases.workflow import TABLE
from proposals.models import Case, Membership, Part
from replies.review.actions import Behalf, decide_review
from replies.review.queue import QueuePlace
from replies.review.verdicts import VERDICTS, Verdict
from tests.factories import TEXTS, advance, make_case, world

pytestmark = pytest.mark.django_db


def says(case, step, **texts):
    return {"step": step, "opinion": "意见写在这里。", "seen": case.version, **texts}


def outcome(case):
    case.refresh_from_db()
    rows = case.current_round.reviews.all() if case.current_round else []
    return case.status, [(row.step, row.outcome, row.opinion) for row in rows]


OPINIONS = "//textarea[@name='opinion']"
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
    assert (answer.status_code, answer.url) == (302, reverse("worklist"))
    assert outcome(case) == after


def test_there_is_a_verdict_for_each_step_of_the_review_page():
    assert {row.name: Verdict[row.name.upper()] for row in TABLE if row.page == "review"} == VERDICTS


@pytest.mark.parametrize(
    ("state", "verdict", "told"),
    [
        ("checking", Verdict.AMEND_CHECK, {}),
        ("checking", Verdict.CHECK, {"texts": TEXTS}),
        ("checking", Verdict.CHECK, {"behalf": Behalf("张局长", "外出")}),
        ("signing", Verdict.SEND_BACK, {"behalf": Behalf("张局长", "外出")}),
    ],
)
def test_a_verdict_is_told_what_it_decides_on_and_no_more(state, verdict, told):
    case = make_case(state)
    before = outcome(case)
    with pytest.raises(ValueError, match="too much or too little"):
        decide_review(case, world().leader, verdict, opinion="意见。", **told)
    assert outcome(case) == before


@pytest.mark.parametrize("opinion", ["", " \n\u3000"])
def test_a_verdict_without_an_opinion_is_none(opinion):
    case = make_case("checking")
    before = outcome(case)
    with pytest.raises(Refused, match=r"^请写明审核意见。$"):
        decide_review(case, world().office, Verdict.CHECK, opinion=opinion)
    assert outcome(case) == before


@pytest.mark.once
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
    assert case.current_round.printed.count() == 1


@pytest.mark.parametrize(
    ("who", "state", "ready"),
    [
        ("office", "checking", {"check": "同意送签。", "check_back": None}),
        ("leader", "signing", {"sign": "同意签发。", "send_back": None}),
    ],
)
def test_to_agree_a_phrase_stands_ready_and_to_send_back_a_reason_is_asked(go, who, state, ready):
    """One press agrees; nothing is sent back by a slip."""
    tree = html.fromstring(go(getattr(world(), who), "review", make_case(state).pk).content)
    fields = {box.get("form").removeprefix("form-"): (box.text or "").strip() or None for box in tree.xpath(OPINIONS)}
    assert fields == ready
    assert [button.get("form") for button in tree.xpath("//button[@data-main]")] == [f"form-{next(iter(ready))}"]


@pytest.mark.parametrize("wrong", [{"opinion": "  "}, {"opinion": "长" * 2000}, {"base": "x"}, {"seen": "x"}])
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
    texts = [(row.body, str(row.author), row.note) for row in case.current_round.drafts.all()]
    assert texts == [(TEXTS["body"], "高扬", ""), ("领导改过的正文", "郑国华", "领导修改")]
    assert case.current_round.signed_draft.body == "领导改过的正文"


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
    assert case.current_round.drafts.count() == 1


def test_an_amended_text_that_came_too_late_is_still_shown(go):
    case = make_case("signing")
    data = amended(case)
    advance(case, "sign")
    answer = go(world().second_leader, "review", case.pk, data=data)
    assert answer.status_code == 409
    assert "领导改过的正文" in answer.content.decode()


def test_nothing_amended_is_no_amendment(go):
    case = make_case("signing")
    answer = go(world().leader, "review", case.pk, data=amended(case, body=TEXTS["body"]))
    assert (answer.status_code, outcome(case)) == (409, ("signing", [CHECKED]))
    assert "文字没有改动。不用改的，请直接同意。" in answer.content.decode()


def test_the_office_mends_a_phrase_while_checking(go):
    case = make_case("checking")
    data = amended(case, body="办公室改过的正文") | {"step": "amend_check"}
    assert go(world().office, "review", case.pk, data=data).status_code == 302
    assert outcome(case) == ("signing", [("check", "amended", "意见写在这里。")])
    assert [(row.body, row.note) for row in case.current_round.drafts.all()] == [
        (TEXTS["body"], ""),
        ("办公室改过的正文", "核稿时修改"),
    ]


def test_the_office_mends_a_helping_opinion_too(go):
    case = make_case("checking", part=Part.HELP)
    data = {"title": "意见", "body": "改过的意见", "contact": "", "phone": "", "base": 1, **says(case, "amend_check")}
    assert go(world().office, "review", case.pk, data=data).status_code == 302
    assert (outcome(case)[0], case.current_round.latest_draft.body) == ("signing", "改过的意见")


def test_the_text_opens_on_the_page_only_for_who_may_amend_it(go):
    case = make_case("signing")
    page = html.fromstring(go(world().leader, "review", case.pk, query="?step=amend_sign").content)
    assert page.xpath("string(//textarea[@name='body'])").strip() == TEXTS["body"]
    assert [one.get("form") for one in page.xpath("//button[@data-main]")] == ["form-amend_sign"]
    assert page.xpath("//article[contains(@class, 'paper')]") == []
    office = html.fromstring(go(world().office, "review", case.pk, query="?step=amend_sign").content)
    assert office.xpath("//textarea[@name='body']") == []


@pytest.mark.parametrize("whole", [True, False])
def test_one_sees_what_one_changed_before_deciding_and_nothing_is_stored(go, client, whole):
    case = make_case("signing")
    client.force_login(world().leader)
    headers = {} if whole else {"X-Part": "changes"}
    data = amended(case, body=TEXTS["body"].replace("12处", "15处")) | {"look": "1"}
    answer = client.post(reverse("replies:review", args=[case.pk]), data, headers=headers)
    tree = html.fromstring(answer.content)
    words = [tree.xpath(f"//{kind}/text()") for kind in ("del", "ins")]
    assert (answer.status_code, words) == (200, [["12"], ["15"]])
    assert bool(tree.xpath("//textarea[@name='body']")) is whole
    assert (outcome(case), case.current_round.drafts.count()) == (("signing", [CHECKED]), 1)


# ---- the version that was read -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "state", "step"),
    [
        ("office", "checking", "check"),
        ("office", "checking", "check_back"),
        ("leader", "signing", "sign"),
        ("leader", "signing", "send_back"),
    ],
)
def test_only_the_version_that_was_read_is_decided_on(go, who, state, step):
    case = make_case(state)
    before = outcome(case)
    answer = go(getattr(world(), who), "review", case.pk, data=says(case, step, base=7))
    assert (answer.status_code, outcome(case)) == (409, before)
    said = answer.content.decode()
    assert "您看的是第7稿，现在已经有第1稿了。请看过新的一稿再办，您写的都还在。" in said
    assert "意见写在这里。" in said
    assert go(getattr(world(), who), "review", case.pk, data=says(case, step, base=1)).status_code == 302


# ---- 代签 --------------------------------------------------------------------------------------------------


FOR = {"on_behalf_of": "鲁正平", "behalf_reason": "外出开会，已电话报告"}


@pytest.mark.parametrize("step", ["sign", "amend_sign"])
def test_a_leader_signs_in_place_of_another_with_who_and_why(go, client, step):
    case = make_case("signing")
    data = {**amended(case), **says(case, step), **FOR, "body": "改过的正文"}
    assert go(world().leader, "review", case.pk, data=data).status_code == 302
    review = case.current_round.reviews.last()
    assert (review.signer, review.on_behalf_of, review.behalf_reason) == (world().leader, *FOR.values())
    assert case.current_round.printed.get().snapshot["review"]["signer"] == "郑国华（代）"
    event = case.events.get(action=step)
    assert {key: event.data[key] for key in FOR} == FOR
    inside = client.get(reverse("case_tab", args=[case.pk, "reply"])).content.decode()
    assert "郑国华（代鲁正平）" in inside
    assert inside.count("外出开会，已电话报告") == 2  # next to the opinion, and in what happened


def test_why_a_leader_could_not_sign_is_the_units_own(client, go):
    case = make_case("signing")
    go(world().leader, "review", case.pk, data=says(case, "sign", **FOR))
    client.force_login(world().district)
    page = client.get(case.get_absolute_url()).content.decode()
    assert ("代签：鲁正平" in re.sub(r"<[^>]+>|\s", "", page), "外出开会" in page) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"behalf_reason": " "}, 400, "请写明鲁正平为什么不能签。"),
        ({"on_behalf_of": ""}, 400, "请写明代谁签。"),
        ({"on_behalf_of": "郑国华"}, 409, "代签要写另一位领导。您自己签发的，不用填代签。"),
        ({"on_behalf_of": "高扬"}, 409, "高扬是这件建议的经办人，不能签发，也不能由别人代签。"),
        ({"behalf_reason": "长" * 201}, 400, "201"),
    ],
    ids=["no reason", "nobody", "oneself", "the handler", "too long"],
)
def test_a_signature_for_another_is_whole_or_is_none(go, wrong, status, said):
    case = make_case("signing")
    answer = go(world().leader, "review", case.pk, data=says(case, "sign", **FOR | wrong))
    assert (answer.status_code, outcome(case)) == (status, ("signing", [CHECKED]))
    assert said in answer.content.decode()
    assert "意见写在这里。" in answer.content.decode()


def test_the_handler_signs_for_nobody(go):
    Membership.objects.create(user=world().handler, unit=world().bureau, role="leader")
    case = make_case("signing")
    assert go(world().handler, "review", case.pk, data=says(case, "sign", **FOR)).status_code == 409
    assert outcome(case) == ("signing", [CHECKED])


def test_only_a_signature_is_given_for_another(go):
    case = make_case("checking")
    go(world().office, "review", case.pk, data=says(case, "check", **FOR))
    assert case.current_round.reviews.get().on_behalf_of == ""


def test_the_other_leaders_are_offered(go):
    page = html.fromstring(go(world().leader, "review", make_case("signing").pk).content)
    assert page.xpath("//datalist/option/@value") == ["鲁正平"]


def test_a_leader_who_has_left_the_unit_is_not_offered(go):
    case = make_case("signing")
    Membership.objects.filter(user=world().second_leader).update(is_active=False)
    page = html.fromstring(go(world().leader, "review", case.pk).content)
    assert page.xpath("//datalist/option/@value") == []


# ---- 会办意见, the next case -------------------------------------------------------------------------------


def test_a_helping_opinion_is_signed(go):
    case = make_case("signing", part=Part.HELP)
    assert go(world().leader, "review", case.pk, data=says(case, "sign_opinion")).status_code == 302
    assert outcome(case)[0] == "closed"


def told(answer):
    return [re.sub(r"<[^>]+>", "", str(said)) for said in get_messages(answer.wsgi_request)]


def test_the_next_case_is_opened_at_once(go):
    case, following = make_case("signing"), make_case("signing")
    make_case("checking")
    answer = go(world().leader, "review", case.pk, data=says(case, "sign"))
    assert answer.url == reverse("replies:review", args=[following.pk])
    unreached = (
        "赵洪蓉、周建伟没有邮箱，这里也没有开通短信，征询链接不能自动发出，由经办人高扬转交链接，或者当面送达。"
    )
    assert told(answer) == [f"{case.suggestion.number}号已签发。{unreached}接着是下一件。"]
    (said,) = get_messages(answer.wsgi_request)
    assert f'<a href="{reverse("case", args=[case.pk])}">' in str(said)


def test_after_the_last_case_one_is_back_at_the_list(go):
    case = make_case("checking")
    make_case("signing")
    make_case("received")  # waits for the office too, for another step
    assert go(world().office, "review", case.pk).context["place"] == QueuePlace(1, 1, None)
    answer = go(world().office, "review", case.pk, data=says(case, "check"))
    assert answer.url == reverse("worklist")
    assert told(answer) == [f"{case.suggestion.number}号核稿已通过。没有别的件在等您审核了。"]


def test_a_person_who_wants_the_list_after_each_case_keeps_it(go, client):
    cases = [make_case("signing") for _ in range(3)]
    answer = go(world().leader, "review", cases[0].pk, data=says(cases[0], "sign", then_list="on"))
    assert answer.url == reverse("worklist")
    page = client.get(reverse("replies:review", args=[cases[1].pk])).content
    assert html.fromstring(page).xpath("count(//input[@name='then_list'])") == 2
    assert html.fromstring(page).xpath("count(//input[@name='then_list'][@checked])") == 2
    answer = client.post(reverse("replies:review", args=[cases[1].pk]), says(cases[1], "sign"))
    assert answer.url == reverse("replies:review", args=[cases[2].pk])


def test_cases_come_by_their_date_and_those_passed_over_come_last(go):
    days = [dt.date(2026, 11, 2), dt.date(2026, 10, 12), dt.date(2026, 10, 20)]
    late, first, second = (make_case("signing", handed_on=day) for day in days)
    own = make_case("signing")
    Case.objects.filter(pk=own.pk).update(handler=world().leader)
    place = {
        case: (context["place"].at, context["place"].total, context["place"].following)
        for case in (first, second, late)
        if (context := go(world().leader, "review", case.pk).context)
    }
    assert place == {first: (1, 3, second.pk), second: (2, 3, late.pk), late: (3, 3, first.pk)}
    assert "第2件，共3件" in go(world().leader, "review", second.pk).content.decode()
    answer = go(world().leader, "review", late.pk, data=says(late, "sign"))
    assert answer.url == reverse("replies:review", args=[first.pk])

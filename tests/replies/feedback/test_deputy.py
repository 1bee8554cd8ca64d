"""The deputy's pages, through the front door: a link, a phone, no account."""

import io
import logging
import re

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from lxml import html

from config.sessions import stored_key
from proposals.models import BrowserSession, Case, Deputy, Event
from replies.feedback.actions import record_paper_feedback
from replies.feedback.deputy.actions import disown_link
from replies.feedback.links import make_link, revoke_link
from replies.models import Delivery, Feedback, Invitation, Reply, Wish
from tests import factories

pytestmark = pytest.mark.django_db
GONE = "这个链接打不开了"


@pytest.fixture
def case():
    return factories.make_case("seeking_feedback")


@pytest.fixture
def link(case):
    """The first deputy's link."""
    return invite(case)


def invite(case, who=0):
    return make_link(case.current_round, factories.world().handler, case.suggestion.proposers[who])


def at(link, page=""):
    return f"/deputy/{link.invitation.pk}/{page}"


def opened(client, link):
    """The browser has followed the link."""
    response = client.get(f"/d/{factories.token(link)}")
    assert (response.status_code, response["Location"]) == (302, at(link))
    return client


def answer(**said):
    marks = {"result": "满意", "plan": "基本满意", "attitude": "满意", "comment": "", "confirm": "on", "base": "0"}
    return marks | {"signature_name": "赵洪蓉"} | said


def submitted(client, link, **said):
    return client.post(at(link, "check/"), answer(**said))


@pytest.mark.parametrize(
    ("where", "get", "post"),
    [("", 200, 422), ("check/", 302, 422), ("sign/", 302, 302), ("receipt/", 302, 405), ("seen/", 405, 204),
     ("wish/", 405, 302), ("who/", 405, 302), ("renew/", 405, 200), ("stranger/", 200, 200)],
)  # fmt: skip
def test_each_page_is_opened_or_sent_to_and_not_the_other(client, link, where, get, post):
    opened(client, link)
    assert (client.get(at(link, where)).status_code, client.post(at(link, where)).status_code) == (get, post)


def tree(response):
    return html.fromstring(response.content.decode())


def text(response):
    return " ".join(tree(response).xpath("//body")[0].text_content().split())


def test_the_page_says_when_a_comment_is_needed(client, link):
    (label,) = tree(opened(client, link).get(at(link))).xpath("//label[@for='id_comment']")
    assert " ".join(label.text_content().split()) == "意见和建议 选了“不满意”的必填"


def stored():
    """Everything a reader must leave as it was."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (Case, Reply, Invitation, Feedback, Delivery, Event)
    }


# ---- the link --------------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("place", "taken"),
    [
        ("", "GET, HEAD, POST"),
        ("check/", "GET, HEAD, POST"),
        ("sign/", "GET, HEAD, POST"),
        ("receipt/", "GET, HEAD"),
        ("seen/", "POST"),
        ("wish/", "POST"),
        ("who/", "POST"),
        ("renew/", "POST"),
        ("stranger/", "GET, HEAD, POST"),
    ],
)
def test_a_page_takes_no_other_method(client, link, place, taken):
    response = opened(client, link).put(at(link, place))
    assert (response.status_code, response["Allow"]) == (405, taken)


def test_the_link_leads_to_an_address_without_the_token(client, link):
    opened(client, link)
    page = client.get(at(link))
    assert page.status_code == 200
    assert "赵洪蓉代表，请您看看我们的答复" in text(page)
    assert factories.token(link) not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "tail",
    ["/", "。", "，", "！", "）", "”", "/。", "%E3%80%82", "，请您看看", "。联系电话021-5555", "%20", "\u200b"],
)
def test_the_link_works_as_wechat_pastes_it(client, link, tail):
    response = client.get(f"/d/{factories.token(link)}{tail}")
    assert response["Location"] == at(link)


def test_every_link_that_does_not_work_looks_the_same(client, case, link):
    good = factories.token(link)
    ended = factories.token(invite(case, 1))
    revoke_link(case.current_round, factories.world().handler, case.suggestion.proposers[1])
    newer = good
    disowned = invite(case, 1)
    disown_link(disowned.invitation)
    over = factories.make_case("seeking_feedback")
    expired = factories.token(invite(over))
    factories.advance(over, "withdraw")
    Invitation.objects.filter(token_hash=Invitation.hash_of(expired)).update(expires_at=timezone.now())
    tokens = [
        ended,
        factories.token(disowned),
        expired,
        newer[:-1],
        newer.swapcase(),
        newer[1:],
        "A" * 43,
        "A" * 5000,
        "x",
        "%00",
        "%F0%9F",
        "",
        "../cases/1/",
        "、",
        "𠮷",
    ]
    pages = [client.get(f"/d/{token}") for token in tokens]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert GONE in text(pages[0])
    assert 'href="/mine/"' in pages[0].content.decode()  # in by the registered telephone, without a link
    assert "021-55550100" in text(pages[0])
    assert client.get(f"/d/{newer}").status_code == 302
    assert not BrowserSession.objects.exclude(pk=stored_key(client.session.session_key)).exists()


@pytest.mark.once
@pytest.mark.parametrize("page", ["", "check/", "receipt/"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_without_the_link_there_is_nothing(client, case, link, page, method):
    factories.answer(case, factories.world().handler, case.suggestion.proposers[0])
    for address in (at(link, page), f"/deputy/{2**70}/{page}", f"/deputy/0/{page}"):
        response = getattr(client, method)(address, answer() if method == "post" else None)
        assert response.status_code == 404
        assert method == "head" or GONE in text(response)
    assert Feedback.objects.count() == 1


def test_another_deputys_pages_stay_closed(client, case, link):
    other = invite(case, 1)
    opened(client, link)
    assert client.get(at(other)).status_code == 404
    assert submitted(client, other).status_code == 404
    assert not Feedback.objects.exists()


def test_an_ended_invitation_ends_at_once(client, case, link):
    opened(client, link)
    assert client.get(at(link)).status_code == 200
    revoke_link(case.current_round, factories.world().handler, link.invitation.deputy)
    before = Feedback.objects.count()
    for response in (client.get(at(link)), client.get(at(link, "receipt/")), submitted(client, link)):
        assert response.status_code == 404
        assert GONE in text(response)
    assert Feedback.objects.count() == before


@pytest.mark.once
def test_a_thousand_readings_change_nothing(client, case, link):
    factories.answer(case, factories.world().handler, case.suggestion.proposers[1])
    before = stored()
    for number in range(250):
        reader = client if number % 5 else Client()
        reader.get(f"/d/{factories.token(link)}")
        reader.head(f"/d/{factories.token(link)}")
        reader.get(at(link), {"size": "big"} if number % 2 else {})
        reader.head(at(link, "check/"))
        reader.get(at(link, "receipt/"))
    assert stored() == before


def test_a_staff_members_session_in_the_same_browser_goes_on(client, link):
    client.force_login(factories.world().leader)
    key = client.session.session_key
    opened(client, link)
    assert client.session["_auth_user_id"] == str(factories.world().leader.pk)
    assert client.session.session_key != key
    assert client.get(at(link)).status_code == 200


def test_no_staff_member_answers_in_a_deputys_name(client, link):
    client.force_login(factories.world().handler)
    page = opened(client, link).get(at(link))
    assert "您正以工作人员高扬的身份登录，只能看，不能替代表填写。" in text(page)
    assert tree(page).xpath("//main//form") == []
    for way, sent in {"": answer(), "check/": answer(), "wish/": {"kind": "代填"}, "seen/": {}}.items():
        got = client.post(at(link, way), sent)
        assert (got.status_code, "不能替代表填写" in text(got)) == (403, True)
    assert not Feedback.objects.exists()
    assert not Wish.objects.exists()
    assert Invitation.objects.get(pk=link.invitation.pk).opened_at is None


def test_a_deputy_may_lay_the_phone_aside_and_staff_may_not(client, link):
    submitted(opened(client, link), link)
    assert client.session.get_expiry_age() == 12 * 3600
    client.force_login(factories.world().handler)
    client.get(at(link))
    assert client.session.get_expiry_age() == 30 * 60
    BrowserSession.objects.update(expire_date=timezone.now())
    call_command("housekeeping")
    assert not BrowserSession.objects.exists()


def test_the_link_signs_nobody_in(client, link):
    opened(client, link)
    assert "_auth_user_id" not in client.session


def test_two_links_in_one_browser_keep_apart(client, case, link):
    second = invite(factories.make_case("seeking_feedback", title="第二件"))
    opened(opened(client, link), second)
    assert "第二件" not in text(client.get(at(link)))
    assert "第二件" in text(client.get(at(second)))
    submitted(client, link)
    assert list(Feedback.objects.values_list("reply__case", flat=True)) == [case.pk]


# ---- no token in a log -----------------------------------------------------------------------------------


def test_the_log_knows_no_token(client, link, monkeypatch):
    token, out = factories.token(link), io.StringIO()
    (console,) = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    monkeypatch.setattr(console, "stream", out)
    revoke_link(link.invitation.reply, factories.world().handler, link.invitation.deputy)
    client.get(f"/d/{token}")
    client.get(f"/d/{token}。")
    client.post(f"/d/{token}/")
    Client(enforce_csrf_checks=True).post(f"/d/{token}")
    logging.getLogger("django.server").info('"%s" %s %s', f"GET /d/{token} HTTP/1.1", "302", "0")
    try:
        raise ValueError(f"/d/{token}")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/d/{token}")
    lines = out.getvalue()
    assert token not in lines
    assert len([line for line in lines.splitlines() if "/d/…" in line]) == 8
    assert '"GET /d/… HTTP/1.1" 302 0' in lines


def test_every_handler_of_the_program_hides_tokens(settings):
    logging_settings = settings.LOGGING
    assert logging_settings["loggers"]["gunicorn.error"] == {"handlers": ["console"]}
    assert logging_settings["loggers"]["gunicorn.access"] == {"handlers": ["console"]}
    assert all("hide_tokens" in handler["filters"] for handler in logging_settings["handlers"].values())
    for name in ("django", "django.server"):
        assert logging.getLogger(name).handlers == []


# ---- what is read ----------------------------------------------------------------------------------------


def test_the_page_says_who_writes_about_what_in_this_order(client, case, link):
    page = text(opened(client, link).get(at(link)))
    parts = [
        "赵洪蓉代表，请您看看我们的答复",
        f"第{case.suggestion.number}号《关于优化社区食堂、方便老年人就餐的建议》",
        "与您一起提出的代表",
        "周建伟",
        "答复单位",
        "已采纳",
        "这是您的建议",
        "社区食堂是老人家门口的饭桌。",
        "宝民〔2026〕12号",
        "关于优化社区食堂建议的答复",
        "今年新增12处。",
        "请您回答三个问题",
        "您对办理结果",
        "您对办理方案",
        "您对办理态度",
        "意见和建议",
        "我确认以上是本人意见",
        "不等于亲笔签名（《电子签名法》第十三条、第十四条）",
        "请工作人员代填",
        "我想当面谈",
        "直接打电话：021-55550111",
        "严禁录入涉密信息",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_the_questions_have_the_forms_grades(client, link):
    page = tree(opened(client, link).get(at(link)))
    offered = {name: page.xpath(f"//input[@name='{name}']/@value") for name in ("result", "plan", "attitude")}
    assert offered == {
        "result": ["满意", "基本满意", "理解", "不满意"],
        "plan": ["满意", "基本满意", "理解", "不满意"],
        "attitude": ["满意", "基本满意", "不满意"],
    }
    assert not page.xpath("//input[@type='radio' and @checked]")


def test_headings_of_the_letter_have_their_level(client, link):
    page = tree(opened(client, link).get(at(link)))
    assert [heading.text_content() for heading in page.xpath("//article//h4[@class='level-1']")] == ["一、增加助餐点"]
    assert page.xpath("//article/p[@class='flush'][1]")[0].text_content() == "赵洪蓉、周建伟代表："


def test_a_cppcc_member_is_a_member_on_every_page(client):
    case = factories.make_case("seeking_feedback", body="政协", title="关于社区食堂的提案", text="食堂。")
    Reply.objects.filter(case=case).update(classification="已采纳")
    draft = case.current_round.signed_draft
    type(draft).objects.filter(pk=draft.pk).update(title="提案的答复", body="赵洪蓉委员：\n谢谢。", handling="")
    link = invite(case)
    opened(client, link)
    said = {"result": "不满意", "comment": "没有写时间"}
    pages = [client.get(at(link)), client.post(at(link), answer(**said)), client.get(at(link, "check/"))]
    pages += [submitted(client, link, **said), client.get(at(link, "receipt/")), client.get(at(link) + "?change")]
    shown = " ".join(text(page) for page in pages if page.status_code != 302)
    assert "代表" not in shown
    assert "区政协提案工作机构" in shown
    assert "赵洪蓉委员，请您看看我们的答复" in shown
    assert "这是您的提案" in shown


def test_a_second_round_shows_the_first_and_what_this_deputy_said(client, case):
    handler, (first, second) = factories.world().handler, case.suggestion.proposers
    factories.answer(case, handler, second, comment="别人的话")
    factories.answer(case, handler, first, result="不满意", comment="没有写完成时间")
    factories.advance(case, "reopen")
    factories.contact_all(case, handler)
    factories.write(case, handler, body="赵洪蓉、周建伟代表：\n第二次的答复。")
    factories.advance(case, "submit", "check", "sign")
    link = invite(case)
    page = opened(client, link).get(at(link))
    (fold,) = [one for one in tree(page).xpath("//details") if "第1次答复" in one.text_content()]
    assert "没有写完成时间" in fold.text_content()
    assert "今年新增12处。" in fold.text_content()
    assert "这是再次办理后的答复。" in text(page)
    assert "第二次的答复。" in text(page)
    assert "别人的话" not in text(page)
    theirs = invite(case, 1)
    page = text(opened(client, theirs).get(at(theirs)))
    assert "别人的话" in page
    assert "没有写完成时间" not in page


def test_a_page_has_a_constant_number_of_queries(client, django_assert_max_num_queries):
    few, many = (
        factories.make_case("seeking_feedback", deputies=1),
        factories.make_case("seeking_feedback", deputies=9),
    )
    counts = []
    for case in (few, many):
        link = invite(case)
        opened(client, link).get(at(link))
        with django_assert_max_num_queries(14) as queries:
            client.get(at(link))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ---- answering -------------------------------------------------------------------------------------------


def test_from_the_questions_to_the_receipt(client, case, link):
    opened(client, link)
    said = {"plan": "不满意", "comment": "请写明完成时间。\r\n谢谢。"}
    assert client.post(at(link), answer(**said))["Location"] == at(link, "check/")
    assert not Feedback.objects.exists()
    check = client.get(at(link, "check/"))
    assert "请您核对一遍，还没有提交" in text(check)
    form = {one.get("name"): one.get("value") for one in tree(check).xpath("//main//form//input[@type='hidden']")}
    del form["csrfmiddlewaretoken"]
    assert client.post(at(link, "check/"), form)["Location"] == at(link, "receipt/")
    row = Feedback.objects.get()
    assert (row.deputy, row.channel, row.result, row.plan, row.attitude) == (
        link.invitation.deputy,
        "link",
        "满意",
        "不满意",
        "满意",
    )
    assert (row.comment, row.signature_name) == ("请写明完成时间。\n谢谢。", "赵洪蓉")
    assert row.signed_on == timezone.localdate()
    assert Delivery.objects.get(deputy=link.invitation.deputy).way == "网上"
    receipt = text(client.get(at(link, "receipt/")))
    for part in (row.receipt, "满意", "不满意", "请写明完成时间。", "以前，您还可以修改", "021-55550111"):
        assert part in receipt


def test_what_is_submitted_is_what_the_check_page_showed(client, link):
    """Two windows: the session holds the other one's answers by now."""
    opened(client, link)
    client.post(at(link), answer(result="满意"))
    client.post(at(link), answer(result="理解"))
    submitted(client, link, result="满意")
    assert Feedback.objects.get().result == "满意"


def test_a_double_click_is_stored_once(client, link):
    opened(client, link)
    for _ in range(3):
        assert submitted(client, link, comment="好")["Location"] == at(link, "receipt/")
    assert Feedback.objects.count() == 1


def test_the_second_window_is_told_and_loses_nothing(client, link):
    opened(client, link)
    submitted(client, link, comment="第一个窗口")
    late = submitted(client, link, comment="第二个窗口")
    assert late.status_code == 409
    for part in ("这次填的没有提交", "您在别处已经提交过一次了", "第一个窗口", "第二个窗口"):
        assert part in text(late)
    assert Feedback.objects.get().comment == "第一个窗口"
    again = tree(client.get(at(link) + "?change"))
    assert again.xpath("//textarea")[0].text.strip() == "第二个窗口"
    assert again.xpath("//input[@name='base']/@value") == ["1"]


def test_a_second_opening_shows_what_was_said_and_lets_it_be_corrected(client, link):
    submitted(opened(client, link), link, comment="第一次说的")
    another = Client()
    another.get(f"/d/{factories.token(link)}")
    response = another.post(at(link, "who/"), {"fact": "0001"}, follow=True)
    assert response.redirect_chain[-1][0] == at(link, "receipt/")
    assert "第一次说的" in text(response)
    change = tree(another.get(at(link) + "?change"))
    assert change.xpath("//input[@checked]/@value") == ["满意", "基本满意", "满意"]
    assert change.xpath("//textarea")[0].text.strip() == "第一次说的"
    submitted(another, link, result="理解", comment="改过的", base="1")
    rows = list(Feedback.objects.order_by("number").values_list("number", "comment", "is_current"))
    assert rows == [(1, "第一次说的", False), (2, "改过的", True)]
    assert "第2次提交" in text(another.get(at(link, "receipt/")))


def test_after_the_window_the_answer_stands(client, link, settings):
    opened(client, link)
    submitted(client, link, comment="第一次说的")
    later = timezone.now() + timezone.timedelta(days=settings.CORRECTION_DAYS, minutes=1)
    with time_machine.travel(later):
        opened(client, link)
        receipt = client.get(at(link, "receipt/"))
        assert "修改期限已过，您的意见以上次提交的为准。" in text(receipt)
        assert tree(receipt).xpath("//a[starts-with(@href, 'tel:')]")
        assert not [one for one in tree(receipt).xpath("//a") if "改一改" in one.text_content()]
        assert client.get(at(link) + "?change")["Location"] == at(link, "receipt/")
        late = submitted(client, link, comment="再改", base="1")
        assert late.status_code == 409
        assert "修改期限已过" in text(late)
        assert "再改" in text(late)
    assert Feedback.objects.get().comment == "第一次说的"


def test_a_recorded_paper_form_may_be_answered_by_the_deputy(client, case, link):
    handler = factories.world().handler
    record_paper_feedback(
        case.current_round,
        handler,
        link.invitation.deputy,
        factories.judgement(name="赵洪蓉"),
        scan=factories.scan(case, handler),
    )
    opened(client, link)
    assert "工作人员已按您签名的纸表录入" in text(client.get(at(link, "receipt/")))
    assert submitted(client, link, result="理解", base="1").status_code == 302
    assert list(Feedback.objects.order_by("number").values_list("channel", flat=True)) == ["paper", "link"]


def test_a_withdrawn_case_takes_no_answers_but_can_be_read(client, case, link):
    opened(client, link)
    factories.advance(case, "withdraw")
    page = client.get(at(link))
    assert "现在不是征求意见的时候" in text(page)
    assert "今年新增12处。" in text(page)
    assert not tree(page).xpath("//form")
    late = submitted(client, link, comment="我想说的话")
    assert late.status_code == 409
    assert "我想说的话" in text(late)
    assert not Feedback.objects.exists()


def test_dissatisfaction_sends_the_case_to_study_and_the_check_page_says_so(client, case, link):
    opened(client, link)
    said = {"attitude": "不满意", "comment": "没有人联系过我"}
    client.post(at(link), answer(**said))
    assert "区人大代表工作机构会研究您的意见" in text(client.get(at(link, "check/")))
    submitted(client, link, **said)
    case.refresh_from_db()
    assert case.status == "under_study"


def test_the_receipt_and_the_check_page_need_something_to_show(client, link):
    opened(client, link)
    assert client.get(at(link, "receipt/"))["Location"] == at(link)
    assert client.get(at(link, "check/"))["Location"] == at(link)


# ---- nothing typed is lost -------------------------------------------------------------------------------


WRONG = {
    "result": ("", "对办理结果：请选一个。"),
    "plan": ("很好", "对办理方案：请选一个。"),
    "attitude": ("理解", "对办理态度：请选一个。"),
    "comment": ("字" * 5001, "意见和建议：这里最多写5000个字，您写了5001个字"),
    "confirm": ("", "我确认以上是本人意见：请在方框里打勾"),
    "signature_name": ("周建伟", "您的姓名：请写您本人的姓名“赵洪蓉”。"),
    "base": ("²", "这一页不完整"),
}


@pytest.mark.once
@pytest.mark.parametrize("page", ["", "check/"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_what_is_typed_stays(client, link, page, name):
    value, sentence = WRONG[name]
    opened(client, link)
    response = client.post(at(link, page), answer(comment="我写的话") | {name: value})
    assert response.status_code == 422
    top = tree(response).xpath("//div[@role='alert']")[0].text_content()
    assert sentence in " ".join(top.split())
    kept = tree(response).xpath("//textarea")[0].text.strip()
    assert kept == (value if name == "comment" else "我写的话")
    assert not Feedback.objects.exists()


def test_each_unhappy_mark_asks_why(client, link):
    opened(client, link)
    for name in ("result", "plan", "attitude"):
        response = client.post(at(link), answer(**{name: "不满意", "comment": " \u200b\u3000\n"}))
        assert response.status_code == 422
        assert "您选了“不满意”，请告诉我们哪里不满意，区人大代表工作机构会据此研究。" in text(response)


def test_the_size_of_the_text_is_kept_and_so_is_what_is_typed(client, link):
    opened(client, link)
    half = {"result": "理解", "comment": "写了一半", "size": "big"}
    assert client.post(at(link), half)["Location"] == at(link) + "?change"
    page = tree(client.get(at(link)))
    assert page.get("class") == "big"
    assert page.xpath("//input[@checked]/@value") == ["理解"]
    assert page.xpath("//textarea")[0].text.strip() == "写了一半"
    assert page.xpath("//input[@name='signature_name']/@value") == ["赵洪蓉"]
    client.get(at(link), {"size": "normal"})
    assert tree(client.get(at(link))).get("class") is None


def test_the_size_changes_in_the_middle_of_a_correction(client, link):
    submitted(opened(client, link), link)
    response = client.post(at(link), answer(comment="改到一半", size="big", base="1"), follow=True)
    assert tree(response).xpath("//textarea")[0].text.strip() == "改到一半"


def test_a_name_with_a_hidden_mark_can_still_be_signed(client, link):
    Deputy.objects.filter(pk=link.invitation.deputy.pk).update(name="赵洪\u200b蓉")
    opened(client, link)
    (name,) = tree(client.get(at(link))).xpath("//input[@name='signature_name']/@value")
    assert submitted(client, link, signature_name=name).status_code == 302


def test_a_half_filled_form_comes_back_with_the_link(client, link):
    opened(client, link)
    client.post(at(link), {"result": "理解", "comment": "写了一半"})
    opened(client, link)
    assert tree(client.get(at(link))).xpath("//textarea")[0].text.strip() == "写了一半"


def test_what_is_sent_after_the_session_ended_waits_for_the_link(client, link):
    opened(client, link)
    client.session.flush()
    late = client.post(at(link), answer(comment="等了很久才提交"))
    assert late.status_code == 404
    assert "都还在：重新点开链接就能接着填" in text(late)
    opened(client, link)
    assert tree(client.get(at(link))).xpath("//textarea")[0].text.strip() == "等了很久才提交"


def test_once_submitted_nothing_is_kept(client, link):
    opened(client, link)
    client.post(at(link), answer(comment="说过的"))
    submitted(client, link, comment="说过的")
    assert client.session["typed"] == {}


# ---- bad input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("好\x00的", "好的"),
        ("\u202e倒过来\u202c", "倒过来"),
        ("零\u200b宽\ufeff", "零宽"),
        ("𠮷\ue000", "𠮷\ue000"),
        ("一\r\n二\r三\x0b", "一\n二\n三"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_unreadable_characters_are_left_out(client, link, typed, read):
    opened(client, link)
    response = submitted(client, link, comment=typed)
    assert response.status_code == 302
    assert Feedback.objects.get().comment == read
    assert "<script>alert" not in client.get(at(link, "receipt/")).content.decode()


@pytest.mark.parametrize("body", [b"comment=%ED%A0%80&result=%FF", b"\xff\xfe", b"base=1e9&confirm", b"=&=&="])
def test_broken_bytes_get_a_sentence(client, link, body):
    opened(client, link)
    response = client.post(at(link), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("base", ["-1", "٣", "²", "99999", str(2**70), "1.5", ""])
def test_a_strange_base_is_refused(client, link, base):
    opened(client, link)
    assert submitted(client, link, base=base).status_code in (409, 422)
    assert not Feedback.objects.exists()


def test_ten_megabytes_are_refused(client, link):
    opened(client, link)
    assert client.post(at(link), answer(comment="x" * 10_000_000)).status_code in (400, 413, 422)
    body = "comment=" + "x" * 10_000_000
    response = client.post(at(link), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (400, 413)
    assert not Feedback.objects.exists()


def test_other_verbs_are_refused(client, link):
    opened(client, link)
    assert client.post(f"/d/{factories.token(link)}").status_code == 405
    for method in ("put", "patch", "delete", "options"):
        for page in ("", "check/", "receipt/"):
            assert getattr(client, method)(at(link, page)).status_code == 405
    assert client.post(at(link, "receipt/")).status_code == 405


def test_a_post_from_elsewhere_is_refused(link):
    client = opened(Client(enforce_csrf_checks=True), link)
    response = client.post(at(link, "check/"), answer(comment="我写的话"))
    assert response.status_code == 403
    assert "请回到微信、短信或邮件，重新点一次收到的链接" in text(response)
    assert "我写的话" in text(response)
    assert not Feedback.objects.exists()


def test_no_address_leads_outside(client, link):
    opened(client, link)
    page = client.get(at(link)).content.decode()
    assert not re.search(r"(?:href|src|action)=\"(?:https?:)?//", page)

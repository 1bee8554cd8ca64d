"""Several links side by side, what an expired one still shows, whose phone it is, and who is not the deputy."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from proposals.models import Notice
from replies.feedback.deputy.actions import send_new_link
from replies.feedback.deputy.shown import day
from replies.feedback.links import find_invitation, revoke_link, write_link
from replies.models import Feedback, Invitation
from replies.promises.actions import change_promise_date, keep_promise
from tests import factories as f
from tests.replies.feedback.test_deputy import GONE, answer, at, invite, opened, stored, submitted, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return f.make_case("seeking_feedback")


@pytest.fixture
def link(case):
    return invite(case)


def expire():
    Invitation.objects.update(expires_at=timezone.now())


def say(client, link, digits):
    return client.post(at(link, "who/"), {"fact": digits})


# ---- side by side ----------------------------------------------------------------------------------------


def test_links_of_one_round_live_side_by_side_until_one_is_stopped(go, case, link):
    newer, w, who = invite(case), f.world(), link.invitation.deputy
    phones = [opened(Client(), one) for one in (link, newer)]
    assert [phone.get(at(one)).status_code for phone, one in zip(phones, (link, newer), strict=True)] == [200, 200]
    for _ in range(2):
        go(w.handler, "revoke", case.pk, who.pk, data={"link": link.invitation.pk})
    assert [row.is_live for row in Invitation.objects.order_by("pk")] == [False, True]
    submitted(phones[1], newer)
    assert Feedback.objects.get().invitation == newer.invitation
    go(w.handler, "revoke", case.pk, who.pk, data={})
    assert find_invitation(f.token(newer)) is None
    assert case.events.filter(action="revoke").count() == 2


@pytest.mark.parametrize("odd", ["x", "0", "-1", "²", "9" * 40])
def test_a_strange_number_of_a_link_stops_nothing(go, case, link, odd):
    go(f.world().handler, "revoke", case.pk, link.invitation.deputy.pk, data={"link": odd})
    assert Invitation.objects.get().is_live


def test_what_was_typed_by_one_link_goes_on_by_another_in_the_same_browser(client, case, link):
    opened(client, link).post(at(link), {"result": "理解", "comment": "写了一半"})
    newer = invite(case)
    assert "写了一半" in text(opened(client, newer).get(at(newer)))


# ---- expired and answered --------------------------------------------------------------------------------


def test_an_expired_link_reads_and_takes_nothing(client, link):
    opened(client, link)
    expire()
    page = client.get(at(link))
    assert "这个链接过了期限，只能看，不能填。" in text(page)
    assert "今年新增12处。" in text(page)
    assert "把新链接发到我留的邮箱" in text(page)
    late = submitted(client, link, comment="我写的话")
    assert (late.status_code, "我写的话" in text(late), Feedback.objects.count()) == (409, True, 0)
    assert opened(Client(), link).get(at(link)).status_code == 200


def test_a_link_of_an_earlier_round_reads_the_answer_of_then(client, case, link):
    submitted(opened(client, link), link, result="不满意", comment="没有写时间")
    f.advance(case, "reopen")
    page = text(client.get(at(link), follow=True))
    assert "没有写时间" in page
    assert "后来又继续办理了" in page
    assert submitted(client, link, base="1", comment="再说").status_code == 409


@pytest.mark.parametrize(("promised", "found"), [((), False), ((("新增助餐点", 400),), True)])
def test_a_closed_case_is_read_by_an_expired_link_while_a_promise_runs(client, promised, found):
    case = f.promised(*promised) if promised else f.make_case("closed")
    link = invite(case)
    f.answer(case, f.world().handler, link.invitation.deputy, base=0) if not Feedback.objects.filter(
        deputy=link.invitation.deputy, is_current=True
    ).exists() else None
    with time_machine.travel(timezone.now() + dt.timedelta(days=200)):
        assert (find_invitation(f.token(link)) is not None) == found


def test_what_was_promised_stands_there_as_it_is_today(client):
    case = f.promised(("开出助餐点", 30), ("延长供餐时间", 40), ("公布电话", 50))
    link, w = invite(case), f.world()
    kept, moved, _ = case.current_round.promises.order_by("position")
    keep_promise(kept, w.handler, on=f.day(0), said="内部怎么做的。", seen=0)
    change_promise_date(moved, w.handler, new_on=f.day(300), said="装修材料晚到。", told_on=f.day(0), seen=0)
    dates = [f.day(days) for days in (0, 300, 40, 50)]
    with time_machine.travel(timezone.now() + dt.timedelta(days=200)):
        page = opened(client, link).get(at(link), follow=True).content.decode()
        days = list(map(day, dates))
    said = [
        " ".join(one.text_content().split()) for one in html.fromstring(page).xpath("//dl[@class='about']//dd[b]")
    ]
    assert said == [
        f"开出助餐点{days[0]}兑现了",
        f"延长供餐时间{days[1]}前（原定{days[2]}，装修材料晚到）",
        f"公布电话{days[3]}前，已经过了",
    ]
    assert "把新链接发到我留的邮箱" in page
    assert "内部怎么做的" not in page


def test_an_answered_link_offers_a_new_one_as_long_as_there_is_something_to_read_for(client, case, link):
    submitted(opened(client, link), link)
    assert "把新链接发到我留的邮箱" in text(client.get(at(link, "receipt/")))
    client.post(at(link, "renew/"))
    assert case.events.filter(action="ask_link").count() == 1
    over = f.make_case("closed")
    last = invite(over)
    who = last.invitation.deputy
    f.answer(over, f.world().handler, who) if who in over.current_round.unanswered_deputies() else None
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)):
        page = text(opened(client, last).get(at(last), follow=True))
    assert ("回执号" in page, "把新链接发到我留的邮箱" in page) == (True, False)


def test_a_new_link_of_a_round_that_was_gone_over_promises_no_questions(case, texts, settings):
    deputy = case.suggestion.proposers[0]
    case.suggestion.deputies.update(phone="13912345678", email="")
    make = {"purpose": Invitation.Purpose.RENEWED}
    asked = write_link(case.current_round, deputy.__class__.objects.get(pk=deputy.pk), f.world().handler, **make)
    f.answer(case, f.world().handler, case.suggestion.proposers[1], result="不满意", comment="没有写时间")
    first = case.current_round
    f.advance(case, "reopen")
    later = write_link(first, deputy, f.world().handler, **make)
    assert ["提出意见" in one.message for one in (asked, later)] == [False, False]


# ---- a new one to the registered telephone ---------------------------------------------------------------


@pytest.mark.parametrize(("phone", "email"), [("13912345678", "zhao@example.com"), ("", "")])
def test_a_new_link_goes_to_the_registered_telephone_and_nothing_tells_whether_there_is_one(
    client, case, link, texts, phone, email, django_capture_on_commit_callbacks
):
    case.suggestion.deputies.update(phone=phone, email=email)
    opened(client, link)
    expire()
    page = text(client.post(at(link, "renew/")))
    assert "这里登记有赵洪蓉代表的手机或邮箱的，新链接几分钟以内就到" in page
    assert text(client.post(at(link, "renew/"))) == page  # at once again: nothing more is done
    event = case.events.get(action="ask_link")
    Invitation.objects.exclude(pk=link.invitation.pk).delete()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            send_new_link.func(event.pk)
    made = Invitation.objects.get(purpose="续发")
    assert [to for to, _ in texts()] == ([phone] if phone else [])
    number = f"{case.suggestion.full_number}建议"
    assert [(one.to, one.subject) for one in mail.outbox] == ([([email], f"{number}的新链接")] if email else [])
    assert not phone or find_invitation(texts()[0][1].split("/d/")[1].split()[0]) == made


def test_three_new_links_in_a_day_at_most(client, case, link):
    opened(client, link)
    expire()
    start = timezone.now()
    for hour in range(5):
        with time_machine.travel(start + dt.timedelta(hours=hour)):
            client.post(at(link, "renew/"))
    assert case.events.filter(action="ask_link").count() == 3


# ---- not the deputy --------------------------------------------------------------------------------------


def test_who_is_not_the_deputy_ends_the_link_once_and_the_unit_is_told(client, case, link):
    opened(client, link)
    assert "只供赵洪蓉代表本人" in text(client.get(at(link)))
    client.post(f"/mine/from/{link.invitation.pk}/", {"lasts": "year"})
    assert client.get("/mine/").status_code == 200
    before = stored()
    assert "您不是赵洪蓉代表，是吗？" in text(client.get(at(link, "stranger/")))
    assert stored() == before
    for _ in range(2):
        assert "谢谢您，这个链接已经停用" in text(client.post(at(link, "stranger/")))
    assert client.get("/mine/")["Location"] == "/mine/enter/"  # the device that it let in is let in no more
    assert GONE in text(client.get(at(link)))
    late = text(client.post(at(link), answer(comment="写了一半")))  # a page that was open all the while
    assert "您刚才说过您不是这位代表，这个链接已经停用，再点也打不开。" in late
    assert ("重新点" in late, "写了一半" in str(dict(client.session))) == (False, False)
    assert find_invitation(f.token(link)) is None
    assert case.events.filter(action="disown").count() == 1
    told = Notice.objects.filter(key=f"event:{case.events.get(action='disown').pk}")
    assert {row.recipient for row in told} == {f.world().handler, f.world().office}
    client.force_login(f.world().handler)
    assert "链接发错了人" in text(client.get(reverse("case_tab", args=[case.pk, "feedback"])))


@pytest.mark.parametrize("way", ["停用", "不是本人"])
def test_an_ended_link_costs_what_an_unknown_one_costs(client, case, link, django_assert_num_queries, way):
    token = f.token(link)
    if way == "停用":
        revoke_link(case.current_round, f.world().handler, link.invitation.deputy)
    else:
        opened(client, link).post(at(link, "stranger/"))
    pages = []
    Client().get("/d/first")  # from now on this address is counted
    for address in (f"/d/{token}", f"/d/{'A' * 43}"):
        with django_assert_num_queries(7):
            pages.append(Client().get(address).content)
    assert pages[0] == pages[1]


# ---- a second browser ------------------------------------------------------------------------------------


@pytest.fixture
def pressed(link):
    """The deputy has signed by hand and answered in the own browser."""
    phone = opened(Client(), link)
    phone.post(at(link), answer(comment="本人的话"))
    phone.post(at(link, "sign/"), {"strokes": "[[[0, 0], [900, 500]]]"})
    submitted(phone, link, comment="本人的话")
    return phone


def test_the_first_browser_is_where_something_was_pressed_not_where_it_was_opened(link):
    first, second = (opened(Client(), link) for _ in range(2))
    assert [one.get(at(link)).status_code for one in (first, second)] == [200, 200]
    second.post(at(link, "seen/"))
    assert "请先确认是您本人" in text(first.get(at(link)))
    assert "请您看看我们的答复" in text(second.get(at(link)))


def test_a_second_browser_shows_nothing_until_the_digits_are_right(link, pressed):
    other = opened(Client(), link)
    for page in ("", "receipt/", "check/", "sign/"):
        shown = text(other.get(at(link, page)))
        assert "请先确认是您本人" in shown
        assert not [word for word in ("社区食堂", "本人的话", "满意", "宝民") if word in shown]
    refused = submitted(other, link, comment="别人的话", base="1")
    assert (refused.status_code, Feedback.objects.count()) == (403, 1)
    assert other.post(at(link, "renew/")).status_code == 403
    assert say(other, link, "9999").status_code == 422
    assert say(other, link, "0001")["Location"] == at(link)
    receipt = other.get(at(link, "receipt/"))
    assert "本人的话" in text(receipt)
    assert "只在签名的那台手机上显示" in text(receipt)
    assert b'class="signature"' not in receipt.content
    assert b'class="signature"' in pressed.get(at(link, "receipt/")).content
    assert "别人的话" in text(other.get(at(link) + "?change"))  # what was typed is not lost


def test_without_a_registered_telephone_it_says_whom_to_call(case, link, pressed):
    case.suggestion.deputies.update(phone="")
    other = opened(Client(), link)
    page = other.get(at(link))
    assert "没有登记这位代表的电话" in text(page)
    assert "021-55550" in text(page)
    assert say(other, link, "")["Content-Type"].startswith("text/html")
    assert "请先确认是您本人" in text(other.get(at(link)))


@pytest.fixture
def asked(case):
    """The unit wants the digits of everybody; the deputies' telephone is 13000000001."""
    case.unit.asks_phone = True
    case.unit.save()
    return invite(case)


@pytest.mark.parametrize("digits", ["0001", " 0001 ", "００01"])
def test_the_unit_may_have_the_first_browser_asked_too(client, asked, digits):
    assert "请先确认是您本人" in text(opened(client, asked).get(at(asked)))
    assert say(client, asked, digits)["Location"] == at(asked)
    assert submitted(client, asked)["Location"] == at(asked, "receipt/")


@pytest.mark.parametrize("digits", ["0002", " 0 0 0 2 "])
def test_other_digits_are_refused(client, asked, digits):
    opened(client, asked)
    got = say(client, asked, digits)
    assert (got.status_code, "手机号码后四位不对" in text(got), "还可以试4次" in text(got)) == (422, True, True)


def test_hint_and_refusal_name_one_number_and_no_text_that_is_not_there(client, asked):
    opened(client, asked)
    page = text(client.get(at(asked)))
    assert "这里登记的您的手机号码（您留给承办单位或者人大、政协机关的）" in page
    for digits, said in (("0002", "请填这里登记的您的手机号码。还可以试4次。"), ("1", "4个数字；这一次不算。")):
        got = text(say(client, asked, digits))
        assert (said in got, "都还在" in got) == (True, False)


def test_what_was_typed_is_said_to_be_kept_beside_what_was_wrong(case, link, pressed):
    other = opened(Client(), link)
    assert submitted(other, link, comment="写了一半").status_code == 403
    assert "您刚才填的还没有提交，都还在" in text(say(other, link, "9999"))


def test_what_is_not_four_digits_uses_up_no_try(client, asked):
    opened(client, asked)
    for digits in ("", "000", "13000000001", "一二三四", "\x00" * 9):
        got = say(client, asked, digits)
        assert (got.status_code, "请填手机号码的后四位，4个数字；这一次不算。" in text(got)) == (422, True)
    assert "还可以试4次" in text(say(client, asked, "0002"))


def test_a_deputy_without_a_telephone_is_not_asked_in_the_first_browser(client, case, asked):
    case.suggestion.deputies.update(phone="")
    opened(client, asked)
    assert submitted(client, asked)["Location"] == at(asked, "receipt/")


def test_who_goes_on_guessing_waits_longer_each_time_and_at_last_for_good(client, asked):
    opened(client, asked)
    start, waits = timezone.now(), []
    for hour in (0, 2, 5, 10):
        with time_machine.travel(start + dt.timedelta(hours=hour)):
            opened(client, asked)
            for _ in range(5):
                last = say(client, asked, "9999")
            waits += [hours for hours in (1, 2, 4, 8) if f"请过{hours}个小时再试" in text(last)]
            assert say(client, asked, "0001").status_code == 422
    assert waits == [1, 2, 4, 8]
    with time_machine.travel(start + dt.timedelta(days=2)):
        opened(client, asked)
        assert "给您换一个新的" in text(say(client, asked, "0001"))


ODD = ("", "0001" * 30, "\x00", "٠٠٠١", "0001\r\n", "<script>", "-001", "😀")


def test_odd_words_and_cookies_open_nothing_and_break_nothing(case, link, pressed):
    """Whatever a second browser sends as digits, as the way on or as its own key: it is asked, and nothing more."""
    answers = Feedback.objects.count()
    for number, odd in enumerate(ODD):
        other = Client()
        other.cookies["link_browser"] = odd.encode("ascii", "ignore").decode().replace("\r\n", "").replace("\x00", "")
        opened(other, link)
        Invitation.objects.update(wrong_facts=0, wrong_since=None)
        got = other.post(at(link, "who/"), {"fact": odd, "to": odd})
        assert (number, odd, got.status_code) == (number, odd, 302 if odd == "0001\r\n" else 422)
        assert got.status_code == 422 or got["Location"] == at(link)
        for path in ("seen/", "renew/", "wish/", "sign/", "check/"):
            sent = other.post(at(link, path), {"kind": odd, "strokes": odd, "link": odd})
            assert got.status_code == 302 or sent.status_code == 403, path
    assert Feedback.objects.count() == answers
    for path in ("who/", "renew/", "stranger/", "receipt/"):
        assert Client().post(f"/deputy/{'9' * 30}/{path}").status_code in (404, 405)
    assert "本人的话" in text(pressed.get(at(link, "receipt/")))

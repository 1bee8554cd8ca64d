"""The lasting way in: a code for the registered telephone, a press on a living link, and the key that a device holds
from then on."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from proposals.administration.deputies.actions import let_deputy_leave
from proposals.administration.deputies.merges import merge_deputies
from proposals.administration.frame import row_version
from proposals.models import AdministrationEvent, Deputy
from proposals.models.administration.pace import Pace
from proposals.web.pace import tidy_paces
from replies.feedback.links import make_link, revoke_link
from replies.mine.codes import forget_codes, plain_number
from replies.models import DeviceKey, EntryCode
from tests import factories as f
from tests.replies.mine.phones import ask, code_in, let_in, phone, text, texts, tree
from tests.replies.prints.orders import work

pytestmark = pytest.mark.django_db
OWN, NOBODYS = "13712345678", "13999999999"


@pytest.fixture(autouse=True)
def sent(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path
    return tmp_path


@pytest.fixture
def deputy():
    made = f.suggestion().proposers[0]
    Deputy.objects.filter(pk=made.pk).update(phone="+86 137-1234-5678")
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("written", ["13712345678", "137 1234 5678", "+86-13712345678", "１３７１２３４５６７８"])
def test_a_number_is_one_however_it_is_written(written):
    assert plain_number(written) == OWN


def test_a_deputy_comes_in_by_the_code_at_night_and_stays(client, deputy, sent):
    with time_machine.travel(timezone.localtime().replace(hour=2, minute=30), tick=False):
        assert ask(client, "137 1234 5678")["Location"] == "/mine/code/"
        ((to, words),) = texts(sent)
        assert to == OWN
        let = client.post("/mine/code/", {"code": f" {code_in(words)} ", "lasts": "month"})
    assert let["Location"] == "/mine/"
    cookie = let.cookies["mine"]
    kept = (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"], bool(cookie["secure"]))
    assert kept == ("/mine/", True, "Lax", 30 * 24 * 3600, False)
    key = DeviceKey.objects.get()
    assert (key.deputy, key.lasts, key.invitation) == (deputy, "month", None)
    assert cookie.value not in {key.token_hash, key.previous_hash}
    page = text(client.get("/mine/"))
    assert "赵洪蓉代表，您好。" in page
    assert cookie.value not in page


def answers_of(number):
    """Everything a browser is answered on the way in, with what differs from browser to browser taken out."""
    client, seen = Client(), []

    def note(response):
        page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
        page = page.replace(number, "N").replace(f"{number[:3]}****{number[-4:]}", "N")
        seen.append((response.status_code, response.get("Location"), page))

    note(ask(client, number))
    note(client.get("/mine/code/"))
    for _ in range(6):
        note(client.post("/mine/code/", {"code": "000000"}))
    note(ask(client, number))
    return seen


def test_no_answer_tells_whether_a_number_is_known(deputy, sent, django_assert_num_queries):
    with time_machine.travel(timezone.now(), tick=False):
        assert answers_of(OWN) == answers_of(NOBODYS)
    assert [to for to, _ in texts(sent)] == [OWN]
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        for number in (OWN, NOBODYS):
            fresh = Client()
            fresh.get("/mine/enter/")
            with django_assert_num_queries(COUNTED):
                fresh.post("/mine/enter/", {"number": number})


COUNTED = 14


def test_five_wrong_codes_end_it_and_ten_minutes_do(client, deputy, sent):
    ask(client, OWN)
    right = code_in(texts(sent)[0][1])
    wrong = "000000" if right != "000000" else "111111"
    for none in ("", "   ", "12345", "abcdef"):  # what is no code uses up no try
        assert "请填6位数字的验证码。这一次不算，还可以试5次。" in text(client.post("/mine/code/", {"code": none}))
    said = [
        re.search(r"还可以试\d次|不能用了", text(client.post("/mine/code/", {"code": wrong})))[0] for _ in range(5)
    ]
    assert said == ["还可以试4次", "还可以试3次", "还可以试2次", "还可以试1次", "不能用了"]
    assert client.post("/mine/code/", {"code": right}).status_code == 422
    now = timezone.now()
    with time_machine.travel(now + dt.timedelta(minutes=2)):
        ask(client, OWN)
        code = code_in(texts(sent)[1][1])
    with time_machine.travel(now + dt.timedelta(minutes=13)):
        assert client.post("/mine/code/", {"code": code}).status_code == 422
    assert not DeviceKey.objects.exists()


def test_codes_are_given_out_more_and_more_slowly_to_a_number_and_to_an_address(deputy):
    now = timezone.now()

    def asked(number, seconds, address="10.0.0.1"):
        with time_machine.travel(now + dt.timedelta(seconds=seconds), tick=False):
            return Client(REMOTE_ADDR=address).post("/mine/enter/", {"number": number}).status_code

    # A number, from wherever: a minute after the first, two after the second, four after the third.
    at = (0, 59, 61, 180, 182, 421, 423)
    assert [asked(OWN, second, f"10.0.0.{second % 7}") for second in at] == [302, 429, 302, 429, 302, 429, 302]
    # An address, for whatever number: twenty, then as slowly.
    assert [asked(f"138{n:08}", 500, "10.1.1.1") for n in range(22)] == [302] * 21 + [429]
    assert [asked(f"139{n:08}", 561 + 60 * n, "10.1.1.1") for n in range(2)] == [302, 429]
    assert asked(NOBODYS, 500, "10.2.2.2") == 302
    # A day later it begins anew, and what was asked for is forgotten.
    assert [asked(OWN, 90_000 + n) for n in (0, 61)] == [302, 302]
    with time_machine.travel(now + dt.timedelta(days=3)):
        forget_codes()
        tidy_paces()
    assert (EntryCode.objects.count(), Pace.objects.count()) == (0, 0)


def test_a_number_that_several_share_asks_for_the_name_when_the_code_is_right(client, deputy, sent):
    other = f.deputy("周建伟二", phone=OWN)
    assert client.get("/mine/who/")["Location"] == "/mine/enter/"
    ask(client, OWN)
    ((_, words),) = texts(sent)
    assert client.post("/mine/code/", {"code": code_in(words), "lasts": "visit"})["Location"] == "/mine/who/"
    page = tree(client.get("/mine/who/"))
    assert sorted(page.xpath("//button/@value")) == sorted([str(deputy.pk), str(other.pk)])
    stranger = f.deputy("何静怡")
    assert client.post("/mine/who/", {"deputy": stranger.pk}).status_code == 200
    let = client.post("/mine/who/", {"deputy": other.pk})
    assert (let["Location"], let.cookies["mine"]["max-age"]) == ("/mine/", "")
    assert DeviceKey.objects.get().deputy == other
    # Who leaves takes along what was proved: the next at this telephone is not let in by a press.
    assert client.post("/mine/devices/", {"end": DeviceKey.objects.get().pk})["Location"] == "/mine/enter/"
    assert client.post("/mine/who/", {"deputy": other.pk})["Location"] == "/mine/enter/"
    assert client.get("/mine/code/")["Location"] == "/mine/enter/"


def test_who_has_no_mobile_gets_the_code_by_mail_where_it_is_clear_whose(client, deputy, sent, mailoutbox):
    Deputy.objects.filter(pk=deputy.pk).update(phone="021-55550001", email="zhao@example.cn")
    ask(client, "02155550001")
    ((mail,), messages) = (mailoutbox, texts(sent))
    assert (mail.to, messages) == (["zhao@example.cn"], [])
    assert client.post("/mine/code/", {"code": code_in(mail.body)})["Location"] == "/mine/"
    f.deputy("范思远", phone="02155550001", email="fan@example.cn")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        ask(Client(), "02155550001")
    assert len(mailoutbox) == 1


def test_a_text_that_does_not_leave_goes_by_mail(client, deputy, settings, mailoutbox):
    settings.SMS_URL, settings.SMS_TOKEN = "http://127.0.0.1:9/", "x"
    Deputy.objects.filter(pk=deputy.pk).update(email="zhao@example.cn")
    ask(client, OWN)
    (mail,) = mailoutbox
    assert mail.to == ["zhao@example.cn"]
    assert client.post("/mine/code/", {"code": code_in(mail.body)})["Location"] == "/mine/"


def test_a_press_on_a_living_link_keeps_the_phone_and_the_deputy_is_told(deputy, sent):
    case = f.make_case("seeking_feedback")
    deputy = case.suggestion.proposers[0]
    link = make_link(case.current_round, f.world().handler, deputy)
    sent_before = len(texts(sent))
    client = phone()
    here = f"/mine/from/{link.invitation.pk}/"
    assert client.get(here)["Location"] == "/mine/enter/"  # the link was not opened in this browser
    client.get(f"/d/{f.token(link)}")
    assert here in client.get(f"/deputy/{link.invitation.pk}/").content.decode()
    assert client.get(here).status_code == 200
    assert not DeviceKey.objects.exists()
    sent_twice = {"lasts": "year", "press": tree(client.get(here)).xpath("//input[@name='press']/@value")[0]}
    first = client.post(here, sent_twice)
    del client.cookies["mine"]  # the first answer did not come
    second = client.post(here, sent_twice)
    assert (first["Location"], second["Location"]) == ("/mine/", "/mine/")
    work()
    told = [words for _, words in texts(sent)[sent_before:]]
    assert len(told) == 1
    assert "有一台设备（安卓手机，微信）用征询链接进入了您的“我的建议”" in told[0]
    assert client.get("/mine/").status_code == 200
    key = DeviceKey.objects.get()
    assert key.invitation == link.invitation
    # 停用 of the link ends what it let in.
    revoke_link(case.current_round, f.world().handler, deputy)
    key.refresh_from_db()
    assert key.ended_by == f.world().handler
    assert client.get("/mine/")["Location"] == "/mine/enter/"


@pytest.mark.parametrize("every", [True, False])
def test_who_must_say_the_digits_says_them_before_a_device_is_remembered(client, every):
    """The unit wants them of everybody, or the link was first used elsewhere."""
    case = f.make_case("seeking_feedback")
    deputy = case.suggestion.proposers[0]
    Deputy.objects.filter(pk=deputy.pk).update(phone=OWN)
    type(case.unit).objects.update(asks_phone=every)
    link = make_link(case.current_round, f.world().handler, Deputy.objects.get(pk=deputy.pk))
    if not every:
        elsewhere = Client()
        elsewhere.get(f"/d/{f.token(link)}")
        elsewhere.post(f"/deputy/{link.invitation.pk}/seen/")
    client.get(f"/d/{f.token(link)}")
    here, who = f"/mine/from/{link.invitation.pk}/", f"/deputy/{link.invitation.pk}/who/"
    assert "请先确认是您本人" in text(client.get(here))
    assert client.post(here, {"lasts": "year"}).status_code == 403
    assert "后四位不对" in text(client.post(who, {"to": "mine", "fact": "1234"}))
    assert client.post(who, {"to": "mine", "fact": "5678"})["Location"] == here
    assert client.post(here, {"lasts": "year"})["Location"] == "/mine/"


def test_a_link_that_only_reads_lets_no_device_in(client):
    case = f.make_case("seeking_feedback")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    client.get(f"/d/{f.token(link)}")
    with time_machine.travel(link.invitation.expires_at):
        client.get(f"/d/{f.token(link)}")
        assert client.get(f"/deputy/{link.invitation.pk}/").status_code == 200
        for way in (client.get, client.post):
            assert way(f"/mine/from/{link.invitation.pk}/")["Location"] == "/mine/enter/"
    assert DeviceKey.objects.count() == 0


def test_a_key_is_made_new_on_the_first_use_of_a_day_and_a_lost_answer_locks_nobody_out(deputy):
    client = let_in(deputy, "month")
    first = client.cookies["mine"].value
    assert "mine" not in client.get("/mine/").cookies
    now = timezone.now()
    with time_machine.travel(now + dt.timedelta(days=29)):
        second = client.get("/mine/").cookies["mine"].value
        assert second != first
        again = Client()
        again.cookies["mine"] = first  # the page with the new one never came
        assert again.get("/mine/").status_code == 200
    with time_machine.travel(now + dt.timedelta(days=50)):  # counted from the last day of use
        third = again.get("/mine/").cookies["mine"].value
        client.cookies["mine"] = second
        assert client.get("/mine/")["Location"] == "/mine/enter/"
        again.cookies["mine"] = third
        assert again.get("/mine/").status_code == 200
    with time_machine.travel(now + dt.timedelta(days=81)):
        assert again.get("/mine/")["Location"] == "/mine/enter/"


def test_the_deputy_sees_the_devices_and_ends_one_or_all(deputy):
    here, lost = let_in(deputy), let_in(deputy, "visit")
    stranger = let_in(f.deputy("何静怡"))
    keys = list(DeviceKey.objects.filter(deputy=deputy).order_by("pk"))
    page = here.get("/mine/devices/")
    assert sorted(tree(page).xpath("//button[@name='end']/@value")) == sorted([*(str(k.pk) for k in keys), "all"])
    assert here.post("/mine/devices/", {"end": keys[1].pk})["Location"] == "/mine/devices/"
    assert stranger.post("/mine/devices/", {"end": keys[0].pk})["Location"] == "/mine/devices/"
    assert here.post("/mine/devices/", {"end": "9" * 5000})["Location"] == "/mine/devices/"
    assert here.get("/mine/").status_code == 200
    gone = here.post("/mine/devices/", {"end": "all"})
    assert (gone["Location"], gone.cookies["mine"].value) == ("/mine/enter/", "")
    assert lost.get("/mine/")["Location"] == "/mine/enter/"
    assert stranger.get("/mine/").status_code == 200


@pytest.mark.parametrize(("why", "opens"), [("届满", True), ("辞职", True), ("去世", False), ("罢免", False)])
def test_who_left_goes_on_reading_unless_gone_or_recalled(deputy, sent, why, opens):
    client = let_in(deputy)
    let_deputy_leave(
        deputy, f.world().admin, on=f.day(0), why=why, seen=row_version(AdministrationEvent.Subject.DEPUTY, deputy.pk)
    )
    assert (client.get("/mine/").status_code == 200) is opens
    ask(Client(), OWN)
    assert bool(texts(sent)) is opens


def test_two_records_of_one_deputy_become_one_with_the_devices(deputy, sent):
    client, stays = let_in(deputy), f.deputy("赵洪荣", phone="")
    subject = AdministrationEvent.Subject.DEPUTY
    seen = {"seen": row_version(subject, deputy.pk), "seen_other": row_version(subject, stays.pk)}
    merge_deputies(deputy, stays, f.world().admin, **seen)
    assert "赵洪荣代表，您好。" in text(client.get("/mine/"))
    fresh = Client()
    ask(fresh, OWN)
    assert fresh.post("/mine/code/", {"code": code_in(texts(sent)[0][1])})["Location"] == "/mine/"


def test_a_browser_in_which_staff_are_signed_in_writes_nothing(client, deputy):
    client.cookies["mine"] = let_in(deputy).cookies["mine"].value
    client.force_login(f.world().handler, "django.contrib.auth.backends.ModelBackend")
    key = DeviceKey.objects.get()
    assert client.post("/mine/devices/", {"end": key.pk}).status_code == 403
    assert client.post("/mine/enter/", {"number": OWN}).status_code == 403
    assert (DeviceKey.objects.live().count(), EntryCode.objects.count()) == (1, 0)


@pytest.mark.parametrize("face", ["all", "outside"])
def test_a_page_that_is_not_there_leads_to_the_own_ones(settings, client, deputy, face):
    settings.ROOT_URLCONF = settings.FACES[face]
    for browser, here in ((client, "/mine/cases/1/"), (let_in(deputy), "/mine/999/")):
        page = browser.get(here)
        assert (page.status_code, tree(page).xpath("//main/a/@href")) == (404, ["/mine/"])
        assert ("没有找到这一页" in text(page), "查找框" in text(page), "待办" in text(page)) == (True, False, False)
    if face == "all":
        nowhere = text(client.get("/nowhere/"))
        assert ("代表请进“我的建议”" in nowhere, "查找框" in nowhere, "待办" in nowhere) == (True, False, False)


def test_a_form_that_is_too_old_leads_back_to_the_own_page(deputy):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/mine/enter/", {"number": OWN})
    assert (page.status_code, tree(page).xpath("//main/a/@href")) == (403, ["/mine/"])


@pytest.mark.parametrize("url", ["file", ""])
def test_the_pages_say_where_the_code_goes(client, deputy, sent, settings, url):
    settings.SMS_URL = url
    before = text(client.get("/mine/enter/"))
    ask(client, OWN)
    after = text(client.get("/mine/code/"))
    by_mail = ["没有登记邮箱的，请打电话" in before, "收到一封邮件，在您登记的邮箱里" in after]
    assert (by_mail, "收到一条短信" in after) == ([not url] * 2, bool(url))

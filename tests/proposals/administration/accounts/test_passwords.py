"""One-time passwords: shown once, kept nowhere, changed at the first sign-in; whose they never are."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from proposals.administration.passwords import give_password
from proposals.formats.one_time import READABLE, make_code, read_code
from proposals.models import AdministrationEvent, Notice, Role, SignIn, User
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db
OWN = "自己的密码-2027x"


@pytest.fixture
def w():
    return f.world()


def given(admin, who):
    """The password that an administrator is shown for the person."""
    address = f"/office/people/{who.pk}/"
    shown = admin.post(f"{address}password/", {"turn": field_on(admin.get(address), "turn")})
    assert shown.status_code == 200
    return seen_on(shown, "code")[0]


def enter(browser, who, password):
    return browser.post("/sign-in/", {"username": who.username, "password": password})


def fields_asked(browser):
    return list(browser.get("/password/").context["form"].fields)


def test_twelve_characters_that_are_read_without_doubt():
    made = {make_code() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(rf"[{READABLE}]{{4}}(-[{READABLE}]{{4}}){{2}}", one) for one in made)
    assert not set("0O1IL5S2ZUV") & set(READABLE)
    one = made.pop()
    for typed in (one, one.lower(), one.replace("-", ""), one.replace("-", " "), one.replace("-", "—")):
        assert read_code(typed) == one
    assert [read_code(other) for other in (f.PASSWORD, "", one[:-1], f"{one}A")] == [""] * 4


def test_it_is_shown_once_opens_only_the_page_of_the_own_password_and_ends_with_it(w):
    admin, at_work, phone = browser_of(w.admin), browser_of(w.handler), Browser()
    code = given(admin, w.handler)
    assert at_work.get("/").headers["Location"] == "/sign-in/?next=/"
    for page in ("/", f"/office/people/{w.handler.pk}/", "/office/people/", "/notices/"):
        assert code not in admin.get(page).content.decode()
    assert code not in str(dict(admin.session))
    assert not AdministrationEvent.objects.filter(comment__contains=code).exists()
    assert enter(phone, w.handler, code.replace("-", "").lower()).status_code == 302
    for page in ("/", "/cases/", "/notices/", "/calendar/"):
        assert phone.get(page).headers["Location"] == "/password/"
    script = phone.get("/notices/", headers={"Accept": "application/json"})
    assert (script.status_code, script.json()["error"]) == (403, "您用的是一次性密码，请先改成自己的密码，再接着办。")
    part = phone.get("/notices/", headers={"Sec-Fetch-Dest": "empty"})
    assert (part.status_code, part.content.decode()) == (403, "您用的是一次性密码，请先改成自己的密码，再接着办。")
    page = phone.get("/password/").content.decode()
    assert "由钟凯重置" in page
    same = phone.post("/password/", {"old_password": code, "new_password1": code, "new_password2": code})
    assert (same.status_code, "不能和一次性密码一样" in same.content.decode()) == (200, True)
    typed = code.lower().replace("-", " ")
    changed = phone.post("/password/", {"old_password": typed, "new_password1": OWN, "new_password2": OWN})
    assert changed.headers["Location"] == "/"
    assert phone.get("/").headers["Location"] == "/office/identities/wait/"
    assert enter(Browser(), w.handler, code).status_code == 200
    assert User.objects.get(pk=w.handler.pk).password_until is None


def test_the_password_just_typed_at_the_door_is_not_asked_again_until_some_minutes_later(w):
    code, new = given(browser_of(w.admin), w.handler), {"new_password1": OWN, "new_password2": OWN}
    phone = Browser()
    with time_machine.travel("2027-03-01T09:00+08:00", tick=False) as clock:
        User.objects.update(password_until=timezone.now() + dt.timedelta(days=7))
        enter(phone, w.handler, code)
        assert fields_asked(phone) == ["new_password1", "new_password2"]
        clock.shift(10 * 60)
        assert fields_asked(phone) == ["old_password", "new_password1", "new_password2"]
        late = phone.post("/password/", new)
        assert (late.status_code, [*late.context["form"].errors]) == (200, ["old_password"])
        enter(phone := Browser(), w.handler, code)
        assert phone.post("/password/", new).headers["Location"] == "/"
        assert fields_asked(phone) == ["old_password", "new_password1", "new_password2"]
        assert phone.post("/password/", {"new_password1": OWN + "2", "new_password2": OWN + "2"}).status_code == 200
    assert User.objects.get(pk=w.handler.pk).check_password(OWN)


def test_the_owner_is_told_of_every_reset_in_the_program_and_by_mail(w):
    User.objects.filter(pk=w.handler.pk).update(email="gaoyang@example.cn")
    given(browser_of(w.admin), w.handler)
    notice = Notice.objects.get(recipient=w.handler)
    assert notice.sentence == "您的密码由钟凯重置了。不是您请他办的，请马上告诉审计管理员。"
    assert (notice.kind, notice.case) == ("own", None)


def test_others_hear_of_a_reset_whoever_reads_the_owner_s_notices(w):
    """The office of the unit and the auditor who looks after it; no other office, and not who did it."""
    elsewhere = f.person("audits2", "别处审计", (w.other_bureau, Role.AUDITOR))
    f.person("office3", "兼管人员", (w.bureau, Role.OFFICE), (w.bureau, Role.ADMIN))
    given(browser_of(w.admin), w.handler)
    told = {one.recipient.username: one.sentence for one in Notice.objects.exclude(recipient=w.handler)}
    said = "高扬的密码由钟凯重置了。不是本人请他办的，请马上告诉审计管理员；是的，请核实本人已经拿到，账号才能办件。"
    assert told == dict.fromkeys(("office", "office3", "auditor"), said)
    given(browser_of(w.admin), w.office)
    assert {one.recipient.username for one in Notice.objects.filter(sentence__startswith="孙莉的")} == {
        "office3", "auditor",
    }  # fmt: skip
    assert not Notice.objects.filter(recipient=elsewhere).exists()


def test_the_first_password_of_an_account_is_no_reset(w):
    fresh = f.person("fresh", "新来的", (w.bureau, Role.HANDLER), unit=w.bureau)
    fresh.set_unusable_password()
    fresh.save()
    given(browser_of(w.admin), fresh)
    assert [event.label for event in AdministrationEvent.objects.filter(subject_id=fresh.pk)] == ["发一次性密码"]
    assert Notice.objects.filter(recipient=fresh).count() == 0


def test_a_press_sent_twice_makes_one_password(w):
    admin, address = browser_of(w.admin), f"/office/people/{w.handler.pk}/"
    turn = field_on(admin.get(address), "turn")
    first = admin.post(f"{address}password/", {"turn": turn})
    again = admin.post(f"{address}password/", {"turn": turn})
    assert (first.status_code, again.status_code) == (200, 409)
    assert enter(Browser(), w.handler, seen_on(first, "code")[0]).status_code == 302
    assert "只显示一次" in again.content.decode()


def test_it_opens_for_seven_days_and_says_so_afterwards(w):
    code = given(browser_of(w.admin), w.handler)
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1)):
        late = enter(Browser(), w.handler, code)
        assert (late.status_code, "一次性密码已经过期" in late.content.decode()) == (200, True)
        assert SignIn.objects.first().outcome == SignIn.Outcome.REFUSED
    assert enter(Browser(), w.handler, code).status_code == 302


def test_it_opens_an_account_that_too_many_failures_had_locked(w):
    assert [enter(Browser(), w.handler, "不对").status_code for _ in range(6)][-1] == 429
    code = given(browser_of(w.admin), w.handler)
    assert enter(Browser(), w.handler, code).status_code == 302


@pytest.mark.parametrize("whose", ["admin", "grants", "auditor"])
def test_no_administrator_is_given_the_password_of_another(w, whose):
    """Whoever reads it could act as that administrator, and would be all three."""
    second = f.person("admin2", "另一位管理员", (w.district_office, Role.ADMIN), unit=w.district_office)
    before = getattr(w, whose).password
    sent = browser_of(second).post(f"/office/people/{getattr(w, whose).pk}/password/", {"turn": 0})
    assert (sent.status_code, "请机房在服务器上重置" in sent.content.decode()) == (409, True)
    assert User.objects.get(username=whose).password == before
    assert mail.outbox == []


def test_an_administrators_password_is_made_at_the_server(w):
    said = io.StringIO()
    call_command("one_time_password", "grants", stdout=said)
    code = said.getvalue().splitlines()[1]
    browser = Browser()
    assert enter(browser, w.grants, code).status_code == 302
    assert browser.get("/").headers["Location"] == "/password/"
    assert Notice.objects.get(recipient=w.grants).sentence.startswith("您的密码由系统重置了。")
    event = AdministrationEvent.objects.get(label="重置密码")
    assert (event.actor, event.actor_name, code in event.comment) == (None, "系统", False)
    with pytest.raises(CommandError, match="没有“nobody-here”这个账号。"):
        call_command("one_time_password", "nobody-here")


def test_newcomers_whose_slips_are_lost_get_new_ones_together_once(w):
    """Everybody in the list who never signed in, but no administrator; the page is sent twice and makes them once."""
    User.objects.filter(pk=w.leader.pk).update(last_login=timezone.now())
    browser = browser_of(w.admin)
    page = browser.get("/office/people/?show=never")
    new = page.context["newcomers"]
    assert {w.handler, w.office} <= set(new)
    assert not {w.admin, w.grants, w.auditor, w.leader} & set(new)
    turn = field_on(page, "turn")
    done = browser.post("/office/people/passwords/?show=never", {"turn": turn})
    codes = seen_on(done, "slip-code")
    assert (len(codes), len(set(codes)), done.headers["Cache-Control"]) == (len(new), len(new), "private, no-store")
    whole = dict(zip(seen_on(done, "slip", "dl/div[1]/dd"), codes, strict=True))
    handler = User.objects.get(pk=w.handler.pk)
    assert (handler.check_password(whole["handler"]), handler.password_until is not None) == (True, True)
    assert browser.post("/office/people/passwords/?show=never", {"turn": turn}).status_code == 409
    assert browser.post("/office/people/passwords/", {}).status_code == 409
    assert "给这" not in browser.get("/office/people/").content.decode()


def test_it_is_hashed_fast_and_the_own_one_slowly(w, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    code = give_password(w.handler, w.admin, turn=0).password
    assert User.objects.get(pk=w.handler.pk).password.startswith("pbkdf2_sha256$20000$")
    browser = Browser()
    enter(browser, w.handler, code)
    own = "Wutong-lu-88-hao"
    browser.post("/password/", {"old_password": code, "new_password1": own, "new_password2": own})
    hasher = get_hasher()
    person = User.objects.get(pk=w.handler.pk)
    assert person.check_password(own)
    assert (hasher.decode(person.password)["iterations"], hasher.must_update(person.password)) == (
        hasher.iterations,
        False,
    )


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("短", "短", ["密码太短，至少10个字。", "密码里重复的字太多，至少用5个不同的字。"]),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", ["密码里重复的字太多，至少用5个不同的字。"]),
        ("1A1a1A1a1a1a", "1A1a1A1a1a1a", ["密码里重复的字太多，至少用5个不同的字。"]),
        ("8203948571", "8203948571", ["密码不能全是数字，请加上字母。"]),
        ("qwertyuiop", "qwertyuiop", ["这个密码太常见，容易被人猜到，请换一个。"]),
        ("handler-handler", "handler-handler", ["密码和账号太像，请换一个。"]),
        (OWN, OWN[:-1], ["两次输入的新密码不一样。"]),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(w, new, again, said):
    person = User.objects.get(pk=w.handler.pk)
    User.objects.filter(pk=person.pk).update(username="handler-hand")
    page = browser_of(person).post(
        "/password/", {"old_password": f.PASSWORD, "new_password1": new, "new_password2": again}
    )
    assert (page.status_code, page.context["form"].errors["new_password2"]) == (200, said)
    assert User.objects.get(pk=person.pk).check_password(f.PASSWORD)

"""两步登录: asked once a day in a browser, bound when the role asks for it; a code opens once, guesses are few, and a
dump of the database makes none."""

import datetime as dt

import pyotp
import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from proposals.administration.factors import secrets
from proposals.administration.factors.actions import FREE, OTHER_KEY, USED_UP, WRONG, WRONG_TYPED_PAPER
from proposals.models import AdministrationEvent, FactorRule, Notice, RecoveryCode, Role, SecondFactor, SignIn, User
from replies.models import Review
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, field_on, seen_on
from tests.test_bad_inputs import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASK, BIND, OWN, RULES = "/factor/", "/factor/new/", "/factor/own/", "/office/factor-rules/"
NINE = dt.datetime(2027, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as at:
        yield at


def demand(*roles, signing=False):
    for role in roles:
        FactorRule.objects.update_or_create(role=role, defaults={"daily": True, "signing": signing})


def bound(user, *, codes=0):
    """The person has bound a telephone; what it shows now and later."""
    secret = secrets.new_secret()
    factor = SecondFactor.objects.create(user=user, secret=secret)
    made = secrets.new_recovery_codes()[:codes]
    for code in made:
        RecoveryCode.objects.create(factor=factor, digest=secrets.recovery_digests(code, user.pk)[0])
    return pyotp.TOTP(secrets.open_secret(secret)), made


def sign_in(user, page="/", browser=None):
    """Through the form, on the way to a page."""
    browser = browser or Browser()
    said = {"username": user.username, "password": f.PASSWORD, "next": page}
    return browser, browser.post("/sign-in/", said)


def type_code(browser, code, page="/"):
    return browser.post(ASK, {"factor_code": code, "next": page})


def test_a_role_that_asks_leads_to_binding_and_then_to_the_page_that_was_asked_for():
    leader = f.world().leader
    demand(Role.LEADER)
    browser, answer = sign_in(leader, "/cases/?q=1")
    assert answer["Location"] == "/cases/?q=1"
    asked = browser.get("/cases/?q=1")
    assert asked["Location"] == "/factor/new/?next=%2Fcases%2F%3Fq%3D1"
    page = browser.get(asked["Location"])
    letters = "".join(seen_on(page, "sheet", "code")[0].split())
    code = pyotp.TOTP(letters).now()
    refused = browser.post(BIND, {"factor_code": "000000" if code != "000000" else "1", "next": "/cases/?q=1"})
    assert (refused.status_code, WRONG in refused.content.decode()) == (409, True)
    done = browser.post(BIND, {"factor_code": f" {code[:3]} {code[3:]} ", "next": "/cases/?q=1"})
    assert (done.status_code, len(seen_on(done, "recovery-codes", "code"))) == (200, 10)
    assert 'href="/cases/?q=1"' in done.content.decode()
    assert browser.get("/cases/?q=1").status_code == 200
    event = AdministrationEvent.objects.get(label="绑定两步登录")
    assert (event.actor, event.subject_id) == (leader, leader.pk)
    said = "您的账号绑定了两步登录。不是您本人绑的，请马上告诉审计管理员。"
    assert Notice.objects.filter(recipient=leader, sentence=said).count() == 1
    again = browser.post(BIND, {"factor_code": code, "next": "https://evil.example/"})
    assert (again["Location"], SecondFactor.objects.count()) == ("/", 1)


def test_nobody_is_asked_whose_role_does_not_ask():
    w = f.world()
    demand(Role.LEADER)
    for who in (w.handler, w.admin):
        browser, _ = sign_in(who)
        assert browser.get("/factor/")["Location"] == "/"
    lent = f.person("lent", "代一天", (w.bureau, Role.OFFICE))
    f.lend((w.leader, w.bureau, lent))
    assert sign_in(lent)[0].get("/cases/")["Location"] == "/factor/new/?next=%2Fcases%2F"


def test_the_usual_roles_are_asked_where_no_row_says_otherwise():
    w = f.world()
    with override_settings(FACTOR_ROLES=["leader", "district", "congress", "admin", "grants", "auditor"]):
        asked = [
            who.username
            for who in (w.office, w.handler, w.leader, w.district, w.congress, w.admin, w.grants, w.auditor)
            if sign_in(who)[0].get("/notices/").status_code == 302
        ]
    assert asked == ["leader", "district", "congress", "admin", "grants", "auditor"]


def test_it_is_asked_once_a_day_in_a_browser(clock):
    leader = f.world().leader
    telephone, _ = bound(leader)
    browser, _ = sign_in(leader)
    assert browser.get("/cases/")["Location"] == "/factor/?next=%2Fcases%2F"
    script = browser.get("/notices/", headers={"Accept": "application/json"})
    assert (script.status_code, script.json()) == (403, {"error": "请先输验证码。"})
    assert type_code(browser, telephone.now(), "/cases/")["Location"] == "/cases/"
    assert browser.get("/cases/").status_code == 200
    browser.post("/sign-out/")
    sign_in(leader, browser=browser)
    assert browser.get("/cases/").status_code == 200  # the same browser, the same day
    assert sign_in(leader)[0].get("/cases/").status_code == 302  # another one
    browser.post("/sign-out/")
    clock.shift(dt.timedelta(days=1))
    sign_in(leader, browser=browser)
    assert browser.get("/cases/")["Location"].startswith(ASK)


def test_a_browser_that_was_asked_for_one_is_asked_for_another_and_after_a_new_password():
    w = f.world()
    telephone, _ = bound(w.leader)
    bound(w.second_leader)
    browser, _ = sign_in(w.leader)
    type_code(browser, telephone.now())
    browser.post("/sign-out/")
    sign_in(w.second_leader, browser=browser)
    assert browser.get("/cases/").status_code == 302
    browser.post("/sign-out/")
    w.leader.set_password(f.PASSWORD)
    w.leader.save()
    sign_in(w.leader, browser=browser)
    assert browser.get("/cases/").status_code == 302


def test_a_code_opens_once_and_an_earlier_one_not_at_all(clock):
    leader = f.world().leader
    telephone, _ = bound(leader)
    now, before = telephone.now(), telephone.at(timezone.now() - dt.timedelta(seconds=30))
    assert type_code(sign_in(leader)[0], now).status_code == 302
    browser, _ = sign_in(leader)
    for code in (now, before):
        refused = type_code(browser, code)
        assert (refused.status_code, USED_UP in refused.content.decode()) == (409, True)
    assert SecondFactor.objects.get().failures == 0
    late = telephone.now()
    clock.shift(dt.timedelta(seconds=90))
    assert WRONG in type_code(browser, late).content.decode()
    assert type_code(browser, telephone.now()).status_code == 302


def test_guesses_are_few_and_the_pause_grows_for_the_right_code_too(clock):
    leader = f.world().leader
    telephone, _ = bound(leader)
    browser, _ = sign_in(leader)
    pauses = []
    for _ in range(FREE + 3):
        wrong = next(str(n) for n in range(100_000, 100_009) if not telephone.verify(str(n), valid_window=2))
        type_code(browser, wrong)
        factor = SecondFactor.objects.get()
        if factor.barred_until is None:
            continue
        page = type_code(browser, telephone.now())
        assert (page.status_code, "请过" in page.content.decode()) == (409, True)
        assert SecondFactor.objects.get().failures == factor.failures
        pauses.append(int((factor.barred_until - timezone.now()).total_seconds()) // 60)
        clock.move_to(factor.barred_until)
    assert pauses == [1, 2, 4, 8]
    assert SignIn.objects.filter(outcome="code", user=leader).count() == FREE + 3
    assert type_code(browser, telephone.now()).status_code == 302
    assert SecondFactor.objects.get().failures == 0


def test_a_code_from_paper_opens_once_and_is_told():
    leader = f.world().leader
    _, (first, *others) = bound(leader, codes=4)
    browser, _ = sign_in(leader)
    answer = type_code(browser, first.lower().replace("-", " "), "/cases/")
    assert answer["Location"] == "/cases/"
    assert "备用码还有3个" in browser.get("/cases/").content.decode()
    assert WRONG_TYPED_PAPER in type_code(sign_in(leader)[0], first).content.decode()
    said = "有人用您的备用码登录，还有3个。不是您本人，请马上改密码，并告诉审计管理员。"
    assert Notice.objects.filter(recipient=leader, sentence=said).count() == 1
    assert AdministrationEvent.objects.get(label="用了一个备用码登录").comment == "还有3个"
    stranger = f.world().second_leader
    bound(stranger)
    assert WRONG_TYPED_PAPER in type_code(sign_in(stranger)[0], others[0]).content.decode()


def test_a_dump_makes_no_code_and_another_key_of_the_server_is_said():
    leader = f.world().leader
    telephone, (paper,) = bound(leader, codes=1)
    rows = repr([*SecondFactor.objects.values_list(), *RecoveryCode.objects.values_list()])
    assert (telephone.secret in rows, paper in rows, paper.replace("-", "") in rows) == (False, False, False)
    browser, _ = sign_in(leader)
    browser.get(BIND)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        browser, _ = sign_in(leader)
        assert OTHER_KEY in type_code(browser, telephone.now()).content.decode()
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[secrets.settings.SECRET_KEY]):
        browser, _ = sign_in(leader)
        assert type_code(browser, telephone.now()).status_code == 302
        assert type_code(sign_in(leader)[0], paper).status_code == 302


def test_the_secret_that_waits_in_a_session_is_enciphered():
    leader = f.world().leader
    browser, _ = sign_in(leader)
    letters = "".join(seen_on(browser.get(BIND), "sheet", "code")[0].split())
    assert letters not in repr(dict(browser.session.items()))
    assert "".join(seen_on(browser.get(BIND), "sheet", "code")[0].split()) == letters


def test_what_was_typed_stays_on_the_page_when_the_code_is_asked():
    w = f.world()
    case = f.make_case("in_progress")
    bound(w.handler)
    browser, _ = sign_in(w.handler)
    page = browser.post(f"/cases/{case.pk}/draft/", {"body": "写了很久的正文。", "factor_code": "123456"})
    assert (page.status_code, seen_on(page, "kept")) == (403, ["写了很久的正文。"])
    assert 'href="/factor/"' in page.content.decode()


def test_the_own_page_renews_the_codes_and_gives_it_up_where_no_role_asks():
    w = f.world()
    telephone, (old,) = bound(w.leader, codes=1)
    browser = browser_of(w.leader)
    assert "备用码还有 1 个" in browser.get(OWN).content.decode()
    assert browser.post(OWN, {"factor_code": "1", "act": "codes"}).status_code == 409
    fresh = seen_on(browser.post(OWN, {"factor_code": telephone.now(), "act": "codes"}), "recovery-codes", "code")
    assert (len(fresh), RecoveryCode.objects.count()) == (10, 10)
    assert WRONG_TYPED_PAPER in type_code(sign_in(w.leader)[0], old).content.decode()
    demand(Role.LEADER)
    refused = browser.post(OWN, {"factor_code": fresh[0], "act": "off"})
    assert (refused.status_code, SecondFactor.objects.count()) == (409, 1)
    FactorRule.objects.update(daily=False)
    assert browser.post(OWN, {"factor_code": fresh[1], "act": "off"})["Location"] == OWN
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert browser.post(OWN, {"factor_code": fresh[2], "act": "off"}).status_code == 409


def test_what_the_place_asks_is_changed_by_one_told_to_the_auditor_and_not_from_an_old_page():
    w = f.world()
    browser = browser_of(w.admin)
    seen = field_on(browser.get(RULES), "seen")
    wished = {"seen": seen, "daily_leader": "on", "signing_district": "on"}
    assert browser.post(RULES, wished)["Location"] == RULES
    rows = {row.role: (row.daily, row.signing) for row in FactorRule.objects.all()}
    assert rows == {"leader": (True, False), "district": (True, True)}
    said = "钟凯改了两步登录的规定：局领导：不要改为登录要；区政府办公室：不要改为登录和签发前都要。"
    assert Notice.objects.filter(recipient=w.auditor, sentence=said).count() == 1
    late = browser.post(RULES, {"seen": seen})
    assert (late.status_code, FactorRule.objects.filter(daily=True).count()) == (409, 2)
    bureau = f.person("own_admin", "局管理员", (w.bureau, Role.ADMIN), unit=w.bureau)
    assert browser_of(bureau).get(RULES).status_code == 403


def test_a_signature_asks_for_a_code_where_the_place_says_so(clock):
    w = f.world()
    case = f.make_case("signing")
    demand(Role.LEADER, signing=True)
    browser, page = browser_of(w.leader), f"/cases/{case.pk}/review/"
    shown = browser.get(page)
    assert 'name="factor_code"' in shown.content.decode()
    said = {name: field_on(shown, name) for name in ("seen", "base", "step")} | {"opinion": "同意签发，写了很久。"}
    without = browser.post(page, said)
    assert (without.status_code, "您还没有绑定手机" in without.content.decode()) == (403, True)
    telephone, _ = bound(w.leader)
    for code in ("", "12"):
        refused = browser.post(page, said | {"factor_code": code})
        assert (refused.status_code, "写了很久" in refused.content.decode()) == (403, True)
    assert Review.objects.filter(step="sign").count() == 0
    assert browser.post(page, said | {"factor_code": telephone.now()}).status_code == 302
    assert Review.objects.filter(step="sign", signer=w.leader).count() == 1
    other = f.make_case("signing")
    assert 'name="factor_code"' not in browser.get(f"/cases/{other.pk}/review/").content.decode()
    clock.shift(dt.timedelta(minutes=11))
    assert 'name="factor_code"' in browser.get(f"/cases/{other.pk}/review/").content.decode()


def test_who_knows_the_password_alone_changes_nothing_of_the_account():
    leader = f.world().leader
    bound(leader, codes=1)
    browser, _ = sign_in(leader)
    own = {"old_password": f.PASSWORD, "new_password1": "别人的密码-2027x", "new_password2": "别人的密码-2027x"}
    for page, said in (("/password/", own), (OWN, {"act": "codes"}), ("/signed-in/", {"end": "all"})):
        assert browser.get(page)["Location"].startswith(ASK)
        assert browser.post(page, said).status_code in (302, 403)
    assert User.objects.get(pk=leader.pk).check_password(f.PASSWORD)
    assert RecoveryCode.objects.count() == 1
    User.objects.filter(pk=leader.pk).update(password_until=timezone.now())
    assert browser.get("/password/").status_code == 200  # a one-time password is changed first, then comes the code


def test_a_session_that_says_nothing_is_asked():
    """Whatever opened it: what is not known to be passed is not passed."""
    leader = f.world().leader
    bound(leader)
    browser = browser_of(leader)
    session = browser.session
    del session["second_step"]
    session.save()
    assert browser.get("/cases/")["Location"].startswith(ASK)
    assert User.objects.get(pk=leader.pk).second_factor


def test_rubbish_for_a_code_is_a_wrong_code():
    leader = f.world().leader
    bound(leader)
    browser, _ = sign_in(leader)
    fresh, _ = sign_in(f.world().handler)
    for value in HOSTILE.values():
        said = {"factor_code": value, "next": value}
        assert {browser.post(ASK, said).status_code, fresh.post(BIND, said).status_code} <= {400, 409}

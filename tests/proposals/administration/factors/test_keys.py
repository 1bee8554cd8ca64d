"""安全密钥: registered by who it belongs to, asked in place of a code, refused where the answer is another's, of
another question, of another address, or given before; a key that counts back is told. The walk with a browser's own
key stands in tests/browser/desk/test_security_key.py."""

import datetime as dt
from dataclasses import replace

import pyotp
import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from proposals.administration.factors.key_actions import LAST_ONE, LATE, MOST, NOT_MADE, WAS_COPIED, WRONG_KEY
from proposals.models import AdministrationEvent, Notice, RecoveryCode, Role, SecondFactor, SecurityKey, SignIn
from proposals.web.pace import ASKED_KEY
from replies.models import Review
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.factors.software_key import SITE, VERIFIED, SoftwareKey
from tests.proposals.administration.factors.test_lost import ask, decide
from tests.proposals.administration.factors.test_second_step import NINE, bound, demand, sign_in
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASK, BIND, OWN, QUESTION = "/factor/", "/factor/new/", "/factor/own/", "/factor/key/"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.DESK_URL = SITE
    with time_machine.travel(NINE, tick=False) as at:
        yield at


def question(browser: Browser, purpose="prove") -> dict:
    page = browser.post(QUESTION, {"purpose": purpose}, headers={"accept": "application/json"})
    return page.json() | {"status": page.status_code}


def register(browser: Browser, key: SoftwareKey, name="蓝色的", page=BIND, **changed):
    made = key.make(question(browser, "new"), **changed)
    return browser.post(page, {"key_new": made, "key_name": name, "act": "add", "next": "/cases/"})


def with_key(user) -> tuple[SoftwareKey, Browser]:
    """The person has one key and nothing else."""
    key, (browser, _) = SoftwareKey(), sign_in(user)
    assert register(browser, key).status_code == 200
    return key, browser


def prove(browser: Browser, said: str):
    return browser.post(ASK, {"factor_code": "", "factor_code_key": said, "next": "/cases/"})


def told(page) -> str:
    return "".join(seen_on(page, "errors-summary", "li"))


def test_a_key_is_bound_on_the_way_in_opens_the_next_day_and_is_on_record(clock):
    leader = f.world().leader
    demand(Role.LEADER)
    key, (browser, _) = SoftwareKey(), sign_in(leader)
    assert browser.get("/cases/")["Location"].startswith(BIND)
    done = register(browser, key)
    assert (done.status_code, len(seen_on(done, "recovery-codes", "code"))) == (200, 10)
    assert browser.get("/cases/").status_code == 200
    event = AdministrationEvent.objects.get(label="登记安全密钥")
    assert (event.actor, event.subject_id, event.comment) == (leader, leader.pk, "蓝色的")
    said = "您的账号登记了安全密钥“蓝色的”。不是您本人登记的，请马上告诉审计管理员。"
    assert Notice.objects.filter(recipient=leader, sentence=said).count() == 1
    clock.shift(dt.timedelta(days=1))
    browser, _ = sign_in(leader)
    assert browser.get("/cases/")["Location"] == "/factor/?next=%2Fcases%2F"
    page = browser.get("/factor/?next=/cases/").content.decode()
    assert ("用安全密钥" in page, "换一种方式" in page, "备用码" in page) == (True, True, True)
    asked = question(browser)
    assert [one["id"] for one in asked["allowCredentials"]] == [SecurityKey.objects.get().credential]
    assert prove(browser, key.answer(asked))["Location"] == "/cases/"
    assert browser.get("/cases/").status_code == 200
    row = SecurityKey.objects.get()
    assert (row.uses, row.used_at) == (key.uses, timezone.now())


def other_question(key, browser):
    question(browser)
    return key.answer(question(sign_in(f.world().leader)[0]))


def answered_before(key, browser):
    said = key.answer(question(browser))
    assert prove(browser, said).status_code == 302
    session = browser.session
    session["second_step"] = "ask"
    session.save()
    question(browser)
    return said


def not_present(key, browser):
    return replace(key, flags=0).answer(question(browser))


REFUSED = {
    "another question": other_question,
    "a replay": answered_before,
    "another origin": lambda key, browser: key.answer(question(browser), origin="https://banli.example.evil.example"),
    "another site": lambda key, browser: key.answer(question(browser), name="evil.example"),
    "a key of nobody": lambda key, browser: SoftwareKey().answer(question(browser)),
    "another's hand": lambda key, browser: SoftwareKey(number=key.number).answer(question(browser)),
    "nobody touched it": not_present,
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_no_answer_of_this_key_to_this_question_counts_as_a_wrong_code(how):
    leader = f.world().leader
    key, _ = with_key(leader)
    browser, _ = sign_in(leader)
    page = prove(browser, REFUSED[how](key, browser))
    assert (page.status_code, told(page)) == (409, WRONG_KEY)
    assert browser.get("/cases/").status_code == 302
    assert (SecondFactor.objects.get().failures, SignIn.objects.filter(outcome="code").count()) == (1, 1)


def test_a_key_of_another_account_opens_none():
    w = f.world()
    key, _ = with_key(w.second_leader)
    with_key(w.leader)
    browser, _ = sign_in(w.leader)
    page = prove(browser, key.answer(question(browser)))
    assert (page.status_code, told(page)) == (409, WRONG_KEY)


def test_a_question_is_answered_once_within_minutes_and_not_for_another_purpose(clock):
    leader = f.world().leader
    key, own = with_key(leader)
    browser, _ = sign_in(leader)
    asked = question(browser)
    clock.shift(dt.timedelta(minutes=6))
    assert told(prove(browser, key.answer(asked))) == LATE
    assert told(prove(browser, key.answer(asked))) == LATE  # there is no question any more
    own.post(OWN, {"factor_code_key": key.answer(question(own))})
    made = question(own, "new")
    said = own.post(OWN, {"factor_code_key": key.answer({**made, "rpId": made["rp"]["id"]}), "act": "codes"})
    assert (said.status_code, SecondFactor.objects.get().failures) == (200, 0)  # open already: nothing was asked
    again = {"key_new": key.make(made), "key_name": "二", "act": "add"}
    assert [told(own.post(OWN, again)) for _ in range(2)] == ["这把密钥已经登记过了。", LATE]


def test_a_copied_key_is_refused_and_its_owner_and_the_auditor_hear_of_it():
    w = f.world()
    key, _ = with_key(w.leader)
    copy = replace(key)
    browser, _ = sign_in(w.leader)
    key.uses += 5
    assert prove(browser, key.answer(question(browser))).status_code == 302
    browser, _ = sign_in(w.leader)
    page = prove(browser, copy.answer(question(browser)))
    assert (page.status_code, told(page), browser.get("/cases/").status_code) == (409, WAS_COPIED, 302)
    assert AdministrationEvent.objects.get(label="安全密钥的计数不对").comment == "蓝色的"
    rows = Notice.objects.filter(sentence__contains="可能被人复制过").order_by("pk")
    assert [row.recipient for row in rows] == [w.leader, w.auditor]


def test_guesses_begin_the_pause_of_codes_and_questions_have_an_end():
    leader = f.world().leader
    key, _ = with_key(leader)
    browser, _ = sign_in(leader)
    for _ in range(5):
        prove(browser, SoftwareKey().answer(question(browser)))
    page = prove(browser, key.answer(question(browser)))
    assert (page.status_code, "请过1分钟再输" in told(page)) == (409, True)
    asked = [question(browser)["status"] for _ in range(ASKED_KEY.free)]
    assert (asked[0], asked[-1]) == (200, 429)


def test_several_keys_are_kept_by_name_and_the_last_thing_that_is_bound_stays():
    w = f.world()
    demand(Role.LEADER)
    first, browser = with_key(w.leader)
    assert question(browser, "new")["status"] == 409  # changed by who proves to be the owner, and not by the session
    refused = browser.post(OWN, {"act": "take-1", "factor_code": ""})
    assert (refused.status_code, SecurityKey.objects.count()) == (400, 1)
    assert browser.post(OWN, {"factor_code_key": first.answer(question(browser))})["Location"] == OWN
    (row,) = SecurityKey.objects.all()
    assert told(browser.post(OWN, {"act": f"take-{row.pk}"})) == LAST_ONE
    assert "已经有一把" in told(register(browser, SoftwareKey(), "蓝色的", OWN))
    assert register(browser, SoftwareKey(), "抽屉里那把", OWN)["Location"] == OWN
    assert seen_on(browser.get(OWN), "list", "b") == ["蓝色的", "抽屉里那把"]
    assert browser.post(OWN, {"act": f"take-{row.pk}"})["Location"] == OWN
    assert told(browser.post(OWN, {"act": f"take-{row.pk}"})) == "这把密钥已经删除了。"
    with_key(w.second_leader)
    stays = SecurityKey.objects.exclude(factor__user=w.leader).get()
    browser.post(OWN, {"act": f"take-{stays.pk}"})
    assert SecurityKey.objects.count() == 2
    factor = SecondFactor.objects.get(user=w.leader)
    for n in range(MOST):
        SecurityKey.objects.create(factor=factor, name=f"{n}", credential=f"AAA{n}", public_key="AA")
    assert told(register(browser, SoftwareKey(), "多的", OWN)).startswith("最多登记10把")
    said = AdministrationEvent.objects.filter(subject_id=w.leader.pk).values_list("label", "comment").order_by("pk")
    assert list(said) == [("登记安全密钥", "蓝色的"), ("登记安全密钥", "抽屉里那把"), ("删除安全密钥", "蓝色的")]


def test_a_telephone_comes_beside_a_key_and_a_key_beside_a_telephone():
    w = f.world()
    key, browser = with_key(w.leader)
    assert browser.get(f"{BIND}?next=/cases/")["Location"] == "/cases/"  # not by the session alone
    browser.post(OWN, {"factor_code_key": key.answer(question(browser))})
    letters = "".join(seen_on(browser.get(BIND), "sheet", "code")[0].split())
    telephone = pyotp.TOTP(letters)
    assert browser.post(BIND, {"factor_code": telephone.now()})["Location"] == OWN
    assert (RecoveryCode.objects.count(), SecondFactor.objects.get().secret == "") == (10, False)
    assert browser.post(OWN, {"act": f"take-{SecurityKey.objects.get().pk}"})["Location"] == OWN
    telephone, _ = bound(w.second_leader)
    second = browser_of(w.second_leader)
    second.post(OWN, {"factor_code": telephone.now()})
    assert register(second, SoftwareKey(), page=OWN)["Location"] == OWN
    assert second.post(OWN, {"act": "off"})["Location"] == OWN
    assert SecondFactor.objects.filter(user=w.second_leader).count() == SecurityKey.objects.count() == 0


def test_lost_keys_have_the_way_back_of_a_lost_telephone():
    w = f.world()
    demand(Role.LEADER)
    with_key(w.leader)
    ask(w.admin)
    assert decide(w.grants).status_code == 302
    assert SecurityKey.objects.count() == SecondFactor.objects.count() == 0
    assert sign_in(w.leader)[0].get("/cases/")["Location"].startswith(BIND)


def test_a_signature_is_proved_by_a_key(clock):
    w = f.world()
    demand(Role.LEADER, signing=True)
    key, browser = with_key(w.leader)
    clock.shift(dt.timedelta(minutes=11))
    page = f"/cases/{f.make_case('signing').pk}/review/"
    shown = browser.get(page)
    said = {name: field_on(shown, name) for name in ("seen", "base", "step")} | {"opinion": "同意签发，写了很久。"}
    assert "js/security_key.js" in shown.content.decode()
    wrong = browser.post(page, said | {"factor_code_key": SoftwareKey().answer(question(browser))})
    assert (wrong.status_code, "写了很久" in wrong.content.decode(), WRONG_KEY in wrong.content.decode()) == (
        403,
        True,
        True,
    )
    assert browser.post(page, said | {"factor_code_key": key.answer(question(browser))}).status_code == 302
    assert Review.objects.filter(step="sign", signer=w.leader).count() == 1


def test_a_place_may_ask_for_the_key_s_own_pin(settings):
    settings.FACTOR_KEY_PIN = "required"
    browser, key = sign_in(f.world().leader)[0], SoftwareKey()
    assert question(browser, "new")["authenticatorSelection"]["userVerification"] == "required"
    assert told(register(browser, key)) == NOT_MADE
    assert register(browser, SoftwareKey(flags=VERIFIED | 1)).status_code == 200


@pytest.mark.parametrize("address", ["http://banli.example", "https://10.1.2.3", "http://127.0.0.1:8000", ""])
def test_where_browsers_serve_no_keys_none_is_offered(address):
    browser, _ = sign_in(f.world().leader)
    with override_settings(DESK_URL=address):
        page = browser.get(BIND).content.decode()
        asked = question(browser, "new")
    assert ("登记这把密钥" in page, asked["status"], "https 和域名" in asked["error"]) == (False, 409, True)


def test_rubbish_for_a_key_is_a_wrong_key():
    leader = f.world().leader
    key, _ = with_key(leader)
    browser, fresh = sign_in(leader)[0], sign_in(f.world().second_leader)[0]
    whole = key.answer(question(browser))
    cut = [whole[:-9], "{", "{}", "[" * 50_000, whole.replace('"response"', '"answer"'), f"{{{'a' * 30_000}"]
    for value in cut:
        asked = question(browser), question(fresh, "new")
        SecondFactor.objects.update(failures=0, barred_until=None)
        found = {
            browser.post(ASK, {"factor_code_key": value}).status_code,
            fresh.post(BIND, {"key_new": value, "key_name": value}).status_code,
        }
        assert found <= {400, 409}, (value, asked)
    assert SecurityKey.objects.count() == 1

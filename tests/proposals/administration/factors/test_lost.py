"""两步登录丢失: the drill of the way back, and everybody who does not walk it alone."""

import pyotp
import pytest

from proposals.administration.factors import secrets
from proposals.models import AdministrationEvent, FactorReset, FactorRule, Notice, Role, SecondFactor
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, seen_on

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/office/factors/"
WHY = "手机丢了，当面核实过"


def owner():
    w = f.world()
    w.leader.unit = w.bureau
    w.leader.save()
    FactorRule.objects.update_or_create(role=Role.LEADER, defaults={"daily": True, "signing": False})
    SecondFactor.objects.create(user=w.leader, secret=secrets.new_secret())
    return w


def ask(who, username="leader", why=WHY):
    return browser_of(who).post(PAGE, {"account": username, "reason": why})


def decide(who, step="agree"):
    return browser_of(who).post(f"{PAGE}{FactorReset.objects.latest('pk').pk}/", {"step": step})


def test_two_administrators_walk_it_and_the_owner_binds_another_telephone():
    w = owner()
    assert ask(w.admin)["Location"] == PAGE
    assert seen_on(browser_of(w.grants).get(PAGE), "office-head", "h1") == ["1 个账号等另一位管理员同意"]
    for who, waits in ((w.admin, "0"), (w.grants, "1"), (w.auditor, "1")):
        side = [text.split() for text in seen_on(browser_of(who).get(PAGE), "side", "a")]
        assert [words[1][0] for words in side if words[0] == "两步登录丢失"] == [waits]
    assert decide(w.grants)["Location"] == PAGE
    browser = Browser()
    browser.post("/sign-in/", {"username": "leader", "password": f.PASSWORD})
    page = browser.get(browser.get("/cases/")["Location"])
    letters = "".join(seen_on(page, "sheet", "code")[0].split())
    bound = browser.post("/factor/new/", {"factor_code": pyotp.TOTP(letters).now(), "next": "/cases/"})
    assert (bound.status_code, browser.get("/cases/").status_code) == (200, 200)
    said = {(row.label, row.actor, row.comment) for row in AdministrationEvent.objects.filter(subject_id=w.leader.pk)}
    assert said == {
        ("提出解除两步登录", w.admin, WHY),
        ("解除两步登录", w.grants, f"钟凯提出：{WHY}"),
        ("绑定两步登录", w.leader, ""),
    }
    told = Notice.objects.filter(sentence__contains="解除郑国华的两步登录").order_by("pk")
    assert [(row.recipient, row.sentence.split("（")[0]) for row in told] == [
        (w.leader, "钟凯提出解除郑国华的两步登录"),
        (w.office, "钟凯提出解除郑国华的两步登录"),
        (w.auditor, "钟凯提出解除郑国华的两步登录"),
        (w.leader, "顾荃同意解除郑国华的两步登录"),
        (w.office, "顾荃同意解除郑国华的两步登录"),
        (w.auditor, "顾荃同意解除郑国华的两步登录"),
    ]


def test_nobody_walks_it_alone():
    w = owner()
    refused = [ask(who).status_code for who in (w.leader, w.office, w.district, w.congress, w.nobody)]
    assert refused == [403] * 5
    ask(w.admin)
    assert [decide(who).status_code for who in (w.admin, w.leader, w.office)] == [403, 403, 403]
    assert SecondFactor.objects.filter(user=w.leader).exists()
    again = ask(w.auditor)
    assert (again.status_code, "已经提出过了" in again.content.decode()) == (409, True)
    assert [decide(w.grants).status_code for _ in range(2)] == [302, 302]
    assert decide(w.auditor, "refuse").status_code == 409
    assert AdministrationEvent.objects.filter(label="解除两步登录").count() == 1


def test_one_who_is_not_agreed_to_keeps_the_telephone():
    w = owner()
    ask(w.admin)
    assert decide(w.auditor, "refuse").status_code == 302
    assert SecondFactor.objects.filter(user=w.leader).exists()
    assert AdministrationEvent.objects.get(label="不同意解除两步登录").actor == w.auditor
    assert ask(w.admin).status_code == 302  # asked once more
    assert decide(w.admin, "refuse").status_code == 302  # and taken back by who asked


def test_an_administrators_own_is_asked_by_another_and_agreed_to_by_a_third():
    w = owner()
    SecondFactor.objects.create(user=w.admin, secret=secrets.new_secret())
    w.admin.unit = w.district_office
    w.admin.save()
    assert ask(w.admin, "admin").status_code == 400
    ask(w.grants, "admin")
    assert [decide(who).status_code for who in (w.admin, w.grants)] == [404, 403]
    assert decide(w.auditor).status_code == 302
    assert not SecondFactor.objects.filter(user=w.admin).exists()


def test_an_administrator_of_another_unit_neither_asks_nor_decides_and_none_of_a_unit_does_for_administrators():
    w = owner()
    other = f.person("other_admin", "外局管理员", (w.other_bureau, Role.ADMIN), unit=w.other_bureau)
    own = f.person("own_admin", "本局管理员", (w.bureau, Role.ADMIN), unit=w.bureau)
    grants = f.person("own_grants", "本局授权", (w.bureau, Role.GRANTS), unit=w.bureau)
    SecondFactor.objects.create(user=grants, secret=secrets.new_secret())
    assert (ask(other).status_code, ask(own, "own_grants").status_code) == (400, 400)
    assert ask(own).status_code == 302
    assert decide(other).status_code == 404
    assert decide(grants).status_code == 302


def test_without_a_telephone_there_is_nothing_to_unbind_and_nothing_typed_is_lost():
    w = owner()
    SecondFactor.objects.all().delete()
    page = ask(w.admin)
    assert (
        page.status_code,
        "没有绑定两步登录，不用解除" in page.content.decode(),
        WHY in page.content.decode(),
    ) == (
        409,
        True,
        True,
    )
    assert ask(w.admin, f" {w.leader.username.upper()} ").status_code == 409  # nothing bound, and found
    for account in ("", "没有这个人"):
        assert ask(w.admin, account).status_code == 400

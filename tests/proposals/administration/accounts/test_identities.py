"""核实账号: a password that somebody else made opens nothing until a second person says that its owner has it."""

import pytest

from proposals.administration.passwords import give_password
from proposals.models import AdministrationEvent, Notice, Role, User
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, seen_on

pytestmark = pytest.mark.django_db
OWN = "自己的密码-2027x"
PAGE = "/office/identities/"


def enter(who, giver):
    """A browser of the person, signed in with a one-time password and with the own one chosen."""
    code = give_password(who, giver, turn=0).password
    browser = Browser()
    browser.post("/sign-in/", {"username": who.username, "password": code})
    browser.post("/password/", {"new_password1": OWN, "new_password2": OWN})
    return browser


def waits(who):
    page = browser_of(who).get(PAGE)
    return [person.pk for person in page.context["page"]] if page.status_code == 200 else page.status_code


def test_who_made_the_password_sees_nothing_through_it():
    w = f.world()
    case = f.make_case("in_progress")
    browser = enter(w.handler, w.admin)
    closed = ["/", "/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/draft/", "/notices/", "/wordings/", PAGE]
    assert [browser.get(page).headers.get("Location") for page in closed] == ["/office/identities/wait/"] * len(
        closed
    )
    script = browser.get("/notices/", headers={"Accept": "application/json"})
    assert (script.status_code, script.json()["error"]) == (403, "您的账号还没有核实，核实了才能办件。")
    told = browser.get("/office/identities/wait/").context["witnesses"]
    assert [(one.user, one.called) for one in told] == [
        (w.office, "区民政局办公室"), (w.grants, "区政府办公室授权管理员"), (w.auditor, "区政府办公室审计管理员"),
    ]  # fmt: skip
    assert [waits(who) for who in (w.admin, w.leader, w.other_office)] == [403, 403, []]


def test_it_opens_when_another_has_said_so_once_and_the_record_and_the_owner_know():
    w = f.world()
    browser = enter(w.handler, w.admin)
    assert [waits(who) for who in (w.office, w.grants, w.auditor)] == [[w.handler.pk]] * 3
    answers = [browser_of(w.office).post(PAGE, {"person": [w.handler.pk]}).status_code for _ in range(2)]
    assert (answers, browser.get("/").status_code) == ([302, 302], 200)
    assert browser.get("/office/identities/wait/").headers["Location"] == "/"
    event = AdministrationEvent.objects.get(label="核实本人")
    assert (event.actor, event.subject_id, event.unit) == (w.office, w.handler.pk, w.handler.unit)
    said = "孙莉核实了是您本人登录、改的密码。不是您本人，请马上告诉审计管理员。"
    assert Notice.objects.filter(recipient=w.handler, sentence=said).count() == 1
    assert waits(w.grants) == []


def test_neither_the_owner_nor_who_made_it_vouches_nor_an_office_of_another_unit():
    w = f.world()
    both = f.person("both", "兼两样", (w.bureau, Role.OFFICE), (w.bureau, Role.ADMIN), unit=w.bureau)
    give_password(w.handler, both, turn=0)
    give_password(w.office, w.admin, turn=0)
    User.objects.filter(pk=w.office.pk).update(password_until=None)
    assert waits(both) == [w.office.pk]
    refused = [browser_of(who).post(PAGE, {"person": [w.handler.pk]}).status_code for who in (both, w.other_office)]
    assert refused == [403, 403]
    own = browser_of(User.objects.get(pk=w.office.pk))
    assert own.post(PAGE, {"person": [w.office.pk]}).headers["Location"] == "/office/identities/wait/"
    assert set(User.objects.exclude(password_given_by=None)) == {w.handler, w.office}


OTHER = "请从列出的里面选。"


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "请先勾选已经拿到密码的人。"), *(({"person": [one]}, OTHER) for one in ("x", "９", "-1", "9" * 30))],
)
def test_nobody_chosen_is_said(sent, said):
    w = f.world()
    give_password(w.handler, w.admin, turn=0)
    page = browser_of(w.grants).post(PAGE, sent)
    assert (page.status_code, seen_on(page, "errors-summary", "ul/li")) == (400, [said])


def test_before_the_owner_has_signed_in_nobody_vouches():
    """Who made the password could still be the first to use it."""
    w = f.world()
    give_password(w.handler, w.admin, turn=0)
    refused = browser_of(w.office).post(PAGE, {"person": [w.handler.pk]})
    assert (refused.status_code, "高扬还没有登录" in refused.content.decode()) == (409, True)
    page = browser_of(w.office).get(PAGE).content.decode()
    assert ("等本人登录，换成自己的密码" in page, 'name="person"' in page) == (True, False)
    assert User.objects.get(pk=w.handler.pk).password_given_by == w.admin


def test_one_of_two_who_is_not_there_holds_back_all():
    w = f.world()
    enter(w.handler, w.admin)
    enter(w.other_handler, w.admin)
    assert browser_of(w.office).post(PAGE, {"person": [w.handler.pk, w.other_handler.pk]}).status_code == 403
    assert User.objects.exclude(password_given_by=None).count() == 2


def test_what_the_server_made_needs_nobody_and_pages_tell_who_waits():
    w = f.world()
    assert enter(w.handler, None).get("/").status_code == 200
    enter(w.second_handler, w.admin)
    assert "核实了才能办件" in browser_of(w.admin).get(f"/office/people/{w.second_handler.pk}/").content.decode()
    assert (
        f'1 个账号用一次性密码登录、改好了密码，<a href="{PAGE}">'
        in browser_of(w.office).get("/people/").content.decode()
    )

"""授权: asked for by one administrator, given by another, and never by the person whose role it is."""

import pytest

from proposals.administration.roles.actions import propose_roles
from proposals.administration.roles.rules import ROLES_OF, why_not_together
from proposals.models import AdministrationEvent, Membership, Notice, Role, RoleProposal, UnitKind, User
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


@pytest.fixture
def grants(w):
    return browser_of(w.grants)


def roles_of(user):
    return {(row.unit.short_name, row.role) for row in user.memberships.filter(is_active=True).select_related("unit")}


def tick(admin, who, unit, *roles):
    """The person's page is sent with these boxes of that unit ticked, and no others of it."""
    address = f"/office/people/{who.pk}/"
    token = field_on(admin.get(f"{address}?add={unit.pk}"), "token")
    sent = {"token": token, "units": [unit.pk], "roles": [f"{unit.pk}:{role}" for role in roles]}
    return admin.post(f"{address}roles/", sent)


def asked(user, unit, role, by, wish="give"):
    return RoleProposal.objects.create(user=user, unit=unit, role=role, proposed_by=by, wish=wish)


def decide(grants, *rows, step="confirm", reason=""):
    return grants.post("/office/roles/", {"step": step, "chosen": [row.pk for row in rows], "reason": reason})


# ---- asked for -------------------------------------------------------------------------------------------


def test_boxes_of_a_persons_page_are_proposals_and_change_no_role(w, admin):
    assert tick(admin, w.handler, w.bureau, Role.OFFICE).status_code == 302
    assert roles_of(w.handler) == {("区民政局", "handler")}
    rows = [(row.role, row.wish, row.section) for row in RoleProposal.objects.filter(user=w.handler, decision="")]
    assert rows == [("handler", "end", "基层政权科"), ("office", "give", "基层政权科")]
    page = admin.get(f"/office/people/{w.handler.pk}/").content.decode()
    assert ("待确认授予" in page, "待确认取消" in page) == (True, True)
    # As it was before: both proposals are taken back.
    tick(admin, w.handler, w.bureau, Role.HANDLER)
    assert set(RoleProposal.objects.values_list("decision", flat=True)) == {"taken_back"}


def test_a_page_that_is_older_asks_for_nothing(w, admin):
    address = f"/office/people/{w.handler.pk}/"
    token = field_on(admin.get(address), "token")
    sent = {"token": token, "units": [w.bureau.pk], "roles": [f"{w.bureau.pk}:office"]}
    assert admin.post(f"{address}roles/", sent).status_code == 302
    assert admin.post(f"{address}roles/", sent).status_code == 409
    assert RoleProposal.objects.count() == 2


@pytest.mark.parametrize(
    ("roles", "why"),
    [
        ((Role.HANDLER, Role.LEADER), "经办人不能兼局领导"),
        ((Role.ADMIN, Role.GRANTS), "系统管理员和授权管理员不能是同一个人"),
        ((Role.ADMIN, Role.GRANTS, Role.AUDITOR), "系统管理员和授权管理员不能是同一个人"),
    ],
)
def test_roles_that_cannot_be_one_persons_are_not_even_asked_for(w, admin, roles, why):
    refused = tick(admin, w.handler, w.bureau, *roles)
    assert (refused.status_code, why in refused.content.decode()) == (409, True)
    assert RoleProposal.objects.count() == 0


def test_the_roles_of_a_unit_are_those_of_its_kind():
    w = f.world()
    fits = {
        unit.kind: {role for role in Role.granted() if not why_not_together([(unit, role)])}
        for unit in (w.bureau, w.district_office, w.congress_office, w.cppcc_office, w.committee.unit)
    }
    three = {"admin", "grants", "auditor"}
    assert fits == {
        UnitKind.BUREAU: {"handler", "office", "leader"} | three,
        UnitKind.DISTRICT: {"district"} | three,
        UnitKind.CONGRESS: {"congress"} | three,
        UnitKind.CPPCC: {"congress"} | three,
        UnitKind.COMMITTEE: {"committee"},
    }
    assert set(ROLES_OF) == set(UnitKind)


def test_in_a_bureau_the_auditor_may_be_one_of_the_other_two_and_never_people_and_roles_in_one():
    w = f.world()
    pairs = [(Role.ADMIN, Role.AUDITOR), (Role.GRANTS, Role.AUDITOR), (Role.ADMIN, Role.GRANTS)]
    for there, other in ((w.bureau, w.bureau), (w.bureau, w.other_bureau)):
        assert [bool(why_not_together([(there, a), (other, b)])) for a, b in pairs] == [False, False, True]
    for there, other in ((w.district_office, w.district_office), (w.bureau, w.district_office)):
        assert [bool(why_not_together([(there, a), (other, b)])) for a, b in pairs] == [True, True, True]


# ---- decided ---------------------------------------------------------------------------------------------


def test_all_that_is_ticked_is_confirmed_in_one_press_each_told_to_its_person(w, admin, grants):
    tick(admin, w.handler, w.bureau, Role.OFFICE)
    tick(admin, w.leader, w.bureau, Role.LEADER, Role.OFFICE)
    rows = list(RoleProposal.objects.order_by("pk"))
    assert seen_on(grants.get("/office/roles/"), "page-head") == []
    assert decide(grants, *rows).headers["Location"] == "/office/roles/"
    assert roles_of(w.handler) == {("区民政局", "office")}
    assert roles_of(w.leader) == {("区民政局", "leader"), ("区民政局", "office")}
    said = Notice.objects.filter(recipient=w.handler).order_by("pk").values_list("sentence", flat=True)
    assert list(said) == [
        "区民政局·经办人不再是您的角色，由顾荃办理。",
        "区民政局·办公室现在是您的角色，由顾荃办理。",
    ]
    told = AdministrationEvent.objects.filter(subject="role", subject_id=w.handler.pk).order_by("pk")
    assert [(one.actor_name, one.label, one.comment) for one in told] == [
        ("钟凯", "申请取消", "区民政局·经办人"),
        ("钟凯", "申请授予", "区民政局·办公室"),
        ("顾荃", "取消", "区民政局·经办人，钟凯申请"),
        ("顾荃", "授予", "区民政局·办公室，钟凯申请"),
    ]
    assert decide(grants, *rows).status_code == 302  # the same page sent again
    assert AdministrationEvent.objects.filter(actor=w.grants).count() == 3


def test_each_has_an_outcome_of_its_own(w, grants):
    good = asked(w.handler, w.bureau, Role.OFFICE, w.admin)
    bad = asked(w.second_handler, w.bureau, Role.LEADER, w.admin)
    answer = decide(grants, good, bad)
    page = answer.content.decode()
    assert (answer.status_code, "2项中1项已确认，1项没有办：" in page) == (409, True)
    assert "在区民政局，经办人不能兼局领导" in page
    assert (roles_of(w.handler), roles_of(w.second_handler)) == (
        {("区民政局", "handler"), ("区民政局", "office")},
        {("区民政局", "handler")},
    )


def test_what_is_refused_says_why_to_whom_it_was_asked_by(w, grants):
    row = asked(w.handler, w.bureau, Role.OFFICE, w.admin)
    bare = decide(grants, row, step="refuse")
    assert (bare.status_code, "请写一句理由" in bare.content.decode()) == (400, True)
    assert decide(grants, row, step="refuse", reason="办公室已有两人。").status_code == 302
    assert Notice.objects.get(recipient=w.admin).sentence == (
        "您申请授予高扬的区民政局·办公室，顾荃没有同意：办公室已有两人。"
    )
    again = decide(grants, row)
    assert (again.status_code, "顾荃已经决定：未同意。" in again.content.decode()) == (409, True)
    assert roles_of(w.handler) == {("区民政局", "handler")}


def test_nothing_ticked_is_said(w, grants):
    answer = decide(grants)
    assert (answer.status_code, "请先勾选要办的申请。" in answer.content.decode()) == (400, True)


# ---- nobody grants itself --------------------------------------------------------------------------------


def test_nobody_decides_about_oneself_or_of_an_own_proposal(w, grants):
    own = asked(w.grants, w.district_office, Role.DISTRICT, w.admin)
    mine = asked(w.handler, w.bureau, Role.OFFICE, w.grants)
    page = grants.get("/office/roles/")
    assert not page.context["form"].ticked
    assert [row.barred for row in page.context["rows"]] == [
        "这是您自己的角色，请另一位授权管理员决定。",
        "这是您自己提的，请另一位授权管理员决定。",
    ]
    for row, why in ((own, "自己的角色请另一位"), (mine, "自己提的申请请另一位")):
        for step in ("confirm", "refuse"):
            answer = decide(grants, row, step=step, reason="不行。")
            assert (answer.status_code, why in answer.content.decode()) == (409, True)
    assert set(RoleProposal.objects.values_list("decision", flat=True)) == {""}


def test_no_administrator_reaches_the_page_of_another(w):
    pages = {
        "admin": ["/office/people/", f"/office/people/{w.handler.pk}/"],
        "grants": ["/office/roles/", "/office/roles/held/", "/office/roles/decided/"],
        "auditor": ["/office/records/", "/office/sign-ins/", "/office/exports/"],
    }
    for whose, addresses in pages.items():
        for who in pages:
            got = {browser_of(getattr(w, who)).get(address).status_code for address in addresses}
            assert got == ({200} if who == whose else {403})


def test_an_administrators_role_is_given_to_who_has_an_own_password_only(w, grants):
    """Else the one who made the one-time password could sign in with it."""
    fresh = f.person("fresh", "新来的", (w.bureau, Role.HANDLER), unit=w.bureau)
    row = asked(fresh, w.bureau, Role.AUDITOR, w.admin)
    User.objects.filter(pk=fresh.pk).update(password_until="2030-01-01T00:00:00Z")
    answer = decide(grants, row)
    assert (answer.status_code, "还没有自己的密码" in answer.content.decode()) == (409, True)
    User.objects.filter(pk=fresh.pk).update(password_until=None)
    assert decide(grants, row).status_code == 302


def test_roles_are_given_in_the_own_units_alone(w):
    own = f.person("own_grants", "柳青", (w.bureau, Role.GRANTS), unit=w.bureau)
    here = asked(w.handler, w.bureau, Role.OFFICE, w.admin)
    there = asked(w.other_handler, w.other_bureau, Role.OFFICE, w.admin)
    browser = browser_of(own)
    assert [row.proposal for row in browser.get("/office/roles/").context["rows"]] == [here]
    assert decide(browser, there).status_code == 400
    membership = Membership.objects.get(user=w.other_handler)
    assert browser.post(f"/office/roles/held/{membership.pk}/end/", {"reason": "调离"}).status_code == 404
    assert decide(browser, here).status_code == 302


# ---- ended -----------------------------------------------------------------------------------------------


def test_the_administrator_of_roles_ends_one_at_once_with_a_reason(w, grants):
    held = Membership.objects.get(user=w.handler)
    waiting = asked(w.handler, w.bureau, Role.HANDLER, w.admin, wish="end")
    address = f"/office/roles/held/{held.pk}/end/"
    assert grants.post(address, {"reason": ""}).status_code == 400
    assert grants.post(address, {"reason": "调离"}).headers["Location"] == "/office/roles/held/"
    assert roles_of(w.handler) == set()
    assert Notice.objects.get(recipient=w.handler).sentence == "区民政局·经办人不再是您的角色，由顾荃办理。"
    waiting.refresh_from_db()
    assert waiting.decision == "refused"
    assert grants.post(address, {"reason": "调离"}).status_code == 404


def test_the_last_of_the_three_stays_and_nobody_ends_the_own_role(w, grants):
    for whose, why in ((w.admin, "最后一位系统管理员"), (w.auditor, "最后一位审计管理员"), (w.grants, "自己的角色")):
        held = Membership.objects.get(user=whose)
        answer = grants.post(f"/office/roles/held/{held.pk}/end/", {"reason": "调离"})
        assert (answer.status_code in (403, 409), why in answer.content.decode()) == (True, True)
        assert Membership.objects.get(pk=held.pk).is_active
    # One of a bureau looks after the bureau alone, and does not count.
    f.person("own_auditor", "柳青", (w.bureau, Role.AUDITOR), unit=w.bureau)
    held = Membership.objects.get(user=w.auditor)
    assert grants.post(f"/office/roles/held/{held.pk}/end/", {"reason": "调离"}).status_code == 409
    f.person("auditor2", "另一位", (w.district_office, Role.AUDITOR), unit=w.district_office)
    assert grants.post(f"/office/roles/held/{held.pk}/end/", {"reason": "调离"}).status_code == 302


def test_a_role_from_a_workbook_says_where_it_came_from(w, grants):
    propose_roles(w.nobody, w.admin, {(w.bureau, Role.HANDLER): True}, source="人员.xlsx 第14行")
    assert "来自人员.xlsx 第14行" in grants.get("/office/roles/").content.decode()

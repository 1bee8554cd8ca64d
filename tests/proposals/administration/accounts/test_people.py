"""人员: who is found, opened, changed, taken out of use; whose password is made, and by whom."""

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from proposals.models import AdministrationEvent, Membership, Role, RoleProposal, User
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db
NAMES = ("office-rows", "td[1]")


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


def labels(row):
    """What the record says of a person, the oldest first, with what changed."""
    rows = AdministrationEvent.objects.filter(subject="person", subject_id=row.pk).order_by("pk")
    return [
        (event.label, [(one["field"], one["old"], one["new"]) for one in event.changes], event.comment)
        for event in rows
    ]


# ---- found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=高扬", ["高扬"]),
        ("q=gy", ["高扬"]),
        ("q=handler2", ["许静"]),
        ("q=2207", ["高扬"]),
        ("q=养老", ["许静"]),
        ("q=高扬 许静", []),
        ("unit={bureau}", ["郑国华", "鲁正平", "孙莉", "许静", "高扬"]),
        ("unit={bureau}&section=养老服务科", ["许静"]),
        ("unit={bureau}&show=leader", ["郑国华", "鲁正平"]),
        ("show=admin", ["钟凯", "顾荃", "申察"]),
        ("show=out", ["苏敏"]),
        ("unit={bureau}&show=never", ["郑国华", "鲁正平", "孙莉", "许静"]),
        ("unit=nonsense&show=nonsense&page=zzz&q=高扬", ["高扬"]),
    ],
)
def test_people_are_found_by_words_unit_section_role_and_state(w, admin, query, found):
    User.objects.filter(pk=w.handler.pk).update(mobile="13900002207", last_login=timezone.now())
    User.objects.filter(pk=w.handler.pk).first().save()  # the initials
    User.objects.filter(pk=w.cppcc.pk).update(is_active=False)
    page = admin.get(f"/office/people/?{query.format(bureau=w.bureau.pk)}")
    assert seen_on(page, *NAMES) == found


def test_the_list_says_where_roles_state_and_how_much_is_open(w, admin):
    f.make_case("in_progress")
    rows = seen_on(admin.get(f"/office/people/?unit={w.bureau.pk}"), "office-rows", "tbody/tr")
    assert rows[-1] == "高扬 基层政权科 经办人 在用 从没登录 1"
    assert rows[0] == "郑国华 局领导 在用 从没登录 —"


@pytest.mark.once
def test_the_list_has_a_constant_number_of_queries(w, admin, django_assert_max_num_queries):
    for number in range(12):
        f.person(f"more{number}", f"某{number}", (w.bureau, Role.HANDLER), unit=w.bureau)
    with django_assert_max_num_queries(25):
        assert len(seen_on(admin.get(f"/office/people/?unit={w.bureau.pk}"), *NAMES)) == 17


def test_an_administrator_of_a_bureau_looks_after_its_people_and_no_others(w):
    own = f.person("own_admin", "徐慧", (w.bureau, Role.ADMIN), unit=w.bureau)
    browser = browser_of(own)
    everybody = ["郑国华", "鲁正平", "孙莉", "徐慧", "许静", "高扬"]
    assert sorted(seen_on(browser.get("/office/people/"), *NAMES)) == sorted(everybody)
    assert browser.get(f"/office/people/{w.handler.pk}/").status_code == 200
    for stranger in (w.other_handler, w.district, w.admin, w.grants):
        assert browser.get(f"/office/people/{stranger.pk}/").status_code == 404
        assert browser.post(f"/office/people/{stranger.pk}/password/", {"turn": 0}).status_code == 404
    # A guest of the bureau is seen there, and the account stays with the own unit.
    Membership.objects.create(user=w.other_handler, unit=w.bureau, role=Role.HANDLER, section="办公室")
    assert browser.get(f"/office/people/{w.other_handler.pk}/").status_code == 200
    for what in ("edit", "out", "password", "back"):
        assert browser.post(f"/office/people/{w.other_handler.pk}/{what}/", {"turn": 0}).status_code == 404


def test_an_administrator_of_a_bureau_leaves_the_accounts_of_the_other_administrators_alone(w):
    own = f.person("own_admin", "徐慧", (w.bureau, Role.ADMIN), unit=w.bureau)
    other = f.person("own_auditor", "柳青", (w.bureau, Role.AUDITOR), unit=w.bureau)
    browser, address = browser_of(own), f"/office/people/{other.pk}/"
    page = browser.get(address).content.decode()
    assert ("三员的账号由区一级的系统管理员管理。" in page, "停用</a>" in page) == (True, False)
    for what in ("edit", "out", "back", "password"):
        assert browser.post(f"{address}{what}/", {"seen": 0, "turn": 0, "reason": "调离"}).status_code == 403
    assert User.objects.get(pk=other.pk).is_active


# ---- opened, changed -------------------------------------------------------------------------------------

FACTS = {
    "name": "潘悦", "username": "panyue", "section": "儿童福利科", "mobile": "13900004410", "phone": "", "email": "",
    "seen": 0,
}  # fmt: skip


def test_a_new_account_opens_nothing_until_a_password_is_made(w, admin):
    sent = admin.post("/office/people/new/", {**FACTS, "unit": w.bureau.pk})
    made = User.objects.get(username="panyue")
    assert sent.headers["Location"] == f"/office/people/{made.pk}/"
    assert (made.unit, made.section, made.initials) == (w.bureau, "儿童福利科", " py ")
    assert not made.has_usable_password()
    assert labels(made) == [("新增", [], "账号panyue")]
    again = admin.post("/office/people/new/", {**FACTS, "unit": w.bureau.pk})
    assert (again.status_code, User.objects.filter(name="潘悦").count()) == (400, 1)
    assert "的，请换一个" in again.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mobile": "1390000"}, "手机是11位数字，以1开头。"),
        ({"name": ""}, "请填写这一项。"),
        ({"username": "潘 悦"}, "账号只用字母、数字和 @ . + - _"),
        ({"username": "HANDLER"}, "账号“handler”已经是区民政局高扬的，请换一个"),
        ({"unit": ""}, "请选择一项。"),
        ({"email": "panyue"}, "电子邮箱的地址不完整，请核对。"),
    ],
)
def test_what_is_wrong_in_a_new_account_is_said_beside_it(w, admin, wrong, said):
    page = admin.post("/office/people/new/", {**FACTS, "unit": w.bureau.pk, **wrong})
    assert (page.status_code, said in page.content.decode()) == (400, True)


def edit(admin, who, **facts):
    page = admin.get(f"/office/people/{who.pk}/edit/")
    form = page.context["form"]
    return {**{name: "" if (value := form[name].value()) is None else value for name in form.fields}, **facts}


def test_who_moves_to_another_section_takes_the_roles_along(w, admin):
    sent = edit(admin, w.handler, section="办公室", reason="轮岗", mobile="13900002207")
    assert admin.post(f"/office/people/{w.handler.pk}/edit/", sent).status_code == 302
    assert Membership.objects.get(user=w.handler).section == "办公室"
    assert labels(w.handler) == [("改资料", [("科室", "基层政权科", "办公室"), ("手机", "", "已改")], "轮岗")]
    stale = admin.post(f"/office/people/{w.handler.pk}/edit/", {**sent, "section": "别的"})
    assert (stale.status_code, "刚才有人改过" in stale.content.decode()) == (409, True)
    assert User.objects.get(pk=w.handler.pk).section == "办公室"


def test_who_moves_to_another_unit_keeps_its_roles_until_their_end_is_confirmed(w, admin):
    sent = edit(admin, w.handler, unit=w.other_bureau.pk, section="物业管理科")
    assert admin.post(f"/office/people/{w.handler.pk}/edit/", sent).status_code == 302
    row = RoleProposal.objects.get()
    assert (row.user, row.unit, row.role, row.wish, row.source) == (
        w.handler, w.bureau, Role.HANDLER, "end", "调到区房管局",
    )  # fmt: skip
    assert w.handler.memberships.get().is_active
    page = admin.get(f"/office/people/{w.handler.pk}/").content.decode()
    assert ("待确认取消" in page, "来自调到区房管局" in page) == (True, True)


def test_telephones_are_masked_until_a_press_that_is_recorded_once(w, admin):
    User.objects.filter(pk=w.handler.pk).update(mobile="13900002207")
    address = f"/office/people/{w.handler.pk}/"
    page = admin.get(address).content.decode()
    assert ("139****2207" in page, "13900002207" in page, "55550111" in page) == (True, False, False)
    shown = admin.post(f"{address}phones/").content.decode()
    assert ("13900002207" in shown, "021-55550111" in shown) == (True, True)
    admin.post(f"{address}phones/")
    assert labels(w.handler) == [("看了电话", [], "")]


def test_a_telephone_is_changed_without_being_shown_and_taken_away_with_a_dash(w, admin):
    User.objects.filter(pk=w.handler.pk).update(mobile="13900002207")
    page = admin.get(f"/office/people/{w.handler.pk}/edit/").content.decode()
    assert ("已登记139****2207" in page, "13900002207" in page, "55550111" in page) == (True, False, False)
    kept = []
    for typed in ("", "13900002208", "123", "-"):
        status = admin.post(f"/office/people/{w.handler.pk}/edit/", edit(admin, w.handler, mobile=typed)).status_code
        now = User.objects.get(pk=w.handler.pk)
        kept.append((status, now.mobile, now.phone))
    office = "021-55550111"
    assert kept == [
        (302, "13900002207", office), (302, "13900002208", office), (400, "13900002208", office), (302, "", office),
    ]  # fmt: skip


# ---- out of use ------------------------------------------------------------------------------------------


def test_an_account_out_of_use_opens_nothing_at_once_and_comes_back(w, admin):
    f.make_case("in_progress")
    at_work, address = browser_of(w.handler), f"/office/people/{w.handler.pk}/"
    asked = admin.get(f"{address}out/")
    assert "手上还有 1 件。" in asked.content.decode()
    sent = {"reason": "调离", "seen": field_on(asked, "seen")}
    assert admin.post(f"{address}out/", {**sent, "reason": ""}).status_code == 400
    assert admin.post(f"{address}out/", sent).status_code == 302
    assert at_work.get("/").headers["Location"] == "/sign-in/?next=/"
    assert admin.post(f"{address}out/", sent).status_code == 409
    listed = seen_on(admin.get(f"/office/people/?unit={w.bureau.pk}&show=out"), "office-rows", "tbody/tr")
    today = timezone.localdate()
    assert listed == [f"高扬 基层政权科 经办人 停用 {today.month}月{today.day}日 调离 从没登录 1"]
    back = admin.get(address)
    assert admin.post(f"{address}back/", {"seen": field_on(back, "seen")}).status_code == 302
    assert at_work.get("/").status_code == 200
    assert [row[0] for row in labels(w.handler)] == ["停用", "启用"]


def test_nobody_takes_out_the_own_account_or_the_last_of_the_three(w, admin):
    own, last_grants, last_auditor = "自己的账号请另一位", "最后一位授权管理员", "最后一位审计管理员"
    for last, why in ((w.admin, own), (w.grants, last_grants), (w.auditor, last_auditor)):
        sent = admin.post(f"/office/people/{last.pk}/out/", {"reason": "调离", "seen": 0})
        assert (sent.status_code in (403, 409), why in sent.content.decode()) == (True, True)
    f.person("auditor2", "另一位", (w.district_office, Role.AUDITOR), unit=w.district_office)
    assert admin.post(f"/office/people/{w.auditor.pk}/out/", {"reason": "调离", "seen": 0}).status_code == 302


# ---- taken away as a file --------------------------------------------------------------------------------


def test_the_list_is_taken_as_a_file_with_masked_telephones_and_that_is_recorded(w, admin, tmp_path):
    User.objects.filter(pk=w.handler.pk).update(mobile="13900002207")
    sent = admin.post(f"/office/people/file/?unit={w.bureau.pk}&show=handler")
    name = tmp_path / "people.xlsx"
    name.write_bytes(b"".join(sent.streaming_content))
    rows = [row for row in load_workbook(name).active.iter_rows(values_only=True) if row[1]]
    assert [row[:7] for row in rows] == [
        ("姓名", "账号", "单位", "科室", "角色", "手机", "办公电话"),
        ("许静", "handler2", "区民政局", "养老服务科", "经办人", None, "0215555****"),
        ("高扬", "handler", "区民政局", "基层政权科", "经办人", "139****2207", "0215555****"),
    ]
    event = AdministrationEvent.objects.get(label="导出")
    assert (event.actor, event.subject_name, event.comment) == (w.admin, "人员", "2行，区民政局，经办人")

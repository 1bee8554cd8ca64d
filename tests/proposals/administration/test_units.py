"""单位: who is found, registered, changed, taken out of use, and what stands in the way."""

import pytest

from proposals.models import AdministrationEvent, Role, Unit, UnitAlias
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db
NAMES = ("office-rows", "td[1]")
NEW = {
    "name": "宝山区城市管理行政执法局", "short_name": "区城管执法局", "kind": "bureau", "letter_format": "普通",
    "aliases": "区城管局、城管", "letter_mark": "宝民", "phone": "021-55550166", "address": "友谊支路1号", "seen": 0,
}  # fmt: skip
KEY = "wecombot://0123456789abcdef"


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


def own_admin(w):
    """The administrator of one bureau."""
    return browser_of(f.person("bureauadmin", "局管理员", (w.bureau, Role.ADMIN)))


def said_of(unit):
    rows = AdministrationEvent.objects.filter(subject="unit", subject_id=unit.pk).order_by("pk")
    return [(row.label, [(one["field"], one["old"], one["new"]) for one in row.changes], row.comment) for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=房管", ["区房管局"]),
        ("q=住保中心", ["区房管局"]),
        ("show=cppcc", ["区政协提案委"]),
        ("show=out", ["区粮食局停用"]),
        ("q=没有这样的", []),
    ],
)
def test_units_are_found_by_names_aliases_kind_and_state(w, admin, query, found):
    UnitAlias.objects.create(unit=w.other_bureau, name="住保中心")
    f.unit("区粮食局", is_active=False)
    page = admin.get(f"/office/units/?{query}")
    assert ["".join(one.split()) for one in seen_on(page, *NAMES)] == found


def test_a_unit_is_registered_with_its_aliases_once(w, admin):
    assert admin.post("/office/units/new/", NEW).status_code == 302
    unit = Unit.objects.get(short_name="区城管执法局")
    assert sorted(unit.aliases.values_list("name", flat=True)) == ["区城管局", "城管"]
    assert said_of(unit) == [("新增", [], "别名：区城管局、城管")]
    again = admin.post("/office/units/new/", NEW)
    assert (again.status_code, Unit.objects.filter(short_name="区城管执法局").count()) == (400, 1)
    assert again.context["form"].errors["short_name"] == [
        "“区城管执法局”已经是宝山区城市管理行政执法局的简称，请核对是不是同一个。"
    ]


def test_a_change_tells_old_and_new_and_an_older_page_is_refused(w, admin):
    path = f"/office/units/{w.bureau.pk}/edit/"
    seen = field_on(admin.get(path), "seen")
    facts = NEW | {"name": w.bureau.name, "short_name": "区民政局", "aliases": "", "seen": seen}
    assert admin.post(path, facts | {"phone": "021-66550000", "address": ""}).status_code == 302
    assert said_of(w.bureau) == [("改资料", [("联系电话", "021-55550100", "021-66550000")], "")]
    late = admin.post(path, facts | {"phone": "021-1"})
    assert (late.status_code, Unit.objects.get(pk=w.bureau.pk).phone) == (409, "021-66550000")


def test_the_robot_is_written_and_never_shown(w, admin):
    path = f"/office/units/{w.bureau.pk}/edit/"
    facts = NEW | {"name": w.bureau.name, "short_name": "区民政局", "phone": "021-55550100"}
    facts |= {"address": "", "aliases": ""}
    admin.post(path, facts | {"robot": KEY})
    assert Unit.objects.get(pk=w.bureau.pk).robot == KEY
    pages = [admin.get(path), admin.get(f"/office/units/{w.bureau.pk}/"), admin.get("/office/units/")]
    assert not any("0123456789abcdef" in page.content.decode() for page in pages)
    assert said_of(w.bureau) == [("改资料", [("消息机器人", "", "已改")], "")]
    admin.post(path, facts | {"no_robot": "on", "seen": field_on(admin.get(path), "seen")})
    assert Unit.objects.get(pk=w.bureau.pk).robot == ""


def test_a_bureaus_administrator_changes_how_it_is_reached_and_nothing_else(w):
    browser = own_admin(w)
    assert [one.split()[0] for one in seen_on(browser.get("/office/units/"), *NAMES)] == ["区民政局"]
    path = f"/office/units/{w.bureau.pk}/edit/"
    form = browser.get(path).context["form"]
    assert sorted(form.fields) == ["address", "phone", "robot", "seen"]
    assert browser.post(path, {"phone": "021-1234567", "name": "别的局", "seen": 0}).status_code == 302
    unit = Unit.objects.get(pk=w.bureau.pk)
    assert (unit.phone, unit.name) == ("021-1234567", "上海市宝山区民政局")
    assert browser.get(f"/office/units/{w.other_bureau.pk}/").status_code == 404
    assert [browser.get(one).status_code for one in ("/office/units/new/", f"{path[:-5]}out/")] == [403, 403]


def test_a_unit_with_open_cases_says_how_many_and_where_and_stays(w, admin):
    f.make_case("received")
    f.make_case("in_progress")
    path = f"/office/units/{w.bureau.pk}/out/"
    said = "区民政局还有2件没有办结（已签收1件、办理中1件）。请区政府办公室先把这些件改办给别的单位，再停用。"
    assert said in admin.get(path).content.decode()
    refused = admin.post(path, {"reason": "机构改革", "seen": 0})
    assert (refused.status_code, said in refused.content.decode()) == (409, True)
    assert Unit.objects.get(pk=w.bureau.pk).is_active


def test_the_last_district_office_stays(w, admin):
    refused = admin.post(f"/office/units/{w.district_office.pk}/out/", {"reason": "合并", "seen": 0})
    assert (refused.status_code, Unit.objects.get(pk=w.district_office.pk).is_active) == (409, True)


def test_a_unit_goes_and_comes_back_and_the_record_says_why(w, admin):
    path = f"/office/units/{w.other_bureau.pk}"
    assert admin.post(f"{path}/out/", {"reason": "机构改革", "seen": 0}).status_code == 302
    page = admin.get(f"{path}/")
    assert admin.post(f"{path}/back/", {"seen": field_on(page, "seen")}).status_code == 302
    assert said_of(w.other_bureau) == [("停用", [], "机构改革"), ("启用", [], "")]


def test_a_second_district_office_comes_back_only_where_it_is_meant(w, admin):
    old = Unit.objects.create(name="旧办公室", short_name="旧办", kind=w.district_office.kind, is_active=False)
    path, why = f"/office/units/{old.pk}", "已经有区政府办公室，一般只有一个区政府办公室，两个里的人都能办它的事。"
    pages = [admin.get(f"/office/units/{unit.pk}/").content.decode() for unit in (old, w.bureau)]
    assert [why in page for page in pages] == [True, False]
    refused = admin.post(f"{path}/back/", {"seen": 0})
    assert (refused.status_code, f"{why}真的要第二个，请在下面打勾，再启用。" in refused.content.decode()) == (
        409,
        True,
    )
    assert not Unit.objects.get(pk=old.pk).is_active
    assert admin.post(f"{path}/back/", {"seen": 0, "second": "on"}).status_code == 302
    assert Unit.objects.get(pk=old.pk).is_active


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"aliases": "区民政局"}, "aliases"),
        ({"aliases": "住保中心"}, "aliases"),
        ({"short_name": "区民政局"}, "short_name"),
        ({"robot": "ftp://x"}, "robot"),
        ({"parent": "low"}, "parent"),
    ],
)
def test_what_another_unit_is_called_and_what_is_no_address_is_refused(w, admin, change, field):
    UnitAlias.objects.create(unit=w.other_bureau, name="住保中心")
    low = f.unit("区殡葬所", parent=w.bureau)
    facts = NEW | {name: low.pk if value == "low" else value for name, value in change.items()}
    page = admin.post("/office/units/new/", facts)
    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])


def test_nothing_of_a_case_is_read_here(w, admin):
    case = f.make_case("in_progress")
    pages = [admin.get("/office/units/"), admin.get(f"/office/units/{w.bureau.pk}/")]
    text = "".join(page.content.decode() for page in pages)
    assert not any(word in text for word in (case.suggestion.title, "赵洪蓉", f">{case.suggestion.number}"))

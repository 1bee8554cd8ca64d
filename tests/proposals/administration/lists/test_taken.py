"""What there can be once: the form names the value and the record that has it, and leads there."""

import pytest
from lxml import html

from proposals.models import Deputy, Membership, Role, Session, Unit
from tests import factories as f
from tests.proposals.administration.offices import browser_of

pytestmark = pytest.mark.django_db
UNIT = {
    "seen": 0,
    "name": "宝山区水务局",
    "short_name": "区水务局",
    "kind": "bureau",
    "letter_format": "普通",
    "aliases": "",
}
DEPUTY = {"seen": 0, "name": "何秀英", "kind": "代表", "level": 4, "proposes_as": "个人"}


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


def told(page):
    """The sentences of the form, and where it leads."""
    tree = html.fromstring(page.content.decode())
    said = [str(one) for errors in page.context["form"].errors.values() for one in errors]
    return said, tree.xpath("//p[@class='office-there']/a/@href")


def test_names_of_a_unit(w, admin):
    w.bureau.aliases.create(name="民政")
    here = f"/office/units/{w.bureau.pk}/"
    for change, sentence in (
        ({"name": w.bureau.name}, f"“{w.bureau.name}”已经是{w.bureau.name}的全称，请核对是不是同一个。"),
        ({"short_name": "区民政局"}, f"“区民政局”已经是{w.bureau.name}的简称，请核对是不是同一个。"),
        ({"short_name": "民政"}, "“民政”已经是区民政局的别名；不是同一个单位的，请先在那里去掉这个别名。"),
        ({"aliases": "民政"}, "“民政”已经是区民政局的别名，一个叫法只能是一个单位的。"),
    ):
        assert told(admin.post("/office/units/new/", UNIT | change)) == ([sentence], [here])
    Unit.objects.filter(pk=w.bureau.pk).update(is_active=False)
    said, _ = told(admin.post("/office/units/new/", UNIT | {"short_name": "区民政局"}))
    assert "已停用，可以重新启用" in said[0]


@pytest.mark.parametrize(("kind", "there"), [("district_office", "区政府办公室"), ("congress", "区人大代表工委")])
def test_a_second_unit_of_what_a_district_has_one_of_waits_for_a_yes(w, admin, kind, there):
    said, links = told(admin.post("/office/units/new/", UNIT | {"kind": kind}))
    assert said[0].startswith(f"已经有{there}，一般只有一个")
    assert links == [f"/office/units/{Unit.objects.get(short_name=there).pk}/"]
    assert not Unit.objects.filter(short_name="区水务局").exists()
    assert admin.post("/office/units/new/", UNIT | {"kind": kind, "second": "on"}).status_code == 302
    # What it is already, it is not asked again.
    second = Unit.objects.get(short_name="区水务局")
    seen = admin.get(f"/office/units/{second.pk}/edit/").context["form"]["seen"].value()
    changed = UNIT | {"kind": kind, "seen": seen, "phone": "021-56550100"}
    assert admin.post(f"/office/units/{second.pk}/edit/", changed).status_code == 302


def test_an_existing_bureau_becomes_a_second_office_only_with_a_yes(w, admin):
    empty = Unit.objects.create(name="宝山区水务局", short_name="区水务局")
    path = f"/office/units/{empty.pk}/edit/"
    assert admin.post(path, UNIT | {"kind": "district_office"}).status_code == 400
    assert Unit.objects.get(pk=empty.pk).kind == "bureau"


def test_a_deputys_code_and_name(admin):
    there = Deputy.objects.create(name="何秀英", delegation="大场代表团", code="BS-7")
    plain = Deputy.objects.create(name="李明", delegation="大场代表团")
    page = admin.post("/office/deputies/new/", DEPUTY | {"name": "王倩", "code": "BS-7"})
    assert told(page) == (
        [f"“BS-7”已经是{there.full_label}的代表证号，请核对是不是同一位。"], [f"/office/deputies/{there.pk}/"],
    )  # fmt: skip
    page = admin.post("/office/deputies/new/", DEPUTY | {"name": "李明", "delegation": "大场代表团"})
    assert told(page)[1] == [f"/office/deputies/{plain.pk}/"]


def test_a_session(admin):
    there = Session.objects.create(body="人大", level=4, place="宝山区", term=10, meeting=1)
    page = admin.post(
        "/office/sessions/new/", {"seen": 0, "body": "人大", "level": 4, "place": "宝山区", "term": 10, "meeting": 1}
    )
    assert told(page)[1] == [f"/office/sessions/{there.pk}/"]


def test_an_account_is_named_and_led_to_only_by_who_looks_after_it(w, admin):
    typed = {"seen": 0, "name": "王倩", "username": "Other_Handler", "unit": w.bureau.pk}
    sentence = f"账号“other_handler”已经是{w.other_bureau}{w.other_handler}的，请换一个，如加上科室的拼音或数字。"
    assert told(admin.post("/office/people/new/", typed)) == ([sentence], [f"/office/people/{w.other_handler.pk}/"])
    Membership.objects.create(user=w.second_handler, unit=w.bureau, role=Role.ADMIN)
    assert told(browser_of(w.second_handler).post("/office/people/new/", typed)) == ([sentence], [])

"""What a workbook may not bring in: cells longer than the forms take, trees that cannot stand, names of two."""

import pytest

from proposals.models import AdministrationEvent, Deputy, Unit, User
from tests import factories as f
from tests.proposals.administration.offices import browser_of, seen_on
from tests.proposals.administration.test_workbooks import confirm, said_on, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


@pytest.mark.parametrize(
    ("kind", "column", "longest"),
    [
        *(("people", *one) for one in (("姓名", 40), ("科室", 40), ("账号", 150), ("办公电话", 30))),
        *(("units", *one) for one in (("简称", 30), ("全称", 60), ("联系电话", 30), ("地址", 120), ("机关代字", 20))),
        *(("deputies", *one) for one in (("姓名", 40), ("代表团", 40), ("代表证号", 30), ("通讯地址", 120))),
    ],
)
def test_a_cell_longer_than_the_form_takes_is_said_before_anything_is_stored(admin, kind, column, longest):
    plain = {
        "people": {"姓名": "龚学文", "单位": "区民政局"},
        "units": {"简称": "区水务局", "全称": "宝山区水务局"},
        "deputies": {"姓名": "金芳"},
    }[kind]
    right, wrong = plain | {column: "1" * longest}, plain | {column: "1" * (longest + 1)}
    [(state, _)] = said_on(upload(admin, kind, list(right), list(right.values())))
    assert state == "new"
    page = upload(admin, kind, list(wrong), list(wrong.values()))
    assert said_on(page) == [("wrong", [f"{column}：最多{longest}个字，现在{longest + 1}个。"])]
    confirm(admin, page, kind)
    assert AdministrationEvent.objects.count() == 0


def test_a_known_record_is_not_made_longer_than_the_form_takes(w, admin):
    User.objects.filter(pk=w.handler.pk).update(unit=w.bureau)
    page = upload(admin, "people", ["姓名", "单位", "科室"], [w.handler.name, "区民政局", "科" * 41])
    assert said_on(page) == [("wrong", ["科室：最多40个字，现在41个。"])]


def test_a_name_of_forty_characters_gets_an_account(w, admin):
    page = upload(admin, "people", ["姓名", "单位"], ["庄" * 40, "区民政局"])
    assert confirm(admin, page, "people").status_code == 200
    assert User.objects.get(name="庄" * 40).username == ("zhuang" * 5)


UNITS = ["简称", "全称", "性质", "上级单位", "别名"]


def test_units_that_stand_under_each_other_are_said_row_by_row(w, admin):
    page = upload(
        admin,
        "units",
        UNITS,
        ["区甲局", "宝山区甲局", "", "区乙局", ""],
        ["区乙局", "宝山区乙局", "", "区甲局", ""],
        ["区丙局", "宝山区丙局", "", "区丙局", ""],
        ["区丁所", "宝山区丁所", "", "宝山区戊局", ""],
        ["区戊局", "宝山区戊局", "局局", "", ""],
        ["区己所", "宝山区己所", "", "区庚局", ""],
        ["区庚局", "宝山区庚局", "", "", ""],
    )
    assert said_on(page) == [
        ("wrong", ["“区乙局”自己挂在“区甲局”下面，下面不能再挂单位。"]),
        ("wrong", ["“区甲局”自己挂在“区乙局”下面，下面不能再挂单位。"]),
        ("wrong", ["“区丙局”不能挂在自己下面。"]),
        ("wrong", ["上级单位“宝山区戊局”在第6行，要先改好那一行。"]),
        ("wrong", said_on(page)[4][1]),
        ("new", []),
        ("new", []),
    ]
    assert confirm(admin, page, "units").status_code == 200
    assert Unit.objects.get(short_name="区己所").parent.short_name == "区庚局"
    assert not Unit.objects.filter(short_name__in=["区甲局", "区乙局", "区丙局", "区丁所", "区戊局"]).exists()


def test_a_known_unit_does_not_come_under_one_that_the_file_puts_under_another(w, admin):
    page = upload(
        admin,
        "units",
        ["简称", "上级单位"],
        ["区民政局", "区房管局"],
        ["区房管局", "区人大代表工委"],
    )
    assert said_on(page) == [
        ("wrong", ["“区房管局”自己挂在“区人大代表工委”下面，下面不能再挂单位。"]),
        ("changed", ["上级单位：区人大代表工委"]),
    ]


def test_a_name_of_two_units_is_refused(w, admin):
    page = upload(
        admin,
        "units",
        UNITS,
        ["区甲局", "宝山区甲局", "", "", "甲管委"],
        ["区乙局", "宝山区甲局", "", "", ""],
        ["区丙局", "宝山区丙局", "", "", "甲管委"],
        ["区丁局", "宝山区丁局", "", "", "丁" * 61],
    )
    assert said_on(page) == [
        (
            "wrong",
            ["“宝山区甲局”在第2、3行里都有，只能是一个单位的。", "“甲管委”在第2、4行里都有，只能是一个单位的。"],
        ),
        ("wrong", ["“宝山区甲局”在第2、3行里都有，只能是一个单位的。"]),
        ("wrong", ["“甲管委”在第2、4行里都有，只能是一个单位的。"]),
        ("wrong", ["别名最多60个字。"]),
    ]


def test_a_second_office_of_the_district_waits_for_a_yes(w, admin):
    page = upload(admin, "units", UNITS, ["区府二办", "宝山区政府第二办公室", "区政府办公室", "", ""])
    why = "已经有区政府办公室，一般只有一个区政府办公室。真的要第二个，请打勾；不是，请改性质。"
    assert said_on(page) == [("wrong", [why])]
    yes = f"second:{w.district_office.pk}:区府二办"
    assert f'value="{yes}"' in page.content.decode()
    checked = confirm(admin, page, "units", step="check", **{"sure-2": yes})
    assert said_on(checked) == [("new", [])]


def test_a_delegation_without_its_noun_is_the_one_that_is_known(admin):
    f.deputy("张敏", delegation="吴淞代表团", phone="")
    page = upload(admin, "deputies", ["姓名", "代表团", "手机"], ["张敏", "吴淞", ""], ["何秀英", "吴淞", ""])
    assert said_on(page) == [("same", []), ("new", [])]
    confirm(admin, page, "deputies")
    assert Deputy.objects.get(name="何秀英").delegation == "吴淞代表团"


def test_two_faults_of_a_row_are_read_as_two_sentences(admin):
    page = upload(admin, "people", ["姓名", "单位", "手机"], ["吴一", "区水利局", "1390000441"])
    said = "没有“区水利局”，请先登记这个单位。手机只有10位，应是11位。"
    assert seen_on(page, "office-rows", "tbody//td")[-1] == said
    assert seen_on(confirm(admin, page, "people"), "warn", "li") == [f"第 2 行：{said}"]


def test_a_city_of_the_rank_of_a_county_is_not_taken_for_one_above_it(admin):
    page = upload(admin, "deputies", ["姓名", "级别"], ["方正", "县级市"])
    assert said_on(page) == [("wrong", ["“县级市”不认得，可能是“区、县”。"])]

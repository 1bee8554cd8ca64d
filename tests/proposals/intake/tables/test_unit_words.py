"""Units as offices name them: parts in words, brackets and lines, short names, the office's own aliases."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import Case, Unit, UnitAlias
from tests import factories
from tests.proposals.intake.sheets import problems, run
from tests.proposals.intake.tables.lists import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = ["届次", "件号", "标题", "领衔代表", "主办单位", "交办日期"]


@pytest.fixture(autouse=True)
def world():
    world = factories.world()
    factories.session()
    for name in ("区财政局", "区人社局", "区绿化市容局"):
        factories.unit(name)
    factories.deputy("赵洪蓉")
    return world


def listed(unit, column="承办单位", number="1"):
    names = [column if name == "主办单位" else name for name in NAMES]
    return workbook(
        ("Sheet1", [names, ["九届五次", number, f"关于第{number}家食堂的建议", "赵洪蓉", unit, "2026-03-05"]])
    )


def parts(content):
    status, printed, _ = run(content)
    assert (status, problems(printed)) == (0, [])
    return [f"{case.unit}{case.part}" for case in Case.objects.order_by("pk")]


ONE = ["区民政局独办"]
TWO = ["区民政局主办", "区财政局会办"]
THREE = [*TWO, "区人社局会办"]
EACH = ["区民政局分别办理", "区财政局分别办理"]


@pytest.mark.parametrize("column", ["承办单位", "主办单位"])
@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("主办：区民政局；会办：区财政局、区人社局", THREE),
        ("主办单位：区民政局\n会办单位：区财政局、区人社局", THREE),
        ("主办:\n民政局\n会办:\n财政局\n人社局", THREE),
        ("主办：区民政局 会办：区财政局 区人社局", THREE),
        ("牵头单位 区民政局，配合单位 区财政局", TWO),
        ("区民政局（主办）、区财政局（会办）、区人社局（会办）", THREE),
        ("区民政局（牵头）、区财政局、区人社局", THREE),
        ("区民政局、区财政局（协办）", TWO),
        ("民政局(主)，财政局(会)", TWO),
        ("【主办】民政局【会办】财政局", TWO),
        ("由区民政局牵头，区财政局、区人社局配合", THREE),
        ("区民政局主办，区财政局会办", TWO),
        ("独办：区民政局", ONE),
        ("区民政局（独办）", ONE),
        ("分别办理：区民政局、区财政局", EACH),
        ("区民政局、区财政局分别办理", EACH),
        ("牵头：1.区民政局；配合：1.区财政局 2.区人社局", THREE),
        ("主办：1、区民政局；会办：1、区财政局 2、区人社局", THREE),
        ("①区民政局（主办）②区财政局（会办）", TWO),
        ("区民政局（会办：区财政局、区人社局）", THREE),
        ("承办：区民政局", ONE),
        ("区民政局（社会救助科）", ONE),
        ("上海市宝山区民政局", ONE),
    ],
)
def test_parts_in_one_cell(column, written, made):
    assert parts(listed(written, column)) == made


TOGETHER = ["区民政局主办", "区财政局共同主办"]
ALL = ["区民政局主办", "区财政局共同主办", "区人社局会办"]


@pytest.mark.parametrize(
    ("column", "written", "made"),
    [
        ("主办单位", "区民政局、区财政局", TOGETHER),
        ("主办单位", "主办：区民政局、区财政局", TOGETHER),
        ("承办单位", "主办：区民政局、区财政局", TOGETHER),
        ("承办单位", "共同主办：区民政局、区财政局", TOGETHER),
        ("承办单位", "区民政局、区财政局共同主办", TOGETHER),
        ("承办单位", "区民政局、区财政局（共同主办）", TOGETHER),
        ("承办单位", "区民政局、区财政局联合办理", TOGETHER),
        ("承办单位", "区民政局（牵头）、区财政局（共同主办）", TOGETHER),
        ("承办单位", "区财政局（共同主办）、区民政局（牵头）", TOGETHER),
        ("承办单位", "共同主办：区民政局、区财政局；会办：区人社局", ALL),
        ("承办单位", "区民政局、区财政局（共同主办），区人社局（会办）", ALL),
        ("承办单位", "区民政局（共同主办）、区财政局（共同主办）、区人社局", ALL),
        ("承办单位", "共同主办：区财政局；牵头：区民政局", TOGETHER),
        ("承办单位", "由区民政局牵头，区财政局共同办理", TOGETHER),
        ("主办单位", "区民政局、区财政局（分别办理）", EACH),
        ("承办单位", "分别办理：区民政局、区财政局", EACH),
    ],
)
def test_several_in_charge_as_a_cell_says_it(column, written, made):
    assert parts(listed(written, column)) == made


@pytest.mark.parametrize("written", ["区民政局 区财政局", "民政局　财政局", "民政局/财政局", "区民政局；区财政局"])
def test_several_in_a_column_that_says_their_part(written):
    assert parts(listed(written, "主办单位")) == ["区民政局主办", "区财政局共同主办"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("、" * 30_000, "有30000个字，不像是名称，请核对。"),
        ("区民政局、" * 6_000, "有30000个字，不像是名称，请核对。"),
        ("（" * 1_900, f"“{'（' * 30}…”不像单位的名称，请核对。"),
    ],
)
def test_what_is_no_unit_is_told_at_once(at_once, written, said):
    status, printed, _ = run(listed(written))
    assert (status, problems(printed)) == (2, [(2, f"主办单位：{said}")])


def test_an_alias_is_the_offices_own_word():
    unit = Unit.objects.get(short_name="区绿化市容局")
    said = "没有找到“{}”这个单位，是不是“区绿化市容局”。"
    status, printed, _ = run(listed("市容局"))
    assert (status, problems(printed)) == (2, [(2, f"主办单位：{said.format('市容局')}")])
    UnitAlias.objects.create(name="市容局", unit=unit)
    for number, written in enumerate(("市容局", "区市容局", "宝山区市容局"), 1):
        assert parts(listed(f"主办：{written}", number=str(number))) == ["区绿化市容局独办"] * number


def test_another_units_name_is_no_slip():
    """邮政局 and 民政局 differ in what tells them apart; 民正局 begins as 民政局 does."""
    for written, more in (("区邮政局", "，请写全称或简称"), ("区民正局", "，是不是“区民政局”")):
        _, printed, _ = run(listed(written))
        assert problems(printed) == [(2, f"主办单位：没有找到“{written}”这个单位{more}。")]


def test_a_name_comes_before_an_alias():
    UnitAlias.objects.create(name="财政局", unit=Unit.objects.get(short_name="区民政局"))
    assert parts(listed("区财政局")) == ["区财政局独办"]


def test_two_units_that_could_be_meant():
    factories.unit("区司法局")
    Unit.objects.create(name="上海市司法局", short_name="司法局（市）")
    status, printed, _ = run(listed("司法局（市）、区司法局"))
    assert status == 2
    Unit.objects.filter(name="上海市司法局").update(short_name="上海司法局")
    Unit.objects.create(name="宝山区司法局", short_name="宝山司法局")
    status, printed, _ = run(listed("司法局"))
    said = "主办单位：“司法局”可能是区司法局或宝山司法局，请写全称。"
    assert (status, problems(printed)) == (2, [(2, said)])


def test_a_name_is_told_once_on_the_page_of_the_list(client, world):
    client.force_login(world.district)
    content = listed("主办：市容局（环卫科）；会办：气象办", number="7")
    at = client.post("/intake/lists/", {"file": SimpleUploadedFile("名单.csv.xlsx", content)})["Location"]
    page = client.get(at)
    assert page.context["aliases"].unknown == ["市容局", "气象办"]
    assert "“市容局”是" in page.text
    form = page.context["aliases"]
    initial = [field.initial and field.initial.short_name for field in form.fields.values()]
    assert (initial, form.fields["市容局"].help_text) == (["区绿化市容局", None], "像是区绿化市容局，请核对")
    unit = Unit.objects.get(short_name="区绿化市容局")
    assert client.post(f"{at}units/", {"市容局": unit.pk, "气象办": ""}, follow=True).status_code == 200
    client.post(f"{at}units/", {"市容局": unit.pk})
    kept = UnitAlias.objects.values_list("name", "unit", "added_by")
    assert list(kept) == [("市容局", unit.pk, world.district.pk)]
    page = client.get(at)
    assert page.context["aliases"].unknown == ["气象办"]
    client.post(f"{at}units/", {"气象办": world.bureau.pk})
    assert client.get(at).context["plan"].summary == "共1行：可登记1件，已有0件，有错0行"
    client.post(at)
    assert [f"{case.unit}{case.part}" for case in Case.objects.order_by("pk")] == ["区绿化市容局主办", "区民政局会办"]


def test_a_name_that_is_short_for_two_is_not_filled_in(client, world):
    factories.unit("区市容管理局")
    client.force_login(world.district)
    at = client.post("/intake/lists/", {"file": SimpleUploadedFile("名单.xlsx", listed("市容局"))})["Location"]
    field = client.get(at).context["aliases"].fields["市容局"]
    assert (field.initial, field.help_text) == (None, "像是区市容管理局，请核对")


def test_a_name_that_somebody_told_meanwhile_stays(client, world):
    client.force_login(world.district)
    at = client.post("/intake/lists/", {"file": SimpleUploadedFile("名单.xlsx", listed("气象办"))})["Location"]
    other = Unit.objects.get(short_name="区财政局")
    UnitAlias.objects.create(name="气象办", unit=other)
    done = client.post(f"{at}units/", {"气象办": world.bureau.pk}, follow=True)
    assert "没有选单位，什么也没有记。" in done.text
    assert UnitAlias.objects.get().unit == other


def test_only_the_district_office_says_what_a_name_means(client, world):
    client.force_login(world.office)
    at = client.post("/intake/lists/", {"file": SimpleUploadedFile("名单.xlsx", listed("民政"))})["Location"]
    assert client.get(at).context["aliases"] is None
    assert client.post(f"{at}units/", {"民政": world.bureau.pk}).status_code == 403
    assert UnitAlias.objects.count() == 0

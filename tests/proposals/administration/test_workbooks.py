"""单位.xlsx, 人员.xlsx, 代表.xlsx: read, shown row by row, mended, taken in once, given out and taken back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from openpyxl import Workbook, load_workbook

from proposals.models import AdministrationEvent, Deputy, RoleProposal, Unit, User
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


def upload(browser, kind, *rows, merged=()):
    """The page of a workbook with these rows, the head first, and these cells merged."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(out)
    file = SimpleUploadedFile("名单.xlsx", out.getvalue())
    return browser.post(f"/office/workbooks/{kind}/", {"file": file})


def said_on(page):
    """Of each row of the preview what would be done and why."""
    return [(one.state, [str(fault) for fault in one.wrong] or one.told) for one in page.context["planned"]]


def confirm(browser, page, kind, **said):
    facts = {
        "rows": field_on(page, "rows"),
        "source": field_on(page, "source"),
        "seen": field_on(page, "seen"),
        "step": "confirm",
    }
    return browser.post(f"/office/workbooks/{kind}/confirm/", facts | said)


PEOPLE = ["姓名", "手机号码", "单位", "科室", "角色"]


def test_the_preview_says_of_every_row_what_is_wrong_and_what_would_be_right(w, admin):
    f.unit("区城管执法局")
    page = upload(
        admin,
        "people",
        PEOPLE,
        ["龚学文", "13900004410", "区民政局", "办公室", "办公室"],
        ["沈洁", "13600003378", "区民政局", "养老服务科", "经办员"],
        ["陆莹", "1316620557", "区民政局", "办公室", "经办人"],
        ["王倩", "13700000921", "区城管局", "综合科", "办公室"],
        ["周敏", "13700000922", "区民政局", "综合科", "经办人、局领导"],
        ["", "13700000923", "区民政局", "综合科", ""],
        ["高扬", "", "区民政局", "救助科", "经办人"],
        ["许静", "", "区民政局", "养老服务科", "经办人"],
    )
    assert said_on(page) == [
        ("new", ["申请角色：办公室"]),
        ("wrong", ["“经办员”要写“经办人”。"]),
        ("wrong", ["手机只有10位，应是11位。"]),
        ("wrong", ["没有“区城管局”，可能是“区城管执法局”。"]),
        ("wrong", ["在区民政局，经办人不能兼局领导：办理的人不签发自己的答复。请留一个。"]),
        ("wrong", ["没有写姓名。"]),
        ("changed", ["科室：基层政权科 → 救助科"]),
        ("same", []),
    ]
    assert not User.objects.filter(name="龚学文").exists()
    assert AdministrationEvent.objects.count() == 0


def test_the_lists_of_an_office_are_read_as_they_are(admin):
    """A title over the head, a head over two rows, cells merged down and lines over several rows, names with blanks
    in between, telephones in groups and as numbers, columns that are of no use here."""
    page = upload(
        admin,
        "deputies",
        ["宝山区第九届人民代表大会代表名册"],
        ["序号", "代表姓名", "代表团", "证号", "联系方式", None, "备注"],
        [None, None, None, None, "手机", "通讯地址", None],
        [1, "金　芳", "吴淞代表团", "BS-0001", "139-0000-2207", "友谊路8号", "新任"],
        [2, "何秀英", None, "BS-0002", 13900002208, None, None],
        ["二、大场代表团（1人）"],
        [3, "李 明", None, "BS-0003", "138 0000 2209 ", "大场路1号", None],
        merged=("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3", "C4:C5", "A6:G6"),
    )
    assert page.context["unused"] == ["备注"]
    columns = ("姓名", "代表团", "代表证号", "手机", "通讯地址")
    assert [[one.cells.get(column, "") for column in columns] for one in page.context["planned"]] == [
        ["金芳", "吴淞代表团", "BS-0001", "13900002207", "友谊路8号"],
        ["何秀英", "吴淞代表团", "BS-0002", "13900002208", ""],
        ["李明", "大场代表团", "BS-0003", "13800002209", "大场路1号"],
    ]
    assert [one.state for one in page.context["planned"]] == ["new"] * 3


def test_units_merged_down_and_roles_as_offices_call_them(admin):
    page = upload(
        admin,
        "people",
        ["各单位办理人员名单"],
        ["填报日期：2026年3月"],
        ["序号", "单位名称", "姓 名", "所在科室", "职责", "手机号码（必填）"],
        [1, "区民政局", "龚学文", "办公室", "联络员", "139 0000 4410"],
        [2, None, "沈　洁", "养老服务科", "承办人", 13900004411],
        [3, None, "王倩", None, "分管领导", None],
        ["合计：3人"],
        merged=("A1:F1", "A2:F2", "B4:B6", "A7:F7"),
    )
    assert said_on(page) == [
        ("new", ["申请角色：办公室"]), ("new", ["申请角色：经办人"]), ("new", ["申请角色：局领导"]),
    ]  # fmt: skip
    assert [(one.cells["姓名"], one.cells["单位"]) for one in page.context["planned"]] == [
        ("龚学文", "区民政局"), ("沈洁", "区民政局"), ("王倩", "区民政局"),
    ]  # fmt: skip


def test_what_is_right_is_taken_in_once_with_roles_asked_for_and_passwords_shown_once(w, admin):
    page = upload(
        admin,
        "people",
        PEOPLE,
        ["龚学文", 13900004410, "区民政局", "办公室", "办公室、经办人"],
        ["沈洁", "136", "区民政局", "养老服务科", "经办人"],
    )
    done = confirm(admin, page, "people")
    person = User.objects.get(name="龚学文")
    assert (person.username, person.mobile, person.unit, person.section) == (
        "gongxuewen", "13900004410", w.bureau, "办公室",
    )  # fmt: skip
    asked = RoleProposal.objects.filter(user=person).order_by("role")
    assert [(one.role, one.decision, one.source) for one in asked] == [
        ("handler", "", "名单.xlsx"), ("office", "", "名单.xlsx"),
    ]  # fmt: skip
    assert person.memberships.count() == 0
    [password] = seen_on(done, "slip-code")
    assert person.check_password(password)
    assert (person.password_until is not None, done.headers["Cache-Control"]) == (True, "private, no-store")
    assert "1 行没有登记" in done.content.decode()
    assert said_on(upload(admin, "people", PEOPLE, ["龚学文", "", "区民政局", "", "办公室"])) == [("same", [])]
    again = confirm(admin, page, "people")
    assert (again.status_code, seen_on(again, "slip-code")) == (409, [])
    assert User.objects.filter(name="龚学文").count() == 1
    assert RoleProposal.objects.count() == 2


def test_an_account_of_another_name_waits_for_a_yes_and_a_page_sent_twice_changes_nothing(w, admin):
    other = f.unit("区房管局")
    f.person("sunli", "孙莉", (w.bureau, "handler"))
    head = ["姓名", "单位", "科室", "角色", "账号"]
    page = upload(admin, "people", head, ["测员二", "区房管局", "x", "局领导", "SunLi"])
    why = "账号sunli已经登记，姓名是“孙莉”，表里写“测员二”。是改了姓名，请打勾；不是，请改这一行。"
    assert said_on(page) == [("wrong", [why])]
    confirm(admin, page, "people")
    assert User.objects.get(username="sunli").name == "孙莉"
    [sure] = html.fromstring(page.content.decode()).xpath("//input[@name='sure-2']/@value")
    other_account = confirm(admin, page, "people", step="check", **{"sure-2": "1:姓名:测员二"})
    assert said_on(other_account) == [("wrong", [why])]
    checked = confirm(admin, page, "people", step="check", **{"sure-2": sure})
    assert [state for state, _ in said_on(checked)] == ["changed"]
    assert "姓名：孙莉 → 测员二" in said_on(checked)[0][1]
    confirm(admin, checked, "people")
    person = User.objects.get(username="sunli")
    assert (person.name, person.unit) == ("测员二", other)
    events = AdministrationEvent.objects.count()
    again = confirm(admin, checked, "people")
    assert (again.status_code, seen_on(again, "notice", "p")) == (
        409, ["这一页已经登记过一次，这一次什么都没有登记。下面是按现在的资料重新核对的。"],
    )  # fmt: skip
    assert (AdministrationEvent.objects.count(), User.objects.filter(username="sunli2").count()) == (events, 0)


def test_two_rows_of_one_record_are_both_wrong_however_each_names_it(w, admin):
    f.person("maoxiaoqin", "毛小芹", (w.bureau, "handler"))
    User.objects.filter(username="maoxiaoqin").update(unit=w.bureau)
    Deputy.objects.create(name="何秀英", code="BS-7")
    people = upload(
        admin,
        "people",
        ["姓名", "单位", "账号"],
        ["毛小芹", "区民政局", "maoxiaoqin"],
        ["毛小芹", "区民政局", ""],
        ["王倩", "区民政局", "wq"],
        ["王千", "区民政局", "WQ"],
    )
    assert said_on(people) == [
        ("wrong", ["第2、3行都是毛小芹（账号maoxiaoqin），请留一行；同名的请写不同的账号。"]),
        ("wrong", ["第2、3行都是毛小芹（账号maoxiaoqin），请留一行；同名的请写不同的账号。"]),
        ("wrong", ["第4、5行都是“wq”，请留一行；同名的请写不同的账号。"]),
        ("wrong", ["第4、5行都是“WQ”，请留一行；同名的请写不同的账号。"]),
    ]
    deputies = upload(admin, "deputies", ["姓名", "代表证号"], ["何秀英", "BS-7"], ["何秀英", ""])
    assert said_on(deputies) == [("wrong", ["第2、3行都是“何秀英”，请留一行；同名的请写代表证号或者代表团。"])] * 2
    units = upload(admin, "units", ["简称", "全称"], ["区民政局", ""], ["", w.bureau.name])
    assert said_on(units) == [("wrong", ["第2、3行都是“区民政局”，请留一行。"])] * 2


def test_a_known_number_or_short_name_of_another_name_waits_for_a_yes(w, admin):
    Deputy.objects.create(name="何秀英", code="BS-7")
    page = upload(admin, "deputies", ["姓名", "代表证号"], ["李明", "BS-7"])
    assert said_on(page) == [
        ("wrong", ["代表证号BS-7已经登记，姓名是“何秀英”，表里写“李明”。是改了姓名，请打勾；不是，请改这一行。"])
    ]
    page = upload(admin, "units", ["简称", "全称"], ["区民政局", "宝山区住房局"])
    assert said_on(page) == [
        (
            "wrong",
            [
                f"“区民政局”已经登记，全称是“{w.bureau.name}”，表里写“宝山区住房局”。是改了全称，请打勾；不是，请改这一行。"
            ],
        )
    ]


def test_a_wrong_cell_is_mended_in_the_page_and_looked_at_again(admin):
    page = upload(admin, "people", PEOPLE, ["沈洁", "13600003378", "区民政局", "养老服务科", "经办员"])
    name = "cell-2-3"
    assert f'name="{name}"' in page.content.decode()
    again = confirm(admin, page, "people", step="check", **{name: "经办人"})
    assert said_on(again) == [("new", ["申请角色：经办人"])]
    confirm(admin, again, "people")
    assert User.objects.get(name="沈洁").mobile == "13600003378"


def test_units_come_with_their_tree_and_aliases(w, admin):
    page = upload(
        admin,
        "units",
        ["单位简称", "全称", "性质", "上级单位", "别名", "联系电话"],
        ["区殡葬所", "宝山区殡葬管理所", "", "区民政局", "殡葬所", ""],
        ["区水务局", "宝山区水务局", "承办单位", "", "水务", "021-55550177"],
        ["区民政局", "", "", "", "", "021-66550000"],
        ["区绿化所", "宝山区绿化所", "", "区绿化局", "", ""],
        ["区河长办", "宝山区河长办公室", "", "区水务局", "", ""],
        ["区什么", "", "", "", "", ""],
    )
    assert [state for state, _ in said_on(page)] == ["new", "new", "changed", "wrong", "new", "wrong"]
    confirm(admin, page, "units")
    low, other = Unit.objects.get(short_name="区殡葬所"), Unit.objects.get(short_name="区河长办")
    assert (low.parent, [a.name for a in low.aliases.all()]) == (w.bureau, ["殡葬所"])
    assert (other.parent.short_name, other.kind) == ("区水务局", "bureau")
    assert Unit.objects.get(pk=w.bureau.pk).phone == "021-66550000"
    assert said_on(upload(admin, "units", ["简称", "全称"], ["区水务局", "宝山区水务局"])) == [("same", [])]


def test_deputies_are_told_apart_and_completed(admin):
    f.deputy("张敏", delegation="吴淞代表团", phone="")
    f.deputy("李明", delegation="", phone="")
    Deputy.objects.create(name="张敏", delegation="大场代表团")
    page = upload(
        admin,
        "deputies",
        ["代表姓名", "代表团", "联系电话", "证号"],
        ["张敏", "吴淞代表团", "13900002207", ""],
        ["张敏", "", "13900002208", ""],
        ["李明", "庙行代表团", "", "BS-9"],
        ["何秀英", "大场代表团", "021-56550100", ""],
    )
    assert said_on(page) == [
        ("changed", ["手机：139****2207"]),
        ("wrong", ["登记过2位张敏，请选是哪一位。"]),
        ("changed", ["代表团：庙行代表团", "代表证号：BS-9"]),
        ("new", []),
    ]
    confirm(admin, page, "deputies")
    assert Deputy.objects.get(name="张敏", delegation="吴淞代表团").phone == "13900002207"
    assert Deputy.objects.get(code="BS-9").name == "李明"
    assert Deputy.objects.filter(name="何秀英").count() == 1


@pytest.mark.parametrize("kind", ["units", "people", "deputies", "sessions"])
def test_what_is_given_out_comes_back_without_a_change(w, admin, kind):
    f.deputy("何秀英", phone="13900002207")
    f.suggestion()
    User.objects.filter(pk=w.handler.pk).update(mobile="13900002207")
    given = admin.post(f"/office/workbooks/{kind}/file/")
    content = b"".join(given.streaming_content)
    texts = [str(cell) for row in load_workbook(io.BytesIO(content)).active.values for cell in row]
    assert "13900002207" not in texts
    event = AdministrationEvent.objects.get(label="导出")
    assert event.subject_name in ("单位", "人员", "代表", "届次")
    page = admin.post(f"/office/workbooks/{kind}/", {"file": SimpleUploadedFile("表.xlsx", content)})
    assert {state for state, _ in said_on(page)} == {"same"}


@pytest.mark.parametrize("kind", ["units", "people", "deputies", "sessions"])
def test_the_empty_form_is_read_and_its_example_is_nobody(admin, kind):
    empty = b"".join(admin.get(f"/office/workbooks/{kind}/empty/").streaming_content)
    page = admin.post(f"/office/workbooks/{kind}/", {"file": SimpleUploadedFile("表.xlsx", empty)})
    assert (page.status_code, "表头下面没有内容" in page.content.decode()) == (400, True)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0rubbish"])
def test_what_is_no_workbook_is_refused_with_what_to_do(admin, content):
    page = admin.post("/office/workbooks/people/", {"file": SimpleUploadedFile("表.xlsx", content)})
    assert page.status_code == 400
    assert seen_on(page, "errors-summary", "li") != []


@pytest.mark.parametrize("rows", ["", "[]", "{}", "[[1]]", '[["x", {}]]', "[[2, 3]]", "[[2, {}]]"])
def test_a_page_that_is_not_whole_is_refused(admin, rows):
    page = admin.post("/office/workbooks/people/confirm/", {"rows": rows, "step": "confirm"})
    assert page.status_code == 409


def test_a_bureaus_administrator_registers_own_people_and_nothing_else(w):
    browser = browser_of(f.person("bureauadmin", "局管理员", (w.bureau, "admin")))
    page = upload(browser, "people", PEOPLE, ["沈洁", "", "区房管局", "", ""], ["王倩", "", "区民政局", "", ""])
    assert said_on(page) == [("wrong", ["区房管局的人员由那个单位的系统管理员登记。"]), ("new", [])]
    assert [browser.get(f"/office/workbooks/{kind}/").status_code for kind in ("units", "deputies", "x")] == [
        403, 403, 404,
    ]  # fmt: skip


def test_a_cell_that_cannot_be_read_is_said_and_not_dropped(admin):
    """A formula without its result, as programs write it."""
    for kind, head, row, column in (
        ("deputies", ["姓名", "代表团", "手机"], ["新代表", "=1+1", "13800138000"], "代表团"),
        ("people", ["姓名", "单位", "科室"], ["新同志", "区民政局", "=1+1"], "科室"),
        ("units", ["简称", "全称"], ["区新局", "=1+1"], "全称"),
    ):
        page = upload(admin, kind, head, row)
        [one] = page.context["planned"]
        cell = {"代表团": "B2", "科室": "C2", "全称": "B2"}[column]
        said = f"{cell}是公式，但文件里没有算好的结果。请在 Excel 里打开保存一次，或改成直接填写的内容。"
        assert [(fault.column, str(fault)) for fault in one.wrong] == [(column, said)]

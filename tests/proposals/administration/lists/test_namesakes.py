"""A row whose name several records have: asked once in the preview, never guessed; the other rows go their way."""

import pytest
from lxml import html

from proposals.models import Deputy, User
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


def person(username, unit, section="", mobile=""):
    return User.objects.create(username=username, name="张敏", unit=unit, section=section, mobile=mobile)


def asked_on(page):
    """The answers that the page offers, each with its words."""
    tree = html.fromstring(page.content.decode())
    return {
        " ".join(one.text_content().split()): one.xpath("input/@value")[0]
        for one in tree.xpath("//label[input[@type='radio']]")
    }


def answer(browser, page, kind, row, words):
    return confirm(browser, page, kind, step="check", **{f"sure-{row}": asked_on(page)[words]})


def test_a_person_without_unit_is_asked_for_among_those_of_the_name(w, admin):
    here, there = person("zm1", w.bureau, "救助科"), person("zm2", w.other_bureau, mobile="13900002207")
    page = upload(admin, "people", ["姓名", "办公电话"], ["张敏", "021-55550111"], ["高扬", ""])
    assert [one.state for one in page.context["planned"]] == ["wrong", "wrong"]
    assert list(asked_on(page)) == [
        f"{w.bureau}救助科，账号zm1",
        f"{w.other_bureau}，账号zm2，139****2207",
        f"{w.bureau}基层政权科，账号handler，0215555****",
    ]
    # An answer is shown with what it leads to before anything is written, whichever button is pressed.
    said = f"{w.other_bureau}，账号zm2，139****2207"
    told = confirm(admin, page, "people", **{"sure-2": asked_on(page)[said]})
    assert [User.objects.get(pk=one.pk).phone for one in (here, there)] == ["", ""]
    assert [state for state, _ in said_on(told)] == ["changed", "wrong"]
    confirm(admin, told, "people")
    assert [User.objects.get(pk=one.pk).phone for one in (here, there)] == ["", "021-55550111"]


def test_two_of_a_name_in_one_unit_or_one_more(w, admin):
    first, second = person("zm1", w.bureau, "救助科"), person("zm2", w.bureau, "养老服务科", "13900002207")
    page = upload(
        admin,
        "people",
        ["姓名", "单位", "科室", "手机"],
        ["张敏", "区民政局", "办公室", ""],
        ["张敏", "区民政局", "办公室", "13900002207"],
    )
    assert [state for state, _ in said_on(page)] == ["wrong", "changed"]
    assert list(asked_on(page))[-1] == "都不是，是另一位同名的"
    # Unanswered it is left out, and the other row is taken in.
    done = confirm(admin, page, "people")
    assert seen_on(done, "notice", "li") == ["第 2 行：区民政局有2位张敏，请选是哪一位。"]
    assert [User.objects.get(pk=one.pk).section for one in (first, second)] == ["救助科", "办公室"]
    page = upload(admin, "people", ["姓名", "单位", "科室"], ["张敏", "区民政局", "综合科"])
    told = answer(admin, page, "people", 2, "都不是，是另一位同名的")
    assert [state for state, _ in said_on(told)] == ["new"]
    confirm(admin, told, "people")
    assert User.objects.filter(name="张敏").count() == 3


def test_an_answer_is_no_longer_good_where_one_more_of_the_name_has_come(w, admin):
    person("zm1", w.bureau)
    person("zm2", w.bureau)
    page = upload(admin, "people", ["姓名", "单位", "科室"], ["张敏", "区民政局", "综合科"])
    told = answer(admin, page, "people", 2, f"{w.bureau}，账号zm1")
    person("zm3", w.bureau)
    assert [state for state, _ in said_on(confirm(admin, told, "people", step="check"))] == ["wrong"]


def test_two_new_people_of_one_name_are_taken_in_after_one_answer(w, admin):
    head = ["姓名", "单位", "科室"]
    page = upload(admin, "people", head, ["王倩", "区民政局", "救助科"], ["王倩", "区民政局", "综合科"])
    assert [state for state, _ in said_on(page)] == ["wrong", "wrong"]
    said = "不是重复的，是同名的另一位"
    told = confirm(admin, page, "people", step="check", **{"sure-3": "another:王倩:3"})
    assert (said in page.content.decode(), [state for state, _ in said_on(told)]) == (True, ["new", "new"])
    confirm(admin, told, "people")
    assert sorted(User.objects.filter(name="王倩").values_list("username", flat=True)) == ["wangqian", "wangqian2"]


def test_deputies_are_asked_for_by_delegation_and_telephone(w, admin):
    first = Deputy.objects.create(name="张敏", delegation="吴淞代表团", phone="13900002207")
    second = Deputy.objects.create(name="张敏", delegation="大场代表团")
    head = ["姓名", "通讯地址"]
    page = upload(admin, "deputies", head, ["张敏", "友谊路8号"], ["何秀英", "大场路1号"])
    assert [state for state, _ in said_on(page)] == ["wrong", "new"]
    assert list(asked_on(page)) == [
        "吴淞代表团，139****2207", "大场代表团", "都不是，是没有写代表团的另一位",
    ]  # fmt: skip
    told = answer(admin, page, "deputies", 2, "大场代表团")
    confirm(admin, told, "deputies")
    assert [Deputy.objects.get(pk=one.pk).address for one in (first, second)] == ["", "友谊路8号"]
    known = upload(admin, "deputies", ["姓名", "手机", "通讯地址"], ["张敏", "13900002207", "牡丹江路2号"])
    assert [state for state, _ in said_on(known)] == ["changed"]


def test_a_new_row_with_a_code_and_one_of_that_name_without_are_not_taken_for_two(w, admin):
    group, heads = "吴淞代表团", ["姓名", "代表团", "代表证号"]
    page = upload(admin, "deputies", heads, ["周玲", group, "L2"], ["周玲", group, ""], ["周玲", "庙行代表团", ""])
    why = "第2、3行都是“周玲”，请留一行；同名的请写代表证号或者代表团。"
    assert said_on(page) == [("wrong", [why]), ("wrong", [why]), ("new", [])]
    page = upload(admin, "deputies", heads, ["周玲", group, "L2"], ["周玲", group, "L3"])
    assert [state for state, _ in said_on(page)] == ["new", "new"]


def test_a_new_row_with_an_account_and_one_of_that_name_without_are_asked_about(w, admin):
    heads = ["姓名", "单位", "账号"]
    page = upload(admin, "people", heads, ["周玲", "区民政局", "zhouling"], ["周玲", "区民政局", ""])
    assert [(state, len(why)) for state, why in said_on(page)] == [("wrong", 1), ("wrong", 1)]
    checked = answer(admin, page, "people", 3, "不是重复的，是同名的另一位")
    assert [state for state, _ in said_on(checked)] == ["new", "new"]
    confirm(admin, checked, "people")
    assert sorted(User.objects.filter(name="周玲").values_list("username", flat=True)) == ["zhouling", "zhouling2"]

"""Every case I may see: found by number, title, deputy, text; narrowed by the address; never another unit's."""

import datetime as dt

import pytest
from django.utils import timezone

from proposals.models import Case, Part, SavedView, Status
from replies.desk.cases.forms import SavedViewForm
from tests import factories
from tests.factories import make_case, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def cases():
    facts = {
        "070": ("加强基层社区工作者队伍建设", "抓好选人留人。", 3),
        "071": ("关于优化社区食堂的建议", "老人吃饭。", 2),
        "112": ("关于加装电梯的建议", "老旧小区，食堂旁边。", 1),
        "B012": ("闭会期间的建议", "另一件事。", 1),
    }
    return {
        number: make_case(Status.IN_PROGRESS, number=number, title=title, text=text, deputies=deputies)
        for number, (title, text, deputies) in facts.items()
    }


def found(client, user, query):
    client.force_login(user)
    response = client.get(f"/cases/{query}")
    if response.status_code != 200:
        return response.headers.get("Location", response.status_code)
    return [row.case.suggestion.number for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("食堂", ["071", "112"]),
        ("食堂 电梯", ["112"]),
        ("李倩宇", ["070"]),
        ("周建伟 食堂", ["071"]),
        ("选人留人", ["070"]),
        ("建议", ["071", "112", "B012"]),
        ("没有这个词", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_words_are_looked_for_in_title_text_and_names(client, cases, words, numbers):
    assert found(client, world().handler, f"?q={words}") == numbers


@pytest.mark.parametrize("typed", ["070", "70", "第070号", "０７０", " 70号 "])
def test_a_number_leads_straight_to_its_case(client, cases, typed):
    assert found(client, world().handler, f"?q={typed}") == f"/cases/{cases['070'].pk}/"


def test_numbers_of_other_places_are_found_and_stand_in_their_order(client):
    numbers = ["9", "52", "0124", "155144", "155144-1", "HG-201901287", "台9", "台52", "闭会第3号"]
    made = {number: make_case(Status.IN_PROGRESS, number=number) for number in reversed(numbers)}
    typed = {
        "第052号": "52",
        "124": "0124",
        "１５５１４４": "155144",
        "155144-01": "155144-1",
        "hg201901287": "HG-201901287",
        "201901287": ["HG-201901287"],
        "第台052号": "台52",
        "台 52": "台52",
        "第 9 号": "9",
        "闭会3号": "闭会第3号",
    }
    led_to = {words: found(client, world().handler, f"?q={words}") for words in typed}
    assert led_to == {
        words: number if isinstance(number, list) else f"/cases/{made[number].pk}/" for words, number in typed.items()
    }
    assert found(client, world().handler, "") == numbers
    assert found(client, world().handler, "?sort=state") == numbers
    page = client.get(f"/cases/{made['闭会第3号'].pk}/").content.decode()
    assert ("闭会第3号</p>" in page, "闭会第3号号" in page) == (True, False)


def test_a_number_with_a_letter_or_of_several_cases(client, cases):
    assert found(client, world().handler, "?q=b012") == f"/cases/{cases['B012'].pk}/"
    factories.hand_over(cases["070"].suggestion, world().other_bureau, Part.HELP)
    assert found(client, world().district, "?q=070") == f"/cases/{cases['070'].pk}/"
    assert found(client, world().other_office, "?q=070") == f"/cases/{Case.objects.get(part=Part.HELP).pk}/"
    assert found(client, world().handler, "?q=070") == f"/cases/{cases['070'].pk}/"
    assert found(client, world().handler, "?q=070&status=closed") == []


def test_another_units_cases_are_not_found(client, cases):
    for name in ("other_office", "nobody", "cppcc", "admin"):
        assert found(client, getattr(world(), name), "?q=070") == [], name
        assert found(client, getattr(world(), name), "") == [], name
    form = client.get("/cases/").context["form"]
    assert [list(form.fields[name].queryset) for name in ("unit", "handler")] == [[], []]
    assert form.fields["category"].choices == [("", "全部类别")]


def test_filters_narrow_and_stay_in_the_address(client, cases):
    w, today = world(), timezone.localdate()
    factories.hand_over(cases["112"].suggestion, w.other_bureau, Part.HELP)
    Case.objects.filter(pk=cases["071"].pk).update(
        handed_on=today - dt.timedelta(days=90),
        received_on=today - dt.timedelta(days=80),
        statutory_due=today - dt.timedelta(days=1),
    )
    session = cases["070"].suggestion.session_id
    queries = {
        "?due=late": ["071"],
        "?due=running&status=in_progress": ["070", "071", "112", "B012"],
        f"?unit={w.other_bureau.pk}": ["112"],
        f"?session={session}&q=食堂&unit={w.bureau.pk}": ["071", "112"],
        "?status=awaiting_receipt": ["112"],
        "?due=answered": [],
    }
    assert {query: found(client, w.district, query) for query in queries} == queries
    page = client.get("/cases/?due=late&q=食堂").content.decode()
    assert '<option value="late" selected>' in page
    assert 'value="食堂"' in page


def test_the_bodies_are_told_apart_in_the_list(client):
    made = {
        "091": make_case(Status.IN_PROGRESS, number="091"),
        "012": make_case(Status.IN_PROGRESS, number="012", body="政协"),
        "0217": make_case(Status.IN_PROGRESS, number="0217", session=factories.city_session()),
        "0002": make_case(Status.IN_PROGRESS, number="0002", session=factories.national_session()),
    }
    queries = {
        "": ["091", "012", "0217", "0002"],
        "?body=宝山区人大": ["091"],
        "?body=宝山区政协": ["012"],
        "?body=上海市人大": ["0217"],
        "?body=全国人大&status=in_progress": ["0002"],
        "?body=上海市政协": 400,
    }
    assert {query: found(client, world().handler, query) for query in queries} == queries
    page = client.get("/cases/?body=上海市人大").content.decode()
    assert '<option value="上海市人大" selected>上海市人大</option>' in page
    names = [one.suggestion.session.short_name for one in made.values()]
    assert names == ["区九届人大五次会议", "区政协九届五次会议", "市十六届人大三次会议", "十四届全国人大三次会议"]


def test_pages_keep_the_filters(client):
    made = factories.suggestion()
    for number in range(45):
        factories.hand_over(factories.suggestion(number=f"{1500 + number}"), world().bureau)
    client.force_login(world().office)
    response = client.get("/cases/?status=awaiting_receipt")
    assert len(response.context["rows"]) == 40
    assert 'rel="next" href="?status=awaiting_receipt&amp;page=2"' in response.content.decode()
    assert len(client.get("/cases/?status=awaiting_receipt&page=2").context["rows"]) == 5
    assert made.cases.count() == 0


@pytest.mark.parametrize(
    "query", ["?status=nonsense", "?unit=x", "?unit=9" + "9" * 30, "?session=-1", "?q=%00", "?q=" + "字" * 61]
)
def test_a_condition_that_is_none_gets_a_sentence(client, cases, query):
    client.force_login(world().district)
    response = client.get(f"/cases/{query}")
    assert response.status_code == 400
    assert "条件里有一处不对" in response.content.decode()


def test_nothing_found_and_nothing_there_are_told_apart(client, cases):
    client.force_login(world().district)
    assert "没有找到符合的建议" in client.get("/cases/?q=没有这个词").content.decode()
    client.force_login(world().nobody)
    assert "还没有建议" in client.get("/cases/").content.decode()


def test_two_people_may_call_their_views_the_same():
    w = world()
    SavedView.objects.create(user=w.handler, name="超期的", query="due=late")
    said = [SavedViewForm({"name": "超期的"}, user=who).errors.get("name", []) for who in (w.handler, w.office)]
    assert said == [["您已经有一个叫“超期的”的查询，请换一个名称。"], []]

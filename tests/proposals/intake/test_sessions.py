"""届次 as lists write it: district, city and nation told apart, 人大 and 政协; what is not told is asked for."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from proposals.models import Case, Session, Suggestion, Unit
from tests import factories as f
from tests.proposals.intake.sheets import book, problems, row, run, wrong

pytestmark = pytest.mark.django_db


CITY = "上海市第十六届人民代表大会第三次会议"
DISTRICT = "宝山区第九届人民代表大会第五次会议"
NATION = "第十四届全国人民代表大会第三次会议"
CPPCC = "政协宝山区第九届委员会第五次会议"


@pytest.mark.parametrize(
    "written",
    [
        {  # what the offices of several places sent
            "上海市第十六届人民代表大会第三次会议": CITY,
            "市十六届人大三次会议": CITY,
            "区九届人大五次会议": DISTRICT,
            "九届五次": DISTRICT,
            "第十四届全国人民代表大会第三次会议": NATION,
            "政协第九届五次": CPPCC,
            "政协宝山区九届五次会议": CPPCC,
            "宝山区罗店镇第三届人民代表大会第二次会议": "宝山区罗店镇第三届人民代表大会第二次会议",
        },
        {
            "市人大十六届三次会议": CITY,
            "（上海市十六届人大三次）": CITY,
            "上海十六届人大三次会议": CITY,
            "十四届全国人大三次会议": NATION,
            "全国人大第十四届三次会议": NATION,
            "中华人民共和国第十四届全国人民代表大会第三次会议": NATION,
            "本区九届人大五次会议": DISTRICT,
            "宝山九届人大五次会议": DISTRICT,
        },
        {
            "市政协十四届三次会议": "政协上海市第十四届委员会第三次会议",
            "中国人民政治协商会议上海市第十四届委员会第三次会议": "政协上海市第十四届委员会第三次会议",
            "全国政协十四届三次会议": "政协第十四届全国委员会第三次会议",
            "中国人民政治协商会议第十四届全国委员会第三次会议": "政协第十四届全国委员会第三次会议",
            "政协上海市宝山区第九届委员会第五次会议": CPPCC,
            "上海市宝山区第九届人民代表大会第五次会议": DISTRICT,
            "9届5次": DISTRICT,
        },
        {
            "市二十届人大十次会议": "上海市第二十届人民代表大会第十次会议",
            "市第二十一届人大第十二次会议": "上海市第二十一届人民代表大会第十二次会议",
        },
    ],
)
def test_sessions_of_district_city_and_nation_are_told_apart(written):
    status, printed, _ = run(book([row(n, 届次=one) for n, one in enumerate(written, 1)]))
    assert (status, problems(printed)) == (0, [])
    assert [str(one.session) for one in Suggestion.objects.order_by("pk")] == list(written.values())
    levels = {"上海市": 2, "全国": 1, "宝山区": 4, "宝山区罗店镇": 5}
    assert {(one.place, one.level) for one in Session.objects.all()} <= set(levels.items())
    who = {
        (one.session.level, one.kind, person.level) for one in Suggestion.objects.all() for person in one.proposers
    }
    assert all(session == person for session, _, person in who)


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "宝山区第九届人大常委会闭会期间",
            "没有写明是哪一次会议闭会以后，请写全，如“第九届第三次会议闭会期间”。",
        ),
        (
            "2026年",
            "读不懂。请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”。",
        ),
        (
            "宝山区友谊路街道人大工委",
            "读不懂。请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”。",
        ),
        ("区九届人大常委会第三十次会议", "是常委会的会议。请写建议是在哪一次代表大会会议上提出的。"),
        ("省十四届人大三次会议", "没有写是哪个市（省），请写全，如“上海市第十六届人民代表大会第三次会议”。"),
        ("杨浦区十七届人大五次会议", "：这里只登记宝山区和上级的建议，没有杨浦区的，请核对。"),
        ("市十十届人大三次会议", "读不懂。请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”。"),
        ("市十六届人大〇次会议", "读不懂。请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”。"),
        ("市100届人大三次会议", "读不懂。请写成“第九届第三次会议”；政协的写“政协宝山区第九届委员会第五次会议”。"),
        ("十六届三次会议", "没有写是区、市还是全国的，请写全，如“市十六届人大三次会议”。"),
    ],
)
def test_a_session_that_is_not_told_is_asked_for(written, said):
    Session.objects.create(level=2, place="上海市", term=16, meeting=3)
    if written.startswith("省"):
        Session.objects.filter(level=2).delete()
        Unit.objects.update(name=Concat("short_name", Value("（本级）")))
    wrong([row("070", 届次=written)], (2, f"届次：“{written}”{said}"))


def test_between_sessions_is_read_from_the_session_too():
    run(book([row("070", 届次="区九届人大五次会议闭会期间"), row("071")]))
    made = Suggestion.objects.order_by("number").values_list("session__meeting", "made_between_sessions")
    assert list(made) == [(5, True), (5, False)]


def test_one_number_at_two_bodies_is_two_suggestions_and_two_people():
    run(book([row("070"), row("070", 届次="市十六届人大三次会议"), row("070", 届次="区政协九届五次会议")]))
    leads = [one.proposers[0] for one in Suggestion.objects.order_by("pk")]
    assert [one.full_label for one in leads] == ["赵洪蓉（吴淞代表团）", "赵洪蓉（省、直辖市）", "赵洪蓉"]
    assert len({one.pk for one in leads}) == 3
    assert Case.objects.filter(unit__short_name="区民政局").count() == 3


def test_the_only_session_there_is_stands_in_the_form(client):
    case = f.make_case()
    client.force_login(f.world().district)
    chosen = f'<option value="{case.suggestion.session_id}" selected>'
    assert client.get("/intake/").content.decode().count(chosen) == 1
    Session.objects.create(place="宝山区", term=9, meeting=9)
    assert chosen not in client.get("/intake/").content.decode()

"""Statistics (domain §6) against an independent count: a year of cases by a seeded dice, counted a second time in
plain Python from what the dice said, never through replies.figures."""

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from proposals.models import Case, Status
from replies.figures.counts import Book
from replies.figures.forms import FigureFilter
from replies.figures.tables import TABS
from tests import factories as f
from tests.proposals.formats.test_spreadsheets import read
from tests.replies.figures.year import TODAY, make_year

pytestmark = pytest.mark.django_db
GOOD = ("满意", "基本满意")
ORDER = ["满意", "基本满意", "理解", "不满意"]


@pytest.fixture
def today():
    with time_machine.travel(f"{TODAY} 10:00+08:00", tick=False):
        yield TODAY


@pytest.fixture
def year(today):
    return make_year()


def get(client, user, path="/figures/?year="):
    client.force_login(user)
    return client.get(path)


@pytest.mark.once
def test_every_table_stands_under_one_tab(client, year):
    every = [table.key for table, _ in get(client, f.world().district).context["sections"]]
    under = [
        table.key
        for tab in TABS
        for table, _, _ in get(client, f.world().district, f"/figures/?year=&tab={tab}").context["shown"]
    ]
    assert sorted(under) == sorted(every)


@pytest.mark.once
@pytest.mark.parametrize(("top", "before", "said"), [(0, 1, "降 100.0"), (1, 1, "持平"), (1, 0, "升 100.0")])
def test_the_year_before_stands_beside_the_chosen_one(client, today, top, before, said):
    for year, answered in ((today.year, top), (today.year - 1, before)):
        case = f.make_case("closed" if answered else "in_progress", number=f"{year}")
        Case.objects.filter(pk=case.pk).update(handed_on=today.replace(year=year))
    page = get(client, f.world().office, f"/figures/?year={today.year}")
    row = page.context["key_rows"][0]
    assert (str(row.share), str(row.before), row.change) == (f"{top:.1%}", f"{before:.1%}", said)
    assert get(client, f.world().office).context["before"] is None


@pytest.mark.once
def test_district_and_city_are_counted_apart(client):
    for n, session in enumerate((f.session(), f.session(), f.city_session(), f.national_session())):
        f.make_case("in_progress", number=f"{n + 1}", session=session)
    page = get(client, f.world().office)
    table = next(one for one, _ in page.context["sections"] if one.key == "body")
    assert [(row.label, row.cells[0].number) for row in table.rows] == [
        ("上海市人大", 1),
        ("全国人大", 1),
        ("宝山区人大", 2),
        ("合计", 4),
    ]
    narrowed = get(client, f.world().office, "/figures/?year=&body=上海市人大")
    assert [row.label for one, _ in narrowed.context["sections"] if one.key == "session" for row in one.rows] == [
        "上海市第十六届人民代表大会第三次会议",
        "合计",
    ]


@pytest.mark.once
def test_every_number_that_is_no_part_of_another_is_defined(client):
    """Not one by one: the marks 满意 … 不满意 within a question, the classes and the kinds of disclosure."""
    f.world()
    defined = [label for label, _ in get(client, f.world().office).context["definitions"]]
    asked = [f"对办理{what}：意见{how}" for what in ("结果", "方案", "态度") for how in ("", "（按件）")]
    rates = [f"办理{what}满意率（按{how}）" for what in ("结果", "方案", "态度") for how in ("代表", "件")]
    assert defined == [
        *("办复率", "按时办复率", "解决采纳率", "公开率", "走访面商率", "走访面商率（按代表）"),
        *rates,
        *("承诺兑现率", "会办意见出具率"),
        *("承办件", "已办复", "其中补录", "在这里办复", "有结果分类", "有公开属性"),
        *("应办复", "按时办复", "逾期办复", "逾期未办复", "解决采纳", "正在解决、正在研究"),
        *("写明完成日期", "承诺事项", "已兑现", "逾期未兑现", "主动公开", "走访、面商", "提出人"),
        *(
            "走访、面商的提出人",
            "提出不需走访的提出人",
            "期满未反馈的提出人",
            "二次办理",
            "申请退办",
            "同意退办",
            "延期",
            "代表撤回",
        ),
        *("共同主办", "会办件", "已出会办意见"),
        *("事后更正的意见", "亲笔签名的纸表代替", "经同意重新填写"),
        *asked,
        *("解决采纳", "正在解决", "计划解决", "留作参考"),
    ]


# ---- the second count ------------------------------------------------------------------------------------


def opinions_of(case):
    """The last word of every deputy: (name, result, plan, attitude, by)."""
    last = {}
    for name, number, *marks, by in case.marks:
        if name not in last or number > last[name][0]:
            last[name] = (number, *marks, by)
    return [(name, *row[1:]) for name, row in last.items()]


def counted(year):
    """One figure after the other, as a person would count them."""
    n = Counter()
    for case in year:
        n["return.asked"] += case.asked_return
        n["return.agreed"] += case.status == "returned"
        n["withdrawn"] += case.status == "withdrawn" and case.part != "会办"
        if case.status in ("returned", "withdrawn"):
            continue
        if case.part == "会办":
            n["helping"] += 1
            n["helped"] += case.opinion
            continue
        n["all"] += 1
        n["extended"] += case.extended
        n["again"] += any(row[0] == "again" for row in case.rounds)
        live = [row for row in case.promises if not row[2]]
        n["promises"] += len(live)
        n["promises.kept"] += sum(bool(kept) for _, kept, _ in live)
        n["promises.late"] += sum(not kept and due < TODAY for due, kept, _ in live)
        said = opinions_of(case)
        for place, question in enumerate(("result", "plan", "attitude"), 1):
            given = [(row[place], row[4]) for row in said if row[place]]
            for mark, by in given:
                for tail in ("", f"@{by}"):
                    n[f"forms.{question}{tail}"] += 1
                    n[f"forms.{question}.{mark}{tail}"] += 1
                    n[f"forms.{question}.good{tail}"] += mark in GOOD
            if given:
                lowest = ORDER[max(ORDER.index(mark) for mark, _ in given)]
                n[f"cases.{question}"] += 1
                n[f"cases.{question}.{lowest}"] += 1
                n[f"cases.{question}.good"] += lowest in GOOD
        first = case.rounds[0][3] if case.rounds else None
        if first is None:
            n["late"] += case.due < TODAY
            n["owing"] += case.due < TODAY
            continue
        for key in ("answered", "here", "classed", "disclosed"):  # none of the year's was finished before
            n[key] += 1
        n["owing"] += 1
        n["on_time" if first <= case.due else "answered_late"] += 1
        _, classification, disclosure, _ = [row for row in case.rounds if row[3]][-1]
        n[f"class.{classification}"] += 1
        n[f"open.{disclosure}"] += 1
        n["open"] += disclosure.startswith("主动公开")
        n["solved"] += classification in ("已采纳", "已解决")
        n["promising"] += classification in ("正在解决", "正在研究")
        n["dated"] += classification in ("正在解决", "正在研究") and bool(live)
        city = {"已采纳": "解决采纳", "已解决": "解决采纳", "正在解决": "正在解决", "正在研究": "计划解决"}
        n[f"city.{city.get(classification, '留作参考')}"] += 1
        met = {name for name, way, corrected in case.contacts if way in ("走访", "座谈") and not corrected}
        waived = {name for name, way, corrected in case.contacts if way == "不需走访" and not corrected}
        n["met"] += bool(met)
        n["deputies"] += len(case.deputies)
        n["deputies.met"] += len(met)
        n["deputies.waived"] += len(waived - met)
    return +n


RATES = {
    "办复率": ("answered", "all"),
    "按时办复率": ("on_time", "owing"),
    "办理结果满意率（按代表）": ("forms.result.good", "forms.result"),
    "办理结果满意率（按件）": ("cases.result.good", "cases.result"),
    "解决采纳率": ("solved", "classed"),
    "公开率": ("open", "disclosed"),
    "走访面商率": ("met", "here"),
    "承诺兑现率": ("promises.kept", "promises"),
}


def numbers_on(response):
    """Every number of the page's tables, by the key of its address and by what narrows it."""
    found = {}
    for table, _ in response.context["sections"]:
        for row in table.rows:
            for cell in row.cells:
                for one in filter(None, (cell, getattr(cell, "top", None), getattr(cell, "bottom", None))):
                    if hasattr(one, "address"):
                        found[one.address] = one.number
    return found


def plain(address):
    asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    return asked.pop("of"), asked


def test_every_figure_equals_the_second_count(client, year):
    f.make_case(Status.VOID, number="9001")  # counts nowhere
    response = get(client, f.world().district)
    shown = {
        of: number for address, number in numbers_on(response).items() for of, more in [plain(address)] if not more
    }
    wanted = counted(year)
    assert len(year) >= 120
    assert {case.status for case in year} == set(Status) - {Status.VOID, Status.SIGNED}  # these go out at once
    assert {key: number for key, number in shown.items() if number} == dict(wanted)
    assert {share.label: str(share) for share in response.context["shares"]} == {
        label: f"{wanted[top] / wanted[bottom]:.1%}" for label, (top, bottom) in RATES.items()
    }


GROUPS = {
    "unit": lambda case: case.unit_pk,
    "category": lambda case: case.category or "未分类",
    "kind": lambda case: case.kind,
    "year": lambda case: case.handed.year,
}


def test_every_figure_of_a_group_equals_the_second_count_of_its_cases(client, year):
    numbers = numbers_on(get(client, f.world().district))
    for group, of_case in GROUPS.items():
        shown, wanted = Counter(), Counter()
        for address, number in numbers.items():
            of, more = plain(address)
            if set(more) == {group} and number:
                shown[more[group], of] = number
        keys = {of for _, of in shown}
        for value in {of_case(case) for case in year}:
            for of, number in counted([case for case in year if of_case(case) == value]).items():
                if of in keys:
                    wanted[str(value), of] = number
        assert shown == wanted, group
        assert len(shown) > 20


def test_months_count_what_was_handed_out_and_what_was_answered_in_them(client, year):
    shown, wanted = Counter(), Counter()
    for address, number in numbers_on(get(client, f.world().district)).items():
        of, more = plain(address)
        if set(more) == {"month"} and number:
            shown[more["month"], of] = number
    for case in year:
        if case.part == "会办" or case.status in ("returned", "withdrawn"):
            continue
        wanted[f"{case.handed:%Y-%m}", "all"] += 1
        first = case.rounds[0][3] if case.rounds else None
        if first:
            wanted[f"{first:%Y-%m}", "answered"] += 1
            wanted[f"{first:%Y-%m}", "on_time" if first <= case.due else "answered_late"] += 1
    assert shown == wanted


@pytest.mark.parametrize("path", ["/figures/?year=", "/figures/?year=2026&kind=建议"])
def test_behind_every_number_stands_a_list_of_that_length(client, year, path):
    """Every address through the filter that reads it; every thirtieth as the page that it opens."""
    response, told = get(client, f.world().district, path), re.compile(r"<h1>\D+ (\d+) \w+</h1>")
    seen, numbers = response.context["book"].seen, numbers_on(response)
    assert len(numbers) > 300
    for place, (address, number) in enumerate(numbers.items()):
        query = QueryDict(urlsplit(address).query)
        form = FigureFilter(query, seen=seen)
        assert form.is_valid(), address
        assert len(Book(seen, form.chosen, TODAY).things(query["of"])) == number, address
        if place % 30 == 0:
            assert int(told.search(client.get(address).content.decode()).group(1)) == number, address


# ---- who sees what ---------------------------------------------------------------------------------------


def test_a_unit_counts_its_own_and_the_district_all(client, year):
    for user, cases in (
        (f.world().leader, [case for case in year if case.unit == "区民政局"]),
        (f.world().other_office, [case for case in year if case.unit == "区房管局"]),
        (f.world().district, year),
    ):
        response = get(client, user)
        assert response.context["book"].count("all").number == counted(cases)["all"]
        listed = get(client, user, "/figures/cases/?year=&of=all").context["page"].paginator
        assert {thing.case.pk for thing in listed.object_list} == {
            case.pk for case in cases if case.part != "会办" and case.status not in ("returned", "withdrawn")
        }


def test_a_working_body_counts_what_is_of_its_kind_from_the_first_day(client, year):
    w = f.world()
    for user, kind in ((w.congress, "建议"), (w.cppcc, "提案")):
        response = get(client, user)
        own = [case for case in year if case.kind == kind]
        assert response.context["book"].count("all").number == counted(own)["all"]
        assert "本单位承办的" not in response.content.decode()


def test_who_sees_no_whole_is_told_where_to_ask(client):
    response = get(client, f.world().nobody)
    assert response.status_code == 403
    assert "统计由区政府办公室、代表工作机构和承办单位查看" in response.content.decode()


def test_the_queries_do_not_grow_with_the_cases(client, today):
    def asked():
        client.force_login(f.world().district)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/figures/?year=")
        return len(queries)

    f.make_case(Status.SEEKING_FEEDBACK)
    few = asked()
    for _ in range(3):
        f.make_case(Status.CLOSED)
    assert Case.objects.count() == 4
    assert asked() == few


# ---- the filter ------------------------------------------------------------------------------------------


def test_without_a_year_the_newest_is_shown_and_the_choice_is_said(client, year):
    response = get(client, f.world().district, "/figures/")
    assert response.context["words"] == ["2026年"]
    assert response.context["book"].count("all").number == counted([c for c in year if c.handed.year == 2026])["all"]


@pytest.mark.parametrize(
    "query",
    [
        "year=二〇二六",
        "unit=99999",
        "kind=工单",
        f"session={2**70}",
        "month=2026-13",
        "month=２０２６-03",
        "month=٢٠٢٦-03",
        "category=x",
    ],
)
def test_a_filter_that_is_none_is_answered_in_plain_words(client, today, query):
    f.make_case()
    for page in ("", "figures.xlsx", "cases/", "cases/cases.xlsx"):
        response = get(client, f.world().district, f"/figures/{page}?{query}")
        assert response.status_code == 400
        assert "条件里有一处不对" in response.content.decode()


def test_a_number_that_is_none_is_not_found(client, today):
    assert get(client, f.world().district, "/figures/cases/?of=../secret").status_code == 404


def test_an_empty_year_is_an_empty_page(client, today):
    assert "还没有可统计的" in get(client, f.world().office).content.decode()


# ---- charts ----------------------------------------------------------------------------------------------


def test_every_chart_says_what_it_shows_and_stands_with_its_table(client, year):
    response = get(client, f.world().district)
    page = "".join(get(client, f.world().district, f"/figures/?year=&tab={tab}").content.decode() for tab in TABS)
    charts = [(table.key, chart) for table, chart in response.context["sections"] if chart]
    assert [key for key, _ in charts] == ["results", "opinions", "unit", "category", "month"]
    for key, chart in charts:
        assert f'aria-labelledby="chart-{key} said-{key}"' in page
        assert chart.said
    wanted = counted(year)
    grades = "，".join(f"{grade}{wanted[f'forms.result.{grade}']}" for grade in ORDER)
    assert f"办理结果：{grades}" in dict(charts)["opinions"].said
    assert " style=" not in page


# ---- workbooks -------------------------------------------------------------------------------------------


def test_the_workbook_holds_the_figures_of_the_page_and_the_cases(client, year):
    sheets = read(get(client, f.world().district, "/figures/figures.xlsx?year="))
    wanted = counted(year)
    shares = {row[0]: row[1:] for row in sheets["主要指标"] if row[0] in RATES}
    assert shares == {
        label: (pytest.approx(wanted[top] / wanted[bottom]), wanted[top], wanted[bottom])
        for label, (top, bottom) in RATES.items()
    }
    assert next(row for row in sheets["按承办单位"] if row[0] == "合计")[1:3] == (wanted["all"], wanted["answered"])
    head = next(n for n, row in enumerate(sheets["名单"]) if row[0] == "届次")
    assert len(sheets["名单"]) - head - 1 == wanted["all"]


def test_behind_a_number_that_there_is_not_stands_no_workbook(client, year):
    assert get(client, f.world().district, "/figures/cases/cases.xlsx?year=&of=nonsense").status_code == 404


def test_the_list_behind_a_number_as_a_workbook(client, year):
    rows = read(get(client, f.world().district, "/figures/cases/cases.xlsx?year=&of=forms.result.不满意@dictated"))[
        "名单"
    ]
    head = next(n for n, row in enumerate(rows) if row[0] == "届次")
    words = [row[-1] for row in rows[head + 1 :]]
    assert len(words) == counted(year)["forms.result.不满意@dictated"] > 0
    assert all(word.endswith("：不满意（代填）") for word in words)

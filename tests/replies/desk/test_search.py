"""Words in suggestions and replies, initials, dates, orders, saved views; nothing found that may not be read."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import Case, Deputy, Kind, Part, SavedView, Sponsorship, Status, UnitAlias
from tests import factories as f
from tests.factories import make_case, world
from tests.proposals.registration.pages import correct

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def rows(client, user, query):
    client.force_login(user)
    response = client.get(f"/cases/?{query}")
    if response.status_code != 200:
        return response.headers.get("Location", response.status_code)
    return response.context["rows"]


def found(client, user, query):
    got = rows(client, user, query)
    return [row.case.suggestion.number for row in got] if isinstance(got, list) else got


def why(client, user, query):
    return {
        row.case.suggestion.number: [(label, str(text)) for label, text in row.why]
        for row in rows(client, user, query)
    }


# ---- replies ---------------------------------------------------------------------------------------------

LETTER = "赵洪蓉、周建伟代表：\n你们提出的建议收悉，现答复如下：\n今年新增{}十二处。\n谢谢。"


@pytest.fixture
def replies():
    """One being written, one signed, one signed and being answered again."""
    w = world()
    writing = make_case(Status.IN_PROGRESS, number="301", deputies=2)
    f.write(writing, w.handler, body=LETTER.format("秘密亭"))
    f.write(writing, w.handler, body=LETTER.format("送餐车") + "\n一、增加助餐点\n")
    signed = make_case(Status.IN_PROGRESS, number="302", deputies=2)
    f.contact_all(signed, w.handler)
    f.write(signed, w.handler, body=LETTER.format("充电棚"), document_number="宝民〔2026〕77号")
    f.advance(signed, "submit", "check", "sign")
    again = make_case(Status.UNDER_STUDY, number="303", deputies=2)
    f.advance(again, "reopen")
    f.write(again, w.handler, body=LETTER.format("加装梯"))
    return {"writing": writing, "signed": signed, "again": again}


SAID = {
    # word: (the unit's own people, the district office, the congress's body)
    "送餐车": (["301"], [], []),
    "秘密亭": ([], [], []),  # of an older version
    "充电棚": (["302"], ["302"], ["302"]),
    "宝民〔2026〕77号": (["302"], ["302"], ["302"]),
    "加装梯": (["303"], [], []),
    "今年新增12处": (["303"], ["303"], ["303"]),  # the signed first round
}


@pytest.mark.parametrize("word", SAID)
def test_unsigned_text_is_found_by_the_unit_alone(client, replies, word):
    w = world()
    wanted = SAID[word]
    if word == "今年新增12处":
        wanted = tuple(["303"] for _ in wanted)
    got = tuple(found(client, user, f"q={word}") for user in (w.second_handler, w.district, w.congress))
    assert got == wanted
    assert found(client, w.other_handler, f"q={word}") == []


def test_a_unit_that_helps_finds_its_own_opinion_and_not_the_draft_it_helps(client, replies):
    w = world()
    helping = f.hand_over(replies["writing"].suggestion, w.other_bureau, Part.HELP)
    f.advance(helping, "sign_for", "assign")
    f.write(helping, w.other_handler, body="区民政局：\n现将会办意见函告如下：\n可以利用空置门面。")
    assert [found(client, user, "q=空置门面") for user in (w.other_office, w.office, w.district)] == [["301"], [], []]
    assert found(client, w.other_office, "q=送餐车") == []


def test_a_row_shows_the_words_where_they_stand_and_only_to_whom_may_read_them(client, replies):
    w = world()
    mark = "<mark>送餐车</mark>"
    assert why(client, w.office, "q=送餐车") == {
        "301": [("答复稿", f"…表： 你们提出的建议收悉，现答复如下： 今年新增{mark}十二处。 谢谢。 一、增加助餐点")]
    }
    assert why(client, w.district, "q=充电棚 建议") == {
        "302": [("答复", "…表： 你们提出的建议收悉，现答复如下： 今年新增<mark>充电棚</mark>十二处。 谢谢。")]
    }
    page = client.get("/cases/?q=充电棚 建议").content.decode()
    assert "方便老年人就餐的<mark>建议</mark></a>" in page
    shown = why(client, w.district, "q=增加助餐点")  # what was asked, and the one reply that was signed
    labels = {number: [label for label, _ in row] for number, row in shown.items()}
    assert labels == {"301": ["原文"], "302": ["原文"], "303": ["原文", "答复"]}
    assert [label for label, _ in why(client, w.office, "q=增加助餐点")["301"]] == ["原文", "答复稿"]


def test_large_and_small_letters_are_the_same(client):
    make_case(number="341", title="关于公园WiFi覆盖的建议", text="请增设AED设备。")
    for query in ("wifi", "WIFI", "公园wifi", "aed设备", "公园"):
        assert found(client, world().office, f"q={query}") == ["341"], query


def test_words_far_apart_are_shown_apart_and_near_ones_together(client):
    text = "甲" * 30 + "电动车" + "乙" * 60 + "充电桩和雨棚" + "丙" * 30
    make_case(number="340", text=text)
    first = f"…{'甲' * 24}<mark>电动车</mark>{'乙' * 24}…"
    second = f"…{'乙' * 24}<mark>充电桩</mark>和<mark>雨棚</mark>{'丙' * 21}…"
    for query, shown in (
        ("电动车 充电桩 雨棚", f"{first}　{second}"),
        ("充电桩 雨棚 电动车", f"{first}　{second}"),
        ("充电桩 雨棚", second),
        ("雨棚", f"…{'乙' * 20}充电桩和<mark>雨棚</mark>{'丙' * 24}…"),
    ):
        assert why(client, world().office, f"q={query}") == {"340": [("原文", shown)]}


def test_what_is_marked_cannot_become_markup(client):
    make_case(number="310", title="关于<b>电梯</b>的建议", text="第一行 <script>alert(1)</script> 电动车 & 其他")
    assert why(client, world().office, "q=电动车") == {
        "310": [("原文", "…cript&gt;alert(1)&lt;/script&gt; <mark>电动车</mark> &amp; 其他")]
    }
    assert "关于&lt;b&gt;<mark>电梯</mark>&lt;/b&gt;的建议" in client.get("/cases/?q=电梯").content.decode()
    assert found(client, world().office, "q=<b>") == ["310"]


# ---- deputies --------------------------------------------------------------------------------------------


def test_a_deputy_is_found_by_initials_and_named_in_the_row(client):
    case = make_case(number="320", deputies=1)
    signer = Deputy.objects.create(name="单小芳", delegation="月浦代表团")
    Sponsorship.objects.create(suggestion=case.suggestion, deputy=signer, position=2)
    make_case(number="321", deputies=1)
    w = world()
    got = {typed: found(client, w.office, f"q={typed}") for typed in ("zhr", "ZHR", "zh", "sxf", "dxf", "hr", "z")}
    assert got == {
        "zhr": ["320", "321"],
        "ZHR": ["320", "321"],
        "zh": ["320", "321"],
        "sxf": ["320"],
        "dxf": [],
        "hr": [],
        "z": [],
    }
    assert why(client, w.office, "q=sxf") == {"320": [("提出人", "<mark>单小芳</mark>")]}
    assert found(client, w.other_office, "q=zhr") == []


def test_the_initials_follow_the_name_however_it_is_written():
    one = Deputy.objects.create(name="曾国华")
    Deputy.objects.bulk_create([Deputy(name="仇英")])
    assert set(Deputy.objects.values_list("name", "initials")) == {("曾国华", " zgh "), ("仇英", " qy ")}
    one.name = "查良镛"
    one.save()
    assert Deputy.objects.get(pk=one.pk).initials.split()[0] == "zly"


# ---- facts -----------------------------------------------------------------------------------------------


@pytest.fixture
def facts():
    w = world()
    first = make_case(Status.IN_PROGRESS, number="401", category="民政", handed_on=dt.date(2026, 3, 2))
    second = make_case(Status.CLOSED, number="402", category="住建")
    third = make_case(number="403", body="政协", category="民政", handed_on=dt.date(2026, 4, 1))
    f.hand_over(first.suggestion, w.other_bureau, Part.HELP, dt.date(2026, 3, 9))
    Case.objects.filter(pk=second.pk).update(
        handler=w.second_handler, handed_on=dt.date(2026, 2, 2), received_on=dt.date(2026, 2, 3),
        statutory_due=dt.date(2026, 5, 6), delivered_on=dt.date(2026, 4, 20), closed_on=dt.date(2026, 5, 8),
    )  # fmt: skip
    Case.objects.filter(pk=first.pk).update(statutory_due=dt.date(2026, 6, 2), internal_due=dt.date(2026, 5, 20))
    return first, second, third


def test_every_fact_narrows_the_list(client, facts):
    w = world()
    queries = {
        f"handler={w.second_handler.pk}": ["402"],
        "part=会办": ["401"],
        f"kind={Kind.PROPOSAL.value}": ["403"],
        "category=住建": ["402"],
        "category=民政&kind=建议": ["401", "401"],
        "dated=handed_on&since=2026-03-02&until=2026-03-02": ["401"],
        "dated=handed_on&since=2026-03-02": ["401", "401", "403"],
        "dated=due_on&since=2026-05-20&until=2026-05-20": ["401"],
        "dated=delivered_on": ["402"],
        "dated=closed_on&until=2026-05-07": [],
        "dated=closed_on&until=2026-05-08": ["402"],
    }
    assert {query: found(client, w.district, query) for query in queries} == queries


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("dated=handed_on&since=2026-13-01", "请写成日期，如 2026-03-05。"),
        ("since=2026-03-01", "请选按哪一个日期"),
        ("dated=handed_on&since=2026-03-05&until=2026-03-04", "“到”不能早于“从”。"),
        ("handler=999999", "请从列出的里面选。"),
        ("category=没有这类", "请从列出的里面选。"),
        ("dated=password", "请从列出的里面选。"),
        ("sort=unit__robot", "请从列出的里面选。"),
    ],
)
def test_a_condition_that_cannot_be_gets_a_sentence(client, facts, query, said):
    client.force_login(world().district)
    response = client.get(f"/cases/?{query}")
    assert response.status_code == 400
    assert said in response.content.decode()
    assert '<details class="more-filters" open>' in response.content.decode() or "sort" in query


def test_the_order_is_by_number_due_date_or_state(client, facts):
    w = world()
    orders = {sort: found(client, w.office, f"sort={sort}") for sort in ("number", "due", "state")}
    assert orders == {"number": ["401", "402", "403"], "due": ["401", "403", "402"], "state": ["403", "401", "402"]}


def test_the_address_says_what_was_chosen_and_no_more(client, facts):
    got = rows(client, world().office, "q=&status=closed&unit=&session=&due=&dated=&since=&sort=number")
    assert got == "/cases/?status=closed"


def test_the_number_of_queries_does_not_grow_with_what_is_found(client, replies, django_assert_num_queries):
    w = world()
    client.force_login(w.office)
    url = "/cases/?q=今年新增"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        before = len(client.get(url).context["rows"])
    for number in range(3):
        f.write(make_case(Status.IN_PROGRESS, number=f"33{number}"), w.handler)
    SavedView.objects.create(user=w.office, name="一", query="q=x")
    with django_assert_num_queries(len(few)):
        assert len(client.get(url).context["rows"]) == before + 3


# ---- saved views -----------------------------------------------------------------------------------------


def nav(client, url="/"):
    sections = client.get(url).context["desk_nav"]
    return [(one.label, one.url, one.current) for part in sections if part.title == "常用查询" for one in part.items]


def test_a_view_is_kept_under_a_name_used_renamed_and_removed(client, facts):
    client.force_login(world().office)
    page = client.get("/cases/?status=closed&page=1").content.decode()
    assert '<input type="hidden" name="query" value="status=closed">' in page
    saved = client.post("/cases/views/", {"name": "办结的", "query": "page=3&status=closed&unknown=1&q="})
    assert saved["Location"] == "/cases/?status=closed"
    view = SavedView.objects.get()
    assert nav(client) == [("办结的", "/cases/?status=closed", False)]
    assert nav(client, "/cases/?status=closed") == [("办结的", "/cases/?status=closed", True)]
    sections = client.get("/cases/?status=closed").context["desk_nav"]
    current = [one.label for part in sections for one in part.items if one.current]
    assert current == ["办结的"]
    assert "办结的 1 件" in client.get("/cases/?status=closed").content.decode()
    assert client.post(f"/cases/views/{view.pk}/", {"name": "去年的"})["Location"] == "/cases/?status=closed"
    assert nav(client)[0][0] == "去年的"
    client.post(f"/cases/views/{view.pk}/", {"remove": "1"})
    assert nav(client) == []


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "status=closed", "请写名称。"),
        ("字" * 21, "status=closed", "名称最多20个字。"),
        ("有过", "status=closed", "您已经有一个叫“有过”的查询，请换一个名称。"),
        ("没有条件", "", "请先选好条件，再存下来。"),
        ("没有条件", "page=2", "请先选好条件，再存下来。"),
        ("不成条件", "status=nonsense", "请先选好条件，再存下来。"),
    ],
)
def test_a_view_that_cannot_be_kept_gets_a_sentence_and_keeps_what_was_typed(client, name, query, said):
    SavedView.objects.create(user=world().office, name="有过", query="q=x")
    client.force_login(world().office)
    response = client.post("/cases/views/", {"name": name, "query": query})
    page = response.content.decode()
    assert (response.status_code, said in page, f'value="{name}"' in page or not name) == (400, True, True)
    assert SavedView.objects.count() == 1


def test_a_view_is_ones_own_and_there_are_twenty_at_most(client):
    w = world()
    theirs = SavedView.objects.create(user=w.leader, name="局领导的", query="q=x")
    client.force_login(w.office)
    assert [
        client.post(f"/cases/views/{theirs.pk}/", data).status_code for data in ({"name": "a"}, {"remove": "1"})
    ] == [404, 404]
    assert nav(client) == []
    SavedView.objects.bulk_create(SavedView(user=w.office, name=str(n), query=f"q={n}") for n in range(20))
    refused = client.post("/cases/views/", {"name": "再一个", "query": "q=x"})
    assert "最多存20个查询" in refused.content.decode()
    assert SavedView.objects.filter(user=w.office).count() == 20


# ---- in whose hands --------------------------------------------------------------------------------------


def test_a_handler_s_or_a_unit_s_name_finds_the_cases(client):
    w = world()
    mine = make_case(Status.IN_PROGRESS, number="401")
    other = f.hand_over(make_case(Status.AWAITING_RECEIPT, number="402").suggestion, w.other_bureau, Part.EACH)
    f.advance(other, "sign_for", "assign")
    UnitAlias.objects.create(name="建管口", unit=w.other_bureau)
    assert found(client, w.district, f"q={w.handler.name}") == ["401"]
    assert found(client, w.district, f"q={w.other_bureau.name}") == ["402"]
    assert found(client, w.district, "q=建管口") == ["402"]
    assert found(client, w.office, f"q={w.other_bureau.name}") == ["402"]  # the own one of what both have
    beside = ("一起承办的单位", _marked(w.other_bureau.name))
    assert why(client, w.office, f"q={w.other_bureau.name}") == {"402": [beside]}
    assert why(client, w.district, f"q={w.handler.name}") == {"401": [("经办人", _marked(w.handler.name))]}
    assert ("承办单位", _marked(mine.unit.name)) in why(client, w.district, f"q={mine.unit.name}")["401"]


def test_the_number_before_a_correction_finds_the_case_and_says_so(client):
    w, case = world(), make_case(Status.IN_PROGRESS, number="052")
    make_case(Status.IN_PROGRESS, number="053")
    assert correct(w.district, case, number="952", comment="登记有误。").status_code == 302
    for typed, read in (("052", "052"), ("52", "52"), ("０５２", "052")):
        assert found(client, w.office, f"q={typed}") == ["952"]
        assert why(client, w.office, f"q={typed}") == {"952": [("原来的件号", _marked(read))]}
    assert found(client, w.office, "q=952") == case.get_absolute_url()


def test_the_record_of_corrections_is_read_once_for_all_words(client):
    w, case = world(), make_case(Status.IN_PROGRESS, number="052")
    assert correct(w.district, case, number="952", comment="登记有误。").status_code == 302
    client.force_login(w.office)
    read = {}
    for typed in ("052", "052 52"):
        with CaptureQueriesContext(connection) as asked:
            assert [row.case for row in client.get(f"/cases/?q={typed}").context["rows"]] == [case]
        read[typed] = sum("changes" in one["sql"] for one in asked.captured_queries)
    assert read == {"052": 2, "052 52": 2}  # which cases, and why they are there


def _marked(name):
    return f"<mark>{name}</mark>"

"""Ctrl+K asks one address: cases, pages and what can be done here; only what the person may see; as many queries
whatever is found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import Part, Status
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db


def ways(client, user, q="", case=""):
    client.force_login(user)
    said = client.get("/go/", {"q": q, "case": case})
    assert (said.status_code, said["Content-Type"]) == (200, "application/json")
    return {
        group["title"]: [(one["label"], one["url"]) for one in group["places"]] for group in said.json()["groups"]
    }


def cases_named(client, user, q):
    return [url for _, url in ways(client, user, q).get("建议", [])]


def test_a_case_is_found_by_number_title_proposer_handler_and_unit(client):
    w = world()
    one = make_case(Status.IN_PROGRESS, number="601", title="增设过街天桥")
    two = f.hand_over(one.suggestion, w.other_bureau, Part.EACH)
    make_case(Status.AWAITING_RECEIPT, number="16010", title="别的601")
    lead = one.suggestion.proposers[0].name
    both = [one.get_absolute_url(), two.get_absolute_url()]
    assert cases_named(client, w.district, "第601号")[:2] == both
    assert cases_named(client, w.district, "601")[:2] == both
    assert cases_named(client, w.district, "过街 天桥") == both
    assert cases_named(client, w.district, f"天桥 {lead}") == both
    assert cases_named(client, w.district, f"天桥 {w.handler.name}") == both[:1]
    assert cases_named(client, w.district, f"天桥 {w.other_bureau.short_name}") == both[1:]
    assert cases_named(client, w.other_office, "天桥") == both[1:]
    assert cases_named(client, w.congress, f"天桥 {w.other_bureau.short_name}") == both[1:]
    assert cases_named(client, w.cppcc, "天桥") == []


def test_the_text_of_a_suggestion_is_for_the_search_not_for_this(client):
    case = make_case(Status.IN_PROGRESS)
    word = case.suggestion.text[:6]
    assert cases_named(client, world().office, word) == []


def test_pages_are_those_of_the_navigation(client):
    w = world()
    assert ways(client, w.office, "打印室") == {"页面": [("打印室", "/prints/")]}
    assert ways(client, w.handler, "打印室") == {}
    assert ways(client, w.district, "督办台") == {"页面": [("督办台", "/board/")]}
    assert ways(client, w.handler, "手册")["页面"] == [("按键和手册", "/help/")]


def test_what_can_be_done_to_the_case_at_hand(client):
    w, case = world(), make_case(Status.AWAITING_RECEIPT)
    sign = f"/cases/{case.pk}/do/sign_for/"
    acts = ways(client, w.office, case=case.pk)["这件建议"]
    assert ("签收", sign) in acts
    assert "撤销签收" not in [label for label, _ in acts]
    assert ways(client, w.office, "签收", case.pk)["这件建议"] == [("签收", sign)]
    assert client.get(sign).status_code == 200
    assert "这件建议" not in ways(client, w.office)
    assert "这件建议" not in ways(client, w.other_office, case=case.pk)
    assert "这件建议" not in ways(client, w.handler, "签收", case.pk)


def test_every_act_that_is_offered_leads_to_a_page(client):
    w = world()
    for status in (Status.RECEIVED, Status.IN_PROGRESS, Status.CHECKING, Status.SIGNED, Status.SEEKING_FEEDBACK):
        case = make_case(status)
        for user in (w.office, w.handler, w.leader, w.district):
            for label, url in ways(client, user, case=case.pk).get("这件建议", []):
                assert client.get(url).status_code == 200, (status, label)


def test_without_words_stands_what_was_seen_last(client):
    w, case = world(), make_case(Status.IN_PROGRESS)
    client.force_login(w.office)
    client.get(f"/cases/{case.pk}/")
    found = ways(client, w.office)
    assert [url for _, url in found["最近看过"]] == [case.get_absolute_url()]
    assert ("我的待办", "/") in found["页面"]


def test_at_most_eight_cases_and_nothing_void(client):
    for n in range(10):
        make_case(Status.AWAITING_RECEIPT, number=str(700 + n), title="同一个题目")
    f.advance(make_case(Status.AWAITING_RECEIPT, number="699", title="同一个题目"), "void")
    found = ways(client, world().office, "同一个题目")["建议"]
    assert [label[:4] for label, _ in found] == [f"{700 + n}号" for n in range(8)]


@pytest.mark.once
def test_as_many_queries_for_one_as_for_eight(client):
    counts = []
    client.force_login(world().office)
    for made in (1, 7):
        for _ in range(made):
            case = make_case(Status.IN_PROGRESS, title="同一个题目")
        with CaptureQueriesContext(connection) as queries:
            client.get("/go/", {"q": "同一个题目", "case": case.pk})
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.once
@pytest.mark.parametrize("case", ["x", "²", "9" * 20])
def test_what_is_no_key_is_not_found(client, case):
    client.force_login(world().office)
    assert client.get("/go/", {"case": case}).status_code == 404
    assert client.get("/go/", {"q": "a\0b", "case": "999999"}).status_code == 200


def test_a_units_name_leads_to_its_cases_and_for_who_administers_to_its_page(client):
    w = world()
    mine, other = make_case(Status.IN_PROGRESS), f.hand_over(f.suggestion(), w.other_bureau)
    f.advance(make_case(Status.AWAITING_RECEIPT), "void")
    w.bureau.aliases.create(name="民政")
    to_mine = ("区民政局的建议", f"/cases/?unit={w.bureau.pk}")
    to_other = ("区房管局的建议", f"/cases/?unit={w.other_bureau.pk}")
    assert ways(client, w.district, "区民政局")["单位"] == [to_mine]
    assert ways(client, w.district, "民政")["单位"] == [to_mine]
    assert ways(client, w.district, "局")["单位"] == [to_mine, to_other]
    assert ways(client, w.other_office, "局")["单位"] == [to_other]
    said = client.get("/go/", {"q": "局"}).json()["groups"]
    assert [one["places"][0]["detail"] for one in said if one["title"] == "单位"] == ["1件"]
    assert ways(client, w.admin, "区民政局")["单位"] == [("区民政局", f"/office/units/{w.bureau.pk}/")]
    for who, q, cases in ((w.district, "区民政局", [mine]), (w.other_office, "房管", [other]), (w.admin, "民政", [])):
        for _, url in ways(client, who, q)["单位"]:
            page = client.get(url)
            assert page.status_code == 200
            if cases:
                assert [row.case for row in page.context["rows"]] == cases


def test_a_deputys_name_leads_to_what_the_deputy_proposed(client):
    w = world()
    case = make_case(Status.IN_PROGRESS)
    lead = case.suggestion.proposers[0]
    [(label, url)] = ways(client, w.office, f"{lead.name}代表")["代表和委员"]
    assert label == f"{lead.name}提出的建议"
    assert [row.case for row in client.get(url).context["rows"]] == [case]
    assert "代表和委员" not in ways(client, w.other_office, lead.name)
    assert ways(client, w.admin, lead.name)["代表和委员"] == [(lead.name, f"/office/deputies/{lead.pk}/")]
    assert client.get(f"/office/deputies/{lead.pk}/").status_code == 200

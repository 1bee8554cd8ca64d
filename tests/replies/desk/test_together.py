"""共同主办 in the lists: who leads, who is beside, what each takes on; counted once where units are added up."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import Case
from proposals.returns.actions import agree_return
from tests import factories as f
from tests.replies.desk.cases.test_export import taken

pytestmark = pytest.mark.django_db


def rows_of(client, user, query="") -> dict[str, list[tuple[str, str]]]:
    """The marks of each row of a list, by the unit."""
    client.force_login(user)
    rows = client.get(f"/cases/{query}").context["rows"]
    return {row.case.unit.short_name: [(mark.label, mark.text) for mark in row.asks] for row in rows}


def late(*cases: Case) -> None:
    for case in cases:
        Case.objects.filter(pk=case.pk).update(
            handed_on=f.day(-120), received_on=f.day(-119), statutory_due=f.day(-3)
        )


def lights(client, user, query="") -> tuple[dict[str, int], int, list[str]]:
    """Late of each unit, late of all, and whose rows the list shows."""
    client.force_login(user)
    seen = client.get(f"/board/{query}").context
    by_unit = {one.name: one.late for one in seen["units"]}
    return by_unit, seen["all"].late, [row.row.case.unit.short_name for row in seen["rows"]]


def table_of(client, key):
    return next(table for table, _ in client.get("/figures/?year=").context["sections"] if table.key == key)


def test_each_list_says_who_leads_and_what_the_unit_takes_on(client):
    w = f.world()
    lead, host = f.hosting()
    Case.objects.filter(pk=lead.pk).update(share="统筹答复")
    beside = [("共同主办", "牵头，和区房管局一起；承办：统筹答复")]
    along = [("共同主办", "区民政局牵头；承办：加装电梯")]
    assert rows_of(client, w.district) == {"区民政局": beside, "区房管局": along}
    assert rows_of(client, w.other_handler) == {"区房管局": along}
    assert rows_of(client, w.handler) == {"区民政局": beside}
    client.force_login(w.other_office)
    f.advance(host, "ask_return")
    [row] = client.get("/cases/").context["rows"]
    assert [(mark.label, mark.text) for mark in row.asks] == along
    # 改办: whose part it is now; the one that gave it back is beside nobody.
    agree_return(host, w.district, comment="同意。", unit=f.unit("区交通委"))
    assert rows_of(client, w.handler) == {"区民政局": [("共同主办", "牵头，和区交通委一起；承办：统筹答复")]}
    # One who leads nobody has no such mark.
    f.advance(f.hand_over(f.suggestion(), w.bureau), "sign_for")
    assert rows_of(client, w.office, "?status=received") == {"区民政局": []}


def test_the_workbook_says_it_in_columns_of_their_own(client):
    w = f.world()
    f.hosting()
    _, rows = taken(client, w.district)
    assert [row[4:8] for row in rows[4:]] == [
        ["区民政局", "主办", "牵头，和区房管局一起", None],
        ["区房管局", "共同主办", "区民政局牵头", "加装电梯"],
    ]


def test_the_board_counts_it_in_each_line_and_once_in_all(client):
    w = f.world()
    lead, host = f.hosting()
    late(lead, host)
    assert lights(client, w.district) == ({"区民政局": 1, "区房管局": 1}, 1, ["区民政局"])
    assert lights(client, w.congress) == ({"区民政局": 1, "区房管局": 1}, 1, ["区民政局"])
    unit = w.other_bureau.pk
    assert lights(client, w.district, f"?unit={unit}")[2] == ["区房管局"]
    page = client.get(f"/board/?unit={unit}").context
    assert {word: count for word, _, count in page["kinds"]}["late"] == 1
    said = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", client.get("/board/").content.decode()))
    assert ("全区只算一次" in said, "共同主办牵头，和区房管局一起" in said) == (True, True)
    # 督办 of a unit that signs along is its own, and is listed as such.
    f.supervise(host)
    assert lights(client, w.district, "?show=asked")[2] == ["区房管局"]


def test_while_nobody_leads_a_case_stands_for_itself(client):
    w = f.world()
    lead, host = f.hosting()
    f.advance(lead, "ask_return")
    agree_return(lead, w.district, comment="同意。")
    late(host)
    assert lights(client, w.district) == ({"区房管局": 1}, 1, ["区房管局"])


def test_the_figures_count_it_once_and_in_a_column_of_its_own(client):
    w = f.world()
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "sign", "satisfy")
    f.advance(lead, "deliver")
    client.force_login(w.district)
    table = table_of(client, "unit")
    at = [table.head.index(name) for name in ("承办件", "已办复", "共同主办")]
    assert {row.label: [str(row.cells[place]) for place in at] for row in table.rows} == {
        "区民政局": ["1", "1", "0"],
        "区房管局": ["0", "0", "1"],
        "合计": ["1", "1", "1"],
    }
    assert "只算一次" in table.note
    client.force_login(w.other_office)
    own = {row.label: str(row.cells[0]) for row in table_of(client, "counts").rows}
    assert (own["承办件"], own["共同主办"], own["会办件"]) == ("0", "1", "0")


def test_without_such_a_case_the_tables_have_no_such_column(client):
    f.make_case("seeking_feedback")
    client.force_login(f.world().district)
    table = table_of(client, "unit")
    assert ("共同主办" in table.head, table.note) == (False, "")


def test_a_list_of_many_asks_no_more_of_the_database(client):
    w = f.world()
    client.force_login(w.district)
    counts = []
    for _ in range(2):
        f.hosting()
        client.get("/cases/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/cases/")
        counts.append(len(seen))
    assert counts[0] == counts[1]

"""A table of a reply on the desk's pages: shown as one wherever a letter is read, compared cell by cell."""

import pytest
from lxml import html

from tests import factories as f

pytestmark = pytest.mark.django_db

HEAD = ["表1　进度", "| 项目 | 计划 | 完成 |"]
ROWS = ["| 食堂 | 12 | 10 |", "| 点位 | 40 | 31 |"]
TABLE = "\n".join([*HEAD, *ROWS])


def written(body, **texts):
    case = f.make_case("in_progress")
    f.write(case, f.world().handler, body=body, **texts)
    return case


def tree(answer):
    return html.fromstring(answer.content.decode())


def rows(table):
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath(".//tr")]


def test_the_page_of_a_version_shows_the_table_and_what_changed_in_it(go):
    case = written(f"您好：\n{TABLE}")
    f.write(case, f.world().handler, body=f"您好：\n{TABLE.replace('10', '11')}\n| 中心 | 3 | 3 |")
    page = tree(go(f.world().handler, "draft_version", case.pk, 1, 2))
    (paper,) = page.xpath("//article[@class='paper']//table")
    assert rows(paper) == [["项目", "计划", "完成"], ["食堂", "12", "11"], ["点位", "40", "31"], ["中心", "3", "3"]]
    (difference,) = page.xpath("//*[@id='changes']/..//table")
    assert rows(difference) == [
        ["", "项目", "计划", "完成"],
        ["", "食堂", "12", "（删去：10）（新增：11）"],
        ["", "点位", "40", "31"],
        ["新增的行", "（新增：中心）", "（新增：3）", "（新增：3）"],
    ]
    frame = difference.getparent()
    assert (frame.get("tabindex"), frame.get("aria-label")) == ("0", "表1　进度，有改动")
    assert [one.text_content() for one in difference.xpath(".//del")] == ["（删去：10）"]


def test_a_column_that_came_in_is_named_above_it(go):
    case = written(TABLE)
    wider = [HEAD[0], f"{HEAD[1]} 责任单位 |", f"{ROWS[0]} 民政 |", f"{ROWS[1]} 街镇 |"]
    f.write(case, f.world().handler, body="\n".join(wider))
    (difference,) = tree(go(f.world().handler, "draft_version", case.pk, 1, 2)).xpath("//*[@id='changes']/..//table")
    assert rows(difference)[:2] == [["", "", "", "新增的列"], ["项目", "计划", "完成", "（新增：责任单位）"]]


def test_a_table_that_stayed_folds_away_and_one_that_came_in_says_so(go):
    case = written(f"甲\n{TABLE}")
    f.write(case, f.world().handler, body=f"乙\n{TABLE}\n丙\n| 另 | 一 |\n| 3 | 4 |")
    page = tree(go(f.world().handler, "draft_version", case.pk, 1, 2))
    (stayed, come) = page.xpath("//*[@id='changes']/..//table")
    assert stayed.xpath("ancestor::details/summary/text()") == ["没有改动的1张表格"]
    assert " ".join(come.xpath("caption")[0].text_content().split()) == "新增的表格"
    assert rows(come) == [["（新增：另）", "（新增：一）"], ["（新增：3）", "（新增：4）"]]


def test_who_reviews_reads_the_table_of_the_letter_and_of_the_form(go, client):
    case = f.make_case("in_progress")
    f.contact_all(case, f.world().handler)
    body = f.addressed(case)["body"]
    f.write(case, f.world().handler, body=f"{body}\n{TABLE}", handling=TABLE)
    f.advance(case, "submit")
    page = tree(go(f.world().office, "review", case.pk))
    assert [rows(table) for table in page.xpath("//table[@class='ruled']")] == [
        [["项目", "计划", "完成"], ["食堂", "12", "10"], ["点位", "40", "31"]]
    ] * 2
    assert len(tree(client.get(f"/cases/{case.pk}/tab/reply/")).xpath("//table[@class='ruled']")) == 1

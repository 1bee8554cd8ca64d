"""A table of the reply on the deputy's page: a real one, without a script, light, for eyes and for screen readers."""

import pytest
from lxml import html

from replies.feedback.links import make_link
from tests import factories as f

pytestmark = pytest.mark.django_db

TABLE = """表1　各街镇进度
| 街镇 | 社区食堂 | < | 说明 |
| ^ | 计划 | 完成 | ^ |
| 友谊路街道 | 12 | 1,231.5 | 点位因管线迁改推迟到2026年10月 |
| 吴淞街道 | 3 | 2 | 第一行<br>第二行\\|行 |
| 合计 | 15 | 1,233.5 | <b>无</b> |"""


@pytest.fixture
def shown(client):
    case = f.make_case("in_progress")
    f.contact_all(case, f.world().handler)
    first = f.addressed(case)["body"]
    f.write(case, f.world().handler, body=f"{first}\n进度见下表。\n{TABLE}\n谢谢。", handling=f"见表。\n{TABLE}")
    f.advance(case, "submit", "check", "sign")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    client.get(f"/d/{f.token(link)}")
    return client.get(f"/deputy/{link.invitation.pk}/")


def cells(row):
    """The cells of a row: name, what its mark-up says, text."""
    return [
        (cell.tag, {name: said for name, said in cell.attrib.items() if name != "class"}, cell.text_content().strip())
        for cell in row
    ]


def test_a_table_has_its_caption_its_heads_and_its_merged_cells(shown):
    frame, *others = html.fromstring(shown.content.decode()).xpath("//article//div[contains(@class, 'ruled-frame')]")
    assert others == []
    assert (frame.get("tabindex"), frame.get("role")) == ("0", "group")
    assert frame.get("aria-label") == "表1　各街镇进度，表格，可以左右滚动"
    (table,) = frame
    assert [one.tag for one in table] == ["caption", "thead", "tbody"]
    assert table[0].text_content() == "表1　各街镇进度"
    assert [cells(row) for row in table[1]] == [
        [
            ("th", {"scope": "col", "rowspan": "2"}, "街镇"),
            ("th", {"scope": "colgroup", "colspan": "2"}, "社区食堂"),
            ("th", {"scope": "col", "rowspan": "2"}, "说明"),
        ],
        [("th", {"scope": "col"}, "计划"), ("th", {"scope": "col"}, "完成")],
    ]
    assert [cells(row) for row in table[2]] == [
        [
            ("th", {"scope": "row"}, "友谊路街道"),
            ("td", {}, "12"),
            ("td", {}, "1,231.5"),
            ("td", {}, "点位因管线迁改推迟到2026年10月"),
        ],
        [("th", {"scope": "row"}, "吴淞街道"), ("td", {}, "3"), ("td", {}, "2"), ("td", {}, "第一行第二行|行")],
        [("th", {"scope": "row"}, "合计"), ("td", {}, "15"), ("td", {}, "1,233.5"), ("td", {}, "<b>无</b>")],
    ]
    assert [[cell.get("class") for cell in row] for row in table[2]] == [
        ["c", "r", "r", "t"],
        ["c", "r", "r", None],
        ["c", "r", "r", None],
    ]


def test_the_words_around_it_are_paragraphs_and_no_bar_is_left(shown):
    letter = html.fromstring(shown.content.decode()).xpath("//article")[0]
    said = [one.text_content() for one in letter.xpath("*")]
    before, _, after = said[said.index("进度见下表。") :][:3]
    assert (before, after) == ("进度见下表。", "谢谢。")
    assert "| " not in letter.text_content()


def test_the_form_s_box_has_it_too(shown):
    box = html.fromstring(shown.content.decode()).xpath("//details//div[@class='letter']")[-1]
    assert [one.tag for one in box] == ["p", "div"]
    assert len(box.xpath(".//tr")) == 5


def test_a_page_without_a_table_fetches_nothing_for_tables(client, shown):
    assert b"deputy_tables" in shown.content
    case = f.make_case("seeking_feedback")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    client.get(f"/d/{f.token(link)}")
    assert b"deputy_tables" not in client.get(f"/deputy/{link.invitation.pk}/").content

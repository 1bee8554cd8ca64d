"""会办 about a text with a table: agreed to as one, quoted as one, shown as one."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from lxml import html

from replies.consultations.forms import as_choice
from replies.drafts.submission import list_missing, say_missing
from replies.models.consultation import join_lines, lines_of
from tests import factories as f

pytestmark = pytest.mark.django_db
ROWS = ["| 项目 | 计划 | 完成 |", "| 食堂 | 12 | 10 |"]
TABLE = "\n".join(["表1　进度", *ROWS])
RETYPED = "表1　进度\n\n|项目|计划|完成|\n|---|---|---|\n| 食堂  |  12 | 10"
OPENING = "赵洪蓉、周建伟代表：\n你们的建议收悉，现答复如下："


@pytest.fixture
def case():
    made = f.make_case("in_progress")
    f.contact_all(made, f.world().handler)
    f.write(made, f.world().handler, body=f"{OPENING}\n{TABLE}\n谢谢。")
    made.reload()
    return made


@pytest.fixture
def about(go, case):
    """A unit that does not work here is asked about the version with the table."""
    due = (timezone.localdate() + dt.timedelta(days=10)).isoformat()
    terms = {"units": [f.unit("区人社局").pk], "question": "请看表。", "due_on": due, "key": str(uuid.uuid4())}
    go(f.world().handler, "consult", case.pk, data={**terms, "draft": "1"})
    return case.current_round.consultations.get()


def answered(go, about, answer, **said):
    by = {"answered_on": timezone.localdate().isoformat(), "answered_by": "区人社局 王明"}
    assert go(f.world().handler, "consult_answer", about.pk, data={"answer": answer, **by, **said}).status_code == 302


def tree(response):
    return html.fromstring(response.content.decode())


def test_a_table_is_ticked_as_one_and_named_by_its_caption_or_its_head(go, about):
    page = tree(go(f.world().handler, "consult_answer", about.pk))
    offered = [" ".join(one.getparent().text_content().split()) for one in page.xpath("//input[@name='passages']")]
    assert offered[2:] == ["表1 进度（整张表格）", "谢谢。"]
    assert as_choice("\n".join(ROWS)) == "项目、计划、完成（整张表格）"


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (f"{OPENING}\n改过的一段。\n{TABLE}\n谢谢。", True),
        (f"{OPENING}\n{RETYPED}\n谢谢。", True),
        (f"{OPENING}\n{TABLE.replace('12', '13')}\n谢谢。", False),
        (f"{OPENING}\n{TABLE}\n| 中心 | 3 | 3 |\n谢谢。", False),
    ],
)
def test_an_agreement_to_a_table_holds_while_its_cells_stand(go, about, body, holds):
    answered(go, about, "无不同意见。", stance="部分", passages=["2"])
    about.refresh_from_db()
    assert about.passages == TABLE
    f.write(about.reply.case, f.world().handler, body=body)
    assert (say_missing(list_missing(about.reply.case.current_round, checked=False)) == "") is holds


def test_two_tables_agreed_to_stay_two():
    two = [TABLE, "| 另 | 一 |\n| 3 | 4 |"]
    assert lines_of(join_lines(two)) == two


def test_the_table_of_an_opinion_is_shown_and_goes_in_as_its_lines(go, client, about):
    answered(go, about, f"意见如下：\n{TABLE}\n乙段。", stance="全文")
    page = tree(go(f.world().handler, "draft", about.reply.case.pk))
    (button,) = page.xpath("//button[@data-insert-lines][contains(@aria-label, '意见第1段')]")
    (source,) = page.xpath(f"//*[@id='{button.get('data-insert')}']")
    assert source.text_content() == TABLE
    (shown,) = tree(client.get(f"/cases/{about.reply.case_id}/tab/consultations/")).xpath("//table[@class='ruled']")
    assert [[cell.text_content() for cell in row] for row in shown.xpath(".//tr")] == [
        ["项目", "计划", "完成"],
        ["食堂", "12", "10"],
    ]

"""办理情况报告: its figures and tables in place, what people write kept and told apart, each version as it was."""

import io
import json
import os
import re
import uuid

import docx
import pytest
import time_machine
from django.core.files.storage import default_storage

from proposals.models import Case, Status
from replies.letter.report_paper import Place
from replies.models import MadeReport, ReportText, WorkReport
from replies.reports.jobs import REPORTS, make_report_files, tidy_report_files
from tests import factories as f
from tests.browsers import Browser
from tests.replies.letter.pages import opened, squeezed
from tests.replies.prints.orders import work

pytestmark = pytest.mark.django_db
TODAY = "2026-11-24"
WINDOWS = ("a" * 32, "b" * 32)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 10:00+08:00", tick=False) as moving:
        yield moving


def desk(who) -> Browser:
    browser = Browser()
    browser.force_login(who, "django.contrib.auth.backends.ModelBackend")
    return browser


def begin(browser, what="year-2026", kind="建议") -> WorkReport:
    response = browser.post("/work-reports/", {"kind": kind, "what": what})
    assert response.status_code == 302, response.content.decode()
    return WorkReport.objects.get(pk=re.search(r"/work-reports/(\d+)/", response["Location"])[1])


def save(browser, report, place, text, base=0, window=WINDOWS[0]):
    sent = {"place": place, "text": text, "base": base, "window": window}
    return browser.post(f"/work-reports/{report.pk}/save/", sent, HTTP_ACCEPT="application/json")


def make(browser, report, key=None) -> MadeReport:
    response = browser.post(f"/work-reports/{report.pk}/make/", {"key": key or uuid.uuid4(), "note": ""})
    assert response.status_code == 302
    return report.versions.get(number=int(response["Location"].rstrip("/").rsplit("/", 1)[1]))


def paper_of(browser, made):
    """The text of the PDF, and the Word file opened by another reader than ours."""
    at = f"/work-reports/{made.report_id}/versions/{made.number}/report"
    return browser.get(f"{at}.pdf").content, docx.Document(io.BytesIO(browser.get(f"{at}.docx").content))


def test_a_report_has_the_offices_words_and_the_programs_figures_on_both_papers_and_stays_as_it_was():
    w = f.world()
    f.make_case(Status.CLOSED, number="031", deputies=2)
    f.make_case(Status.IN_PROGRESS, number="032")
    f.make_case(Status.IN_PROGRESS, number="901", body="政协")
    office = desk(w.office)
    report = begin(office)
    assert begin(office) == report  # there is one of each
    for place, text in (
        ("addressed", "区人大常委会："),
        ("practice", "（一）领导带头。逐件研究。\n| 办法 | 次数 |\n| 走访 | 12 |"),
        ("next", "抓紧办理。"),
    ):
        assert save(office, report, place, text).json()["number"] == 1
    key = uuid.uuid4()
    made = make(office, report, key)
    assert make(office, report, key) == made  # sent twice it is one
    assert "马上开始" in office.get(f"/work-reports/{report.pk}/versions/1/progress/").content.decode()
    assert office.get(f"/work-reports/{report.pk}/versions/1/report.pdf").status_code == 404
    work()
    made.refresh_from_db()
    assert (made.state, made.reason, made.done) == ("done", "", 3)
    content, word = paper_of(office, made)
    headings = ["一、基本情况", "二、主要做法", "三、下一步打算"]
    with opened(content) as pdf:
        text = squeezed("".join(page.extract_text() for page in pdf.pages))
        faces = {"title": set(), "heading": set(), "body": set()}
        for line in pdf.pages[0].extract_text_lines(return_chars=True):
            where = (
                "title" if "上海市宝山区民政局" in line["text"] else "heading" if "一、" in line["text"] else "body"
            )
            if where != "body" or line["text"].endswith("承办。"):
                for char in line["chars"]:
                    faces[where].add((round(char["size"]), char["fontname"].split("+")[-1]))
        assert faces["title"] == {(22, "banli-song-title")}
        assert faces["heading"] == {(16, "banli-hei")}
        assert faces["body"] == {(16, "banli-fangsong")}
        assert {page.width < page.height for page in pdf.pages} == {True}
        numbers = [page.extract_text().rsplit("\n", 1)[-1] for page in pdf.pages]
        assert numbers == [f"— {n} —" for n in range(1, len(pdf.pages) + 1)]
    said = [one.text for one in word.paragraphs]
    for heading in headings:
        assert (heading in said, heading in text) == (True, True), heading
    assert [one for one in said if re.match("[一二三四五]、", one)] == headings  # what nobody wrote is not printed
    for sentence in ("2026年交办代表建议2件，由区民政局承办。", "已办复1件，办复率50.0%。"):
        assert (sentence in text, any(sentence in one for one in said)) == (True, True), sentence
    tables = {table.rows[0].cells[0].text: table for table in word.tables}
    assert [cell.text for cell in tables["办法"].rows[1].cells] == ["走访", "12"]
    listed = [[cell.text for cell in row.cells][1:3] for row in tables["序号"].rows]
    assert [row[0] for row in listed] == ["件号", "031", "032"]  # the CPPCC's proposal is no part of it
    results = [[cell.text for cell in row.cells] for row in tables["分类"].rows]
    assert results[-1][0] == "解决采纳"
    heads = {row._tr.xpath("./w:trPr/w:tblHeader") != [] for table in word.tables for row in table.rows[:1]}
    assert heads == {True}  # again on every page
    # The figures go on; the version stays.
    f.make_case(Status.IN_PROGRESS, number="033")
    save(office, report, "next", "抓紧办理，年底办完。", base=1)
    assert paper_of(office, made)[0] == content
    shown = office.get(f"/work-reports/{report.pk}/compare/?before=1")
    changes = {(one.row, one.column): (one.before, one.after) for one in shown.context["compared"].figures}
    assert changes["办复率", "比率"] == ("50.0%", "33.3%")
    assert [old for (row, column), (old, _) in changes.items() if (row[:4], column) == ("033号", "标题")] == [""]
    assert [one.heading for one in shown.context["compared"].places] == ["下一步打算"]
    second = make(office, report)
    same = office.get(f"/work-reports/{report.pk}/compare/?before=2&after=now").context["compared"]
    assert (second.number, same.is_same) == (2, True)


def test_half_a_year_and_a_session_take_their_own_cases_and_the_districts_take_all():
    w = f.world()
    f.make_case(Status.IN_PROGRESS, number="041")
    early = f.make_case(Status.CLOSED, number="042")
    Case.objects.filter(pk=early.pk).update(handed_on="2026-06-30")
    other = f.hand_over(f.suggestion(number="043"), w.other_bureau)
    found = {}
    for who, what in (
        ("office", "half-2026"),
        ("office", f"session-{early.suggestion.session_id}"),
        ("district", "year-2026"),
        ("congress", "year-2026"),
    ):
        browser = desk(getattr(w, who))
        page = browser.get(f"/work-reports/{begin(browser, what).pk}/")
        table = page.context["paper"].table("cases")
        found[who, what.partition("-")[0]] = [row.cells[0] for row in table.rows]
    assert found == {
        ("office", "half"): ["042"],
        ("office", "session"): ["041", "042"],
        ("district", "year"): ["041", "042", other.suggestion.number],
        ("congress", "year"): ["041", "042", other.suggestion.number],
    }
    refused = desk(w.office).post("/work-reports/", {"kind": "建议", "what": "half-2024"})
    assert refused.status_code == 400  # nothing was handed on then


def test_two_who_write_at_once_are_told_and_lose_nothing(clock):
    w = f.world()
    f.make_case(Status.IN_PROGRESS)
    second = f.person("office2", "王芳", (w.bureau, "office"))
    one, two = desk(w.office), desk(second)
    report = begin(one)
    address = f"/work-reports/{report.pk}/"
    assert save(one, report, "cases", "甲").json()["number"] == 1
    assert save(one, report, "cases", "甲乙").json()["number"] == 1  # one window goes on with its text
    told = save(two, report, "cases", "丙", base=0, window=WINDOWS[1]).json()
    aside = ReportText.objects.get(number=None)
    assert (told["aside"]["url"], told["aside"]["who"]) == (f"{address}texts/{aside.pk}/", str(w.office))
    assert [(other["who"], other["place"]) for other in told["others"]] == [(str(w.office), "典型案例")]
    save(two, report, "cases", "丙丁", base=0, window=WINDOWS[1])  # goes on beside it
    assert [(row.number, row.text) for row in report.texts.order_by("pk")] == [(1, "甲乙"), (None, "丙丁")]
    assert one.get(f"{address}texts/{aside.pk}/").status_code == 404  # another's is not shown
    assert "比一比，选一份" in two.get(address).content.decode()
    stale = two.post(f"{address}texts/{aside.pk}/", {"act": "take", "seen": 0})
    assert stale.status_code == 409
    for _ in range(2):  # sent twice it is done once
        taken = two.post(f"{address}texts/{aside.pk}/", {"act": "take", "seen": 1})
    assert [(row.number, row.text) for row in report.texts.order_by("number")] == [(1, "甲乙"), (2, "丙丁")]
    assert taken.status_code == 404
    told = one.get(f"{address}save/?window={WINDOWS[0]}", HTTP_ACCEPT="application/json").json()
    assert told["newest"]["cases"] == {"number": 2, "who": str(second), "mine": False}
    clock.shift(180)
    assert one.get(f"{address}save/?window={WINDOWS[0]}").json()["others"] == []
    # By hand, without the script: the page says what became of it.
    sent = {"place": "cases", "text": "戊", "base": 1, "window": WINDOWS[0]}
    response = one.post(f"{address}save/", sent)
    assert response["Location"] == f"{address}texts/{ReportText.objects.get(number=None).pk}/"
    one.post(response["Location"], {"act": "drop", "seen": 2})
    assert not ReportText.objects.filter(number=None).exists()
    # An earlier text is fetched back, on top of the one that stands there.
    earlier = report.texts.get(number=1)
    one.post(f"{address}texts/{earlier.pk}/", {"act": "take", "seen": 2})
    assert report.newest_texts()[Place.CASES].text == "甲乙"
    for wrong in (
        {"place": "end", "text": "x", "base": 0, "window": WINDOWS[0]},
        {"place": "cases", "text": "x", "base": -1, "window": WINDOWS[0]},
        {"place": "cases", "text": "x", "base": 3, "window": "<script>"},
        {"place": "cases", "text": "字" * 50_001, "base": 3, "window": WINDOWS[0]},
    ):
        refused = one.post(f"{address}save/", wrong, HTTP_ACCEPT="application/json")
        assert (refused.status_code, "没有保存" in json.loads(refused.content)["error"]) == (409, True), wrong


def test_what_cannot_be_made_is_told_and_made_again_with_the_same_figures():
    f.make_case(Status.IN_PROGRESS)
    office = desk(f.world().office)
    report = begin(office)
    made = make(office, report)
    kept = made.content
    MadeReport.objects.filter(pk=made.pk).update(content={**kept, "tables": [{}]})
    with pytest.raises(KeyError):
        make_report_files.func(made.pk)
    page = office.get(f"/work-reports/{report.pk}/versions/1/progress/").content.decode()
    assert "没有做成" in page
    assert "再做一次" in page
    MadeReport.objects.filter(pk=made.pk).update(content=kept)
    office.post(f"/work-reports/{report.pk}/versions/1/again/")
    assert REPORTS.recover() == 0  # it waits in the queue already
    work()
    made.refresh_from_db()
    assert (made.state, made.content == kept) == ("done", True)


def test_files_that_a_killed_worker_left_are_removed():
    name = default_storage.save("reports/word/9-1.docx", io.BytesIO(b"x"))
    os.utime(default_storage.path(name), (0, 0))
    assert (tidy_report_files(), default_storage.exists(name)) == (1, False)


def test_a_unit_s_report_names_what_it_is_in_charge_of_beside_a_unit_that_leads():
    """共同主办: answered by the leading unit and counted there; the report of the other says that it took part."""
    lead, _ = f.hosting()
    number, w, told = lead.suggestion.number, f.world(), {}
    for who in ("office", "other_office", "district"):
        browser = desk(getattr(w, who))
        paper = browser.get(f"/work-reports/{begin(browser).pk}/").context["paper"]
        table = paper.table("cases")
        told[who] = (
            paper.parts[0].paragraphs[0],
            table.caption,
            [(row.cells[0], row.cells[3]) for row in table.rows],
        )
    led, beside = (number, "区民政局（主办）"), (number, "区房管局（共同主办）")
    along = "其中和别的单位共同主办、由别的单位牵头的1件"
    assert told == {
        "office": ("2026年交办代表建议1件，由区民政局承办。", "附表3　办理件名单（1件）", [led]),
        "other_office": (
            "2026年交办代表建议0件；另有和别的单位共同主办、由别的单位牵头答复的1件。",
            f"附表3　办理件名单（1件，{along}）",
            [beside],
        ),
        "district": (
            "2026年交办代表建议1件，由1个单位承办；另有和牵头单位一起共同主办的（每个单位各算一件）1件。",
            "附表5　办理件名单（1件）",
            [led],
        ),
    }

"""重点督办: plans and reports of what was taken up, the list with its workbook, many marks at once."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from proposals.models import Attachment, Case, Event, Export, Notice, Part, Status, SupervisionPlan
from proposals.notices.events import tell_units
from tests import factories as f
from tests.proposals.administration.offices import browser_of
from tests.replies.originals.papers import picture

pytestmark = pytest.mark.django_db
COMMITTEE = "区人大城建环保委员会"
PLAN = {"starts": "2026-03-11", "ends": "2026-05-29", "text": "听取汇报，实地察看三处停车改造。", "seen": 0}


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel("2026-03-11 10:00+08:00", tick=False):
        yield


def marked(status=Status.IN_PROGRESS, led_as="重点督办", led_by=COMMITTEE, **facts):
    case = f.make_case(status, **facts)
    type(case.suggestion).objects.filter(pk=case.suggestion_id).update(led_as=led_as, led_by=led_by)
    case.suggestion.refresh_from_db()
    return case


def post(who, path, **sent):
    return browser_of(getattr(f.world(), who)).post(path, sent)


def page(who, path):
    return browser_of(getattr(f.world(), who)).get(path).content.decode()


def test_a_plan_is_written_told_changed_and_reported():
    w, case = f.world(), marked(number="070", title="停车改造")
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    path, report = f"/cases/{case.pk}/plan/", f"/cases/{case.pk}/plan/report/"
    assert browser_of(w.congress).get(report).status_code == 404  # nothing is planned that could be reported
    assert [post("congress", path, **PLAN).status_code for _ in range(2)] == [302, 302]
    plan = SupervisionPlan.objects.get()
    assert (plan.led_by, plan.body, plan.by, plan.version) == (COMMITTEE, "congress", w.congress, 1)
    label = "定督办方案：2026年3月11日至2026年5月29日"
    assert list(Event.objects.filter(action="lead_plan").values_list("case", "label", "role", "comment")) == [
        (one.pk, label, "congress", PLAN["text"]) for one in (case, helper)
    ]
    tell_units()
    told = Notice.objects.filter(sentence__contains="方案", recipient=w.handler)
    assert [one.sentence for one in told] == [f"070号建议《停车改造》：代表工作机构{label}。"]
    for who in ("handler", "district", "congress"):
        assert PLAN["text"] in page(who, f"/cases/{case.pk}/")
    assert "督办到5月29日" in page("handler", "/cases/")
    # Two who change the same version: the second reads the first's.
    changed = PLAN | {"ends": "2026-06-30", "seen": 1}
    assert post("district", path, **changed).status_code == 302
    late = post("congress", path, **(changed | {"text": "只听取汇报。"}))
    assert (late.status_code, "刚才有人改过" in late.content.decode()) == (409, True)
    assert 'name="seen" value="2"' in late.content.decode()
    assert post("district", path, **(changed | {"ends": "2026-06-29", "seen": 2})).status_code == 302
    late = post("congress", path, **(changed | {"text": "只听取汇报。", "seen": 2}))
    assert (late.status_code, 'name="seen" value="3"' in late.content.decode()) == (
        409,
        True,
    )  # the plan's, not the case's
    assert post("congress", path, **(changed | {"seen": 3})).status_code == 302
    said = {"report": "察看两次，三处均已开工。"}
    assert [post("congress", report, **said).status_code for _ in range(2)] == [302, 302]
    plan.refresh_from_db()
    assert (plan.report, plan.reported_by) == ("察看两次，三处均已开工。", w.congress)
    assert post("district", report, report="另一份").status_code == 409
    assert post("district", path, **(changed | {"seen": 4, "text": "改"})).status_code == 409
    assert "察看两次，三处均已开工。" in page("handler", f"/cases/{case.pk}/")


def test_a_report_keeps_its_file():
    case = marked()
    post("congress", f"/cases/{case.pk}/plan/", **PLAN)
    paper = SimpleUploadedFile("督办报告.png", picture())
    assert post("congress", f"/cases/{case.pk}/plan/report/", report="见附件。", file=paper).status_code == 302
    row = Attachment.objects.get(kind="other")
    assert (SupervisionPlan.objects.get().report_file, row.case, row.suggestion) == (row, None, case.suggestion)
    seen = {who: browser_of(getattr(f.world(), who)).get(f"/attachments/{row.pk}/").status_code
            for who in ("handler", "congress", "cppcc", "other_office")}  # fmt: skip
    assert seen == {"handler": 200, "congress": 200, "cppcc": 404, "other_office": 404}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends": "2026-03-10"}, "要在开始那一天以后、两年以内。"),
        ({"ends": "2029-03-10"}, "要在开始那一天以后、两年以内。"),
        ({"starts": "2020-01-01", "ends": "2020-02-01"}, "2020年2月1日已经过去，请写今天或者以后的日期。"),
        ({"ends": "2026-03-10", "starts": "2026-03-01"}, "2026年3月10日已经过去"),
        ({"text": " \u3000"}, "督办方案"),
        ({"starts": "2026-02-30"}, "从哪一天"),
    ],
)
def test_a_plan_that_is_not_right_is_sent_back(change, said):
    case = marked()
    answer = post("congress", f"/cases/{case.pk}/plan/", **PLAN | change)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert SupervisionPlan.objects.count() == 0


def test_a_plan_that_has_run_out_keeps_its_day():
    case = marked()
    assert post("congress", f"/cases/{case.pk}/plan/", **PLAN).status_code == 302
    with time_machine.travel("2026-06-10 10:00+08:00", tick=False):
        said = PLAN | {"text": "听取汇报两次，实地察看三处停车改造。", "seen": 1}
        assert post("congress", f"/cases/{case.pk}/plan/", **said).status_code == 302
        moved = said | {"ends": "2026-06-09", "seen": 2}
        assert post("congress", f"/cases/{case.pk}/plan/", **moved).status_code == 400


def test_the_year_of_a_plan_is_said():
    case = marked()
    post("congress", f"/cases/{case.pk}/plan/", **PLAN | {"ends": "2027-02-26"})
    assert "2026年3月11日至2027年2月26日" in page("handler", f"/cases/{case.pk}/")
    assert "督办到2027年2月26日" in page("handler", "/")


def test_without_a_mark_nothing_is_to_be_filled_in():
    plain = f.make_case(Status.IN_PROGRESS)
    shown = page("congress", f"/cases/{plain.pk}/plan/")
    assert ('name="starts"' in shown, ">返回</a>" in shown) == (False, True)


def test_without_a_mark_and_after_the_end_there_is_no_plan():
    plain, gone = f.make_case(Status.IN_PROGRESS), marked(Status.WITHDRAWN)
    for case, said in ((plain, "没有领办、督办的标记"), (gone, "不用再督办")):
        answer = post("congress", f"/cases/{case.pk}/plan/", **PLAN)
        assert (answer.status_code, said in answer.content.decode()) == (409, True)


def test_the_plan_of_another_mark_is_not_shown():
    case = marked()
    post("congress", f"/cases/{case.pk}/plan/", **PLAN)
    sent = {"led_as": "领导领办", "led_by": "王区长", "seen_as": "重点督办", "seen_by": COMMITTEE}
    assert post("district", f"/cases/{case.pk}/lead/", **sent).status_code == 302
    shown = browser_of(f.world().district).get("/board/led/").context["rows"]
    assert [(row.case, row.plan) for row in shown] == [(case, None)]
    assert 'name="seen" value="0"' in page("district", f"/cases/{case.pk}/plan/")


def rows(who, query=""):
    found = browser_of(getattr(f.world(), who)).get(f"/board/led/{query}").context["rows"]
    return {row.case.suggestion.number: row.state[0] for row in found}


def test_the_list_narrows_and_is_taken_as_a_workbook():
    w = f.world()
    cases = {n: marked(number=n, led_by=by) for n, by in (("101", COMMITTEE), ("102", "王区长"), ("103", COMMITTEE))}
    marked(number="104", led_by="提案委", body="政协")
    f.make_case(number="105")
    for number, ends in (("101", "2026-03-31"), ("103", "2026-03-11")):
        post("congress", f"/cases/{cases[number].pk}/plan/", **PLAN | {"ends": ends})
    post("congress", f"/cases/{cases['101'].pk}/plan/report/", report="=1+1 已经察看。")
    with time_machine.travel("2026-03-12 10:00+08:00", tick=False):
        assert rows("congress") == {"101": "已报告", "102": "还没有方案", "103": "该报告了"}
        assert list(rows("cppcc")) == ["104"]
        assert len(rows("district")) == 4
        assert list(rows("congress", "?planned=late")) == ["103"]
        assert list(rows("congress", "?planned=none&led_by=王")) == ["102"]
        assert list(rows("congress", "?planned=reported")) == ["101"]
        assert list(rows("congress", "?led_as=领导领办")) == []
        assert browser_of(w.congress).get("/board/led/?planned=odd").status_code == 400
        nav = {
            item.label: (item.count, item.hot)
            for part in browser_of(w.congress).get("/notices/").context["desk_nav"]
            for item in part.items
        }
        assert nav["重点督办"] == (2, True)
        answer = browser_of(w.congress).post("/board/led/file/?led_by=城建")
        sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found = [row for row in cells if row[0] in ("101", "103")]
        assert [row[-1] for row in found] == ["=1+1 已经察看。", None]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert (Export.objects.get().rows, Export.objects.get().conditions) == (2, "城建")


def test_the_queries_do_not_grow_with_the_list():
    def asked():
        browser = browser_of(f.world().congress)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/board/led/")
        return len(queries)

    def one():
        post("congress", f"/cases/{marked().pk}/plan/", **PLAN)

    one()
    before = asked()
    one()
    one()
    assert asked() == before


def test_many_are_marked_at_once_and_a_mark_that_stands_is_left():
    w = f.world()
    cases = [
        f.make_case(Status.IN_PROGRESS),
        f.make_case(Status.AWAITING_RECEIPT),
        marked(),
        f.make_case(Status.CLOSED),
    ]
    ids = "&".join(f"c={case.pk}" for case in cases)
    browser = browser_of(w.congress)
    shown = browser.get(f"/many/lead/?{ids}")
    assert {case.pk for case in shown.context["cases"]} == {cases[0].pk, cases[1].pk}
    assert "已有标记" in shown.context["left"]
    sent = {"led_as": "重点督办", "led_by": "区人大常委会主任会议"}
    for _ in range(2):
        assert browser.post(f"/many/lead/?{ids}", sent).status_code in (200, 302)
    marks = [Case.objects.get(pk=case.pk).suggestion.led_by for case in cases]
    assert marks == ["区人大常委会主任会议"] * 2 + [COMMITTEE, ""]
    assert Event.objects.filter(action="lead").count() == 2
    assert browser_of(w.office).get(f"/many/lead/?{ids}").status_code == 403


def test_the_days_of_a_plan_are_told():
    plan = SupervisionPlan(ends=dt.date(2026, 3, 10), starts=dt.date(2026, 3, 1))
    assert [plan.is_late(dt.date(2026, 3, day)) for day in (10, 11)] == [False, True]

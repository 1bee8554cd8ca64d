"""请单位报送: a body asks the units for their reports; they write them, or have them on paper, and hand them in; both
bodies see who has, late ones are reminded."""

import datetime as dt
import io
import re
import uuid
import zipfile

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from proposals.cases.access import Refused
from proposals.models import Membership, Notice, Role
from replies.models import AskedReport, AskedStep, ReportAsk, WorkReport
from replies.reports.asks.actions import hand_in_report
from tests import factories as f
from tests.browsers import Browser
from tests.replies.prints.orders import work
from tests.replies.reports.test_reports import save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-07-02 10:00+08:00", tick=False) as moving:
        yield moving


def desk(who) -> Browser:
    browser = Browser()
    browser.force_login(who, "django.contrib.auth.backends.ModelBackend")
    return browser


WHAT = "/report-asks/new/?kind=建议&what=half-2026"


def cases() -> f.World:
    """The bureau has two, the other bureau one."""
    w, day = f.world(), dt.date(2026, 6, 10)
    for number, unit in (("031", w.bureau), ("032", w.bureau), ("033", w.other_bureau)):
        f.hand_over(f.suggestion(number=number), unit, handed_on=day)
    return w


def ask(browser, units, key=None, **more) -> ReportAsk:
    sent = {"units": [one.pk for one in units], "due_on": "2026-07-16", "said": "三千字以内。", **more}
    response = browser.post(WHAT, {**sent, "key": key or uuid.uuid4()})
    assert response.status_code == 302, response.content.decode()
    return ReportAsk.objects.get(pk=re.search(r"/report-asks/(\d+)/", response["Location"])[1])


def told(user, start="") -> list[tuple[str, str]]:
    rows = Notice.objects.filter(recipient=user, key__startswith="report:").order_by("pk")
    return [(one.kind, one.sentence) for one in rows if one.sentence.startswith(start)]


def hand_in(browser, asked, seen=0, key=None):
    sent = {"leader": "郑国华", "approved_on": "2026-07-02", "said": "", "key": key or uuid.uuid4(), "seen": seen}
    return browser.post(f"/asked-reports/{asked.pk}/hand-in/", sent)


def test_asked_written_handed_in_sent_back_and_taken_in():
    w = cases()
    congress, office, other = desk(w.congress), desk(w.office), desk(w.other_office)
    page = congress.get(WHAT).content.decode()
    ticked = re.findall(r'value="(\d+)"[^>]*checked', page)
    assert {int(one) for one in ticked} == {w.bureau.pk, w.other_bureau.pk}
    assert 'value="2026-07-16"' in page  # ten working days, by the limits of the place
    key = uuid.uuid4()
    made = ask(congress, [w.bureau, w.other_bureau], key)
    assert ask(congress, [w.bureau, w.other_bureau], key) == made  # sent twice it is asked once
    twice = desk(w.district).post(WHAT, {"units": [w.bureau.pk], "due_on": "2026-07-16", "key": uuid.uuid4()})
    assert (twice.status_code, "不用再要一次" in twice.content.decode()) == (409, True)
    name = "2026年上半年代表建议办理情况报告"
    assert told(w.office) == [("told", f"{w.congress_office}请你单位报送{name}，2026年7月16日前报送。")]
    # Among the tasks of the unit's office, and of nobody else.
    at = [name in desk(who).get("/").content.decode() for who in (w.office, w.handler, w.other_office)]
    assert at == [True, False, True]
    asked = AskedReport.objects.get(ask=made, unit=w.bureau)
    early = hand_in(office, asked)
    assert (early.status_code, "还没有写这份报告" in early.content.decode()) == (409, True)
    response = office.post(f"/asked-reports/{asked.pk}/write/")
    report = WorkReport.objects.get()
    assert response["Location"] == f"/work-reports/{report.pk}/"
    save(office, report, "practice", "领导带头办。")
    # What is handed in is a version of its own; what is written afterwards is not in it.
    key = uuid.uuid4()
    for _ in range(2):
        assert hand_in(office, asked, key=key).status_code == 302
    save(office, report, "practice", "领导带头办，逐件销号。", base=1)
    work()
    step = asked.steps.get()
    assert (step.made.number, step.made.note, step.leader) == (1, f"报送{w.congress_office}", "郑国华")
    page = f"/asked-reports/{asked.pk}/"
    word = docx.Document(io.BytesIO(congress.get(f"{page}steps/1/report.docx").content))
    said = [one.text for one in word.paragraphs]
    assert ("（截至2026年6月30日）" in said, "领导带头办。" in said) == (True, True)
    assert any("交办代表建议2件" in one for one in said)  # the unit's own figures alone
    assert desk(w.district).get(f"{page}steps/1/report.pdf").content[:5] == b"%PDF-"
    assert (desk(w.cppcc).get(page).status_code, other.get(page).status_code) == (404, 404)
    assert told(w.congress) == [("told", f"{w.bureau}报送了{name}，郑国华批准。")]
    # The other body reads; the one that asked sends back, with a reason, and takes in.
    back = {"act": "back", "why": "请补充典型案例。", "seen": 1}
    assert desk(w.district).post(f"{page}settle/", back).status_code == 403
    assert congress.post(f"{page}settle/", {**back, "why": " "}).status_code == 409
    for _ in range(2):
        assert congress.post(f"{page}settle/", back).status_code == 302
    assert told(w.office)[1:] == [("back", f"{w.congress_office}退回了{name}，请补充后再报送：请补充典型案例。")]
    assert "请补充典型案例。" in office.get("/").content.decode()
    assert hand_in(office, asked, seen=1).status_code == 409  # the page is old
    congress.post(f"/report-asks/{made.pk}/urge/", {"seen": 0})
    assert hand_in(office, asked, seen=2).status_code == 302  # an urging does not make it old
    assert hand_in(office, asked, seen=4).status_code == 409  # it lies with the body
    for way in ("hand-in/", "hand-in/file/"):  # and nothing is offered that could only be refused
        shown = office.get(page + way).content.decode()
        assert ("不用再报送" in shown, 'name="leader"' in shown, "data-main" in shown) == (True, False, False)
    assert told(w.congress)[1:] == [("told", f"{w.bureau}补充后再次报送了{name}，郑国华批准。")]
    for _ in range(2):
        congress.post(f"{page}settle/", {"act": "receive", "seen": 4})
    asked.refresh_from_db()
    kinds = list(asked.steps.values_list("kind", flat=True))
    assert (asked.state, kinds) == ("received", ["handed", "back", "urged", "handed", "received"])
    assert name not in office.get("/").content.decode()
    # What the units wrote stands beside the body's own report.
    congress.post("/work-reports/", {"kind": "建议", "what": "half-2026"})
    own = WorkReport.objects.get(unit=w.congress_office)
    beside = f"/report-asks/{made.pk}/texts/"
    assert f"{beside}#practice" in congress.get(f"/work-reports/{own.pk}/").content.decode()
    shown = {place: [text for _, text in rows] for place, _, rows in congress.get(beside).context["places"]}
    assert shown == {"practice": ["领导带头办，逐件销号。"], "cases": [], "problems": [], "next": []}


def test_who_approved_is_a_leader_of_the_unit():
    w = cases()
    ask(desk(w.congress), [w.bureau])
    asked, office = AskedReport.objects.get(), desk(w.office)
    office.post(f"/asked-reports/{asked.pk}/write/")
    form = office.get(f"/asked-reports/{asked.pk}/hand-in/").context["form"]
    assert [name for name, _ in form.fields["leader"].choices] == ["", "郑国华", "鲁正平"]
    sent = {"approved_on": "2026-07-02", "said": "", "key": uuid.uuid4(), "seen": 0}
    for name in ("张三", "白杰", ""):
        assert office.post(f"/asked-reports/{asked.pk}/hand-in/", {**sent, "leader": name}).status_code == 400
    with pytest.raises(Refused, match="张三不是区民政局的领导"):
        hand_in_report(asked, w.office, leader="张三", **{**sent, "approved_on": dt.date(2026, 7, 2)})
    assert asked.steps.count() == 0
    Membership.objects.filter(unit=w.bureau, role=Role.LEADER).update(is_active=False)
    assert office.post(f"/asked-reports/{asked.pk}/hand-in/", {**sent, "leader": "张三"}).status_code == 302


def test_the_units_of_an_ask_are_counted_once():
    w = cases()
    congress = desk(w.congress)
    made = ask(congress, [w.bureau, w.other_bureau])
    asked, office = AskedReport.objects.get(unit=w.bureau), desk(w.office)
    office.post(f"/asked-reports/{asked.pk}/write/")

    def said():
        page = congress.get(f"/report-asks/{made.pk}/").content.decode()
        return re.sub("<[^>]*>", "", page[page.index("2个单位，已报送") :].split("</p>")[0]).split("。")[0]

    found = [said()]
    hand_in(office, asked)
    found.append(said())
    congress.post(f"/asked-reports/{asked.pk}/settle/", {"act": "back", "why": "请补充。", "seen": 1})
    found.append(said())
    with time_machine.travel("2026-07-20 10:00+08:00", tick=False):
        congress.force_login(w.congress, "django.contrib.auth.backends.ModelBackend")
        found.append(said())
    assert found == [
        "2个单位，已报送0个，还没有报送2个（都在期限里）",
        "2个单位，已报送1个，还没有报送1个（都在期限里）",
        "2个单位，已报送0个，还没有报送2个（退回补充1个）",
        "2个单位，已报送0个，还没有报送2个（退回补充1个，超期1个）",
    ]


def test_on_paper_late_reminded_urged_withdrawn_and_all_of_it_together(clock):
    w = cases()
    district, other = desk(w.district), desk(w.other_office)
    made = ask(district, [w.bureau, w.other_bureau])
    asked = AskedReport.objects.get(ask=made, unit=w.other_bureau)
    address = f"/asked-reports/{asked.pk}/hand-in/file/"
    sent = {"leader": "白杰", "approved_on": "2026-07-02", "said": "", "key": uuid.uuid4(), "seen": 0}
    paper = io.BytesIO()
    docx.Document().save(paper)
    file = SimpleUploadedFile("半年报告.docx", paper.getvalue())
    assert other.post(address, {**sent, "approved_on": "2026-07-03", "report": file}).status_code == 400
    for _ in range(2):
        file.seek(0)
        assert other.post(address, {**sent, "report": file}).status_code == 302
    original = district.get(f"/asked-reports/{asked.pk}/steps/1/original/")
    assert b"".join(original.streaming_content) == paper.getvalue()
    # Reminders climb a ladder of working days: five, three and one ahead, and once past the day.
    rungs = []
    for day in ("07-09", "07-09", "07-14", "07-16", "07-20", "07-21"):
        clock.move_to(f"2026-{day} 10:00+08:00")
        call_command("housekeeping", verbosity=0)
        rungs.append([kind for kind, _ in told(w.office)][1:])
    assert rungs == [["due"] * n for n in (1, 1, 2, 3)] + [["due"] * 3 + ["late"]] * 2
    assert [kind for kind, _ in told(w.leader)] == ["late"]
    assert [kind for kind, _ in told(w.other_office)] == ["told"]  # who has handed in is left in peace
    page, district = f"/report-asks/{made.pk}/", desk(w.district)
    shown = desk(w.congress).get(page)
    late = [(str(one.unit), one.is_late) for one in shown.context["rows"]]
    assert sorted(late) == sorted([(str(w.bureau), True), (str(w.other_bureau), False)])
    assert desk(w.congress).post(f"{page}urge/", {"seen": 0}).status_code == 403
    for _ in range(2):
        district.post(f"{page}urge/", {"seen": 0})
    urged = "催报2026年上半年代表建议办理情况报告：已超期3个工作日（2026年7月16日），请尽快报送。"
    assert told(w.office)[-1] == ("urge", f"{w.district_office}{urged}")
    assert AskedStep.objects.filter(kind="urged").count() == 1
    book = load_workbook(io.BytesIO(b"".join(district.get(f"{page}list.xlsx").streaming_content))).active
    lines = {row[0]: row[1:5] for row in book.iter_rows(min_row=6, values_only=True)}
    assert lines[str(w.bureau)] == ("还没有报送", None, "超期", None)
    assert (lines[str(w.other_bureau)][0], lines[str(w.other_bureau)][3]) == ("已报送", "白杰")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(district.get(f"{page}reports.zip").streaming_content)))
    assert packed.namelist() == [f"{w.other_bureau.name}2026年上半年代表建议办理情况报告.docx", "报送情况.xlsx"]
    assert district.post(f"{page}withdraw/", {"why": ""}).status_code == 409
    for _ in range(2):
        district.post(f"{page}withdraw/", {"why": "改在年底一并报送"})
    assert told(w.office)[-1] == (
        "told",
        f"{w.district_office}撤销了报送2026年上半年代表建议办理情况报告的要求：改在年底一并报送。",
    )
    assert len(told(w.other_office)) == 1
    assert "要报送的报告" not in desk(w.office).get("/").content.decode()
    waiting = AskedReport.objects.get(ask=made, unit=w.bureau)
    assert hand_in(desk(w.office), waiting, seen=1).status_code == 409
    assert ask(district, [w.bureau], due_on="2026-08-31") != made  # it can be asked again

"""Where no district office takes part: what is asked for is decided outside, and the unit's office writes it down."""

import re

import pytest

from proposals.models import Case, Extension, Unit, UnitKind
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    w = f.world()
    Unit.objects.exclude(kind=UnitKind.BUREAU).update(is_active=False)
    return browser_of(w.office)


def steps_on(page):
    return sorted(set(re.findall(r"/cases/[0-9]+/do/([a-z_]+)/", page.content.decode())))


def last_of(case):
    event = case.events.last()
    return event.action, event.label, event.role, event.actor, event.comment


def test_a_return_is_asked_for_and_the_answer_written_down(office):
    w, case = f.world(), f.make_case("awaiting_receipt")
    page = office.get(f"/cases/{case.pk}/do/ask_return/").content.decode()
    assert ("请把申请书面报交办的机关" in page, "须经区政府办公室同意" in page) == (True, False)
    asked = {
        "comment": "不是本单位职责。", "proposed_unit": "请交办机关确定", "leader": w.leader.pk, "consent": "on",
        "seen": case.version,
    }  # fmt: skip
    assert office.post(f"/cases/{case.pk}/do/ask_return/", asked).status_code == 302
    case = Case.objects.get(pk=case.pk)
    shown = office.get(f"/cases/{case.pk}/")
    assert {"agree_return", "refuse_return"} <= set(steps_on(shown))
    assert "登记同意退办" in shown.content.decode()
    assert "等交办机关批复退办，批了请登记" in office.get("/").content.decode()
    page = office.get(f"/cases/{case.pk}/do/agree_return/")
    assert "您按它的批复登记" in page.content.decode()
    said = {"comment": "区府办2月3日批复同意。", "seen": field_on(page, "seen")}
    assert office.post(f"/cases/{case.pk}/do/agree_return/", said).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.status, last_of(case)) == (
        "returned", ("agree_return", "登记：同意退办", "office", w.office, "区府办2月3日批复同意。"),
    )  # fmt: skip


def test_an_extension_is_written_down_as_it_was_decided(office):
    w = f.world()
    made = f.extension(f.make_case("in_progress"))
    rows = [(row.case, row.to_do, row.page) for row in office.get("/").context["rows"]]
    assert rows == [(made.case, "拟写答复；交办机关批了延期，请登记", made.get_absolute_url())]
    handler = browser_of(w.handler).get("/").context["rows"]
    assert [(row.to_do, row.page) for row in handler] == [("拟写答复", f"/cases/{made.case.pk}/draft/")]
    page = office.get(f"/extensions/{made.pk}/")
    assert "由交办的机关在系统外批复" in page.content.decode()
    said = {"verdict": "agree", "granted_on": made.wished_on.isoformat(), "opinion": "区府办批复同意。"}
    assert office.post(f"/extensions/{made.pk}/", said).status_code == 302
    row = Extension.objects.get(pk=made.pk)
    assert (row.outcome, row.decided_by, row.case.statutory_due) == ("agreed", w.office, made.wished_on)
    assert office.get("/").context["rows"] == []
    assert [row.case.events.last().role, row.case.events.last().label[:7]] == ["office", "登记：同意延期"]


def test_nobody_else_writes_it_down_and_with_a_district_office_neither_does_the_office(office):
    w, case = f.world(), f.make_case("return_requested")
    said = {"comment": "同意。", "seen": case.version}
    path = f"/cases/{case.pk}/do/agree_return/"
    assert [browser_of(who).post(path, said).status_code for who in (w.handler, w.leader)] == [403, 403]
    assert browser_of(w.other_office).post(path, said).status_code == 404
    Unit.objects.update(is_active=True)
    assert browser_of(w.office).post(path, said).status_code == 403
    assert steps_on(browser_of(w.office).get(f"/cases/{case.pk}/")) == []

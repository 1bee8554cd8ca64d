"""退办 and 改办: what the first body chose and takes back, a unit that gets it again, dates and words that stay."""

import datetime as dt
import re
import uuid

import pytest

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.intake.register import hand_over_data
from proposals.models import Case, Consent, Event, Notice, Objection, Part, PlaceRule, Status
from proposals.notices.events import tell_units
from proposals.returns.actions import hand_on_case
from replies.consultations.actions import ask_units
from replies.rounds.actions import assign_case
from tests import factories as f
from tests.proposals.administration.offices import browser_of
from tests.proposals.returns.test_which_body import rule, say

pytestmark = pytest.mark.django_db
S, Q, A = Status, PlaceRule.Question, PlaceRule.Answer
WHY = "协调会定的，仍由区民政局办。"


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace(" ", "")


def back_page(given):
    return f"/consents/{given.pk}/back/"


def agreed(body="congress", **more):
    rule(Q.RETURN, A.BOTH)
    case = f.make_case(S.RETURN_REQUESTED)
    assert say(body, Q.RETURN, case, **more).status_code == 302
    return case, Consent.objects.get(case=case)


# ---- what the first body chose ---------------------------------------------------------------------------


def test_the_unit_that_the_first_body_chose_is_kept_and_offered_to_the_second():
    w = f.world()
    case, given = agreed(unit=w.other_bureau.pk)
    assert (given.unit, case.events.last().data["handed_to"]) == (w.other_bureau, "区房管局")
    page = browser_of(w.district).get(f"/cases/{case.pk}/do/agree_return/")
    assert page.context["form"]["unit"].initial == w.other_bureau
    assert "代表工作机构已经同意，改由区房管局办理，还待区政府办公室同意" in text_of(page)
    listed = browser_of(w.district).get("/decisions/")
    [(row, _, chosen)] = listed.context["return_rows"]
    assert (row.unit, chosen) == (w.other_bureau, str(w.other_bureau.pk))
    assert "代表工作机构已同意，改由区房管局办理" in text_of(listed)
    assert say("district", Q.RETURN, case).status_code == 302  # without a unit it waits to be handed on
    handed = browser_of(w.district).get(f"/cases/{case.pk}/hand-on/")
    assert (handed.context["form"]["unit"].initial, "同意退办时选的是区房管局" in text_of(handed)) == (
        w.other_bureau,
        True,
    )


@pytest.mark.parametrize("matter", ["return", "extend", "withdraw", "again"])
def test_the_first_body_takes_its_agreement_back_while_the_other_has_not_decided(matter):
    rule(matter, A.BOTH)
    w = f.world()
    case = f.make_case({"return": S.RETURN_REQUESTED, "again": S.UNDER_STUDY}.get(matter, S.IN_PROGRESS))
    if matter == "extend":
        f.extension(case)
    say("congress", matter, case)
    given = Consent.objects.get(case=case)
    head = browser_of(w.congress).get(case.get_absolute_url()).content.decode()
    assert back_page(given) in head
    assert back_page(given) not in browser_of(w.district).get(case.get_absolute_url()).content.decode()
    assert browser_of(w.district).post(back_page(given), {"why": "先不同意"}).status_code == 403
    assert browser_of(w.congress).post(back_page(given), {"why": ""}).status_code == 400
    case.reload()
    before, version = case.event_count, case.version
    sent = {"why": "要再听听单位的意见。"}
    assert [browser_of(w.congress).post(back_page(given), sent).status_code for _ in range(2)] == [302, 302]
    case.reload()
    event = case.events.last()
    assert (case.event_count - before, event.action, event.comment) == (1, "consent_back", sent["why"])
    assert (event.label, event.data["asked_as"], case.version > version) == (
        f"收回对{given.get_matter_display()}的同意",
        "district",
        True,
    )
    assert Consent.objects.filter(ended_at=None).count() == 0
    tell_units()
    told = Notice.objects.filter(key=f"event:{event.pk}").values_list("recipient__username", flat=True)
    assert "district" in told
    # It may say its word again, or refuse; and the other alone decides nothing.
    assert say("district", matter, case).status_code == 302
    assert Consent.objects.filter(case=case, ended_at=None).values_list("body", flat=True).get() == "district"
    assert say("congress", matter, case, agree=False).status_code == 302
    assert Consent.objects.filter(ended_at=None).count() == 0


def test_what_is_decided_is_not_taken_back():
    case, given = agreed()
    say("district", Q.RETURN, case)
    refused = browser_of(f.world().congress).post(back_page(given), {"why": "要再研究。"})
    assert (refused.status_code, "不能再收回" in text_of(refused)) == (409, True)
    assert not case.events.filter(action="consent_back").exists()
    assert "收回同意</button>" not in browser_of(f.world().congress).get(back_page(given)).content.decode()


def test_without_a_district_office_the_unit_takes_back_what_it_wrote_down():
    rule(Q.RETURN, A.BOTH)
    w, case = f.world(), f.make_case(S.RETURN_REQUESTED)
    type(w.bureau).objects.filter(pk=w.district_office.pk).update(is_active=False)
    say("office", Q.RETURN, case)
    given = Consent.objects.get()
    assert browser_of(w.office).post(back_page(given), {"why": "登记错了，批的不是这一件。"}).status_code == 302
    assert case.events.last().label == "登记：收回对退办的同意"
    assert say("office", Q.RETURN, case, agree=False).status_code == 302


# ---- again to a unit that gave it back -------------------------------------------------------------------


def to_other(case):
    """区民政局 gave it back, 区房管局 has it and asks to give it back too."""
    made = hand_on_case(case, f.world().district, unit=f.world().other_bureau, comment="改办。")
    f.workflow.perform(made, "ask_return", f.world().other_office, comment="也不属于我们。")
    return made


def test_a_unit_that_gave_it_back_gets_it_again_only_where_that_is_said():
    case, w = f.make_case(S.RETURNED), f.world()
    made, browser = to_other(case), browser_of(w.district)
    page = browser.get(f"/cases/{made.pk}/do/agree_return/")
    labels = [label for _, label in page.context["form"].fields["unit"].choices]
    assert any(one.startswith("区民政局（") and one.endswith("退回过）") for one in labels)
    sent = {"comment": WHY, "seen": made.version, "unit": w.bureau.pk}
    refused = browser.post(f"/cases/{made.pk}/do/agree_return/", sent)
    assert (refused.status_code, "退回过这件建议；确实要再交给它的" in text_of(refused)) == (409, True)
    assert (made.__class__.objects.get(pk=made.pk).status, WHY in refused.content.decode()) == (
        S.RETURN_REQUESTED,
        True,
    )
    assert browser.post(f"/cases/{made.pk}/do/agree_return/", sent | {"again": "on"}).status_code == 302
    new = Case.objects.get(unit=w.bureau, status=S.AWAITING_RECEIPT)
    assert (new.suggestion, new.part, Case.objects.filter(unit=w.bureau).count()) == (case.suggestion, Part.SOLE, 2)
    event = new.events.get()
    assert (event.label, event.comment) == ("交办（改办，退回过，再交给它）", WHY)
    page = text_of(browser_of(w.office).get(new.get_absolute_url()))
    assert ("区房管局（已退回）" in page, "区民政局（已退回）" in page) == (True, True)


def test_the_unit_itself_gets_back_what_it_gave_back():
    case, w = f.make_case(S.RETURNED), f.world()
    url, sent = f"/cases/{case.pk}/hand-on/", {"comment": WHY, "seen": case.version, "unit": w.bureau.pk}
    assert browser_of(w.district).post(url, sent).status_code == 409
    assert browser_of(w.district).post(url, sent | {"again": "on"}).status_code == 302
    assert [one.status for one in Case.objects.filter(unit=w.bureau).order_by("pk")] == [
        S.RETURNED, S.AWAITING_RECEIPT,
    ]  # fmt: skip


def test_many_at_once_say_where_it_is_done(client):
    case, w = f.make_case(S.RETURNED), f.world()
    made = to_other(case)
    sent = {"kind": "returns", "verdict": "agree", "opinion": "同意。", "chosen": [made.pk]}
    sent |= {f"seen_{made.pk}": made.version, f"unit_{made.pk}": w.bureau.pk}
    page = browser_of(w.district).post("/decisions/", sent)
    assert (page.status_code, "请在这一件的页上勾选“还是交给它”" in page.content.decode()) == (409, True)


def test_where_nobody_gave_it_back_nothing_of_it_is_asked():
    case, w = f.make_case(S.RETURN_REQUESTED), f.world()
    assert "again" not in browser_of(w.district).get(f"/cases/{case.pk}/do/agree_return/").context["form"].fields


def test_a_unit_that_gave_it_back_twice_is_still_asked_to_help():
    """会办: its answer does not come by itself."""
    case, w = f.make_case(S.RETURNED), f.world()
    first = hand_on_case(case, w.district, unit=w.bureau, comment=WHY, again=True)
    f.advance(first, "ask_return", "agree_return")
    made = f.make_case()
    Case.objects.filter(pk=made.pk).update(unit=w.other_bureau, suggestion=case.suggestion)
    made.reload()
    f.workflow.perform(made, "sign_for", w.other_office)
    assign_case(made, w.other_office, handler=w.other_handler, section="")
    said = {"question": "请提出意见。", "due_on": f.day(10), "key": uuid.uuid4()}
    [asked] = ask_units(made.current_round, w.other_handler, units=[w.bureau], **said)
    assert (asked.helping, asked.is_waiting) == (None, True)


# ---- 区内期限, the objection that waits, the words of the request ----------------------------------------


@pytest.mark.parametrize(("day", "kept"), [(dt.date(2026, 5, 8), True), (dt.date(2026, 3, 9), False)])
def test_the_districts_own_date_is_kept_or_said_to_end(time_machine, day, kept):
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    w = f.world()
    case = f.hand_over(f.suggestion(), w.bureau, Part.SOLE)
    Case.objects.filter(pk=case.pk).update(internal_due=day)
    case.reload()
    record_event(case, w.district, HAND_OVER, "交办", role="district", data=hand_over_data(case, {}))
    f.advance(case, "ask_return")
    time_machine.move_to("2026-03-10 10:00 +0800", tick=False)
    page = text_of(browser_of(w.district).get(f"/cases/{case.pk}/do/agree_return/"))
    said = "区内期限2026年5月8日照旧" if kept else "区内期限2026年3月9日已经到了，改办以后不再算"
    assert said in page
    f.advance(case, "agree_return")
    assert said in text_of(browser_of(w.district).get(f"/cases/{case.pk}/hand-on/"))
    made = hand_on_case(case, w.district, unit=w.other_bureau, comment="改办。")
    data = made.events.get().data
    assert (made.internal_due, data["internal_due"], data.get("dropped")) == (
        (day, day.isoformat(), None) if kept else (None, None, day.isoformat())
    )


def test_a_date_of_the_units_own_stays_with_it():
    w = f.world()
    case = f.make_case(S.IN_PROGRESS)
    Case.objects.filter(pk=case.pk).update(internal_due=f.day(10))
    f.advance(case, "ask_return", "agree_return")
    assert hand_on_case(case, w.district, unit=w.other_bureau, comment="改办。").internal_due is None


def test_what_a_deputy_objects_stands_where_the_return_is_decided():
    case, w = f.make_case(S.RETURN_REQUESTED), f.world()
    facts = {"at": case.events.last().at, "body": "congress", "awaits": "congress"}
    Objection.objects.create(
        case=case, deputy=case.suggestion.proposers[0], reason="该由房管办。", said_on=f.day(0), **facts
    )
    for path in (f"/cases/{case.pk}/do/agree_return/", f"/cases/{case.pk}/do/refuse_return/", "/decisions/"):
        assert "该由房管办。" in text_of(browser_of(w.district).get(path)), path
    f.advance(case, "agree_return")
    assert "该由房管办。" in text_of(browser_of(w.district).get(f"/cases/{case.pk}/hand-on/"))


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [("区民政局", 400, None), ("", 302, ""), ("请区政府办公室确定", 302, ""), ("区房管局", 302, "区房管局")],
)
def test_a_request_names_another_unit_or_leaves_it_open(typed, status, kept):
    case, w = f.make_case(), f.world()
    sent = {"comment": "不属于我们。", "proposed_unit": typed, "leader": w.leader.pk, "consent": "on"}
    done = browser_of(w.office).post(f"/cases/{case.pk}/do/ask_return/", sent | {"seen": case.version})
    assert done.status_code == status
    found = Event.objects.filter(action="ask_return").first()
    assert (found.data["proposed_unit"] if found else None) == kept
    if kept == "":
        page = text_of(browser_of(w.district).get(f"/cases/{case.pk}/do/agree_return/"))
        assert ("没有写改由哪个单位" in page, "改由请" in page) == (True, False)


# ---- what was given back did not end ---------------------------------------------------------------------


@pytest.mark.parametrize(("status", "word"), [("returned", "退回"), ("withdrawn", "撤回"), ("void", "作废")])
def test_what_ended_otherwise_is_not_said_to_be_finished(status, word):
    case, browser = f.make_case(S(status)), browser_of(f.world().district)
    dates = {one.label for one in browser.get(case.get_absolute_url()).context["dates"]}
    assert (word in dates, "办结" in dates) == (True, False)
    listed = browser.get(f"/cases/?status={status}").content.decode()
    assert (f"日{word}</span>" in listed, "日办结</span>" in listed) == (True, False)
    found = browser.get("/cases/?dated=closed_on")
    assert found.context["page"].paginator.count == 0

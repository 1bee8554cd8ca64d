"""退办 after 签收 (SH 14): within seven working days of 交办 also from 已签收 and 办理中, with what was done kept."""

import datetime as dt
import uuid

import pytest
import time_machine

from proposals.cases.access import Refused
from proposals.cases.workflow import perform
from proposals.models import Case, Event, Extension, Membership, Notice, Part, Status, Unit, User
from proposals.notices.events import tell_units
from proposals.returns.actions import agree_return, hand_on_case
from replies.consultations.actions import ask_units, record_opinion
from replies.models import Consultation
from replies.rounds.actions import assign_case
from tests import factories as f
from tests.factories import advance, make_case, world

pytestmark = pytest.mark.django_db
S = Status
WHY = {"comment": "属于房管部门职责。", "data": {"proposed_unit": "区房管局", "leader": "郑国华"}}


def ask(case: Case) -> Case:
    perform(case, "ask_return", world().office, **WHY)
    return case


def at_work(part: str = Part.SOLE, **facts) -> Case:
    case = make_case(S.IN_PROGRESS, part=part, **facts)
    f.contact_all(case, world().handler)
    f.write(case, world().handler)
    case.reload()
    return case


def helped(case: Case) -> Case:
    """The 会办 case of the unit that the handler asks."""
    [asked] = ask_units(
        case.current_round,
        world().handler,
        units=[world().other_bureau],
        question="请提意见。",
        due_on=f.day(5),
        key=uuid.uuid4(),
    )
    return Case.objects.get(pk=asked.helping_id)


@pytest.mark.parametrize("status", [S.AWAITING_RECEIPT, S.RECEIVED, S.IN_PROGRESS])
def test_refused_it_goes_on_where_it_was(client, status):
    case = make_case(status)
    before = Case.objects.values("status", "received_on", "handler", "section").get(pk=case.pk)
    ask(case)
    client.force_login(world().district)
    sent = {"seen": case.version, "comment": "仍由民政局办理。"}
    assert client.post(f"/cases/{case.pk}/do/refuse_return/", sent).status_code == 302
    assert Case.objects.values("status", "received_on", "handler", "section").get(pk=case.pk) == before


def test_what_was_done_is_there_again_after_a_refusal():
    case = at_work()
    ask(case)
    perform(case, "refuse_return", world().district, comment="仍由民政局办理。")
    now = case.current_round
    assert (now.closed_on, now.latest_draft.number, now.contacts.count()) == (None, 1, 2)
    advance(case, "submit")
    assert case.status == S.CHECKING


@pytest.mark.parametrize("status", [S.AWAITING_RECEIPT, S.RECEIVED, S.IN_PROGRESS])
@pytest.mark.parametrize(("on", "may"), [("2026-03-11 15:00", True), ("2026-03-12 09:00", False)])
def test_the_seven_days_run_from_the_day_it_was_handed_over(client, status, on, may):
    """周一3月2日交办, signed for later or not: the last day is 3月11日."""
    with time_machine.travel(dt.datetime.fromisoformat("2026-03-02 09:00+08:00"), tick=False):
        case = make_case(status)
    with time_machine.travel(dt.datetime.fromisoformat(f"{on}+08:00"), tick=False):
        client.force_login(world().office)
        page = client.get(f"/cases/{case.pk}/")
        told = [(one.label, one.day) for one in page.context["dates"] if one.label == "退办期限"]
        if may:
            assert ask(case).status == S.RETURN_REQUESTED
            assert told == [("退办期限", dt.date(2026, 3, 11))]
        else:
            with pytest.raises(Refused, match="申请退办须在交办后7个工作日内提出，期限是2026年3月11日"):
                ask(case)
            greyed = [one.name for one in page.context["buttons"] if one.reason]
            assert greyed == (["ask_return"] if status == S.AWAITING_RECEIPT else [])
            assert bool(told) == (status == S.AWAITING_RECEIPT)


def test_not_after_it_was_sent_for_review():
    case = at_work()
    advance(case, "submit")
    with pytest.raises(Refused, match="不能申请退办"):
        ask(case)


def test_an_opinion_that_was_given_is_not_given_back():
    case = advance(make_case(S.IN_PROGRESS, part=Part.HELP), "prepare", "submit", "check", "sign_opinion")
    perform(case, "ask_again", None, fields={"statutory_due": f.day(30)})
    with pytest.raises(Refused, match="已经答复过，不能再退办"):
        ask(case)


def test_agreed_it_goes_to_another_and_what_was_done_stays_readable(client):
    case = at_work()
    waiting = f.extension(case)
    ask(case)
    made = agree_return(case, world().district, comment="同意。", unit=world().other_bureau)
    assert (case.status, made.unit, made.status) == (S.RETURNED, world().other_bureau, S.AWAITING_RECEIPT)
    assert case.current_round.closed_on == f.day(0)
    waiting.refresh_from_db()
    assert waiting.outcome == Extension.Outcome.LAPSED
    client.force_login(world().handler)
    for tab, words in (("reply", "今年新增12处"), ("contacts", "代表赞成增加助餐点")):
        assert words in client.get(f"/cases/{case.pk}/tab/{tab}/").content.decode()
    client.force_login(world().other_handler)
    assert client.get(f"/cases/{case.pk}/tab/reply/").status_code == 404


@pytest.mark.parametrize("part", [Part.MAIN, Part.SOLE])
def test_who_was_asked_to_help_is_told_and_helps_the_next_unit(part):
    w, case = world(), at_work(part)
    helper = helped(case)
    asked = Consultation.objects.get()
    ask(case)
    agree_return(case, w.district, comment="同意。")
    asked.refresh_from_db()
    assert (asked.outcome, asked.dropped_reason) == ("dropped", "区民政局已退办，等待改由别的单位办理")
    third = Unit.objects.create(name="宝山区卫健委", short_name="区卫健委", kind="bureau", phone="021-55550100")
    made = hand_on_case(case, w.district, unit=third, comment="请区卫健委办理。")
    labels = list(helper.events.order_by("sequence").values_list("action", "label"))
    assert labels == [
        ("asked", "区民政局请会办"),
        ("led_back", "区民政局已退办，等待改由别的单位办理"),
        ("led_on", f"改由区卫健委{part}，请继续会办"),
    ]
    tell_units()
    said = Notice.objects.filter(recipient=w.other_office, case=helper).values_list("sentence", flat=True)
    assert sum("改由区卫健委" in one for one in said) == 1
    who = User.objects.create(username="third", name="唐一", unit=third)
    for role in ("office", "handler"):
        Membership.objects.create(user=who, unit=third, role=role)
    perform(made, "sign_for", who)
    assign_case(made, who, handler=who, section="")
    again = Consultation.objects.get(reply=made.current_round)
    assert (again.unit, again.helping, again.outcome) == (w.other_bureau, helper, "waiting")


def test_a_helping_unit_that_gives_back_is_waited_for_no_more():
    w, case = world(), at_work(Part.MAIN)
    helper = helped(case)
    perform(helper, "ask_return", w.other_office, **WHY)
    agree_return(helper, w.district, comment="同意。")
    assert Consultation.objects.get().outcome == "dropped"
    told = Event.objects.filter(case=case, action="help_back").values_list("label", "role")
    assert list(told) == [("区房管局退回会办，不再等它的意见", "district")]


def test_an_opinion_on_paper_waits_for_the_decision():
    case = at_work(Part.MAIN)
    helped(case)
    ask(case)
    words = {"answer": "同意。", "answered_on": f.day(0), "answered_by": "贺磊"}
    with pytest.raises(Refused, match="正在等退办的批复，批了以后再办会办的事。"):
        record_opinion(Consultation.objects.get(), world().handler, **words)

"""待批: 退办 and 延期 decided many at once, each row with its own outcome; 改办 at once or later."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages

from proposals.models import Case, Event, Extension, Part, Status, Unit, UnitKind
from replies.desk.turn.todo import current_holder, to_do
from replies.models import Consultation
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world

pytestmark = pytest.mark.django_db
ASKED = Status.RETURN_REQUESTED
BEFORE_SIGNING = (Status.AWAITING_RECEIPT, Status.RECEIVED, Status.IN_PROGRESS, Status.CHECKING, Status.SIGNING)


@pytest.fixture
def district(client):
    client.force_login(world().district)
    return client


def decide(client, *cases, kind="returns", verdict="agree", opinion="情况属实。", **more):
    sent = {"kind": kind, "verdict": verdict, "opinion": opinion, "chosen": [one.pk for one in cases]}
    if kind == "returns":
        sent |= {f"seen_{one.pk}": one.version for one in cases}
    return client.post("/decisions/", {**sent, **more})


def said(response) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def statuses(*cases) -> list[str]:
    return [Case.objects.get(pk=one.pk).status for one in cases]


# ---- 退办 ------------------------------------------------------------------------------------------------


def test_the_page_says_what_one_needs_to_decide(district):
    case = make_case()
    f.workflow.perform(
        case,
        "ask_return",
        world().office,
        comment="属于物业管理。",
        data={"proposed_unit": "区房管局", "leader": "郑国华"},
    )
    page = district.get("/decisions/")
    [(row, ticked, unit)] = page.context["return_rows"]
    assert (row.case, row.reason, row.by, row.leader, row.proposed) == (
        case, "属于物业管理。", "孙莉", "郑国华", "区房管局",
    )  # fmt: skip
    assert (ticked, unit) == (False, str(world().other_bureau.pk))
    assert f'<option value="{unit}" selected>区房管局</option>' in page.content.decode()


def test_several_are_agreed_to_at_once(district):
    cases = [make_case(ASKED) for _ in range(3)]
    done = decide(district, *cases)
    assert (done.status_code, statuses(*cases)) == (302, [Status.RETURNED] * 3)
    assert said(done) == ["3件都已同意。"]
    assert Event.objects.filter(action="agree_return", comment="情况属实。", actor=world().district).count() == 3


def test_several_are_refused_at_once(district):
    cases = [make_case(ASKED) for _ in range(2)]
    done = decide(district, *cases, verdict="refuse")
    assert (said(done), statuses(*cases)) == (["2件都已批复不同意。"], [Status.AWAITING_RECEIPT] * 2)


def test_each_row_has_its_own_outcome(district):
    first, moved, last = (make_case(ASKED) for _ in range(3))
    f.advance(Case.objects.get(pk=moved.pk), "refuse_return")
    page = decide(district, first, moved, last)
    assert page.status_code == 409
    assert page.context["summary"] == "3件中2件已同意，1件没有办。"
    assert [(one.number, one.done) for one in page.context["outcomes"]] == [
        (first.suggestion.short_number, True), (moved.suggestion.short_number, False),
        (last.suggestion.short_number, True),
    ]  # fmt: skip
    text = page.content.decode()
    assert f"{moved.suggestion.number}号：没有办。这件建议已经有了新的进展" in text
    assert "情况属实。</textarea>" in text
    assert statuses(first, moved, last) == [Status.RETURNED, Status.AWAITING_RECEIPT, Status.RETURNED]


def test_sent_twice_is_decided_once(district):
    cases = [make_case(ASKED) for _ in range(2)]
    decide(district, *cases)
    events = Event.objects.count()
    again = decide(district, *cases)
    assert (again.status_code, Event.objects.count()) == (302, events)
    assert decide(district, *cases, opinion="另一个意见。").status_code == 409


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"chosen": []}, "请先勾选要批的几件。"),
        ({"chosen": ["x"]}, "请从列出的里面选。"),
        ({"opinion": " "}, "批复意见"),
        ({"verdict": "maybe"}, ""),
        ({"seen": ""}, "页面不完整，请刷新后再交一次。"),
        ({"unit": "99999"}, "改交的单位，请从列出的里面选。"),
    ],
)
def test_what_is_missing_is_told_and_nothing_decided(district, more, reason):
    case = make_case(ASKED)
    named = {f"{name}_{case.pk}": more.pop(name) for name in ("seen", "unit") if name in more}
    page = decide(district, case, **more, **named)
    assert (page.status_code, reason in page.content.decode(), statuses(case)) == (400, True, [ASKED])


# ---- 改办 ------------------------------------------------------------------------------------------------


def test_agreeing_hands_on_at_once(district, time_machine):
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    case = make_case(ASKED)
    time_machine.move_to("2026-03-10 10:00 +0800", tick=False)
    district.force_login(world().district)
    done = decide(district, case, **{f"unit_{case.pk}": world().other_bureau.pk})
    assert said(done) == [f"{case.suggestion.number}号：已同意退办，改由区房管局办理。"]
    made = Case.objects.get(unit=world().other_bureau)
    assert (made.suggestion, made.part, made.status) == (case.suggestion, Part.SOLE, Status.AWAITING_RECEIPT)
    assert (made.handed_on, made.statutory_due) == (dt.date(2026, 3, 10), dt.date(2026, 6, 4))
    assert (made.events.get().action, made.events.get().data["returned_by"]) == ("hand_over", "区民政局")
    case.reload()
    assert (case.status, case.passed_on, case.closed_on) == (
        Status.RETURNED, dt.date(2026, 3, 10), dt.date(2026, 3, 10),
    )  # fmt: skip
    assert [one.label for one in case.events.order_by("sequence")][-2:] == ["同意退办", "改办"]
    again = decide(district, case, **{f"unit_{case.pk}": world().other_bureau.pk})
    assert (again.status_code, Case.objects.count()) == (302, 2)


def led_and_helped(status: str) -> tuple[Case, Case]:
    """区房管局 leads and gives it back; 区民政局 helps, and stands there."""
    leading, helping = hand_over(suggestion(), world().other_bureau, Part.MAIN), make_case(status, part=Part.HELP)
    Case.objects.filter(pk=helping.pk).update(suggestion=leading.suggestion)
    f.workflow.perform(leading, "ask_return", world().other_office, comment="另有主管。")
    return leading, helping


def test_a_unit_that_cannot_have_it_stops_this_row_only(district):
    (case, _), other = led_and_helped(Status.SIGNED), make_case(ASKED)
    page = decide(district, case, other, **{f"unit_{case.pk}": world().bureau.pk})
    assert statuses(case, other) == [ASKED, Status.RETURNED]
    assert "区民政局的会办意见已经签发，不能再改由它办理，请选别的单位" in page.content.decode()


@pytest.mark.parametrize("status", BEFORE_SIGNING)
def test_a_unit_that_helps_gets_it_and_stops_helping(district, status):
    """主办 and 会办 the wrong way round: the usual reason of a return."""
    case, helping = led_and_helped(status)
    assert decide(district, case, **{f"unit_{case.pk}": world().bureau.pk}).status_code == 302
    assert statuses(case, helping) == [Status.RETURNED, Status.VOID]
    took = Case.objects.get(suggestion=case.suggestion, status=Status.AWAITING_RECEIPT)
    assert (took.unit, took.part) == (world().bureau, Part.MAIN)
    last = helping.events.order_by("sequence").last()
    assert (last.action, last.label, last.role) == ("give_way", "改由你单位主办，不再另出会办意见", "district")
    assert [one.is_waiting for one in Consultation.objects.filter(helping=helping)] in ([], [False])


def test_the_single_decision_offers_it_too(district):
    case = make_case(ASKED)
    sent = {"seen": case.version, "comment": "同意。", "unit": world().other_bureau.pk}
    assert district.post(f"/cases/{case.pk}/do/agree_return/", sent).status_code == 302
    assert Case.objects.filter(unit=world().other_bureau, suggestion=case.suggestion).count() == 1


def test_what_was_given_back_waits_until_it_is_handed_on(district):
    case = make_case(Status.RETURNED)
    listed = district.get("/?group=hand_on").context["rows"]
    assert [(row.case, row.to_do, row.holder) for row in listed] == [(case, "改由别的单位办理", "区政府办公室")]
    sent = {"unit": world().other_bureau.pk, "comment": "请区房管局办理。", "seen": case.version}
    url = f"/cases/{case.pk}/hand-on/"
    assert [district.post(url, sent).status_code, district.post(url, sent).status_code] == [302, 409]
    assert [len(district.get(path).context["rows"]) for path in ("/?group=hand_on", "/")] == [0, 0]
    case.reload()
    assert (to_do(case), current_holder(case)) == ("已退回", "")
    assert Case.objects.filter(suggestion=case.suggestion).count() == 2


def test_units_that_can_have_it_are_offered_at_each_of_the_three_doors(district):
    """One that helps or signs along too, while its opinion is not out."""
    third, helper = f.unit("区教育局"), f.unit("区城管局")
    Unit.objects.create(name="撤销的局", short_name="撤销的局", kind=UnitKind.BUREAU, is_active=False)
    case = f.advance(hand_over(suggestion(), world().bureau, Part.MAIN), "ask_return")
    hand_over(case.suggestion, helper, Part.HELP)
    hand_over(case.suggestion, world().other_bureau, Part.JOINT)
    single = district.get(f"/cases/{case.pk}/do/agree_return/").context["form"]
    f.advance(case, "agree_return")
    handed = district.get(f"/cases/{case.pk}/hand-on/").context["form"]
    # Once it is given back, the unit that gave it back may have it again.
    assert [set(form.fields["unit"].queryset) for form in (single, handed)] == [
        {third, helper, world().other_bureau},
        {third, helper, world().other_bureau, world().bureau},
    ]


@pytest.mark.parametrize("name", ["", "区房管局", "没有这个单位"])
def test_the_unit_that_was_named_is_offered_first_at_each_of_the_three_doors(district, name):
    """Also where a unit has no short name: nothing named is not its name."""
    Unit.objects.create(name="没有简称的局", kind=UnitKind.BUREAU)
    case = make_case()
    f.workflow.perform(case, "ask_return", world().office, comment="另有主管。", data={"proposed_unit": name})
    wanted = world().other_bureau if name == "区房管局" else None
    [(row, _, _)] = district.get("/decisions/").context["return_rows"]
    single = district.get(f"/cases/{case.pk}/do/agree_return/").context["form"]
    case.reload()
    f.workflow.perform(case, "agree_return", world().district, comment="同意。")
    handed = district.get(f"/cases/{case.pk}/hand-on/").context["form"]
    assert [row.unit, single["unit"].initial, handed["unit"].initial] == [wanted] * 3


def test_it_may_leave_the_districts_units(district, time_machine):
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    case = make_case(Status.RETURNED)
    time_machine.move_to("2026-03-10 10:00 +0800", tick=False)
    district.force_login(world().district)
    sent = {"unit": "", "comment": "属于市水务局，已转市政府办公厅。", "seen": case.version}
    assert district.post(f"/cases/{case.pk}/hand-on/", sent).status_code == 302
    case.reload()
    assert (case.closed_on, case.passed_on) == (dt.date(2026, 3, 4), dt.date(2026, 3, 10))
    assert Case.objects.count() == 1
    assert district.get(f"/cases/{case.pk}/hand-on/").status_code == 409


def test_a_unit_that_has_it_already_is_refused_by_name(district):
    made = suggestion()
    hand_over(made, world().other_bureau, Part.MAIN)
    case = f.advance(hand_over(made, world().bureau, Part.JOINT), "ask_return", "agree_return")
    sent = {"seen": case.version, "comment": "请区房管局办理。", "unit": world().other_bureau.pk}
    page = district.post(f"/cases/{case.pk}/hand-on/", sent)
    assert page.status_code == 409
    assert page.context["form"].non_field_errors() == ["区房管局已经在主办这件建议，请选别的单位。"]
    assert Case.objects.get(pk=case.pk).passed_on is None


# ---- 延期 ------------------------------------------------------------------------------------------------


def test_several_extensions_at_once_each_to_its_own_date(district):
    asked = [f.extension(make_case(Status.IN_PROGRESS), days=days) for days in (20, 40)]
    answered = make_case(Status.IN_PROGRESS)
    gone = f.extension(answered)
    page = district.get("/decisions/")
    assert [row for row, _, _ in page.context["extension_rows"]] == [*asked, gone]
    f.advance(answered, "prepare", "submit", "check", "sign", "deliver")
    page = decide(district, *asked, gone, kind="extensions")
    assert (page.status_code, page.context["summary"]) == (409, "3件中2件已同意，1件没有办。")
    for one in asked:
        one.refresh_from_db()
        assert (one.outcome, one.granted_on, Case.objects.get(pk=one.case_id).statutory_due) == (
            "agreed", one.wished_on, one.wished_on,
        )  # fmt: skip
    events = Event.objects.count()
    assert (decide(district, *asked, kind="extensions").status_code, Event.objects.count()) == (302, events)


def test_several_extensions_refused(district):
    asked = [f.extension(make_case(Status.IN_PROGRESS)) for _ in range(2)]
    done = decide(district, *asked, kind="extensions", verdict="refuse")
    assert said(done) == ["2件都已批复不同意。"]
    assert set(Extension.objects.values_list("outcome", flat=True)) == {"refused"}


def test_the_page_asks_as_often_for_three_as_for_one(district, django_assert_max_num_queries):
    make_case(ASKED)
    f.extension(make_case(Status.IN_PROGRESS))
    with django_assert_max_num_queries(60) as first:
        district.get("/decisions/")
    for _ in range(2):
        make_case(ASKED)
        f.extension(make_case(Status.IN_PROGRESS))
    with django_assert_max_num_queries(len(first)):
        district.get("/decisions/")

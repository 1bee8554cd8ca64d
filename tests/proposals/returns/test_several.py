"""退办 and 改办 of one of several units in charge (共同主办): who may lead then, what each is in charge of, what who
decides reads of the others."""

import pytest
from django.test import Client

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Case, Consent, Part, PlaceRule, Status
from replies.desk.case.facts import why_due
from tests import factories as f
from tests.proposals.administration.offices import text_of
from tests.proposals.returns.test_which_body import browser_of, rule

pytestmark = pytest.mark.django_db
SHARES = {Part.MAIN: "增加助餐点", Part.JOINT: "加装电梯"}


@pytest.fixture
def district():
    client = Client()
    client.force_login(f.world().district)
    return client


def returned(*steps):
    """区民政局 leads and asks to give it back, 区房管局 is in charge along and at work, 区教育局 too."""
    w, made = f.world(), f.suggestion()
    lead = f.hand_over(made, w.bureau, Part.MAIN)
    host = f.hand_over(made, w.other_bureau, Part.JOINT)
    third = f.hand_over(made, f.unit("区教育局"), Part.JOINT)
    for part, share in SHARES.items():
        Case.objects.filter(suggestion=made, part=part).update(share=share)
    Case.objects.filter(pk=third.pk).update(share="师资")
    f.advance(host, "sign_for", "assign", "prepare")
    for case in (lead, host, third):
        case.reload()
    return f.advance(lead, "ask_return", *steps), host, third


def now(case):
    return Case.objects.get(pk=case.pk)


def decide(client, case, door, **said):
    path = f"/cases/{case.pk}/" + ("do/agree_return/" if door == "agree" else "hand-on/")
    return client.post(path, {"seen": case.version, "comment": "请牵头办理。", **said})


@pytest.mark.parametrize("door", ["agree", "hand_on"])
def test_a_unit_that_signs_along_may_lead(district, door):
    case, host, third = returned(*([] if door == "agree" else ["agree_return"]))
    written = host.current_round.latest_draft
    assert decide(district, case, door, unit=host.unit_id, share=case.share).status_code == 302
    made = Case.objects.get(unit=host.unit, part=Part.MAIN)
    host.reload(), third.reload(), case.reload()
    assert (made.status, made.share) == (Status.AWAITING_RECEIPT, "增加助餐点；加装电梯")
    assert (case.status, host.status, third.status) == (Status.RETURNED, Status.VOID, Status.AWAITING_RECEIPT)
    assert (third.statutory_due, third.part) == (made.statutory_due, Part.JOINT)
    last = host.events.order_by("sequence").last()
    assert (last.action, last.label) == ("give_way", "改由你单位牵头，你单位共同主办的一份了结，稿子和记录都留着")
    assert host.current_round.latest_draft == written
    f.advance(made, "sign_for", "assign")
    asked = made.current_round.consultations.all()
    assert [(one.unit, one.question) for one in asked] == [(third.unit, "师资")]


def test_from_the_list_too_with_the_words_of_before(district):
    case, host, _ = returned()
    sent = {"kind": "returns", "chosen": [case.pk], "verdict": "agree", "opinion": "同意。"}
    sent |= {f"seen_{case.pk}": case.version, f"unit_{case.pk}": host.unit_id}
    assert district.post("/decisions/", sent).status_code == 302
    made = Case.objects.get(unit=host.unit, part=Part.MAIN)
    assert made.share == "增加助餐点；加装电梯"


@pytest.mark.parametrize("part", [Part.MAIN, Part.JOINT])
def test_the_part_of_the_new_unit_is_written_at_once(district, part):
    case, host, _ = returned("agree_return")
    gone = case if part == Part.MAIN else f.advance(host, "ask_return", "agree_return")
    page = district.get(f"/cases/{gone.pk}/hand-on/")
    assert page.context["form"]["share"].value() == gone.share
    fresh = f.unit("区卫健委")
    assert decide(district, gone, "hand_on", unit=fresh.pk, share="助餐点的食品检查").status_code == 302
    made = Case.objects.get(unit=fresh)
    assert (made.part, made.share) == (part, "助餐点的食品检查")
    assert made.events.get(action="hand_over").data["share"] == "助餐点的食品检查"


# ---- what the unit is in charge of, word for word --------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "becomes"),
    [("助餐", "增加助餐点；助餐"), ("加装电梯；增加助餐点", "增加助餐点；加装电梯"), ("", "增加助餐点")],
    ids=["part of a word", "one the same", "none"],
)
def test_no_part_of_its_own_is_lost_or_said_twice(district, own, becomes):
    case, host, _ = returned()
    Case.objects.filter(pk=host.pk).update(share=own)
    assert decide(district, case, "agree", unit=host.unit_id, share=case.share).status_code == 302
    assert Case.objects.get(unit=host.unit, part=Part.MAIN).share == becomes


@pytest.mark.parametrize("door", ["agree", "hand_on"])
def test_what_is_too_long_for_one_line_is_refused_not_cut(district, door):
    case, host, _ = returned(*([] if door == "agree" else ["agree_return"]))
    Case.objects.filter(pk=host.pk).update(share="电梯" * 140)
    before = case.status
    page = decide(district, case, door, unit=host.unit_id, share="助餐点" * 10)
    assert page.status_code == 409
    assert f"承办内容连同区房管局自己原来承办的“{'电梯' * 140}”一共311字，最多300字，请写短一些。" in text_of(page)
    assert (page.context["form"]["share"].value(), now(case).status) == ("助餐点" * 10, before)


@pytest.mark.parametrize("door", ["agree", "hand_on"])
def test_words_taken_away_are_asked_for_not_those_of_before(district, door):
    case, _, _ = returned(*([] if door == "agree" else ["agree_return"]))
    fresh, before = f.unit("区卫健委"), case.status
    page = decide(district, case, door, unit=fresh.pk, share=" ")
    assert page.status_code == 400
    assert page.context["form"].errors["share"] == ["请写明这个单位承办哪一部分；和原来一样的，写“增加助餐点”。"]
    assert (now(case).status, fresh.cases.count()) == (before, 0)
    gone = decide(district, case, door, share="")
    assert gone.status_code == 302  # without a unit there is no part to write


def test_pressed_twice_it_goes_on_once(district):
    case, _, _ = returned("agree_return")
    fresh = f.unit("区卫健委")
    first = decide(district, case, "hand_on", unit=fresh.pk, share="助餐点的食品检查")
    again = decide(district, case, "hand_on", unit=fresh.pk, share="助餐点的食品检查")
    assert (first.status_code, again.status_code) == (302, 409)
    assert [one.share for one in fresh.cases.all()] == ["助餐点的食品检查"]


@pytest.mark.parametrize("door", ["page", "list", "later"])
def test_of_both_bodies_the_part_that_the_first_wrote_is_kept(district, door):
    rule(PlaceRule.Question.RETURN, PlaceRule.Answer.BOTH)
    case, _, _ = returned()
    fresh = f.unit("区卫健委")
    decide(browser_of(f.world().congress), case, "agree", unit=fresh.pk, share="助餐点的食品检查")
    given, case = Consent.objects.get(case=case), now(case)
    assert (given.unit, given.share, case.status) == (fresh, "助餐点的食品检查", Status.RETURN_REQUESTED)
    page = district.get(f"/cases/{case.pk}/do/agree_return/")
    assert page.context["form"]["share"].value() == "助餐点的食品检查"
    assert "代表工作机构已经同意，改由区卫健委办理（承办“助餐点的食品检查”）" in text_of(page)
    listed = text_of(district.get("/decisions/"))
    assert "共同主办，承办“助餐点的食品检查”不变；要改写的，点标题单独批。" in listed
    if door == "list":
        sent = {"kind": "returns", "chosen": [case.pk], "verdict": "agree", "opinion": "同意。"}
        district.post("/decisions/", sent | {f"seen_{case.pk}": case.version, f"unit_{case.pk}": fresh.pk})
    elif door == "page":
        decide(district, case, "agree", unit=fresh.pk, share=page.context["form"]["share"].value())
    else:
        decide(district, case, "agree")
        assert not fresh.cases.exists()
        page = district.get(f"/cases/{case.pk}/hand-on/")
        assert page.context["form"]["share"].value() == "助餐点的食品检查"
        assert "同意退办时选的是区卫健委，承办“助餐点的食品检查”。" in text_of(page)
        decide(district, now(case), "hand_on", unit=fresh.pk, share="助餐点的食品检查")
    assert Case.objects.get(unit=fresh).share == "助餐点的食品检查"


def test_alone_again_it_has_no_part_to_write(district):
    case, host, third = returned()
    f.advance(host, "ask_return", "agree_return")
    Case.objects.filter(pk=third.pk).update(status=Status.VOID, closed_on=third.handed_on)
    page = district.get(f"/cases/{case.pk}/do/agree_return/")
    assert ("share" in page.context["form"].fields, page.context["several"]) == (False, [])


def test_the_pages_ask_as_often_for_eight_units_as_for_three(district, django_assert_max_num_queries):
    case, _, _ = returned()
    paths = (f"/cases/{case.pk}/do/agree_return/", "/decisions/")
    for path in paths:
        district.get(path)
    with django_assert_max_num_queries(200) as first:
        pages = [district.get(path) for path in paths]
    for n in range(5):
        f.hand_over(case.suggestion, f.unit(f"区第{n}局"), Part.JOINT)
    with django_assert_max_num_queries(len(first)):
        pages += [district.get(path) for path in paths]
    assert {page.status_code for page in pages} == {200}


def test_one_alone_has_no_part_to_write(district):
    alone = f.make_case(Status.RETURN_REQUESTED)
    assert "share" not in district.get(f"/cases/{alone.pk}/do/agree_return/").context["form"].fields
    f.advance(alone, "agree_return")
    page = district.get(f"/cases/{alone.pk}/hand-on/")
    assert ("share" in page.context["form"].fields, "共同主办，还有" in text_of(page)) == (False, False)


def test_who_decides_reads_of_the_others(district):
    case, host, _ = returned()
    host = f.advance(host, "ask_return")
    said = (
        "这件由几个单位共同主办，还有区房管局、区教育局。区房管局也申请了退办。"
        "牵头的单位定下来以前，其余单位的会签停下来等；也可以选其中一家来牵头，它自己承办的部分一起带上。"
    )
    assert said in text_of(district.get(f"/cases/{case.pk}/do/agree_return/"))
    theirs = text_of(district.get(f"/cases/{host.pk}/do/agree_return/"))
    assert "还有区民政局、区教育局。区民政局也申请了退办。这一部分定下来由谁办以前，牵头单位不能签发答复。" in theirs
    f.advance(case, "agree_return")
    assert "还有区房管局、区教育局。区房管局也申请了退办。" in text_of(district.get(f"/cases/{case.pk}/hand-on/"))


def test_the_date_of_who_signs_along_is_said_as_its_own_without_a_lead():
    _, host, _ = returned("agree_return")
    host = Case.objects.for_lists().get(pk=host.pk)
    said = why_due(host, WorkCalendar.load())
    assert said.startswith("共同主办，现在没有单位牵头，交办之日起三个月内答复（"), said

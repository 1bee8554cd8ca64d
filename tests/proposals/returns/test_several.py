"""退办 and 改办 of one of several units in charge (共同主办): who may lead then, what each is in charge of, what who
decides reads of the others."""

import pytest
from django.test import Client

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Case, Part, Status
from replies.desk.case.facts import why_due
from tests import factories as f
from tests.proposals.administration.offices import text_of

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

"""共同主办: a unit that comes to it, or leaves, while the text of the leading one is on its way."""

import pytest

from proposals.cases.access import Refused
from proposals.cases.workflow import perform
from proposals.models import Case, Membership, Notice, Part, Role, Status, Unit
from proposals.notices.events import tell_units
from proposals.returns.actions import agree_return, hand_on_case
from replies.consultations.hosts import waive_cosigning
from replies.desk.conditions import waiting_cases
from replies.desk.turn.todo import current_holder, to_do
from replies.models import Consultation
from replies.models.cases import with_feedback_counts
from replies.review.release import send_reply
from tests import factories as f
from tests.proposals.registration.pages import correct, signed_in

pytestmark = pytest.mark.django_db

S = Status
LEFT = "区房管局退回了承办的部分，还没有改交别的单位"


def third_unit() -> Unit:
    """区交通委, with people of its own."""
    unit = f.unit("区交通委")
    for name, role in (("丁一", Role.OFFICE), ("丁二", Role.HANDLER), ("丁三", Role.LEADER)):
        f.person(f"third_{role}", name, (unit, role))
    return unit


def asked(lead: Case) -> list[tuple[str, bool, str, int | None]]:
    """What other units were asked in this round: whom, whether for a 会签, what became of it, which version."""
    found = Consultation.objects.filter(reply__case=lead).order_by("pk").select_related("unit", "draft")
    return [(row.unit.short_name, row.cosigns, row.outcome, row.draft and row.draft.number) for row in found]


def sign_refusal(lead: Case) -> str:
    lead.reload()
    with pytest.raises(Refused) as refusal:
        perform(lead, "sign", f.world().leader, comment="同意。")
    return str(refusal.value).removeprefix("不能同意签发：").rstrip("。")


def given_back() -> tuple[Case, Case]:
    """The text of the leading unit waits for 签发, and the other unit has given its part back."""
    lead, host = f.to_cosign()
    f.advance(host, "ask_return")
    agree_return(host, f.world().district, comment="同意。")
    lead.reload()
    return lead, host


def waits_for(who: str, case: Case) -> bool:
    user = getattr(f.world(), who)
    return with_feedback_counts(Case.objects.filter(pk=case.pk)).filter(waiting_cases(user)).exists()


MATERIAL = ("区房管局", False, "answered", None)


def test_a_part_that_nobody_has_is_waited_for():
    lead, host = given_back()
    assert asked(lead) == [MATERIAL, ("区房管局", True, "dropped", 1)]
    assert sign_refusal(lead) == LEFT
    tab = signed_in(f.world().leader).get(f"/cases/{lead.pk}/tab/consultations/").content.decode()
    assert ("待改办" in tab, "还没有定，不能签发" in tab) == (True, True)
    assert (to_do(lead), current_holder(lead)) == ("等区房管局退回的部分改办", "区政府办公室")
    assert [waits_for("leader", lead), waits_for("district", host)] == [False, True]
    hand_on_case(host, f.world().district, unit=None, comment="转市有关部门。")
    lead.reload()
    assert (to_do(lead), waits_for("leader", lead)) == ("答复签发", True)
    f.advance(lead, "sign")
    assert lead.status == S.SEEKING_FEEDBACK


def test_who_gets_the_part_is_asked_at_once_and_signs_before_it_goes_out():
    (lead, host), third, w = given_back(), third_unit(), f.world()
    made = hand_on_case(host, w.district, unit=third, comment="由它办。")
    assert (made.part, made.share, made.statutory_due) == (Part.JOINT, "加装电梯", lead.statutory_due)
    assert asked(lead) == [MATERIAL, ("区房管局", True, "dropped", 1), ("区交通委", True, "waiting", 1)]
    assert sign_refusal(lead) == "区交通委还没有会签"
    assert (to_do(lead), current_holder(lead), waits_for("leader", lead)) == ("等区交通委会签", "区交通委", False)
    assert [(one.action, one.label) for one in lead.events.all()][-2:] == [
        ("cosign_ask", "送区交通委会签"),
        ("host_on", "改由区交通委共同主办，签发前由它会签"),
    ]
    tell_units()
    told = Notice.objects.filter(case=lead, sentence__contains="改由区交通委共同主办")
    assert sorted(told.values_list("recipient__username", flat=True)) == ["handler", "leader", "leader2", "office"]
    told = Notice.objects.filter(case=made, sentence__contains="请会签")
    assert list(told.values_list("recipient__username", flat=True)) == ["third_office"]
    # It takes its part up and signs: then the leading unit does.
    office, handler, leader = (
        Membership.objects.get(unit=third, role=role).user for role in (Role.OFFICE, Role.HANDLER, Role.LEADER)
    )
    people = f.replace(w, other_office=office, other_handler=handler, other_leader=leader)
    f.advance(made, "sign_for", "assign", "prepare", "submit", "check", "cosign", w=people)
    lead.reload()
    assert waits_for("leader", lead)
    f.advance(lead, "sign")
    assert [lead.status, Case.objects.get(pk=made.pk).status] == [S.SEEKING_FEEDBACK, S.CLOSED]


def test_the_change_of_unit_at_one_press_is_asked_at_once_too():
    lead, host = f.to_cosign()
    f.advance(host, "ask_return")
    agree_return(host, f.world().district, comment="同意。", unit=third_unit())
    assert asked(lead)[-1] == ("区交通委", True, "waiting", 1)


def test_who_joins_while_the_answer_is_written_is_asked_for_its_material():
    lead, host = f.hosting()
    f.advance(host, "ask_return")
    agree_return(host, f.world().district, comment="同意。", unit=third_unit())
    lead.reload()
    assert asked(lead) == [MATERIAL, ("区交通委", False, "waiting", None)]
    assert Consultation.objects.last().question == "加装电梯"


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (False, "区民政局的答复已经签发，正等着发出，不能再加共同主办的单位；要加的，请先请它撤回签发。"),
        (True, "区民政局已经答复代表，不能再加共同主办的单位。"),
    ],
)
def test_nobody_joins_what_is_signed(then, why):
    lead, host = f.to_cosign()
    w, third = f.world(), third_unit()
    waive_cosigning(Consultation.objects.get(cosigns=True), w.district, reason="催过三次。")
    f.advance(host, "ask_return")
    lead.reload()
    f.advance(lead, "hold")
    agree_return(host, w.district, comment="同意。")
    if then:
        send_reply(lead, w.leader)
    client, said = signed_in(w.district), {"unit": third.pk, "share": host.share, "comment": "由它办。"}
    said["seen"] = host.version
    page = client.post(f"/cases/{host.pk}/hand-on/", said)
    assert (page.status_code, why in page.content.decode()) == (409, True)
    assert client.post(f"/cases/{host.pk}/hand-on/", said | {"unit": ""}).status_code == 302


# ---- 更正登记 ------------------------------------------------------------------------------------------------


def test_a_unit_named_by_correction_is_asked_with_the_date_of_the_answer():
    lead, _ = f.to_cosign()
    w, third = f.world(), third_unit()
    sent = {"hosts": [w.other_bureau.pk, third.pk]}
    assert correct(w.district, lead, **sent).status_code == 400, "its part is written with it (SH 13)"
    sent["shares"] = "区房管局：加装电梯\n区交通委：公交接驳"
    assert correct(w.district, lead, **sent).status_code == 302
    made = Case.objects.get(unit=third)
    assert (made.part, made.statutory_due) == (Part.JOINT, lead.statutory_due)
    assert asked(lead)[1:] == [("区房管局", True, "waiting", 1), ("区交通委", True, "waiting", 1)]
    assert sign_refusal(lead) == "区房管局还没有会签；区交通委还没有会签"
    # Named by mistake: another unit in its place is asked what it was; as 会办 it signs nothing.
    fourth = f.unit("区水务局")
    shares = "区房管局：加装电梯\n区水务局：排水"
    assert correct(w.district, lead, hosts=[w.other_bureau.pk, fourth.pk], shares=shares).status_code == 302
    assert asked(lead)[-1] == ("区水务局", True, "waiting", 1)
    mine = "区房管局：加装电梯"
    assert correct(w.district, lead, hosts=[w.other_bureau.pk], others=[fourth.pk], shares=mine).status_code == 302
    assert (asked(lead)[-1], Case.objects.get(unit=fourth).part) == (("区水务局", True, "dropped", 1), Part.HELP)
    sent = {"hosts": [w.other_bureau.pk, fourth.pk], "others": [], "shares": shares}
    assert correct(w.district, lead, **sent).status_code == 302
    assert asked(lead)[-1] == ("区水务局", True, "waiting", 1)


def test_a_unit_at_work_does_not_change_between_helping_and_being_in_charge():
    lead, host = f.to_cosign()
    page = correct(f.world().district, lead, way="主办", hosts=[], others=[host.unit_id], shares="")
    assert (page.status_code, Case.objects.get(pk=host.pk).part) == (409, Part.JOINT)
    assert "区房管局已经分办，主办、共同主办和会办不能再对调" in page.content.decode()


def test_no_unit_is_named_once_the_answer_is_signed():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "sign")
    sent = {"hosts": [host.unit_id, third_unit().pk], "shares": "区房管局：加装电梯\n区交通委：公交接驳"}
    page = correct(f.world().district, lead, **sent)
    assert (page.status_code, Case.objects.filter(unit__short_name="区交通委").count()) == (409, 0)
    assert "区民政局已经答复代表，不能再加共同主办的单位" in page.content.decode()

"""共同主办: what a unit has agreed to of a text counts for that text alone. Once the leading unit takes it back, its
leader gives it back, or another unit leads, the review in the unit that signs along begins over."""

import re

import pytest

from proposals.cases.access import Refused
from proposals.cases.workflow import perform
from proposals.models import Case, Part, Role, Status, Unit
from proposals.returns.actions import take_from_unit
from replies.consultations.actions import drop_consultation
from replies.consultations.hosts import hand_in_material
from replies.desk.turn.todo import current_holder, to_do
from replies.models import Consultation, Draft
from replies.models.reply import awaited_cosigning
from tests import factories as f
from tests.rules.oversight.hearing import object_to

pytestmark = pytest.mark.django_db

S = Status
WHILE_UNDER_WAY = {"the office reads": ("submit",), "the leader reads": ("submit", "check")}
OVER = "文稿已收回，会签从头再来"


def shown(page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.content.decode()))


def other_lead() -> tuple[Unit, f.World]:
    """区文旅局, and the world in which its people lead."""
    unit = f.unit("区文旅局")
    people = {
        name: f.person(f"new_{name}", called, (unit, role))
        for name, called, role in (
            ("office", "林一", Role.OFFICE),
            ("handler", "林二", Role.HANDLER),
            ("leader", "林三", Role.LEADER),
        )
    }
    return unit, f.replace(f.world(), bureau=unit, **people)


def changed_after(*steps: str) -> tuple[Case, Case]:
    """The other unit has come that far with the first version; then the leader of the leading unit sends it back, its
    handler changes it, and the second version waits for 会签."""
    lead, host = f.to_cosign()
    f.advance(host, *steps)
    lead.reload()
    f.advance(lead, "send_back")
    f.write(lead, f.world().handler, body=f.TEXTS["body"].replace("12处", "9999处"))
    f.advance(lead, "submit", "check")
    host.reload()
    return lead, host


def end_of(case: Case) -> tuple[str, str, str]:
    event = case.events.last()
    return event.action, event.label, event.comment


@pytest.mark.parametrize("steps", WHILE_UNDER_WAY.values(), ids=WHILE_UNDER_WAY)
def test_a_review_under_way_ends_with_the_text_that_it_read(steps):
    lead, host = f.to_cosign()
    f.advance(host, *steps)
    lead.reload()
    f.advance(lead, "send_back")
    host.reload()
    assert (host.status, awaited_cosigning(host)) == (S.IN_PROGRESS, None)
    assert end_of(host) == ("lapse", OVER, "主办单位收回文稿修改，改好以后重新送会签。")
    assert (to_do(host), current_holder(host)) == ("等主办单位送来答复稿会签", "区民政局")
    with pytest.raises(Refused, match="主办单位还没有送来要会签的答复稿"):
        perform(host, "submit", f.world().other_handler)


def test_the_office_has_to_read_the_changed_text_before_the_leader_signs_it(go):
    w = f.world()
    lead, host = changed_after("submit", "check")
    assert (host.status, awaited_cosigning(host).draft.number) == (S.IN_PROGRESS, 2)
    with pytest.raises(Refused):
        perform(host, "cosign", w.other_leader, comment="同意会签。")
    f.advance(host, "submit")
    assert host.status == S.CHECKING
    page = shown(go(w.other_office, "review", host.pk))
    assert "区民政局的答复第2稿" in page
    assert "和您上次看的区民政局答复第1稿相比：" in page
    assert ("今年新增9999处" in page, "看的文稿已收回，不算数" in page) == (True, True)
    f.advance(host, "check")
    page = shown(go(w.other_leader, "review", host.pk))
    assert "和上次送来的区民政局答复第1稿相比：" in page
    assert [
        (one.called, one.is_of_old_text, one.cosigning.draft.number) for one in host.current_round.reviews.all()
    ] == [
        ("", True, 1),
        ("", False, 2),
    ]
    f.advance(host, "cosign")
    [signed] = host.current_round.reviews.signatures()
    assert (signed.cosigning.draft, signed.is_of_old_text) == (lead.current_round.drafts.get(number=2), False)


def test_the_same_text_sent_again_is_reviewed_again_too():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    lead.reload()
    f.advance(lead, "send_back", "submit", "check")
    host.reload()
    assert (host.status, awaited_cosigning(host).draft.number) == (S.IN_PROGRESS, 1)
    assert [one.is_of_old_text for one in host.current_round.reviews.all()] == [True]


def test_a_page_opened_before_signs_nothing(go):
    w = f.world()
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    said = {"step": "cosign", "opinion": "同意会签。", "seen": host.version, "base": 2}
    lead.reload()
    f.advance(lead, "send_back", "submit", "check")
    host.reload()
    f.advance(host, "submit", "check")
    page = go(w.other_leader, "review", host.pk, data=said)
    assert (page.status_code, Consultation.objects.filter(outcome="answered", cosigns=True).count()) == (409, 0)


def test_a_handler_s_page_opened_before_sends_nothing_on(client, go):
    lead, host = f.to_cosign()
    before = host.version
    lead.reload()
    f.advance(lead, "send_back", "submit", "check")
    host.reload()
    typed = {**dict.fromkeys(("title", "body", "contact", "phone"), "字"), "base": 1, "seen": before, "submit": "1"}
    page = go(f.world().other_handler, "draft", host.pk, data=typed)
    host.reload()
    assert (page.status_code, host.status) == (409, S.IN_PROGRESS)


# ---- another unit leads --------------------------------------------------------------------------------------


def lead_moves_on(lead: Case) -> tuple[Case, f.World]:
    """A deputy's objection takes the case from the unit that leads; 区文旅局 leads from now on."""
    unit, people = other_lead()
    made = take_from_unit(lead, f.world().district, "move_on", comment="职责在文旅。", unit=unit)
    return made, people


@pytest.mark.parametrize("steps", [("submit",), ("submit", "check"), ("submit", "check", "cosign")])
def test_who_leads_changes_and_nothing_that_was_said_to_the_former_counts(steps):
    lead, host = f.hosting()
    f.write(host, f.world().other_handler, body="上海市宝山区民政局：\n我们承办的部分：加装电梯12台。")
    f.advance(lead, "submit", "check")
    object_to(lead)
    host.reload()
    f.advance(host, *steps)
    lead.reload()
    made, people = lead_moves_on(lead)
    host.reload()
    assert (host.status, awaited_cosigning(host)) == (S.IN_PROGRESS, None)
    assert host.events.filter(action="lapse").last().comment == "区民政局不再主办，由以后主办的单位重新送会签。"
    assert [one.is_of_old_text for one in host.current_round.reviews.all()] == [True] * (len(steps) - 1)
    assert list(host.current_round.reviews.signatures()) == []
    assert host.events.last().label == "改由区文旅局主办，请继续共同主办"
    assert (to_do(host), current_holder(host)) == ("等主办单位送来答复稿会签", "区文旅局")
    # The new unit writes and sends its own; the whole review is gone through again, and the word is to it.
    f.advance(made, "sign_for", "assign", w=people)
    material = Consultation.objects.get(reply__case=made)
    with pytest.raises(Refused, match="承办材料是写给上海市宝山区民政局的，现在由区文旅局牵头"):
        hand_in_material(material, f.world().other_handler)
    drop_consultation(material, people.handler, reason="已有前一单位收到的材料。")
    f.advance(made, "prepare", "submit", "check", w=people)
    host.reload()
    assert (host.status, awaited_cosigning(host).reply.case) == (S.IN_PROGRESS, made)
    f.advance(host, "submit", "check", "cosign")
    word = host.current_round.drafts.last()
    assert (word.about, word.body.startswith("上海市宝山区文旅局：")) == (made.current_round.drafts.last(), True)


# ---- 承办材料 and 会签意见 are two papers -----------------------------------------------------------------------


def test_no_material_is_taken_while_the_text_waits_to_be_signed(go):
    _, host = f.to_cosign()
    w = f.world()
    Consultation.objects.filter(cosigns=False).update(
        outcome="dropped", answer="", answered_on=None, dropped_reason="等"
    )
    material = Consultation.objects.get(cosigns=False)
    page = go(w.other_handler, "consult_material", material.pk, data={})
    assert (page.status_code, "答复稿已经送来会签，不再送承办材料" in page.content.decode()) == (409, True)
    assert "把写好的承办材料送" not in shown(go(w.other_handler, "draft", host.pk))
    f.advance(host, "submit")
    assert go(w.other_handler, "consult_material", material.pk, data={}).status_code == 409
    material.refresh_from_db()
    assert material.outcome == "dropped"


def test_who_has_nothing_to_add_signs_without_a_letter(client, go):
    w = f.world()
    lead = f.hand_over(f.suggestion(), w.bureau, Part.MAIN)
    host = f.hand_over(lead.suggestion, w.other_bureau, Part.JOINT)
    f.advance(host, "sign_for", "assign")
    f.advance(lead, "sign_for", "assign", "prepare")
    drop_consultation(Consultation.objects.get(), w.handler, reason="电话里说清楚了。")
    f.advance(lead, "submit", "check")
    host.reload()
    assert list(Draft.objects.filter(reply__case=host)) == []
    assert to_do(host) == "看区民政局的答复第1稿，送本单位审核会签"
    page = shown(go(w.other_handler, "case", host.pk))
    assert ("没有别的意见的，不用写，直接送审" in page, "写会签意见" in page, "承办材料" in page) == (
        True,
        True,
        False,
    )
    f.advance(host, "submit", "check", "cosign")
    [word] = Draft.objects.filter(reply__case=host)
    assert (word.about.reply.case, word.note) == (lead, "没有另写意见")
    assert word.title == "关于宝山区第九届人民代表大会第五次会议第001号代表建议的会签意见"
    assert word.body == (
        "上海市宝山区民政局：\n你单位送来的宝山区第九届人民代表大会第五次会议第001号代表建议"
        "《关于优化社区食堂、方便老年人就餐的建议》答复稿（第1稿）收悉。\n经研究，本单位同意会签。"
    )


def test_the_page_of_the_word_does_not_begin_with_the_material(go):
    _, host = f.to_cosign()
    page = go(f.world().other_handler, "draft", host.pk)
    text = shown(page)
    assert "拟写会签意见" in text
    form = page.context["form"]
    assert ("同意会签" in form.initial["body"], "会签后共同答复" in form.initial["body"]) == (True, False)
    assert form.initial["title"].endswith("的会签意见")


def test_after_a_recall_the_material_is_there_again(go):
    """It is asked for anew: what stood in it is what one goes on from, not what was said of the text."""
    lead, host = f.to_cosign()
    f.advance(host, "submit")
    material = host.current_round.drafts.get(number=1)
    lead.reload()
    f.advance(lead, "send_back")
    reply = Case.objects.get(pk=host.pk).current_round
    assert (reply.latest_draft.number, reply.written) == (2, material)


def test_what_was_said_of_a_text_taken_back_is_called_by_its_name_and_not_written_on(go):
    """A 会签意见 is never called the material, and nothing is offered to write while nothing is asked."""
    w = f.world()
    lead, host = f.to_cosign()
    f.advance(host, "submit")
    lead.reload()
    f.advance(lead, "send_back")
    page = shown(go(w.other_handler, "case", host.pk))
    assert ("会签意见还没有签发。" in page, "写承办材料" in page, "写会签意见" in page) == (True, False, False)
    assert "它说的是区民政局的答复第1稿，那一稿已经收回，不算数。" in page
    f.write(lead, w.handler, handling="你们提出的建议收悉，另有改动。")
    f.advance(lead, "submit", "check")
    page = shown(go(w.other_handler, "case", host.pk))
    assert ("写承办材料" in page, "写会签意见" in page, "那一稿已经收回" in page) == (False, True, True)


def test_the_leader_reads_who_has_signed_along_and_whom_the_signature_waits_for(go):
    w = f.world()
    lead, host = f.to_cosign()
    page = shown(go(w.leader, "review", lead.pk))
    assert ("会签齐了才能签发：区房管局还没有会签。" in page, "1家没有会签" in page) == (True, True)
    assert ("承办材料1家已齐" in page, "会办1家" in page) == (True, False)
    f.advance(host, "submit", "check", "cosign")
    page = shown(go(w.leader, "review", lead.pk))
    assert ("会签齐了才能签发" in page, "会签1家已齐" in page) == (False, True)
    assert ("送第1稿" in page, "区房管局白杰同意会签。" in page) == (True, True)


def test_the_paper_of_each_is_printed_under_its_own_name(go):
    w = f.world()
    _, host = f.to_cosign()
    f.advance(host, "submit")
    page = shown(go(w.other_handler, "print", host.pk))
    assert ("打印会签意见" in page, "存共同主办单位" in page, "会办" in page.replace("会办给我们", "")) == (
        True,
        True,
        False,
    )

"""共同主办 as each of its people meets it: what is to be done, by whom, on which page."""

import re

import pytest
from django.urls import reverse

from proposals.models import Deputy
from proposals.notices.events import tell_reviewers
from replies.consultations.hosts import hand_in_material
from replies.mine.listed import read_all
from replies.models import Consultation
from replies.prints.issue import issue_form
from tests import factories as f
from tests.replies.letter.pages import text_of

pytestmark = pytest.mark.django_db


def shown(page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.content.decode()))


def list_of(client, user) -> str:
    client.force_login(user)
    return shown(client.get("/"))


def tab_of(client, user, case) -> str:
    client.force_login(user)
    return shown(client.get(reverse("case_tab", args=[case.pk, "consultations"])))


def test_every_list_says_what_is_to_be_done(client, go):
    w = f.world()
    lead, host = f.to_cosign()
    said = {name: list_of(client, getattr(w, name)) for name in ("leader", "other_handler", "other_leader")}
    assert "答复签发" not in said["leader"], "the other unit is to sign first"
    assert "看区民政局的答复第1稿，送本单位审核会签" in said["other_handler"]
    assert "等区房管局会签" in shown(go(w.handler, "case", lead.pk))
    assert tell_reviewers() == 0
    f.advance(host, "submit", "check")
    assert "会签主办单位的答复" in list_of(client, w.other_leader)
    f.advance(host, "cosign")
    assert "答复签发" in list_of(client, w.leader)
    assert "已会签，等主办单位签发答复" in shown(go(w.other_handler, "case", host.pk))
    assert tell_reviewers() > 0


def test_the_leader_signs_what_stands_on_the_page(client, go):
    w = f.world()
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    page = shown(go(w.other_leader, "review", host.pk))
    assert "会签：区民政局的答复第1稿" in page
    assert "今年新增12处" in page
    said = {"step": "cosign", "opinion": "同意会签。", "seen": host.version, "base": 2}
    assert go(w.other_leader, "review", host.pk, data=said).status_code == 302
    tab = tab_of(client, w.handler, lead)
    assert "区房管局已会签承办：加装电梯" in tab
    assert "区房管局白杰同意会签。" in tab


def test_who_does_not_agree_says_why(go):
    w = f.world()
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    said = {"step": "refuse_cosign", "opinion": "", "seen": host.version, "base": 2}
    assert go(w.other_leader, "review", host.pk, data=said).status_code == 400
    assert go(w.other_leader, "review", host.pk, data=said | {"opinion": "数字不符。"}).status_code == 302
    assert "区房管局：数字不符。" in shown(go(w.handler, "case", lead.pk))
    why = f"不同意会签区房管局{f.day(0).month}月{f.day(0).day}日，第1稿数字不符。文字还没有改动"
    for who, name in (("handler", "draft"), ("handler", "case"), ("office", "case")):
        assert why in shown(go(getattr(w, who), name, lead.pk)), (who, name)
    assert why not in shown(go(w.district, "case", lead.pk))
    f.write(lead, w.handler, handling="你们提出的建议收悉，数字已经核对。")
    assert why not in shown(go(w.handler, "draft", lead.pk))


def test_the_word_against_a_text_is_not_the_word_for_it_when_it_comes_again():
    """The same text is sent once more: the unit writes another word, or none and then agrees in the usual ones."""
    w = f.world()
    lead, host = f.to_cosign()
    f.write(host, w.other_handler, body="我们不同意，请删去第二段。")
    f.advance(host, "submit", "check", "refuse_cosign")
    lead.reload()
    f.advance(lead, "submit", "check")
    host.reload()
    assert (host.current_round.written, host.current_round.latest_draft.body) == (None, "我们不同意，请删去第二段。")
    f.advance(host, "submit", "check", "cosign")
    opinion = host.current_round.printed.get().snapshot["letter"]["body"]
    assert ("不同意" in opinion, "同意会签" in opinion) == (False, True)


def test_the_same_word_against_it_can_be_said_again():
    w = f.world()
    lead, host = f.to_cosign()
    words = {"body": "我们不同意，请删去第二段。"}
    f.write(host, w.other_handler, **words)
    before = host.current_round.latest_draft
    f.advance(host, "submit", "check", "refuse_cosign")
    lead.reload()
    f.advance(lead, "submit", "check")
    host.reload()
    f.write(host, w.other_handler, **words)
    host.reload()
    written = host.current_round.written
    assert (written.number, written.body, written.about) == (before.number + 1, words["body"], before.about)


def test_material_is_quoted_without_the_words_for_the_unit(go):
    w = f.world()
    lead = f.hand_over(f.suggestion(), w.bureau, f.Part.MAIN)
    host = f.hand_over(lead.suggestion, w.other_bureau, f.Part.JOINT)
    f.advance(host, "sign_for", "assign")
    f.advance(lead, "sign_for", "assign")
    row = Consultation.objects.get()
    asked = f"以上内容请你单位写入统一的答复，本单位会签后共同答复{lead.suggestion.address}。"
    f.write(host, w.other_handler, body=f"加装电梯12台已经开工。\n{asked}")
    hand_in_material(row, w.other_handler)
    page = shown(go(w.handler, "draft", lead.pk))
    assert ("加装电梯12台已经开工。引用" in page, asked in page) == (True, False)
    assert ("承办材料（1家）" in page, "写入“区房管局承办的部分，”" in page) == (True, True)


def test_the_body_outside_lets_the_leading_unit_go_on(client, go):
    w = f.world()
    lead, _ = f.to_cosign()
    row = Consultation.objects.get(cosigns=True)
    assert "不再等待会签" in tab_of(client, w.district, lead)
    assert go(w.district, "consult_waive", row.pk, data={"reason": ""}).status_code == 400
    assert go(w.district, "consult_waive", row.pk, data={"reason": "催过三次。"}).status_code == 302
    assert go(w.district, "consult_waive", row.pk, data={"reason": "催过三次。"}).status_code == 409
    assert "不等会签" in tab_of(client, w.handler, lead)


def test_the_material_is_handed_in_once(go):
    w = f.world()
    lead = f.hand_over(f.suggestion(), w.bureau, f.Part.MAIN)
    host = f.hand_over(lead.suggestion, w.other_bureau, f.Part.JOINT)
    f.advance(host, "sign_for", "assign")
    f.advance(lead, "sign_for", "assign")
    row = Consultation.objects.get()
    assert go(w.other_handler, "consult_material", row.pk, data={}).status_code == 409
    f.advance(host, "prepare")
    assert "把写好的承办材料送区民政局" in shown(go(w.other_handler, "draft", host.pk))
    assert go(w.other_handler, "consult_material", row.pk, data={}).status_code == 302
    assert go(w.other_handler, "consult_material", row.pk, data={}).status_code == 409
    row.refresh_from_db()
    assert (row.outcome, row.answered_by) == ("answered", "区房管局 贺磊")


def test_the_letter_and_the_form_name_each_unit_in_its_place():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "sign")
    text = re.sub(r"\s+", "", text_of(issue_form(lead.current_round.printed.get())))
    assert "承办单位盖章：上海市宝山区民政局上海市宝山区房管局" in text
    assert "上海市宝山区民政局上海市宝山区房管局" in text.split("增加助餐点")[-1]


def test_the_deputy_reads_who_leads_and_who_is_beside():
    lead, _ = f.to_cosign()
    [mine] = read_all(Deputy.objects.get(name="赵洪蓉"))
    assert mine.led_by == "区民政局牵头，和区房管局共同主办，统一答复您"
    assert [(one.name, one.where) for one in mine.hosts] == [("贺磊", "区房管局基层政权科")]
    assert [course.case for course in mine.courses] == [lead]

"""共同主办: whoever reads the one answer outside the units reads of all of them whose it is."""

import re

import pytest
from django.urls import reverse

from proposals.models import Case, Deputy
from proposals.returns.actions import agree_return
from replies.feedback.links import make_link
from replies.mine.listed import read_all
from replies.models import Message
from tests import factories as f
from tests.replies.messages.people import every_kind, tell

pytestmark = pytest.mark.django_db
BOTH = "区民政局、区房管局"
WHOLE = "上海市宝山区民政局、上海市宝山区房管局"


def shown(page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.content.decode()))


def answered() -> Case:
    lead, host = f.to_cosign()
    Case.objects.filter(pk=lead.pk).update(share="增加助餐点")
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "sign")
    return lead


def test_the_answer_page_the_receipt_and_the_code_name_all(client):
    lead = answered()
    deputy = Deputy.objects.get(name="赵洪蓉")
    link = make_link(lead.current_round, f.world().handler, deputy)
    client.get(link.url)
    here = reverse("outside:deputy", args=[link.invitation.pk])
    assert f"答复单位{WHOLE}" in shown(client.get(here))
    printed = lead.current_round.printed.get()
    assert f"承办单位{WHOLE}" in shown(client.get(reverse("outside:verify", args=[printed.verification])))


def test_the_words_with_the_link_name_all():
    lead = answered()
    link = make_link(lead.current_round, f.world().handler, Deputy.objects.get(name="赵洪蓉"))
    assert f"，{BOTH}已经办理完毕。" in link.message


def test_whom_no_message_reaches_is_told_of_all():
    every_kind()
    lead = answered()
    Deputy.objects.filter(name="周建伟").update(phone="")
    tell()
    (said,) = Message.objects.filter(case=lead, kind="replied")
    assert (f"，{BOTH}" in said.words, "有事请打电话：区民政局高扬，" in said.words) == (True, True)


def test_each_hand_on_is_told_with_who_leads():
    w = f.world()
    every_kind()
    lead = f.hand_over(f.suggestion(), w.bureau, f.Part.MAIN)
    host = f.hand_over(lead.suggestion, w.other_bureau, f.Part.JOINT)
    tell()
    third = f.unit("区教育局", short_name="区教育局")
    f.advance(host, "sign_for", "ask_return")
    agree_return(host, w.district, comment="同意。", unit=third)
    said = {one.deputy.name: one.words for one in tell() if one.kind == "handed_on"}
    assert set(said) == {"赵洪蓉", "周建伟"}
    words = said["赵洪蓉"]
    assert "原来交给区房管局（共同主办），" in words
    assert "起改由区教育局（和牵头的区民政局共同主办）办理" in words
    assert "有事请打电话：区民政局" in words


def test_the_deputy_s_own_page_names_all_and_what_each_is_in_charge_of():
    lead = answered()
    [mine] = read_all(Deputy.objects.get(name="赵洪蓉"))
    assert mine.shares == [("区民政局", "增加助餐点"), ("区房管局", "加装电梯")]
    [course] = mine.courses
    assert (course.case, course.said.startswith(f"{BOTH}")) == (lead, True)

"""更正登记 of who proposes, after the reply was signed: links, answers, the clock; what was signed stays as it is."""

import pytest
from django.test import Client
from lxml import html

from proposals.formats.chinese import cn_date
from proposals.models import Case, Event, Status
from replies.feedback.links import make_link
from tests import factories as f
from tests.factories import make_case, world
from tests.proposals.registration.pages import correct, filled, press, signed_in

pytestmark = pytest.mark.django_db
S = Status


def sent_out(*steps: str, **facts) -> Case:
    return f.advance(make_case(S.SEEKING_FEEDBACK, **facts), *steps)


def current(case) -> list[str]:
    return [row.deputy.name for row in Case.objects.get(pk=case.pk).current_round.current_feedback]


def test_the_look_says_what_becomes_of_links_and_answers_before_anything_is_written():
    case, w = sent_out("satisfy"), world()
    page = correct(w.district, case, confirm=False, co_signers="李倩宇", new_deputies="on").content.decode()
    assert "赵洪蓉（吴淞代表团）、周建伟（吴淞代表团）" in page
    assert "周建伟不再是提出人，征询链接停用，已经反馈的意见留在记录里、不再计入。" in page
    assert "李倩宇列为提出人，答复要另外送达，并发征询链接。" in page
    assert Event.objects.filter(case=case, action="correct").count() == 0
    assert case.suggestion.deputies.count() == 2


def test_back_from_the_look_everything_is_as_it_was_typed():
    case, w = sent_out(), world()
    typed = {"co_signers": "", "title": "改过的标题", "text": "\n案由：请装路灯。\n\n  建议：年内装好。"}
    client = signed_in(w.district)
    before = filled(client, case)
    looked = correct(w.district, case, confirm=False, **typed)
    page = press(client, looked, "again")
    assert page.templates[0].name == "proposals/registration/correct.html"
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in shown.items() if value not in (None, "", False, [])}
    sent = before | {"reason": "与代表核对过。"} | typed
    del sent["co_signers"]
    assert {name: str(kept[name]).replace("\r\n", "\n") for name in kept} == {
        name: str(value).replace("\r\n", "\n") for name, value in sent.items()
    }


def test_the_link_of_who_is_no_proposer_ends_with_the_reason():
    case, w = sent_out(), world()
    links = {who.name: make_link(case.current_round, w.handler, who) for who in case.suggestion.proposers}
    assert correct(w.district, case, co_signers="").status_code == 302
    opened = {name: Client().get(f"/d/{f.token(link)}").status_code for name, link in links.items()}
    assert opened == {"赵洪蓉": 302, "周建伟": 404}
    ended = Event.objects.get(case=case, action="revoke")
    assert (ended.label, ended.comment, ended.actor) == ("停用周建伟的征询链接", "登记更正，不是提出人。", w.district)


def test_an_answer_counts_while_its_deputy_stands_and_again_when_put_back():
    case, w = sent_out("satisfy"), world()
    assert current(case) == ["赵洪蓉", "周建伟"]
    assert correct(w.district, case, co_signers="").status_code == 302
    assert current(case) == ["赵洪蓉"]
    rows = case.current_round.feedback.order_by("pk").values_list("deputy__name", "is_current")
    assert list(rows) == [("赵洪蓉", True), ("周建伟", False)]
    assert correct(w.district, case, co_signers="周建伟").status_code == 302
    assert current(case) == ["赵洪蓉", "周建伟"]


def test_the_clock_stops_when_the_reply_has_reached_those_who_stand():
    case, w = sent_out(), world()
    f.answer(case, w.handler, case.suggestion.proposers[0])
    assert Case.objects.get(pk=case.pk).delivered_on is None
    assert correct(w.district, case, co_signers="").status_code == 302
    assert Case.objects.get(pk=case.pk).delivered_on == f.day(0)
    said = Event.objects.get(case=case, action="correct").comment
    assert said.endswith("答复已经全部送达，答复期限停止计算。")


@pytest.mark.parametrize("status", [S.SEEKING_FEEDBACK, S.CLOSED])
def test_who_is_added_is_still_to_be_answered(status):
    case, w = sent_out("satisfy"), world()
    case = f.advance(case, "report") if status == S.CLOSED else case
    assert Case.objects.get(pk=case.pk).delivered_on == f.day(0)
    added = {"co_signers": "周建伟、李倩宇", "new_deputies": "on"}
    assert correct(w.district, case, **added).status_code == 302
    now = Case.objects.get(pk=case.pk)
    assert (now.status, now.delivered_on) == (status, None)
    assert [one.name for one in now.current_round.undelivered_deputies()] == ["李倩宇"]
    assert "李倩宇" in signed_in(w.handler).get(f"/cases/{case.pk}/tab/feedback/").content.decode()
    f.advance(now, "deliver")
    assert Case.objects.get(pk=case.pk).delivered_on == f.day(0)


def test_a_study_ends_with_the_last_proposer_who_asked_for_it_and_begins_when_that_one_stands_again():
    case, w = make_case(S.UNDER_STUDY), world()
    assert correct(w.congress, case, lead="周建伟", co_signers="").status_code == 302
    assert Case.objects.get(pk=case.pk).status == S.SEEKING_FEEDBACK
    assert case.current_round.feedback.get(deputy__name="赵洪蓉").is_current is False
    assert correct(w.congress, case, co_signers="赵洪蓉").status_code == 302
    assert Case.objects.get(pk=case.pk).status == S.UNDER_STUDY
    moved = [(one.label, one.role, one.actor) for one in case.events.filter(action__in=("study_off", "study"))][1:]
    assert moved == [
        ("不满意的代表已不是提出人（更正登记），不用再研究", "system", None),
        ("转待研究：赵洪蓉代表重新列为提出人，不满意的意见重新计入", "system", None),
    ]
    f.advance(case, "decline")
    assert Case.objects.get(pk=case.pk).status == S.TO_REPORT
    assert correct(w.congress, case, lead="赵洪蓉", co_signers="周建伟").status_code == 302  # decided: not once more
    assert Case.objects.get(pk=case.pk).status == S.TO_REPORT


def test_the_order_alone_is_corrected_and_nothing_ends():
    case, w = sent_out("satisfy"), world()
    assert correct(w.district, case, lead="周建伟", co_signers="赵洪蓉").status_code == 302
    assert Case.objects.get(pk=case.pk).suggestion.proposer_names == "周建伟、赵洪蓉"
    assert Event.objects.filter(case=case, action="revoke").count() == 0
    assert current(case) == ["周建伟", "赵洪蓉"]


def test_the_signed_letter_stays_and_its_page_says_what_was_corrected_since():
    case, w = sent_out(number="070"), world()
    link = make_link(case.current_round, w.handler, case.suggestion.proposers[0])
    frozen = case.current_round.printed.get().snapshot
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    assert case.current_round.printed.get().snapshot == frozen
    page = Client().get(f"/d/{f.token(link)}", follow=True).content.decode()
    assert "第070号《关于增设路灯的建议》" in page
    said = (
        "标题原为“关于优化社区食堂、方便老年人就餐的建议”，已更正为“关于增设路灯的建议”；下面的答复是更正以前签发的。"
    )
    assert said in page
    desk = signed_in(w.handler).get(f"/cases/{case.pk}/tab/reply/").content.decode()
    assert "签发以后登记有更正" in desk
    notice = html.fromstring(desk).xpath("string(//div[p/strong[contains(., '签发以后')]])")
    day = cn_date(f.day(0))
    said = f"{day}签发的答复（宝民〔2026〕12号）、签发时的定稿写的是更正以前的内容，不能再改。"
    assert (said in "".join(notice.split()), "可以在" in notice) == (True, False)
    assert html.fromstring(desk).xpath("string(//textarea[@id='correction-1'])").split("\n") == [
        "关于更正第070号建议答复的函",
        "赵洪蓉、周建伟代表：",
        f"我单位{day}《关于优化社区食堂建议的答复》（宝民〔2026〕12号）中，标题“关于优化社区食堂、方便老年人就餐的建议”"
        "应为“关于增设路灯的建议”，其他内容不变，特此更正。给你们带来不便，敬请谅解。",
        "上海市宝山区民政局",
        day,
    ]
    assert "签发以后登记有更正" not in signed_in(w.handler).get(f"/cases/{sent_out().pk}/tab/reply/").content.decode()


def test_namesakes_keep_standing_as_who_they_are():
    case, w = make_case(S.IN_PROGRESS), world()
    f.Deputy.objects.create(name="周建伟", kind="代表", delegation="杨行代表团")
    before = [one.pk for one in case.suggestion.proposers]
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    assert [one.pk for one in Case.objects.get(pk=case.pk).suggestion.proposers] == before
    assert [one["field"] for one in Event.objects.get(case=case, action="correct").data["changes"]] == ["标题"]


def test_what_is_signed_and_not_yet_out_can_still_be_taken_back(client):
    case, w = f.advance(make_case(S.IN_PROGRESS, number="070"), "prepare", "submit", "check", "hold"), world()
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    page = html.fromstring(signed_in(w.handler).get(f"/cases/{case.pk}/tab/reply/").content)
    assert "郑国华可以在" in page.xpath("string(//main)")
    assert page.xpath("//textarea[starts-with(@id, 'correction-')]") == []

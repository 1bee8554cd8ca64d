"""登记已更正: a text that quotes the old words says so, and puts right at a press what is certain."""

import pytest

from proposals.intake.corrections.fields import CorrectedField as F
from proposals.models import Part, Status
from proposals.registration.actions import correct_by_hand
from replies.drafts.set_phrases import opening_text
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
OLD, NEW = "关于优化社区食堂、方便老年人就餐的建议", "关于优化社区食堂的建议"


def written(body: str = "", **facts):
    """A case whose draft begins as the program begins one."""
    case = make_case(Status.IN_PROGRESS, number="070", **facts)
    by = world().handler if case.unit == world().bureau else world().other_handler
    opening = opening_text(case.current_round)
    f.write(case, by, **{**opening, "body": opening["body"] + body})
    case.reload()
    return case


def correct(case, **changes):
    correct_by_hand(case.suggestion, {F[name]: value for name, value in changes.items()}, world().district, "核对。")
    case.reload()


def strip(client, case) -> str:
    client.force_login(world().handler)
    page = client.get(f"/cases/{case.pk}/draft/").content.decode()
    return page.split('aria-label="登记已更正"')[1].split("</section>")[0] if "登记已更正" in page else ""


def press(client, case, **typed):
    client.force_login(world().handler)
    form = client.get(f"/cases/{case.pk}/draft/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"requote": "1"} | typed
    return client.post(f"/cases/{case.pk}/draft/", sent)


def test_nothing_is_said_while_nothing_was_corrected(client):
    assert strip(client, written()) == ""


def test_title_number_and_salutation_are_put_right_at_a_press(client):
    case = written("一、办理情况\n您提的建议已采纳。")
    case.refresh_from_db()
    kept = case.suggestion.proposers[:1]
    correct(case, TITLE=NEW, NUMBER="072", PROPOSERS=kept)
    said = strip(client, case)
    assert f"标题由“{OLD}”改为“{NEW}”" in said
    assert "件号由“第070号”改为“第072号”" in said
    assert "称呼由“赵洪蓉、周建伟代表：”改为“赵洪蓉代表：”" in said
    assert "这一稿有4处写的是旧的。" in said
    assert press(client, case).status_code == 302
    case.reload()
    draft = case.current_round.latest_draft
    assert (draft.number, draft.author, draft.note) == (2, world().handler, "按更正登记改正4处")
    assert draft.title == "对宝山区第九届人民代表大会第五次会议第072号代表建议的答复"
    assert draft.body.split("\n")[:2] == [
        "赵洪蓉代表：",
        f"你们在宝山区第九届人民代表大会第五次会议上提出的第072号建议《{NEW}》收悉，现答复如下：",
    ]
    assert strip(client, case) == ""


def test_what_is_typed_and_not_saved_is_put_right_with_it(client):
    case = written()
    correct(case, TITLE=NEW)
    body = f"{case.current_round.latest_draft.body}\n又说到《{OLD}》。"
    assert press(client, case, body=body).status_code == 302
    case.reload()
    assert case.current_round.latest_draft.body == body.replace(OLD, NEW)


def test_what_may_mean_another_suggestion_is_only_pointed_out(client):
    case = written("去年第070号和周建伟的意见。\n第1070号不是。")
    correct(case, NUMBER="072", PROPOSERS=case.suggestion.proposers[:1])
    said = strip(client, case)
    assert "周建伟不再是提出人" in said
    assert "请自己核对：正文“…去年第070号和周建伟的意见。…”、正文“…去年第070号和周建伟的意见。…”" in said
    assert said.count("正文“") == 2
    assert press(client, case).status_code == 302
    case.reload()
    assert case.current_round.latest_draft.body.endswith("去年第070号和周建伟的意见。\n第1070号不是。")


def test_a_session_is_put_right_where_the_letter_says_what_it_answers(client):
    case = written("宝山区第九届人民代表大会第五次会议审议通过了规划。")
    correct(case, SESSION=f.Session.objects.create(body="人大", place="宝山区", term=9, meeting=4))
    assert press(client, case).status_code == 302
    case.reload()
    draft = case.current_round.latest_draft
    assert draft.title.startswith("对宝山区第九届人民代表大会第四次会议第070号")
    assert [("第四次会议" in line, "第五次会议" in line) for line in draft.body.split("\n")[1:]] == [
        (True, False),
        (False, True),
    ]


def test_corrected_twice_the_last_word_counts_and_corrected_back_nothing_is_said(client):
    case = written()
    correct(case, TITLE="关于路灯的建议")
    correct(case, TITLE=NEW)
    assert f"标题由“{OLD}”改为“{NEW}”" in strip(client, case)
    correct(case, TITLE=OLD)
    assert strip(client, case) == ""


def test_a_new_title_that_holds_the_old_one_is_not_taken_for_it(client):
    case = written()
    longer = f"{OLD}（重新提交）"
    correct(case, TITLE=longer)
    assert press(client, case).status_code == 302
    case.reload()
    assert f"《{longer}》" in case.current_round.latest_draft.body
    assert strip(client, case) == ""


def test_the_helping_units_opinion_is_told_too(client):
    case = make_case(Status.IN_PROGRESS, number="070", part=Part.HELP)
    f.write(case, world().handler, **opening_text(case.current_round))
    correct(case, TITLE=NEW)
    assert "这一稿有1处写的是旧的。" in strip(client, case)
    assert press(client, case).status_code == 302
    case.reload()
    assert f"《{NEW}》收悉" in case.current_round.latest_draft.body


def test_who_reviews_is_told_what_was_corrected_since_the_text_was_written(client):
    case = written("一、办理情况\n您提的建议已采纳。")
    f.contact_all(case, world().handler)
    f.let_stand(case, world().handler)
    f.write(case, world().handler, **{**f.TEXTS, **case.current_round.latest_draft.texts(), "handling": "已办。"})
    f.advance(case, "submit")
    case.refresh_from_db()
    correct(case, TITLE=NEW, NUMBER="072", PROPOSERS=case.suggestion.proposers[:1])
    client.force_login(world().office)
    page = client.get(f"/cases/{case.pk}/review/").content.decode()
    said = page.split('aria-label="登记已更正"')[1].split("</section>")[0]
    for told in (
        f"标题由“{OLD}”改为“{NEW}”",
        "件号由“第070号”改为“第072号”",
        "称呼由“赵洪蓉、周建伟代表：”改为“赵洪蓉代表：”",
    ):
        assert told in said
    assert "这一稿有4处写的是旧的。" in said
    assert "退回给" in said
    assert "requote" not in said

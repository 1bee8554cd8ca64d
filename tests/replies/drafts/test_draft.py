"""Writing the reply through the front door: versions, two writers, sending it for review."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from proposals.models import Attachment, Part
from replies.models import Draft
from tests import factories
from tests.factories import TEXTS, addressed, advance, contact_all, make_case, world, write

pytestmark = pytest.mark.django_db


def typed(case, base=0, **texts):
    return {**TEXTS, "base": base, "seen": case.version, **texts}


def numbers(case):
    return list(Draft.objects.filter(reply__case=case).order_by("number").values_list("number", flat=True))


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_an_empty_drafting_page_offers_the_wording_of_the_case(go):
    case = make_case("in_progress")
    text = go(world().handler, "draft", case.pk).content.decode()
    assert "赵洪蓉、周建伟代表：" in text
    assert "社区食堂是老人家门口的饭桌。" in text
    assert "还没有拟写答复" in text
    assert numbers(case) == []


def test_each_save_is_a_version(go):
    case = make_case("in_progress")
    first = go(world().handler, "draft", case.pk, data=typed(case))
    second = go(world().handler, "draft", case.pk, data=typed(case, 1, body="另一种写法"))
    assert (first.status_code, first.url) == (302, reverse("replies:draft", args=[case.pk]))
    assert second.status_code == 302
    assert numbers(case) == [1, 2]
    one, two = case.current_round.drafts.all()
    assert {name: getattr(one, name) for name in TEXTS} == TEXTS
    assert two.texts() == {**one.texts(), "body": "另一种写法"}
    saved = two.saved_at.astimezone().strftime("%M")
    assert said(second)[-1].startswith("已保存第2稿 ")
    assert said(second)[-1].endswith(saved)


def test_the_same_text_sent_twice_is_one_version(go):
    case = make_case("in_progress")
    for _ in range(2):
        assert go(world().handler, "draft", case.pk, data=typed(case)).status_code == 302
    assert numbers(case) == [1]


def test_half_a_draft_is_saved_and_what_is_missing_is_listed(go, client):
    case = make_case("in_progress")
    data = {"title": "", "body": "只写了一半", "base": 0, "seen": case.version}
    assert go(world().handler, "draft", case.pk, data=data).status_code == 302
    page = go(world().handler, "draft", case.pk)
    missing = [
        "还有2位代表未联系（赵洪蓉、周建伟）",
        "“办理情况”还没有写",
        "还没有选办理结果分类",
        "还没有选公开属性",
        "检查出4处应改，请改好或者写明不改的理由",
    ]
    assert [one.said for one in page.context["missing"]] == missing
    assert "送审前还差5项" in page.content.decode()
    # The page of the case and the refusal count the same.
    shown = client.get(case.get_absolute_url())
    assert shown.context["row"].to_do == "送审前还差5项（还有2位代表未联系等）"
    assert f"还差5项：{'；'.join(missing)}" in shown.content.decode()
    refused = go(world().handler, "draft", case.pk, data={**data, "base": 1, "submit": "1"})
    assert f"不能送审，还差5项：{'；'.join(missing)}。" in refused.content.decode()


def test_what_is_missing_is_counted_from_what_stands_on_the_screen(go):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    go_on = typed(case, **addressed(case), disclosure="", classification="")
    counts = []
    for more in ({}, {"disclosure": "主动公开·全文"}, {"disclosure": "主动公开·全文", "classification": "留作参考"}):
        page = go(world().handler, "check", case.pk, data={**go_on, **more})
        counts.append((len(page.context["missing"]), "保存并送审" in page.content.decode()))
    assert counts == [(2, False), (1, False), (0, True)]


def test_the_words_a_page_begins_with_are_no_reply_yet(go, client):
    case = make_case("in_progress")
    page = go(world().handler, "draft", case.pk)
    missing = [one.said for one in page.context["missing"]]
    shown = client.get(case.get_absolute_url())
    assert missing[:2] == ["还没有拟写答复", "还有2位代表未联系（赵洪蓉、周建伟）"]
    assert f"还差5项：{'；'.join(missing)}" in shown.content.decode()
    opening = {name: page.context["form"].initial[name] for name in ("title", "body", "contact", "phone")}
    refused = go(world().handler, "draft", case.pk, data={**opening, "base": 0, "seen": case.version, "submit": "1"})
    assert f"不能送审，还差5项：{'；'.join(missing)}。" in refused.content.decode()


def test_two_writers_each_see_both_texts_and_lose_nothing(go):
    case = make_case("in_progress")
    write(case, world().handler, body="先存的全文")
    write(case, world().handler, body="后存的全文")
    mine = typed(case, 1, body="我写的全文", handling="我写的办理情况")
    answer = go(world().handler, "draft", case.pk, data=mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert numbers(case) == [1, 2]
    assert [kept in text for kept in ("我写的全文", "我写的办理情况", "后存的全文")] == [True, True, True]
    assert timezone.localtime().strftime("高扬已在%H:") in text
    assert answer.context["differing"] == ["body", "handling"]
    assert answer.context["form"]["base"].value() == 2
    assert go(world().handler, "draft", case.pk, data={**mine, "base": 2}).status_code == 302
    assert case.current_round.drafts.get(number=3).body == "我写的全文"


def test_a_draft_that_was_sent_on_is_not_changed_and_the_text_is_kept(go):
    case = make_case("checking")
    answer = go(world().handler, "draft", case.pk, data=typed(case, 1, body="晚了一步的文字"))
    assert (answer.status_code, numbers(case)) == (409, [1])
    assert "晚了一步的文字" in answer.content.decode()


def test_a_draft_that_was_sent_on_can_be_read(go):
    case = make_case("checking")
    answer = go(world().handler, "draft", case.pk)
    assert answer.url == reverse("replies:draft_version", args=[case.pk, 1, 1])


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("office", 403), ("leader", 403), ("second_handler", 403), ("district", 403), ("other_handler", 404)],
)
def test_only_the_handler_writes(go, who, status, method):
    case = make_case("in_progress")
    data = typed(case) if method == "post" else None
    assert go(getattr(world(), who), "draft", case.pk, data=data).status_code == status
    assert numbers(case) == []


def test_before_it_is_assigned_there_is_nothing_to_write(go):
    case = make_case("received")
    assert go(world().handler, "draft", case.pk).status_code == 409


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        {"body": "长" * 30_001},
        {"title": "长" * 251},
        {"promises_1_on": "2026-02-30"},
        {"promises_2_item": "长" * 301},
        {"classification": "已完成"},
        {"disclosure": "公开"},
        {"base": "-1"},
        {"base": ""},
        {"base": "1.5"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_wrong_is_said_and_nothing_is_lost(go, wrong):
    case = make_case("in_progress")
    data = typed(case, **{"handling": "写了很久的办理情况", **wrong})
    answer = go(world().handler, "draft", case.pk, data=data)
    assert (answer.status_code, numbers(case)) == (400, [])
    assert "写了很久的办理情况" in answer.content.decode()
    assert data["body"] in answer.content.decode()


def test_pasted_text_becomes_plain_text(go):
    case = make_case("in_progress")
    pasted = "一、做法\r\n\u200b第一\x0b第二\u202e\x00\r第三𠮷\ue000"
    go(world().handler, "draft", case.pk, data=typed(case, body=pasted))
    assert case.current_round.drafts.get().body == "一、做法\n第一\n第二\n第三𠮷\ue000"


# ---- 送审 --------------------------------------------------------------------------------------------------


def test_it_is_saved_and_sent(go):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    answer = go(world().handler, "draft", case.pk, data={**typed(case), "submit": "1"})
    case.refresh_from_db()
    assert (answer.status_code, case.status, numbers(case)) == (302, "checking", [1])


def test_what_stands_in_the_way_keeps_it_here_and_saved(go):
    case = make_case("in_progress")
    answer = go(world().handler, "draft", case.pk, data={**typed(case), "submit": "1"})
    case.refresh_from_db()
    assert (answer.status_code, case.status, numbers(case)) == (409, "in_progress", [1])
    assert "还有2位代表未联系" in answer.content.decode()
    assert answer.context["form"]["base"].value() == 1


def test_an_old_page_saves_but_does_not_send(go):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    answer = go(world().handler, "draft", case.pk, data={**typed(case, seen=case.version - 1), "submit": "1"})
    case.refresh_from_db()
    assert (answer.status_code, case.status, numbers(case)) == (409, "in_progress", [1])


# ---- 会办意见 ----------------------------------------------------------------------------------------------


def test_a_helping_unit_writes_a_letter_only(go):
    case = make_case("in_progress", part=Part.HELP)
    page = go(world().handler, "draft", case.pk)
    assert list(page.context["form"].fields) == ["title", "body", "contact", "phone", "base", "seen"]
    assert [page.context["form"][name].label for name in ("title", "body")] == ["标题", "正文"]
    data = {"title": "会办意见", "body": "同意。", "contact": "高扬", "phone": "1", "base": 0, "seen": case.version}
    go(world().handler, "draft", case.pk, data={**data, "classification": "已采纳"})
    draft = case.current_round.drafts.get()
    assert (draft.body, draft.classification) == ("同意。", "")


# ---- versions ----------------------------------------------------------------------------------------------


def test_an_older_version_is_read_and_brought_back(go):
    case = make_case("in_progress")
    write(case, world().handler, body="第一种写法")
    write(case, world().handler, body="第二种写法")
    page = go(world().handler, "draft_version", case.pk, 1, 1)
    assert page.status_code == 200
    assert "第一种写法" in page.content.decode()
    assert page.context["may_restore"] is True
    assert numbers(case) == [1, 2]
    answer = go(world().handler, "draft_version", case.pk, 1, 1, data={"base": 2})
    assert (answer.status_code, numbers(case)) == (302, [1, 2, 3])
    assert [row.body for row in case.current_round.drafts.all()] == ["第一种写法", "第二种写法", "第一种写法"]
    assert case.current_round.drafts.get(number=3).note == "取自第1稿"


def test_a_name_of_the_case_stays_whole_in_a_title_on_the_screen(go):
    case = make_case("in_progress", deputies=1)
    deputy = case.suggestion.proposers[0]
    type(deputy).objects.filter(pk=deputy.pk).update(name="阿卜杜热合曼·吾买尔江")
    write(case, world().handler, title="关于对阿卜杜热合曼·吾买尔江代表所提建议的答复")
    page = go(world().handler, "draft_version", case.pk, 1, 1).content.decode()
    assert "<span>关于对阿卜杜热合曼·吾买尔江代表</span><span>所提建议的答复</span>" in page


def test_a_version_says_what_changed_since_the_one_before_or_any_other(go):
    case = make_case("in_progress")
    for body in ("今年新增12处。", "今年新增15处。", "今年新增15处。\n明年再增10处。"):
        write(case, world().handler, body=body)

    def shown(number, query=""):
        page = go(world().leader, "draft_version", case.pk, 1, number, query=query).context
        spans = [(c.label, [(s.kind.value, s.text) for p in c.paragraphs for s in p.spans]) for c in page["changes"]]
        return page["against"] and page["against"].number, spans

    assert shown(3) == (2, [("正文", [("equal", "今年新增15处。"), ("insert", "明年再增10处。")])])
    assert shown(1) == (None, [])
    back = [
        ("equal", "今年新增"),
        ("delete", "15"),
        ("insert", "12"),
        ("equal", "处。"),
        ("delete", "明年再增10处。"),
    ]
    assert shown(1, "?against=3") == (3, [("正文", back)])


@pytest.mark.parametrize("against", ["9", "1", "x", "-1", "2" * 5_000, "１"])
def test_a_version_is_compared_with_another_that_is_there(go, against):
    case = make_case("in_progress")
    write(case, world().handler, body="甲")
    assert go(world().handler, "draft_version", case.pk, 1, 1, query=f"?against={against}").status_code == 404


def test_what_changed_is_the_units_own(go):
    case = make_case("in_progress")
    write(case, world().handler, body="先写的一种说法。")
    advance(case, "prepare", "submit", "check", "sign")
    page = go(world().district, "draft_version", case.pk, 1, 2)
    assert (page.status_code, "先写的一种说法" in page.content.decode()) == (200, False)


@pytest.mark.parametrize(
    ("who", "base", "status"),
    [("handler", 1, 409), ("handler", "x", 409), ("handler", "", 409), ("office", 2, 403), ("other_handler", 2, 404)],
)
def test_bringing_back_asks_who_and_from_where(go, who, base, status):
    case = make_case("in_progress")
    write(case, world().handler, body="第一种写法")
    write(case, world().handler, body="第二种写法")
    answer = go(getattr(world(), who), "draft_version", case.pk, 1, 1, data={"base": base})
    assert (answer.status_code, numbers(case)) == (status, [1, 2])


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("handler", 200, 200),
        ("second_handler", 200, 200),
        ("leader", 200, 200),
        ("district", 403, 200),
        ("congress", 403, 200),
        ("other_office", 404, 404),
    ],
)
def test_a_draft_is_the_units_own_until_it_is_signed(go, who, before, after):
    case = make_case("signing")
    assert go(getattr(world(), who), "draft_version", case.pk, 1, 1).status_code == before
    advance(case, "sign")
    assert go(getattr(world(), who), "draft_version", case.pk, 1, 1).status_code == after


def test_a_version_that_is_not_there_is_not_found(go):
    case = make_case("checking")
    assert go(world().handler, "draft_version", case.pk, 1, 9).status_code == 404
    assert go(world().handler, "draft_version", case.pk, 9, 1).status_code == 404


def test_beside_the_letter_lie_the_files_of_the_suggestion_and_not_the_scans_of_a_case(go):
    case = make_case("in_progress")
    factories.scan(case, world().handler)
    scan = Attachment.objects.get()
    facts = {name: getattr(scan, name) for name in ("suggestion", "kind", "content_type", "suffix", "size")}
    whole = Attachment.objects.create(name="建议原件.pdf", sha256="1" * 64, uploaded_by=world().office, **facts)
    assert list(go(world().handler, "draft", case.pk).context["files"]) == [whole]

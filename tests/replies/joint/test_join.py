"""并案 through the front door: joined, one draft, one review, one signature, a letter for each."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from lxml import html

from proposals.cases.attachments import CheckedFile, store_attachment
from proposals.models import Attachment, Case, Part, Status
from replies.models import Draft, PrintedForm, Review
from replies.models.reply import current_reply
from replies.prints.issue import issue_form
from replies.templatetags.colleagues import annexes_of
from tests import factories as f
from tests.factories import world
from tests.replies.joint.pair import (
    FIRST,
    SECOND,
    case_of,
    join_pair,
    make_pair,
    reachable,
    ready_pair,
    write_letter,
)
from tests.replies.letter.pages import squeezed, text_of

pytestmark = pytest.mark.django_db
S = Status


def said(answer):
    return [str(one) for one in answer.context["messages"]]


def words(answer, where="//main"):
    return re.sub(r"\s+", "", "".join(node.text_content() for node in html.fromstring(answer.content).xpath(where)))


def posted(case, other, **more):
    return {"other": other.pk, "lead": "this", "comment": "内容相同。", "seen": case.version, **more}


def join(go, who, case, other, **more):
    return go(getattr(world(), who), "join", case.pk, data=posted(case, other, **more))


@pytest.mark.parametrize("who", ["handler", "office", "district"])
@pytest.mark.parametrize("steps", [("sign_for", "assign"), ("sign_for",), ()])
def test_two_cases_are_joined(go, who, steps):
    pair = make_pair(*steps)
    if who == "handler" and "assign" not in steps:
        assert join(go, who, pair.lead, pair.other).status_code == 403
        return
    answer = join(go, who, pair.lead, pair.other)
    assert (answer.status_code, answer.url) == (302, reverse("case", args=[pair.lead.pk]))
    pair.reload()
    assert (pair.other.joined_to, pair.lead.joined_to) == (pair.lead, None)
    assert pair.labels(1) == [["并案：112号并入本件"], ["并入070号，并案办理"]]
    assert {case.events.last().comment for case in pair.both} == {"内容相同。"}
    assert [case.version for case in pair.both] == [len(steps) + 1] * 2


def test_the_other_one_may_lead(go):
    pair = make_pair("sign_for")
    join(go, "office", pair.lead, pair.other, lead="other")
    assert (pair.reload().lead.joined_to, pair.other.joined_to) == (pair.other, None)


def test_the_form_sent_twice_joins_once(go):
    pair = make_pair("sign_for")
    for _ in range(2):
        assert join(go, "office", pair.lead, pair.other).status_code == 302
    assert [case.events.filter(action="join").count() for case in pair.both] == [1, 1]


def test_a_stale_page_joins_nothing(go):
    pair = make_pair("sign_for")
    f.advance(pair.other, "assign")
    f.advance(pair.lead, "assign")
    answer = join(go, "handler", pair.other, pair.lead, lead="other", seen=1)
    assert (answer.status_code, pair.reload().other.joined_to) == (409, None)


@pytest.mark.parametrize("other", ["", "x", "0", "-1", "9" * 30, "99999999"])
def test_what_names_no_case_is_asked_again(go, other):
    pair = make_pair("sign_for")
    answer = go(world().office, "join", pair.lead.pk, data={**posted(pair.lead, pair.other), "other": other})
    assert answer.status_code == 400


def refused(go, case, other, who="district", **more):
    answer = join(go, who, case, other, **more)
    assert answer.status_code == 409
    assert not Case.objects.filter(joined_to__isnull=False).exists()
    [sentence] = answer.context["form"].non_field_errors()
    return sentence


def test_what_does_not_fit_is_refused_with_the_reason(go):
    w = world()
    lead = f.advance(case_of("070", FIRST, "赵洪蓉"), "sign_for")
    elsewhere = f.advance(case_of("080", SECOND, "顾晓梅", unit=w.other_bureau), "sign_for")
    assert refused(go, lead, elsewhere) == "070号由区民政局承办，080号由区房管局承办，不是同一个单位，不能并案。"
    new = case_of("081", SECOND, "顾晓梅")
    assert refused(go, lead, new) == "070号现在是“已签收”，081号是“待签收”，请先把081号也办到同一步，再并案。"
    assert refused(go, new, lead) == "081号现在是“待签收”，070号是“已签收”，请先把081号也办到同一步，再并案。"
    other = f.advance(case_of("082", SECOND, "顾晓梅"), "sign_for", "assign")
    f.advance(lead, "assign")
    go(w.office, "assign", other.pk, data={"handler": w.second_handler.pk, "seen": other.version})
    assert refused(go, lead, other) == "070号由高扬经办，082号由许静经办，请先改派给同一个人，再并案。"
    gone = f.advance(case_of("083", SECOND, "顾晓梅"), "sign_for", "assign", "prepare", "submit")
    assert refused(go, lead, gone) == "083号现在是“审核中·待核稿”，送审以前才能并案。"
    helping = f.advance(f.hand_over(f.suggestion(number="084"), w.bureau, Part.HELP), "sign_for", "assign")
    assert refused(go, lead, helping) == "084号是会办的，不直接答复代表，不能并案。"
    proposal = f.advance(f.hand_over(f.suggestion(number="085", body="政协"), w.bureau), "sign_for", "assign")
    assert refused(go, lead, proposal) == "070号是代表建议，085号是政协提案，答复的格式不同，不能并案。".replace(
        "代表建议", lead.suggestion.kind
    ).replace("政协提案", proposal.suggestion.kind)
    city = f.suggestion(number="086", session=f.city_session())
    city = f.advance(f.hand_over(city, w.bureau), "sign_for", "assign")
    assert refused(go, lead, city) == "070号是宝山区人大的，086号是上海市人大的，抄送的单位不同，不能并案。"
    early = f.advance(case_of("087", SECOND, "顾晓梅"), "sign_for", "assign")
    Case.objects.filter(pk=early.pk).update(internal_due=f.day(20))
    day = f.day(20)
    assert refused(go, lead, early) == (
        f"087号的期限更早（{day.year}年{day.month}月{day.day}日），请用087号作主件，两件都不会误期。"
    )


def test_no_case_leads_and_is_led(go):
    pair = join_pair("sign_for")
    third = f.advance(case_of("113", SECOND, "莫兰"), "sign_for")
    answer = join(go, "office", third, pair.other, lead="other")
    assert answer.context["form"].non_field_errors() == ["112号已经并入070号，请并到那一件。"]
    answer = join(go, "office", third, pair.lead)
    assert answer.context["form"].non_field_errors() == ["070号已有并入的112号，请用070号作主件，或者先拆开。"]
    assert join(go, "office", third, pair.lead, lead="other").status_code == 302
    assert [one.suggestion.number for one in pair.reload().lead.joined_cases] == ["112", "113"]


def test_one_receipt_and_one_assignment_serve_both(go, client):
    pair = join_pair()
    client.force_login(world().office)
    assert client.post(f"/cases/{pair.other.pk}/do/sign_for/", {"seen": pair.other.version}).status_code == 409
    assert client.post(f"/cases/{pair.lead.pk}/do/sign_for/", {"seen": pair.lead.version}).status_code == 302
    assert pair.states() == (S.RECEIVED, S.RECEIVED)
    typed = {"handler": world().handler.pk, "internal_due": f.workday(15).isoformat(), "seen": pair.lead.version}
    assert go(world().office, "assign", pair.lead.pk, data=typed).status_code == 302
    assert pair.states() == (S.IN_PROGRESS, S.IN_PROGRESS)
    assert [case.handler for case in pair.both] == [world().handler] * 2
    assert [case.internal_due for case in pair.both] == [f.workday(15), None]
    assert [case.replies.count() for case in pair.both] == [1, 1]
    assert [event.data["with"] for event in pair.other.events.filter(action__in=("sign_for", "assign"))] == [
        "070号"
    ] * 2


def test_receipt_and_assignment_are_undone_for_both(client):
    pair = join_pair()
    client.force_login(world().office)
    for step, status in (("sign_for", S.AWAITING_RECEIPT), ("assign", S.RECEIVED)):
        if step == "assign":
            client.post(f"/cases/{pair.lead.pk}/do/sign_for/", {"seen": pair.reload().lead.version})
            client.post(
                f"/cases/{pair.lead.pk}/assign/", {"handler": world().handler.pk, "seen": pair.reload().lead.version}
            )
        else:
            client.post(f"/cases/{pair.lead.pk}/do/sign_for/", {"seen": pair.lead.version})
        last = pair.reload().lead.events.filter(action=step).last()
        assert client.post(reverse("undo"), {"step": f"{pair.lead.pk}.{last.sequence}"}).status_code == 302
        assert pair.states() == (status, status)
    assert [case.replies.count() for case in pair.both] == [0, 0]
    assert [case.handler for case in pair.both] == [None, None]


def test_giving_back_asks_to_be_taken_apart_first(client):
    pair = join_pair()
    client.force_login(world().office)
    for case in pair.both:
        answer = client.get(f"/cases/{case.pk}/do/ask_return/")
        assert (answer.status_code, "请先拆开" in answer.content.decode()) == (409, True)


def test_every_version_makes_the_letter_of_the_other():
    pair = join_pair("sign_for", "assign")
    write_letter(pair.lead)
    own = current_reply(pair.reload().other).latest_draft
    assert own.title == "对宝山区第九届人民代表大会第五次会议第112号代表建议的答复"
    assert own.body.split("\n") == [
        "顾晓梅代表：",
        f"您在宝山区第九届人民代表大会第五次会议上提出的第112号建议《{SECOND}》收悉，现答复如下：",
        "一、增加助餐点",
        "今年新增12处。",
        "感谢您对民政工作的关心和支持。",
    ]
    assert (own.document_number, own.classification, own.note) == ("", "已采纳", "并案，取自070号第1稿")
    write_letter(pair.lead)
    write_letter(pair.lead, handling="今年新增助餐点15处。")
    assert [draft.handling for draft in Draft.objects.filter(reply__case=pair.other)] == [
        "今年新增助餐点12处。",
        "今年新增助餐点15处。",
    ]


def test_what_both_had_written_stays_and_one_text_goes_on(go):
    pair = make_pair("sign_for", "assign")
    write_letter(pair.other, handling="另一份。")
    join(go, "handler", pair.lead, pair.other)
    lead, other = (current_reply(case) for case in pair.reload().both)
    assert lead.latest_draft.body.startswith("赵洪蓉、周建伟代表：\n你们在")
    assert [draft.handling for draft in other.drafts.all()] == ["另一份。"]
    third = f.advance(case_of("113", SECOND, "莫兰"), "sign_for", "assign")
    write_letter(third, handling="第三份。")
    join(go, "handler", pair.lead, third)
    assert [draft.handling for draft in current_reply(third).drafts.all()] == ["第三份。", "另一份。"]


def test_the_joined_letter_is_written_with_the_leading_one(go):
    pair = ready_pair()
    text = words(go(world().handler, "draft", pair.other.pk))
    assert "与070号《关于增设社区助餐点、方便老年人就餐的建议》并案办理，起草、审核、签发都在那里" in text
    assert "顾晓梅代表：" in text
    assert (
        go(world().handler, "draft", pair.other.pk, data={"document_number": "宝民〔2026〕13号"}).status_code == 302
    )
    own = current_reply(pair.reload().other).latest_draft
    assert (own.number, own.document_number) == (2, "宝民〔2026〕13号")
    go(world().handler, "draft", pair.other.pk, data={"document_number": "宝民〔2026〕13号"})
    write_letter(pair.lead, handling="今年新增助餐点15处。")
    newest = Draft.objects.filter(reply__case=pair.other).last()
    assert (newest.number, newest.document_number, newest.handling) == (3, "宝民〔2026〕13号", "今年新增助餐点15处。")
    answer = go(world().handler, "draft", pair.other.pk, data={"document_number": "宝" * 41})
    assert answer.status_code == 400


def test_a_joined_letter_has_no_number_before_there_is_a_text(go):
    pair = join_pair("sign_for", "assign")
    answer = go(world().handler, "draft", pair.other.pk, data={"document_number": "宝民〔2026〕13号"})
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors() == ["070号还没有存过稿，请先在那里起草。"]


def submit(client, pair):
    client.force_login(world().handler)
    return client.post(f"/cases/{pair.lead.pk}/do/submit/", {"seen": pair.reload().lead.version})


def test_what_is_missing_of_both_is_counted_once_and_said_once(client):
    answer = submit(client, join_pair("sign_for", "assign"))
    said = re.search("不能送审[：，](.*?)。<", answer.content.decode())
    assert said
    number, items = said[1].split("：", 1)
    assert number == f"还差{len(items.split('；'))}项"
    assert len(items.split("；")) == len(set(items.split("；")))
    assert (items.count("还没有拟写答复"), items.count("还差"), items.count("112号")) == (1, 0, 1)
    assert "112号还有1位代表未联系（顾晓梅）" in items.split("；")


def test_the_drafting_page_and_the_case_say_of_both_what_the_refusal_says(go, client):
    pair = join_pair("sign_for", "assign")
    f.contact_all(pair.lead, world().handler)
    write_letter(pair.lead)
    of_both = ["112号还有1位代表未联系（顾晓梅）"]
    assert [one.said for one in go(world().handler, "draft", pair.lead.pk).context["missing"]] == of_both
    client.force_login(world().handler)
    row = client.get(pair.lead.get_absolute_url()).context["row"]
    assert row.to_do == "112号还有1位代表未联系"


def test_what_the_joined_one_lacks_bars_both(client):
    pair = join_pair("sign_for", "assign")
    f.contact_all(pair.lead, world().handler)
    write_letter(pair.lead)
    answer = submit(client, pair)
    assert (answer.status_code, pair.states()) == (409, (S.IN_PROGRESS, S.IN_PROGRESS))
    assert "不能送审：112号还有1位代表未联系（顾晓梅）。" in answer.content.decode()
    f.contact_all(pair.other, world().handler)
    assert (submit(client, pair).status_code, pair.states()) == (302, (S.CHECKING, S.CHECKING))


def test_an_error_kept_with_a_reason_is_kept_in_both_letters(go, client):
    pair = ready_pair()
    body = current_reply(pair.lead).latest_draft.body
    write_letter(pair.lead, body=body + "\n请您们放心。")
    errors = [mark for mark in go(world().handler, "draft", pair.lead.pk).context["marks"] if mark.is_error]
    assert submit(client, pair).status_code == 409
    for mark in errors:
        go(world().handler, "override", pair.lead.pk, data={"finding": mark.key, "reason": "代表原话。"})
    assert [current_reply(case).overrides.count() for case in pair.both] == [len(errors)] * 2


def sign_both(go, pair, verdict="sign", opinion="同意签发。"):
    lead = pair.reload().lead
    data = {
        "opinion": opinion,
        "seen": lead.version,
        "base": current_reply(lead).latest_draft.number,
        "step": verdict,
    }
    who = world().office if lead.status == S.CHECKING else world().leader
    return go(who, "review", lead.pk, data=data)


def test_one_signature_answers_each_deputy(go, client, settings, django_capture_on_commit_callbacks):
    pair = ready_pair()
    reachable(*pair.both)
    go(world().handler, "draft", pair.other.pk, data={"document_number": "宝民〔2026〕13号"})
    submit(client, pair)
    assert go(world().office, "review", pair.other.pk, data={"opinion": "同意。", "step": "check"}).status_code != 302
    assert (sign_both(go, pair, "check").status_code, pair.states()) == (302, (S.SIGNING, S.SIGNING))
    page = words(go(world().leader, "review", pair.lead.pk))
    assert f"112号《{SECOND}》" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_both(go, pair).status_code == 302
    assert pair.states() == (S.SEEKING_FEEDBACK, S.SEEKING_FEEDBACK)
    forms = [PrintedForm.objects.get(reply__case=case) for case in pair.both]
    assert len({form.verification for form in forms}) == 2
    texts = [squeezed(text_of(issue_form(form))) for form in forms]
    for text, own, others in zip(
        texts,
        (
            (FIRST, "第070号", "赵洪蓉、周建伟代表：", "宝民〔2026〕12号"),
            (SECOND, "第112号", "顾晓梅代表：", "宝民〔2026〕13号"),
        ),
        (("顾晓梅", SECOND, "112"), ("赵洪蓉", "周建伟", FIRST, "070")),
        strict=True,
    ):
        assert [word in text for word in own] == [True] * len(own)
        assert [word in text for word in others] == [False] * len(others)
    assert [Review.objects.filter(reply__case=case, step="sign").count() for case in pair.both] == [1, 1]
    assert [case.answered_on is not None for case in pair.both] == [True, True]
    letters = {message.to[0]: message.body for message in mail.outbox}
    assert len(letters) == 3
    [own] = [deputy.email for deputy in pair.other.suggestion.proposers]
    assert ("顾晓梅" in letters[own], "赵洪蓉" in letters[own], SECOND in letters[own]) == (True, False, True)
    page = Client().get(re.search(r"/d/\S+", letters[own])[0], follow=True).content.decode()
    assert "与内容相近的其他建议并案办理" in page
    assert [word in page for word in ("赵洪蓉", "周建伟", FIRST, "070")] == [False] * 4


def test_a_reviewers_own_words_are_in_both_letters(go, client):
    pair = ready_pair()
    submit(client, pair)
    lead = pair.reload().lead
    texts = {**current_reply(lead).latest_draft.texts(), "handling": "今年新增助餐点15处。"}
    texts = {name: value for name, value in texts.items() if isinstance(value, str)}
    data = {**texts, "opinion": "已改。", "seen": lead.version, "base": 1, "step": "amend_check"}
    assert go(world().office, "review", lead.pk, data=data).status_code == 302
    assert [current_reply(case).latest_draft.handling for case in pair.reload().both] == ["今年新增助餐点15处。"] * 2
    assert [case.status for case in pair.both] == [S.SIGNING] * 2


def test_a_text_that_is_given_back_comes_back_for_both(go, client):
    pair = ready_pair()
    submit(client, pair)
    assert sign_both(go, pair, "check_back", "请写明地点。").status_code == 302
    assert pair.states() == (S.IN_PROGRESS, S.IN_PROGRESS)
    assert [Review.objects.get(reply__case=case).opinion for case in pair.both] == ["请写明地点。"] * 2


def test_no_letter_speaks_of_the_other_deputies(go, client):
    pair = ready_pair()
    said = "赵洪蓉、周建伟代表：你们提出的建议很好，办理情况详见附件。"
    write_letter(pair.lead, handling=said)
    assert (
        current_reply(pair.reload().other).latest_draft.handling == "顾晓梅代表：您提出的建议很好，办理情况详见附件。"
    )
    assert submit(client, pair).status_code == 302
    f.advance(pair.lead, "recall")
    body = current_reply(pair.reload().lead).latest_draft.body
    write_letter(pair.lead, body=f"{body}\n周建伟代表提出的一条，与112号、顾晓梅代表的想法相同。")
    answer = submit(client, pair)
    assert (answer.status_code, pair.states()) == (409, (S.IN_PROGRESS, S.IN_PROGRESS))
    refusal = answer.content.decode()
    assert "答复里写着并案的别的件（顾晓梅、112号），请改成各件都能用的话" in refusal
    assert "112号答复里写着并案的别的件（周建伟），请改成各件都能用的话" in refusal
    assert "周建伟。请到主件改" in go(world().handler, "draft", pair.other.pk).content.decode()


def test_the_annexes_of_the_leading_case_go_with_both_letters(picture):
    pair = ready_pair()
    kept = CheckedFile("点位.png", ".png", picture())
    row = store_attachment(
        kept, suggestion=pair.lead.suggestion, case=pair.lead, kind="material", user=world().handler
    )
    Attachment.objects.filter(pk=row.pk).update(said="点位表")
    write_letter(pair.lead, annexes="点位表")
    assert [annexes_of(current_reply(case), world().handler) for case in pair.reload().both] == [[row], [row]]

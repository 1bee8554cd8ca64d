"""会办 both ways: whom we ask about what, what they say to our text and how long that holds, reminders, corrections,
and the letter of a unit that helps."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from proposals.models import Attachment, Case, Status
from replies.consultations.actions import ask_units, remind_unit
from replies.desk.turn.todo import to_do
from replies.drafts import versions
from replies.drafts.submission import list_missing, say_missing
from replies.models import Consultation, Reminder
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from tests import factories as f
from tests.factories import advance, make_case, unit, world
from tests.proposals.cases.test_attachments import pdf

pytestmark = pytest.mark.django_db
BODY = "赵洪蓉、周建伟代表：\n你们的建议收悉，现答复如下：\n今年新增12处助餐点。\n租金由街道承担。\n谢谢。"
NEWER = BODY.replace("12处", "15处")


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def terms(*units, **more):
    asked = [one.pk for one in units or (world().other_bureau, unit("区人社局"))]
    return {"units": asked, "question": "请提供情况。", "due_on": day(10), "key": str(uuid.uuid4()), **more}


@pytest.fixture
def case():
    """In the handler's hands, everybody spoken to, a version written."""
    made = make_case("in_progress")
    f.contact_all(made, world().handler)
    write(made, BODY)
    return made


def write(case, body):
    f.write(case, world().handler, body=body)
    case.reload()


def consultation(case):
    case.reload()
    return case.current_round.consultations.get()


@pytest.fixture
def about(go, case):
    """区人社局, which does not work here, is asked about the newest version."""
    go(world().handler, "consult", case.pk, data=terms(unit("区人社局"), draft="1"))
    return consultation(case)


def opinion(**texts):
    return {"answer": "无不同意见。", "answered_on": day(0), "answered_by": "区人社局 王明", **texts}


@pytest.fixture
def agreed(go, about):
    """That unit has agreed to the whole of it, on paper."""
    assert go(world().handler, "consult_answer", about.pk, data=opinion(stance="全文")).status_code == 302
    about.refresh_from_db()
    return about


def text_of(response):
    return response.content.decode()


# ---- request ----------------------------------------------------------------------------------------------


def test_each_unit_reads_the_common_question_and_its_own_sentence(go, case):
    other, third = world().other_bureau, unit("区人社局")
    go(world().handler, "consult", case.pk, data=terms(**{f"own_{other.pk}": "另请说明房源。"}))
    rows = {row.unit: row.question for row in case.current_round.consultations.all()}
    assert rows == {other: "请提供情况。\n另请说明房源。", third: "请提供情况。"}


def test_a_unit_that_has_answered_may_be_asked_something_else(go, case):
    asked = unit("区人社局")
    go(world().handler, "consult", case.pk, data=terms(asked))

    def offered():
        return asked in go(world().handler, "consult", case.pk).context["form"].fields["units"].queryset

    assert not offered()
    go(world().handler, "consult_answer", consultation(case).pk, data=opinion())
    assert offered()


def test_a_sentence_for_a_unit_that_is_not_ticked_is_not_lost(go, case):
    third = unit("区人社局")
    answer = go(world().handler, "consult", case.pk, data=terms(world().other_bureau, **{f"own_{third.pk}": "房源"}))
    assert (answer.status_code, Consultation.objects.count()) == (400, 0)
    assert answer.context["form"][f"own_{third.pk}"].value() == "房源"
    assert "没有勾这家单位" in text_of(answer)


@pytest.mark.parametrize("units", [[0], []])
def test_a_form_that_is_not_whole_keeps_every_word(go, case, units):
    answer = go(
        world().handler, "consult", case.pk, data=terms(**{"units": units, f"own_{unit('区人社局').pk}": "房源"})
    )
    assert (answer.status_code, Consultation.objects.count()) == (400, 0)
    assert "房源" in text_of(answer)


def test_the_law_s_month_is_the_default_and_the_limit(go):
    with time_machine.travel("2026-06-01 10:00+08:00"):
        case = make_case("in_progress")
        field = go(world().handler, "consult", case.pk).context["form"]["due_on"]
        law, later = dt.date(2026, 7, 1), dt.date(2026, 7, 2)
        assert field.value() == law
        assert "最晚2026年7月1日" in field.help_text
        refused = go(world().handler, "consult", case.pk, data=terms(due_on=later.isoformat()))
        assert (refused.status_code, "不能晚于2026年7月1日" in text_of(refused)) == (400, True)
        assert go(world().handler, "consult", case.pk, data=terms(due_on=law.isoformat())).status_code == 302


def test_a_case_that_is_due_sooner_asks_for_an_answer_sooner(go):
    case = make_case("in_progress")
    soon = timezone.localdate() + dt.timedelta(days=9)
    Case.objects.filter(pk=case.pk).update(internal_due=soon)
    initial = go(world().handler, "consult", case.pk).context["form"]["due_on"].value()
    assert initial == soon - dt.timedelta(days=1)


def test_what_is_enclosed_reaches_the_unit_that_is_asked_and_no_other(go, client, case):
    wrong = go(world().handler, "consult", case.pk, data=terms(enclosure=SimpleUploadedFile("a.pdf", b"MZ")))
    assert (wrong.status_code, Consultation.objects.count()) == (400, 0)
    enclosed = SimpleUploadedFile("设点方案.pdf", pdf())
    go(world().handler, "consult", case.pk, data=terms(enclosure=enclosed))
    rows = case.current_round.consultations.select_related("enclosure")
    assert {row.enclosure.name for row in rows} == {"设点方案.pdf"}
    stranger = f.person("third", "秦岚", (unit("区教育局"), "handler"))
    seen = {}
    for who in (world().handler, world().other_office, stranger):
        client.force_login(who)
        seen[who.name] = client.get(reverse("attachment", args=[rows[0].enclosure_id])).status_code
    assert seen == {"高扬": 200, "章晓燕": 200, "秦岚": 404}


# ---- agreement to a text ---------------------------------------------------------------------------------


def test_the_newest_version_is_offered_and_bound(go, case):
    assert [
        value for value, _ in go(world().handler, "consult", case.pk).context["form"].fields["draft"].choices
    ] == [
        "",
        1,
    ]
    go(world().handler, "consult", case.pk, data=terms(draft="1"))
    assert {row.draft.number for row in case.current_round.consultations.all()} == {1}


def test_the_version_the_page_showed_is_asked_about_even_if_a_newer_was_saved(go, case):
    write(case, NEWER)
    assert go(world().handler, "consult", case.pk, data=terms(draft="1")).status_code == 302
    assert {row.draft.number for row in case.current_round.consultations.all()} == {1}


@pytest.mark.parametrize("wrong", ["7", "x", "-1"])
def test_a_version_that_is_not_there_is_not_asked_about(go, case, wrong):
    assert go(world().handler, "consult", case.pk, data=terms(draft=wrong)).status_code == 400
    assert Consultation.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"stance": "全文"}, ("同意", "")),
        ({"stance": "部分", "passages": ["2", "3"]}, ("同意", "今年新增12处助餐点。\n租金由街道承担。")),
        ({"stance": "有修改意见", "passages": ["2"]}, ("有修改意见", "")),
    ],
)
def test_a_unit_agrees_to_all_of_it_to_its_paragraphs_or_not(go, about, said, kept):
    assert go(world().handler, "consult_answer", about.pk, data=opinion(**said)).status_code == 302
    about.refresh_from_db()
    assert (about.stance, about.passages) == kept


@pytest.mark.parametrize("said", [{}, {"stance": "部分"}, {"stance": "部分", "passages": ["99"]}, {"stance": "x"}])
def test_an_answer_to_a_text_says_what_it_thinks_of_the_text(go, about, said):
    answer = go(world().handler, "consult_answer", about.pk, data=opinion(**said))
    about.refresh_from_db()
    assert (answer.status_code, about.outcome) == (400, "waiting")
    assert "无不同意见。" in text_of(answer)


SENTENCE = "区人社局同意的是第1稿，之后文字有改动，须再请确认或说明理由"


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (BODY, True),
        (f"\n{BODY}\n\n", True),
        (BODY.replace("\n租金", "\n\n　租金"), True),
        (NEWER, False),
        (BODY.replace("租金由街道承担。\n", ""), False),
        (f"{BODY}\n此外，再补一段。", False),
    ],
)
def test_an_agreement_holds_for_the_words_it_was_given_to(agreed, body, holds):
    case = agreed.reply.case
    write(case, body)
    assert say_missing(list_missing(case.current_round, checked=False)) == ("" if holds else SENTENCE)


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (NEWER, True),
        (BODY.replace("\n租金由街道承担。", "").replace("谢谢。", "租金由街道承担。\n谢谢。"), True),
        (BODY.replace("街道", "区里"), False),
        (BODY.replace("租金由街道承担。\n", ""), False),
    ],
)
def test_an_agreement_to_paragraphs_holds_while_these_stand(go, about, body, holds):
    go(world().handler, "consult_answer", about.pk, data=opinion(stance="部分", passages=["3"]))
    write(about.reply.case, body)
    assert say_missing(list_missing(about.reply.case.current_round, checked=False)) == ("" if holds else SENTENCE)


def test_words_that_come_back_are_agreed_to_again(agreed):
    case = agreed.reply.case
    write(case, NEWER)
    assert len(case.current_round.lapsed_consultations()) == 1
    write(case, BODY)
    assert case.current_round.lapsed_consultations() == []
    write(case, NEWER)
    assert [row.changed_by for row in case.current_round.lapsed_consultations()] == [4]


def test_a_lapsed_agreement_is_shown_everywhere_and_bars_the_way(go, client, agreed):
    case = agreed.reply.case
    write(case, NEWER)
    client.force_login(world().handler)
    answer = client.post(reverse("do", args=[case.pk, "submit"]), {"seen": Case.objects.get(pk=case.pk).version})
    assert (answer.status_code, SENTENCE in text_of(answer)) == (409, True)
    draft, tab = (
        go(world().handler, "draft", case.pk),
        client.get(reverse("case_tab", args=[case.pk, "consultations"])),
    )
    for page in (draft, tab):
        assert "同意已失效</span> 文字在第2稿改过" in text_of(page)
        assert reverse("replies:consult_again", args=[agreed.pk]) in text_of(page)
    rows = text_of(client.get("/"))
    assert ("1/1" in rows, "1家同意已失效" in rows, SENTENCE in rows) == (True, True, True)
    difference = text_of(go(world().handler, "consult_text", agreed.pk))
    [changed] = html.fromstring(difference).find_class("changed")
    assert changed.text_content() == "今年新增（删去：12）（新增：15）处助餐点。"
    assert [(one.tag, one.text_content()) for one in changed] == [("del", "（删去：12）"), ("ins", "（新增：15）")]
    assert "从第1稿到第2稿，正文改了什么" in difference


def test_the_reviewer_sees_what_the_leader_s_own_words_undo(go, agreed):
    case = agreed.reply.case
    advance(case, "submit", "check")
    texts = {**f.TEXTS, "body": NEWER}
    assert "同意已失效" not in text_of(go(world().leader, "review", case.pk))
    decide_review(case, world().leader, Verdict.AMEND_SIGN, opinion="同意，已改。", texts=texts, base=1)
    case.reload()
    assert [row.unit.short_name for row in case.current_round.lapsed_consultations()] == ["区人社局"]


def test_one_press_asks_again_about_the_newest_version(go, agreed):
    case = agreed.reply.case
    write(case, NEWER)
    before = go(world().handler, "consult_again", agreed.pk, data={})
    twice = go(world().handler, "consult_again", agreed.pk, data={})
    case.reload()
    rows = case.current_round.consultations.all()
    assert [before.status_code, twice.status_code] == [302, 302]
    assert [(row.unit.short_name, row.draft.number, row.outcome) for row in rows] == [
        ("区人社局", 1, "answered"),
        ("区人社局", 2, "waiting"),
    ]
    assert rows[1].question == "你单位同意的是第1稿，之后文字有改动。现附上第2稿，请看是否仍然同意。"
    # What is waited for bars the way now, no longer what lapsed.
    assert say_missing(list_missing(case.current_round, checked=False)) == "还有1家单位的会办意见未到"
    go(world().handler, "consult_answer", rows[1].pk, data=opinion(stance="全文"))
    case.reload()
    assert say_missing(list_missing(case.current_round, checked=False)) == ""


def test_what_still_holds_is_not_asked_again(go, agreed):
    answer = go(world().handler, "consult_again", agreed.pk, data={})
    assert (answer.status_code, Consultation.objects.count()) == (302, 1)


def test_one_goes_on_with_a_reason_until_the_words_change_again(go, agreed):
    case = agreed.reply.case
    write(case, NEWER)
    page = go(world().handler, "consult_keep", agreed.pk)
    assert page.context["form"]["number"].value() == 2
    assert go(world().handler, "consult_keep", agreed.pk, data={"reason": "", "number": "2"}).status_code == 400
    done = go(world().handler, "consult_keep", agreed.pk, data={"reason": "只改了数字。", "number": "2"})
    case.reload()
    event = case.events.last()
    assert (done.status_code, say_missing(list_missing(case.current_round, checked=False))) == (302, "")
    assert (event.action, event.comment, event.data) == ("consult_keep", "只改了数字。", {"text": "第2稿"})
    write(case, NEWER.replace("15处", "18处"))
    assert say_missing(list_missing(case.current_round, checked=False)) == SENTENCE


def test_a_reason_for_a_version_that_is_no_longer_the_newest_is_kept_on_the_page(go, agreed):
    write(agreed.reply.case, NEWER)
    write(agreed.reply.case, NEWER + "\n再补一段。")
    answer = go(world().handler, "consult_keep", agreed.pk, data={"reason": "只改了数字。", "number": "2"})
    agreed.refresh_from_db()
    assert (answer.status_code, agreed.kept_reason) == (409, "")
    assert (answer.context["form"]["reason"].value(), answer.context["form"]["number"].value()) == ("只改了数字。", 3)


def test_what_has_not_lapsed_needs_no_reason(go, agreed):
    answer = go(world().handler, "consult_keep", agreed.pk, data={"reason": "只改了数字。", "number": "1"})
    assert answer.status_code == 409


# ---- corrections -----------------------------------------------------------------------------------------


def test_a_wrongly_recorded_opinion_is_corrected_by_a_further_row(go, client, agreed, picture):
    scan = SimpleUploadedFile("会办意见.png", picture())
    data = opinion(
        answer="有修改意见：租金由区里承担。", stance="有修改意见", reason="看错了一行。", key=str(uuid.uuid4())
    )
    answer = go(world().office, "consult_correct", agreed.pk, data={**data, "scan": scan})
    assert answer.status_code == 302
    again = go(world().office, "consult_correct", agreed.pk, data=data)
    wrong, right = Consultation.objects.order_by("pk")
    assert (again.status_code, wrong.answer, wrong.stance) == (302, "无不同意见。", "同意")
    assert (right.corrects, right.answer, right.stance, right.draft) == (
        wrong,
        data["answer"],
        "有修改意见",
        wrong.draft,
    )
    assert (right.scan.name, right.correction_reason, right.recorded_by) == (
        "会办意见.png",
        "看错了一行。",
        world().office,
    )
    case = agreed.reply.case
    case.reload()
    assert [row.pk for row in case.current_round.current_consultations()] == [right.pk]
    shown = text_of(client.get(reverse("case_tab", args=[case.pk, "consultations"])))
    assert [shown.count('<span class="tag">已更正</span> 看错了一行。'), '"text flush">无不同意见。' in shown] == [
        1,
        True,
    ]
    other = {**data, "key": str(uuid.uuid4()), "scan": ""}
    assert go(world().office, "consult_correct", wrong.pk, data=other).status_code == 409


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"answer": ""}, {"answered_on": day(1)}, {"answered_on": day(-1)}])
def test_a_correction_that_is_not_whole_changes_nothing(go, agreed, wrong):
    data = opinion(stance="全文", reason="看错了。", key=str(uuid.uuid4()), **{})
    answer = go(world().handler, "consult_correct", agreed.pk, data={**data, **wrong})
    assert (answer.status_code, Consultation.objects.count()) == (400, 1)


def test_a_signed_opinion_is_corrected_by_nobody_here(go, case):
    asked = answered_in_the_program(go, case)
    data = opinion(reason="看错了。", key=str(uuid.uuid4()))
    assert go(world().handler, "consult_correct", asked.pk, data=data).status_code == 409


# ---- reminders -------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(go, case):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau))
    return consultation(case)


def test_a_reminder_is_written_on_both_cases_and_mailed_to_the_office(
    go, client, waiting, django_capture_on_commit_callbacks
):
    world().other_office.email = "office@example.gov.cn"
    world().other_office.save()
    f.User.objects.filter(username="other_office").update(email="office@example.gov.cn")
    with django_capture_on_commit_callbacks(execute=True):
        assert go(world().office, "consult_remind", waiting.pk, data={}).status_code == 302
    case, helping = waiting.reply.case, waiting.helping
    assert case.events.last().label == "催办区房管局会办意见"
    assert (helping.events.last().label, helping.events.last().actor_name) == ("区民政局催办会办意见", "孙莉")
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (
        ["office@example.gov.cn"],
        f"催办：第{case.suggestion.number}号建议的会办意见",
    )
    assert helping.get_absolute_url() in letter.body
    client.force_login(world().other_office)
    assert "主办单位催过1次会办意见" in text_of(client.get("/?group=helping"))
    assert "催办1次" in text_of(client.get(reverse("case_tab", args=[helping.pk, "consultations"])))


def test_once_a_working_day(go, waiting):
    with time_machine.travel("2026-12-04 10:00+08:00"):  # a Friday
        first = go(world().handler, "consult_remind", waiting.pk, data={})
        twice = go(world().office, "consult_remind", waiting.pk, data={}, query="")
    assert [first.status_code, twice.status_code, Reminder.objects.count()] == [302, 302, 1]
    with time_machine.travel("2026-12-05 10:00+08:00"):  # counts for Monday
        go(world().handler, "consult_remind", waiting.pk, data={})
    with time_machine.travel("2026-12-07 10:00+08:00"):
        go(world().handler, "consult_remind", waiting.pk, data={})
    assert list(Reminder.objects.values_list("on", flat=True)) == [dt.date(2026, 12, 4), dt.date(2026, 12, 7)]
    assert waiting.helping.events.filter(action="remind").count() == 2


def test_what_is_answered_is_not_reminded_of(go, agreed):
    assert go(world().handler, "consult_remind", agreed.pk, data={}).status_code == 302
    assert Reminder.objects.count() == 0


def test_the_program_itself_may_remind(waiting):
    remind_unit(waiting, None)
    event = waiting.helping.events.last()
    assert (event.actor_name, event.role, event.label) == ("系统", "system", "区民政局催办会办意见")


def test_a_unit_without_accounts_is_reminded_on_the_record(go, client, about):
    go(world().handler, "consult_remind", about.pk, data={})
    page = text_of(client.get(reverse("case_tab", args=[about.reply.case_id, "consultations"])))
    assert "没有用本系统，请再打个电话" in page
    assert "已催办1次" in page


# ---- the lists -------------------------------------------------------------------------------------------


def test_a_row_says_how_many_answered_and_until_when_the_next_should(go, client, case):
    today = timezone.localdate()
    due = (today + dt.timedelta(days=3), today + dt.timedelta(days=9))
    for one, by in zip((unit("区人社局"), unit("区教育局"), unit("区卫健委")), (*due, due[1]), strict=True):
        go(world().handler, "consult", case.pk, data=terms(one, due_on=by.isoformat()))
    rows = {row.unit.short_name: row for row in case.current_round.consultations.all()}
    go(world().handler, "consult_answer", rows["区卫健委"].pk, data=opinion())
    client.force_login(world().handler)
    page = text_of(client.get("/"))
    assert ("1/3" in page, f"最近{due[0].month}月{due[0].day}日<" in page) == (True, True)
    go(world().handler, "consult_answer", rows["区人社局"].pk, data=opinion())
    assert f"最近{due[1].month}月{due[1].day}日<" in text_of(client.get("/"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=12)):
        client.force_login(world().handler)
        page = text_of(client.get("/"))
        assert f'class="tag soon">会办2/3，最近{due[1].month}月{due[1].day}日，已过<' in page


def test_what_others_ask_of_us_comes_in_the_order_of_its_dates(client):
    w, made = world(), []
    for ahead in (20, 5, 12):
        case = make_case("in_progress")
        asked = ask_units(
            case.current_round,
            w.handler,
            units=[w.other_bureau],
            question="请提出意见。",
            due_on=timezone.localdate() + dt.timedelta(days=ahead),
            key=uuid.uuid4(),
        )
        made.append(asked[0].helping)
    client.force_login(w.other_office)
    rows = client.get("/?group=helping").context["rows"]
    assert [row.case for row in rows] == [made[1], made[2], made[0]]
    assert [row.left is not None for row in rows] == [True] * 3


@pytest.mark.once
@pytest.mark.parametrize("who", ["handler", "other_office"])
def test_the_number_of_queries_does_not_grow_with_the_consultations(go, client, who, django_assert_num_queries):
    """Lapsed agreements, reminders and several units a case among them; both units' lists."""

    def fill():
        case = make_case("in_progress")
        f.contact_all(case, w.handler)
        write(case, BODY)
        data = terms(w.other_bureau, unit("区人社局"), draft="1")
        go(w.handler, "consult", case.pk, data=data)
        rows = {row.unit.short_name: row for row in case.current_round.consultations.all()}
        go(w.handler, "consult_answer", rows["区人社局"].pk, data=opinion(stance="全文"))
        remind_unit(rows["区房管局"], w.handler)
        advance(rows["区房管局"].helping, "sign_for", "assign")
        write(case, NEWER)

    w = world()
    url = "/cases/"
    fill()
    client.force_login(getattr(w, who))
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        assert len(client.get(url).context["rows"]) == 1
    queries = len(one)
    fill()
    fill()
    client.force_login(getattr(w, who))
    client.get(url)
    with django_assert_num_queries(queries):
        assert len(client.get(url).context["rows"]) == 3


@pytest.mark.once
@pytest.mark.parametrize("name", ["draft", "consult"])
def test_beside_the_draft_the_queries_do_not_grow_either(go, client, case, name):
    def page():
        client.force_login(world().handler)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"replies:{name}", args=[case.pk]))
        return len(asked)

    def agree(short_name):
        go(world().handler, "consult", case.pk, data=terms(unit(short_name), draft="1"))
        row = case.current_round.consultations.get(unit__short_name=short_name)
        go(world().handler, "consult_answer", row.pk, data=opinion(stance="全文"))

    agree("区人社局")
    write(case, NEWER)
    page()
    one = page()
    agree("区教育局")
    agree("区卫健委")
    assert page() == one


# ---- the side of a unit that is asked --------------------------------------------------------------------


def answered_in_the_program(go, case, **more):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau, **more))
    asked = consultation(case)
    helping = advance(asked.helping, "sign_for", "assign")
    if asked.draft:
        go(world().other_handler, "consult_stance", asked.pk, data={"stance": "全文"})
    advance(helping, "prepare", "submit", "check", "sign_opinion")
    asked.refresh_from_db()
    return asked


def test_the_asked_unit_s_leader_amends_the_opinion_and_that_is_what_arrives(go, case):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau))
    asked = consultation(case)
    helping = advance(asked.helping, "sign_for", "assign", "prepare", "submit", "check")
    before = helping.current_round.latest_draft
    said = {"step": "amend_opinion", "opinion": "同意，已改。", "seen": helping.version, "base": before.number}
    same = {**before.texts(), "promises": ""}
    unchanged = go(world().other_leader, "review", helping.pk, data={**same, **said})
    assert (unchanged.status_code, "文字没有改动" in unchanged.content.decode()) == (409, True)
    said["seen"] = helping.version
    data = {**same, **said, "body": f"{before.body}\n领导加的一句。"}
    assert go(world().other_leader, "review", helping.pk, data=data).status_code == 302
    asked.refresh_from_db()
    drafts = [(row.number, row.note, row.body) for row in helping.current_round.drafts.order_by("number")]
    assert drafts[-2:] == [(before.number, before.note, before.body), (before.number + 1, "领导修改", asked.answer)]
    assert asked.answer.endswith("\n领导加的一句。")
    assert (asked.outcome, asked.opinion.reply.signer) == ("answered", world().other_leader)


def test_the_asked_unit_reads_the_text_and_says_what_it_thinks_before_it_goes_for_review(go, client, case):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau, draft="1"))
    asked = consultation(case)
    helping = advance(asked.helping, "sign_for", "assign", "prepare")
    text = go(world().other_handler, "consult_text", asked.pk)
    assert ("今年新增12处助餐点。" in text_of(text), text.context["now"]) == (True, None)
    assert say_missing(list_missing(helping.current_round, checked=False)) == "还没有写明是否同意区民政局的第1稿"
    data = {"stance": "部分", "passages": ["2"]}
    assert go(world().other_handler, "consult_stance", asked.pk, data=data).status_code == 302
    asked.refresh_from_db()
    helping.reload()
    assert (asked.outcome, asked.stance, asked.passages) == ("waiting", "同意", "今年新增12处助餐点。")
    assert say_missing(list_missing(helping.current_round, checked=False)) == ""
    # Until it is signed, the requesting unit reads nothing of it.
    client.force_login(world().handler)
    before = text_of(client.get(reverse("case_tab", args=[case.pk, "consultations"])))
    assert "同意</span>" not in before
    advance(helping, "submit", "check", "sign_opinion")
    after = text_of(client.get(reverse("case_tab", args=[case.pk, "consultations"])))
    assert '<span class="tag done">同意</span>' in after
    write(case, BODY.replace("12处", "13处"))
    assert say_missing(list_missing(case.current_round, checked=False)).startswith("区房管局同意的是第1稿")


@pytest.mark.parametrize("steps", [(), ("prepare", "submit"), ("prepare", "submit", "check")])
def test_a_unit_says_what_it_thinks_only_while_it_writes(go, case, steps):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau, draft="1"))
    asked = consultation(case)
    if steps:
        advance(asked.helping, "sign_for", "assign")
        go(world().other_handler, "consult_stance", asked.pk, data={"stance": "全文"})
        advance(asked.helping, *steps)
    asked.refresh_from_db()
    before = asked.stance
    Case.objects.filter(pk=asked.helping_id).update(handler=world().other_handler)
    answer = go(world().other_handler, "consult_stance", asked.pk, data={"stance": "有修改意见"})
    asked.refresh_from_db()
    assert (answer.status_code, asked.stance, asked.outcome) == (409, before, "waiting")


def test_what_came_on_paper_is_not_changed_by_what_the_unit_says_after_it(go, case):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau, draft="1"))
    asked = consultation(case)
    advance(asked.helping, "sign_for", "assign")
    assert go(world().handler, "consult_answer", asked.pk, data=opinion(stance="全文")).status_code == 302
    answer = go(world().other_handler, "consult_stance", asked.pk, data={"stance": "有修改意见"})
    asked.refresh_from_db()
    assert (answer.status_code, asked.stance, asked.outcome) == (409, "同意", "answered")
    assert "这次会办已经有了结果，不能再改。" in text_of(answer)


def test_what_is_under_review_is_not_changed_any_more(go, case):
    asked = answered_in_the_program(go, case, draft="1")
    assert go(world().other_handler, "consult_stance", asked.pk, data={"stance": "有修改意见"}).status_code == 409
    asked.refresh_from_db()
    assert asked.stance == "同意"


def test_a_signed_opinion_comes_with_its_letter(go, case):
    asked = answered_in_the_program(go, case)
    event = case.events.last()
    assert (asked.outcome, asked.answered_by, asked.opinion.reply) == (
        "answered",
        "区房管局 高扬",
        asked.helping.current_round,
    )
    assert (event.action, event.label, event.actor_name) == ("consult_answer", "区房管局会办意见已到", "系统")
    mine = go(world().handler, "consult_letter", asked.pk)
    theirs = go(world().other_office, "printed", asked.opinion_id)
    assert (mine.status_code, mine["Content-Type"], mine.content) == (200, "application/pdf", theirs.content)


def test_an_opinion_that_comes_after_all_is_taken_in(go, client, waiting):
    helping = advance(waiting.helping, "sign_for", "assign", "prepare", "submit", "check")
    go(world().handler, "consult_drop", waiting.pk, data={"reason": "来不及了。"})
    advance(helping, "sign_opinion")
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.answer, waiting.dropped_reason) == ("answered", f.TEXTS["body"], "来不及了。")


def test_recorded_from_paper_first_the_signed_one_changes_nothing(go, waiting):
    helping = advance(waiting.helping, "sign_for", "assign", "prepare", "submit", "check")
    go(world().handler, "consult_answer", waiting.pk, data=opinion(answer="纸面意见"))
    advance(helping, "sign_opinion")
    waiting.refresh_from_db()
    assert (waiting.answer, helping.status) == ("纸面意见", Status.CLOSED)


def test_a_unit_that_has_answered_is_asked_once_more_in_a_round_of_its_own(go, case):
    first = answered_in_the_program(go, case, draft="1")
    write(case, NEWER)
    assert go(world().handler, "consult_again", first.pk, data={}).status_code == 302
    helping = Case.objects.get(pk=first.helping_id)
    assert (helping.status, helping.current_round.round, helping.closed_on) == (Status.IN_PROGRESS, 2, None)
    assert to_do(helping) == "拟写会办意见"
    second = case.current_round.consultations.get(outcome="waiting")
    assert second.helping == helping
    go(world().other_handler, "consult_stance", second.pk, data={"stance": "全文"})
    advance(helping, "prepare", "submit", "check", "sign_opinion")
    second.refresh_from_db()
    first.refresh_from_db()
    assert [(row.stance, row.draft.number, row.opinion.reply.round) for row in (first, second)] == [
        ("同意", 1, 1),
        ("同意", 2, 2),
    ]
    case.reload()
    assert say_missing(list_missing(case.current_round, checked=False)) == ""


def test_a_unit_that_gave_the_case_back_is_asked_on_paper(go, case):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau))
    first = consultation(case)
    advance(first.helping, "ask_return", "agree_return")
    go(world().handler, "consult_drop", first.pk, data={"reason": "已退回。"})
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau))
    assert case.current_round.consultations.get(outcome="waiting").helping is None


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("handler", 200),
        ("leader", 200),
        ("other_handler", 200),
        ("other_leader", 200),
        ("district", 403),
        ("congress", 403),
    ],
)
def test_who_reads_the_text_that_is_asked_about(go, case, who, status):
    go(world().handler, "consult", case.pk, data=terms(world().other_bureau, draft="1"))
    assert go(getattr(world(), who), "consult_text", consultation(case).pk).status_code == status


# ---- quoting ---------------------------------------------------------------------------------------------


def test_what_they_said_may_be_quoted_paragraph_by_paragraph(go, about):
    letter = (
        "区民政局：\n代表建议收悉，现将会办意见函告如下：\n一、补贴已经落实。\n二、名额另行安排。\n"
        "以上意见供你单位统一答复代表时参考。"
    )
    go(world().handler, "consult_answer", about.pk, data=opinion(answer=letter, stance="全文"))
    about.refresh_from_db()
    assert about.quotable() == ["一、补贴已经落实。", "二、名额另行安排。"]
    page = text_of(go(world().handler, "draft", about.reply.case_id))
    assert [f'data-insert="said-{about.pk}{rest}"' in page for rest in ("", "-1", "-2", "-3")] == [
        True,
        True,
        True,
        False,
    ]


def test_drafts_are_not_touched_by_asking(case):
    """The version asked about stays word for word what it was."""
    versions.save_draft(case.current_round, world().handler, {**f.TEXTS, "body": NEWER}, base=1)
    assert list(case.current_round.drafts.values_list("number", "body")) == [(1, BODY), (2, NEWER)]
    assert Attachment.objects.count() == 0

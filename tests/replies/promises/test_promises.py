"""承诺台账 through the front door: written in the draft, signed, kept, late, changed, answered again."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.models import Case, Event, Status
from replies.feedback.links import make_link
from replies.models import Promise, PromiseStep
from tests import factories as f
from tests.factories import TEXTS, advance, contact_all, day, make_case, promised, promising, world, write
from tests.replies.letter.pages import text_of

pytestmark = pytest.mark.django_db


def iso(offset):
    return day(offset).isoformat()


def cn(when):
    return f"{when.year}年{when.month}月{when.day}日"


def of(case):
    case.reload()
    return list(Promise.objects.filter(reply__case=case).order_by("reply__round", "position"))


def reply_tab(client, case):
    """As the person who is signed in reads it."""
    return client.get(reverse("case_tab", args=[case.pk, "reply"])).content.decode()


def later(days):
    return time_machine.travel(timezone.now() + dt.timedelta(days=days))


# ---- in the draft ------------------------------------------------------------------------------------------


def typed(case, base=0, **texts):
    return {**TEXTS, "base": base, "seen": case.version, **texts}


def test_rows_are_written_saved_and_come_back(go):
    case = make_case("in_progress")
    data = typed(
        case, promises_1_item=" 新增助餐点\u200b12处 ", promises_1_on=iso(60), promises_4_item="开通预约电话"
    )
    assert go(world().handler, "draft", case.pk, data=data).status_code == 302
    rows = [{"item": "新增助餐点12处", "on": iso(60)}, {"item": "开通预约电话", "on": ""}]
    assert case.current_round.drafts.get().promises == rows
    page = go(world().handler, "draft", case.pk).content.decode()
    assert f'name="promises_1_on" value="{iso(60)}"' in page
    assert 'name="promises_2_item" value="开通预约电话"' in page
    assert page.count('name="promises_') == 20


def test_the_same_rows_make_no_new_version(go):
    case = make_case("in_progress")
    for base in (0, 1):
        data = typed(case, base, promises_1_item="新增助餐点", promises_1_on=iso(60))
        assert go(world().handler, "draft", case.pk, data=data).status_code == 302
    assert case.current_round.drafts.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        ({"classification": "正在解决"}, ["“正在解决”须写明承诺事项和完成日期"]),
        ({"classification": "正在研究"}, ["“正在研究”须写明承诺事项和完成日期"]),
        ({"classification": "已采纳"}, []),
        (promising(("新增助餐点", 0)), []),
        (promising(("新增助餐点", 5), ("开通电话", -1), ("发布地图", -3)), ["承诺的第2、3项完成日期已经过去"]),
        (promising(("新增助餐点", 5), ("开通电话", 9_000)), ["承诺的第2项完成日期太远了，请核对年份"]),
        ({"promises": [{"item": "新增助餐点", "on": ""}]}, ["承诺的第1项没有写全，事项和完成日期都要写"]),
        ({"promises": [{"item": "", "on": day(5).isoformat()}]}, ["承诺的第1项没有写全，事项和完成日期都要写"]),
    ],
)
def test_what_is_missing_is_said_before_it_is_sent(go, texts, missing):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    write(case, world().handler, **texts)
    assert [one.said for one in go(world().handler, "draft", case.pk).context["missing"]] == missing


def test_two_writers_see_each_others_rows(go):
    case = make_case("in_progress")
    write(case, world().handler)
    write(case, world().handler, **promising(("先存的事项", 60)))
    data = typed(case, 1, classification="正在解决", promises_1_item="我写的事项", promises_1_on=iso(50))
    answer = go(world().handler, "draft", case.pk, data=data)
    text = answer.content.decode()
    assert (answer.status_code, answer.context["differing"]) == (409, ["promises"])
    assert f"先存的事项（{cn(day(60))}前）" in text
    assert 'value="我写的事项"' in text


# ---- the signature -----------------------------------------------------------------------------------------


def test_the_signature_writes_the_ledger():
    case = promised(("新增助餐点12处", 40), ("开通预约电话", 200), until=())
    rows = of(case)
    assert [(one.position, one.item, one.promised_on, one.due_on, one.is_open) for one in rows] == [
        (1, "新增助餐点12处", day(40), day(40), True),
        (2, "开通预约电话", day(200), day(200), True),
    ]
    event = Event.objects.get(case=case, action="promise")
    assert (event.label, event.actor) == ("承诺2项，记入台账", world().leader)


def test_a_leader_s_own_text_is_what_is_promised(go):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    write(case, world().handler, **promising(("新增助餐点", 40)))
    case.reload()
    advance(case, "submit", "check")
    data = typed(case, 1, classification="正在解决", promises_1_item="新增助餐点8处", promises_1_on=iso(90))
    data |= {"step": "amend_sign", "phrase": "", "opinion": "改了日期"}
    assert go(world().leader, "review", case.pk, data=data).status_code == 302
    assert [(one.item, one.due_on) for one in of(case)] == [("新增助餐点8处", day(90))]


def test_a_reply_that_promises_nothing_leaves_the_ledger_alone():
    case = make_case(Status.SEEKING_FEEDBACK)
    assert (of(case), Event.objects.filter(case=case, action="promise").count()) == ([], 0)


def test_the_database_keeps_a_promise_whole():
    one = of(promised(("新增助餐点", 40), until=()))[0]
    for wrong in ({"item": ""}, {"position": 11}, {"kept_on": day(0), "carried_to": one.reply}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=one.pk).update(**wrong)
    step = {"promise": one, "kind": "changed", "on": day(0), "said": "顺延", "by": world().handler, "new_on": day(60)}
    PromiseStep.objects.create(number=1, **step)
    for wrong in (
        {"number": 1},
        {"number": 2, "new_on": None},
        {"number": 2, "said": ""},
        {"number": 2, "kind": "kept"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PromiseStep.objects.create(**{**step, **wrong})


# ---- kept, changed, told -----------------------------------------------------------------------------------


def kept(**more):
    return {"on": iso(0), "said": "12处都已开业。", "steps": 0, **more}


def changed(**more):
    return {"new_on": iso(120), "said": "消防验收顺延。", "told_on": "", "steps": 0, **more}


@pytest.mark.parametrize("who", ["handler", "office"])
def test_it_is_kept_with_proof(client, go, who, picture):
    case = promised(("新增助餐点12处", 40))
    one = of(case)[0]
    proof = SimpleUploadedFile("验收单.png", picture())
    answer = go(getattr(world(), who), "promise_keep", one.pk, data=kept(proof=proof))
    assert answer.url == reverse("replies:promise_letter", args=[one.pk])  # the deputies are told in writing
    one = of(case)[0]
    step = one.steps.get()
    assert (one.kept_on, one.is_open, one.state(day(0))) == (day(0), False, "已兑现")
    assert (step.kind, step.on, step.said, step.proof.name, step.by) == (
        "kept", day(0), "12处都已开业。", "验收单.png", getattr(world(), who),
    )  # fmt: skip
    event = case.events.last()
    assert (event.action, event.label, event.comment) == (
        "promise",
        "承诺已兑现：新增助餐点12处",
        "12处都已开业。",
    )
    assert event.data["proof"] == step.proof.sha256
    page = go(world().handler, "promises").content.decode()
    assert "已兑现" in page
    case_page = reply_tab(client, case)
    assert "12处都已开业。" in case_page
    assert "验收单.png" in case_page


def test_late_is_read_from_the_days(go):
    case = promised(("新增助餐点12处", 10))
    with later(13):
        assert of(case)[0].state(day(0)) == "逾期3天"
        assert go(world().handler, "promises", query="?state=late").context["rows"][0].urgency == "late"
        go(world().handler, "promise_keep", of(case)[0].pk, data=kept())
        assert of(case)[0].state(day(0)) == "兑现，晚了3天"


def test_another_day_is_written_with_the_reason_and_the_deputies_are_told(client, go):
    case = promised(("新增助餐点12处", 10))
    one = of(case)[0]
    answer = go(world().handler, "promise_change", one.pk, data=changed())
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "已登记改期。请告知代表以后，再登记告知的日期。"
    ]
    one = of(case)[0]
    assert (one.promised_on, one.due_on, one.is_changed, one.untold.number) == (day(10), day(120), True, 1)
    assert "改期还没有告知代表" in reply_tab(client, case)
    data = {"on": iso(0), "said": "电话告诉了两位代表。", "steps": 1}
    assert go(world().handler, "promise_tell", one.pk, data=data).status_code == 302
    assert of(case)[0].untold is None
    assert (
        go(world().handler, "promise_tell", one.pk, data={**data, "said": "又告诉一次", "steps": 2}).status_code
        == 409
    )
    labels = list(case.events.filter(action="promise").values_list("label", flat=True))
    assert labels[1:] == [f"承诺改期到{cn(day(120))}：新增助餐点12处", "承诺改期已告知代表：新增助餐点12处"]


def test_told_at_once_needs_no_second_entry(client, go):
    one = of(promised(("新增助餐点12处", 10)))[0]
    go(world().handler, "promise_change", one.pk, data=changed(told_on=iso(0)))
    assert Promise.objects.get(pk=one.pk).untold is None
    assert "登记告知代表" not in reply_tab(client, one.reply.case)


@pytest.mark.parametrize(
    ("name", "data"),
    [("promise_keep", kept()), ("promise_change", changed())],
    ids=["keep", "change"],
)
def test_sent_twice_it_is_written_once(go, name, data):
    one = of(promised(("新增助餐点12处", 10)))[0]
    assert [go(world().handler, name, one.pk, data=data).status_code for _ in range(2)] == [302, 302]
    assert (one.steps.count(), one.reply.case.events.filter(action="promise").count()) == (1, 2)


@pytest.mark.parametrize("name", ["promise_keep", "promise_change"])
def test_an_old_page_writes_nothing_and_keeps_what_was_typed(go, name):
    one = of(promised(("新增助餐点12处", 10)))[0]
    go(world().office, "promise_change", one.pk, data=changed(said="办公室先改的期。", new_on=iso(90)))
    data = {"promise_keep": kept, "promise_change": changed}[name](said="我写的情况")
    answer = go(world().handler, name, one.pk, data=data)
    text = answer.content.decode()
    assert (answer.status_code, one.steps.count()) == (409, 1)
    assert [words in text for words in ("我写的情况", "办公室先改的期。", "刚刚有了新的登记")] == [True, True, True]
    assert answer.context["form"]["steps"].value() == 1
    assert go(world().handler, name, one.pk, data={**data, "steps": 1}).status_code == 302


def test_what_is_kept_is_not_changed_again(go):
    one = of(promised(("新增助餐点12处", 10)))[0]
    go(world().handler, "promise_keep", one.pk, data=kept())
    answer = go(world().handler, "promise_change", one.pk, data=changed(steps=1))
    assert answer.status_code == 409
    assert "这项承诺已经登记兑现，不能再改。登记错了的，请先撤回兑现登记。" in answer.content.decode()
    assert Promise.objects.get(pk=one.pk).due_on == day(10)


def test_what_was_called_kept_by_mistake_is_owed_again_and_nothing_is_rubbed_out(client, go):
    case = promised(("新增助餐点12处", 10))
    one = of(case)[0]
    back = {"said": "看错了件，还没有开业。", "steps": 0}
    assert "没有登记兑现，不用撤回" in go(world().handler, "promise_undo", one.pk, data=back).content.decode()
    go(world().handler, "promise_keep", one.pk, data=kept())
    assert f"/promises/{one.pk}/undo/" in reply_tab(client, case)
    assert go(world().office, "promise_undo", one.pk, data={"said": "", "steps": 1}).status_code == 400
    for _ in range(2):
        assert go(world().office, "promise_undo", one.pk, data={**back, "steps": 1}).status_code == 302
    (one,) = of(case)
    assert [(step.number, step.kind, step.said) for step in one.steps.all()] == [
        (1, "kept", "12处都已开业。"),
        (2, "undone", "看错了件，还没有开业。"),
    ]
    assert (one.is_open, one.due_on, case.events.last().label) == (True, day(10), "撤回兑现登记：新增助餐点12处")
    assert go(world().handler, "promise_keep", one.pk, data=kept(steps=2, said="这次真的开业了。")).status_code == 302
    # Once the deputies have been answered again in writing, it stands.
    advance(case, "follow_up")
    contact_all(case, world().handler)
    write(case, world().handler, classification="已解决")
    case.reload()
    advance(case, "submit", "check", "sign")
    client.force_login(world().handler)
    assert f"/promises/{one.pk}/undo/" not in reply_tab(client, case)
    answer = go(world().handler, "promise_undo", one.pk, data={**back, "steps": 3})
    assert (answer.status_code, "代表已得到书面答复，不能再撤回" in answer.content.decode()) == (409, True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("promise_keep", {"on": "2020-01-01"}, "不能早于答复签发的日期"),
        ("promise_keep", {"on": "2099-01-01"}, "日期不能晚于今天"),
        ("promise_keep", {"said": " "}, "请填写这一项"),
        ("promise_keep", {"steps": ""}, "页面不完整"),
        ("promise_keep", {"steps": "-1"}, "请"),
        ("promise_change", {"new_on": "2020-01-01"}, "请写今天以后的日期"),
        ("promise_change", {"new_on": "2099-01-01"}, "这个日期太远了，请核对年份"),
        ("promise_change", {"new_on": iso(5)}, "改期要改到现在的完成日期"),
        ("promise_change", {"told_on": "2099-01-01"}, "日期不能晚于今天"),
        ("promise_change", {"told_on": "2020-01-01"}, "不能早于答复签发的日期"),
        ("promise_change", {"said": ""}, "请填写这一项"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(go, name, wrong, said):
    one = of(promised(("新增助餐点12处", 10)))[0]
    data = {"promise_keep": kept, "promise_change": changed}[name](**wrong)
    answer = go(world().handler, name, one.pk, data=data)
    assert (answer.status_code, one.steps.count()) == (400, 0)
    assert said in answer.content.decode()


def test_the_same_day_is_no_change(go):
    one = of(promised(("新增助餐点12处", 10)))[0]
    answer = go(world().handler, "promise_change", one.pk, data=changed(new_on=iso(10)))
    assert (answer.status_code, one.steps.count()) == (409, 0)


def test_a_day_that_was_written_wrongly_is_set_right_to_one_after_the_promised(go):
    one = of(promised(("新增助餐点12处", 10)))[0]
    go(world().handler, "promise_change", one.pk, data=changed(new_on=iso(400)))
    for wrong in (5, 10):
        answer = go(world().handler, "promise_change", one.pk, data=changed(new_on=iso(wrong), steps=1))
        assert (answer.status_code, "改期要改到答复承诺的日期" in answer.content.decode()) == (400, True)
    said = changed(new_on=iso(40), said="上次日期登记错了。", steps=1)
    assert go(world().handler, "promise_change", one.pk, data=said).status_code == 302
    assert Promise.objects.get(pk=one.pk).due_on == day(40)


def test_what_is_kept_can_be_taken_back_and_the_page_says_so(go):
    one = of(promised(("新增助餐点12处", 10)))[0]
    said = {name: go(world().handler, name, one.pk).content.decode() for name in ("promise_keep", "promise_change")}
    assert ["登记错了可以撤回" in page for page in said.values()] == [True, False]
    assert ["登记以后不能改" in page for page in said.values()] == [False, True]


# ---- the ledger --------------------------------------------------------------------------------------------


def listed(go, who, query=""):
    return [row.promise.item for row in go(getattr(world(), who), "promises", query=query).context["rows"]]


@pytest.fixture
def ledger(go):
    """One promise of every kind: late, near, far, moved, kept."""
    case = promised(("逾期的", 1), ("将到期的", 25), ("很远的", 500), ("改过的", 20), ("做成的", 300), deputies=1)
    items = {one.item: one for one in of(case)}
    go(world().handler, "promise_change", items["改过的"].pk, data=changed(new_on=iso(200)))
    go(world().handler, "promise_keep", items["做成的"].pk, data=kept())
    with later(2):
        yield case


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ("", ["逾期的", "将到期的", "改过的", "很远的", "做成的"]),
        ("?state=due", ["逾期的", "将到期的"]),
        ("?state=late", ["逾期的"]),
        ("?state=open", ["逾期的", "将到期的", "改过的", "很远的"]),
        ("?state=kept", ["做成的"]),
        ("?state=changed", ["改过的"]),
    ],
)
def test_it_is_read_by_state(go, ledger, query, items):
    assert listed(go, "handler", query) == items


def test_a_row_says_how_near_or_late_it_is(go, ledger):
    def looks():
        rows = go(world().handler, "promises").context["rows"]
        return {row.promise.item: (row.css, row.urgency, row.left is None) for row in rows}

    far = {"改过的": ("open", "", True), "很远的": ("open", "", True), "做成的": ("done", "", True)}
    assert looks() == {"逾期的": ("late", "late", False), "将到期的": ("soon", "", False), **far}
    with later(-1):  # the last day is not late yet
        assert looks()["逾期的"] == ("soon", "", False)


def test_it_is_read_by_year_and_by_unit(go, ledger):
    w = world()
    year = day(498).year
    assert listed(go, "handler", f"?year={year}&state=open") == [
        one.item for one in Promise.objects.open().filter(due_on__year=year).order_by("due_on")
    ]
    assert "很远的" in listed(go, "handler", f"?year={year}")
    other = f.hand_over(f.suggestion(), w.other_bureau)
    advance(other, "sign_for", "assign", "promise")
    other.reload()
    advance(other, "submit", "check", "sign")
    assert listed(go, "district", f"?unit={w.other_bureau.pk}") == ["新增助餐点12处", "开通预约电话"]
    assert len(listed(go, "district")) == 7
    assert listed(go, "other_office") == ["新增助餐点12处", "开通预约电话"]
    assert len(listed(go, "congress")) == 7
    assert (listed(go, "cppcc"), listed(go, "nobody"), listed(go, "admin")) == ([], [], [])


@pytest.mark.parametrize("query", ["?state=zz", "?unit=x", "?year=1e9", f"?unit={2**70}"])
def test_a_wrong_condition_is_said(go, ledger, query):
    answer = go(world().handler, "promises", query=query)
    assert answer.status_code == 400
    assert "条件里有一处不对" in answer.content.decode()


def test_the_figures_are_the_numbers_of_their_lists(go, ledger):
    figures = go(world().handler, "promises").context["figures"]
    assert {word: count for word, _, count in figures} == {
        word: len(listed(go, "handler", f"?state={word}")) for word, *_ in figures
    }


def test_who_may_write_is_offered_to(go, ledger):
    offered = {
        who: [row.writes for row in go(getattr(world(), who), "promises").context["rows"]]
        for who in ("handler", "office", "second_handler", "leader", "district")
    }
    yes, no = [True, True, True, True, False], [False] * 5
    assert offered == {"handler": yes, "office": yes, "second_handler": no, "leader": no, "district": no}


def test_it_is_written_as_soon_as_it_is_signed_and_until_the_deputies_withdraw(go, client):
    case = promised(("新增助餐点", 10), until=())
    (one,) = of(case)
    doors = [f"/promises/{one.pk}/{name}/" for name in ("keep", "change")]
    client.force_login(world().handler)
    assert [door in reply_tab(client, case) for door in doors] == [True, True]
    assert [row.writes for row in go(world().handler, "promises").context["rows"]] == [True]
    advance(case, "withdraw")
    assert [door in reply_tab(client, case) for door in doors] == [False, False]


def test_no_blank_stands_behind_the_name_of_a_button(go, ledger):
    page = go(world().handler, "promises").content.decode()
    assert '>登记改期<span class="visually-hidden">：逾期的</span></a>' in page
    assert '>改期报告<span class="visually-hidden">：逾期的</span></a>' in page  # as the law names it


@pytest.mark.once
def test_the_number_of_queries_does_not_grow_with_the_rows(go, django_assert_num_queries):
    go(world().handler, "promise_change", of(promised(("甲", 10)))[0].pk, data=changed())
    go(world().handler, "promises")
    with CaptureQueriesContext(connection) as asked:
        go(world().handler, "promises")
    count = len(asked)
    for _ in range(3):
        go(world().handler, "promise_change", of(promised(("甲", 10), ("乙", 20)))[0].pk, data=changed())
    with django_assert_num_queries(count):
        assert len(go(world().handler, "promises").context["rows"]) == 7


def test_a_withdrawn_case_owes_nothing(go):
    case = promised(("新增助餐点", 10), until=())
    advance(case, "withdraw")
    assert (Promise.objects.due(day(0)).count(), Promise.objects.late(day(20)).count()) == (0, 0)
    assert go(world().handler, "promise_keep", of(case)[0].pk, data=kept()).status_code == 409


# ---- 跟踪办理 ----------------------------------------------------------------------------------------------


def bar(client, case, who="handler"):
    client.force_login(getattr(world(), who))
    return {one.name: one.reason for one in client.get(reverse("case", args=[case.pk])).context["buttons"]}


def test_it_waits_until_something_is_kept_or_due(client, go):
    case = promised(("新增助餐点", 60), ("开通电话", 31))
    reason = f"承诺的事项还没有兑现，也没有快到期的（最早{cn(day(31))}）"
    assert bar(client, case) == {"follow_up": reason}
    answer = go(world().handler, "follow_up", case.pk, data={"comment": "", "seen": case.version})
    assert (answer.status_code, reason in answer.content.decode()) == (409, True)
    with later(1):
        assert bar(client, case) == {"follow_up": ""}
    advance(case, "keep")
    assert bar(client, case) == {"follow_up": ""}
    assert bar(client, case, "office") == {"follow_up": "", "reassign": ""}  # somebody keeps the rest
    assert bar(client, case, "leader") == {}


def test_a_case_that_promised_nothing_has_no_such_button(client, go):
    case = make_case(Status.CLOSED)
    assert bar(client, case) == {}
    assert go(world().handler, "follow_up", case.pk, data={"comment": "", "seen": case.version}).status_code == 409
    case.reload()
    assert (case.status, case.replies.count()) == (Status.CLOSED, 1)


def test_the_second_answer_starts_from_the_ledger(client, go):
    case = promised(("新增助餐点12处", 20), ("开通预约电话", 50), deputies=2)
    before = case.current_round
    frozen = before.signed_draft.texts()
    go(world().handler, "promise_keep", of(case)[0].pk, data=kept())
    live = make_link(before, world().handler, case.suggestion.proposers[0]).invitation
    case.reload()
    answer = go(world().handler, "follow_up", case.pk, data={"comment": "请写明电话", "seen": case.version})
    assert answer.url == reverse("replies:draft", args=[case.pk])
    case.reload()
    reply, draft = case.current_round, case.current_round.latest_draft
    assert (case.status, case.closed_on, case.delivered_on) == (Status.IN_PROGRESS, None, None)
    assert (reply.round, reply.occasion, reply.due_on, case.statutory_due) == (
        2,
        "follow_up",
        reply.due_on,
        reply.due_on,
    )
    title = case.suggestion.title
    session = case.suggestion.session.full_name
    assert draft.body == (
        "赵洪蓉、周建伟代表：\n"
        f"你们在{session}上提出的第{case.suggestion.number}号建议《{title}》，在上次答复时列为“正在解决”，"
        "经进一步跟踪办理，现将有关情况答复如下：\n"
        f"关于“新增助餐点12处”，已于{cn(day(0))}完成。12处都已开业。\n"
        f"关于“开通预约电话”（原定{cn(day(50))}前完成），目前进展是：\n"
    )
    assert (draft.classification, draft.handling, draft.document_number) == ("", "", "")
    assert draft.promises == [{"item": "开通预约电话", "on": ""}]
    before.refresh_from_db()
    live.refresh_from_db()
    assert (before.signed_draft.texts(), before.closed_on, live.is_live) == (frozen, day(0), False)
    event = case.events.last()
    assert (event.action, event.comment, event.data["round"]) == ("follow_up", "请写明电话", 2)
    facts = {one.label: one.why for one in client.get(reverse("case", args=[case.pk])).context["dates"]}
    assert facts["法定期限"].endswith("（市代表建议规定第二十二条）")


@pytest.mark.parametrize(("left", "runs"), [(10, "month"), (29, "month"), (500, "promised")])
def test_it_is_due_on_the_promised_day_or_in_a_month(go, left, runs):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        case = promised(("很近的", 5), ("另一项", left))
        advance(case, "keep", "follow_up")
        # A month from 2026-03-02 is Thursday April 2; 500 days on is Thursday 2027-07-15.
        assert case.statutory_due == (dt.date(2026, 4, 2) if runs == "month" else dt.date(2027, 7, 15))


def test_sent_twice_there_is_one_more_round(go):
    case = promised(("新增助餐点", 20))
    data = {"comment": "", "seen": case.version}
    assert [go(world().handler, "follow_up", case.pk, data=data).status_code for _ in range(2)] == [302, 409]
    assert case.replies.count() == 2


def test_nothing_is_called_done_while_the_ledger_says_it_is_not(go):
    case = promised(("新增助餐点", 20), ("开通电话", 25))
    advance(case, "keep", "follow_up")
    contact_all(case, world().handler)
    write(case, world().handler, classification="已解决", promises=[])
    missing = go(world().handler, "draft", case.pk).context["missing"]
    assert [one.said for one in missing] == ["选“已解决”的，要先登记以前的承诺已兑现（还有1项）"]
    write(case, world().handler, **promising(("开通电话", 40)))
    case.reload()
    assert go(world().handler, "draft", case.pk).context["missing"] == []
    advance(case, "keep")
    assert go(world().handler, "draft", case.pk).context["missing"] == []


def test_the_second_answer_goes_the_usual_way_and_takes_over_what_is_owed(client, go):
    beside = promised(("修好路灯", 20))
    case = promised(("新增助餐点", 20), ("开通电话", 25))
    advance(case, "keep", "follow_up")
    contact_all(case, world().handler)
    write(case, world().handler, **promising(("开通电话", 90)))
    case.reload()
    advance(case, "submit", "check", "sign")
    done, owed, anew = of(case)
    assert (done.state(day(0)), owed.state(day(0)), anew.state(day(0))) == ("已兑现", "转入第2次答复", "进行中")
    assert (owed.carried_to, anew.reply) == (case.current_round, case.current_round)
    assert [one.carried_to for one in of(beside)] == [None]
    answer = go(world().handler, "promise_keep", owed.pk, data=kept())
    assert answer.status_code == 409
    assert "已经转入第2次答复" in answer.content.decode()
    advance(case, "satisfy", "report")
    assert (case.status, bar(client, case)) == (
        Status.CLOSED,
        {"follow_up": f"承诺的事项还没有兑现，也没有快到期的（最早{cn(day(90))}）"},
    )
    page = reply_tab(client, case)
    assert [words in page for words in ("第1轮", "第2轮 · 跟踪答复", "转入第2次答复")] == [True, True, True]


def test_the_letter_prints_which_answer_it_is(go):
    case = promised(("新增助餐点", 20))
    advance(case, "keep", "follow_up")
    contact_all(case, world().handler)
    write(case, world().handler, classification="已解决", promises=[])
    case.reload()
    advance(case, "submit", "check", "sign")
    printed = case.current_round.printed.get()
    assert printed.snapshot["round"] == 2
    pdf = go(world().handler, "printed", printed.pk)
    assert "第2次办理" in text_of(b"".join(pdf))


def test_the_deputy_reads_what_is_promised(client):
    case = promised(("新增助餐点12处", 40), ("开通预约电话", 50), until=("deliver",))
    link = make_link(case.current_round, world().handler, case.suggestion.proposers[0])
    page = client.get(f"/d/{f.token(link)}", follow=True).content.decode()
    said = re.findall("<dt>(承诺之.)</dt>\\s*<dd>(.+?)<br><b>(.+?)</b></dd>", page)
    days = [timezone.localdate() + dt.timedelta(days=count) for count in (40, 50)]
    assert [one[:2] for one in said] == [("承诺之1", "新增助餐点12处"), ("承诺之2", "开通预约电话")]
    assert [(f"{one.month}月{one.day}日前" in told) for one, (_, _, told) in zip(days, said, strict=True)] == [
        True,
        True,
    ]


def test_a_case_of_another_unit_is_not_followed_up_from_here(go):
    case = promised(("新增助餐点", 20))
    answers = {
        who: go(getattr(world(), who), "follow_up", case.pk).status_code for who in ("other_office", "district")
    }
    assert answers == {"other_office": 404, "district": 403}
    assert Case.objects.get(pk=case.pk).status == Status.CLOSED

"""标准用语 through the front door: written on top of each other, expiring, put into a draft only while they hold."""

import uuid

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.models import Role
from replies.drafts.wordings.actions import may_edit, save_wording
from replies.models import Wording
from tests.factories import day, make_case, wording, world

pytestmark = pytest.mark.django_db


def typed(**more):
    said = {"topic": "社区助餐", "text": "新的说法。", "owner": world().handler.pk, "source": "宝民〔2026〕3号"}
    return {**said, "expires_on": day(60).isoformat(), "key": str(uuid.uuid4()), **more}


def texts(go, who="handler", query=""):
    return [row.wording.text for row in go(getattr(world(), who), "wordings", query=query).context["rows"]]


def test_a_wording_is_written_with_its_owner_and_last_day(go):
    assert go(world().office, "wording_add", data=typed()).url == reverse("replies:wordings")
    made = Wording.objects.get()
    assert (made.topic, made.text, made.owner, made.expires_on, made.source, made.written_by, made.unit) == (
        "社区助餐", "新的说法。", world().handler, day(60), "宝民〔2026〕3号", world().office, world().bureau,
    )  # fmt: skip


def test_sent_twice_it_is_one(go):
    data = typed()
    assert [go(world().office, "wording_add", data=data).status_code for _ in range(2)] == [302, 302]
    assert Wording.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"expires_on": ""}, "请填写这一项"),
        ({"expires_on": "2020-01-01"}, "请写今天以后的日期"),
        ({"text": " "}, "请填写这一项"),
        ({"topic": "长" * 31}, "30"),
        ({"owner": "0"}, "请从本单位的人员里选"),
        ({"key": "x"}, "页面不完整"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(go, wrong, said):
    answer = go(world().office, "wording_add", data=typed(**{"source": "很长的依据", **wrong}))
    assert (answer.status_code, Wording.objects.count()) == (400, 0)
    assert [words in answer.content.decode() for words in (said, "很长的依据")] == [True, True]


def test_what_was_written_anew_is_not_taken_out_of_use(go):
    old = wording(text="旧的说法。")
    assert go(world().office, "wording", old.pk, data=typed()).status_code == 302
    refused = go(world().office, "wording_retire", old.pk, data={})
    assert (refused.status_code, "刚刚被别人改过" in refused.content.decode()) == (409, True)
    old.refresh_from_db()
    assert (old.retired_at, texts(go)) == (None, ["新的说法。"])


def test_people_of_other_units_own_nothing_here(go):
    assert go(world().office, "wording_add", data=typed(owner=world().other_office.pk)).status_code == 400


def test_a_change_is_a_new_row_and_the_old_one_stays(go):
    old = wording(text="旧的说法。")
    assert go(world().handler, "wording", old.pk, data=typed()).status_code == 302
    new = Wording.objects.get(supersedes=old)
    old.refresh_from_db()
    assert (old.text, old.is_current, new.text, new.is_current) == ("旧的说法。", False, "新的说法。", True)
    assert texts(go) == ["新的说法。"]
    assert "旧的说法。" in go(world().leader, "wordings").content.decode()


def test_every_earlier_version_is_read_in_its_list(go):
    row = wording(text="第一种。")
    for text in ("第二种。", "第三种。"):
        go(world().handler, "wording", row.pk, data=typed(text=text))
        row = Wording.objects.current().get()
    [shown] = go(world().handler, "wordings").context["rows"]
    assert [shown.wording.text, *(old.text for old in shown.earlier)] == ["第三种。", "第二种。", "第一种。"]


def test_two_who_change_it_see_both_texts_and_lose_nothing(go):
    old = wording(text="旧的说法。")
    go(world().office, "wording", old.pk, data=typed(text="办公室的说法。"))
    mine = typed(text="我的说法。")
    answer = go(world().handler, "wording", old.pk, data=mine)
    page = answer.content.decode()
    newest = Wording.objects.get(supersedes=old)
    assert (answer.status_code, Wording.objects.count()) == (409, 2)
    assert [words in page for words in ("我的说法。", "办公室的说法。")] == [True, True]
    assert f'action="{reverse("replies:wording", args=[newest.pk])}"' in page
    assert go(world().handler, "wording", newest.pk, data=mine).status_code == 302
    assert texts(go) == ["我的说法。"]


def test_the_database_lets_one_row_take_another_s_place_once():
    old = wording()
    rows = [Wording(key=uuid.uuid4(), unit=old.unit, topic="助餐", text="新。", owner=old.owner, expires_on=day(9),
                    supersedes=old, written_by=old.owner) for _ in range(2)]  # fmt: skip
    rows[0].save()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows[1].save()
    for wrong in ({"text": ""}, {"topic": ""}, {"retired_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wording.objects.filter(pk=old.pk).update(**wrong)


def test_its_owner_says_that_it_still_holds(go):
    old = wording(text="一字不改。", days=-1)
    data = {"expires_on": day(365).isoformat(), "key": str(uuid.uuid4())}
    assert [go(world().handler, "wording_extend", old.pk, data=data).status_code for _ in range(2)] == [302, 302]
    new = Wording.objects.current().get()
    assert (new.text, new.expires_on, new.supersedes, new.written_by) == (
        "一字不改。",
        day(365),
        old,
        world().handler,
    )


def test_out_of_use_it_is_offered_no_more_and_stays_readable(go):
    old = wording()
    for _ in range(2):
        assert go(world().office, "wording_retire", old.pk, data={}).status_code == 302
    old.refresh_from_db()
    assert (old.retired_by, texts(go), Wording.objects.count()) == (world().office, [], 1)
    assert go(world().office, "wording", old.pk, data=typed()).status_code == 409
    assert go(world().handler, "wording_text", old.pk).status_code == 409


def test_who_left_the_unit_keeps_nothing():
    old = wording()
    world().handler.memberships.update(is_active=False)
    gone = type(world().handler).objects.get(pk=world().handler.pk)
    assert (may_edit(old, gone), may_edit(old, world().office)) == (False, True)


# ---- expiry ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "state"), [(31, "有效"), (30, "将到期"), (0, "将到期"), (-1, "已过期")])
def test_its_state_is_read_from_the_day(days, state):
    assert wording(days=days).state == state


def test_what_is_due_is_found_for_a_reminder():
    rows = {days: wording(days=days).pk for days in (31, 30, 0, -1)}
    assert set(Wording.objects.due(day(0)).values_list("pk", flat=True)) == {rows[30], rows[0], rows[-1]}


def test_the_words_are_given_on_the_last_day_and_not_after_it(go):
    held = wording(text="今天还有效。", days=0)
    given = go(world().second_handler, "wording_text", held.pk)
    assert (given.status_code, given.content.decode(), given["Cache-Control"]) == (
        200, "今天还有效。", "private, no-store",
    )  # fmt: skip
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1)):
        refused = go(world().second_handler, "wording_text", held.pk)
        assert refused.status_code == 409
        assert "已经过期，不能插入。请向高扬确认是否仍然有效。" in refused.content.decode()
        assert "今天还有效。" not in refused.content.decode()


def test_the_words_of_a_changed_wording_are_not_given(go):
    old = wording()
    go(world().office, "wording", old.pk, data=typed())
    assert go(world().handler, "wording_text", old.pk).status_code == 409


def test_beside_the_draft_the_expired_ones_have_no_words(go):
    case = make_case("in_progress")
    valid, expired = wording(text="可以插入的话。"), wording("补贴", "过了期的话。", days=-3)
    page = go(world().handler, "draft", case.pk).content.decode()
    assert page.count("可以插入的话。") == 1
    assert "过了期的话。" not in page
    assert f'data-insert="wording-{valid.pk}"' in page
    assert f"wording-{expired.pk}" not in page
    assert "请问高扬是否仍然有效" in page


def test_other_units_words_are_not_offered(go):
    case = make_case("in_progress")
    w = world()
    said = {"topic": "物业", "text": "房管局的话。", "owner": w.other_office, "expires_on": day(9), "source": ""}
    save_wording(w.other_bureau, w.other_office, key=uuid.uuid4(), **said)
    assert "房管局的话。" not in go(w.handler, "draft", case.pk).content.decode()
    assert (texts(go), texts(go, "other_leader"), texts(go, "district")) == ([], ["房管局的话。"], [])


# ---- the list ----------------------------------------------------------------------------------------------


def test_it_is_searched_and_grouped(go):
    wording("社区助餐", "送餐到楼组。", source="宝民〔2026〕3号")
    wording("婚姻登记", "热门日期分时预约。", owner=world().second_handler)
    assert sorted(texts(go)) == ["热门日期分时预约。", "送餐到楼组。"]
    assert texts(go, query="?q=送餐") == ["送餐到楼组。"]
    assert texts(go, query="?q=许静") == ["热门日期分时预约。"]
    assert texts(go, query="?q=3号 助餐") == ["送餐到楼组。"]
    assert "没有找到" in go(world().handler, "wordings", query="?q=没有的").content.decode()
    assert go(world().handler, "wordings", query="?q=a%00b").status_code == 200


def test_owner_and_office_are_offered_to_change_it(go):
    wording(owner=world().second_handler)
    assert {
        who: [row.editable for row in go(getattr(world(), who), "wordings").context["rows"]]
        for who in ("office", "second_handler", "handler", "leader")
    } == {"office": [True], "second_handler": [True], "handler": [False], "leader": [False]}


def test_the_number_of_queries_does_not_grow_with_the_rows(go, django_assert_num_queries):
    case = make_case("in_progress")
    wording()
    pages = [("wordings",), ("draft", case.pk)]
    counts = []
    for page in pages:
        go(world().handler, *page)
        with CaptureQueriesContext(connection) as asked:
            go(world().handler, *page)
        counts.append(len(asked))
    for n in range(5):
        wording(f"主题{n}")
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            go(world().handler, *page)


def test_a_person_of_two_roles_sees_each_wording_once(go):
    world().handler.memberships.create(unit=world().bureau, role=Role.OFFICE)
    wording(text="一次。")
    assert texts(go) == ["一次。"]
    assert [str(one) for one in go(world().handler, "wording_add").context["form"]["owner"].field.queryset].count(
        "高扬"
    ) == 1

"""督办台, notes to the units and their answers, leaders' cases."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.models import Case, Event, Part, Status, Suggestion, Supervision
from tests import factories as f

pytestmark = pytest.mark.django_db
NOTE = {"text": "请说明卡在哪里，哪一天能送达代表。", "answer_due": "2026-03-12"}


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel("2026-03-11 10:00+08:00", tick=False):
        yield


@pytest.fixture
def go(client):
    """`go(user, "board")` opens a page of the desk as that person; with `data` it posts."""

    def request(user, name, *args, data=None, query=""):
        client.force_login(user)
        where = reverse(name, args=args) + query
        return client.get(where) if data is None else client.post(where, data)

    return request


def note(**more):
    return {**NOTE, "key": uuid.uuid4(), **more}


def due(days, **facts):
    """An open case that is due so many days from today."""
    case = f.make_case(**facts)
    Case.objects.filter(pk=case.pk).update(handed_on=f.day(-120), statutory_due=f.day(days))
    case.refresh_from_db()
    return case


def board(go, query=""):
    return go(f.world().district, "board", query=query)


# ---- the board -------------------------------------------------------------------------------------------


def test_the_board_lists_what_is_late_and_what_soon_will_be_the_longest_late_first(go):
    """Ten working days after Wednesday 11 March is Wednesday 25 March."""
    days = (14, -1, 15, 0, -9)
    cases = {offset: due(offset) for offset in days}
    rows = board(go).context["rows"]
    assert [(one.row.case.pk, one.light.word) for one in rows] == [
        (cases[offset].pk, word) for offset, word in ((-9, "红灯"), (-1, "红灯"), (0, "黄灯"), (14, "黄灯"))
    ]
    assert {word: count for word, _, count in board(go).context["kinds"]} == {
        "": 4, "late": 2, "soon": 2, "led": 0, "asked": 0,
    }  # fmt: skip


def test_a_case_that_has_reached_every_deputy_has_no_light(go):
    answered = f.advance(f.make_case(Status.SEEKING_FEEDBACK), "deliver")
    Case.objects.filter(pk=answered.pk).update(statutory_due=f.day(-3), handed_on=f.day(-120))
    assert board(go).context["rows"] == []


def test_a_light_is_told_by_word_and_shape(go):
    due(-1)
    due(3)
    page = board(go).content.decode()
    for css, shape, word, says in (("late", "▲", "红灯", "已超期1个"), ("soon", "◆", "黄灯", "还剩2个")):
        light = f'<span class="light {css}"><span aria-hidden="true">{shape}</span>'
        assert f'{light}<span class="visually-hidden">{word}，{says}工作日</span>' in page


def test_no_blank_stands_behind_the_number_of_a_list(go):
    """In a button a line break behind the hidden word would be a blank as wide as the button's gap."""
    due(-1)
    assert '>红灯和黄灯 1<span class="visually-hidden">件</span></a>' in board(go).content.decode()


def test_a_row_says_where_the_case_stands_since_when_and_who_has_it(go):
    case = due(5, status=Status.IN_PROGRESS)
    with time_machine.travel("2026-03-16 10:00+08:00", tick=False):
        one = board(go).context["rows"][0]
    assert (one.where, one.row.holder, one.stands) == ("办理中，答复尚未签发", "高扬", 3)
    assert case.section in board(go).content.decode()


def test_the_lists_can_be_narrowed_to_a_unit_and_to_led_and_asked_cases(go):
    w = f.world()
    ours, theirs, calm = due(-2), f.hand_over(f.suggestion(), w.other_bureau), due(60)
    Case.objects.filter(pk=theirs.pk).update(handed_on=f.day(-120), statutory_due=f.day(2))
    go(w.district, "lead", calm.pk, data={"led_as": "领导领办", "led_by": "沈嘉副区长"})
    f.supervise(ours)

    def listed(query):
        return [one.row.case.pk for one in board(go, query).context["rows"]]

    assert listed("?show=late") == [ours.pk]
    assert listed("?show=soon") == [theirs.pk]
    assert listed("?show=led") == [calm.pk]
    assert listed("?show=asked") == [ours.pk]
    assert listed(f"?unit={w.other_bureau.pk}") == [theirs.pk]
    lights = {
        one.name: (one.open, one.late, one.soon, one.calm, one.led, one.asked) for one in board(go).context["units"]
    }
    assert lights == {"区民政局": (2, 1, 0, 1, 1, 1), "区房管局": (1, 0, 1, 0, 0, 0)}
    every = board(go).context["all"]
    assert (every.open, every.late, every.soon, every.calm, every.led, every.asked) == (3, 1, 1, 1, 1, 1)
    assert [one.longest for one in board(go).context["units"]] == [2, 0]
    assert board(go, "?unit=999").status_code == 400
    assert board(go, "?show=x").status_code == 400


def test_the_queries_do_not_grow_with_the_cases(go):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            board(go)
        return len(queries)

    f.supervise(due(-1, status=Status.IN_PROGRESS))
    board(go)  # signs in
    few = asked()
    for offset in (-2, 1, 2):
        f.supervise(due(offset, status=Status.IN_PROGRESS))
    assert asked() == few


# ---- notes and answers -----------------------------------------------------------------------------------


def test_a_note_is_recorded_stands_in_the_units_list_and_is_answered(go, client):
    case, w = due(2, status=Status.IN_PROGRESS), f.world()
    go(w.district, "supervise", case.pk, data=note())
    made = Supervision.objects.get()
    assert (made.text, made.answer_due, made.by) == (NOTE["text"], dt.date(2026, 3, 12), w.district)

    def group(user):
        client.force_login(user)
        return [row.case.pk for row in client.get("/?group=supervised").context["rows"]]

    assert [group(user) for user in (w.office, w.handler, w.leader)] == [[case.pk]] * 3
    assert group(w.second_handler) == group(w.other_office) == []
    for user in (w.handler, w.district):
        client.force_login(user)
        assert NOTE["text"] in client.get(case.get_absolute_url()).content.decode()
    go(w.handler, "supervise_answer", made.pk, data={"text": "明天送达代表。"})
    made.refresh_from_db()
    assert (made.answer, made.answered_by) == ("明天送达代表。", w.handler)
    assert group(w.office) == []
    client.force_login(w.district)
    assert "明天送达代表。" in client.get(case.get_absolute_url()).content.decode()
    told = Event.objects.filter(case=case, action__startswith="supervise").values_list("action", "comment")
    assert list(told) == [("supervise", NOTE["text"]), ("supervise_answer", "明天送达代表。")]


def test_a_note_or_an_answer_sent_twice_is_written_once(go):
    case, w = due(2, status=Status.IN_PROGRESS), f.world()
    same = note()
    for _ in range(2):
        assert go(w.district, "supervise", case.pk, data=same).status_code == 302
    made = Supervision.objects.get()
    for _ in range(2):
        assert go(w.handler, "supervise_answer", made.pk, data={"text": "明天送达。"}).status_code == 302
    assert Event.objects.filter(case=case, action__startswith="supervise").count() == 2


def test_two_answers_to_one_note_keep_the_first_and_what_the_second_had_typed(go):
    case, w = due(2, status=Status.IN_PROGRESS), f.world()
    made = f.supervise(case)
    go(w.office, "supervise_answer", made.pk, data={"text": "办公室的回复。"})
    second = go(w.handler, "supervise_answer", made.pk, data={"text": "经办人的回复。"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "孙莉刚才已经回复了这条督办" in page
    assert "办公室的回复。" in page
    assert "经办人的回复。" in page
    made.refresh_from_db()
    assert made.answer == "办公室的回复。"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "请填写这一项"),
        ({"answer_due": "2026-03-10"}, "请写今天或以后、半年以内的日期"),
        ({"answer_due": "2027-03-10"}, "请写今天或以后、半年以内的日期"),
        ({"answer_due": "明天"}, "没有这一天，请按“2027-03-01”这样写。"),
        ({"text": "长" * 1001}, "1000"),
        ({"key": "x"}, "页面不完整"),
    ],
)
def test_a_note_that_is_not_whole_is_refused_and_kept(go, wrong, said):
    case = due(2)
    response = go(f.world().district, "supervise", case.pk, data=note(**wrong))
    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert wrong.get("text", NOTE["text"])[:100] in page
    assert not Supervision.objects.exists()


def test_a_case_that_has_ended_takes_no_note(go):
    case = f.make_case(Status.WITHDRAWN)
    response = go(f.world().district, "supervise", case.pk, data=note())
    assert response.status_code == 409
    assert "不用再督办" in response.content.decode()
    assert not Supervision.objects.exists()


def test_the_database_refuses_half_an_answer():
    made = f.supervise(due(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.filter(pk=made.pk).update(answer="没有人署名")


# ---- leaders' cases --------------------------------------------------------------------------------------


def test_a_leaders_case_is_marked_for_every_unit_and_logged(go, client):
    w, asked = f.world(), f.suggestion()
    main, helper = f.hand_over(asked, w.bureau, Part.MAIN), f.hand_over(asked, w.other_bureau, Part.HELP)
    mark = {"led_as": "重点督办", "led_by": "马骏副主任", "seen_as": "", "seen_by": ""}
    for _ in range(2):
        assert go(w.district, "lead", main.pk, data=mark).status_code == 302
    asked.refresh_from_db()
    assert (asked.led_as, asked.led_by) == ("重点督办", "马骏副主任")
    told = Event.objects.filter(action="lead").values_list("case", "label")
    assert sorted(told) == [(main.pk, "重点督办：马骏副主任"), (helper.pk, "重点督办：马骏副主任")]
    client.force_login(w.other_office)
    assert "重点督办：马骏副主任" in client.get(helper.get_absolute_url()).content.decode()
    gone = {"led_as": "", "led_by": "马骏副主任", "seen_as": "重点督办", "seen_by": "马骏副主任"}
    go(w.district, "lead", main.pk, data=gone)
    asked.refresh_from_db()
    assert (asked.led_as, asked.led_by) == ("", "")
    assert Event.objects.filter(case=main, action="lead").last().label == "取消重点督办标记"


def test_a_mark_without_a_name_is_refused_and_an_old_page_keeps_what_was_typed(go):
    case, w = f.make_case(), f.world()
    assert go(w.district, "lead", case.pk, data={"led_as": "领导领办", "led_by": ""}).status_code == 400
    Suggestion.objects.update(led_as="领导领办", led_by="沈嘉副区长")
    stale = go(w.district, "lead", case.pk, data={"led_as": "重点督办", "led_by": "马骏副主任"})
    assert stale.status_code == 409
    assert 'value="马骏副主任"' in stale.content.decode()
    form = stale.context["form"]
    assert {name: form[name].value() for name in ("seen_as", "seen_by")} == {
        "seen_as": "领导领办",
        "seen_by": "沈嘉副区长",
    }
    assert Suggestion.objects.get().led_by == "沈嘉副区长"
    again = {"led_as": "重点督办", "led_by": "马骏副主任", "seen_as": "领导领办", "seen_by": "沈嘉副区长"}
    assert go(w.district, "lead", case.pk, data=again).status_code == 302

"""The calendar's page: what a change would move is shown first, then moved all at once and kept as a log."""

import datetime as dt
import re
import uuid

import pytest
from django.core.management import call_command

from proposals.cases.access import Stale
from proposals.deadlines import calendar_changes
from proposals.models import CalendarChange, CalendarDay, Case, Event, Limit, MovedCase, Part, Status
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world

pytestmark = pytest.mark.django_db
D = dt.date
DAY = {"day": "2026-06-04", "to": "off", "name": "全区停工一天", "reason": "区里的通知"}
NOTICE = (
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日至11日放假调休，共7天。2月14日（周日）上班。"
)


@pytest.fixture
def district(client, time_machine):
    time_machine.move_to("2026-03-10 10:00 +0800", tick=False)
    client.force_login(world().district)
    return client


def preview(client, url="/calendar/day/", **fields):
    return client.post(url, {**DAY, "key": str(uuid.uuid4()), **fields})


def hidden(page) -> dict[str, str]:
    """What the preview sends when it is confirmed."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def confirm(client, page, url="/calendar/day/"):
    return client.post(url, hidden(page))


def due(case) -> tuple[dt.date, dt.date | None]:
    return Case.objects.values_list("statutory_due", "internal_due").get(pk=case.pk)


def of(handed_on, part=Part.SOLE, internal=None) -> Case:
    case = hand_over(suggestion(), world().bureau, part, handed_on)
    if internal:
        Case.objects.filter(pk=case.pk).update(internal_due=internal)
    return case


def test_the_preview_tells_which_cases_would_move_and_changes_nothing(district):
    moves, stays = of(D(2026, 3, 4)), of(D(2026, 3, 5))
    page = preview(district)
    found = page.context["foreseen"]
    assert [(one.case, one.due, one.dropped) for one in found.moves] == [(moves, D(2026, 6, 5), None)]
    assert found.change.what == ["2026年6月4日（周四）改为放假：全区停工一天（原来：照平常的星期）"]
    assert (due(moves), due(stays)) == ((D(2026, 6, 4), None), (D(2026, 6, 5), None))
    assert not CalendarDay.objects.filter(date=D(2026, 6, 4)).exists()


def test_saving_moves_them_all_with_an_event_and_a_log(district):
    case, kept = of(D(2026, 3, 4), internal=D(2026, 5, 20)), of(D(2026, 3, 5))
    before = CalendarChange.objects.count()
    page = preview(district)
    assert [confirm(district, page).status_code for _ in range(2)] == [302, 302]
    assert (due(case), due(kept)) == ((D(2026, 6, 5), D(2026, 5, 20)), (D(2026, 6, 5), None))
    made = CalendarChange.objects.first()
    assert CalendarChange.objects.count() == before + 1
    assert (made.by, made.reason, made.number) == (world().district, "区里的通知", before + 1)
    assert [(one.case, one.old_due, one.new_due) for one in made.moved.all()] == [
        (case, D(2026, 6, 4), D(2026, 6, 5))
    ]
    [event] = Event.objects.filter(action="recount")
    assert (event.case, event.data["change"], event.data["old_due"], event.data["new_due"]) == (
        case, made.pk, "2026-06-04", "2026-06-05",
    )  # fmt: skip
    assert "区里的通知" in event.comment
    shown = district.get(made.get_absolute_url()).content.decode()
    assert [f"2026年6月{day}日</td>" in shown for day in (4, 5)] == [True, True]


def test_a_day_taken_back_moves_back_and_an_internal_date_that_is_no_longer_earlier_falls_away(district):
    case = of(D(2026, 3, 4))
    confirm(district, preview(district))
    Case.objects.filter(pk=case.pk).update(internal_due=D(2026, 6, 4))
    page = preview(district, to="plain", name="", reason="通知撤销")
    assert "2026年6月4日不早于新的法定期限，不再单列" in page.content.decode()
    confirm(district, page)
    assert due(case) == (D(2026, 6, 4), None)
    assert MovedCase.objects.latest("pk").dropped == D(2026, 6, 4)


def test_only_running_clocks_move(district):
    answered = f.advance(make_case(Status.SEEKING_FEEDBACK, handed_on=D(2026, 3, 4)), "deliver")
    closed = make_case(Status.CLOSED, handed_on=D(2026, 3, 4))
    gone = make_case(Status.WITHDRAWN, handed_on=D(2026, 3, 4))
    asked = make_case(Status.RETURN_REQUESTED, handed_on=D(2026, 3, 4))
    helps = of(D(2026, 5, 4), Part.HELP)
    page = preview(district)
    assert [one.case for one in page.context["foreseen"].moves] == [asked, helps]
    confirm(district, page)
    assert [due(one)[0] for one in (answered, closed, gone)] == [D(2026, 6, 4)] * 3


def test_a_later_round_counts_from_its_opening(district, time_machine):
    case = make_case(Status.UNDER_STUDY)
    time_machine.move_to("2026-05-04 10:00 +0800", tick=False)
    f.advance(case, "reopen")
    case.reload()
    district.force_login(world().district)
    confirm(district, preview(district))
    case.reload()
    assert (case.statutory_due, case.current_round.due_on) == (D(2026, 6, 5), D(2026, 6, 5))
    assert case.replies.get(round=1).due_on == D(2026, 6, 10)


def test_a_follow_up_keeps_the_promised_day(district, time_machine):
    case = f.promised(("新增助餐点12处", 86))
    time_machine.move_to("2026-05-20 10:00 +0800", tick=False)
    district.force_login(world().district)
    Limit.objects.filter(step="again").update(count=7, measure="working_days")
    f.advance(case, "follow_up")
    case.reload()
    assert case.statutory_due == D(2026, 6, 4)
    confirm(district, preview(district))
    assert due(case)[0] == D(2026, 6, 5)
    limit = Limit.objects.get(step="again")
    sent = {"count": "2", "measure": "months", "source": "区里的规定", "reason": "区里的规定"}
    page = preview(district, f"/calendar/limits/{limit.pk}/", **sent)
    assert page.context["foreseen"].moves == []


def test_a_limit_is_changed_with_its_source(district):
    case, helps = of(D(2026, 3, 4)), of(D(2026, 3, 4), Part.HELP)
    limit = Limit.objects.get(step="reply", kind="建议")
    url = f"/calendar/limits/{limit.pk}/"
    sent = {"count": "60", "measure": "working_days", "source": "区里的规定第三条", "reason": "区里的规定"}
    page = preview(district, url, **sent)
    assert page.context["foreseen"].change.what == [
        "答复（建议）的期限：三个月（代表法第五十一条）改为60个工作日（区里的规定第三条）"
    ]
    assert confirm(district, page, url).status_code == 302
    assert (due(case)[0], due(helps)[0]) == (D(2026, 6, 1), D(2026, 4, 7))
    limit.refresh_from_db()
    assert limit.length == "60个工作日"


def test_cases_that_would_be_late_are_counted(district, time_machine):
    of(D(2026, 1, 5))
    limit = Limit.objects.get(step="reply", kind="建议")
    sent = {"count": "1", "measure": "months", "source": "区里的规定第三条", "reason": "区里的规定"}
    page = preview(district, f"/calendar/limits/{limit.pk}/", **sent)
    assert page.context["foreseen"].made_late == 1
    assert "其中 1 件改了以后就超期了。" in page.content.decode()


# ---- a year ----------------------------------------------------------------------------------------------


def test_a_year_is_loaded_from_the_notices_own_words(district):
    case = of(D(2026, 11, 9))  # ends on 2027-02-09, 初四: by the law alone a working day
    assert due(case)[0] == D(2027, 2, 9)
    page = preview(district, "/calendar/load/2027/", notice=NOTICE)
    assert page.context["foreseen"].change.what == ["载入2027年的放假安排：工作日放假6天，周末调休上班1天"]
    assert [(one.due, one.provisional) for one in page.context["foreseen"].moves] == [(D(2027, 2, 12), False)]
    assert confirm(district, page, "/calendar/load/2027/").status_code == 302
    assert due(case)[0] == D(2027, 2, 12)
    shown = district.get("/calendar/?year=2027").content.decode()
    assert ("暂定" in shown, "2月14日上班" in shown) == (False, True)


def test_a_notice_that_cannot_be_read_keeps_what_was_pasted(district):
    page = preview(district, "/calendar/load/2027/", notice="一、春节：2月30日放假。")
    said = page.content.decode()
    assert (page.status_code, "“2月30日”：没有这一天，请核对。" in said, "一、春节：2月30日放假。" in said) == (
        400, True, True,
    )  # fmt: skip


def test_a_year_that_is_loaded_is_not_loaded_again_and_corrected_days_stay(district):
    url = "/calendar/load/2026/"
    assert "都已经载入，不用再载入" in preview(district, url).content.decode()
    CalendarDay.objects.filter(date=D(2026, 1, 1)).update(name="改过的")
    CalendarDay.objects.filter(date=D(2026, 5, 1)).delete()
    page = preview(district, url)
    assert list(page.context["foreseen"].change.days) == [D(2026, 5, 1)]
    confirm(district, page, url)
    assert CalendarDay.objects.get(date=D(2026, 1, 1)).name == "改过的"


def test_the_command_moves_the_open_cases_too(time_machine, capsys):
    time_machine.move_to("2026-03-10 10:00 +0800", tick=False)
    CalendarDay.objects.filter(date__year=2026).delete()
    case = of(D(2026, 2, 4))
    assert due(case)[0] == D(2026, 5, 4)
    call_command("load_calendar")
    assert due(case)[0] == D(2026, 5, 6)
    assert (
        capsys.readouterr().out
        == "日历：载入2026年的放假安排：工作日放假19天，周末调休上班6天，1件的期限随之改动。\n"
    )
    assert (CalendarChange.objects.first().by, Event.objects.get(case=case).role) == (None, "system")


def test_the_year_at_a_glance(district):
    page = district.get("/calendar/?year=2026")
    marked = {
        (day.date, day.mark)
        for _, weeks in page.context["months"]
        for week in weeks
        for day in week
        if day and day.mark
    }
    rows = CalendarDay.objects.filter(date__year=2026)
    weekends = [
        "01-03",
        "02-15",
        "02-21",
        "02-22",
        "04-04",
        "04-05",
        "05-02",
        "05-03",
        "06-20",
        "06-21",
        "09-26",
        "09-27",
        "10-03",
        "10-04",
    ]
    in_holidays = {(D.fromisoformat(f"2026-{day}"), "休") for day in weekends}
    assert marked == in_holidays | {(row.date, "班" if row.is_working else "休") for row in rows}
    assert len(page.context["months"]) == 12
    assert [(one.name, one.first, one.last, one.worked) for one in page.context["holidays"]][-1] == (
        "国庆节", D(2026, 10, 1), D(2026, 10, 7), (D(2026, 9, 20), D(2026, 10, 10)),
    )  # fmt: skip
    assert "2027年的放假安排还没有载入" in district.get("/calendar/?year=2027").content.decode()
    assert [district.get(f"/calendar/?year={typed}").status_code for typed in ("x", "1", "２０２６", "9999")] == [
        404
    ] * 4


# ---- stale, twice, wrong ---------------------------------------------------------------------------------


def test_a_preview_that_is_no_longer_true_is_shown_again(district):
    page = preview(district)
    case = of(D(2026, 3, 4))
    again = confirm(district, page)
    assert (again.status_code, [one.case for one in again.context["foreseen"].moves]) == (409, [case])
    assert due(case)[0] == D(2026, 6, 4)
    assert confirm(district, again).status_code == 302
    assert due(case)[0] == D(2026, 6, 5)


def test_a_limit_that_is_as_it_is_said_to_be(district):
    """Typed, it is no change; sent twice, the second is the first."""
    limit = Limit.objects.get(step="reply", kind="建议")
    url = f"/calendar/limits/{limit.pk}/"
    same = preview(district, url, count=limit.count, measure=limit.measure, source=limit.source, reason="核对")
    assert (same.status_code, "和现在的一样，不用改。" in same.content.decode()) == (400, True)
    page = preview(district, url, count="60", measure="working_days", source="规定第三条", reason="区里的规定")
    assert [confirm(district, page, url).status_code for _ in range(2)] == [302, 302]
    assert CalendarChange.objects.filter(reason="区里的规定").count() == 1


def test_two_people_who_saw_the_same_calendar(district):
    """The second one's change is refused, whichever of the two it is."""
    first, second = preview(district), preview(district, day="2026-06-05")
    assert [confirm(district, first).status_code, confirm(district, second).status_code] == [302, 409]
    assert CalendarDay.objects.filter(date__in=[D(2026, 6, 4), D(2026, 6, 5)]).count() == 1


def test_a_case_that_changes_in_between_stops_the_whole(time_machine, monkeypatch):
    """Between counting and writing another process signs for the case."""
    time_machine.move_to("2026-03-10 10:00 +0800", tick=False)
    case = of(D(2026, 3, 4))
    change = calendar_changes.one_day(CalendarDay(date=D(2026, 6, 4), is_working=False, name="停工"), D(2026, 6, 4))
    counted = calendar_changes.foresee_change(change)
    f.advance(case, "sign_for")
    monkeypatch.setattr(calendar_changes, "foresee_change", lambda change: counted)
    with pytest.raises(Stale):
        calendar_changes.carry_out_change(change, world().district, reason="停工", key=uuid.uuid4())
    assert (due(case)[0], CalendarDay.objects.filter(date=D(2026, 6, 4)).exists()) == (D(2026, 6, 4), False)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "2027-06-04"}, "2027年的放假安排还没有载入。请先载入整年的，再改其中的一天。"),
        ({"day": "1999-06-04"}, "日历只管2004年到2099年，请核对年份。"),
        ({"day": "2026-02-30"}, "没有这一天，请按“2027-03-01”这样写。"),
        ({"name": " "}, "请写明事由。"),
        ({"reason": ""}, "理由"),
        ({"to": "plain"}, "2026年6月4日现在就是这样，不用改。"),
        ({"key": "x"}, "页面不完整，请刷新后再交一次。"),
    ],
)
def test_what_cannot_be_changed_is_told_and_nothing_is(district, fields, said):
    before = CalendarChange.objects.count()
    page = preview(district, **fields)
    assert (page.status_code, said in page.content.decode()) == (400, True), page.context["form"].errors
    assert CalendarChange.objects.count() == before


def test_one_may_go_back_and_mend(district):
    page = preview(district, mend="1", seen="x" * 32)
    assert (page.status_code, "全区停工一天" in page.content.decode(), "foreseen" in page.context) == (
        200,
        True,
        False,
    )


def test_foreseeing_takes_as_many_queries_for_three_cases_as_for_one(district, django_assert_num_queries):
    of(D(2026, 3, 4))
    change = calendar_changes.one_day(CalendarDay(date=D(2026, 6, 4), is_working=False, name="停工"), D(2026, 6, 4))
    with django_assert_num_queries(7):
        calendar_changes.foresee_change(change)
    for _ in range(2):
        make_case(Status.IN_PROGRESS, handed_on=D(2026, 3, 4))
    with django_assert_num_queries(7):
        assert len(calendar_changes.foresee_change(change).moves) == 3


def rows_under(page: str, heading: str) -> list[str]:
    """The lines of a table of the page, each in one line of words."""
    part = page.split(f'id="{heading}"', 1)[1].split("</table>", 1)[0]
    rows = re.findall(r"(?s)<tr.*?</tr>", part)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


def test_the_limits_stand_in_groups_with_length_beginning_and_whose(district):
    rows = rows_under(district.get("/calendar/").content.decode(), "limits")
    assert rows[0] == "环节 期限 从哪天算起 谁的期限 依据、说明"
    assert [row for row in rows if " " not in row] == [
        "答复和会办",
        "交办、退办和公开",
        "本区另外定的",
        "不是各地都有的，填了天数才管用",
    ]
    assert "再次答复 一个月 改 再次答复 的期限 要求再次办理那天 主办、独办单位 市代表建议规定第二十一条" in [
        re.sub("再次答复的期限", "再次答复 的期限", row) for row in rows
    ]
    assert len(rows) == 1 + 4 + Limit.objects.count(), "every limit once"


def test_rules_of_both_kinds_stand_beside_each_other(district):
    page = district.get("/calendar/").content.decode()
    rules, deciders = rows_under(page, "rules"), rows_under(page, "deciders")
    assert [row.split()[0] for row in rules] == [
        "什么事",
        *(["改办以后，答复期限从哪一天算起"]),
        "名单里一件写着几个主办单位的",
        "代表期满没有反馈",
    ]
    assert [row.split()[0] for row in deciders] == ["什么事", "退办", "延期", "代表撤回", "再次办理"]
    assert deciders[1].count("区政府办公室") == 2


def test_who_may_not_change_them_sees_no_way_to(client):
    client.force_login(world().handler)
    page = client.get("/calendar/").content.decode()
    assert ("/calendar/limits/" in page, "/calendar/deciders/" in page, "从哪天算起" in page) == (False, False, True)

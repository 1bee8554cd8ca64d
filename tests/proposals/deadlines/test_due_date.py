"""Which limit runs on a case, and what the page says when one asks why the date is that one."""

import datetime as dt

import pytest

from proposals.calendar.workdays import WorkCalendar, reply_due
from proposals.deadlines import due_date
from proposals.models import Case, Event, Limit, Part, Status
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world

pytestmark = pytest.mark.django_db
D = dt.date


def said(case: Case) -> list[tuple[str, dt.date, str]]:
    return [(one.kind.value, one.day, one.said) for one in due_date.explain_due_date(case, WorkCalendar.load())]


def of(handed_on: dt.date, part: str = Part.SOLE) -> Case:
    return hand_over(suggestion(), world().bureau, part, handed_on)


@pytest.mark.parametrize("body", ["人大", "政协"])
@pytest.mark.parametrize(("part", "wide"), [(Part.SOLE, ""), (Part.SOLE, "涉及面广"), (Part.HELP, "")])
def test_a_case_is_handed_over_with_the_date_that_is_counted_for_it_afterwards(body, part, wide):
    case = hand_over(suggestion(body=body), world().bureau, part, D(2026, 3, 4))
    case.wide_reason = wide
    at_first = reply_due(D(2026, 3, 4), helps=part == Part.HELP, wide=bool(wide), kind=case.suggestion.kind)
    assert due_date.due_of(case, WorkCalendar.load()) == at_first


def test_the_same_numbered_day():
    assert said(of(D(2026, 3, 4))) == [
        ("begins", D(2026, 3, 4), "2026年3月4日交办，当天不算。"),
        ("limit", D(2026, 3, 4), "答复的期限是三个月，依据：代表法第五十一条。"),
        ("ends", D(2026, 6, 4), "三个月以后的同一日是2026年6月4日。"),
    ]


def test_the_months_end():
    assert said(of(D(2025, 11, 30)))[2:] == [("ends", D(2026, 2, 28), "2026年2月没有30日，到月末2026年2月28日为止。")]


def test_a_holiday_rolls_on():
    assert said(of(D(2024, 7, 1)))[2:] == [
        ("ends", D(2024, 10, 1), "三个月以后的同一日是2024年10月1日。"),
        ("rolls", D(2024, 10, 8), "2024年10月1日是周二，国庆节放假，顺延到下一个工作日2024年10月8日（周二）。"),
    ]


def test_a_weekend_rolls_on_to_a_sunday_at_work():
    assert said(of(D(2025, 12, 25), Part.HELP))[1:] == [
        ("limit", D(2025, 12, 25), "会办意见的期限是一个月，依据：市代表建议规定第十七条。"),
        ("ends", D(2026, 1, 25), "一个月以后的同一日是2026年1月25日。"),
        ("rolls", D(2026, 1, 26), "2026年1月25日是周日，顺延到下一个工作日2026年1月26日（周一）。"),
    ]
    assert said(of(D(2025, 6, 27)))[3:] == [
        (
            "rolls",
            D(2025, 9, 28),
            "2025年9月27日是周六，顺延到下一个工作日2025年9月28日（周日，国庆节调休上班）。",
        )
    ]


def test_a_year_without_its_notice_is_provisional_and_says_why():
    assert said(of(D(2026, 10, 1)))[2:] == [
        ("ends", D(2027, 1, 1), "三个月以后的同一日是2027年1月1日。"),
        ("rolls", D(2027, 1, 4), "2027年1月1日是周五，法定节日放假，顺延到下一个工作日2027年1月4日（周一）。"),
        (
            "provisional",
            D(2027, 1, 4),
            "2027年的放假安排还没有载入，先按双休日和法定节日推算，所以是暂定；载入以后会重新计算。",
        ),
    ]


def test_a_second_round_counts_from_its_opening(time_machine):
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    case = make_case(Status.UNDER_STUDY)
    time_machine.move_to("2026-05-06 10:00 +0800", tick=False)
    again = f.advance(case, "reopen")
    assert said(again) == [
        ("begins", D(2026, 5, 6), "2026年5月6日要求再次办理，当天不算。"),
        ("limit", D(2026, 5, 6), "再次答复的期限是一个月，依据：市代表建议规定第二十一条。"),
        ("ends", D(2026, 6, 6), "一个月以后的同一日是2026年6月6日。"),
        ("rolls", D(2026, 6, 8), "2026年6月6日是周六，顺延到下一个工作日2026年6月8日（周一）。"),
    ]


def test_a_date_that_is_not_the_computed_one_says_so():
    case = of(D(2026, 3, 4))
    case.statutory_due = D(2026, 6, 30)
    assert said(case)[3:] == [("stands", D(2026, 6, 30), "登记的期限是2026年6月30日，与推算的不同，以登记的为准。")]


def test_the_last_day_to_ask_for_a_return():
    assert [one.said for one in due_date.explain_return_date(of(D(2026, 4, 28)), WorkCalendar.load())] == [
        "2026年4月28日交办，当天不算。",
        "申请退办的期限是7个工作日，依据：市代表建议规定第十四条。",
        "从第二天起数7个工作日，节假日不算、调休上班的日子算，到2026年5月11日。",
    ]


def test_a_corrected_limit_is_the_one_that_counts(client, time_machine):
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    Limit.objects.filter(step="reply", kind="建议").update(count=2, source="区里的规定第三条")
    case = make_case()
    assert case.statutory_due == D(2026, 5, 6)  # May 4 is 劳动节
    client.force_login(world().district)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "答复的期限是两个月，依据：区里的规定第三条。" in page


# ---- 涉及面广、处理难度大 -----------------------------------------------------------------------------------


def post(client, case, **fields):
    client.force_login(world().district)
    return client.post(f"/cases/{case.pk}/term/", {"seen": case.version, "to": "wide", **fields})


def test_the_district_gives_the_longer_limit_and_takes_it_back(client, time_machine):
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    case = make_case(Status.IN_PROGRESS)
    Case.objects.filter(pk=case.pk).update(internal_due=D(2026, 6, 3))
    sent = {"seen": case.version, "reason": "涉及五个部门，要修订规划。"}
    assert [post(client, case, **sent).status_code for _ in range(2)] == [302, 302]
    case.reload()
    assert (case.statutory_due, case.internal_due) == (D(2026, 9, 4), D(2026, 6, 3))
    assert case.current_round.due_on == D(2026, 9, 4)
    assert said(case)[1][2] == (
        "涉及面广、处理难度大的答复（涉及五个部门，要修订规划）的期限是六个月，依据：代表法第五十一条。"
    )
    event = Event.objects.get(case=case, action="widen")
    assert (event.comment, event.data["old_due"], event.data["new_due"]) == (
        "涉及五个部门，要修订规划。", "2026-06-04", "2026-09-04",
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(internal_due=D(2026, 8, 3))
    assert post(client, case, to="usual", reason="改为一般件。").status_code == 302
    case.reload()
    assert (case.statutory_due, case.internal_due, case.wide_reason) == (D(2026, 6, 4), None, "")


def test_an_old_page_and_an_empty_reason_change_nothing(client):
    case = make_case(Status.IN_PROGRESS)
    due = case.statutory_due
    assert post(client, case, reason=" ").status_code == 400
    old = post(client, case, seen=case.version - 1, reason="要修订规划。")
    assert (old.status_code, "要修订规划。" in old.content.decode()) == (409, True)
    assert Case.objects.get(pk=case.pk).statutory_due == due


def test_helping_answered_and_second_rounds_keep_their_limit(client):
    helps = hand_over(suggestion(), world().bureau, Part.HELP)
    answered = f.advance(make_case(Status.SEEKING_FEEDBACK), "deliver")
    again = f.advance(make_case(Status.UNDER_STUDY), "reopen")
    for case in (helps, answered, again):
        assert post(client, case, reason="要修订规划。").status_code == 409
        assert Case.objects.get(pk=case.pk).wide_reason == ""

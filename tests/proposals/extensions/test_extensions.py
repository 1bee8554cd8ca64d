"""延期: asked for by the unit's office, decided by the district office, told to every deputy."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from proposals.calendar.workdays import WorkCalendar
from proposals.deadlines import calendar_changes, due_date
from proposals.models import CalendarDay, Case, Event, Extension, ExtensionNotice, Level, Part, Session, Status
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def case(time_machine) -> Case:
    """Handed out on March 4th, due on June 4th, the district's own date on May 20th; now it is May 11th."""
    time_machine.move_to("2026-03-04 10:00 +0800", tick=False)
    made = make_case(Status.IN_PROGRESS)
    Case.objects.filter(pk=made.pk).update(internal_due=D(2026, 5, 20))
    time_machine.move_to("2026-05-11 10:00 +0800", tick=False)
    made.reload()
    return made


def ask(client, case, user=None, **fields):
    client.force_login(user or world().office)
    sent = {
        "wished_on": "2026-08-04",
        "reason": "规划修订还没有批复。",
        "report": "已完成三处选址，其余两处正在报批。",
        "leader": world().leader.pk,
        "consent": "on",
        "key": str(uuid.uuid4()),
        **fields,
    }
    return client.post(f"/cases/{case.pk}/extension/", sent)


def decide(client, asked, user=None, **fields):
    client.force_login(user or world().district)
    sent = {"verdict": "agree", "granted_on": asked.wished_on.isoformat(), "opinion": "情况属实，同意。", **fields}
    return client.post(asked.get_absolute_url(), sent)


def tell(client, asked, *deputies, **fields):
    client.force_login(world().handler)
    sent = {"deputies": [one.pk for one in deputies], "way": "电话", "on": "2026-05-11", "said": "理解。", **fields}
    return client.post(f"{asked.get_absolute_url()}told/", sent)


def dates(case) -> tuple[dt.date, dt.date | None]:
    return Case.objects.values_list("statutory_due", "internal_due").get(pk=case.pk)


def events(case) -> list[tuple[str, str]]:
    found = Event.objects.filter(case=case, action__endswith="_extension").order_by("sequence")
    return [(one.label, one.actor_name) for one in found]


def todo(client, user) -> dict[int, str]:
    client.force_login(user)
    return {row.case.pk: row.to_do for row in client.get("/").context["rows"]}


# ---- request ----------------------------------------------------------------------------------------------


def test_asking_moves_nothing_and_waits_for_the_district(client, case):
    key = str(uuid.uuid4())
    assert [ask(client, case, key=key).status_code for _ in range(2)] == [302, 302]
    asked = Extension.objects.get()
    assert (asked.from_due, asked.wished_on, asked.leader, asked.round, asked.outcome) == (
        D(2026, 6, 4), D(2026, 8, 4), "郑国华", 1, "waiting",
    )  # fmt: skip
    assert dates(case) == (D(2026, 6, 4), D(2026, 5, 20))
    assert events(case) == [("申请延期到2026年8月4日", "孙莉")]
    assert todo(client, world().district) == {case.pk: "批复延期申请"}
    assert ask(client, case).status_code == 409
    assert Extension.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"wished_on": "2026-06-04"}, "要晚于现在的期限2026年6月4日。"),
        ({"wished_on": "2026-09-07"}, "最多再延三个月，到2026年9月4日为止（市代表建议规定第十九条）。"),
        ({"wished_on": "2026-08-08"}, "2026年8月8日是周六，请选一个上班的日子，如2026年8月10日。"),
        ({"reason": " "}, "延期理由"),
        ({"consent": ""}, "领导同意申请延期"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_typed_is_lost(client, case, fields, said):
    page = ask(client, case, **fields)
    text = page.content.decode()
    assert (page.status_code, said in text, "其余两处正在报批。" in text) == (400, True, True)
    assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("session", "body"),
    [
        (f.session, "区人大代表工作机构"),
        (lambda: f.session("政协"), "区政协提案工作机构"),
        (f.city_session, "市人大代表工作机构"),
        (f.national_session, "全国人大代表工作机构"),
        (lambda: town("宝山区罗店镇"), "罗店镇人大代表工作机构"),
        (lambda: town("罗店镇"), "镇人大代表工作机构"),
    ],
)
def test_the_report_is_for_the_body_whose_session_it_was(client, session, body):
    case = make_case(Status.IN_PROGRESS, session=session())
    client.force_login(world().office)
    assert f"{body}。" in " ".join(client.get(f"/cases/{case.pk}/extension/").content.decode().split())


def town(place):
    return Session.objects.create(body="人大", level=Level.TOWN, place=place, term=3, meeting=2)


def test_the_last_day_of_the_limit_may_be_asked_for(client, case):
    assert ask(client, case, wished_on="2026-09-04").status_code == 302


def test_only_while_the_clock_runs_and_before_the_date(client, time_machine):
    new, helps = make_case(), hand_over(suggestion(), world().bureau, Part.HELP)
    answered = f.advance(make_case(Status.SEEKING_FEEDBACK), "deliver")
    late = make_case(Status.IN_PROGRESS, handed_on=f.day(-200))
    said = {
        new: "还没有签收，请先签收",
        helps: "会办意见没有延期，请和主办单位商量",
        answered: "答复期限已经停止计算，不用延期",
        late: "已经过了，不能再申请延期，请尽快答复",
    }
    for one, sentence in said.items():
        client.force_login(world().office)
        shown = client.get(f"/cases/{one.pk}/extension/")
        assert (sentence in shown.content.decode(), b'id="id_reason"' in shown.content) == (True, False)
        last = due_date.count_current_limit(one, WorkCalendar.load()).due
        day = WorkCalendar.load().next_working_day(max(last, one.statutory_due) + dt.timedelta(days=20))
        assert ask(client, one, wished_on=day.isoformat()).status_code in (400, 409)
    assert not Extension.objects.exists()


# ---- deciding --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "offered"), [("district", True), ("office", False), ("handler", False)])
def test_only_the_district_office_finds_the_decision_on_the_page(client, case, who, offered):
    ask(client, case)
    client.force_login(getattr(world(), who))
    page = client.get(Extension.objects.get().get_absolute_url())
    assert (page.status_code, 'name="verdict"' in page.content.decode()) == (200, offered)


def test_who_tells_the_deputies_is_offered_it_until_all_are_told(client, case):
    asked = f.extension(case, days=61)

    def offered():
        found = set()
        for who in ("district", "office", "handler", "leader", "second_handler"):
            client.force_login(getattr(world(), who))
            page = client.get(asked.get_absolute_url())
            if f'{asked.get_absolute_url()}told/"' in page.content.decode():
                found.add(who)
        return found

    assert offered() == set()
    decide(client, asked)
    assert offered() == {"office", "handler"}
    for deputy in case.suggestion.proposers:
        assert tell(client, asked, deputy).status_code == 302
    assert offered() == set()


def test_agreed_to_the_date_asked_for(client, case):
    asked = f.extension(case, days=61)
    assert [decide(client, asked).status_code for _ in range(2)] == [302, 302]
    case.reload()
    assert (dates(case), case.current_round.due_on) == ((D(2026, 8, 4), None), D(2026, 8, 4))
    assert events(case) == [("申请延期到2026年8月4日", "孙莉"), ("同意延期到2026年8月4日", "陆文")]
    event = Event.objects.get(case=case, action="decide_extension")
    assert {name: event.data[name] for name in ("old_due", "new_due", "dropped")} == {
        "old_due": "2026-06-04", "new_due": "2026-08-04", "dropped": "2026-05-20",
    }  # fmt: skip
    assert [one.said for one in due_date.explain_due_date(case, WorkCalendar.load())][3:] == [
        "2026年5月11日区政府办公室同意延期：2026年6月4日延到2026年8月4日，依据：市代表建议规定第十九条。"
    ]


def test_agreed_to_an_earlier_date_than_asked_for(client, case):
    asked = f.extension(case, days=61)
    assert decide(client, asked, granted_on="2026-07-06").status_code == 302
    assert dates(case)[0] == D(2026, 7, 6)
    again = f.extension(Case.objects.get(pk=case.pk), days=40)
    assert (
        decide(client, again, granted_on="2026-09-07").status_code == 400
    )  # three months from June 4th, not July 6th
    assert decide(client, again).status_code == 302
    assert dates(case)[0] == D(2026, 8, 17)


def test_refused_nothing_moves_and_one_may_ask_again(client, case):
    asked = f.extension(case)
    assert decide(client, asked, verdict="refuse", granted_on="").status_code == 302
    assert dates(case) == (D(2026, 6, 4), D(2026, 5, 20))
    assert events(case)[1:] == [("不同意延期", "陆文")]
    assert todo(client, world().handler) == {case.pk: "拟写答复"}
    assert todo(client, world().district) == {}
    assert client.get("/decisions/").context["extension_rows"] == []
    assert ask(client, case).status_code == 302
    assert list(todo(client, world().district)) == [case.pk]


def test_a_decision_stands(client, case):
    asked = f.extension(case)
    decide(client, asked, verdict="refuse", granted_on="")
    page = decide(client, asked, opinion="还是同意吧。")
    assert (page.status_code, "已经有了结果（不同意延期）" in page.content.decode()) == (409, True)
    assert dates(case)[0] == D(2026, 6, 4)


def test_an_answer_that_reached_all_needs_no_decision(client, case):
    asked = f.extension(case)
    f.advance(case, "prepare", "submit", "check", "sign", "deliver")
    assert todo(client, world().district) == {}
    assert decide(client, asked).status_code == 409
    assert decide(client, asked, verdict="refuse", granted_on="").status_code == 409
    asked.refresh_from_db()
    assert (asked.outcome, dates(case)[0]) == ("waiting", D(2026, 6, 4))
    f.advance(case, "dissatisfy", "reopen")
    asked.refresh_from_db()
    assert asked.outcome == "lapsed"


def test_an_agreed_date_stands_over_a_new_calendar(client, case):
    decide(client, f.extension(case, days=61))
    for day, due in ((D(2026, 6, 4), D(2026, 8, 4)), (D(2026, 8, 4), D(2026, 8, 5))):
        change = calendar_changes.one_day(CalendarDay(date=day, is_working=False, name="停工"), day)
        calendar_changes.carry_out_change(change, world().district, reason="停工", key=uuid.uuid4())
        assert dates(case)[0] == due


# ---- telling ---------------------------------------------------------------------------------------------


def test_it_stays_a_task_until_every_deputy_is_told(client, case):
    asked = f.extension(case, days=61)
    first, second = case.suggestion.proposers
    assert tell(client, asked, first).status_code == 409
    decide(client, asked)
    writing = "拟写答复"
    assert todo(client, world().handler) == {case.pk: f"把延期告知2位代表；{writing}"}
    assert [tell(client, asked, first).status_code for _ in range(2)] == [302, 302]
    assert todo(client, world().handler) == {case.pk: f"把延期告知1位代表；{writing}"}
    assert tell(client, asked, first, second, way="当面", said="").status_code == 302
    assert todo(client, world().handler) == {case.pk: writing}
    asked.refresh_from_db()
    assert asked.told_on == D(2026, 5, 11)
    told = ExtensionNotice.objects.order_by("pk").values_list("deputy", "way", "said")
    assert list(told) == [(first.pk, "电话", "理解。"), (second.pk, "当面", "")]
    assert [label for label, _ in events(case)[2:]] == [f"告知延期：{first.name}", f"告知延期：{second.name}"]


@pytest.mark.parametrize(
    ("fields", "status"), [({"on": "2026-05-12"}, 400), ({"on": "2026-05-10"}, 409), ({"way": "托梦"}, 400)]
)
def test_a_wrong_telling_writes_nothing(client, case, fields, status):
    asked = f.extension(case)
    decide(client, asked)
    assert tell(client, asked, *case.suggestion.proposers, **fields).status_code == status
    assert not ExtensionNotice.objects.exists()


# ---- who sees, what the database keeps -------------------------------------------------------------------


def test_both_bodies_have_the_report(client, case):
    asked = f.extension(case)
    seen = {}
    for who in ("district", "congress", "cppcc", "handler", "other_office"):
        client.force_login(getattr(world(), who))
        pages = client.get(asked.get_absolute_url()), client.get("/extensions/")
        seen[who] = (pages[0].status_code, len(pages[1].context["page"].object_list))
    assert seen == {
        "district": (200, 1), "congress": (200, 1), "cppcc": (404, 0), "handler": (200, 1), "other_office": (404, 0),
    }  # fmt: skip
    client.force_login(world().handler)
    assert "看延期报告" in client.get(f"/cases/{case.pk}/").content.decode()


def test_the_list_asks_as_often_for_three_as_for_one(client, django_assert_max_num_queries):
    f.extension(make_case(Status.IN_PROGRESS))
    client.force_login(world().district)
    with django_assert_max_num_queries(40) as first:
        client.get("/extensions/")
    for _ in range(2):
        f.extension(make_case(Status.IN_PROGRESS))
    with django_assert_max_num_queries(len(first)):
        client.get("/extensions/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "agreed"},
        {"outcome": "refused"},
        {"outcome": "waiting", "granted_on": D(2026, 8, 4)},
        {"wished_on": D(2026, 6, 4)},
        {"told_on": D(2026, 6, 4)},
        {"reason": ""},
    ],
)
def test_the_database_refuses_half_a_decision(case, wrong):
    asked = f.extension(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=asked.pk).update(**wrong)

"""Deputies who do not answer: attempts, 拒签 and 联系不上, and what comes of them."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Case
from replies.desk.listed import waiting_for
from replies.feedback.links import make_link
from replies.feedback.reminders import remind_deputies
from replies.models import Attempt
from tests.factories import advance, answer, make_case, try_to_hear, world
from tests.replies.feedback.test_deputy import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    with time_machine.travel(dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC), tick=False):
        made = advance(make_case("seeking_feedback"), "deliver")
    with time_machine.travel(dt.datetime(2026, 3, 12, 2, tzinfo=dt.UTC), tick=False):
        yield made


@pytest.fixture
def silent(case):
    return case.suggestion.proposers[1]


def typed(**facts):
    data = {"key": uuid.uuid4(), "on": "2026-03-12", "way": "电话", "outcome": "未联系上", "note": "没有人接。"}
    return {**data, "conclusion": "", **facts}


def kept(case):
    rows = case.current_round.attempts.order_by("pk")
    return list(rows.values_list("deputy__name", "outcome", "conclusion", "is_current"))


@pytest.fixture
def look(client):
    """`look(user, "case", pk)`: what stands on a page of the desk."""

    def read(user, name, *args):
        client.force_login(user)
        return text(client.get(reverse(name, args=args)))

    return read


@pytest.mark.parametrize("who", ["handler", "office"])
def test_an_attempt_is_recorded_and_shown(go, look, case, silent, who):
    got = go(getattr(world(), who), "attempt", case.pk, silent.pk, data=typed())
    assert (got.status_code, got.url) == (302, reverse("case_tab", args=[case.pk, "feedback"]))
    assert kept(case) == [("周建伟", "未联系上", "", True)]
    assert "联系过1次" in look(world().handler, "case_tab", case.pk, "feedback")
    event = case.events.last()
    assert (event.action, event.label, event.comment) == ("attempt", "周建伟代表：没有联系上", "没有人接。")


def test_sent_twice_it_is_one(go, case, silent):
    data = typed()
    assert [go(world().handler, "attempt", case.pk, silent.pk, data=data).status_code for _ in "ab"] == [302] * 2
    assert len(kept(case)) == 1


@pytest.mark.parametrize(
    ("days", "refused"),
    [([], True), (["2026-03-11"], True), (["2026-03-12", "2026-03-12"], True), (["2026-03-10", "2026-03-11"], False)],
)
def test_whom_one_cannot_reach_one_has_tried_three_times_on_two_days(go, case, silent, days, refused):
    for on in days:
        try_to_hear(case, world().handler, silent, on=dt.date.fromisoformat(on))
    got = go(world().handler, "attempt", case.pk, silent.pk, data=typed(conclusion="联系不上"))
    assert got.status_code == (400 if refused else 302)
    assert [row[2] for row in kept(case)] == [""] * len(days) + ["联系不上"] * (not refused)
    assert ("没有人接。" in got.content.decode()) == refused


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        {"conclusion": "拒签"},
        {"conclusion": "联系不上", "outcome": "以后再填"},
        {"conclusion": "拒签", "outcome": "以后再填"},
        {"on": "2026-03-01"},
        {"on": "2026-03-13"},
        {"note": ""},
        {"note": "经" * 301},
        {"way": "传真"},
        {"outcome": ""},
        {"key": "x"},
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(go, case, silent, wrong):
    got = go(world().handler, "attempt", case.pk, silent.pk, data=typed(**wrong))
    assert (got.status_code, kept(case)) == (400, [])


def test_an_answered_deputy_is_not_tried(go, case, silent):
    answer(case, world().handler, silent)
    got = go(world().handler, "attempt", case.pk, silent.pk, data=typed())
    assert (got.status_code, "周建伟代表已经反馈" in got.content.decode(), kept(case)) == (409, True, [])


def test_a_day_before_the_signature_is_refused_by_whatever_way(case, silent):
    with pytest.raises(Refused, match="联系日期不能早于答复签发的日期。"):
        try_to_hear(case, world().handler, silent, on=dt.date(2026, 3, 1))
    try_to_hear(case, world().handler, silent, on=dt.date(2026, 3, 2))
    assert len(kept(case)) == 1


def test_the_page_of_one_deputy_tells_nothing_of_another(go, case, silent):
    other = case.suggestion.proposers[0]
    try_to_hear(case, world().handler, other, note="另一位没有接。")
    for who in (other, silent):
        link = make_link(case.current_round, world().handler, who)
        type(link.invitation).objects.filter(pk=link.invitation.pk).update(texted_to=who.phone)
    page = go(world().handler, "attempt", case.pk, silent.pk)
    assert ([*page.context["attempts"]], [row.deputy for row in page.context["links"]]) == ([], [silent])
    assert ("另一位没有接。" in page.content.decode(), "还没有登记过。" in page.content.decode()) == (False, True)
    page = go(world().handler, "attempt", case.pk, other.pk)
    assert [row.note for row in page.context["attempts"]] == ["另一位没有接。"]


def test_a_later_attempt_takes_the_conclusion_back(go, case, silent):
    advance(case, "give_up")
    assert [one.name for one in case.current_round.unexplained_deputies()] == []
    go(world().handler, "attempt", case.pk, silent.pk, data=typed(outcome="以后再填", note="说下周填。"))
    case.reload()
    assert [one.name for one in case.current_round.unexplained_deputies()] == ["周建伟"]
    assert kept(case)[1:] == [("周建伟", "不愿签", "拒签", False), ("周建伟", "以后再填", "", True)]


def test_the_deputys_own_answer_stands_over_it_and_both_stay(look, case, silent):
    advance(case, "give_up")
    answer(case, world().handler, silent, result="不满意", comment="我愿意说了。")
    assert kept(case) == [("赵洪蓉", "不愿签", "拒签", True), ("周建伟", "不愿签", "拒签", False)]
    assert case.status == "under_study"
    assert "周建伟 已答复" in look(world().handler, "case_tab", case.pk, "feedback")
    assert "联系过1次" in look(world().handler, "case_tab", case.pk, "feedback")


# ---- who is missing is always visible, and by whom it is closed ----------------------------------------------


def waits_for(person):
    return list(Case.objects.filter(waiting_for(person)).values_list("pk", flat=True))


def test_the_missing_are_named_until_it_is_said_why_and_then_the_office_closes(look, case, silent):
    w = world()
    assert "等赵洪蓉、周建伟代表反馈" in look(w.office, "case", case.pk)
    answer(case, w.handler, case.suggestion.proposers[0])
    assert "等周建伟代表反馈" in look(w.office, "case", case.pk)
    assert waits_for(w.office) == []
    advance(case, "give_up")
    assert "说明情况办结" in look(w.office, "case", case.pk)
    assert waits_for(w.office) == [case.pk]
    page = look(w.office, "replies:close", case.pk)
    assert "周建伟代表 拒签" in page
    advance(case, "close_without")
    printed = case.current_round.printed.last().snapshot
    assert printed["silent"] == [{"deputy": "周建伟", "conclusion": "拒签", "attempts": 1, "last_on": "2026-03-12"}]


def test_a_deputy_who_has_said_no_is_not_reminded(settings, case, silent):
    settings.SMS_URL = ""
    for one in case.suggestion.proposers:
        one.email = f"{one.pk}@deputies.example"
        one.save()
    with time_machine.travel(dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC), tick=False):
        for one in case.suggestion.proposers:
            make_link(case.current_round, world().handler, one)
    try_to_hear(case, world().handler, silent, outcome="不愿签", conclusion="拒签")
    assert remind_deputies(timezone.now()) == 1
    reminded = case.current_round.invitations.filter(reminder=1)
    assert [row.deputy.name for row in reminded] == ["赵洪蓉"]


def test_the_database_refuses_a_conclusion_that_does_not_follow(case, silent):
    facts = {"reply": case.current_round, "deputy": silent, "on": timezone.localdate(), "way": "电话", "note": "无"}
    for outcome, conclusion in (("以后再填", "拒签"), ("不愿签", "联系不上"), ("以后再填", "完成")):
        with pytest.raises(IntegrityError, match=re.compile("attempt_concludes", re.I)), transaction.atomic():
            Attempt.objects.create(
                key=uuid.uuid4(), recorded_by=world().handler, outcome=outcome, conclusion=conclusion, **facts
            )

"""撤销 for a moment after 签收, 分办 and 登记送达, of one case and of many: all as it was, the record with both."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.utils import timezone

from proposals.models import Case, Event, Part, Status
from replies.drafts.autosave import actions as autosave
from replies.models import Consultation, Delivery, Reply
from tests import factories as f
from tests.factories import make_case, world
from tests.replies.desk.many.test_many import press, said, states

pytestmark = pytest.mark.django_db
NEVER_BACK = ("version", "event_count", "event_head")  # an old page stays old; the record only grows


def facts(case):
    row = Case.objects.values().get(pk=case.pk)
    row = {name: value for name, value in row.items() if name not in NEVER_BACK}
    rounds = list(Reply.objects.filter(case=case).values())
    asked = list(Consultation.objects.filter(reply__case=case).values())
    reached = list(Delivery.objects.filter(reply__case=case).values())
    return row, rounds, asked, reached


def offered(client, response) -> list[str]:
    """The steps that the next page offers to undo."""
    page = client.get(response["Location"]).content.decode()
    return re.findall(r'name="step" value="([0-9.]+)"', page)


def undo(client, steps, user=None):
    if user:
        client.force_login(user)
    return client.post("/undo/", {"step": steps})


def act(client, step, case, user):
    """Take the step on its own page."""
    client.force_login(user)
    today = timezone.localdate().isoformat()
    if step == "sign_for":
        return client.post(f"/cases/{case.pk}/do/sign_for/", {"seen": case.version})
    if step == "assign":
        chosen = str(world().handler.pk)
        sent = {"handler": chosen, "internal_due": f.workday(5), "comment": "请先联系代表。", "seen": case.version}
        return client.post(f"/cases/{case.pk}/assign/", sent)
    deputies = [one.pk for one in case.suggestion.proposers]
    return client.post(f"/cases/{case.pk}/deliver/", {"deputies": deputies, "way": "当面", "on": today})


STEPS = [
    (Status.AWAITING_RECEIPT, "sign_for", "office", "撤销签收"),
    (Status.RECEIVED, "assign", "office", "撤销分办"),
    (Status.SEEKING_FEEDBACK, "deliver", "handler", "撤销送达：{names}，答复期限继续计算"),
]
each_step = pytest.mark.parametrize(("status", "step", "who", "label"), STEPS, ids=[row[1] for row in STEPS])


@each_step
def test_what_was_done_is_offered_once_and_undone_as_it_was(client, status, step, who, label):
    case, user = make_case(status), getattr(world(), who)
    before, version = facts(case), case.version
    steps = offered(client, act(client, step, case, user))
    assert facts(case) != before
    done = case.events.get(action=step)
    assert steps == [f"{case.pk}.{done.sequence}"]
    assert offered(client, {"Location": case.get_absolute_url()}) == []
    response = undo(client, steps)
    assert (response.status_code, response["Location"]) == (302, case.get_absolute_url())
    assert facts(case) == before
    assert Case.objects.get(pk=case.pk).version >= version
    names = "、".join(deputy.name for deputy in case.suggestion.proposers)
    last = case.events.last()
    assert (last.action, last.actor, last.label) == (f"undo_{step}", user, label.format(names=names))
    assert last.data == {"undoes": done.sequence}
    assert case.events.filter(pk=done.pk).exists()
    assert [one.hash for one in case.events.all()] == [one.computed_hash() for one in case.events.all()]


@each_step
def test_it_is_undone_once_and_done_again_it_is_another_step(client, status, step, who, label):
    case, user = make_case(status), getattr(world(), who)
    first = offered(client, act(client, step, case, user))
    undo(client, first)
    again = undo(client, first)
    number = case.suggestion.short_number
    assert [re.sub("<.*?>", "", one) for one in said(again)][-1] == (f"有1件没有撤销：{number}：已经撤销过。")
    assert case.events.filter(action=f"undo_{step}").count() == 1
    case.reload()
    second = offered(client, act(client, step, case, user))
    taken = facts(case)
    undo(client, first)
    assert facts(case) == taken
    undo(client, second)
    assert case.events.filter(action=f"undo_{step}").count() == 2


@each_step
def test_another_person_undoes_nothing(client, status, step, who, label):
    case, w = make_case(status), world()
    steps = offered(client, act(client, step, case, getattr(w, who)))
    taken, count = facts(case), Event.objects.count()
    for other in {"office", "handler", "second_handler", "leader", "district", "other_office"} - {who}:
        undo(client, steps, getattr(w, other))
        assert (facts(case), Event.objects.count()) == (taken, count), other


@each_step
@pytest.mark.parametrize(("seconds", "goes"), [(59, True), (61, False)])
def test_a_minute_is_waited(client, status, step, who, label, seconds, goes):
    case, user = make_case(status), getattr(world(), who)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        before = facts(case)
        steps = offered(client, act(client, step, case, user))
        clock.shift(dt.timedelta(seconds=seconds))
        undo(client, steps)
        assert (facts(case) == before) is goes


@each_step
def test_once_anything_followed_it_stays(client, status, step, who, label):
    case, w = make_case(status), world()
    steps = offered(client, act(client, step, case, getattr(w, who)))
    case.reload()
    if step == "sign_for":
        f.advance(case, "assign")
    elif step == "assign":
        f.write(case, w.handler)
    else:
        f.answer(case, w.handler, case.suggestion.proposers[0])
    taken = facts(case)
    undo(client, steps)
    assert facts(case) == taken


def test_a_text_that_is_only_typed_keeps_the_assignment(client):
    case, w = make_case(Status.RECEIVED), world()
    steps = offered(client, act(client, "assign", case, w.office))
    case.reload()
    autosave.keep_sent(case.current_round, w.handler, tab="a", base=0, texts={"body": "收悉"})
    taken = facts(case)
    number = case.suggestion.short_number
    assert [re.sub("<.*?>", "", one) for one in said(undo(client, steps))][-1] == (
        f"有1件没有撤销：{number}：经办人已经开始办了。请用“改派”。"
    )
    assert facts(case) == taken


def test_an_assignment_that_took_in_an_opinion_is_undone_with_it(client):
    """A helping unit was first: its opinion comes in with 分办, goes with it, and comes again."""
    w, case = world(), make_case(Status.RECEIVED, part=Part.MAIN)
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    f.advance(helper, "sign_for", "assign", "prepare", "submit", "check", "sign_opinion")
    before = facts(case)
    steps = offered(client, act(client, "assign", case, w.office))
    assert Consultation.objects.get(reply__case=case).outcome == Consultation.Outcome.ANSWERED
    undo(client, steps)
    assert facts(case) == before
    case.reload()
    act(client, "assign", case, w.office)
    assert Consultation.objects.get(reply__case=case).outcome == Consultation.Outcome.ANSWERED


def test_many_are_undone_each_by_itself(client):
    w = world()
    cases = [make_case(Status.AWAITING_RECEIPT) for _ in range(3)]
    before = [facts(case) for case in cases]
    steps = offered(client, press(client, w.office, "sign_for", *cases))
    assert len(steps) == 3
    cases[1].reload()
    f.advance(cases[1], "assign")
    response = undo(client, steps)
    assert response["Location"] == "/"
    assert states(*cases) == [Status.AWAITING_RECEIPT, Status.IN_PROGRESS, Status.AWAITING_RECEIPT]
    assert [facts(cases[0]), facts(cases[2])] == [before[0], before[2]]
    numbers = [case.suggestion.short_number for case in cases]
    assert [re.sub("<.*?>", "", one) for one in said(response)][-2:] == [
        f"已撤销2件：{numbers[0]}、{numbers[2]}。",
        f"有1件没有撤销：{numbers[1]}：后来孙莉又办了“分办”。",
    ]


def test_the_sheet_that_signed_and_assigned_is_undone_whole(client):
    w, case = world(), make_case(Status.AWAITING_RECEIPT)
    before = facts(case)
    client.force_login(w.office)
    sheet, prefix = f"/many/assign/?c={case.pk}.{case.version}", f"c{case.pk}-"
    handler = str(w.handler.pk)
    response = client.post(sheet, {f"{prefix}handler": handler, f"{prefix}seen": case.version})
    assert states(case) == [Status.IN_PROGRESS]
    undo(client, offered(client, response))
    assert facts(case) == before
    assert [one.action for one in case.events.all()][-4:] == ["sign_for", "assign", "undo_assign", "undo_sign_for"]


def test_deliveries_of_many_are_undone(client):
    w = world()
    cases = [make_case(Status.SEEKING_FEEDBACK) for _ in range(2)]
    before = [facts(case) for case in cases]
    client.force_login(w.handler)
    address = "/many/deliver/?" + "&".join(f"c={case.pk}" for case in cases)
    response = client.post(address, {"way": "当面", "on": timezone.localdate().isoformat()})
    undo(client, offered(client, response))
    assert [facts(case) for case in cases] == before


def test_only_the_last_deputy_reached_is_taken_back(client):
    w, case = world(), make_case(Status.SEEKING_FEEDBACK, deputies=2)
    first, second = case.suggestion.proposers
    client.force_login(w.handler)
    sent = {"way": "当面", "on": timezone.localdate().isoformat()}
    offered(client, client.post(f"/cases/{case.pk}/deliver/", sent | {"deputies": [first.pk]}))
    before = facts(case)
    steps = offered(client, client.post(f"/cases/{case.pk}/deliver/", sent | {"deputies": [second.pk]}))
    undo(client, steps)
    assert facts(case) == before
    assert [one.deputy for one in Delivery.objects.all()] == [first]


@pytest.mark.once
@pytest.mark.parametrize("typed", ["", "x", "1", "1.x", "9.9"])
def test_what_is_no_step_is_refused(client, typed):
    client.force_login(world().office)
    assert undo(client, typed or []).status_code == 409


def test_a_step_that_is_none_of_the_three_is_not_undone(client):
    w, case = world(), make_case(Status.RETURN_REQUESTED)
    client.force_login(w.office)
    last = case.events.last()
    response = undo(client, f"{case.pk}.{last.sequence}")
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert states(case) == [Status.RETURN_REQUESTED]


def test_of_a_case_that_one_may_not_see_nothing_is_undone_or_named(client):
    case = make_case(Status.AWAITING_RECEIPT)
    steps = offered(client, act(client, "sign_for", case, world().office))
    before = facts(case)
    refused = undo(client, steps, world().other_office)
    page = refused.content.decode()
    assert (refused.status_code, "没有撤销：您已经看不到这件建议了。" in page) == (409, True)
    assert (case.suggestion.short_number in page, facts(case)) == (False, before)

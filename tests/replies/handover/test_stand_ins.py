"""代办人: everybody who is offered is taken, nobody else; and no day on which a stand-in is away too goes unsaid."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from proposals.cases.access import Refused
from proposals.models import Absence, Notice, Role, Status, User
from proposals.models.leave.absence import days_in_words
from replies.handover.actions import record_absence
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
S = Status


def address(person: User) -> str:
    return reverse("replies:hand_over", args=[person.pk, world().bureau.pk])


def page_of(who: User, person: User) -> str:
    client = Client()
    client.force_login(who)
    return client.get(address(person)).content.decode()


def leave(
    person: User, *, who: User | None = None, first: int = 0, last: int | None = 9, stand_in: User | None = None
):
    client = Client()
    client.force_login(who or world().office)
    until = "" if last is None else f.day(last).isoformat()
    data = {"kind": "absence", "starts": f.day(first).isoformat(), "until": until, "reason": "休假"}
    data |= {"stand_in": stand_in.pk if stand_in else "", "key": str(uuid.uuid4())}
    return client.post(address(person), data)


def offered(page: str, starts: str, until: str) -> list[int]:
    """Who can be chosen on that page once these days are typed, as handover.js leaves them."""
    options = html.fromstring(page).xpath("//form[@id='absence']//select[@name='stand_in']/option")
    found = []
    for option in options:
        away = [days.split("/") for days in option.get("data-away", "").split()]
        if option.get("value") and not any(a <= (until or "9999") and (b or "9999") >= starts for a, b in away):
            found.append(int(option.get("value")))
    return found


@pytest.mark.parametrize("who", ["office", "self"])
@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 4), (0, None), (6, None)])
def test_who_is_offered_is_taken_and_nobody_else(who, first, last):
    w = world()
    w.office.memberships.create(unit=w.bureau, role=Role.HANDLER, section="办公室")
    colleagues = [w.office, w.handler, w.second_handler, w.leader, w.second_leader, w.other_handler]
    days = {"starts": f.day(3), "until": f.day(5), "reason": "休假", "recorded_by": w.office}
    for one in (w.second_handler, w.second_leader):
        Absence.objects.create(user=one, unit=w.bureau, key=uuid.uuid4(), **days)
    until = None if last is None else f.day(last)
    for person in (w.handler, w.leader):
        user = person if who == "self" else w.office
        page = page_of(user, person)
        on_page = offered(page, f.day(first).isoformat(), until.isoformat() if until else "")
        taken = []
        for one in colleagues:
            how = {"starts": f.day(first), "until": until, "reason": "休假", "stand_in": one}
            try:
                made = record_absence(person, w.bureau, user, key=uuid.uuid4(), **how)
            except Refused:
                continue
            made.delete()
            taken.append(one.pk)
        assert sorted(on_page) == sorted(taken)
        assert person.pk not in taken


def test_the_page_says_why_fewer_are_offered_and_who_is_away_when():
    w = world()
    Absence.objects.create(
        user=w.second_leader, unit=w.bureau, starts=f.day(3), until=f.day(3), reason="休假", recorded_by=w.office,
        key=uuid.uuid4(),
    )  # fmt: skip
    page = page_of(w.office, w.leader)
    assert re.findall("局领导的事只能请局领导代；要请别的同事，由郑国华本人登记。", page)
    assert f"鲁正平（{f.day(3).month}月{f.day(3).day}日离岗）" in page
    assert "只能请" not in page_of(w.leader, w.leader)


# ---- a stand-in who is away ----------------------------------------------------------------------------------


def days(first: int, last: int) -> str:
    return days_in_words(f.day(first), f.day(last))


def said_to(client, page: str = "/notices/") -> str:
    return "".join(re.findall(r'<p class="notice[^>]*>(.*?)</p>', client.get(page).content.decode()))


def test_the_leave_of_a_stand_in_says_whose_work_is_with_nobody(client):
    w = world()
    make_case(S.IN_PROGRESS)
    f.lend((w.handler, w.bureau, w.second_handler))  # until day 5
    client.force_login(w.office)
    data = {"kind": "absence", "starts": f.day(2), "until": f.day(9), "reason": "休假", "key": uuid.uuid4()}
    assert client.post(address(w.second_handler), data).status_code == 302
    gap = f"许静{days(2, 5)}不在，这几天高扬的事没有人代办"
    assert client.get("/notices/").content.decode().count(gap) == 1
    told = Notice.objects.filter(sentence=f"{gap}。请在“人员和交接”里另选代办人。")
    assert {one.recipient.name for one in told} == {"高扬"}
    assert f"代高扬的许静本人{days(2, 5)}不在，这几天高扬的事没有人代办。" in page_of(w.office, w.second_handler)
    assert f"许静{days(2, 5)}也不在，这几天高扬的事没有人代办。" in page_of(w.office, w.handler)
    assert f"许静{days(2, 5)}也不在，这几天您的事没有人代办。" in page_of(w.handler, w.handler)
    assert f"；{days(2, 5)}许静也不在，没有人代办" in re.sub(
        r"\s+", "", client.get(reverse("replies:people")).content.decode()
    )


def test_a_stand_in_who_is_away_stands_in_for_nobody(client):
    w = world()
    case = make_case(S.IN_PROGRESS)
    f.lend((w.handler, w.bureau, w.second_handler))
    client.force_login(w.second_handler)
    draft = f"/cases/{case.pk}/draft/"
    assert (client.get(draft).status_code, "代高扬" in client.get("/").content.decode()) == (200, True)
    f.lend((w.second_handler, w.bureau, None))
    assert (client.get(draft).status_code, "代高扬" in client.get("/").content.decode()) == (403, False)


def test_the_office_hears_of_it_when_the_stand_in_registers_it(client):
    w = world()
    f.lend((w.handler, w.bureau, w.second_handler))
    assert leave(w.second_handler, who=w.second_handler, first=2).status_code == 302
    told = Notice.objects.filter(sentence__contains="这几天高扬的事没有人代办")
    assert sorted(one.recipient.name for one in told) == ["孙莉", "高扬"]
    page = page_of(w.second_handler, w.second_handler)
    assert f"代高扬的您本人{days(2, 5)}不在，这几天高扬的事没有人代办。" in page
    assert "另选代办人。" in page
    assert "换人代办" not in page


def name_another(client, who: User, on: User, to: User, key: str):
    """Press the form on the page, as it stands there."""
    client.force_login(who)
    form = next(
        one
        for one in html.fromstring(client.get(address(on)).content.decode()).forms
        if one.fields.get("kind") == "replace"
    )
    data = dict(form.form_values())
    name = next(name for name in form.fields if name and name.endswith("-stand_in"))
    assert str(to.pk) in form.inputs[name].value_options
    data |= {name: to.pk, name.replace("stand_in", "key"): key}
    return data, client.post(address(on), data)


def test_another_is_named_from_the_day_on_and_the_first_one_stays_in_the_history(client):
    w = world()
    case = make_case(S.IN_PROGRESS)
    f.lend((w.handler, w.bureau, w.second_handler))
    leave(w.second_handler, first=2)
    key = str(uuid.uuid4())
    data, answer = name_another(client, w.office, w.second_handler, w.leader, key)
    assert answer.status_code == 302
    assert client.post(address(w.second_handler), data).status_code == 302  # sent again: nothing more
    rows = Absence.objects.filter(user=w.handler).order_by("starts")
    assert [(row.starts, row.until, row.stand_in) for row in rows] == [
        (f.day(0), f.day(1), w.second_handler),
        (f.day(2), f.day(5), w.leader),
    ]
    assert "没有人代办。</strong>" not in page_of(w.office, w.second_handler)
    told = dict(Notice.objects.filter(key__startswith="instead:").values_list("recipient__name", "sentence"))
    assert told == {"许静": f"{days(2, 5)}高扬的事改由郑国华代办。"}
    assert case.status == S.IN_PROGRESS


def test_of_a_gap_that_begins_today_the_first_absence_ends(client):
    w = world()
    f.lend((w.handler, w.bureau, w.second_handler))
    leave(w.second_handler)
    _, answer = name_another(client, w.handler, w.handler, w.leader, str(uuid.uuid4()))
    assert answer.status_code == 302
    rows = Absence.objects.filter(user=w.handler).order_by("pk")
    assert [(row.ended_by, row.stand_in, row.until) for row in rows] == [
        (w.handler, w.second_handler, f.day(5)),
        (None, w.leader, f.day(5)),
    ]
    client.force_login(w.leader)
    assert "您正在代高扬" in client.get("/").content.decode()


def test_who_is_away_is_not_offered_in_the_place_of_who_is_away(client):
    w = world()
    f.lend((w.handler, w.bureau, w.second_handler), (w.leader, w.bureau, None))
    leave(w.second_handler)
    with pytest.raises(AssertionError):
        name_another(client, w.office, w.handler, w.leader, str(uuid.uuid4()))

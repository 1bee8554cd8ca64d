"""Texts of queries that are kept: what they find is asked anew each time, and a new role makes another text."""

import datetime as dt
import re
from collections import Counter

import pytest
import time_machine
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from django.utils import timezone

from proposals.cases.hands import Hands, _write_hands, find_hands, hands_of
from proposals.models import Case, Membership, Role, Status, User, kept_text
from proposals.models.kept_text import among, ask, write_once, write_words
from proposals.models.oversight.deciders import Deciders, deciders_for
from replies.desk import counts, listed
from replies.desk.groups import groups_for
from replies.desk.person_text import write_for
from replies.reports.asks.listed import _write_tasks
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _of_unit(unit):
    return Case.objects.filter(unit=unit).values("pk")


def _of_nobody():
    return Case.objects.filter(pk__in=())


def test_the_answer_is_never_kept():
    w, first = f.world(), f.make_case()
    condition = among(write_once(_of_unit, w.bureau.pk))
    assert list(Case.objects.filter(condition)) == [first]
    second = f.make_case()
    assert set(Case.objects.filter(among(write_once(_of_unit, w.bureau.pk)))) == {first, second}
    assert list(Case.objects.filter(among(write_once(_of_unit, w.other_bureau.pk)))) == []
    assert list(Case.objects.filter(~condition)) == []
    assert write_once(_of_unit, w.bureau.pk) is write_once(_of_unit, w.bureau.pk)


def test_what_finds_nothing_for_certain_asks_nothing(django_assert_num_queries):
    f.make_case()
    with django_assert_num_queries(0):
        assert write_once(_of_nobody) == ("", ())
        assert ask(*write_once(_of_nobody)) == []
        assert among(write_once(_of_nobody)) == Q(pk__in=())
        assert list(Case.objects.filter(among(write_once(_of_nobody)))) == []


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_hands_of_many_are_those_of_each(number, django_assert_num_queries):
    """Also where the text has more places than there are cases."""
    w = f.world()
    cases = [f.make_case(Status.SIGNING) for _ in range(number)]
    f.lend((w.handler, w.bureau, w.second_handler if number > 2 else None))
    several, single = list(Case.objects.all()), list(Case.objects.all())
    with django_assert_num_queries(2):  # who can act; who decides by the rules of the place
        find_hands(several)
    assert [hands_of(case) for case in several] == [hands_of(case) for case in single]
    stands = w.second_handler.name if number > 2 else ""
    assert {hands_of(case) for case in several} == {Hands(stands, office=True, signer=True, deciders=Deciders.load())}
    assert len(several) == len(cases)


def test_of_no_case_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        find_hands([])


def _everything(user, write):
    """The long queries of the desk about this person, by name, each as `write` makes its text."""
    groups = {f"group {one.slug}": (listed._write_group, one) for one in groups_for(user)}
    others = (counts._write_flags, listed._write_vacant, listed._write_waiting)
    asked = groups | {one.__name__: (one,) for one in others}
    return {name: write(user, *key) for name, key in asked.items()}


def _directly(user, write, *key):
    try:
        return write(user, *key).query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def _whole(text):
    """The text with places for the words that are written in it, and its values, in whatever order."""
    sql, params = text
    return re.sub(r"'\w*'", "%s", sql), Counter(map(str, [*params, *re.findall(r"'(\w*)'", sql)]))


PEOPLE = [name for name, kind in f.World.__annotations__.items() if kind is User]


@pytest.mark.once
@pytest.mark.parametrize("name", PEOPLE)
def test_a_text_for_all_who_hold_the_same_roles_is_the_person_s_own(name, django_assert_num_queries):
    """Of people who hold one role, several, or one in place of somebody who is away. Writing it asks nothing."""
    w = f.world()
    f.lend((w.handler, w.bureau, w.second_handler), (w.leader, w.bureau, w.second_leader))
    Membership.objects.create(user=w.second_handler, unit=w.other_bureau, role=Role.OFFICE)
    user = User.objects.get(pk=getattr(w, name).pk)
    assert isinstance(user.active_memberships, list)
    assert isinstance(deciders_for(user), Deciders)  # read once a request, as the roles are
    with django_assert_num_queries(0):
        kept, own = _everything(user, write_for), _everything(user, _directly)
    assert {name: _whole(text) for name, text in kept.items()} == {name: _whole(text) for name, text in own.items()}


def test_people_who_hold_the_same_roles_share_the_text_and_not_the_cases():
    w = f.world()
    f.make_case(Status.IN_PROGRESS)
    other = f.hand_over(f.suggestion(), w.other_bureau)
    theirs = [User.objects.get(pk=one.pk) for one in (w.office, w.other_office)]
    (sql, mine), (same, others) = (write_for(user, counts._write_flags) for user in theirs)
    assert sql is same
    assert mine != others
    assert [list(Case.objects.filter(listed.waiting_for(user))) for user in theirs] == [[], [other]]


def test_who_gets_a_role_or_loses_it_finds_other_cases(client):
    w, case = f.world(), f.make_case(Status.AWAITING_RECEIPT)
    mine = f'href="{case.get_absolute_url()}"'

    def page():
        client.force_login(User.objects.get(pk=w.second_handler.pk))
        return client.get("/").content.decode()

    assert mine not in page()
    held = Membership.objects.create(user=w.second_handler, unit=w.bureau, role=Role.OFFICE)
    assert mine in page()
    Membership.objects.filter(pk=held.pk).update(is_active=False)
    assert mine not in page()


def _asked_by(user):
    others = {"hands": write_once(_write_hands, 2), "reports": write_once(_write_tasks, (1,), (2,))}
    return _everything(user, write_for) | others


def _in_any_order(texts):
    """What stands in a set has another order in another process, which may have written the text."""
    return {name: (sql, Counter(map(repr, params))) for name, (sql, params) in texts.items()}


# A day is a word on one database and a day on the other: there two people's texts show it.
ONCE = [pytest.param(name, marks=pytest.mark.once) for name in ("leader", "district", "congress", "committee")]


@pytest.mark.parametrize("name", ["office", "handler", *ONCE])
def test_a_text_of_another_day_is_the_text_with_its_days_moved(name, monkeypatch):
    """Into another month, into another year, over the 29th of February; and back."""
    w = f.world()
    user = User.objects.get(pk=getattr(w, name).pk)
    for day in ("2026-11-27", "2026-12-30", "2028-01-30", "2026-11-27"):
        with time_machine.travel(dt.datetime.fromisoformat(f"{day}T15:59+08:00"), tick=False):
            moved = _asked_by(user)
            with monkeypatch.context() as anew:
                anew.setattr(kept_text, "_write", kept_text._write.__wrapped__)
                kept_text._write_on.cache_clear()
                written = _asked_by(user)
            kept_text._write_on.cache_clear()
        assert _in_any_order(moved) == _in_any_order(written)
        assert day in {str(one) for _, params in moved.values() for one in params}


def _before(day):
    return Case.objects.filter(handed_on__lt=day, unit__name="2026-01-01")


def test_a_day_that_is_named_is_not_moved():
    """Whether it is the day of a rule or what somebody has called a section."""
    for day in (dt.date(2026, 3, 1), "2026-03-01"):
        for days in (0, 1):
            with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
                assert [str(one) for one in write_once(_before, day)[1]] == ["2026-03-01", "2026-01-01"]


def test_another_day_makes_another_text(client):
    """While its handler is away and nobody stands in, the case is the office's to give to another."""
    w, case = f.world(), f.make_case(Status.IN_PROGRESS)
    f.lend((w.handler, w.bureau, None), until=1)
    seen = []
    for days in (0, 1, 2):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
            client.force_login(w.office)
            seen.append(case.get_absolute_url() in client.get("/").content.decode())
    assert seen == [True, True, False]


def test_words_stand_in_the_text_and_what_could_end_one_does_not():
    """SQLite prepares a text once more each time that it asks for a word which an index is limited to."""
    said = ["a", Status.CLOSED, "o'", "2026-11-28", "", 7]
    assert write_words("%s %s %s '100%%' %s %s %s", said) == (
        "'a' 'closed' %s '100%%' %s '' %s",
        ("o'", "2026-11-28", 7),
    )

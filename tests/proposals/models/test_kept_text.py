"""Texts of queries that are kept: what they find is asked anew each time, and a new role makes another text."""

import datetime as dt

import pytest
import time_machine
from django.db.models import Q
from django.utils import timezone

from proposals.cases.hands import Hands, find_hands, hands_of
from proposals.models import Case, Membership, Role, Status, User
from proposals.models.kept_text import among, ask, write_once
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _of_unit(unit):
    return Case.objects.filter(unit=unit).values("pk")


def _of_nobody():
    return Case.objects.filter(pk__in=())


def test_the_answer_is_never_kept():
    w, first = f.world(), f.make_case()
    condition = among(_of_unit, w.bureau.pk)
    assert list(Case.objects.filter(condition)) == [first]
    second = f.make_case()
    assert set(Case.objects.filter(among(_of_unit, w.bureau.pk))) == {first, second}
    assert list(Case.objects.filter(among(_of_unit, w.other_bureau.pk))) == []
    assert list(Case.objects.filter(~condition)) == []
    assert write_once(_of_unit, w.bureau.pk) is write_once(_of_unit, w.bureau.pk)


def test_what_finds_nothing_for_certain_asks_nothing(django_assert_num_queries):
    f.make_case()
    with django_assert_num_queries(0):
        assert write_once(_of_nobody) == ("", ())
        assert ask(*write_once(_of_nobody)) == []
        assert among(_of_nobody) == Q(pk__in=())
        assert list(Case.objects.filter(among(_of_nobody))) == []


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_hands_of_many_are_those_of_each(number, django_assert_num_queries):
    """Also where the text has more places than there are cases."""
    w = f.world()
    cases = [f.make_case(Status.SIGNING) for _ in range(number)]
    f.lend((w.handler, w.bureau, w.second_handler if number > 2 else None))
    several, single = list(Case.objects.all()), list(Case.objects.all())
    with django_assert_num_queries(1):
        find_hands(several)
    assert [hands_of(case) for case in several] == [hands_of(case) for case in single]
    stands = w.second_handler.name if number > 2 else ""
    assert {hands_of(case) for case in several} == {Hands(stands, office=True, signer=True)}
    assert len(several) == len(cases)


def test_of_no_case_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        find_hands([])


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

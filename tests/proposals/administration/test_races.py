"""Two administrators at the same moment."""

import threading

import pytest
from django.db import connection

from proposals.administration.people import actions as accounts
from proposals.administration.people.actions import take_out_of_use
from proposals.administration.roles import actions as roles
from proposals.administration.roles import rules
from proposals.administration.roles.actions import confirm_proposals, decide_proposal, end_role
from proposals.cases.access import Refused
from proposals.models import AdministrationEvent, Membership, Notice, Role, RoleProposal
from tests import factories as f
from tests.proposals.cases.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CONFIRMED, REFUSED, _ = RoleProposal.Decision
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")


def second(role):
    return f.person(f"{role}2", f"另一位{role}", (f.world().district_office, role), unit=f.world().district_office)


def asked(user, role):
    world = f.world()
    return RoleProposal.objects.create(user=user, unit=world.bureau, role=role, proposed_by=world.admin)


def all_done(outcomes):
    if not all(one.done for one in outcomes):
        raise Refused(outcomes[0].said)


def test_two_decide_of_one_proposal_and_it_is_decided_once():
    w, other = f.world(), second(Role.GRANTS)
    row = asked(w.handler, Role.OFFICE)
    said = at_once(
        lambda: decide_proposal(row, w.grants, CONFIRMED),
        lambda: decide_proposal(row, other, REFUSED, reason="不行。"),
    )
    row.refresh_from_db()
    assert sorted(said) == ["Refused", "done"]
    held = Membership.objects.filter(user=w.handler, role=Role.OFFICE, is_active=True).exists()
    assert held == (row.decision == CONFIRMED)
    assert AdministrationEvent.objects.count() == Notice.objects.count() == 1


def test_two_roles_that_exclude_each_other_are_not_confirmed_at_once():
    w, other = f.world(), second(Role.GRANTS)
    one, two = asked(w.handler, Role.ADMIN), asked(w.handler, Role.GRANTS)
    said = at_once(
        lambda: all_done(confirm_proposals([one], w.grants)), lambda: all_done(confirm_proposals([two], other))
    )
    assert sorted(said) == ["Refused", "done"]
    assert Membership.objects.filter(user=w.handler, role__in=(Role.ADMIN, Role.GRANTS)).count() == 1


def last_two_leave():
    """The two auditors there are: one loses the role, the other the account, at the same moment."""
    w, other = f.world(), second(Role.AUDITOR)
    held = Membership.objects.get(user=w.auditor)
    said = at_once(
        lambda: end_role(held, w.grants, reason="调离"),
        lambda: take_out_of_use(other, w.admin, reason="调离", seen=0),
    )
    left = Membership.objects.filter(role=Role.AUDITOR, is_active=True, user__is_active=True).count()
    return sorted(said), left


def test_the_last_two_auditors_do_not_both_leave_at_once():
    assert last_two_leave() == (["Refused", "done"], 1)


@on_postgresql
def test_they_would_without_the_lock(monkeypatch):
    class Unlocked(type(Membership.objects.all())):
        def select_for_update(self, *args, **options):
            return self

    both = threading.Barrier(2)

    def why_last(*asked):
        said = rules.why_last(*asked)
        both.wait(timeout=20)
        return said

    rows = Unlocked(Membership)
    monkeypatch.setattr(rules.Membership.objects, "filter", lambda *args, **said: rows.filter(*args, **said))
    monkeypatch.setattr(roles, "why_last", why_last)
    monkeypatch.setattr(accounts, "why_last", why_last)
    assert last_two_leave() == (["done", "done"], 0)

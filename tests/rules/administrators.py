"""What administrators do, for the table of locks: who may, and what makes it ready."""

from proposals.administration import access, passwords
from proposals.administration.people import actions as accounts
from proposals.administration.roles import actions as roles
from proposals.cases.access import NotYours
from proposals.models import Role, RoleProposal, User
from tests import factories as f
from tests.rules.kinds import Doing, Lock

ADMIN, GRANTS = ("admin",), ("grants",)
FACTS = {"name": "潘悦", "section": "儿童福利科"}


def somebody(**facts: object) -> User:
    """An account that nobody here uses to act."""
    made = f.person(f"made{User.objects.count()}", "某人", **facts)
    User.objects.filter(pk=made.pk).update(unit=f.world().bureau)
    return User.objects.get(pk=made.pk)


def proposal() -> RoleProposal:
    world = f.world()
    return RoleProposal.objects.create(user=somebody(), unit=world.bureau, role=Role.OFFICE, proposed_by=world.nobody)


def decided(outcomes: list[roles.RoleOutcome]) -> None:
    if not all(one.done for one in outcomes):
        raise NotYours(outcomes[0].said)


def administer() -> Doing:
    return lambda who: access.must_administer(who, "人员", Role.ADMIN)


def administer_unit() -> Doing:
    return lambda who: access.must_administer_unit(who, f.world().bureau, Role.GRANTS, "角色")


def look_after() -> Doing:
    person = somebody()
    return lambda who: access.must_look_after(who, person)


def password() -> Doing:
    person = somebody()
    return lambda who: passwords.give_password(person, who, turn=0)


def add() -> Doing:
    facts = {**FACTS, "username": f"made{User.objects.count()}", "unit": f.world().bureau}
    return lambda who: accounts.add_person(who, facts)


def change() -> Doing:
    person = somebody()
    return lambda who: accounts.change_person(person, who, FACTS, seen=0)


def leave() -> Doing:
    person = somebody()
    person.memberships.create(unit=f.world().bureau, role=Role.OFFICE)
    return lambda who: accounts.leave_unit(person, who, f.world().bureau)


def take_out() -> Doing:
    person = somebody()
    return lambda who: accounts.take_out_of_use(person, who, reason="调离", seen=0)


def bring_back() -> Doing:
    person = somebody(is_active=False)
    return lambda who: accounts.bring_back(person, who, seen=0)


def phones() -> Doing:
    person = somebody()
    return lambda who: accounts.look_at_phones(person, who)


def propose() -> Doing:
    person = somebody()
    return lambda who: roles.propose_roles(person, who, {(f.world().bureau, Role.OFFICE): True})


def confirm() -> Doing:
    row = proposal()
    return lambda who: decided(roles.confirm_proposals([row], who))


def refuse() -> Doing:
    row = proposal()
    return lambda who: decided(roles.refuse_proposals([row], who, reason="不行。"))


def decide() -> Doing:
    row = proposal()
    return lambda who: roles.decide_proposal(row, who, RoleProposal.Decision.CONFIRMED)


def decide_for() -> Doing:
    person = somebody()
    return lambda who: roles.must_decide_for(who, person, f.world().bureau)


def end() -> Doing:
    person = somebody()
    held = person.memberships.create(unit=f.world().bureau, role=Role.OFFICE)
    return lambda who: roles.end_role(held, who, reason="调离")


ADMINISTRATION = {
    access.must_administer: Lock(ADMIN, administer),
    access.must_administer_unit: Lock(GRANTS, administer_unit),
    access.must_look_after: Lock(ADMIN, look_after),
    passwords.give_password: Lock(ADMIN, password),
    accounts.add_person: Lock(ADMIN, add),
    accounts.change_person: Lock(ADMIN, change),
    accounts.leave_unit: Lock(ADMIN, leave),
    accounts.take_out_of_use: Lock(ADMIN, take_out),
    accounts.bring_back: Lock(ADMIN, bring_back),
    accounts.look_at_phones: Lock(ADMIN, phones),
    roles.propose_roles: Lock(ADMIN, propose),
    roles.confirm_proposals: Lock(GRANTS, confirm),
    roles.refuse_proposals: Lock(GRANTS, refuse),
    roles.decide_proposal: Lock(GRANTS, decide),
    roles.must_decide_for: Lock(GRANTS, decide_for),
    roles.end_role: Lock(GRANTS, end),
}

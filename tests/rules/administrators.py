"""What administrators do, for the table of locks: who may, and what makes it ready."""

from django.utils import timezone

from proposals.administration import access, passwords
from proposals.administration.deputies import actions as deputies
from proposals.administration.deputies import merges
from proposals.administration.factors import demands, lost
from proposals.administration.identities import actions as identities
from proposals.administration.people import actions as accounts
from proposals.administration.record import record_change
from proposals.administration.roles import actions as roles
from proposals.administration.sessions import actions as sessions
from proposals.administration.setup import actions as setup
from proposals.administration.setup.steps import Look
from proposals.administration.units import actions as units
from proposals.administration.workbooks.actions import newest_taken_in, take_workbook_in
from proposals.administration.workbooks.books import Book, Row
from proposals.cases.access import NotYours
from proposals.heads import addresses, losses, witness
from proposals.heads.keys import FIRST, last_public
from proposals.heads.send import send_now
from proposals.models import (
    AdministrationEvent,
    CalendarDay,
    Deputy,
    FactorReset,
    HeadAddress,
    HeadKeyLoss,
    Role,
    RoleProposal,
    SecondFactor,
    Session,
    SignedHead,
    Unit,
    User,
    WitnessedInstallation,
)
from tests import factories as f
from tests.rules.kinds import Doing, Lock

ADMIN, GRANTS, WITNESSES = ("admin",), ("grants",), ("grants", "auditor", "office")
ADMINISTRATORS = ("admin", "grants", "auditor")
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


def vouch() -> Doing:
    person = somebody()
    passwords.give_password(person, f.world().admin, turn=0)
    User.objects.filter(pk=person.pk).update(password_until=None)
    return lambda who: identities.vouch_for([person], who)


def demand() -> Doing:
    return lambda who: demands.change_demands(who, {"leader": demands.Demand(True, False)}, seen=0)


def ask_lost() -> Doing:
    person = somebody()
    SecondFactor.objects.create(user=person, secret="x")
    return lambda who: lost.ask_reset(person, who, reason="丢了")


def decide_lost() -> Doing:
    person = somebody()
    row = FactorReset.objects.create(user=person, asked_by=f.world().nobody, reason="丢了")
    return lambda who: lost.decide_reset(row, who, agree=True)


def passwords_of_many() -> Doing:
    person = somebody()
    return lambda who: passwords.give_passwords([person], who, turn=0)


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


def add_unit() -> Doing:
    number = Unit.objects.count()
    return lambda who: units.add_unit(who, {"name": f"宝山区第{number}局", "short_name": f"第{number}局"})


def spare_unit(**facts: object) -> Unit:
    return f.unit(f"第{Unit.objects.count()}所", **facts)


def change_unit() -> Doing:
    unit = spare_unit()
    return lambda who: units.change_unit(unit, who, {"address": "友谊支路1号"}, seen=0)


def take_unit_out() -> Doing:
    unit = spare_unit()
    return lambda who: units.take_unit_out(unit, who, reason="机构改革", seen=0)


def bring_unit_back() -> Doing:
    unit = spare_unit(is_active=False)
    return lambda who: units.bring_unit_back(unit, who, seen=0)


def spare_deputy(**facts: object) -> Deputy:
    return f.deputy(f"代表{Deputy.objects.count()}", **facts)


def add_deputy() -> Doing:
    name = f"代表{Deputy.objects.count()}"
    return lambda who: deputies.add_deputy(who, {"name": name})


def change_deputy() -> Doing:
    row = spare_deputy()
    return lambda who: deputies.change_deputy(row, who, {"delegation": "大场代表团"}, seen=0)


def look_at_deputy() -> Doing:
    row = spare_deputy()
    return lambda who: deputies.look_at_deputy(row, who)


def lock_deputy() -> Doing:
    row = spare_deputy()
    return lambda who: deputies.lock_deputy(row, who, 0)


def deputy_leaves() -> Doing:
    row, signed = spare_deputy(), f.make_case("in_progress").suggestion.sponsorships.first()
    type(signed).objects.filter(pk=signed.pk).update(deputy=row)
    return lambda who: deputies.let_deputy_leave(row, who, on=f.day(0), why="辞职", seen=0)


def deputy_returns() -> Doing:
    row = spare_deputy(left_on=f.day(0), left_why="辞职")
    return lambda who: deputies.let_deputy_return(row, who, reason="登记错了", seen=0)


def merge() -> Doing:
    gone, stays = spare_deputy(), spare_deputy()
    return lambda who: merges.merge_deputies(gone, stays, who, seen=0, seen_other=0)


def meeting(number: int) -> dict[str, object]:
    return {"body": "人大", "level": 4, "place": "宝山区", "term": 8, "meeting": number}


def add_session() -> Doing:
    facts = meeting(Session.objects.count() + 1)
    return lambda who: sessions.add_session(who, facts)


def change_session() -> Doing:
    row = Session.objects.create(**meeting(Session.objects.count() + 1))
    return lambda who: sessions.change_session(row, who, {"opened_on": f.day(0)}, seen=0)


def workbook() -> Doing:
    rows = [Row(2, {"姓名": f"代表{Deputy.objects.count()}"})]
    seen = str(newest_taken_in(Book.DEPUTIES, f.world().admin))
    return lambda who: take_workbook_in(Book.DEPUTIES, rows, who, source="代表.xlsx", seen=seen)


def look() -> Doing:
    return lambda who: setup.note_look(who, Look.LIMITS)


def test_message() -> Doing:
    return lambda who: setup.send_test_message(who, "admin@example.org")


def load_calendar() -> Doing:
    CalendarDay.objects.all().delete()
    return setup.load_known_calendar


def head_key() -> None:
    if not last_public():
        changes = [{"field": "公钥", "old": "", "new": "0" * 64}]
        record_change(None, AdministrationEvent.Subject.RECORD, None, FIRST, name="x", changes=changes)


def add_head_address() -> Doing:
    address = f"heads{HeadAddress.objects.count()}@example.org"
    return lambda who: addresses.add_address(who, address)


def head_address_away() -> Doing:
    made = HeadAddress.objects.count()
    row = HeadAddress.objects.create(address=f"heads{made}@example.org", added_by=f.world().admin)
    return lambda who: addresses.take_address_away(row, who)


def send_head() -> Doing:
    facts = {"number": 1, "key": "0" * 64, "text": "{}", "signature": "x"}
    head = SignedHead.objects.create(at=timezone.now(), **facts)
    address = f"heads{head.pk}@example.org"
    head.sendings.create(address=address, at=timezone.now())
    return lambda who: send_now(who, addresses.Address(address))


def keep_heads() -> Doing:
    name = f"https://{WitnessedInstallation.objects.count()}.example.org"
    return lambda who: witness.add_witnessed(who, name, "0" * 64)


def keep_no_heads() -> Doing:
    name = f"https://{WitnessedInstallation.objects.count()}.example.org"
    row = WitnessedInstallation.objects.create(name=name, key="0" * 64, added_by=f.world().admin)
    return lambda who: witness.end_witnessed(row, who)


def ask_key_lost() -> Doing:
    head_key()
    HeadKeyLoss.objects.all().delete()
    return lambda who: losses.ask_key_loss(who, reason="丢了")


def decide_key_lost() -> Doing:
    row = HeadKeyLoss.objects.create(lost=str(HeadKeyLoss.objects.count()), asked_by=f.world().nobody, reason="丢了")
    return lambda who: losses.decide_key_loss(row, who, agree=True)


ADMINISTRATION = {
    addresses.add_address: Lock(ADMIN, add_head_address),
    addresses.take_address_away: Lock(ADMIN, head_address_away),
    send_now: Lock(ADMIN, send_head),
    witness.add_witnessed: Lock(ADMIN, keep_heads),
    witness.end_witnessed: Lock(ADMIN, keep_no_heads),
    witness.must_see_heads: Lock(ADMINISTRATORS, lambda: witness.must_see_heads),
    losses.ask_key_loss: Lock(ADMINISTRATORS, ask_key_lost),
    losses.decide_key_loss: Lock(ADMINISTRATORS, decide_key_lost),
    setup.load_known_calendar: Lock(ADMIN, load_calendar),
    setup.note_look: Lock(ADMIN, look),
    setup.send_test_message: Lock(ADMIN, test_message),
    take_workbook_in: Lock(ADMIN, workbook),
    sessions.add_session: Lock(ADMIN, add_session),
    sessions.change_session: Lock(ADMIN, change_session),
    deputies.add_deputy: Lock(ADMIN, add_deputy),
    deputies.change_deputy: Lock(ADMIN, change_deputy),
    deputies.look_at_deputy: Lock(ADMIN, look_at_deputy),
    deputies.lock_deputy: Lock(ADMIN, lock_deputy),
    deputies.let_deputy_leave: Lock(ADMIN, deputy_leaves),
    deputies.let_deputy_return: Lock(ADMIN, deputy_returns),
    merges.merge_deputies: Lock(ADMIN, merge),
    units.add_unit: Lock(ADMIN, add_unit),
    units.change_unit: Lock(ADMIN, change_unit),
    units.take_unit_out: Lock(ADMIN, take_unit_out),
    units.bring_unit_back: Lock(ADMIN, bring_unit_back),
    access.must_administer: Lock(ADMIN, administer),
    access.must_administer_unit: Lock(GRANTS, administer_unit),
    access.must_look_after: Lock(ADMIN, look_after),
    passwords.give_password: Lock(ADMIN, password),
    passwords.give_passwords: Lock(ADMIN, passwords_of_many),
    demands.change_demands: Lock(ADMIN, demand),
    lost.ask_reset: Lock(ADMINISTRATORS, ask_lost),
    lost.decide_reset: Lock(ADMINISTRATORS, decide_lost),
    identities.vouch_for: Lock(WITNESSES, vouch),
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

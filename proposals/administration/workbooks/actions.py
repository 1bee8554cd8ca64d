"""A workbook taken in: the rows that are right, in one transaction; people get a password that is shown once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from proposals.administration.access import must_administer, must_administer_unit
from proposals.administration.deputies.actions import add_deputy, change_deputy
from proposals.administration.passwords import GivenPassword, give_password, password_turn
from proposals.administration.people.actions import add_person, change_person
from proposals.administration.roles.actions import propose_roles
from proposals.administration.sessions.actions import add_session, change_session
from proposals.administration.units.actions import add_unit, change_unit
from proposals.administration.workbooks.books import NAMES, SUBJECTS, Book, Row
from proposals.administration.workbooks.checks import Planned
from proposals.administration.workbooks.plan import plan_rows
from proposals.cases.access import Stale
from proposals.formats.pinyin import spell_name
from proposals.models import AdministrationEvent, Role, Unit, User


@dataclass
class TakenIn:
    """What became of a workbook: how many rows are new and changed, how many roles were asked for, the passwords,
    the rows that were left out."""

    new: int = 0
    changed: int = 0
    roles: int = 0
    passwords: list[GivenPassword] = field(default_factory=list)
    left: list[Planned] = field(default_factory=list)


def newest_taken_in(book: Book, user: User) -> int:
    """The newest change that this person made by such a workbook; a page says back which one it knew."""
    rows = AdministrationEvent.objects.filter(subject=SUBJECTS[book], actor=user).exclude(source="")
    return rows.values_list("pk", flat=True).first() or 0


def take_workbook_in(book: Book, rows: Sequence[Row], user: User, *, source: str, seen: str) -> TakenIn:
    """Write the rows that are right; the others are left out and told. `seen` is newest_taken_in() as the page knew
    it: the same page sent twice raises Stale and changes nothing. One workbook is taken in at a time: the units are
    held."""
    if book == Book.PEOPLE:
        must_administer(user, "人员", Role.ADMIN)
    else:
        must_administer_unit(user, None, Role.ADMIN, f"{NAMES[book]}的登记")
    done = TakenIn()
    with transaction.atomic():
        list(Unit.objects.order_by("pk").select_for_update().values_list("pk"))
        if seen != str(newest_taken_in(book, user)):
            raise Stale("这一页已经登记过一次，这一次什么都没有登记。下面是按现在的资料重新核对的。")
        planned = plan_rows(book, rows, user)
        done.left = [one for one in planned if one.wrong]
        right = [one for one in planned if not one.wrong]
        done.new = sum(one.state == "new" for one in right)
        done.changed = sum(one.state == "changed" for one in right)
        WRITERS[book](right, user, source, done)
    return done


def _write_units(planned: Sequence[Planned], user: User, source: str, done: TakenIn) -> None:
    later = []
    for one in planned:
        parent = one.facts.pop("parent", None)
        if one.row is None:
            one.row = add_unit(user, one.facts, one.aliases or (), source=source)
        elif one.state == "changed":
            change_unit(one.row, user, one.facts, seen=None, aliases=one.aliases, source=source)
        if parent:
            later.append((one.row, parent))
    for unit, parent in later:
        above = (
            parent
            if isinstance(parent, Unit)
            else (Unit.objects.filter(short_name=parent).first() or Unit.objects.filter(name=parent).first())
        )
        if above is not None:
            change_unit(unit, user, {"parent": above}, seen=None, source=source)


def _write_people(planned: Sequence[Planned], user: User, source: str, done: TakenIn) -> None:
    for one in planned:
        person, new = one.row, one.row is None
        if new:
            facts = {"username": free_account(one.facts["name"]), **one.facts}
            person = add_person(user, facts, source=source)
        elif one.facts:
            change_person(person, user, one.facts, seen=None, source=source)
        if one.roles:
            done.roles += propose_roles(person, user, dict.fromkeys(one.roles, True), source=source)
        if new:
            done.passwords.append(give_password(person, user, turn=password_turn(person)))


def _write_deputies(planned: Sequence[Planned], user: User, source: str, done: TakenIn) -> None:
    for one in planned:
        if one.row is None:
            add_deputy(user, one.facts, source=source)
        elif one.facts:
            change_deputy(one.row, user, one.facts, seen=None, source=source)


def _write_sessions(planned: Sequence[Planned], user: User, source: str, done: TakenIn) -> None:
    for one in planned:
        if one.row is None:
            add_session(user, one.facts, source=source)
        elif one.facts:
            change_session(one.row, user, one.facts, seen=None, source=source)


WRITERS = {
    Book.UNITS: _write_units,
    Book.PEOPLE: _write_people,
    Book.DEPUTIES: _write_deputies,
    Book.SESSIONS: _write_sessions,
}


def free_account(name: str) -> str:
    """The name in pinyin (gaoyang), with a number where somebody has it already."""
    spelt = (
        "".join(one for one in "".join(spell_name(name)).lower() if one.isascii() and one.isalnum())[:30] or "user"
    )
    taken = set(User.objects.filter(username__istartswith=spelt).values_list("username", flat=True))
    lower = {one.lower() for one in taken}
    return next(one for one in (spelt, *(f"{spelt}{number}" for number in range(2, 10_000))) if one not in lower)

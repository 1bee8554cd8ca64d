"""The three workbooks as they stand, in the columns in which they are read; telephones stay masked, and a masked one
that comes back changes nothing."""

from django.db.models import QuerySet

from proposals.administration.access import administered_units
from proposals.administration.people.actions import roles_in_words
from proposals.administration.people.queries import administered_people
from proposals.administration.record import record_export
from proposals.administration.workbooks.books import NAMES, Book, columns_of
from proposals.formats.spreadsheets import Sheet
from proposals.models import AdministrationEvent, Deputy, Role, Unit, User
from proposals.templatetags.desk import masked

SUBJECTS = {
    Book.UNITS: AdministrationEvent.Subject.UNIT,
    Book.PEOPLE: AdministrationEvent.Subject.PERSON,
    Book.DEPUTIES: AdministrationEvent.Subject.DEPUTY,
}


def filled_sheet(book: Book, user: User) -> Sheet:
    """The sheet with everything that this administrator looks after and that is in use; the record says who took
    it."""
    rows = {Book.UNITS: _units, Book.PEOPLE: _people, Book.DEPUTIES: _deputies}[book](user)
    notes = record_export(user, SUBJECTS[book], NAMES[book], len(rows), "")
    return Sheet(NAMES[book], NAMES[book], columns_of(book), rows, notes)


def _units(user: User) -> list[list[str]]:
    units: QuerySet[Unit] = Unit.objects.filter(administered_units(user, Role.ADMIN), is_active=True)
    return [
        [
            unit.short_name, unit.name, unit.get_kind_display(), str(unit.parent or ""),
            "、".join(alias.name for alias in unit.aliases.all()), unit.phone, unit.address, unit.letter_mark,
            unit.letter_format,
        ]
        for unit in units.select_related("parent").prefetch_related("aliases")
    ]  # fmt: skip


def _people(user: User) -> list[list[str]]:
    people = administered_people(user).filter(is_active=True).select_related("unit")
    return [
        [
            one.name, str(one.unit or ""), one.section, roles_in_words(one), one.username, masked(one.mobile),
            masked(one.phone), one.email,
        ]
        for one in people.prefetch_related("memberships__unit").order_by("unit", "username")
    ]  # fmt: skip


def _deputies(user: User) -> list[list[str]]:
    return [
        [
            one.name, one.kind, one.delegation, one.code or "", masked(one.phone), one.email, one.address,
            one.get_level_display(), one.proposes_as, one.contact,
        ]
        for one in Deputy.objects.filter(left_on=None, merged_into=None)
    ]  # fmt: skip

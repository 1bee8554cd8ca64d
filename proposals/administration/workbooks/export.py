"""The workbooks as they stand, or what a list shows of them, in the columns in which they are read; telephones stay
masked, and a masked one that comes back changes nothing."""

from collections.abc import Callable

from django.http import QueryDict

from proposals.administration.deputies import queries as deputies
from proposals.administration.deputies.forms import DeputiesFilter
from proposals.administration.frame import ListFilter
from proposals.administration.people.actions import roles_in_words
from proposals.administration.people.queries import administered_people
from proposals.administration.record import record_export
from proposals.administration.sessions import queries as sessions
from proposals.administration.units import queries as units
from proposals.administration.workbooks.books import NAMES, SUBJECTS, Book, columns_of
from proposals.formats.spreadsheets import Sheet
from proposals.models import Level, User
from proposals.templatetags.desk import masked

Found = tuple[list[list[str]], list[str]]  # the rows, and the conditions in words


def filled_sheet(book: Book, user: User, asked: QueryDict) -> Sheet:
    """The sheet with what this administrator looks after and the list shows that the address `asked` for; without
    conditions everything that is in use. The record says who took it."""
    found: dict[Book, Callable[[User, QueryDict], Found]] = {
        Book.UNITS: _units,
        Book.PEOPLE: _people,
        Book.DEPUTIES: _deputies,
        Book.SESSIONS: _sessions,
    }
    rows, conditions = found[book](user, asked)
    notes = record_export(user, SUBJECTS[book], NAMES[book], len(rows), "，".join(filter(None, conditions)))
    return Sheet(NAMES[book], NAMES[book], columns_of(book), rows, notes)


def _units(user: User, asked: QueryDict) -> Found:
    chosen = ListFilter(asked)
    if asked.get("of") == units.LETTERS:
        letters = chosen.shown(units.LetterShown)
        found, label = units.letter_units(user).filter(units.LETTER_CONDITIONS[letters]), units.LETTER_LABELS[letters]
        conditions = ["来信抬头", label if letters else "", chosen.said("q")]
    else:
        show = chosen.shown(units.Shown)
        found = units.units_of(user).filter(units.CONDITIONS[show])
        if show != units.Shown.OUT:
            found = found.filter(is_active=True)
        conditions = [units.LABELS[show] if show else "", chosen.said("q")]
    found = units.search_units(found, chosen.said("q"))
    rows = [
        [
            unit.short_name, unit.name, unit.get_kind_display(), str(unit.parent or ""),
            "、".join(alias.name for alias in unit.aliases.all()), unit.phone, unit.address, unit.letter_mark,
            unit.letter_format,
        ]
        for unit in found.select_related("parent").prefetch_related("aliases")
    ]  # fmt: skip
    return rows, conditions


def _people(user: User, asked: QueryDict) -> Found:
    people = administered_people(user).filter(is_active=True).select_related("unit")
    rows = [
        [
            one.name, str(one.unit or ""), one.section, roles_in_words(one), one.username, masked(one.mobile),
            masked(one.phone), one.email,
        ]
        for one in people.prefetch_related("memberships__unit").order_by("unit", "username")
    ]  # fmt: skip
    return rows, []


def _deputies(user: User, asked: QueryDict) -> Found:
    chosen = DeputiesFilter(asked)
    show = chosen.shown(deputies.Shown)
    said = chosen.narrowing
    found = deputies.narrow_deputies(**said).filter(deputies.CONDITIONS[show])
    rows = [
        [
            one.name, one.kind, one.delegation, one.code or "", masked(one.phone), one.email, one.address,
            one.get_level_display(), one.proposes_as, one.contact,
        ]
        for one in found
    ]  # fmt: skip
    level = Level(int(said["level"])).label if said["level"] else ""
    return rows, [said["kind"], level, said["delegation"], deputies.LABELS[show] if show else "", said["words"]]


def _sessions(user: User, asked: QueryDict) -> Found:
    chosen = ListFilter(asked)
    show = chosen.shown(sessions.Shown)
    found = [one for one in sessions.find_sessions(chosen.said("q")) if sessions.fits_shown(one, show)]
    rows = [
        [
            one.body, one.get_level_display(), one.place, str(one.term), str(one.meeting),
            str(one.opened_on or ""), str(one.closed_on or ""),
        ]
        for one in found
    ]  # fmt: skip
    return rows, [sessions.LABELS[show] if show else "", chosen.said("q")]

"""Who are colleagues on a case, and what a page shows of what they said."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from proposals.cases.access import works_here
from proposals.models import Case, Follow, Note, User
from proposals.models.administration.archive import is_archived
from proposals.models.kept.beside import fetch_whole
from proposals.models.kept.rows import count_rows, fetch_rows
from proposals.models.people import STAFF
from replies.colleagues.forms import NoteForm


def colleagues_of(case: Case) -> list[User]:
    """The people who work in the unit that has the case, in the order of their names."""
    return fetch_rows(_write_colleagues, of=[case.unit_id])


def _write_colleagues() -> QuerySet[User, User]:
    held = {"memberships__unit": -1, "memberships__is_active": True, "memberships__role__in": STAFF}
    return User.objects.filter(is_active=True, **held).distinct().order_by("name", "pk")


def notes_seen(case: Case, user: User) -> list[Note]:
    """The notes on a case as this person may read them, oldest first: outside the unit none."""
    found = fetch_whole(_write_notes, of=[case.pk]) if works_here(case, user) else []
    for one in found:
        one.case = case
    return found


def _write_notes() -> QuerySet[Note, Note]:
    return Note.objects.filter(case=-1).select_related("author").prefetch_related("asked")


@dataclass(frozen=True)
class Colleagues:
    """What the page of a case shows of colleagues: outside the unit no form, no name; no form once archived."""

    form: NoteForm | None
    people: list[User]
    follows: bool


def colleagues_on(case: Case, user: User) -> Colleagues:
    """The form for a note, whom it may name, and whether this person follows the case."""
    inside = works_here(case, user)
    return Colleagues(
        form=NoteForm() if inside and not is_archived(case) else None,
        people=[one for one in colleagues_of(case) if one.pk != user.pk] if inside else [],
        follows=count_rows(_write_following, of=[case.pk, user.pk]) > 0,
    )


def _write_following() -> QuerySet[Follow, Any]:
    return Follow.objects.filter(case=-1, user=-2).order_by().values("pk")

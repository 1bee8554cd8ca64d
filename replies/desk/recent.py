"""最近看过: the cases a person opened last, kept in the session."""

from collections.abc import Callable

from django.contrib.sessions.backends.base import SessionBase

from proposals.models import Case, User
from proposals.models.kept.beside import fetch_whole
from proposals.models.kept.rows import places, places_for
from proposals.models.querysets import CaseQuerySet, may_open

SEEN, MOST = "seen", 8


def note_seen(session: SessionBase, case: Case) -> None:
    """Put the case before the others that were opened."""
    before: list[int] = session.get(SEEN, [])
    session[SEEN] = [case.pk, *(pk for pk in before if pk != case.pk)][:MOST]


def _write_seen(count: int) -> CaseQuerySet:
    cases = Case.objects.filter(pk__in=places(count)).order_by()
    return cases.select_related("suggestion__session").defer("suggestion__text")


def recent_cases(session: SessionBase, user: User, write: Callable[[int], CaseQuerySet] = _write_seen) -> list[Case]:
    """The cases opened last, the newest first, of those the person may see, as `write` asks for so many of them.
    Without any no query."""
    keys: list[int] = session.get(SEEN, [])
    found = fetch_whole(write, places_for(len(keys)), of=keys) if keys else []
    return sorted((case for case in found if may_open(user, case)), key=lambda case: keys.index(case.pk))

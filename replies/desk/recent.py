"""最近看过: the cases a person opened last, kept in the session."""

from django.contrib.sessions.backends.base import SessionBase

from proposals.models import Case
from proposals.models.querysets import CaseQuerySet

SEEN, MOST = "seen", 8


def note_seen(session: SessionBase, case: Case) -> None:
    """Put the case before the others that were opened."""
    before: list[int] = session.get(SEEN, [])
    session[SEEN] = [case.pk, *(pk for pk in before if pk != case.pk)][:MOST]


def recent_cases(session: SessionBase, seen: CaseQuerySet) -> list[Case]:
    """The cases opened last, the newest first, of those the person may see. Without any no query."""
    keys: list[int] = session.get(SEEN, [])
    if not keys:
        return []
    found = seen.filter(pk__in=keys).select_related("suggestion").defer("suggestion__text")
    return sorted(found, key=lambda case: keys.index(case.pk))

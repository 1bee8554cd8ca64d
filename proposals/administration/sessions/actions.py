"""What is done to a session: registered, changed; each told in the record."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from proposals.administration.access import must_administer_unit
from proposals.administration.frame import row_version
from proposals.administration.record import list_changes, record_change
from proposals.cases.access import Refused, Stale
from proposals.models import AdministrationEvent, Role, Session, User

SESSION = AdministrationEvent.Subject.SESSION
ADDED, CHANGED = "新增", "改资料"
# What suggestions and printed papers say of their session.
SAID = ("body", "level", "place", "term", "meeting")


def add_session(user: User | None, facts: Mapping[str, Any], *, source: str = "") -> Session:
    """Register a session. `facts` are fields of Session."""
    must_administer_unit(user, None, Role.ADMIN, "届次")
    with transaction.atomic():
        session = Session.objects.create(**facts)
        record_change(user, SESSION, session, ADDED, source=source)
    return session


def change_session(
    which: Session, user: User | None, facts: Mapping[str, Any], *, seen: int | None, source: str = ""
) -> bool:
    """Change the session. Returns whether anything was different. `seen` None: a workbook, which says itself what it
    changes. Refused for the body, the 届 and the 次 of one at which suggestions were made: their letters would say
    another."""
    must_administer_unit(user, None, Role.ADMIN, "届次")
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=which.pk)
        if seen is not None and seen != row_version(SESSION, session.pk):
            raise Stale(f"{session}刚才有人改过。请看过现在的样子，再改一次。")
        before = {name: getattr(session, name) for name in facts}
        for name, value in facts.items():
            setattr(session, name, value)
        if any(before[name] != getattr(session, name) for name in SAID if name in facts) and (
            why := why_session_stays(session)
        ):
            raise Refused(why)
        changes = list_changes(before, session)
        if not changes:
            return False
        session.save(update_fields=list(facts))
        record_change(user, SESSION, session, CHANGED, changes=changes, source=source)
    return True


def why_session_stays(session: Session) -> str:
    """Why body, place, 届 and 次 stay as they are; "" where nothing says them yet."""
    if count := session.suggestions.count():
        return (
            f"这一次会议已经有{count}件建议，会议、地方、届和次不能再改：答复和印好的表上写的是它。"
            "写错的，请另登记一次会议，再对那几件更正登记。"
        )
    return ""

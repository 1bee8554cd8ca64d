"""What deputies were told, read: of a case for the desk, and by one deputy."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from proposals.models import Case, Deputy, Role, User
from proposals.models.people import BODIES, CASE_STAFF
from proposals.models.querysets import reachable_cases
from replies.models import Invitation, Message
from replies.models.messages.message import MessageKind, MessageQuerySet

State, Way = Message.State, Message.Way
CSS = {State.SENT: "done", State.FAILED: "late", State.UNSURE: "late", State.WAITING: "info"}


@dataclass(frozen=True)
class ToldRow:
    """One message as a page shows it: when (last), what, how, and what became of it."""

    at: dt.datetime
    label: str
    deputy: Deputy
    way: str
    state: str
    css: str
    words: str
    note: str = ""
    message: Message | None = None


def told_of_case(case: Case) -> list[ToldRow]:
    """Everything that the deputies of a case were told or are to be told, the newest first. Two queries."""
    rows = [_of_message(one) for one in case.told_messages.select_related("deputy", "told_by")]
    links = Invitation.objects.filter(reply__case=case).select_related("deputy", "reply")
    rows += [row for one in links for row in _of_link(one)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def told_to_deputy(deputy: Deputy, cases: Iterable[Case]) -> list[ToldRow]:
    """What this deputy was told of these cases, the newest first: what has left, or was told by a person."""
    keys = [one.pk for one in cases]
    rows = Message.objects.told().filter(deputy=deputy, case__in=keys).select_related("deputy", "told_by")
    found = [_of_message(one) for one in rows]
    links = Invitation.objects.filter(reply__case__in=keys, deputy=deputy).select_related("deputy", "reply")
    found += [row for one in links for row in _of_link(one) if row.state == State.SENT.label]
    return sorted(found, key=lambda row: row.at, reverse=True)


def _of_message(one: Message) -> ToldRow:
    state = State(one.state)
    way = f"{one.told_by}转达（{one.told_how}）" if one.told_by_id else str(one.get_way_display())
    way += "，几件一起" if one.gathered_in_id else ""
    label = str(one.get_state_display())
    if state == State.WAITING and one.tries:
        label = "没有送出，稍后再试"
    elif state == State.WAITING and one.way == Way.STAFF:
        label = "待转达"
    at = one.told_at or one.made_at
    kind = str(one.get_kind_display())
    return ToldRow(at, kind, one.deputy, way, label, CSS.get(state, "open"), one.words, one.last_error, one)


def _of_link(one: Invitation) -> Iterable[ToldRow]:
    """A link's own message: its words are not kept, for they held the link."""
    kind = str((MessageKind.REMIND if one.reminder else MessageKind.INVITE).label)
    for to, at, way in ((one.texted_to, one.texted_at, Way.SMS), (one.mailed_to, one.mailed_at, Way.MAIL)):
        if to:
            stuck = bool(one.last_error)
            state = State.SENT if at else State.FAILED if stuck else State.WAITING
            label = str(state.label) if state != State.FAILED or one.revoked_at else "没有送出，稍后再试"
            yield ToldRow(
                at or one.created_at, kind, one.deputy, str(way.label), label, CSS[state], "", one.last_error
            )


def tellable_messages(user: User) -> MessageQuerySet:
    """Those that this person looks after: of the own cases, of its kind for a working body, all for the district
    office."""
    if user.has_role(Role.DISTRICT):
        return Message.objects.all()
    cases = Case.objects.visible_to(user).filter(reachable_cases(user, *CASE_STAFF, *BODIES))
    return Message.objects.filter(case__in=cases.values("pk"))


def open_messages() -> Q:
    """Of messages those that wait for a person."""
    undelivered = Q(state__in=(State.FAILED, State.UNSURE))
    return undelivered | Q(way=Way.STAFF, state=State.WAITING)


def cases_to_tell(user: User) -> Q:
    """The cases of this person of whose deputies somebody waits to be told by a person."""
    waiting = Message.objects.filter(open_messages()).exclude(case=None)
    return Q(pk__in=waiting.values("case")) & reachable_cases(user, *CASE_STAFF)

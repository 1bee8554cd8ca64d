"""What of a case's record still stands: a step that was undone stays in it, followed by the one that undid it."""

import datetime as dt

from django.utils import timezone

from proposals.models import Case, Event, Status, User
from proposals.models.approval import Stop
from proposals.models.event import UNDOES

# The page offers an undoing for ten seconds; so long is waited for what a slow line brings.
UNDONE_WITHIN = dt.timedelta(seconds=60)


def standing_steps(case: Case) -> list[Event]:
    """The record without what was undone, what undid it, and what a step brought with it by itself."""
    events = list(case.events.all())
    undone = {event.data[UNDOES] for event in events if UNDOES in event.data}
    return [
        event
        for event in events
        if event.sequence not in undone and UNDOES not in event.data and not _came_by_itself(event)
    ]


def _came_by_itself(event: Event) -> bool:
    """The clock that stopped with the last 送达, the opinion of a helping unit that stood ready at 分办."""
    return event.action == "delivered" or (event.action == "consult_answer" and event.actor_id is None)


def why_not_undone(case: Case, user: User, action: str, sequence: int | None = None) -> str:
    """Why this step (of several of its name, the one with this number) cannot be undone by this person now: it is the
    last that stands, their own, and of a moment ago. "" where it can."""
    standing = standing_steps(case)
    last = standing[-1] if standing else None
    if last is None or last.action != action or (sequence is not None and last.sequence != sequence):
        stands = any(one.action == action and sequence in (None, one.sequence) for one in standing)
        return f"后来{last.actor_name}又办了“{last.label}”" if last and stands else "已经撤销过"
    if last.actor_id != user.pk:
        return f"这一步是{last.actor_name}办的，只有本人能撤销"
    return "" if timezone.now() - last.at <= UNDONE_WITHIN else "已经过了一分钟"


def step_to_undo(case: Case, action: str) -> Event:
    """The step that an undoing undoes: the last that stands. Raises ValueError where it is another one."""
    last = standing_steps(case)[-1]
    if last.action != action:
        raise ValueError(f"{last} is not {action}")
    return last


def section_then(case: Case, name: str, at: dt.datetime) -> str:
    """The section in which somebody of that name handled the case at that moment, as 分办 and 改派 wrote it down; ""
    of who did not handle it then, such as a leader who changes a text. One query."""
    given = case.events.filter(action__in=("assign", "reassign"), at__lte=at).order_by("sequence").last()
    return str(given.data.get("section", "")) if given and given.data.get("handler") == name else ""


def stop_before_return(case: Case) -> Stop:
    """Where the case stood when its unit asked to give it back (申请退办), with the day of its 签收: there it goes on
    where the return is refused."""
    asked = case.events.filter(action="ask_return").last()
    if asked is None:
        raise ValueError(f"nobody asked to give {case} back")
    return Stop(Status(asked.from_status), fields={"received_on": case.received_on})

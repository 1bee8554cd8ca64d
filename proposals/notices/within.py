"""What is told inside a unit: a case that was given to one, a text that came back, a note that names somebody, a
change of a case that one follows, and that what one was told of was undone.

Run as often as one likes, as events.py: the key of a notice makes it once. One event tells one person once, whether
by the table, as a reviewer or as a follower: the key is the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import F
from django.utils import timezone

from proposals.models import Event, Follow, Note, Notice, Role, Status, User
from proposals.models.event import UNDOES
from proposals.models.querysets import joined_cases, may_open, own_reach
from proposals.models.told.notice import GIVEN_AT_ONCE
from proposals.notices.recipients import NEWS, People, case_name, for_people, keep_notices, say_by_whom

RETURNED = ("send_back", "check_back")
GIVES = {"assign": "分办", "reassign": "改派"}  # the steps that give a case to a handler, as a notice calls them
# Set in the event of a step by which the whole work of a person went to others: told by itself (交接).
HANDED_OVER = "handover"


def tell_assigned() -> int:
    """Tell the handler, or who stands in, of each case that was given to them by somebody else: of many given at one
    press (their `deed`) once. Of none that was undone, handed over (told apart) or only moved to another section.
    Returns how many."""
    people, alone = People(), list[Event]()
    gathered: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for event in _givings():
        acts = people.handlers.get((event.case.handler_id or 0, event.case.unit_id))
        if acts is None or acts.pk == event.actor_id:
            continue
        if "deed" in event.data:
            gathered[_of_deed(event), acts.pk].append(event)
        else:
            alone.append(event)
    notices = [notice for event in alone for notice in _given([event], f"event:{event.pk}", people)]
    return keep_notices(notices + [one for (key, _), many in gathered.items() for one in _given(many, key, people)])


def _givings() -> Iterator[Event]:
    """By which step of late the present handler of a case came to it."""
    now = timezone.now()
    fresh = Event.objects.filter(action__in=GIVES, at__range=(now - NEWS, now)).exclude(joined_cases("case__"))
    rows = Event.objects.filter(action__in=(*GIVES, "undo_assign", "split"), case__in=fresh.values("case"))
    by_case: dict[int, list[Event]] = defaultdict(list)
    for event in rows.select_related("case__suggestion", "case__unit", "case__handler").order_by("case", "sequence"):
        by_case[event.case_id].append(event)
    for events in by_case.values():
        last = _came_by(events)
        if last and last.at >= now - NEWS and HANDED_OVER not in last.data:
            yield last


def _came_by(events: Iterable[Event]) -> Event | None:
    """Of what was done to a case in this order: the step by which it came to whom it is with. None where nobody has
    it, and where it was given to them as a part of another case from which it was split since."""
    came: Event | None = None
    for event in events:
        if event.action not in GIVES:
            came = None
        elif came is None or came.data["handler"] != event.data["handler"]:
            came = event
    return came


def _given(events: list[Event], key: str, people: People) -> list[Notice]:
    """One notice of all these cases, which one handler was given."""
    first, case = events[0], events[0].case
    users, name = people.holders(case, (Role.HANDLER,)), GIVES[first.action]
    to = "您" if str(case.handler) in map(str, users) else f"{case.handler}，由您代办"
    facts = {"kind": Notice.Kind.GIVEN, "key": key}
    if len(events) == 1:
        said = f"{case_name(case)}：{first.actor_name}{name}给{to}，请办理。"
        return for_people(users, None, case=case, **facts, sentence=said)
    lines = [f"{first.actor_name}{name}给{to}{len(events)}件，请办理。", *(case_name(one.case) for one in events)]
    return for_people(users, None, case=None, **facts, sentence="\n".join(lines))


def _of_deed(event: Event) -> str:
    """The key of the one notice of all that a handler was given at a press."""
    return f"{GIVEN_AT_ONCE}{event.data['deed']}:{event.data['handler'][:30]}"


def tell_handlers() -> int:
    """Tell the handler that the text came back to be changed, while it still lies there. Returns how many."""
    now, people = timezone.now(), People()
    events = Event.objects.filter(action__in=RETURNED, to_status=F("case__status"), at__range=(now - NEWS, now))
    rows = (
        events.filter(to_status=Status.IN_PROGRESS)
        .exclude(joined_cases("case__"))
        .select_related("case__suggestion", "case__unit")
    )
    return keep_notices(notice for event in rows for notice in _come_back(event, people))


def _come_back(event: Event, people: People) -> list[Notice]:
    said = f"{case_name(event.case)}：{say_by_whom(event)}，请修改后再送审。"
    users = [user for user in people.holders(event.case, (Role.HANDLER,)) if user.pk != event.actor_id]
    facts = {"case": event.case, "kind": Notice.Kind.BACK, "key": f"event:{event.pk}"}
    return for_people(users, None, **facts, sentence=said)


def tell_colleagues() -> int:
    """Tell whom a note names; never what it says, and nobody outside the unit. Returns how many."""
    now = timezone.now()
    notes = Note.objects.filter(taken_back_at=None, at__range=(now - NEWS, now))
    rows = notes.select_related("case__suggestion", "case__unit", "author").prefetch_related("asked")
    return keep_notices(notice for note in rows for notice in _of_note(note))


def _of_note(note: Note) -> list[Notice]:
    users = [user for user in note.asked.all() if own_reach(user).covers(note.case)]
    said = f"{case_name(note.case)}：{note.author}在留言里找您。"
    return for_people(users, None, case=note.case, kind=Notice.Kind.NOTE, key=f"note:{note.pk}", sentence=said)


def tell_followers() -> int:
    """Tell who follows a case of each change of its state by somebody else, but of none that was undone. Returns how
    many."""
    now, known = timezone.now(), dict[int, User]()
    undone = {(case, sequence) for case, sequence, _ in _undoings()}
    moves = Event.objects.filter(at__range=(now - NEWS, now), case__followers__isnull=False)
    moves = moves.exclude(from_status=F("to_status")).distinct().order_by("at", "pk")
    found = []
    for event in moves.select_related("case__suggestion", "case__approval_step").prefetch_related(
        "case__followers__user"
    ):
        if UNDOES in event.data or (event.case_id, event.sequence) in undone:
            continue
        for row in event.case.followers.all():
            user = known.setdefault(row.user_id, row.user)
            if event.at >= row.since and event.actor_id != user.pk and _sees(user, row):
                found += for_people([user], None, **_moved(event))
    return keep_notices(found)


def tell_undone() -> int:
    """分办已撤回: who was told of a step that was undone is told so, once; what has not reached anybody yet (neither
    sent nor read) is taken away instead. Returns how many were told."""
    steps = Event.objects.none()
    undoing: dict[tuple[int, int], Event] = {}
    for case, sequence, event in _undoings():
        undoing[case, sequence] = event
        steps |= Event.objects.filter(case=case, sequence=sequence)
    undone: dict[str, list[tuple[Event, Event]]] = defaultdict(list)
    for step in steps.select_related("case__suggestion"):
        pair = step, undoing[step.case_id, step.sequence]
        undone[f"event:{step.pk}"].append(pair)
        if step.action in GIVES and "deed" in step.data:
            undone[_of_deed(step)].append(pair)
    found = []
    for told in Notice.objects.filter(key__in=undone):
        # What was told after the undoing speaks of the rest of what was done at the same press.
        before = [(step, event) for step, event in undone[told.key] if told.made_at <= event.at]
        if before and told.sent_at is None and told.read_at is None and not told.tries:
            told.delete()
        elif before:
            found.append(_undone(told, before))
    return keep_notices(found)


def _undone(told: Notice, pairs: list[tuple[Event, Event]]) -> Notice:
    step, event = pairs[0]
    said = f"{case_name(step.case)}：{step.label}已撤回。"
    if len(pairs) > 1:
        said = "\n".join([f"{step.label}已撤回{len(pairs)}件。", *(case_name(one.case) for one, _ in pairs)])
    return Notice(
        recipient_id=told.recipient_id,
        unit_id=told.unit_id,
        case=step.case if len(pairs) == 1 else None,
        kind=told.kind,
        key=f"event:{event.pk}" if len(pairs) == 1 else f"{GIVEN_AT_ONCE}undone:{event.pk}",
        sentence=said,
        made_at=timezone.now(),
    )


def _undoings() -> list[tuple[int, int, Event]]:
    """Of each undoing of late: the case, the number of the step that was undone, the event of the undoing."""
    now = timezone.now()
    events = Event.objects.filter(at__range=(now - NEWS, now), data__has_key=UNDOES)
    return [(event.case_id, event.data[UNDOES], event) for event in events]


def _sees(user: User, row: Follow) -> bool:
    return user.is_active and may_open(user, row.case)


def _moved(event: Event) -> dict[str, object]:
    case, state = event.case, Status(event.to_status).label
    if event.to_status == Status.CHECKING:  # at which step, as long as it waits at one
        state = case.state_label if case.status == Status.CHECKING else "审核中"
    said = f"{case_name(case)}：{event.label}，现在是“{state}”。"
    return {"case": case, "kind": Notice.Kind.FOLLOW, "key": f"event:{event.pk}", "sentence": said}

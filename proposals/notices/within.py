"""What is told inside a unit: a text that came back, a note that names somebody, a change of a case that one follows,
and that what one was told of was undone.

Run as often as one likes, as events.py: the key of a notice makes it once. One event tells one person once, whether
by the table, as a reviewer or as a follower: the key is the same.
"""

from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from proposals.models import Event, Follow, Note, Notice, Role, Status, User
from proposals.models.event import UNDOES
from proposals.models.querysets import joined_cases, own_reach, sight_of
from proposals.notices.recipients import NEWS, People, case_name, for_people, keep_notices

RETURNED = ("send_back", "check_back")


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
    said = f"{case_name(event.case)}：{event.actor_name}{event.label}，请修改后再送审。"
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
    for event in moves.select_related("case__suggestion").prefetch_related("case__followers__user"):
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
    undone = {f"event:{step.pk}": step for step in steps.select_related("case__suggestion")}
    told = Notice.objects.filter(key__in=undone)
    told.filter(sent_at=None, read_at=None, tries=0).delete()
    return keep_notices(_undone(one, undone[one.key], undoing) for one in told.all())


def _undone(told: Notice, step: Event, undoing: Mapping[tuple[int, int], Event]) -> Notice:
    return Notice(
        recipient_id=told.recipient_id,
        unit_id=told.unit_id,
        case_id=told.case_id,
        kind=told.kind,
        key=f"event:{undoing[step.case_id, step.sequence].pk}",
        sentence=f"{case_name(step.case)}：{step.label}已撤回。",
        made_at=timezone.now(),
    )


def _undoings() -> list[tuple[int, int, Event]]:
    """Of each undoing of late: the case, the number of the step that was undone, the event of the undoing."""
    now = timezone.now()
    events = Event.objects.filter(at__range=(now - NEWS, now), data__has_key=UNDOES)
    return [(event.case_id, event.data[UNDOES], event) for event in events]


def _sees(user: User, row: Follow) -> bool:
    return user.is_active and any(reach.covers(row.case) for reach in sight_of(user))


def _moved(event: Event) -> dict[str, object]:
    said = f"{case_name(event.case)}：{event.label}，现在是“{Status(event.to_status).label}”。"
    return {"case": event.case, "kind": Notice.Kind.FOLLOW, "key": f"event:{event.pk}", "sentence": said}

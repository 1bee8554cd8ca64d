"""What people do with messages: tell one themselves, send one again, say that one has arrived."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from proposals.administration.deputies.actions import DEPUTY
from proposals.administration.record import list_changes, record_change
from proposals.cases.access import NotYours, Refused, Stale, roles_in
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.offered import ToldBy
from proposals.models import Case, Deputy, Role, User
from proposals.models.people import BODIES, CASE_STAFF
from replies.messages.delivery import send_messages
from replies.messages.noted import note_told
from replies.messages.plan.gathered import set_apart
from replies.messages.plan.make import ToTell, keep_messages
from replies.messages.reach import choose_ways, offer_wishes
from replies.messages.words.kinds import BY_KIND
from replies.models import Message
from replies.models.messages.message import MessageKind

State, Way = Message.State, Message.Way
TELLERS = (*CASE_STAFF, *BODIES)
WISHED = "改了怎样告知"
OTHERWISE = "代表改了怎样告知"
NOT_TOLD = "not_told"
CHANGED = "这一条刚刚有了新的情况，没有改。请看过现在的样子。"


def may_tell(message: Message, user: User) -> bool:
    """Whether the person tells deputies of that case: the unit's office, its handler, the district office, the
    working body of its kind; what is of no case the district office alone."""
    return user.has_role(Role.DISTRICT) if message.case is None else may_tell_of(message.case, user)


def may_tell_of(case: Case, user: User) -> bool:
    """Whether the person tells the deputies of a case."""
    return user.has_role(Role.DISTRICT) or bool(roles_in(case, user).intersection(TELLERS))


def _must_tell(message: Message, user: User, doing: str) -> None:
    if not may_tell(message, user):
        raise NotYours(f"{doing}由承办单位的办公室、经办人，或者区政府办公室、代表工作机构办理，您不能替办。")


def convey_message(message: Message, user: User, *, how: str) -> bool:
    """转达: a person has told it, by telephone, in person, on paper; also what no message carried. False where that
    was written down before by the same person in the same words."""
    _must_tell(message, user, "登记转达")
    with transaction.atomic():
        if message.case_id:
            lock_case(message.case_id)
        now = Message.objects.select_for_update().get(pk=message.pk)
        if now.state == State.SENT and now.told_by_id == user.pk and now.told_how == how:
            return False
        if not now.is_open:
            raise Stale(CHANGED)
        facts = {"told_at": timezone.now(), "told_by": user, "told_how": how, "last_error": ""}
        Message.objects.filter(pk=now.pk).update(state=State.SENT, **facts)
        note_told(Message.objects.select_related("deputy").get(pk=now.pk))
    return True


def requeue_messages(messages: Iterable[Message], user: User) -> list[int]:
    """再发一次: what did not leave waits again, from the first try. Returns which."""
    rows = list(messages)
    for one in rows:
        _must_tell(one, user, "再发一次")
    pks = [one.pk for one in rows if one.way != Way.STAFF]
    with transaction.atomic():
        failed = Message.objects.filter(pk__in=pks).undelivered()
        failed.update(state=State.WAITING, tries=0, next_at=timezone.now(), last_error="")
    return pks


def drop_message(message: Message, user: User, *, why: str) -> bool:
    """不用再告知, and why; it says nothing of what the deputy knows. An event of the record of the case, with who
    demands it where the law does. False where it was dropped before."""
    _must_tell(message, user, "登记不用再告知")
    with transaction.atomic():
        case = lock_case(message.case_id) if message.case_id else None
        open_ones = Message.objects.filter(pk=message.pk, state__in=(State.WAITING, State.FAILED, State.UNSURE))
        if open_ones.update(state=State.DROPPED, last_error=f"{user}按了“不用再告知”：{why}"[:120]):
            if case:
                law = BY_KIND[MessageKind(message.kind)].law
                label = f"按了“不用再告知”：{message.deputy.reached_as}，{message.get_kind_display()}"
                record_event(case, user, NOT_TOLD, label, comment=why, data={"message": message.pk, "law": law})
            return True
    if Message.objects.get(pk=message.pk).state == State.DROPPED:
        return False
    raise Stale(CHANGED)


def tell_at_once(one: ToTell) -> None:
    """What is news this minute: written down and sent now, by night in the morning."""
    send_messages([row.pk for row in keep_messages([one])])


def wish_ways(deputy: Deputy, way: str) -> bool:
    """How the deputy wishes to be told from now on, at the deputy's own word, in the record of who is a deputy; what
    waits goes that way too. False where it was so before. Raises Refused for a way that does not reach."""
    with transaction.atomic():
        now = Deputy.objects.select_for_update(no_key=True).get(pk=deputy.pk)
        if way not in offer_wishes(now):
            raise Refused("您留的电话或者邮箱刚刚有了变化，这一种现在用不上。请看看现在能选的，再选一次。")
        before = now.told_by
        if before == way:
            return False
        now.told_by = ToldBy(way)
        now.save(update_fields=["told_by"])
        changes = list_changes({"told_by": before}, now)
        record_change(None, DEPUTY, now, WISHED, changes=changes, name=now.full_label, by="代表本人")
        _send_otherwise(now)
    return True


def _send_otherwise(deputy: Deputy) -> None:
    """What waits to be sent the earlier way; what is on its way already is left."""
    ways = choose_ways(deputy)
    many = Message.objects.filter(deputy=deputy, kind=MessageKind.GIVEN_MANY, state=State.WAITING)
    set_apart(many.exclude(way__in=ways).values_list("pk", flat=True))
    waiting = Message.objects.select_for_update().filter(deputy=deputy, state=State.WAITING).exclude(way__in=ways)
    for one in waiting.order_by("pk"):
        row = BY_KIND[MessageKind(one.kind)]
        if one.kind not in (MessageKind.REPLIED, MessageKind.CODE) and (row.people or Way.STAFF not in ways):
            same = Message.objects.filter(key=one.key, deputy=deputy).values_list("way", flat=True)
            if free := next((way for way in ways if way not in same), None):
                Message.objects.filter(pk=one.pk).update(way=free)
            else:
                Message.objects.filter(pk=one.pk).update(state=State.DROPPED, last_error=OTHERWISE)

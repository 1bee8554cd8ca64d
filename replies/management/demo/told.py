"""What the demo's deputies were told: every few days of the last weeks as housekeeping would have, and a meeting that
is arranged. What no message reached was told by telephone a day later, but for the last days'."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.formats.offered import ToldBy
from proposals.models import Case, Deputy, Status
from proposals.models.states import HELPING_PARTS
from replies.contacts.meetings import arrange_meeting
from replies.management.demo import clock
from replies.messages.actions import convey_message
from replies.messages.delivery import send_messages
from replies.messages.plan.events import plan_messages
from replies.messages.plan.owed import plan_promises
from replies.models import Message
from replies.models.reply import current_reply

WEEKS, EVERY = 6, dt.timedelta(days=6)  # every further back, less than a message's news


def play_told() -> None:
    now = clock.real_now()
    _wish()
    _arrange(now)
    for back in range(WEEKS, 0, -1):
        with clock.at_moment(_at_ten(now - back * EVERY)):
            _once()
    with clock.at_moment(now - dt.timedelta(days=3)):
        for one in Message.objects.to_convey().select_related("case__handler"):
            if one.case and one.case.handler:
                convey_message(one, one.case.handler, how="电话，本人接的")
    with clock.at_moment(now):
        _once()


def _once() -> None:
    plan_messages()
    plan_promises()
    send_messages()


def _at_ten(at: dt.datetime) -> dt.datetime:
    return timezone.localtime(at).replace(hour=10, minute=0, second=0, microsecond=0)


def _wish() -> None:
    """One deputy of those with mail wishes to be rung up."""
    if who := Deputy.objects.exclude(email="").order_by("-pk").first():
        Deputy.objects.filter(pk=who.pk).update(told_by=ToldBy.STAFF)


def _arrange(now: dt.datetime) -> None:
    """The handler of the newest case in work goes to see its deputies."""
    case = (
        Case.objects.filter(status=Status.IN_PROGRESS, joined_to=None)
        .exclude(part__in=HELPING_PARTS)
        .order_by("-pk")
        .first()
    )
    if case is None or case.handler is None:
        return
    day = timezone.localtime(now + dt.timedelta(days=4)).replace(hour=14, minute=30, second=0, microsecond=0)
    facts: dict[str, Any] = {
        "place": "吴淞街道代表联络站二楼会议室",
        "staff": case.handler.name,
        "phone": case.handler.phone,
    }
    facts["phone"] = facts["phone"] or case.unit.phone or "021-55550100"
    deputies = case.suggestion.asked_deputies
    with clock.at_moment(now - dt.timedelta(days=1)):
        arrange_meeting(current_reply(case), case.handler, deputies=deputies, at=day, key=uuid.uuid4(), **facts)

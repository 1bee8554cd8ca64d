"""Deputies of every kind that there is to reach, and what they are told from now on."""

import datetime as dt
from collections.abc import Iterator

import time_machine
from django.utils import timezone

from proposals.models import Case, Deputy
from replies.messages.delivery import send_messages
from replies.messages.plan.events import plan_messages
from replies.messages.plan.owed import plan_promises
from replies.models import Message
from tests import factories as f

SOON = dt.timedelta(minutes=3)  # when nothing can be undone any more
# By name: telephone, mail, wish, and why the mandate has ended. The first leads.
KINDS = {
    "赵洪蓉": ("13000000001", "zhao@example.com", "", ""),
    "周建伟": ("13000000002", "", "", ""),
    "李倩宇": ("", "li@example.com", "", ""),
    "范明": ("021-55550123", "", "", ""),
    "莫兰": ("", "", "", ""),
    "何勇": ("13000000006", "he@example.com", "staff", ""),
    "钱慧芳": ("13000000007", "qian@example.com", "mail", ""),
    "俞成林": ("", "yu@example.com", "sms", ""),
    "王赟": ("13000000009", "", "", "届满"),
    "陈犇": ("13000000010", "", "", "去世"),
}


def every_kind() -> None:
    """Deputies who can be reached in every way that there is, and two who have left."""
    for name, (phone, email, wish, left) in KINDS.items():
        f.deputy(name)
        left_on = timezone.localdate() - dt.timedelta(days=9) if left else None
        facts = {"phone": phone, "email": email, "told_by": wish, "left_why": left, "left_on": left_on}
        Deputy.objects.filter(name=name).update(**facts)


def tell(now: dt.datetime | None = None, *, since: int = 0) -> list[Message]:
    """What housekeeping does three minutes later; what was made since that message."""
    with time_machine.travel((now or timezone.now()) + SOON):
        plan_messages()
        plan_promises()
        send_messages()
    return list(Message.objects.filter(pk__gt=since).order_by("pk"))


def rows_of(event: str, messages: list[Message]) -> Iterator[list[str]]:
    """A line for each of the deputies and ways: what became of it."""
    for name in KINDS:
        mine = [one for one in messages if one.deputy.name == name]
        told = [f"{one.get_kind_display()}·{one.get_way_display()}·{one.get_state_display()}" for one in mine]
        yield [event, name, *(told or ["不告知"])]


def make_walked(**facts: object) -> Case:
    """A case of them all."""
    return f.make_case("in_progress", deputies=len(KINDS), **facts)

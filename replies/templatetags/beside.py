"""What stands beside a text and is not part of it: the ledger of its promises, earlier cases."""

from django import template
from django.utils import timezone

from proposals.models import Handling, User
from replies import ledger, similar
from replies.models import Promise, Reply

register = template.Library()


@register.simple_tag
def ledger_of(reply: Reply, user: User) -> list[ledger.Row]:
    """The promises of a reply as the ledger has them (fetched with querysets.for_page)."""
    return ledger.rows(reply.promises.all(), user, timezone.localdate())


@register.simple_tag
def similar_to(case: Handling, user: User) -> list[similar.Earlier]:
    """The unit's other cases most like this one."""
    return similar.earlier(case, user)


@register.filter
def stands(promise: Promise) -> str:
    """Where a promise stands today, in a word."""
    return promise.state(timezone.localdate())

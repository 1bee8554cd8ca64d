"""What stands beside a text and is not part of it: the ledger of its promises."""

from django import template
from django.utils import timezone

from proposals.models import User
from replies import ledger
from replies.models import Reply

register = template.Library()


@register.simple_tag
def ledger_of(reply: Reply, user: User) -> list[ledger.Row]:
    """The promises of a reply as the ledger has them (fetched with querysets.for_page)."""
    return ledger.rows(reply.promises.all(), user, timezone.localdate())

"""What stands next to a text and is not part of it: the ledger of its promises, standard wording, earlier cases."""

from django import template
from django.utils import timezone

from proposals.models import Case, User
from replies.desk.case.signed_before import SignedBefore, find_signed_before
from replies.drafts import similar
from replies.mine.actions import find_denial
from replies.models import Promise, Reply, Wording
from replies.promises.ledger import LedgerRow, ledger_rows

register = template.Library()


@register.simple_tag
def ledger_of(reply: Reply, user: User) -> list[LedgerRow]:
    """The promises of a reply as the ledger has them (fetched with for_page of the case's page)."""
    return ledger_rows(reply.promises.all(), user, timezone.localdate(), newest=reply.is_last_word)


@register.simple_tag
def wordings_of(case: Case) -> list[Wording]:
    """The unit's standard wording by topic, the expired ones too."""
    return list(Wording.objects.filter(unit=case.unit_id).current().select_related("owner"))


@register.simple_tag
def similar_to(case: Case, user: User) -> list[similar.SimilarCase]:
    """The unit's other cases most like this one."""
    return similar.similar_cases(case, user)


@register.simple_tag
def corrected_since(reply: Reply) -> SignedBefore | None:
    """What was corrected of the registration since this reply was signed (fetched with for_page)."""
    return find_signed_before(reply)


register.filter("denial_of", find_denial)


@register.filter
def stands(promise: Promise) -> str:
    """Where a promise stands today, in a word."""
    return promise.state(timezone.localdate())

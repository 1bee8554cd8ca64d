"""What ends every unit's case of a suggestion at once: 代表撤回, 登记有误作废."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from proposals.cases.locks import lock_suggestions
from proposals.cases.workflow import REFUSE_WITHDRAWAL, perform
from proposals.models import Case, Consent, PlaceRule, Suggestion, User
from proposals.models.rounds import plugged_rounds
from proposals.models.states import ENDED, FINAL


def withdraw_suggestion(case: Case, user: User, *, comment: str, seen: int | None = None) -> None:
    """SH 10: the deputies take back the suggestion, so every unit's open case of it ends at once."""
    with transaction.atomic():
        lock_suggestions(Case.objects.filter(suggestion=case.suggestion_id))
        agreed = list(_agreed_withdrawals(case).filter(case=case))
        perform(case, "withdraw", user, comment=comment, seen=seen)
        for sibling in Case.objects.filter(suggestion=case.suggestion).exclude(status__in=FINAL).exclude(pk=case.pk):
            _carry_over(agreed, sibling)
            perform(sibling, "withdraw", user, comment=comment)


def refuse_withdrawal(case: Case, user: User, *, comment: str, seen: int | None = None) -> None:
    """One body does not agree to what the other has agreed to: the suggestion goes on, with every unit."""
    with transaction.atomic():
        lock_suggestions(Case.objects.filter(suggestion=case.suggestion_id))
        perform(case, REFUSE_WITHDRAWAL, user, comment=comment, seen=seen)
        for other in _agreed_withdrawals(case).exclude(case=case):
            perform(other.case, REFUSE_WITHDRAWAL, user, comment=comment)


def _agreed_withdrawals(case: Case) -> QuerySet[Consent]:
    """What one body has agreed to of this suggestion's withdrawal."""
    here = Consent.objects.filter(case__suggestion=case.suggestion_id, matter=PlaceRule.Question.WITHDRAW)
    return here.filter(ended_at=None).exclude(case__status__in=FINAL).select_related("case")


def _carry_over(agreed: list[Consent], sibling: Case) -> None:
    """What was agreed to of one unit's case is agreed to of the suggestion: also of who got it afterwards."""
    for one in agreed:
        told = {"opinion": one.opinion, "by": one.by}
        Consent.objects.get_or_create(case=sibling, matter=one.matter, body=one.body, ended_at=None, defaults=told)


def void_suggestion(case: Case, user: User, *, comment: str, seen: int | None = None) -> None:
    """登记有误，作废: it should never have been registered, so every unit's case of it ends, the deputies' links with
    them, and its number is free again. There is no way back: what was right is registered again."""
    with transaction.atomic():
        lock_suggestions(Case.objects.filter(suggestion=case.suggestion_id))
        perform(case, "void", user, comment=comment, seen=seen)
        for sibling in Case.objects.filter(suggestion=case.suggestion).exclude(status__in=ENDED):
            perform(sibling, "void", user, comment=comment)
        Suggestion.objects.filter(pk=case.suggestion_id).update(voided_on=timezone.localdate())
        for one in Case.objects.filter(suggestion=case.suggestion):
            plugged_rounds().end_case(one, f"登记有误，已作废：{comment}")

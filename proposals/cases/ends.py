"""What ends every unit's case of a suggestion at once: 代表撤回, 登记有误作废."""

from django.db import transaction
from django.utils import timezone

from proposals.cases.locks import lock_suggestions
from proposals.cases.workflow import perform
from proposals.models import Case, Suggestion, User
from proposals.models.rounds import plugged_rounds
from proposals.models.states import ENDED, FINAL


def withdraw_suggestion(case: Case, user: User, *, comment: str, seen: int | None = None) -> None:
    """SH 10: the deputies take back the suggestion, so every unit's open case of it ends at once."""
    with transaction.atomic():
        lock_suggestions(Case.objects.filter(suggestion=case.suggestion_id))
        perform(case, "withdraw", user, comment=comment, seen=seen)
        for sibling in Case.objects.filter(suggestion=case.suggestion).exclude(status__in=FINAL):
            perform(sibling, "withdraw", user, comment=comment)


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

"""Holding the row of a case, so that the second person to act on it waits and then reads its current state."""

from proposals.models import Case


def lock_case(case_id: int) -> Case:
    """The current case, its row locked to the end of the transaction: for what is done outside the table's steps.
    The suggestion and the unit are read with it and not held: other cases of theirs go on."""
    held: Case = Case.objects.select_for_update(of=("self",)).select_related("suggestion", "unit").get(pk=case_id)
    return held


def lock_with_suggestion(case_id: int) -> Case:
    """The same for a step and for an event, with the suggestion and the unit held too: while one case of a suggestion
    is handed on or withdrawn, no other takes a step."""
    held: Case = Case.objects.select_for_update().select_related("suggestion", "unit").get(pk=case_id)
    return held

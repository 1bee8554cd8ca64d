"""Holding what one acts on, so that the second person to act waits and then reads the current state.

One order everywhere: the suggestion, then its cases, then what hangs on them; of several suggestions the lower key
first. So the cases of one suggestion take turns (also where one is withdrawn, handed on or asks another), and nobody
who holds one of them waits for another person's.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from proposals.models import Case, Suggestion


def lock_case(case_id: int) -> Case:
    """The current case, locked with its suggestion to the end of the transaction. The unit is read with it and not
    held: its other cases go on. So do rows that only refer to these (no_key): a notice does not wait."""
    lock_suggestions(Case.objects.filter(pk=case_id))
    held = Case.objects.select_for_update(of=("self",), no_key=True)
    case: Case = held.select_related("suggestion", "unit", "approval_plan", "approval_step").get(pk=case_id)
    return case


def lock_suggestions(cases: QuerySet[Case, Any]) -> None:
    """Hold the suggestions of these cases, in order, before any of the cases is changed. SQLite knows no locks of
    rows: a transaction holds the whole file from its first line on (transaction_mode), so nothing is asked of it."""
    if not connection.features.has_select_for_update:
        return
    found = Suggestion.objects.filter(pk__in=cases.order_by().values("suggestion")).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))

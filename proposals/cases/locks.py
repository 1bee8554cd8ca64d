"""Holding what one acts on, so that the second person to act waits and then reads the current state.

One order everywhere: the suggestion, then its cases, then what hangs on them; of several suggestions the lower key
first, those of cases that are handled as one (并案) among them. So the cases of one suggestion take turns (also where
one is withdrawn, handed on or asks another), and nobody who holds one of them waits for another person's.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.transaction import TransactionManagementError

from proposals.cases.access import Refused, Stale
from proposals.models import Case, Suggestion, User
from proposals.models.administration.archive import in_archived_year, say_archived
from proposals.models.kept.rows import fetch_rows


def lock_case(case_id: int, *, even_archived: bool = False) -> Case:
    """The current case, locked with its suggestion to the end of the transaction. Every write to a case begins here:
    of an archived year (归档) it raises Refused, unless `even_archived`: the program itself, and 清除. The unit is
    read with it and not held: its other cases go on. So do rows that only refer to these (no_key): a notice does not
    wait."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("A case is held to the end of a transaction: here is none.")
    lock_suggestions(Case.objects.filter(pk=case_id))
    found = fetch_rows(_write_held, of=[case_id])
    if not found:
        raise Case.DoesNotExist(f"No case {case_id}.")
    (case,) = found
    if case.in_archive and not even_archived:  # type: ignore[attr-defined]  # annotated above
        raise Refused(say_archived(case))
    return case


def _write_held() -> QuerySet[Case, Case]:
    held = Case.objects.filter(pk=-1).select_for_update(of=("self",), no_key=True).order_by()
    shown = ("suggestion", "unit", "approval_plan", "approval_step", "joined_to__suggestion")
    return held.select_related(*shown).annotate(in_archive=in_archived_year("handed_on"))


def lock_suggestions(cases: QuerySet[Case, Any]) -> None:
    """Hold the suggestions of these cases, and of those handled as one with them, in order, before any of the cases
    is changed. SQLite knows no locks of rows: a transaction holds the whole file from its first line on
    (transaction_mode), so nothing is asked of it. Raises Stale where others came to be handled as one while this
    waited: their suggestions would be held out of order."""
    if not connection.features.has_select_for_update:
        return
    wanted = Suggestion.objects.filter(pk__in=_as_one(cases).values("suggestion")).order_by("pk")
    held = set(wanted.select_for_update(no_key=True).values_list("pk", flat=True))
    if not held.issuperset(wanted.values_list("pk", flat=True)):
        raise Stale("这件建议刚刚与别的建议并案了，请刷新后再办。您刚才的操作没有执行。")


def _as_one(cases: QuerySet[Case, Any]) -> QuerySet[Case, Any]:
    """These cases, those to which they are joined, and all that are joined to the same."""
    rows = cases.order_by()
    leads = rows.values("joined_to")
    found = Q(pk__in=rows.values("pk")) | Q(pk__in=leads)
    return Case.objects.order_by().filter(found | Q(joined_to__in=rows.values("pk")) | Q(joined_to__in=leads))


def lock_people(people: Iterable[User]) -> None:
    """Hold these people's rows, before what is said of who they are and where they work; before any case."""
    rows = User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))

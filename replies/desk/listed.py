"""The cases that a list holds, by what its address says: what its page shows, and what all of it means."""

from typing import Any

from django.db.models import Q
from django.http import Http404, QueryDict
from django.utils import timezone

from proposals.models import Case, User
from proposals.models.kept_text import among, ask
from proposals.models.querysets import CaseQuerySet
from replies.desk.conditions import vacant_cases, waiting_cases
from replies.desk.groups import Group, groups_for
from replies.desk.person_text import write_for
from replies.models.cases import order_by_promise, with_feedback_counts

PROMISES = "promises"  # has its own order, and no date of a reply to narrow it by


def find_group(user: User, params: QueryDict) -> Group:
    """The group that the address names, 我的待办 where it names none. Raises Http404."""
    wanted = params.get("group", "todo")
    group = next((one for one in groups_for(user) if one.slug == wanted), None)
    if group is None:
        raise Http404
    return group


def group_cases(user: User, group: Group, due: str, first: Q | None = None) -> CaseQuerySet:
    """The cases of a group in the order of urgency, narrowed to late or soon. `first`: first_of_all, where known."""
    today = timezone.localdate()
    found = Case.objects.filter(among(write_for(user, _write_group, group))).with_due()
    if group.slug == PROMISES:
        return order_by_promise(found)
    return found.due_in(due, today).by_urgency(first or first_of_all(user))


def first_of_all(user: User) -> Q:
    """The cases of the person's lists for which somebody has to be found first (conditions.vacant_cases), by their
    numbers: inside the other conditions of a list this one is deeper than SQLite can read."""
    rows = ask(*write_for(user, _write_vacant))
    return Q(pk__in=[pk for (pk,) in rows])


def waiting_for(user: User) -> Q:
    """The cases that wait for this person (conditions.waiting_cases)."""
    return among(write_for(user, _write_waiting))


def _write_group(user: User, group: Group) -> CaseQuerySet:
    return _numbers(Case.objects.visible_to(user), group.where(user))


def _write_vacant(user: User) -> CaseQuerySet:
    return _numbers(Case.objects.all(), vacant_cases(user))


def _write_waiting(user: User) -> CaseQuerySet:
    return _numbers(Case.objects.visible_to(user), waiting_cases(user))


def _numbers(cases: CaseQuerySet, where: Q) -> CaseQuerySet:
    found: Any = with_feedback_counts(cases).with_due().filter(where).order_by().values("pk")
    return found  # type: ignore[no-any-return]  # rows of numbers: what kept_text.among asks for


def following_case(case: Case, user: User) -> Case | None:
    """The case to take up after this one: the first that waits for the person in the order of urgency; None while
    this one still waits itself."""
    first: Case | None = None
    waiting = Case.objects.filter(waiting_for(user)).with_due().by_urgency(first_of_all(user))
    for one in waiting.select_related("suggestion")[:FEW]:
        if one.pk == case.pk:
            return None
        first = first or one
    return first


FEW = 200  # cases that wait for one person, as far as they are looked through

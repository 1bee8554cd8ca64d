"""The cases that a list holds, by what its address says: what its page shows, and what all of it means."""

from django.http import Http404, QueryDict
from django.utils import timezone

from proposals.models import Case, User
from proposals.models.querysets import CaseQuerySet
from replies.desk.conditions import waiting_cases
from replies.desk.groups import Group, groups_for
from replies.models.cases import order_by_promise, with_feedback_counts

PROMISES = "promises"  # has its own order, and no date of a reply to narrow it by


def find_group(user: User, params: QueryDict) -> Group:
    """The group that the address names, 我的待办 where it names none. Raises Http404."""
    wanted = params.get("group", "todo")
    group = next((one for one in groups_for(user) if one.slug == wanted), None)
    if group is None:
        raise Http404
    return group


def group_cases(user: User, group: Group, due: str) -> CaseQuerySet:
    """The cases of a group in the order of urgency, narrowed to late or soon."""
    found = with_feedback_counts(Case.objects.visible_to(user)).with_due().filter(group.where(user))
    if group.slug == PROMISES:
        return order_by_promise(found)
    return found.due_in(due, timezone.localdate()).by_urgency()


def following_case(case: Case, user: User) -> Case | None:
    """The case to take up after this one: the first that waits for the person in the order of urgency; None while
    this one still waits itself."""
    waiting = with_feedback_counts(Case.objects.visible_to(user)).with_due().filter(waiting_cases(user))
    first: Case | None = None
    for one in waiting.by_urgency().select_related("suggestion")[:FEW]:
        if one.pk == case.pk:
            return None
        first = first or one
    return first


FEW = 200  # cases that wait for one person, as far as they are looked through

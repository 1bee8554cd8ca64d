"""What waits for me, and the other groups of the side navigation."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.models import Case, Role
from proposals.models.people import STAFF
from proposals.request import StaffRequest
from replies.desk.conditions import count_vacancies, vacant_cases
from replies.desk.groups import groups_for
from replies.desk.pages import show_list
from replies.models.cases import order_by_promise, with_feedback_counts

DUE_WORDS = (("", "全部"), ("late", "已超期"), ("soon", "七天内到期"))


@login_required
@require_safe
def worklist_page(request: StaffRequest) -> HttpResponse:
    """我的待办, or another group of the side navigation, in the order of urgency."""
    groups = groups_for(request.user)
    group = next((one for one in groups if one.slug == request.GET.get("group", "todo")), None)
    if group is None:
        raise Http404
    today = timezone.localdate()
    found = with_feedback_counts(Case.objects.visible_to(request.user)).with_due().filter(group.where(request.user))
    due = request.GET.get("due", "")
    promised = group.slug == "promises"  # has its own order, and no date of a reply to narrow it by
    narrowed = (
        order_by_promise(found)
        if promised
        else found.due_in(due, today).by_urgency(today, vacant_cases(request.user))
    )
    label = dict(DUE_WORDS).get(due, "")
    context = {
        "group": group,
        "due": due if label else "",
        "due_words": () if promised else DUE_WORDS,
        "due_label": label,
    }
    context["vacancies"] = count_vacancies() if request.user.is_staff or request.user.has_role(Role.ADMIN) else []
    # A person who works in no unit reads every unit's cases in one list, and must see whose they are.
    context["show_unit"] = not request.user.units_as(*STAFF)
    return show_list(request, "replies/desk/worklist.html", narrowed, context)

"""What waits for me, and the other groups of the side navigation."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from proposals.models.people import STAFF
from proposals.request import StaffRequest
from replies.desk.committee.listed import only_reads
from replies.desk.listed import PROMISES, find_group, first_of_all, group_cases
from replies.desk.navigation import administration_home, only_administers
from replies.desk.pages import show_list
from replies.desk.sections import list_sections
from replies.reports.asks.listed import report_tasks

DUE_WORDS = (("", "全部"), ("late", "已超期"), ("soon", "七天内到期"))


@login_required
@require_safe
def worklist_page(request: StaffRequest) -> HttpResponse:
    """我的待办, or another group of the side navigation, in the order of urgency. An administrator without cases has
    a page of the own instead, a committee its list of cases."""
    if only_administers(request.user):
        return redirect(administration_home(request.user))
    if only_reads(request.user) and "group" not in request.GET:
        return redirect("cases")
    group = find_group(request.user, request.GET)
    due = request.GET.get("due", "")
    promised = group.slug == PROMISES
    first = None if promised else first_of_all(request.user)
    narrowed = group_cases(request.user, group, due, first)
    label = dict(DUE_WORDS).get(due, "")
    context = {
        "group": group,
        "due": due if label else "",
        "due_words": () if promised else DUE_WORDS,
        "due_label": label,
        "todo": group.slug == "todo",
        "sections": list_sections(narrowed, first) if first else None,
    }
    if context["todo"]:
        context["report_tasks"] = report_tasks(request.user)
    # A person who works in no unit reads every unit's cases in one list, and must see whose they are.
    context["show_unit"] = not request.user.units_as(*STAFF)
    return show_list(request, "replies/desk/worklist.html", narrowed, context)

"""The lists: what waits for me, and every case I may see."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals import worklist as lists
from proposals.forms import CaseFilter
from proposals.models import Handling, Unit
from proposals.querysets import HandlingQuerySet

PAGE = 40
DUE_WORDS = (("", "全部"), ("late", "已超期"), ("soon", "七天内到期"))


@login_required
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """我的待办, or another group of the side navigation, in the order of urgency."""
    groups = lists.groups_for(request.user)
    group = next((one for one in groups if one.slug == request.GET.get("group", "todo")), None)
    if group is None:
        raise Http404
    today = timezone.localdate()
    found = Handling.objects.visible_to(request.user).with_answers().with_due().filter(group.where(request.user))
    due = request.GET.get("due", "")
    promised = group.slug == "promises"  # has its own order, and no term of a reply to narrow it by
    narrowed = found.by_promise() if promised else found.due_in(due, today).by_urgency(today)
    label = dict(DUE_WORDS).get(due, "")
    context = {
        "group": group,
        "due": due if label else "",
        "due_words": () if promised else DUE_WORDS,
        "due_label": label,
    }
    # Who works in no unit reads every unit's cases in one list, and must see whose they are.
    context["show_unit"] = not request.user.units_as(*lists.STAFF)
    return show(request, "proposals/worklist.html", narrowed, context)


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case I may see, searched and narrowed. A number that only one case has leads straight to it."""
    seen = Handling.objects.visible_to(request.user)
    units = Unit.objects.filter(pk__in=seen.values("unit"))
    form = CaseFilter(request.GET, units=units)
    if not form.is_valid():
        return render(request, "proposals/cases.html", {"form": form, "units": units}, status=400)
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if set(chosen) == {"q"}:
        exact = list(seen.numbered(chosen["q"])[:2])
        if len(exact) == 1:
            return redirect(exact[0])
    found = narrow(seen, chosen).order_by(
        "-suggestion__session__term", "-suggestion__session__meeting", "suggestion__number", "pk"
    )
    context = {"form": form, "chosen": chosen, "units": units, "any": bool(chosen) or seen.exists()}
    return show(request, "proposals/cases.html", found, context)


def narrow(found: HandlingQuerySet, chosen: dict) -> HandlingQuerySet:
    exact = {"status": "status", "unit": "unit", "session": "suggestion__session"}
    found = found.filter(**{exact[name]: value for name, value in chosen.items() if name in exact})
    return found.matching(chosen.get("q", "")).due_in(chosen.get("due", ""), timezone.localdate())


def show(request: HttpRequest, template: str, found: HandlingQuerySet, context: dict) -> HttpResponse:
    """One page of a list; where it stands is remembered, so that the case leads back to it."""
    page = Paginator(found.for_rows(), PAGE).get_page(request.GET.get("page"))
    rows = lists.rows(page.object_list, request.user, timezone.localdate())
    request.session["list"] = request.get_full_path()
    return render(request, template, {**context, "page": page, "rows": rows})

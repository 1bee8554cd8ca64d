"""提醒: what I am to know of, unread first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proposals.formats.chinese import typed_number
from proposals.models import Notice
from proposals.request import StaffRequest

PAGE = 40


@login_required
@require_safe
def notices_page(request: StaffRequest) -> HttpResponse:
    mine = Notice.objects.for_user(request.user)
    shown = mine.select_related("case").order_by(F("read_at").asc(nulls_first=True), "-made_at", "-pk")
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
        "upto": mine.aggregate(newest=Max("pk"))["newest"],
    }
    return render(request, "proposals/notices/notices.html", context)


@login_required
@require_POST
def mark_read(request: StaffRequest, pk: int) -> HttpResponse:
    """One is read; with `go` on to what it is about."""
    notice = get_object_or_404(Notice.objects.for_user(request.user), pk=pk)
    Notice.objects.unread().filter(pk=pk).update(read_at=timezone.now())
    return redirect(notice if "go" in request.POST else "notices")


@login_required
@require_POST
def mark_all_read(request: StaffRequest) -> HttpResponse:
    """All that the page showed; what came since stays unread."""
    shown = request.POST.get("upto", "")
    if (newest := typed_number(shown, 18)) is None:
        return redirect("notices")
    count = Notice.objects.for_user(request.user).unread().filter(pk__lte=newest).update(read_at=timezone.now())
    messages.success(request, f"{count}条提醒都标为已读。" if count else "没有未读的提醒。")
    return redirect("notices")

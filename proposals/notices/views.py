"""提醒: what I am to know of, day by day; 提醒设置: how it comes to me."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.formats.chinese import typed_number
from proposals.models import Notice
from proposals.notices.choices import choose_notices
from proposals.notices.forms import NoticeSettingsForm
from proposals.request import StaffRequest

PAGE = 40


@login_required
@require_safe
def notices_page(request: StaffRequest) -> HttpResponse:
    mine, only = Notice.objects.for_user(request.user), "unread" in request.GET
    shown = (mine.unread() if only else mine).select_related("case").order_by("-made_at", "-pk")
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
        "only": only,
        "today": timezone.localdate(),
        "upto": mine.aggregate(newest=Max("pk"))["newest"],
    }
    return render(request, "proposals/notices/notices.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: StaffRequest) -> HttpResponse:
    """提醒设置: each kind at once, in the daily summary, or only here."""
    form = NoticeSettingsForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        ways = {**form.cleaned_data}
        choose_notices(request.user, summary_hour=ways.pop("summary_hour"), ways=ways)
        messages.success(request, "提醒设置已保存。")
        return redirect("notices")
    status = 400 if form.errors else 200
    return render(request, "proposals/notices/settings.html", {"form": form}, status=status)


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

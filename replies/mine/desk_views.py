"""What the office sees of a deputy's devices, and how it ends them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from proposals.models import Deputy
from proposals.request import StaffRequest
from replies.mine.keys import end_keys_for, may_enter, must_watch_devices
from replies.models import DeviceKey


@login_required
def devices_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The devices on which 我的建议 opens for this deputy; one or all can be ended."""
    deputy = get_object_or_404(Deputy, pk=pk)
    must_watch_devices(request.user, deputy)
    ended = request.POST.get("end", "")
    if request.method == "POST" and ended:
        pks = [] if ended == "all" else [int(ended) if ended.isascii() and ended.isdigit() else 0]
        count = end_keys_for(deputy, request.user, *pks)
        messages.success(request, f"停用了{count}台设备。" if count else "已经停用过了。")
        return redirect("replies:devices", pk)
    keys = DeviceKey.objects.filter(deputy=deputy).select_related("ended_by")[:30]
    facts = {"deputy": deputy, "keys": keys, "may_enter": may_enter(deputy)}
    return render(request, "replies/mine/office_devices.html", facts | {"live": sum(one.is_live for one in keys)})

"""What the office sees of a deputy's devices, and how it ends them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from proposals.models import Deputy
from proposals.request import StaffRequest
from replies.mine.keys import end_keys_for, may_enter, must_watch_devices
from replies.mine.pages import ends_said
from replies.models import DeviceKey

MOST_OVER = 30  # of those that are ended or run out, the newest


@login_required
def devices_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The devices on which 我的建议 opens for this deputy, then those where it did; one or all can be ended."""
    deputy = get_object_or_404(Deputy, pk=pk)
    must_watch_devices(request.user, deputy)
    if request.method == "POST" and request.POST.get("end"):
        count = end_keys_for(deputy, request.user, *ends_said(request))
        messages.success(request, f"停用了{count}台设备。" if count else "已经停用过了。")
        return redirect("replies:devices", pk)
    live = list(DeviceKey.objects.live().filter(deputy=deputy))
    over = DeviceKey.objects.filter(deputy=deputy).exclude(pk__in=[one.pk for one in live]).select_related("ended_by")
    facts = {"deputy": deputy, "keys": [*live, *over[:MOST_OVER]], "may_enter": may_enter(deputy), "live": len(live)}
    return render(request, "replies/mine/office_devices.html", facts)

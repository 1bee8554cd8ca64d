"""告知代表: what waits for a person to tell it, what did not leave, what was told."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from proposals.cases.access import NotYours, Refused
from proposals.models.people import BODIES
from proposals.request import StaffRequest
from replies.messages.actions import TELLERS, convey_message, drop_message, requeue_messages
from replies.messages.delivery import MOST_TRIES, send_messages
from replies.messages.forms import HOW, WHY_MOST, ConveyForm, DropForm
from replies.messages.told import open_messages, tellable_messages
from replies.messages.words.current import is_night, may_change_words, read_hours
from replies.models import Message
from replies.models.messages.message import MessageQuerySet

State, Way = Message.State, Message.Way
PAGE = 40
# By the word in the address: its label, which rows, and what is said where there are none.
SHOWN: dict[str, tuple[str, Callable[[Any], QuerySet[Message]], str]] = {
    "convey": ("待转达", MessageQuerySet.to_convey, "没有等人转达的"),
    "failed": ("没有送出", MessageQuerySet.undelivered, "没有发不出去的"),
    "waiting": (
        "等着发",
        lambda rows: rows.on_their_own().filter(state__in=(State.WAITING, State.SENDING)).exclude(way=Way.STAFF),
        "没有等着发的",
    ),
    "told": ("已告知", lambda rows: rows.told().order_by("-told_at", "-pk"), "还没有告知过"),
    "dropped": ("没有告知", lambda rows: rows.filter(state__in=(State.DROPPED, State.OFF)), "没有"),
}


def must_see_told(request: StaffRequest) -> None:
    """Refuse people who tell deputies nothing."""
    if not request.user.units_as(*TELLERS):
        raise NotYours("告知代表由承办单位的办公室、经办人，和区政府办公室、代表工作机构办理，您不能替办。")


@login_required
@require_safe
def told_page(request: StaffRequest) -> HttpResponse:
    """The list, first what waits for a person."""
    must_see_told(request)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "convey"
    seen = tellable_messages(request.user)
    tabs = [(word, label, rows(seen).count()) for word, (label, rows, _) in SHOWN.items()]
    found = SHOWN[shown][1](seen).select_related("case__suggestion", "case__unit", "deputy", "told_by")
    context: dict[str, Any] = {
        "shown": shown,
        "tabs": tabs,
        "rows": seen.filter(open_messages()).exclude(case=None).order_by().values_list("case__suggestion").distinct(),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "empty": SHOWN[shown][2],
        "ways": HOW,
        "why_most": WHY_MOST,
        "tries": MOST_TRIES,
        "changes_words": may_change_words(request.user),
        "hours": read_hours(),
        "night": is_night(),
        "several": len(request.user.units_as(*TELLERS)) > 1 or bool(request.user.units_as(*BODIES)),
    }
    return render(request, "replies/messages/told.html", context)


def back_to_list(request: StaffRequest, shown: str) -> HttpResponse:
    """To where the person was: a case, or the list."""
    case = request.POST.get("case", "")
    if case.isdecimal():
        return redirect(reverse("case_tab", args=[int(case[:9]), "contacts"]) + "#told")
    return redirect(f"{reverse('replies:told')}?show={shown}")


def find_message(request: StaffRequest, pk: int) -> Message:
    """The message, or 404 for a person who does not look after it."""
    rows = tellable_messages(request.user).select_related("case__suggestion", "case__unit", "deputy")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def convey_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记转达."""
    must_see_told(request)
    message, form = find_message(request, pk), ConveyForm(request.POST)
    shown = "convey" if message.way == Way.STAFF else "failed"
    if not form.is_valid():
        messages.error(request, "没有登记：" + "".join(str(one[0]) for one in form.errors.values()))
        return back_to_list(request, shown)
    if convey_message(message, request.user, how=form.said):
        messages.success(request, f"已登记：{message.deputy.reached_as}，{message.get_kind_display()}，{form.said}。")
    return back_to_list(request, shown)


@login_required
@require_POST
def retry_page(request: StaffRequest) -> HttpResponse:
    """再发一次: one, or all that did not leave."""
    must_see_told(request)
    rows = tellable_messages(request.user).undelivered()
    if (which := request.POST.get("pk", "")) and which.isdecimal():
        rows = rows.filter(pk=int(which[:12]))
    pks = requeue_messages(rows.select_related("case"), request.user)
    sent, failed = send_messages(pks)
    if pks and is_night():
        messages.success(request, f"{len(pks)}条等天亮再发，{read_hours().ends:%H:%M}以后发出。")
    elif failed:
        messages.error(request, f"发出{sent}条，{failed}条还是没有发出，稍后会自动再试。急的，请打电话告诉代表。")
    else:
        messages.success(request, f"发出{sent}条。")
    return back_to_list(request, "failed")


@login_required
@require_POST
def drop_page(request: StaffRequest, pk: int) -> HttpResponse:
    """不用再告知, with the reason."""
    must_see_told(request)
    message = find_message(request, pk)
    shown = "convey" if message.way == Way.STAFF else "failed"
    form = DropForm(request.POST)
    if not form.is_valid():
        raise Refused("".join(str(one[0]) for one in form.errors.values()))
    if drop_message(message, request.user, why=form.cleaned_data["why"]):
        messages.success(request, f"{message.deputy.reached_as}的这一条不用再告知，已记下。")
    return back_to_list(request, shown)

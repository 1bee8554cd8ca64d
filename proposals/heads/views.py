"""外存末笔: where heads go and what each address has, the key, whose heads are kept here; and /heads/, where another
installation hands its heads in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from proposals.cases.access import Refused, administers_all
from proposals.heads.addresses import add_address, list_addresses, states_of_addresses, take_address_away
from proposals.heads.forms import AddressForm, LossForm, WitnessedForm
from proposals.heads.keys import key_events, public_in
from proposals.heads.losses import ask_key_loss, decide_key_loss, open_loss, overtaken_loss
from proposals.heads.printed import head_line
from proposals.heads.send import send_now
from proposals.heads.stamps import unstamped_heads
from proposals.heads.witness import LONGEST, NotTaken, add_witnessed, end_witnessed, must_see_heads, take_head
from proposals.heads.witnessed import list_witnessed
from proposals.models import HeadAddress, HeadKeyLoss, HeadStamp, Role, WitnessedInstallation
from proposals.request import StaffRequest
from proposals.web.pace import UNKNOWN_HEAD, TooOften, address_of, forget_try, keep_pace_of
from proposals.web.pages import form_status, kept

PAGE = "proposals/heads/page.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def heads_page(request: StaffRequest) -> HttpResponse:
    """The page; a press on it says its step."""
    must_see_heads(request.user)
    forms: dict[str, BaseForm] = {
        "address": AddressForm(prefix="address"),
        "witness": WitnessedForm(prefix="witness"),
        "loss": LossForm(prefix="loss"),
    }
    status = 200
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step in forms:
            form = forms[step] = type(forms[step])(request.POST, prefix=step)
            if form.is_valid():
                with kept(form):
                    messages.success(request, FILLED[step](request, form.cleaned_data))
                    return redirect("heads")
            status = form_status(form)
        elif step in PRESSED:
            PRESSED[step](request)
            return redirect("heads")
        else:
            raise Refused("页面旧了，请刷新再点一次。")
    return render(request, PAGE, {**_shown(request), "forms": forms}, status=status)


def _shown(request: StaffRequest) -> dict[str, Any]:
    events = key_events()
    return {
        "states": states_of_addresses(),
        "key": public_in(events[-1]) if events else "",
        "key_event": events[-1] if events else None,
        "loss": open_loss(),
        "overtaken": overtaken_loss(),
        "witnessed": list_witnessed(),
        "line": head_line(),
        "tsa": settings.HEAD_TSA,
        "stamped": HeadStamp.objects.order_by("-pk").first(),
        "unstamped": unstamped_heads(),
        "may_change": administers_all(request.user, Role.ADMIN),
    }


def _add_address(request: StaffRequest, said: dict[str, Any]) -> str:
    row = add_address(request.user, said["address"])
    return f"末笔加送{row.address}。请按“送一次”试一试。"


def _add_witnessed(request: StaffRequest, said: dict[str, Any]) -> str:
    row = add_witnessed(request.user, said["name"], said["key"])
    return f"从现在起替{row.name}保存末笔。请告诉对方送到本系统网址后面加 /heads/ 的地址。"


def _ask_loss(request: StaffRequest, said: dict[str, Any]) -> str:
    ask_key_loss(request.user, reason=said["reason"])
    return "已提出，等另一位管理员同意；同意以后在服务器上运行 manage.py make_head_key --replace 原因。"


def _away(request: StaffRequest) -> None:
    row = get_object_or_404(HeadAddress, address=request.POST.get("row", ""), ended_at=None)
    take_address_away(row, request.user)
    messages.success(request, f"末笔不再送{row.address}。送过的都还在那里。")


def _send(request: StaffRequest) -> None:
    text = request.POST.get("row", "")
    address = next((one for one in list_addresses() if one.text == text), None)
    if address is None:
        raise Refused("没有这个地址，页面旧了，请刷新。")
    why = send_now(request.user, address)
    if why:
        messages.error(request, f"没有送到{address.text}：{why}")
    else:
        messages.success(request, f"已送到{address.text}。")


def _end(request: StaffRequest) -> None:
    row = get_object_or_404(WitnessedInstallation, pk=_pk(request))
    end_witnessed(row, request.user)
    messages.success(request, f"不再替{row.name}保存末笔。收过的都留着。")


def _decide(request: StaffRequest, *, agree: bool) -> None:
    row = get_object_or_404(HeadKeyLoss, pk=_pk(request))
    decide_key_loss(row, request.user, agree=agree)
    messages.success(
        request,
        "已同意。请在服务器上运行 manage.py make_head_key --replace 原因，另建一把。" if agree else "没有同意。",
    )


def _pk(request: StaffRequest) -> int:
    row = request.POST.get("row", "")
    return int(row) if row.isascii() and row.isdigit() and len(row) < 10 else 0


FILLED: dict[str, Callable[[StaffRequest, dict[str, Any]], str]] = {
    "address": _add_address,
    "witness": _add_witnessed,
    "loss": _ask_loss,
}
PRESSED: dict[str, Callable[[StaffRequest], None]] = {
    "away": _away,
    "send": _send,
    "end": _end,
    "agree": lambda request: _decide(request, agree=True),
    "refuse": lambda request: _decide(request, agree=False),
}


@csrf_exempt  # no browser and no account: what is handed in is signed
@require_POST
def take_head_in(request: HttpRequest) -> HttpResponse:
    """/heads/: a head of another installation; the answer is a receipt, or a sentence why it is not taken."""
    try:
        keep_pace_of(request, UNKNOWN_HEAD)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            raise NotTaken("送来的内容太长。", 413)
        receipt, is_new = take_head(request.read(LONGEST + 1))
    except (NotTaken, TooOften) as refusal:
        return HttpResponse(str(refusal), content_type="text/plain; charset=utf-8", status=refusal.http_status)
    forget_try((UNKNOWN_HEAD, address_of(request)))
    return HttpResponse(receipt, content_type="application/json", status=201 if is_new else 200)

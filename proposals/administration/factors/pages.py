"""What the pages of the second step share."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from proposals.administration.factors import asked
from proposals.request import StaffRequest

FOLDER = "proposals/administration/factors"
FEW = 3  # recovery codes: so few are said


def let_in(request: StaffRequest, there: str, left: int | None) -> HttpResponse:
    """The page that was asked for, in a browser that is not asked again today."""
    asked.note_passed(request)
    if left is not None and left <= FEW:
        messages.warning(request, f"备用码还有{left}个。请在右上角自己的名字下面“两步登录”里换一组新的。")
    response = redirect(there)
    asked.remember_browser(response, request.user)
    return response


def show_codes(request: StaffRequest, codes: list[str], there: str) -> HttpResponse:
    """The codes for paper, this once."""
    asked.note_passed(request)
    response = render(request, f"{FOLDER}/codes.html", {"codes": codes, "next": there})
    response["Cache-Control"] = "private, no-store"
    asked.remember_browser(response, request.user)
    return response


def wanted_page(request: HttpRequest) -> str:
    """Where the person was on the way to; the first page for an address that is none of ours."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    return said if safe and said.startswith("/") else resolve_url("worklist")

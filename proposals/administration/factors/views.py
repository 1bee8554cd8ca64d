"""The second step: asked, bound, looked after by its owner; what the place asks of whom."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from proposals.administration.access import for_all_units
from proposals.administration.factors import actions, asked, demands
from proposals.administration.factors.forms import CodeForm, DemandsForm
from proposals.administration.factors.secrets import LostKey, new_secret, open_secret, telephone_address
from proposals.cases.access import Refused
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept, mark_refused

FOLDER = "proposals/administration/factors"
FEW = 3  # recovery codes: so few are said


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def factor_page(request: StaffRequest) -> HttpResponse:
    """A code, and then the page that was asked for."""
    there = wanted_page(request)
    if asked.how_it_stands(request, request.user) != asked.ASK:
        return redirect(there)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = actions.answer_code(request.user, form.cleaned_data["factor_code"], request)
        if not answer.reason:
            return let_in(request, there, answer.left)
        mark_refused(form, Refused(answer.reason))
    return render(request, f"{FOLDER}/ask.html", {"form": form, "next": there}, status=form_status(form))


def let_in(request: StaffRequest, there: str, left: int | None) -> HttpResponse:
    """The page that was asked for, in a browser that is not asked again today."""
    asked.note_passed(request)
    if left is not None and left <= FEW:
        messages.warning(request, f"备用码还有{left}个。请在右上角自己的名字下面“两步登录”里换一组新的。")
    response = redirect(there)
    asked.remember_browser(response, request.user)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bind_page(request: StaffRequest) -> HttpResponse:
    """The square for the telephone; its first code binds it, and the answer alone shows the codes for paper."""
    there = wanted_page(request)
    if actions.factor_of(request.user) is not None:
        return redirect(there)
    secret = pending_secret(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            codes = actions.bind_telephone(request.user, secret, form.cleaned_data["factor_code"])
            del request.session[asked.NEW_SECRET]
            return show_codes(request, codes, there)
    drawn = segno.make(telephone_address(secret, request.user.username), error="m").svg_inline(
        scale=4, border=3, svgclass="qr", title="绑定手机的二维码"
    )
    letters = open_secret(secret)
    context = {
        "form": form,
        "next": there,
        "must": demands.demand_of(request.user).daily,
        "qr": mark_safe(drawn),  # noqa: S308 (drawn by segno)
        "letters": [letters[at : at + 4] for at in range(0, len(letters), 4)],
    }
    return render(request, f"{FOLDER}/bind.html", context, status=form_status(form))


def show_codes(request: StaffRequest, codes: list[str], there: str) -> HttpResponse:
    """The codes for paper, this once."""
    asked.note_passed(request)
    response = render(request, f"{FOLDER}/codes.html", {"codes": codes, "next": there})
    response["Cache-Control"] = "private, no-store"
    asked.remember_browser(response, request.user)
    return response


def pending_secret(request: StaffRequest) -> str:
    """The secret that this session offers, the same until a telephone is bound by it."""
    secret = request.session.get(asked.NEW_SECRET, "")
    try:
        open_secret(secret)
    except LostKey:
        secret = request.session[asked.NEW_SECRET] = new_secret()
    return str(secret)


def wanted_page(request: HttpRequest) -> str:
    """Where the person was on the way to; the first page for an address that is none of ours."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    return said if safe and said.startswith("/") else resolve_url("worklist")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_factor_page(request: StaffRequest) -> HttpResponse:
    """两步登录: bound since when, how many codes are left; new ones, or none any more, against a code."""
    factor = actions.factor_of(request.user)
    form = CodeForm(request.POST or None)
    form.fields["factor_code"].widget.attrs.pop("autofocus", None)
    if request.method == "POST" and factor is None:
        raise Refused("您还没有绑定两步登录。")
    if request.method == "POST" and form.is_valid():
        with kept(form):
            if (answer := actions.answer_code(request.user, form.cleaned_data["factor_code"], request)).reason:
                raise Refused(answer.reason)
            if request.POST.get("act") == "codes":
                return show_codes(request, actions.renew_recovery_codes(request.user), reverse("factor_own"))
            actions.give_factor_up(request.user)
            request.session.pop(asked.STANDS, None)
            messages.success(request, "两步登录已经停用。")
            return redirect("factor_own")
    context: dict[str, Any] = {"factor": factor, "form": form, "must": demands.demand_of(request.user).daily}
    if factor is not None:
        context["left"] = factor.recovery_codes.count()
    return render(request, f"{FOLDER}/own.html", context, status=form_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_all_units("两步登录的规定")
def factor_rules_page(request: StaffRequest) -> HttpResponse:
    """Who must take the second step, by role."""
    form = DemandsForm(request.POST or None, initial={"seen": demands.rules_version()})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            done = demands.change_demands(request.user, form.wished, seen=form.cleaned_data["seen"])
            messages.success(request, "规定已经改好，从下一次登录起照办。" if done else "没有改动。")
            return redirect("factor_rules")
    return render(request, f"{FOLDER}/rules.html", {"form": form}, status=form_status(form))

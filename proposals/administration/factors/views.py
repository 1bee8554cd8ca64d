"""The second step: asked, bound, a question to a key; what the place asks of whom."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from proposals.administration.access import for_all_units
from proposals.administration.factors import actions, asked, demands, key_actions
from proposals.administration.factors.forms import CodeForm, DemandsForm, KeyForm
from proposals.administration.factors.keys import own_site
from proposals.administration.factors.pages import FOLDER, let_in, show_codes, wanted_page
from proposals.administration.factors.secrets import LostKey, new_secret, open_secret, telephone_address
from proposals.cases.access import Refused
from proposals.models import SecondFactor
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept, mark_refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def factor_page(request: StaffRequest) -> HttpResponse:
    """A code or a key, and then the page that was asked for."""
    there = wanted_page(request)
    if asked.how_it_stands(request, request.user) != asked.ASK:
        return redirect(there)
    ways = asked.ways_of(request.user)
    form = CodeForm(request.POST or None, ways=ways)
    if request.method == "POST" and form.is_valid():
        answer = asked.take_proof(request, request.user, form.cleaned_data["factor_code"])
        if not answer.reason:
            return let_in(request, there, answer.left)
        mark_refused(form, Refused(answer.reason))
    context = {"form": form, "next": there, "ways": ways}
    return render(request, f"{FOLDER}/ask.html", context, status=form_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bind_page(request: StaffRequest) -> HttpResponse:
    """The square for the telephone, whose first code binds it; or a key. The answer alone shows the paper's codes."""
    there = wanted_page(request)
    factor = actions.factor_of(request.user)
    if factor is not None and (factor.secret or not asked.is_own_open(request)):
        return redirect(there)
    secret = pending_secret(request)
    by_key = "key_new" in request.POST
    form = CodeForm(None if by_key else request.POST or None)
    key_form = KeyForm(request.POST if by_key else None)
    sent: CodeForm | KeyForm = key_form if by_key else form
    if request.method == "POST" and sent.is_valid():
        with kept(sent):
            return carry_out(request, sent, secret, there)
    context = draw_secret(secret, request.user.username) | {
        "form": form,
        "key_form": key_form if factor is None and own_site()[0] else None,
        "next": there,
        "must": factor is None and demands.demand_of(request.user).daily,
    }
    return render(request, f"{FOLDER}/bind.html", context, status=form_status(sent))


def carry_out(request: StaffRequest, sent: CodeForm | KeyForm, secret: str, there: str) -> HttpResponse:
    """Bind what the form says; the codes for paper, or where there are some already the page that was asked for."""
    said, user = sent.cleaned_data, request.user
    if isinstance(sent, KeyForm):
        if actions.factor_of(user) is not None:
            raise Refused(actions.THERE)
        codes = key_actions.register_key(request, user, said["key_new"], said["key_name"])
    else:
        codes = actions.bind_telephone(user, secret, said["factor_code"])
        request.session.pop(asked.NEW_SECRET, None)
    if codes:
        return show_codes(request, codes, there)
    messages.success(request, "手机已经绑定。")
    return redirect("factor_own")


def draw_secret(secret: str, username: str) -> dict[str, Any]:
    """The square, and the letters for who cannot take it in."""
    drawn = segno.make(telephone_address(secret, username), error="m").svg_inline(
        scale=4, border=3, svgclass="qr", title="绑定手机的二维码"
    )
    letters = open_secret(secret)
    return {
        "qr": mark_safe(drawn),  # noqa: S308 (drawn by segno)
        "letters": [letters[at : at + 4] for at in range(0, len(letters), 4)],
    }


def pending_secret(request: StaffRequest) -> str:
    """The secret that this session offers, the same until a telephone is bound by it."""
    secret = request.session.get(asked.NEW_SECRET, "")
    try:
        open_secret(secret)
    except LostKey:
        secret = request.session[asked.NEW_SECRET] = new_secret()
    return str(secret)


@login_required
@require_POST
def key_question(request: StaffRequest) -> JsonResponse:
    """What the browser is to ask of a key: a question for this session, for some minutes. A new key is made for who
    has nothing yet, or is changing the own second step."""
    user = request.user
    new = request.POST.get("purpose") == key_actions.NEW
    if new and SecondFactor.objects.filter(user=user).exists() and not asked.is_own_open(request):
        raise Refused("请先在这一页上面确认是您本人，再登记密钥。")
    return JsonResponse(key_actions.ask_question(request, user, key_actions.NEW if new else key_actions.PROVE))


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

"""两步登录, as its owner looks after it: the telephone, the keys, the codes for paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from proposals.administration.factors import actions, asked, demands, key_actions
from proposals.administration.factors.forms import CodeForm, KeyForm
from proposals.administration.factors.keys import own_site
from proposals.administration.factors.pages import FOLDER, show_codes
from proposals.cases.access import Refused
from proposals.models import SecondFactor
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept

CODES, OFF, ADD, TAKE = "codes", "off", "add", "take-"  # what is done; "take-3": the key with this number


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_factor_page(request: StaffRequest) -> HttpResponse:
    """What is bound since when, how many codes are left; to change it a proof is asked, once for some minutes."""
    factor, act = actions.factor_of(request.user), request.POST.get("act", "")
    ways = asked.ways_of(request.user)
    form = CodeForm(None if act == ADD else request.POST or None, ways=ways)
    form.fields["factor_code"].widget.attrs.pop("autofocus", None)
    key_form = KeyForm(request.POST if act == ADD else None)
    sent: CodeForm | KeyForm = key_form if act == ADD else form
    if request.method == "POST" and factor is None:
        raise Refused(actions.NOTHING_BOUND)
    if request.method == "POST":
        form.asks = not asked.is_own_open(request)
        form.fields["factor_code"].required &= form.asks
        if sent.is_valid():
            with kept(sent):
                must_be_owner(request, sent)
                return do_own(request, act, key_form)
    context: dict[str, Any] = {
        "factor": factor,
        "form": form,
        "ways": ways,
        "key_form": key_form if own_site()[0] else None,
        "must": demands.demand_of(request.user).daily,
        "open": asked.is_own_open(request),
    }
    return render(request, f"{FOLDER}/own.html", context | _stock(factor), status=form_status(sent))


def must_be_owner(request: StaffRequest, sent: CodeForm | KeyForm) -> None:
    """Raises Refused where neither this form nor one of some minutes ago brought a proof."""
    if asked.is_own_open(request):
        return
    if isinstance(sent, KeyForm):
        raise Refused("离上次确认太久了，请先在这一页上面确认是您本人，再登记密钥。")
    if reason := asked.take_proof(request, request.user, sent.cleaned_data["factor_code"]).reason:
        raise Refused(reason)
    asked.open_own(request)


def do_own(request: StaffRequest, act: str, key_form: KeyForm) -> HttpResponse:
    """One press; without an act the page opens for the next."""
    user = request.user
    if act == CODES:
        return show_codes(request, actions.renew_recovery_codes(user), reverse("factor_own"))
    if act == OFF:
        actions.give_factor_up(user)
        for name in (asked.STANDS, asked.OWN_AT):
            request.session.pop(name, None)
        messages.success(request, "两步登录已经停用。")
    elif act == ADD:
        said = key_form.cleaned_data
        key_actions.register_key(request, user, said["key_new"], said["key_name"])
        messages.success(request, f"密钥“{said['key_name']}”已经登记，下次登录可以用它。")
    elif act.startswith(TAKE):
        number = act.removeprefix(TAKE)
        name = key_actions.remove_key(user, int(number) if number.isascii() and number.isdecimal() else 0)
        messages.success(request, f"密钥“{name}”已经删除。")
    return redirect("factor_own")


def _stock(factor: SecondFactor | None) -> dict[str, Any]:
    if factor is None:
        return {}
    return {"left": factor.recovery_codes.count(), "keys": list(factor.keys.all())}

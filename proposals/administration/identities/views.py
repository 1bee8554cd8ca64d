"""核实账号: the list of those who wait, and the page that an account sees until somebody vouched for it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from proposals.administration.access import must_administer
from proposals.administration.identities.actions import NAMED, WITNESSES, list_witnesses, unproven_accounts, vouch_for
from proposals.models import Role, User
from proposals.request import StaffRequest
from proposals.web.fields import Several

FOLDER = "proposals/administration/identities"
PAGE = 100


class VouchForm(forms.Form):
    """Which accounts: any, so that who was vouched for a moment ago is no mistake."""

    person = Several(User.objects.all(), error_messages={"required": "请先勾选已经拿到密码的人。"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identities_page(request: StaffRequest) -> HttpResponse:
    """Who got a one-time password from somebody else, and of whom is to be said that the owner has it."""
    must_administer(request.user, "账号的核实", *WITNESSES, Role.OFFICE)
    form = VouchForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        done = vouch_for(form.cleaned_data["person"], request.user)
        names = "、".join(map(str, done[:NAMED])) + (f"等{len(done)}人" if len(done) > NAMED else "")
        messages.success(request, f"已核实：{names}。" if done else "没有要核实的，可能刚才已经核实过了。")
        return redirect("identities")
    waiting = unproven_accounts(request.user)
    context = {"page": Paginator(waiting, PAGE).get_page(request.GET.get("page")), "form": form}
    return render(request, f"{FOLDER}/identities.html", context, status=400 if form else 200)


@login_required
@require_safe
def waiting_page(request: StaffRequest) -> HttpResponse:
    """What an account sees until somebody vouched for it: who can."""
    if request.user.password_given_by_id is None:
        return redirect("worklist")
    return render(request, f"{FOLDER}/wait.html", {"witnesses": list_witnesses(request.user)})

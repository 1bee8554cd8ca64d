"""核实账号: the list of those who wait, and the page that an account sees until somebody vouched for it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from proposals.administration.access import must_administer
from proposals.administration.identities.actions import WITNESSES, list_witnesses, unproven_accounts, vouch_for
from proposals.models import Role
from proposals.request import StaffRequest

FOLDER = "proposals/administration/identities"
PAGE = 100


class VouchForm(forms.Form):
    """Which accounts."""

    person = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "请先勾选已经拿到密码的人。"})

    def __init__(self, *args: object, people: list[int]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # data, as forms.Form takes it
        self.fields["person"].choices = [(pk, pk) for pk in people]  # type: ignore[attr-defined]  # of a choice field


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identities_page(request: StaffRequest) -> HttpResponse:
    """Who got a one-time password from somebody else, and of whom is to be said that the owner has it."""
    must_administer(request.user, "账号的核实", *WITNESSES, Role.OFFICE)
    waiting, form = list(unproven_accounts(request.user)), None
    if request.method == "POST":
        typed = request.POST.getlist("person")
        form = VouchForm(request.POST, people=[int(pk) for pk in typed if pk.isascii() and pk.isdigit()][:PAGE])
        if form.is_valid():
            done = vouch_for(form.cleaned_data["person"], request.user)
            names = "、".join(map(str, done[:8])) + (f"等{len(done)}人" if len(done) > 8 else "")
            messages.success(request, f"已核实：{names}。" if done else "刚才已经核实过了。")
            return redirect("identities")
    context = {"page": Paginator(waiting, PAGE).get_page(request.GET.get("page")), "form": form}
    return render(request, f"{FOLDER}/identities.html", context, status=400 if form else 200)


@login_required
@require_safe
def waiting_page(request: StaffRequest) -> HttpResponse:
    """What an account sees until somebody vouched for it: who can."""
    if request.user.password_given_by_id is None:
        return redirect("worklist")
    return render(request, f"{FOLDER}/wait.html", {"witnesses": list_witnesses(request.user)})

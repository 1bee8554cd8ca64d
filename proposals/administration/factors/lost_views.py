"""两步登录丢失: asked for, agreed to by another."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from proposals.administration.access import for_administrators
from proposals.administration.factors.lost import ask_reset, decide_reset, looked_after, waiting_resets
from proposals.models import FactorReset, User
from proposals.models.people import ADMINISTRATORS
from proposals.request import StaffRequest
from proposals.web.fields import PlainText, form_layout
from proposals.web.pages import form_status, kept

of_lost = for_administrators("两步登录丢失", *ADMINISTRATORS)


class LostForm(forms.Form):
    """Whose, by the name of the account, and what happened."""

    account = PlainText(label="账号", max_length=150)
    reason = PlainText(
        label="原因", max_length=200, help_text="如“手机丢了，备用码也没有了，已当面核实本人”；本人会看到"
    )

    def __init__(self, *args: object, user: User, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed through
        self.user = user
        self.helper = form_layout("account", "reason")

    def clean_account(self) -> User:
        """However its letters are written: no two accounts differ in nothing else."""
        found = looked_after(self.user).filter(username__iexact=self.cleaned_data["account"].strip()).first()
        if found is None:
            raise forms.ValidationError("没有这个账号，或者不归您管；自己的请另一位管理员提出。")
        return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@of_lost
def resets_page(request: StaffRequest) -> HttpResponse:
    """What waits for a decision; and the form by which one asks."""
    first = {"account": request.GET.get("account", "")}
    form = LostForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            row = ask_reset(form.cleaned_data["account"], request.user, reason=form.cleaned_data["reason"])
            messages.success(
                request, f"已提出解除{row.user}的两步登录，等另一位管理员同意；本人和本单位办公室已告知。"
            )
            return redirect("factor_resets")
    context = {"form": form, "rows": waiting_resets(request.user)}
    return render(request, "proposals/administration/factors/lost.html", context, status=form_status(form))


@login_required
@require_POST
@of_lost
def decide_reset_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One press: agreed to, or not."""
    row = get_object_or_404(FactorReset, pk=pk, user__in=looked_after(request.user).values("pk"))
    agree = request.POST.get("step") == "agree"
    decide_reset(row, request.user, agree=agree)
    done = f"已解除{row.user}的两步登录，下次登录重新绑定。" if agree else f"没有同意解除{row.user}的两步登录。"
    messages.success(request, f"{done}本人和本单位办公室已告知。")
    return redirect("factor_resets")

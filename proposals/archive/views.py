"""归档: the years, one closed or opened at a time."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from proposals.archive.actions import archive_year, list_years, must_archive, reopen_year
from proposals.request import StaffRequest
from proposals.web.fields import PlainText, form_layout
from proposals.web.pages import form_status, kept

STEPS = [("archive", "归档：只能看，不能再改"), ("reopen", "重新打开")]


class YearForm(forms.Form):
    """Which year, what, and why; the reason stays."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    step = forms.ChoiceField(label="办什么", choices=STEPS, widget=forms.RadioSelect)
    reason = PlainText(
        label="说明", max_length=200, help_text="会一直留在管理记录里，如“2025年全部办结，已移交档案室”"
    )

    def __init__(self, *args: object, years: list[int], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed through
        self.fields["year"].choices = [(one, f"{one}年") for one in years]  # type: ignore[attr-defined]  # a ChoiceField
        self.helper = form_layout("year", "step", "reason")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive_page(request: StaffRequest) -> HttpResponse:
    """Every year with its cases; and the form."""
    must_archive(request.user)
    years = list_years()
    ready = next((one.year for one in years if not one.archived and not one.why_not), None)
    begun = {"step": "archive", "year": ready}
    form = YearForm(request.POST or None, years=[one.year for one in years], initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with kept(form):
            if said["step"] == "archive":
                archive_year(said["year"], request.user, reason=said["reason"])
                messages.success(request, f"{said['year']}年已归档，里面的办理件只能看。")
            else:
                reopen_year(said["year"], request.user, reason=said["reason"])
                messages.success(request, f"{said['year']}年已重新打开，改完请再归档。")
            return redirect("archive")
    may_act = form.is_bound or any(one.archived or not one.why_not for one in years)
    context = {"years": years, "form": form, "may_act": may_act}
    return render(request, "proposals/archive/archive.html", context, status=form_status(form))

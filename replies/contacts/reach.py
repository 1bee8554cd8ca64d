"""补资料: how a deputy is reached, added by those who handle a case of the deputy's. What is known already is changed
by the administrator alone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from proposals.administration.deputies.actions import DEPUTY, SECRET
from proposals.administration.record import list_changes, record_change
from proposals.cases.access import Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, User
from proposals.models.people import CASE_STAFF
from proposals.request import StaffRequest
from proposals.web.fields import PlainText
from proposals.web.pages import find_case, kept, show_form

COMPLETED = "补资料"
# What may be added where it is not known yet.
ADDED_LATER = ("phone", "delegation", "email", "address")


class ReachForm(forms.ModelForm[Deputy]):
    """What is not known of this deputy."""

    class Meta:
        model = Deputy
        fields = ADDED_LATER

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["delegation"] = PlainText(label="代表团（委员写界别）", max_length=40, required=False)
        self.fields["address"] = PlainText(label="通讯地址", max_length=120, required=False)
        self.fields["phone"].widget.attrs |= {"inputmode": "tel"}
        for name in ADDED_LATER:
            if getattr(self.instance, name):
                del self.fields[name]

    @property
    def facts(self) -> dict[str, str]:
        """What was filled in."""
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data[name]}


def complete_deputy(case: Case, which: Deputy, user: User, facts: dict[str, str]) -> list[str]:
    """Write down what was not known of the deputy; what somebody wrote meanwhile stays. Returns the names of what was
    added. The record of the case and that of the administrators say it, without the numbers."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_be(now, user, CASE_STAFF, "补代表的资料")
        deputy = Deputy.objects.select_for_update().get(pk=which.pk)
        if deputy not in now.suggestion.proposers:
            raise Refused(f"{deputy.name}不是这件{now.suggestion.kind}的提出人。")
        new = {name: value for name, value in facts.items() if name in ADDED_LATER and not getattr(deputy, name)}
        for name, value in new.items():
            setattr(deputy, name, value)
        told = list_changes(dict.fromkeys(new, ""), deputy, secret=SECRET)
        if not told:
            return []
        if "delegation" in new and _is_anothers(deputy):
            raise Refused(f"{deputy.delegation}已经有一位{deputy.name}，请系统管理员核对是不是同一位。")
        deputy.save(update_fields=[*new, "initials"])
        names = [one["field"] for one in told]
        source = f"{now.unit}办理时补"
        record_change(
            user, DEPUTY, deputy, COMPLETED, unit=now.unit, changes=told, source=source, name=deputy.full_label
        )
        record_event(now, user, "deputy_completed", f"补了{deputy.name}的{'、'.join(names)}")
    return names


def _is_anothers(deputy: Deputy) -> bool:
    same = {name: getattr(deputy, name) for name in ("name", "kind", "level", "delegation")}
    others = Deputy.objects.filter(code=None, merged_into=None, **same).exclude(pk=deputy.pk)
    return deputy.code is None and others.exists()


@login_required
def reach_page(request: StaffRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """What is missing of one deputy of the case."""
    case = find_case(request, pk)
    deputy = get_object_or_404(Deputy, pk=deputy_pk, sponsorships__suggestion=case.suggestion)
    must_be(case, request.user, CASE_STAFF, "补代表的资料")
    form = ReachForm(request.POST or None, instance=Deputy.objects.get(pk=deputy.pk))
    if request.method == "POST" and form.is_valid():
        with kept(form):
            names = complete_deputy(case, deputy, request.user, form.facts)
            messages.success(request, f"补好了{deputy.name}的{'、'.join(names)}。" if names else "没有改动。")
            return redirect("case_tab", case.pk, "contacts")
    return show_form(request, "replies/contacts/reach.html", case, form, deputy=deputy)

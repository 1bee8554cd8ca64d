"""The names of units that a list has and the register has not, told on the page of the list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from proposals.intake import aliases, lists, register
from proposals.models import IntakeList
from proposals.request import StaffRequest


@login_required
@require_POST
def name_units(request: StaffRequest, pk: int) -> HttpResponse:
    register.must_register(request.user)
    waiting = get_object_or_404(IntakeList.objects.visible_to(request.user), pk=pk)
    found = lists.plan_of(waiting, request.user)
    form = aliases.AliasForm(request.POST, unknown=found.unknown_units)
    said = form.said if form.is_valid() else []
    if learned := aliases.learn_aliases(said, request.user):
        messages.success(request, f"记住了{len(learned)}个叫法：{'、'.join(learned)}。以后的名单里也认得。")
    else:
        messages.info(request, "没有选单位，什么也没有记。")
    return redirect(waiting)

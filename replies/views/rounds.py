"""分办 and 改派, 再次办理, 办结."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from proposals.chinese import cn_date
from replies import rounds
from replies.forms.rounds import AssignForm, CloseForm, ReopenForm
from replies.views.desk import find_case, kept, only_step, show, steps_of, with_answers


@login_required
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """分办, or 改派 once the work has begun."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "replies:assign")
    now = {"handler": case.handler_id, "internal_due": case.internal_due, "seen": case.version}
    form = AssignForm(request.POST or None, case=case, initial=now)
    if request.method == "POST" and form.is_valid():
        chosen, data = form.chosen, form.cleaned_data
        with kept(form):
            rounds.assign(
                case,
                request.user,
                handler=chosen.user,
                section=chosen.section,
                internal_due=data["internal_due"],
                comment=data["comment"],
                seen=data["seen"],
            )
            messages.success(request, f"已{step.label}给{chosen.user}。")
            return redirect(case)
    return show(request, "replies/assign.html", case, form, step=step)


@login_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """再次办理 (SH 21), with the deputies' own words beside the decision."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "replies:reopen")
    form = ReopenForm(request.POST or None, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            reply = rounds.reopen(
                case, request.user, comment=form.cleaned_data["comment"], seen=form.cleaned_data["seen"]
            )
            due = reply.due_on
            messages.success(request, f"已要求再次办理，{case.unit}须在{cn_date(due)}前再次答复。")
            return redirect(case)
    return show(request, "replies/reopen.html", case, form, step=step, reply=with_answers(case.current_reply))


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """报送办结 when every deputy has answered, 说明情况办结 when some did not."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "replies:close")
    form = CloseForm(request.POST or None, choice=step, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            rounds.close(case, request.user, data["step"], comment=form.comment, seen=data["seen"])
            messages.success(request, "已办结。办理情况表连同代表意见已经定稿存档。")
            return redirect(case)
    choices = steps_of(case, request.user, "replies:close")
    return show(
        request, "replies/close.html", case, form, step=step, choices=choices, reply=with_answers(case.current_reply)
    )

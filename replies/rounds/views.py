"""分办 and 改派, 再次办理, 办结."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from proposals.cases.access import roles_in
from proposals.cases.consents import bodies_to_agree, name_bodies, say_awaited
from proposals.cases.on_page import only_step, steps_of
from proposals.cases.workflow import ASSIGN
from proposals.formats.chinese import cn_date
from proposals.models import Role
from proposals.models.oversight.deciders import standing_consents
from proposals.request import StaffRequest
from proposals.web.done import say_done
from proposals.web.pages import find_case, kept, show_form
from replies.letter.questions import STUDIED
from replies.models.reply import current_reply, find_reply
from replies.pages import with_feedback
from replies.promises.ledger import ledger_rows
from replies.rounds.actions import assign_case, close_case, follow_up_case, follow_up_due, reopen_case
from replies.rounds.forms import AssignForm, CloseForm, FollowUpForm, ReopenForm, given_words, handler_words


@login_required
def assign_page(request: StaffRequest, pk: int) -> HttpResponse:
    """分办, or 改派 once the work has begun."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "assign")
    now = {"handler": case.handler_id, "internal_due": case.internal_due, "seen": case.version}
    form = AssignForm(request.POST or None, case=case, initial=now)
    if request.method == "POST" and form.is_valid():
        chosen, data = form.chosen, form.cleaned_data
        with kept(form):
            event = assign_case(
                case,
                request.user,
                handler=chosen.user,
                section=chosen.section,
                internal_due=data["internal_due"],
                comment=data["comment"],
                seen=data["seen"],
            )
            said = f"已{step.label}给{given_words(chosen)}。"
            say_done(request, said, [event] if event.action == ASSIGN else [])
            return redirect(case)
    return show_form(request, "replies/rounds/assign.html", case, form, step=step, now=handler_words(case))


@login_required
def reopen_page(request: StaffRequest, pk: int) -> HttpResponse:
    """再次办理 (SH 21), with the deputies' own words next to the decision."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "reopen")
    form = ReopenForm(request.POST or None, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            reply = reopen_case(
                case, request.user, comment=form.cleaned_data["comment"], seen=form.cleaned_data["seen"]
            )
            if reply is None:
                waits = say_awaited(case, step.matter)
                messages.success(request, f"已同意再次办理，{waits}，两家都同意了才再次办理。")
            else:
                due = cn_date(reply.due_on)
                messages.success(request, f"已要求再次办理，{case.unit}须在{due}前再次答复。")
            return redirect(case)
    agreed = [one for one in standing_consents(case) if one.matter == step.matter]
    awaited = name_bodies(case, bodies_to_agree(case, step.matter)) if agreed else ""
    facts: dict[str, Any] = {"agreed": agreed, "awaited": awaited}
    facts |= {"reply": with_feedback(find_reply(case)), "studied": "或者".join(one.label for one in STUDIED)}
    return show_form(request, "replies/rounds/reopen.html", case, form, step=step, **facts)


@login_required
def close_page(request: StaffRequest, pk: int) -> HttpResponse:
    """报送办结 when every deputy has answered, 说明情况办结 when some did not."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "close")
    form = CloseForm(request.POST or None, choice=step, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            close_case(case, request.user, data["step"], comment=form.comment, seen=data["seen"])
            messages.success(request, "已办结。办理情况表连同代表意见已经定稿存档。")
            return redirect(case)
    choices = steps_of(case, request.user, "close")
    return show_form(
        request,
        "replies/rounds/close.html",
        case,
        form,
        step=step,
        choices=choices,
        reply=with_feedback(find_reply(case)),
    )


@login_required
def follow_up_page(request: StaffRequest, pk: int) -> HttpResponse:
    """跟踪办理 (SH 22): a closed case is answered again, on what became of its promises."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "follow_up")
    form = FollowUpForm(request.POST or None, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            due = follow_up_case(case, request.user, **form.cleaned_data).due_on
            day = cn_date(due)
            messages.success(request, f"已开始跟踪办理，{day}前再次答复。初稿已按承诺写好开头。")
            writes = Role.HANDLER in roles_in(case, request.user)
            return redirect("replies:draft", case.pk) if writes else redirect(case)
    owed = ledger_rows(current_reply(case).promises.for_rows(), request.user, timezone.localdate())
    return show_form(
        request, "replies/rounds/follow_up.html", case, form, step=step, rows=owed, due=follow_up_due(case)
    )

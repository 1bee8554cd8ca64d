"""Talks with the deputies, and 会办."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from proposals import attachments
from proposals.models import Attachment, Handling, Role
from proposals.workflow import must_be
from replies import answers, consulting
from replies.forms.talks import AnswerForm, ConsultForm, ContactForm, DropForm
from replies.models import Consultation
from replies.views.desk import find_case, kept, round_of, show


@login_required
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """登记代表沟通: one talk, several deputies."""
    case = find_case(request, pk)
    reply = round_of(case)
    must_be(case, request.user, answers.DESK, "登记代表沟通")
    form = ContactForm(request.POST or None, reply=reply, initial={"staff": request.user.name})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "deputies": list(form.cleaned_data["deputies"])}
        with kept(form):
            answers.add_contact(reply, request.user, **data)
            messages.success(request, f"已登记与{'、'.join(one.name for one in data['deputies'])}代表的沟通。")
            return redirect("case_tab", case.pk, "contacts")
    return show(request, "replies/contact.html", case, form, contacts=reply.contacts.select_related("deputy"))


@login_required
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """请会办: several units in parallel."""
    case = find_case(request, pk)
    reply = round_of(case)
    must_be(case, request.user, (Role.HANDLER,), "请其他单位会办")
    form = ConsultForm(request.POST or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "units": list(form.cleaned_data["units"])}
        with kept(form):
            consulting.ask(reply, request.user, **data)
            messages.success(request, f"已请{'、'.join(str(unit) for unit in data['units'])}会办。")
            return redirect("case_tab", case.pk, "consultations")
    asked = reply.consultations.select_related("unit")
    return show(request, "replies/consult.html", case, form, consultations=asked)


def find_consultation(request: HttpRequest, pk: int) -> Consultation:
    """The consultation of a case that the person may see, or 404; refuses who may not record its answer."""
    cases = Handling.objects.visible_to(request.user)
    rows = Consultation.objects.select_related("unit", "reply__case__suggestion__session", "reply__case__unit")
    found = get_object_or_404(rows, pk=pk, reply__case__in=cases)
    must_be(found.reply.case, request.user, consulting.DESK, "登记会办意见")
    return found


@login_required
def consult_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """登记会办意见 that did not come through the program."""
    asked = find_consultation(request, pk)
    case = asked.reply.case
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            if data["scan"]:
                kind, suggestion = Attachment.Kind.OPINION, case.suggestion
                data["scan"] = attachments.store(
                    data["scan"], suggestion=suggestion, case=case, kind=kind, user=request.user
                )
            consulting.take_in(asked, request.user, **data)
            messages.success(request, f"已登记{asked.unit}的会办意见。")
            return redirect("case_tab", case.pk, "consultations")
    return show(request, "replies/consult_answer.html", case, form, consultation=asked)


@login_required
def consult_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """不再等待, with the reason."""
    asked = find_consultation(request, pk)
    case = asked.reply.case
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            consulting.drop(asked, request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"已记下不再等待{asked.unit}的会办意见。")
            return redirect("case_tab", case.pk, "consultations")
    return show(request, "replies/consult_drop.html", case, form, consultation=asked)

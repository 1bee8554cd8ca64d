"""登记未反馈: the page on which it is said of everybody whose term is past."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect

from proposals.cases.access import must_be
from proposals.models.people import BODIES, CASE_STAFF, address_all
from proposals.request import StaffRequest
from proposals.web import fields as proposals_forms
from proposals.web.fields import form_layout
from proposals.web.pages import find_case, kept, show_form
from replies.feedback.silence import DOING, list_silent, say_silent, silent_for, who_says_silent
from replies.models.reply import find_reply


class SilenceForm(forms.Form):
    """Nothing is asked: the page says what is written down."""

    key = proposals_forms.key_field()
    helper = form_layout("key")


@login_required
def silence_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Who has said nothing until when, and writing it down."""
    case = find_case(request, pk)
    must_be(case, request.user, who_says_silent(case) or (*CASE_STAFF, *BODIES), DOING, recorded=True)
    form = SilenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            names = say_silent(case, request.user, key=form.cleaned_data["key"])
            who = address_all(names) if names else "这几位代表"
            messages.success(request, f"已登记{who}未反馈，不算满意；以后代表再提意见，以代表的为准。")
            return redirect("case_tab", case.pk, "feedback")
    reply = find_reply(case)
    silent = list_silent(reply) if reply else []
    over = silent_for(case, reply, request.user) if reply else []
    rest = [one for one in silent if one not in over]
    return show_form(request, "replies/feedback/silence.html", case, form, over=over, rest=rest)

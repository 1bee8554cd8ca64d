"""约定面商, 改约 and 取消: what is said on the page, and the pages."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from proposals.cases.access import must_be
from proposals.models import Case
from proposals.models.people import CASE_STAFF, address_all
from proposals.request import StaffRequest
from proposals.web.fields import (
    DEPUTIES_READ,
    Several,
    Words,
    date_field,
    form_layout,
    key_field,
    offer_rows,
    text_field,
)
from proposals.web.pages import find_case, kept, show_form
from replies.contacts.meetings import arrange_meeting, call_off_meeting
from replies.models import Meeting, Reply
from replies.models.reply import current_reply, proposers_of

FURTHEST = dt.timedelta(days=366)  # later is a slip of the year


class MeetingForm(forms.Form):
    """Whom, when, where, who comes, whom to ring up."""

    deputies = Several(None, label="代表", widget=forms.CheckboxSelectMultiple)
    on = date_field("哪一天")
    hour = forms.TimeField(label="几点", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = Words(label="地点", max_length=80, help_text="写到门牌或房间，代表照着能找到。")
    staff = Words(label="谁去", max_length=60, help_text=f"{DEPUTIES_READ}。")
    phone = Words(label="联系电话", max_length=30, help_text="代表改时间打这个电话。")
    key = key_field()
    helper = form_layout(
        "deputies",
        Row(Field("on", wrapper_class="short"), Field("hour", wrapper_class="short")),
        "place",
        "staff",
        "phone",
        "key",
    )

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "deputies", proposers_of(reply).filter(left_on=None))

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise ValidationError("这一天已经过了。谈过的，请用“登记代表沟通”。")
        if on > timezone.localdate() + FURTHEST:
            raise ValidationError("这一天太远了，请核对年份。")
        return on

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        at = timezone.make_aware(dt.datetime.combine(said["on"], said["hour"]))
        named = {name: said[name] for name in ("place", "staff", "phone", "key")}
        return named | {"at": at, "deputies": list(said["deputies"])}


class MeetingOffForm(forms.Form):
    """Why it is called off: the deputies read it."""

    why = text_field("为什么取消", 2, 100, help_text=f"{DEPUTIES_READ}，如“会议冲突，另约时间”。")
    helper = form_layout("why")


@login_required
def meeting_page(request: StaffRequest, pk: int) -> HttpResponse:
    """约定面商."""
    case = find_case(request, pk)
    reply = current_reply(case)
    must_be(case, request.user, CASE_STAFF, "约定面商")
    usual = {"staff": request.user.name, "phone": request.user.phone or case.unit.phone}
    form = MeetingForm(request.POST or None, reply=reply, initial=usual)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            made = arrange_meeting(reply, request.user, **form.facts)
            messages.success(request, f"已约{address_all(form.facts['deputies'])}，{_clock(made)}，会告知代表。")
            return redirect("case_tab", case.pk, "contacts")
    return show_form(request, "replies/contacts/meeting.html", case, form)


def _clock(meeting: Meeting) -> str:
    here = timezone.localtime(meeting.at)
    return f"{here.month}月{here.day}日{here:%H:%M}"


def find_meeting(request: StaffRequest, pk: int, doing: str) -> Meeting:
    """The meeting of a case this person may open and works on."""
    rows = Meeting.objects.select_related("reply__case__suggestion__session", "reply__case__unit")
    meeting = get_object_or_404(rows, pk=pk, reply__case__in=Case.objects.visible_to(request.user))
    must_be(meeting.reply.case, request.user, CASE_STAFF, doing)
    return meeting


@login_required
def meeting_again_page(request: StaffRequest, pk: int) -> HttpResponse:
    """改约: another hour or place."""
    meeting = find_meeting(request, pk, "改约面商")
    case, here = meeting.reply.case, timezone.localtime(meeting.at)
    now = {name: getattr(meeting, name) for name in ("place", "staff", "phone")}
    now |= {"on": here.date(), "hour": here.time(), "deputies": [one.pk for one in meeting.deputies.all()]}
    form = MeetingForm(request.POST or None, reply=meeting.reply, initial=now)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            made = arrange_meeting(meeting.reply, request.user, instead_of=meeting, **form.facts)
            messages.success(request, f"已改约到{_clock(made)}，会告知代表。")
            return redirect("case_tab", case.pk, "contacts")
    return show_form(request, "replies/contacts/meeting.html", case, form, before=meeting)


@login_required
def meeting_off_page(request: StaffRequest, pk: int) -> HttpResponse:
    """取消面商."""
    meeting = find_meeting(request, pk, "取消面商")
    case, form = meeting.reply.case, MeetingOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            if call_off_meeting(meeting, request.user, why=form.cleaned_data["why"]):
                messages.success(request, "已取消这次面商，会告知代表。")
            return redirect("case_tab", case.pk, "contacts")
    return show_form(request, "replies/contacts/meeting_off.html", case, form, meeting=meeting)

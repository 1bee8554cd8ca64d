"""Talks with the deputies, and 会办."""

import datetime as dt
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.deadlines import reply_due
from proposals.forms import FilesField, Several
from proposals.models import Attachment, Deputy, Unit, UnitKind
from replies.forms import fields
from replies.models import Consultation, Contact, Reply


def proposers(reply: Reply) -> Any:
    """The deputies who signed the suggestion, 领衔 first."""
    return Deputy.objects.filter(sponsorships__suggestion=reply.case.suggestion).order_by("sponsorships__position")


class ContactForm(forms.Form):
    """One talk with one or several deputies; or why there was none."""

    deputies = Several(None, label="代表", widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label="方式", choices=Contact.Way.choices, widget=forms.RadioSelect)
    on = fields.date("日期", validators=[fields.not_future])
    staff = fields.Words(label="联系人员", max_length=60, help_text="谁去联系的，几个人都写上。")
    summary = fields.text("沟通情况", 5, 2000, help_text="代表说了什么、还希望做到什么。没有联系成的，写明原因。")
    key = fields.key()
    helper = fields.laid_out(
        "deputies", InlineRadios("way"), Field("on", wrapper_class="short"), "staff", "summary", "key"
    )

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputies"].queryset = proposers(reply)
        self.fields["deputies"].initial = [deputy.pk for deputy in reply.uncontacted()]
        self.fields["on"].initial = timezone.localdate


class ConsultForm(forms.Form):
    """Ask several units at once (SH 17: one month)."""

    units = Several(None, label="会办单位", widget=forms.CheckboxSelectMultiple)
    question = fields.text("请会办的问题", 5, 2000, help_text="几家单位看到的是同一段话。")
    due_on = fields.date("希望哪天前答复")
    key = fields.key()
    helper = fields.laid_out("units", "question", Field("due_on", wrapper_class="short"), "key")

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = reply.consultations.filter(outcome=Consultation.Outcome.WAITING).values("unit")
        others = Unit.objects.filter(kind=UnitKind.BUREAU, is_active=True).exclude(pk=reply.case.unit_id)
        # What this very form asked for a moment ago is still a right answer: the verb asks once.
        self.fields["units"].queryset = others if self.is_bound else others.exclude(pk__in=waiting)
        self.fields["due_on"].initial = reply_due(timezone.localdate(), helps=True)

    def clean_due_on(self) -> dt.date:
        if self.cleaned_data["due_on"] < timezone.localdate():
            raise ValidationError("不能早于今天。")
        return self.cleaned_data["due_on"]


class AnswerForm(forms.Form):
    """A 会办 opinion that came on paper or by telephone."""

    answer = fields.text("会办意见", 8, 10_000)
    answered_on = fields.date("答复日期", validators=[fields.not_future])
    answered_by = fields.Words(label="答复人", max_length=60, help_text="单位和姓名，如：区人社局 王明")
    scan = FilesField(kind=Attachment.Kind.OPINION, label="会办意见扫描件", required=False)
    helper = fields.laid_out("answer", Field("answered_on", wrapper_class="short"), "answered_by", "scan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timezone.localdate


class DropForm(forms.Form):
    reason = fields.text("不再等待的原因", 3, 200)
    helper = fields.laid_out("reason")

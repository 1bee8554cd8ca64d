"""专门委员会: the question, its answer, the fields that a committee follows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.web.fields import date_field, form_layout, key_field, offer_choices, text_field

SOONEST_DAYS = 5  # what a question asks for when nothing else is said, in working days
LATEST = dt.timedelta(days=180)
BETWEEN = "\n"  # of what the page showed


class InquiryForm(forms.Form):
    """询问."""

    text = text_field("询问", 5, 1_000, help_text="写明想了解什么。单位会在“专委会询问”里看到，原文记在办理记录里。")
    answer_due = date_field("请在哪一天前答复")
    key = key_field()
    helper = form_layout("text", Field("answer_due", wrapper_class="short"), "key")

    def clean_answer_due(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_due"]
        today = timezone.localdate()
        if not today <= day <= today + LATEST:
            raise ValidationError("请写今天或以后、半年以内的日期。")
        return day


class AnswerInquiryForm(forms.Form):
    """答复询问."""

    text = text_field("答复", 6, 2_000, help_text="提交以后不能改，询问的委员会马上能看到。")
    helper = form_layout("text")


class FieldsForm(forms.Form):
    """The categories that one committee follows, among those in use; `seen`: what the page showed."""

    categories = forms.MultipleChoiceField(label="关注的类别", required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, data: Any = None, *, held: Sequence[str], offered: Sequence[str], prefix: str) -> None:
        initial = {"categories": list(held), "seen": BETWEEN.join(held)}
        super().__init__(data, initial=initial, prefix=prefix)
        offer_choices(self, "categories", [(one, one) for one in sorted({*held, *offered})])

    @property
    def shown(self) -> list[str]:
        """What the committee followed when the page was drawn."""
        said = str(self.cleaned_data["seen"]).replace("\r\n", BETWEEN)
        return [one for one in said.split(BETWEEN) if one]

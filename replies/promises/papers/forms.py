"""The forms of the two papers of a promise."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from proposals.formats.chinese import cn_date
from proposals.models import Deputy
from proposals.web.fields import (
    DEPUTIES_READ,
    INCOMPLETE_FIELD,
    PlainText,
    Several,
    date_field,
    form_layout,
    key_field,
    not_future,
    offer_rows,
    text_field,
)
from replies.models import Promise, PromiseLetter
from replies.models.attempt import Delivery
from replies.promises.forms import steps_field, still_to_come

WAYS = [(way.value, way.label) for way in Delivery.Way if way != Delivery.Way.LINK]


def version_field() -> forms.IntegerField:
    """The version of the paper that the page showed."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE_FIELD)


class ReportForm(forms.Form):
    """改期报告: until when, why, what goes on."""

    new_on = date_field("改到哪一天", validators=[still_to_come])
    why = text_field("情况有什么变化", 4, 600, help_text=f"{DEPUTIES_READ}，短信里也写；两家机关也会看到。")
    plan = text_field("已经做的和下一步", 6, 1500, help_text=f"{DEPUTIES_READ}。写明做到哪一步、接下来怎么办。")
    key = key_field()
    seen = steps_field()
    helper = form_layout(Field("new_on", wrapper_class="short"), "why", "plan", "key", "seen")

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("new_on", "why", "plan")}


class DecideForm(forms.Form):
    """What is decided of a report, and of which version."""

    opinion = text_field("意见", 3, 500, required=False, help_text="退回的，请写明怎么改。")
    seen = version_field()
    helper = form_layout("opinion", "seen")


class LetterForm(forms.Form):
    """兑现告知函."""

    text = text_field("做成了什么", 6, 1500, help_text=f"{DEPUTIES_READ}。写明在哪里、多少、什么时候开始用。")
    number = PlainText(label="发文字号", max_length=40, required=False, help_text="没有的空着。")
    on = date_field("落款日期", validators=[not_future])
    seen = version_field()
    helper = form_layout("text", "number", Field("on", wrapper_class="short"), "seen")

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_on = promise.kept_on

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if self.kept_on and day < self.kept_on:
            raise ValidationError(f"落款日期不能早于做成的那一天{cn_date(self.kept_on)}。")
        return day


class LetterDeliveryForm(forms.Form):
    """Whom it reached, when and how."""

    deputies = Several(None, label="送到了哪几位", widget=forms.CheckboxSelectMultiple)
    delivered_on = date_field("哪天送到的", validators=[not_future])
    way = forms.ChoiceField(label="怎样送的", choices=WAYS)
    helper = form_layout(
        "deputies", Field("delivered_on", wrapper_class="short"), Field("way", wrapper_class="short")
    )

    def __init__(self, *args: Any, letter: PromiseLetter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [one.pk for one in letter.left()]
        offer_rows(self, "deputies", Deputy.objects.filter(pk__in=left))

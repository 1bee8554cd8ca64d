"""The forms of the two papers of a promise."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.administration.factors.forms import ProofField, Ways
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
from replies.models import Promise, PromiseLetter, PromiseStep
from replies.models.attempt import Delivery
from replies.promises.forms import later_day, steps_field, still_to_come

WAYS = [(way.value, way.label) for way in Delivery.Way if way != Delivery.Way.LINK]


def version_field() -> forms.IntegerField:
    """The version of the paper that the page showed."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE_FIELD)


class ReportForm(forms.Form):
    """改期报告: until when, why, what goes on. The day comes after the one that cannot be met."""

    new_on = date_field("改到哪一天", validators=[still_to_come])
    why = text_field("情况有什么变化", 4, 600, help_text=f"{DEPUTIES_READ}，短信里也写；两家机关也会看到。")
    plan = text_field("已经做的和下一步", 6, 1500, help_text=f"{DEPUTIES_READ}。写明做到哪一步、接下来怎么办。")
    key = key_field()
    seen = steps_field()
    helper = form_layout(Field("new_on", wrapper_class="short"), "why", "plan", "key", "seen")

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promise = promise

    def clean_new_on(self) -> dt.date:
        return later_day(self.promise, self.cleaned_data["new_on"], by_report=True)

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("new_on", "why", "plan")}


class DecideForm(forms.Form):
    """What is decided of a report, and of which version."""

    opinion = text_field("意见", 3, 500, required=False, help_text="退回的，请写明怎么改。")
    factor_code = ProofField(required=False, help_text="本单位签发前要验证码，退回的不用")
    seen = version_field()

    def __init__(self, *args: Any, proves: Ways | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if proves:
            self.fields["factor_code"].offer(proves)  # type: ignore[attr-defined]  # a ProofField's
        else:
            del self.fields["factor_code"]
        self.helper = form_layout("opinion", *(["factor_code"] if proves else []), "seen")


class LetterForm(forms.Form):
    """兑现告知函, or 更正告知函: of the step of the ledger that the page showed."""

    text = text_field("做成了什么", 6, 1500, help_text=f"{DEPUTIES_READ}。写明在哪里、多少、什么时候开始用。")
    number = PlainText(label="发文字号", max_length=40, required=False, help_text="没有的空着。")
    on = date_field("落款日期", validators=[not_future])
    step = version_field()
    seen = version_field()
    helper = form_layout("text", "number", Field("on", wrapper_class="short"), "step", "seen")

    def __init__(self, *args: Any, step: PromiseStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = step
        if step.kind == PromiseStep.Kind.UNDONE:
            self.fields["text"].label = "错在哪里，现在办到哪一步"
            self.fields["text"].help_text = f"{DEPUTIES_READ}。承诺的事项、上次的信、现在的完成日期，打印时自动写上。"

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day < self.told.on:
            what = "撤回登记" if self.told.kind == PromiseStep.Kind.UNDONE else "做成"
            raise ValidationError(f"落款日期不能早于{what}的那一天{cn_date(self.told.on)}。")
        return day


class LetterDeliveryForm(forms.Form):
    """Whom that letter reached, when and how."""

    deputies = Several(None, label="送到了哪几位", widget=forms.CheckboxSelectMultiple)
    delivered_on = date_field("哪天送到的", validators=[not_future])
    way = forms.ChoiceField(label="怎样送的", choices=WAYS)
    letter = version_field()
    helper = form_layout(
        "deputies", Field("delivered_on", wrapper_class="short"), Field("way", wrapper_class="short"), "letter"
    )

    def __init__(self, *args: Any, letter: PromiseLetter, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"delivered_on": timezone.localdate(), "letter": letter.pk}, **kwargs})
        self.of = letter
        left = [one.pk for one in letter.left()]
        offer_rows(self, "deputies", Deputy.objects.filter(pk__in=left))

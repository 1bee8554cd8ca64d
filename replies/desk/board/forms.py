"""督办: what the board is narrowed to, the note, the answer, the leader's mark."""

import datetime as dt
from typing import Any, ClassVar

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from proposals.models import LedAs, Suggestion, Unit
from proposals.web import fields as proposals_forms
from proposals.web.fields import Words, date_field, form_layout, offer_rows
from replies.desk.board.lights import SHOWN

SOONEST_DAYS = 3  # what a note asks for when nothing else is said, in working days
LATEST = dt.timedelta(days=180)


class BoardFilter(forms.Form):
    """What the board is narrowed to; it is kept in the address."""

    show = forms.ChoiceField(label="看哪些", required=False, choices=SHOWN)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="承办单位", required=False, empty_label="全部单位")

    def __init__(self, data: Any, *, units: QuerySet[Unit]) -> None:
        super().__init__(data)
        offer_rows(self, "unit", units)


class SuperviseForm(forms.Form):
    """督办单."""

    text = proposals_forms.text_field(
        "督办意见", 5, 1000, help_text="写明要单位做什么、答什么。单位会在待办里看到，原文记在办理记录里。"
    )
    answer_due = date_field("请在哪一天前回复")
    key = proposals_forms.key_field()
    helper = form_layout("text", Field("answer_due", wrapper_class="short"), "key")

    def clean_answer_due(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_due"]
        today = timezone.localdate()
        if not today <= day <= today + LATEST:
            raise ValidationError("请写今天或以后、半年以内的日期。")
        return day


class AnswerSupervisionForm(forms.Form):
    """回复督办."""

    text = proposals_forms.text_field(
        "回复", 6, 2000, help_text="写明办到哪一步、卡在哪里、哪一天能送达代表。提交以后不能改。"
    )
    helper = form_layout("text")


LED_BY_HELP = (
    "姓名和职务，或者委员会，如“王建国副区长”“区人大常委会主任会议”“城建环保委员会”。"
    "重点督办写了专门委员会的，它看得到这一件，会收到提醒。"
)


class LeadManyForm(forms.Form):
    """领导领办 or 重点督办, the same for several suggestions."""

    led_as = forms.ChoiceField(label="标记", choices=LedAs.choices, widget=forms.RadioSelect)
    led_by = Words(label="谁领办、督办", max_length=40, help_text=LED_BY_HELP)
    helper = form_layout(InlineRadios("led_as"), "led_by")


class LeadForm(forms.Form):
    """领导领办、重点督办, or neither."""

    NEEDED_WHEN: ClassVar = {"led_as": "选一项", "led_by": "有标记的必填"}

    led_as = forms.ChoiceField(
        label="标记", required=False, choices=[*LedAs.choices, ("", "不标记")], widget=forms.RadioSelect
    )
    led_by = Words(label="谁领办、督办", required=False, max_length=40, help_text=LED_BY_HELP)
    seen_as = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_by = forms.CharField(required=False, widget=forms.HiddenInput)
    helper = form_layout(InlineRadios("led_as"), Field("led_by", wrapper_class="short"), "seen_as", "seen_by")

    def __init__(self, data: Any = None, *, suggestion: Suggestion, **options: Any) -> None:
        now = {"led_as": suggestion.led_as, "led_by": suggestion.led_by}
        now |= {"seen_as": suggestion.led_as, "seen_by": suggestion.led_by}
        super().__init__(data, initial=now, **options)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("led_as") and not data.get("led_by") and "led_by" not in self.errors:
            self.add_error("led_by", "请写明谁领办或督办。")
        if not data.get("led_as"):
            data["led_by"] = ""
        return data

    @property
    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"led_as": data["led_as"], "led_by": data["led_by"], "seen": (data["seen_as"], data["seen_by"])}

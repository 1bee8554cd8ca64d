"""Fields that every form of the desk reads the same way."""

import datetime as dt
import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.forms import Words


def text(label: str, rows: int, longest: int, **options: Any) -> Words:
    """A text area for words."""
    return Words(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options)


def not_future(day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError("日期不能晚于今天。")


def date(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def seen() -> forms.IntegerField:
    """The version of the case that the page showed (workflow.perform refuses an older one)."""
    missing = {"required": "页面不完整，请刷新后再交一次。", "invalid": "页面不完整，请刷新后再交一次。"}
    return forms.IntegerField(widget=forms.HiddenInput, error_messages=missing)


def key() -> forms.UUIDField:
    """Made when the page is drawn: the same form sent twice makes one row."""
    missing = {"required": "页面不完整，请刷新后再交一次。", "invalid": "页面不完整，请刷新后再交一次。"}
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=missing)


def laid_out(*parts: Any) -> FormHelper:
    """The order and shape of a form's fields; the page writes the form tag and the buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*parts)
    return helper

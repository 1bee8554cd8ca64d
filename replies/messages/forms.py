"""The forms of what deputies are told: that a person told it, its words, the quiet hours."""

from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError

from proposals.web.fields import INCOMPLETE_FIELD, PlainText, form_layout, text_field
from replies.messages.words.blanks import why_wrong_words
from replies.messages.words.kinds import KindRow
from replies.models.messages.template import LONGEST

HOW = ("电话", "当面", "书面", "微信")
WHY_MOST = 60


class ConveyForm(forms.Form):
    """怎样转达的."""

    how = forms.ChoiceField(
        label="怎样转达的",
        choices=[(one, one) for one in HOW],
        error_messages={"required": "请选怎样转达的。", "invalid_choice": "请从列出的里面选。"},
    )
    note = PlainText(label="补充", max_length=80, required=False)

    @property
    def said(self) -> str:
        """电话，本人接的"""
        return "，".join(filter(None, (self.cleaned_data["how"], self.cleaned_data["note"])))


class DropForm(forms.Form):
    """为什么不用再告知."""

    why = PlainText(
        label="为什么不用再告知",
        max_length=WHY_MOST,
        error_messages={
            "required": "没有登记：请写为什么不用再告知。",
            "max_length": f"没有登记：原因最多{WHY_MOST}个字，请改短一些。",
        },
    )


def seen_number() -> forms.IntegerField:
    """How many versions there were when the page was drawn."""
    hidden = forms.HiddenInput
    return forms.IntegerField(widget=hidden, min_value=0, max_value=99_999, error_messages=INCOMPLETE_FIELD)


class WordsForm(forms.Form):
    """What deputies are told of one kind of thing."""

    text = text_field("告诉代表的话", 6, LONGEST)
    is_on = forms.BooleanField(label="告知代表", required=False)
    seen = seen_number()

    def __init__(self, *args: Any, row: KindRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row.law:
            del self.fields["is_on"]
        self.helper = form_layout("text", *(["is_on"] if not row.law else []), "seen")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if wrong := why_wrong_words(text, self.row):
            raise ValidationError(wrong)
        return text

    @property
    def is_told(self) -> bool:
        return bool(self.row.law) or bool(self.cleaned_data.get("is_on"))


class HoursForm(forms.Form):
    """夜间不打扰."""

    begins = forms.TimeField(label="从", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="到", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    seen = seen_number()
    helper = form_layout(
        Row(Field("begins", wrapper_class="short"), Field("ends", wrapper_class="short")),
        "seen",
    )

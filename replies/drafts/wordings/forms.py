"""Standard wording: a wording to write or to change, and how long it still holds."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.models import Unit, User
from proposals.models.people import STAFF
from proposals.web import fields as proposals_forms
from proposals.web.fields import Words, date_field, form_layout, offer_rows


def only_future(day: dt.date) -> None:
    if day <= timezone.localdate():
        raise ValidationError("请写今天以后的日期。")


class WordingForm(forms.Form):
    """Topic, words, who answers for them, until when. `topics` are those the unit has, offered while typing."""

    topic = Words(label="主题", max_length=30, help_text="几个字，如：社区助餐。同一主题的用语排在一起。")
    text = proposals_forms.text_field("用语", 8, 2000, help_text="写成可以直接放进答复的完整句子。")
    owner = forms.ModelChoiceField(
        User.objects.none(), label="负责人", empty_label=None, help_text="谁对内容负责，到期前由谁确认。"
    )
    expires_on = date_field("有效期至", validators=[only_future], help_text="过了这一天就不能再插入答复。")
    source = Words(label="依据", max_length=120, required=False, help_text="文件名称和文号，可以不写。")
    key = proposals_forms.key_field()
    helper = form_layout("topic", "text", Row("owner", Field("expires_on", wrapper_class="short")), "source", "key")

    def __init__(self, *args: Any, unit: Unit, topics: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(
            is_active=True, memberships__unit=unit, memberships__role__in=STAFF, memberships__is_active=True
        )
        offer_rows(self, "owner", staff.distinct())
        self.fields["owner"].error_messages["invalid_choice"] = "请从本单位的人员里选。"
        self.fields["topic"].widget.attrs["list"] = "topics"
        self.topics = topics

    @property
    def texts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("topic", "text", "owner", "expires_on", "source", "key")}


class ExtendWordingForm(forms.Form):
    """仍然有效: the same words, until a later day."""

    expires_on = date_field("有效期延到", validators=[only_future])
    key = proposals_forms.key_field()
    helper = form_layout(Field("expires_on", wrapper_class="short"), "key")


class WordingsFileForm(forms.Form):
    """The upload of a workbook."""

    file = proposals_forms.workbook_field("标准用语的 Excel 文件")


class TakenInForm(forms.Form):
    """What the page of the preview says back: the rows as JSON, and a key that makes a second press nothing new."""

    lines = forms.CharField()
    key = forms.UUIDField()

"""Standard wording: a wording to write or to change, and how long it still holds."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.models import Unit, User
from proposals.worklist import STAFF
from replies.forms import fields


def future(day: dt.date) -> None:
    if day <= timezone.localdate():
        raise ValidationError("请写今天以后的日期。")


class WordingForm(forms.Form):
    """Topic, words, who answers for them, until when. `topics` are those the unit has, offered while typing."""

    topic = fields.Words(label="主题", max_length=30, help_text="几个字，如：社区助餐。同一主题的用语排在一起。")
    text = fields.text("用语", 8, 2000, help_text="写成可以直接放进答复的完整句子。")
    owner = forms.ModelChoiceField(
        User.objects.none(), label="负责人", empty_label=None, help_text="谁对内容负责，到期前由谁确认。"
    )
    expires_on = fields.date("有效期至", validators=[future], help_text="过了这一天就不能再插入答复。")
    source = fields.Words(label="依据", max_length=120, required=False, help_text="文件名称和文号，可以不写。")
    key = fields.key()
    helper = fields.laid_out(
        "topic", "text", Row("owner", Field("expires_on", wrapper_class="short")), "source", "key"
    )

    def __init__(self, *args: Any, unit: Unit, topics: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(
            is_active=True, memberships__unit=unit, memberships__role__in=STAFF, memberships__is_active=True
        )
        self.fields["owner"].queryset = staff.distinct()
        self.fields["owner"].error_messages["invalid_choice"] = "请从本单位的人员里选。"
        self.fields["topic"].widget.attrs["list"] = "topics"
        self.topics = topics

    @property
    def texts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("topic", "text", "owner", "expires_on", "source", "key")}


class ExtendForm(forms.Form):
    """仍然有效: the words as they stand, until another day."""

    expires_on = fields.date("有效期延到", validators=[future])
    key = fields.key()
    helper = fields.laid_out(Field("expires_on", wrapper_class="short"), "key")

"""The form of a session."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Row
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from proposals.administration.frame import SeenField
from proposals.administration.sessions.actions import SAID
from proposals.models import Level, Session
from proposals.models.suggestion import NATION
from proposals.web.fields import PlainText, date_field, form_layout

FIELDS = (*SAID, "opened_on", "closed_on")


class SessionForm(forms.ModelForm[Session]):
    """A new session, or what stands of one; of one with suggestions the days alone."""

    seen = SeenField()

    class Meta:
        model = Session
        fields = FIELDS
        error_messages = {NON_FIELD_ERRORS: {"unique_together": "这个届次已经登记过了。"}}

    def __init__(self, *args: Any, fixed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"] = PlainText(label="地方", max_length=20, help_text="如“宝山区”“上海市”；全国的写“全国”")
        self.fields["term"].help_text = "第几届，写数字"
        self.fields["meeting"].help_text = "第几次会议，写数字"
        for name, label in (("opened_on", "开幕日期"), ("closed_on", "闭幕日期")):
            self.fields[name] = date_field(label, required=False)
        for name in SAID if fixed else ():
            del self.fields[name]
        self.helper = form_layout("seen", Row(*(name for name in FIELDS if name in self.fields)))

    def clean_term(self) -> int:
        return self._counted("term")

    def clean_meeting(self) -> int:
        return self._counted("meeting")

    def _counted(self, name: str) -> int:
        number = int(self.cleaned_data[name])
        if not 1 <= number <= 99:
            raise forms.ValidationError("请写1到99的数字。")
        return number

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        nation = said.get("level") == Level.NATION
        if said.get("place") and nation != (said["place"] == NATION):
            self.add_error("place", "全国的，级别选“全国”，地方写“全国”；别的级别写地方的名称。")
        opened: dt.date | None = said.get("opened_on")
        closed: dt.date | None = said.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", "闭幕日期不能早于开幕日期。")
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the session, for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}

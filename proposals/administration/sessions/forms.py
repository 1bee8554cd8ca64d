"""The form of a session."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.urls import reverse

from proposals.administration.frame import Record, SeenField
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

    def __init__(self, *args: Any, fixed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.there: list[Record] = []
        self.fields["place"] = PlainText(label="地方", max_length=20, help_text="如“宝山区”“上海市”；全国的写“全国”")
        self.fields["term"].help_text = "第几届，写数字"
        self.fields["meeting"].help_text = "第几次会议，写数字"
        for name, label in (("opened_on", "开幕日期"), ("closed_on", "闭幕日期")):
            self.fields[name] = date_field(label, required=False)
        for name in SAID if fixed else ():
            del self.fields[name]
        shown = [name for name in FIELDS if name in self.fields]
        fields = (Field(name, wrapper_class="wide" if name == "place" else "") for name in shown)
        self.helper = form_layout("seen", Row(*fields))

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
        if other := self._same_session(said):
            self.there.append((reverse("session", args=[other.pk]), f"看{other.short_name}"))
            self.add_error("meeting", f"{other}已经登记过了。开幕、闭幕日期要补的，在那一条上写。")
        return said

    def _same_session(self, said: dict[str, Any]) -> Session | None:
        """The session that is registered under the same body, place, 届 and 次."""
        names = ("body", "place", "term", "meeting")
        if not all(said.get(name) for name in names):
            return None
        return Session.objects.filter(**{name: said[name] for name in names}).exclude(pk=self.instance.pk).first()

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the session, for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}

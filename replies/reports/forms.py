"""A report begun; a text of it as a window sends it; a version asked for."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from proposals.models import Kind, Unit
from proposals.web import fields as proposals_forms
from proposals.web.fields import PlainText, date_field, form_layout, offer_choices
from replies.models import WorkReport
from replies.models.reports.work_report import PLACES
from replies.reports import scope
from replies.reports.texts import LONGEST

Period = WorkReport.Period
INTEGER = 2**31 - 1
NOT_HERE = {"invalid_choice": "页面不完整，请刷新后再试。"}


class BeginForm(forms.Form):
    """Of which kind, and of what: 2026年上半年, 2026年, a session."""

    kind = forms.ChoiceField(label="报告什么", widget=forms.RadioSelect)
    what = forms.ChoiceField(label="哪一段时间")
    helper = form_layout("kind", "what")

    def __init__(self, *args: Any, unit: Unit) -> None:
        super().__init__(*args)
        kinds = scope.list_kinds(unit)
        offer_choices(self, "kind", [(kind, Kind(kind).label) for kind in kinds])
        if len(kinds) == 1:
            self.initial["kind"] = kinds[0]
        self.sessions = {str(one.pk): one for one in scope.list_sessions(unit)}
        years = scope.list_years(unit)
        offer_choices(self, "what", scope.times_offered(years, self.sessions))

    @property
    def asked(self) -> dict[str, Any]:
        """As `begin_report` takes it."""
        period, _, which = self.cleaned_data["what"].partition("-")
        of = {"session": self.sessions[which]} if period == Period.SESSION else {"year": int(which)}
        return {"kind": self.cleaned_data["kind"], "period": period, **of}


class ReportTextForm(forms.Form):
    """What a window holds of one place, and the number of the text on which it was written."""

    place = forms.ChoiceField(choices=PLACES, error_messages=NOT_HERE)
    base = forms.IntegerField(min_value=0, max_value=INTEGER)
    window = forms.CharField(validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")])
    text = PlainText(max_length=2 * LONGEST, required=False, strip=False, widget=forms.Textarea)


class ChosenTextForm(forms.Form):
    """What becomes of a text that stands beside or before the present one."""

    TAKE, DROP = "take", "drop"
    act = forms.ChoiceField(choices=[(TAKE, "用这一份"), (DROP, "不要了")], error_messages=NOT_HERE)
    seen = proposals_forms.seen_field()


class EndForm(forms.Form):
    """Up to which day a report counts."""

    counts_to = date_field("数字统计到", required=False, help_text="不填就是这段时间的最后一天")
    helper = form_layout("counts_to")


class VersionForm(forms.Form):
    """A version asked for."""

    note = PlainText(label="说明", max_length=100, required=False, help_text="如“送主任会议审议稿”，只供自己人看")
    key = proposals_forms.key_field()
    helper = form_layout("note", "key")

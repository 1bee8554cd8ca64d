"""Whom a body asks, for what, until when; what a unit hands in; what a body says to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Attachment, Kind, Limit, Unit, User
from proposals.web import fields as proposals_forms
from proposals.web.fields import FilesField, PlainText, date_field, form_layout, offer_choices, offer_rows, text_field
from replies.models import ReportAsk, WorkReport
from replies.reports import scope
from replies.reports.asks import bodies

Period = WorkReport.Period
LONGEST = dt.timedelta(days=366)


class WhatForm(forms.Form):
    """Of which time and kind: chosen before the units, which follow from it."""

    kind = forms.ChoiceField(label="种类")
    what = forms.ChoiceField(label="哪一段时间")
    helper = form_layout("kind", "what")

    def __init__(self, *args: Any, unit: Unit) -> None:
        super().__init__(*args)
        offer_choices(self, "kind", [(kind, Kind(kind).label) for kind in bodies.kinds_asked(unit)])
        self.sessions = {str(one.pk): one for one in scope.list_sessions(unit)}
        offer_choices(self, "what", scope.times_offered(scope.list_years(unit), self.sessions))

    @property
    def ask(self) -> ReportAsk:
        """As it will be."""
        period, _, which = self.cleaned_data["what"].partition("-")
        of: dict[str, Any] = {"session": self.sessions[which]} if period == Period.SESSION else {"year": int(which)}
        return ReportAsk(kind=self.cleaned_data["kind"], period=period, **of)


def due_on_offered() -> dt.date:
    """The day that the place's limit gives, counted from today."""
    return WorkCalendar.load().due(timezone.localdate(), Limit.Step.ASK_REPORT)


class AskForm(forms.Form):
    """Which units, until when, and a word of what the report should say."""

    units = proposals_forms.Several(
        label="请哪些单位报送",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选请哪些单位报送。"},
    )
    due_on = date_field("什么时候以前报送")
    said = text_field(
        "报告要写什么",
        4,
        1_000,
        required=False,
        help_text="如“重点写领办件和群众反映多的事项，三千字以内”；没有要求可以不写",
    )
    key = proposals_forms.key_field()
    helper = form_layout("units", "due_on", "said", "key")

    def __init__(self, *args: Any, counts: dict[int, int]) -> None:
        """`counts`: the units that had cases, which are ticked, with how many."""
        super().__init__(*args)
        offer_rows(self, "units", bodies.units_offered())
        self.initial = {"units": list(counts), "due_on": due_on_offered()}
        self.fields["units"].label_from_instance = lambda one: f"{one}（{counts.get(one.pk, 0)}件）"  # type: ignore[attr-defined]  # of Django's field for rows

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError("报送的日期要在今天以后、一年以内。")
        return day


class HandInForm(forms.Form):
    """报送: by which leader of the unit it was approved, and when; by name where the program knows none."""

    leader = PlainText(label="批准的领导", max_length=40, help_text="同意报送的局领导")
    approved_on = date_field("批准日期", validators=[proposals_forms.not_future])
    said = PlainText(label="说明", max_length=500, required=False, help_text="如“补充了存在的问题一段”，可以不写")
    key = proposals_forms.key_field()
    seen = proposals_forms.seen_field()
    helper = form_layout("leader", "approved_on", "said", "key", "seen")

    def __init__(self, *args: Any, leaders: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if leaders:
            choices = [("", "请选择"), *((one.name, one.name) for one in leaders)]
            self.fields["leader"] = forms.ChoiceField(
                label="批准的领导", choices=choices, help_text="同意报送的局领导"
            )


class HandInFileForm(HandInForm):
    """The same, of a report that was written elsewhere."""

    report = FilesField(
        kind=Attachment.Kind.OTHER,
        label="报告",
        help_text="盖章的扫描件（PDF、照片，几张照片会合成一份）或者 Word 文件",
    )
    helper = form_layout("report", "leader", "approved_on", "said", "key", "seen")


class SettleForm(forms.Form):
    """What a body says to a report."""

    RECEIVE, BACK = "receive", "back"
    act = forms.ChoiceField(choices=[(RECEIVE, "收到"), (BACK, "退回补充")])
    why = PlainText(required=False, max_length=500, widget=forms.Textarea)
    seen = proposals_forms.seen_field()


class WithdrawForm(forms.Form):
    """Why the reports are no longer asked for."""

    why = PlainText(max_length=200)


class UrgeForm(forms.Form):
    """How often the page saw the units urged."""

    seen = proposals_forms.seen_field()

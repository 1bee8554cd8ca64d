"""延期: what the unit writes, what the district office decides, which deputies were told."""

import datetime as dt
from typing import Any, ClassVar

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.deadlines import due_date
from proposals.extensions.actions import MATTER, latest_day, why_wrong_day
from proposals.formats.chinese import cn_date
from proposals.models import Case, Deputy, Extension, ExtensionNotice, Role, User
from proposals.models.oversight.deciders import standing_consents
from proposals.web import fields as proposals_forms
from proposals.web.fields import DEPUTIES_READ, Several, date_field, form_layout, not_future, offer_rows, text_field


class AskExtensionForm(forms.Form):
    """申请延期 (SH 19): the report goes to 区政府办公室 and 区人大代表工作机构 (for a 提案, 政协提案工作机构)."""

    wished_on = date_field("申请延到")
    reason = text_field("延期理由", 4, 1_000, help_text=f"写明为什么不能在期限内答复。同意以后，{DEPUTIES_READ}。")
    report = text_field(
        "办理情况和下一步安排", 6, 3_000, help_text="已经做了什么、还差什么、打算怎样在新的期限内办好。"
    )
    leader = forms.ModelChoiceField(User.objects.none(), label="同意延期的局领导", empty_label="请选择")
    consent = forms.BooleanField(label="已向这位领导当面或书面报告，领导同意申请延期")
    key = proposals_forms.key_field()
    helper = form_layout("wished_on", "reason", "report", "leader", "consent", "key")

    def __init__(self, *args: Any, case: Case, days: WorkCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.days = case, days
        held = {"memberships__unit": case.unit_id, "memberships__role": Role.LEADER}
        leaders = User.objects.filter(is_active=True, memberships__is_active=True, **held)
        offer_rows(self, "leader", leaders.distinct())
        limit, last = days.limit(due_date.STEP.EXTEND, case.suggestion.kind), latest_day(case, days)
        wished = self.fields["wished_on"]
        wished.help_text = f"最多再延{limit.length}，到{cn_date(last)}为止（{limit.source}）。"
        wished.widget.attrs |= {"min": case.statutory_due.isoformat(), "max": last.isoformat()}

    def clean_wished_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["wished_on"]
        if wrong := why_wrong_day(self.case, day, self.days):
            raise ValidationError(wrong)
        return day

    @property
    def words(self) -> dict[str, Any]:
        """What the action takes: the fields, and the leader's name."""
        words = {name: self.cleaned_data[name] for name in ("wished_on", "reason", "report", "key")}
        return words | {"leader": self.cleaned_data["leader"].name}


class DecideExtensionForm(forms.Form):
    """批复延期: yes, to the date asked for or another one, or no; with words either way."""

    NEEDED_WHEN: ClassVar = {"granted_on": "同意的必填"}

    verdict = forms.ChoiceField(
        label="是否同意", choices=[("agree", "同意"), ("refuse", "不同意")], widget=forms.RadioSelect
    )
    granted_on = date_field("同意延到", required=False)
    opinion = text_field("批复意见", 4, 1_000)
    helper = form_layout(InlineRadios("verdict"), "granted_on", "opinion")

    def __init__(self, *args: Any, extension: Extension, days: WorkCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extension, self.days = extension, days
        agreed = next((one.until for one in standing_consents(extension.case) if one.matter == MATTER), None)
        self.fields["granted_on"].initial = agreed or extension.wished_on  # both agree to the same day
        last = latest_day(extension.case, days)
        self.fields["granted_on"].help_text = f"不同意的不用填。最晚{cn_date(last)}。"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("verdict") == "agree" and "granted_on" in data:
            day = data["granted_on"]
            waits = self.extension.outcome == Extension.Outcome.WAITING
            wrong = why_wrong_day(self.extension.case, day, self.days) if day and waits else ""
            if not day or wrong:
                self.add_error("granted_on", wrong or "请写同意延到哪一天。")
        return data


class ExtensionNoticeForm(forms.Form):
    """登记告知: which deputies were told of the extension, how and when."""

    deputies = Several(Deputy.objects.none(), label="告知了哪几位", widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label="方式", choices=ExtensionNotice.Way.choices, widget=forms.RadioSelect)
    on = date_field("告知日期", validators=[not_future])
    said = text_field("代表的意见", 3, 500, required=False)
    helper = form_layout("deputies", InlineRadios("way"), Field("on", wrapper_class="short"), "said")

    def __init__(self, *args: Any, extension: Extension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        untold = extension.untold()
        # What this very form told a moment ago is still a right answer: the action writes once.
        shown = extension.case.suggestion.proposers if self.is_bound else untold
        offer_rows(self, "deputies", Deputy.objects.filter(pk__in=[one.pk for one in shown]))
        self.fields["deputies"].initial = untold
        self.fields["on"].initial = timezone.localdate()

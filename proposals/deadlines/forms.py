"""Changes of the calendar and of the limits, each shown with what it would do before it is saved."""

import datetime as dt
from typing import Any, ClassVar

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from proposals.calendar import holidays
from proposals.deadlines import calendar_changes
from proposals.deadlines.calendar_changes import PlannedChange
from proposals.deadlines.place_rules import answers_to, name_answer, why_not_decider
from proposals.formats.chinese import cn_date
from proposals.models import CalendarDay, Limit, PlaceRule
from proposals.models.calendar import NO_SUCH_LIMIT
from proposals.web import fields as proposals_forms
from proposals.web.fields import Words, date_field, form_layout, offer_choices

YEARS = range(2004, 2100)


class CalendarChangeForm(forms.Form):
    """What every change asks: why. `seen` is what the preview showed; without it the form asks for the preview."""

    reason = Words(label="理由", max_length=300, help_text="会记在改动记录和每一件期限变动的建议里。")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    key = proposals_forms.key_field()

    def change(self) -> PlannedChange:
        """What the form asks to change. Each form says its own."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.asked = PlannedChange()
        if not self.errors:
            try:
                self.asked = self.change()
            except holidays.UnreadableNotice as refusal:
                self.add_error("notice", str(refusal))
        return data


class DayForm(CalendarChangeForm):
    """One day of a year whose notice is loaded."""

    OFF, WORK, PLAIN = "off", "work", "plain"
    NEEDED_WHEN: ClassVar = {"name": "改为放假、上班的必填"}

    day = date_field("日期")
    to = forms.ChoiceField(
        label="改为",
        choices=[(OFF, "放假"), (WORK, "上班（调休）"), (PLAIN, "照平常的星期：周一到周五上班，周六周日休息")],
        widget=forms.RadioSelect,
    )
    name = Words(label="事由", max_length=40, required=False, help_text="如：国庆节、国庆节调休、全区停工一天。")
    helper = form_layout(Field("day", wrapper_class="short"), "to", "name", "reason", "key")

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day.year not in YEARS:
            raise ValidationError(f"日历只管{YEARS[0]}年到{YEARS[-1]}年，请核对年份。")
        if not CalendarDay.objects.filter(date__year=day.year).exists():
            raise ValidationError(f"{day.year}年的放假安排还没有载入。请先载入整年的，再改其中的一天。")
        return day

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("to") in (self.OFF, self.WORK) and not self.cleaned_data.get("name"):
            self.add_error("name", "请写明事由。")
        return super().clean()

    def change(self) -> PlannedChange:
        day, to, name = (self.cleaned_data[field] for field in ("day", "to", "name"))
        row = None if to == self.PLAIN else CalendarDay(date=day, is_working=to == self.WORK, name=name)
        change = calendar_changes.one_day(row, day)
        if not change and not self.cleaned_data["seen"]:
            self.add_error("to", f"{cn_date(day)}现在就是这样，不用改。")
        return change


class YearForm(CalendarChangeForm):
    """A whole year's notice: as the program knows it, or pasted from the State Council's own words."""

    notice = Words(
        label="放假安排",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="把国务院办公厅通知里的几行粘贴进来，一行一个节日，如：六、国庆节：10月1日（周四）至7日（周三）放假"
        "调休，共7天。9月20日（周日）、10月10日（周六）上班。",
    )
    helper = form_layout("notice", "reason", "key")

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.known = year, holidays.known_days(year)
        self.fields["reason"].initial = f"国务院办公厅公布了{year}年的放假安排"
        if self.known:
            del self.fields["notice"]
            self.helper = form_layout("reason", "key")
        else:
            self.fields["notice"].required = True

    def change(self) -> PlannedChange:
        rows = self.known or holidays.read_holiday_notice(self.cleaned_data["notice"], self.year)
        change = calendar_changes.whole_year(rows, self.year)
        if not change and not self.cleaned_data["seen"]:
            self.add_error(None, f"{self.year}年的放假安排都已经载入，不用再载入。要改其中的一天，请用“改一天”。")
        return change


class LimitForm(CalendarChangeForm):
    """One limit: its length and the rule it comes from."""

    count = forms.IntegerField(label="期限", min_value=1, max_value=99)
    measure = forms.ChoiceField(label="单位", choices=Limit.Measure.choices, widget=forms.RadioSelect)
    source = Words(label="依据", max_length=100, help_text="写法规名称和条款，问“为什么是这一天”的人会看到。")
    helper = form_layout(
        Field("count", wrapper_class="short"),
        Field("measure", template="banli/field.html"),
        "source",
        "reason",
        "key",
    )

    def __init__(self, *args: Any, limit: Limit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit
        if limit.says:
            self._offer_none(limit)
        for name in ("count", "measure", "source"):
            self.fields[name].initial = getattr(limit, name)
        if not limit.is_set:
            self.fields["count"].initial = self.fields["source"].initial = ""

    def _offer_none(self, limit: Limit) -> None:
        """A limit that not every place has: in working days, or none."""
        self.fields["count"].required = False
        self.fields["count"].label = "几个工作日"
        self.fields["count"].help_text = f"{limit.says}。不填，就是没有这个期限。"
        self.fields["measure"].required = self.fields["source"].required = False
        self.fields["measure"].widget = forms.HiddenInput()
        self.fields["measure"].initial = Limit.Measure.WORKING_DAYS
        self.fields["source"].help_text = "写规定的名称和条款，问“为什么是这一天”的人会看到；不设这个期限的可以不写。"
        self.fields["reason"].help_text = "会记在改动记录里。"
        self.helper = form_layout(Field("count", wrapper_class="short"), "measure", "source", "reason", "key")

    def clean_count(self) -> int:
        return self.cleaned_data["count"] or 0

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if not source and self.cleaned_data.get("count"):
            raise ValidationError("请写明依据。")
        return source or NO_SUCH_LIMIT

    def clean_measure(self) -> str:
        measure: str = self.cleaned_data["measure"]
        return Limit.Measure.WORKING_DAYS if self.limit.says else measure

    def change(self) -> PlannedChange:
        facts = {name: self.cleaned_data[name] for name in ("count", "measure", "source")}
        now = Limit(pk=self.limit.pk, step=self.limit.step, kind=self.limit.kind, **facts)
        change = calendar_changes.one_limit(now, self.limit)
        if not change and not self.cleaned_data["seen"]:
            self.add_error("count", "和现在的一样，不用改。")
        return change


class PlaceRuleForm(CalendarChangeForm):
    """What a place settles otherwise than by a number of days, and the rule it comes from: which 交办 binds after
    改办; which body decides a matter."""

    answer = forms.ChoiceField(label="怎么定", choices=PlaceRule.Answer.choices, widget=forms.RadioSelect)
    source = Words(label="依据", max_length=100, help_text="写法规名称和条款，问“为什么是这一天”的人会看到。")
    helper = form_layout("answer", "source", "reason", "key")

    def __init__(self, *args: Any, rule: PlaceRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        if rule.kind:
            self.fields["source"].help_text = "写法规名称和条款，看这条规定的人都会看到。"
            self.fields["reason"].help_text = "会记在改动记录里。"
        offer_choices(self, "answer", [(one.value, name_answer(rule, one)) for one in answers_to(rule)])
        for name in ("answer", "source"):
            self.fields[name].initial = getattr(rule, name)

    def change(self) -> PlannedChange:
        facts = {name: self.cleaned_data[name] for name in ("answer", "source")}
        if refusal := why_not_decider(self.rule.kind, facts["answer"]):
            self.add_error("answer", refusal)
            return PlannedChange()
        row = PlaceRule(question=self.rule.question, kind=self.rule.kind, **facts)
        change = calendar_changes.one_rule(row, self.rule)
        if not change and not self.cleaned_data["seen"]:
            self.add_error("answer", "和现在的一样，不用改。")
        return change


class WidenForm(forms.Form):
    """涉及面广、处理难度大 (代表法 51): why; taking it back asks for a reason as well."""

    reason = proposals_forms.text_field("理由", 3, 300)
    to = forms.ChoiceField(choices=[("wide", "较长期限"), ("usual", "一般期限")], widget=forms.HiddenInput)
    seen = proposals_forms.seen_field()
    helper = form_layout("reason", "to", "seen")

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if initial["to"] == "wide":
            self.fields["reason"].help_text = f"{proposals_forms.DEPUTIES_READ}，和答复期限写在一起。"

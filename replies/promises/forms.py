"""The ledger of promises: what it is narrowed to, and the three things that are written into it; 跟踪办理."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import Attachment, Unit
from proposals.web.fields import (
    DEPUTIES_READ,
    INCOMPLETE_FIELD,
    FilesField,
    date_field,
    form_layout,
    not_future,
    offer_choices,
    offer_rows,
    text_field,
)
from replies.models import Promise
from replies.models.draft import FURTHEST_PROMISE
from replies.promises.rules import why_not_later

STATES = (
    ("due", "到期和将到期"),
    ("late", "逾期"),
    ("open", "还没有兑现"),
    ("kept", "已兑现"),
    ("changed", "改过期"),
)


class LedgerFilter(forms.Form):
    """What the ledger is narrowed to; it lives in the address."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES])
    unit = forms.ModelChoiceField(Unit.objects.none(), label="承办单位", required=False, empty_label="全部单位")
    year = forms.TypedChoiceField(label="到期年份", required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, units: QuerySet[Unit], years: list[int]) -> None:
        super().__init__(data)
        offer_rows(self, "unit", units)
        offer_choices(self, "year", [("", "各年"), *((year, f"{year}年") for year in years)])


def steps_field() -> forms.IntegerField:
    """How many steps of the promise the page showed (promises/actions.py refuses an older page)."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9_999, error_messages=INCOMPLETE_FIELD)


class PromiseStepForm(forms.Form):
    """What every entry of the ledger knows: the promise, and how much of it the page showed."""

    steps = steps_field()

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promise = promise

    def not_before_signing(self, day: dt.date) -> dt.date:
        """The day; raises ValidationError if it is before the reply was given."""
        reply = self.promise.reply
        if reply.given_on and day < reply.given_on:
            what = "答复签发的日期" if reply.is_signed else "答复的日期"
            raise ValidationError(f"不能早于{what}{cn_date(reply.given_on)}。")
        return day


class KeepPromiseForm(PromiseStepForm):
    """登记兑现."""

    on = date_field("哪天做成的", validators=[not_future])
    said = text_field("怎样兑现的", 5, 1000, help_text="写明做成了什么、在哪里、多少。跟踪答复的初稿会用这段话。")
    proof = FilesField(
        kind=Attachment.Kind.OTHER,
        label="证明材料",
        required=False,
        help_text="可以不交。验收单、照片、通知等，一个文件，或几张照片合成一份。",
    )
    helper = form_layout(Field("on", wrapper_class="short"), "said", "proof", "steps")

    def clean_on(self) -> dt.date:
        return self.not_before_signing(self.cleaned_data["on"])

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("on", "said")}


def still_to_come(day: dt.date) -> None:
    """Raise ValidationError for a day to which no promise can be moved: past, today, or years too far."""
    if day <= timezone.localdate():
        raise ValidationError("请写今天以后的日期；已经做成的，请用“登记兑现”。")
    if day > timezone.localdate() + FURTHEST_PROMISE:
        raise ValidationError("这个日期太远了，请核对年份。")


def later_day(promise: Promise, day: dt.date, *, by_report: bool) -> dt.date:
    """The day; raises ValidationError if the promise cannot be moved to it (rules.why_not_later). The day that stands
    is left to the action, which knows a form that was sent twice."""
    if day != promise.due_on and (why := why_not_later(promise, day, by_report=by_report)):
        raise ValidationError(why)
    return day


class ChangePromiseForm(PromiseStepForm):
    """登记改期."""

    new_on = date_field("改到哪一天", validators=[still_to_come])
    said = text_field(
        "为什么改期",
        4,
        1000,
        help_text=f"登记告知以后，{DEPUTIES_READ}。书面报告在纸上签过的，才在这里登记；没有的，请写改期报告送审签发。",
    )
    told_on = date_field(
        "哪天告知代表的",
        required=False,
        validators=[not_future],
        help_text="还没有告知的先空着，告知以后再补登。",
    )
    helper = form_layout(
        Field("new_on", wrapper_class="short"), "said", Field("told_on", wrapper_class="short"), "steps"
    )

    def clean_new_on(self) -> dt.date:
        return later_day(self.promise, self.cleaned_data["new_on"], by_report=False)

    def clean_told_on(self) -> dt.date | None:
        day = self.cleaned_data["told_on"]
        return self.not_before_signing(day) if day else None

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("new_on", "said", "told_on")}


class PromiseNoticeForm(PromiseStepForm):
    """登记告知: the deputies were told of a change of day."""

    on = date_field("哪天告知的", validators=[not_future])
    said = text_field("怎样告知的", 3, 1000, help_text="写明告诉了哪几位代表、用什么方式、代表怎么说。")
    helper = form_layout(Field("on", wrapper_class="short"), "said", "steps")

    def clean_on(self) -> dt.date:
        day, change = self.not_before_signing(self.cleaned_data["on"]), self.promise.untold
        report = getattr(change, "report", None)
        if report and day < (signed := timezone.localdate(report.signed_at)):
            raise ValidationError(f"不能早于改期报告签发的日期{cn_date(signed)}。")
        return day

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("on", "said")}


class TakeBackPromiseForm(PromiseStepForm):
    """撤回兑现登记: it was called kept by mistake."""

    said = text_field(
        "为什么撤回", 4, 1000, help_text="原来的登记和这条说明都留在台账里，承诺重新按期限提醒。代表不看这条。"
    )
    helper = form_layout("said", "steps")

"""The forms of a deputy's record."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from proposals.administration.frame import ListFilter, Record, SeenField
from proposals.formats.chinese import cn_date
from proposals.models import Deputy, Level, Session
from proposals.web.fields import PlainText, date_field, form_layout, not_future

FIELDS = (
    "name", "kind", "level", "proposes_as", "delegation", "code", "contact", "phone", "email", "told_by", "address",
)  # fmt: skip


class DeputiesFilter(ListFilter):
    """Words, 代表 or 委员, whose congress, 代表团, and what narrows further."""

    kept = ("q", "kind", "level", "group", "show", "page")

    kind = forms.ChoiceField(label="身份", required=False, choices=[("", "代表和委员"), *Deputy.Kind.choices])
    level = forms.ChoiceField(
        label="级别", required=False, choices=[("", "各级"), *((str(level.value), level.label) for level in Level)]
    )
    group = PlainText(label="代表团", required=False, max_length=40)

    @property
    def narrowing(self) -> dict[str, str]:
        """The words and the columns, for queries.narrow_deputies()."""
        columns = {"words": "q", "kind": "kind", "level": "level", "delegation": "group"}
        return {column: str(self.said(name)) for column, name in columns.items()}


class DeputyForm(forms.ModelForm[Deputy]):
    """A new record, or what stands in one."""

    seen = SeenField()

    class Meta:
        model = Deputy
        fields = FIELDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.there: list[Record] = []
        for name, label, longest, needed in (
            ("name", "姓名或团体名称", 40, True),
            ("delegation", "代表团（委员写界别）", 40, False),
            ("contact", "团体的联系人", 40, False),
            ("address", "通讯地址", 120, False),
        ):
            self.fields[name] = PlainText(label=label, max_length=longest, required=needed)
        self.fields["contact"].help_text = "只有团体要写；征询链接发给联系人"
        self.fields["address"].help_text = "寄答复的信封上印这个地址"
        self.fields["code"] = PlainText(label="代表证号", max_length=30, required=False)
        self.fields["code"].help_text = "没有可以空着；同名的人靠它或者代表团分开"
        self.fields["told_by"].help_text = "交办、延期、研究结果这些事怎样告诉代表"
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "maxlength": 20}
        self.helper = form_layout(
            "seen",
            Row(
                *(
                    Field(name, wrapper_class="wide" if name in ("name", "email", "address") else "")
                    for name in FIELDS
                )
            ),
        )

    def clean_code(self) -> str | None:
        code = str(self.cleaned_data["code"]) or None
        if code and (other := Deputy.objects.filter(code=code).exclude(pk=self.instance.pk).first()):
            self._point_at(other)
            raise ValidationError(f"“{code}”已经是{other.full_label}的代表证号，请核对是不是同一位。")
        return code

    def _point_at(self, deputy: Deputy) -> None:
        self.there.append((reverse("deputy", args=[deputy.pk]), f"看{deputy.full_label}"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        group = said.get("proposes_as") not in (None, Deputy.ProposesAs.PERSON)
        if said.get("contact") and not group:
            self.add_error("contact", "个人不写联系人；是团体的，请在“以什么提出”里选团体的一种。")
        if "name" in said and not self.errors and (other := namesake_of(said, self.instance.pk)):
            self._point_at(other)
            self.add_error(
                None, f"已经有{other.full_label}。是同一位就不用再登记；不是同一位，请写代表证号或者不同的代表团。"
            )
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the record, for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def namesake_of(facts: dict[str, Any], but: int | None) -> Deputy | None:
    """The record from which these facts do not tell a deputy apart."""
    same = {name: facts[name] for name in ("name", "kind", "level", "delegation")}
    if facts.get("code"):
        return None
    return Deputy.objects.filter(code=None, merged_into=None, **same).exclude(pk=but or 0).first()


TERMS_BACK = dt.timedelta(days=10 * 366)  # two terms: what lies further back is a slip of the year


class LeaveForm(forms.Form):
    """Since when, and why, somebody is no deputy any more."""

    seen = SeenField()
    on = date_field("从哪一天起", validators=[not_future], initial=timezone.localdate)
    why = forms.ChoiceField(label="原因", choices=Deputy.Left.choices)

    def __init__(self, *args: Any, deputy: Deputy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.deputy = deputy

    def clean_on(self) -> dt.date:
        """Not before the last session at which the deputy still proposed something, nor before any present term."""
        on: dt.date = self.cleaned_data["on"]
        rows = Session.objects.filter(suggestions__sponsorships__deputy=self.deputy, opened_on__gt=on)
        if last := rows.order_by("opened_on").last():
            raise ValidationError(f"{self.deputy}在{last}还提过建议、提案，请写{cn_date(last.opened_on)}以后的日期。")
        if on < timezone.localdate() - TERMS_BACK:
            raise ValidationError("这个日期太早了，请核对年份。")
        return on


class MergeForm(forms.Form):
    """Both versions that the preview showed; a tick that it was read."""

    seen = SeenField()
    seen_other = SeenField()
    sure = forms.BooleanField(label="核对过了，是同一位", error_messages={"required": "请核对是同一位，再打勾合并。"})

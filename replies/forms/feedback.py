"""送达, and the deputies' signed paper forms."""

import datetime as dt
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Field, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.forms import FilesField, Several
from proposals.models import Attachment
from replies import scans
from replies.feedback import Judgement
from replies.forms import fields
from replies.forms.talks import proposers
from replies.models import Attitude, Delivery, Feedback, Grade, Reply, Wish

WAYS = [(way.value, way.label) for way in Delivery.Way if way != Delivery.Way.LINK]
NOT_FILLED = ("没填", "纸上没有填")
MARKS = ("result", "plan", "attitude")
Came = Feedback.Came
CAME_BACK = [(Came.IN_PERSON, "当面交回"), (Came.POST, "邮寄"), (Came.WECHAT, "微信发来照片")]
TOLD = [(Came.CALL, "电话里说的"), (Came.IN_PERSON, "当面说的"), (Came.WECHAT, "微信里说的")]


class DeliverForm(forms.Form):
    """The reply reached these deputies on that day. (Who opens the link is recorded by the link itself.)"""

    deputies = Several(None, label="送达代表", widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label="送达方式", choices=WAYS, widget=forms.RadioSelect)
    on = fields.date("送达日期", validators=[fields.not_future])
    helper = fields.laid_out("deputies", InlineRadios("way"), Field("on", wrapper_class="short"))

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply = reply
        waiting = [deputy.pk for deputy in reply.undelivered()]
        everybody = proposers(reply)
        # The same form sent again names those who are reached already: the verb records them once.
        self.fields["deputies"].queryset = everybody if self.is_bound else everybody.filter(pk__in=waiting)
        self.fields["deputies"].initial = waiting
        self.fields["on"].initial = timezone.localdate

    def clean_on(self) -> dt.date:
        day = self.cleaned_data["on"]
        if day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("送达日期不能早于签发日期。")
        return day


class SettleForm(forms.Form):
    """What became of a deputy's request."""

    outcome = fields.text(
        "怎样办的", 3, 200, help_text="如：3月12日到代表家中，代表在纸表上签了名；约定3月15日座谈。"
    )
    helper = fields.laid_out("outcome")


class PaperForm(forms.Form):
    """What a deputy wrote on the signed form, as it stands there. That a row has no mark is said of each, so that
    none is passed over by mistake; it stays without one."""

    deputy = forms.ModelChoiceField(
        None,
        label="代表",
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="送这位代表的那一份，右上角的二维码会认出是谁的，可以不选。",
    )
    result = forms.ChoiceField(label="对办理结果", choices=[*Grade.choices, NOT_FILLED], widget=forms.RadioSelect)
    plan = forms.ChoiceField(label="对办理方案", choices=[*Grade.choices, NOT_FILLED], widget=forms.RadioSelect)
    attitude = forms.ChoiceField(
        label="对办理态度", choices=[*Attitude.choices, NOT_FILLED], widget=forms.RadioSelect
    )
    comment = fields.text("意见和建议", 4, 5000, required=False, help_text="照纸表原文录入，一字不改。")
    signed_on = fields.date("代表签名的日期", validators=[fields.not_future])
    came_by = forms.ChoiceField(label="签名表怎样交来", choices=CAME_BACK, widget=forms.RadioSelect)
    scan = FilesField(kind=Attachment.Kind.SIGNED_FORM, label="签名表的扫描件或照片")
    helper = fields.laid_out(
        "deputy",
        Fieldset(
            "请您对办理情况提出意见",
            HTML('<p class="help">照纸表上的“√”录入。没有打“√”的一行，选“纸上没有填”。</p>'),
            InlineRadios("result"),
            InlineRadios("plan"),
            InlineRadios("attitude"),
            css_class="part",
        ),
        "comment",
        Field("signed_on", wrapper_class="short"),
        InlineRadios("came_by"),
        "scan",
    )

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply = reply
        by_link = reply.feedback.filter(is_current=True, channel=Feedback.Channel.LINK).values("deputy")
        self.fields["deputy"].queryset = proposers(reply).exclude(pk__in=by_link)
        self.fields["deputy"].error_messages["invalid_choice"] = (
            "这位代表已在网上本人反馈，以本人填写的为准，不必再录纸表。"
        )
        for row in MARKS:
            self.fields[row].error_messages["required"] = "请照纸表选一项；纸上没有打“√”的，选“纸上没有填”。"

    def clean(self) -> dict[str, Any]:
        """The code on the scan says whose form it is, and refuses another case's or another round's."""
        said = self.cleaned_data
        found = scans.read(said["scan"]) if said.get("scan") else None
        if found and (wrong := self._not_this_one(found)):
            self.add_error("scan", wrong)
        elif found and found.deputy and not said.get("deputy"):
            said["deputy"] = found.deputy
        if not said.get("deputy") and "deputy" not in self.errors:
            self.add_error("deputy", "请选是哪位代表的意见。")
        return said

    def _not_this_one(self, found: scans.Found) -> str:
        case, other = self.reply.case, found.printed.reply
        if other.case_id != case.pk:
            return f"扫描件上的二维码是{other.case.suggestion.number}号的，不是这一件的，请核对。"
        if other.pk != self.reply.pk:
            return f"扫描件上的二维码是第{other.round}次办理的，不是这一轮的，请核对。"
        chosen = self.cleaned_data.get("deputy")
        if found.deputy and chosen and chosen != found.deputy:
            return f"扫描件上的二维码是送{found.deputy.name}代表的那一份，您选的是{chosen.name}代表，请核对。"
        return ""

    def clean_signed_on(self) -> dt.date:
        day = self.cleaned_data["signed_on"]
        if self.reply.signed_at and day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("不能早于答复签发的日期，请核对纸表。")
        return day

    @property
    def judgement(self) -> Judgement:
        said = {name: self.cleaned_data[name] for name in (*MARKS, "comment", "signed_on", "came_by")}
        marks = {name: "" if said[name] == NOT_FILLED[0] else said[name] for name in MARKS}
        return Judgement(**said | marks, signature_name=self.cleaned_data["deputy"].name)


class DictatedForm(forms.Form):
    """代填: what the deputy told staff, row by row. Complete, as a deputy's own answer is."""

    result = forms.ChoiceField(label="对办理结果", choices=Grade.choices, widget=forms.RadioSelect)
    plan = forms.ChoiceField(label="对办理方案", choices=Grade.choices, widget=forms.RadioSelect)
    attitude = forms.ChoiceField(label="对办理态度", choices=Attitude.choices, widget=forms.RadioSelect)
    comment = fields.text(
        "意见和建议", 4, 5000, required=False, help_text="照代表的原话写。有不满意的，写明哪里不满意。"
    )
    came_by = forms.ChoiceField(label="代表怎样告诉您的", choices=TOLD, widget=forms.RadioSelect)
    signed_on = fields.date("哪一天", validators=[fields.not_future])
    confirmed = forms.BooleanField(label="已逐项念给代表听，代表确认无误")
    helper = fields.laid_out(
        InlineRadios("result"),
        InlineRadios("plan"),
        InlineRadios("attitude"),
        "comment",
        InlineRadios("came_by"),
        Field("signed_on", wrapper_class="short"),
        "confirmed",
    )

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wish = wish
        self.fields["signed_on"].initial = timezone.localdate

    def clean_signed_on(self) -> dt.date:
        day = self.cleaned_data["signed_on"]
        if day < timezone.localdate(self.wish.made_at):
            raise ValidationError("不能早于代表提出代填的日期。")
        return day

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if (
            "不满意" in [said.get(name) for name in MARKS]
            and not said.get("comment")
            and "comment" not in self.errors
        ):
            self.add_error("comment", "代表有不满意的，请照原话写明哪里不满意。")
        return said

    @property
    def judgement(self) -> Judgement:
        said = {name: self.cleaned_data[name] for name in (*MARKS, "comment", "signed_on", "came_by")}
        return Judgement(**said, signature_name=self.wish.deputy.name)

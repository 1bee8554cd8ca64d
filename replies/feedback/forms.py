"""送达, and the deputies' signed paper forms."""

import datetime as dt
from typing import Any, ClassVar

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Field, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.models import Attachment, Deputy
from proposals.web import fields as proposals_forms
from proposals.web.fields import (
    DEPUTIES_READ,
    FilesField,
    Several,
    date_field,
    form_layout,
    not_future,
    offer_rows,
    text_field,
)
from replies.feedback import attempts, scans
from replies.feedback.actions import Judgement
from replies.letter.questions import QUESTION_KEYS, QUESTIONS, Marks, Question, is_dissatisfied
from replies.models import Attempt, Delivery, Feedback, Reply, Wish
from replies.models.feedback import grade_choices
from replies.models.reply import proposers_of

WAYS = [(way.value, way.label) for way in Delivery.Way if way != Delivery.Way.LINK]
NOT_FILLED = ("没填", "纸上没有填")
Came = Feedback.Came
CAME_BACK = [(Came.IN_PERSON, "当面交回"), (Came.POST, "邮寄"), (Came.WECHAT, "微信发来照片")]
TOLD = [(Came.CALL, "电话里说的"), (Came.IN_PERSON, "当面说的"), (Came.WECHAT, "微信里说的")]


class DeliveryForm(forms.Form):
    """The reply reached these deputies on that day. (A deputy who opens the link is recorded by the link itself.)"""

    deputies = Several(None, label="送达代表", widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label="送达方式", choices=WAYS, widget=forms.RadioSelect)
    on = date_field("送达日期", validators=[not_future])
    helper = form_layout("deputies", InlineRadios("way"), Field("on", wrapper_class="short"))

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply = reply
        waiting = [deputy.pk for deputy in reply.undelivered_deputies()]
        everybody = proposers_of(reply)
        # The same form sent again names those who are reached already: the action records them once.
        offer_rows(self, "deputies", everybody if self.is_bound else everybody.filter(pk__in=waiting))
        self.fields["deputies"].initial = waiting
        self.fields["on"].initial = timezone.localdate

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("送达日期不能早于签发日期。")
        return day


class SettleWishForm(forms.Form):
    """What became of a deputy's request."""

    outcome = text_field("怎样办的", 3, 200, help_text="如：3月12日到代表家中，代表在纸表上签了名；约定3月15日座谈。")
    helper = form_layout("outcome")


class ReopenAnswerForm(forms.Form):
    """请代表重新填写: why; the deputy reads it."""

    reason = text_field(
        "为什么请代表重新填写",
        3,
        200,
        help_text=f"{DEPUTIES_READ}。如：您3月12日来电，说对办理结果点错了，请重新填写。",
    )
    helper = form_layout("reason")


def mark_radios(question: Question, *more: tuple[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.about, choices=[*grade_choices(question), *more], widget=forms.RadioSelect
    )


class PaperFeedbackForm(forms.Form):
    """What a deputy wrote on the signed form, as it is there. That a row has no mark is said of each, so that
    none is passed over by mistake; it stays without one."""

    deputy = forms.ModelChoiceField(
        Deputy.objects.none(),
        label="代表",
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="送这位代表的那一份，右上角的二维码会认出是谁的，可以不选。",
    )
    comment = text_field("意见和建议", 4, 5000, required=False, help_text="照纸表原文录入，一字不改。")
    signed_on = date_field("代表签名的日期", validators=[not_future])
    came_by = forms.ChoiceField(label="签名表怎样交来", choices=CAME_BACK, widget=forms.RadioSelect)
    scan = FilesField(kind=Attachment.Kind.SIGNED_FORM, label="签名表的扫描件或照片")
    helper = form_layout(
        "deputy",
        Fieldset(
            "请您对办理情况提出意见",
            HTML('<p class="help">照纸表上的“√”录入。没有打“√”的一行，选“纸上没有填”。</p>'),
            *map(InlineRadios, QUESTION_KEYS),
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
        self.fields |= {question.key: mark_radios(question, NOT_FILLED) for question in QUESTIONS}
        self.order_fields(["deputy", *QUESTION_KEYS])
        offered = [one.pk for one in reply.deputies_for_paper()]
        offer_rows(self, "deputy", proposers_of(reply).filter(pk__in=offered))
        asked = {str(one.pk) for one in reply.case.suggestion.proposers}
        noun = reply.case.suggestion.address
        self.fields["deputy"].error_messages["invalid_choice"] = (
            f"这位{noun}已在网上本人反馈，以本人填写的为准，不必再录纸表。"
            if self.data.get(self.add_prefix("deputy")) in asked
            else f"选的不是提出这一件的{noun}，请重新选。"
        )
        for key in QUESTION_KEYS:
            self.fields[key].error_messages["required"] = "请照纸表选一项；纸上没有打“√”的，选“纸上没有填”。"

    def clean(self) -> dict[str, Any]:
        """The code on the scan says whose form it is, and refuses another case's or another round's."""
        said = self.cleaned_data
        found = scans.read_code(said["scan"]) if said.get("scan") else None
        if found and (wrong := self._not_this_one(found)):
            self.add_error("scan", wrong)
        elif found and found.deputy and not said.get("deputy"):
            said["deputy"] = found.deputy
        if not said.get("deputy") and "deputy" not in self.errors:
            self.add_error("deputy", "请选是哪位代表的意见。")
        return said

    def _not_this_one(self, found: scans.ScanCode) -> str:
        case, other = self.reply.case, found.printed.reply
        if other.case_id != case.pk:
            return f"扫描件上的二维码是{other.case.suggestion.short_number}的，不是这一件的，请核对。"
        if other.pk != self.reply.pk:
            return f"扫描件上的二维码是第{other.round}次办理的，不是这一轮的，请核对。"
        chosen = self.cleaned_data.get("deputy")
        if found.deputy and chosen and chosen != found.deputy:
            return f"扫描件上的二维码是送{found.deputy.addressed}的那一份，您选的是{chosen.addressed}，请核对。"
        return ""

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if self.reply.signed_at and day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("不能早于答复签发的日期，请核对纸表。")
        return day

    @property
    def judgement(self) -> Judgement:
        said = self.cleaned_data
        marks = {question: said[question.key] for question in QUESTIONS}
        return judgement_of(
            said, {one: "" if mark == NOT_FILLED[0] else mark for one, mark in marks.items()}, said["deputy"]
        )


class DictatedFeedbackForm(forms.Form):
    """代填: what the deputy told staff, row by row. Complete, as a deputy's own answer is."""

    NEEDED_WHEN: ClassVar = {"comment": "有“不满意”的必填"}

    comment = text_field(
        "意见和建议", 4, 5000, required=False, help_text="照代表的原话写。有不满意的，写明哪里不满意。"
    )
    came_by = forms.ChoiceField(label="代表怎样告诉您的", choices=TOLD, widget=forms.RadioSelect)
    signed_on = date_field("哪一天", validators=[not_future])
    confirmed = forms.BooleanField(label="已逐项念给代表听，代表确认无误")
    helper = form_layout(
        *map(InlineRadios, QUESTION_KEYS),
        "comment",
        InlineRadios("came_by"),
        Field("signed_on", wrapper_class="short"),
        "confirmed",
    )

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wish = wish
        self.fields |= {question.key: mark_radios(question) for question in QUESTIONS}
        self.order_fields(QUESTION_KEYS)
        self.fields["signed_on"].initial = timezone.localdate

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if day < timezone.localdate(self.wish.made_at):
            raise ValidationError("不能早于代表提出代填的日期。")
        return day

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        unhappy = is_dissatisfied({question: said.get(question.key, "") for question in QUESTIONS})
        if unhappy and not said.get("comment") and "comment" not in self.errors:
            self.add_error("comment", "代表有不满意的，请照原话写明哪里不满意。")
        return said

    @property
    def judgement(self) -> Judgement:
        said = self.cleaned_data
        return judgement_of(said, {question: said[question.key] for question in QUESTIONS}, self.wish.deputy)


def judgement_of(said: dict[str, Any], marks: Marks, deputy: Deputy) -> Judgement:
    """What staff enter, with the deputy's name under it."""
    rest = {name: said[name] for name in ("comment", "signed_on", "came_by")}
    return Judgement(marks, **rest, signature_name=deputy.signs_as or deputy.name)


GO_ON = ("", "还要再联系")

FITS = {Attempt.Conclusion.REFUSED: Attempt.Outcome.DECLINED, Attempt.Conclusion.UNREACHED: Attempt.Outcome.MISSED}

# 未反馈 is not the outcome of an attempt: it is written down once the term is past (silence).
HEARD = [(one.value, one.label) for one in Attempt.Outcome if one != Attempt.Outcome.NO_WORD]


class AttemptForm(forms.Form):
    """When and how, what came of it, and whether the unit goes on trying."""

    on = date_field("日期", validators=[not_future])
    way = forms.ChoiceField(label="方式", choices=Attempt.Way.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="结果", choices=HEARD, widget=forms.RadioSelect)
    note = text_field("经过", 3, 300, help_text="打的哪个电话、谁接的、代表怎么说的。拒签的，写明代表说的理由。")
    conclusion = forms.ChoiceField(
        label="接下来",
        choices=[GO_ON, *((one.value, one.label) for one in FITS)],
        required=False,
        widget=forms.RadioSelect,
        help_text="选“拒签”“联系不上”的，不再发提醒，办结时写进办理情况表；代表以后自己反馈的，以代表的为准。",
    )
    key = proposals_forms.key_field()
    helper = form_layout(
        Field("on", wrapper_class="short"),
        InlineRadios("way"),
        InlineRadios("outcome"),
        "note",
        InlineRadios("conclusion"),
        "key",
    )

    def __init__(self, *args: Any, reply: Reply, deputy: Deputy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply, self.deputy = reply, deputy
        self.fields["on"].initial = timezone.localdate
        self.fields["conclusion"].initial = ""

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("不能早于答复签发的日期。")
        return day

    def _too_little(self, on: dt.date) -> str:
        return attempts.not_tried_enough(self.reply, self.deputy, on)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        conclusion, outcome, on = said.get("conclusion"), said.get("outcome"), said.get("on")
        if conclusion and outcome and FITS[conclusion] != outcome:
            wanted = Attempt.Outcome(FITS[conclusion]).label
            self.add_error("conclusion", f"“{conclusion}”要和结果对得上：结果应是“{wanted}”。")
        elif conclusion == Attempt.Conclusion.UNREACHED and on and (why := self._too_little(on)):
            self.add_error("conclusion", why)
        return said

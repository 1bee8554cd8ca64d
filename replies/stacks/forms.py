"""A stack handed in; one sheet entered; whose a sheet is."""

import datetime as dt
import re
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.models import Deputy, User
from proposals.web import fields as proposals_forms
from proposals.web.fields import DayField, FilesInput, form_layout, not_future, offer_choices, offer_rows, text_field
from replies.feedback.actions import Judgement
from replies.feedback.forms import CAME_BACK, NOT_FILLED, judgement_of, mark_radios
from replies.letter.questions import QUESTION_KEYS, QUESTIONS
from replies.models import Reply, StackSheet
from replies.models.reply import proposers_of
from replies.stacks.given import read_given
from replies.stacks.sorted import list_open_rounds

WRITTEN_DAY = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?$")
FOLDER = "{% include 'replies/stacks/_folder.html' %}"  # a folder of photos, by a button of its own
SLIP = dt.timedelta(days=60)
BARE_DAY = re.compile(r"(\d{4})?(\d{2})(\d{2})$")


class StackField(forms.FileField):
    """One PDF, one ZIP, or many photos. Cleans to what given.read_given says."""

    widget = FilesInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".pdf,.zip,.jpg,.jpeg,.png"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in data or [] if file]
        return read_given(files)


class StackForm(forms.Form):
    """一叠签名表."""

    scans = StackField(
        label="扫描件或照片",
        help_text="一个 PDF（双面扫成一个文件）、一个 ZIP，或者一次选许多张照片。最多400页、100兆。",
    )
    came_by = forms.ChoiceField(
        label="这一叠怎样交来", choices=CAME_BACK, widget=forms.RadioSelect, help_text="怎样交来不一样的，分开交。"
    )
    key = proposals_forms.key_field()
    helper = form_layout("scans", HTML(FOLDER), InlineRadios("came_by"), "key")


class WrittenDay(DayField):
    """A day as one types it from paper: 1124, 11.24, 11月24日; the year may be left out."""

    def to_python(self, value: Any) -> dt.date | None:
        typed = re.sub(r"\s", "", str(value or ""))
        found = WRITTEN_DAY.match(typed) or BARE_DAY.match(typed)
        if not found:
            return super().to_python(value)
        today = timezone.localdate()
        year, month, day = (int(part) if part else today.year for part in found.groups())
        try:
            said = dt.date(year, month, day)
            # 12月30日 typed in January is of the year before; tomorrow is a slip, and is told so (not_future)
            of_this_year = found.group(1) or said <= today + SLIP
            return said if of_this_year else said.replace(year=year - 1)
        except ValueError:
            raise ValidationError("没有这一天，请核对。") from None


class SheetForm(forms.Form):
    """What a deputy wrote on the sheet: one choice a row, the words, the day, and that it is signed."""

    deputy = forms.ModelChoiceField(
        Deputy.objects.none(), label="是哪位代表的", widget=forms.RadioSelect, empty_label=None
    )
    comment = text_field("意见和建议", 3, 5000, required=False)
    signed = forms.BooleanField(label="纸上有本人签名", error_messages={"required": "纸上没有签名的，先存疑。"})
    signed_on = WrittenDay(
        label="签名日期",
        validators=[not_future],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "如 1124", "autocomplete": "off"}),
        error_messages={"invalid": "请写签名的日期，如1124、11月24日。"},
    )
    seen = proposals_forms.seen_field()

    def __init__(self, *args: Any, sheet: StackSheet, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.reply = sheet, reply
        self.fields |= {question.key: mark_radios(question, NOT_FILLED) for question in QUESTIONS}
        for key in QUESTION_KEYS:
            self.fields[key].error_messages["required"] = "请照纸表选一项；没有打“√”的，选“纸上没有填”。"
        self.fields["seen"].initial = sheet.version
        if sheet.deputy:
            del self.fields["deputy"]
        else:
            given = reply.feedback.filter(is_current=True).values("deputy")
            offer_rows(self, "deputy", proposers_of(reply).exclude(pk__in=given))

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if self.reply.signed_at and day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("不能早于答复签发的日期，请核对纸表。")
        return day

    @property
    def whose(self) -> Deputy:
        """Whose opinion it is, once the form is valid."""
        return self.sheet.deputy or self.cleaned_data["deputy"]

    @property
    def judgement(self) -> Judgement:
        said = {**self.cleaned_data, "came_by": self.sheet.stack.came_by}
        marks = {question: said[question.key] for question in QUESTIONS}
        read = {question: "" if mark == NOT_FILLED[0] else mark for question, mark in marks.items()}
        return judgement_of(said, read, self.whose)


class AssignForm(forms.Form):
    """Whose form a sheet is: one of those that may be entered now."""

    whose = forms.ChoiceField(label="是谁的表", error_messages={"required": "请选是哪一件、哪位代表的表。"})
    against = forms.BooleanField(label="看过纸上的件号和签名，确实是这位代表的", required=False)
    seen = proposals_forms.seen_field()

    def __init__(self, *args: Any, user: User, sheet: StackSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = sheet.version
        self.sheet = sheet
        if not sheet.code_said:
            del self.fields["against"]
        self.rounds = {reply.pk: reply for reply in list_open_rounds(user)}
        offered: list[tuple[str, Any]] = [("", "请选")]
        for reply in self.rounds.values():
            suggestion = reply.case.suggestion
            people = [(f"{reply.pk}-{one.pk}", f"{suggestion.short_number} {one}") for one in suggestion.proposers]
            offered.append((f"{suggestion.short_number} {suggestion.title[:24]}", people))
        offer_choices(self, "whose", offered)
        if sheet.reply and sheet.deputy:
            self.fields["whose"].initial = f"{sheet.reply.pk}-{sheet.deputy.pk}"

    def clean(self) -> dict[str, Any]:
        """What the code on the paper says is not set aside without a look at the paper."""
        said = self.cleaned_data
        if said.get("whose") and self.sheet.code_said and not said["against"]:
            reply, deputy = self.chosen
            if not self.sheet.is_coded_for(reply, deputy):
                self.add_error(
                    "against", f"二维码认出的是{self.sheet.code_said}，和选的不一样。请看纸，确实不是的才勾选。"
                )
        return said

    @property
    def chosen(self) -> tuple[Reply, Deputy]:
        reply, deputy = map(int, self.cleaned_data["whose"].split("-"))
        found = self.rounds[reply]
        return found, next(one for one in found.case.suggestion.proposers if one.pk == deputy)

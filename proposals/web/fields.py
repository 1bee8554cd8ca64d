"""Fields and forms of the suggestion's side."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone

from proposals.bounded.limits import Unreadable
from proposals.bounded.scanner import scan_bytes
from proposals.cases import attachments
from proposals.formats.plain_text import MOST_LINES, find_fault, make_plain
from proposals.formats.written_days import lacks_year, split_day, squeeze_day

# What a page says whose hidden fields did not come along.
INCOMPLETE = "页面不完整，请刷新后再交一次。"
INCOMPLETE_FIELD = dict.fromkeys(("required", "invalid"), INCOMPLETE)


class PlainText(forms.CharField):
    """Plain text as people paste it (make_plain); in many lines only where the widget has them."""

    def to_python(self, value: Any) -> str:
        text = make_plain(super().to_python(value) or "", one_line=not isinstance(self.widget, forms.Textarea))
        return text.strip() if self.strip else text

    def validate(self, value: str) -> None:
        super().validate(value)
        too_long = self.max_length is not None and len(value) > self.max_length  # the field says so itself
        if not too_long and (fault := find_fault(value)):
            raise ValidationError(fault)


class Words(PlainText):
    """Plain text in no more lines than the paper form takes."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if (lines := value.count("\n") + 1) > MOST_LINES:
            raise ValidationError(f"分了{lines}行，最多{MOST_LINES}行。请去掉空行，或者把几行并成一段。")


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes no arguments at run time
    """Rows chosen by their ids; a number too large for any row, or in other digits, is a wrong choice too."""

    def clean(self, value: Any) -> Any:
        try:
            if all(str(one).isascii() for one in value or ()):
                return super().clean(value)
        except OverflowError:
            pass
        raise ValidationError("请从列出的里面选。")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file, or the photographed pages of one paper. Cleans to what `attachments.store` takes in, or None."""

    widget = FilesInput

    def __init__(self, *, kind: str, **options: Any) -> None:
        self.kind = kind
        options.setdefault("help_text", "可以选一个PDF，也可以一次选几张照片，会按次序合成一份。")
        super().__init__(**options)
        self.error_messages |= {"required": "请选择文件。", "empty": "文件是空的，请重新选择。"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": attachments.accepted_types(self.kind)}

    def clean(self, data: "list[UploadedFile[bytes]] | None", initial: Any = None) -> attachments.CheckedFile | None:
        files = [file for file in data or [] if file]
        if not files:
            super().clean(None, initial)
            return None
        return attachments.check_files(files, self.kind)


# What a form says of words that go to the deputies as they are written: by message, on paper or in 我的建议.
DEPUTIES_READ = "代表会看到这段话"

DASHES = BLANK_CHOICE_DASH[0][1]  # Django's own empty choice


def offer_rows(form: forms.BaseForm, field: str, rows: QuerySet[Model]) -> None:
    """Let the field be chosen from these rows; where none is chosen yet it says so in words, not in dashes."""
    choice = cast("forms.ModelChoiceField[Model]", form.fields[field])
    choice.queryset = rows
    if choice.empty_label == DASHES:
        choice.empty_label = "请选择"


def offer_choices(form: forms.BaseForm, field: str, choices: Iterable[tuple[str | int, Any]]) -> None:
    """Let the field be chosen from these values, each with its label or a group of them."""
    cast(forms.ChoiceField, form.fields[field]).choices = list(choices)


def label_choice(form: forms.BaseForm, field: str, value: object) -> str:
    """What is read for a value of that field."""
    choices = cast("list[tuple[object, str]]", cast(forms.ChoiceField, form.fields[field]).choices)
    return str(dict(choices)[value])


def text_field(label: str, rows: int, longest: int, **options: Any) -> Words:
    """A text area for words."""
    return Words(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options)


def not_future(day: dt.date) -> None:
    """Raise ValidationError for a day later than today."""
    if day > timezone.localdate():
        raise ValidationError("日期不能晚于今天。")


class DayField(forms.DateField):
    """A day as the browser's own field sends it, or as people write it: 2027-01-18, 2027年1月18日, 2027/1/18."""

    def to_python(self, value: Any) -> dt.date | None:
        written = squeeze_day(value) if isinstance(value, str) else ""
        if lacks_year(written):
            raise ValidationError("没有写年份，请写全，如“2027-03-01”或“2027年3月1日”。")
        if whole := split_day(written):
            try:
                return dt.date(*whole)
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)


def date_field(label: str, **options: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, **options)


def seen_field() -> forms.IntegerField:
    """The version of the case that the page showed (workflow.perform refuses an older one)."""
    return forms.IntegerField(widget=forms.HiddenInput, error_messages=INCOMPLETE_FIELD)


def key_field() -> forms.UUIDField:
    """Made when the page is drawn: the same form sent twice makes one row."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=INCOMPLETE_FIELD)


LIST_KINDS = "Excel 文件（.xlsx、.xls、.xlsb），也可以是 CSV、.ods 或从网上系统导出的网页式 .xls，最大10兆"


class WorkbookField(forms.FileField):
    """An upload that is read once and not kept; the office's virus scanner has looked at it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                scan_bytes(file.read(), attachments.clean_name(file.name or ""))
            except Unreadable as refusal:
                raise ValidationError(str(refusal)) from None
            file.seek(0)
        return file


def workbook_field(label: str, *, of_lists: bool = False) -> forms.FileField:
    """An upload of a workbook; a list may also come as text or as a page that a system on the web gives out."""
    more = ".txt,.ods,.html,.htm" if of_lists else ".ods"
    return WorkbookField(
        label=label,
        help_text=LIST_KINDS if of_lists else "",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": f".xlsx,.xls,.xlsb,.csv,{more}"}),
    )


def form_layout(*parts: Any) -> FormHelper:
    """The order and shape of a form's fields; the page writes the form tag and the buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*parts)
    return helper

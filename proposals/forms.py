"""Fields and forms of the suggestion's side."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from proposals import attachments
from proposals.models import Handling, Role, Unit, User
from proposals.workflow import Transition

# Line ends of Windows, of Word (soft break, page break) and of the web.
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, marks without a shape (zero width, text direction), halves of pairs, points that stand for nothing.
UNSEEN = ("Cc", "Cf", "Cs", "Cn")
MOST_LINES = 900  # the paper form takes no more paragraphs in one text


class Words(forms.CharField):
    """Plain text as people paste it: one kind of line end, and nothing in it that cannot be seen or printed. In a
    field of one line a line end is a blank."""

    def to_python(self, value: Any) -> str:
        text = LINE_END.sub("\n", super().to_python(value))
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in UNSEEN)
        if not isinstance(self.widget, forms.Textarea):
            text = re.sub(r"\s*[\n\t]\s*", " ", text)
        return text.strip() if self.strip else text

    def validate(self, value: str) -> None:
        super().validate(value)
        if (lines := value.count("\n") + 1) > MOST_LINES:
            raise ValidationError(f"分了{lines}行，最多{MOST_LINES}行。请去掉空行，或者把几行并成一段。")


class Several(forms.ModelMultipleChoiceField):
    """Rows chosen by their ids; a number too large for any row is a wrong choice like another."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError("请从列出的里面选。") from None


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
        return {**super().widget_attrs(widget), "accept": attachments.accept(self.kind)}

    def clean(self, data: list[UploadedFile] | None, initial: Any = None) -> attachments.Taken | None:
        files = [file for file in data or [] if file]
        if not files:
            super().clean(None, initial)
            return None
        return attachments.take(files, self.kind)


class StepForm(forms.Form):
    """A plain step of the table: what must be written, and the version of the case the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment = Words(label="说明", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, case: Handling, step: Transition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case, self.step = case, step
        self.fields["seen"].error_messages = dict.fromkeys(("required", "invalid"), "页面不完整，请刷新后再提交。")
        if step.needs:
            self.fields["comment"].label = step.needs
            self.fields["comment"].required = True

    @property
    def data_for_event(self) -> dict[str, Any]:
        return {}


class AskReturnForm(StepForm):
    """申请退办 (SH 14): why, whose it is instead, and which leader of the unit agrees."""

    proposed_unit = Words(
        label="建议改由哪个单位办理", max_length=60, help_text="请写单位名称；拿不准时写“请区政府办公室确定”。"
    )
    leader = forms.ModelChoiceField(User.objects.none(), label="同意退办的局领导", empty_label="请选择")
    consent = forms.BooleanField(label="已向这位领导当面或书面报告，领导同意退办")

    field_order = ("comment", "proposed_unit", "leader", "consent", "seen")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = {"memberships__unit": self.case.unit_id, "memberships__role": Role.LEADER}
        leaders = User.objects.filter(is_active=True, memberships__is_active=True, **held)
        self.fields["leader"].queryset = leaders

    @property
    def data_for_event(self) -> dict[str, Any]:
        return {"proposed_unit": self.cleaned_data["proposed_unit"], "leader": self.cleaned_data["leader"].name}


class AgreeReturnForm(StepForm):
    """同意退办 (SH 14), and where it is known already, whose it is from now on."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="同时改由哪个单位办理",
        required=False,
        empty_label="先不改办，以后再定",
        help_text="选了的，马上交给这个单位，从今天起计算它的期限。",
    )
    field_order = ("comment", "unit", "seen")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.case.helps:
            del self.fields["unit"]
            return
        there = self.case.suggestion.handlings.values("unit")
        units = Unit.objects.filter(is_active=True, kind="bureau").exclude(pk__in=there)
        self.fields["unit"].queryset = units
        asked = self.case.events.filter(action="ask_return").last()
        proposed = asked.data.get("proposed_unit", "") if asked else ""
        self.fields["unit"].initial = next((one for one in units if proposed in (one.name, one.short_name)), None)


class WithdrawForm(StepForm):
    """代表撤回 (SH 10): by all who signed, in writing; it cannot be undone."""

    all_signed = forms.BooleanField(label="全体提出人都已书面申请撤回")

    field_order = ("comment", "all_signed", "seen")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        proposers = self.case.suggestion.proposers
        self.fields[
            "all_signed"
        ].label = f"{self.case.suggestion.proposer_names}（共{len(proposers)}位）都已书面申请撤回"


def step_form(name: str) -> type[StepForm]:
    own = {"ask_return": AskReturnForm, "agree_return": AgreeReturnForm, "withdraw": WithdrawForm}
    return own.get(name, StepForm)

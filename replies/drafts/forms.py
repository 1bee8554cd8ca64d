"""Writing the reply: every text of a version. Nothing is required to save; what is still missing is listed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from proposals.models import Case
from proposals.web.fields import PlainText, Words, form_layout, offer_choices, seen_field, text_field
from replies.drafts.promise_rows import PromisesField
from replies.letter.merge import IN_PARAGRAPHS, count_open
from replies.letter.snapshot import MAX_BODY, MAX_NAMES, MAX_NAMES_TEXT, MAX_PLACE
from replies.models import Classification, Disclosure, Draft

# As on page 2 of the form: two rows of three, and two columns of two with one alone.
CLASSIFICATION = [
    (
        "建议性意见",
        [
            (value, value.label)
            for value in (Classification.ADOPTED, Classification.STUDYING, Classification.REFERENCE)
        ],
    ),
    (
        "具体操作性意见",
        [(value, value.label) for value in (Classification.SOLVED, Classification.SOLVING, Classification.HARD)],
    ),
]
DISCLOSURE = [
    ("主动公开", [(Disclosure.OPEN_FULL, "全文公开"), (Disclosure.OPEN_SUMMARY, "摘要公开")]),
    ("依申请公开", [(Disclosure.ASKED_FULL, "全文公开"), (Disclosure.ASKED_SUMMARY, "摘要公开")]),
    (Disclosure.CLOSED, "不公开"),
]
# What is typed freely, of all that a person writes.
WORDS = [
    field.name
    for field in Draft._meta.concrete_fields
    if field.name in Draft.TEXTS and isinstance(field, models.CharField | models.TextField) and not field.choices
]

# A text whose lines may be tables: pasted ones become such lines, a grid writes them (static/js/drafts/tables.js).
TABLES = {"data-tables": ""}


def text_area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class OpinionForm(forms.ModelForm[Draft]):
    """会办意见: a letter to the 主办 unit, no form around it. `base` is the version the page started from."""

    body = Words(
        label="正文",
        required=False,
        max_length=MAX_BODY,
        widget=text_area(26, spellcheck="false", **TABLES),
        help_text="一行一段，“一、（一）1.（1）”开头的排成标题。不是标题的，行首空一格（一个全角空格）。",
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = seen_field()

    class Meta:
        model = Draft
        fields: tuple[str, ...] = ("title", "body", "contact", "phone")
        labels = {"title": "标题"}
        field_classes = dict.fromkeys(("title", "contact", "phone"), Words)

    def clean(self) -> dict[str, Any]:
        """Where two texts were merged and both changed a paragraph, a person has chosen."""
        for name in set(IN_PARAGRAPHS) & set(self.cleaned_data):
            if places := count_open(self.cleaned_data[name] or ""):
                self.add_error(
                    name, f"还有{places}处两边都改了的地方没有选。请留一种写法，把另一种和【】里的提示删掉。"
                )
        return super().clean() or self.cleaned_data

    @property
    def texts(self) -> dict[str, Any]:
        """The texts of a version, as Draft.texts() has them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DraftForm(OpinionForm):
    """The letter and everything the form says."""

    promises = PromisesField(
        label="承诺事项和完成日期",
        required=False,
        help_text="“正在研究”“正在解决”的，一项一行写明要做成什么事、哪天做成。签发以后记入承诺台账，到期提醒。",
    )

    class Meta:
        model = Draft
        fields = Draft.TEXTS
        field_classes = dict.fromkeys(WORDS, Words)
        widgets = {
            "handling": text_area(5, **TABLES),
            "annexes": text_area(2),
            "copies_to": text_area(2),
            "summary": text_area(4),
            "classification": forms.RadioSelect,
            "disclosure": forms.RadioSelect,
        }
        help_texts = {
            "handling": "表上的一栏。写不下的会自动另起一页，栏里注明“详见附件”。",
            "document_number": "如：宝民〔2024〕12号",
            "disclosure_reason": "依申请公开、不公开的，写明理由。",
            "summary": "选了摘要公开的，写要公开的内容。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "classification", CLASSIFICATION)
        offer_choices(self, "disclosure", DISCLOSURE)

    def clean_annexes(self) -> str:
        return self._no_longer_than_the_letter("annexes", "附件")

    def clean_copies_to(self) -> str:
        return self._no_longer_than_the_letter("copies_to", "单位")

    def _no_longer_than_the_letter(self, name: str, what: str) -> str:
        written: str = self.cleaned_data[name]
        lengths = [len(line.strip()) for line in written.splitlines() if line.strip()]
        if len(lengths) > MAX_NAMES or max(lengths, default=0) > MAX_PLACE or sum(lengths) > MAX_NAMES_TEXT:
            raise ValidationError(
                f"印不下：一行写一个{what}，最多{MAX_NAMES}个、共{MAX_NAMES_TEXT}字，一个最多{MAX_PLACE}字。"
            )
        return written


def form_for(case: Case) -> type[OpinionForm]:
    return OpinionForm if case.helps else DraftForm


class OverrideForm(forms.Form):
    """Why an error the checker found is kept. `finding` names it (findings.key_of)."""

    reason = text_field("不改的理由", 3, 200, help_text="审核的人会看到。这句话一改，理由就不再算数。")
    finding = forms.CharField(widget=forms.HiddenInput, max_length=64)
    helper = form_layout("reason", "finding")


class NumberForm(forms.Form):
    """The own 发文字号 of the letter of a joined case (并案)."""

    document_number = PlainText(
        label="发文字号", max_length=40, required=False, help_text="本件答复自己的文号，如：宝民〔2024〕12号"
    )
    helper = form_layout("document_number")

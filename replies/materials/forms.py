"""A material for the folder of a case."""

from crispy_forms.helper import FormHelper
from django import forms

from proposals.models import Attachment
from proposals.web.fields import FilesField, Words, form_layout


class MaterialForm(forms.Form):
    """The file, and a word on what it is."""

    said = Words(
        label="是什么",
        max_length=60,
        help_text="一句话，如“2026年社区工作者薪酬汇总表”。作为答复的附件时，附件栏里就写这个名称。",
    )
    file = FilesField(
        kind=Attachment.Kind.MATERIAL,
        label="文件",
        help_text="照片（几张按次序合成一份）、PDF、Word（.docx）、Excel（.xlsx）。",
    )

    @property
    def helper(self) -> FormHelper:
        return form_layout("said", "file")

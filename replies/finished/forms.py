"""The forms of 补录: the upload of a list, and the original of one reply."""

from crispy_forms.helper import FormHelper
from django import forms

from proposals.models import Attachment
from proposals.web.fields import FilesField, form_layout


class FinishedListForm(forms.Form):
    """The upload of a list of finished years."""

    file = forms.FileField(
        label="往年办结件名单",
        help_text="Excel 文件（.xlsx、.xls、.xlsb），也可以是 CSV、.ods 或从网上系统导出的网页式 .xls，最大10兆",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsb,.csv,.txt,.ods,.html,.htm"}),
    )


class FinishedFileForm(forms.Form):
    """The original of a reply that was given before: a scan, photos of its pages, or the Word file."""

    original = FilesField(
        kind=Attachment.Kind.REPLY,
        label="答复原件",
        help_text="扫描件（PDF）、照片（几张合成一份），或者 Word 文件（.docx）：Word 的正文会取出来，以后查得到。",
    )

    @property
    def helper(self) -> FormHelper:
        return form_layout("original")

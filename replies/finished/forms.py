"""The forms of 补录: the upload of a list, and the original of one reply."""

from crispy_forms.helper import FormHelper
from django import forms

from proposals.models import Attachment
from proposals.web.fields import FilesField, form_layout, workbook_field


class FinishedListForm(forms.Form):
    """The upload of a list of finished years."""

    file = workbook_field("往年办结件名单", of_lists=True)


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

"""补充原件."""

from crispy_forms.helper import FormHelper
from django import forms

from proposals.models import Attachment
from proposals.web.fields import FilesField, form_layout


class OriginalForm(forms.Form):
    """The scan, the photos of its pages, or the Word file of a suggestion."""

    original = FilesField(
        kind=Attachment.Kind.SUGGESTION,
        label="建议原件",
        help_text="扫描件（PDF）、照片（几张按次序合成一份）、Word（.docx）、Excel（.xlsx）；在页面里就能看，写答复时放在旁边。",
    )

    @property
    def helper(self) -> FormHelper:
        return form_layout("original")

"""Fields and forms of the suggestion's side."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from proposals import attachments


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

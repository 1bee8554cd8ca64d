"""留言."""

from django import forms

from proposals.web.fields import Words, key_field


class NoteForm(forms.Form):
    """A note for colleagues: a few lines, in which @ and a name tell that person."""

    key = key_field()
    text = Words(
        label="给同事留言",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "给同事留言，输入@找人"}),
        error_messages={"required": "请写下要留的话。"},
    )

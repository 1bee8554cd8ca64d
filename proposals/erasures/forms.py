"""What is looked for, and what is asked."""

from typing import Any

from django import forms

from proposals.models import Erasure
from proposals.web.fields import PlainText, form_layout, key_field, text_field

LEAST, LINES_MOST, LONGEST = 2, 10, 500
HOW_MUCH = [("words", "只清这几个字，其余的话还能看"), ("whole", "凡有这几个字的，整段清除")]


class WordsForm(forms.Form):
    """The exact words, a line each. They are looked for and kept nowhere."""

    words = text_field(
        "要清除的字",
        3,
        LINES_MOST * LONGEST,
        help_text="一行一处，一个字也不能差；原文换了行的，分两行写。这里写的不保存。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = form_layout(*[name for name in self.fields if name not in self.held_by_page])

    held_by_page: tuple[str, ...] = ()

    def clean_words(self) -> list[str]:
        words = list(dict.fromkeys(line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()))
        if short := [word for word in words if len(word) < LEAST]:
            raise forms.ValidationError(f"“{short[0]}”太短，会找出许多不相干的，请多写几个字。")
        if len(words) > LINES_MOST or any(len(word) > LONGEST for word in words):
            raise forms.ValidationError(f"一次最多{LINES_MOST}行，一行最多{LONGEST}个字。")
        return words


class AskForm(WordsForm):
    """What is asked for, and why. The reason stays for ever: the words may not stand in it."""

    held_by_page = ("words",)
    law = forms.ChoiceField(label="依据", choices=Erasure.Law.choices, widget=forms.RadioSelect)
    reason = PlainText(
        label="原因",
        max_length=200,
        help_text="会一直留着，不能把要清除的字写进来。如“经办人误录涉密内容，保密办第3号通知”。",
    )
    how_much = forms.ChoiceField(label="清除多少", choices=HOW_MUCH, widget=forms.RadioSelect)
    key = key_field()

    def clean(self) -> None:
        said = self.cleaned_data.get("reason", "")
        if any(word in said for word in self.cleaned_data.get("words", ())):
            self.add_error("reason", "原因里有要清除的字，会一直留着。请换一种说法。")


class TickForm(forms.Form):
    """How a backup was destroyed."""

    how = PlainText(label="怎样销毁的", max_length=100)

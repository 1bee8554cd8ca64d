"""The forms of 并案 and 拆开."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from proposals.models import Case, User
from proposals.web.fields import form_layout, offer_choices, seen_field, text_field
from proposals.web.middleware import MOST_KEY
from replies.joint.candidates import Candidate


class JoinForm(forms.Form):
    """Which other suggestion, and which of the two leads."""

    THIS, OTHER = "this", "other"

    other = forms.IntegerField(
        label="和哪一件并案",
        min_value=1,
        max_value=MOST_KEY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "请选一件。"),
    )
    lead = forms.ChoiceField(
        label="哪一件作主件",
        widget=forms.RadioSelect,
        help_text="期限早的作主件。答复在主件那里起草、审核、签发，一次办好；每一件仍各有各的答复。",
    )
    comment = text_field(
        "为什么并案", 3, 300, required=False, help_text="可以不填，如“内容相同，都是要求增设助餐点”。"
    )
    tell = forms.BooleanField(label="发短信、邮件告知两件的代表", required=False)
    seen = seen_field()
    helper = form_layout("other", "lead", "comment", "tell", "seen")

    def __init__(self, *args: Any, case: Case, user: User, fitting: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen_by, self.chosen = user, case
        number = case.suggestion.short_number
        widget = cast(forms.RadioSelect, self.fields["other"].widget)
        widget.choices = [(one.case.pk, one.described) for one in fitting]
        offer_choices(self, "lead", [(self.THIS, f"本件（{number}）"), (self.OTHER, "选中的那一件")])

    def clean_other(self) -> int:
        """Any case that the person may open: why it does not fit is said by the action."""
        key: int = self.cleaned_data["other"]
        found = Case.objects.visible_to(self.seen_by).for_lists().filter(pk=key).first()
        if found is None:
            raise ValidationError("请从列出的里面选。")
        self.chosen = found
        return key

    @property
    def leads(self) -> bool:
        """Whether the case of the page is the leading one."""
        return bool(self.cleaned_data["lead"] == self.THIS)


class SplitForm(forms.Form):
    """拆开: why."""

    comment = text_field("拆开的理由", 3, 300)
    tell = forms.BooleanField(label="发短信、邮件告知代表", required=False)
    seen = seen_field()
    helper = form_layout("comment", "tell", "seen")

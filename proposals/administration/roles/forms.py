"""The forms of the roles' page: several decided at once, one ended."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from proposals.administration.roles.queries import decidable_proposals
from proposals.models import Role, User
from proposals.web.fields import PlainText, Several, offer_rows

CONFIRM, REFUSE = "confirm", "refuse"


class DecideForm(forms.Form):
    """The proposals ticked, and what is decided of all of them."""

    step = forms.ChoiceField(
        choices=[(CONFIRM, "确认"), (REFUSE, "不同意")],
        error_messages={"required": "请用“确认”或“不同意”这两个按钮办。"},
    )
    chosen = Several(queryset=None, error_messages={"required": "请先勾选要办的申请。"})
    reason = PlainText(label="不同意的理由", required=False, max_length=200)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_rows(self, "chosen", decidable_proposals(user))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("step") == REFUSE and not said.get("reason"):
            raise ValidationError("不同意的，请写一句理由，申请人会看到。")
        return said

    @property
    def ticked(self) -> set[str]:
        return set(cast("QueryDict", self.data).getlist("chosen")) if self.is_bound else set()


class EndForm(forms.Form):
    reason = PlainText(label="为什么取消", max_length=100, help_text="如“调离”“不再分管”，会写进记录")


HELD = [("", "全部"), *[(role, Role(role).label) for role in Role.granted()]]


class HeldFilter(forms.Form):
    """What the address of the list says; a word that nothing means narrows nothing."""

    q = PlainText(required=False, max_length=60)
    show = forms.ChoiceField(required=False, choices=HELD)

    def said(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

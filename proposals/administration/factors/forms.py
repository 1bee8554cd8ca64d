"""The forms of the second step."""

from typing import Any

from django import forms

from proposals.administration.factors.demands import Demand, list_demands
from proposals.administration.frame import SeenField
from proposals.formats.chinese import half
from proposals.models import Role
from proposals.web.fields import PlainText


def squeeze_code(typed: str) -> str:
    """A code as it is compared: without blanks, in plain figures."""
    return "".join(half(typed).split())


class CodeForm(forms.Form):
    """Six figures from the telephone, or a code from paper; blanks and full-width figures do no harm."""

    factor_code = PlainText(
        label="验证码",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": "请输验证码。"},
    )

    def clean_factor_code(self) -> str:
        return squeeze_code(str(self.cleaned_data["factor_code"]))


class DemandsForm(forms.Form):
    """A row for each role: at signing in, and before each signature."""

    seen = SeenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = list_demands()
        for role, demand in self.now.items():
            self.fields[f"daily_{role}"] = forms.BooleanField(required=False, initial=demand.daily)
            self.fields[f"signing_{role}"] = forms.BooleanField(required=False, initial=demand.signing)

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """The name of each role and its two boxes."""
        return [(Role(role).label, self[f"daily_{role}"], self[f"signing_{role}"]) for role in self.now]

    @property
    def wished(self) -> dict[str, Demand]:
        said = self.cleaned_data
        return {role: Demand(said[f"daily_{role}"], said[f"signing_{role}"]) for role in self.now}

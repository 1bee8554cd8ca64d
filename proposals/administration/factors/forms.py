"""The forms of the second step."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from proposals.administration.factors.demands import Demand, list_demands
from proposals.administration.factors.keys import LONGEST
from proposals.administration.frame import SeenField
from proposals.formats.chinese import half
from proposals.models import Role
from proposals.web.fields import PlainText

NO_CODE = "请输验证码。"
NO_SCRIPT = "没有收到密钥的回答。登记密钥要打开浏览器的脚本；换一种方式，可以绑定手机。"


def squeeze_code(typed: str) -> str:
    """A code as it is compared: without blanks, in plain figures."""
    return "".join(half(typed).split())


@dataclass(frozen=True)
class Ways:
    """With what a person proves to be the one: a telephone, keys; with neither, codes from paper alone."""

    telephone: bool = True
    keys: bool = False


class ProofInput(forms.TextInput):
    """A code, or below it the button that asks a security key (`beside` the rest of a form: else the page has the
    button where it likes); what the key says comes in place of the code."""

    ways, beside = Ways(), False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(f"{name}_key") or super().value_from_datadict(data, files, name)

    def format_value(self, value: Any) -> str | None:
        return None if is_of_key(str(value or "")) else super().format_value(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = super().render(name, value, attrs, renderer)
        if not (self.ways.keys and self.beside):
            return drawn
        facts = {"name": name, "form": self.attrs.get("form")}
        return drawn + render_to_string("proposals/administration/factors/_key.html", facts)


class ProofField(PlainText):
    """Six figures from the telephone, a code from paper, or the answer of a key."""

    widget = ProofInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "验证码", "max_length": LONGEST, **options})
        self.widget.attrs.update(
            {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "maxlength": 40}
        )

    def offer(self, ways: Ways, *, beside: bool = True) -> None:
        """Ask as this person can answer."""
        self.widget.ways, self.widget.beside = ways, beside
        if not ways.telephone:
            self.label = "备用码"

    def to_python(self, value: Any) -> str:
        return str(value) if is_of_key(str(value or "")) else super().to_python(value)

    def validate(self, value: str) -> None:
        if not is_of_key(value):
            super().validate(value)

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        return said if is_of_key(said) else squeeze_code(said)


def is_of_key(said: str) -> bool:
    """Whether it is what the script has from a key; a code begins with no brace."""
    return said.startswith("{")


class CodeForm(forms.Form):
    """One proof; blanks and full-width figures do no harm. `asks` is False where it was brought a moment ago."""

    factor_code = ProofField(error_messages={"required": NO_CODE})
    asks = True

    def __init__(self, *args: Any, ways: Ways | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("ProofField", self.fields["factor_code"])
        field.offer(ways or Ways(), beside=False)
        if ways and ways.keys:
            field.required = False  # the key comes first
        else:
            field.widget.attrs["autofocus"] = True

    def clean_factor_code(self) -> str:
        said = str(self.cleaned_data["factor_code"])
        if self.asks and not said:
            raise forms.ValidationError(NO_CODE)
        return said


class KeyForm(forms.Form):
    """A security key that is registered: what its owner calls it, and what it said."""

    key_name = PlainText(
        label="名称",
        max_length=40,
        help_text="好认就行，如“蓝色U盘样的”“办公室那把”",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请给这把密钥起个名称。"},
    )
    key_new = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST, error_messages={"required": NO_SCRIPT})


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

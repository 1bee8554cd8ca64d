"""The first page of an empty installation."""

from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from proposals.administration.setup.first import FirstPerson, is_first_code, kinds_of_first, why_not_first
from proposals.models import Role, UnitKind
from proposals.web.fields import PlainText, form_layout

OF = (("admin", Role.ADMIN), ("grants", Role.GRANTS), ("auditor", Role.AUDITOR))

DOES = {
    "admin": "登记单位、人员、代表",
    "grants": "确认每个人的角色",
    "auditor": "查看记录；一个单位自己用的可以空着，由授权管理员兼",
}


class MessageForm(forms.Form):
    """Where the test message goes."""

    to = forms.EmailField()


class FirstForm(forms.Form):
    """The first unit and the three administrators; in a single bureau the third may be one of the others."""

    code = forms.CharField(label="安装口令", max_length=40, help_text="在服务器上运行 manage.py setup --code 看到")
    kind = forms.ChoiceField(label="谁来用", choices=kinds_of_first)
    short_name = PlainText(label="单位简称", max_length=30, help_text="如“区政府办公室”“区民政局”")
    name = PlainText(label="单位全称", max_length=60, help_text="如“宝山区人民政府办公室”")
    phone = PlainText(label="联系电话", max_length=30, required=False, help_text="印在答复的联系电话一栏")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, role in OF:
            optional = role == Role.AUDITOR
            self.fields[f"{key}_name"] = PlainText(label=role.label, max_length=40, required=not optional)
            self.fields[f"{key}_account"] = forms.CharField(
                label=f"{role.label}的账号",
                max_length=150,
                required=not optional,
                validators=[UnicodeUsernameValidator()],
            )
        for key, does in DOES.items():
            self.fields[f"{key}_name"].help_text = does
            self.fields[f"{key}_account"].help_text = "登录用，字母和数字"
        wide = {"code", "kind", "name", "short_name", "phone"}
        self.helper = form_layout(
            Row(*(Field(name, wrapper_class="wide" if name in wide else "") for name in self.fields))
        )

    def clean_code(self) -> str:
        if not is_first_code(self.cleaned_data["code"]):
            raise forms.ValidationError("安装口令不对，请在服务器上再看一次。")
        return str(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and (why := why_not_first(said["kind"], self.people)):
            self.add_error(None, why)
        return said

    @property
    def people(self) -> list[FirstPerson]:
        """The administrators to be."""
        said = self.cleaned_data
        alone = said["kind"] == UnitKind.BUREAU and not said["auditor_name"] and not said["auditor_account"]
        found = [FirstPerson(said["admin_name"], said["admin_account"], (Role.ADMIN,))]
        more = (Role.GRANTS, Role.AUDITOR) if alone else (Role.GRANTS,)
        found.append(FirstPerson(said["grants_name"], said["grants_account"], more))
        if said["auditor_name"] and said["auditor_account"]:
            found.append(FirstPerson(said["auditor_name"], said["auditor_account"], (Role.AUDITOR,)))
        return found

    @property
    def unit(self) -> dict[str, str]:
        """The facts of the first unit."""
        return {name: self.cleaned_data[name] for name in ("kind", "name", "short_name", "phone")}

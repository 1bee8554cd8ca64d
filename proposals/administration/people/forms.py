"""The forms of a person's account."""

from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from proposals.administration.access import administered_units
from proposals.administration.frame import ListFilter, Record
from proposals.administration.people.queries import administered_people
from proposals.formats.addresses import is_mobile
from proposals.models import Role, Unit, User
from proposals.templatetags.desk import masked
from proposals.web.fields import INCOMPLETE_FIELD, PlainText, form_layout, offer_rows

FIELDS = ("name", "username", "unit", "section", "mobile", "phone", "email")
PHONES = {"mobile": ("手机", 11), "phone": ("办公电话", 30)}


class PeopleFilter(ListFilter):
    """Words, the unit and the section, and what narrows further."""

    kept = ("unit", "section", "show", "q", "page")

    unit = forms.IntegerField(required=False)
    section = PlainText(required=False, max_length=40)

    def said(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or (None if name == "unit" else "")


class PersonForm(forms.ModelForm[User]):
    """A new account, or what stands in one. `seen` is the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=INCOMPLETE_FIELD)
    reason = PlainText(label="为什么改", required=False, max_length=100, help_text="如“调到办公室”，会写进管理记录")

    class Meta:
        model = User
        fields = FIELDS

    def __init__(self, *args: Any, admin: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.admin, self.there = admin, list[Record]()
        units = Unit.objects.filter(administered_units(admin, Role.ADMIN), is_active=True)
        offer_rows(self, "unit", units)
        self.fields["unit"].required = True
        if not self.initial.get("unit") and len(alone := units[:2]) == 1:  # a bureau on its own
            self.initial["unit"] = alone[0]
        self.fields["name"] = PlainText(label="姓名", max_length=40)
        self.fields["section"] = PlainText(label="科室", required=False, max_length=40)
        for name in PHONES:
            self._mask_phone(name)
        self.fields["username"].label = "账号"
        self.fields["username"].error_messages["invalid"] = "账号只用字母、数字和 @ . + - _，中间不空格。"
        self.fields["username"].help_text = "登录用，如姓名的拼音"
        self.fields["email"].label = "电子邮箱"
        self.fields["email"].help_text = "提醒会发到这里"
        wide = [Field(name, wrapper_class="wide") for name in ("email", "reason")]
        if not self.instance.pk:
            del self.fields["reason"]
            wide.pop()
        self.helper = form_layout(
            "seen",
            Row("name", "username", "unit", "section", "mobile", "phone", *wide),
        )

    def _mask_phone(self, name: str) -> None:
        """A telephone that is there is not shown: what is typed takes its place, “-” takes it away."""
        there: str = getattr(self.instance, name)
        self.initial[name] = ""
        label, longest = PHONES[name]
        self.fields[name] = PlainText(label=label, required=False, max_length=longest)
        if there:
            self.fields[name].help_text = f"已登记{masked(there)}；留空不改，写“-”取消"

    def _typed_phone(self, name: str) -> str:
        typed = str(self.cleaned_data[name])
        return "" if typed == "-" else typed or str(getattr(self.instance, name))

    def clean_phone(self) -> str:
        return self._typed_phone("phone")

    def clean_mobile(self) -> str:
        number = self._typed_phone("mobile")
        if number:
            is_mobile(number)
        return number

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if other := User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).first():
            if administered_people(self.admin).filter(pk=other.pk).exists():
                self.there.append((reverse("person", args=[other.pk]), f"看{other}"))
            whose = f"{other.unit or ''}{other}{'' if other.is_active else '（已停用）'}"
            raise ValidationError(f"账号“{other.username}”已经是{whose}的，请换一个，如加上科室的拼音或数字。")
        return name

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the account, for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class TakeOutForm(forms.Form):
    """Why an account goes out of use."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=INCOMPLETE_FIELD)
    reason = PlainText(label="为什么停用", max_length=100, help_text="如“调离”“退休”，会显示在名单里")


class SeenForm(forms.Form):
    """A press of a button on a page that showed one version of the account."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=INCOMPLETE_FIELD)

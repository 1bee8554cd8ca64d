"""The form of a unit. The robot's address is a key: it is written here and never shown again."""

import re
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from proposals.administration.frame import Record, SeenField, StepForm
from proposals.administration.units.actions import (
    CONTACT_FIELDS,
    another_of_kind,
    say_one_is_enough,
    why_not_under,
)
from proposals.cases.access import administers_all
from proposals.formats.addresses import robot_address
from proposals.models import Role, Unit, UnitAlias, User
from proposals.web.fields import PlainText, form_layout, offer_rows

FIELDS = ("name", "short_name", "kind", "parent", "letter_mark", "letter_format", "phone", "address", "asks_phone")


def first_of_kind(kind: str, but: Unit) -> Unit | None:
    """The unit in use of a kind that a district has one of, where another one is about to become its second; None
    where none is, or where this one has been of the kind before."""
    return None if but.pk and but.kind == kind else another_of_kind(kind, but)


class BackForm(StepForm):
    """启用, on a page that asked whether a second of its kind is meant."""

    second = forms.BooleanField(required=False)


class UnitForm(forms.ModelForm[Unit]):
    """A new unit, or what stands of one. A unit's own administrator is shown how it is reached, and no more."""

    seen = SeenField()
    aliases = PlainText(
        label="别名",
        required=False,
        max_length=400,
        help_text="名单里的其他叫法，用“、”分开，如“建管委、住建委”；前面有没有“区”都认得",
    )
    parent = forms.ModelChoiceField(Unit.objects.none(), label="上级单位", required=False, empty_label="没有上级单位")
    second = forms.BooleanField(label="确实要第二个", required=False)
    robot = PlainText(label="消息机器人", required=False, max_length=500)
    no_robot = forms.BooleanField(label="不再用现在的机器人", required=False)

    class Meta:
        model = Unit
        fields = FIELDS

    def __init__(self, *args: Any, admin: User, **options: Any) -> None:
        super().__init__(*args, **options)
        unit = self.instance
        self.there: list[Record] = []
        self.whole = administers_all(admin, Role.ADMIN)
        for name, label, longest in (("name", "全称", 60), ("short_name", "简称", 30)):
            self.fields[name] = PlainText(label=label, max_length=longest)
        self.fields["name"].help_text = "落款和信封上的全称，如“宝山区民政局”"
        self.fields["short_name"].help_text = "名单和页面上的叫法，如“区民政局”"
        self.fields["phone"] = PlainText(label="联系电话", required=False, max_length=30)
        self.fields["phone"].help_text = "印在答复上"
        self.fields["address"] = PlainText(label="地址", required=False, max_length=120)
        offer_rows(self, "parent", Unit.objects.filter(is_active=True, parent=None).exclude(pk=unit.pk))
        self.fields["parent"].help_text = "如事业单位挂在局的下面；局的系统管理员也管下面的单位"
        self.fields["robot"].help_text = (
            "已经设置。地址是钥匙，不再显示；要换就写新的，空着不变"
            if unit.robot
            else "工作群机器人的地址，提醒会发到群里"
        )
        self.fields["robot"].widget.attrs |= {"autocomplete": "off"}
        self.initial["aliases"] = "、".join(unit.aliases.values_list("name", flat=True)) if unit.pk else ""
        if not unit.robot:
            del self.fields["no_robot"]
        if not self.whole:
            for name in {*FIELDS, "aliases"} - set(CONTACT_FIELDS):
                del self.fields[name]
        self.first = first_of_kind(self.data.get("kind", ""), unit)
        if self.first is None or not self.whole:
            del self.fields["second"]
        order = (
            "name",
            "short_name",
            "aliases",
            "kind",
            "second",
            "parent",
            "letter_format",
            "phone",
            "letter_mark",
            "address",
        )
        paired = {"phone", "letter_mark"}
        names = [name for name in (*order, "asks_phone", "robot", "no_robot") if name in self.fields]
        self.helper = form_layout(
            "seen", Row(*(Field(name, wrapper_class="" if name in paired else "wide") for name in names))
        )

    def clean_aliases(self) -> list[str]:
        names = list(dict.fromkeys(filter(None, re.split(r"[、，,;；\s]+", self.cleaned_data["aliases"]))))
        for name in names:
            if len(name) > 60:
                raise ValidationError(f"“{name[:20]}…”太长，别名最多60个字。")
            other = UnitAlias.objects.filter(name=name).exclude(unit=self.instance.pk).first()
            if other:
                self._point_at(other.unit)
                raise ValidationError(f"“{name}”已经是{other.unit}的别名，一个叫法只能是一个单位的。")
            try:
                UnitAlias(name=name, unit=self.instance).clean()
            except ValidationError as refusal:
                raise ValidationError(refusal.messages) from None
        return names

    def clean_name(self) -> str:
        return self._own_name("name")

    def clean_short_name(self) -> str:
        return self._own_name("short_name")

    def _own_name(self, field: str) -> str:
        """The name as it was typed, where no other unit goes by it."""
        typed = str(self.cleaned_data[field])
        if other := Unit.objects.filter(**{field: typed}).exclude(pk=self.instance.pk).first():
            self._point_at(other)
            out = "（已停用，可以重新启用）" if not other.is_active else ""
            raise ValidationError(
                f"“{typed}”已经是{other.name}的{self.fields[field].label}{out}，请核对是不是同一个。"
            )
        if alias := UnitAlias.objects.filter(name=typed).exclude(unit=self.instance.pk).first():
            self._point_at(alias.unit)
            raise ValidationError(f"“{typed}”已经是{alias.unit}的别名；不是同一个单位的，请先在那里去掉这个别名。")
        return typed

    def _point_at(self, unit: Unit) -> None:
        record = (reverse("unit", args=[unit.pk]), f"看{unit}")
        if self.whole and record not in self.there:
            self.there.append(record)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.first is not None and "second" in self.fields and not said.get("second"):
            self._point_at(self.first)
            self.add_error("kind", f"{say_one_is_enough(self.first)}；不是，请改性质。")
        return said

    def clean_robot(self) -> str:
        if value := str(self.cleaned_data["robot"]):
            robot_address(value)
        return value

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        if parent and (why := why_not_under(self.instance, parent)):
            raise ValidationError(why)
        return parent

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the unit, for the action; the robot only where another was written."""
        said = self.cleaned_data
        found = {name: said[name] for name in FIELDS if name in said}
        if said.get("robot") or said.get("no_robot"):
            found["robot"] = said["robot"]
        return found

"""What a list calls a unit that no name of the register is: told once on the page of the list, known from then on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction

from proposals.cases.access import NotYours
from proposals.intake.directory import Likely
from proposals.models import Role, Unit, UnitAlias, User
from proposals.models.people import find_bureaus


def may_name_units(user: User) -> bool:
    """An alias holds for every list: the district office says it."""
    return user.has_role(Role.DISTRICT)


class AliasForm(forms.Form):
    """For each name that is not known the unit it means, filled in where it is short for one; those left open stay
    unknown. A field is called as the name is: what is sent twice says nothing of another name."""

    def __init__(self, *args: Any, unknown: Sequence[tuple[str, Likely | None]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.unknown = [name for name, _ in unknown]
        units = find_bureaus()
        for name, near in unknown:
            self.fields[name] = forms.ModelChoiceField(
                units,
                label=f"“{name}”是",
                required=False,
                empty_label="先不管",
                initial=near.unit if near and near.is_short else None,
                help_text=f"像是{near.unit}，请核对" if near else "",
                error_messages={"invalid_choice": "请从列出的里面选。"},
            )

    @property
    def said(self) -> list[tuple[str, Unit]]:
        """The names with the units that were chosen for them."""
        chosen = [(name, self.cleaned_data.get(name)) for name in self.unknown]
        return [(name, unit) for name, unit in chosen if unit]


def learn_aliases(said: Sequence[tuple[str, Unit]], user: User) -> list[str]:
    """Keep these names; one that somebody kept meanwhile stays as it is. The names that mean what was said now."""
    if not may_name_units(user):
        raise NotYours("单位的别名由区政府办公室登记，您不能替办。")
    with transaction.atomic():
        kept = [
            UnitAlias.objects.get_or_create(name=name, defaults={"unit": unit, "added_by": user})[0]
            for name, unit in said
        ]
    return [alias.name for alias, (_, unit) in zip(kept, said, strict=True) if alias.unit_id == unit.pk]

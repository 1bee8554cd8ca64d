"""待批: several requests of one kind ticked, one opinion, yes or no; and 改办."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet

from proposals.formats.chinese import cn_date, typed_number
from proposals.models import Case, Consent, Event, Extension, Unit, User
from proposals.models.case import SHARE_LONGEST
from proposals.models.people import find_bureaus
from proposals.returns import decisions
from proposals.returns.actions import AGAIN, find_several, offer_takers, units_that_returned
from proposals.web import fields as proposals_forms
from proposals.web.fields import INCOMPLETE, Several, form_layout, offer_rows, text_field

NO_UNIT = "不再交区内单位，在说明里写去向"
HELPERS_TOO = "现在会办、共同主办的单位也可以选：选了由它主办，它原来的一份了结。"


class BulkForm(forms.Form):
    """The ticked rows, the verdict (which button was pressed) and the opinion they share. What this form decided a
    moment ago may be sent again: the actions decide once."""

    chosen = Several(None, label="要批的", error_messages={"required": "请先勾选要批的几件。"})
    verdict = forms.ChoiceField(choices=[("agree", "同意"), ("refuse", "不同意")], widget=forms.HiddenInput)
    opinion = text_field("批复意见", 2, 1_000, help_text="写给勾选的每一件，记入办理记录。")

    def __init__(self, data: Any = None, *, rows: QuerySet[Model]) -> None:
        super().__init__(data)
        offer_rows(self, "chosen", rows)
        self.fields["opinion"].widget.attrs["id"] = f"opinion-{rows.model._meta.model_name}"

    @property
    def ticked(self) -> set[str]:
        """The keys of the rows that were ticked, also in a form that was refused."""
        return set(self["chosen"].data or ()) if self.is_bound else set()

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["verdict"] == "agree")


class ReturnsForm(BulkForm):
    """退办: each row carries the version the page showed, and to whom it goes on."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, rows=Case.objects.visible_to(user).select_related("suggestion", "unit"))
        self.units = decisions.offered_units()

    def unit_of(self, pk: int) -> str:
        """The unit chosen for the case, as it was sent; "" for none."""
        return str(self.data.get(f"unit_{pk}", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        by_pk = {str(unit.pk): unit for unit in self.units}
        self.rows = []
        for case in data.get("chosen") or ():
            seen, unit = self.data.get(f"seen_{case.pk}", ""), self.unit_of(case.pk)
            if (version := typed_number(seen, 8)) is None:
                self.add_error(None, INCOMPLETE)
            elif unit and unit not in by_pk:
                self.add_error(None, f"{case.suggestion.short_number}改交的单位，请从列出的里面选。")
            else:
                self.rows.append((case, version, by_pk.get(unit)))
        return data


class ExtensionsForm(BulkForm):
    """延期: those agreed to get the date they asked for."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, rows=Extension.objects.visible_to(user).for_rows())


class TakerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes no arguments at run time
    """The unit to which a case goes; beside the name of one that gave it back stands when."""

    returned: Mapping[int, dt.date] = {}

    def label_from_instance(self, obj: Model) -> str:
        day = self.returned.get(obj.pk)
        return f"{obj}（{cn_date(day)}退回过）" if day else str(obj)


def again_field() -> forms.BooleanField:
    """Whether the unit gets again what it gave back."""
    label = f"{AGAIN}：这个单位退回过这件，经研究仍由它办理，理由写清楚"
    return forms.BooleanField(label=label, required=False)


def share_field() -> forms.Field:
    """Of several in charge what the unit is in charge of from now on (SH 13)."""
    return text_field(
        "承办内容",
        2,
        SHARE_LONGEST,
        required=False,
        help_text="选了单位的，写明它承办哪一部分。选已经在共同主办的单位来牵头的，它自己原来承办的会自动加上。",
    )


def offer_share(form: forms.BaseForm, case: Case, agreed: Consent | None = None) -> None:
    """Let the part be written where the case is one of several, beginning with the words of who agreed first, else
    with those of before."""
    if find_several([case]):
        form.fields["share"].initial = (agreed.share if agreed else "") or case.share
    else:
        del form.fields["share"]


def must_say_share(form: forms.Form, case: Case) -> None:
    """Add an error where a unit is chosen and the words for its part were taken away: no words are none, not those
    of before."""
    said = form.cleaned_data
    if case.share and said.get("unit") and "share" in form.fields and not said.get("share") and not form.errors:
        form.add_error("share", f"请写明这个单位承办哪一部分；和原来一样的，写“{case.share}”。")


def offer_takers_of(form: forms.BaseForm, case: Case) -> list[Unit]:
    """Let the unit be chosen to which the case goes, and where some gave it back, that one of them gets it again.
    Returns those offered. What was sent twice names a unit that has it by now: the action tells what happened."""
    takers, returned = offer_takers(case), units_that_returned(case)
    others = list(takers)
    cast(TakerField, form.fields["unit"]).returned = returned
    offer_rows(form, "unit", find_bureaus() if form.is_bound else takers)
    if not form.is_bound and not returned.keys() & {one.pk for one in others}:
        del form.fields["again"]
    return others


class HandOnForm(forms.Form):
    """改办: the unit it goes to, and why; or where else it goes. Offered first: what a body that agreed to the return
    named (`agreed`), else whom `asked`, the request, names."""

    unit = TakerField(Unit.objects.none(), label="改由哪个单位办理", required=False, empty_label=NO_UNIT)
    again = again_field()
    share = share_field()
    comment = text_field("改办说明", 3, 1_000, help_text="接办的单位会看到。")
    seen = proposals_forms.seen_field()

    def __init__(
        self, *args: Any, case: Case, asked: Event | None, agreed: Consent | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        others = offer_takers_of(self, case)
        offer_share(self, case, agreed)
        self.helper = form_layout(*self.fields)
        if not case.helps:
            self.fields["unit"].help_text = HELPERS_TOO
        named = agreed.unit if agreed and agreed.unit in others else None
        self.fields["unit"].initial = named or decisions.find_unit(decisions.proposed_in(asked), others)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        must_say_share(self, self.case)
        return data


class ConsentBackForm(forms.Form):
    """收回同意: why."""

    why = text_field("收回的理由", 3, 1_000, help_text="另一家和承办单位都会看到。")
    helper = form_layout("why")

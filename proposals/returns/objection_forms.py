"""A deputy's objection to an assignment: taken down for the deputy, and heard."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone

from proposals.formats.chinese import cn_date, typed_number
from proposals.models import Case, Objection, Status, Unit
from proposals.returns.decisions import find_unit
from proposals.returns.forms import HELPERS_TOO, TakerField, again_field, offer_takers_of
from proposals.returns.objections import Hearing
from proposals.web.fields import (
    DEPUTIES_READ,
    Words,
    date_field,
    form_layout,
    key_field,
    not_future,
    offer_choices,
    text_field,
)

LATER, OPEN = "以后再定，列入“待改办”", "由区政府办公室定"
CAME_BY = [one for one in Objection.CameBy.choices if one[0] != Objection.CameBy.MINE]


class ObjectionForm(forms.Form):
    """What a deputy said by telephone, in a letter or in person."""

    deputy = forms.TypedChoiceField(label="哪位代表", coerce=lambda said: typed_number(said) or 0)
    came_by = forms.ChoiceField(label="怎样提出的", choices=CAME_BY)
    said_on = date_field("哪一天提出的", validators=[not_future])
    reason = text_field(
        "理由", 4, 1_000, help_text=f"照代表说的写。{DEPUTIES_READ}，承办单位也能看到，听取以后会把结果告诉代表。"
    )
    proposed = Words(label="认为该由谁办", max_length=60, required=False, help_text="代表没有说，可以不写。")
    key = key_field()
    helper = form_layout(
        Field("deputy", wrapper_class="short"),
        Field("came_by", wrapper_class="short"),
        Field("said_on", wrapper_class="short"),
        "reason",
        "proposed",
        "key",
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, initial={"said_on": timezone.localdate()})
        self.handed_on = case.handed_on
        offer_choices(self, "deputy", [(one.pk, one.addressed) for one in case.suggestion.asked_deputies])

    def clean_said_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["said_on"]
        if day < self.handed_on:
            raise forms.ValidationError(f"这一件{cn_date(self.handed_on)}才交办，不会在那以前提出。")
        return day


class HearingForm(forms.Form):
    """维持交办, or 改办 and to whom."""

    hearing = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    unit = TakerField(Unit.objects.none(), label="改由哪个单位办理", required=False, empty_label=LATER)
    again = again_field()
    why = text_field("理由", 4, 1_000, help_text=f"{DEPUTIES_READ}，也写给承办单位，记在办理记录里。")

    def __init__(self, data: Any = None, *, held: Objection, offered: Sequence[Hearing]) -> None:
        super().__init__(data)
        # What was sent a moment ago may be sent again: the action takes it once.
        named = list(Hearing) if self.is_bound else offered
        offer_choices(self, "hearing", [(one.value, one.label) for one in named])
        others = offer_takers_of(self, held.case)
        self.fields["unit"].help_text = HELPERS_TOO
        if Hearing.ADVISE in offered:
            field = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
            field.label, field.empty_label = "建议改由哪个单位办理", OPEN
        self.fields["unit"].initial = held.advised_unit or find_unit(held.proposed, others)
        if held.case.status == Status.RETURNED or offered == [Hearing.KEEP]:
            del self.fields["unit"]
            self.fields.pop("again", None)
        self.helper = form_layout(*self.fields)
        if len(offered) == 1:
            self.fields["hearing"].initial = offered[0].value

    @property
    def words(self) -> dict[str, Any]:
        """What the action is called with: a unit only of what goes to one."""
        said = self.cleaned_data
        unit = None if said["hearing"] == Hearing.KEEP else said.get("unit")
        return {"hearing": said["hearing"], "why": said["why"], "unit": unit, "again": said.get("again", False)}

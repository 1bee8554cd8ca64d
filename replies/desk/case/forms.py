"""The forms of the plain steps: what a person writes, and the version of the case the page showed."""

from typing import Any

from django import forms

from proposals.cases.consents import name_bodies
from proposals.cases.hands import hands_of
from proposals.cases.workflow import Transition
from proposals.models import Case, PlaceRule, Role, Unit, User
from proposals.models.oversight.deciders import standing_consents
from proposals.returns.decisions import LEFT_OPEN, find_unit, proposed_in
from proposals.returns.forms import (
    TakerField,
    again_field,
    must_say_share,
    offer_share,
    offer_takers_of,
    share_field,
)
from proposals.web.fields import DEPUTIES_READ, INCOMPLETE_FIELD, Words, offer_rows


class StepForm(forms.Form):
    """A plain step of the table: what must be written, and the version of the case the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE_FIELD)
    comment = Words(label="说明", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, case: Case, step: Transition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case, self.step = case, step
        if step.needs:
            self.fields["comment"].label = step.needs
            self.fields["comment"].required = True

    @property
    def data_for_event(self) -> dict[str, Any]:
        """What the event keeps of the form in addition to its comment."""
        return {}


class DeclineForm(StepForm):
    """不再办理 (SH 21): the reason goes to who was not satisfied."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["comment"].help_text = f"{DEPUTIES_READ}。写明研究过什么、为什么不再办理。"


class AskReturnForm(StepForm):
    """申请退办 (SH 14): why, whose it is instead, and which leader of the unit agrees."""

    proposed_unit = Words(label="建议改由哪个单位办理", max_length=60, required=False)
    leader = forms.ModelChoiceField(User.objects.none(), label="同意退办的局领导", empty_label="请选择")
    consent = forms.BooleanField(label="已向这位领导当面或书面报告，领导同意退办")

    field_order = ("comment", "proposed_unit", "leader", "consent", "seen")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hands = hands_of(self.case)
        bodies = hands.deciders.named(PlaceRule.Question.RETURN, self.case)
        who = name_bodies(self.case, bodies) if hands.district else "交办机关"
        self.fields["proposed_unit"].help_text = f"请写单位名称；拿不准的不填，请{who}定。"
        held = {"memberships__unit": self.case.unit_id, "memberships__role": Role.LEADER}
        leaders = User.objects.filter(is_active=True, memberships__is_active=True, **held)
        offer_rows(self, "leader", leaders)

    def clean_proposed_unit(self) -> str:
        said: str = self.cleaned_data["proposed_unit"]
        if find_unit(said, [self.case.unit]):
            raise forms.ValidationError("这是本单位。请写应当办理这件的单位，拿不准的不填。")
        return "" if LEFT_OPEN.fullmatch(said) else said

    @property
    def data_for_event(self) -> dict[str, Any]:
        return {"proposed_unit": self.cleaned_data["proposed_unit"], "leader": self.cleaned_data["leader"].name}


class AgreeReturnForm(StepForm):
    """同意退办 (SH 14), and where it is known already, whose it is from now on."""

    unit = TakerField(
        Unit.objects.none(),
        label="同时改由哪个单位办理",
        required=False,
        empty_label="先不改办，以后再定",
        help_text="选了的，马上交给这个单位；它的期限从哪天算起，看“工作日历和期限”里的规定。",
    )
    again = again_field()
    share = share_field()
    field_order = ("comment", "unit", "again", "share", "seen")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.case.helps:
            del self.fields["unit"], self.fields["again"], self.fields["share"]
            return
        units = offer_takers_of(self, self.case)
        agreed = [one for one in standing_consents(self.case, PlaceRule.Question.RETURN) if one.unit in units]
        offer_share(self, self.case, agreed[0] if agreed else None)
        asked = self.case.events.filter(action="ask_return").last()
        self.fields["unit"].initial = agreed[0].unit if agreed else find_unit(proposed_in(asked), units)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        must_say_share(self, self.case)
        return data


class WithdrawForm(StepForm):
    """代表撤回 (SH 10): by all who signed, in writing; it cannot be undone."""

    all_signed = forms.BooleanField(label="全体提出人都已书面申请撤回")

    field_order = ("comment", "all_signed", "seen")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        proposers = self.case.suggestion.proposers
        self.fields[
            "all_signed"
        ].label = f"{self.case.suggestion.proposer_names}（共{len(proposers)}位）都已书面申请撤回"


def step_form(name: str) -> type[StepForm]:
    """The form of a step of the table; most need a comment at most."""
    own: dict[str, type[StepForm]] = {
        "ask_return": AskReturnForm,
        "agree_return": AgreeReturnForm,
        "decline": DeclineForm,
        "withdraw": WithdrawForm,
    }
    return own.get(name, StepForm)

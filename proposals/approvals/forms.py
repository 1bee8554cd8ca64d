"""The form of 本单位审批步骤: four rows in their order, an empty one is no step."""

from typing import Any

from django import forms

from proposals.approvals.actions import StepSaid, Taker
from proposals.models import ApprovalPlan, Role, Unit, User
from proposals.models.approval import MOST_STEPS, USUAL
from proposals.models.people import STAFF
from proposals.web.fields import Several, Words, offer_rows

OF_THE_LAW = ("签发", "送审")
LONGEST_NAME = 10


def people_of(unit: Unit, *roles: str) -> Any:
    """The people who hold one of these roles in the unit now, by name."""
    held = {"memberships__unit": unit, "memberships__role__in": roles, "memberships__is_active": True}
    return User.objects.filter(is_active=True, **held).distinct().order_by("name", "pk")


class StepForm(forms.Form):
    """One row. Without a name it is no step."""

    name = Words(
        label="步骤名称",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "step-names"}),
        error_messages={"max_length": f"步骤名称最多{LONGEST_NAME}个字，现在有%(show_value)d个。"},
    )
    place = forms.TypedChoiceField(
        label="次序", coerce=int, choices=[(n, f"第{n}步") for n in range(1, MOST_STEPS + 1)]
    )
    taker = forms.ChoiceField(label="由谁审", choices=Taker.choices)
    people = Several(User.objects.none(), label="指定的人", required=False, widget=forms.CheckboxSelectMultiple)
    own_section = forms.BooleanField(label="各审本科室的件（如各科科长）", required=False)
    only_wide = forms.BooleanField(label="只审涉及面广、处理难度大的件", required=False)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_rows(self, "people", people_of(unit, *STAFF))
        attrs = self.fields["name"].widget.attrs
        attrs.pop("maxlength", None)  # a browser would cut what is longer, and say nothing
        attrs["placeholder"] = f"最多{LONGEST_NAME}个字"

    def clean_name(self) -> str:
        """签发 is the leaders' by law (SH 20) and stands behind all steps: none of them may be called so."""
        name: str = self.cleaned_data["name"]
        if word := next((word for word in OF_THE_LAW if word in name), ""):
            raise forms.ValidationError(f"“{word}”是固定的步骤，不能再叫这个名称，请换一个，如“分管领导审核”。")
        return name

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("name"):
            return said
        if said.get("taker") == Taker.PEOPLE and not said.get("people"):
            self.add_error("people", "请选审这一步的人，至少一位。")
        return said

    @property
    def said(self) -> StepSaid:
        """The step in the words of the action; what does not go with its taker is left out."""
        data = self.cleaned_data
        named = data["taker"] == Taker.PEOPLE
        people = tuple(sorted(data["people"], key=lambda user: user.username)) if named else ()
        return StepSaid(data["name"], data["taker"], people, named and data["own_section"], data["only_wide"])


class PlanForm(forms.Form):
    """Who signs what is 涉及面广、处理难度大, and the number of the plan that the page showed."""

    signers = Several(
        User.objects.none(),
        label="涉及面广、处理难度大的，由谁签发",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="如主要负责人。不选的，哪位局领导都可以签发。",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, unit: Unit, plan: ApprovalPlan | None) -> None:
        steps = list(plan.steps.prefetch_related("people")) if plan else []
        initial = {"seen": plan.number if plan else 0, "signers": list(plan.wide_signers.all()) if plan else []}
        super().__init__(data, initial=initial)
        offer_rows(self, "signers", people_of(unit, Role.LEADER))
        rows: list[dict[str, Any]] = [{"name": USUAL, "taker": Taker.OFFICE}] if plan is None else []
        rows += [
            {
                "name": step.name,
                "taker": step.taker,
                "people": list(step.people.all()),
                "own_section": step.own_section,
                "only_wide": step.only_wide,
            }
            for step in steps
        ]
        rows += [{"taker": Taker.OFFICE}] * (MOST_STEPS - len(rows))
        self.rows = [
            StepForm(data, unit=unit, prefix=f"step{n}", initial={**row, "place": n}) for n, row in enumerate(rows, 1)
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def steps(self) -> list[StepSaid]:
        """The steps in the order that was asked for; of two in one place the upper row comes first."""
        named = [row for row in self.rows if row.cleaned_data["name"]]
        return [row.said for row in sorted(named, key=lambda row: row.cleaned_data["place"])]

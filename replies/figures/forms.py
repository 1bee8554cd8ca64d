"""What the statistics are narrowed to; it lives in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms

from proposals.models import Kind
from proposals.web.fields import label_choice, offer_choices
from replies.figures.counts import Chosen
from replies.figures.facts import CountedCase


class FigureFilter(forms.Form):
    """Of the years, bodies, sessions, units and categories that there are. Without a year in the address the newest
    counts; an empty one means every year."""

    year = forms.TypedChoiceField(label="交办年份", required=False, coerce=int, empty_value=None)
    session = forms.TypedChoiceField(label="届次", required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label="承办单位", required=False, coerce=int, empty_value=None)
    body = forms.ChoiceField(label="向谁提出", required=False)
    proposer = forms.ChoiceField(label="谁提出", required=False)
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "建议和提案"), *Kind.choices])
    category = forms.ChoiceField(label="类别", required=False)
    month = forms.RegexField(r"\A[0-9]{4}-(0[1-9]|1[0-2])\Z", label="月份", required=False)

    def __init__(self, data: Any, *, seen: Iterable[CountedCase]) -> None:
        years = sorted({case.handed_on.year for case in seen}, reverse=True)
        if "year" not in data and years:
            data = data.copy()
            data["year"] = str(years[0])
        super().__init__(data)
        offer_choices(self, "year", [("", "全部年份"), *((year, f"{year}年") for year in years)])
        several: dict[str, tuple[str, dict[Any, str]]] = {
            "body": ("全部人大和政协", {case.body: case.body for case in seen}),
            "proposer": ("个人和团体", {case.proposer: case.proposer for case in seen}),
            "session": ("全部届次", {case.session: case.session_name for case in seen}),
            "unit": ("全部单位", {case.unit: case.unit_name for case in seen}),
            "category": ("全部类别", {case.category: case.category for case in seen}),
        }
        for name, (every, found) in several.items():
            offer_choices(self, name, [("", every), *found.items()])

    @property
    def chosen(self) -> Chosen:
        return Chosen(**self.cleaned_data)

    @property
    def words(self) -> list[str]:
        """What was chosen, as written over a table: 2026年, 区民政局."""
        return [
            label_choice(self, name, value) for name, value in self.cleaned_data.items() if value and name != "month"
        ]

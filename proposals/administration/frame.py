"""What the pages of people, units, deputies and sessions share: the words of a list's address, its filters, the
version of a row."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet

from proposals.models import AdministrationEvent
from proposals.web.fields import INCOMPLETE_FIELD, PlainText

Kind = TypeVar("Kind", bound=StrEnum)

LOOKED = "看了电话"  # a look changes nothing: a page that is open stays as new as it was


class ListFilter(forms.Form):
    """What the address of a list says; a word that nothing means narrows nothing. `kept`: what a row's page says
    back, so that the list beside it stays as it was."""

    kept: tuple[str, ...] = ("q", "show", "page")

    q = PlainText(required=False, max_length=60)
    show = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False)

    def said(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def shown(self, kinds: type[Kind]) -> Kind:
        """Which filter of the list is chosen; ALL for a word that means none."""
        said = self.said("show")
        return kinds(said) if said in list(kinds) else kinds("")

    def pairs(self, *names: str) -> list[tuple[str, str]]:
        """What of these is chosen, for the hidden fields of a form."""
        return [(name, str(self.said(name))) for name in names if self.said(name)]

    def address(self, *names: str) -> str:
        """The same as the query of an address; "" where nothing is chosen."""
        return f"?{urlencode(pairs)}" if (pairs := self.pairs(*(names or self.kept))) else ""


def count_each(rows: QuerySet[Any], conditions: Mapping[Kind, Q]) -> dict[Kind, int]:
    """How many rows each filter of a list leaves: one query."""
    counted = {f"n_{kind.name}": Count("pk", filter=condition) for kind, condition in conditions.items()}
    found = rows.order_by().aggregate(**counted)
    return {kind: found[f"n_{kind.name}"] for kind in conditions}


def offer_filters(labels: Mapping[Kind, str], counts: Mapping[Kind, int], show: Kind) -> list[tuple[Kind, str, int]]:
    """The filters above a list, with how many rows each leaves: all, the chosen one, and those that leave any."""
    return [(kind, label, counts[kind]) for kind, label in labels.items() if counts[kind] or not kind or kind == show]


Record = tuple[str, str]  # the address of a record that has the value already, and what its link says


class SeenField(forms.IntegerField):
    """The version of the row that the page showed."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, error_messages=INCOMPLETE_FIELD)


class ReasonForm(forms.Form):
    """A step with its reason, on a page that showed one version of the row."""

    seen = SeenField()
    reason = PlainText(label="为什么", max_length=100, help_text="会写进管理记录")


class StepForm(forms.Form):
    """A press of a button on a page that showed one version of the row."""

    seen = SeenField()


def row_version(subject: AdministrationEvent.Subject, pk: int) -> int:
    """The newest change of the row; a page says back which one it showed."""
    rows = AdministrationEvent.objects.filter(subject=subject, subject_id=pk).exclude(label=LOOKED)
    return rows.values_list("pk", flat=True).first() or 0

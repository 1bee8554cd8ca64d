"""What the pages of units, deputies and sessions share: the words of a list's address, the version of a row."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from proposals.models import AdministrationEvent
from proposals.web.fields import INCOMPLETE_FIELD, PlainText

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

    def pairs(self, *names: str) -> list[tuple[str, str]]:
        """What of these is chosen, for the hidden fields of a form."""
        return [(name, str(self.said(name))) for name in names if self.said(name)]

    def address(self, *names: str) -> str:
        """The same as the query of an address; "" where nothing is chosen."""
        return f"?{urlencode(pairs)}" if (pairs := self.pairs(*(names or self.kept))) else ""


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

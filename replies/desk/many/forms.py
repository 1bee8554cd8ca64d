"""What is asked before many cases are acted on: who handles each, how and when they were delivered."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field
from django import forms
from django.utils import timezone

from proposals.models import Case, Membership
from proposals.web.fields import date_field, form_layout, not_future
from proposals.web.pages import rewrite_fields
from replies.feedback.forms import WAYS
from replies.rounds.forms import AssignForm


class AssignRowForm(AssignForm):
    """One case of the sheet: nobody may be chosen, then the case stays where it is."""

    def __init__(self, data: Any, *, case: Case, handlers: Iterable[Membership]) -> None:
        now = {"internal_due": case.internal_due, "seen": case.version}
        super().__init__(data, case=case, handlers=handlers, initial=now, prefix=f"c{case.pk}")
        self.fields["handler"].required = False
        self.fields["comment"].widget.attrs |= {"rows": 2, "placeholder": "可不写"}
        for name in ("internal_due", "comment"):
            label = f"{case.suggestion.short_number}，{self.fields[name].label}"
            self.fields[name].widget.attrs["aria-label"] = label

    @property
    def given_to(self) -> Membership | None:
        """Whom the case is given to; None where nobody is chosen."""
        return self.rows.get(self.cleaned_data.get("handler") or 0)

    def refuse(self, now: Case, reason: str) -> "AssignRowForm":
        """The row as it was typed, of the case as it is now, with the reason why it was not done."""
        self.case = now
        rewrite_fields(self, **{self.add_prefix("seen"): now.version})
        self.add_error(None, reason)
        return self

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong in the row: the id of the place where it is put right, and the sentence."""
        row = f"case-{self.case.pk}"
        boxes = {name: self[name] for name in ("internal_due", "comment")}
        return [
            (boxes[name].id_for_label, f"{boxes[name].label}{reason}") if name in boxes else (row, str(reason))
            for name, found in self.errors.items()
            for reason in found
        ]

    @property
    def chosen_key(self) -> str:
        """The key of the person chosen, as typed, for the page."""
        return str(self["handler"].value() or "")


class ManyDeliveryForm(forms.Form):
    """The replies reached all their deputies in the same way on the same day."""

    way = forms.ChoiceField(label="送达方式", choices=WAYS, widget=forms.RadioSelect)
    on = date_field("送达日期", validators=[not_future])
    helper = form_layout(InlineRadios("way"), Field("on", wrapper_class="short"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

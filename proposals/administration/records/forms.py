"""What narrows a record: words, days, what it is about, how it ended."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from proposals.models import AdministrationEvent, SignIn
from proposals.web.fields import PlainText, date_field

SUBJECTS = [("", "全部"), *AdministrationEvent.Subject.choices]
OUTCOMES = [("", "全部"), *SignIn.Outcome.choices]


class RecordFilter(forms.Form):
    """What the address says; a word that nothing means narrows nothing."""

    q = PlainText(label="谁、什么、哪里", required=False, max_length=60)
    since = date_field("从", required=False)
    until = date_field("到", required=False)
    show = forms.ChoiceField(label="种类", required=False, choices=SUBJECTS)
    page = forms.IntegerField(required=False)
    which = "show"
    named: tuple[str, ...] = ("q", "since", "until", "show")

    def said(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def span(self) -> dict[str, dt.datetime]:
        """From the first day to the end of the last, as a condition on `at`."""
        zone, found = timezone.get_current_timezone(), {}
        if since := self.said("since"):
            found["at__gte"] = dt.datetime.combine(since, dt.time(), zone)
        if until := self.said("until"):
            found["at__lt"] = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), zone)
        return found

    @property
    def query(self) -> str:
        """The chosen conditions as the query of an address."""
        pairs = [(name, str(self.said(name))) for name in self.named if self.said(name)]
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def in_words(self) -> str:
        """The chosen conditions, for the notes of a file."""
        self.is_valid()
        show = dict(self.fields["show"].choices).get(self.said("show"), "")  # type: ignore[attr-defined]  # a ChoiceField
        days = [f"{word}{self.said(name)}" for name, word in (("since", "从"), ("until", "到")) if self.said(name)]
        return "，".join(filter(None, [show if self.said("show") else "", self.said("q"), *days]))


class SignInFilter(RecordFilter):
    show = forms.ChoiceField(label="结果", required=False, choices=OUTCOMES)

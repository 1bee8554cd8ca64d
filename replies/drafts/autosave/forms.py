"""What a window of the drafting page sends by itself (static/js/drafts/autosave.js), as JSON."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.datastructures import MultiValueDict

from proposals.bounded.limits import Unbounded
from proposals.formats.plain_text import take_text
from replies.drafts.forms import OpinionForm
from replies.drafts.promise_rows import PromiseRows

UNBOUNDED = "unbounded"  # the code of a refusal whose sentence is shown
INTEGER, BIG = 2**31 - 1, 2**63 - 1


class AutosaveForm(forms.Form):
    tab = forms.CharField(validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")])
    who = forms.IntegerField(min_value=1, max_value=BIG)
    turn = forms.IntegerField(min_value=1, max_value=INTEGER - 1)  # autosave.LAST
    base = forms.IntegerField(min_value=0, max_value=INTEGER)
    picked = forms.IntegerField(min_value=1, max_value=BIG, required=False)
    left = forms.BooleanField(required=False)
    texts = forms.JSONField(required=False)

    def __init__(self, body: bytes, fields: type[OpinionForm]) -> None:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            data = None
        # Texts that are themselves a string would be read as JSON once more.
        right = isinstance(data, dict) and not isinstance(data.get("texts"), str)
        super().__init__(data if right else {})
        self.names = fields.Meta.fields
        self.labels = {name: str(field.label or "") for name, field in fields.base_fields.items()}

    def clean_texts(self) -> dict[str, Any] | None:
        """Every field as text, promised items as rows; None when only the closing of the window is told."""
        texts: Any = self.cleaned_data["texts"]
        if texts is None:
            return None
        if not isinstance(texts, dict):
            raise ValidationError("不是文字")
        texts = {name: text for name, text in texts.items() if name in self.names or name.startswith("promises_")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise ValidationError("不是文字")
        # Half-finished text may be too long for its field: it is bounded as any text that is stored.
        texts = {name: self._take(name, text) for name, text in texts.items()}
        rows = PromiseRows().value_from_datadict(texts, MultiValueDict(), "promises")
        return {name: rows if name == "promises" else texts.get(name, "") for name in self.names}

    def _take(self, name: str, text: str) -> str:
        try:
            return take_text(text)
        except Unbounded as fault:
            raise ValidationError(f"{self.labels.get(name, '承诺事项')}{fault}", code=UNBOUNDED) from None

"""The promised items of a draft: rows of what and by when, as many as a reply may promise."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from proposals.web.fields import DayField, Words
from replies.models.draft import MOST_PROMISES, PROMISE_MOST

AT_LEAST = 3  # rows in view from the start; the rest lie under a fold, so that no script is needed


class PromiseRows(forms.Widget):
    """Each row is an item and a date: promises_1_item, promises_1_on, and so on."""

    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, "UploadedFile[bytes]"], name: str
    ) -> list[dict[str, str]]:
        """The rows as they were typed, the empty ones left out."""
        rows = [
            {"item": data.get(f"{name}_{n}_item", ""), "on": data.get(f"{name}_{n}_on", "")}
            for n in range(1, MOST_PROMISES + 1)
        ]
        return [row for row in rows if row["item"].strip() or row["on"].strip()]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{n}_item" in data for n in range(1, MOST_PROMISES + 1))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_1_item" if id_ else id_

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        written = list(value or [])[:MOST_PROMISES]
        rows = [(n, written[n - 1] if n <= len(written) else {}) for n in range(1, MOST_PROMISES + 1)]
        shown = max(AT_LEAST, len(written) + 1)
        context = {"name": name, "id": (attrs or {}).get("id", name), "shown": rows[:shown], "folded": rows[shown:]}
        return render_to_string("replies/promises/promise_rows.html", {**context, "most": PROMISE_MOST})


class PromisesField(forms.Field):
    """Cleans to rows of {"item": words, "on": ISO date}; one half written is kept as it is (Draft.missing_parts)."""

    widget = PromiseRows
    item = Words(required=False, max_length=PROMISE_MOST)
    day = DayField(required=False)

    def to_python(self, value: Any) -> list[dict[str, str]]:
        return [self._row(n, row) for n, row in enumerate(value or [], 1)]

    def _row(self, n: int, row: dict[str, str]) -> dict[str, str]:
        try:
            item = self.item.clean(row["item"])
        except ValidationError as wrong:
            raise ValidationError(f"第{n}项太长：一项最多{PROMISE_MOST}字。") from wrong
        try:
            day: dt.date | None = self.day.clean(row["on"])
        except ValidationError as wrong:
            raise ValidationError(f"第{n}项的日期不对，请选一个日期，或写成 2026-12-31。") from wrong
        return {"item": item, "on": day.isoformat() if day else ""}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != (data or [])

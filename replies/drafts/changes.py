"""Versions of a reply side by side: what a person changed from one to another, field by field."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django.db import models

from proposals.formats.chinese import cn_date
from replies.letter.difference import Compared, compare_texts
from replies.models import Draft


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, with its paragraphs for templates/replies/_difference.html."""

    name: str
    label: str
    paragraphs: list[Compared]


def list_changes(
    before: dict[str, Any], after: dict[str, Any], names: Iterable[str] = Draft.TEXTS
) -> list[FieldChange]:
    """The texts of two versions (Draft.texts()) that differ, in the form's order; a field not there is empty."""
    found = ((name, compare_texts(as_text(before.get(name)), as_text(after.get(name)))) for name in names)
    return [FieldChange(name, label_of(name), paragraphs) for name, paragraphs in found if paragraphs]


def label_of(name: str) -> str:
    """The name of a draft's field as people read it."""
    field = cast("models.Field[Any, Any]", Draft._meta.get_field(name))
    return str(field.verbose_name).removeprefix("答复")


def as_text(value: Any) -> str:
    """A field's value as a person reads it."""
    return "\n".join(map(_promise, value)) if isinstance(value, list) else str(value or "")


def _promise(row: dict[str, str]) -> str:
    """A promised item with its day; what is no date stays as it was typed."""
    day = row["on"]
    with suppress(ValueError):
        day = cn_date(dt.date.fromisoformat(day))
    return f"{row['item']}（{day}前）" if day else row["item"]

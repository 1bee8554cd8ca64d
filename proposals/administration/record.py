"""管理记录: each change of the base data is written down with what stood there before."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from proposals.models import AdministrationEvent, Unit, User

Subject = AdministrationEvent.Subject
Change = dict[str, str]


def record_change(
    actor: User | None,
    subject: AdministrationEvent.Subject,
    row: models.Model | None,
    label: str,
    *,
    unit: Unit | None = None,
    changes: Iterable[Change] = (),
    comment: str = "",
    source: str = "",
    name: str = "",
) -> AdministrationEvent:
    """Write one change down. `actor` None is the system (a command); `name` is for what has no row. Needs a
    transaction around it, with the change itself."""
    return AdministrationEvent.objects.create(
        actor=actor,
        actor_name=str(actor or "系统")[:60],
        unit=unit,
        subject=subject,
        subject_id=row.pk if row else None,
        subject_name=(name or str(row))[:120],
        label=label,
        comment=comment,
        changes=list(changes),
        source=source,
    )


def list_changes(before: Mapping[str, Any], row: models.Model, secret: Iterable[str] = ()) -> list[Change]:
    """What of these fields (name → value before) is different in the row now, by the names people read; a secret
    value is not shown, only that it changed."""
    hidden, told = set(secret), []
    for name, old in before.items():
        new = getattr(row, name)
        if old == new:
            continue
        field = row._meta.get_field(name)
        label = str(getattr(field, "verbose_name", name))
        if name in hidden:
            words = ("已设置" if old else "", "已改" if new else "已取消")
        else:
            words = (_word(row, name, old), _word(row, name, new))
        told.append({"field": label, "old": words[0], "new": words[1]})
    return told


def _word(row: models.Model, name: str, value: Any) -> str:
    field: Any = row._meta.get_field(name)
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(field.flatchoices) if getattr(field, "choices", None) else {}
    return str(choices.get(value, "" if value is None else value))

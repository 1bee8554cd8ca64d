"""管理记录: each change of the base data is written down with what stood there before."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.journal.enter import enter_after_commit
from proposals.models import AdministrationEvent, Notice, Unit, User
from proposals.models.told.notice import TO_IDENTITIES
from proposals.notices.recipients import for_people, keep_notices

EXPORTED = "导出"
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
    by: str = "系统",
) -> AdministrationEvent:
    """Write one change down. `actor` None is no account: `by` says who, the system (a command) or the deputy; `name`
    is for what has no row. Needs a
    transaction around it, with the change itself."""
    enter_after_commit()
    return AdministrationEvent.objects.create(
        actor=actor,
        actor_name=str(actor or by)[:60],
        unit=unit,
        subject=subject,
        subject_id=row.pk if row else None,
        subject_name=(name or str(row))[:120],
        label=label,
        comment=comment,
        changes=list(changes),
        source=source,
    )


def history_of(row: models.Model, *subjects: AdministrationEvent.Subject) -> models.QuerySet[AdministrationEvent]:
    """What was done to this row under these subjects (a person's: the account and the roles), the newest first; a
    page shows it with the partial _history.html."""
    return AdministrationEvent.objects.filter(subject__in=subjects, subject_id=row.pk)


def tell_person(user: User, event: AdministrationEvent, sentence: str, *, to_identities: bool = False) -> None:
    """Tell a person what was done to the own account or roles, or to one that this person is to vouch for: in the
    program and by mail, once."""
    about = TO_IDENTITIES if to_identities else "administration:"
    facts = {"kind": Notice.Kind.OWN, "key": f"{about}{event.pk}", "sentence": sentence}
    keep_notices(for_people([user], None, **facts))


def record_export(
    user: User, subject: AdministrationEvent.Subject, what: str, count: int, conditions: str
) -> list[str]:
    """Write down that a list was taken as a file. Returns the notes that stand above its table."""
    day = cn_date(timezone.localdate())
    said = [f"共{count}行，{user}{day}导出", *([f"条件：{conditions}"] if conditions else [])]
    record_change(
        user, subject, None, EXPORTED, name=what, comment="，".join([f"{count}行", *filter(None, [conditions])])
    )
    return said


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

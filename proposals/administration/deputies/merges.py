"""并入: two records of one deputy become one. Everything that hangs on the one that goes hangs on the other from then
on; what can only be added to (办理记录) keeps the old record, which stays, marked as merged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from proposals.administration.access import must_administer_unit
from proposals.administration.deputies.actions import DEPUTY, lock_deputy
from proposals.administration.record import record_change
from proposals.cases.access import Refused
from proposals.cases.locks import lock_suggestions
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Role, Suggestion, User
from proposals.templatetags.desk import field_label

MERGED, TOOK_IN = "并入", "并入了"
# What the record that stays takes over where it says nothing itself.
TAKEN = ("code", "delegation", "contact", "phone", "email", "address")


@dataclass(frozen=True)
class Moving:
    """What would move: how many rows of each kind, what the staying record takes over; `barred`, why it cannot be."""

    rows: list[tuple[str, int]]
    taken: list[str]
    barred: str


def preview_merge(gone: Deputy, stays: Deputy) -> Moving:
    """What a merge would do, without doing it."""
    counts: Counter[str] = Counter()
    for model, field in _relations():
        if count := model._base_manager.filter(**{field: gone}).count():
            counts[str(model._meta.verbose_name)] += count
    taken = [field_label(stays, name) for name in _taken(gone, stays)]
    return Moving(sorted(counts.items()), taken, why_not_merge(gone, stays))


def why_not_merge(gone: Deputy, stays: Deputy) -> str:
    """Why the two cannot become one; "" where they can."""
    if gone.pk == stays.pk:
        return "请选另一条记录。"
    if stays.merged_into_id or gone.merged_into_id:
        return "其中一条已经并入别的记录了。"
    if (gone.kind, gone.level, gone.is_group) != (stays.kind, stays.level, stays.is_group):
        return "身份、级别不同，或者一位是个人、一个是团体，不是同一位。"
    both = Suggestion.objects.filter(sponsorships__deputy=gone).filter(sponsorships__deputy=stays)
    if numbers := [f"{one.session.short_name}{one.short_number}" for one in both.select_related("session")]:
        return f"两条记录都是{'、'.join(numbers)}的提出人。请先由登记的人在那一件上更正登记，去掉一个，再合并。"
    clashes = [f"{name}{count}项" for name, count in _clashes(gone, stays)]
    return f"两条记录在同一轮办理里都有{'、'.join(clashes)}，不能合并，请核对是不是同一位。" if clashes else ""


def merge_deputies(gone: Deputy, stays: Deputy, user: User, *, seen: int, seen_other: int) -> None:
    """Make one record of two. `seen` and `seen_other` are the versions of both that the page showed."""
    must_administer_unit(user, None, Role.ADMIN, "合并代表")
    cases = Case.objects.filter(suggestion__sponsorships__deputy=gone).distinct()
    with transaction.atomic():
        lock_suggestions(cases)
        locked = {
            row.pk: row
            for row, version in sorted([(gone, seen), (stays, seen_other)], key=lambda pair: pair[0].pk)
            for row in [lock_deputy(row, user, version)]
        }
        old, new = locked[gone.pk], locked[stays.pk]
        if why := why_not_merge(old, new):
            raise Refused(why)
        moving, label = preview_merge(old, new), f"{old.full_label}的记录并入{new.full_label}"
        touched = list(cases.order_by("suggestion", "pk"))
        for model, field in _relations():
            model._base_manager.filter(**{field: old}).update(**{field: new})
        values = {name: getattr(old, name) for name in _taken(old, new)}
        old.code, old.merged_into = None, new
        old.save(update_fields=["code", "merged_into"])
        for name, value in values.items():
            setattr(new, name, value)
        new.save(update_fields=[*values, "initials"])
        for case in touched:
            record_event(case, user, "deputy_merged", label, role=Role.SYSTEM)
        what = "、".join(f"{name}{count}项" for name, count in moving.rows) or "没有要转的内容"
        record_change(user, DEPUTY, old, MERGED, name=old.full_label, comment=f"并入{new.full_label}：{what}")
        took = f"补上：{'、'.join(moving.taken)}" if moving.taken else ""
        comment = "；".join(filter(None, [f"{old.full_label}：{what}", took]))
        record_change(user, DEPUTY, new, TOOK_IN, name=new.full_label, comment=comment)


def _taken(gone: Deputy, stays: Deputy) -> list[str]:
    return [name for name in TAKEN if getattr(gone, name) and not getattr(stays, name)]


def _relations() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of any table that points at a deputy and may be changed: what is append-only stays as it was, and
    so do the records that were merged earlier (they follow by their own mark)."""
    for relation in Deputy._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many):
            continue
        back: Any = relation  # a reverse relation, which the stubs do not tell from a field
        if not getattr(back.related_model, "append_only", False):
            yield back.related_model, back.field.name


def _clashes(gone: Deputy, stays: Deputy) -> Iterator[tuple[str, int]]:
    """Of each kind how many rows of the one stand where a row of the other stands already (a constraint says that
    there is one for each deputy)."""
    for model, field in _relations():
        count = 0
        for constraint in model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or field not in constraint.fields:
                continue
            beside = [name for name in constraint.fields if name != field]
            rows = model._base_manager.filter(constraint.condition or models.Q())
            theirs = set(rows.filter(**{field: stays}).values_list(*beside))
            count += sum(key in theirs for key in rows.filter(**{field: gone}).values_list(*beside))
        if count:
            yield str(model._meta.verbose_name), count

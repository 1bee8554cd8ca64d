"""What a page shows beside its rows (prefetch_related), asked by kept texts: a page of a case has fifty of these."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, cast

from django.db import models
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ManyToManyDescriptor,
    ReverseManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.query import prefetch_related_objects as prefetch_with_django

from proposals.models.kept.narrowed import Beside, write_all
from proposals.models.kept.rows import Many, Row, fetch_rows, fetched_with, places, places_for

MOST = 512  # rows whose related ones are asked for by one kept text


class KeptPrefetches(models.QuerySet[Row, Row]):
    """A queryset whose prefetches are asked by kept texts."""

    def _prefetch_related_objects(self) -> None:
        prefetch_rows(cast(list[Row], self._result_cache), *cast(Any, self)._prefetch_related_lookups)
        cast(Any, self)._prefetch_done = True


def fetch_whole(write: Callable[..., models.QuerySet[Row, Row]], *key: Hashable, of: Sequence[Any]) -> list[Row]:
    """The rows of a kept text (fetch_rows) with what its query fetches with them."""
    found = fetch_rows(write, *key, of=of)
    prefetch_rows(found, *fetched_with(write, *key))
    return found


def prefetch_rows(rows: Sequence[models.Model], *lookups: Any) -> None:
    """The same as Django's prefetch_related_objects. What has a queryset of its own that is not kept (Beside), leads
    back over a table between two others or stands beside very many rows, Django itself fetches."""
    for lookup in lookups:
        if isinstance(lookup, Beside):
            done = _follow_beside(rows, lookup)
        else:
            done = isinstance(lookup, str) and _follow(rows, lookup.split("__"))
        if not done:
            prefetch_with_django(list(rows), lookup)


def _follow_beside(rows: Iterable[models.Model], lookup: Beside) -> bool:
    *way, last = lookup.path
    ends: list[models.Model] = []
    if not _follow(rows, way, ends):
        return False
    related = getattr(type(ends[0]), last, None) if ends else None
    if related is None:
        return not ends
    if type(related) is not ReverseManyToOneDescriptor:
        return False
    field = related.rel.field
    return _fetch_many(ends, field, lookup.name or field.remote_field.cache_name, lookup.written, bool(lookup.name))


def _follow(rows: Iterable[models.Model], path: Iterable[str], ends: list[models.Model] | None = None) -> bool:
    """Fetch what is missing on the way; False where some of it is for Django. `ends`: takes the rows at its end."""
    for name in path:
        rows = list({id(one): one for one in rows}.values())
        if not rows:
            return True
        related = getattr(type(rows[0]), name, None)
        if type(related) is ReverseManyToOneDescriptor:  # what leads over a table between two others is one too
            cache = related.rel.field.remote_field.cache_name
            done = _fetch_many(rows, related.rel.field, cache, (_write_plain, related.rel.field))
            rows = [one for row in rows for one in _fetched(row).get(cache, ())]
        elif isinstance(related, ManyToManyDescriptor):
            done = _fetch_over(rows, related, name)
            rows = [one for row in rows for one in _fetched(row).get(name, ())]
        elif isinstance(related, ForwardManyToOneDescriptor):
            done = _fetch_named(rows, related.field)
            rows = [one for row in rows if (one := row._state.fields_cache.get(related.field.cache_name))]
        elif isinstance(related, ReverseOneToOneDescriptor):
            done = _fetch_single(rows, related.related)
            rows = [one for row in rows if (one := row._state.fields_cache.get(related.related.cache_name))]
        else:
            return False
        if not done:
            return False
    if ends is not None:
        ends += {id(one): one for one in rows}.values()
    return True


def _fetched(row: models.Model) -> dict[str, Any]:
    """What was fetched for the row already, by its names; as Django keeps it."""
    found: dict[str, Any] = row.__dict__.setdefault("_prefetched_objects_cache", {})
    return found


def _related(write: Callable[..., Many], *key: Hashable, of: Iterable[int | None]) -> list[Any] | None:
    """The rows whose key is among these; None where they are too many for a kept text."""
    numbers = [one for one in dict.fromkeys(of) if one is not None]
    if len(numbers) > MOST:
        return None
    return fetch_rows(write, key[0], places_for(len(numbers)), *key[1:], of=numbers) if numbers else []


def _write_named(model: type[models.Model], count: int) -> Many:
    return model._base_manager.filter(pk__in=places(count)).order_by()


def _write_single(field: Any, count: int) -> Many:
    return cast(Many, field.model._base_manager.filter(**{f"{field.name}__in": places(count)}).order_by())


def _write_plain(field: Any) -> Many:
    return cast(Many, field.model._default_manager.all())


def _write_many(field: Any, count: int, write: Callable[..., Many], *key: Hashable) -> Many:
    return write(*key).filter(**{f"{field.name}__in": places(count)})


def _fetch_named(rows: list[models.Model], field: Any) -> bool:
    """What a column of the rows points at."""
    model = field.remote_field.model
    if field.target_field is not model._meta.pk:
        return False
    missing = [row for row in rows if not field.is_cached(row)]
    found = _related(_write_named, model, of=(getattr(row, field.attname) for row in missing))
    if found is None:
        return False
    by_key = {one.pk: one for one in found}
    for row in missing:
        one = by_key.get(getattr(row, field.attname))
        field.set_cached_value(row, one)
        if one is not None and not field.remote_field.multiple:
            field.remote_field.set_cached_value(one, row)
    return True


def _fetch_single(rows: list[models.Model], related: Any) -> bool:
    """The one row that points at each."""
    missing = [row for row in rows if not related.is_cached(row)]
    found = _related(_write_single, related.field, of=(row.pk for row in missing))
    if found is None:
        return False
    by_key = {getattr(one, related.field.attname): one for one in found}
    for row in missing:
        one = by_key.get(row.pk)
        related.set_cached_value(row, one)
        if one is not None:
            related.field.set_cached_value(one, row)
    return True


def _fetch_many(rows: list[models.Model], field: Any, cache: str, written: Any, listed: bool = False) -> bool:
    """The rows that point at each, in their order. `listed`: as a list under the name `cache`."""
    plain = write_all(*written)
    if plain._prefetch_related_lookups or field.target_field is not field.remote_field.model._meta.pk:
        return False
    missing = [row for row in rows if cache not in (row.__dict__ if listed else _fetched(row))]
    found = _related(_write_many, field, *written, of=(row.pk for row in missing))
    if found is None:
        return False
    own: dict[Any, list[Any]] = {row.pk: [] for row in missing}
    whose = {row.pk: row for row in missing}
    for one in found:
        key = getattr(one, field.attname)
        own[key].append(one)
        if not field.is_cached(one):
            field.set_cached_value(one, whose[key])
    for row in missing:
        if listed:
            setattr(row, cache, own[row.pk])
        else:
            _fetched(row)[cache] = _answered(plain, field, row, own[row.pk])
    return True


def _write_over(field: Any, count: int) -> Many:
    back = field.related_query_name()
    rows = field.remote_field.model._default_manager.filter(**{f"{back}__in": places(count)})
    return cast(Many, rows.annotate(beside=models.F(back)))


def _fetch_over(rows: list[models.Model], related: Any, name: str) -> bool:
    """The rows to which a table between two others leads from each, in their order."""
    if related.reverse:
        return False
    missing = [row for row in rows if name not in _fetched(row)]
    found = _related(_write_over, related.field, of=(row.pk for row in missing))
    if found is None:
        return False
    own: dict[Any, list[Any]] = {row.pk: [] for row in missing}
    for one in found:
        own[one.__dict__.pop("beside")].append(one)
    for row in missing:
        made = getattr(row, name).get_queryset()
        made._result_cache, made._prefetch_done = own[row.pk], True
        _fetched(row)[name] = made
    return True


def _answered(plain: Any, field: Any, row: models.Model, found: list[Any]) -> Any:
    """The queryset of those that point at the row (as its manager makes it), which has its answer already."""
    made = type(plain)(model=plain.model, query=plain._query.chain(), hints={"instance": row})
    made._deferred_filter = False, (), {field.name: row}
    made._known_related_objects = {field: {row.pk: row}}
    made._result_cache, made._prefetch_done = found, True
    return made

"""What a page shows beside its rows (prefetch_related), asked by kept texts: a page of a case names eighty relations,
most of which hold nothing, and many of which lead to the same few rows."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from django.db import connection, models
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ManyToManyDescriptor,
    ReverseManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.query import prefetch_related_objects as prefetch_with_django

from proposals.models.kept.narrowed import Beside, write_all
from proposals.models.kept.rows import Many, Row, fetch_rows, fetched_with, places, places_for
from proposals.models.kept_text import ask, fill_places

MOST = 512  # rows whose related ones are asked for by one kept text
# Which relations hold something is asked first where there are more than so many, of no more than so many rows: those
# of a page.
FEW_RELATIONS, PAGE_ROWS = 3, 64


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
    """The same as Django's prefetch_related_objects, but that rows which several refer to are there once. What has a
    queryset of its own that is not kept (Beside), leads back over a table between two others or stands beside very
    many rows, Django itself fetches."""
    fetching = _Fetching(lookups)
    for lookup in lookups:
        if not fetching.follow(rows, lookup):
            prefetch_with_django(list(rows), lookup)


class _Fetching:
    """What is fetched beside some rows, and what was found so far."""

    def __init__(self, lookups: Iterable[Any]) -> None:
        self.found: dict[tuple[Any, int], models.Model] = {}
        # By the path from the rows: which relations are asked for there; which of those looked at hold nothing.
        self.asked: dict[tuple[str, ...], dict[str, None]] = {}
        self.empty: dict[tuple[str, ...], set[Any]] = {}
        for path in map(_path_of, lookups):
            for place, name in enumerate(path):
                self.asked.setdefault(path[:place], {})[name] = None

    def follow(self, rows: Iterable[models.Model], lookup: Any) -> bool:
        """Fetch what is missing on the way; False where some of it is for Django."""
        path = _path_of(lookup)
        for place, name in enumerate(path):
            rows = list({id(one): one for one in rows}.values())
            if not rows:
                return True
            self._look(rows, path[:place])
            empty = self.empty[path[:place]]
            related = getattr(type(rows[0]), name, None)
            if type(related) is ReverseManyToOneDescriptor:  # what leads over a table between two others is one too
                last = isinstance(lookup, Beside) and place == len(path) - 1
                written = lookup.written if last else (_write_plain, related.rel.field)
                listed = lookup.name if last else None
                cache = listed or related.rel.field.remote_field.cache_name
                done = self._fetch_many(rows, related.rel.field, cache, written, bool(listed), empty)
                rows = [one for row in rows for one in (row.__dict__ if listed else _fetched(row)).get(cache, ())]
            elif isinstance(lookup, Beside) and place == len(path) - 1:
                return False
            elif isinstance(related, ManyToManyDescriptor):
                done = self._fetch_over(rows, related, name)
                rows = [one for row in rows for one in _fetched(row).get(name, ())]
            elif isinstance(related, ForwardManyToOneDescriptor):
                done = self._fetch_named(rows, related.field)
                rows = [one for row in rows if (one := row._state.fields_cache.get(related.field.cache_name))]
            elif isinstance(related, ReverseOneToOneDescriptor):
                done = self._fetch_single(rows, related.related, empty)
                rows = [one for row in rows if (one := row._state.fields_cache.get(related.related.cache_name))]
            else:
                done = False
            if not done:
                return False
        return path != ()

    def _look(self, rows: list[models.Model], path: tuple[str, ...]) -> None:
        """Ask once which of the relations that are asked for at the end of the path hold nothing for these rows."""
        if path in self.empty:
            return
        self.empty[path] = set()
        fields = [field for name in self.asked[path] if (field := _pointing(rows[0], name))]
        numbers = list(dict.fromkeys(row.pk for row in rows))
        if len(fields) <= FEW_RELATIONS or len(numbers) > PAGE_ROWS:
            return
        count = places_for(len(numbers))
        params = fill_places(places(count) * len(fields), numbers)
        (holds,) = ask(_write_holding(tuple(fields), count), params)
        self.empty[path] = {field for field, some in zip(fields, holds, strict=True) if not some}

    def _fetch_named(self, rows: list[models.Model], field: Any) -> bool:
        """What a column of the rows points at."""
        model = field.remote_field.model
        if field.target_field is not model._meta.pk:
            return False
        missing = [row for row in rows if not field.is_cached(row)]
        wanted = [getattr(row, field.attname) for row in missing]
        unknown = [number for number in wanted if (model, number) not in self.found]
        read = _related(_write_named, model, of=unknown)
        if read is None:
            return False
        self._note(model, read)
        for row, number in zip(missing, wanted, strict=True):
            one = self.found.get((model, number))
            field.set_cached_value(row, one)
            if one is not None and not field.remote_field.multiple:
                field.remote_field.set_cached_value(one, row)
        return True

    def _fetch_single(self, rows: list[models.Model], related: Any, empty: set[Any]) -> bool:
        """The one row that points at each."""
        missing = [row for row in rows if not related.is_cached(row)]
        wanted = () if related.field in empty else (row.pk for row in missing)
        found = _related(_write_single, related.field, of=wanted)
        if found is None:
            return False
        by_key = {getattr(one, related.field.attname): one for one in found}
        for row in missing:
            one = by_key.get(row.pk)
            related.set_cached_value(row, one)
            if one is not None:
                related.field.set_cached_value(one, row)
        return True

    def _fetch_many(
        self, rows: list[models.Model], field: Any, cache: str, written: Any, listed: bool, empty: set[Any]
    ) -> bool:
        """The rows that point at each, in their order. `listed`: as a list under the name `cache`."""
        plain = write_all(*written)
        if plain._prefetch_related_lookups or field.target_field is not field.remote_field.model._meta.pk:
            return False
        missing = [row for row in rows if cache not in (row.__dict__ if listed else _fetched(row))]
        wanted = () if field in empty else (row.pk for row in missing)
        found = _related(_write_many, field, *written, of=wanted)
        if found is None:
            return False
        if not plain.query.deferred_loading[0]:
            self._note(field.model, found)
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

    def _fetch_over(self, rows: list[models.Model], related: Any, name: str) -> bool:
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

    def _note(self, model: Any, rows: Iterable[models.Model]) -> None:
        for one in rows:
            self.found.setdefault((model, one.pk), one)


def _path_of(lookup: Any) -> tuple[str, ...]:
    """The names on the way; none where the lookup is Django's own."""
    if isinstance(lookup, Beside):
        return lookup.path
    return tuple(lookup.split("__")) if isinstance(lookup, str) else ()


def _pointing(row: models.Model, name: str) -> Any:
    """The column by which others point at the row under that name, where those were not fetched yet."""
    related = getattr(type(row), name, None)
    if type(related) is ReverseManyToOneDescriptor:
        field, there = related.rel.field, related.rel.field.remote_field.cache_name in _fetched(row)
    elif isinstance(related, ReverseOneToOneDescriptor):
        field, there = related.related.field, related.related.is_cached(row)
    else:
        return None
    return None if there or field.target_field is not row._meta.pk else field


@lru_cache(maxsize=512)
def _write_holding(fields: tuple[Any, ...], count: int) -> str:
    """Of each of the columns whether a row has one of so many numbers there."""
    name, some = connection.ops.quote_name, ", ".join(["%s"] * count)
    asked = ((name(field.model._meta.db_table), name(field.column)) for field in fields)
    # The names are the tables' own; every value is a parameter.
    return (
        f"SELECT {', '.join(f'EXISTS(SELECT 1 FROM {table} WHERE {column} IN ({some}))' for table, column in asked)}"  # noqa: S608
    )


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


def _write_over(field: Any, count: int) -> Many:
    back = field.related_query_name()
    rows = field.remote_field.model._default_manager.filter(**{f"{back}__in": places(count)})
    return cast(Many, rows.annotate(beside=models.F(back)))


def _answered(plain: Any, field: Any, row: models.Model, found: list[Any]) -> Any:
    """The queryset of those that point at the row (as its manager makes it), which has its answer already."""
    made = type(plain)(model=plain.model, query=plain._query.chain(), hints={"instance": row})
    made._deferred_filter = False, (), {field.name: row}
    made._known_related_objects = {field: {row.pk: row}}
    made._result_cache, made._prefetch_done = found, True
    return made

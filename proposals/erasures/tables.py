"""Which columns of which tables hold what people wrote, and to which suggestion a row belongs."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models

from proposals.journal.kinds import recorded_tables
from proposals.models import BrowserSession, ErasePermit, Erasure, JournalEntry, JournalMark, Suggestion, Tombstone

DEEP = 6  # keys from a row to its suggestion
LEFT_ALONE = (Erasure, Tombstone, ErasePermit, JournalMark, BrowserSession)
# What binds rows, or opens something: a digest, a key, a code. It holds no word of anybody.
BINDING = frozenset(
    [
        "hash",
        "previous_hash",
        "event_head",
        "seal",
        "sha256",
        "digest",
        "password",
        "token_hash",
        "key",
        "signed_hash",
        "verification",
        "browser_hash",
        "message_hash",
        "number_key",
        "initials",
    ]
)


@cache
def text_columns() -> dict[type[models.Model], tuple[models.Field, ...]]:  # type: ignore[type-arg]  # of any kind
    """Of every table the columns that hold words."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model in LEFT_ALONE or model._meta.app_label in ("contenttypes", "auth"):
            continue
        columns = tuple(field for field in model._meta.local_concrete_fields if holds_words(field))
        if columns:
            found[model] = columns
    return found


def holds_words(field: models.Field) -> bool:  # type: ignore[type-arg]  # as above
    """Whether people's words may stand in this column."""
    if field.primary_key or field.name in BINDING or field.choices or isinstance(field, models.FileField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


@cache
def file_columns() -> dict[type[models.Model], tuple[str, ...]]:
    """Of every table the columns that name a stored file."""
    found = {}
    for model in apps.get_models():
        names = tuple(
            field.name for field in model._meta.local_concrete_fields if isinstance(field, models.FileField)
        )
        if names:
            found[model] = names
    return found


@cache
def path_to_suggestion(model: type[models.Model]) -> str | None:
    """The shortest way by keys from a row to its suggestion ("pk": it is one); None: it belongs to none."""
    if model is Suggestion:
        return "pk"
    if model is JournalEntry:
        return None
    said = next((one.about_path for one in recorded_tables() if one.model is model), ("", ""))
    return said[1] if said[0] == "suggestion" else _search_way(model)


def _search_way(model: type[models.Model]) -> str | None:
    """Of what is no record: by keys that every row has, where there is such a way."""
    return _shortest_way(model, also_empty=False) or _shortest_way(model, also_empty=True)


def _shortest_way(model: type[models.Model], *, also_empty: bool) -> str | None:
    ways: list[tuple[type[models.Model], str]] = [(model, "")]
    for _ in range(DEEP):
        further = []
        for at, way in ways:
            for name, target in _keys_of(at, also_empty=also_empty):
                if target is Suggestion:
                    return f"{way}{name}"
                further.append((target, f"{way}{name}__"))
        ways = further
    return None


def _keys_of(model: type[models.Model], *, also_empty: bool) -> Iterator[tuple[str, type[models.Model]]]:
    for field in model._meta.local_concrete_fields:
        if (
            isinstance(field, models.ForeignKey)
            and field.related_model is not model
            and (also_empty or not field.null)
        ):
            target: type[models.Model] = field.related_model
            if target._meta.model_name not in ("user", "unit", "deputy", "contenttype"):
                yield field.name, target


def rows_of_suggestion(model: type[models.Model], suggestion: int) -> models.QuerySet[models.Model]:
    """Its rows; of a table that several suggestions may share (a print of many) those with a row of it."""
    path = path_to_suggestion(model)
    rows = model._base_manager.order_by("pk")
    if path:
        return rows.filter(**{path: suggestion})
    if model is JournalEntry:
        return rows.filter(about=f"suggestion:{suggestion}")
    own = models.Q(pk__in=())
    for relation in model._meta.related_objects:
        below = relation.related_model
        if relation.one_to_many and (way := path_to_suggestion(below)):
            keys = below._base_manager.order_by().filter(**{way: suggestion}).values(relation.field.name)
            own |= models.Q(pk__in=keys)
    return rows.filter(own)

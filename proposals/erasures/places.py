"""Where exact words stand: every table and every file, not only those that one would think of."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.erasures.stored import NoWords, find_in_file
from proposals.erasures.tables import file_columns, path_to_suggestion, rows_of_suggestion, text_columns
from proposals.erasures.texts import Span, count_characters, find_spans, show_around
from proposals.journal.enter import stored_digest
from proposals.journal.kinds import digest_of, kept_tables
from proposals.models import JournalEntry, Suggestion

FILES_READ = 60
CALLED = {"comment": "说明", "snapshot": "定稿的文字", "pdf": "PDF文件", "data": "附带的内容", "file": "文件"}
ROWS_MOST = 2_000  # of one table; who finds more has searched for too common a word
SHOWN_MOST = 3  # finds of one place that are shown


@dataclass
class Place:
    """One column of one row, or one stored file (`path`). `own`: it belongs to the case from which one searches;
    `said`: what is known of a file that could not be read."""

    model: type[models.Model]
    row: str
    column: str
    own: bool
    whose: str = ""
    spans: list[Span] = field(default_factory=list)
    around: list[tuple[str, str, str]] = field(default_factory=list)
    digest: str = ""
    path: str = ""
    size: int = 0
    found: int = 0
    said: str = ""

    @property
    def name(self) -> str:
        """How a form names it: the table, the row and the column."""
        return f"{self.model._meta.label_lower} {self.row} {self.column}"

    @property
    def title(self) -> str:
        """答复稿第12行 · 正文."""
        return title_of(self.model, self.row, self.column)

    @property
    def is_sure(self) -> bool:
        """Whether it is chosen to begin with."""
        return self.own and bool(self.found)

    def kept(self) -> dict[str, Any]:
        """What the request keeps of it: where, never what."""
        kept = {"model": self.model._meta.label_lower, "row": self.row, "column": self.column, "digest": self.digest}
        if self.path:
            return {**kept, "path": self.path, "length": self.size}
        return {**kept, "spans": self.spans}


def title_of(model: type[models.Model], row: str, column: str) -> str:
    """答复稿第12行 · 正文; of a file 附件第3行 · 文件."""
    return f"{model._meta.verbose_name}第{row}行 · {name_column(model, column)}"


def name_column(model: type[models.Model], column: str) -> str:
    """What people call a column; those that no form shows have no name of their own."""
    called = str(getattr(model._meta.get_field(column), "verbose_name", column))
    return CALLED.get(column, "内容") if called.isascii() else called


def find_places(suggestion: Suggestion, words: Sequence[str]) -> list[Place]:
    """Every place, the case's own first; then its files, found in or not. One query a table, and a child a file."""
    texts = [place for model in text_columns() for place in _in_table(model, suggestion, words)]
    files = _find_files(suggestion, texts, list(words))
    return sorted([*texts, *files], key=lambda one: not one.own)


def _in_table(model: type[models.Model], suggestion: Suggestion, words: Sequence[str]) -> Iterator[Place]:
    columns = text_columns()[model]
    keys = _keys_with_words(model, words)
    if not keys:
        return
    own = set(rows_of_suggestion(model, suggestion.pk).filter(pk__in=keys).values_list("pk", flat=True))
    # What is no record (a note, a text that was not saved) is for those who write it.
    is_on_record = model in {one.model for one in kept_tables()}
    path = path_to_suggestion(model)
    names = [one.name for one in columns]
    for row in model._base_manager.filter(pk__in=keys).order_by("pk").values("pk", *names, *filter(None, [path])):
        whose = _name_owner(model, row, path)
        for one in columns:
            value = row[one.name]
            if spans := list(find_spans(value, words)):
                may_be_read = row["pk"] in own and is_on_record
                yield Place(
                    model,
                    str(row["pk"]),
                    one.name,
                    row["pk"] in own,
                    whose,
                    spans,
                    show_around(value, spans[:SHOWN_MOST], wide=may_be_read),
                    digest_of({one.name: value}),
                    found=len(spans),
                    size=count_characters(value, spans, whole=False),
                )


def _name_owner(model: type[models.Model], row: dict[str, Any], path: str | None) -> str:
    key = row[path] if path else None
    if model is JournalEntry:
        return ""
    found = Suggestion.objects.filter(pk=key).first() if key else None
    return found.short_number if found else ""


def _keys_with_words(model: type[models.Model], words: Sequence[str]) -> list[Any]:
    """The keys of the rows in whose text or JSON one of the words stands, as the database finds them: exactly, and
    as JSON writes it."""
    find = "strpos({}::text, %s) > 0" if connection.vendor == "postgresql" else "instr({}, %s) > 0"
    asked, values = [], []
    for one in text_columns()[model]:
        for word in words:
            forms = {word}
            if isinstance(one, models.JSONField):
                forms = {json.dumps(word, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
            for form in sorted(forms):
                asked.append(find.format(connection.ops.quote_name(str(one.column))))
                values.append(form)
    key, table = (connection.ops.quote_name(str(name)) for name in (model._meta.pk.column, model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} FROM {table} WHERE {' OR '.join(asked)} ORDER BY {key} LIMIT {ROWS_MOST}",  # noqa: S608 - own names
            values,
        )
        return [model._meta.pk.to_python(pk) for (pk,) in cursor.fetchall()]


def _find_files(suggestion: Suggestion, texts: Sequence[Place], words: list[str]) -> list[Place]:
    """The files of the case, and those of rows in which the words stand."""
    found, read = [], 0
    for model, names in file_columns().items():
        own = set(rows_of_suggestion(model, suggestion.pk).values_list("pk", flat=True))
        hit = {model._meta.pk.to_python(one.row) for one in texts if one.model is model}
        for row in model._base_manager.filter(pk__in=own | hit).order_by("pk").values("pk", *names):
            for name in names:
                path = row[name]
                if not path or not default_storage.exists(path):
                    continue
                place = Place(model, str(row["pk"]), name, row["pk"] in own, path=path, digest=stored_digest(path))
                place.size = default_storage.size(path)
                read += 1
                place.found, place.said = _read_file(path, words) if read <= FILES_READ else (0, "文件太多，没有读")
                if not place.found and row["pk"] in hit:
                    place.found, place.said = 1, "同一行的文字里有"
                found.append(place)
    return found


def _read_file(path: str, words: list[str]) -> tuple[int, str]:
    with default_storage.open(path) as stored:
        content: bytes = stored.read()
    try:
        times: int = read_bounded(find_in_file, content, words)
    except NoWords:
        return 0, "程序读不出里面的字，请打开看"
    except Unreadable:
        return 0, "程序读不了，请打开看"
    return times, f"里面有{times}处" if times else "里面没有"

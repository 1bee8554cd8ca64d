"""The texts that the program keeps of its dearest queries (proposals.models.kept_text) take a fifth of a second each
to write, in every process again. The workers of one run of the tests write each of them once: what one has written
the others read in the folder of the run. Of a text nothing is changed.
"""

import dataclasses
import datetime as dt
import hashlib
import os
import pickle
from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone

from proposals.models import kept_text
from tests.ground.run import folder


class Unnamed(Exception):
    """Another process may call the same thing otherwise."""


def name_of(part: Any) -> str:
    """The same in every process for the same thing, and for no other."""
    if part is None or isinstance(part, str | int | dt.date):
        return f"{type(part).__name__}:{part!r}"
    if isinstance(part, tuple):
        return f"({', '.join(map(name_of, part))})"
    if isinstance(part, frozenset):
        return f"{{{', '.join(sorted(map(name_of, part)))}}}"
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        values = (name_of(getattr(part, field.name)) for field in dataclasses.fields(part))
        return f"{type(part).__module__}.{type(part).__qualname__}({', '.join(values)})"
    if callable(part) and hasattr(part, "__code__") and not part.__closure__:
        return f"{part.__module__}.{part.__qualname__}:{part.__code__.co_firstlineno}"
    raise Unnamed(repr(part))


def share_texts() -> None:
    """From now on this process reads what another one of the run has written, and leaves there what it writes."""
    run, write = folder(), kept_text._write.__wrapped__
    if run is None:
        return

    def shared(asked: kept_text.Write, *key: Hashable) -> tuple[str, tuple[Any, ...], dt.date]:
        try:
            name = name_of((connection.vendor, timezone.localdate(), asked, *key))
        except Unnamed:
            return write(asked, *key)
        path = run / hashlib.sha256(name.encode()).hexdigest()
        if path.exists():
            return pickle.loads(path.read_bytes())  # noqa: S301 - written by this run
        made = write(asked, *key)
        whole = path.with_name(f"{path.name}.{os.getpid()}")
        whole.write_bytes(pickle.dumps(made))
        whole.rename(path)
        return made

    kept_text._write = lru_cache(maxsize=2048)(shared)

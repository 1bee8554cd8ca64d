"""Lookups of what stands beside rows that do not ask for all of it as it is."""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from django.db import models

Write = Callable[..., models.QuerySet[Any, Any]]


_Prefetch: Any = models.Prefetch  # the stubs look for a name in the arguments of what they know as one


class Beside(_Prefetch):  # type: ignore[misc]  # for the same reason
    """What stands beside rows at the end of the path, as the query says that `write` makes of the key: fewer, or with
    more beside them. Under a name of its own it is a list."""

    def __init__(self, path: str, write: Write, *key: Hashable, name: str | None = None) -> None:
        self.path, self.written, self.name = tuple(path.split("__")), (write, *key), name
        super().__init__(path, write_all(write, *key), name)


@cache
def write_all(write: Write, *key: Hashable) -> Any:
    """The query that `write` makes of the key."""
    return write(*key)

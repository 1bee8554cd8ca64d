"""What the table of locks is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Doing = Callable[[Any], Any]


@dataclass(frozen=True)
class Lock:
    """Who does it (the first named is the one who does it here), and what makes it ready to be done by anybody."""

    by: tuple[str, ...]
    ready: Callable[[], Doing]

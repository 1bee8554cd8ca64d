"""PostgreSQL takes ten times as long to plan what a page asks as to answer it, and thousands of pages of the tests
ask the same but for the numbers: what a connection is asked once more it is told to keep planned."""

import itertools
import weakref
from typing import Any

from psycopg2.extensions import AsIs, connection, cursor

LONG = 400  # letters: what is shorter is planned in no time
MOST = 1_000  # such questions a connection

_numbers = itertools.count()
# Of each question whether it was asked once (""), or the name by which it is kept.
_asked: weakref.WeakKeyDictionary[connection, dict[tuple[bytes, str], str]] = weakref.WeakKeyDictionary()


class Planned(cursor):
    """A cursor that asks by the plan of the last time, where there is one."""

    said: tuple[str, Any] | None = None

    @property
    def query(self) -> bytes | None:
        """What was asked, as Django tells it."""
        return self.mogrify(*self.said) if self.said else super().query

    def execute(self, sql: Any, params: Any = None) -> None:
        self.said = None
        if not (isinstance(sql, str) and len(sql) > LONG and sql.startswith("SELECT")):
            super().execute(sql, params)
            return
        # Each number once, so that what was the same with the numbers is the same without.
        numbers: dict[int, AsIs] = {}
        shaped = [
            numbers.setdefault(one, AsIs(f"${len(numbers) + 1}")) if type(one) is int and is_whole(one) else one
            for one in params or ()
        ]
        text = self.mogrify(sql, shaped or None)
        types = f"({', '.join(map(type_of, numbers))})" if numbers else ""
        asked = _asked.setdefault(self.connection, {})
        name = asked.get((text, types))
        if name is None and len(asked) < MOST:
            asked[text, types] = ""
        elif name == "":
            name = asked[text, types] = f"asked_{next(_numbers)}"
            super().execute(b"PREPARE %s%s AS %s" % (name.encode(), types.encode(), text))
        if name:
            self.said = sql, params
            super().execute(f"EXECUTE {name}({', '.join(map(str, numbers))})" if numbers else f"EXECUTE {name}")
        else:
            super().execute(sql, params)


def is_whole(number: int) -> bool:
    return -(2**63) <= number < 2**63


def type_of(number: int) -> str:
    """What PostgreSQL takes the number for where it stands in the question."""
    return "int4" if -(2**31) < number < 2**31 else "int8"

"""Codes that are read from paper and typed once: K7MP-3XQY-GHDT."""

import re
import secrets

# No two of them are taken for one another on paper: without 0 O, 1 I L, 5 S, 2 Z, U V.
READABLE = "346789ABCDEFGHJKMNPQRTWXY"
LENGTH, GROUP = 12, 4
SHAPE = re.compile(rf"[{READABLE}]{{{LENGTH}}}")
BETWEEN = re.compile(r"[\s\-－—–_]")


def make_code() -> str:
    """A new one: 25 characters to the power of 12, some 55 bits."""
    return _grouped("".join(secrets.choice(READABLE) for _ in range(LENGTH)))


def read_code(typed: str) -> str:
    """The code as it was made, however its letters, dashes and blanks were typed; "" for other words."""
    bare = BETWEEN.sub("", typed).upper()
    return _grouped(bare) if SHAPE.fullmatch(bare) else ""


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))

"""What a person has read and found right, stored beside the test: a line a fact, compared for equality.

A test that stores many facts says what it found as rows (text, numbers, lists and objects of them). After a change
that is meant to change them:

    APPROVE=1 .venv/bin/python -m pytest tests/replies/desk/test_whole_desk.py

writes them anew; `git diff` then shows line by line what became different, to be read like any other change.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

MOST_TOLD = 40  # lines of a difference that a failure shows


def assert_approved(path: Path, rows: Iterable[Any]) -> None:
    """Each row must be the stored one, in the stored order."""
    found = [json.dumps(row, ensure_ascii=False) for row in rows]
    if os.environ.get("APPROVE"):
        path.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
    stored = path.read_text(encoding="utf-8").splitlines()
    told = list(unified_diff(stored, found, "stored", "found", lineterm="", n=0))
    assert not told, f"{path.name}: {len(told)} lines of difference\n" + "\n".join(told[:MOST_TOLD])


# ---- calls -------------------------------------------------------------------------------------------------


def assert_approved_calls(path: Path, functions: Iterable[Callable[..., Any]], classes: Iterable[type] = ()) -> None:
    """Each row of the file is a call and what it gives: name, arguments, result. To add one, write the first two and
    approve. Values of dataclasses stand as {"Line": {"text": "…"}}, with what differs from their defaults."""
    by_name = {function.__name__: function for function in functions}
    named = {one.__name__: one for one in classes}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    given = [(name, args, _call(by_name[name], _decoded(args, named))) for name, args, *_ in rows]
    assert_approved(path, given)


def _call(function: Callable[..., Any], args: list[Any]) -> Any:
    keywords = args.pop() if args and isinstance(args[-1], dict) and "=" in args[-1] else {"=": {}}
    try:
        return encoded(function(*args, **keywords["="]))
    except ValueError as error:
        return {"refused": str(error), **{key: encoded(one) for key, one in vars(error).items()}}


def encoded(value: Any) -> Any:
    """The value in the words of JSON."""
    if isinstance(value, dict):
        return {str(key): encoded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, Iterator)):
        return [encoded(one) for one in value]
    if is_dataclass(value):
        shown = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        usual = {one.name: one.default if one.default is not MISSING else None for one in fields(value)}
        usual |= {one.name: one.default_factory() for one in fields(value) if one.default_factory is not MISSING}
        return {type(value).__name__: {key: encoded(one) for key, one in shown.items() if one != usual[key]}}
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _decoded(value: Any, named: dict[str, type]) -> Any:
    if isinstance(value, list):
        return [_decoded(one, named) for one in value]
    if isinstance(value, dict):
        inside = {key: _decoded(one, named) for key, one in value.items()}
        (key, *others) = inside or [""]
        return named[key](**inside[key]) if key in named and not others else inside
    return value

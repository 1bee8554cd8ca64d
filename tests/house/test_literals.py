"""What a field may hold is said once, in its choices: code names their members, never the bare words.

`action` of an event has no choices: it is the name of a step of the table (cases.workflow) or of a note outside it.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.apps import apps

from tests.house.test_house import ROOT, modules

LOOKUPS = {"in", "exact", "iexact", "gt", "gte", "lt", "lte", "contains", "startswith"}
# A letter may know no model (the contract in pyproject.toml): its snapshot holds plain words, and those it compares.
PURE = "replies/letter/"
# Words of templates that are no values of a field: what `beside` and `difference` call the parts of a text, and how
# long a wording still stands.
OTHER_WORDS = {"part.kind", "row.state"}
COMPARED = re.compile(r"([\w.]+) (?:==|!=) '([^']+)'")


def values_by_field() -> dict[str, set[str]]:
    """By the name of a field: the words that a model of ours lets it hold."""
    found: dict[str, set[str]] = defaultdict(set)
    for label in ("proposals", "replies"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.fields:
                found[field.name] |= {str(value) for value, _ in field.flatchoices if value}
    return {name: values for name, values in found.items() if values}


def words_in(node: ast.expr) -> set[str]:
    """The words that a literal, or a literal row of them, spells out."""
    rows = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return {one.value for one in rows if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def field_read(node: ast.expr) -> str:
    """The field that an expression reads: kind, row.kind, row["kind"], data.get("kind"); "" for none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript):
        return "".join(words_in(node.slice))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return "".join(words_in(node.args[0]))
    return ""


def field_of(keyword: str) -> str:
    """case__status__in: status."""
    return next((part for part in reversed(keyword.split("__")) if part not in LOOKUPS), "")


def meetings(tree: ast.AST) -> Iterator[tuple[int, str, set[str]]]:
    """Where a field meets bare words: the line, the field's name, the words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for one, other in pairwise([node.left, *node.comparators]):
                yield node.lineno, field_read(one), words_in(other)
                yield node.lineno, field_read(other), words_in(one)
        elif isinstance(node, ast.Call):
            for given in node.keywords:
                yield given.value.lineno, field_of(given.arg or ""), words_in(given.value)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                yield value.lineno, field_of("".join(words_in(key)) if key else ""), words_in(value)


def without_constraints(tree: ast.AST) -> ast.AST:
    """A model's constraints stand in its Meta, where the choices that the model itself holds are out of reach."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            node.body = [row for row in node.body if "constraints" not in ast.unparse(row).partition("=")[0]]
    return tree


def bare_words(source: str) -> set[tuple[int, str, str]]:
    values = values_by_field()
    return {
        (line, field, word)
        for line, field, words in meetings(without_constraints(ast.parse(source)))
        for word in words & values.get(field, set())
    }


def test_no_field_meets_a_bare_word():
    found = {
        f"{name}:{line}: {field} {word}"
        for path in modules("proposals", "replies")
        if not (name := str(path.relative_to(ROOT))).startswith(PURE)
        for line, field, word in bare_words(path.read_text(encoding="utf-8"))
    }
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        'row.status == "closed"',
        '"closed" != row["status"]',
        'data.get("status") in ("closed", "received")',
        'status not in {"closed"}',
        'rows.filter(case__status__in=["closed"])',
        'Q(status="closed")',
        'rows.update(**{"case__status": "closed"})',
    ],
)
def test_a_bare_word_is_found_however_it_is_written(source):
    assert {(field, word) for _, field, word in bare_words(source)} >= {("status", "closed")}


def test_a_template_compares_a_field_with_what_it_may_hold():
    values = values_by_field()
    wrong = {
        f"{path.relative_to(ROOT)}: {read} {word}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        for read, word in COMPARED.findall(path.read_text(encoding="utf-8"))
        if read not in OTHER_WORDS and word not in values.get(read.rpartition(".")[2], {word})
    }
    assert not wrong

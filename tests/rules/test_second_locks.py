"""The actions have locks of their own. A page asks first who it is for; should another way lead to the action (a
command, a batch, a page to come), everybody without the role is refused there too, and nothing is written. Who has
the role writes everything in one transaction of the action's own, or nothing."""

import ast
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from proposals.cases.access import NotYours, insiders_only, must_be
from proposals.cases.on_page import only_step, steps_of
from proposals.cases.workflow import perform
from proposals.deadlines import calendar_changes
from proposals.models import Role, Unit, User
from replies.drafts.wordings.actions import save_wording
from replies.feedback.links import make_links
from replies.review.verdicts import Verdict
from tests import factories as f
from tests import kept
from tests.rules.locks import EVERYBODY, LOCKS, UNIT, VERDICTS

pytestmark = pytest.mark.django_db


def name_of(action: Callable[..., Any]) -> str:
    return f"{action.__module__}.{action.__name__}"


def test_every_verdict_has_its_lock():
    assert set(VERDICTS) == set(Verdict)


def everything() -> dict[str, list[kept.Row]]:
    """Every row as it is stored, in one order."""
    return {table: sorted(rows, key=repr) for table, (_, rows) in kept.read_tables().items()}


WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM)\b")


@contextmanager
def written() -> Iterator[list[str | None]]:
    """The transaction, among those begun since, in which each row is written; None for a row outside of them."""
    found, outside = [], len(connection.savepoint_ids)

    def note(execute, sql, params, many, context):
        if WRITES.match(sql):
            found.append(next(iter(connection.savepoint_ids[outside:]), None))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


@pytest.mark.once
@pytest.mark.parametrize(
    "lock", [*LOCKS.values(), *VERDICTS.values()], ids=[*map(name_of, LOCKS), *(one.name for one in VERDICTS)]
)
def test_everybody_without_the_role_is_refused_and_nothing_is_written(lock):
    world = f.world()
    lock.ready()
    beside = everything()
    doing, before, through = lock.ready(), everything(), []
    for who in EVERYBODY:
        if who in lock.by:
            continue
        try:
            doing(getattr(world, who))
        except NotYours:
            continue
        through.append(who)
    assert (through, everything() == before) == ([], True)
    with written() as transactions:
        doing(getattr(world, lock.by[0]))
    # One statement is whole by itself; links are made one by one, in the signature's transaction.
    assert len(transactions) == 1 or None not in transactions
    assert len(set(transactions)) <= 1 or lock is LOCKS[make_links]
    # What was made ready beside it, of the same kind, stays as it is.
    after = everything()
    changed = {
        label: [row for row in rows if row in before[label] and row not in after[label]]
        for label, rows in beside.items()
    }
    assert {label: rows for label, rows in changed.items() if rows} == {}


@pytest.mark.parametrize("closed", ["account", "membership", "unit"])
def test_who_has_left_does_nothing_more(closed):
    """The role ends with the account, with the membership and with the unit."""
    who, case = f.world().handler, f.make_case("in_progress")
    must_be(case, who, (Role.HANDLER,), "拟写答复")
    rows = {
        "account": User.objects.filter(pk=who.pk),
        "membership": who.memberships.all(),
        "unit": Unit.objects.filter(pk=case.unit_id),
    }
    rows[closed].update(is_active=False)
    with pytest.raises(NotYours, match=r"^拟写答复由经办人办理，您不能替办。$"):
        must_be(case, User.objects.get(pk=who.pk), (Role.HANDLER,), "拟写答复")


def test_a_wording_is_new_only_from_a_person_of_the_unit():
    """The lock of a new wording is another one than that of a newer version."""
    said = {"topic": "助餐", "text": "甲。", "owner": f.world().handler, "expires_on": f.day(9), "source": ""}
    world, before = f.world(), everything()
    for who in {*EVERYBODY} - {*UNIT}:
        with pytest.raises(NotYours, match="只有本单位的人员可以登记标准用语。"):
            save_wording(world.bureau, getattr(world, who), key=uuid.uuid4(), **said)
    assert everything() == before
    for who in UNIT:
        save_wording(world.bureau, getattr(world, who), key=uuid.uuid4(), **said)


# ---- that the table is whole -----------------------------------------------------------------------------

APART = {"views", "demo", "management", "migrations"}
ASKS = {name_of(one) for one in (must_be, perform, NotYours)}


def functions() -> Iterator[tuple[str, ast.FunctionDef, set[str]]]:
    """Every function of both apps except the pages, with the full names of what it calls."""
    for app in ("proposals", "replies"):
        root = Path(apps.get_app_config(app).path)
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root.parent).with_suffix("").parts
            if APART.intersection(parts):
                continue
            module, tree = ".".join(part for part in parts if part != "__init__"), ast.parse(path.read_text())
            known = {
                one.asname or one.name: f"{node.module}.{one.name}"
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for one in node.names
            }
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    yield f"{module}.{node.name}", node, set(called(node, module, known))


def called(node: ast.FunctionDef, module: str, known: dict[str, str]) -> Iterator[str]:
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Name(id=name)):
                yield known.get(name, f"{module}.{name}")
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in known:
                yield f"{known[name]}.{attr}"


def test_every_action_that_asks_who_somebody_is_stands_in_the_table():
    """Directly, or through what it calls with the person."""
    all_of_them = list(functions())
    found = {*ASKS}
    while True:
        new = {
            name
            for name, node, calls in all_of_them
            if calls & found and "user" in {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
        } - found
        if not new:
            break
        found |= new
    beside = {name_of(one) for one in (NotYours, steps_of, only_step, insiders_only)}  # pages ask by them
    actions = {name for name in found - beside if not name.rsplit(".", 1)[1].startswith("_")}
    assert len(actions) > 53
    assert {name_of(action) for action in LOCKS} == actions | {name_of(calendar_changes.carry_out_change)}

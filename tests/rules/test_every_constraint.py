"""Every constraint is in the database and answers by its own name: a change that breaks it is refused, and what stood
there stands. (What the program says before it comes to that is tried with each page.)"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from proposals.models import append_only
from tests.rules.broken import BROKEN

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def constraints() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for app in ("proposals", "replies"):
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                yield model, constraint


def answer_of(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    """What only this constraint says. SQLite tells a broken uniqueness by its columns; in a table that is only added
    to the trigger against REPLACE is first."""
    if (
        connection.vendor == "sqlite"
        and type(constraint) is models.UniqueConstraint
        and hasattr(model, "append_only")
    ):
        return append_only.REFUSAL
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(name).column for name in constraint.fields]
        return f"UNIQUE constraint failed: {', '.join(f'{model._meta.db_table}.{column}' for column in columns)}"
    if connection.vendor == "sqlite":
        return f"CHECK constraint failed: {constraint.name}"
    return f'constraint "{constraint.name}"'


def test_every_constraint_of_the_models_stands_in_the_table():
    names = [constraint.name for _, constraint in constraints()]
    assert sorted(names) == sorted(BROKEN)
    kinds = {type(constraint) for _, constraint in constraints()}
    assert kinds == {models.CheckConstraint, models.UniqueConstraint}


OF = {constraint.name: (model, constraint) for model, constraint in constraints()}


@pytest.mark.parametrize("name", OF)
def test_what_breaks_it_is_refused_by_its_name(name):
    model, constraint = OF[name]
    made = {}
    for broken in BROKEN[name]:
        row = made[broken.made] = made.get(broken.made) or broken.made()
        assert type(row) is model
        before = sorted(model.objects.values_list(), key=repr)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            broken.carry_out(row)
        said = str(refusal.value).splitlines()[0]
        assert said.endswith(answer_of(model, constraint)), (broken.changes, said)
        assert sorted(model.objects.values_list(), key=repr) == before

"""Columns that the outside's face never asks for, wherever a person or a unit is read: there they are empty.

deploy/outside.sql gives its account of PostgreSQL no right to read them.
"""

from typing import Any

from django.conf import settings

from proposals.models.people import Unit, User

COLUMNS: dict[type[Unit | User], tuple[str, ...]] = {
    User: ("password", "username", "email", "mobile"),
    Unit: ("robot",),
}


def _select_inside(compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
    return ("''", ()) if settings.FACE == "outside" else (sql, params)


def keep_columns_inside() -> None:
    """Have every query that would bring such a column bring nothing in its place."""
    for model, names in COLUMNS.items():
        for name in names:
            field = model._meta.get_field(name)
            # The method that the compiler asks (Field.select_format), of this one field; of a class of its own the
            # columns of Django's own user could not be.
            vars(field)["select_format"] = _select_inside

"""The folder of a run with several workers: what one of them has made, the others take from there. Who starts the
workers makes it, and it goes with the run."""

import os
import shutil
from pathlib import Path

from django.conf import settings

VARIABLE = "BANLI_TEST_RUN"


def folder() -> Path | None:
    """None where a process runs the tests alone."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def move_in(name: str) -> None:
    """This worker has a data folder of its own in that of the run: whatever the settings have in the one that it
    has from the process that started it, they have there."""
    run = folder()
    assert run is not None
    old, new = str(settings.DATA_DIR), str(run / name)
    os.mkdir(new)
    shutil.copy(f"{old}/secret-key", new)
    for key in dir(settings):
        value = getattr(settings, key)
        if isinstance(value, str | Path) and (str(value) == old or str(value).startswith(f"{old}/")):
            setattr(settings, key, type(value)(str(value).replace(old, new, 1)))
    database = settings.DATABASES["default"]
    for names in (database, database["TEST"]):
        if names["NAME"]:
            names["NAME"] = str(names["NAME"]).replace(old, new, 1)
    os.environ["BANLI_DATA"] = new

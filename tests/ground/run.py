"""The folder of a run with several workers: what one of them has made, the others take from there. Who starts the
workers makes it, and it goes with the run."""

import os
from pathlib import Path

VARIABLE = "BANLI_TEST_RUN"


def folder() -> Path | None:
    """None where a process runs the tests alone."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None

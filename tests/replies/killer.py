"""Workers that are killed, as a test starts them (killed.py is the program)."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def in_the_database(**more):
    """The environment of a program that works in the test's database and folder."""
    database = connection.settings_dict["NAME"]
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    url = f"sqlite:///{database}" if connection.vendor == "sqlite" else f"{server}/{database}"
    named = {"DATABASE_URL": url, "BANLI_DATA": str(settings.DATA_DIR), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return {**os.environ, **named, "PYTHONPATH": str(ROOT), **more}


class Killer:
    """Workers of tests/replies/killed.py."""

    def __init__(self, **more):
        program = [sys.executable, ROOT / "tests/replies/killed.py"]
        self.program = subprocess.Popen(  # noqa: S603
            program, env=in_the_database(**more), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, most=0):
        """(the signal that ended a worker after so many calls, or as it entered the function of that name; the calls
        it made if none did)"""
        self.program.stdin.write(f"{most if isinstance(most, str) else int(most)}\n")
        self.program.stdin.flush()
        return tuple(int(number) for number in self.program.stdout.readline().split())

"""A version after this one: a table of the record gets a column, a case another, a table joins the record, the
journal's marks are made over. bin/add_migration.py writes the migrations; a demo of this version is brought up to
them, and the record is proved and added to."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.prove.guards import copy_program
from bench.prove.restore import scratch_database
from bench.prove.table import Table

# What the next version changes: the file, what stands in it once, and what stands there then.
CHANGES = (
    (
        "proposals/models/event.py",
        "    action = models.CharField(max_length=40)\n",
        '    action = models.CharField(max_length=40)\n    place = models.CharField(max_length=20, default="")\n',
    ),
    (
        "proposals/models/event.py",
        "        constraints = [\n",
        '        constraints = [\n            models.CheckConstraint(name="event_place", condition=~Q(place="?")),\n',
    ),
    (
        "proposals/journal/table.py",
        '        act=("", "action"),\n',
        '        act=("", "action"),\n        later=(L("place", "place", "place"),),\n',
    ),
    (
        "proposals/models/case.py",
        "    version = ",
        "    answered_times = models.PositiveSmallIntegerField(default=0)\n    version = ",
    ),
    ("proposals/journal/table.py", "finished_before joined_to", "finished_before joined_to answered_times"),
    (
        "proposals/models/journal/entry.py",
        'models.CheckConstraint(name="journal_mark_names_a_row", condition=~Q(table="") & ~Q(row=""))',
        'models.CheckConstraint(name="journal_mark_says_a_row", condition=~Q(table="") & ~Q(row=""))',
    ),
    (
        "replies/models/messages/template.py",
        "class QuietHours(",
        "class Later(models.Model):\n    append_only = True\n    number = models.PositiveIntegerField(unique=True)\n"
        '    case = models.ForeignKey("proposals.Case", models.PROTECT)\n\n\nclass QuietHours(',
    ),
    ("replies/models/messages/__init__.py", "import MessageTemplate,", "import Later, MessageTemplate,"),
    (
        "replies/recorded.py",
        '    R("replies.QuietHours"',
        '    R("replies.Later", "number case"),\n    R("replies.QuietHours"',
    ),
)
WRITE = """
from proposals.models import Case, Event
from replies.models.messages.template import Later
Later.objects.create(number=1, case=Case.objects.first())
from django.db import DatabaseError, connection
for sql in (
    "UPDATE replies_later SET number = 2",
    "UPDATE proposals_event SET place = 'x'",
    "DELETE FROM replies_later",
):
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
        raise SystemExit(f"went through: {sql}")
    except DatabaseError:
        pass
"""


def prove(size: int) -> Table:
    """A row a step, and what it says where it fails; one size only."""
    del size
    table = Table("step", "what is said")
    with tempfile.TemporaryDirectory() as folder, scratch_database() as url:
        this, after = Path(folder, "this"), Path(folder, "after")
        for program in (this, after):
            program.mkdir()
            copy_program(program)
        where = {name: said for name, said in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        where |= {"BANLI_DATA": str(Path(folder, "data"))} | ({"DATABASE_URL": url} if url else {})

        def run(what: str, program: Path, *command: str) -> None:
            done = subprocess.run(  # noqa: S603
                [sys.executable, *command], cwd=program, env=where, capture_output=True, text=True, check=False
            )
            said = (done.stdout + done.stderr).strip()
            last = said.rpartition("\n")[2][:60]
            table.add(what, last, wrong=[f"{what}: {said}"] if done.returncode else [])

        run("a database of this version", this, "manage.py", "migrate", "--verbosity=0")
        run("with the demo in it", this, "manage.py", "load_demo", "--verbosity=0")
        run("its record is whole", this, "manage.py", "verify_audit")
        for name, old, new in CHANGES:
            change(after / name, old, new)
        run("migrations of the next", after, "bin/add_migration.py", "next")
        run("nothing is left to migrate", after, "manage.py", "makemigrations", "--check", "--dry-run")
        run("the database of before becomes the next", after, "manage.py", "migrate", "--verbosity=0")
        run("its record is whole", after, "manage.py", "verify_audit")
        run("new rows stand for ever", after, "manage.py", "shell", "--verbosity=0", "-c", WRITE)
        run("the record is added to", after, "manage.py", "verify_audit")
    return table


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

"""A record to be tampered with, and how one who has the database's password does it."""

import io
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from proposals.administration.record import record_change
from proposals.cases.oversight.supervision import answer_supervision
from proposals.extensions.actions import decide_extension
from proposals.journal.enter import enter_waiting
from proposals.journal.kinds import kept_tables
from proposals.models import AdministrationEvent, Case, Event, SignIn, Status, append_only
from proposals.models.journal import marks
from proposals.web.sign_in_log import write_sign_in
from replies.models import PrintedForm, Printout
from replies.prints.issue import issue_form
from tests import factories as f

ROW = re.compile(r"第\d+行")
KEY = re.compile(r"（[0-9a-f]{8}）")
FILE = re.compile(r"文件(printed|attachments)/[\w/-]+\.pdf")
COUNTED = re.compile(r"应有\d+笔，实有到第\d+笔")
CLOCK = re.compile(r"\d{4}年\d+月\d+日\d\d:\d\d")


@dataclass(frozen=True)
class Record:
    """Two cases, all entered: one closed with everything that a case may have, one that waits for its signature."""

    case: Case
    open: Case

    @property
    def reply(self) -> int:
        """The key of the closed case's round."""
        return self.case.current_round.pk

    def one(self, sql: str, *values: Any) -> Any:
        """A single value."""
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0]

    def run(self, sql: str, *values: Any) -> None:
        """By the owner of the tables, past the program."""
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


def lay_record() -> Record:
    """The record; its beginning is the opening of the journal, what followed came with acts of its own."""
    f.numbers = itertools.count(1)
    w = f.world()
    case, waiting = f.hand_over(f.suggestion(), w.bureau), f.make_case(Status.RECEIVED)
    f.advance(case, "sign_for", "assign")
    f.deputy("吴敏")
    enter_waiting()
    asked = f.extension(case)
    decide_extension(asked, w.district, agree=True, opinion="同意。", granted_on=asked.wished_on)
    answer_supervision(f.supervise(case), w.office, text="已经办好。")
    enter_waiting()
    f.contact_all(case, w.handler)
    f.write(case, w.handler, **f.promising(("新增助餐点12处", 10)))
    case.reload()
    f.advance(case, "submit", "check", "sign", "deliver")
    f.answer(case, w.handler, case.suggestion.proposers[0], result="不满意", comment="没有写完成时间。")
    f.advance(case, "decline")
    f.scan(case, w.handler)
    f.answer(case, w.handler, case.suggestion.proposers[1])
    f.advance(case, "report", "keep")
    f.advance(waiting, "assign", "prepare", "submit", "check")
    for printed in PrintedForm.objects.filter(sha256=""):
        issue_form(printed)
    record_change(w.admin, AdministrationEvent.Subject.PERSON, w.handler, "看了电话")
    write_sign_in(None, "office", SignIn.Outcome.OPENED)
    written = PrintedForm.objects.first()
    facts = {"copy": "1", "label": "第一份", "by": w.office, "unit": w.bureau, "at": timezone.now()}
    Printout.objects.create(printed=written, **facts)
    enter_waiting()
    return Record(case, waiting)


@contextmanager
def taken_back() -> Iterator[None]:
    """Rows and files are as before afterwards, whatever was done to them."""
    folder = Path(default_storage.path(""))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with transaction.atomic():
        connection.check_constraints()
        yield
        transaction.set_rollback(True)
    for path in set(folder.rglob("*")) - before.keys():
        if path.is_file():
            path.unlink()
    for path, content in before.items():
        path.unlink(missing_ok=True)  # it may be no file any more
        path.write_bytes(content)


@contextmanager
def unguarded(*, marked: bool = True) -> Iterator[None]:
    """The tables that are only added to, without their triggers; they are put back afterwards, as by one who knows
    them. `marked` False: what is done leaves no mark either."""
    watched = {one.table: one.watched for one in kept_tables()}
    connection.check_constraints()  # PostgreSQL changes no table whose keys it still has to look at
    append_only.remove_triggers(connection, append_only.marked_tables())
    if not marked:
        marks.remove_marks(connection, watched)
    yield
    connection.check_constraints()
    if not marked:
        marks.install_marks(connection, watched)
    append_only.install_triggers(connection, append_only.marked_tables())


def verify(*options: str) -> list[str]:
    """What verify_audit says is wrong, without the hours and the numbers of rows."""
    said = io.StringIO()
    try:
        call_command("verify_audit", *options, stdout=io.StringIO(), stderr=said)
    except CommandError as error:
        lines = said.getvalue().splitlines()
        if (str(error), error.returncode) != (f"发现{len(lines)}处问题。", 2):
            raise
        return [_say_anyhow(line) for line in lines]
    assert said.getvalue() == ""
    return []


def _say_anyhow(line: str) -> str:
    """A sentence without what differs from one time to the other."""
    for found, word in (
        (CLOCK, "某时"),
        (ROW, "第几行"),
        (KEY, "（某把）"),
        (FILE, r"文件\1/某件.pdf"),
        (COUNTED, "应有几笔，实有到第几笔"),
    ):
        line = found.sub(word, line)
    return line


def rewrite_chain(case: Case) -> None:
    """The hashes of a case's events anew, as if they had always been what they are now, and its head."""
    previous = ""
    for event in case.events.order_by("sequence"):
        event.previous_hash = previous
        previous = event.computed_hash()
        Event.objects.filter(pk=event.pk).update(previous_hash=event.previous_hash, hash=previous)
    Case.objects.filter(pk=case.pk).update(event_head=previous, event_count=case.events.count())

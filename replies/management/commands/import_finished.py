"""往年已办结的建议, entered from the command line: the same plan as the page, printed as text."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from proposals.cases.access import Refused
from proposals.intake.tables import sheet
from proposals.management.base import DatabaseCommand
from proposals.management.lists import KINDS, find_taker, read_list_file
from proposals.models import User
from replies.finished import actions, columns, plan


class Command(DatabaseCommand):
    help = "补录往年已办结的建议：全部正确才补录，同一份再交不会重复。退出码 0 成功或无需补录，2 有错、没有补录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help=KINDS)
        parser.add_argument("--dry-run", action="store_true", help="只核对，不补录")
        parser.add_argument("--user", metavar="USERNAME", help="以谁的名义补录；不写就是系统")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            self._import(options["file"], options["dry_run"], find_taker(options["user"]))
        except (sheet.UnreadableList, Refused) as refusal:
            self.stderr.write(f"没有补录。{refusal}")
            sys.exit(2)

    def _import(self, path: Path, dry_run: bool, user: User | None) -> None:
        content = read_list_file(path)
        found = plan.plan_finished(columns.read_finished(content), user)
        for line in found.lines:
            self._print(line)
        for note in (*found.comes_new, *found.notes):
            self.stdout.write(f"说明：{note}")
        self.stdout.write(f"{found.summary}。")
        if found.wrong:
            raise Refused("请按上面列出的行、列改好，再交一次；这一次什么也没有补录。")
        if dry_run:
            self.stdout.write("只是核对，没有补录。")
        elif found.new:
            source = {"file": path.name, "sha256": hashlib.sha256(content).hexdigest()}
            actions.register_finished(found.entries, user, source)
            self.stdout.write(f"已补录{len(found.new)}件。")
        else:
            self.stdout.write("这份名单都已补录过，没有要补录的。")

    def _print(self, line: plan.FinishedRow) -> None:
        verdict = "补录过" if line.existing and not line.stops else line.verdict
        self.stdout.write(f"第{line.row.number}行  {verdict}  {line.number_shown}  {line.title_shown}")
        for problem in line.problems:
            self.stdout.write(f"    {problem}")
        for note in line.notes:
            self.stdout.write(f"    注意：{note}")

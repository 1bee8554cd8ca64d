"""往年已办结的建议, entered from the command line: the same plan as the page, printed as text."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from proposals.cases.access import Refused
from proposals.intake import register
from proposals.intake.tables import sheet
from proposals.management.base import DatabaseCommand
from proposals.models import User
from replies.finished import actions, columns, plan


class Command(DatabaseCommand):
    help = "补录往年已办结的建议：全部正确才补录，同一份再交不会重复。退出码 0 成功或无需补录，2 有错、没有补录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="名单文件：.xlsx、.csv、.ods 或网页式的 .xls")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不补录")
        parser.add_argument("--user", metavar="USERNAME", help="以谁的名义补录；不写就是系统")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            self._import(options["file"], options["dry_run"], _user(options["user"]))
        except (sheet.UnreadableList, Refused) as refusal:
            self.stderr.write(f"没有补录。{refusal}")
            sys.exit(2)

    def _import(self, path: Path, dry_run: bool, user: User | None) -> None:
        content = _content(path)
        found = plan.plan_finished(columns.read_finished(content), user)
        for line in found.lines:
            self._print(line)
        for note in found.notes:
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


def _user(username: str | None) -> User | None:
    """The person it is entered for; None is the system."""
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"没有“{username}”这个账号，或者已经停用。")
    register.must_register(user)
    return user


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > sheet.FILE_MOST:
            raise sheet.UnreadableList(sheet.TOO_LARGE)
        return path.read_bytes()
    except OSError:
        raise sheet.UnreadableList(f"读不到文件“{path}”，请核对文件名和位置。") from None

"""The district's list, taken in from the command line: the same plan as the page, printed as text."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from proposals.cases.access import Refused
from proposals.intake import lists, plan, register
from proposals.intake.tables import list_reader, sheet
from proposals.management.base import DatabaseCommand
from proposals.models import User


class Command(DatabaseCommand):
    help = "登记建议名单：全部正确才登记，同一份名单再交不会重复。退出码 0 成功或无需登记，2 有错、什么也没有登记"

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = "名单文件：.xlsx、.xls、.xlsb、.csv、.ods 或网页式的 .xls"
        parser.add_argument("file", metavar="FILE", type=Path, help=kinds)
        parser.add_argument("--dry-run", action="store_true", help="只核对，不登记")
        parser.add_argument("--user", metavar="USERNAME", help="以谁的名义登记；不写就是系统")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            self._import(options["file"], options["dry_run"], _user(options["user"]))
        except (sheet.UnreadableList, Refused) as refusal:
            self.stderr.write(f"没有登记。{refusal}")
            sys.exit(2)

    def _import(self, path: Path, dry_run: bool, user: User | None) -> None:
        content = _content(path)
        found = plan.make_plan(list_reader.read_list(content), user)
        for line in (*found.wrong, *found.new, *found.same):
            self._print(line)
        for note in found.notes:
            self.stdout.write(f"说明：{note}")
        self.stdout.write(f"{found.summary}。")
        if found.wrong:
            raise Refused("请按上面列出的行、列改好，再交一次；这一次什么也没有登记。")
        if dry_run:
            self.stdout.write("只是核对，没有登记。")
        elif found.new:
            lists.register_plan(found, user, path.name, hashlib.sha256(content).hexdigest())
            self.stdout.write(f"已登记{len(found.new)}件。")
        else:
            self.stdout.write("这份名单都已登记过，没有要登记的。")

    def _print(self, line: plan.PlanRow) -> None:
        head = f"{line.row.place}  {line.verdict}"
        if entry := line.entry:
            units = "、".join(f"{unit}（{part}）" for unit, part in entry.parts)
            facts = [f"{entry.session.short_name}{entry.full_number}", entry.title, entry.proposer_names, units]
            self.stdout.write("  ".join([head, *facts]))
        else:
            self.stdout.write(head)
        for problem in line.problems:
            self.stdout.write(f"    {problem}")
        for note in line.notes:
            self.stdout.write(f"    注意：{note}")


def _user(username: str | None) -> User | None:
    """The person the list is taken in for; None is the system."""
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

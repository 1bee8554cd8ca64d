"""A list of suggestions, taken in from the command line: the same reading and the same plan as the pages, as text."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from proposals.cases.access import Refused
from proposals.intake import lists, plan, register
from proposals.intake.mapping.options import OPTIONS, advise, choose_by_options, read_said
from proposals.intake.tables import list_reader, sheet
from proposals.intake.tables.choices import Choice, read_column_names
from proposals.intake.tables.kept import KeptTable
from proposals.management.base import DatabaseCommand
from proposals.models import User


class Command(DatabaseCommand):
    help = (
        "登记 Excel 建议名单：全部正确才登记，同一份名单再交不会重复。退出码 0 成功或无需登记，2 有错、什么也没有登记"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="名单文件：.xlsx、.csv、.ods 或网页式的 .xls")
        parser.add_argument("--sheet", metavar="NAME", action="append", default=[], help="读哪一张表，可以写几次")
        parser.add_argument("--map", metavar="FILE", type=Path, help='哪一列是什么：JSON 文件，{"案由": "标题"}')
        parser.add_argument("--session", metavar="届次", help="表里没有届次的，都是这一次会议的")
        parser.add_argument("--handed-on", metavar="日期", help="表里没有交办日期的，都是这一天交办的")
        parser.add_argument("--due", metavar="日期", help="表里没有期限的，都限这一天前答复；不写按法定期限")
        parser.add_argument("--unit", metavar="单位", help="表里没有承办单位的，都由这个单位办")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不登记")
        parser.add_argument("--user", metavar="USERNAME", help="以谁的名义登记；不写就是系统")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            self._import(options["file"], options, _user(options["user"]))
        except (sheet.UnreadableList, Refused) as refusal:
            self.stderr.write(f"没有登记。{refusal}")
            sys.exit(2)

    def _import(self, path: Path, options: dict[str, Any], user: User | None) -> None:
        content = _content(path)
        tables = list_reader.open_file(content)
        choice = _choice(tables, options)
        try:
            read = list_reader.read_tables(tables, choice)
        except sheet.Uncertain as doubt:
            raise Refused(f"{doubt}{advise(doubt, tables, path.name)}") from None
        found = plan.make_plan(read, user)
        for line in (*found.wrong, *found.new, *found.same):
            self._print(line)
        for note in found.notes:
            self.stdout.write(f"说明：{note}")
        self.stdout.write(f"{found.summary}。")
        if found.wrong:
            raise Refused("请按上面列出的行、列改好，再交一次；这一次什么也没有登记。")
        if options["dry_run"]:
            self.stdout.write("只是核对，没有登记。")
        elif found.new:
            lists.register_plan(found, user, path.name, hashlib.sha256(content).hexdigest(), choice.said)
            self.stdout.write(f"已登记{len(found.new)}件。")
        else:
            self.stdout.write("这份名单都已登记过，没有要登记的。")

    def _print(self, line: plan.PlanRow) -> None:
        head = f"第{line.row.number}行  {line.verdict}"
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


def _choice(tables: list[KeptTable], options: dict[str, Any]) -> Choice:
    """How the options say that the list is read."""
    said = read_said({name: options[name.removeprefix("--").replace("-", "_")] for name in OPTIONS.values()})
    named = read_column_names(_content(options["map"]).decode(errors="replace")) if options["map"] else None
    return choose_by_options(tables, options["sheet"], named, said)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > sheet.FILE_MOST:
            raise sheet.UnreadableList(sheet.TOO_LARGE)
        return path.read_bytes()
    except OSError:
        raise sheet.UnreadableList(f"读不到文件“{path}”，请核对文件名和位置。") from None

"""A list of suggestions, taken in from the command line: the same reading and the same plan as the pages, as text."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from proposals.intake import known_heads, lists, plan, plan_rows
from proposals.intake.mapping.names import read_column_names
from proposals.intake.mapping.options import OPTIONS, advise, choose_by_options, read_said
from proposals.intake.mapping.said import doubt_session, show_said, titles_of_all
from proposals.intake.tables import list_reader, sheet
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.management.base import DatabaseCommand
from proposals.management.lists import KINDS, find_taker, read_list_file
from proposals.models import User


class Command(DatabaseCommand):
    help = "登记建议名单：全部正确才登记，同一份名单再交不会重复。退出码 0 成功或无需登记，2 有错、什么也没有登记"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help=KINDS)
        parser.add_argument("--sheet", metavar="NAME", action="append", default=[], help="读哪一张表，可以写几次")
        parser.add_argument("--map", metavar="FILE", type=Path, help='哪一列是什么：JSON 文件，{"案由": "标题"}')
        parser.add_argument("--session", metavar="届次", help="表里没有届次的，都是这一次会议的")
        parser.add_argument("--handed-on", metavar="日期", help="表里没有交办日期的，都是这一天交办的")
        parser.add_argument("--due", metavar="日期", help="表里没有期限的，都限这一天前答复；不写按法定期限")
        parser.add_argument("--unit", metavar="单位", help="表里没有承办单位的，都由这个单位办")
        parser.add_argument(
            "--several", metavar="办理方式", help="一件写着几个主办单位而没有写明的：共同主办（第一个牵头）或分别办理"
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对，不登记")
        parser.add_argument(
            "--correct", action="store_true", help="与已登记的不同之处也按名单更正；签收以后的、手工改过的不动"
        )
        parser.add_argument("--user", metavar="USERNAME", help="以谁的名义登记；不写就是系统")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            self._import(options["file"], find_taker(options["user"]), options)
        except (sheet.UnreadableList, Refused) as refusal:
            self.stderr.write(f"没有登记。{refusal}")
            sys.exit(2)

    def _import(self, path: Path, user: User | None, options: dict[str, Any]) -> None:
        content = read_list_file(path)
        tables = list_reader.open_file(content)
        known, choice = known_heads.choose_as_before(tables, _choice(tables, options), user)
        try:
            read = list_reader.read_kept(tables, choice)
        except sheet.Uncertain as doubt:
            raise Refused(f"{doubt}{advise(doubt, tables, path.name)}") from None
        found, titles = plan.make_plan(read, user), titles_of_all(tables, choice, path.name)
        for line in (*found.wrong, *found.new, *found.doubtful, *found.changed, *found.same):
            self._print(line)
        for case in found.gone:
            self.stdout.write(f"名单里没有：{case.suggestion.session.short_name}{case.suggestion}（{case.unit}）")
        if known:
            said_on = cn_date(timezone.localdate(known.at))
            self.stdout.write(f"说明：列按上次的对应关系读（{known.by}{said_on}选的）；要另外写明，用 --map。")
        said = "；".join(f"{column} {value}" for column, value in show_said(choice.said))
        if said:
            self.stdout.write(f"说明：表里没有写的，都按命令里的：{said}。")
        for look_at in filter(None, (doubt_session(choice.said.get("届次", ""), titles), *found.doubts)):
            self.stdout.write(f"注意：{look_at}")
        for note in (*found.comes_new, *found.notes):
            self.stdout.write(f"说明：{note}")
        self.stdout.write(f"{found.summary}。")
        if found.wrong:
            raise Refused("请按上面列出的行、列改好，再交一次；这一次什么也没有登记。")
        if options["dry_run"]:
            self.stdout.write("只是核对，没有登记。")
            return
        ticked = plan.safe_ticks(found) if options["correct"] else []
        if found.new or ticked:
            with transaction.atomic():
                sha256 = hashlib.sha256(content).hexdigest()
                lists.register_plan(found, user, path.name, sha256, ticked, choice.said)
        self._print_made(found, corrects=options["correct"])

    def _print_made(self, found: plan_rows.Plan, *, corrects: bool) -> None:
        for number, reason in found.applied.refused:
            self.stdout.write(f"{number}没有更正：{reason}")
        if found.applied.changes:
            self.stdout.write(f"已更正{found.applied.cases}件的{found.applied.changes}处。")
        if found.changed and not corrects:
            self.stdout.write("与登记的不同的没有改；要改请加 --correct。")
        if found.doubtful:
            self.stdout.write("请核对的没有登记；是另一件的，请在网页上传名单、勾选以后登记。")
        made = f"已登记{len(found.new)}件。" if found.new else "这份名单都已登记过，没有要登记的。"
        self.stdout.write(made)

    def _print(self, line: plan_rows.PlanRow) -> None:
        head = f"{line.row.place}  {line.verdict}"
        if entry := line.entry:
            units = "、".join(f"{unit}（{part}）" for unit, part in entry.parts)
            due = f"限{cn_date(entry.due)}" if entry.due else "按法定期限"
            facts = [f"{entry.session.short_name}{entry.full_number}", entry.title, entry.proposer_names, units]
            facts += [f"{cn_date(entry.handed_on)}交办", due]
            self.stdout.write("  ".join([head, *facts]))
        else:
            self.stdout.write(head)
        for problem in line.problems:
            self.stdout.write(f"    {problem}")
        for one in line.differences:
            kept = one.locked or ("手工改过" if one.by_hand else "")
            self.stdout.write(f"    {one}{f'（{kept}）' if kept else ''}")
        for note in line.notes:
            self.stdout.write(f"    注意：{note}")


def _choice(tables: list[KeptTable], options: dict[str, Any]) -> Choice:
    """How the options say that the list is read."""
    said = read_said({name: options[name.removeprefix("--").replace("-", "_")] for name in OPTIONS.values()})
    named = read_column_names(read_list_file(options["map"]).decode(errors="replace")) if options["map"] else None
    return choose_by_options(tables, options["sheet"], named, said)

"""Check the letter of a case from JSON: `manage.py check_letter SNAPSHOT.json`.

One JSON object a line, in reading order: rule, severity (error, warning, hint), field (a key of the snapshot:
letter.body, letter.title, handling, ...), paragraph (line of that field's text as typed, from 0, blank lines counted;
0 in a field of one line), start and end (code points into that line), message, and suggestion (what certainly belongs
in place of start:end; null where only a person knows). Where several lines belong together, `end` counts on over
the end of the line, as one character; `moves`, only where there is something, says what goes into other fields at
that. The exit status is 0 whatever was found. With --opinion the letter is a 会办意见: it answers a unit, no deputy.

A rule that breaks is one line more, with the rule `not_run`, severity hint, and a message that names what was not
checked; the log has where it broke, and the other rules run.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from replies.drafts.word_list import WordsInUse
from replies.letter.checks import check_letter
from replies.letter.snapshot import Snapshot, SnapshotError
from replies.management.commands.print_snapshot import _read, _reason


class Command(BaseCommand):
    help = "检查一件答复的文字（JSON），每个问题打印一行 JSON；没有运行成的检查也占一行（rule 为 not_run），其余照常"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("snapshot", help="案件 JSON 文件，- 表示标准输入")
        parser.add_argument("--opinion", action="store_true", help="这是会办意见，写给主办单位，不直接答复代表")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = Snapshot.from_bytes(_read(options["snapshot"]))
        except SnapshotError as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError as error:
            raise CommandError(f"{error.filename}：{_reason(error)}。", returncode=2) from None
        for finding in check_letter(snapshot, opinion=options["opinion"], pairs=WordsInUse().pairs):
            self.stdout.write(json.dumps(finding.to_json(), ensure_ascii=False))

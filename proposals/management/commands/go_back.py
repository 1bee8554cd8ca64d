"""The way back of an upgrade that failed (deploy/upgrade.sh calls it)."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from proposals.backups import BackupError
from proposals.backups.go_back import go_back
from proposals.backups.restore import Target, find_backup, opened_backup


class Command(BaseCommand):
    help = "升级没有成功时，把数据库换回升级以前的备份；文件不动。备份以后又办过事的，什么也不动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="备份", type=Path)
        parser.add_argument("--identity", metavar="私钥文件", default=settings.BACKUP_IDENTITY, help="打开加密的备份")

    def handle(self, *args: object, **options: object) -> None:
        place = options["place"]
        assert isinstance(place, Path)  # noqa: S101 - the option's type
        target = Target(connection, default_storage, Path(settings.WORDS_FILE))
        try:
            path = find_backup(place)
            with opened_backup(path, str(options["identity"]), Path(settings.DATA_DIR), connection.vendor) as backup:
                wrong = go_back(backup, target)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"换回以后与备份清单有{len(wrong)}处不同，不要用它办件。")
        self.stdout.write("数据库换回了，与备份清单一致。")

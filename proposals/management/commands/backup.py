"""Make a backup: each night by its timer, and before every change of the server."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from proposals.backups import BackupError
from proposals.backups.make import make_backup
from proposals.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "备份数据库和全部文件，成一个文件；人在办件时也可以做。按 BACKUP_KEEP 删去过期的备份"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", metavar="文件夹", help="不写的，是 BACKUP_DIR")

    def handle(self, *args: object, **options: object) -> None:
        folder = options["folder"] or settings.BACKUP_DIR
        if not folder:
            raise CommandError("请写明备份到哪个文件夹，或者设置 BACKUP_DIR。")
        try:
            run, removed = make_backup(Path(str(folder)).absolute())
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"备份好了：{run.place}")
        self.stdout.write(f"{run.size}字节，{run.files}个文件，总账到第{run.number}笔，SHA-256 {run.sha256}")
        if not settings.BACKUP_KEY:
            self.stdout.write("没有加密：BACKUP_KEY 没有设置。")
        if removed:
            self.stdout.write(f"删去过期的备份{len(removed)}个。")
        if run._state.adding:
            self.stderr.write("数据库写不进去，这次备份没有记下来。")

"""Try the newest backup: each week by its timer."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from proposals.backups import BackupError
from proposals.backups.drill import drill_backup
from proposals.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "恢复演练：把最新的备份恢复到临时的数据库，与清单比较，核对全部记录，结果记下来。不动正在用的数据"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", nargs="?", metavar="文件或文件夹", help="不写的，是 BACKUP_DIR 里最新的")
        parser.add_argument("--identity", metavar="私钥文件", default=settings.BACKUP_IDENTITY, help="打开加密的备份")

    def handle(self, *args: object, **options: object) -> None:
        place = options["place"] or settings.BACKUP_DIR
        if not place:
            raise CommandError("请写明用哪个备份，或者设置 BACKUP_DIR。")
        try:
            run = drill_backup(Path(str(place)).absolute(), str(options["identity"]))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"恢复演练成功：{run.place}，总账到第{run.number}笔，{run.files}个文件")
        self.stdout.write(run.said)

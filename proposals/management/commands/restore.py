"""Bring a backup back into an empty data folder, or an empty database. Nothing has to be prepared."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.utils import OperationalError

from proposals.backups import BackupError
from proposals.backups.pack import FILES
from proposals.backups.restore import Opened, Target, find_backup, opened_backup, refuse_full_target, restore_backup


class Command(BaseCommand):
    help = "把备份恢复到空的数据文件夹或者空的数据库，再核对全部记录。已经有数据的，什么也不动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="文件或文件夹", type=Path, help="备份，或者放备份的文件夹（取最新的）")
        parser.add_argument("--identity", metavar="私钥文件", default=settings.BACKUP_IDENTITY, help="打开加密的备份")
        parser.add_argument("--check", action="store_true", help="只核对备份是不是完整，不恢复")

    def handle(self, *args: object, **options: object) -> None:
        place, only_check = options["place"], bool(options["check"])
        target = Target(connection, default_storage, Path(settings.WORDS_FILE))
        try:
            assert isinstance(place, Path)  # noqa: S101 - the option's type
            path = find_backup(place)
            Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
            if not only_check:
                refuse_full_target(target)
            with opened_backup(path, str(options["identity"]), Path(settings.DATA_DIR), connection.vendor) as backup:
                self._tell(path, backup)
                if only_check:
                    return
                wrong = restore_backup(backup, target)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        except OperationalError as error:
            raise CommandError(f"数据库连不上：{str(error).strip().splitlines()[0]}") from None
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"恢复以后与备份清单有{len(wrong)}处不同，不要用它办件。")
        self.stdout.write("恢复好了，与备份清单一致。")
        if backup.needs_migrate:
            self.stdout.write("备份是旧一版做的：请运行 migrate，再运行 verify_audit。")
        elif not Path(settings.RECORD_KEY).is_file():  # it is kept apart from backups; none is made in its place
            self.stdout.write(f"记录还没有核对：请先把印记的钥匙放回 {settings.RECORD_KEY}，再运行 verify_audit。")
        else:
            call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)

    def _tell(self, path: Path, backup: Opened) -> None:
        said = backup.said
        rows = sum(one[0] for one in said["tables"].values())
        files = sum(name.startswith(FILES) for name in said["members"])  # as the backup and its drill count them
        self.stdout.write(f"{path.name}：{said['at']}备份，完整，{files}个文件，{rows}行")
        signed = f"清单由末笔签名钥匙{said['key'][:16]}签名" if said["key"] else "清单没有签名"
        self.stdout.write(f"总账到第{said['head']['number']}笔，末笔 {said['head']['hash']}；{signed}")

"""The pair of keys of the backups: the public one stays on the server, the private one opens them."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from proposals.backups.seal import make_identity


class Command(BaseCommand):
    help = "建立备份的一对钥匙（age）：私钥写进这个文件，公钥写进 BACKUP_KEY"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="文件", type=Path)

    def handle(self, *args: object, **options: object) -> None:
        path = options["file"]
        assert isinstance(path, Path)  # noqa: S101 - the option's type
        try:
            public = make_identity(path)
        except OSError as error:
            said = "已经有了，没有动它" if isinstance(error, FileExistsError) else f"写不进去：{error}"
            raise CommandError(f"{path}{said}。") from None
        self.stdout.write(f"私钥在 {path}。请抄两份，分两处保管；丢了它，加密的备份就打不开了。")
        self.stdout.write(f"设置：BACKUP_KEY={public}")

"""The heads of other installations that are kept here, as files for their own proof."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError

from proposals.heads.witnessed import export_witnessed
from proposals.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "导出替别的系统保存的末笔和回执，一个系统一个文件夹；对方用 verify_audit --against 核对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="文件夹")

    def handle(self, *args: object, **options: object) -> None:
        folder = options["folder"]
        assert isinstance(folder, Path)  # noqa: S101 - as it was asked for
        try:
            found = export_witnessed(folder)
        except OSError as error:
            raise CommandError(f"没有写成：{error}") from None
        for name, count in found.items():
            self.stdout.write(f"{name}：{count}份")
        if not found:
            self.stdout.write("没有替别的系统保存过末笔")

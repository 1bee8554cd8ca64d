"""The list of the keys of the heads, for those who keep heads."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError

from proposals.heads.keys import HeadKeyError
from proposals.heads.manifest import MANIFEST, manifest_content, write_manifest
from proposals.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "写钥匙清单（manifest.json）：签末笔的每把公钥从什么时候用到什么时候、为什么换的，由现在的钥匙签名"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", metavar="文件夹", help="写进这个文件夹；不写的，印在屏幕上"
        )

    def handle(self, *args: object, **options: object) -> None:
        folder = options["folder"]
        try:
            content = manifest_content()
            if not content:
                raise CommandError("还没有末笔签名钥匙：请先运行 manage.py make_head_key。")
            if not isinstance(folder, Path):
                self.stdout.write(content, ending="")
                return
            done = write_manifest(folder)
        except (HeadKeyError, OSError, ValueError) as error:
            raise CommandError(f"没有写成：{error}") from None
        self.stdout.write(f"{folder / MANIFEST}{'写好了' if done else '已经是最新的'}")

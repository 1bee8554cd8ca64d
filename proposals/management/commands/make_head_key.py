"""The key that signs the heads of the journal: made once, replaced when it must be."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError

from proposals.heads.keys import HeadKeyError, last_public, load_head_key, make_head_key
from proposals.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "建立签总账末笔的钥匙（Ed25519），存在数据库以外的文件里；公钥记入管理记录。更换的要写明原因"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--replace",
            metavar="原因",
            default="",
            help="更换现在的钥匙，或者补建丢失的（要两位管理员先在页面上同意）",
        )

    def handle(self, *args: object, **options: object) -> None:
        reason = str(options["replace"]).strip()
        try:
            there = load_head_key()
        except HeadKeyError as error:
            if not reason:
                raise CommandError(f"{error}要更换的，请加 --replace 原因。") from None
            there = None
        if there and not reason:
            raise CommandError(f"已经有钥匙了：{settings.HEAD_KEY}。要更换的，请加 --replace 原因。")
        if not reason and last_public():
            raise CommandError(
                "记录里有钥匙，文件却不在了。旧文件找不回来的，先由两位管理员在页面“外存末笔”上同意，"
                "再加 --replace 原因，另建一把。"
            )
        try:
            public = make_head_key(reason)
        except HeadKeyError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"钥匙在 {settings.HEAD_KEY}，只有运行程序的账号能读。请另存一份在别处。")
        self.stdout.write(f"公钥 {public}，已记入管理记录。")

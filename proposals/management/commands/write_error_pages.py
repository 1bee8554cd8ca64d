"""Write nginx's own pages, after collectstatic."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from proposals.web.proxy_pages import write_proxy_pages


class Command(BaseCommand):
    help = "写出 nginx 用的出错页面（413、414、429、502、503、504），在 collectstatic 之后运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = Path(settings.STATIC_ROOT) / "errors"
        parser.add_argument("folder", nargs="?", type=Path, default=default, metavar="文件夹")

    def handle(self, *args: object, **options: object) -> None:
        folder = options["folder"]
        assert isinstance(folder, Path)  # noqa: S101 - the option's type
        self.stdout.write(f"写出{len(write_proxy_pages(folder))}个出错页面，在 {folder}")

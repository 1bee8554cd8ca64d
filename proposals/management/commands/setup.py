"""Begin an empty installation: the first unit and its three administrators, with passwords that are shown once."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from proposals.administration.setup.first import (
    ALREADY,
    FirstPerson,
    first_code,
    is_empty,
    kinds_of_first,
    set_up_first,
)  # fmt: skip
from proposals.cases.access import Refused
from proposals.management.base import DatabaseCommand
from proposals.models import Role, UnitKind


class Command(DatabaseCommand):
    help = "从空系统开始：登记第一个单位和三员（系统、授权、审计管理员），一次性密码只显示一次"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", action="store_true", help="只显示安装口令，在网页上登记三员")
        parser.add_argument("--kind", choices=[UnitKind.DISTRICT.value, UnitKind.BUREAU.value])
        parser.add_argument("--name", metavar="全称")
        parser.add_argument("--short-name", metavar="简称")
        for role in ("admin", "grants", "auditor"):
            parser.add_argument(f"--{role}", metavar="姓名:账号", help=Role(role).label)

    def handle(self, *args: object, code: bool, **said: str | None) -> None:
        if not is_empty():
            raise CommandError(ALREADY)
        if code:
            self.stdout.write(f"请打开 {settings.DESK_URL}{reverse('setup_first')}，安装口令：{first_code()}")
            return
        for value, label in kinds_of_first():
            self.stdout.write(f"{value}：{label}")
        unit = {key: self._asked(said[key], words) for key, words in WORDS.items()}
        people = [self._person(said[role.value], role) for role in (Role.ADMIN, Role.GRANTS)]
        alone = unit["kind"] == UnitKind.BUREAU and not said["auditor"]
        third = None if alone else self._person(said["auditor"], Role.AUDITOR)
        if third is None:
            people[1] = FirstPerson(people[1].name, people[1].username, (Role.GRANTS, Role.AUDITOR))
        try:
            given = set_up_first(unit, [*people, *([third] if third else [])])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"建好了。请在 {settings.DESK_URL} 登录，接着做“开始使用”。一次性密码只显示这一次：")
        for one in given:
            until = f"{timezone.localtime(one.until):%Y-%m-%d %H:%M}"
            self.stdout.write(f"{one.user.name}（{one.user.username}）{one.password}，{until}前有效")

    def _asked(self, said: str | None, words: str) -> str:
        return (said or input(f"{words}：")).strip()

    def _person(self, said: str | None, role: Role) -> FirstPerson:
        name, _, account = self._asked(said, f"{role.label}（姓名:账号）").replace("：", ":").partition(":")
        if not name.strip() or not account.strip():
            raise CommandError(f"{role.label}要写“姓名:账号”，如“钟凯:zhongkai”。")
        return FirstPerson(name.strip(), account.strip(), (role,))


WORDS = {"kind": "谁来用（填上面的英文）", "name": "单位全称", "short_name": "单位简称"}

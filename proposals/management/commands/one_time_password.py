"""Make a one-time password at the server: for the three administrators, whose passwords no page makes."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils import timezone

from proposals.administration.passwords import give_password, password_turn
from proposals.cases.access import Refused
from proposals.management.base import DatabaseCommand
from proposals.models import User


class Command(DatabaseCommand):
    help = "给一个账号发一次性密码（三员的密码只能在这里重置），写进管理记录并告知本人"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="账号")

    def handle(self, *args: object, username: str, **options: object) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"没有“{username}”这个账号。")
        try:
            given = give_password(person, None, turn=password_turn(person))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        until = f"{timezone.localtime(given.until):%Y-%m-%d %H:%M}"
        self.stdout.write(f"{person.name}（{username}）的一次性密码，只显示这一次，{until}前有效：")
        self.stdout.write(given.password)

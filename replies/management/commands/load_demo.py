"""Fill an empty database with the demo: fixtures/ played through the program's own verbs."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from proposals.deadlines import WorkCalendar
from proposals.models import Unit, User
from replies import answers
from replies.demo.cast import case_files, gather, lay_out_wordings
from replies.demo.dates import ask_and_decide
from replies.demo.district import supervise
from replies.demo.play import Player
from replies.demo.prints import order_prints
from replies.demo.reminded import remind
from replies.models import Reply

LINK_FILE = "demo-link.txt"


def one_link() -> str:
    """A link for the first deputy who has not answered yet."""
    for reply in Reply.objects.filter(case__status="seeking_feedback").order_by("pk"):
        if reply.unanswered():
            return answers.invite(reply, reply.handler, reply.unanswered()[0]).url
    return ""


class Command(BaseCommand):
    help = "在空数据库里装入演示数据；已经有数据时什么也不做"

    def handle(self, *args: object, **options: object) -> None:
        if Unit.objects.exists() or User.objects.exists():
            return
        self.stdout.write("装入演示数据……")
        with transaction.atomic():
            gather()
            lay_out_wordings()
            calendar = WorkCalendar.load()
            for script in case_files():
                Player(script, calendar).play()
            ask_and_decide()
            supervise(calendar)
            remind()
            order_prints()
            link = one_link()
        (settings.DATA_DIR / LINK_FILE).write_text(link, encoding="utf-8")

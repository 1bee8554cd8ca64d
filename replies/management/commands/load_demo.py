"""Fill an empty database with the demo: fixtures/ played through the program's own actions."""

from django.conf import settings
from django.db import transaction

from proposals.calendar.workdays import WorkCalendar
from proposals.management.base import DatabaseCommand
from proposals.models import Status, Unit, User
from replies.feedback.links import make_link
from replies.management.demo.absences import play_absences
from replies.management.demo.cast import (
    ask_for_roles,
    case_files,
    lay_out_wordings,
    make_people,
    make_two_step_account,
    say_steps,
)
from replies.management.demo.dates import ask_and_decide
from replies.management.demo.district import join_cases, play_erasure, play_supervision
from replies.management.demo.overseen import play_committee, play_coordination, play_oversight
from replies.management.demo.play import Player
from replies.management.demo.prints import order_prints
from replies.management.demo.reminded import play_reminders
from replies.management.demo.reported import write_reports
from replies.management.demo.revisited import play_revisits
from replies.management.demo.told import play_told
from replies.models import Reply

LINK_FILE = "demo-link.txt"


def one_link() -> str:
    """A link for the first deputy who has not answered yet."""
    for reply in Reply.objects.filter(case__status=Status.SEEKING_FEEDBACK).order_by("pk"):
        if reply.unanswered_deputies():
            return make_link(reply, reply.handler, reply.unanswered_deputies()[0]).url
    return ""


class Command(DatabaseCommand):
    help = "在空数据库里装入演示数据；已经有数据时什么也不做"

    def handle(self, *args: object, **options: object) -> None:
        if Unit.objects.exists() or User.objects.exists():
            return
        self.stdout.write("装入演示数据……")
        with transaction.atomic():
            make_people()
            say_steps()
            lay_out_wordings()
            ask_for_roles()
            calendar = WorkCalendar.load()
            for script in case_files():
                Player(script, calendar).play()
            join_cases()
            ask_and_decide()
            play_supervision(calendar)
            play_oversight()
            play_committee()
            play_coordination()
            play_absences()
            play_reminders()
            order_prints()
            play_told()
            play_revisits()
            write_reports()
            make_two_step_account()
            link = one_link()
        play_erasure()
        (settings.DATA_DIR / LINK_FILE).write_text(link, encoding="utf-8")

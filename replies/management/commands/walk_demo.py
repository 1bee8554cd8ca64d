"""Walk case 070 from receipt to 办结 through the program's own actions, and write its frozen four-copy PDF."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.test.utils import override_settings
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Case
from replies.feedback.actions import Judgement, record_link_feedback
from replies.feedback.links import make_link
from replies.letter.questions import QUESTIONS, Grade
from replies.management.demo.cast import case_070, make_people
from replies.management.demo.play import Player
from replies.models import PrintedForm
from replies.models.reply import current_reply
from replies.prints.issue import print_set

OPINION = "情况属实，举措具体，同意答复。"


class Command(BaseCommand):
    help = "把070号建议从签收办到办结（签收、分办、沟通、拟稿、核稿、签发、代表反馈、报送），写出定稿的四份PDF"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pdf", type=Path, default=Path("out/070.pdf"), help="写到哪里")

    def handle(self, *args: object, pdf: Path, **options: object) -> None:
        """Everything happens in a database in memory and a folder that goes away: the program's own data, where
        070 may already stand, is not touched."""
        connections.settings["walk"] = {
            **connections.settings["default"],
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "file:walk?mode=memory&cache=shared",
            "OPTIONS": {},
        }
        connections["default"] = connections.create_connection("walk")
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            call_command("migrate", verbosity=0)
            call_command("load_calendar", verbosity=0)
            make_people()
            content, digest = self.walk()
        pdf.parent.mkdir(parents=True, exist_ok=True)
        pdf.write_bytes(content)
        self.stdout.write(f"已写出 {pdf}（{len(content) // 1024} KB；定稿 SHA-256 {digest}）")

    def walk(self) -> tuple[bytes, str]:
        script = case_070()
        everybody = [{**script["contacts"][0], "deputy": code} for code in script["deputies"]]
        script |= {"state": "seeking_feedback", "contacts": everybody, "review": {"opinion": OPINION}}
        player = Player(script, WorkCalendar.load())
        case, handler = player.case, player.handler
        steps = ("sign_for", "assign", "consult", "contact", "draft", "mend", "submit", "check", "sign", "deliver")
        for step in steps:
            getattr(player, step)()
            case.reload()
            self.say(case)
        for deputy in case.suggestion.proposers:
            link = make_link(current_reply(case), handler, deputy)
            said = Judgement(dict.fromkeys(QUESTIONS, Grade.SATISFIED), "", deputy.name, timezone.localdate())
            record_link_feedback(link.invitation, said, base=0)
            self.say(case)
        player.finish_closed()
        self.say(case)
        printed = current_reply(case).printed.get(occasion=PrintedForm.Occasion.CLOSED)
        return print_set(printed), printed.sha256

    def say(self, case: Case) -> None:
        event = case.events.latest("sequence")
        self.stdout.write(f"{event.sequence:>3}  {event.actor_name}：{event.label} → {event.get_to_status_display()}")

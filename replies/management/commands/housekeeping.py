"""What the clock alone brings: `manage.py housekeeping`, from cron or a systemd timer, every quarter of an hour.

Safe to run at any time and as often as one likes, also twice at once.
"""

from django.core.management.base import BaseCommand

from replies.reminding import remind_deputies


class Command(BaseCommand):
    help = "到时候该做的事：提醒还没有反馈的代表（可以反复运行，不会重复）"

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"提醒代表反馈：{remind_deputies()}件")

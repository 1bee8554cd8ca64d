"""What the clock alone brings: `manage.py housekeeping`, from cron or a systemd timer, every quarter of an hour.

Safe to run at any time and as often as one likes, also twice at once.
"""

from config.sessions import SessionStore
from proposals.cases.attachments import tidy_attachments
from proposals.erasures.actions import finish_erased_files
from proposals.heads.keys import HeadKeyError
from proposals.heads.send import send_heads
from proposals.journal.enter import enter_waiting
from proposals.management.base import DatabaseCommand
from proposals.notices import reminders
from proposals.notices.delivery import post_notices
from proposals.notices.events import tell_reviewers, tell_units
from proposals.notices.within import tell_assigned, tell_colleagues, tell_followers, tell_handlers, tell_undone
from proposals.watch.pulses import HOUSEKEEPING, note_pulse
from proposals.watch.warnings import plan_watch, tell_administrators
from proposals.web.pace import tidy_paces
from replies.feedback.links import send_waiting_links
from replies.feedback.reminders import remind_deputies
from replies.feedback.signature import tidy_signatures
from replies.feedback.silence import note_silences
from replies.messages.delivery import send_messages
from replies.messages.plan.events import plan_messages
from replies.messages.plan.owed import plan_promises
from replies.mine.codes import forget_codes
from replies.prints.room.jobs import recover_jobs, tidy_files
from replies.reports.asks.told import remind_of_reports
from replies.reports.jobs import REPORTS, tidy_report_files
from replies.review.release import send_due_replies
from replies.revisits.links import send_waiting_asks
from replies.stacks.intake import tidy_stacks
from replies.stacks.jobs import STACKS
from replies.terms.reminders import remind_place_terms


class Command(DatabaseCommand):
    help = (
        "到时候该做的事：提醒还没有反馈的代表、快到期和超期的承办人、区政府办公室，接着做中断的打印，清除过期的打印文件和会话"
        "（可以反复运行，不会重复）"
    )

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"发出到时的答复：{send_due_replies()}件")
        sent, failed = send_waiting_links()
        self.stdout.write(f"补发征询链接：{sent}条" + (f"，{failed}条没有发出" if failed else ""))
        self.stdout.write(f"提醒代表反馈：{remind_deputies()}件")
        self.stdout.write(f"期满没有反馈：新增{note_silences()}件")
        told = plan_messages() + plan_promises()
        sent, failed = send_messages()
        self.stdout.write(f"告知代表：新增{told}条，发出{sent}条" + (f"，{failed}条没有发出" if failed else ""))
        made = tell_units() + tell_reviewers() + tell_handlers() + tell_colleagues() + tell_followers()
        made += tell_undone() + tell_assigned()  # what was undone is taken back before the rest is told
        made += reminders.remind_staff() + remind_place_terms() + remind_of_reports() + reminders.make_weekly_digest()
        sent, failed = post_notices()
        self.stdout.write(f"工作提醒：新增{made}条，发出{sent}条" + (f"，{failed}条没有发出" if failed else ""))
        sent, failed = send_waiting_asks()
        self.stdout.write(f"发出回访链接：{sent}条" + (f"，{failed}条没有发出" if failed else ""))
        forget_codes()
        self.stdout.write(
            f"清除过期的登录和会话：{SessionStore.remove_expired()}个，试过的次数：{tidy_paces()}条，"
            f"没有用上的附件和签名照片：{tidy_attachments() + tidy_signatures()}个"
        )
        self.stdout.write(
            f"接着认中断的签名表：{STACKS.recover()}叠，清除办完的和没有交成的扫描件：{tidy_stacks()}个"
        )
        self.stdout.write(f"接着做中断的报告：{REPORTS.recover()}份，清除没有做成的文件：{tidy_report_files()}个")
        self.stdout.write(f"接着做中断的打印：{recover_jobs()}个，清除过期的打印文件：{tidy_files()}个")
        self.stdout.write(f"清除没有删完的文件：{finish_erased_files()}个")
        self.stdout.write(f"记入总账：{enter_waiting()}笔")
        self._send_heads()
        note_pulse(HOUSEKEEPING)
        self.stdout.write(f"告诉管理员系统运行的情况：{tell_administrators()}条")
        plan_watch()

    def _send_heads(self) -> None:
        """A key that cannot be read must not keep the rest from being done, and must be seen."""
        try:
            sent, failed = send_heads()
        except HeadKeyError as error:
            self.stderr.write(f"总账末笔没有签名：{error}")
            return
        self.stdout.write(f"送出总账末笔：{sent}份" + (f"，{failed}份没有送到" if failed else ""))

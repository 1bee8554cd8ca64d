"""What is looked at and tried on the way to the first case."""

import uuid
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from proposals.administration.access import must_administer_unit
from proposals.administration.record import record_change
from proposals.administration.setup.first import SETUP
from proposals.administration.setup.steps import LABELS, Look
from proposals.cases.access import Refused
from proposals.deadlines.calendar_changes import carry_out_change, foresee_change, known_years
from proposals.models import AdministrationEvent, Role, User

NOT_SENT = "试发消息没有发出"
INTO_FILES = "django.core.mail.backends.filebased.EmailBackend"


def note_look(user: User, look: Look, *, comment: str = "") -> None:
    """Write down that this was looked at, or tried, and is right; pressed twice it is written once."""
    must_administer_unit(user, None, Role.ADMIN, "开始使用")
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update())
        if not AdministrationEvent.objects.filter(subject=SETUP, label=LABELS[look]).exists():
            record_change(user, SETUP, None, LABELS[look], name="开始使用", comment=comment)


def load_known_calendar(user: User) -> list[int] | None:
    """Load the holidays of every year that the program knows and the calendar lacks; which years. None, and nothing
    loaded, where open cases would move: that is shown first, on the calendar's page."""
    must_administer_unit(user, None, Role.ADMIN, "开始使用")
    years = known_years()
    if any(foresee_change(change).moves for _, change in years):
        return None
    with transaction.atomic():
        for _, change in years:
            carry_out_change(change, user, reason="开始使用时载入", key=uuid.uuid4())
    return [year for year, _ in years]


def send_test_message(user: User, to: str) -> None:
    """Send a mail to that address. Refused with what to look at where it does not leave."""
    must_administer_unit(user, None, Role.ADMIN, "开始使用")
    if settings.EMAIL_BACKEND == INTO_FILES:
        raise Refused("这台服务器还没有设置怎样发邮件，消息只会写进文件夹。请管服务器的人设置 EMAIL_URL，再试。")
    try:
        send_mail("建议办理台：试发一条消息", "您收到这一封，说明提醒和征询链接可以发出。", None, [to])
    except (SMTPException, OSError) as trouble:
        with transaction.atomic():
            record_change(user, SETUP, None, NOT_SENT, name="开始使用", comment=type(trouble).__name__)
        raise Refused("没有发出去。请管服务器的人核对 EMAIL_URL（网址、账号、口令），再试。") from None
    note_look(user, Look.MESSAGE, comment="电子邮箱")

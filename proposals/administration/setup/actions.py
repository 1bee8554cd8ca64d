"""What is looked at and tried on the way to the first case."""

from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction

from proposals.administration.access import must_administer_unit
from proposals.administration.record import record_change
from proposals.administration.setup.first import SETUP
from proposals.administration.setup.steps import LABELS, Look
from proposals.cases.access import Refused
from proposals.models import AdministrationEvent, Role, User

NOT_SENT = "试发消息没有发出"


def note_look(user: User, look: Look, *, comment: str = "") -> None:
    """Write down that this was looked at, or tried, and is right; pressed twice it is written once."""
    must_administer_unit(user, None, Role.ADMIN, "开始使用")
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update())
        if not AdministrationEvent.objects.filter(subject=SETUP, label=LABELS[look]).exists():
            record_change(user, SETUP, None, LABELS[look], name="开始使用", comment=comment)


def send_test_message(user: User) -> str:
    """Send the administrator a mail. Returns where it went; Refused with what to look at where it did not leave."""
    must_administer_unit(user, None, Role.ADMIN, "开始使用")
    if not user.email:
        raise Refused("您的账号没有登记电子邮箱。请先在人员页上补上自己的邮箱，再试发。")
    try:
        send_mail("建议办理台：试发一条消息", "您收到这一封，说明提醒和征询链接可以发出。", None, [user.email])
    except (SMTPException, OSError) as trouble:
        with transaction.atomic():
            record_change(user, SETUP, None, NOT_SENT, name="开始使用", comment=type(trouble).__name__)
        raise Refused("没有发出去。请管服务器的人核对 EMAIL_URL（网址、账号、口令），再试。") from None
    note_look(user, Look.MESSAGE, comment="电子邮箱")
    return user.email

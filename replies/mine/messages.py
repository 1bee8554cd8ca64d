"""Tells a deputy that a device was let in by a link, which may have been forwarded."""

import datetime as dt

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from replies.feedback import sms
from replies.mine.seen import find_body
from replies.models import DeviceKey

NEWS = dt.timedelta(days=1)  # what waited longer for a worker is told no more


@task()
def tell_device(pk: int) -> None:
    """By mail and as a text, to the addresses the deputy is known by."""
    key = DeviceKey.objects.select_related("deputy").get(pk=pk)
    if timezone.now() - key.made_at > NEWS:
        return
    deputy = key.deputy
    office = find_body(deputy.kind)
    words = render_to_string("replies/mine/entered.txt", {"key": key, "deputy": deputy, "office": office}).strip()
    sms.send_text(deputy.phone, words)
    if deputy.email:
        send_mail("有一台设备进入了您的“我的建议”", words, None, [deputy.email])

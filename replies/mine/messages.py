"""Tells a deputy that a device was let in by a link, which may have been forwarded."""

from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from replies.feedback.confirmation import NEWS
from replies.feedback.sms import send_both
from replies.mine.seen import find_body
from replies.models import DeviceKey


@task()
def tell_device(pk: int) -> None:
    """By mail and as a text, to the addresses the deputy is known by."""
    key = DeviceKey.objects.select_related("deputy").get(pk=pk)
    if timezone.now() - key.made_at > NEWS:
        return
    deputy = key.deputy
    office = find_body(deputy.kind)
    words = render_to_string("replies/mine/entered.txt", {"key": key, "deputy": deputy, "office": office}).strip()
    send_both(deputy, "有一台设备进入了您的“我的建议”", words)

"""Tells a deputy that a device was let in by a link, which may have been forwarded."""

from django.utils import timezone
from django_tasks import task

from proposals.formats.chinese import cn_date
from replies.feedback.confirmation import NEWS
from replies.messages.actions import tell_at_once
from replies.messages.plan.facts import body_to_ask, deputy_facts
from replies.messages.plan.make import ToTell
from replies.models import DeviceKey
from replies.models.messages.message import MessageKind


@task()
def tell_device(pk: int) -> None:
    """By mail and as a text, to the addresses the deputy is known by."""
    key = DeviceKey.objects.select_related("deputy").get(pk=pk)
    if timezone.now() - key.made_at > NEWS:
        return
    at, deputy = timezone.localtime(key.made_at), key.deputy
    facts = deputy_facts(deputy) | {
        "时间": f"{cn_date(at.date())}{at:%H:%M}",
        "设备": key.device,
        "问谁": body_to_ask(deputy.kind),
    }
    tell_at_once(ToTell(MessageKind.DEVICE, f"device:{pk}", deputy, facts))

"""Tells the deputy that feedback was given in the deputy's name, by anyone: nobody can give it unnoticed."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from proposals.models import Unit, UnitKind
from replies.feedback.sms import send_both
from replies.models import Feedback

NEWS = dt.timedelta(days=1)  # what waited longer for a worker is told no more


@task()
def confirm_feedback(pk: int) -> None:
    """By mail and as a text, to the addresses the deputy is known by. A job, so that neither the deputy nor the
    outside face waits for a mail server."""
    answer = Feedback.objects.select_related("deputy", "reply__case__unit", "reply__case__suggestion").get(pk=pk)
    if timezone.now() - answer.submitted_at > NEWS:
        return
    case, deputy = answer.reply.case, answer.deputy
    office = Unit.objects.filter(kind=UnitKind.DISTRICT, is_active=True).exclude(phone="").first()
    facts = {"answer": answer, "suggestion": case.suggestion, "unit": case.unit, "office": office}
    words = render_to_string("replies/feedback/received.txt", facts).strip()
    send_both(deputy, f"您对{case.suggestion.full_number}{case.suggestion.kind}办理情况的意见已经收到", words)

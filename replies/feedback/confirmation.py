"""Tells the deputy that feedback was given in the deputy's name, by anyone: nobody can give it unnoticed."""

import datetime as dt

from django.utils import timezone
from django_tasks import task

from proposals.models import Unit, UnitKind
from replies.messages.actions import tell_at_once
from replies.messages.plan.facts import case_facts
from replies.messages.plan.make import ToTell
from replies.models import Feedback
from replies.models.messages.message import MessageKind

NEWS = dt.timedelta(days=1)  # what waited longer for a worker is told no more
Channel = Feedback.Channel
CAME = {
    Channel.LINK: "您对{of}办理情况的意见已经收到",
    Channel.PAPER: "{unit}已按您签名的纸表，录入您对{of}办理情况的意见",
    Channel.DICTATED: "{unit}已按您所说，代您填写对{of}办理情况的意见",
}


@task()
def confirm_feedback(pk: int) -> None:
    """By mail and as a text, to the addresses the deputy is known by. A job, so that neither the deputy nor the
    outside face waits for a mail server."""
    rows = Feedback.objects.select_related("deputy", "reply__case__unit", "reply__case__suggestion__session")
    answer = rows.get(pk=pk)
    if timezone.now() - answer.submitted_at > NEWS:
        return
    case, suggestion = answer.reply.case, answer.reply.case.suggestion
    office = Unit.objects.filter(kind=UnitKind.DISTRICT, is_active=True).exclude(phone="").first() or case.unit
    of = f"{suggestion.full_number}{suggestion.kind}《{suggestion.title}》"
    facts = case_facts(case, answer.deputy) | {
        "经过": CAME[Channel(answer.channel)].format(of=of, unit=case.unit.name),
        "回执号": answer.receipt,
        "问谁": f"{office.name}，{office.phone}",
    }
    tell_at_once(ToTell(MessageKind.RECEIVED, f"feedback:{pk}", answer.deputy, facts, case))

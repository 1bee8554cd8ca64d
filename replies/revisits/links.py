"""The deputies' links: each is made as its message leaves, so that it is kept nowhere. By day only; what did not
leave is tried again by housekeeping, later each time."""

import datetime as dt
import secrets

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from proposals.cases.access import Refused
from proposals.models import User
from replies.messages import sms
from replies.messages.reach import choose_ways, why_unreached
from replies.messages.words.current import is_night
from replies.models import Invitation, Message, RevisitAsk
from replies.revisits.bodies import must_revisit

TOKEN_BYTES = 32
MOST_TRIES = 6
PAUSE = dt.timedelta(minutes=10)  # after a message that did not leave; doubled with every failure


@task()
def send_revisit_asks(pk: int) -> None:
    """Send the links of one 回访 that wait."""
    send_waiting_asks(pk)


def send_waiting_asks(revisit: int | None = None) -> tuple[int, int]:
    """Send the links whose turn has come. Returns how many left, and how many did not."""
    if is_night():
        return 0, 0
    today = timezone.localdate()
    rows = RevisitAsk.objects.filter(sent_at=None, tries__lt=MOST_TRIES, answer=None)
    rows = rows.filter(drawn__revisit__ended_at=None, drawn__revisit__closes_on__gte=today)
    if revisit is not None:
        rows = rows.filter(drawn__revisit=revisit)
    sent = failed = 0
    for ask in rows.select_related("deputy", *_SHOWN):
        if not can_be_sent(ask) or (ask.tried_at and ask.tried_at + PAUSE * 2**ask.tries > timezone.now()):
            continue
        # claimed before it is sent: two runs at once send it once
        if not RevisitAsk.objects.filter(pk=ask.pk, tried_at=ask.tried_at).update(tried_at=timezone.now()):
            continue
        done = _send(ask)
        sent, failed = sent + done, failed + (not done)
    return sent, failed


_SHOWN = ("drawn__revisit__unit", "drawn__case__unit", "drawn__case__suggestion__session")


def can_be_sent(ask: RevisitAsk) -> bool:
    """Whether the deputy is reached from here."""
    return not why_unreached(ask.deputy)


def _send(ask: RevisitAsk) -> bool:
    words = ask_message(ask, new_ask_token(ask))
    suggestion = ask.drawn.case.suggestion
    ways, error = choose_ways(ask.deputy), ""
    left = Message.Way.SMS in ways and sms.send_text(ask.deputy.phone, words)
    if Message.Way.MAIL in ways:
        try:
            send_mail(f"请您说说{suggestion.full_number}{suggestion.kind}办得怎样", words, None, [ask.deputy.email])
        except (OSError, ValueError) as refused:  # smtplib's errors are OSErrors
            error = f"邮件没有发出：{type(refused).__name__}"
        else:
            left = True
    row = RevisitAsk.objects.filter(pk=ask.pk)
    if left:
        row.update(sent_at=timezone.now(), last_error="")
    else:
        row.update(tries=F("tries") + 1, last_error=error or "短信没有发出")
    return left


def new_ask_token(ask: RevisitAsk) -> str:
    """A new token, whose hash takes the place of the earlier one; the browser that opens it is the first again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    RevisitAsk.objects.filter(pk=ask.pk).update(token_hash=Invitation.hash_of(token), browser_hash="")
    return token


def ask_message(ask: RevisitAsk, token: str) -> str:
    """What is sent, or copied into WeChat."""
    url = f"{settings.PUBLIC_URL}/r/{token}"
    facts = {"ask": ask, "case": ask.drawn.case, "revisit": ask.drawn.revisit, "url": url}
    return render_to_string("replies/revisits/asked.txt", facts).strip()


def make_revisit_link(ask: RevisitAsk, user: User) -> str:
    """The message with a new link, to be handed over by the body; shown once, the earlier link ends."""
    must_revisit(ask.drawn.revisit.unit, user)
    if ask.drawn.revisit.is_over or hasattr(ask, "answer"):
        raise Refused("已经回答过，或者回访已经结束，不用再给链接。")
    return ask_message(ask, new_ask_token(ask))

"""Which 回访 a browser has open: by its own link, or from 我的建议 by who holds a key."""

from django.http import HttpRequest

from replies.feedback.deputy import browsers
from replies.models import RevisitAsk
from replies.revisits.links import new_ask_token

OPENED = "revisits"  # of the session: by the ask's number the hash of the link by which it was opened
MOST_OPENED = 20


def open_ask(request: HttpRequest, ask: RevisitAsk) -> None:
    """Let this browser's session open what the deputy is asked, under a new session key."""
    opened: dict[str, str] = request.session.get(OPENED, {})
    if opened.get(str(ask.pk)) == ask.token_hash:
        return
    request.session.cycle_key()
    request.session[OPENED] = dict(list({**opened, str(ask.pk): ask.token_hash}.items())[-MOST_OPENED:])


def open_ask_by_key(request: HttpRequest, ask: RevisitAsk) -> None:
    """The same from 我的建议, whose key says who this is. A link not made yet is made for it, sent nowhere."""
    if not ask.token_hash:
        new_ask_token(ask)
        ask.refresh_from_db(fields=["token_hash", "browser_hash"])
    open_ask(request, ask)
    browsers.let_in(request, ask)


def asked_here(request: HttpRequest, pk: int) -> RevisitAsk | None:
    """The deputy asked in this browser, while the link and the 回访 go on; else None."""
    known = request.session.get(OPENED, {}).get(str(pk))
    rows = RevisitAsk.objects.select_related(
        "answer", "deputy", "drawn__revisit__unit", "drawn__case__unit", "drawn__case__suggestion__session"
    )
    ask = rows.filter(token_hash=known).first() if known else None
    return ask if ask and ask.pk == pk and not ask.drawn.revisit.is_over else None

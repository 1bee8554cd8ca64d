"""What the deputies' pages share: which links a browser has opened, the size of the text, the letter as read."""

import re

from django.http import HttpRequest

from replies.letter.tables.mark import Table, find_tables
from replies.letter.text import Paragraph, read_body
from replies.models import Invitation, Reply

# What the session holds: the invitations opened in this browser, what was typed and drawn for each, the size of the
# text.
OPENED, TYPED, SIGNED, BIG = "invitations", "typed", "signed", "big_text"
MOST_OPENED = 20


def open_here(request: HttpRequest, invitation: Invitation) -> None:
    """Note in the session, under a new key, that this browser may open the invitation's pages."""
    opened = request.session.get(OPENED, [])
    if invitation.pk not in opened:
        request.session.cycle_key()
        request.session[OPENED] = [*opened, invitation.pk][-MOST_OPENED:]


def for_the_deputy_alone(request: HttpRequest) -> str:
    """Why a browser in which a member of staff is signed in may read and not write, or ""."""
    if not request.user.is_authenticated:
        return ""
    return f"您正以工作人员{request.user}的身份登录，只能看，不能替代表填写。请代表在自己的手机上打开链接。"


def opened_here(request: HttpRequest, pk: int) -> Invitation | None:
    """The invitation opened in this browser, while its link is live; else None."""
    if pk not in request.session.get(OPENED, ()):
        return None
    rows = Invitation.objects.select_related(
        "deputy", "reply__signed_draft", "reply__case__unit", "reply__case__suggestion__session"
    )
    try:
        invitation = rows.prefetch_related("reply__case__suggestion__sponsorships__deputy").get(pk=pk)
    except Invitation.DoesNotExist:
        return None
    return invitation if invitation.is_live else None


def letter_shown(reply: Reply) -> list[Paragraph | Table]:
    """The paragraphs and tables of the signed letter; none before the signature."""
    return read_body(reply.signed_draft.body if reply.signed_draft else "")


def has_table(reply: Reply) -> bool:
    """Whether a table stands in what the page shows: the letters of the case so far, and the form's box."""
    rounds = reply.case.replies.filter(round__lte=reply.round, signed_draft__isnull=False)
    texts = rounds.values_list("signed_draft__body", "signed_draft__handling")
    return any(find_tables(text.split("\n")) for both in texts for text in both)


def tel(phone: str) -> str:
    """The number as a telephone dials it: an extension is left to the person."""
    return re.sub(r"[^0-9+]", "", re.split("转|,|、|；|;|/", phone)[0])

"""What the deputy's pages show of a reply: the letters, the rounds before, the promises, the number to dial."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from proposals.models import Case
from replies.letter.tables.mark import Table, find_tables
from replies.letter.text import Paragraph, read_body
from replies.models import Feedback, Invitation, Promise, PromiseStep, Reply


@dataclass(frozen=True)
class ShownPromise:
    """A promise as it stands now: 9月28日兑现了; 12月21日前，已经过了."""

    row: Promise
    state: str
    css: str
    moved: str


def read_promises(case: Case) -> list[ShownPromise]:
    """What the replies that were sent have promised, as it stands today. What a later one took up stands there."""
    rows = Promise.objects.filter(reply__case=case, reply__sends_at=None, carried_to=None)
    rows = rows.order_by("reply__round", "position")
    return show_promises(rows.prefetch_related("steps"))


def show_promises(rows: Iterable[Promise]) -> list[ShownPromise]:
    """Each with what became of it: kept, moved and why, past its day."""
    today = timezone.localdate()
    return [_shown_promise(one, today) for one in rows]


def _shown_promise(row: Promise, today: dt.date) -> ShownPromise:
    if row.kept_on:
        return ShownPromise(row, f"{day(row.kept_on)}兑现了", "done", "")
    changes = [one for one in row.steps.all() if one.kind == PromiseStep.Kind.CHANGED]
    moved = ""
    if row.is_changed and changes:
        why = f"，{changes[-1].said.rstrip('。')}" if changes[-1].told_on else ""
        moved = f"原定{day(row.promised_on)}{why}"
    late = row.due_on < today
    state = f"{day(row.due_on)}前" + ("，已经过了" if late else "")
    return ShownPromise(row, state, "late" if late else "", moved)


def day(on: dt.date | None) -> str:
    """12月8日; with the year where it is another."""
    if on is None:
        return ""
    return f"{'' if on.year == timezone.localdate().year else f'{on.year}年'}{on.month}月{on.day}日"


def earlier_rounds(invitation: Invitation) -> list[dict[str, Any]]:
    """The signed rounds before this one, each with what this deputy said of it. Others' answers are their own."""
    reply = invitation.reply
    if reply.round == 1:
        return []
    rounds = reply.case.replies.filter(round__lt=reply.round, signed_at__isnull=False)
    answers = {
        row.reply_id: row
        for row in Feedback.objects.filter(
            reply__case=reply.case_id, reply__round__lt=reply.round, deputy=invitation.deputy, is_current=True
        )
    }
    return [
        {"reply": before, "letter": letter_shown(before), "said": answers.get(before.pk)}
        for before in rounds.select_related("signed_draft")
    ]


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

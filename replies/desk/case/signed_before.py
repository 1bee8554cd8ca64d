"""What was signed before the registration was corrected, and 更正函: the words with which the unit mends it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.told import corrections_since
from replies.drafts.set_phrases import polite_you, salutation_line, suggestion_noun
from replies.models import PrintedForm, Reply


@dataclass(frozen=True)
class SignedBefore:
    """What was signed before the registration was corrected: what changed since (field, old, new), the forms that
    were issued with the old words, and the letter that says so to who got them."""

    changes: Sequence[tuple[str, str, str]]
    forms: Sequence[PrintedForm]
    letter: str


def find_signed_before(reply: Reply) -> SignedBefore | None:
    """Of a signed round, fetched with for_page of the case's page; None where nothing of it was corrected since."""
    events = list(reply.case.events.all())
    changes = corrections_since(events, reply.signed_at)
    if not changes:
        return None
    last = max(event.at for event in events if event.action == CORRECT)
    forms = [one for one in reply.printed.all() if one.taken_back_at is None and one.created_at < last]
    return SignedBefore(changes, forms, _write_letter(reply, changes, timezone.localdate()))


def _write_letter(reply: Reply, changes: Sequence[tuple[str, str, str]], today: dt.date) -> str:
    case, suggestion, draft = reply.case, reply.case.suggestion, reply.signed_text
    asked = case.asked_through.all()[0] if case.helps and case.asked_through.all() else None
    paper = draft.paper
    signed = cn_date(timezone.localdate(reply.signed_at)) if reply.signed_at else ""
    letter = f"{signed}《{draft.title}》" + (f"（{reply.document_number}）" if reply.document_number else "")
    whole = "；".join(f"{name}“{old}”应为“{new}”" for name, old, new in changes)
    sorry = "贵单位" if asked else polite_you(suggestion)
    return "\n".join(
        [
            f"关于更正{suggestion.full_number}{suggestion_noun(suggestion)}{paper}的函",
            f"{asked.reply.case.unit.name}：" if asked else salutation_line(suggestion),
            f"我单位{letter}中，{whole}，其他内容不变，特此更正。给{sorry}带来不便，敬请谅解。",
            case.unit.name,
            cn_date(today),
        ]
    )

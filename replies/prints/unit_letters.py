"""A letter of the unit that is no answer: to both bodies, or to the deputies of what became of a promise."""

import datetime as dt
from collections.abc import Sequence

from proposals.models import Case, Kind, Suggestion, Unit, User
from replies.letter.pdf.copies import PLAIN, Copy, Marks, render_copies
from replies.prints.snapshots import read_snapshot


def call_in_letter(suggestion: Suggestion) -> str:
    """代表建议, 委员提案."""
    return "委员提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"


def print_unit_letter(
    case: Case,
    copies: Sequence[Copy],
    *,
    title: str,
    body: Sequence[str],
    on: dt.date,
    contact: User | None,
    part: str,
    also: Sequence[Unit] = (),
    number: str = "",
    marks: Marks = PLAIN,
) -> bytes:
    """The PDF, copy after copy. `body`: its paragraphs, first whom it is to; `also`: who is named under 抄送;
    `contact`: whom to ring up, by the own telephone as in the reply."""
    suggestion = case.suggestion
    facts = {
        "kind": suggestion.kind,
        "number": suggestion.number,
        "session": suggestion.session.full_name,
        "title": suggestion.title,
        "deputies": [one.name for one in suggestion.proposers],
        "unit": case.unit.name,
        "document_number": number,
        "letter": {
            "title": title,
            "body": "\n".join(body),
            "signed_on": on.isoformat(),
            "contact": contact.name if contact else "",
            "phone": (contact.phone if contact else "") or case.unit.phone or None,
            "copies_to": [one.name for one in also],
            "format": case.unit.letter_format,
        },
    }
    return render_copies(read_snapshot(facts), copies, marks, letter_only=True, part=part)

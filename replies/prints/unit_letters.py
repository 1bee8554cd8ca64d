"""A letter of the unit that is no answer: to both bodies, or to the deputies of what became of a promise.

Composed from the rows as they are, kept when it goes out (models.papers.unit_letter), printed from what was kept.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proposals.models import Case, Kind, Suggestion, Unit, User
from replies.letter.pdf.copies import PLAIN, Copy, Marks, render_copies
from replies.models import UnitLetter
from replies.prints.snapshots import read_snapshot


@dataclass(frozen=True)
class UnitPaper:
    """What such a letter says (`facts`: docs/case-format.md), its copies, each with the key of the deputy it is for,
    and what its pages are called."""

    facts: dict[str, Any]
    copies: tuple[tuple[Copy, int | None], ...]
    part: str


def call_in_letter(suggestion: Suggestion) -> str:
    """代表建议, 委员提案."""
    return "委员提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"


def compose_unit_letter(
    case: Case,
    copies: Sequence[tuple[Copy, int | None]],
    *,
    title: str,
    body: Sequence[str],
    on: dt.date,
    contact: User | None,
    part: str,
    also: Sequence[Unit] = (),
    number: str = "",
) -> UnitPaper:
    """The letter as the rows are now. `body`: its paragraphs, first whom it is to; `also`: who is named under 抄送;
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
    return UnitPaper(facts, tuple(copies), part)


def keep_unit_letter(case: Case, paper: UnitPaper, **of: Any) -> None:
    """Keep the letter as it goes out; `of`: the extension, the report or the notice that it is of. Needs the
    transaction of that step; what was kept before stays."""
    if UnitLetter.objects.filter(**of).exists():
        return
    copies = [[one.number, one.place, deputy] for one, deputy in paper.copies]
    UnitLetter.objects.create(case=case, facts=paper.facts, copies=copies, part=paper.part, **of)


def read_kept(kept: UnitLetter, now: UnitPaper | None = None) -> UnitPaper:
    """The letter as it went out; with a copy for each deputy who is to have it now and for whom it had none."""
    had = [(Copy(number, place), deputy) for number, place, deputy in kept.copies]
    known = {deputy for _, deputy in had}
    late = [(one, deputy) for one, deputy in now.copies if deputy not in known] if now else []
    return UnitPaper(kept.facts, (*had, *late), kept.part)


def print_unit_letter(paper: UnitPaper, marks: Marks = PLAIN) -> bytes:
    """The PDF, copy after copy."""
    copies = [one for one, _ in paper.copies]
    return render_copies(read_snapshot(paper.facts), copies, marks, letter_only=True, part=paper.part)

"""From a case to the snapshot of plain values that is printed and frozen."""

import datetime as dt
from typing import Any

from proposals.cases.access import Refused
from proposals.models import Unit
from replies.letter.fields import LABELS, SnapshotField, list_written
from replies.letter.fonts.faces import FacesNotBuiltError
from replies.letter.pdf import preview
from replies.letter.snapshot import Snapshot, SnapshotError
from replies.models import Draft, Reply


def snapshot_of(
    reply: Reply, *, draft: Draft | None = None, version: int | None = None, verification: str | None = None
) -> dict[str, Any]:
    """Everything the form and the letter say, as docs/case-format.md describes it."""
    case = reply.case
    suggestion = case.suggestion
    draft = draft or reply.text
    review = reply.reviews.signatures().last()
    signed_on = review.on if review else None
    groups = [deputy.name for deputy in suggestion.proposers if deputy.is_group]
    return {
        "kind": suggestion.kind,
        "number": suggestion.number,
        "session": suggestion.session.full_name,
        "title": suggestion.title,
        "deputies": [deputy.name for deputy in suggestion.proposers],
        **({"groups": groups} if groups else {}),
        "unit": case.unit.name,
        **({"units": [one.name for one in along]} if (along := reply.signing_units[1:]) else {}),
        "handler": case.handler.name if case.handler else None,
        "phone": (draft.phone if draft else "") or case.unit.phone or None,
        **_written(draft),
        "letter": _letter(draft, signed_on, case.unit) if draft and draft.body else None,
        "review": {"opinion": review.opinion, "signer": review.signature, "date": _iso(review.on)}
        if review
        else None,
        "feedback": [
            {
                "deputy": row.deputy.name,
                **({"signer": row.signature_name} if row.deputy.is_group else {}),
                **{question.key: mark or None for question, mark in row.marks.items()},
                "comment": row.comment or None,
                "signed_on": _iso(row.signed_on),
                "channel": row.channel,
                **({"over": _iso(row.stands_over.signed_on)} if row.stands_over else {}),
            }
            for row in reply.current_feedback
        ]
        or None,
        "silent": _silent(reply) or None,
        "round": reply.round,
        "version": version if version is not None else (draft.number if draft else None),
        "verification": verification,
    }


def _letter(draft: Draft, signed_on: dt.date | None, unit: Unit) -> dict[str, Any]:
    return {**_written(draft, "letter."), "signed_on": _iso(signed_on), "format": unit.letter_format}


def _written(draft: Draft | None, within: str = "") -> dict[str, Any]:
    """What a person writes, as it is in the draft."""
    return {field.name: _taken(draft, field) if draft else None for field in list_written(within)}


def _taken(draft: Draft, field: SnapshotField) -> list[str] | str | None:
    return draft.lines(field.name) if field.listed else getattr(draft, field.name) or None


def _silent(reply: Reply) -> list[dict[str, Any]]:
    """The deputies who will not answer, with how often one has tried."""
    asked = {deputy.pk: deputy.name for deputy in reply.unanswered_deputies()}
    tried = [row for row in reply.attempts.all() if row.deputy_id in asked]
    answered = {row.deputy_id for row in reply.current_feedback}
    left = [one for one in reply.case.suggestion.proposers if one.has_left and one.pk not in answered]
    gone = [{"deputy": one.name, "conclusion": f"已不再担任{one.kind}"} for one in left]
    return gone + [
        {
            "deputy": asked[row.deputy_id],
            "conclusion": row.conclusion,
            "attempts": sum(other.deputy_id == row.deputy_id for other in tried),
            "last_on": _iso(row.on),
        }
        for row in tried
        if row.is_current and row.conclusion
    ]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def read_snapshot(snapshot: dict[str, Any]) -> Snapshot:
    """The snapshot as the printer reads it, or the refusal that says why it cannot be printed."""
    try:
        return Snapshot.from_json(snapshot)
    except SnapshotError as error:
        raise Refused(f"现在的文字排不成版：{explain_unprintable(error)[1]}请改好再办。") from None


def explain_unprintable(error: SnapshotError) -> tuple[str, str]:
    """The field that cannot be printed, and the sentence that says why."""
    where, _, why = str(error).partition("：")
    key = where.split("[")[0]
    return key, LABELS.get(key, "") + why


def draft_pages(reply: Reply, draft: Draft, *, form: bool = False) -> list[preview.Page]:
    """The letter's pages as they would print now, none without a body; or those of the 办理情况表. Refused when they
    cannot be set."""
    snapshot = read_snapshot(snapshot_of(reply, draft=draft))
    try:
        return preview.form_pages(snapshot) if form else preview.letter_pages(snapshot)
    except FacesNotBuiltError as error:
        raise Refused(str(error)) from None


def is_letter(reply: Reply) -> bool:
    """A 会办意见 goes to the 主办 unit as a letter; there is no 办理情况表 around it."""
    return reply.genre == Reply.Genre.OPINION

"""The numbers that suggestions had before these were corrected, as the record keeps them."""

from collections.abc import Collection

from proposals.cases.registrar import HAND_OVER
from proposals.formats.case_numbers import number_key
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.fields import CorrectedField, tell_value
from proposals.models import Event, Session, Suggestion


def find_earlier_numbers(of: Collection[int] | None = None) -> dict[tuple[str, str], int]:
    """By session (its short name, as the record writes it) and key of the number that a suggestion had there once:
    the suggestion. Of two that had it the one that was corrected last. `of`: only of these suggestions, whose record
    alone is read. Three queries."""
    rows = Event.objects.filter(action__in=(CORRECT, HAND_OVER), data__has_key="changes")
    rows = rows.filter(case__suggestion__voided_on=None).order_by("-pk")
    if of is not None:
        rows = rows.filter(case__suggestion__in=of)
    events = [(key, data["changes"]) for key, data in rows.values_list("case__suggestion_id", "data")]
    if not events:
        return {}
    sessions = {one.pk: tell_value(one) for one in Session.objects.all()}
    known = Suggestion.objects.filter(pk__in={key for key, _ in events})
    stood = {pk: (sessions[session], number) for pk, session, number in known.values_list("pk", "session", "number")}
    found: dict[tuple[str, str], int] = {}
    for key, changes in events:
        session, number = stood[key]
        old = {one["field"]: one["old"] for one in changes}
        before = old.get(CorrectedField.SESSION, session), old.get(CorrectedField.NUMBER, number)
        if before != stood[key]:
            stood[key] = before
            found.setdefault((before[0], number_key(before[1])), key)
    return found

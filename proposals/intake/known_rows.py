"""Which rows of a list are registered already: under their number, under the one that was corrected since, or, as it
seems, under another."""

from collections.abc import Iterable

from proposals.formats.case_numbers import number_key, short_number
from proposals.intake.corrections.differences import find_differences, load_records
from proposals.intake.corrections.earlier_numbers import find_earlier_numbers
from proposals.intake.plan_rows import PlanRow, Problem, Verdict
from proposals.intake.register import SuggestionEntry
from proposals.models import Role, Suggestion, User

OTHERS = "这个件号已经登记，由别的单位承办。请与区政府办公室核对。"


def mark_existing(lines: list[PlanRow], user: User | None) -> None:
    entries = [line.entry for line in lines if line.entry and line.entry.session.pk]
    known = Suggestion.objects.filter(voided_on=None, session__in={entry.session.pk for entry in entries})
    known = known.filter(number_key__in={number_key(entry.number) for entry in entries}).prefetch_related(
        "sponsorships__deputy", "cases__unit"
    )
    by_number = {(one.session_id, one.number_key): one for one in known}
    records = load_records(by_number.values())
    for line in lines:
        existing = by_number.get((line.entry.session.pk, number_key(line.entry.number))) if line.entry else None
        if existing and line.entry:
            line.existing = existing
            if not _is_theirs(existing, user):
                line.verdict, line.problems = Verdict.WRONG, [Problem("件号", OTHERS)]
                continue
            line.differences = find_differences(line.entry, existing, records[existing.pk], user)
            line.verdict = Verdict.CHANGED if line.differences else Verdict.SAME


def _is_theirs(existing: Suggestion, user: User | None) -> bool:
    """Whether this person may be told what is registered: the district office, and the units that handle it."""
    return (
        user is None
        or user.has_role(Role.DISTRICT)
        or any(user.has_role(Role.OFFICE, case.unit_id) for case in existing.cases.all())
    )


def mark_renumbered(lines: list[PlanRow], user: User | None) -> None:
    """Of what has a number that is not registered: what has been registered under it and got another since, and what
    stands under another number with the same title and the same first name. The first is there already, unless the
    list has it under its present number too; the second is asked. Nobody is told of what is not theirs."""
    fresh = [(line, entry) for line in lines if line.verdict == Verdict.NEW and (entry := line.entry)]
    fresh = [(line, entry) for line, entry in fresh if entry.session.pk]
    if not fresh:
        return
    before, alike = find_earlier_numbers(), _find_alike(entry for _, entry in fresh)
    rows = Suggestion.objects.filter(voided_on=None, pk__in={*before.values(), *alike.values()})
    known = rows.select_related("session").prefetch_related("sponsorships__deputy", "cases__unit").in_bulk()
    known = {pk: one for pk, one in known.items() if _is_theirs(one, user)}
    records, named = load_records(known.values()), {line.existing for line in lines if line.existing}
    for line, entry in fresh:
        was = known.get(before.get((entry.session.short_name, number_key(entry.number)), 0))
        like = known.get(alike.get(_likeness(entry), 0))
        if was and was not in named and (was.title == entry.title or was.proposers[:1] == entry.deputies[:1]):
            line.existing, line.renumbered = was, True
            line.notes.append(_tell_renumbered(entry, was))
            line.differences = find_differences(entry, was, records[was.pk], user)
            line.verdict = Verdict.CHANGED if line.differences else Verdict.SAME
            named.add(was)
        elif was or like:
            line.existing, line.verdict = was or like, Verdict.DOUBTFUL
            line.notes.append(_tell_renumbered(entry, was) if was else _tell_alike(like))


def _tell_renumbered(entry: SuggestionEntry, now: Suggestion) -> str:
    elsewhere = "" if entry.session.pk == now.session_id else now.session.short_name
    return f"{short_number(entry.number)}已更正为{elsewhere}{now.short_number}"


def _tell_alike(like: Suggestion | None) -> str:
    return f"与已登记的{like.short_number}标题和领衔代表都相同" if like else ""


# Session, title, who leads.
Likeness = tuple[int | None, str, int | None]


def _likeness(entry: SuggestionEntry) -> Likeness:
    return entry.session.pk, entry.title, entry.deputies[0].pk


def _find_alike(entries: Iterable[SuggestionEntry]) -> dict[Likeness, int]:
    """What is registered with the title and the first name of one of these; one query."""
    asked = {_likeness(entry) for entry in entries}
    rows = Suggestion.objects.filter(
        voided_on=None,
        session__in={session for session, _, _ in asked},
        title__in={title for _, title, _ in asked},
        sponsorships__position=1,
    )
    found: dict[Likeness, int] = {}
    kept = ("pk", "session_id", "title", "sponsorships__deputy_id")
    for pk, session, title, lead in rows.order_by("-pk").values_list(*kept):
        found[session, title, lead] = pk
    return found

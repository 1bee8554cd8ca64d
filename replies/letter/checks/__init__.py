"""The checker: what a careful 核稿 reader would mark in a letter before it is signed.

`check(snapshot)` runs every rule over everything the letter and the form print and returns the findings in
reading order. A rule is a function from a `Letter` to findings; it marks nothing that it is not sure of: a
checker that cries wolf is switched off. Errors stop 送审 until they are mended or overridden with a reason,
warnings and hints only speak.
"""

from collections.abc import Callable, Iterator

from replies.letter.checks import facts, headings, marks, names, privacy, words
from replies.letter.checks.findings import ERROR, FIELDS, HINT, WARNING, Finding, Letter
from replies.letter.snapshot import Snapshot

__all__ = ["ERROR", "HINT", "RULES", "WARNING", "Finding", "Letter", "check_letter"]

RULES: tuple[Callable[[Letter], Iterator[Finding]], ...] = (
    facts.salutation,
    facts.kind_words,
    facts.session,
    facts.title_quoted,
    facts.number,
    facts.missing,
    facts.nothing_said,
    facts.document_number,
    facts.signature_in_body,
    facts.annexes,
    names.short_name,
    names.former_name,
    headings.numbering,
    headings.heading_mark,
    headings.full_stop,
    headings.inline_numbering,
    marks.pairs,
    marks.spaces,
    marks.half_width,
    marks.doubled,
    words.plural_you,
    words.wrong_word,
    words.dates,
    words.zero_padding,
    words.no_substance,
    privacy.personal_data,
)


def check_letter(
    snapshot: Snapshot, *, opinion: bool = False, summary: str = "", unsigned: bool = False
) -> list[Finding]:
    """Every finding, in reading order.

    `opinion`: the letter is a 会办意见, which answers a unit and no deputy. `summary`: the 公开摘要, which the
    snapshot does not hold. `unsigned`: the date comes with the signature and is not missed yet.
    """
    letter = Letter(snapshot, opinion, summary, unsigned)
    found = [finding for rule in RULES for finding in rule(letter)]
    places = {field: place for place, field in enumerate(FIELDS)}
    return sorted(found, key=lambda one: (places[one.field], one.paragraph, one.start, one.end, one.rule))

"""What letters quote of a registration, in the words in which they quote it; old beside new, kept in the record."""

from collections.abc import Iterable
from enum import StrEnum

from proposals.models import Deputy, Suggestion


class QuotedFact(StrEnum):
    TITLE = "标题"
    NUMBER = "件号"
    SESSION = "届次"
    SALUTATION = "称呼"
    NAME = "姓名"


# The fact, how it was quoted, how it is to be quoted from now on ("": by no certain words).
Quotes = list[tuple[str, str, str]]


def quoted_words(suggestion: Suggestion) -> Quotes:
    """Every way in which the facts of this suggestion stand in a letter; the new words are empty."""
    session = suggestion.session
    return [
        (QuotedFact.TITLE, suggestion.title, ""),
        (QuotedFact.NUMBER, suggestion.full_number, ""),
        (QuotedFact.NUMBER, suggestion.short_number, ""),
        (QuotedFact.SESSION, session.full_name, ""),
        (QuotedFact.SESSION, session.short_name, ""),
        (QuotedFact.SALUTATION, f"{suggestion.addressed}：", ""),
    ]


def pair_quotes(before: Quotes, after: Quotes) -> Quotes:
    """Old and new words where they differ."""
    return [(str(fact), old, new) for (fact, old, _), (_, new, _) in zip(before, after, strict=True) if old != new]


def gone_names(gone: Iterable[Deputy]) -> Quotes:
    """The names of who does not stand as proposer any more: nothing certain takes their place."""
    return [(str(QuotedFact.NAME), one.name, "") for one in gone]

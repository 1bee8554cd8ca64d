"""What a text still quotes of a registration that was corrected since (更正登记): found by the words themselves, put
right where they can mean nothing else, else only pointed out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.quotes import QuotedFact, Quotes
from proposals.models import Case
from replies.drafts.changes import label_of

SEARCHED = ("title", "body", "handling", "summary")
TITLE_FIELD = "title"
SURE_LENGTH = 8  # characters of a title that stand for nothing else without 《》
AROUND = 10
Fact = QuotedFact


@dataclass(frozen=True)
class StaleQuote:
    """One place of a text that quotes what was registered before. `new` is what belongs there; "" where only a
    person knows."""

    field: str
    start: int
    end: int
    old: str
    new: str
    around: str

    @property
    def where(self) -> str:
        return label_of(self.field)


def corrected_quotes(case: Case) -> Quotes:
    """How the facts of this case were quoted, each beside how they are now; what was corrected back is left out."""
    now: dict[tuple[str, str], str] = {}
    for data in case.events.filter(action=CORRECT).order_by("sequence").values_list("data", flat=True):
        for fact, old, new in data.get("quotes", []):
            now = {key: new if words == old and key[0] == fact else words for key, words in now.items()}
            now[fact, old] = new
    return [(fact, old, new) for (fact, old), new in now.items() if old != new]


def find_stale_quotes(texts: Mapping[str, Any], quotes: Quotes) -> list[StaleQuote]:
    """Every place of these texts that still has the old words, in reading order."""
    if not quotes:
        return []
    olds = {old: (fact, new) for fact, old, new in quotes}
    words = sorted({*olds, *(new for _, _, new in quotes if new)}, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<![0-9]){re.escape(one)}" if one[0].isdigit() else re.escape(one) for one in words)
    )
    found = []
    for field in SEARCHED:
        text = str(texts.get(field) or "")
        for match in pattern.finditer(text):
            if match[0] not in olds:
                continue
            fact, new = olds[match[0]]
            begin, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            line = text[begin : end if end >= 0 else len(text)]
            sure = _is_sure(fact, match[0], field, line, match.start() - begin, quotes)
            around = text[max(begin, match.start() - AROUND) : match.end() + AROUND].split("\n")[0]
            found.append(StaleQuote(field, match.start(), match.end(), match[0], new if sure else "", around))
    return found


def _is_sure(fact: str, old: str, field: str, line: str, at: int, quotes: Quotes) -> bool:
    if fact == Fact.TITLE:
        return line[:at].endswith("《") or len(old) >= SURE_LENGTH
    if fact == Fact.SALUTATION:
        return line.strip() == old
    # A number or a session may be another suggestion's, unless something else of this one stands in the line.
    own = (Fact.TITLE, Fact.NUMBER, Fact.SESSION)
    beside = {words for other, *both in quotes if other in own and other != fact for words in both if words}
    return field == TITLE_FIELD or any(one in line for one in beside) or _is_reference(line)


def _is_reference(line: str) -> bool:
    """您在…会议上提出的第070号建议《…》收悉: the sentence that says what is answered."""
    return bool(re.search("提出的.*(?:建议|提案)", line)) and bool(re.search("收悉|答复|函告", line))


def mend_quotes(texts: Mapping[str, Any], quotes: Quotes) -> tuple[dict[str, Any], int]:
    """The texts with every certain place put right, and how many there were."""
    mended, count = dict(texts), 0
    for one in reversed(find_stale_quotes(texts, quotes)):
        if one.new:
            text = mended[one.field]
            mended[one.field], count = text[: one.start] + one.new + text[one.end :], count + 1
    return mended, count


@dataclass(frozen=True)
class CorrectedStrip:
    """What the drafting page says above the text; `told` names what changed and stands there as it was."""

    told: list[str]
    certain: int
    places: list[StaleQuote]


def corrected_strip(case: Case, texts: Mapping[str, Any]) -> CorrectedStrip | None:
    """The strip, or None where nothing old is quoted."""
    quotes = corrected_quotes(case)
    places = find_stale_quotes(texts, quotes)
    if not places:
        return None
    here = {one.old for one in places}
    told = [
        f"{fact}由“{old}”改为“{new}”" if new else f"{old}不再是提出人" for fact, old, new in quotes if old in here
    ]
    return CorrectedStrip(told, sum(bool(one.new) for one in places), [one for one in places if not one.new])

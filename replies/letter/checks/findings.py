"""A finding, and the texts that rules look at."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from proposals.formats.chinese import half
from replies.letter.checks.surround import read_surround
from replies.letter.checks.typed import Surround
from replies.letter.snapshot import Snapshot
from replies.letter.tables.mark import Table, find_tables
from replies.letter.text import Paragraph, ParagraphKind, split_paragraphs

ERROR, WARNING, HINT = "error", "warning", "hint"
# The keys of a finding in JSON, in this order.
KEYS = ("rule", "severity", "field", "paragraph", "start", "end", "message", "suggestion")
_STOPS = "。；！？"
HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of one text, and what is wrong with it."""

    rule: str
    severity: str
    field: str  # a key of CHECKED
    paragraph: int  # line of the field's text as typed, from 0, blank lines counted; 0 in a field of one line
    start: int  # characters (code points) into that line
    end: int  # where several lines belong together it counts on, the end of a line as one character
    message: str  # a sentence for the writer
    suggestion: str | None = None  # what certainly belongs in place of start:end; None where only a person knows
    line: str = ""  # the whole line, or lines
    moves: tuple[tuple[str, str], ...] = ()  # what goes into other fields when it is corrected: key and text

    @property
    def words(self) -> str:
        """What is marked; "" where something is missing."""
        return self.line[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence around the mark."""
        begin = max(self.line.rfind(stop, 0, self.start) for stop in _STOPS) + 1
        ends = [at for at in (self.line.find(stop, self.end) for stop in _STOPS) if at >= 0]
        return self.line[begin : min(ends, default=len(self.line)) + 1].strip()

    @property
    def around(self) -> str:
        """The mark with a few characters either side, to find it by."""
        begin, end = max(0, self.start - 8), min(len(self.line), max(self.end, self.start + 12) + 6)
        shown = self.line[begin : min(end, self.start + 40)].strip()
        return f"{'…' if begin else ''}{shown}{'…' if end < len(self.line) else ''}"

    def to_json(self) -> dict[str, Any]:
        """The finding as `manage.py check_letter` prints it."""
        row = {name: getattr(self, name) for name in KEYS}
        return row | ({"moves": dict(self.moves)} if self.moves else {})


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One paragraph of a text, as it was typed. `plain` has its full-width figures made plain, character for
    character: rules read figures there, and quote what was typed."""

    field: str
    paragraph: int
    text: str
    plain: str = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", half(self.text))

    def finding(
        self, rule: str, severity: str, start: int, end: int, message: str, suggestion: str | None = None
    ) -> Finding:
        return Finding(rule, severity, self.field, self.paragraph, start, end, message, suggestion, self.text)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return pattern.finditer(self.plain)

    def typed(self, match: re.Match[str]) -> str:
        """What was found, as it was typed."""
        return self.text[match.start() : match.end()]


@dataclass(frozen=True, slots=True)
class LetterTable:
    """A table of a text, with its lines as typed."""

    table: Table
    field: str
    typed: tuple[str, ...]  # the whole text's lines

    def line(self, row: int) -> LetterLine:
        """A row as it was typed."""
        place = self.table.places[row]
        return LetterLine(self.field, place, self.typed[place])

    @property
    def lines(self) -> tuple[LetterLine, ...]:
        """Its rows and its caption."""
        places = range(self.table.first, self.table.last + 1)
        return tuple(LetterLine(self.field, at, self.typed[at]) for at in places if self.typed[at].strip())


@dataclass(frozen=True)
class Letter:
    """The letter under examination, with the facts it is held against."""

    facts: Snapshot
    opinion: bool = False
    summary: str = ""
    unsigned: bool = False
    pairs: Mapping[str, tuple[str, tuple[str, ...]]] | None = None  # words that sound alike; None: the shipped ones
    body: tuple[LetterLine, ...] = field(init=False)

    def __post_init__(self) -> None:
        text = self.facts.letter.body if self.facts.letter else ""
        object.__setattr__(self, "body", self._lines("letter.body", text))

    @staticmethod
    def _lines(name: str, text: str) -> tuple[LetterLine, ...]:
        return tuple(LetterLine(name, number, line) for number, line in enumerate(text.split("\n")) if line.strip())

    @cached_property
    def typed_lines(self) -> list[str]:
        """The body's lines as typed, blank ones counted: what a finding's `paragraph` numbers."""
        return self.facts.letter.body.split("\n") if self.facts.letter else []

    @cached_property
    def every_table(self) -> tuple[LetterTable, ...]:
        """The tables of the form's box and of the body, those that are too large for one as well."""
        texts = (("handling", self.facts.handling.split("\n")), ("letter.body", self.typed_lines))
        return tuple(LetterTable(table, name, tuple(typed)) for name, typed in texts for table in find_tables(typed))

    @cached_property
    def tables(self) -> tuple[LetterTable, ...]:
        """Those that are set as tables."""
        return tuple(one for one in self.every_table if not one.table.refusal)

    @cached_property
    def in_tables(self) -> tuple[LetterLine, ...]:
        """Their rows and captions: words, but no sentences."""
        return tuple(line for one in self.tables for line in one.lines)

    @cached_property
    def _text(self) -> tuple[LetterLine, ...]:
        """The body without its tables."""
        rows = {line.paragraph for line in self.in_tables if line.field == "letter.body"}
        return tuple(line for line in self.body if line.paragraph not in rows)

    @cached_property
    def surround(self) -> list[Surround]:
        """What is typed into the body and printed by the program itself."""
        return read_surround([(line.paragraph, line.text) for line in self._text], self.facts)

    @cached_property
    def prose(self) -> tuple[LetterLine, ...]:
        """The body without its surround and its tables: the letter's own sentences, from the salutation on."""
        away = {number for one in self.surround for number in range(one.first, one.last + 1)}
        return tuple(line for line in self._text if line.paragraph not in away)

    @cached_property
    def title(self) -> tuple[LetterLine, ...]:
        title = self.facts.letter.title if self.facts.letter else ""
        return (LetterLine("letter.title", 0, title),) if title else ()

    @cached_property
    def handling(self) -> tuple[LetterLine, ...]:
        rows = {line.paragraph for line in self.in_tables if line.field == "handling"}
        return tuple(line for line in self._lines("handling", self.facts.handling) if line.paragraph not in rows)

    @property
    def lines(self) -> tuple[LetterLine, ...]:
        """Everything a person wrote in sentences, in reading order."""
        return (*self.handling, *self.title, *self._text, *self.in_summary)

    @property
    def worded(self) -> tuple[LetterLine, ...]:
        """The same and the rows of tables: for rules about words, which hold in cells too."""
        return (*self.lines, *self.in_tables)

    @property
    def sentences(self) -> tuple[LetterLine, ...]:
        """The same without what the program prints itself."""
        return (*self.handling, *self.title, *self.prose, *self.in_summary)

    @cached_property
    def in_summary(self) -> tuple[LetterLine, ...]:
        return self._lines("summary", self.summary)

    @cached_property
    def paragraphs(self) -> tuple[tuple[LetterLine, Paragraph], ...]:
        """The letter's own paragraphs with their levels."""
        read = split_paragraphs("\n".join(line.text for line in self.prose))
        return tuple(zip(self.prose, read, strict=True))

    @cached_property
    def salutation(self) -> LetterLine | None:
        """The first paragraph of the letter itself, if it addresses somebody; or one below lines that do not belong
        there (特急), if it names who proposed."""
        for place, line in enumerate(self.prose[:6]):
            addresses = split_paragraphs(line.text)[0].kind is ParagraphKind.SALUTATION
            if addresses and (not place or any(name in line.text for name in self.facts.deputies)):
                return line
        return None

    @cached_property
    def reference(self) -> LetterLine | None:
        """The paragraph that says what is answered: “您在…会议上提出的第070号建议《…》收悉”."""
        for line in self.prose[:4]:
            if line is not self.salutation and re.search("提出|收悉|收到|来信|[》”]悉", line.text):
                return line
        return None

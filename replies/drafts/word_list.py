"""The office's own list of words that sound alike, on top of the shipped one: a file, read when it changes."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core import checks

from replies.letter.checks.language.words import SOUND_ALIKE, Pairs, read_pairs


@dataclass(frozen=True)
class WordsInUse:
    """The shipped pairs and the office's own; a line that is no pair is passed over (check_word_list says which)."""

    path: Path = field(default_factory=lambda: settings.WORDS_FILE)
    changed_at: int = field(default_factory=lambda: _changed_at())

    @property
    def pairs(self) -> Pairs:
        return _read(self.path, self.changed_at)[0]


def _changed_at() -> int:
    try:
        return int(settings.WORDS_FILE.stat().st_mtime_ns)
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _read(path: Path, changed_at: int) -> tuple[Pairs, list[int]]:
    """The list as it was at that moment; 0: there is none."""
    try:
        text = path.read_text(encoding="utf-8") if changed_at else ""
    except (OSError, UnicodeDecodeError):
        return SOUND_ALIKE, [0]
    return read_pairs(text, SOUND_ALIKE)


def check_word_list(**_: object) -> list[checks.CheckMessage]:
    """What in the office's list cannot be read."""
    faults = _read(settings.WORDS_FILE, _changed_at())[1]
    if not faults:
        return []
    lines = "、".join(map(str, faults[:10]))
    said = f"第{lines}行看不懂" if faults != [0] else "打不开，或者不是UTF-8文本"
    hint = "一行一条：先写错的，再写对的，中间空格隔开。"
    return [checks.Warning(f"错别字表 {settings.WORDS_FILE} {said}，其余各行照用。", hint=hint, id="replies.W002")]

"""The people of a case on paper: no line ends within a name, and a name with a rare character is set in one face.

A joiner stands between the characters of a name while the lines are broken; press.py takes it out before anything is
painted, so that a page without a torn name is the same as ever, byte for byte.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.html import escape

from replies.letter.fonts import faces
from replies.letter.pdf.measure import is_whole
from replies.letter.snapshot import Snapshot
from replies.letter.text import ParagraphKind

JOINER = "\u200d"  # the one character that no line ends after, and that takes no room and no letter spacing
JOINED = f"&#{ord(JOINER)};"  # so that one that was typed is told apart: it is left out (press.py)

# Where a character comes from that the first face lacks (static/pdf/letter.css), and the faces that may take a whole
# name over, with the mark that says so.
_REST = (faces.FANGSONG, faces.SERIF, faces.RARE)
IN_SERIF = 'class="in-serif"'
_WHOLE = {faces.NAMES: IN_SERIF, faces.KAI: 'class="in-kai"'}
_CHAINS = {  # of these (static/pdf/names.css)
    IN_SERIF: (faces.NAMES, faces.FANGSONG, faces.RARE),
    _WHOLE[faces.KAI]: (faces.KAI, faces.FANGSONG, faces.SERIF, faces.RARE),
}
_BLANKS = "[ \u3000\xa0]"  # 王　芳, spread to the width of three
_BLANK_RUN = re.compile(f"({_BLANKS}+)")

Coverage = Callable[[str], frozenset[int]]  # the characters of a face; read where they are asked for


@dataclass(frozen=True, slots=True)
class Names:
    """Names as they are printed amid the words of one face."""

    pattern: re.Pattern[str] | None = None
    faces: Mapping[str, str] = field(default_factory=dict)  # of a name without blanks, escaped: the mark of its face

    def mark(self, escaped: str) -> str:
        """The HTML with every name in it marked."""
        return self.pattern.sub(self._marked, escaped) if self.pattern else escaped

    def _marked(self, match: re.Match[str]) -> str:
        """A name whole and in its face. A blank takes the face beside it, which may have none: it stands outside."""
        face = self.faces[_BLANK_RUN.sub("", match[0])]
        parts = _BLANK_RUN.split(match[0])
        said = [part if at % 2 else _in_face(part, face) for at, part in enumerate(parts)]
        return said[0] if len(said) == 1 else f'<span class="held">{"".join(said)}</span>'


@dataclass(frozen=True, slots=True)
class People:
    """The names of a case in each of the faces that words are set in."""

    body: Names = Names()
    title: Names = Names()
    kai: Names = Names()
    hei: Names = Names()

    def amid(self, kind: ParagraphKind) -> Names:
        """The names in a heading of that level."""
        return {ParagraphKind.LEVEL_1: self.hei, ParagraphKind.LEVEL_2: self.kai}.get(kind, self.body)


NOBODY = People()


def people_of(snapshot: Snapshot, coverage: Coverage) -> People:
    """Deputies and who deals with the case; `coverage` tells a face's characters."""
    letter, review = snapshot.letter, snapshot.review
    everyone = (
        *snapshot.deputies,
        snapshot.handler,
        letter.contact if letter else "",
        review.signer if review else "",
    )
    return people_named(everyone, coverage)


def people_named(everyone: Iterable[str], coverage: Coverage) -> People:
    """These people, as they are printed in each face."""
    # a Latin word is no concern of ours, and could be a part of the markup
    names = sorted(
        {name for name in everyone if len(name) > 1 and not name.isascii()}, key=lambda one: (-len(one), one)
    )

    def amid(face: str) -> Names:
        return _names(names, lambda name: _whole_face(name, face, coverage))

    return People(amid(faces.FANGSONG), amid(faces.TITLE), amid(faces.KAI), amid(faces.HEI))


def rare_names(names: Iterable[str]) -> list[str]:
    """Those that not every face has."""
    return [name for name in set(names) if not _is_everyday({ord(one) for one in name if one.isalnum()})]


def face_for(text: str, names: Names) -> str:
    """The face for a whole text with names in it, where the usual one has them not whole; "" where it has."""
    marked = names.mark(str(escape(text)))
    return next((face for face, said in _WHOLE.items() if said in marked), "")


def _names(names: Iterable[str], whole_face: Callable[[str], str]) -> Names:
    patterns, found = [], {}
    for name in names:
        bare = _BLANK_RUN.sub("", name)
        spread = f"{_BLANKS}{{0,2}}" if len(bare) == 2 else ""
        parts = [spread.join(re.escape(escape(one)) for one in part) for part in _BLANK_RUN.split(name)[::2]]
        patterns.append(f"{_BLANKS}{{0,2}}".join(parts))
        found[str(escape(bare))] = whole_face(bare)
    return Names(re.compile("|".join(patterns)), found) if found else Names()


_ENTITY = re.compile("&[#0-9a-z]+;|.")


def _in_face(escaped: str, face: str) -> str:
    """A name, or a part of one, that no line ends within where it is no longer than a line."""
    letters = _ENTITY.findall(escaped)
    joined = (JOINED if is_whole("".join(letters)) else "").join(letters)
    return f"<span {face}>{joined}</span>" if face else joined


def _whole_face(name: str, first: str, coverage: Coverage) -> str:
    """The mark of the face that takes a name over which `first` and the rest would have to share, or of the one that
    shares it with the fewest; "" for none."""
    letters = {ord(one) for one in name if one.isalnum()}
    if _is_everyday(letters):
        return ""

    def count(order: Iterable[str]) -> int:
        return len({next((face for face in order if one in coverage(face)), "") for one in letters})

    usual = count((first, *_REST))
    if usual < 2:
        return ""
    fewest = min(_CHAINS, key=lambda said: count(_CHAINS[said]))
    return fewest if count(_CHAINS[fewest]) < usual else ""


def _is_everyday(letters: Iterable[int]) -> bool:
    """Whether every face has the letters: all are built with GB 2312 at least."""
    try:
        "".join(map(chr, letters)).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True

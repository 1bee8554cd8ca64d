"""Turn a face into a small TrueType one with the outlines and metrics that our pages need."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

# In 1/1000 em. The same for every face, so that a line keeps its height whatever faces meet in it.
EM = 1000
ASCENT, DESCENT = 880, -120
TOLERANCE = 2.0  # of a curve: 0.03 pt at 16 pt
MADE = 3_029_529_600  # 2000-01-01 in seconds since 1904: a face says nothing of when it was built


def face_characters(path: Path) -> frozenset[int]:
    """The code points a face has."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def convert_face(source: Path, target: Path, family: str, wanted: frozenset[int] | None) -> str:
    """Write `target`, cut to the wanted code points (None: all), and return the SHA-256 of its bytes.

    No layout tables, no hints, no clock: the same source gives the same bytes on every machine.
    """
    return convert_faces(source, [(target, family, wanted)])[0]


def convert_faces(source: Path, targets: Sequence[tuple[Path, str, frozenset[int] | None]]) -> list[str]:
    """Several faces out of one source, each outline converted once."""
    with TTFont(source, lazy=True) as font:
        if font["head"].unitsPerEm != EM:
            raise ValueError(f"{source.name}: {font['head'].unitsPerEm} units an em")
        glyph_set = font.getGlyphSet()
        had = font.getBestCmap()
        cmaps = [
            {code: name for code, name in had.items() if wanted is None or code in wanted} for *_, wanted in targets
        ]
        orders = [[".notdef", *sorted(set(cmap.values()) - {".notdef"})] for cmap in cmaps]
        curves_are_cubic = "glyf" not in font
        glyphs = {}
        for name in sorted(set().union(*orders)):
            pen = TTGlyphPen(None)
            if curves_are_cubic:
                glyph_set[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
            else:
                outline = DecomposingRecordingPen(glyph_set)
                glyph_set[name].draw(outline)
                outline.replay(pen)
            glyphs[name] = pen.glyph()
        advances = {name: glyph_set[name].width for name in glyphs}
    return [
        _write_face(target, family, cmap, {name: glyphs[name] for name in order}, advances)
        for (target, family, _), cmap, order in zip(targets, cmaps, orders, strict=True)
    ]


def _write_face(
    target: Path, family: str, cmap: dict[int, str], glyphs: dict[str, Any], advances: dict[str, int]
) -> str:
    builder = FontBuilder(EM, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupHead(unitsPerEm=EM, created=MADE, modified=MADE)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (advances[name], getattr(one, "xMin", 0)) for name, one in glyphs.items()})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    builder.setupOS2(
        sTypoAscender=ASCENT,
        sTypoDescender=DESCENT,
        usWinAscent=ASCENT,
        usWinDescent=-DESCENT,
        fsSelection=0x40,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.save(target)
    return hashlib.sha256(target.read_bytes()).hexdigest()

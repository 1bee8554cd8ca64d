"""A page of a scan looked at, by a bounded child (proposals/bounded): what its codes say and what is ticked, or the
page itself laid straight."""

import io
from collections.abc import Sequence
from typing import IO, Any

import pypdfium2
import zxingcpp
from PIL import Image

from replies.letter.pdf.pictures import opened_pdf
from replies.letter.sheets.codes import CodeSeen, find_codes
from replies.letter.sheets.plane import Point, View
from replies.letter.sheets.ticks import read_ticks

LONG, SHARPEST = 2400, 300 / 72  # dots of the longer side of a page that is looked at; a point
SHOWN = 2000  # dots of the longer side of a page that a person looks at
QUALITY = 80
BLANK = 0.0006  # share of dark dots up to which a page is the empty back of one
DARK = 60  # greys below the paper
TICKED_MOST = 3  # codes of one page beside which ticks are looked for
Part = tuple[Point, Point, float]  # its corner and its size in mm, dots a millimetre


def look_at_sheet_page(scan: bytes | IO[bytes], number: int) -> dict[str, Any]:
    """The codes of a page (from 1), each with how it is turned and what is ticked beside it; whether it is blank."""
    with opened_pdf(scan) as pdf:
        picture = draw_grey(pdf[number - 1])
    codes = find_codes(picture)
    seen = [_tell_code(picture, code, with_ticks=at < TICKED_MOST) for at, code in enumerate(codes)]
    return {"codes": seen, "blank": not codes and _is_blank(picture)}


def straighten_page(
    scan: bytes | IO[bytes], number: int, view: Sequence[float] | None, part: Part | None, quarters: int
) -> bytes:
    """A page as JPEG, upright; with `view` and `part` that part of the paper from straight above."""
    with opened_pdf(scan) as pdf:
        picture = draw_in_colour(pdf[number - 1])
    if view and part:
        corner, size, dots = part
        picture = View(tuple(view)).flatten(picture, (corner[0], corner[1]), (size[0], size[1]), dots)
    elif quarters:
        picture = picture.rotate(90 * quarters, expand=True)
    picture.thumbnail((SHOWN, SHOWN), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def read_page_codes(scan: bytes, number: int, sharpness: int) -> list[str] | None:
    """What the codes of a page (from 0) of a PDF or of a picture say; None where there is no such page."""
    if not scan.startswith(b"%PDF-"):
        if number:
            return None
        with Image.open(io.BytesIO(scan), formats=("JPEG", "PNG")) as opened:
            picture = opened.convert("L")
    else:
        with opened_pdf(scan) as pdf:
            if number >= len(pdf):
                return None
            page = pdf[number]
            scale = min(sharpness / 72, 2 * LONG / max(*page.get_size(), 1))
            picture = page.render(scale=scale, grayscale=True).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def draw_grey(page: pypdfium2.PdfPage) -> Image.Image:
    """A page as it is looked at: always the same dots, so that a place found once is found again."""
    return draw_in_colour(page).convert("L")


def draw_in_colour(page: pypdfium2.PdfPage) -> Image.Image:
    """The same dots in colour."""
    width, height = page.get_size()
    scale = min(LONG / max(width, height, 1), SHARPEST)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn.convert("RGB")


def _tell_code(picture: Image.Image, code: CodeSeen, *, with_ticks: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"text": code.text, "quarters": code.quarters, "seen": {}}
    found = read_ticks(picture, code.corners) if with_ticks else None
    if found:
        rows = {row.question.key: {"mark": row.mark, "cells": [str(one) for one in row.cells]} for row in found.rows}
        told["seen"] = {"view": list(found.view.numbers), "rows": rows}
    return told


def _is_blank(picture: Image.Image) -> bool:
    small = picture.resize((max(1, picture.width // 4), max(1, picture.height // 4)), Image.Resampling.BOX)
    counted = small.histogram()
    paper = max(range(256), key=counted.__getitem__)
    dark = sum(counted[: max(0, paper - DARK)])
    return dark <= BLANK * small.width * small.height

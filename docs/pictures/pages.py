"""Take the pictures of docs/printing.md again, every page of three cases: .venv/bin/python docs/pictures/pages.py

Needs what `bin/setup test` installs.
"""

import os
import sys
from pathlib import Path

import django
import pypdfium2
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
CASES = {"070": "pages-070", "twelve deputies": "pages-twelve", "600-character opinions": "pages-opinions"}
DPI, GAP, IN_A_ROW, SHADES = 64, 12, 4, 16


def sheet(pages: list[Image.Image]) -> Image.Image:
    """The pages side by side, some in a row."""
    width, height = pages[0].size
    rows = -(-len(pages) // IN_A_ROW)
    across = min(len(pages), IN_A_ROW)
    picture = Image.new("L", (GAP + across * (width + GAP), GAP + rows * (height + GAP)), 225)
    for at, page in enumerate(pages):
        picture.paste(page, (GAP + at % IN_A_ROW * (width + GAP), GAP + at // IN_A_ROW * (height + GAP)))
    return picture


def main() -> None:
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from replies.letter.pdf import copies
    from replies.letter.snapshot import Snapshot
    from tests.replies.letter.awkward import SNAPSHOTS

    marks = copies.Marks(address="https://banli.example.gov.cn/v/ABCD-EFGH-JKMN")
    for name, file in CASES.items():
        content = copies.render_copies(Snapshot.from_json(SNAPSHOTS[name]), (copies.KEPT,), marks)
        with pypdfium2.PdfDocument(content) as pdf:
            pages = [ImageOps.grayscale(page.render(scale=DPI / 72).to_pil()) for page in pdf]
        sheet(pages).quantize(SHADES).save(HERE / f"{file}.png", optimize=True)


if __name__ == "__main__":
    main()

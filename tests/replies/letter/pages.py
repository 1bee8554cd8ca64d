"""Real pages for the tests: cases as JSON, their PDF, and what the PDF tools read in it."""

import contextlib
import functools
import io
import json
import re
import subprocess
import tempfile
from pathlib import Path

import pdfplumber
import pikepdf
from django.core.management import call_command

from replies.letter.fonts import faces
from replies.letter.pdf import copies
from replies.letter.snapshot import Snapshot

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "070.json"
MM = 72 / 25.4
REQUIRED = ("kind", "number", "session", "title", "deputies")


def case(**changes):
    """The example of docs/case-format.md with other values."""
    return json.loads(EXAMPLE.read_text(encoding="utf-8")) | changes


def blank(**more):
    """Only what must be given."""
    return {key: value for key, value in case().items() if key in REQUIRED} | more


def render(obj, wanted=None):
    """The bytes of a case; the same case is laid out once for all tests."""
    return _render(json.dumps(obj), wanted)


@functools.lru_cache(maxsize=64)
def _render(text, wanted):
    if not faces.built_faces():
        call_command("build_fonts")
    return copies.render_copies(Snapshot.from_json(json.loads(text)), wanted)


def text_of(content, first=1, last=None):
    """What pdftotext reads, in the order the page was painted."""
    pages = ["-f", str(first), *(["-l", str(last)] if last else [])]
    return _run(["pdftotext", "-raw", "-enc", "UTF-8", *pages], content, "-")


def pages_of(content):
    return text_of(content).split("\f")[:-1]


def letter_of(content):
    """Which pages of a record are its letter, by its bookmarks: behind form and further opinions, before annexes."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as bookmarks:
        starts = [(item.title, pdf.pages.index(item.destination[0])) for item in bookmarks.root]
        last = len(pdf.pages)
    at = [title for title, _ in starts].index("答复")
    return slice(starts[at][1], starts[at + 1][1] if at + 1 < len(starts) else last)


def squeezed(text):
    return re.sub(r"\s", "", text)


@functools.lru_cache(maxsize=32)
def _read(content):
    return pdfplumber.open(io.BytesIO(content))


@contextlib.contextmanager
def opened(content):
    """The pages as pdfplumber reads them, which takes longer than laying them out: the same bytes are read once."""
    yield _read(content)


def _run(command, content, *more):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        done = subprocess.run([*command, file.name, *more], capture_output=True, check=True)  # noqa: S603
    return done.stdout.decode()


def names_and_their_faces(page, names):
    """For each time a name stands on a page: the name and the faces of its letters."""
    chars = [char for char in page.chars if char["text"].strip()]
    text = "".join(char["text"] for char in chars)
    return [
        (name, {char["fontname"].partition("+")[2] for char in chars[at : at + len(name)] if char["text"] != "·"})
        for name in names
        for at in (found.start() for found in re.finditer(name, text))
    ]

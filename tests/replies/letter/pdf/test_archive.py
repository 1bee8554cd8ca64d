"""The record as the archive wants it: text that copies out exactly, tags, two standards, alike in every viewer."""

import io
import re
import subprocess
import sys

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from replies.letter.snapshot import Snapshot
from tests.replies.letter.awkward import SNAPSHOTS
from tests.replies.letter.pages import case, opened, pages_of, render, squeezed

every_case = pytest.mark.parametrize("name", SNAPSHOTS)
SEVERAL = ["070", "rare characters", "twelve deputies"]


def outline(pdf):
    with pdf.open_outline() as bookmarks:
        yield from _flat(pdf, bookmarks.root, 0)


def _flat(pdf, items, level):
    for item in items:
        yield level, item.title, pdf.pages.index(item.destination[0]) + 1
        yield from _flat(pdf, item.children, level + 1)


def test_the_record_says_what_it_is():
    with pikepdf.open(io.BytesIO(render(case()))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3U"
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert metadata["dc:title"] == "宝山区第九届人民代表大会第三次会议第070号建议办理情况表及答复"
        assert (str(pdf.Root.Lang), bool(pdf.Root.ViewerPreferences.DisplayDocTitle)) == ("zh-Hans", True)
        assert pdf.attachments["snapshot.json"].get_file().read_bytes() == Snapshot.from_json(case()).to_bytes()
        assert str(pdf.Root.AF[0].AFRelationship) == "/Source"


def test_bookmarks_lead_to_the_parts_and_the_headings():
    with pikepdf.open(io.BytesIO(render(case()))) as pdf:
        found = list(outline(pdf))
    assert [row for row in found if row[0] == 0] == [(0, "办理情况表", 1), (0, "代表意见", 3), (0, "答复", 4)]
    assert [title for level, title, _ in found if level == 1] == ["一、主要做法", "二、下一步计划"]
    assert [title for level, title, _ in found if level == 2][-1] == "（四）持续推进队伍增能。"


@every_case
def test_every_value_copies_out_exactly(name):
    """The letter as one run of text, from two engines; the form's values each."""
    snapshot = SNAPSHOTS[name]
    content = render(snapshot)
    text = squeezed("".join(_inside(page) for page in pages_of(content)))
    with pypdfium2.PdfDocument(content) as pdf:
        other = squeezed("".join(_inside(page.get_textpage().get_text_range()) for page in pdf))
    for wanted in _texts(snapshot):
        assert squeezed(wanted) in text
        assert squeezed(wanted) in other


def _inside(page):
    """Without header, footer and page number."""
    lines = page.replace("\r", "").split("\n")
    outside = re.compile(r"宝山区第九届人民代表大会第三次会议第070号建议$|第1版 · |— \d+ —$|第\d+页 / 共\d+页$")
    return "\n".join(line for line in lines if not outside.match(line.strip()))


def _texts(snapshot):
    yield snapshot["title"]
    yield "、".join(snapshot["deputies"])
    yield from (value for key in ("handler", "unit", "handling") for value in (snapshot.get(key) or "").split("\n"))
    if review := snapshot.get("review"):
        yield from (review["opinion"], review["signer"])
    yield from (row["comment"] for row in snapshot.get("feedback") or [] if row.get("comment"))
    if letter := snapshot.get("letter"):
        yield letter["title"]
        yield letter["body"].replace("\n", "")


@every_case
def test_a_checker_of_accessibility_finds_nothing(name, tmp_path):
    path = tmp_path / "case.pdf"
    path.write_bytes(render(SNAPSHOTS[name]))
    done = subprocess.run([sys.executable, "-m", "pdfua", "check", path], check=False, capture_output=True)  # noqa: S603
    assert done.returncode == 0, done.stdout.decode()


def test_headers_and_footers_are_no_content():
    with pikepdf.open(io.BytesIO(render(case()))) as pdf:
        for page in pdf.pages:
            assert page.Contents.read_bytes().count(b"/Pagination") >= 3


# ---- viewers ---------------------------------------------------------------------------------------------

DPI = 60


def poppler(path, folder):
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", path, folder / "p"], check=True)  # noqa: S603, S607
    return [Image.open(file).convert("L") for file in sorted(folder.glob("p-*.pgm"))]


def mupdf(path, folder):
    target = str(folder / "m%03d.pgm")
    subprocess.run(["mutool", "draw", "-q", "-r", str(DPI), "-F", "pgm", "-o", target, path], check=True)  # noqa: S603, S607
    return [Image.open(file).convert("L") for file in sorted(folder.glob("m*.pgm"))]


def pdfium(path, folder):
    """The engine that shows a PDF in Chromium."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in pdf]


def difference(one, other):
    """The share of the page where two pictures, blurred by a pixel or two, differ by more than a grey shade."""
    size = (min(one.width, other.width), min(one.height, other.height))
    blurred = [picture.crop((0, 0, *size)).filter(ImageFilter.BoxBlur(3)) for picture in (one, other)]
    counts = ImageChops.difference(*blurred).histogram()
    return sum(counts[40:]) / sum(counts)


@pytest.mark.parametrize("name", SEVERAL)
def test_three_viewers_show_the_same_pages(name, tmp_path):
    path = tmp_path / "case.pdf"
    path.write_bytes(render(SNAPSHOTS[name]))
    shown = [poppler(path, tmp_path), mupdf(path, tmp_path), pdfium(path, tmp_path)]
    with opened(path.read_bytes()) as pdf:
        assert [len(pages) for pages in shown] == [len(pdf.pages)] * 3
    for pages in zip(*shown, strict=True):
        assert all(difference(pages[0], other) < 0.002 for other in pages[1:])


def test_a_lost_face_would_be_seen(tmp_path):
    """The comparison's own check: with one face's outlines gone, the viewers no longer agree with the original."""
    path = tmp_path / "case.pdf"
    path.write_bytes(render(case()))
    before = pdfium(path, tmp_path)[2]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "banli-fangsong" in str(one.get("/FontName", "")):
                del one["/FontFile2"]
        pdf.save(path)
    assert difference(before, pdfium(path, tmp_path)[2]) > 0.01

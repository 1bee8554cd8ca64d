"""Many print sets in one file: page by page the sets themselves, in their order."""

import io
import subprocess

import pikepdf
import pytest

from replies.letter.pdf import batch, copies
from tests.replies.letter.pages import blank, case, pages_of, render


def sets(count=3, **how):
    for number in range(count):
        record = render(blank(number=f"{number + 1:03}") if number % 2 else case(number=f"{number + 1:03}"))
        yield copies.assemble_copies(
            record, copies.FOUR, copies.Marks(address="https://example.gov.cn/v/X", duplex=True), **how
        )


def joined(*args, **how):
    target = io.BytesIO()
    count = batch.join_sets(sets(*args, plain=True, **how), target)
    return count, target.getvalue()


def test_the_file_has_every_set_page_by_page_in_its_order():
    count, content = joined()
    apart = [page for one in sets() for page in pages_of(one)]
    assert pages_of(content) == apart
    assert count == len(apart) == 4 * 10 + 4 * 2 + 4 * 10


def test_a_plain_set_prints_the_same_as_a_packed_one():
    for plain, packed in zip(sets(2, plain=True), sets(2), strict=True):
        assert pages_of(plain) == pages_of(packed)


def test_it_is_a_sound_file_and_the_same_every_time(tmp_path):
    _, content = joined()
    assert joined()[1] == content
    path = tmp_path / "joined.pdf"
    path.write_bytes(content)
    done = subprocess.run(["qpdf", "--check", path], check=True, capture_output=True, text=True)  # noqa: S603, S607
    assert "No syntax or stream encoding errors found" in done.stdout
    done = subprocess.run(  # noqa: S603
        ["mutool", "draw", "-q", "-r", "10", "-F", "pgm", "-o", str(tmp_path / "%d.pgm"), str(path)],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    assert [line for line in done.stderr.splitlines() if "ICC support is not available" not in line] == []


def test_copies_of_a_set_still_share_their_pages():
    _, content = joined(1)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        shared = {page.obj.Contents[-1].objgen for page in pdf.pages if "/Contents" in page.obj}
        assert (len(pdf.pages), len(shared)) == (40, 9)


def test_no_set_is_no_file():
    with pytest.raises(ValueError, match="no sets"):
        batch.join_sets([], io.BytesIO())

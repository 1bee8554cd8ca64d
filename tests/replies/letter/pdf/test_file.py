"""Copies, the file itself, and text that would like to be more than text."""

import io
import subprocess
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pikepdf
import pytest

from replies.letter.pdf import copies, press
from replies.letter.snapshot import Snapshot
from tests.replies.letter.pages import MM, blank, case, letter_of, opened, pages_of, render, squeezed


def test_the_four_copies_are_one_layout_with_four_labels():
    one, four = render(case()), render(case(), copies.FOUR)
    alone, together = pages_of(one), pages_of(four)
    labels = ["第一份·存承办单位", "第二份·送意见提出人", "第三份·送区政府办公室", "第四份·送区政府办公室"]
    assert together == [f"{label}\n{page}" for label in labels for page in alone]
    assert len(four) <= 1.1 * len(one)
    with pikepdf.open(io.BytesIO(four)) as pdf:
        contents = {page.obj.Contents[-1].objgen for page in pdf.pages}
        assert len(contents) == len(alone)


def test_a_label_stands_in_the_top_right_corner():
    with opened(render(blank(), copies.FOUR)) as pdf:
        for page in pdf.pages:
            label = [char for char in page.chars if char["top"] < 20 * MM and char["x0"] > 120 * MM]
            assert "".join(char["text"] for char in label).startswith("第")
            assert label[-1]["x1"] == pytest.approx(187 * MM, abs=0.5)


def test_some_copies_or_one_for_each_deputy():
    assert pages_of(render(blank(), (copies.OFFICE_2,)))[0].startswith("第四份·送区政府办公室\n")
    each = copies.for_each_deputy(Snapshot.from_json(blank()))
    labels = [page.partition("\n")[0] for page in pages_of(render(blank(), each))[::2]]
    assert labels == [
        "第一份·存承办单位",
        "第二份·送意见提出人（赵洪蓉）",
        "第二份·送意见提出人（周建伟）",
        "第二份·送意见提出人（李倩宇）",
        "第三份·送区政府办公室",
        "第四份·送区政府办公室",
    ]


def test_on_both_sides_no_sheet_carries_two_copies():
    record = render(case())
    letter = letter_of(record)
    assert (letter.start, letter.stop - letter.start) == (3, 6)  # two pages of form and one of opinions before it
    padded = copies.assemble_copies(record, copies.FOUR, copies.Marks(duplex=True))
    assert [squeezed(page) == "" for page in pages_of(padded)] == ([False] * 3 + [True] + [False] * 6) * 4


def test_the_same_case_gives_the_same_bytes():
    snapshot = Snapshot.from_json(case())
    assert copies.render_copies(snapshot) == copies.render_copies(snapshot)
    assert copies.render_copies(snapshot, copies.FOUR) == copies.render_copies(snapshot, copies.FOUR)
    assert copies.assemble_copies(copies.render_copies(snapshot), copies.FOUR) == copies.render_copies(
        snapshot, copies.FOUR
    )


def test_threads_may_print_at_the_same_time():
    snapshots = [Snapshot.from_json(blank(number=f"{number:03}")) for number in range(4)]
    alone = [press.render_record(snapshot) for snapshot in snapshots]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press.render_record, snapshots)) == alone


# ---- the file --------------------------------------------------------------------------------------------


def test_the_record_carries_its_snapshot():
    snapshot = Snapshot.from_json(case())
    with pikepdf.open(io.BytesIO(render(case()))) as pdf:
        assert pdf.attachments["snapshot.json"].get_file().read_bytes() == snapshot.to_bytes()
        assert pdf.Root.MarkInfo.Marked
        assert pdf.open_metadata().pdfa_status == "3U"
        assert str(pdf.Root.Lang) == "zh-Hans"
    with pikepdf.open(io.BytesIO(render(case(), copies.FOUR))) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang"}


def test_faces_are_truetype_with_glyph_numbers_kept():
    with pikepdf.open(io.BytesIO(render(case(), copies.FOUR))) as pdf:
        embedded = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font" and "/CIDSystemInfo" in obj
        ]
        names = {str(face.BaseFont).partition("+")[2] for face in embedded}
        for face in embedded:
            assert face.Subtype == "/CIDFontType2"
            assert face.CIDToGIDMap == "/Identity"
            program = face.FontDescriptor.FontFile2.read_bytes()
            assert program[:4] == b"\0\1\0\0"
    assert names == {"banli-fangsong", "banli-song-title", "banli-kai", "banli-hei", "banli-serif"}


@pytest.mark.parametrize("wanted", [None, copies.FOUR])
def test_mupdf_and_qpdf_find_nothing_to_say(tmp_path, wanted):
    path = tmp_path / "case.pdf"
    path.write_bytes(render(case(), wanted))
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)  # noqa: S603, S607
    done = subprocess.run(  # noqa: S603
        ["mutool", "draw", "-q", "-r", "20", "-F", "pgm", "-o", str(tmp_path / "%d.pgm"), str(path)],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    assert [line for line in done.stderr.splitlines() if "ICC support is not available" not in line] == []
    first = (tmp_path / "3.pgm").read_bytes()
    assert sum(value < 200 for value in first[-20_000:]) > 500  # the letter's ink, where a lost face leaves none


def test_rare_names_are_printed_and_unknown_ones_are_owned_up_to():
    rare = ["䶮㛃堃赟犇珺𠮷𬭚"]
    with opened(render(blank(deputies=rare))) as pdf:
        assert f"提出人{rare[0]}办理情况：" in squeezed(pdf.pages[0].extract_text())
    with opened(render(blank(deputies=["\U0002a6d6田\u200b\u202e一"]))) as pdf:
        assert "提出人〓田一办理情况：" in squeezed(pdf.pages[0].extract_text())
        assert "“〓”为字库未收的字：U+2A6D6" in pdf.pages[0].extract_text()
    # one of a newer Unicode, one of those that every office gives a meaning of its own
    with opened(render(blank(deputies=["\U0002ebf0田\ue815一"]))) as pdf:
        assert "提出人〓田〓一办理情况：" in squeezed(pdf.pages[0].extract_text())
        assert "“〓”为字库未收的字：U+E815、U+2EBF0" in pdf.pages[0].extract_text()


# ---- hostile text ----------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """A server of this machine that remembers who asked for what."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_markup_in_any_field_is_only_text(listener, tmp_path):
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密内容")
    evil = f'"><img src={address}/a><link rel=attachment href={secret.as_uri()}>'
    short = '</p><b style="x">&amp;{{ 7 }}'
    obj = case(
        number="<i>7</i>",
        session=short,
        title=f"{evil}<style>@import '{address}/b'</style>",
        deputies=[short],
        unit=short,
        document_number=short,
        handler=short,
        phone=short,
        handling=f"{evil}<svg><image href='{address}/c'/></svg>",
        letter={"title": evil, "body": f"<object data='{address}/d'>\n{evil}", "contact": short, "copies_to": [evil]},
        review={"opinion": f"<script src='{address}/e'></script>", "signer": short},
        feedback=[{"deputy": short, "comment": f"url({address}/f) {evil}"}],
        verification=short,
    )
    content = render(obj)
    assert asked == []
    text = squeezed("".join(pages_of(content)))
    assert [value for value in _texts(obj) if squeezed(value) not in text] == []
    assert "秘密内容" not in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert list(pdf.attachments) == ["snapshot.json"]
        assert not any("/Annots" in page for page in pdf.pages)


def _texts(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("kind", "classification", "disclosure"):
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield from (line for line in value.splitlines() if line)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "https://example.org/a.ttf",
        "data:text/css,a",
        "ftp://a/b",
        "",
    ],
)
def test_the_fetcher_refuses_everything_but_the_faces(url):
    render(blank())
    with pytest.raises(ValueError, match="refused"):
        press._press().fetcher(url)


def test_the_fetcher_serves_the_faces():
    render(blank())
    fetcher = press._press().fetcher
    assert [fetcher(url).read()[:4] for url in fetcher.paths] == [b"\0\1\0\0"] * 6

"""How long printing takes: `python -m bench.print` (`--quick`: a smoke run).

Every figure is a median of CPU time, the rounds of a table taken in turn (A B C A B C …), so that a machine that
slows down slows all of them; a ratio compares medians of one table. CPU of other programs is that of the whole tree.

The pages are those of docs/examples/070.json: the form alone (2 pages), form, letter and further opinion (9 pages),
and for the rivals the letter alone (6 pages).
"""

import io
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
import pikepdf

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "docs" / "examples" / "070.json"
ROUNDS, CASES, FRESH = 11, 300, 24
# Chromium makes a page smaller that is too wide for it, as the unit's name is that hangs over 落款's edges.
UNSHRUNK = ".letter .signature .unit { margin: 0; }"
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    quick = "--quick" in sys.argv
    rounds, cases, fresh = (2, 6, 4) if quick else (ROUNDS, CASES, FRESH)
    own(rounds)
    batch(cases)
    prefork(fresh)
    rivals(2 if quick else 5)


# ---- the program's own ---------------------------------------------------------------------------------------


def snapshots() -> tuple[Any, Any]:
    from replies.letter.snapshot import Snapshot

    whole = Snapshot.from_bytes(EXAMPLE.read_bytes())
    return whole, replace(whole, letter=None, feedback=whole.feedback[:1])


def own(rounds: int) -> None:
    from replies.letter.pdf import copies, press

    whole, form = snapshots()
    record = press.render_record(whole)
    rows = {
        "form, one copy": lambda: press.render_record(form),
        "form, four copies": lambda: copies.render_copies(form, copies.FOUR),
        "whole, one copy": lambda: press.render_record(whole),
        "whole, four copies": lambda: copies.render_copies(whole, copies.FOUR),
        "whole, four of stored bytes": lambda: copies.assemble_copies(record, copies.FOUR),
    }
    times, sizes = in_turn(rows, rounds)
    table("warm, one process", ("CPU ms", "ratio", "kB"))
    for name, of in zip(rows, (0, 0, 2, 2, 2), strict=True):
        line(name, times[name] * 1000, times[name] / times[list(rows)[of]], sizes[name] / 1000)
    cold = [cpu_of_child([sys.executable, "-m", "bench.print", "--one"]) for _ in range(min(rounds, 5))]
    line(
        "a new process: start and first print",
        statistics.median(cold) * 1000,
        statistics.median(cold) / times["whole, one copy"],
    )


def batch(count: int) -> None:
    """Issued cases × four copies from their stored bytes into one file, by a process of its own."""
    from replies.letter.pdf import press

    whole, _ = snapshots()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(10):
            record = press.render_record(replace(whole, number=f"{number:03}"))
            (Path(folder) / f"{number}.pdf").write_bytes(record)
        command = [sys.executable, "-m", "bench.print", "--batch", folder, str(count)]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    table(f"{count} issued cases × four copies, one file", ("value", "", ""))
    for name, value in json.loads(told.splitlines()[-1]).items():
        line(name, value)


def assemble_all(folder: str, count: str) -> None:
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from replies.letter.pdf import batch as joining
    from replies.letter.pdf import copies

    records = [file.read_bytes() for file in sorted(Path(folder).iterdir())]
    started = time.process_time()
    sets = (copies.assemble_copies(records[at % len(records)], copies.FOUR, plain=True) for at in range(int(count)))
    with tempfile.TemporaryFile() as target:
        pages = joining.join_sets(sets, target)
        spent, size = time.process_time() - started, target.tell()
    # not ru_maxrss, which a new process takes over from the one that started it
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    told = {"cases a second of CPU": int(count) / spent, "pages": pages, "MB": size / 1e6, "peak memory, MB": peak}
    sys.stdout.write(json.dumps(told) + "\n")


def prefork(count: int) -> None:
    """Fresh four-copy cases on two worker processes that were forked after everything is read."""
    from replies.letter.pdf import copies, press

    for name, snapshot in zip(("whole", "form"), snapshots(), strict=True):
        press.render_record(snapshot)
        started = time.perf_counter()
        children = []
        for worker in range(2):
            child = os.fork()
            if child == 0:
                for number in range(count // 2):
                    copies.render_copies(replace(snapshot, number=f"{worker}{number:02}"), copies.FOUR)
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        line(f"fresh cases a second, two workers: {name}", count / (time.perf_counter() - started))


# ---- rivals ------------------------------------------------------------------------------------------------


def rivals(rounds: int) -> None:
    """The letter's six pages by other means. What is not on this machine is said to be missing."""
    from replies.letter.pdf import press

    whole, _ = snapshots()
    rows: dict[str, Callable[[], bytes]] = {"this program": lambda: press.render_record(whole, letter_only=True)}
    missing = []
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (
            ("Chromium, warm", chromium),
            ("typst, compiler kept", typst),
            ("LibreOffice", libreoffice),
        ):
            try:
                rows[name] = make(whole, Path(folder))
            except (ImportError, FileNotFoundError) as error:
                missing.append(f"{name}: {error}")
        times, sizes = in_turn(rows, rounds, tree=True)
        pages = {name: len(pikepdf.open(io.BytesIO(work())).pages) for name, work in rows.items()}
    table("the letter alone", ("CPU ms", "this / it", "kB", "pages"))
    for name in rows:
        line(name, times[name] * 1000, times["this program"] / times[name], sizes[name] / 1000, pages[name])
    for one in missing:
        sys.stdout.write(f"missing: {one}\n")


def chromium(whole: Any, folder: Path) -> Callable[[], bytes]:
    """The same HTML, style and faces through the debugging protocol of a browser that stays open."""
    import base64

    from django.template.loader import render_to_string
    from playwright.sync_api import sync_playwright

    from replies.letter.fonts import faces
    from replies.letter.pdf import form, letter_page

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-headless-shell", "google-chrome"))), None)
    if path is None:
        raise FileNotFoundError("no Chromium")
    static = ROOT / "static" / "pdf"
    css = "\n".join(
        [
            faces.faces_stylesheet(faces.require_faces()),
            *((static / f"{one}.css").read_text() for one in ("page", "letter")),
        ]
    )
    context = form.form_context(whole, []) | letter_page.letter_context(whole)
    html = render_to_string("replies/letter/pdf/opinion_letter.html", context)
    page_file = folder / "letter.html"
    page_file.write_text(html.replace("</head>", f"<style>{css}{UNSHRUNK}</style></head>"), encoding="utf-8")
    driver = sync_playwright().start()
    browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    session = page.context.new_cdp_session(page)

    def work() -> bytes:
        page.goto(page_file.as_uri())
        printed = session.send("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        return base64.b64decode(printed["data"])

    return work


def typst(whole: Any, folder: Path) -> Callable[[], bytes]:
    """bench/letter.typ with the built faces; the compiler object is kept."""
    import typst as engine

    from replies.letter.fonts import faces
    from replies.letter.pdf.measure import chinese_date
    from replies.letter.text import split_paragraphs

    lines = [
        {"kind": one.kind, "heading": one.heading, "text": one.text} for one in split_paragraphs(whole.letter.body)
    ]
    told = {"number": whole.document_number, "title": whole.letter.title, "lines": lines, "unit": whole.unit}
    told |= {"day": chinese_date(whole.letter.signed_on), "contact": f"（联系人：{whole.letter.contact}）"}
    paths = sorted({str(face.path.parent) for face in faces.require_faces().values()})
    source = folder / "letter.typ"
    shutil.copy(ROOT / "bench" / "letter.typ", source)
    inputs = {"letter": json.dumps(told, ensure_ascii=False)}
    compiler = engine.Compiler(str(source), font_paths=paths, ignore_system_fonts=True, sys_inputs=inputs)
    return lambda: bytes(compiler.compile(format="pdf"))


def libreoffice(whole: Any, folder: Path) -> Callable[[], bytes]:
    """Our own .docx of the letter, one start of the program a file."""
    from replies.letter.docx.write import write_document

    program = shutil.which("soffice")
    if program is None:
        raise FileNotFoundError("no soffice")
    source = folder / "letter.docx"
    source.write_bytes(write_document(whole))
    command = [program, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf"]

    def work() -> bytes:
        subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True)  # noqa: S603
        return (folder / "letter.pdf").read_bytes()

    return work


# ---- measuring ---------------------------------------------------------------------------------------------


def in_turn(
    rows: dict[str, Callable[[], bytes]], rounds: int, *, tree: bool = False
) -> tuple[dict[str, float], dict[str, int]]:
    """The median CPU seconds and the size of each result, every row once a round after one that does not count."""
    clock = tree_cpu if tree else time.process_time
    times: dict[str, list[float]] = {name: [] for name in rows}
    sizes = {name: len(work()) for name, work in rows.items()}
    for _ in range(rounds):
        for name, work in rows.items():
            started = clock()
            work()
            times[name].append(clock() - started)
    return {name: statistics.median(found) for name, found in times.items()}, sizes


def tree_cpu() -> float:
    """CPU seconds of this process, of its ended children and of all that lives below it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(cpu_of, below(os.getpid())))


def below(pid: int) -> Iterator[int]:
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    waiting = parents.get(pid, [])
    while waiting:
        child = waiting.pop()
        yield child
        waiting += parents.get(child, [])


def cpu_of(pid: int) -> float:
    """Of a living process, its ended children included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICK


def cpu_of_child(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one() -> None:
    """What the cold start measures: django, faces, style, one print."""
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from replies.letter.pdf import press

    press.render_record(snapshots()[0])


def table(title: str, heads: tuple[str, ...]) -> None:
    sys.stdout.write(f"\n{title:44}" + "".join(f"{head:>11}" for head in heads) + "\n")


def line(name: str, *values: float) -> None:
    shown = "".join(f"{value:11.2f}" if value < 10 else f"{value:11.0f}" for value in values)
    sys.stdout.write(f"{name:44}{shown}\n")


if __name__ == "__main__":
    if "--batch" in sys.argv:
        assemble_all(*sys.argv[-2:])
    else:
        one() if "--one" in sys.argv else main()

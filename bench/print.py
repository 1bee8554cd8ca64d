"""How long printing takes: `python -m bench.print` (CPU time, medians; ratios within this run).

one copy        the form and letter of docs/examples/070.json, laid out
four copies     the same with its four labelled copies
four of stored  the four copies put together from stored bytes, nothing laid out
form only       the two pages of the form, without a letter
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

ROUNDS = 15
EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "examples" / "070.json"


def median(work: Callable[[], bytes]) -> tuple[float, int]:
    """Milliseconds of CPU and the size of the result."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        content = work()
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000, len(content)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from replies.pdf import copies, press
    from replies.pdf.snapshot import Snapshot

    snapshot = Snapshot.from_bytes(EXAMPLE.read_bytes())
    short = Snapshot.from_json(snapshot.to_json() | {"letter": None, "feedback": []})
    record = press.render(snapshot)
    copies.assemble(record, copies.FOUR)
    rows = {
        "one copy": lambda: press.render(snapshot),
        "four copies": lambda: copies.render(snapshot, copies.FOUR),
        "four of stored": lambda: copies.assemble(record, copies.FOUR),
        "form only": lambda: press.render(short),
        "form only, four": lambda: copies.render(short, copies.FOUR),
    }
    measured = {name: median(work) for name, work in rows.items()}
    base = measured["one copy"][0]
    sys.stdout.write(f"{'':18}{'ms':>8}{'ratio':>8}{'kB':>8}\n")
    for name, (milliseconds, size) in measured.items():
        sys.stdout.write(f"{name:18}{milliseconds:8.0f}{milliseconds / base:8.2f}{size / 1000:8.0f}\n")


if __name__ == "__main__":
    main()

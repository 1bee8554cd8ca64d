"""What the largest things take that the server lets in: `python -m bench.bounds` (some minutes; `--quick`: a few of
each; `texts papers`: these kinds alone). Ends with 1 where a request takes more than 10 s of the processor or 300 MB.

files    made to break their readers (tests/hostile.py), handed in through their pages
texts    as long, as wide and as awkward as a form lets through: shown as pages, made a PDF, saved and checked, and
         compared with the version before
papers   lists, labels, copies and scans, as many as one request takes

Each in a process of its own: seconds by the clock and of the processor, the greatest memory of that process beyond
what it had before, and of its readers' children (what it had itself is the least that can be told), the status and
what the page says.
"""

import io
import os
import resource
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from bench.preview import start

SECONDS, MEGABYTES = 10, 300
QUICK = 4  # of each kind
WHO = {"kept": "handler", "word": "handler", "list": "district", "stack": "office"}
HEAD = f"{'what':38}{'KB':>8} {'who':8}{'s':>6}{'cpu':>6}{'MB':>6}{'child':>6}  status, what is said\n"
Row = tuple[str, int, str, Callable[[], Any]]  # what, bytes, who reads it, the request


def main() -> None:
    start()
    from django.test.utils import setup_test_environment

    setup_test_environment()  # answers tell what their page was made of
    quick, over = "--quick" in sys.argv, []
    sys.stdout.write(HEAD)
    kinds = (files, texts, papers)
    for rows in [one for one in kinds if one.__name__ in sys.argv] or kinds:
        for at, row in enumerate(rows()):
            if not quick or at < QUICK:
                over += [row[0]] * measure(*row)
    if over:
        sys.exit(f"past {SECONDS} s or {MEGABYTES} MB: {', '.join(over)}")


def measure(name: str, size: int, who: str, work: Callable[[], Any]) -> bool:
    """Print the row of one request. Returns whether it took too much."""
    from django.db import connection

    connection.close()
    if not (pid := os.fork()):
        status = 1
        try:
            status = _measured(name, size, who, work)
        except Exception:  # noqa: BLE001 (whatever it is, it is told, and the next row follows)
            traceback.print_exc()
        finally:
            os._exit(status)  # nothing of the parent's is put away here
    return bool(os.waitpid(pid, 0)[1])


def _measured(name: str, size: int, who: str, work: Callable[[], Any]) -> int:
    from proposals.bounded import ask
    from tests.hostile import said

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, busy = time.perf_counter(), time.process_time()
    answer = work()
    if getattr(answer, "streaming", False):
        b"".join(answer.streaming_content)
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    own = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    ask.end_keeper()  # it tells of its children once it has ended
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    child, cpu = children.ru_maxrss // 1024, cpu + children.ru_utime + children.ru_stime
    words = said(answer) if answer.status_code >= 400 and who in WHO else ""
    figures = f"{size // 1024:8} {who:8}{seconds:6.1f}{cpu:6.1f}{own:6}{child:6}"
    sys.stdout.write(f"{name:38}{figures}  {answer.status_code} {words}\n")
    sys.stdout.flush()
    return int(cpu > SECONDS or own > MEGABYTES)


def signed_in(user: Any) -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.get("/")  # the first page loads what every page needs
    return client


# ---- files ---------------------------------------------------------------------------------------------------


def files() -> Iterator[Row]:
    from tests import factories
    from tests.hostile import CHEAP, DEAR, send

    case, world = factories.make_case("in_progress"), factories.world()
    for name, (door, make) in (DEAR | CHEAP if "--quick" not in sys.argv else CHEAP).items():
        content, client = make(), signed_in(getattr(world, WHO[door]))
        yield name, len(content), door, lambda: send(client, case, door, content)  # noqa: B023 (called at once)


# ---- texts ---------------------------------------------------------------------------------------------------


def awkward_texts() -> dict[str, str]:
    """Within the bounds of the form of a reply, each as dear as it gets."""
    sentence = "为老服务工作取得了新的进展，"
    return {
        "899 paragraphs": "\n".join([(sentence * 3)[:32]] * 899),
        "one paragraph of 30,000": (sentence * 2_200)[:30_000],
        "a table, narrow": fullest_table("进度甲乙", 20),
        "a table, words": fullest_table("abcdefgh", 15),
        "a table, 300 letters a cell": fullest_table("a" * 300, 3),
        "a table, 300 rows": fullest_table("进度", 6),
        "tables beside paragraphs": "\n".join([fullest_table("甲" * 9, 9), *[(sentence * 3)[:30]] * 300]),
        "30 words of 999 letters": "\n".join(["a" * 999] * 30),
        "896 headings": "\n".join(["一、", "（一）", "1.", "（1）"] * 224),
        "marks upon letters": "\n".join(["e\u0301" * 99, *[sentence * 2] * 890]),
        "quotation marks": "\n".join(["“‘《甲》’”" * 4] * 890),
        "numbers and dates": "\n".join(["2026年3月5日3.5%12,345万元"] * 890),
    }


def fullest_table(cell: str, columns: int) -> str:
    """As many rows as are still set as a table."""
    from replies.letter.tables.mark import find_tables

    row = f"|{'|'.join([cell] * columns)}|"
    count = next(n for n in range(1, 302) if n == 301 or find_tables([row] * n)[0].refusal) - 1
    return "\n".join([row] * min(count, 29_000 // len(row)))


def texts() -> Iterator[Row]:
    from django.urls import reverse

    from tests import factories

    case, world = factories.make_case("in_progress"), factories.world()
    client = signed_in(world.handler)
    draft, pages = (reverse(f"replies:{name}", args=[case.pk]) for name in ("draft", "preview"))
    pdf = reverse("replies:typed_pdf", args=[case.pk])
    usual = {**factories.TEXTS, "seen": case.version}
    saved = client.post(draft, {**usual, "base": 0})
    if saved.status_code != 302:
        raise RuntimeError("no version to begin with")
    for name, body in awkward_texts().items():
        sent = {**usual, "base": 1, "body": f"赵洪蓉代表：\n{body}"[:30_000], "handling": body[:5_000]}
        size = len(sent["body"].encode())
        yield name, size, "pages", lambda: client.post(pages, sent)  # noqa: B023 (called at once)
        yield name, size, "pdf", lambda: client.post(pdf, sent)  # noqa: B023
        yield name, size, "save", lambda: save(client, draft, sent)  # noqa: B023
        yield name, size, "compare", lambda: compare(client, case)


def save(client: Any, draft: str, sent: dict[str, Any]) -> Any:
    """The next version, and the page that the writer then sees."""
    from replies.models import Draft

    return client.post(draft, {**sent, "base": Draft.objects.count()}, follow=True)


def compare(client: Any, case: Any) -> Any:
    """The page that shows what the newest version changed."""
    from django.urls import reverse

    from replies.models import Draft

    newest = Draft.objects.count()
    return client.get(reverse("replies:draft_version", args=[case.pk, 1, newest]), {"against": newest - 1})


# ---- papers --------------------------------------------------------------------------------------------------


def papers() -> Iterator[Row]:
    from proposals.bounded.limits import MEGABYTE
    from tests import factories

    yield "pdf that unpacks to 1 GB, drawn", 0, "look", draw_swelling()
    yield "送达清单, 400 lines", 0, "room", lambda: answered(handover)
    yield "labels, 400", 0, "room", lambda: answered(labels)
    yield "63 copies, a letter of 30 pages", 0, "print", lambda: answered(many_copies)
    yield "名单 of 300 cases", 0, "figures", lambda: answered(case_rows)
    yield "100 sheets of a 回访", 0, "revisit", lambda: answered(revisit)
    office, photo = signed_in(factories.world().office), a_photo()
    for count in (16, 60):
        photos = [photo] * count

        def hand_in() -> Any:
            from django.core.files.uploadedfile import SimpleUploadedFile

            sent = [SimpleUploadedFile(f"{at}.jpg", one) for at, one in enumerate(photos)]  # noqa: B023
            return office.post("/stacks/", {"scans": sent, "came_by": "当面", "key": str(uuid.uuid4())})

        yield f"a stack of {count} photos", count * len(photo), "stack", hand_in
    scan = b"%PDF-1.7 " + b"0" * (99 * MEGABYTE)

    def hand_scan_in() -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        sent = SimpleUploadedFile("扫描.pdf", scan)
        return office.post("/stacks/", {"scans": sent, "came_by": "当面", "key": str(uuid.uuid4())})

    yield "a stack, one file of 99 MB", len(scan), "stack", hand_scan_in


def answered(make: Callable[[], bytes]) -> Any:
    from django.http import HttpResponse

    return HttpResponse(make())


def draw_swelling() -> Callable[[], Any]:
    """Its page as a page of ours would show it: not found, because the child that draws it has its bounds."""
    from django.http import HttpResponse

    from replies.letter.pdf.pictures import picture_page
    from tests.hostile import swelling

    content = swelling(1_000)
    return lambda: HttpResponse(status=200 if picture_page(content, 1) else 404)


TITLE = "关于进一步加强基层社区工作者队伍建设和提高保障水平的建议"


def handover() -> bytes:
    import datetime as dt

    from replies.letter.pdf import papers as of
    from replies.prints.room.forms import LINES_MOST

    lines = [
        of.HandoverEntry(f"{at:03}", TITLE * 2, "赵洪蓉、周建伟、李倩宇、范明等5位", 2, "赵洪蓉")
        for at in range(LINES_MOST)
    ]
    return of.handover_pdf([of.HandoverList("甲", lines)], sender="乙", by="丙", on=dt.date(2026, 3, 5))


def labels() -> bytes:
    from replies.letter.pdf import papers as of
    from replies.prints.room.forms import LINES_MOST

    one = of.Envelope("赵洪蓉代表", "200940 上海市宝山区友谊路街道某某路1号", ("070", "071"), ("赵洪蓉",))
    return of.envelopes_pdf([one] * LINES_MOST, sender="乙", sheet="2x7")


def many_copies() -> bytes:
    from dataclasses import replace

    from bench.print import snapshots
    from replies.letter.pdf import copies

    whole, _ = snapshots()
    letter = replace(whole.letter, body=awkward_texts()["899 paragraphs"])
    names = tuple(f"赵{chr(0x4E00 + at)}甲" for at in range(60))
    case = replace(whole, deputies=names, feedback=(), letter=letter)
    return copies.render_copies(case, copies.for_each_deputy(case), copies.Marks(address="https://banli.example/v/a"))


def case_rows() -> bytes:
    """A part of annex 2 of the figures' report, as wide as its rows get."""
    import datetime as dt
    from types import SimpleNamespace

    from replies.figures import paper
    from replies.pages import ROWS_MOST, parts_of

    day, names = dt.date(2026, 3, 5), [(at, f"赵洪{at % 10}") for at in range(8)]
    newest = SimpleNamespace(classification="正在解决")
    facts = {"session_name": "九届五次", "title": TITLE, "deputies": names, "unit_name": "区民政局", "part": "主办"}
    facts |= {"handed_on": day, "due_on": day, "answered_on": day, "state": "已办结", "newest": newest}
    cases: Any = [SimpleNamespace(number=f"{at:03}", **facts) for at in range(ROWS_MOST)]
    report: Any = SimpleNamespace(title="办理情况报告")
    return paper.case_list(report, cases, ROWS_MOST + 1, parts_of(ROWS_MOST + 1)[0])


def revisit() -> bytes:
    from types import SimpleNamespace

    from proposals.models import Deputy
    from replies.letter.pdf import press
    from replies.revisits.paper import SHEETS_MOST
    from tests import factories

    case = factories.make_case("in_progress")
    of = SimpleNamespace(closes_on=factories.day(30), unit=case.unit)
    ask = SimpleNamespace(deputy=Deputy.objects.first(), drawn=SimpleNamespace(case=case))
    words = SimpleNamespace(who="代表", kind="建议")
    questions = [("对办理结果满意吗？", ["满意", "基本满意", "不满意"])] * 6
    context = {
        "revisit": of,
        "asks": [ask] * SHEETS_MOST,
        "questions": questions,
        "words": words,
        "count": SHEETS_MOST,
    }
    return press.render_paper("revisit", context | {"before": 0}, [])


def a_photo() -> bytes:
    """As a telephone takes it: 12 million dots."""
    from PIL import Image

    out = io.BytesIO()
    noise = Image.effect_noise((1_000, 750), 40).resize((4_000, 3_000)).convert("RGB")
    noise.save(out, "JPEG", quality=25)
    return out.getvalue()


if __name__ == "__main__":
    main()

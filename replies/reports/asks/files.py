"""What units handed in: one file of it, all of them together, the list of who did, and what they wrote."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone

from proposals.erasures.erased import Erased, open_stored
from proposals.formats.spreadsheets import Column, Sheet, write_workbook
from replies.letter.report_paper import HEADED, HEADINGS
from replies.models import AskedReport, AskedStep, MadeReport, ReportAsk
from replies.reports.asks.listed import steps_with_people

State = AskedReport.State
ORDER = (State.HANDED, State.BACK, State.ASKED, State.RECEIVED)
IN_MEMORY = 32 * 1024 * 1024  # of all that was handed in
COLUMNS = (
    Column("单位", 20),
    Column("情况", 12),
    Column("报送时间", 18, "moment"),
    Column("是否超期", 10),
    Column("批准的领导", 14),
    Column("批准日期", 12, "date"),
    Column("报送人", 12),
    Column("交的是什么", 24),
    Column("说明", 40),
    Column("退回过几次", 12, "number"),
)


def rows_of(ask: ReportAsk) -> list[AskedReport]:
    """The units of an ask with everything that happened: first what waits for the body, last what is done."""
    rows = ask.asked.for_rows().prefetch_related(steps_with_people())
    return sorted(rows, key=lambda one: ORDER.index(State(one.state)))


def list_sheet(ask: ReportAsk, rows: list[AskedReport]) -> Sheet:
    """Who was asked, who has handed in and when."""
    done = sum(one.is_done for one in rows)
    notes = (
        f"{ask.unit.short_name}要，报送期限{ask.due_on:%Y-%m-%d}；{len(rows)}个单位中已报送{done}个。",
        f"{timezone.localtime():%Y-%m-%d %H:%M}列出。",
    )
    return Sheet("报送情况", f"{ask}报送情况", COLUMNS, [_line(one) for one in rows], notes)


def _line(one: AskedReport) -> tuple[object, ...]:
    step = one.handed
    backs = sum(row.kind == AskedStep.Kind.BACK for row in one.history)
    late = "超期" if one.is_late else ""
    if step is None:
        return (str(one.unit), one.get_state_display(), None, late, "", None, "", "", "", backs)
    what = step.name or (f"系统里写的第{step.made.number}版" if step.made else "")
    return (
        str(one.unit),
        one.get_state_display(),
        step.at,
        late,
        step.leader,
        step.approved_on,
        str(step.by),
        what,
        step.said,
        backs,
    )


def file_of(step: AskedStep) -> tuple[str, str] | None:
    """Where the Word file or the original of what was handed in lies, with its ending; None while it is made."""
    if step.made is None:
        return str(step.file.name), step.suffix
    if step.made.state != MadeReport.State.DONE:
        return None
    return str(step.made.word.name), ".docx"


def _open(step: AskedStep) -> File[Any]:
    return open_stored(step, "file") if step.made is None else open_stored(step.made, "word")


def pack_reports(ask: ReportAsk) -> IO[bytes]:
    """A ZIP of the newest that every unit handed in, with the list of who did: an open file that is gone once it is
    closed, one report of it in memory at a time."""
    # A large one lies on the disk of the data: /tmp may be memory. The answer that sends it closes it.
    out = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(settings.DATA_DIR)))  # noqa: SIM115
    rows = rows_of(ask)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for one in rows:
            found = file_of(one.handed) if one.handed else None
            if found and one.handed:
                name = f"{one.unit.name}{ask}"
                try:
                    with _open(one.handed) as stored:
                        packed.writestr(f"{name}{found[1]}", stored.read())
                except Erased as gone:
                    packed.writestr(f"{name}（已清除）.txt", str(gone))
        packed.writestr("报送情况.xlsx", write_workbook([list_sheet(ask, rows)]))
    out.seek(0)
    return out


def texts_by_place(ask: ReportAsk) -> Iterator[tuple[str, str, list[tuple[AskedReport, str]]]]:
    """Of each headed place its name, its heading and what the units wrote there, in what they handed in last."""
    steps = AskedStep.objects.filter(asked__ask=ask, kind=AskedStep.Kind.HANDED).order_by("number")
    newest = dict(steps.values_list("asked", "made__content__texts"))
    rows = [one for one in ask.asked.for_rows() if newest.get(one.pk)]
    for place in HEADED:
        said = [(one, text) for one in rows if (text := newest[one.pk].get(place, "").strip())]
        yield place.value, HEADINGS[place], said

"""The tables of 办理情况报告: a row of each as the program writes it, what breaks its constraints, and who writes."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from replies.letter.report_paper import Place
from replies.models import MadeReport, ReportText, WorkReport
from replies.reports import scope, texts, versions
from tests import factories as f
from tests.rules.kinds import Doing, Lock
from tests.rules.revisiting import REVISIT_BREAKS, REVISITING
from tests.rules.ways_in import BREAKS

WRITE = ("office",)
YEAR = 2026


def work_report() -> WorkReport:
    case = f.make_case("in_progress")
    asked: dict[str, Any] = {"kind": case.suggestion.kind, "period": "year", "year": case.handed_on.year}
    return versions.begin_report(f.world().office, f.world().bureau, **asked)


def session_report() -> WorkReport:
    case = f.make_case("in_progress")
    asked: dict[str, Any] = {"kind": case.suggestion.kind, "period": "session", "session": case.suggestion.session}
    return versions.begin_report(f.world().office, f.world().bureau, **asked)


def written(report: WorkReport, text: str, base: int = 0, window: str = "0") -> ReportText:
    saved = texts.save_report_text(report, f.world().office, Place.CASES, text, base=base, window=(window * 32)[:32])
    assert saved
    return saved.row


def report_text() -> ReportText:
    return written(work_report(), "一件。")


def made_report() -> MadeReport:
    return versions.make_version(work_report(), f.world().office, key=uuid.uuid4())


def now(row: object) -> dt.datetime:
    return timezone.now()


ENDED = {"state": "failed", "finished_at": now}
FILES = {"file": "a.pdf", "word": "a.docx"}
# By constraint: how the row is made, whether another like it is added, and what is changed, each in its turn.
FURTHER: dict[str, tuple[Any, ...]] = {
    **{name: (made, False, change) for name, (made, change) in BREAKS.items()},
    **REVISIT_BREAKS,
    "work_report_kind_known": (work_report, False, {"kind": "意见"}),
    "work_report_period_known": (
        work_report,
        False,
        {"period": "odd"},
        {"year": None},
        {"period": "session"},
        {"session": lambda row: f.session(), "year": None},
        {"session": lambda row: f.session()},
    ),
    "work_report_of_year_once": (work_report, True, {}),
    "work_report_of_session_once": (session_report, True, {}),
    "report_text_number_once": (report_text, True, {}),
    "report_text_place_known": (report_text, False, {"place": "end"}),
    "report_text_counts_from_one": (report_text, False, {"number": 0}),
    "report_text_saved_later": (report_text, False, {"saved_at": lambda row: row.begun_at - dt.timedelta(seconds=1)}),
    "made_report_number_once": (made_report, True, {"key": uuid.uuid4()}),
    "made_report_counts_from_one": (made_report, False, {"number": 0}),
    "made_report_state_known": (made_report, False, {"state": "odd", "finished_at": now}),
    "made_report_ends_once": (made_report, False, {"finished_at": now}, {"state": "failed"}),
    "made_report_done_has_files": (
        made_report,
        False,
        {**ENDED, "state": "done"},
        {**ENDED, "state": "done", "file": "a.pdf"},
        {**ENDED, "state": "done", "word": "a.docx"},
        {**ENDED, **FILES},
        {"file": "a.pdf"},
        {"word": "a.docx"},
    ),
}


def begun() -> Doing:
    case = f.make_case("in_progress")
    asked: dict[str, Any] = {"kind": case.suggestion.kind, "period": "year", "year": case.handed_on.year}
    return lambda who: versions.begin_report(who, f.world().bureau, **asked)


def saved() -> Doing:
    report = work_report()
    base = max((row.number or 0 for row in report.newest_texts().values()), default=0)
    return lambda who: texts.save_report_text(report, who, Place.CASES, f"{base}", base=base, window="1" * 32)


def taken() -> Doing:
    report = work_report()
    number = (report.newest_texts().get("cases") or ReportText(number=0)).number or 0
    first = written(report, f"甲{number}", number, "2")
    second = written(report, f"乙{number}", number + 1, "3")
    return lambda who: texts.take_text(report, who, first, seen=second.number or 0)


def dropped() -> Doing:
    report = work_report()
    number = (report.newest_texts().get("cases") or ReportText(number=0)).number or 0
    stands = written(report, uuid.uuid4().hex, number, "4")
    aside = written(report, uuid.uuid4().hex, (stands.number or 0) - 1, uuid.uuid4().hex)
    assert aside.number is None
    return lambda who: texts.drop_text(report, who, aside)


def ordered() -> Doing:
    report = work_report()
    return lambda who: versions.make_version(report, who, key=uuid.uuid4())


def ended() -> Doing:
    report = work_report()
    return lambda who: versions.choose_end(report, who, None)


def again() -> Doing:
    made = made_report()
    MadeReport.objects.filter(pk=made.pk).update(state="failed", finished_at=timezone.now())
    return lambda who: versions.make_again(made, who)


def checked() -> Doing:
    report = work_report()
    return lambda who: scope.must_write(report, who)


REPORTING = {
    scope.report_unit: Lock(("office", "other_office", "district", "congress", "cppcc"), lambda: scope.report_unit),
    scope.must_write: Lock(WRITE, checked),
    versions.begin_report: Lock(WRITE, begun),
    versions.make_version: Lock(WRITE, ordered),
    versions.make_again: Lock(WRITE, again),
    versions.choose_end: Lock(WRITE, ended),
    texts.save_report_text: Lock(WRITE, saved),
    texts.take_text: Lock(WRITE, taken),
    texts.drop_text: Lock(WRITE, dropped),
    **REVISITING,
}

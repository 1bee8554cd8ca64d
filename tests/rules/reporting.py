"""The tables of 办理情况报告: a row of each as the program writes it, what breaks its constraints, and who writes."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.cases.attachments import CheckedFile
from replies.letter.report_paper import Place
from replies.models import AskedReport, AskedStep, MadeReport, ReportAsk, ReportText, WorkReport
from replies.reports import scope, texts, versions
from replies.reports.asks import actions as asks
from replies.reports.asks import bodies
from tests import factories as f
from tests.rules.kinds import Doing, Lock
from tests.rules.revisiting import REVISIT_BREAKS, REVISITING
from tests.rules.ways_in import BREAKS

WRITE, BODY = ("office",), ("congress",)
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


def asking(**of: Any) -> Doing:
    """The congress's body asks the bureau: for the year, and for the session where the year is asked for already."""
    case = f.make_case("in_progress")
    year: dict[str, Any] = {"period": "year", "year": case.handed_on.year}
    session: dict[str, Any] = {"period": "session", "session": case.suggestion.session}
    of = of or (session if ReportAsk.objects.exists() else year)
    said: dict[str, Any] = {"kind": "建议", "units": [f.world().bureau], "due_on": f.day(9), **of}
    return lambda who: asks.ask_for_reports(f.world().congress_office, who, key=uuid.uuid4(), **said)


def report_ask() -> ReportAsk:
    made: ReportAsk = asking()(f.world().congress)
    return made


def session_ask() -> ReportAsk:
    made: ReportAsk = asking(period="session", session=f.session())(f.world().congress)
    return made


def asked_report() -> AskedReport:
    return report_ask().asked.get()


def handing_in(asked: AskedReport) -> Doing:
    asks.begin_asked(asked, f.world().office)
    said: dict[str, Any] = {"key": uuid.uuid4(), "seen": asked.steps.count()}
    return lambda who: asks.hand_in_report(asked, who, leader="郑国华", approved_on=f.day(0), **said)


def asked_step() -> AskedStep:
    step: AskedStep = handing_in(asked_report())(f.world().office)
    return step


def file_step() -> AskedStep:
    file = CheckedFile("报告.pdf", ".pdf", b"%PDF")
    said: dict[str, Any] = {"seen": 0, "leader": "郑国华", "approved_on": f.day(0)}
    return asks.hand_in_file(asked_report(), f.world().office, file=file, **said)


ENDED = {"state": "failed", "finished_at": now}
NOTHING_HANDED = {"approved_on": None, "made": None, "leader": ""}
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
    "report_ask_kind_known": (report_ask, False, {"kind": "意见"}),
    "report_ask_period_known": (
        report_ask,
        False,
        {"period": "odd"},
        {"year": None},
        {"period": "session"},
        {"session": lambda row: f.session(), "year": None},
        {"session": lambda row: f.session()},
    ),
    "report_ask_of_year_once": (report_ask, True, {"key": uuid.uuid4()}),
    "report_ask_of_session_once": (session_ask, True, {"key": uuid.uuid4()}),
    "report_ask_withdrawn_whole": (
        report_ask,
        False,
        {"withdrawn_at": now},
        {"withdrawn_for": "年底再报"},
        {"withdrawn_by": lambda row: row.by},
        {"withdrawn_at": now, "withdrawn_by": lambda row: row.by},
    ),
    "asked_report_unit_once": (asked_report, True, {}),
    "asked_report_state_known": (asked_report, False, {"state": "odd"}),
    "asked_step_once": (asked_step, True, {}),
    "asked_step_counts_from_one": (asked_step, True, {"number": 0}),
    "asked_step_whole": (
        asked_step,
        True,
        {"number": 9, "leader": ""},
        {"number": 9, "approved_on": None},
        {"number": 9, "made": None},
        {"number": 9, "file": "a.pdf", "name": "a.pdf"},
        {"number": 9, "kind": "odd"},
        {"number": 9, "kind": "received"},
        {"number": 9, "kind": "back", **NOTHING_HANDED},
        {"number": 9, "kind": "urged", **NOTHING_HANDED, "leader": "郑国华"},
    ),
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


def urging() -> Doing:
    ask = report_ask()
    return lambda who: asks.urge_units(ask, who, seen=0)


def withdrawing() -> Doing:
    ask = report_ask()
    return lambda who: asks.withdraw_ask(ask, who, why="年底再报")


def beginning() -> Doing:
    asked = asked_report()
    return lambda who: asks.begin_asked(asked, who)


def handing() -> Doing:
    return handing_in(asked_report())


def giving_paper() -> Doing:
    asked, file = asked_report(), CheckedFile("报告.pdf", ".pdf", b"%PDF")
    said: dict[str, Any] = {"seen": 0, "leader": "郑国华", "approved_on": f.day(0)}
    return lambda who: asks.hand_in_file(asked, who, file=file, **said)


def receiving() -> Doing:
    asked = asked_step().asked
    return lambda who: asks.receive_report(asked, who, seen=1)


def sending_back() -> Doing:
    asked = asked_step().asked
    return lambda who: asks.send_report_back(asked, who, seen=1, why="请补充案例。")


def keeping() -> Doing:
    report = work_report()
    content = versions.report_content(report)
    return lambda who: versions.keep_version(report, who, key=uuid.uuid4(), note="", content=content)


def seeing_to() -> Doing:
    ask = report_ask()
    return lambda who: bodies.must_see_to(ask, who)


def handing_checked() -> Doing:
    asked = asked_report()
    return lambda who: bodies.must_hand_in(asked, who)


REPORTING = {
    bodies.asking_unit: Lock(("district", "congress", "cppcc"), lambda: bodies.asking_unit),
    bodies.must_ask: Lock(BODY, lambda: lambda who: bodies.must_ask(f.world().congress_office, who, "建议")),
    bodies.must_see_to: Lock(BODY, seeing_to),
    bodies.must_hand_in: Lock(WRITE, handing_checked),
    asks.ask_for_reports: Lock(BODY, asking),
    asks.urge_units: Lock(BODY, urging),
    asks.withdraw_ask: Lock(BODY, withdrawing),
    asks.begin_asked: Lock(WRITE, beginning),
    asks.hand_in_report: Lock(WRITE, handing),
    asks.hand_in_file: Lock(WRITE, giving_paper),
    asks.receive_report: Lock(BODY, receiving),
    asks.send_report_back: Lock(BODY, sending_back),
    versions.keep_version: Lock(WRITE, keeping),
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

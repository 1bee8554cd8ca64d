"""What the pages of reports show."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from proposals.models import UnitKind, User
from replies.jobs import is_quiet
from replies.letter.report_paper import HEADINGS, UNHEADED, Place
from replies.models import AskedReport, MadeReport, ReportAsk, ReportText, WorkReport
from replies.reports.content import make_book, make_paper
from replies.reports.scope import writes_report
from replies.reports.texts import other_report_writers

HINTS = {
    Place.ADDRESSED: "如“区人大常委会：”",
    Place.OPENING: "为什么报告、报告什么，一两句话。数字不用写，下面自动排入。",
    Place.PRACTICE: "今年做了什么、怎样做的。可以用（一）（二）分段，也可以放表格。",
    Place.CASES: "一件一段：代表提了什么，怎样办的，现在怎样。",
    Place.PROBLEMS: "还有哪些办得不够，为什么。",
    Place.NEXT: "接下来做什么，由谁做，什么时候做完。",
}
ROWS = {Place.ADDRESSED: 1, Place.OPENING: 3}
EARLIER = 12  # texts of a place that a page lists


@dataclass(frozen=True)
class WrittenPlace:
    """A place of the report as the page shows it."""

    place: Place
    newest: ReportText | None
    aside: list[ReportText]
    earlier: list[ReportText]

    @property
    def heading(self) -> str:
        return HEADINGS[self.place]

    @property
    def hint(self) -> str:
        return HINTS[self.place]

    @property
    def rows(self) -> int:
        return ROWS.get(self.place, 9)

    @property
    def is_headed(self) -> bool:
        """Whether it has a heading of its own on paper."""
        return self.place not in UNHEADED

    @property
    def is_missing(self) -> bool:
        """Whether the report is usually handed in with it, and it says nothing yet."""
        return self.is_headed and not (self.newest and self.newest.text.strip())


def written_places(report: WorkReport, user: User) -> list[WrittenPlace]:
    """Every place with its text, the person's own that lie beside it, and the earlier ones."""
    newest = report.newest_texts()
    rows = list(report.texts.defer("text").select_related("author").order_by("-number", "-pk"))
    found = []
    for place in Place:
        here = [row for row in rows if row.place == place]
        stood = [row for row in here if row.number is not None][1 : 1 + EARLIER]
        aside = [row for row in here if row.number is None and row.author_id == user.pk]
        found.append(WrittenPlace(place, newest.get(place), aside, stood))
    return found


def report_context(report: WorkReport, user: User) -> dict[str, Any]:
    """The page of a report: its figures as of now, its texts, its versions."""
    paper = make_paper(report, make_book(report))
    places = written_places(report, user)
    versions = list(report.versions.defer("content").select_related("by"))
    return {
        "report": report,
        "paper": paper,
        "places": places,
        "missing": [one.heading for one in places if one.is_missing],
        "versions": versions,
        "done": [one for one in versions if one.state == MadeReport.State.DONE],
        "writes": writes_report(report, user),
        "asked": ReportAsk.objects.same_as(report).first() if report.unit.kind != UnitKind.BUREAU else None,
        "task": AskedReport.objects.open().of_report(report).for_rows().first(),
        "window": secrets.token_hex(16),
        "as_of": report.as_of(timezone.localdate()),
    }


def version_context(made: MadeReport) -> dict[str, Any]:
    """How far a version is."""
    return {"made": made, "report": made.report, "quiet": is_quiet(made), "steps": made.STEPS}


def around(report: WorkReport, user: User, window: str) -> dict[str, Any]:
    """For the script of the page: the number of each place's text, and who else writes just now."""
    others = other_report_writers(report, user, window)
    return {
        "newest": {
            place: {"number": row.number, "who": str(row.author), "mine": row.window == window}
            for place, row in report.newest_texts().items()
        },
        "others": [
            {
                "who": "您在另一个窗口" if row.author_id == user.pk else str(row.author),
                "place": HEADINGS[Place(row.place)],
                "at": clock_of(row),
            }
            for row in others
        ],
    }


def clock_of(row: ReportText) -> str:
    """10:32"""
    return f"{timezone.localtime(row.saved_at):%H:%M}"


def address_of_text(row: ReportText) -> str:
    """The page on which a text stands beside the present one."""
    return reverse("replies:work_report_text", args=[row.report_id, row.pk])

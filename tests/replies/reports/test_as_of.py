"""A report of a half year says what was so on its last day, whenever it is made."""

import dataclasses
import datetime as dt

import pytest
import time_machine

from proposals.extensions.actions import decide_extension
from proposals.models import Status
from replies.models import Promise, WorkReport
from replies.promises.actions import change_promise_date
from replies.reports.content import make_book, make_paper
from replies.reports.versions import begin_report, choose_end
from tests import factories as f
from tests.browsers import Browser

pytestmark = pytest.mark.django_db
HALF = dt.date(2026, 6, 30)


def paper_now(report: WorkReport) -> dict:
    """Without the day on which it is made."""
    return dataclasses.asdict(make_paper(report, make_book(report))) | {"day": ""}


def test_made_in_september_it_says_what_was_so_on_30_june():
    with time_machine.travel("2026-05-06 10:00+08:00", tick=False) as clock:
        w = f.world()
        withdrawn, waiting = (f.hand_over(f.suggestion(number=f"00{at}"), w.bureau) for at in (2, 3))
        extended = f.hand_over(f.suggestion(number="004"), w.bureau, handed_on=dt.date(2026, 3, 25))
        f.advance(waiting, "sign_for", "assign")
        f.advance(extended, "sign_for", "assign")
        clock.move_to("2026-06-24 10:00+08:00")
        returned = f.hand_over(f.suggestion(number="001"), w.bureau)
        promised = f.promised(("新增助餐点12处", 3), number="005", until=("satisfy", "report"))
        studied = f.make_case(Status.UNDER_STUDY, number="006")
        asked = f.extension(extended)  # the day before its date, and decided after the half year
        whole = begin_report(w.office, w.bureau, kind="建议", period="year", year=2026)
        report = begin_report(w.office, w.bureau, kind="建议", period="half", year=2026)
        clock.move_to("2026-06-30 23:50+08:00")
        on_the_day, of_the_year = paper_now(report), paper_now(choose_end(whole, w.office, HALF))
        assert "逾期未办复1件。" in on_the_day["parts"][0]["paragraphs"][1]
        key = {row["label"]: row["cells"] for row in on_the_day["tables"][0]["rows"]}
        assert (key["办复率"], key["承诺兑现率"]) == (("16.7%", "1", "6"), ("0.0%", "0", "1"))
        # What July and August bring.
        clock.move_to("2026-07-02 10:00+08:00")
        f.advance(returned, "ask_return", "agree_return")
        f.advance(withdrawn, "withdraw")
        decide_extension(asked, w.district, agree=True, opinion="同意。")
        owed = Promise.objects.get(reply__case=promised)
        change_promise_date(owed, w.handler, new_on=dt.date(2026, 8, 3), said="施工耽误。", told_on=None, seen=0)
        f.advance(studied, "reopen", "prepare", "submit", "check", "sign", "satisfy", "report")
        f.make_case(Status.IN_PROGRESS, number="007")  # handed over after the half year
        clock.move_to("2026-08-03 10:00+08:00")
        f.advance(promised, "keep")
        f.advance(waiting, "prepare", "submit", "check", "sign", "satisfy", "report")
        clock.move_to("2026-09-10 10:00+08:00")
        assert paper_now(report) == on_the_day
        assert paper_now(whole) == of_the_year
        # Up to another day, when the office says so: then it is all in it.
        office = Browser()
        office.force_login(w.office, "django.contrib.auth.backends.ModelBackend")
        page = f"/work-reports/{report.pk}/"
        for wrong in ("2026-09-11", "2025-12-31", "x"):
            assert office.post(f"{page}until/", {"counts_to": wrong}).status_code == 409, wrong
        for _ in range(2):
            office.post(f"{page}until/", {"counts_to": "2026-09-10"})
        report.refresh_from_db()
        later = paper_now(report)
        key = {row["label"]: row["cells"] for row in later["tables"][0]["rows"]}
        assert (key["办复率"], key["承诺兑现率"]) == (("50.0%", "2", "4"), ("100.0%", "1", "1"))
        assert later["as_of"] == "2026年9月10日"
        office.post(f"{page}until/", {"counts_to": ""})
        assert "数字统计到2026年6月30日" in office.get(page).content.decode()
        report.refresh_from_db()
        paper = make_paper(report, make_book(report))
        assert (paper.as_of, paper.day) == ("2026年6月30日", "2026年9月10日")
        # A year later it stands beside the same day of the year before.
        clock.move_to("2027-07-05 10:00+08:00")
        f.hand_over(f.suggestion(number="008"), w.bureau, handed_on=dt.date(2027, 6, 1))
        after = begin_report(w.office, w.bureau, kind="建议", period="half", year=2027)
        before = {row["label"]: row["cells"][3] for row in paper_now(after)["tables"][0]["rows"]}
        assert before["办复率"] == "16.7%"

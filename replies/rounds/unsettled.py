"""What is still going on about ended cases, before their year is archived (归档).

A promise is followed to its day, and the deputies get in writing what became of it (SH 22): in an archived year
neither could be written down, so the year waits. 回访 and reports write nothing on the cases.
"""

from collections import defaultdict

from django.db.models import Count, Q
from django.utils import timezone

from proposals.archive.unsettled import Unsettled
from replies.models import Promise
from replies.models.reports.asked import AskedReport
from replies.models.revisits.revisit import RevisitCase

YEAR = "reply__case__handed_on__year"


def find_unsettled() -> dict[int, Unsettled]:
    """By the year in which the cases were handed on. Three queries."""
    today = timezone.localdate()
    late, goes_on = Count("pk", filter=Q(due_on__lt=today)), defaultdict[int, list[str]](list)
    owed = Promise.objects.open().order_by().values_list(YEAR).annotate(count=Count("pk"), late=late)
    bars = {
        year: f"还有{count}项承诺没有兑现{f'，其中{past}项逾期' if past else ''}，归档以后不能再登记"
        for year, count, past in owed
    }
    running = RevisitCase.objects.filter(drawn=True, revisit__ended_at=None, revisit__closes_on__gte=today)
    for year, count in running.order_by().values_list("case__handed_on__year").annotate(count=Count("pk")):
        goes_on[year].append(f"{count}件正在回访")
    asked = AskedReport.objects.open().exclude(ask__year=None).order_by()
    for year, count in asked.values_list("ask__year").annotate(count=Count("pk")):
        goes_on[year].append(f"{count}份要报送的报告还没有报送")
    return {
        year: Unsettled((bars[year],) if year in bars else (), tuple(goes_on[year])) for year in {*bars, *goes_on}
    }

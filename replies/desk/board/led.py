"""重点督办: what leaders and committees have taken up, with plan and report, as a list and a workbook."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import ANSWERING
from proposals.formats.chinese import cn_date
from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import Case, Export, LedAs, Session, SupervisionPlan, User
from proposals.models.oversight.plan import standing_plan
from proposals.models.querysets import CaseQuerySet, by_number, overseen_cases
from proposals.models.states import LEFT
from proposals.web.fields import Words

PLANNED = (("", "全部"), ("none", "还没有方案"), ("running", "督办中"), ("late", "该报告了"), ("reported", "已报告"))
COLUMNS = (
    Column("件号", 8),
    Column("届次", 18),
    Column("标题", 44),
    Column("提出人", 24),
    Column("承办单位", 16),
    Column("状态", 14),
    Column("答复期限", 12, "date"),
    Column("标记", 10),
    Column("谁领办、督办", 24),
    Column("督办从", 12, "date"),
    Column("督办到", 12, "date"),
    Column("督办方案", 50),
    Column("报告日期", 12, "date"),
    Column("督办报告", 60),
)


class LedFilter(forms.Form):
    """What the list is narrowed to; it is kept in the address."""

    led_as = forms.ChoiceField(label="标记", required=False, choices=[("", "全部"), *LedAs.choices])
    led_by = Words(label="谁领办、督办", required=False, max_length=40)
    planned = forms.ChoiceField(label="办到哪里", required=False, choices=PLANNED)
    session = forms.ModelChoiceField(Session.objects.all(), label="届次", required=False, empty_label="全部届次")

    @property
    def words(self) -> str:
        """The conditions as they are read."""
        said = self.cleaned_data
        planned = dict(PLANNED)[said["planned"]] if said["planned"] else ""
        return "；".join(filter(None, [said["led_as"], said["led_by"], planned, str(said["session"] or "")]))


@dataclass(frozen=True)
class LedRow:
    """A case of a suggestion that was taken up, and the plan of its mark."""

    case: Case
    plan: SupervisionPlan | None
    today: dt.date
    left: int | None

    @property
    def state(self) -> tuple[str, str]:
        """How far the supervision is, and its colour."""
        if self.plan is None:
            return "还没有方案", "soon"
        if self.plan.reported_at:
            return "已报告", "done"
        if self.plan.is_late(self.today):
            return "该报告了", "late"
        return ("督办中" if self.plan.starts <= self.today else "还没开始"), ""


def led_cases(user: User, said: dict[str, Any], today: dt.date) -> CaseQuerySet:
    """The cases of what was taken up that this person sees to, as the filter says, in the order of a register."""
    plans = SupervisionPlan.objects.standing().filter(suggestion=OuterRef("suggestion"))
    found = Case.objects.filter(overseen_cases(user), part__in=ANSWERING).exclude(status__in=LEFT)
    found = found.exclude(suggestion__led_as="")
    conditions = {
        "none": ~Exists(plans),
        "running": Exists(plans.filter(reported_at=None, ends__gte=today)),
        "late": Exists(plans.filter(reported_at=None, ends__lt=today)),
        "reported": Exists(plans.filter(reported_at__isnull=False)),
    }
    if said.get("planned"):
        found = found.filter(conditions[said["planned"]])
    named = {"suggestion__led_as": said.get("led_as"), "suggestion__led_by__icontains": said.get("led_by")}
    named["suggestion__session"] = said.get("session")
    return found.filter(**{path: value for path, value in named.items() if value}).order_by(*by_number())


def to_report(user: User) -> Q:
    """The cases of what was taken up whose plan has run out and is not reported."""
    found = led_cases(user, {"planned": "late"}, timezone.localdate())
    return Q(pk__in=found.order_by().values("pk"))


def being_led(user: User) -> Q:
    """The cases of what was taken up and is not reported yet."""
    found = led_cases(user, {}, timezone.localdate())
    reported = SupervisionPlan.objects.standing().filter(suggestion=OuterRef("suggestion"), reported_at__isnull=False)
    return Q(pk__in=found.exclude(Exists(reported)).order_by().values("pk"))


def with_plans(cases: CaseQuerySet) -> CaseQuerySet:
    """With what a row shows, in a constant number of queries."""
    return cases.for_lists().prefetch_related("suggestion__supervision_plans")


def led_rows(found: Iterable[Case], today: dt.date) -> list[LedRow]:
    """The rows of the page, of cases fetched with_plans."""
    days = WorkCalendar.load()
    return [
        LedRow(
            case,
            standing_plan(case.suggestion),
            today,
            days.working_days_left(today, case.due) if case.clock_runs else None,
        )
        for case in found
    ]


def led_sheet(rows: list[LedRow], user: User, conditions: str) -> tuple[Sheet, Export]:
    """The list as a workbook, and the record of its being taken."""
    today = timezone.localdate()
    cells = [
        [
            row.case.suggestion.number,
            row.case.suggestion.session.short_name,
            row.case.suggestion.title,
            row.case.suggestion.proposer_names,
            row.case.unit.short_name,
            row.case.state_label,
            row.case.due,
            row.case.suggestion.led_as,
            row.case.suggestion.led_by,
            row.plan and row.plan.starts,
            row.plan and row.plan.ends,
            row.plan.text if row.plan else "",
            row.plan and row.plan.reported_at and timezone.localdate(row.plan.reported_at),
            row.plan.report if row.plan else "",
        ]
        for row in rows
    ]
    name = f"重点督办-{today:%Y%m%d}.xlsx"
    taken = Export.objects.create(user=user, name=name, conditions=conditions[:1000], rows=len(cells))
    notes = [f"共{len(cells)}件，{user}{cn_date(today)}导出"] + ([f"条件：{conditions}"] if conditions else [])
    return Sheet("重点督办", "领导领办、重点督办的建议", COLUMNS, cells, notes), taken

"""工作日历和期限: a year at a glance, and changes that say what they would do before they do it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.calendar import holidays, year
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, may_change_calendar, must_be
from proposals.deadlines import calendar_changes, due_date
from proposals.deadlines.forms import (
    YEARS,
    CalendarChangeForm,
    DayForm,
    LimitForm,
    PlaceRuleForm,
    WidenForm,
    YearForm,
)
from proposals.deadlines.listed import group_limits, pair_rules
from proposals.deadlines.moves import why_not_widen, widen_limit
from proposals.deadlines.place_rules import list_rules
from proposals.formats.chinese import cn_date
from proposals.formats.spreadsheets import Column, Sheet, workbook_response
from proposals.models import CalendarChange, CalendarDay, Kind, Limit, Role
from proposals.models.calendar import rule_of_lists
from proposals.models.oversight.deciders import rules_to_show
from proposals.models.oversight.silence import SILENCE, read_silences
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, show_form

LOGGED = 6
BODIES_BY_WORD = {"congress": Kind.SUGGESTION, "cppcc": Kind.PROPOSAL}  # in addresses
WORDS = {str(kind): word for word, kind in BODIES_BY_WORD.items()}


@login_required
@require_safe
def calendar_page(request: StaffRequest) -> HttpResponse:
    """A year: twelve months, its holidays, the limits, the last changes."""
    today = timezone.localdate()
    shown = _year(request.GET.get("year", str(today.year)))
    days = WorkCalendar.load()
    context = {
        "year": shown,
        "years": [one for one in (shown - 1, shown, shown + 1) if one in YEARS],
        "known": shown in days.years,
        "in_package": bool(holidays.known_days(shown)),
        "months": year.year_months(shown, days, today),
        "holidays": year.year_holidays(shown, days),
        "limits": group_limits(days.limits.values()),
        "rules": [(days.counting_rule, "counting"), (rule_of_lists(), "several")],
        "silences": pair_rules(read_silences().values(), WORDS),
        "deciders": pair_rules(rules_to_show(), WORDS),
        "changes": CalendarChange.objects.select_related("by").prefetch_related("moved")[:LOGGED],
        "edits": may_change_calendar(request.user),
    }
    return render(request, "proposals/deadlines/year.html", context)


@login_required
@require_safe
def calendar_file(request: StaffRequest, number: int) -> HttpResponseBase:
    """The days of a year that differ from the ordinary week, as a workbook: public, so nobody's taking it is kept."""
    chosen = _year(str(number))
    rows = [
        [row.date, due_date.weekday_name(row.date), "上班" if row.is_working else "放假", row.name]
        for row in CalendarDay.objects.filter(date__year=chosen).order_by("date")
    ]
    columns = (Column("日期", 14, "date"), Column("星期", 8), Column("放假、上班", 12), Column("事由", 24))
    sheet = Sheet(f"{chosen}年", f"{chosen}年放假和调休", columns, rows)
    return workbook_response(f"工作日历-{chosen}.xlsx", [sheet])


def _year(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) == 4 and int(typed) in YEARS):
        raise Http404
    return int(typed)


def _must_change_calendar(request: StaffRequest) -> None:
    if not may_change_calendar(request.user):
        raise NotYours(calendar_changes.NOT_YOURS)


@login_required
def change_day(request: StaffRequest) -> HttpResponse:
    _must_change_calendar(request)
    form = DayForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    return _decide(request, form, "改一天", reverse("calendar"))


@login_required
def load_year(request: StaffRequest, number: int) -> HttpResponse:
    _must_change_calendar(request)
    chosen = _year(str(number))
    form = YearForm(request.POST or None, year=chosen)
    return _decide(request, form, f"载入{chosen}年的放假安排", f"{reverse('calendar')}?year={chosen}")


@login_required
def change_limit(request: StaffRequest, pk: int) -> HttpResponse:
    _must_change_calendar(request)
    limit = get_object_or_404(Limit, pk=pk)
    form = LimitForm(request.POST or None, limit=limit)
    return _decide(request, form, f"改期限：{limit.name}", f"{reverse('calendar')}#limits")


@login_required
def change_counting(request: StaffRequest) -> HttpResponse:
    """改办 counts from the first 交办 or from its own day."""
    _must_change_calendar(request)
    form = PlaceRuleForm(request.POST or None, rule=WorkCalendar.load().counting_rule)
    return _decide(request, form, form.rule.get_question_display(), f"{reverse('calendar')}#rules")


@login_required
def change_several(request: StaffRequest) -> HttpResponse:
    """Several 主办 units in a list give one answer, or each its own."""
    _must_change_calendar(request)
    form = PlaceRuleForm(request.POST or None, rule=rule_of_lists())
    return _decide(request, form, form.rule.name, f"{reverse('calendar')}#rules")


@login_required
def change_decider(request: StaffRequest, matter: str, body: str) -> HttpResponse:
    """Which body decides a matter of 建议 or 提案; what becomes of a deputy's silence."""
    _must_change_calendar(request)
    kind = BODIES_BY_WORD.get(body)
    rule = next((one for one in list_rules() if (one.question, one.kind) == (matter, kind)), None)
    if rule is None:
        raise Http404
    form = PlaceRuleForm(request.POST or None, rule=rule)
    part = "rules" if rule.question == SILENCE else "deciders"
    return _decide(request, form, rule.name, f"{reverse('calendar')}#{part}")


def _decide(request: StaffRequest, form: CalendarChangeForm, heading: str, back: str) -> HttpResponse:
    """The form; then what it would do; then doing it. An old preview is shown again with what it would do by now."""
    context: dict[str, Any] = {"form": form, "heading": heading, "back": back}
    context["sees_cases"] = request.user.has_role(Role.DISTRICT)
    if request.method == "POST" and form.is_valid() and "mend" not in request.POST:
        data = form.cleaned_data
        if data["seen"]:
            with kept(form):
                made = calendar_changes.carry_out_change(
                    form.asked, request.user, reason=data["reason"], key=data["key"], seen=data["seen"]
                )
                moved = made.moved.count()
                said = [f"{moved}件在办的答复期限随之改动" if moved else "", *made.followed]
                told = [one.rstrip("。") for one in said if one]
                messages.success(request, "，".join(["已保存", "；".join(told)] if told else ["已保存"]) + "。")
                return redirect(made)
        context["foreseen"] = calendar_changes.foresee_change(form.asked)
        template = "proposals/deadlines/preview.html"
        return render(request, template, context, status=getattr(form, "refused", 200))
    status = 400 if form.errors else 200
    return render(request, "proposals/deadlines/change.html", context, status=status)


@login_required
@require_safe
def calendar_change_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A change that was made, with the cases it moved."""
    _must_change_calendar(request)
    rows = CalendarChange.objects.select_related("by").prefetch_related(
        "moved__case__suggestion", "moved__case__unit"
    )
    context = {"change": get_object_or_404(rows, pk=pk), "sees_cases": request.user.has_role(Role.DISTRICT)}
    return render(request, "proposals/deadlines/made.html", context)


@login_required
def widen_page(request: StaffRequest, pk: int) -> HttpResponse:
    """按涉及面广、处理难度大的期限办理 (代表法 51), or the ordinary limit again."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.DISTRICT,), "按较长期限办理", recorded=True)
    now = {"seen": case.version, "to": "usual" if case.wide_reason else "wide"}
    form = WidenForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        why, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        reason = why if form.cleaned_data["to"] == "wide" else ""
        with kept(form):
            widen_limit(case, request.user, reason=reason, why=why, seen=seen)
            messages.success(request, f"已改，法定期限现在是{cn_date(case.statutory_due)}。")
            return redirect(case)
    return show_form(request, "proposals/deadlines/widen.html", case, form, barred=why_not_widen(case))

"""办理情况报告: begun, written, made, compared."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.bounded.limits import Unbounded
from proposals.cases.access import Refused
from proposals.erasures.erased import open_stored
from proposals.formats.chinese import cn_date
from proposals.models.people import BODIES
from proposals.request import StaffRequest
from proposals.web.errors import wants_json
from proposals.web.pages import form_status, kept, sent_form
from replies.letter.difference import compare_texts
from replies.letter.report_paper import HEADINGS, Place, ReportPaper
from replies.models import MadeReport, ReportText, WorkReport
from replies.pages import pdf_response, word_response
from replies.reports import pages, scope, texts, versions
from replies.reports.asks.listed import asks_seen, report_tasks, reports_asked_of
from replies.reports.compared import compare_papers
from replies.reports.content import make_book, make_paper
from replies.reports.forms import BeginForm, ChosenTextForm, EndForm, ReportTextForm, VersionForm

INCOMPLETE = "页面不完整，请刷新后再试。"
NOW, DOCX = "now", "docx"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_reports_page(request: StaffRequest) -> HttpResponse:
    """The unit's reports; a POST begins one, or leads to the one that there is."""
    unit = scope.report_unit(request.user)
    form = BeginForm(*sent_form(request)[:1], unit=unit)
    if form.is_valid():
        with kept(form):
            return redirect("replies:work_report", versions.begin_report(request.user, unit, **form.asked).pk)
    done = Count("versions", filter=Q(versions__state=MadeReport.State.DONE))
    rows = WorkReport.objects.visible_to(request.user).select_related("unit", "session", "by").annotate(made=done)
    context: dict[str, Any] = {"form": form, "rows": rows, "unit": unit, "report_tasks": report_tasks(request.user)}
    context["asks"] = asks_seen(request.user) if request.user.units_as(*BODIES) else None
    context["done"] = [one for one in reports_asked_of(request.user) if not one.is_open]
    return render(request, "replies/reports/reports.html", context, status=form_status(form))


def find_report(request: StaffRequest, pk: int) -> WorkReport:
    rows = WorkReport.objects.visible_to(request.user).select_related("unit", "session")
    return get_object_or_404(rows, pk=pk)


def find_version(request: StaffRequest, pk: int, number: int) -> MadeReport:
    report = find_report(request, pk)
    # its content, all figures and texts, is read by the page that shows it alone
    made = get_object_or_404(report.versions.defer("content").select_related("by"), number=number)
    made.report = report
    return made


@login_required
@require_safe
def work_report_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One report: what is written in it beside its figures of now, and the versions made of it."""
    report = find_report(request, pk)
    context = pages.report_context(report, request.user)
    forms = {"form": VersionForm(), "end": EndForm(initial={"counts_to": report.counts_to})}
    return render(request, "replies/reports/report.html", {**context, **forms})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save_work_report(request: StaffRequest, pk: int) -> HttpResponse:
    """GET: who else writes. POST: keep the text of one place; a script is told what stands there."""
    report = find_report(request, pk)
    if request.method != "POST":
        return JsonResponse(pages.around(report, request.user, request.GET.get("window", "")[:32]))
    scope.must_write(report, request.user)
    form = ReportTextForm(request.POST)
    if not form.is_valid():
        if fault := form.errors.get("text"):
            raise Unbounded(f"没有保存。{fault[0]}")
        raise Refused("这些文字不完整，没有保存。")
    said = {name: form.cleaned_data[name] for name in ("text", "base", "window")}
    saved = texts.save_report_text(report, request.user, Place(form.cleaned_data["place"]), **said)
    if wants_json(request):
        return JsonResponse(_told(report, request, saved, said["window"]))
    if saved and saved.is_aside:
        messages.warning(request, "别人也改了这一段。您写的另存了一份，没有丢，请比一比。")
        return redirect("replies:work_report_text", report.pk, saved.row.pk)
    messages.success(request, "已保存。")
    return redirect("replies:work_report", report.pk)


def _told(report: WorkReport, request: StaffRequest, saved: texts.SavedText | None, window: str) -> dict[str, Any]:
    told: dict[str, Any] = pages.around(report, request.user, window)
    if saved is None:
        return told | {"number": 0}
    newest = saved.newest if saved.is_aside else saved.row
    told |= {"number": newest.number if newest else 0, "at": pages.clock_of(saved.row)}
    if saved.is_aside and newest:
        at = pages.clock_of(newest)
        told["aside"] = {"url": pages.address_of_text(saved.row), "who": str(newest.author), "at": at}
    return told


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_report_text(request: StaffRequest, pk: int, row: int) -> HttpResponse:
    """A text that lies beside the present one, or stood there before; a POST takes it, or does without it."""
    report = find_report(request, pk)
    # a text that lies aside is its author's
    rows = report.texts.filter(Q(number__isnull=False) | Q(author=request.user)).select_related("author")
    found: ReportText = get_object_or_404(rows, pk=row)
    if request.method == "POST":
        return _settle_text(request, report, found)
    newest = report.newest_texts().get(found.place)
    context = {
        "report": report,
        "row": found,
        "newest": newest,
        "heading": HEADINGS[Place(found.place)],
        "paragraphs": compare_texts(newest.text if newest else "", found.text),
        "writes": scope.writes_report(report, request.user),
    }
    return render(request, "replies/reports/text.html", context)


def _settle_text(request: StaffRequest, report: WorkReport, row: ReportText) -> HttpResponse:
    scope.must_write(report, request.user)
    form = ChosenTextForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    if form.cleaned_data["act"] == ChosenTextForm.TAKE:
        texts.take_text(report, request.user, row, seen=form.cleaned_data["seen"])
        messages.success(request, f"“{HEADINGS[Place(row.place)]}”用了这一份，原来的在“以前的稿”里。")
    else:
        texts.drop_text(report, request.user, row)
    return redirect("replies:work_report", report.pk)


@login_required
@require_POST
def choose_report_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Say up to which day the report counts."""
    report = find_report(request, pk)
    scope.must_write(report, request.user)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Refused("日期不对，请按“2026-06-30”这样写。没有改动。")
    versions.choose_end(report, request.user, form.cleaned_data["counts_to"])
    messages.success(request, f"数字统计到{cn_date(report.as_of(timezone.localdate()))}。")
    return redirect("replies:work_report", pk)


@login_required
@require_POST
def make_work_report(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a version with the figures and texts of now."""
    report = find_report(request, pk)
    scope.must_write(report, request.user)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    made = versions.make_version(report, request.user, **form.cleaned_data)
    return redirect("replies:work_report_version", pk, made.number)


@login_required
@require_safe
def work_report_version(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One version: how far its files are, and what it says."""
    made = find_version(request, pk, number)
    paper = ReportPaper.from_json(made.content)
    before = made.report.versions.filter(number__lt=number).defer("content").first()
    context = {**pages.version_context(made), "paper": paper, "before": before}
    context["writes"] = scope.writes_report(made.report, request.user)
    return render(request, "replies/reports/version.html", context)


@login_required
@require_safe
def work_report_progress(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """The bar alone, for the page that watches it."""
    made = find_version(request, pk, number)
    return render(request, "replies/reports/_progress.html", pages.version_context(made))


@login_required
@require_POST
def make_work_report_again(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Have the files of a version made once more that could not be made."""
    made = find_version(request, pk, number)
    versions.make_again(made, request.user)
    return redirect("replies:work_report_version", pk, number)


@login_required
@require_safe
def work_report_file(request: StaffRequest, pk: int, number: int, form: str) -> HttpResponse:
    """The PDF or the Word file of a version."""
    made = find_version(request, pk, number)
    if made.state != MadeReport.State.DONE:
        raise Http404
    name = f"{made.report.title}（第{number}版）.{form}"
    with open_stored(made, "word" if form == DOCX else "file") as stored:
        content = stored.read()
    return word_response(content, name) if form == DOCX else pdf_response(request, content, name)


@login_required
@require_safe
def compare_work_report(request: StaffRequest, pk: int) -> HttpResponse:
    """What two versions say differently, or a version and the figures and texts of now."""
    report = find_report(request, pk)
    rows = list(report.versions.defer("content").select_related("by"))
    if not rows:
        raise Http404
    after = request.GET.get("after") or NOW
    before = request.GET.get("before") or str(rows[0].number)
    papers = [_paper_of(report, which) for which in (before, after)]
    context = {"report": report, "versions": rows, "before": before, "after": after, "now": NOW}
    context["compared"] = compare_papers(*papers)
    return render(request, "replies/reports/compare.html", context)


def _paper_of(report: WorkReport, which: str) -> ReportPaper:
    if which == NOW:
        return make_paper(report, make_book(report))
    if not (which.isascii() and which.isdigit() and len(which) < 9):
        raise Http404
    return ReportPaper.from_json(get_object_or_404(report.versions, number=int(which)).content)

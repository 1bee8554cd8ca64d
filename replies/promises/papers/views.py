"""改期报告 and 兑现告知函: written, decided, delivered, printed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from proposals.cases.access import NotYours, must_be, roles_in, works_here
from proposals.models import Case
from proposals.models.people import CASE_STAFF
from proposals.request import StaffRequest
from proposals.web.pages import kept, rewrite_fields, show_form
from replies.models import Promise, PromiseReport
from replies.pages import pdf_response
from replies.prints.issue import file_name
from replies.promises.pages import find_promise
from replies.promises.papers.forms import DecideForm, LetterDeliveryForm, LetterForm, ReportForm
from replies.promises.papers.letters import deliver_letter, find_letter, kept_step, write_letter
from replies.promises.papers.paper import letter_pdf, report_pdf
from replies.promises.papers.reports import DOING, decide_report, drop_report, resend_report, send_report
from replies.promises.papers.route import may_decide, name_report_step

State = PromiseReport.State
AGREE, BACK, DROP, RESEND, DELIVER = "agree", "back", "drop", "resend", "deliver"
METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def new_report_page(request: StaffRequest, pk: int) -> HttpResponse:
    """写改期报告."""
    promise = find_promise(request, pk, DOING)
    form = ReportForm(request.POST or None, initial={"seen": len(promise.steps.all())})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            made = send_report(promise, request.user, **form.words, key=data["key"], seen=data["seen"])
            messages.success(request, f"已送审，等{name_report_step(made)}。签发以后改期才算数。")
            return redirect("replies:promise_report", made.pk)
    if getattr(form, "refused", 0) == 409:
        rewrite_fields(form, seen=promise.steps.count())
    return show_form(request, "replies/promises/papers/report_new.html", promise.reply.case, form, promise=promise)


def find_report(request: StaffRequest, pk: int) -> PromiseReport:
    """The report, or 404: before the signature it is of the unit alone."""
    promises = Promise.objects.visible_to(request.user).values("pk")
    rows = PromiseReport.objects.select_related(
        "promise__reply__case__suggestion__session", "promise__reply__case__unit", "approval_step", "approval_plan"
    ).prefetch_related("promise__reply__case__suggestion__sponsorships__deputy", "promise__steps", "verdicts__by")
    report = get_object_or_404(rows, pk=pk, promise__in=promises)
    if report.state != State.SIGNED and not works_here(report.promise.reply.case, request.user):
        raise Http404
    return report


@login_required
@require_http_methods(METHODS)
def report_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A report on its way: read, decided, written again."""
    report = find_report(request, pk)
    do, staff = request.POST.get("do", ""), roles_in(report.promise.reply.case, request.user)
    if request.method == "POST" and not (may_decide(report, request.user) or staff.intersection(CASE_STAFF)):
        raise NotYours("改期报告由起草的人和审核的人办，您不能替办。")
    form: ReportForm | DecideForm
    if do == RESEND or (request.method != "POST" and _may_write(report, request)):
        form = _again_form(request, report)
    else:
        form = DecideForm(request.POST if request.method == "POST" else None, initial={"seen": report.version})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            messages.success(request, _carry_out(report, request, form, do))
            return redirect("replies:promise_report", report.pk)
    return _show_report(request, report, form)


def _may_write(report: PromiseReport, request: StaffRequest) -> bool:
    case = report.promise.reply.case
    return report.state == State.BACK and bool(roles_in(case, request.user).intersection(CASE_STAFF))


def _again_form(request: StaffRequest, report: PromiseReport) -> ReportForm:
    now = {"new_on": report.new_on, "why": report.why, "plan": report.plan, "seen": report.version}
    return ReportForm(request.POST if request.method == "POST" else None, initial=now | {"key": report.key})


def _carry_out(report: PromiseReport, request: StaffRequest, form: ReportForm | DecideForm, do: str) -> str:
    seen = form.cleaned_data["seen"]
    if isinstance(form, ReportForm):
        resend_report(report, request.user, **form.words, seen=seen)
        return "已再次送审。"
    if do == DROP:
        drop_report(report, request.user, seen=seen)
        return "这份报告不再报，承诺的日期不变。"
    agree = do == AGREE
    decide_report(report, request.user, agree=agree, opinion=form.cleaned_data["opinion"], seen=seen)
    report.refresh_from_db()
    if report.state == State.SIGNED:
        return "已签发，日期改好了，会告知代表。请打印送代表和两家机关。"
    return "已通过，转到下一步。" if agree else "已退回起草人。"


def _show_report(request: StaffRequest, report: PromiseReport, form: ReportForm | DecideForm) -> HttpResponse:
    case = report.promise.reply.case
    if getattr(form, "refused", 0) == 409:
        report.refresh_from_db()
        rewrite_fields(form, seen=report.version)
    facts: dict[str, Any] = {
        "report": report,
        "promise": report.promise,
        "before": report.promise.day_before(report.step),
        "decides": may_decide(report, request.user),
        "step_name": name_report_step(report) if report.is_open and report.state != State.BACK else "",
        "writes": _may_write(report, request),
        "drops": report.state in (State.BACK, State.CHECKING)
        and bool(roles_in(case, request.user).intersection(CASE_STAFF)),
    }
    return show_form(request, "replies/promises/papers/report.html", case, form, **facts)


@login_required
@require_safe
def report_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The report as it is printed."""
    report = find_report(request, pk)
    return pdf_response(request, report_pdf(report), file_name(report.promise.reply.case, "承诺改期报告"))


def find_kept(request: StaffRequest, pk: int) -> Promise:
    """The promise that is called kept, of a case the person may open."""
    promise = get_object_or_404(Promise.objects.visible_to(request.user).for_rows(), pk=pk)
    if kept_step(promise) is None:
        raise Http404
    return promise


@login_required
@require_http_methods(METHODS)
def letter_page(request: StaffRequest, pk: int) -> HttpResponse:
    """兑现告知函: its words, the paper, whom it reached."""
    promise = find_kept(request, pk)
    case, letter = promise.reply.case, find_letter(promise)
    must_be(case, request.user, CASE_STAFF, "写兑现告知函")
    if letter and request.POST.get("do") == DELIVER:
        return _deliver(request, promise)
    step = kept_step(promise)
    now = {"text": step.said if step else "", "on": timezone.localdate(), "seen": 0, "number": ""}
    if letter:
        now = {"text": letter.text, "on": letter.on, "seen": letter.version, "number": letter.number}
    form = LetterForm(request.POST or None, initial=now, promise=promise)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            write_letter(promise, request.user, **form.cleaned_data)
            messages.success(request, "告知函写好了。请打印、盖章，送给每位代表，再登记送达。")
            return redirect("replies:promise_letter", promise.pk)
    return _show_letter(request, case, promise, form)


def _deliver(request: StaffRequest, promise: Promise) -> HttpResponse:
    letter = find_letter(promise)
    if letter is None:
        raise Http404
    form = LetterDeliveryForm(request.POST, letter=letter)
    if form.is_valid():
        said = form.cleaned_data
        with kept(form):
            count = deliver_letter(
                letter, request.user, deputies=list(said["deputies"]), on=said["delivered_on"], way=said["way"]
            )
            messages.success(request, f"已登记送达{count}位代表。")
            return redirect("replies:promise_letter", promise.pk)
    return _show_letter(request, promise.reply.case, promise, form)


def _show_letter(
    request: StaffRequest, case: Case, promise: Promise, form: LetterForm | LetterDeliveryForm
) -> HttpResponse:
    letter = find_letter(promise)
    delivery = form if isinstance(form, LetterDeliveryForm) else None
    if letter and delivery is None:
        delivery = LetterDeliveryForm(letter=letter, initial={"delivered_on": timezone.localdate()})
    if getattr(form, "refused", 0) == 409 and letter:
        rewrite_fields(form, seen=letter.version)
    facts: dict[str, Any] = {"promise": promise, "letter": letter, "delivery": delivery}
    facts["left"] = letter.left() if letter else []
    facts["reached"] = letter.deliveries.select_related("deputy", "by") if letter else []
    return show_form(request, "replies/promises/papers/letter.html", case, form, **facts)


@login_required
@require_safe
def letter_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The letter as it is printed."""
    promise = find_kept(request, pk)
    if (letter := find_letter(promise)) is None:
        raise Http404
    return pdf_response(request, letter_pdf(letter), file_name(promise.reply.case, "承诺兑现告知函"))

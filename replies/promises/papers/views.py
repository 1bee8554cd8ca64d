"""改期报告 and 兑现告知函: written, decided, delivered, printed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from proposals.administration.factors.asked import must_prove_signing, why_not_proved
from proposals.administration.factors.forms import Ways
from proposals.administration.passwords import say_fresh_resets
from proposals.cases.access import NotYours, Refused, Stale, must_be, roles_in, works_here
from proposals.models.people import CASE_STAFF
from proposals.request import StaffRequest
from proposals.web.pages import kept, rewrite_fields, show_form
from replies.models import Promise, PromiseLetter, PromiseReport, PromiseStep
from replies.pages import pdf_response
from replies.prints.issue import file_name
from replies.promises.pages import find_promise
from replies.promises.papers.forms import DecideForm, LetterDeliveryForm, LetterForm, ReportForm
from replies.promises.papers.letters import deliver_letter, step_to_tell, taken_back_letters, write_letter
from replies.promises.papers.paper import letter_pdf, report_pdf
from replies.promises.papers.reports import DOING, decide_report, drop_report, resend_report, send_report
from replies.promises.papers.route import may_decide, name_report_step

State = PromiseReport.State
ENDED_AS = {str(State.SIGNED): "已经签发", str(State.DROPPED): "不再报了"}
AGREE, BACK, DROP, RESEND, DELIVER = "agree", "back", "drop", "resend", "deliver"
METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def new_report_page(request: StaffRequest, pk: int) -> HttpResponse:
    """写改期报告."""
    promise = find_promise(request, pk, DOING)
    form = ReportForm(request.POST or None, promise=promise, initial={"seen": len(promise.steps.all())})
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
        if not report.is_open:
            raise Stale(f"这份改期报告刚刚{ENDED_AS[report.state]}，不用再办。请看这项承诺现在的情况。")
        raise NotYours("改期报告由起草的人和审核的人办，您不能替办。")
    form: ReportForm | DecideForm
    if do == RESEND or (request.method != "POST" and _may_write(report, request)):
        form = _again_form(request, report)
    else:
        typed = request.POST if request.method == "POST" else None
        form = DecideForm(typed, proves=_must_prove(report, request), initial={"seen": report.version})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            messages.success(request, _carry_out(report, request, form, do))
            return redirect("replies:promise_report", report.pk)
    return _show_report(request, report, form)


def _signs(report: PromiseReport, request: StaffRequest) -> bool:
    return report.state == State.SIGNING and may_decide(report, request.user)


def _must_prove(report: PromiseReport, request: StaffRequest) -> Ways | None:
    return must_prove_signing(request, request.user) if _signs(report, request) else None


def _may_write(report: PromiseReport, request: StaffRequest) -> bool:
    case = report.promise.reply.case
    own = bool(roles_in(case, request.user).intersection(CASE_STAFF))
    return own and report.state == State.BACK and report.is_asked


def _again_form(request: StaffRequest, report: PromiseReport) -> ReportForm:
    now = {"new_on": report.new_on, "why": report.why, "plan": report.plan, "seen": report.version}
    typed = request.POST if request.method == "POST" else None
    return ReportForm(typed, promise=report.promise, initial=now | {"key": report.key})


def _carry_out(report: PromiseReport, request: StaffRequest, form: ReportForm | DecideForm, do: str) -> str:
    seen = form.cleaned_data["seen"]
    if isinstance(form, ReportForm):
        resend_report(report, request.user, **form.words, seen=seen)
        return "已再次送审。"
    if do == DROP:
        drop_report(report, request.user, seen=seen)
        return "这份报告不再报，承诺的日期不变。"
    agree = do == AGREE
    if agree and _must_prove(report, request):
        typed = form.cleaned_data.get("factor_code", "")
        if reason := why_not_proved(request, request.user, typed):
            raise Refused(reason)
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
        "after_reset": say_fresh_resets(request.user) if _signs(report, request) else "",
        "step_name": name_report_step(report) if report.is_open and report.state != State.BACK else "",
        "writes": _may_write(report, request),
        "drops": report.is_open and bool(roles_in(case, request.user).intersection(CASE_STAFF)),
    }
    return show_form(request, "replies/promises/papers/report.html", case, form, **facts)


@login_required
@require_safe
def report_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The report as it is printed."""
    report = find_report(request, pk)
    return pdf_response(request, report_pdf(report), file_name(report.promise.reply.case, "承诺改期报告"))


def find_told(request: StaffRequest, pk: int) -> Promise:
    """A promise of which the deputies are, or were, told in writing, of a case the person may open; else 404."""
    promise = get_object_or_404(Promise.objects.visible_to(request.user).for_rows(), pk=pk)
    if step_to_tell(promise) is None and not promise.letters:
        raise Http404
    return promise


@login_required
@require_http_methods(METHODS)
def letter_page(request: StaffRequest, pk: int) -> HttpResponse:
    """兑现告知函, or 更正告知函 where one was sent that is not so: its words, the paper, whom it reached; those that
    were taken back."""
    promise = find_told(request, pk)
    must_be(promise.reply.case, request.user, CASE_STAFF, "写告知函")
    if request.POST.get("do") == DELIVER:
        return _deliver(request, promise)
    step = step_to_tell(promise)
    if step is None:
        if request.method == "POST":
            raise Refused("兑现的登记已经撤回，没有代表收到过告知函，不用写信。")
        return _show_letters(request, promise, None)
    form = LetterForm(request.POST or None, initial=_written(step), step=step)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            letter = write_letter(promise, request.user, **form.cleaned_data)
            messages.success(request, f"{letter.name}写好了。请打印、盖章，送给代表，再登记送达。")
            return redirect("replies:promise_letter", promise.pk)
    return _show_letters(request, promise, form)


def _written(step: PromiseStep) -> dict[str, Any]:
    """What the form begins with: the letter, or what the ledger says was done."""
    letter, said = step.paper, step.said if step.kind == PromiseStep.Kind.KEPT else ""
    if letter is None:
        return {"text": said, "on": timezone.localdate(), "step": step.number, "seen": 0, "number": ""}
    now = {"text": letter.text, "on": letter.on, "seen": letter.version, "number": letter.number}
    return now | {"step": step.number}


def _deliver(request: StaffRequest, promise: Promise) -> HttpResponse:
    """The letter that the page showed: this one, or one that was taken back and had gone out before."""
    letter = next((one for one in promise.letters if str(one.pk) == request.POST.get("letter")), None)
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
    return _show_letters(request, promise, form)


def _show_letters(
    request: StaffRequest, promise: Promise, form: LetterForm | LetterDeliveryForm | None
) -> HttpResponse:
    """The page: what is written now, and what was taken back with whom it had reached."""
    now = Promise.objects.for_rows().get(pk=promise.pk)
    step = step_to_tell(now)
    letter = step.paper if step else None
    if getattr(form, "refused", 0) == 409 and isinstance(form, LetterForm) and step:
        rewrite_fields(form, seen=letter.version if letter else 0, step=step.number)
    facts: dict[str, Any] = {"promise": now, "step": step, "letter": letter, "corrects": step and step.is_undoing}
    if letter and letter.left():
        facts["delivery"] = _delivery(letter, form)
    facts["taken_back"] = [(one, _delivery(one, form) if one.left() else None) for one in taken_back_letters(now)]
    shown = form or (LetterForm(initial=_written(step), step=step) if step else DecideForm())
    return show_form(request, "replies/promises/papers/letter.html", promise.reply.case, shown, **facts)


def _delivery(letter: PromiseLetter, form: Any) -> LetterDeliveryForm:
    """The form of who got that letter: as it was sent, or empty."""
    sent = isinstance(form, LetterDeliveryForm) and form.of.pk == letter.pk
    return form if sent else LetterDeliveryForm(letter=letter, auto_id=f"id_{letter.pk}_%s")


@login_required
@require_safe
def letter_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """A letter as it is printed, also one that was taken back."""
    promises = Promise.objects.visible_to(request.user).for_rows()
    promise = get_object_or_404(promises, steps__letter=pk)
    letter = next(one for one in promise.letters if one.pk == pk)
    return pdf_response(request, letter_pdf(letter), file_name(promise.reply.case, f"承诺{letter.name}"))

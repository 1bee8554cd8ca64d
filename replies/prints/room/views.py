"""打印室: the list to tick in, the jobs and their files, 送达清单 and envelope labels."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.formats.chinese import cn_date
from proposals.models import Unit
from proposals.models.querysets import by_number
from proposals.models.states import FINAL, HELPING_PARTS
from proposals.request import StaffRequest
from replies.jobs import is_quiet
from replies.models import PrintedForm, PrintJob
from replies.pages import pdf_response
from replies.prints.room import handover as papers
from replies.prints.room import orders
from replies.prints.room.forms import HandoverForm, PrintForm, RoomFilter, name_copies
from replies.prints.room.jobs import KEPT
from replies.prints.room.orders import PrintOffice
from replies.search import filter_cases

RECENT = 6


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room_page(request: StaffRequest) -> HttpResponse:
    """The issued forms of this office, to be ticked; a POST orders their printing."""
    office = orders.print_office_of(request.user)
    if request.method != "POST":
        return show_room(request, office)
    form = PrintForm(request.POST, office=office)
    if not form.is_valid():
        return show_room(request, office, form)
    narrowed = RoomFilter(request.GET, units=units_of(office))
    words = narrowed.words if narrowed.is_valid() else ""
    job = orders.order_print(office, form.cleaned_data["picked"], chosen_from=words, **form.wanted)
    return redirect("replies:print_job", job.pk)


def show_room(
    request: StaffRequest, office: PrintOffice, form: PrintForm | None = None, paper: HandoverForm | None = None
) -> HttpResponse:
    """The room with its list; after a refusal with all that was ticked and chosen."""
    refused = form or paper
    typed = request.POST if refused else None
    narrowed = RoomFilter(request.GET, units=units_of(office))
    found = filter_room(office, narrowed) if narrowed.is_valid() else PrintedForm.objects.none()
    total = found.count()
    ticked = set(request.POST.getlist("picked"))
    context = {
        "office": office,
        "narrowed": narrowed,
        "chosen": narrowed.is_valid() and bool(narrowed.words),
        "form": form or PrintForm(typed, office=office),
        "paper": paper or HandoverForm(typed, office=office),
        "refused": refused,
        "rows": for_rows(found, office)[: orders.MOST],
        "total": total,
        "most": orders.MOST,
        "ticked": ticked,
        "all": "all" in request.GET and not refused,
        "unsigned": unsigned(office),
        "jobs": PrintJob.objects.visible_to(request.user).select_related("by")[:RECENT],
    }
    return render(
        request, "replies/prints/room/room.html", context, status=400 if refused or narrowed.errors else 200
    )


def units_of(office: PrintOffice) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=office.forms().values("reply__case__unit"))


def filter_room(office: PrintOffice, form: RoomFilter) -> QuerySet[PrintedForm]:
    """The forms that this office prints, narrowed by the filter."""
    said = form.cleaned_data
    chosen = {name: said[name] for name in ("q", "session", "unit", "status") if said[name]}
    cases = filter_cases(office.cases, chosen, office.user).values("pk")
    days = {"signed_from": "reply__signed_at__date__gte", "signed_to": "reply__signed_at__date__lte"}
    signed = {path: said[name] for name, path in days.items() if said[name]}
    found = office.forms().filter(reply__case__in=cases, **signed)
    return office.unprinted(found) if said["unprinted"] else found


def for_rows(found: QuerySet[PrintedForm], office: PrintOffice) -> QuerySet[PrintedForm]:
    """With what a row says, in a constant number of queries: `times` and `last` are this office's printings."""
    ours = Q(printouts__unit=office.unit)
    return (
        found.defer("snapshot", "reply__case__suggestion__text")
        .select_related("reply__case__suggestion__session", "reply__case__unit")
        .prefetch_related("reply__case__suggestion__sponsorships__deputy")
        .annotate(times=Count("printouts__at", distinct=True, filter=ours), last=Max("printouts__at", filter=ours))
        .order_by(*by_number("reply__case__"))
    )


def unsigned(office: PrintOffice) -> int:
    """How many open cases have nothing to print yet."""
    return (
        office.cases.exclude(status__in=FINAL)
        .exclude(part__in=HELPING_PARTS)
        .filter(replies__printed=None)
        .distinct()
        .count()
    )


# ---- jobs --------------------------------------------------------------------------------------------------------


def find_job(request: StaffRequest, pk: int) -> PrintJob:
    return get_object_or_404(PrintJob.objects.visible_to(request.user).select_related("by", "unit"), pk=pk)


@login_required
@require_safe
def job_page(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a job is, what became of each case, who took the file."""
    found = find_job(request, pk)
    items = found.items.defer("printed__snapshot", "printed__reply__case__suggestion__text")
    items = items.select_related("printed__reply__case__suggestion", "printed__reply__case__unit")
    rows = list(items)
    context = {**progress_of(found), "items": rows, "failed": [item for item in rows if item.reason]}
    context["takings"] = found.takings.select_related("by")
    context["facts"] = job_facts(found)
    return render(request, "replies/prints/room/job.html", context)


def job_facts(job: PrintJob) -> list[tuple[str, str]]:
    names = name_copies(job.unit)
    second = {2: f"{names[2]}，每位一份"} if job.each_deputy else {}
    rows = [
        ("份数", "；".join({**names, **second}[number] for number in job.copies)),
        ("次序", job.get_order_display()),
        ("文件", job.get_form_display()),
        ("双面", "一张纸上不会有两件、两份" if job.duplex else "没有补空白页"),
        ("签名处", "留空，由本人手写" if job.blank else "照定稿印姓名"),
        ("筛选", job.chosen_from or "没有筛选"),
    ]
    return rows


def progress_of(job: PrintJob) -> dict[str, Any]:
    """What the bar says. `ahead` are the jobs that the worker makes first; `quiet`: nobody has been at it lately."""
    ahead = 0
    if job.state == PrintJob.State.WAITING:
        ahead = PrintJob.objects.unfinished().filter(created_at__lt=job.created_at).count()
    quiet = not ahead and is_quiet(job)
    until = timezone.localdate(job.finished_at) + KEPT if job.finished_at else None
    return {"job": job, "ahead": ahead, "quiet": quiet, "until": until}


@login_required
@require_safe
def progress_bar(request: StaffRequest, pk: int) -> HttpResponse:
    """The bar alone, for the page that watches it."""
    return render(request, "replies/prints/room/_progress.html", progress_of(find_job(request, pk)))


@login_required
@require_POST
def cancel_page(request: StaffRequest, pk: int) -> HttpResponse:
    orders.cancel_job(find_job(request, pk), request.user)
    return redirect("replies:print_job", pk)


@login_required
@require_POST
def job_file(request: StaffRequest, pk: int) -> FileResponse:
    """The finished file; who takes it is written down."""
    found = orders.take_file(find_job(request, pk), request.user)
    day = timezone.localdate(found.created_at)
    name = f"办理情况表-{cn_date(day)}-{found.total}件.{found.form}"
    response = FileResponse(found.file.file, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


# ---- what goes with the copies -------------------------------------------------------------------------------------


@login_required
@require_POST
def handover_file(request: StaffRequest) -> HttpResponse:
    """送达清单 of the ticked cases."""
    office = orders.print_office_of(request.user)
    form = HandoverForm(request.POST, office=office)
    if not form.is_valid():
        return show_room(request, office, paper=form)
    said = form.cleaned_data
    return pdf_response(
        request, papers.handover_list(office, form.lined_up, to=said["to"], copies=said["copies"]), "送达清单.pdf"
    )


@login_required
@require_POST
def envelopes_file(request: StaffRequest) -> HttpResponse:
    """Labels for the envelopes of the ticked cases."""
    office = orders.print_office_of(request.user)
    form = HandoverForm(request.POST, office=office)
    if not form.is_valid():
        return show_room(request, office, paper=form)
    said = form.cleaned_data
    content = papers.envelope_labels(office, form.lined_up, to=said["to"], sheet=said["sheet"], skip=said["skip"] - 1)
    return pdf_response(request, content, "信封标签.pdf")

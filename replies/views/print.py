"""The paper forms: an unsigned print at any time, and the frozen ones as they were issued."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from proposals.acts import acts_for
from proposals.models import Handling, Role, Status, User
from proposals.models.suggestion import chinese_number
from proposals.workflow import NotYours, Refused, roles_in
from proposals.worklist import STAFF, works_here
from replies import printing, printouts, printroom
from replies.models import PrintedForm, Reply
from replies.pdf.copies import OPINION, Copy, for_each_deputy
from replies.printing import file_name
from replies.views.desk import find_case, round_of


@login_required
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the copies; with ?copies=1,2 the PDF itself. A POST prints an issued form and writes it down."""
    case = find_case(request, pk)
    reply = round_of(case)
    issued = reply.printed.last()
    may_print(case, reply, request.user, issued)
    copies = own_copies(case, request.user, copies_of(reply, issued))
    wanted = chosen(request, copies)
    if not wanted:
        context = {"case": case, "reply": reply, "issued": issued, "copies": list(enumerate(copies, 1))}
        context["asks"] = asks(case, reply, request.user, issued)
        context["nothing"] = bool(request.GET.keys() & {"copies", "go"}) or request.method == "POST"
        return render(request, "replies/print.html", context, status=400 if context["nothing"] else 200)
    typed = request.POST if request.method == "POST" else request.GET
    what, duplex = paper_name(reply), "duplex" in typed
    if request.method == "POST" and issued:
        slips = "slips" in typed and asks(case, reply, request.user, issued)
        content = write_down(case, issued, wanted, request.user, duplex=duplex, slips=slips)
    elif issued:
        content = printing.print_set(issued, wanted, duplex=duplex)
    else:
        content = printing.draft_copies(reply, wanted, duplex=duplex)
    return pdf(request, content, file_name(case, f"{what.removesuffix('表')}-{chinese_number(len(wanted))}份"))


def asks(case: Handling, reply: Reply, user: User, issued: PrintedForm | None) -> bool:
    """Whether this person may print codes for deputies to answer by, and some deputy is still asked."""
    open_now = issued is not None and case.status == Status.SEEKING_FEEDBACK and not printing.is_letter(reply)
    return open_now and "invite" in acts_for(case, user) and bool(reply.unanswered())


def write_down(
    case: Handling, issued: PrintedForm, wanted: list[Copy], user: User, *, duplex: bool, slips: bool
) -> bytes:
    """The copies for paper, reprints marked, and the note of who printed them."""
    copies, role = printouts.marked(issued, wanted, timezone.localdate()), as_role(case, user)
    if slips:
        content = printing.asking_set(issued, user, copies, duplex=duplex)
    else:
        content = printing.print_set(issued, copies, duplex=duplex)
    with transaction.atomic():
        unit, what = printouts.unit_of(user, case, role), paper_name(issued.reply)
        printouts.write_down(issued, copies, user, role=role, unit=unit, what=what)
    return content


def paper_name(reply: Reply) -> str:
    return "会办意见" if printing.is_letter(reply) else "办理情况表"


def may_print(case: Handling, reply: Reply, user: User, issued: PrintedForm | None) -> None:
    """The unit prints whatever it writes; the offices around it what has been signed."""
    if not works_here(case, user) and issued is None:
        raise NotYours("答复还没有签发，签发以后才能打印。")
    if printing.is_letter(reply) and not (reply.text and reply.text.body.strip()):
        raise Refused("还没有拟写会办意见，写了以后才能打印。")


def as_role(case: Handling, user: User) -> Role:
    held = [role for role in STAFF if user.has_role(role, case.unit_id)] or sorted(roles_in(case, user))
    return Role(held[0])


def copies_of(reply: Reply, issued: PrintedForm | None) -> tuple[Copy, ...]:
    if printing.is_letter(reply):
        return OPINION
    snapshot = issued.snapshot if issued else printing.snapshot_of(reply)
    return for_each_deputy(printing.readable(snapshot))


def own_copies(case: Handling, user: User, copies: tuple[Copy, ...]) -> tuple[Copy, ...]:
    """The copies that are this person's to print: the district office has two of a 办理情况表."""
    if case.helps or works_here(case, user) or not user.has_role(Role.DISTRICT):
        return copies
    return tuple(copy for copy in copies if copy.number in printroom.OF_DISTRICT)


def chosen(request: HttpRequest, copies: tuple[Copy, ...]) -> list[Copy]:
    """The copies asked for, as ?copies=1,2 or one box each; numbers that stand for nothing are passed over."""
    asked = request.POST.getlist("copies") if request.method == "POST" else request.GET.getlist("copies")
    numbers = {part.strip() for one in asked for part in one.split(",")}
    return [copy for number, copy in enumerate(copies, 1) if str(number) in numbers]


@login_required
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """A frozen form: the very bytes that were issued."""
    rows = PrintedForm.objects.select_related("reply__case__suggestion")
    form = get_object_or_404(rows, pk=pk, reply__case__in=Handling.objects.visible_to(request.user))
    try:
        content = printing.issue(form)
    except (ValueError, FileNotFoundError):
        raise Refused(f"核验码{form.verification}的打印件与签发时存下的不一致，没有打开。请找系统管理员。") from None
    return pdf(request, content, file_name(form.reply.case, f"{form.get_occasion_display()}定稿-{form.verification}"))


def pdf(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """Shown in the browser, or with ?download=1 kept as a file."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header("download" in request.GET, name)
    response["Cache-Control"] = "private, no-store"
    return response

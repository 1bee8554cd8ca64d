"""The paper forms: an unsigned print at any time, and the frozen ones as they were issued."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.cases.access import NotYours, Refused, roles_held_in, works_here
from proposals.models import Case, Role, Status, User
from proposals.models.administration.archive import is_archived, say_archived
from proposals.models.people import STAFF
from proposals.models.suggestion import chinese_number
from proposals.request import StaffRequest
from proposals.web.pages import find_case
from replies.feedback.links import may_send_links
from replies.letter.pdf.copies import COSIGNING, OPINION, Copy, copy_to_body, for_each_deputy
from replies.models import PrintedForm, Reply
from replies.models.reply import current_reply
from replies.pages import pdf_response
from replies.prints import printouts
from replies.prints.issue import draft_copies, file_name, issue_form, print_feedback_set, print_set
from replies.prints.snapshots import is_letter, read_snapshot, snapshot_of


@login_required
def print_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose the copies; with ?copies=1,2 the PDF itself. A POST prints an issued form and writes it down."""
    case = find_case(request, pk)
    reply = current_reply(case)
    issued = reply.printed.standing().last()
    may_print(case, reply, request.user, issued)
    copies = own_copies(case, request.user, offered_copies(reply, issued))
    wanted = chosen_copies(request, copies)
    if not wanted:
        context: dict[str, Any] = {
            "case": case,
            "reply": reply,
            "issued": issued,
            "copies": list(enumerate(copies, 1)),
        }
        context["asks"] = asks(case, reply, request.user, issued)
        context["nothing"] = bool(request.GET.keys() & {"copies", "go"}) or request.method == "POST"
        return render(request, "replies/prints/print.html", context, status=400 if context["nothing"] else 200)
    typed = request.POST if request.method == "POST" else request.GET
    what, how = print_name(reply), {"duplex": "duplex" in typed, "blank": "blank" in typed}
    if request.method == "POST" and issued:
        slips = "slips" in typed and asks(case, reply, request.user, issued)
        content = print_copies(case, issued, wanted, request.user, slips=slips, **how)
    elif issued:
        content = print_set(issued, wanted, **how)
    else:
        content = draft_copies(reply, wanted, duplex=how["duplex"], blank=how["blank"])
    return pdf_response(
        request, content, file_name(case, f"{what.removesuffix('表')}-{chinese_number(len(wanted))}份")
    )


def asks(case: Case, reply: Reply, user: User, issued: PrintedForm | None) -> bool:
    """Whether this person may print codes for deputies to answer by, and some deputy is still asked."""
    open_now = issued is not None and case.status == Status.SEEKING_FEEDBACK and not is_letter(reply)
    return open_now and may_send_links(case, user) and bool(reply.unanswered_deputies())


def print_copies(
    case: Case, issued: PrintedForm, wanted: list[Copy], user: User, *, slips: bool, **how: bool
) -> bytes:
    """The copies for paper, reprints marked, and the note of who printed them."""
    copies, role = printouts.mark_reprints(issued, wanted, timezone.localdate()), as_role(case, user)
    content = print_feedback_set(issued, user, copies, **how) if slips else print_set(issued, copies, **how)
    with transaction.atomic():
        unit, what = printouts.printing_unit(user, case, role), print_name(issued.reply)
        printouts.record_printouts(issued, copies, user, role=role, unit=unit, what=what)
    return content


def print_name(reply: Reply) -> str:
    return reply.case.paper if is_letter(reply) else "办理情况表"


def may_print(case: Case, reply: Reply, user: User, issued: PrintedForm | None) -> None:
    """The unit prints whatever it writes; other offices only what has been signed. What was finished before (补录)
    was printed elsewhere."""
    if case.finished_before:
        raise Refused("这一件是补录的，往年已经办结，不在这里打印。")
    if is_archived(case):
        raise Refused(f"{say_archived(case)}签发过的，请打开定稿 PDF。")
    if not works_here(case, user) and issued is None:
        raise NotYours("答复还没有签发，签发以后才能打印。")
    if reply.sends_at and case.status == Status.SIGNED:
        raise Refused(f"签发还可以撤回，{reply.sends_at_clock}发出以后再打印定稿。")
    if is_letter(reply) and not (reply.text and reply.text.body.strip()):
        raise Refused(f"还没有拟写{case.paper}，写了以后才能打印。")


def as_role(case: Case, user: User) -> Role:
    """The role in which the person prints: one in the case's unit, before others."""
    held = [role for role in STAFF if user.has_role(role, case.unit_id)] or sorted(roles_held_in(case, user))
    return Role(held[0])


def offered_copies(reply: Reply, issued: PrintedForm | None) -> tuple[Copy, ...]:
    """The copies of the form, as issued or as it would be."""
    if is_letter(reply):
        return COSIGNING if reply.case.hosts_along else OPINION
    snapshot = issued.snapshot if issued else snapshot_of(reply)
    return for_each_deputy(read_snapshot(snapshot))


def own_copies(case: Case, user: User, copies: tuple[Copy, ...]) -> tuple[Copy, ...]:
    """The copies that are this person's to print: of a 办理情况表 the district office has two, a working body the one
    that is copied to it."""
    if case.helps or works_here(case, user):
        return copies
    held, body = roles_held_in(case, user), copy_to_body(case.suggestion.session.working_body)
    district = [copy for copy in copies if copy.number in printouts.OF_DISTRICT and Role.DISTRICT in held]
    return (*district, *([body] if Role.CONGRESS in held else []))


def chosen_copies(request: HttpRequest, copies: tuple[Copy, ...]) -> list[Copy]:
    """The copies asked for, as ?copies=1,2 or one box each; unknown numbers are ignored."""
    asked = request.POST.getlist("copies") if request.method == "POST" else request.GET.getlist("copies")
    numbers = {part.strip() for one in asked for part in one.split(",")}
    return [copy for number, copy in enumerate(copies, 1) if str(number) in numbers]


@login_required
@require_safe
def printed_file(request: StaffRequest, pk: int) -> HttpResponse:
    """A frozen form: the very bytes that were issued."""
    rows = PrintedForm.objects.select_related("reply__case__suggestion")
    form = get_object_or_404(rows, pk=pk, reply__case__in=Case.objects.visible_to(request.user))
    try:
        content = issue_form(form)
    except (ValueError, FileNotFoundError):
        raise Refused(f"核验码{form.verification}的打印件与签发时存下的不一致，没有打开。请找系统管理员。") from None
    return pdf_response(
        request, content, file_name(form.reply.case, f"{form.get_occasion_display()}定稿-{form.verification}")
    )

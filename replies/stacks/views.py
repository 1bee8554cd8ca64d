"""一叠签名表: handing one in, how far it is sorted, and its sheets entered one after the other."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.cases.access import Refused
from proposals.models import Case
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept, rewrite_fields, sent_form
from proposals.web.uploads import takes_files
from replies.jobs import is_quiet
from replies.models import SheetStack, StackSheet
from replies.stacks import actions, pages
from replies.stacks.forms import AssignForm, SheetForm, StackForm
from replies.stacks.given import MOST_FILES
from replies.stacks.intake import take_stack, unit_to_enter
from replies.stacks.pictures import draw_sheet_page

RECENT = 20


@takes_files(2 * MOST_FILES)  # who chose too many is told so by the form
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stacks_page(request: StaffRequest) -> HttpResponse:
    """The stacks with what is left in them; a POST hands one in."""
    unit = unit_to_enter(request.user)
    form = StackForm(*sent_form(request))
    if form.is_valid():
        name, content = form.cleaned_data["scans"]
        said = {name: form.cleaned_data[name] for name in ("key", "came_by")}
        stack = take_stack(request.user, unit, name=name, content=content, **said)
        return redirect("replies:stack", stack.pk)
    rows = pages.count_sheets(SheetStack.objects.visible_to(request.user)).select_related("by")[:RECENT]
    return render(request, "replies/stacks/stacks.html", {"form": form, "rows": rows}, status=form_status(form))


def find_stack(request: StaffRequest, pk: int) -> SheetStack:
    return get_object_or_404(SheetStack.objects.visible_to(request.user).select_related("by", "unit"), pk=pk)


def find_sheet(request: StaffRequest, pk: int, position: int) -> StackSheet:
    rows = StackSheet.objects.select_related("reply__case__suggestion__session", "reply__case__unit", "deputy")
    stack = find_stack(request, pk)
    sheet = get_object_or_404(rows, stack=stack, position=position)
    sheet.stack = stack
    if sheet.reply and not Case.objects.visible_to(request.user).filter(pk=sheet.reply.case_id).exists():
        sheet.reply, sheet.deputy = None, None  # nothing is told of a case that is another's
    return sheet


@login_required
@require_safe
def stack_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One stack: how far it is sorted; then its sheets, those put apart first."""
    stack = find_stack(request, pk)
    context = {**pages.stack_context(stack, request.user), "quiet": is_quiet(stack)}
    return render(request, "replies/stacks/stack.html", context)


@login_required
@require_safe
def stack_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The bar alone, for the page that watches it."""
    stack = find_stack(request, pk)
    return render(request, "replies/stacks/_progress.html", {"stack": stack, "quiet": is_quiet(stack)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_page(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """One sheet beside its three rows; a POST records it and goes on to the next."""
    sheet = find_sheet(request, pk, position)
    if sheet.state not in (StackSheet.State.TO_ENTER, StackSheet.State.DOUBT) and request.method != "POST":
        return show_sheet(request, sheet)
    if sheet.reply is None:
        raise Refused("还没有说是哪一件的表，请先指定。")
    form = SheetForm(request.POST if request.method == "POST" else None, sheet=sheet, reply=sheet.reply)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            seen = form.cleaned_data["seen"]
            scan = actions.store_scan(sheet, request.user)
            said = actions.enter_sheet(sheet, request.user, form.whose, form.judgement, scan=scan, seen=seen)
            messages.success(request, f"第{position}份已录：{said.deputy.addressed}，{said.told}。")
            return pages.go_on(sheet)
    return show_sheet(request, sheet, form)


def show_sheet(
    request: StaffRequest, sheet: StackSheet, form: SheetForm | None = None, assign: AssignForm | None = None
) -> HttpResponse:
    """The page of a sheet; after a refusal with all that was typed, and the sheet as it is now."""
    refused = form or assign
    status = form_status(refused) if refused else 200
    if refused and status == 409:
        sheet = find_sheet(request, sheet.stack_id, sheet.position)
        rewrite_fields(refused, seen=sheet.version)
    if assign is None and sheet.is_open:
        assign = AssignForm(user=request.user, sheet=sheet)
    context = pages.sheet_context(sheet, request.user, form)
    return render(request, "replies/stacks/sheet.html", {**context, "form": form, "assign": assign}, status=status)


@login_required
@require_POST
def assign_sheet_page(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """指定是谁的表."""
    sheet = find_sheet(request, pk, position)
    form = AssignForm(request.POST, user=request.user, sheet=sheet)
    if form.is_valid():
        reply, deputy = form.chosen
        with kept(form):
            actions.assign_sheet(sheet, request.user, reply, deputy, seen=form.cleaned_data["seen"])
            return redirect("replies:stack_sheet", pk, position)
    return show_sheet(request, sheet, assign=form)


SETTLE = {"doubt": actions.doubt_sheet, "drop": actions.drop_sheet, "take-up": actions.take_up_sheet}


@login_required
@require_POST
def settle_sheet_page(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """存疑, 不录, 重新录: what the button says, and the version of the sheet the page showed."""
    sheet = find_sheet(request, pk, position)
    act, seen = request.POST.get("act", ""), request.POST.get("seen", "")
    if act not in SETTLE or not (seen.isascii() and seen.isdigit() and len(seen) < 7):
        raise Refused("页面不完整，请刷新后再试。")
    SETTLE[act](sheet, request.user, seen=int(seen))
    if act == "take-up":
        return redirect("replies:stack_sheet", pk, position)
    return pages.go_on(sheet)


@login_required
@require_POST
def drop_sheets_page(request: StaffRequest, pk: int) -> HttpResponse:
    """不录, of what was ticked among the sheets put apart."""
    stack = find_stack(request, pk)
    picked = [re.fullmatch(r"([0-9]{1,6})-([0-9]{1,6})", one) for one in request.POST.getlist("picked")]
    if not picked or not all(picked):
        raise Refused("还没有勾选，请勾上不录的那几份。" if not picked else "页面不完整，请刷新后再试。")
    chosen = {int(one[1]): int(one[2]) for one in picked if one}
    count = actions.drop_sheets(stack, request.user, chosen)
    messages.success(request, f"{count}份不录，还在“不录”里，随时可以重新录。")
    return redirect("replies:stack", pk)


@login_required
@require_safe
def sheet_picture(request: StaffRequest, pk: int, position: int, place: int) -> HttpResponse:
    """One page of a sheet, laid straight."""
    content = draw_sheet_page(find_sheet(request, pk, position), place, whole="whole" in request.GET)
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=600"
    return response

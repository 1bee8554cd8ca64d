"""Pages of intake: one suggestion by hand; a list uploaded, looked at, confirmed."""

import io
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from proposals.cases import attachments
from proposals.cases.access import Refused, Stale
from proposals.cases.registrar import HAND_OVER
from proposals.formats.chinese import typed_number
from proposals.formats.spreadsheets import TYPE
from proposals.intake import aliases, lists, plan_rows, register
from proposals.intake.forms import ListForm, SuggestionForm
from proposals.intake.mapping import said
from proposals.intake.tables import columns, sheet, template
from proposals.intake.tables.kept import Choice
from proposals.models import Attachment, Case, Deputy, Event, IntakeList, Suggestion, User
from proposals.request import StaffRequest
from proposals.web.pages import sent_form

ROWS_A_PAGE = 100
# Differing suggestions on one page: each has at most seven boxes, and a form of Django takes a thousand fields.
CHANGES_MOST = 120


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: StaffRequest) -> HttpResponse:
    register.must_register(request.user)
    asked = {name: request.GET[name] for name in ("session", "handed_on") if name in request.GET}
    form = SuggestionForm(*sent_form(request), user=request.user, initial=asked)
    if form.is_valid() and (entry := form.entry):
        try:
            [made] = register.register_entries([entry], request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _made(request, form, entry, made)
    status = 400 if form.errors else 200
    return render(request, "proposals/intake/by_hand.html", _by_hand(request, form), status=status)


def _made(
    request: StaffRequest, form: SuggestionForm, entry: register.SuggestionEntry, made: Suggestion
) -> HttpResponse:
    """Keep the attachment, say what was done, and go to the case or on to the next one."""
    if form.cleaned_data["files"]:
        kind = Attachment.Kind.SUGGESTION
        attachments.store_attachment(
            form.cleaned_data["files"], suggestion=made, case=None, kind=kind, user=request.user
        )
    units = "、".join(f"{unit}（{part}）" for unit, part in entry.parts)
    messages.success(request, f"已登记{made}，交{units}办理。")
    if "next" in request.POST:
        kept = {"session": made.session_id, "handed_on": entry.handed_on}
        return redirect(f"{reverse('intake')}?{urlencode(kept)}")
    handed = sorted(made.cases.all(), key=lambda case: (case.helps, case.pk))  # who answers before who helps
    return redirect(handed[0])


def _by_hand(request: StaffRequest, form: SuggestionForm) -> dict[str, Any]:
    return {
        "form": form,
        "deputies": Deputy.objects.filter(merged_into=None)
        .values_list("name", "delegation", "kind")
        .order_by("name", "delegation"),
        "categories": Suggestion.objects.exclude(category="")
        .values_list("category", flat=True)
        .distinct()
        .order_by("category"),
        "existing": form.existing,
        "existing_case": Case.objects.visible_to(request.user).filter(suggestion=form.existing).first()
        if form.existing
        else None,
        # What the browser keeps of the typed text is let go once one more has been registered.
        "made_so_far": Event.objects.filter(actor=request.user, action=HAND_OVER).count(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload_list(request: StaffRequest) -> HttpResponse:
    register.must_register(request.user)
    form = ListForm(*sent_form(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect(lists.keep_list(lists.list_name(file.name), lists.read_upload(file), request.user))
        except sheet.UnreadableList as refusal:
            form.add_error("file", str(refusal))
    kept = IntakeList.objects.visible_to(request.user).select_related("uploaded_by").defer("content", "tables")
    kept = kept.annotate(waits_for_columns=Q(content__isnull=True))[:8]
    optional = [column for column in columns.COLUMNS if column not in columns.REQUIRED]
    sent_before = [(one, one.get_absolute_url()) for one in kept]
    context = {"form": form, "sent_before": sent_before, "required": columns.REQUIRED, "optional": optional}
    return render(request, "proposals/intake/upload.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview_list(request: StaffRequest, pk: int) -> HttpResponse:
    register.must_register(request.user)
    waiting = get_object_or_404(IntakeList.objects.visible_to(request.user), pk=pk)
    if not waiting.is_read:
        return redirect("intake_columns", pk=pk)
    if request.method == "POST":
        try:
            changes, own = request.POST.getlist("change"), request.POST.getlist("own")
            found = lists.confirm_list(waiting, request.user, changes, own, seen=_seen(request))
        except Stale as refusal:
            messages.warning(request, str(refusal))
            return redirect(waiting)
        if found is None:
            messages.info(request, lists.REGISTERED)
            return redirect(waiting)
        if not found.wrong:
            _tell_corrections(request, found)
            return redirect(waiting)
    else:
        found = lists.plan_of(waiting, request.user)
    status = 409 if request.method == "POST" else 200
    return render(request, "proposals/intake/preview.html", _preview(request, waiting, found), status=status)


def _seen(request: StaffRequest) -> int:
    """How often it had been said how the list is read when the page was drawn; a page that does not say is of the
    first reading."""
    seen = typed_number(request.POST.get("seen", "0"), 6)
    return -1 if seen is None else seen


def _tell_corrections(request: StaffRequest, found: plan_rows.Plan) -> None:
    """Say what became of the ticked changes; what was registered stands on the page."""
    done = found.applied
    shown = typed_number(request.POST.get("new", ""), 4)
    made = len(found.new) - found.own
    if shown is not None and shown != made:
        said = f"您核对时可登记{shown}件，确认时是{made}件：其余的刚刚有人登记过了，没有再登记。"
        messages.warning(request, said)
    if done.changes:
        messages.success(request, f"已更正{done.cases}件的{done.changes}处。")
    for number, reason in done.refused:
        messages.warning(request, f"{number}没有更正：{reason}")
    if not (found.new or done.changes or done.refused):
        asked = "、".join(filter(None, ("要更正的" if found.changed else "", "要登记的" if found.doubtful else "")))
        if asked:
            messages.info(request, f"没有勾选{asked}，什么也没有改动。")


def _preview(request: StaffRequest, waiting: IntakeList, found: plan_rows.Plan) -> dict[str, Any]:
    groups: dict[str, list[Any]] = {"wrong": found.wrong, "new": found.new, "doubtful": found.doubtful}
    groups |= {"changed": found.changed, "same": found.same, "gone": found.gone, "all": found.lines}
    shown_above = ("doubtful", "changed", "gone")
    first = next((name for name, lines in groups.items() if lines and name not in shown_above), "all")
    show = request.GET.get("show", first)
    show = show if show in groups else first
    page = Paginator(groups[show], ROWS_A_PAGE).get_page(request.GET.get("page"))
    lines = [] if show == "gone" else list(page)
    changes, doubtful = found.changed[:CHANGES_MOST], found.doubtful[:CHANGES_MOST]
    cases = _cases(request.user, [line.existing for line in (*lines, *changes, *doubtful) if line.existing])
    return {
        "list": waiting,
        "plan": found,
        "show": show,
        "page": page,
        "rows": _with_case(lines, cases),
        "changes": _with_case(changes, cases),
        "doubtful": _with_case(doubtful, cases),
        "doubtful_left": len(found.doubtful) - len(doubtful),
        "may_confirm": not (waiting.applied_at or found.wrong) and (found.new or found.doubtful or found.changed),
        "changes_left": len(found.changed) - len(changes),
        "refused": request.method == "POST",
        "said": said.show_said(waiting.choice.get("said", {})),
        "doubts": [*filter(None, [_doubt_session(waiting)]), *found.doubts],
        "aliases": aliases.AliasForm(unknown=found.unknown_units)
        if found.unknown_units and aliases.may_name_units(request.user)
        else None,
    }


def _doubt_session(waiting: IntakeList) -> str:
    choice, tables = Choice.from_json(waiting.choice), lists.tables_of(waiting)
    taken = choice.said.get("届次", "")
    return said.doubt_session(taken, said.titles_of_all(tables, choice, waiting.name)) if taken and tables else ""


def _with_case(lines: list[plan_rows.PlanRow], cases: dict[int, int]) -> list[tuple[plan_rows.PlanRow, int | None]]:
    return [(line, cases.get(line.existing.pk) if line.existing else None) for line in lines]


def _cases(user: User, suggestions: list[Suggestion]) -> dict[int, int]:
    """For each suggestion a case of it that this person may open."""
    seen = Case.objects.visible_to(user).filter(suggestion__in=suggestions).order_by("-pk")
    return dict(seen.values_list("suggestion_id", "pk"))


@login_required
@require_safe
def template_file(request: StaffRequest) -> FileResponse:
    register.must_register(request.user)
    content = io.BytesIO(template.template_workbook())
    return FileResponse(content, as_attachment=True, filename=template.FILE_NAME, content_type=TYPE)

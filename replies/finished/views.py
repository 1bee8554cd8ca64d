"""Pages of 补录: a list of finished years uploaded, looked at, confirmed; the original of one reply."""

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from proposals.cases import attachments
from proposals.cases.access import must_be
from proposals.formats.spreadsheets import TYPE
from proposals.intake import lists, register
from proposals.intake.tables import sheet
from proposals.models import Attachment, Case, IntakeList
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, sent_form, show_form
from replies.finished import actions, columns, plan, template
from replies.finished.forms import FinishedFileForm, FinishedListForm
from replies.letter.docx.markup.package import ForeignLetters, UnreadableDocument
from replies.letter.docx.read import take_document
from replies.letter.docx.whose import tell_other_case
from replies.letter.docx.word_text import WordText

ROWS_A_PAGE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finished_page(request: StaffRequest) -> HttpResponse:
    """What it is, the template, the upload, and the lists that came before."""
    register.must_register(request.user)
    form = FinishedListForm(*sent_form(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.keep_finished_list(lists.list_name(file.name), lists.read_upload(file), request.user)
            return redirect("replies:finished_preview", made.pk)
        except sheet.UnreadableList as refusal:
            form.add_error("file", str(refusal))
    earlier = IntakeList.objects.finished_for(request.user).select_related("uploaded_by").defer("content", "tables")
    context = {
        "form": form,
        "sent_before": [(one, reverse("replies:finished_preview", args=[one.pk])) for one in earlier[:8]],
        "required": columns.REQUIRED,
        "optional": [column for column in columns.COLUMNS if column not in columns.REQUIRED],
    }
    return render(request, "replies/finished/upload.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview_finished(request: StaffRequest, pk: int) -> HttpResponse:
    register.must_register(request.user)
    waiting = get_object_or_404(IntakeList.objects.finished_for(request.user), pk=pk)
    if request.method == "POST":
        found = actions.confirm_finished_list(waiting, request.user)
        if found is None:
            messages.info(request, "这份名单已经补录过了，没有重复补录。")
        if found is None or not found.wrong:
            return redirect("replies:finished_preview", pk)
    else:
        found = actions.finished_plan_of(waiting, request.user)
    status = 409 if request.method == "POST" else 200
    return render(request, "replies/finished/preview.html", _preview(request, waiting, found), status=status)


def _preview(request: StaffRequest, waiting: IntakeList, found: plan.FinishedPlan) -> dict[str, Any]:
    groups = {"wrong": found.wrong, "new": found.new, "same": found.same, "all": found.lines}
    first = next((name for name, lines in groups.items() if lines), "all")
    show = request.GET.get("show", first)
    show = show if show in groups else first
    page = Paginator(groups[show], ROWS_A_PAGE).get_page(request.GET.get("page"))
    known = [line.existing for line in page if line.existing]
    seen = Case.objects.visible_to(request.user).filter(suggestion__in=known).order_by("-pk")
    cases = dict(seen.values_list("suggestion_id", "pk"))
    rows = [(line, cases.get(line.existing.pk) if line.existing else None) for line in page]
    return {
        "list": waiting,
        "plan": found,
        "show": show,
        "page": page,
        "rows": rows,
        "refused": request.method == "POST",
    }


@login_required
@require_safe
def finished_template_file(request: StaffRequest) -> FileResponse:
    register.must_register(request.user)
    content = io.BytesIO(template.finished_template())
    return FileResponse(content, as_attachment=True, filename=template.FILE_NAME, content_type=TYPE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finished_file_page(request: StaffRequest, pk: int) -> HttpResponse:
    """补交答复原件."""
    case = find_case(request, pk)
    must_be(case, request.user, actions.KEEPERS, "补交答复原件")
    actions.why_not_add(case)
    form = FinishedFileForm(*sent_form(request))
    if form.is_valid():
        file, found = form.cleaned_data["original"], None
        if file.suffix == ".docx":
            try:
                found = _text_of(request, file.content, case.suggestion.number)
            except ForeignLetters as refusal:
                form.add_error("original", f"{refusal}文件没有收下。")
                return show_form(request, "replies/finished/file.html", case, form)
        if found and (
            others := tell_other_case(found.title, found.lines, case.suggestion.number, case.suggestion.title)
        ):
            form.add_error("original", f"{''.join(others)}没有收下；确实是这一件的，请交扫描件。")
            return show_form(request, "replies/finished/file.html", case, form)
        kind = Attachment.Kind.REPLY
        original = attachments.store_attachment(
            file, suggestion=case.suggestion, case=case, kind=kind, user=request.user
        )
        with kept(form):
            takes = actions.add_finished_file(case, request.user, original, found)
            messages.success(request, f"已补交“{original.name}”{'，正文也取出来了' if takes else ''}。")
            return redirect(reverse("case_tab", args=[case.pk, "reply"]))
    return show_form(request, "replies/finished/file.html", case, form)


def _text_of(request: StaffRequest, content: bytes, number: str) -> WordText | None:
    """What a Word file says; where it cannot be read, it is kept as it is, and said."""
    try:
        return take_document(content, number)
    except ForeignLetters:
        raise
    except UnreadableDocument as refusal:
        messages.warning(request, f"文件已经收下，正文没有取出来：{refusal}")
        return None

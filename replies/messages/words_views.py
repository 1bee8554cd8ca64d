"""告知用语: what deputies are told of each thing, seen, tried with a real case, changed; the quiet hours."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from proposals.formats.plain_text import make_plain
from proposals.models import Case
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept
from replies.messages.forms import HoursForm, WordsForm
from replies.messages.plan.facts import SAMPLES, case_facts
from replies.messages.words.blanks import count_texts, fill_in
from replies.messages.words.current import (
    change_hours,
    change_words,
    must_change_words,
    read_hours,
    read_words,
    words_of,
)
from replies.messages.words.kinds import BY_KIND, KindRow
from replies.models import MessageTemplate, QuietHours
from replies.models.messages.message import MessageKind

TRIED = 20  # cases of which one is chosen to try the words with
PREVIEW, RESET = "preview", "reset"


@login_required
@require_safe
def words_page(request: StaffRequest) -> HttpResponse:
    """Every kind: when it is told, whether it is, its words."""
    must_change_words(request.user)
    hours = read_hours()
    form = HoursForm(initial={"begins": hours.begins, "ends": hours.ends, "seen": hours.number})
    return show_words(request, form)


def show_words(request: StaffRequest, form: HoursForm) -> HttpResponse:
    rows = [(one, count_texts(one.say(SAMPLES))) for one in read_words().values()]
    context = {"rows": rows, "hours": read_hours(), "form": form, "changes": QuietHours.objects.select_related("by")}
    return render(request, "replies/messages/words.html", context, status=form_status(form))


@login_required
@require_http_methods(["POST"])
def hours_page(request: StaffRequest) -> HttpResponse:
    """夜间不打扰, changed."""
    must_change_words(request.user)
    form = HoursForm(request.POST)
    if form.is_valid():
        with kept(form):
            if change_hours(request.user, **form.cleaned_data):
                messages.success(request, "夜间不打扰的时间改好了。")
            return redirect("replies:told_words")
    return show_words(request, form)


def _find_kind(kind: str) -> KindRow:
    if kind not in MessageKind.values:
        raise Http404
    return BY_KIND[MessageKind(kind)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def words_edit_page(request: StaffRequest, kind: str) -> HttpResponse:
    """One kind: its words, how they read in a case, what they were before."""
    must_change_words(request.user)
    row = _find_kind(kind)
    now, do = words_of(row.kind), request.POST.get("do", "")
    if request.method == "POST" and do == RESET:
        data = {"text": row.words, "is_on": now.is_on, "seen": request.POST.get("seen")}
        form = WordsForm(data, row=row)
    else:
        initial = {"text": now.words, "is_on": now.is_on, "seen": now.number}
        form = WordsForm(request.POST if request.method == "POST" else None, row=row, initial=initial)
    if request.method == "POST" and form.is_valid() and do != PREVIEW:
        with kept(form):
            text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
            if change_words(row.kind, request.user, text=text, is_on=form.is_told, seen=seen):
                messages.success(request, f"“{row.kind.label}”的用语改好了，从下一条起用。")
            return redirect("replies:told_words")
    return _show_edit(request, row, form, now.words)


def _show_edit(request: StaffRequest, row: KindRow, form: WordsForm, words: str) -> HttpResponse:
    typed = make_plain(str(form.data.get("text", words))) if form.is_bound else words
    cases = list(Case.objects.visible_to(request.user).for_lists().order_by("-handed_on", "-pk")[:TRIED])
    chosen = request.POST.get("case") or request.GET.get("case", "")
    case = next((one for one in cases if str(one.pk) == chosen), cases[0] if cases and row.of_case else None)
    facts = dict(SAMPLES)
    if case and row.of_case and case.suggestion.proposers:
        facts |= {name: value for name, value in case_facts(case, case.suggestion.proposers[0]).items() if value}
    shown = fill_in(typed, facts)
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "cases": cases if row.of_case else [],
        "tried": case,
        "shown": shown,
        "title": fill_in(row.subject, facts),
        "texts": count_texts(shown),
        "changed": typed != row.words,
        "versions": MessageTemplate.objects.filter(kind=row.kind).select_related("by"),
    }
    return render(request, "replies/messages/words_edit.html", context, status=form_status(form))

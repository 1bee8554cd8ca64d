"""清除: the list, the search in one case, the request, the decision, the backups that still hold it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.cases.access import NotYours, Refused, administers_all
from proposals.erasures.actions import (
    ask_erasure,
    backups_with,
    confirm_erasure,
    may_ask_erasure,
    may_decide_erasure,
    must_read_erasures,
    must_tick_backups,
    note_search,
    refuse_erasure,
    tick_backup,
)
from proposals.erasures.forms import AskForm, TickForm, WordsForm
from proposals.erasures.pages import shown_places, shown_stones
from proposals.erasures.places import Place, find_places
from proposals.models import BackupRun, Erasure, Role
from proposals.request import StaffRequest
from proposals.web.pages import find_case, form_status, kept, show_form

PAGE, PLACES_MOST = 40, 300


@login_required
@require_safe
def erasures_page(request: StaffRequest) -> HttpResponse:
    """What was asked for, the newest first."""
    must_read_erasures(request.user)
    rows = Erasure.objects.select_related("suggestion", "asked_by", "decided_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_ask": may_ask_erasure(request.user)}
    return render(request, "proposals/erasures/erasures.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Look for the words in one case and everywhere, choose, ask. The words come by POST alone: an address is kept in
    logs."""
    case = find_case(request, pk)
    if not may_ask_erasure(request.user):
        raise NotYours("清除由区政府办公室申请，您不能替办。")
    asks = request.POST.get("step") == "ask"
    words = WordsForm(request.POST or None)
    places: list[Place] = []
    form = AskForm(request.POST if asks else None, initial={"how_much": "words"})
    if request.method == "POST" and words.is_valid():
        places = find_places(case.suggestion, words.cleaned_data["words"])
        if not asks:
            note_search(case, request.user, len(places))
        if len(places) > PLACES_MOST:
            words.add_error("words", f"找到{len(places)}处，太多了，看不过来。请把要清除的字写得更全。")
            places, asks = [], False
    chosen = set(request.POST.getlist("place")) if asks else {one.name for one in places if one.is_sure}
    if asks and form.is_valid():
        said = form.cleaned_data
        with kept(form):
            erasure = ask_erasure(
                case.suggestion,
                request.user,
                [one for one in places if one.name in chosen],
                law=said["law"],
                reason=said["reason"],
                key=said["key"],
                whole=said["how_much"] == "whole",
            )
            messages.success(request, "已申请，等审计管理员同意。同意以前内容都还在。")
            return redirect("erasure", erasure.pk)
    context = {"words": words, "places": places, "chosen": chosen, "searched": words.is_bound and words.is_valid()}
    shown = form if asks else words
    return show_form(request, "proposals/erasures/erase.html", case, shown, ask=form, **context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them: what goes or went; the second person decides here."""
    must_read_erasures(request.user)
    erasure = get_object_or_404(Erasure.objects.select_related("suggestion", "asked_by", "decided_by"), pk=pk)
    if request.method == "POST":
        if request.POST.get("step") == "agree":
            confirm_erasure(erasure, request.user)
            messages.success(request, "已清除。请按下面的清单销毁还有它的备份。")
        elif request.POST.get("step") != "refuse":
            raise Refused("没有说同意还是不同意，请返回再选一次。")
        else:
            refuse_erasure(erasure, request.user)
            messages.success(request, "没有清除，内容都还在。")
        return redirect("erasure", erasure.pk)
    waits = not erasure.decision
    own = erasure.asked_by_id == request.user.pk
    context = {
        "erasure": erasure,
        "places": shown_places(erasure, with_words=waits and may_ask_erasure(request.user)),
        "stones": shown_stones(erasure),
        "backups": backups_with(erasure),
        "may_decide": waits and may_decide_erasure(request.user) and not own,
        "may_withdraw": waits and own,
        "may_tick": administers_all(request.user, Role.AUDITOR, Role.ADMIN),
    }
    return render(request, "proposals/erasures/erasure.html", context)


@login_required
@require_POST
def tick_backup_page(request: StaffRequest, pk: int, run: int) -> HttpResponse:
    """One backup was destroyed."""
    must_tick_backups(request.user)
    erasure, backup = get_object_or_404(Erasure, pk=pk), get_object_or_404(BackupRun, pk=run)
    form = TickForm(request.POST)
    if not form.is_valid():
        context = {"reason": "请写明怎样销毁的，再登记。", "back": request.path, "way": "返回"}
        return render(
            request, "refused.html", {**context, "back": redirect("erasure", pk).url}, status=form_status(form)
        )
    tick_backup(erasure, backup, request.user, how=form.cleaned_data["how"])
    messages.success(request, "已登记销毁。")
    return redirect("erasure", pk)

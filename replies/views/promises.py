"""承诺台账: the list, what is written into it, and 跟踪办理."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals import attachments
from proposals.acts import DESK
from proposals.chinese import cn_date
from proposals.models import Attachment, Unit
from proposals.workflow import must_be
from replies import ledger, promises, rounds
from replies.forms.promises import ChangeForm, FollowUpForm, KeepForm, LedgerFilter, StepForm, TakeBackForm, TellForm
from replies.models import Promise
from replies.views.desk import find_case, kept, only_step, show

PAGE = 40


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The ledger: open promises first, by the day that stands."""
    today, seen = timezone.localdate(), Promise.objects.visible_to(request.user)
    units = Unit.objects.filter(pk__in=seen.values("reply__case__unit"))
    years = sorted({day.year for day in seen.dates("due_on", "year")})
    form = LedgerFilter(request.GET, units=units, years=years)
    context: dict[str, Any] = {"form": form, "units": units, "today": today}
    if not form.is_valid():
        return render(request, "replies/ledger.html", context, status=400)
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    found = ledger.narrow(seen, today, **chosen)
    page = Paginator(ledger.in_order(found).for_rows(), PAGE).get_page(request.GET.get("page"))
    among = ledger.narrow(seen, today, **{name: value for name, value in chosen.items() if name != "state"})
    context |= {"chosen": chosen, "page": page, "figures": ledger.figures(among, today)}
    context["rows"] = ledger.rows(page.object_list, request.user, today)
    request.session["list"] = request.get_full_path()
    return render(request, "replies/ledger.html", context)


def find_promise(request: HttpRequest, pk: int, doing: str) -> Promise:
    """The promise, or 404 for whoever may not know of it, 403 for whoever does not write into its ledger."""
    rows = Promise.objects.visible_to(request.user).for_rows()
    promise = get_object_or_404(rows, pk=pk)
    must_be(promise.reply.case, request.user, DESK, doing)
    return promise


def page_of(request: HttpRequest, promise: Promise, form: StepForm, title: str) -> HttpResponse:
    """The form of an entry, beside what the ledger says already; after a refusal as it says by now."""
    fresh = Promise.objects.for_rows().get(pk=promise.pk)
    if getattr(form, "refused", 0) == 409:
        form.data = form.data.copy()
        form.data["steps"] = len(fresh.steps.all())
    case, may = promise.reply.case, fresh.kept_on if isinstance(form, TakeBackForm) else fresh.is_open
    rows = ledger.rows([fresh], request.user, timezone.localdate())
    return show(request, "replies/promise_step.html", case, form, promise=fresh, rows=rows, heading=title, may=may)


def back(promise: Promise) -> HttpResponse:
    return redirect(reverse("case_tab", args=[promise.reply.case_id, "reply"]) + f"#promise-{promise.pk}")


@login_required
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """登记兑现."""
    promise = find_promise(request, pk, "登记承诺兑现")
    now = {"steps": len(promise.steps.all()), "on": timezone.localdate()}
    form = KeepForm(request.POST or None, request.FILES or None, promise=promise, initial=now)
    if request.method == "POST" and form.is_valid():
        case, taken = promise.reply.case, form.cleaned_data["proof"]
        kind = Attachment.Kind.OTHER
        proof = taken and attachments.store(
            taken, suggestion=case.suggestion, case=case, kind=kind, user=request.user
        )
        with kept(form):
            promises.keep(promise, request.user, **form.words, proof=proof, seen=form.cleaned_data["steps"])
            messages.success(request, "已登记兑现。可以用“跟踪办理”书面答复代表。")
            return back(promise)
    return page_of(request, promise, form, "登记兑现")


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """登记改期."""
    promise = find_promise(request, pk, "登记承诺改期")
    form = ChangeForm(request.POST or None, promise=promise, initial={"steps": len(promise.steps.all())})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            promises.change_date(promise, request.user, **form.words, seen=form.cleaned_data["steps"])
            told = "" if form.cleaned_data["told_on"] else "请告知代表以后，再登记告知的日期。"
            messages.success(request, f"已登记改期。{told}")
            return back(promise)
    return page_of(request, promise, form, "登记改期")


@login_required
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """登记告知代表."""
    promise = find_promise(request, pk, "登记告知代表")
    now = {"steps": len(promise.steps.all()), "on": timezone.localdate()}
    form = TellForm(request.POST or None, promise=promise, initial=now)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            promises.tell(promise, request.user, **form.words, seen=form.cleaned_data["steps"])
            messages.success(request, "已登记告知代表。")
            return back(promise)
    return page_of(request, promise, form, "登记告知代表")


@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回兑现登记."""
    promise = find_promise(request, pk, "撤回兑现登记")
    form = TakeBackForm(request.POST or None, promise=promise, initial={"steps": len(promise.steps.all())})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            said, seen = form.cleaned_data["said"], form.cleaned_data["steps"]
            promises.take_back(promise, request.user, said=said, seen=seen)
            messages.success(request, "已撤回兑现登记，这项承诺重新按期限提醒。")
            return back(promise)
    return page_of(request, promise, form, "撤回兑现登记")


@login_required
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """跟踪办理 (SH 22): a closed case is answered again, on what became of its promises."""
    case = find_case(request, pk)
    step = only_step(case, request.user, "replies:follow_up")
    form = FollowUpForm(request.POST or None, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            due = rounds.follow_up(case, request.user, **form.cleaned_data).due_on
            day = cn_date(due)
            messages.success(request, f"已开始跟踪办理，{day}前再次答复。初稿已按承诺写好开头。")
            return redirect("replies:draft", case.pk) if case.handler_id == request.user.pk else redirect(case)
    owed = ledger.rows(case.current_reply.promises.for_rows(), request.user, timezone.localdate())
    return show(request, "replies/follow_up.html", case, form, step=step, rows=owed, due=rounds.follow_up_due(case))

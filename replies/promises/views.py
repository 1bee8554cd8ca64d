"""承诺台账: the list, what is written into it, and 跟踪办理."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.cases import attachments
from proposals.models import Attachment, Unit
from proposals.models.people import address_all
from proposals.models.states import ENDED
from proposals.request import StaffRequest
from proposals.web.pages import kept, rewrite_fields, show_form
from replies.models import Promise
from replies.promises.actions import change_promise_date, keep_promise, record_promise_notice, take_back_promise
from replies.promises.forms import (
    ChangePromiseForm,
    KeepPromiseForm,
    LedgerFilter,
    PromiseNoticeForm,
    PromiseStepForm,
    TakeBackPromiseForm,
)
from replies.promises.heard import who_heard_kept
from replies.promises.ledger import count_states, filter_promises, ledger_rows, order_promises
from replies.promises.pages import find_promise

PAGE = 40


@login_required
@require_safe
def promises_page(request: StaffRequest) -> HttpResponse:
    """The ledger: open promises first, by their current day."""
    today, seen = timezone.localdate(), Promise.objects.visible_to(request.user)
    units = Unit.objects.filter(pk__in=seen.values("reply__case__unit"))
    years = sorted({day.year for day in seen.dates("due_on", "year")})
    form = LedgerFilter(request.GET, units=units, years=years)
    context: dict[str, Any] = {"form": form, "units": units, "today": today}
    if not form.is_valid():
        return render(request, "replies/promises/ledger.html", context, status=400)
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    found = filter_promises(seen, today, **chosen)
    page = Paginator(order_promises(found).for_rows(), PAGE).get_page(request.GET.get("page"))
    among = filter_promises(seen, today, **{name: value for name, value in chosen.items() if name != "state"})
    context |= {"chosen": chosen, "page": page, "figures": count_states(among, today)}
    context["rows"] = ledger_rows(page.object_list, request.user, today)
    request.session["list"] = request.get_full_path()
    return render(request, "replies/promises/ledger.html", context)


def page_of(
    request: StaffRequest, promise: Promise, form: PromiseStepForm, title: str, **context: Any
) -> HttpResponse:
    """The form of an entry, next to what the ledger says already; after a refusal as it says by now."""
    fresh = Promise.objects.for_rows().get(pk=promise.pk)
    if getattr(form, "refused", 0) == 409:
        rewrite_fields(form, steps=len(fresh.steps.all()))
    context |= {"promise": fresh, "heading": title, "may": _may_write(fresh, form)}
    context["rows"] = ledger_rows([fresh], request.user, timezone.localdate())
    kinds = {"keeps": KeepPromiseForm, "moves": ChangePromiseForm, "undoes": TakeBackPromiseForm}
    context |= {name: isinstance(form, kind) for name, kind in kinds.items()}
    return show_form(request, "replies/promises/step.html", promise.reply.case, form, **context)


def _may_write(promise: Promise, form: PromiseStepForm) -> bool:
    """Whether the ledger takes this entry now; else the page says why, and has nothing to fill in."""
    if promise.reply.case.status in ENDED:
        return False
    if isinstance(form, TakeBackPromiseForm):
        return promise.kept_on is not None and promise.reply.is_last_word
    if isinstance(form, PromiseNoticeForm):
        return promise.is_open and promise.untold is not None
    return promise.is_open and not (isinstance(form, ChangePromiseForm) and promise.report_now)


def back_to_promise(promise: Promise) -> HttpResponse:
    return redirect(reverse("case_tab", args=[promise.reply.case_id, "reply"]) + f"#promise-{promise.pk}")


@login_required
def keep_promise_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记兑现."""
    promise = find_promise(request, pk, "登记承诺兑现")
    now = {"steps": len(promise.steps.all()), "on": timezone.localdate()}
    form = KeepPromiseForm(request.POST or None, request.FILES or None, promise=promise, initial=now)
    if request.method == "POST" and form.is_valid():
        case, taken = promise.reply.case, form.cleaned_data["proof"]
        kind = Attachment.Kind.OTHER
        proof = taken and attachments.store_attachment(
            taken, suggestion=case.suggestion, case=case, kind=kind, user=request.user
        )
        with kept(form):
            keep_promise(promise, request.user, **form.words, proof=proof, seen=form.cleaned_data["steps"])
            if case.finished_before:
                messages.success(request, "已登记兑现。")
                return back_to_promise(promise)
            messages.success(request, "已登记兑现。请写一封告知函，打印送给每位代表。")
            return redirect("replies:promise_letter", promise.pk)
    return page_of(request, promise, form, "登记兑现")


@login_required
def change_promise_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记改期."""
    promise = find_promise(request, pk, "登记承诺改期")
    form = ChangePromiseForm(request.POST or None, promise=promise, initial={"steps": len(promise.steps.all())})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            change_promise_date(promise, request.user, **form.words, seen=form.cleaned_data["steps"])
            told = "" if form.cleaned_data["told_on"] else "请告知代表以后，再登记告知的日期。"
            messages.success(request, f"已登记改期。{told}")
            return back_to_promise(promise)
    return page_of(request, promise, form, "登记改期")


@login_required
def promise_notice_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记告知代表."""
    promise = find_promise(request, pk, "登记告知代表")
    now = {"steps": len(promise.steps.all()), "on": timezone.localdate()}
    form = PromiseNoticeForm(request.POST or None, promise=promise, initial=now)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            record_promise_notice(promise, request.user, **form.words, seen=form.cleaned_data["steps"])
            messages.success(request, "已登记告知代表。")
            return back_to_promise(promise)
    return page_of(request, promise, form, "登记告知代表")


@login_required
def take_back_page(request: StaffRequest, pk: int) -> HttpResponse:
    """撤回兑现登记; who has heard of it is told that it is not so, and gets a letter where there was one."""
    promise = find_promise(request, pk, "撤回兑现登记")
    form = TakeBackPromiseForm(request.POST or None, promise=promise, initial={"steps": len(promise.steps.all())})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            said, seen = form.cleaned_data["said"], form.cleaned_data["steps"]
            take_back_promise(promise, request.user, said=said, seen=seen)
            done = "已撤回兑现登记，这项承诺重新按期限提醒。"
            if misled := Promise.objects.for_rows().get(pk=promise.pk).misled:
                letter = f"{address_all(misled)}已经收到告知函，请写一封更正告知函，打印、盖章，送给他们。"
                messages.success(request, done + letter)
                return redirect("replies:promise_letter", promise.pk)
            messages.success(request, done)
            return back_to_promise(promise)
    heard = who_heard_kept(promise)
    return page_of(request, promise, form, "撤回兑现登记", heard=heard)

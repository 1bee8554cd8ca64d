"""Writing the reply: the newest text, the versions before it, and two people who wrote at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from proposals.models import Handling, Role, Status
from proposals.workflow import Refused, available, must_be, perform
from proposals.worklist import works_here
from replies import drafting
from replies.drafting import StaleDraft
from replies.forms.draft import OpinionForm, form_for
from replies.models import Draft, Reply
from replies.views.desk import find_case, insiders_only, round_of, with_answers


@login_required
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """拟写答复. Once it is out of the handler's hands, the newest version to read."""
    case = find_case(request, pk)
    reply = round_of(case)
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    if request.method == "POST":
        return save(request, case, reply)
    newest = reply.latest_draft
    if case.status != Status.IN_PROGRESS:
        return redirect("replies:draft_version", case.pk, reply.round, newest.number) if newest else redirect(case)
    return desk(request, case, reply, fresh(case, reply))


def fresh(case: Handling, reply: Reply) -> OpinionForm:
    newest = reply.latest_draft
    base = newest.number if newest else 0
    return form_for(case)(initial={**drafting.starting_texts(reply), "base": base, "seen": case.version})


def save(request: HttpRequest, case: Handling, reply: Reply) -> HttpResponse:
    """Save what was typed as the next version; with the button 送审, send it on as well."""
    form = form_for(case)(request.POST)
    if not form.is_valid():
        return desk(request, case, reply, form, status=400)
    try:
        saved = drafting.save_draft(reply, request.user, form.texts, base=form.cleaned_data["base"])
    except StaleDraft as stale:
        return both(request, case, reply, form, stale)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return desk(request, case, reply, form, status=refusal.http_status)
    if "submit" in request.POST:
        return send(request, case, reply, form.cleaned_data["seen"])
    said = "没有改动，仍是" if saved.number == form.cleaned_data["base"] else "已保存"
    messages.success(request, f"{said}第{saved.number}稿 {timezone.localtime(saved.saved_at):%H:%M}")
    return redirect("replies:draft", case.pk)


def send(request: HttpRequest, case: Handling, reply: Reply, seen: int) -> HttpResponse:
    """送审. What was typed is saved by now, whatever comes of it."""
    try:
        perform(case, "submit", request.user, seen=seen)
    except Refused as refusal:
        messages.warning(request, f"已保存，但没有送审。{refusal}")
        case.forget()
        return desk(request, case, reply, fresh(case, reply), status=refusal.http_status)
    messages.success(request, "已送审，现在由办公室核稿。")
    return redirect(case)


def desk(request: HttpRequest, case: Handling, reply: Reply, form: OpinionForm, status: int = 200) -> HttpResponse:
    submit = next((choice for choice in available(case, request.user) if choice.name == "submit"), None)
    context = {
        "case": case,
        "reply": reply,
        "form": form,
        "submit": submit,
        "missing": submit.reason.split("；") if submit and submit.reason else [],
        "drafts": reply.drafts.select_related("author").order_by("-number"),
        **material(reply),
    }
    return render(request, "replies/draft.html", context, status=status)


def material(reply: Reply) -> dict[str, object]:
    """What lies beside the letter while it is written or reviewed."""
    return {
        "contacts": reply.contacts.select_related("deputy"),
        "uncontacted": reply.uncontacted(),
        "consultations": reply.consultations.select_related("unit"),
        "reviews": reply.reviews.select_related("signer", "draft"),
        "before": with_answers(
            reply.case.replies.filter(round__lt=reply.round).select_related("signed_draft").last()
        ),
        "files": reply.case.suggestion.attachments.filter(case__isnull=True),
    }


def both(request: HttpRequest, case: Handling, reply: Reply, form: OpinionForm, stale: StaleDraft) -> HttpResponse:
    """409: somebody saved meanwhile. Both texts in full, one's own ready to be saved on top of the newest."""
    typed = form.data.copy()
    typed["base"], typed["seen"] = stale.newest.number, case.version
    mine = form_for(case)(typed)
    theirs = [(field, getattr(stale.newest, field.name, None)) for field in mine.visible_fields()]
    differing = [field.name for field, text in theirs if form.cleaned_data.get(field.name) != text]
    context = {
        "case": case,
        "reply": reply,
        "form": mine,
        "newest": stale.newest,
        "reason": str(stale),
        "theirs": theirs,
        "differing": differing,
    }
    return render(request, "replies/draft_stale.html", context, status=409)


@login_required
def version(request: HttpRequest, pk: int, round: int, number: int) -> HttpResponse:
    """One version to read; the handler may bring it back as a new version."""
    case = find_case(request, pk)
    rows = Draft.objects.filter(reply__case=case).select_related("author", "reply")
    shown = get_object_or_404(rows, reply__round=round, number=number)
    if shown.pk != shown.reply.signed_draft_id:
        insiders_only(case, request.user, "答复稿在签发以前")
    if request.method == "POST":
        return restore(request, case, shown)
    drafts = shown.reply.drafts.select_related("author").order_by("-number")
    mine = case.handler_id == request.user.pk and case.status == Status.IN_PROGRESS
    context = {"case": case, "reply": shown.reply, "draft": shown, "newest": drafts[0]}
    # Which versions there were, and whose, is the unit's own.
    context["drafts"] = drafts if works_here(case, request.user) else []
    context["may_restore"] = mine and shown.reply == case.current_reply and shown != drafts[0]
    return render(request, "replies/draft_version.html", context)


def restore(request: HttpRequest, case: Handling, shown: Draft) -> HttpResponse:
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    base = request.POST.get("base", "")
    if not (base.isascii() and base.isdigit() and len(base) < 10):
        raise Refused("页面不完整，请刷新后再试。")
    saved = drafting.save_draft(
        shown.reply, request.user, shown.texts(), base=int(base), note=f"取自第{shown.number}稿"
    )
    messages.success(request, f"已按第{shown.number}稿另存为第{saved.number}稿，原来的各稿都还在。")
    return redirect("replies:draft", case.pk)

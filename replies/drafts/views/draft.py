"""Writing the reply: the newest text, and the versions before it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from proposals.cases.access import Refused, insiders_only, must_be, roles_in, works_here
from proposals.cases.workflow import perform
from proposals.formats.chinese import typed_number
from proposals.models import Case, Role, Status
from proposals.models.approval import list_reviewers
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from proposals.web.pages import find_case, kept
from replies.drafts import versions
from replies.drafts.autosave import actions as autosave
from replies.drafts.beside import correct_form
from replies.drafts.changes import list_changes
from replies.drafts.forms import NumberForm, OpinionForm, form_for
from replies.drafts.joint_texts import number_joined_letter
from replies.drafts.pages import show_draft_form, show_joined_letter, show_merge_form, window_of
from replies.drafts.requote import corrected_quotes, mend_quotes
from replies.drafts.versions import StaleDraft
from replies.models import Autosave, Draft, Reply, Review
from replies.models.reply import current_reply, find_reply


@login_required
def draft_page(request: StaffRequest, pk: int) -> HttpResponse:
    """拟写答复. Once the handler has sent it on, the newest version to read."""
    case = find_case(request, pk)
    reply = current_reply(case)
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    if request.method == "POST":
        return (number_letter if case.is_joined else save_form)(request, case, reply)
    newest = reply.latest_draft
    if case.is_joined and case.status == Status.IN_PROGRESS:
        return show_joined_letter(request, case, reply, NumberForm(initial={"document_number": number_of(newest)}))
    if case.status != Status.IN_PROGRESS:
        return redirect("replies:draft_version", case.pk, reply.round, newest.number) if newest else redirect(case)
    return begin(request, case, reply)


def number_of(draft: Draft | None) -> str:
    return draft.document_number if draft else ""


def number_letter(request: StaffRequest, case: Case, reply: Reply) -> HttpResponse:
    """并案: the own 发文字号 of a letter whose text is written with the leading case's."""
    form = NumberForm(request.POST)
    if form.is_valid():
        with kept(form):
            saved = number_joined_letter(reply, request.user, form.cleaned_data["document_number"])
            messages.success(request, f"已保存第{saved.number}稿，文字取自主件最新的一稿。")
            return redirect("replies:draft", case.pk)
    return show_joined_letter(request, case, reply, form)


def begin(request: StaffRequest, case: Case, reply: Reply) -> HttpResponse:
    """The drafting page with the text to go on from: the one asked for, the person's unsaved one, or the newest."""
    newest = reply.latest_draft
    rows = autosave.unsaved_texts(reply)
    picked = next((row for row in rows if str(row.pk) == request.GET.get("take")), None)
    if picked is None and "newest" not in request.GET and (reply.written or not newest):  # of this paper
        picked = autosave.to_go_on_from(rows, request.user, newest)
    if picked and newest and picked.base != newest.number:
        reason = f"这些文字是在第{newest.number}稿以前写的。" if newest.number > picked.base else ""
        texts = {name: picked.written().get(name, "") for name in form_for(case).Meta.fields}
        return show_merge_form(
            request, case, reply, texts, base=picked.base, newest=newest, reason=reason, picked=picked, status=200
        )
    return show_draft_form(request, case, reply, fresh(case, reply, picked), picked=picked)


def fresh(case: Case, reply: Reply, picked: Autosave | None = None) -> OpinionForm:
    """The unbound form: the newest version's texts, or an autosaved text over them."""
    newest = reply.latest_draft
    base = newest.number if newest else 0
    texts = {**versions.starting_texts(reply), **(picked.texts if picked else {})}
    return form_for(case)(initial={**texts, "base": base, "seen": case.version})


def save_form(request: StaffRequest, case: Case, reply: Reply) -> HttpResponse:
    """Save what was typed as the next version; with the button 送审, send it on as well."""
    form = form_for(case)(request.POST)
    if not form.is_valid():
        return show_draft_form(request, case, reply, form, status=400)
    if "mend" in request.POST:
        return mend(request, case, reply, form)
    texts, mended = form.texts, 0
    if "requote" in request.POST:
        texts, mended = mend_quotes(texts, corrected_quotes(case))
    note = f"按更正登记改正{mended}处" if mended else ""
    try:
        saved = versions.save_draft(reply, request.user, texts, base=form.cleaned_data["base"], note=note)
    except StaleDraft as stale:
        base = form.cleaned_data["base"]
        row = autosave.keep_sent(reply, request.user, tab=window_of(request), base=base, texts=form.texts)
        return show_merge_form(
            request, case, reply, form.texts, base=base, newest=stale.newest, reason=str(stale), picked=row
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_draft_form(request, case, reply, form, status=refusal.http_status)
    autosave.clear_autosave(reply, request.user, tab=window_of(request), picked=began_from(request))
    if "submit" in request.POST:
        return submit_draft(request, case, reply, form.cleaned_data["seen"])
    if note:
        messages.success(request, f"已{note}，存为第{saved.number}稿。")
        return redirect("replies:draft", case.pk)
    said = "没有改动，仍是" if saved.number == form.cleaned_data["base"] else "已保存"
    messages.success(request, f"{said}第{saved.number}稿 {timezone.localtime(saved.saved_at):%H:%M}")
    return redirect("replies:draft", case.pk)


def mend(request: StaffRequest, case: Case, reply: Reply, form: OpinionForm) -> HttpResponse:
    """改正 without the script: the page again with the texts corrected, not saved yet."""
    again, said = correct_form(case, reply, form, request.POST["mend"])
    messages.info(request, said)
    return show_draft_form(request, case, reply, again)


def submit_draft(request: StaffRequest, case: Case, reply: Reply, seen: int) -> HttpResponse:
    """送审. What was typed is saved by now, whatever comes of it."""
    try:
        perform(case, "submit", request.user, seen=seen)
    except Refused as refusal:
        messages.warning(request, f"已保存。{refusal}")
        case.reload()
        return show_draft_form(request, case, reply, fresh(case, reply), status=refusal.http_status)
    messages.success(request, tell_submitted(case))
    return redirect(case)


def tell_submitted(case: Case) -> str:
    """What it waits for now, and who is able to do it."""
    waits, able = case.state_label.removeprefix("审核中·"), "、".join(map(str, list_reviewers(case)))
    return f"已送审，现在{waits}{f'（{able}）' if able else ''}。"


def began_from(request: HttpRequest) -> int | None:
    """The autosave that the window went on from, if any."""
    return typed_number(request.POST.get("picked", ""), 18)


@login_required
def version_page(request: StaffRequest, pk: int, round: int, number: int) -> HttpResponse:
    """One version to read; the handler may bring it back as a new version."""
    case = find_case(request, pk)
    rows = Draft.objects.filter(reply__case=case).select_related("author", "reply")
    shown = get_object_or_404(rows, reply__round=round, number=number)
    if shown.pk != shown.reply.signed_draft_id:
        insiders_only(case, request.user, "答复稿在签发以前")
    if request.method == "POST":
        return restore_version(request, case, shown)
    drafts = shown.reply.drafts.select_related("author").order_by("-number")
    writable = case.status == Status.IN_PROGRESS and not case.is_joined
    mine = Role.HANDLER in roles_in(case, request.user) and writable
    context: dict[str, Any] = {"case": case, "reply": shown.reply, "draft": shown, "newest": drafts[0]}
    # Which versions there were, and whose, is the unit's own.
    if works_here(case, request.user):
        against = request.GET.get("against", "")
        context |= {"drafts": drafts, **amendment_of(shown), **compare_versions(shown, list(drafts), against)}
    context["may_restore"] = mine and shown.reply == find_reply(case) and shown != drafts[0]
    return render(request, "replies/drafts/version.html", context)


def compare_versions(shown: Draft, drafts: list[Draft], against: str) -> dict[str, object]:
    """What differs from the version before, or from the one whose number is given."""
    numbers = {str(row.number): row for row in drafts if row != shown}
    other = numbers.get(against or str(shown.number - 1))
    if against and other is None:
        raise Http404
    names = form_for(shown.reply.case).Meta.fields
    return {"against": other, "changes": list_changes(other.texts(), shown.texts(), names) if other else []}


def amendment_of(shown: Draft) -> dict[str, object]:
    """Which reviewer wrote this version, and what was changed in the one that was judged; nothing for others."""
    amended = shown.reviews.filter(outcome=Review.Outcome.AMENDED).select_related("signer", "draft", "reply").first()
    return (
        {"amended": amended, "amendment": list_changes(amended.read_draft.texts(), shown.texts())} if amended else {}
    )


def restore_version(request: StaffRequest, case: Case, shown: Draft) -> HttpResponse:
    """Save an older version's texts as the newest version."""
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    base = typed_number(request.POST.get("base", ""))
    if base is None:
        raise Refused(INCOMPLETE)
    saved = versions.save_draft(shown.reply, request.user, shown.texts(), base=base, note=f"取自第{shown.number}稿")
    messages.success(request, f"已按第{shown.number}稿另存为第{saved.number}稿，原来的各稿都还在。")
    return redirect("replies:draft", case.pk)

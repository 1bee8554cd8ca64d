"""What is typed is kept by itself: answers for static/js/drafts/autosave.js, and texts that are no version yet."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from proposals.cases.access import Refused, must_be
from proposals.models import Role
from proposals.request import StaffRequest
from proposals.web.errors import wants_json
from proposals.web.pages import find_case
from replies.drafts.autosave import actions as drafts_autosave
from replies.drafts.autosave.forms import UNBOUNDED, AutosaveForm
from replies.drafts.changes import list_changes
from replies.drafts.forms import form_for
from replies.models import Autosave, Reply
from replies.models.reply import current_reply

NOT_WHOLE = "这些文字不完整，没有自动保存。"


@require_http_methods(["GET", "HEAD", "POST"])
def autosave_window(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: who else is writing. POST: keep the text of the window. A script can tell every answer apart."""
    if not request.user.is_authenticated and wants_json(request):
        return refused(401, "登录已过期")
    try:
        return answer_window(cast(StaffRequest, request), pk)  # asks for the sign-in itself
    except Refused as refusal:
        return refused(refusal.http_status, str(refusal))
    except Http404:
        return refused(404, "这件建议已经不由您办理。")


@login_required
def answer_window(request: StaffRequest, pk: int) -> JsonResponse:
    """What a window sends by itself: its text is kept; GET says what is new on the server."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    reply = current_reply(case)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request), **around(request, reply, request.GET.get("tab", ""))})
    # A form of a page is none: its body is read by then.
    form = AutosaveForm(request.body, form_for(case)) if request.content_type == "application/json" else None
    if form is None:
        return refused(400, NOT_WHOLE)
    if not form.is_valid():
        why = next((str(one.message) for one in form.errors.as_data().get("texts", ()) if one.code == UNBOUNDED), "")
        return refused(400, f"没有自动保存：{why}" if why else NOT_WHOLE)
    data = form.cleaned_data
    if data.pop("who") != request.user.pk:
        return refused(409, f"现在登录的是{request.user}，不是原来写的人，没有自动保存。")
    if data["texts"] is None:
        drafts_autosave.leave_window(reply, request.user, data["tab"])
        return JsonResponse({})
    kept = drafts_autosave.keep_autosave(reply, request.user, **data)
    return JsonResponse({"saved_at": clock(kept), **around(request, reply, data["tab"])})


def refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def around(request: StaffRequest, reply: Reply, tab: str) -> dict[str, Any]:
    """The newest version, and who else is writing just now."""
    newest = reply.drafts.select_related("author").order_by("-number").first()
    said = {"number": newest.number, "who": str(newest.author), "at": clock(newest)} if newest else {"number": 0}
    writing = drafts_autosave.other_writers(reply, tab)
    return {
        "newest": said,
        "others": [{"who": str(r.author), "at": clock(r), "me": r.author_id == request.user.pk} for r in writing],
    }


def clock(row: Any) -> str:
    return f"{timezone.localtime(row.saved_at):%H:%M}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def autosaved_page(request: StaffRequest, pk: int, row: int) -> HttpResponse:
    """A text that is not a version yet, next to the newest version; POST puts it aside."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    reply = current_reply(case)
    kept = find_autosave(reply, row)
    if request.method == "POST":
        drafts_autosave.put_aside(reply, request.user, kept)
        messages.success(
            request, f"{kept.author}{clock(kept)}自动保存的文字已经收起来，需要时在右边“没有存成一稿的文字”里取。"
        )
        return redirect("replies:draft", case.pk)
    return render(
        request,
        "replies/drafts/autosaved.html",
        {"case": case, "reply": reply, "row": kept, **compare_autosave(reply, kept)},
    )


def find_autosave(reply: Reply, pk: int) -> Autosave:
    try:
        return get_object_or_404(reply.autosaves.select_related("author"), pk=pk)
    except OverflowError:
        raise Http404 from None


def compare_autosave(reply: Reply, kept: Autosave) -> dict[str, Any]:
    """What the autosaved text changes in the newest version."""
    newest = reply.latest_draft
    written = kept.written()
    return {"newest": newest, "changes": list_changes(newest.texts() if newest else {}, written, written)}

"""Leaving a note, taking it back, 关注."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from proposals.cases.access import Refused, insiders_only
from proposals.models import Case, Note
from proposals.models.administration.archive import is_archived, say_archived
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, sent_form, show_form
from replies.colleagues.actions import follow_case, read_names, take_back_note, write_note
from replies.colleagues.forms import NoteForm
from replies.colleagues.people import colleagues_of, notes_seen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note_page(request: StaffRequest, pk: int) -> HttpResponse:
    """留言: sent from the page of the case; a page of its own where something is wrong with it."""
    case = find_case(request, pk)
    insiders_only(case, request.user, "留言")
    if request.method != "POST" and is_archived(case):
        raise Refused(say_archived(case))
    form = NoteForm(*sent_form(request))
    if form.is_valid():
        with kept(form):
            told = [str(one) for one in write_note(case, request.user, **form.cleaned_data).asked.all()]
            messages.success(request, f"已留言，会提醒{'、'.join(told)}。" if told else "已留言。")
            if left_out := read_names(form.cleaned_data["text"], colleagues_of(case)).left_out:
                messages.warning(request, left_out)
            return redirect(f"{case.get_absolute_url()}#notes")
    shown = {"people": colleagues_of(case), "notes": notes_seen(case, request.user)}
    return show_form(request, "replies/colleagues/note.html", case, form, **shown)


@login_required
@require_POST
def take_note_back(request: StaffRequest, pk: int) -> HttpResponse:
    """收回留言."""
    note = get_object_or_404(Note.objects.filter(case__in=Case.objects.visible_to(request.user)), pk=pk)
    take_back_note(note, request.user)
    messages.success(request, "留言已收回，同事看不到内容了。")
    return redirect(f"{note.case.get_absolute_url()}#notes")


@login_required
@require_POST
def follow_page(request: StaffRequest, pk: int) -> HttpResponse:
    """关注, or no longer: `follow` says which, so that a second press does not turn it round."""
    case = find_case(request, pk)
    follows = request.POST.get("follow") == "1"
    follow_case(case, request.user, follows=follows)
    messages.success(request, "已关注，状态有变化会提醒您。" if follows else "不再关注。")
    return redirect(case)

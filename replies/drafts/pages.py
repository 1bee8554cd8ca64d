"""The pages with the form in them: the text with what stands beside it, and two texts on one version."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused
from proposals.cases.workflow import available
from proposals.models import Case
from proposals.models.states import case_phases
from proposals.request import StaffRequest
from proposals.web.pages import show_form
from replies.drafts import set_phrases
from replies.drafts.autosave import actions as autosave
from replies.drafts.beside import gather_material, list_marks, read_form, set_pages
from replies.drafts.changes import as_text, label_of, list_changes
from replies.drafts.findings import marks_of
from replies.drafts.forms import NumberForm, OpinionForm, form_for
from replies.drafts.joint_texts import words_of_others
from replies.drafts.requote import corrected_strip
from replies.drafts.submission import list_missing
from replies.letter.checks import ERROR
from replies.letter.merge import Merge, merge_drafts
from replies.models import Autosave, Draft, Reply
from replies.pages import with_feedback
from replies.prints.snapshots import draft_pages


def show_draft_form(
    request: StaffRequest,
    case: Case,
    reply: Reply,
    form: OpinionForm,
    status: int = 200,
    picked: Autosave | None = None,
    **more: object,
) -> HttpResponse:
    if form.is_bound:  # the page that comes back goes on from what its window kept
        picked = autosave.leave_window(reply, request.user, window_of(request))
    beside = gather_material(with_feedback(reply))
    shown = read_form(reply, form) if form.is_bound else version_shown(reply, form)
    context = {
        "case": case,
        "reply": reply,
        "form": form,
        "phases": case_phases(case),
        "left": WorkCalendar.load().working_days_left(timezone.localdate(), case.due),
        **list_marks(case, shown),
        **before_submission(request, reply, shown),
        "corrected": corrected_strip(case, form.data if form.is_bound else initial_texts(form)),
        "old_word": bool(settings.SOFFICE),
        "drafts": reply.drafts.select_related("author").order_by("-number"),
        "picked": picked,
        "unsaved": [row for row in autosave.unsaved_texts(reply) if row != picked],
        "writing": [row for row in autosave.other_writers(reply) if row.author_id != request.user.pk],
        "pieces": set_phrases.offered_phrases(reply),
        **set_pages(reply, form),
        **beside,
        **more,
    }
    return render(request, "replies/drafts/draft.html", context, status=status)


def before_submission(request: StaffRequest, reply: Reply, shown: Draft) -> dict[str, object]:
    """Whether this person sends the text on, and what is missing of what stands on the screen."""
    steps = (choice for choice in available(reply.case, request.user) if choice.name == "submit")
    submit = next(steps, None)
    return {"submit": submit, "missing": list_missing(reply, shown) if submit else []}


def show_joined_letter(request: StaffRequest, case: Case, reply: Reply, form: NumberForm) -> HttpResponse:
    """并案: the letter of a joined case as it is made from the leading case's text, what the checker finds in it, and
    its own 发文字号."""
    newest = reply.latest_draft
    try:
        pages = draft_pages(reply, newest) if newest else []
    except Refused:  # the checker says why
        pages = []
    errors = [mark for mark in marks_of(newest) if mark.finding.severity == ERROR] if newest else []
    others = "、".join(words_of_others(newest)) if newest else ""
    context = {"newest": newest, "pages": pages, "errors": errors, "others": others, "reply": reply}
    return show_form(request, "replies/drafts/joined.html", case, form, **context)


def version_shown(reply: Reply, form: OpinionForm) -> Draft:
    """What a page not yet sent shows: the newest version itself where its texts are the same, or one unsaved."""
    texts, newest = initial_texts(form), reply.written
    if newest and {**newest.texts(), **texts} == newest.texts():
        return newest
    return Draft(reply=reply, **texts)


def initial_texts(form: OpinionForm) -> dict[str, object]:
    """What a page not yet sent shows in its fields."""
    return {name: value for name, value in form.initial.items() if name in Draft.TEXTS}


def window_of(request: HttpRequest) -> str:
    """The name of the window a form was sent from; "" where no script gave one."""
    tab: str = request.POST.get("tab", "")
    return tab if re.fullmatch("[0-9a-f]{32}", tab) else ""


def show_merge_form(
    request: HttpRequest,
    case: Case,
    reply: Reply,
    mine: dict[str, Any],
    *,
    base: int,
    newest: Draft,
    reason: str,
    picked: Autosave | None,
    status: int = 409,
) -> HttpResponse:
    """The person's text `mine`, written on version `base`, next to the newest. What is saved here builds on it."""
    older = reply.drafts.filter(number=base).first()
    start = older.texts() if older else set_phrases.opening_text(reply)
    theirs = newest.texts()
    whose = f"第{newest.number}稿（{newest.author}）"
    merged = merge_drafts(start, mine, theirs, whose)
    form = form_for(case)(initial={**merged.texts, "base": newest.number, "seen": case.version})
    context = {
        "case": case,
        "reply": reply,
        "form": form,
        "newest": newest,
        "older": older,
        "reason": reason,
        "picked": picked,
        "merging": True,
        "notes": merge_notes(merged, whose),
        "differing": [name for name in mine if as_text(mine[name]) != as_text(theirs.get(name))],
        "i_changed": list_changes(start, mine, mine),
        "they_changed": list_changes(start, theirs, mine),
        "both_texts": [
            ("您写的全文", [(label_of(name), as_text(mine[name])) for name in mine]),
            (f"第{newest.number}稿全文", [(label_of(name), as_text(theirs.get(name))) for name in mine]),
        ],
    }
    return render(request, "replies/drafts/stale.html", context, status=status)


def merge_notes(merged: Merge, whose: str) -> list[str]:
    """Where a person has to look before saving."""
    said = [f"“{label_of(name)}”里有两边都改了的地方，两种写法都在，请留一种。" for name in merged.open]
    return said + [f"“{label_of(name)}”两边写得不同，先用了您的；{whose}写的在右边。" for name in merged.ours]

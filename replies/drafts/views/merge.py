"""Two texts on one version: both in full, what each changed, and a proposal that has both in it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proposals.models import Case
from replies.drafts import set_phrases
from replies.drafts.changes import as_text, label_of, list_changes
from replies.drafts.forms import form_for
from replies.letter.merge import Merge, merge_drafts
from replies.models import Autosave, Draft, Reply


def merge_page(
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
        "notes": notes(merged, whose),
        "differing": [name for name in mine if as_text(mine[name]) != as_text(theirs.get(name))],
        "i_changed": list_changes(start, mine, mine),
        "they_changed": list_changes(start, theirs, mine),
        "both_texts": [
            ("您写的全文", [(label_of(name), as_text(mine[name])) for name in mine]),
            (f"第{newest.number}稿全文", [(label_of(name), as_text(theirs.get(name))) for name in mine]),
        ],
    }
    return render(request, "replies/drafts/stale.html", context, status=status)


def notes(merged: Merge, whose: str) -> list[str]:
    """Where a person has to look before saving."""
    said = [f"“{label_of(name)}”里有两边都改了的地方，两种写法都在，请留一种。" for name in merged.open]
    return said + [f"“{label_of(name)}”两边写得不同，先用了您的；{whose}写的在右边。" for name in merged.ours]

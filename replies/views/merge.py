"""Two texts on one version: both in full, what each changed, and a proposal that has both in it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proposals.models import Handling
from replies import wording
from replies.forms.draft import form_for
from replies.merging import Merge, merge
from replies.models import Autosave, Draft, Reply
from replies.versions import as_text, changes, label


def both(
    request: HttpRequest,
    case: Handling,
    reply: Reply,
    mine: dict[str, Any],
    *,
    base: int,
    newest: Draft,
    reason: str,
    picked: Autosave | None,
    status: int = 409,
) -> HttpResponse:
    """The person's text `mine`, written on version `base`, beside the newest; saved from here it stands on that."""
    older = reply.drafts.filter(number=base).first()
    start = older.texts() if older else wording.opening(reply)
    theirs = newest.texts()
    whose = f"第{newest.number}稿（{newest.author}）"
    merged = merge(start, mine, theirs, whose)
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
        "i_changed": changes(start, mine, mine),
        "they_changed": changes(start, theirs, mine),
        "both_texts": [
            ("您写的全文", [(label(name), as_text(mine[name])) for name in mine]),
            (f"第{newest.number}稿全文", [(label(name), as_text(theirs.get(name))) for name in mine]),
        ],
    }
    return render(request, "replies/draft_stale.html", context, status=status)


def notes(merged: Merge, whose: str) -> list[str]:
    """Where a person has to look before saving."""
    said = [f"“{label(name)}”里有两边都改了的地方，两种写法都在，请留一种。" for name in merged.open]
    return said + [f"“{label(name)}”两边写得不同，先用了您的；{whose}写的在右边。" for name in merged.ours]

"""Keeping what is being typed before it is a version, and finding it again."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import User
from replies.drafts.changes import as_text
from replies.drafts.versions import hold_open
from replies.models import Autosave, Draft, Reply

LAST = 2**31 - 1  # the turn of a form that was sent: nothing that its window sent before comes after it
MOST = 50  # kept for one person and round; each window that was closed without saving leaves one


def keep_autosave(
    reply: Reply,
    user: User,
    *,
    tab: str,
    turn: int,
    base: int,
    texts: dict[str, Any],
    picked: int | None = None,
    left: bool = False,
) -> Autosave:
    """Keep the text of one window, in place of its earlier text. `picked` is the autosave that the window
    began from: it goes, unless somebody still writes in its own window.

    Raises NotYours or Refused when it is not the time or the person.
    """
    with transaction.atomic():
        hold_open(reply, user)
        row = reply.autosaves.filter(author=user, tab=tab).first()
        if row is None:
            if reply.autosaves.filter(author=user).count() >= MOST:
                raise Refused("没有存成一稿的文字已经太多，请先存成一稿，或者取用以前收起来的。")
            row = Autosave(reply=reply, author=user, tab=tab)
        elif row.turn >= turn < LAST:
            return row
        row.turn, row.base, row.texts, row.left, row.aside = turn, base, texts, left, False
        row.saved_at = timezone.now()
        row.save()
        begun_from = reply.autosaves.filter(author=user, aside=False, pk__in=[picked] if picked else [])
        for before in begun_from.exclude(pk=row.pk):
            if not before.is_live:
                before.delete()
    return row


def keep_sent(reply: Reply, user: User, *, tab: str, base: int, texts: dict[str, Any]) -> Autosave:
    """Keep a form that was sent to be a version and met a newer one, until it is merged."""
    return keep_autosave(reply, user, tab=tab or uuid.uuid4().hex, turn=LAST, base=base, texts=texts, left=True)


def leave_window(reply: Reply, user: User, tab: str) -> Autosave | None:
    """The window was closed; what it kept stays."""
    rows = reply.autosaves.select_related("author").filter(author=user, tab=tab)
    rows.update(left=True)
    return rows.first()


def clear_autosave(reply: Reply, user: User, *, tab: str, picked: int | None) -> None:
    """The text of the window is a version now. What it began from goes too if it was the person's own; another's is
    put aside, for its author to look at."""
    with transaction.atomic():
        reply.autosaves.filter(author=user, tab=tab).delete()
        begun_from = reply.autosaves.filter(pk__in=[picked] if picked else [])
        for before in begun_from.select_for_update():
            if before.author_id != user.pk:
                begun_from.update(aside=True)
            elif not before.is_live:
                before.delete()


def put_aside(reply: Reply, user: User, row: Autosave) -> None:
    """Go on without this text; it can be fetched again."""
    with transaction.atomic():
        hold_open(reply, user)
        reply.autosaves.filter(pk=row.pk).update(aside=True)


def unsaved_texts(reply: Reply) -> list[Autosave]:
    """What has been typed for this round and is not what the newest version says, newest first."""
    newest = reply.latest_draft
    said = newest.texts() if newest else {}
    rows = reply.autosaves.select_related("author")
    return [
        row for row in rows if any(as_text(said.get(name)) != as_text(text) for name, text in row.written().items())
    ]


def to_go_on_from(rows: list[Autosave], user: User, newest: Draft | None) -> Autosave | None:
    """The person's own text, typed on top of the newest version after it was saved."""
    number, since = (newest.number, newest.saved_at) if newest else (0, None)
    mine = (row for row in rows if row.author_id == user.pk and not row.aside and row.base == number)
    return next((row for row in mine if since is None or row.saved_at > since), None)


def other_writers(reply: Reply, tab: str = "") -> list[Autosave]:
    """Where else this round is being written just now: other people, and the same person's other windows."""
    return [row for row in reply.autosaves.select_related("author").exclude(tab=tab) if row.is_live]

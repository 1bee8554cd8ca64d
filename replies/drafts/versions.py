"""Writing the reply: versions are added on top of each other, never over each other."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, Event, Role, Status, User
from replies.drafts import set_phrases
from replies.drafts.joint_texts import must_write_here, write_joined_versions
from replies.models import Draft, Reply
from replies.models.reply import awaited_cosigning, current_reply

NOTHING_ADDED = "没有另写意见"


class StaleDraft(Stale):
    """Somebody saved a newer version in the meantime; neither text is lost."""

    def __init__(self, newest: Draft) -> None:
        super().__init__(
            f"您写的时候，{newest.author}已在{timezone.localtime(newest.saved_at):%H:%M}存了第{newest.number}稿。"
            "您的文字还在下面，请对照合并后再保存。"
        )
        self.newest = newest


def starting_texts(reply: Reply) -> dict[str, Any]:
    """What an empty drafting page offers: the newest version of that paper, or the wording the case's facts give."""
    draft = reply.written
    return draft.texts() if draft else set_phrases.opening_text(reply)


def save_draft(reply: Reply, user: User, texts: dict[str, Any], *, base: int, note: str = "") -> Draft:
    """Save a new version written on top of version `base` (0: the first). The same texts make no new version.

    Raises StaleDraft when a newer version exists, NotYours or Refused when it is not the time or the person.
    """
    with transaction.atomic():
        hold_open(reply, user)
        return write_version(reply, user, texts, base=base, note=note)


def hold_open(reply: Reply, user: User) -> None:
    """Hold the case in this transaction for somebody to write; raises NotYours or Refused where nothing may be."""
    case = lock_case(reply.case_id)
    must_be(case, user, (Role.HANDLER,), "拟写答复")
    must_write_here(case)
    if case.status != Status.IN_PROGRESS or reply.closed_on:
        raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，答复不能再改。")


def write_version(reply: Reply, user: User, texts: dict[str, Any], *, base: int, note: str) -> Draft:
    """Add one version and its event, and to every case joined to this one (并案) its own; the caller has checked who
    and when, and holds the transaction."""
    newest = reply.drafts.order_by("-number").first()
    asked = awaited_cosigning(reply.case) if reply.case.hosts_along else None
    if newest and newest == reply.written and all(getattr(newest, name) == value for name, value in texts.items()):
        return newest
    if newest and newest.number != base:
        raise StaleDraft(newest)
    kept = newest.texts() if newest else {}
    number = newest.number + 1 if newest else 1
    about = asked.draft if asked else None
    draft = Draft(reply=reply, number=number, author=user, note=note, about=about, **{**kept, **texts})
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise StaleDraft(reply.drafts.latest("number")) from None
    record_event(reply.case, user, "draft", f"保存第{draft.number}稿", data={"draft": draft.number, "note": note})
    reply.__dict__.pop("latest_draft", None)
    write_joined_versions(draft, user)
    return draft


def write_plain_word(case: Case, event: Event) -> None:
    """会签: a unit that has nothing to add to the text it signs along writes no letter. What it sends for review then
    is the plain word that it agrees, as the usual wording has it. Needs the transaction of the step."""
    if not case.hosts_along or event.action != "submit" or event.actor is None:
        return
    reply = current_reply(case)
    if reply.written is None:
        base = reply.latest_draft.number if reply.latest_draft else 0
        write_version(reply, event.actor, set_phrases.opening_text(reply), base=base, note=NOTHING_ADDED)

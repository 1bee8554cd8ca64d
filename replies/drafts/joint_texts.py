"""并案: one text, a letter for each suggestion. Whatever version the leading case gets, each case joined to it gets
as its own, with its number, title, session and deputies in place of the leading one's; the 发文字号 stays its own."""

import re
from typing import Any

from django.db import transaction

from proposals.cases.access import Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.intake.corrections.quotes import pair_quotes, quoted_words
from proposals.models import Case, Role, Status, Suggestion, User
from replies.drafts.requote import SEARCHED, mend_quotes
from replies.drafts.set_phrases import polite_you
from replies.models import Draft, Override, Reply
from replies.models.reply import current_reply

NUMBER = "document_number"


def must_write_here(case: Case) -> None:
    """Refuse to have a text written where it is taken from another case."""
    if case.is_joined and case.joined_to:
        lead = case.joined_to.suggestion.short_number
        raise Refused(f"与{lead}并案办理，答复在{lead}那里起草。")


def adapt_texts(texts: dict[str, Any], written_for: Suggestion, to: Suggestion) -> dict[str, Any]:
    """The texts of one suggestion's letter as they are for the other: what quotes the registration, the deputies by
    whom it is addressed, and whether one person is spoken to or several. What is left is said (words_of_others)."""
    adapted, _ = mend_quotes(texts, pair_quotes(quoted_words(written_for), quoted_words(to)))
    spoken = [(written_for.addressed, to.addressed), (polite_you(written_for), polite_you(to))]
    for field in SEARCHED:
        for old, new in spoken:
            adapted[field] = adapted[field].replace(old, new)
    return adapted


def words_of_others(draft: Draft) -> list[str]:
    """What the letter of one of several cases handled as one says of the others: the names of their deputies, their
    numbers, their titles. Its reader is to read of the own suggestion alone."""
    case = draft.reply.case
    if not case.is_joined and not case.joined_cases:
        return []
    own, text = case.suggestion, "\n".join(getattr(draft, field) for field in (*SEARCHED, "annexes"))
    names = {one.name for one in own.proposers}
    found = []
    for other in (one.suggestion for one in case.answered_with):
        told = [one.name for one in other.proposers if one.name not in names]
        told += [words for words in (other.title,) if words != own.title]
        found += [words for words in told if words in text]
        number = re.escape(other.short_number)
        if other.short_number != own.short_number and re.search(rf"(?<![0-9]){number}", text):
            found.append(other.short_number)
    return list(dict.fromkeys(found))


def write_joined_versions(draft: Draft, user: User) -> None:
    """The version just saved for the leading case, as the next version of every case joined to it. The cases are
    held."""
    for case in Case.objects.filter(joined_to=draft.reply.case_id, answered_on=None).order_by("suggestion", "pk"):
        write_from(draft, current_reply(case), user)


def write_from(draft: Draft, reply: Reply, user: User, **own: Any) -> Draft:
    """A version for another case's round from this one. The same texts make no new version."""
    source, newest = draft.reply.case.suggestion, reply.latest_draft
    texts = adapt_texts(draft.texts(), source, reply.case.suggestion)
    texts |= {NUMBER: newest.document_number if newest else "", **own}
    if newest and newest.texts() == texts:
        return newest
    note = f"并案，取自{source.short_number}第{draft.number}稿"
    made = Draft.objects.create(
        reply=reply, number=newest.number + 1 if newest else 1, author=user, note=note, **texts
    )
    data = {"draft": made.number, "note": note}
    record_event(reply.case, user, "draft", f"保存第{made.number}稿（{note}）", data=data)
    reply.__dict__.pop("latest_draft", None)
    return made


def join_texts(case: Case, lead: Case, user: User) -> None:
    """What is written of the two cases that are joined, as one text: the leading case's; where that has none yet, the
    other's. Versions before stay. Reasons for which a finding is kept go along."""
    if case.status != Status.IN_PROGRESS:
        return
    own, leading = current_reply(case), current_reply(lead)
    if leading.latest_draft is None and own.latest_draft:
        write_from(own.latest_draft, leading, user)
    if leading.latest_draft:
        write_from(leading.latest_draft, own, user)
    for row in leading.overrides.all():
        copy_override(row, own)


def copy_override(row: Override, reply: Reply) -> None:
    """The same reason for the same words of a joined case's letter."""
    kept = {name: getattr(row, name) for name in ("rule", "words", "message", "reason", "by")}
    Override.objects.get_or_create(reply=reply, finding=row.finding, defaults=kept)


def number_joined_letter(reply: Reply, user: User, document_number: str) -> Draft:
    """Give the letter of a joined case its own 发文字号, on the newest text of the leading case."""
    with transaction.atomic():
        case = lock_case(reply.case_id)
        must_be(case, user, (Role.HANDLER,), "填写发文字号")
        if not case.is_joined or case.joined_to is None or case.status != Status.IN_PROGRESS:
            raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，发文字号不在这里填。")
        draft = current_reply(case.joined_to).latest_draft
        if draft is None:
            raise Refused(f"{case.joined_to.suggestion.short_number}还没有存过稿，请先在那里起草。")
        return write_from(draft, reply, user, document_number=document_number)

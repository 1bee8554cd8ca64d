"""What is missing before 送审: one list, for the drafting page as one types, the page of the case and the refusal."""

from dataclasses import dataclass

from replies.drafts import set_phrases
from replies.drafts.findings import errors_left
from replies.drafts.joint_texts import words_of_others
from replies.models import Classification, Draft, Reply
from replies.models.reply import awaited_cosigning, find_reply


@dataclass(frozen=True)
class Missing:
    """One thing to do: the sentence, and the id on the drafting page of the place where it is done."""

    said: str
    where: str


def list_missing(reply: Reply, typed: Draft | None = None, *, checked: bool = True) -> list[Missing]:
    """Everything that is missing before the version `typed`, or the newest one, may be sent for review.

    With `checked` the checker has read the text: for one case, never for the rows of a list.
    """
    draft = typed or reply.written or Draft(reply=reply)
    written = _is_written(reply, draft, checked)
    signs = reply.case.hosts_along and awaited_cosigning(reply.case)  # who has nothing to add writes nothing
    idle = reply.case.hosts_along and not any(row.is_waiting for row in reply.case.asked_through.all())
    found = [] if written or signs or idle else [Missing(f"还没有拟写{reply.case.paper}", "id_body")]
    if reply.genre == Reply.Genre.OPINION:
        asked = reply.case.asked_through.all()
        found += [Missing(row.stance_missing, "asked") for row in asked if row.stance_missing]
        if reply.case.hosts_along and not signs:
            found.append(Missing("主办单位还没有送来要会签的答复稿", "asked"))
    else:
        found += _missing_around(reply, draft)
        found += [Missing(sentence, f"id_{field}") for field, sentence in draft.missing_parts()]
        found += _promises_not_kept(reply, draft)
    errors = errors_left(draft) if written and checked else []
    if errors:
        found.append(Missing(f"检查出{len(errors)}处应改，请改好或者写明不改的理由", "findings"))
    others = words_of_others(draft) if written and checked else []
    if others:  # 并案: each deputy reads of the own suggestion alone
        found.append(Missing(f"答复里写着并案的别的件（{'、'.join(others)}），请改成各件都能用的话", "id_body"))
    return found + (_missing_of_joined(reply, found) if checked else [])


def _missing_of_joined(reply: Reply, found: list[Missing]) -> list[Missing]:
    """What is missing of the cases that go along (并案), with their number; what all of them lack is said once."""
    joined = [(case, list_missing(own)) for case in reply.case.joined_cases if (own := find_reply(case))]
    of_all = {one.said for one in found}.intersection(*({one.said for one in own} for _, own in joined))
    return [
        Missing(f"{case.suggestion.short_number}{one.said}", "joined")
        for case, own in joined
        for one in own
        if one.said not in of_all
    ]


def say_missing(found: list[Missing]) -> str:
    """The list in one sentence, with its number; "" when nothing is missing."""
    said = "；".join(one.said for one in found)
    return f"还差{len(found)}项：{said}" if len(found) > 1 else said


def _is_written(reply: Reply, draft: Draft, checked: bool) -> bool:
    """Whether there is more than the words the page began with."""
    text = draft.body.strip()
    if not text or not checked or text.count("\n") > 2:
        return bool(text)
    opening: str = set_phrases.opening_text(reply)["body"]
    return text != opening.strip()


def _missing_around(reply: Reply, draft: Draft) -> list[Missing]:
    """Who has not been spoken to, which units have not answered, or agreed to other words than these."""
    deputies = reply.uncontacted_deputies()
    waiting = [row for row in reply.current_consultations() if row.is_waiting]
    material = [row for row in waiting if row.asks_material]
    found = []
    if deputies:
        denied = {row.deputy_id for row in reply.contacts.all() if row.denied_at}
        names = "、".join(f"{one.name}说没有联系过" if one.pk in denied else one.name for one in deputies)
        found.append(Missing(f"还有{len(deputies)}位{reply.case.suggestion.address}未联系（{names}）", "contacts"))
    for rows, noun in ((material, "承办材料"), ([row for row in waiting if row not in material], "会办意见")):
        if rows:
            found.append(Missing(f"还有{len(rows)}家单位的{noun}未到", "consultations"))
    text = draft if draft.body else None
    return found + [Missing(row.lapse_sentence, "consultations") for row in reply.lapsed_consultations(text)]


def _promises_not_kept(reply: Reply, draft: Draft) -> list[Missing]:
    """Nobody is told that it is done while the ledger says that it is not."""
    if reply.round == 1 or draft.classification not in (Classification.ADOPTED, Classification.SOLVED):
        return []
    owed = [one for other in reply.case.replies.all() for one in other.promises.all() if one.is_open]
    sentence = f"选“{draft.classification}”的，要先登记以前的承诺已兑现（还有{len(owed)}项）"
    return [Missing(sentence, "id_classification")] if owed else []

"""The checker of the drafting page: what it finds, what is kept with a reason, what is corrected at a click."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction

from proposals.cases.access import Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Role, Status, User
from replies.drafts.joint_texts import copy_override
from replies.drafts.word_list import WordsInUse
from replies.letter import checks
from replies.letter.checks import ERROR, Finding, check_letter
from replies.letter.fields import CHECKED, SNAPSHOT_FIELDS
from replies.letter.snapshot import Snapshot, SnapshotError
from replies.models import Draft, Override, Reply
from replies.models.reply import current_reply
from replies.prints.snapshots import explain_unprintable, snapshot_of

_KEPT = "_findings"  # on the version's own object, which lives as long as a request
_LISTED = {field.name for field in SNAPSHOT_FIELDS if field.listed}


def findings_of(draft: Draft) -> list[Finding]:
    """Everything the checker finds in one version, saved or only typed, in reading order. What is saved is read once
    while it says the same: a page asks twice of it (what to mark, what stops 送审), and the next page too."""
    if draft._state.adding:
        return _check(draft, _read.__wrapped__)
    if _KEPT not in draft.__dict__:
        draft.__dict__[_KEPT] = _check(draft, _read)
    found: list[Finding] = draft.__dict__[_KEPT]
    return found


def _check(draft: Draft, read: Callable[..., tuple[Finding, ...]]) -> list[Finding]:
    snapshot = snapshot_of(draft.reply, draft=draft)
    try:
        facts = Snapshot.from_json(snapshot)
    except SnapshotError as error:
        return [_unprintable(error)]
    opinion = draft.reply.genre == Reply.Genre.OPINION
    return list(read(checks.RULES, facts, opinion, draft.summary.strip(), not draft.reply.is_signed, WordsInUse()))


@lru_cache(maxsize=256)
def _read(
    rules: tuple[object, ...], facts: Snapshot, opinion: bool, summary: str, unsigned: bool, words: WordsInUse
) -> tuple[Finding, ...]:
    """What the rules find follows from these alone: all that a letter says, and the list of words it is read by."""
    return tuple(check_letter(facts, opinion=opinion, summary=summary, unsigned=unsigned, pairs=words.pairs))


def _unprintable(error: SnapshotError) -> Finding:
    """Said here, before the leader's signature would be refused for it."""
    key, why = explain_unprintable(error)
    return Finding("unprintable", ERROR, key if key in CHECKED else "letter.body", 0, 0, 0, f"排不成版：{why}")


def key_of(finding: Finding) -> str:
    """Names a finding by its rule, its message and its sentence: the same when text before or after it changes."""
    sentence = finding.sentence
    place = finding.line.find(sentence)
    parts = (finding.rule, finding.field, finding.message, sentence, str(finding.start - place), finding.words)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Mark:
    """A finding with its place in a text of the draft."""

    finding: Finding
    key: str
    name: str  # the draft's field; "" where nothing is typed
    where: str  # what the drafting page calls the field
    start: int  # code points into the field's whole text, as it was typed
    end: int
    override: Override | None

    @property
    def is_error(self) -> bool:
        """Whether it stops 送审: an error that is not kept with a reason."""
        return self.finding.severity == ERROR and self.override is None

    @property
    def moves(self) -> dict[str, str]:
        """What 改正 puts into other fields of the draft: added to those of one a line."""
        return {key.rpartition(".")[2]: text for key, text in self.finding.moves}

    @property
    def moves_for_script(self) -> str:
        """The same for static/js/drafts/findings.js; "" where nothing moves."""
        return json.dumps(self.moves, ensure_ascii=False) if self.moves else ""


def marks_of(draft: Draft) -> list[Mark]:
    """The findings with their places in the draft's texts, and the reasons for which some are kept."""
    reasons = {row.finding: row for row in draft.reply.overrides.select_related("by")}
    return [_mark(draft, finding, reasons) for finding in findings_of(draft)]


def _mark(draft: Draft, finding: Finding, reasons: dict[str, Override]) -> Mark:
    field = CHECKED[finding.field]
    name = field.name if field.written else ""
    text = getattr(draft, name) if name else ""
    # The snapshot's texts begin at their first letter.
    before = len(text) - len(text.lstrip())
    before += sum(len(line) + 1 for line in text[before:].split("\n")[: finding.paragraph])
    key = key_of(finding)
    return Mark(finding, key, name, field.label, before + finding.start, before + finding.end, reasons.get(key))


def errors_left(draft: Draft) -> list[Mark]:
    """The errors that stop 送审: neither corrected nor kept with a reason."""
    return [mark for mark in marks_of(draft) if mark.is_error]


def overrides_of(draft: Draft) -> list[Override]:
    """The reasons that hold for this version, for the person who reviews it."""
    return [mark.override for mark in marks_of(draft) if mark.override]


def corrected_texts(draft: Draft, wanted: str) -> tuple[dict[str, str], int]:
    """The texts that change when one finding (its key) or "all" certain ones are corrected, and how many were."""
    certain = [mark for mark in marks_of(draft) if mark.name and mark.finding.suggestion is not None]
    if wanted == "all":
        certain = [mark for mark in certain if mark.override is None]
    else:
        certain = [mark for mark in certain if mark.key == wanted][:1]
    return _replaced(draft, certain), len(certain)


def _replaced(draft: Draft, marks: Iterable[Mark]) -> dict[str, str]:
    texts: dict[str, str] = {}
    reached: dict[str, int] = {}
    for mark in sorted(marks, key=lambda one: one.start, reverse=True):
        if mark.end > reached.get(mark.name, mark.end):
            continue  # two findings about the same words: one after the other
        reached[mark.name] = mark.start
        text = texts.get(mark.name, getattr(draft, mark.name))
        texts[mark.name] = text[: mark.start] + str(mark.finding.suggestion) + text[mark.end :]
        for name, moved in mark.moves.items():
            texts[name] = put_into(name, texts.get(name, getattr(draft, name)), moved)
    return texts


def put_into(name: str, text: str, moved: str) -> str:
    """A field with what moves there: in its place, or as further lines where it has one a line."""
    if name not in _LISTED:
        return moved
    there = [line for line in text.splitlines() if line.strip()]
    return "\n".join(there + [line for line in moved.split("\n") if line not in map(str.strip, there)])


def override_finding(reply: Reply, user: User, key: str, reason: str) -> Override:
    """Keep one error of the newest version, with the reason. The same again changes nothing."""
    with transaction.atomic():
        case = lock_case(reply.case_id)
        must_be(case, user, (Role.HANDLER,), "写明不改的理由")
        if case.status != Status.IN_PROGRESS or reply.closed_on:
            raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，答复不能再改。")
        mark = find_error(reply, key)
        if mark.override:
            return mark.override
        finding = mark.finding
        row = Override.objects.create(
            reply=reply,
            finding=key,
            rule=finding.rule,
            words=(finding.sentence or finding.words)[:300],
            message=finding.message[:500],
            reason=reason,
            by=user,
        )
        for one in case.joined_cases:
            copy_override(row, current_reply(one))
        data: dict[str, Any] = {"rule": finding.rule, "words": row.words, "message": row.message}
        record_event(case, user, "override", "检查所指之处有理由不改", comment=reason, data=data)
    return row


def find_error(reply: Reply, key: str) -> Mark:
    """The error of the newest saved version with that key, or the refusal."""
    draft = reply.latest_draft
    found = [mark for mark in marks_of(draft) if mark.key == key] if draft else []
    if not found or found[0].finding.severity != ERROR:
        raise Refused("存好的稿子里已经没有这一处，可能改过了，或者还没有保存。请先保存，再看检查的结果。")
    return found[0]

"""What a reviewer is shown next to the letter: the version known from before, and which case comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from proposals.models import Case, Status, User
from replies.desk.listed import waiting_for
from replies.drafts.changes import FieldChange, list_changes
from replies.models import Consultation, Draft, Reply, Review


@dataclass(frozen=True)
class QueuePlace:
    """Where a case stands among those that wait for one reviewer: `at` counts from 1, 0 when it is not among them;
    `following` is the case to be taken up next."""

    at: int
    total: int
    following: int | None


def place_in_queue(case: Case, user: User) -> QueuePlace:
    """The reviewer's cases by due date; after the last one the round begins again with those passed over."""
    rows = Case.objects.filter(waiting_for(user), status__in=(Status.CHECKING, Status.SIGNING)).with_due()
    order = ("due_on", "pk")
    queue = list(rows.order_by(*order).values_list(*order))
    here = (case.due, case.pk)
    others = [row for row in queue if row != here]
    following = next((row for row in others if row > here), others[0] if others else (None, None))
    return QueuePlace(queue.index(here) + 1 if here in queue else 0, len(queue), following[1])


@dataclass(frozen=True)
class KnownVersion:
    """The version a reviewer knows, and in which words it is called."""

    draft: Draft
    called: str


def known_version(reply: Reply, user: User, reviews: Iterable[Review]) -> KnownVersion | None:
    """The version from which this reviewer reads on. No page view is recorded for it: what counts as seen is what
    the reviewer has decided on. That is the newest version of this round that the person reviewed; otherwise the
    one that was last sent back, then what the handler sent before the first step of the review changed it, then
    what was signed in the round before."""
    said = list(reversed(list(reviews)))
    if own := next((row for row in said if row.signer_id == user.pk), None):
        return KnownVersion(own.draft, f"您上次审的第{own.draft.number}稿")
    if back := next((row for row in said if row.outcome == Review.Outcome.RETURNED), None):
        return KnownVersion(back.draft, f"退回时的第{back.draft.number}稿")
    if amended := next((row for row in reversed(said) if row.outcome == Review.Outcome.AMENDED), None):
        before = amended.read_draft
        return KnownVersion(before, f"经办人送审的第{before.number}稿")
    earlier = reply.case.replies.filter(round__lt=reply.round, signed_draft__isnull=False)
    if last := earlier.select_related("signed_draft").last():
        return KnownVersion(last.signed_text, f"第{last.round}轮签发的答复")
    return None


def known_text(along: Consultation, user: User, reviews: Iterable[Review]) -> KnownVersion | None:
    """会签: the text of the leading unit from which this reviewer reads on: the one that the person judged last, or
    else the one that was sent to the unit before."""
    judged = [row.cosigning for row in reviews if row.signer_id == user.pk and row.cosigning_id]
    if judged and judged[-1] and judged[-1].draft:
        return KnownVersion(judged[-1].draft, f"您上次看的{_whose_text(judged[-1])}")
    rows = along.helping.asked_through.filter(cosigns=True, pk__lt=along.pk) if along.helping else None
    before = rows.select_related("draft", "reply__case__unit").order_by("pk").last() if rows is not None else None
    return KnownVersion(before.draft, f"上次送来的{_whose_text(before)}") if before and before.draft else None


def _whose_text(asked: Consultation) -> str:
    number = asked.draft.number if asked.draft else ""
    return f"{asked.reply.case.unit.short_name}答复第{number}稿"


@dataclass(frozen=True)
class StepChanges:
    """What one reviewer changed at one step."""

    review: Review
    changes: list[FieldChange]


def list_step_changes(reply: Reply, reviews: Iterable[Review]) -> list[StepChanges]:
    """What each step changed since the text last came from the handler, in their order; nothing where only one did,
    for then the page's comparison shows it."""
    amended: list[Review] = []
    for row in reviews:
        if row.outcome == Review.Outcome.AMENDED:
            amended.append(row)
        elif row.outcome == Review.Outcome.RETURNED:
            amended.clear()
    if len(amended) < 2:
        return []
    return [StepChanges(row, list_changes(row.read_draft.texts(), row.draft.texts())) for row in amended]

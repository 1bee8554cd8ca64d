"""What the pages of the answer's side share: the round in hand, who may look, which step a page takes."""

from django.db.models import Prefetch, prefetch_related_objects

from proposals.models import Handling, User
from proposals.views.desk import find_case, kept, show
from proposals.workflow import TABLE, Choice, NotYours, Refused, available, must_be
from proposals.worklist import works_here
from replies.models import Consultation, Reply

__all__ = [
    "find_case",
    "insiders_only",
    "kept",
    "only_step",
    "round_of",
    "show",
    "steps_of",
    "with_answers",
    "with_talks",
]


def round_of(case: Handling) -> Reply:
    """The round in hand."""
    if case.current_reply is None:
        raise Refused("这件建议还没有分办，暂时没有答复。请先由办公室签收并分办。")
    return case.current_reply


def with_answers(reply: Reply | None) -> Reply | None:
    """The round with what its deputies said, in a constant number of queries."""
    if reply is not None:
        prefetch_related_objects([reply], "feedback__deputy", "feedback__entered_by", "attempts")
    return reply


def with_talks(reply: Reply) -> Reply:
    """The round with its contacts and 会办, in a constant number of queries."""
    asked = Consultation.objects.select_related("unit", "draft", "kept_draft", "scan", "enclosure")
    prefetch_related_objects([reply], "contacts__deputy", "contacts__record", Prefetch("consultations", asked))
    return reply


def insiders_only(case: Handling, user: User, what: str) -> None:
    if not works_here(case, user):
        raise NotYours(f"{what}只有承办单位自己能看。")


def steps_of(case: Handling, user: User, page: str) -> list[Choice]:
    """The steps that this page takes and the table gives this person now; refuses who holds none of their roles."""
    rows = [row for row in TABLE if row.page == page]
    roles = tuple(dict.fromkeys(role for row in rows for role in row.by))
    must_be(case, user, roles, "、".join(row.label for row in rows))
    return [choice for choice in available(case, user) if choice.page == page]


def only_step(case: Handling, user: User, page: str) -> Choice:
    """The first step of the page that nothing stands in the way of, or the refusal."""
    choices = steps_of(case, user, page)
    if not choices:
        raise Refused(f"这件建议现在是“{case.get_status_display()}”，不能办这一步。")
    return next((choice for choice in choices if not choice.reason), choices[0])

"""Which steps of the table a page takes, for the person who opens it."""

from proposals.cases.access import Refused, Stale, must_be, say_barred
from proposals.cases.workflow import (
    REVIEW,
    TABLE,
    Choice,
    Transition,
    available,
    refuse_joined,
    step_taken,
    takers_of,
)
from proposals.models import Case, User


def steps_of(case: Case, user: User, page: str) -> list[Choice]:
    """The steps of this page that the table gives this person now; refuses people without any of their roles."""
    rows = [row for row in TABLE if row.page == page]
    roles = tuple(dict.fromkeys(role for row in rows for role in takers_of(row, case)))
    if not (page == REVIEW and step_taken(case, user)):
        must_be(case, user, roles, "审核" if page == REVIEW else "、".join(row.label for row in rows))
    return [choice for choice in available(case, user) if choice.page == page]


def only_step(case: Case, user: User, page: str) -> Choice:
    """The first step of the page that nothing stands in the way of, or the refusal."""
    choices = steps_of(case, user, page)
    if not choices:
        refuse_joined(case, [row for row in TABLE if row.page == page and case.status in row.sources])
        raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，不能办这一步。")
    return next((choice for choice in choices if not choice.reason), choices[0])


def must_be_available(case: Case, step: Transition, user: User) -> None:
    """Refuse the form of a step that the table does not give this person now."""
    choice = next((choice for choice in available(case, user) if choice.name == step.name), None)
    if choice is None:
        refuse_joined(case, [step])
        raise Stale(f"这件{case.suggestion.kind}现在是“{case.state_label}”，不能{step.label}。")
    if choice.reason:
        raise Refused(say_barred(step.label, choice.reason))

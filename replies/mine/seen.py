"""What 我的建议 shows, fetched: the deputy's suggestions of every session, each with the cases that answer it, in a
constant number of queries. Nothing is fetched that the deputies are not told: no draft, review, note or material."""

from django.db.models import Prefetch, Q, QuerySet

from proposals.models import (
    Case,
    Deputy,
    Event,
    Extension,
    Objection,
    Status,
    Suggestion,
    Supervision,
)
from proposals.models.event import EXTENSION_DECIDED
from replies.messages.plan.facts import find_body_to_ask
from replies.mine.course import Person
from replies.models import Contact, Delivery, Feedback, Promise, PromiseStep, Reply
from replies.models.reply import DECISIONS


def own_suggestions(deputy: Deputy) -> QuerySet[Suggestion]:
    """The deputy's suggestions, led and joined; what was registered by mistake is not there."""
    return Suggestion.objects.filter(sponsorships__deputy=deputy, voided_on=None)


def fetch_suggestions(rows: QuerySet[Suggestion], deputy: Deputy) -> list[Suggestion]:
    """Those with what is shown of them, the newest session first."""
    rows = rows.select_related("session").prefetch_related(
        "sponsorships", Prefetch("cases", _cases_shown(deputy), to_attr="shown_cases")
    )
    rows = rows.defer("text").order_by("-session__term", "-session__meeting", "-session__level", "number_key", "pk")
    return [one for one in rows if one.shown_cases]


def _cases_shown(deputy: Deputy) -> QuerySet[Case]:
    """The cases that answer the deputies, and those that help."""
    replies = Reply.objects.select_related("signed_draft").defer("signed_draft__body", "signed_draft__handling")
    replies = replies.prefetch_related(
        Prefetch("feedback", Feedback.objects.filter(Q(is_current=True) | Q(deputy=deputy))),
        Prefetch("contacts", Contact.objects.filter(deputy=deputy)),
        Prefetch("deliveries", Delivery.objects.filter(deputy=deputy)),
        Prefetch("promises", Promise.objects.prefetch_related(Prefetch("steps", _told_steps()))),
    )
    cases = Case.objects.exclude(status=Status.VOID).select_related("unit", "handler", "joined_to__suggestion")
    return cases.order_by("handed_on", "pk").prefetch_related(
        Prefetch("replies", replies),
        Prefetch("supervisions", Supervision.objects.only("case", "at", "body")),
        Prefetch("extensions", Extension.objects.filter(outcome=Extension.Outcome.AGREED)),
        Prefetch("events", Event.objects.filter(action__in=(EXTENSION_DECIDED, *DECISIONS))),  # who agreed, and why
        Prefetch("objections", _own_objections(deputy)),
        "joined__suggestion",
        "joined_to__joined__suggestion",
    )


def _own_objections(deputy: Deputy) -> QuerySet[Objection]:
    rows = Objection.objects.filter(deputy=deputy).select_related("deputy", "advised_unit", "moved_to")
    return rows.select_related("recorded_by")


def _told_steps() -> QuerySet[PromiseStep]:
    return PromiseStep.objects.filter(kind=PromiseStep.Kind.CHANGED)


def find_body(kind: str) -> Person | None:
    """The working body of the deputies of this kind, to ring up; the district's office where none takes part."""
    body = find_body_to_ask(kind)
    return Person(body.short_name or body.name, "研究代表意见", body.phone) if body else None

"""What the deputies are told of promises: that one was kept or moved, and what the calendar brings: that one goes
over into the next year, and that it is still owed when a new term begins (SH 22)."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Max, Prefetch
from django.utils import timezone

from proposals.cases.record import UNDONE_WITHIN
from proposals.models import Deputy, Session
from proposals.models.suggestion import chinese_number
from replies.messages.plan.events import NEWS
from replies.messages.plan.facts import promise_facts, say_day
from replies.messages.plan.make import ToTell, keep_messages
from replies.models import Message, Promise, PromiseLetterDelivery, PromiseStep
from replies.models.messages.message import MessageKind
from replies.models.promise import PromiseQuerySet

K = MessageKind
Kind = PromiseStep.Kind


def step_key(step: PromiseStep) -> str:
    """By which a message of this step of a promise is known."""
    return f"step:{step.pk}"


def plan_promises(now: dt.datetime | None = None) -> int:
    """Make messages of what became of promises. Returns how many are new."""
    at = now or timezone.now()
    return len(keep_messages([*_stepped(at), *_rolled(at), *_of_earlier_term(at)], not_before=at))


def _with_cases(rows: PromiseQuerySet) -> PromiseQuerySet:
    cases = ("reply__case__suggestion__session", "reply__case__unit", "reply__case__handler")
    return rows.select_related(*cases).prefetch_related("reply__case__suggestion__sponsorships__deputy", "reports")


def _stepped(at: dt.datetime) -> Iterator[ToTell]:
    """Kept, and moved; not kept after all, to who has heard that it was. Why it was moved is told where a signed
    report says it (promises/papers)."""
    kinds = (Kind.KEPT, Kind.CHANGED, Kind.UNDONE)
    steps = PromiseStep.objects.filter(kind__in=kinds, at__range=(at - NEWS, at - UNDONE_WITHIN))
    promises = Prefetch("promise", _with_cases(Promise.objects.prefetch_related("steps")))
    for step in steps.order_by("pk").select_related("report").prefetch_related(promises):
        promise = step.promise
        kind, own = K.KEPT, {"日期": say_day(step.on)}
        if step.kind == Kind.CHANGED:
            before = promise.day_before(step)
            kind, own = K.MOVED, {"期限": say_day(step.new_on), "原期限": say_day(before), "原因": _why(step)}
        elif step.is_undoing:
            kind, own = K.UNKEPT, {}
        for deputy in _concerned(promise, step):
            facts = promise_facts(promise, deputy) | own
            yield ToTell(kind, step_key(step), deputy, facts, promise.reply.case)


def _concerned(promise: Promise, step: PromiseStep) -> list[Deputy]:
    """Who is told of the step: all who are still deputies; that it was not kept only who has heard that it was."""
    asked = promise.reply.case.suggestion.asked_deputies
    if not step.is_undoing:
        return asked
    heard = told_kept([one for one in promise.steps.all() if one.kind == Kind.KEPT and one.number < step.number])
    letters = PromiseLetterDelivery.objects.filter(letter__step__promise=promise, letter__step__kind=Kind.KEPT)
    heard |= set(letters.values_list("deputy", flat=True))
    return [one for one in asked if one.pk in heard]


def told_kept(steps: Iterable[PromiseStep]) -> set[int]:
    """The deputies whom a message has told that it was kept, as these steps say."""
    rows = Message.objects.told().filter(kind=K.KEPT, key__in=[step_key(one) for one in steps])
    return set(rows.values_list("deputy", flat=True))


def _why(step: PromiseStep) -> str:
    """What the report that a leader signed says; what was only written into the ledger is not told."""
    report = getattr(step, "report", None)
    return report.why.rstrip("。") if report else ""


def _why_not_yet(promise: Promise) -> str:
    """Why it is still owed, as the last report that a leader signed says it; "" where none does."""
    last = max(promise.signed_reports, key=lambda one: (one.signed_at, one.pk), default=None)
    return last.why.rstrip("。") if last else ""


def _rolled(at: dt.datetime) -> Iterator[ToTell]:
    """In the first month of a year: what was promised for an earlier one and is still owed."""
    today = timezone.localdate(at)
    if today.month != 1:
        return
    late = Promise.objects.open().filter(promised_on__year__lt=today.year)
    for promise in _with_cases(late):
        own = {"年份": str(today.year), "原因": _why_not_yet(promise)}
        for deputy in promise.reply.case.suggestion.asked_deputies:
            facts = promise_facts(promise, deputy) | own
            yield ToTell(K.ROLLED, f"promise:{promise.pk}:{today.year}", deputy, facts, promise.reply.case)


def _of_earlier_term(at: dt.datetime) -> Iterator[ToTell]:
    """At 换届: what was promised to deputies of the term before; also to those whose mandate ended with it."""
    newest = Session.objects.filter(opened_on__lte=timezone.localdate(at)).values("body", "level", "place")
    terms = {(row["body"], row["level"], row["place"]): row["term"] for row in newest.annotate(term=Max("term"))}
    fresh = {key for key in terms if _began_lately(*key, terms[key], at)}
    for promise in _with_cases(Promise.objects.open()) if fresh else ():
        session = promise.reply.case.suggestion.session
        key = (session.body, session.level, session.place)
        if key in fresh and session.term < terms[key]:
            own = {"届次": f"第{chinese_number(session.term)}届", "原因": _why_not_yet(promise)}
            for deputy in promise.reply.case.suggestion.proposers:
                if not deputy.has_left or deputy.left_why == Deputy.Left.TERM:
                    facts = promise_facts(promise, deputy) | own
                    yield ToTell(K.TERM, f"promise:{promise.pk}:term", deputy, facts, promise.reply.case)


def _began_lately(body: str, level: int, place: str, term: int, at: dt.datetime) -> bool:
    """Whether the first session of that term opened within the last half year: later it is no news."""
    rows = Session.objects.filter(body=body, level=level, place=place, term=term).exclude(opened_on=None)
    opened = rows.order_by("opened_on").values_list("opened_on", flat=True).first()
    return opened is not None and (timezone.localdate(at) - opened).days <= 183

"""Cases by what their rounds hold: conditions, counts and orders over the relations of the answer's side."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from proposals.models import Case, Deputy, Event, Part, Status
from proposals.models.kept.narrowed import Beside
from proposals.models.querysets import CaseQuerySet, count_related
from proposals.models.states import FINAL, LEFT
from replies.letter.questions import NOTED, STUDIED, Grade
from replies.models.consultation import Consultation
from replies.models.draft import Draft
from replies.models.feedback import Feedback, Invitation, Wish, any_mark, no_mark
from replies.models.reply import Reply, awaited_cosigning, find_reply


class Rounds:
    """The rounds of a case (proposals.models.rounds): its replies. `follow` is what follows from a step for the units
    that sign along (consultations.hosts, drafts.versions), `settle` what other proposers mean for the study
    (feedback.actions)."""

    prefetch: tuple[str, ...] = ("replies",)

    def __init__(self, follow: Iterable[Callable[[Case, Event], None]], settle: Callable[[Case], None]) -> None:
        self.following = tuple(follow)
        self.settle_study = settle

    def follow_step(self, case: Case, event: Event) -> None:
        """Everything that follows, one after another."""
        for follow in self.following:
            follow(case, event)

    def waits_for_others(self, case: Case) -> bool:
        """会签: some unit that was asked has not said its word, or one gave its part back and nobody has it yet."""
        reply = find_reply(case) if case.part == Part.MAIN and case.status == Status.SIGNING else None
        if reply is None:
            return False
        left = (one.hosts_along and one.waits_to_be_passed_on for one in case.suggestion.cases.all())
        return reply.awaits_cosigning or any(left)

    def is_asked_to_sign(self, case: Case) -> bool:
        """会签: whether what it is asked to sign waits for its word."""
        return awaited_cosigning(case) is not None

    def find_current(self, case: Case) -> Reply | None:
        """The newest round; None before the case is assigned."""
        return max(case.replies.all(), key=lambda reply: reply.round, default=None)

    def move_due_date(self, case: Case, due: dt.date) -> None:
        """Write the new date into the current round, if there is one."""
        if reply := find_reply(case):
            Reply.objects.filter(pk=reply.pk).update(due_on=due)

    def end_case(self, case: Case, reason: str) -> None:
        """End every live link of it, and with the reason the questions of other units that it has not answered."""
        Invitation.objects.filter(reply__case=case, revoked_at__isnull=True).update(revoked_at=timezone.now())
        waiting = Consultation.objects.filter(helping=case, outcome=Consultation.Outcome.WAITING)
        waiting.update(outcome=Consultation.Outcome.DROPPED, dropped_reason=reason[:200])

    def give_back(self, case: Case, reason: str) -> list[Case]:
        """Close the round, which stays readable, and the questions that wait on either side. Returns the other
        units' cases that waited or were waited for."""
        waiting = Consultation.objects.filter(Q(reply__case=case) | Q(helping=case))
        waiting = waiting.filter(outcome=Consultation.Outcome.WAITING)
        pairs = list(waiting.values_list("reply__case", "helping"))
        others = {pk for pair in pairs for pk in pair if pk and pk != case.pk}
        waiting.update(outcome=Consultation.Outcome.DROPPED, dropped_reason=reason[:200])
        Reply.objects.filter(case=case, closed_on=None).update(closed_on=timezone.localdate())
        return list(Case.objects.filter(pk__in=others).exclude(status__in=FINAL).order_by("pk"))

    def end_links(self, case: Case, deputies: Iterable[Deputy]) -> list[str]:
        """End the live links of these deputies in every round. Returns the names, in order."""
        live = Invitation.objects.filter(reply__case=case, revoked_at__isnull=True)
        live = live.filter(deputy__in=[one.pk for one in deputies])
        names = list(dict.fromkeys(live.order_by("pk").values_list("deputy__name", flat=True)))
        live.update(revoked_at=timezone.now())
        return names

    def follow_proposers(self, case: Case) -> str:
        """Of who does not stand as proposer any more no answer counts (it stays in the record); of who stands again
        the newest one counts again; and the reply is delivered when it has reached those who stand."""
        standing = set(case.suggestion.sponsorships.values_list("deputy_id", flat=True))
        said = ""
        for reply in case.replies.all():
            for rows in (reply.feedback, reply.attempts):
                rows.filter(is_current=True).exclude(deputy__in=standing).update(is_current=False)
            spoken = set(reply.feedback.filter(is_current=True).values_list("deputy_id", flat=True))
            for who in sorted(standing - spoken):
                if newest := reply.feedback.filter(deputy=who).order_by("-number").first():
                    Feedback.objects.filter(pk=newest.pk).update(is_current=True)
            if reply.is_signed:
                said = self._deliver(case, reply, standing)
        return said

    def _deliver(self, case: Case, reply: Reply, standing: set[int]) -> str:
        reached = dict(reply.deliveries.filter(deputy__in=standing).values_list("deputy_id", "on"))
        on = max(reached.values()) if reached.keys() == standing else None
        Reply.objects.filter(pk=reply.pk).update(delivered_on=on)
        if reply != find_reply(case):
            return ""
        before, _ = case.delivered_on, Case.objects.filter(pk=case.pk).update(delivered_on=on)
        keep_delivery(case, on)
        if bool(before) == bool(on):
            return ""
        return "答复已经全部送达，答复期限停止计算。" if on else "答复还没有送达新列入的提出人，请送达。"


def keep_delivery(lead: Case, on: dt.date | None) -> None:
    """The clock of those who signed the reply along (共同主办) stops, and runs again, with the leading unit's."""
    if lead.part == Part.MAIN:
        rows = Case.objects.filter(suggestion=lead.suggestion_id, part=Part.JOINT, answered_on__isnull=False)
        rows.exclude(status__in=LEFT).update(delivered_on=on)


def with_feedback_counts(cases: CaseQuerySet) -> CaseQuerySet:
    """With `asked`, how many deputies asked, `given`, how many answers stand in the open round, and `silent`, how
    many deputies are known not to answer."""
    own = Case._base_manager.filter(pk=OuterRef("pk"))
    answered = own.filter(replies__closed_on__isnull=True, replies__feedback__is_current=True)
    concluded = {"replies__attempts__is_current": True, "replies__attempts__conclusion__gt": ""}
    silent = own.filter(replies__closed_on__isnull=True, **concluded)
    return cases.annotate(
        asked=count_related(own, "suggestion__sponsorships"),
        given=count_related(answered, "replies__feedback"),
        silent=count_related(silent, "replies__attempts"),
    )


def wished_cases() -> Q:
    """The cases of which a deputy has asked something that is not settled yet."""
    wishes = Wish.objects.filter(settled_at__isnull=True).exclude(reply__case__status=Status.VOID)
    return Q(pk__in=wishes.values("reply__case"))


def disputed_plan_cases() -> Q:
    """The cases of which a deputy finds only the 方案 wanting: nothing to study, but the leader is to know."""
    of = "replies__feedback__"
    disputed = any_mark(NOTED, Grade.DISSATISFIED, of) & Q(replies__feedback__is_current=True)
    rows = Case._base_manager.filter(disputed, replies__closed_on__isnull=True)
    return Q(pk__in=rows.filter(no_mark(STUDIED, Grade.DISSATISFIED, of)).values("pk"))


def order_by_promise(cases: CaseQuerySet) -> CaseQuerySet:
    """By the day of the nearest thing still owed of what was promised."""
    owed = Q(replies__promises__kept_on=None, replies__promises__carried_to=None)
    own = Case._base_manager.filter(owed, pk=OuterRef("pk")).values("replies__promises__due_on")
    nearest = own.order_by("replies__promises__due_on")[:1]
    return cases.annotate(owed_on=Subquery(nearest)).order_by("owed_on", "pk")


# ---- what to fetch with them -----------------------------------------------------------------------------


def newest_drafts() -> Beside:
    """The newest version of each round, where Reply.latest_draft looks for it."""
    return Beside("replies__drafts", _write_newest, name="newest_drafts")


def _write_newest() -> QuerySet[Draft, Draft]:
    drafts = Draft.objects.select_related("author")
    newer = drafts.filter(reply=OuterRef("reply"), number__gt=OuterRef("number"))
    return drafts.filter(~Exists(newer))


def consultations_both_ways(*more: str) -> "tuple[Beside | str, ...]":
    """会办 both ways, with the texts that agreements are compared with; `more` are further relations of them."""
    asked = ("unit", "draft", "kept_draft", "helping", *more)
    return (
        "replies__signed_draft",
        Beside("replies__consultations", write_consultations, *asked),
        Beside("asked_through", write_consultations, "draft", "enclosure", "reply__case__unit"),
        "asked_through__reminders",
    )


def write_consultations(*with_them: str) -> QuerySet[Consultation, Consultation]:
    """All that were ever asked, each with those relations of it."""
    return Consultation.objects.select_related(*with_them)

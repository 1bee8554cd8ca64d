"""督办: notes to a unit and its answers, and the cases a leader has taken up (领导领办, 重点督办)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be, roles_in
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, Kind, LedAs, Suggestion, Supervision, SupervisionPlan, Unit, User
from proposals.models.administration.committee import committees_named
from proposals.models.event import ASKED_AS
from proposals.models.oversight.plan import standing_plan
from proposals.models.people import BODIES, STAFF, Level
from proposals.models.states import ENDED, FINAL

ANSWERERS = STAFF


def supervise_case(case: Case, user: User, *, text: str, answer_due: dt.date, key: uuid.UUID) -> Supervision:
    """督办: ask the unit to say by that day where the case stands. The same form sent again writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        body = must_be(now, user, BODIES, "督办")
        if before := Supervision.objects.filter(key=key).first():
            return before
        if now.status in FINAL:
            raise Refused(f"这件{now.suggestion.kind}现在是“{now.state_label}”，不用再督办。")
        made = Supervision.objects.create(
            key=key, case=now, text=text, by=user, body=body, at=timezone.now(), answer_due=answer_due
        )
        record_event(now, user, "supervise", "督办", role=body, comment=text, data={"due": answer_due})
    return made


def answer_supervision(asked: Supervision, user: User, *, text: str) -> None:
    """回复督办: by the unit's office, its handler or a leader; once. The same answer sent again writes nothing."""
    with transaction.atomic():
        case = lock_case(asked.case_id)
        must_be(case, user, ANSWERERS, "回复督办")
        changed = Supervision.objects.filter(pk=asked.pk, answered_at=None).update(
            answer=text, answered_by=user, answered_at=timezone.now()
        )
        if changed:
            record_event(case, user, "supervise_answer", "回复督办", comment=text, data={ASKED_AS: asked.body})
            return
        said = Supervision.objects.select_related("answered_by").get(pk=asked.pk)
        if said.answer != text or said.answered_by_id != user.pk:
            raise Stale(f"{said.answered_by}刚才已经回复了这条督办，请先看过。您填写的内容都还在，没有提交。")


def mark_led(case: Case, user: User, *, led_as: str, led_by: str, seen: tuple[str, str]) -> None:
    """Mark the suggestion as taken up by a leader, or take the mark away ("" for both); told in the record of each
    of its cases. `seen` is what the page showed."""
    with transaction.atomic():
        body = must_be(case, user, BODIES, "标记领办、督办")
        now = lock_case(case.pk).suggestion
        if (now.led_as, now.led_by) == (led_as, led_by):
            return
        if (now.led_as, now.led_by) != seen:
            raise Stale(
                f"刚才有人改过这件{now.kind}的领办、督办标记，请看过最新的再改。您填写的内容都还在，没有保存。"
            )
        Suggestion.objects.filter(pk=now.pk).update(led_as=led_as, led_by=led_by)
        label = f"{led_as}：{led_by}" if led_as else f"取消{now.led_as}标记"
        told = [unit.pk for unit in committees_leading(now, led_as, led_by)]
        for one in Case.objects.filter(suggestion=now).exclude(status__in=FINAL).order_by("pk"):
            data = {"before": f"{now.led_as}{now.led_by}", "committees": told}
            record_event(one, user, "lead", label, role=body, data=data)
            told = []  # of a suggestion of several units a committee hears once


def committees_leading(suggestion: Suggestion, led_as: str, led_by: str) -> list[Unit]:
    """The committees that a mark of 重点督办 gives the suggestion to: they see it and are told (models.querysets)."""
    own = suggestion.kind == Kind.SUGGESTION and suggestion.session.level == Level.DISTRICT
    return committees_named(led_by) if led_as == LedAs.KEY and own else []


@dataclass(frozen=True)
class SupervisionSummary:
    """What the page of a case shows of its supervision, and what this person may do about it: ask the unit, answer,
    write plan and report (also of what is closed)."""

    notes: list[Supervision]
    plan: SupervisionPlan | None
    asks: bool
    answers: bool
    oversees: bool = False

    @property
    def waiting(self) -> list[Supervision]:
        return [note for note in self.notes if note.answered_at is None]

    @property
    def answered(self) -> list[Supervision]:
        return [note for note in self.notes if note.answered_at]


def supervision_summary(case: Case, user: User) -> SupervisionSummary:
    """Of a case fetched with for_page of the case's page."""
    roles = roles_in(case, user)
    open_case = case.status not in FINAL
    return SupervisionSummary(
        notes=list(case.supervisions.all()),
        plan=standing_plan(case.suggestion),
        asks=open_case and bool(roles.intersection(BODIES)),
        answers=bool(roles.intersection(ANSWERERS)),
        oversees=bool(roles.intersection(BODIES)) and case.status not in ENDED,
    )

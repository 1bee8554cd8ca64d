"""专门委员会 as readers and askers of their fields: 询问 and its answer."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be, roles_in
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, CommitteeField, Inquiry, Role, Unit, UnitKind, User
from proposals.models.people import STAFF
from proposals.models.states import LEFT

ASK, ANSWER = "inquire", "inquire_answer"
COMMITTEE = "committee"  # of both events: the committee's number


def seats_of(user: User) -> list[Unit]:
    """The committees in which the person has a seat."""
    rows = [row for row in user.active_memberships if row.role == Role.COMMITTEE]
    return list({row.unit_id: row.unit for row in rows if row.unit.kind == UnitKind.COMMITTEE}.values())


def may_ask(case: Case, user: User) -> bool:
    """Whether the person's committee may ask about this case."""
    return case.status not in LEFT and not case.finished_before and Role.COMMITTEE in roles_in(case, user)


def ask_about_case(case: Case, user: User, *, text: str, answer_due: dt.date, key: uuid.UUID) -> Inquiry:
    """询问: the unit is asked to answer by that day. The same form sent again writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_be(now, user, (Role.COMMITTEE,), "询问")
        if before := Inquiry.objects.filter(key=key).first():
            return before
        if not may_ask(now, user):
            raise Refused(f"这件{now.suggestion.kind}现在是“{now.state_label}”，不用再问这个单位。")
        committee = _seat_for(now, user)
        made = Inquiry.objects.create(
            key=key, case=now, committee=committee, text=text, by=user, at=timezone.now(), answer_due=answer_due
        )
        data = {"inquiry": made.pk, COMMITTEE: committee.pk, "due": answer_due}
        record_event(now, user, ASK, f"{committee}询问", role=Role.COMMITTEE, comment=text, data=data)
    return made


def _seat_for(case: Case, user: User) -> Unit:
    """The committee in whose field the case is, of who sits in several."""
    seats = seats_of(user)
    fields = CommitteeField.objects.filter(committee__in=seats, category=case.suggestion.category)
    named = fields.order_by("committee").values_list("committee", flat=True).first()
    return next((unit for unit in seats if unit.pk == named), seats[0])


def answer_inquiry(asked: Inquiry, user: User, *, text: str) -> None:
    """答复询问: by the unit's office, its handler or a leader; once. The same answer sent again writes nothing."""
    with transaction.atomic():
        case = lock_case(asked.case_id)
        must_be(case, user, STAFF, "答复询问")
        changed = Inquiry.objects.filter(pk=asked.pk, answered_at=None).update(
            answer=text, answered_by=user, answered_at=timezone.now()
        )
        if changed:
            data = {"inquiry": asked.pk, COMMITTEE: asked.committee_id}
            record_event(case, user, ANSWER, f"答复{asked.committee}询问", comment=text, data=data)
            return
        said = Inquiry.objects.select_related("answered_by").get(pk=asked.pk)
        if said.answer != text or said.answered_by_id != user.pk:
            raise Stale(f"{said.answered_by}刚才已经答复了这条询问，请先看过。您填写的内容都还在，没有提交。")

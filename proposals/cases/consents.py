"""What both bodies decide: each says its word by itself, in either order.

The first 同意 is kept and waits for the other's (models.oversight.consent); a refusal by one ends the matter.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from proposals.cases.access import Stale, must_be, records_outside, roles_in
from proposals.cases.events import Taken, append_event
from proposals.cases.hands import hands_of
from proposals.cases.locks import lock_case
from proposals.models import Case, Consent, Event, Role, Status, User
from proposals.models.event import AGREED_WITH, ASKED_AS
from proposals.models.oversight.deciders import awaited_bodies, end_consents, standing_consents
from proposals.models.oversight.objection import end_objections
from proposals.models.states import ENDED

# One body agrees to a matter that both decide: no step of its own, but the first half of one.
CONSENT, TAKEN_BACK = "consent", "consent_back"
VOIDED = "consent_void"  # the rule was changed: both need not agree any more
# Of the event of what goes on to another unit: its short name, its key, what it would be in charge of.
HANDED_TO, TO_UNIT, TO_SHARE = "handed_to", "to_unit", "to_share"


def bodies_to_agree(case: Case, matter: str) -> tuple[Role, ...]:
    """The bodies that still have to say their word on the matter."""
    return awaited_bodies(case, matter, hands_of(case).deciders, standing_consents(case))


def name_bodies(case: Case, bodies: Sequence[Role]) -> str:
    """代表工作机构、区政府办公室."""
    return "、".join(case.suggestion.name_body(body) for body in bodies)


def say_awaited(case: Case, matter: str) -> str:
    """还待区政府办公室同意."""
    return f"还待{name_bodies(case, bodies_to_agree(case, matter))}同意"


def why_agreed(case: Case, matter: str, user: User) -> str:
    """Why who has agreed to a matter that both decide waits now; "" where it is this person's turn."""
    hands = hands_of(case)
    if not hands.consents:
        return ""
    awaited = bodies_to_agree(case, matter)
    recorded = Role.DISTRICT in awaited and records_outside(case, user, awaited)
    if recorded or roles_in(case, user).intersection(awaited):
        return ""
    return f"您这一方已经同意，{say_awaited(case, matter)}"


def await_other(
    now: Case,
    matter: str,
    label: str,
    user: User | None,
    role: Role,
    opinion: str,
    *,
    until: dt.date | None = None,
    absent: User | None = None,
    more: Mapping[str, Any] | None = None,
) -> Event | None:
    """Where both bodies decide the matter of this locked case and the other has not agreed yet: what this one agrees
    to is kept, and waits; of `more` the unit to which a return would go on, with its part. None where the matter is
    decided now. Needs a transaction around it."""
    body = Role.DISTRICT if role == Role.OFFICE else role  # what it decided outside is written down
    hands = hands_of(now)
    awaited = [one for one in awaited_bodies(now, matter, hands.deciders, hands.consents) if one != body]
    if user is None or not awaited or not hands.deciders.asks_both(matter, now):
        return None
    goes_on = {name: more[name] for name in (HANDED_TO, TO_UNIT, TO_SHARE) if name in more} if more else {}
    facts = {"opinion": opinion.strip(), "until": until, "unit_id": goes_on.get(TO_UNIT)}
    facts["share"] = goes_on.get(TO_SHARE, "")
    Consent.objects.create(case=now, matter=matter, body=body, by=user, **facts)
    said = f"{'登记：' if role == Role.OFFICE else ''}{label}，还待{name_bodies(now, awaited)}同意"
    data = {"matter": matter, ASKED_AS: awaited[0], **goes_on}
    Case.objects.filter(pk=now.pk).update(version=F("version") + 1)  # a page from before is an old one
    return append_event(now, Taken(CONSENT, said, now.status, user, role, opinion.strip(), absent=absent), data)


def agreed_with(now: Case, matter: str) -> dict[str, Any]:
    """What an event keeps of the other body that had agreed to the matter: which one."""
    other = [one.body for one in standing_consents(now, matter)]
    return {AGREED_WITH: other[0]} if other else {}


def consents_of(case: Case, user: User) -> list[Consent]:
    """What this person's body has agreed to and may take back: the other has not said its word yet."""
    held = roles_in(case, user)
    outside = records_outside(case, user, (Role.DISTRICT,))
    return [one for one in standing_consents(case) if one.body in held or (outside and one.body == Role.DISTRICT)]


def take_back_consent(given: Consent, user: User, *, why: str) -> bool:
    """收回同意, while the other body has not said its word: from then on this one may agree again or refuse. False
    where it was taken back before. Raises Refused where the matter is decided."""
    with transaction.atomic():
        now = lock_case(given.case_id)
        role = must_be(now, user, (Role(given.body),), "收回同意", recorded=True)
        here = Consent.objects.filter(pk=given.pk, ended_at=None)
        if not here.update(ended_at=timezone.now()):
            if _is_taken_back(given, user, why):
                return False
            raise Stale(f"{given.get_matter_display()}刚才已经有了结果，不能再收回。您填写的内容都还在，没有保存。")
        others = [one for one in hands_of(now).deciders.named(given.matter, now) if one != given.body]
        said = f"{'登记：' if role == Role.OFFICE else ''}收回对{given.get_matter_display()}的同意"
        data = {"matter": given.matter, "consent": given.pk, **({ASKED_AS: others[0]} if others else {})}
        Case.objects.filter(pk=now.pk).update(version=F("version") + 1)  # a page from before is an old one
        append_event(now, Taken(TAKEN_BACK, said, now.status, user, role, why.strip()), data)
    return True


def _is_taken_back(given: Consent, user: User, why: str) -> bool:
    backs = Event.objects.filter(case=given.case_id, action=TAKEN_BACK, actor=user, comment=why.strip())
    return any(one.data["consent"] == given.pk for one in backs)


def end_waiting(now: Case, status: Status) -> None:
    """What waits for a body's word on a case that ends with this state: what one has agreed to, and of what was
    withdrawn or is void what deputies had objected to."""
    end_consents(now)
    if status in ENDED:
        end_objections(now)

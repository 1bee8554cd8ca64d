"""What two persons erased in the demo: a note in which somebody's number at a hospital stood."""

import uuid

from proposals.cases.access import administers_all
from proposals.erasures.actions import ask_erasure, confirm_erasure
from proposals.erasures.places import find_places
from proposals.models import Case, Erasure, Role, Session, Status, User
from replies.colleagues.actions import write_note

NUMBER = "住院号ZY20260317"
NOTE = f"反映情况的老人家属打来电话，{NUMBER}，答应本周回访。"


def play_erasure() -> None:
    """Asked for by the district's office, agreed to by the auditor."""
    cases = Case.objects.filter(suggestion__session__body=Session.Body.CONGRESS, status=Status.CLOSED)
    case = cases.exclude(handler=None).order_by("pk").first()
    if case is None or case.handler is None:
        return
    write_note(case, case.handler, text=NOTE, key=uuid.uuid4())
    office = User.objects.filter(memberships__role=Role.DISTRICT).earliest("pk")
    people = User.objects.filter(memberships__role=Role.AUDITOR).order_by("pk")
    auditor = next(one for one in people if administers_all(one, Role.AUDITOR))
    places = [one for one in find_places(case.suggestion, [NUMBER]) if one.is_sure]
    law, reason = Erasure.Law.PERSONAL, "家属来信要求删除个人信息"
    erasure = ask_erasure(case.suggestion, office, places, law=law, reason=reason, key=uuid.uuid4(), whole=False)
    confirm_erasure(erasure, auditor)

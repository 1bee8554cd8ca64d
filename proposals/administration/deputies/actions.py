"""What is done to a deputy's record: registered, changed, looked at, left, come back; each told in the record."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.administration.access import must_administer_unit
from proposals.administration.frame import LOOKED, row_version
from proposals.administration.record import list_changes, record_change
from proposals.cases.access import Refused, Stale
from proposals.cases.locks import lock_suggestions
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import AdministrationEvent, Case, Deputy, Role, User
from proposals.models.querysets import OPEN

DEPUTY = AdministrationEvent.Subject.DEPUTY
ADDED, CHANGED, LEFT, RETURNED = "新增", "改资料", "不再担任", "仍在任"
SECRET = ("phone", "email", "address")  # that they changed is written down, not what they are
LOOK_AGAIN = dt.timedelta(minutes=10)  # for so long one look counts as one

# What the answer's side does with one open case of a deputy who has left; it returns what it decided, in sentences.
Leaving = Callable[[Case, Deputy, User | None], list[str]]
_plugged: list[Leaving] = []


def plug_in_leaving(leaving: Leaving) -> None:
    """Say once, at start, what becomes of links, requests and deliveries."""
    _plugged[:] = [leaving]


def add_deputy(user: User | None, facts: Mapping[str, Any], *, source: str = "") -> Deputy:
    """Register a deputy, a member or a group. `facts` are fields of Deputy."""
    must_administer_unit(user, None, Role.ADMIN, "代表")
    with transaction.atomic():
        deputy = Deputy.objects.create(**facts)
        record_change(user, DEPUTY, deputy, ADDED, name=deputy.full_label, source=source)
    return deputy


def change_deputy(
    which: Deputy, user: User | None, facts: Mapping[str, Any], *, seen: int | None, source: str = ""
) -> bool:
    """Change fields. Returns whether anything was different. Raises Stale where somebody changed it since `seen`
    (None: a workbook, which says itself what it changes)."""
    with transaction.atomic():
        deputy = lock_deputy(which, user, seen)
        before = {name: getattr(deputy, name) for name in facts}
        for name, value in facts.items():
            setattr(deputy, name, value)
        changes = list_changes(before, deputy, secret=SECRET)
        if not changes:
            return False
        deputy.save(update_fields=[*facts, "initials"])
        record_change(user, DEPUTY, deputy, CHANGED, name=deputy.full_label, changes=changes, source=source)
    return True


def look_at_deputy(which: Deputy, user: User) -> None:
    """Write down that somebody reads how a deputy is reached; looked at twice in a row counts once."""
    must_administer_unit(user, None, Role.ADMIN, "代表")
    rows = AdministrationEvent.objects.filter(subject=DEPUTY, subject_id=which.pk, label=LOOKED, actor=user)
    if not rows.filter(at__gte=timezone.now() - LOOK_AGAIN).exists():
        record_change(user, DEPUTY, which, LOOKED, name=which.full_label)


def let_deputy_leave(which: Deputy, user: User, *, on: dt.date, why: str, seen: int) -> None:
    """The mandate has ended. In every open case: links end, no new one is made, nothing is asked or sent any more;
    what was signed and said stays; an open 不满意 goes on being studied. Each case's record says so."""
    must_administer_unit(user, None, Role.ADMIN, "代表")
    cases = open_cases_of(which)
    with transaction.atomic():
        lock_suggestions(cases)
        deputy = lock_deputy(which, user, seen)
        if deputy.has_left:
            raise Refused(f"{deputy}已经登记为不再担任{deputy.kind}。")
        deputy.left_on, deputy.left_why = on, why
        deputy.save(update_fields=["left_on", "left_why"])
        reason = deputy.get_left_why_display()
        for case in cases.select_related("suggestion").order_by("suggestion", "pk"):
            said = [sentence for leaving in _plugged for sentence in leaving(case, deputy, user)]
            label = f"{deputy.addressed}自{cn_date(on)}起不再担任{deputy.kind}（{reason}）"
            record_event(case, user, "deputy_left", label, role=Role.SYSTEM, comment="\n".join(said))
        comment = f"{cn_date(on)}，{reason}；还没有办结的{len(cases)}件不再征求意见"
        record_change(user, DEPUTY, deputy, LEFT, name=deputy.full_label, comment=comment)


def let_deputy_return(which: Deputy, user: User, *, reason: str, seen: int) -> None:
    """The deputy is one after all: entered by mistake, or elected again. Ended links do not come back by it."""
    must_administer_unit(user, None, Role.ADMIN, "代表")
    cases = open_cases_of(which)
    with transaction.atomic():
        lock_suggestions(cases)
        deputy = lock_deputy(which, user, seen)
        if not deputy.has_left:
            raise Refused(f"{deputy}仍在任，不用改。")
        deputy.left_on, deputy.left_why = None, ""
        deputy.save(update_fields=["left_on", "left_why"])
        for case in cases.order_by("suggestion", "pk"):
            label = f"{deputy.addressed}仍在任，还没有反馈的请继续征求意见"
            record_event(case, user, "deputy_returned", label, role=Role.SYSTEM, comment=reason)
        record_change(user, DEPUTY, deputy, RETURNED, name=deputy.full_label, comment=reason)


def open_cases_of(deputy: Deputy) -> Any:
    """The open cases of suggestions that the deputy signed."""
    return Case.objects.filter(OPEN, suggestion__in=deputy.sponsorships.values("suggestion"))


def lock_deputy(which: Deputy, user: User | None, seen: int | None) -> Deputy:
    """The record as it is, held to the end of the transaction; Refused where it was merged, Stale where the page is
    older."""
    must_administer_unit(user, None, Role.ADMIN, "代表")
    deputy = Deputy.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=which.pk)
    if deputy.merged_into:
        raise Refused(f"这条记录已经并入{deputy.merged_into.full_label}，请到那一条上改。")
    if seen is not None and seen != row_version(DEPUTY, deputy.pk):
        raise Stale(f"{deputy}的资料刚才有人改过。请看过现在的样子，再办一次。")
    return deputy

"""Fifty people at the same moment, round after round: one of them does it, the others are told, the record holds one
act. With the guard taken out more than one does (the control): the harness does race. PostgreSQL; SQLite lets one
write at a time."""

import io
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.prove.table import Table

PEOPLE, ROUNDS = 50, 20


def prove(size: int) -> Table:
    """A row a doing: rounds, how many did it, what the others were told, the seconds of a round."""
    from django.core.management import call_command

    from bench.search import throw_away_database

    table = Table("fifty at once", "rounds", "did it", "were told", "s a round")
    with throw_away_database() as vendor:
        call_command("load_calendar", stdout=io.StringIO())
        for name, make in DOINGS.items():
            if vendor == "sqlite" and name == CONTROL:
                continue
            add_race(table, name, make, ROUNDS * size // 10 or 1)
    return table


def add_race(
    table: Table, name: str, make: Callable[[int], tuple[list[Any], Callable[[], int]]], rounds: int
) -> None:
    from tests.proposals.cases.test_races import at_once

    done, told, wrong, began = list[int](), Counter[str](), list[str](), time.monotonic()
    for number in range(rounds):
        doings, count_acts = make(number)
        outcomes = at_once(*doings)
        told.update(map(str, outcomes))
        winners, acts = outcomes.count("done"), count_acts()
        done.append(winners)
        if (winners, acts) != (1, 1) and name != CONTROL:
            wrong.append(f"{name}, round {number + 1}: {winners} were told that it is done, {acts} acts are kept")
    del told["done"]
    if name == CONTROL and max(done) < 2:
        wrong.append("without the guard nobody raced")
    each = str(done[0]) if len(set(done)) == 1 else f"{min(done)}-{max(done)}"
    said = " ".join(f"{number}×{what}" for what, number in sorted(told.items()))
    table.add(name, rounds, each, said, f"{(time.monotonic() - began) / rounds:.1f}", wrong=wrong)


def leaders() -> list[Any]:
    """Fifty leaders of the bureau."""
    from proposals.models import Membership, Role, User
    from tests import factories as f

    w = f.world()
    found = list(User.objects.filter(username__startswith="leader-of-fifty"))
    for number in range(len(found), PEOPLE):
        user = User.objects.create(username=f"leader-of-fifty-{number}", name=f"局长{number}")
        Membership.objects.create(user=user, unit=w.bureau, role=Role.LEADER)
        found.append(user)
    return found


def signing(number: int) -> tuple[list[Callable[[], Any]], Callable[[], int]]:
    """Fifty leaders sign one answer."""
    from proposals.models import Case, Event, Status
    from replies.review.actions import decide_review
    from replies.review.verdicts import Verdict
    from tests import factories as f

    case = f.make_case(Status.SIGNING)

    def sign(who: Any) -> Callable[[], Any]:
        return lambda: decide_review(Case.objects.get(pk=case.pk), who, Verdict.SIGN, opinion="同意。")

    return [sign(who) for who in leaders()], lambda: Event.objects.filter(case=case, action="sign").count()


def receiving(number: int) -> tuple[list[Callable[[], Any]], Callable[[], int]]:
    """A case is signed for fifty times."""
    from proposals.cases.workflow import perform
    from proposals.models import Case, Event, Status
    from tests import factories as f

    case, office = f.make_case(Status.AWAITING_RECEIPT), f.world().office
    doings = [lambda: perform(Case.objects.get(pk=case.pk), "sign_for", office)] * PEOPLE
    return list(doings), lambda: Event.objects.filter(case=case, action="sign_for").count()


def drafting(number: int) -> tuple[list[Callable[[], Any]], Callable[[], int]]:
    """Fifty windows save upon the same version."""
    from proposals.models import Status
    from replies.drafts import versions
    from replies.models import Draft
    from tests import factories as f

    reply, who = f.make_case(Status.IN_PROGRESS).current_round, f.world().handler

    def save(place: int) -> Callable[[], Any]:
        return lambda: versions.save_draft(reply, who, {**f.TEXTS, "body": f"第{place}种写法"}, base=0)

    return [save(place) for place in range(PEOPLE)], lambda: Draft.objects.filter(reply=reply).count()


def unguarded(number: int) -> tuple[list[Callable[[], Any]], Callable[[], int]]:
    """Fifty send a case back without comparing what they saw with what is."""
    from django.db import transaction

    from proposals.cases.access import Refused
    from proposals.models import Case, Status
    from tests import factories as f

    case = f.make_case(Status.SIGNING)

    def send_back() -> None:
        with transaction.atomic():
            if Case.objects.get(pk=case.pk).status != Status.SIGNING:
                raise Refused("late")
            time.sleep(0.1)
            Case.objects.filter(pk=case.pk).update(status=Status.CHECKING)

    return [send_back] * PEOPLE, lambda: 1


CONTROL = "send back, unguarded (control)"
DOINGS: dict[str, Callable[[int], tuple[list[Any], Callable[[], int]]]] = {
    "leaders sign one answer": signing,
    "sign for one case": receiving,
    "save a draft on one version": drafting,
    CONTROL: unguarded,
}

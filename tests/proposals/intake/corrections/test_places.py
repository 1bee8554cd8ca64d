"""A registration corrected in each of its fields, whatever units it has: what stands afterwards, or why not. Held
against what was read and found right."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.db import transaction

from proposals.cases.access import Refused
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.differences import find_differences, load_records
from proposals.intake.corrections.fields import CorrectedField as F
from proposals.intake.register import SuggestionEntry
from proposals.models import Case, Membership, Part, Role, Status, Suggestion
from tests import factories as f
from tests.approved import assert_approved

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = dt.date(2026, 3, 5)
REGISTERED = {
    "one": [Part.SOLE],
    "main and helping": [Part.MAIN, Part.HELP],
    "each": [Part.EACH, Part.EACH],
    "helping alone": [Part.HELP],
}
GIVEN_BACK = {"status": Status.RETURNED, "closed_on": DAY}
WITH_DATES = ("one", "main and helping")
MOVED = ({"internal_due": dt.date(2026, 3, 25)}, {"wide_reason": "涉及面广"})


def units():
    w = f.world()
    third = f.unit("区水务局")
    Membership.objects.get_or_create(user=w.nobody, unit=third, role=Role.OFFICE)
    return [w.bureau, w.other_bureau, third]


def registered(parts, **dates):
    made = f.suggestion(number="070")
    for unit, part in zip(units(), parts, strict=False):
        f.hand_over(made, unit, part, DAY)
    Case.objects.update(**dates)
    return Suggestion.objects.get(pk=made.pk)


def wishes():
    one, two, three = units()
    return {
        "nothing": {},
        "a day later": {F.HANDED_ON: DAY + dt.timedelta(days=1)},
        "far later": {F.HANDED_ON: DAY + dt.timedelta(days=60)},
        "by May": {F.DUE: dt.date(2026, 5, 6)},
        "by the first day": {F.DUE: DAY},
        "by the law's day": {F.DUE: dt.date(2026, 6, 5)},
        "past the law's day": {F.DUE: dt.date(2026, 6, 6)},
        "the same": {F.UNITS: [(one, Part.SOLE)]},
        "another": {F.UNITS: [(three, Part.SOLE)]},
        "two": {F.UNITS: [(one, Part.MAIN), (three, Part.HELP)]},
        "the other way round": {F.UNITS: [(two, Part.MAIN), (one, Part.HELP)]},
        "three": {F.UNITS: [(one, Part.EACH), (two, Part.EACH), (three, Part.EACH)]},
        "nobody mainly": {F.UNITS: [(three, Part.HELP)]},
        "an office": {F.UNITS: [(f.world().district_office, Part.SOLE)]},
        "title and category": {F.TITLE: "关于别的事的建议", F.CATEGORY: ""},
        "proposers": {F.PROPOSERS: [f.deputy("莫兰"), f.deputy("赵洪蓉")]},
    }


def test_every_field_of_every_registration():
    with time_machine.travel("2026-03-20 10:00+08:00", tick=False):
        assert_approved(Path(__file__).with_name("approved") / "places.jsonl", corrections())


def corrections():
    for name, parts in REGISTERED.items():
        for wish, wanted in wishes().items():
            yield [name, wish, *corrected(parts, {}, wanted, "district")]
            if F.UNITS in wanted:
                yield [name, wish, "office", *corrected(parts, {}, wanted, "office")]
            for dates in MOVED if name in WITH_DATES and {F.HANDED_ON, F.UNITS} & wanted.keys() else ():
                yield [name, *dates, wish, *corrected(parts, dates, wanted, "district")]


def corrected(parts, dates, wanted, who):
    with transaction.atomic():
        try:
            made = registered(parts, **dates)
            with transaction.atomic():
                events = correct_registration(made, wanted, getattr(f.world(), who), "名单写错了。")
            return [*map(told, events)], standing(made)
        except Refused as refusal:
            return [f"{type(refusal).__name__}：{refusal}"]
        finally:
            transaction.set_rollback(True)


def told(event):
    return [event.action, event.label, event.role, event.comment, event.data.get("changes", [])]


def standing(made):
    return [
        [str(case.unit), case.part, *map(str, (case.handed_on, case.statutory_due, case.internal_due))]
        for case in made.cases.order_by("pk").select_related("unit")
    ]


def test_what_a_list_says_differently():
    with time_machine.travel("2026-03-20 10:00+08:00", tick=False):
        assert_approved(Path(__file__).with_name("approved") / "differences.jsonl", differences())


def differences():
    w, (one, two, three) = f.world(), units()
    lists = {
        "the same": {},
        "longer": {"title": "关于" + "很长" * 40 + "的建议", "text": "一\n二", "category": "城建"},
        "empty": {"title": "", "text": "", "category": "", "due": None},
        "days": {"handed_on": DAY + dt.timedelta(days=1), "due": dt.date(2026, 5, 6)},
        "others": {"parts": [(three, Part.SOLE)]},
        "more": {"parts": [(one, Part.MAIN), (three, Part.HELP)]},
        "helping": {"parts": [(two, Part.HELP)]},
        "nobody": {"parts": []},
        "of those given back": {"parts": [(three, Part.SOLE)]},
        "people": {"deputies": [f.deputy("周建伟"), f.deputy("赵洪蓉")]},
    }
    for name, parts in REGISTERED.items():
        for said, facts in lists.items():
            for who in (w.district, w.office, None):
                yield [name, said, str(who), *different(parts, facts, who, said)]


def different(parts, facts, who, said):
    with transaction.atomic():
        made = registered(parts, **(GIVEN_BACK if said == "of those given back" else {}))
        plain = {
            "session": made.session,
            "number": made.number,
            "title": made.title,
            "text": made.text,
            "category": made.category,
            "deputies": made.proposers,
            "parts": [(case.unit, Part(case.part)) for case in made.cases.order_by("pk")],
            "handed_on": DAY,
            "due": None,
            "made_between_sessions": None,
            "source": {},
        }
        found = find_differences(SuggestionEntry(**plain | facts), made, load_records([made])[made.pk], who)
        shown = [[str(one), one.locked, one.by_hand, one.is_long] for one in found]
        transaction.set_rollback(True)
    return shown
